"""Where records stand on their ladder and which meet in which matrix: the measures of a case, always with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aimsbook.case import Case
from aimsbook.conditions import Reason, follow
from aimsbook.ladder import Ladder, Ladders, Linked, Lowest, Rung
from aimsbook.matrices import MatrixDefinition, Selection
from aimsbook.records import Record
from aimsbook.registry import modules_of

LOWEST = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The rung that a record stands on, whether it counts, and what holds it from the next rung.

    `caps` are the ids of what keeps it low however good the rest is, `held_by` those of the linked records of which the
    lowest decides. A state aside hides the rung that the record would stand on: `beneath` is that rung's level.
    """

    rung: Rung
    level: int
    counted: bool
    next: Rung | None = None
    reasons: tuple[Reason, ...] = ()
    caps: tuple[str, ...] = ()
    held_by: tuple[str, ...] = ()
    beneath: int = LOWEST
    by: tuple[str, ...] = ()

    @property
    def aside(self) -> bool:
        """Whether this is a state of its own, neither gap nor coverage."""
        return self.level < LOWEST

    @property
    def shown(self) -> bool:
        """Whether readers meet it: it counts, or it is a state of its own."""
        return self.counted or self.aside

    @property
    def height(self) -> int:
        """The level that was reached, whatever is said about it."""
        return self.beneath if self.aside else self.level


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows, columns and, for each pair that meets, the ids of the records on the way between them."""

    definition: MatrixDefinition
    rows: tuple[Record, ...]
    columns: tuple[Record, ...]
    cells: Mapping[tuple[str, str], tuple[str, ...]]

    @property
    def totals(self) -> tuple[dict[str, int], dict[str, int]]:
        """The number of cells by row and by column; what has none is left out."""
        rows: dict[str, int] = {}
        columns: dict[str, int] = {}
        for row, column in self.cells:
            rows[row] = rows.get(row, 0) + 1
            columns[column] = columns.get(column, 0) + 1
        return rows, columns


def add_facts(case: Case) -> None:
    """Compute what the vocabulary calls facts: each module of the registry adds its own, in the order of names."""
    for module in modules_of("aimsbook.facts"):
        case.facts.update(((record_id, name), value) for record_id, name, value in module.facts(case))


def measure(case: Case, ladders: Ladders) -> dict[str, Standing]:
    """The standing of every record whose type has a ladder, by id; the case learns each rung as it is reached."""
    standings: dict[str, Standing] = {}
    for name, ladder in ladders.of_type.items():
        climbs = (_Climb(record, ladder, ladders.rungs, case, standings) for record in case.of_type(name))
        found = {one.record.id: one.standing() for one in climbs}
        standings.update(found)
        case.rungs.update((one, standing.rung.name) for one, standing in found.items())
    return standings


class _Climb:
    """The climb of one record: rung by rung, then down to what caps it and to the lowest of what it rests on."""

    def __init__(
        self, record: Record, ladder: Ladder, rungs: tuple[Rung, ...], case: Case, known: Mapping[str, Standing]
    ) -> None:
        self.record, self.ladder, self.rungs, self.case, self.known = record, ladder, rungs, case, known
        self.level = LOWEST
        self.reasons: tuple[Reason, ...] = ()
        self.caps: tuple[str, ...] = ()
        self.held_by: tuple[str, ...] = ()

    def standing(self) -> Standing:
        """Where the record stands."""
        counted = self.ladder.counted is None or self.ladder.counted.judge(self.record, self.case).holds
        self._climb()
        self._capped()
        self._held()
        following = self.rungs[self.level + 1] if self.level < len(self.ladder.steps) else None
        for rung, linked in self.ladder.aside:
            if by := self._met(linked):
                return Standing(rung, LOWEST - 1, counted, None, (), self.caps, self.held_by, self.level, tuple(by))
        rung = self.rungs[self.level]
        if not counted:  # of a heading nothing is asked, so nothing holds it from anything
            return Standing(rung, self.level, counted, caps=self.caps, held_by=self.held_by)
        return Standing(rung, self.level, counted, following, self.reasons, self.caps, self.held_by)

    def _climb(self) -> None:
        for _, condition in self.ladder.steps:
            verdict = condition.judge(self.record, self.case)
            if not verdict.holds:
                self.reasons = verdict.reasons
                return
            self.level += 1

    def _capped(self) -> None:
        """Step down to the lowest cap that something sets."""
        for cap in self.ladder.caps:
            at = self.rungs.index(cap.at)
            by = self._met(cap.by)
            if by and at <= self.level:
                reasons = tuple(Reason(cap.says, one, cap.fix) for one in by)
                self.reasons = reasons if at < self.level else (*self.reasons, *reasons)
                self.level = at
            self.caps = tuple(dict.fromkeys((*self.caps, *by)))

    def _held(self) -> None:
        """Step down to the lowest of the linked records that decide."""
        lowest = self.ladder.lowest
        near = [self.known[one.id] for one in self._deciding(lowest)] if lowest else []
        if not lowest or not near:
            return
        level = min(one.height for one in near)
        if level >= min(self.rungs.index(lowest.up_to), self.level + 1):
            return
        held = [one for one in self._deciding(lowest) if self.known[one.id].height == level]
        held_by = tuple(one.id for one in held)
        reasons = tuple(reason for one in held for reason in self._handed_on(one, lowest))
        self.reasons = reasons if level < self.level else (*reasons, *self.reasons)
        self.caps = tuple(dict.fromkeys((*self.caps, *(cap for one in held_by for cap in self.known[one].caps))))
        self.level, self.held_by = level, held_by

    def _deciding(self, lowest: Lowest) -> list[Record]:
        linked = (one for one in self.case.linked(self.record, lowest.relation) if one.id in self.known)
        return [one for one in linked if not (lowest.unless and lowest.unless.judge(one, self.case).holds)]

    def _handed_on(self, one: Record, lowest: Lowest) -> Iterable[Reason]:
        """What holds the record down, and why that stands no higher itself."""
        standing = self.known[one.id]
        yield Reason(lowest.says.replace("{rung}", self.rungs[standing.height].label), one.id)
        yield from standing.reasons

    def _met(self, linked: Linked) -> list[str]:
        """The ids of the records that meet what is asked."""
        near = follow(self.record, linked.chain, self.case) if linked.chain else [self.record]
        return [one.id for one in near if linked.where.judge(one, self.case, self.record).holds]


def select(selection: Selection, case: Case, veiled: bool = False) -> list[Record]:
    """The records of a selection that are there on the as-of date and told, or those not told, ordered by their ids."""
    found = (record for record in case.present(selection.type) if record.veiled is veiled)
    where = selection.where
    return [record for record in found if where is None or where.judge(record, case).holds]


def select_all(selections: Iterable[Selection], case: Case) -> list[Record]:
    """The records of several selections, one after the other."""
    return [record for one in selections for record in select(one, case)]


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
