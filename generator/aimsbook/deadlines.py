"""What falls due when: the days that records have to keep, read from the vocabulary and held against the as-of date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from aimsbook.case import as_day
from aimsbook.dossier import Dossier
from aimsbook.records import Record, Value

HORIZON = 90


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day that a record has to keep, and the field that says so."""

    day: date
    record: Record
    field: str


def deadlines_of(dossier: Dossier) -> list[Deadline]:
    """Every deadline that still binds and is told, the earliest first."""
    found = all_deadlines(dossier)
    return [one for one in found if not one.record.veiled and one.field not in one.record.hidden]


@lru_cache(maxsize=2)
def all_deadlines(dossier: Dossier) -> tuple[Deadline, ...]:
    """Every deadline that still binds, that of withheld records too; a record that is to come binds nobody yet."""
    found = []
    for kind in dossier.vocabulary:
        for name, unless in kind.deadlines.items():
            for record in filter(dossier.case.is_present, dossier.case.graph.of_type(kind.name)):
                day = _day(dossier.case.value(record, name))
                if day and not (unless and unless.judge(record, dossier.case).holds):
                    found.append(Deadline(day, record, name))
    return tuple(sorted(found, key=lambda one: (one.day, one.record.id, one.field)))


def _day(value: Value) -> date | None:
    """The day that a field names, the first one of a period."""
    return as_day(value.get("from") if isinstance(value, Mapping) else value)


def overdue(deadlines: list[Deadline], as_of: date) -> list[Deadline]:
    """Those that lie before the as-of date."""
    return [one for one in deadlines if one.day < as_of]


def upcoming(deadlines: list[Deadline], as_of: date, days: int = HORIZON) -> list[Deadline]:
    """Those from the as-of date on within some days."""
    return [one for one in deadlines if as_of <= one.day <= as_of + timedelta(days=days)]
