"""The nouns that every room hands on; they know nothing of files, pages or libraries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Protocol, TypeAlias

Steps: TypeAlias = tuple[str | int, ...]
WITHHELD = "withheld"  # what stands in the place of all that a profile leaves out
Value: TypeAlias = Any  # str, or lists and mappings of values, as deep as the vocabulary types them


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Where something stands: a path below the project root, line and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Link:
    """One record naming another through a relation, with the attributes that this link carries."""

    relation: str
    target: str
    mark: Mark
    attributes: Mapping[str, Value] = field(default_factory=dict)


class Places(Protocol):
    """Knows where in its file each value of a record stands."""

    def mark_of(self, *steps: str | int) -> Mark:
        """Where the value at these steps starts; the nearest enclosing value where it has no place of its own."""

    def place(self, steps: Steps, needle: str, occurrence: int) -> Mark:
        """Where the n-th occurrence (from 0) of some words within a value stands."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as its author wrote it: text values, links in the author's order, and where all of it stands.

    Under a profile a withheld record is `veiled`: a stand-in without words of its own, never to be listed. `hidden` are
    the fields of any record whose values are withheld, `rank` is its place among the ids of the whole.
    """

    id: str
    type: str
    title: str
    fields: Mapping[str, Value]
    links: tuple[Link, ...]
    mark: Mark
    places: Places | None = field(default=None, repr=False, compare=False)
    shipped: bool = False
    veiled: bool = False
    hidden: frozenset[str] = frozenset()
    rank: int = 0

    def mark_of(self, *steps: str | int) -> Mark:
        """Where the value at these steps stands."""
        return self.places.mark_of(*steps) if self.places else self.mark

    def get(self, name: str) -> Value:
        """The value of a field, None where it is not given."""
        return self.fields.get(name)

    @property
    def order(self) -> tuple[int, str]:
        """By id: what decides between equals, and does so alike whatever is withheld."""
        return self.rank, self.id

    @property
    def told(self) -> Mapping[str, Value]:
        """The fields for those to whom they are told: withheld ones say so."""
        if not self.hidden:
            return self.fields
        return {name: self.as_told(name, value) for name, value in self.fields.items()}

    def as_told(self, name: str, value: Value) -> Value:
        """A value under one of its names, written or computed, for those to whom it is told."""
        return WITHHELD if name in self.hidden else value

    @property
    def local(self) -> str:
        """The id without its framework."""
        return self.id.rpartition(":")[2]


class Severity(IntEnum):
    """How much a diagnostic weighs."""

    INFO = 0
    GAP = 1
    ERROR = 2

    def __str__(self) -> str:
        return self.name.lower()


class Grade(IntEnum):
    """What an auditor would make of a gap."""

    QUESTION = 1
    FINDING = 2

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something the author should know: which rule, where, about which record, and the likely fix."""

    rule: str
    message: str
    mark: Mark
    record: str | None = None
    severity: Severity = Severity.ERROR
    grade: Grade | None = None
    hint: str = ""
    duty: str = ""

    @property
    def order(self) -> tuple[Mark, int, str, str, str]:
        """By place, then by weight: the order of every listing."""
        return self.mark, -self.severity, self.rule, self.duty, self.message

    @property
    def weight(self) -> str:
        """The severity as readers meet it: `error`, `finding`, `question` or `info`."""
        return str(self.grade) if self.severity is Severity.GAP and self.grade else str(self.severity)
