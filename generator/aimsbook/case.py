"""The records as one can ask about them on a day: linked, typed, with derived values and the state of their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from aimsbook.conditions import Condition, Reason
from aimsbook.files import FileState, examine
from aimsbook.graph import Graph
from aimsbook.identity import framework_of
from aimsbook.records import Record, Value
from aimsbook.terms import Terms
from aimsbook.vocabulary import RUNG, Field, Vocabulary


@dataclass(slots=True)
class Case:
    """Graph, vocabulary and as-of date; the Situation that every condition is judged in.

    `declared` holds, for each framework, on what terms its requirements apply; `digests` those of words that a profile
    withholds, by the record.
    """

    graph: Graph
    vocabulary: Vocabulary
    as_of: date
    root: Path
    rungs: dict[str, str] = field(default_factory=dict)
    facts: dict[tuple[str, str], Value] = field(default_factory=dict)
    declared: Mapping[str, Terms] = field(default_factory=dict)
    reasons: dict[tuple[str, str], tuple[Reason, ...]] = field(default_factory=dict)
    counted_until: date = date.max
    _to_come: frozenset[str] = frozenset()
    _existing: dict[tuple[str, int], tuple[Condition | None, bool]] = field(default_factory=dict)
    examined: dict[tuple[str, str], FileState] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.counted_until = min(self.counted_until, self.as_of)
        self._to_come = frozenset(record.id for record in self.graph if self._begins_later(record))

    def on(self, day: date) -> Case:
        """The same records on a later day, if nothing is done until then: what is to come today is not counted then."""
        return Case(
            self.graph, self.vocabulary, day, self.root,
            declared=self.declared, counted_until=self.counted_until, examined=self.examined, digests=self.digests,
        )  # fmt: skip

    def linked(self, record: Record, reading: str) -> Iterable[Record]:
        """The records at the other end of a relation, read in either direction, but for those that are to come."""
        found = self.graph.linked(record.id, reading)
        return [one for one in found if one.id not in self._to_come] if self._to_come else found

    def present(self, name: str) -> Iterable[Record]:
        """Every record of a type that is there on the as-of date."""
        return (record for record in self.graph.of_type(name) if record.id not in self._to_come)

    def is_present(self, record: Record) -> bool:
        """Whether a record is there on the as-of date; of what is not nothing is owed and nothing counts."""
        return record.id not in self._to_come

    def _begins_later(self, record: Record) -> bool:
        given = (record.fields.get(name) for name in self.vocabulary[record.type].begins)
        day = as_day(next((one for one in given if one), None))
        return day is not None and day > self.counted_until

    def because(self, record: Record, name: str) -> tuple[Reason, ...]:
        """Why a computed value is what it is, where that is known."""
        return self.reasons.get((record.id, name), ())

    def of_type(self, name: str) -> Iterable[Record]:
        """Every record of a type."""
        return self.graph.of_type(name)

    def exists(self, type_name: str, where: Condition | None) -> bool:
        """Whether some record of a type meets a condition; asked for many records, looked up once."""
        key = (type_name, id(where))
        if key not in self._existing:
            found = any(where is None or where.judge(record, self).holds for record in self.present(type_name))
            self._existing[key] = (where, found)  # the condition is kept, so that no other one can take its number
        return self._existing[key][1]

    def value(self, record: Record, name: str) -> Value:
        """A field's value as given, else as the vocabulary derives it, else None."""
        if (given := record.fields.get(name)) is not None:
            return given
        if (computed := self.facts.get((record.id, name))) is not None:
            return computed
        if name in ("id", "type", "title"):
            return getattr(record, name)
        if name == RUNG:
            return self.rungs.get(record.id)
        if name == "framework":
            return framework_of(record.id) or None
        one = self.vocabulary[record.type].fields.get(name)
        return self._derived(record, one) if one and one.default_from else None

    def _derived(self, record: Record, one: Field) -> str | None:
        """A day counted from another: `after` and `days` name fields, `else_days` is the default."""
        spec = one.default_from
        start = as_day(record.fields.get(spec.get("after", "")))
        days = record.fields.get(spec.get("days", "")) or spec.get("else_days")
        if start is None or not days or not str(days).isdigit():
            return None
        try:
            return (start + timedelta(days=int(days))).isoformat()
        except OverflowError:
            return date.max.isoformat()

    def is_past(self, day: str) -> bool:
        """Whether a day lies before the as-of date; what is no day is not."""
        parsed = as_day(day)
        return parsed is not None and parsed < self.as_of

    def days_until(self, day: str) -> int | None:
        """How many days after the as-of date a day lies, None where it is no day."""
        parsed = as_day(day)
        return (parsed - self.as_of).days if parsed else None

    def is_to_come(self, record: Record) -> bool:
        """Whether the record is dated after the as-of date; nothing to come counts."""
        day = as_day(self.dated(record))
        return day is not None and day > self.counted_until

    def is_intact(self, record: Record, name: str) -> bool:
        """Whether the file that a field names is there and unaltered; true where none is named."""
        return record.fields.get(name) is None or self.file_state(record, name).sound

    def file_state(self, record: Record, name: str) -> FileState:
        """What became of the file that a field names."""
        one = self.vocabulary[record.type].fields[name]
        key = (str(record.fields[name]), str(record.fields.get(one.digest) or ""))
        if key not in self.examined:
            self.examined[key] = examine(self.root, *key)
        return self.examined[key]

    def files(self) -> Iterator[tuple[Record, str, FileState]]:
        """Every file that a record of the project names, with the field that names it and its state."""
        for kind in self.vocabulary:
            names = [name for name, one in kind.fields.items() if one.kind == "file"]
            for record in self.of_type(kind.name) if names else ():
                yield from ((record, name, self.file_state(record, name)) for name in names if record.get(name))

    def counts_when(self, record: Record) -> Condition | None:
        """What makes a record of this one's type count as proof."""
        return self.vocabulary[record.type].counts_when

    def label(self, record: Record, name: str) -> str:
        """How a field or relation of the record reads."""
        return self.vocabulary.label_of(record.type, name)

    def dated(self, record: Record) -> str | None:
        """The day that dates a record, None where it has none."""
        given = (record.fields.get(name) for name in self.vocabulary[record.type].dated)
        return next((str(one) for one in given if one), None)

    def owners(self, record: Record) -> list[Record]:
        """The records that own this one."""
        return self.graph.linked(record.id, "owner") if "owner" in self.graph.links(record.id) else []


def as_day(value: Value) -> date | None:
    """A text as a day, None where it is none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value[4:5] == value[7:8] == "-" else None
    except ValueError:
        return None
