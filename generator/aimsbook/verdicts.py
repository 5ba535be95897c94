"""What a condition is and what judging one brings: a verdict with its reasons; it knows no clause and no notation.

What a condition may ask about the records around the one it is judged on is the `Situation`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from aimsbook.records import Record, Value
from aimsbook.words import NO, YES, listed


class Situation(Protocol):
    """What a condition may ask about the records around the one it is judged on."""

    def linked(self, record: Record, reading: str) -> Iterable[Record]:
        """The records at the other end of a relation, read in either direction."""

    def present(self, name: str) -> Iterable[Record]:
        """Every record of a type that is there on the as-of date."""

    def because(self, record: Record, name: str) -> tuple[Reason, ...]:
        """Why a computed value is what it is, where that is known."""

    def value(self, record: Record, name: str) -> Value:
        """A field's value, given or derived, None where there is none."""

    def exists(self, type_name: str, where: Condition | None) -> bool:
        """Whether some record of a type meets a condition."""

    def is_past(self, day: str) -> bool:
        """Whether a day lies before the as-of date."""

    def days_until(self, day: str) -> int | None:
        """How many days after the as-of date a day lies, None where it is no day."""

    def is_to_come(self, record: Record) -> bool:
        """Whether the record is dated after the as-of date."""

    def is_intact(self, record: Record, name: str) -> bool:
        """Whether the file that a field names is there and unaltered."""

    def counts_when(self, record: Record) -> Condition | None:
        """What makes a record of this one's type count as proof."""

    def label(self, record: Record, name: str) -> str:
        """How a field or relation of the record reads."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something does not hold, and on which record that can be seen."""

    text: str
    record: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a condition holds, why not where it does not, and the records that were looked at."""

    holds: bool
    reasons: tuple[Reason, ...] = ()


HOLDS = Verdict(True)


def _wordless(record: Record, situation: Situation, origin: Record) -> str:
    return ""


Clause: TypeAlias = Callable[[Record, Situation, Record], Verdict]


@dataclass(frozen=True, slots=True)
class Condition:
    """A mapping of clauses that all have to hold."""

    clauses: tuple[Clause, ...]
    says: str = ""
    fix: str = ""

    def judge(self, record: Record, situation: Situation, origin: Record | None = None) -> Verdict:
        """Judge the condition on a record; `origin` is the record from which this one was reached."""
        for clause in self.clauses:
            verdict = clause(record, situation, origin or record)
            if not verdict.holds:
                return self._said(record, verdict)
        return HOLDS

    def _said(self, record: Record, verdict: Verdict) -> Verdict:
        """The condition's own words, and behind them what other records lack."""
        if not self.says:
            return verdict
        others = tuple(reason for reason in verdict.reasons if reason.record != record.id)
        return Verdict(False, (Reason(self.says, record.id, self.fix), *others))

    def holding(self, record: Record, situation: Situation, origin: Record) -> str:
        """What holds, in words, of a record on which the condition holds; "" where it has no words for that."""
        said = (getattr(one, "holding", _wordless)(record, situation, origin) for one in self.clauses)
        return listed(one for one in said if one)

    def alternatives(self) -> tuple[Condition, ...]:
        """The conditions of which one has to hold, where that is all that this one asks."""
        return getattr(self.clauses[0], "offered", ()) if len(self.clauses) == 1 else ()

    def names(self) -> Iterator[str]:
        """Every field or relation of the judged record that the condition names."""
        for clause in self.clauses:
            yield from getattr(clause, "named", lambda: ())()

    def linked(self) -> Iterator[tuple[tuple[str, ...], tuple[Condition, ...]]]:
        """Every chain of readings that the condition follows, with what it asks at the end."""
        for clause in self.clauses:
            yield from getattr(clause, "followed", lambda: ())()

    def tables(self) -> Iterator[tuple[str, Condition]]:
        """Every table of which the condition asks about rows, with what it asks of a row."""
        for clause in self.clauses:
            yield from getattr(clause, "tabled", lambda: ())()

    def carried(self) -> Iterator[tuple[str, str]]:
        """Every relation whose links have to carry something that a row says, with the attribute."""
        for clause in self.clauses:
            yield from getattr(clause, "carrying", lambda: ())()

    def elsewhere(self) -> Iterator[tuple[str, Condition | None]]:
        """Every type that the condition looks for anywhere, with what it asks of such records."""
        for clause in self.clauses:
            yield from getattr(clause, "sought", lambda: ())()


def refused(record: Record, text: str) -> Verdict:
    """The verdict that something about a record does not hold; what, is not told of one that is withheld."""
    return Verdict(False, (Reason("it does not hold" if record.veiled else text, record.id),))


def agrees(value: Value, wanted: Iterable[str]) -> bool:
    """Whether a value, or one of a list, is among the wanted ones; yes and true are the same word."""
    values = value if isinstance(value, list | tuple) else (value,)
    for one in values:
        if one in wanted:
            return True
        word = str(one).lower()
        for kin in (YES, NO):
            if word in kin and any(str(other).lower() in kin for other in wanted):
                return True
    return False
