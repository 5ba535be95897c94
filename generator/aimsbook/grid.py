"""A matrix as an accessible HTML table: symbol, word and colour in each cell, totals, links."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from aimsbook.faces import Block, Passage, Table
from aimsbook.measure import Matrix
from aimsbook.present import SYMBOLS, Presenter, State
from aimsbook.records import Record
from aimsbook.render import fill

MOST_CELLS = 60_000
MOST_HEADS = 24  # columns that stand side by side on paper; more are told row by row
_MEETS = State("meets", "meets", SYMBOLS["good"], "good")


def grid(matrix: Matrix, presenter: Presenter, root: str, caption: str, csv: str = "") -> Markup:
    """Show a matrix; one with more places than a browser draws in time is shown as a list by row."""
    row_totals, column_totals = matrix.totals
    large = is_large(matrix)
    cells, number = _by_row(matrix), presenter.dossier.number
    states = {record.id: presenter.state(record) or _MEETS for record in matrix.columns}
    order = {record.id: index for index, record in enumerate(matrix.columns)}
    columns = [_head(record, presenter, root) for record in matrix.columns]
    rows = [
        {
            "head": _head(record, presenter, root),
            "state": presenter.badge(presenter.state(record)),
            "total": number(row_totals.get(record.id, 0)),
            "aside": (standing := presenter.dossier.standings.get(record.id)) is not None and standing.aside,
            "cells": list(_cells(record, cells.get(record.id, {}), matrix, order, states, presenter, root, not large)),
        }
        for record in matrix.rows
    ]
    met = dict.fromkeys(states[column] for _, column in matrix.cells)
    known = list(presenter.dossier.ladders.states)
    legend = sorted(met, key=lambda state: (known.index(state.name) if state.name in known else -1, state.label))
    return fill(
        "matrix.html",
        caption=caption,
        description=matrix.definition.description,
        columns=columns,
        rows=rows,
        totals=[number(column_totals.get(record.id, 0)) for record in matrix.columns],
        filled=len(matrix.cells),
        total=number(len(matrix.cells)),
        of_shown=presenter.dossier.of_shown,
        large=large,
        legend=legend,
        row_label=presenter.vocabulary[matrix.definition.rows.type].plural,
        column_label=presenter.vocabulary[matrix.definition.columns.type].plural,
        empty_rows=sum(not row_totals.get(record.id) for record in matrix.rows),
        empty_columns=sum(not column_totals.get(record.id) for record in matrix.columns),
        csv=csv,
        name=matrix.definition.name,
    )


def on_paper(matrix: Matrix, presenter: Presenter, caption: str) -> Iterator[Block]:
    """The same matrix for paper: symbols under ids, or what meets each row where the columns are too many."""
    row_totals, column_totals = matrix.totals
    cells, number = _by_row(matrix), presenter.dossier.number
    states = {record.id: presenter.state(record) or _MEETS for record in matrix.columns}
    label = presenter.vocabulary[matrix.definition.rows.type].plural
    heads = [presenter.entry(record, "") for record in matrix.rows]
    if len(matrix.columns) > MOST_HEADS:
        met = [[one for one in matrix.columns if one.id in cells.get(row.id, {})] for row in matrix.rows]
        told = [Markup(", ").join(presenter.short_entry(one, "") for one in ones) for ones in met]
        column = presenter.vocabulary[matrix.definition.columns.type].plural
        rows = [(head, ones, Markup(number(len(each)))) for head, ones, each in zip(heads, told, met, strict=True)]
        yield Table((label, column, "Total"), tuple(rows), caption)
        return
    lines = [
        (
            head,
            *(_sign(states[one.id]) if one.id in cells.get(row.id, {}) else Markup("") for one in matrix.columns),
            Markup(number(row_totals.get(row.id, 0))),
        )
        for head, row in zip(heads, matrix.rows, strict=True)
    ]
    total = (Markup("Total"), *(Markup(number(column_totals.get(one.id, 0))) for one in matrix.columns))
    lines.append((*total, Markup(number(len(matrix.cells)))))
    yield Table((label, *(one.local for one in matrix.columns), "Total"), tuple(lines), caption, matrix=True)
    legend = dict.fromkeys(states[column] for _, column in matrix.cells)
    yield Passage(Markup(", ").join(presenter.badge(state) for state in legend))


def _sign(state: State) -> Markup:
    return Markup('<span class="ab-tone-{}">{}</span>').format(state.tone, state.symbol)


def is_large(matrix: Matrix) -> bool:
    """Whether a matrix has more places than a browser, or a spreadsheet, draws in time."""
    return len(matrix.rows) * len(matrix.columns) > MOST_CELLS


def _by_row(matrix: Matrix) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for (row, column), way in matrix.cells.items():
        found.setdefault(row, {})[column] = way
    return found


def _head(record: Record, presenter: Presenter, root: str) -> dict[str, str]:
    return {"id": record.local, "full": record.id, "title": record.title, "href": presenter.href(record.id, root)}


def _cells(
    row: Record,
    met: dict[str, tuple[str, ...]],
    matrix: Matrix,
    order: dict[str, int],
    states: dict[str, State],
    presenter: Presenter,
    root: str,
    with_empty: bool,
) -> Iterator[dict[str, object] | None]:
    """The cells of a row, None for the empty ones; only those that are filled for a list."""
    for record in (
        matrix.columns if with_empty else sorted((presenter.graph[one] for one in met), key=lambda one: order[one.id])
    ):
        if record.id not in met:
            yield None
            continue
        way = met[record.id]
        goal = way[0] if len(way) == 1 else record.id
        through = f" through {', '.join(way)}" if way else ""
        yield {
            "state": states[record.id],
            "href": presenter.href(goal, root),
            "title": f"{row.id} – {record.id}{through}",
            "id": record.id,
        }
