"""The ways from one record to the records of a type, link by link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from aimsbook.faces import Block, Face, Items, more_of
from aimsbook.present import Presenter
from aimsbook.render import fill
from aimsbook.tracing import trace
from aimsbook.viewing import known_word, record_named, whole

OPTIONS = {
    "record": "the id of the record to start from; compulsory",
    "to": "the type to arrive at; compulsory",
    "limit": "how many ways at most; 20 when not given",
}


def define(options: Mapping[str, Any], presenter: Presenter) -> Face:
    """Make the view ready."""
    record = record_named(options, "record", presenter.graph.records)
    to = known_word(options, "to", presenter.vocabulary.types, "type")
    limit = whole(options, "limit") or 20

    label = presenter.vocabulary[to].plural.lower()

    def found(root: str) -> tuple[list[list[tuple[str, Markup, Markup]]], int]:
        ways = trace(record, to, presenter.dossier)
        shown = [
            [
                (step.label, presenter.entry(step.record, root), presenter.badge(presenter.state(step.record)))
                for step in way
            ]
            for way in ways[:limit]
        ]
        return shown, max(len(ways) - limit, 0)

    def show(root: str) -> Markup:
        ways, more = found(root)
        return fill("view_trace.html", ways=ways, more=more, start=record.id, label=label)

    def blocks() -> Iterator[Block]:
        ways, more = found("")
        yield Items(tuple(map(_told, ways)), f"No way leads from {record.id} to {label}.")
        yield from more_of(more)

    return Face(show, blocks)


def _told(way: list[tuple[str, Markup, Markup]]) -> Markup:
    """A way in one line."""
    steps = [
        Markup("{} {} {}").format(Markup("<em>{} →</em>").format(label) if label else "", entry, badge)
        for label, entry, badge in way
    ]
    return Markup(" ").join(steps)
