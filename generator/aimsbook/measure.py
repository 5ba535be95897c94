"""Where records stand on their ladder and which meet in which matrix: the measures of a case, always with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aimsbook.case import Case
from aimsbook.conditions import Reason, follow
from aimsbook.ladder import Ladder, Ladders, Rung
from aimsbook.matrices import MatrixDefinition, Selection
from aimsbook.records import Record
from aimsbook.registry import modules_of

LOWEST = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The rung that a record stands on, whether it counts, and what holds it from the next rung."""

    rung: Rung
    level: int
    counted: bool
    next: Rung | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def aside(self) -> bool:
        """Whether this is a state of its own, neither gap nor coverage."""
        return self.level < LOWEST


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows, columns and, for each pair that meets, the ids of the records on the way between them."""

    definition: MatrixDefinition
    rows: tuple[Record, ...]
    columns: tuple[Record, ...]
    cells: Mapping[tuple[str, str], tuple[str, ...]]

    def row_total(self, row_id: str) -> int:
        """In how many cells a row has something."""
        return self._totals()[0].get(row_id, 0)

    def _totals(self) -> tuple[dict[str, int], dict[str, int]]:
        rows: dict[str, int] = {}
        columns: dict[str, int] = {}
        for row, column in self.cells:
            rows[row] = rows.get(row, 0) + 1
            columns[column] = columns.get(column, 0) + 1
        return rows, columns

    @property
    def totals(self) -> tuple[dict[str, int], dict[str, int]]:
        """The number of cells by row and by column; what has none is left out."""
        return self._totals()


def add_facts(case: Case) -> None:
    """Compute what the vocabulary calls facts: each module of the registry adds its own, in the order of names."""
    for module in modules_of("aimsbook.facts"):
        case.facts.update(((record_id, name), value) for record_id, name, value in module.facts(case))


def measure(case: Case, ladders: Ladders) -> dict[str, Standing]:
    """The standing of every record whose type has a ladder, by id."""
    standings: dict[str, Standing] = {}
    for name, ladder in ladders.of_type.items():
        for record in case.of_type(name):
            standings[record.id] = _standing(record, ladder, ladders.rungs, case)
    return standings


def _standing(record: Record, ladder: Ladder, rungs: tuple[Rung, ...], case: Case) -> Standing:
    counted = ladder.counted is None or ladder.counted.judge(record, case).holds
    for rung, condition in ladder.aside:
        if condition.judge(record, case).holds:
            return Standing(rung, LOWEST - 1, counted)
    reached, level = rungs[0], LOWEST
    for rung, condition in ladder.steps:
        verdict = condition.judge(record, case)
        if not verdict.holds:
            return Standing(reached, level, counted, rung, verdict.reasons)
        reached, level = rung, level + 1
    return Standing(reached, level, counted)


def select(selection: Selection, case: Case) -> list[Record]:
    """The records of a selection, in the order of their ids."""
    found = case.of_type(selection.type)
    where = selection.where
    return [record for record in found if where is None or where.judge(record, case).holds]


def fill_matrix(definition: MatrixDefinition, case: Case) -> Matrix:
    """Follow the chains of a matrix from each of its rows."""
    rows, columns = select(definition.rows, case), select(definition.columns, case)
    wanted = {record.id for record in columns}
    cells: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in rows:
        for chain in definition.through:
            for column, way in _met(row, chain, wanted, case):
                known = cells.get((row.id, column), ())
                cells[row.id, column] = tuple(dict.fromkeys((*known, *way)))
    return Matrix(definition, tuple(rows), tuple(columns), cells)


def _met(row: Record, chain: tuple[str, ...], wanted: set[str], case: Case) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The columns that a chain reaches from a row, each with the records next to the row on the way."""
    met: dict[str, dict[str, None]] = {}
    if len(chain) == 1:
        return [(one.id, ()) for one in case.linked(row, chain[0]) if one.id in wanted]
    for first in case.linked(row, chain[0]):
        for last in follow(first, chain[1:], case):
            if last.id in wanted:
                met.setdefault(last.id, {})[first.id] = None
    return [(column, tuple(way)) for column, way in met.items()]
