"""The fields of one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from aimsbook.faces import Block, Face, Facts, Passage
from aimsbook.present import Presenter
from aimsbook.render import fill
from aimsbook.viewing import OptionFault, record_named
from aimsbook.vocabulary import path_fault
from aimsbook.words import each

OPTIONS = {
    "record": "the id of the record; compulsory",
    "fields": "which fields, relations or dotted paths, in which order; all that are given when left out",
}


def define(options: Mapping[str, Any], presenter: Presenter) -> Face:
    """Make the view ready."""
    record = record_named(options, "record", presenter.graph.records)
    given = options.get("fields") or [name for name in presenter.vocabulary[record.type].fields if record.get(name)]
    paths = each(given)
    for path in paths:
        if problem := path_fault(presenter.vocabulary, (record.type,), str(path)):
            raise OptionFault("fields", problem)

    def rows(root: str) -> list[tuple[str, Markup]]:
        return [(presenter.heading(record.type, path), presenter.cell(record, path, root).html) for path in paths]

    def show(root: str) -> Markup:
        return fill("view_fields.html", entry=presenter.entry(record, root), rows=rows(root))

    def blocks() -> Iterator[Block]:
        yield Passage(presenter.entry(record, ""))
        yield Facts(tuple(rows("")))

    return Face(show, blocks)
