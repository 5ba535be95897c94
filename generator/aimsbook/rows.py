"""Clauses about the rows of a table: whether some row meets a condition, and what a link says of a row.

A row is judged as a record of its own whose fields are the columns; it knows no table by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from aimsbook.records import Record, Value
from aimsbook.verdicts import HOLDS, Condition, Reason, Situation, Verdict, refused
from aimsbook.words import folded

WHOLE = "row"


@dataclass(frozen=True, slots=True)
class Rows:
    """Some row meets `where`; with `must`, every row that meets `where` meets `must` as well."""

    field: str
    where: Condition | None
    must: Condition | None

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        """Judge the clause on a record."""
        rows = list(_rows(record, situation.value(record, self.field)))
        judged = [(number, row, self._met(self.where, row, record, situation)) for number, row in rows]
        chosen = [(number, row) for number, row, verdict in judged if verdict.holds]
        if self.must is None:
            return HOLDS if chosen else self._none(record, situation, [(one[0], one[2]) for one in judged])
        faults = [(number, self._met(self.must, row, record, situation)) for number, row in chosen]
        lacking = [(number, verdict) for number, verdict in faults if not verdict.holds]
        return Verdict(False, tuple(self._told(record, situation, lacking))) if lacking else HOLDS

    def _met(self, condition: Condition | None, row: Record, record: Record, situation: Situation) -> Verdict:
        return condition.judge(row, _WithinRow(situation, row), record) if condition else HOLDS

    def _none(self, record: Record, situation: Situation, judged: list[tuple[int, Verdict]]) -> Verdict:
        if not judged:
            return refused(record, f"{situation.label(record, self.field)} is not given")
        return Verdict(False, tuple(self._told(record, situation, judged)))

    def _told(self, record: Record, situation: Situation, judged: list[tuple[int, Verdict]]) -> Iterator[Reason]:
        label = situation.label(record, self.field)
        for number, verdict in judged:
            for reason in verdict.reasons:
                yield Reason(f"{label}, {WHOLE} {number}: {reason.text}", reason.record)

    def holding(self, record: Record, situation: Situation, origin: Record) -> str:
        """What holds where the clause does."""
        return f"{situation.label(record, self.field)} has such a {WHOLE}" if self.must is None else ""

    def named(self) -> Iterator[str]:
        """Every field or relation that the clause names."""
        yield self.field

    def tabled(self) -> Iterator[tuple[str, Condition]]:
        """The table with what is asked of its rows."""
        yield from ((self.field, one) for one in (self.where, self.must) if one)
        yield self.field, Condition(())


@dataclass(frozen=True, slots=True)
class Carried:
    """Within a row: a link of the record carries, in the attribute of the same name, what the row says."""

    relation: str
    by: str

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        """Judge the clause on a record."""
        wanted = folded(situation.value(record, self.by))
        said = [link.attributes.get(self.by) for link in record.links if link.relation == self.relation]
        if wanted and any(wanted == folded(one) for one in said):
            return HOLDS
        shown = situation.value(record, self.by) or situation.label(record, self.by)
        return refused(record, f"“{shown}” stands at no link of {self.relation!r}")

    def carrying(self) -> Iterator[tuple[str, str]]:
        """The relation and the attribute."""
        yield self.relation, self.by


def _rows(record: Record, value: Value) -> Iterator[tuple[int, Record]]:
    """Each row of a table as a record that stands where the table's record stands, counted from 1."""
    rows = value if isinstance(value, list) else []
    for number, row in enumerate(rows, 1):
        if isinstance(row, Mapping):
            yield number, replace(record, fields=row)


@dataclass(frozen=True, slots=True)
class _WithinRow:
    """The situation as a row sees it: its fields are the columns, and it has no links of its own."""

    outside: Situation
    row: Record

    def linked(self, record: Record, reading: str) -> Iterable[Record]:
        return () if record is self.row else self.outside.linked(record, reading)

    def present(self, name: str) -> Iterable[Record]:
        return self.outside.present(name)

    def because(self, record: Record, name: str) -> tuple[Reason, ...]:
        return () if record is self.row else self.outside.because(record, name)

    def value(self, record: Record, name: str) -> Value:
        return record.fields.get(name) if record is self.row else self.outside.value(record, name)

    def exists(self, type_name: str, where: Condition | None) -> bool:
        return self.outside.exists(type_name, where)

    def is_past(self, day: str) -> bool:
        return self.outside.is_past(day)

    def days_until(self, day: str) -> int | None:
        return self.outside.days_until(day)

    def is_to_come(self, record: Record) -> bool:
        return self.outside.is_to_come(record)

    def is_intact(self, record: Record, name: str) -> bool:
        return self.outside.is_intact(record, name)

    def counts_when(self, record: Record) -> Condition | None:
        return self.outside.counts_when(record)

    def label(self, record: Record, name: str) -> str:
        return name.replace("_", " ").capitalize() if record is self.row else self.outside.label(record, name)
