"""What is told of changes, and under which heading, read from data; it knows what is frozen and no type by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from aimsbook.baselines import Frozen
from aimsbook.source import read_definition
from aimsbook.vocabulary import DATA, Vocabulary, names_of
from aimsbook.words import check_known, each, texts, truth

FILE = DATA / "changes.yml"
ANY = "any"
ADDED, REMOVED, STATE, RUNG, REWORDED, RELINKED, PAPER, CHANGED = (
    "added", "removed", "state", "rung", "reworded", "relinked", "file", "changed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """One way in which a change is told; `fields` are those by type whose change is of this kind."""

    name: str
    label: str
    symbol: str
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    brief: bool = False

    def takes(self, type_name: str, name: str) -> bool:
        """Whether the change of a field, relation or fact is told in this way."""
        return name in self.fields.get(type_name, ()) or name in self.fields.get(ANY, ())


@dataclass(frozen=True, slots=True)
class Selector:
    """Records of a type whose fields or links are plainly so."""

    type: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def takes(self, one: Frozen) -> bool:
        """Whether a record, as it was frozen, is meant."""
        return one.type == self.type and all(_has(one, name, wanted) for name, wanted in self.where.items())


@dataclass(frozen=True, slots=True)
class Group:
    """A heading under which changes stand."""

    name: str
    title: str
    of: tuple[Selector, ...] = ()
    chapters: bool = False
    files: bool = False


@dataclass(frozen=True, slots=True)
class Changelist:
    """How changes are told, where they stand, who names a baseline, and whose rows are frozen as they read."""

    kinds: Mapping[str, ChangeKind]
    groups: tuple[Group, ...]
    rest: Group
    milestones: Mapping[str, str]
    frozen_list: str
    document: Selector | None
    facts: tuple[str, ...]

    def kind_of(self, type_name: str, name: str, otherwise: str) -> ChangeKind:
        """How the change of a field is told."""
        return next((one for one in self.kinds.values() if one.takes(type_name, name)), self.kinds[otherwise])

    def is_named(self, type_name: str, name: str) -> bool:
        """Whether some kind names a field, relation or fact."""
        return any(one.takes(type_name, name) for one in self.kinds.values())

    def group_of(self, one: Frozen) -> Group:
        """The heading under which a record stands."""
        return next((group for group in self.groups if any(each.takes(one) for each in group.of)), self.rest)

    @property
    def chapters(self) -> Group:
        """Where chapters stand that are no record's words."""
        return next((group for group in self.groups if group.chapters), self.rest)

    @property
    def files(self) -> Group:
        """Where files stand that no record names."""
        return next((group for group in self.groups if group.files), self.rest)


def _has(one: Frozen, name: str, wanted: tuple[str, ...]) -> bool:
    value = one.fields.get(name, one.facts.get(name))
    return any(given in wanted for given in (*each(value), *one.links.get(name, ())))


@lru_cache(maxsize=8)
def read_changelist(vocabulary: Vocabulary, file: Path = FILE) -> Changelist:
    """Read how changes are told; raise ConfigurationFault where the definition is broken."""
    return read_definition(file, lambda value: _changelist(value, vocabulary))


def _changelist(spec: Mapping[str, Any], vocabulary: Vocabulary) -> Changelist:
    kinds = {one["name"]: _kind(one, vocabulary) for one in spec["kinds"]}
    check_known((ADDED, REMOVED, STATE, RUNG, REWORDED, RELINKED, PAPER, CHANGED), kinds, "kind of change")
    statement = spec.get("statement") or {}
    return Changelist(
        kinds,
        tuple(_group(one, vocabulary) for one in spec["groups"]),
        _group(spec["rest"], vocabulary),
        {name: _known(name, one, vocabulary) for name, one in (spec.get("milestones") or {}).items()},
        str(statement.get("list") or ""),
        _selector(statement["document"], vocabulary) if statement.get("document") else None,
        tuple(statement.get("facts") or ()),
    )


def _kind(spec: Mapping[str, Any], vocabulary: Vocabulary) -> ChangeKind:
    fields = {
        name: tuple(one if name == ANY else _known(name, one, vocabulary) for one in names)
        for name, names in (spec.get("fields") or {}).items()
    }
    return ChangeKind(spec["name"], spec["label"], spec["symbol"], fields, truth(spec.get("brief")))


def _group(spec: Mapping[str, Any], vocabulary: Vocabulary) -> Group:
    selectors = tuple(_selector(one, vocabulary) for one in spec.get("of") or ())
    return Group(spec["name"], spec["title"], selectors, truth(spec.get("chapters")), truth(spec.get("files")))


def _selector(spec: Mapping[str, Any], vocabulary: Vocabulary) -> Selector:
    where = {name: texts(one) for name, one in (spec.get("where") or {}).items()}
    for name in where:
        _known(spec["type"], name, vocabulary)
    check_known((spec["type"],), vocabulary.types, "type")
    return Selector(spec["type"], where)


def _known(type_name: str, name: str, vocabulary: Vocabulary) -> str:
    check_known((type_name,), vocabulary.types, "type")
    check_known((name,), names_of(vocabulary, (type_name,)), f"field or relation of {type_name}:")
    return name
