"""Clauses about the fields of one record: their values, their days, their files; it knows no field by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aimsbook.records import Record, Value
from aimsbook.verdicts import HOLDS, Situation, Verdict, agrees, refused
from aimsbook.words import listed


@dataclass(frozen=True, slots=True)
class Is:
    """A field, or a relation by its ids, has one of some values."""

    name: str
    wanted: tuple[str, ...]

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        """Judge the clause on a record."""
        value = situation.value(record, self.name)
        if value is not None and agrees(value, self.wanted):
            return HOLDS
        if value is None and agrees([one.id for one in situation.linked(record, self.name)], self.wanted):
            return HOLDS
        if known := situation.because(record, self.name):
            return Verdict(False, known)
        if value is None:
            return refused(record, f"{situation.label(record, self.name)} is not given")
        return refused(record, f"{_is(record, self.name, value, situation)}, not {listed(self.wanted, 'or')}")

    def holding(self, record: Record, situation: Situation, origin: Record) -> str:
        """What holds where the clause does."""
        value = situation.value(record, self.name)
        if value is None:
            value = [one.id for one in situation.linked(record, self.name)]
        return _is(record, self.name, value, situation)

    def named(self) -> Iterator[str]:
        """Every field or relation that the clause names."""
        yield self.name


@dataclass(frozen=True, slots=True)
class Given:
    """Every one of some fields or relations is there."""

    names: tuple[str, ...]

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        """Judge the clause on a record."""
        for name in self.names:
            if situation.value(record, name) in (None, "", [], {}) and not any(situation.linked(record, name)):
                return refused(record, f"{situation.label(record, name)} is not given")
        return HOLDS

    def holding(self, record: Record, situation: Situation, origin: Record) -> str:
        """What holds where the clause does."""
        labels = [situation.label(record, name) for name in self.names]
        return f"{listed(labels)} {'is' if len(labels) == 1 else 'are'} given"

    def named(self) -> Iterator[str]:
        """Every field or relation that the clause names."""
        yield from self.names


@dataclass(frozen=True, slots=True)
class Dated:
    """A date lies before the as-of date, or does not."""

    name: str
    past: bool

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        """Judge the clause on a record."""
        day = situation.value(record, self.name)
        if not day:
            return refused(record, f"{situation.label(record, self.name)} is not given")
        if situation.is_past(str(day)) == self.past:
            return HOLDS
        return refused(record, f"{_day(record, self.name, situation)} is {'not yet past' if self.past else 'past'}")

    def holding(self, record: Record, situation: Situation, origin: Record) -> str:
        """What holds where the clause does."""
        return f"{_day(record, self.name, situation)} is {'past' if self.past else 'not yet past'}"

    def named(self) -> Iterator[str]:
        """Every field or relation that the clause names."""
        yield self.name


@dataclass(frozen=True, slots=True)
class Soon:
    """A date from the as-of date on and at most some days later."""

    name: str
    days: int

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        """Judge the clause on a record."""
        day = situation.value(record, self.name)
        if not day:
            return refused(record, f"{situation.label(record, self.name)} is not given")
        away = situation.days_until(str(day))
        if away is not None and 0 <= away <= self.days:
            return HOLDS
        return refused(record, f"{_day(record, self.name, situation)} is not within {self.days} days")

    def holding(self, record: Record, situation: Situation, origin: Record) -> str:
        """What holds where the clause does."""
        return f"{_day(record, self.name, situation)} is within {self.days} days"

    def named(self) -> Iterator[str]:
        """Every field or relation that the clause names."""
        yield self.name


@dataclass(frozen=True, slots=True)
class Reached:
    """A date is given and does not lie after the as-of date."""

    name: str

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        """Judge the clause on a record."""
        day = situation.value(record, self.name)
        days = situation.days_until(str(day)) if day else None
        if days is None:
            return refused(record, f"{situation.label(record, self.name)} is not given")
        return HOLDS if days <= 0 else refused(record, f"{_day(record, self.name, situation)} is still to come")

    def holding(self, record: Record, situation: Situation, origin: Record) -> str:
        """What holds where the clause does."""
        return f"{_day(record, self.name, situation)} has come"

    def named(self) -> Iterator[str]:
        """Every field or relation that the clause names."""
        yield self.name


@dataclass(frozen=True, slots=True)
class Intact:
    """The file that a field names is there and unaltered."""

    name: str

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        """Judge the clause on a record."""
        if situation.is_intact(record, self.name):
            return HOLDS
        return refused(record, f"{situation.label(record, self.name)} is absent or altered")

    def holding(self, record: Record, situation: Situation, origin: Record) -> str:
        """What holds where the clause does."""
        return f"{situation.label(record, self.name)} is there and unaltered"

    def named(self) -> Iterator[str]:
        """Every field or relation that the clause names."""
        yield self.name


def _is(record: Record, name: str, value: Value, situation: Situation) -> str:
    """What a field or relation is, in words."""
    shown = record.as_told(name, value)
    shown = ", ".join(map(str, shown)) if isinstance(shown, list | tuple) else shown
    return f"{situation.label(record, name)} is {shown}"


def _day(record: Record, name: str, situation: Situation) -> str:
    return f"{situation.label(record, name)} {record.as_told(name, situation.value(record, name))}"
