"""A table of records with the columns that you choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from aimsbook.faces import Answer, Block, Face, Table, more_of
from aimsbook.lists import Column, heading_of
from aimsbook.matrices import Selection
from aimsbook.measure import select
from aimsbook.present import Presenter
from aimsbook.records import Record
from aimsbook.render import fill
from aimsbook.saying import answer_of
from aimsbook.sorting import natural
from aimsbook.viewing import OptionFault, condition, known_word, whole
from aimsbook.vocabulary import Vocabulary, path_fault
from aimsbook.words import each

NONE = "No record meets this."
OPTIONS = {
    "type": "the type of the records; compulsory",
    "where": "a condition that the records meet",
    "columns": "fields, relations in either direction, `rung`, `gaps`, or dotted paths such as `decided_by.applicable`",
    "sort": "the column to sort by; a leading `-` turns the order round",
    "limit": "how many records at most",
    "caption": "words above the table",
}


def define(options: Mapping[str, Any], presenter: Presenter) -> Face:
    """Make the view ready."""
    vocabulary = presenter.vocabulary
    type_name = known_word(options, "type", vocabulary.types, "type")
    where = condition(options, "where", type_name, vocabulary)
    given = options.get("columns") or list(vocabulary[type_name].columns)
    paths = each(given)
    sort = str(options.get("sort") or "")
    for option, path in (*(("columns", path) for path in paths), ("sort", sort.removeprefix("-") or "id")):
        if problem := path_fault(vocabulary, (type_name,), str(path)):
            raise OptionFault(option, problem)
    columns = [Column(str(path), heading_of(vocabulary, type_name, str(path))) for path in paths]
    limit = whole(options, "limit")

    caption = str(options.get("caption") or "")

    def found() -> list[Record]:
        return sort_records(select(Selection(type_name, where), presenter.case), type_name, sort, presenter)

    def show(root: str) -> Markup:
        records = found()
        return table(records[:limit], columns, presenter, root, caption, len(records))

    def blocks() -> Iterator[Block]:
        records = found()
        yield as_table(records[:limit], columns, presenter, caption)
        yield from more_of(len(records[limit:]) if limit is not None else 0)

    def say() -> Answer:
        records = found()
        return answer_of(records[:limit], columns, presenter, len(records))

    return Face(show, blocks, say)


def sort_records(records: list[Record], type_name: str, sort: str, presenter: Presenter) -> list[Record]:
    """Records by what a column shows; in the order of the register where no column is named."""
    path = sort.removeprefix("-")
    if not path:
        return records
    order = _as_number if _holds_numbers(presenter.vocabulary, type_name, path) else natural
    return sorted(records, key=lambda one: order(presenter.cell(one, path, "").plain), reverse=sort.startswith("-"))


def _as_number(words: str) -> tuple[bool, float]:
    return not words, float(words or 0)


def _holds_numbers(vocabulary: Vocabulary, type_name: str, path: str) -> bool:
    """Whether a path ends in a field of numbers, of which each record shows one."""
    found = vocabulary[type_name].fields.get(path)
    return found is not None and found.kind in ("number", "whole", "days") and not found.many


def table(
    records: list[Record], columns: list[Column], presenter: Presenter, root: str, caption: str = "", total: int = 0
) -> Markup:
    """A plain table of records."""
    rows = _rows(records, columns, presenter, root)
    more = max(total - len(records), 0)
    empty = presenter.dossier.nothing(NONE)
    return fill("view_list.html", columns=columns, rows=rows, caption=caption, more=more, empty=empty)


def as_table(records: list[Record], columns: list[Column], presenter: Presenter, caption: str = "") -> Table:
    """The same table for paper."""
    heads = tuple(column.title for column in columns)
    return Table(heads, tuple(map(tuple, _rows(records, columns, presenter, ""))), caption, NONE)


def _rows(records: list[Record], columns: list[Column], presenter: Presenter, root: str) -> list[list[Markup]]:
    return [
        [presenter.cell(record, column.path_for(record.type), root).html for column in columns] for record in records
    ]
