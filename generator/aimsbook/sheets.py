"""Tables of records as sheets that leave the house: columns know what they hold, cells are plain; it makes no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from aimsbook.address import record_page
from aimsbook.ladder import Rung
from aimsbook.lists import Column
from aimsbook.present import Cell, Presenter, State
from aimsbook.site import Sheet, SheetCell, SheetColumn
from aimsbook.vocabulary import GAPS, RUNG, Field, names_of

_NUMBERS = ("number", "whole", "days")
_NONE: Mapping[str, SheetColumn] = {}


def sheet(
    path: str,
    page: str,
    title: str,
    group: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    presenter: Presenter,
    types: Sequence[str] = (),
    description: str = "",
    kinds: Mapping[str, SheetColumn] = _NONE,
) -> Sheet:
    """The sheet of a table; `types` are those of the records in its rows, "" as `page` where no page shows it.

    `kinds` are the columns, by their paths, whose kind no field of a type tells.
    """
    heads = tuple(kinds.get(one.path) or _column(one, types, presenter) for one in columns)
    lines = tuple(tuple(_cell(one) for one in row) for row in rows)
    return Sheet(path, page, title, group, heads, lines, description)


def words(rows: Iterable[Sequence[str]]) -> tuple[tuple[SheetCell, ...], ...]:
    """Rows of plain words as rows of cells."""
    return tuple(tuple(SheetCell(one) for one in row) for row in rows)


def heads(titles: Iterable[str]) -> tuple[SheetColumn, ...]:
    """Columns of plain words."""
    return tuple(SheetColumn(title) for title in titles)


def _cell(cell: Cell) -> SheetCell:
    return SheetCell(cell.told, record_page(cell.record) if cell.record else "")


def of_states(title: str, states: Iterable[Rung | State]) -> SheetColumn:
    """A column of computed states, with their tones."""
    tones = {one.label: one.tone for one in states}
    return SheetColumn(title, "choice", tuple(tones), tuple(tones.values()), computed=True)


def _column(column: Column, types: Sequence[str], presenter: Presenter) -> SheetColumn:
    """A column with the kind of its values, where these are the same for all the types."""
    if column.path == GAPS:
        return SheetColumn(column.title, "number")
    if column.path == RUNG:
        return of_states(column.title, presenter.dossier.ladders.states.values())
    found = [one for name in types for one in _fields(name, column.path_for(name), presenter)]
    kinds = {one.kind if one and not one.many else "" for one in found}
    if kinds <= set(_NUMBERS) and kinds:
        return SheetColumn(column.title, "number")
    if kinds == {"date"}:
        return SheetColumn(column.title, "date")
    if kinds == {"choice"}:
        tones = {choice.label: choice.tone for one in found if one for choice in one.choices.values()}
        facts = [kind.facts.get(one.name) for kind in presenter.vocabulary for one in found if one]
        computed = any(one is fact for one in found for fact in facts if one)
        return SheetColumn(column.title, "choice", tuple(tones), tuple(tones.values()), computed)
    return SheetColumn(column.title)


def _fields(type_name: str, path: str, presenter: Presenter) -> Iterator[Field | None]:
    """The fields that a path ends in, None where it ends in something else; where it leads to none, none is shown.

    Along its steps there may be several values: these are told as words, whatever the kind of their column.
    """
    *steps, last = path.split(".")
    ends = [presenter.vocabulary[one] for one in presenter.vocabulary.end_of([type_name], steps)]
    shown = [one for one in ends if last in names_of(presenter.vocabulary, [one.name])] if steps else ends
    yield from (one.field(last) for one in shown)
