"""The Statement of Applicability, or another list that is declared in data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from aimsbook.faces import Answer, Block, Face
from aimsbook.measure import select_all
from aimsbook.present import Presenter
from aimsbook.records import Record
from aimsbook.saying import answer_of
from aimsbook.viewing import condition, known_word
from aimsbook.views.list import as_table, table

OPTIONS = {
    "name": "the list; `statement-of-applicability` when not given",
    "where": "a condition that the rows meet",
}


def define(options: Mapping[str, Any], presenter: Presenter) -> Face:
    """Make the view ready."""
    lists = presenter.dossier.lists
    name = known_word({"name": next(iter(lists)), **options}, "name", lists, "list")
    wanted = lists[name]
    where = condition(options, "where", wanted.rows[0].type, presenter.vocabulary)

    columns = list(wanted.columns)

    def found() -> list[Record]:
        records = select_all(wanted.rows, presenter.case)
        return [record for record in records if where is None or where.judge(record, presenter.case).holds]

    def show(root: str) -> Markup:
        return table(found(), columns, presenter, root)

    def blocks() -> Iterator[Block]:
        yield as_table(found(), columns, presenter)

    def say() -> Answer:
        return answer_of(found(), columns, presenter)

    return Face(show, blocks, say)
