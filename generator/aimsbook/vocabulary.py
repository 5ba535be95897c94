"""What kinds of records there are: types with their fields, relations and duties, and what can be asked of them.

It knows no particular type and not how definitions are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from aimsbook.conditions import Condition, parse_condition
from aimsbook.rating import Scheme
from aimsbook.records import Grade
from aimsbook.words import nearest

DATA = Path(__file__).parent / "data"
RUNG, GAPS, NUMBER = "rung", "gaps", "number"
KINDS = {
    "text": "plain words",
    "prose": "CommonMark",
    "date": "a day, written YYYY-MM-DD",
    "number": "a number such as 3 or 0.25",
    "whole": "a whole number",
    "days": "a number of days",
    "yes_no": "yes or no",
    "choice": "one of the values listed",
    "period": "two days, {from: YYYY-MM-DD, to: YYYY-MM-DD}",
    "digest": "a SHA-256 digest of 64 hexadecimal digits",
    "file": "a path below the project's root",
    "url": "an address that starts with http:// or https://",
    "record": "the id of a record",
    "mapping": "a mapping of the keys listed",
    "table": "a list of mappings of the columns listed",
}
TONES = ("good", "weak", "bad", "neutral")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a field may take, as readers meet it."""

    value: str
    label: str
    tone: str = "neutral"
    help: str = ""
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """What a field holds; `parts` are the keys of a mapping or the columns of a table.

    `tells` are the paths to the fields that its value, where it is computed, gives away.
    """

    name: str
    kind: str
    label: str
    help: str = ""
    choices: Mapping[str, Choice] = field(default_factory=dict)
    many: bool = False
    required: bool = False
    required_when: Condition | None = None
    to: tuple[str, ...] = ()
    digest: str = ""
    parts: Mapping[str, Field] = field(default_factory=dict)
    default_from: Mapping[str, str] = field(default_factory=dict)
    tells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """How records of one type name records of others, and how that reads at the other end."""

    name: str
    source: str
    to: tuple[str, ...]
    label: str
    inverse: str
    inverse_label: str
    help: str = ""
    maximum: int | None = None
    inverse_maximum: int | None = None
    acyclic: bool = False
    traced: bool = True
    unnamed: str = ""
    attributes: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that records of a type owe; unmet it is a gap of the given grade."""

    id: str
    type: str
    must: Condition
    when: Condition | None
    grade: Grade
    basis: tuple[str, ...]
    near: tuple[str, ...]
    says: str
    why: str
    fix: str

    @property
    def rests_on_practice(self) -> bool:
        """Whether no clause asks for it."""
        return self.basis == ("practice",)


@dataclass(frozen=True, slots=True)
class RecordType:
    """All there is to say of one type of record."""

    name: str
    label: str
    plural: str
    description: str
    group: str
    icon: str
    prefix: str
    state: str
    dated: tuple[str, ...]
    columns: tuple[str, ...]
    fields: Mapping[str, Field]
    relations: Mapping[str, Relation]
    facts: Mapping[str, Field]
    duties: tuple[Duty, ...]
    counts_when: Condition | None
    framed: bool = False
    matrices: tuple[Mapping[str, Any], ...] = ()
    themes: tuple[Mapping[str, Any], ...] = ()
    deadlines: Mapping[str, Condition | None] = field(default_factory=dict)
    place: str = ""
    begins: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """The definition of a field that is written or of a fact that is computed, None where there is none."""
        return self.fields.get(name) or self.facts.get(name)


class Vocabulary:
    """Every type of record, by name, and how likelihood and impact make a level."""

    def __init__(self, types: Mapping[str, RecordType], scheme: Scheme) -> None:
        self.types, self.scheme = types, scheme

    def __getitem__(self, name: str) -> RecordType:
        return self.types[name]

    def __contains__(self, name: object) -> bool:
        return name in self.types

    def __iter__(self) -> Iterator[RecordType]:
        return iter(self.types.values())

    @cached_property
    def inverses(self) -> Mapping[str, Mapping[str, tuple[Relation, ...]]]:
        """For each type, the relations that may lead to it, by the name they have there."""
        found: dict[str, dict[str, tuple[Relation, ...]]] = {name: {} for name in self.types}
        for relation in self.relations:
            for target in relation.to:
                readings = found[target]
                readings[relation.inverse] = (*readings.get(relation.inverse, ()), relation)
        return found

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """Every relation of every type."""
        return tuple(relation for kind in self for relation in kind.relations.values())

    @cached_property
    def duties(self) -> Mapping[str, Duty]:
        """Every duty by its id."""
        return {duty.id: duty for kind in self for duty in kind.duties}

    @cached_property
    def readings(self) -> frozenset[str]:
        """Every name of a relation, read in either direction."""
        return frozenset(name for one in self.relations for name in (one.name, one.inverse))

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The type that each id prefix stands for."""
        return {kind.prefix: kind.name for kind in self if kind.prefix}

    def reads(self, type_name: str, name: str) -> bool:
        """Whether a type has this relation in either direction."""
        return name in self[type_name].relations or name in self.inverses[type_name]

    def unnamed(self, type_names: Iterable[str], name: str) -> list[str]:
        """What it means that records of some types name none under a relation, where anything follows from it."""
        relations = (self[one].relations.get(name) for one in dict.fromkeys(type_names))
        return [one.unnamed for one in relations if one and one.unnamed]

    def is_traced(self, type_name: str, name: str) -> bool:
        """Whether a relation, read in either direction from this type, leads a trace on."""
        if own := self[type_name].relations.get(name):
            return own.traced
        return all(one.traced for one in self.inverses[type_name].get(name, ()))

    def label_of(self, type_name: str, name: str) -> str:
        """How a field or a relation in either direction reads on a page of this type."""
        kind = self[type_name]
        if one := kind.field(name):
            return one.label
        if name in kind.relations:
            return kind.relations[name].label
        if name in self.inverses[type_name]:
            return self.inverses[type_name][name][0].inverse_label
        return _PSEUDO.get(name) or in_words(name)

    def targets(self, type_names: Iterable[str], name: str) -> tuple[str, ...]:
        """The types that a relation in either direction leads to from these types, without repeats."""
        found: dict[str, None] = {}
        for type_name in type_names:
            if relation := self[type_name].relations.get(name):
                found.update(dict.fromkeys(relation.to))
            found.update((one.source, None) for one in self.inverses[type_name].get(name, ()))
        return tuple(found)

    def derived_from(self, hidden: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
        """By type, the facts and following dates that would tell some fields, directly or by what they are made of."""
        found = dict(hidden)
        while True:
            more = {
                kind.name: found.get(kind.name, frozenset()).union(
                    name for name, one in {**kind.fields, **kind.facts}.items() if self._tells(kind.name, one, found)
                )
                for kind in self
            }
            if more == found:
                return {name: some - hidden.get(name, frozenset()) for name, some in more.items()}
            found = more

    def _tells(self, type_name: str, one: Field, hidden: Mapping[str, frozenset[str]]) -> bool:
        ways = (path.split(".") for path in one.tells)
        ends = ((way[-1], self.end_of((type_name,), way[:-1])) for way in ways)
        return any(last in hidden.get(name, ()) for last, names in ends for name in names)

    def end_of(self, type_names: Iterable[str], chain: Iterable[str]) -> tuple[str, ...]:
        """The types that a chain of readings arrives at from these types."""
        types = tuple(type_names)
        for step in chain:
            types = self.targets(types, step)
        return types


def in_words(name: str) -> str:
    """A field's name as a label: `approved_on` becomes `Approved on`."""
    return name.replace("_", " ").strip().capitalize()


_PSEUDO = {"id": "Id", "type": "Type", "title": "Title", NUMBER: "No.", RUNG: "State", GAPS: "Gaps"}


def names_of(vocabulary: Vocabulary, types: Iterable[str]) -> dict[str, None]:
    """Every field and relation in either direction that at least one of the types has."""
    found: dict[str, None] = dict.fromkeys(_PSEUDO)
    for name in types:
        found.update(dict.fromkeys(vocabulary[name].fields))
        found.update(dict.fromkeys(vocabulary[name].facts))
        found.update(dict.fromkeys(vocabulary[name].relations))
        found.update(dict.fromkeys(vocabulary.inverses[name]))
    return found


def path_fault(vocabulary: Vocabulary, types: tuple[str, ...], path: str) -> str | None:
    """What is wrong with a dotted path of readings that ends in a field or reading, None where it can be followed."""
    for step in (steps := path.split("."))[:-1]:
        types_after = vocabulary.targets(types, step)
        if not types_after:
            return f"{step!r} is no relation of {_either(types)}{nearest(step, names_of(vocabulary, types))}"
        types = types_after
    known = names_of(vocabulary, types)
    if steps[-1] not in known:
        return f"{steps[-1]!r} is no field or relation of {_either(types)}{nearest(steps[-1], known)}"
    return None


def chain_fault(vocabulary: Vocabulary, types: tuple[str, ...], chain: Iterable[str]) -> str | None:
    """What is wrong with a chain of readings that starts at these types, None where it can be followed."""
    for step in chain:
        after = vocabulary.targets(types, step)
        if not after:
            return f"{step!r} is no relation of {_either(types)}{nearest(step, names_of(vocabulary, types))}"
        types = after
    return None


def condition_fault(vocabulary: Vocabulary, types: tuple[str, ...], condition: Condition) -> str | None:
    """What is wrong with a condition on records of these types, None where it can be judged."""
    known = names_of(vocabulary, types)
    for name in condition.names():
        if name not in known:
            return f"{name!r} is no field or relation of {_either(types)}{nearest(name, known)}"
    for name, asked_of_row in condition.tables():
        if problem := _row_fault(vocabulary, types, name, asked_of_row):
            return problem
    for chain, inner in condition.linked():
        if problem := chain_fault(vocabulary, types, chain):
            return problem
        for one in inner:
            if problem := condition_fault(vocabulary, vocabulary.end_of(types, chain), one):
                return problem
    for type_name, asked in condition.elsewhere():
        if type_name not in vocabulary:
            return f"there is no type {type_name!r}{nearest(type_name, vocabulary.types)}"
        if asked and (problem := condition_fault(vocabulary, (type_name,), asked)):
            return problem
    return None


def type_named(vocabulary: Vocabulary, name: str) -> str:
    """The name of a type; raise ValueError where there is none of this name."""
    if name not in vocabulary:
        raise ValueError(f"there is no type {name!r}{nearest(name, vocabulary.types)}")
    return name


def condition_on(vocabulary: Vocabulary, types: Iterable[str], value: Any) -> Condition:
    """Read a condition on records of these types; raise ValueError with what is wrong."""
    condition, known = parse_condition(value), tuple(type_named(vocabulary, name) for name in types)
    if problem := condition_fault(vocabulary, known, condition):
        raise ValueError(problem)
    return condition


def check_paths(vocabulary: Vocabulary, types: Iterable[str], paths: Iterable[str]) -> None:
    """Raise ValueError for the first path of readings that cannot be followed from these types."""
    known = tuple(type_named(vocabulary, name) for name in types)
    for path in paths:
        if problem := path_fault(vocabulary, known, str(path)):
            raise ValueError(problem)


def check_chains(vocabulary: Vocabulary, types: Iterable[str], chains: Iterable[Iterable[str]]) -> None:
    """Raise ValueError for the first chain of readings that cannot be followed from these types."""
    known = tuple(type_named(vocabulary, name) for name in types)
    for chain in chains:
        if problem := chain_fault(vocabulary, known, chain):
            raise ValueError(problem)


def _row_fault(vocabulary: Vocabulary, types: tuple[str, ...], name: str, condition: Condition) -> str | None:
    """What is wrong with a condition on the rows of a table, None where it can be judged."""
    fields = [one for kind in types if (one := vocabulary[kind].field(name)) and one.kind == "table"]
    if not fields:
        return f"{name!r} is no table of {_either(types)}"
    columns = {column: None for one in fields for column in one.parts}
    for column in condition.names():
        if column not in columns:
            return f"{column!r} is no column of {name!r}{nearest(column, columns)}"
    for relation, attribute in condition.carried():
        known = [vocabulary[kind].relations[relation] for kind in types if relation in vocabulary[kind].relations]
        if not any(attribute in way.attributes for way in known):
            return f"{relation!r} is no relation of {_either(types)} with the attribute {attribute!r}"
    return "a row has no links of its own" if any(condition.linked()) else None


def _either(types: tuple[str, ...]) -> str:
    return " or ".join(types[:4]) + (" …" if len(types) > 4 else "")

