"""The ways from one record to the records of a type, link by link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from aimsbook.present import Presenter
from aimsbook.render import fill
from aimsbook.tracing import trace
from aimsbook.viewing import known_word, record_named, whole

OPTIONS = {
    "record": "the id of the record to start from; compulsory",
    "to": "the type to arrive at; compulsory",
    "limit": "how many ways at most; 20 when not given",
}


def define(options: Mapping[str, Any], presenter: Presenter) -> Callable[[str], Markup]:
    """Make the view ready."""
    record = record_named(options, "record", presenter.graph.records)
    to = known_word(options, "to", presenter.vocabulary.types, "type")
    limit = whole(options, "limit") or 20

    def show(root: str) -> Markup:
        ways = trace(record, to, presenter.dossier)
        shown = [
            [
                (step.label, presenter.entry(step.record, root), presenter.badge(presenter.state(step.record)))
                for step in way
            ]
            for way in ways[:limit]
        ]
        label = presenter.vocabulary[to].plural.lower()
        return fill("view_trace.html", ways=shown, more=max(len(ways) - limit, 0), start=record.id, label=label)

    return show
