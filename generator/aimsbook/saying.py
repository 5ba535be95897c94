"""What a table of records says, for readers and for programs alike: heads, and a line of cells for each record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aimsbook.conditions import follow
from aimsbook.faces import Answer, Line, Said
from aimsbook.lists import Column
from aimsbook.present import Presenter
from aimsbook.records import Record
from aimsbook.words import texts


def answer_of(
    records: Iterable[Record], columns: Sequence[Column], presenter: Presenter, total: int | None = None
) -> Answer:
    """A table of records, each with what the columns say of it."""
    lines = tuple(
        Line(record.id, tuple(said_of(record, column.path_for(record.type), presenter) for column in columns))
        for record in records
    )
    heads = tuple((column.path, column.title) for column in columns)
    return Answer(heads, lines, 0 if total is None else max(total - len(lines), 0))


def said_of(record: Record, path: str, presenter: Presenter) -> Said:
    """What a column says of a record."""
    *steps, last = path.split(".")
    found = [one for each in follow(record, steps, presenter.case) for one in _named(each, last, presenter)]
    return Said(presenter.cell(record, path, "").told, tuple(dict.fromkeys(found)))


def _named(record: Record, name: str, presenter: Presenter) -> list[str]:
    """The ids that one reading of a record leads to."""
    if name == "id":
        return [record.id]
    one = presenter.vocabulary[record.type].field(name)
    if one is None:
        return sorted(other.id for other in presenter.case.linked(record, name))
    value = presenter.case.value(record, name) if one.kind == "record" else None
    return [one for one in texts(value) if one in presenter.graph]
