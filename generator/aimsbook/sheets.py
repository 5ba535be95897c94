"""Tables of records as sheets that leave the house: columns know what they hold, cells are plain; it makes no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aimsbook.address import record_page
from aimsbook.lists import Column
from aimsbook.present import Cell, Presenter
from aimsbook.site import Sheet, SheetCell, SheetColumn
from aimsbook.vocabulary import RUNG, Field

_NUMBERS = ("number", "whole", "days")


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
) -> Sheet:
    """The sheet of a table; `types` are those of the records in its rows, "" as `page` where no page shows it."""
    heads = tuple(_column(one, types, presenter) for one in columns)
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


def _column(column: Column, types: Sequence[str], presenter: Presenter) -> SheetColumn:
    """A column with the kind of its values, where these are the same for all the types."""
    if column.path == RUNG:
        states = {one.label: one.tone for one in presenter.dossier.ladders.states.values()}
        return SheetColumn(column.title, "choice", tuple(states), tuple(states.values()), computed=True)
    found = [_field(name, column.path_for(name), presenter) for name in types]
    kinds = {one.kind if one and not one.many else "" for one in found}
    if kinds <= set(_NUMBERS) and kinds:
        return SheetColumn(column.title, "number")
    if kinds == {"date"}:
        return SheetColumn(column.title, "date")
    if kinds == {"choice"}:
        tones = {choice.label: choice.tone for one in found if one for choice in one.choices.values()}
        computed = any(column.path_for(name) in presenter.vocabulary[name].facts for name in types)
        return SheetColumn(column.title, "choice", tuple(tones), tuple(tones.values()), computed)
    return SheetColumn(column.title)


def _field(type_name: str, path: str, presenter: Presenter) -> Field | None:
    """The field that a path without steps ends in; along steps there may be several values."""
    return None if "." in path else presenter.vocabulary[type_name].field(path)
