"""The one language for duties, rungs and filters: parsed from mappings, judged on a record, always with its reasons.

It knows records and links through a `Situation` and nothing of what any type, field or relation means. A mapping holds
when all its clauses hold; docs/product/conditions.md lists the clauses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aimsbook.clauses import Dated, Given, Intact, Is, Reached, Soon
from aimsbook.records import Record, Value
from aimsbook.rows import Carried, Rows
from aimsbook.verdicts import HOLDS, Clause, Condition, Reason, Situation, Verdict, agrees, refused
from aimsbook.words import listed, nearest, truth

__all__ = ["RESERVED", "Condition", "Reason", "Situation", "Verdict", "follow", "parse_condition", "recorded"]

RESERVED = frozenset(
    "given past future intact some every no among recorded counts to_come exists any all not says fix soon reached "
    "rows carried".split()
)


_FEW = 3  # reasons for one type of which no record shows what is asked


@dataclass(frozen=True, slots=True)
class _Linked:
    """`some`, `every` or `no` record at the end of a chain of readings."""

    word: str
    chain: tuple[str, ...]
    to: tuple[str, ...]
    where: Condition | None
    unless: Condition | None

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        reached = self._reached(record, situation)
        if not reached:
            return HOLDS if self.word == "no" else refused(record, self._nothing(record, situation))
        verdicts: list[Verdict] = []
        for one in reached:
            verdicts.append(self.where.judge(one, situation, record) if self.where else HOLDS)
            if verdicts[-1].holds and self.word == "some":
                return HOLDS
        good = [one for one, verdict in zip(reached, verdicts, strict=True) if verdict.holds]
        if self.word == "no":
            said = f"{self._way(record, situation)} {listed(one.id for one in good)}"
            return refused(record, said) if good else HOLDS
        if len(good) == len(verdicts):
            return HOLDS
        return Verdict(False, tuple(reason for verdict in verdicts for reason in verdict.reasons))

    def holding(self, record: Record, situation: Situation, origin: Record) -> str:
        """What holds where the clause does."""
        reached = self._reached(record, situation)
        good = [one for one in reached if not self.where or self.where.judge(one, situation, record).holds]
        if self.word == "no" or not good:
            return self._nothing(record, situation)
        return f"{self._way(record, situation)} {listed(one.id for one in good)}"

    def _reached(self, record: Record, situation: Situation) -> list[Record]:
        found = [one for one in follow(record, self.chain, situation) if not self.to or one.type in self.to]
        return [one for one in found if not self.unless or not self.unless.judge(one, situation, record).holds]

    def _way(self, record: Record, situation: Situation) -> str:
        first = situation.label(record, self.chain[0])
        return " → ".join((first, *(step.replace("_", " ") for step in self.chain[1:])))

    def _nothing(self, record: Record, situation: Situation) -> str:
        return f"nothing is given for “{self._way(record, situation)}”"

    def followed(self) -> Iterator[tuple[tuple[str, ...], tuple[Condition, ...]]]:
        yield self.chain, tuple(one for one in (self.where, self.unless) if one)

    def sought(self) -> Iterator[tuple[str, Condition | None]]:
        yield from ((name, None) for name in self.to)


def follow(record: Record, chain: Iterable[str], situation: Situation) -> list[Record]:
    """The records at the end of a chain of readings, each once, in the order they are met."""
    reached: dict[str, Record] = {record.id: record}
    for step in chain:
        reached = {one.id: one for start in reached.values() for one in situation.linked(start, step)}
    return list(reached.values())


@dataclass(frozen=True, slots=True)
class _Among:
    pairs: tuple[tuple[str, str], ...]

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        for name, listing in self.pairs:
            allowed = situation.value(origin, listing) or [one.id for one in situation.linked(origin, listing)]
            given = situation.value(record, name) or [one.id for one in situation.linked(record, name)]
            if allowed and not agrees(given, tuple(_texts(allowed))):
                return refused(record, f"{situation.label(record, name)} is not {listed(_texts(allowed), 'or')}")
        return HOLDS

    def named(self) -> Iterator[str]:
        yield from (name for name, _ in self.pairs)


@dataclass(frozen=True, slots=True)
class _Recorded:
    """Records anywhere, of the types that a field of the judged record lists."""

    types: str
    need: str
    match: str
    where: Condition | None

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        declared = _texts(situation.value(record, self.types) or ())
        if not declared:
            return refused(record, "no type of record is declared to show it")
        failing: list[Verdict] = []
        for name in declared:
            verdict = self._of_type(name, record, situation)
            if verdict.holds and not self._all_of(record, situation):
                return HOLDS
            failing += [] if verdict.holds else [verdict]
        return Verdict(False, tuple(reason for one in failing for reason in one.reasons)) if failing else HOLDS

    def _of_type(self, name: str, record: Record, situation: Situation) -> Verdict:
        """Whether some record of a type shows it; where none does, the first reasons."""
        reasons: list[Reason] = []
        for one, fault in _declared(record, name, self.match, situation):
            verdict = fault or (self.where.judge(one, situation, record) if self.where else HOLDS)
            if verdict.holds:
                return HOLDS
            reasons += verdict.reasons
        said = Reason(f"no record of the type {name.replace('_', ' ')}", record.id)
        return Verdict(False, tuple(reasons[:_FEW]) or (said,))

    def _all_of(self, record: Record, situation: Situation) -> bool:
        return bool(self.need) and situation.value(record, self.need) == "all"

    def named(self) -> Iterator[str]:
        yield from (name for name in (self.types, self.need, self.match) if name)


def recorded(record: Record, types: str, match: str, situation: Situation) -> Iterator[Record]:
    """Yield the records of the types that a field of a record lists, where they are as another field asks."""
    for name in _texts(situation.value(record, types) or ()):
        yield from (one for one, fault in _declared(record, name, match, situation) if fault is None)


def _declared(
    record: Record, name: str, match: str, situation: Situation
) -> Iterator[tuple[Record, Verdict | None]]:
    """Yield the records of a type, each with what is otherwise than the judged record asks for."""
    wanted = (situation.value(record, match) or {}) if match else {}
    fields = wanted.get(name, wanted) if isinstance(wanted, Mapping) else {}
    for one in situation.present(name):
        yield one, next(_otherwise(one, fields, situation), None)


def _otherwise(found: Record, fields: Mapping[str, Value], situation: Situation) -> Iterator[Verdict]:
    for name, value in fields.items():
        if not isinstance(value, Mapping) and not agrees(situation.value(found, name), tuple(_texts(value))):
            yield refused(found, f"{situation.label(found, name)} is not {listed(_texts(value), 'or')}")


@dataclass(frozen=True, slots=True)
class _Exists:
    type: str
    where: Condition | None

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        if situation.exists(self.type, self.where):
            return HOLDS
        return refused(record, f"there is no such record of the type {self.type.replace('_', ' ')}")

    def sought(self) -> Iterator[tuple[str, Condition | None]]:
        yield self.type, self.where


@dataclass(frozen=True, slots=True)
class _Counts:
    wanted: bool

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        verdict = self._judge(record, situation)
        return verdict if self.wanted else (refused(record, "it counts as proof") if verdict.holds else HOLDS)

    def holding(self, record: Record, situation: Situation, origin: Record) -> str:
        """What holds where the clause does."""
        return "it counts as proof" if self.wanted else "it does not count as proof"

    @staticmethod
    def _judge(record: Record, situation: Situation) -> Verdict:
        condition = situation.counts_when(record)
        if condition is None:
            return refused(record, "such records never count as proof")
        if situation.is_to_come(record):
            return refused(record, "it is dated after the as-of date")
        return condition.judge(record, situation)


@dataclass(frozen=True, slots=True)
class _ToCome:
    """Whether the record is dated after the as-of date."""

    wanted: bool

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        if situation.is_to_come(record) == self.wanted:
            return HOLDS
        return refused(record, f"it is {'not ' if self.wanted else ''}dated after the as-of date")

    def holding(self, record: Record, situation: Situation, origin: Record) -> str:
        """What holds where the clause does."""
        return f"it is {'' if self.wanted else 'not '}dated after the as-of date"


@dataclass(frozen=True, slots=True)
class _Group:
    """`any`, `all` or `not` of several conditions."""

    word: str
    inner: tuple[Condition, ...]

    @property
    def offered(self) -> tuple[Condition, ...]:
        return self.inner if self.word == "any" else ()

    def __call__(self, record: Record, situation: Situation, origin: Record) -> Verdict:
        failing: list[Verdict] = []
        for one in self.inner:
            verdict = one.judge(record, situation, origin)
            if verdict.holds and self.word == "any":
                return HOLDS
            if verdict.holds and self.word == "not":
                return refused(record, one.holding(record, situation, origin) or "it is what it should not be")
            failing += [] if verdict.holds else [verdict]
        if self.word == "not" or not failing:
            return HOLDS
        return Verdict(False, tuple(dict.fromkeys(reason for verdict in failing for reason in verdict.reasons)))

    def holding(self, record: Record, situation: Situation, origin: Record) -> str:
        """What holds where the clause does."""
        judged = [(one, one.judge(record, situation, origin)) for one in self.inner]
        if self.word == "not":
            return listed(dict.fromkeys(reason.text for _, verdict in judged for reason in verdict.reasons))
        found = [one.holding(record, situation, origin) for one, verdict in judged if verdict.holds]
        return found[0] if self.word == "any" and found else listed(filter(None, found))

    def named(self) -> Iterator[str]:
        for one in self.inner:
            yield from one.names()

    def followed(self) -> Iterator[tuple[tuple[str, ...], tuple[Condition, ...]]]:
        for one in self.inner:
            yield from one.linked()

    def sought(self) -> Iterator[tuple[str, Condition | None]]:
        for one in self.inner:
            yield from one.elsewhere()

    def tabled(self) -> Iterator[tuple[str, Condition]]:
        for one in self.inner:
            yield from one.tables()

    def carrying(self) -> Iterator[tuple[str, str]]:
        for one in self.inner:
            yield from one.carried()


def parse_condition(value: Any) -> Condition:
    """Read a condition from a mapping; raise ValueError with what is wrong and what was expected."""
    if not isinstance(value, Mapping):
        raise ValueError(f"a condition is a mapping, not {_shown(value)}")
    if not value:
        raise ValueError("a condition needs at least one clause")
    clauses: list[Clause] = []
    for key, inner in value.items():
        if key not in ("says", "fix"):
            clauses.append(_CLAUSES[key](inner) if key in _CLAUSES else Is(str(key), _words(key, inner)))
    return Condition(tuple(clauses), str(value.get("says") or ""), str(value.get("fix") or ""))


def _linked(word: str) -> Callable[[Any], Clause]:
    def read(value: Any) -> Clause:
        spec = _spec(word, value, ("relation", "to", "where", "unless", "says"), "relation")
        inner = {key: parse_condition(spec[key]) for key in ("where", "unless") if key in spec}
        return _Linked(
            word,
            _words(word, spec["relation"]),
            _words(word, spec["to"]) if "to" in spec else (),
            inner.get("where"),
            inner.get("unless"),
        )

    return read


def _group(word: str) -> Callable[[Any], Clause]:
    def read(value: Any) -> Clause:
        inner = [value] if isinstance(value, Mapping) else value
        if not isinstance(inner, list) or not inner:
            raise ValueError(f"`{word}` takes a list of conditions, not {_shown(value)}")
        return _Group(word, tuple(parse_condition(one) for one in inner))

    return read


def _recorded(value: Any) -> Clause:
    spec = _spec("recorded", value, ("types", "need", "match", "where"), "types")
    where = parse_condition(spec["where"]) if "where" in spec else None
    return _Recorded(str(spec["types"]), str(spec.get("need") or ""), str(spec.get("match") or ""), where)


def _exists(value: Any) -> Clause:
    spec = _spec("exists", value, ("type", "where"), "type")
    return _Exists(str(spec["type"]), parse_condition(spec["where"]) if "where" in spec else None)


def _soon(value: Any) -> Clause:
    spec = _spec("soon", value, ("field", "days"), "field")
    days = str(spec.get("days") or "")
    if not days.isdigit():
        raise ValueError(f"`soon` needs `days`, a whole number, not {_shown(spec.get('days'))}")
    return Soon(str(spec["field"]), int(days))


def _rows(value: Any) -> Clause:
    spec = _spec("rows", value, ("field", "where", "must"), "field")
    inner = {key: parse_condition(spec[key]) for key in ("where", "must") if key in spec}
    return Rows(str(spec["field"]), inner.get("where"), inner.get("must"))


def _carried(value: Any) -> Clause:
    spec = _spec("carried", value, ("relation", "by"), "relation")
    if not spec.get("by"):
        raise ValueError("`carried` needs `by`, the column and the attribute that have to agree")
    return Carried(str(spec["relation"]), str(spec["by"]))


def _among(value: Any) -> Clause:
    if not isinstance(value, Mapping):
        raise ValueError(f"`among` takes a mapping of two fields, not {_shown(value)}")
    return _Among(tuple((str(name), str(listing)) for name, listing in value.items()))


_CLAUSES: Mapping[str, Callable[[Any], Clause]] = {
    "given": lambda value: Given(_words("given", value)),
    "past": lambda value: Dated(_word("past", value), past=True),
    "future": lambda value: Dated(_word("future", value), past=False),
    "reached": lambda value: Reached(_word("reached", value)),
    "intact": lambda value: Intact(_word("intact", value)),
    "some": _linked("some"),
    "every": _linked("every"),
    "no": _linked("no"),
    "among": _among,
    "recorded": _recorded,
    "counts": lambda value: _Counts(truth(value)),
    "to_come": lambda value: _ToCome(truth(value)),
    "exists": _exists,
    "any": _group("any"),
    "all": _group("all"),
    "not": _group("not"),
    "soon": _soon,
    "rows": _rows,
    "carried": _carried,
}


def _spec(word: str, value: Any, keys: tuple[str, ...], needed: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or needed not in value:
        raise ValueError(f"`{word}` takes a mapping with `{needed}`, not {_shown(value)}")
    for key in value:
        if key not in keys:
            raise ValueError(f"`{word}` has no key {key!r}{nearest(key, keys)}")
    return value


def _words(word: str, value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(one, str | int | float | bool) for one in values):
        raise ValueError(f"`{word}` takes a value or a list of values, not {_shown(value)}")
    return tuple(("yes" if one else "no") if isinstance(one, bool) else str(one) for one in values)


def _word(word: str, value: Any) -> str:
    words = _words(word, value)
    if len(words) != 1:
        raise ValueError(f"`{word}` takes one field")
    return words[0]


def _texts(value: Value) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def _shown(value: Any) -> str:
    return repr(value)[:60]
