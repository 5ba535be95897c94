"""For whom something is made, and what is withheld from them, read from data; it withholds nothing itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aimsbook.conditions import Condition, Situation, parse_condition
from aimsbook.errors import ConfigurationFault
from aimsbook.layers import read_layers
from aimsbook.records import Record
from aimsbook.vocabulary import DATA, Vocabulary, condition_fault
from aimsbook.words import nearest, texts

NAME = "profiles"
FILE = DATA / f"{NAME}.yml"
ALL = "all"
_FORM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEYS = frozenset("name title description withhold".split())
_WITHHELD = frozenset("types only records fields gaps chapters".split())
_COMPUTED = frozenset(["rung", "gaps"])


@dataclass(frozen=True, slots=True)
class Held:
    """Records that are withheld for what they are: those that meet a condition, of one type or of any."""

    where: Condition
    type: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """For whom: what is withheld from them by type, by condition, by field, by gap and by chapter."""

    name: str
    title: str
    description: str = ""
    types: frozenset[str] = frozenset()
    records: tuple[Held, ...] = ()
    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    gaps: frozenset[str] = frozenset()
    chapters: tuple[str, ...] = ()

    def withholds(self, record: Record, situation: Situation) -> bool:
        """Whether a record is withheld as a whole."""
        if record.type in self.types:
            return True
        asked = (one.where for one in self.records if one.type in ("", record.type))
        return any(where.judge(record, situation).holds for where in asked)

    def hides(self, type_name: str) -> frozenset[str]:
        """The fields of a type whose values are withheld."""
        return self.fields.get(type_name, frozenset())

    def tells(self, *names: str) -> bool:
        """Whether gaps of a rule or duty are told."""
        return ALL not in self.gaps and not self.gaps & set(names)

    def leaves_out(self, chapter: str) -> bool:
        """Whether a chapter, by its path below the manual's folder, is left out for where it lies."""
        return any(chapter == one or chapter.startswith(f"{one.rstrip('/')}/") for one in self.chapters)


def read_profiles(vocabulary: Vocabulary, *folders: Path) -> dict[str, Profile]:
    """The shipped profiles and those of further folders; a later one of a name replaces the earlier one.

    Raises ConfigurationFault, naming the file, where one is broken.
    """
    profiles = read_layers(FILE, folders, lambda value: [_Reader(one, vocabulary).profile() for one in value[NAME]])
    return {one.name: one for one in profiles}


def profile_named(name: str, profiles: Mapping[str, Profile]) -> Profile:
    """The profile of a name; ConfigurationFault where there is none."""
    if name not in profiles:
        known = ", ".join(profiles)
        raise ConfigurationFault(f"there is no profile {name!r}{nearest(name, profiles)} (there are {known})")
    return profiles[name]


class _Reader:
    """Reads one profile; ValueError says what is wrong and what was expected."""

    def __init__(self, spec: Mapping[str, Any], vocabulary: Vocabulary) -> None:
        self.vocabulary, self.spec = vocabulary, spec
        self.name = str(spec["name"])

    def profile(self) -> Profile:
        _known(self.spec, _KEYS, f"the profile {self.name}")
        if not _FORM.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no name of a profile; a name is small letters, digits and hyphens")
        held = self.spec.get("withhold") or {}
        _known(held, _WITHHELD, f"`withhold` of {self.name}")
        gaps = texts(held.get("gaps"))
        return Profile(
            self.name,
            str(self.spec.get("title") or self.name),
            str(self.spec.get("description") or ""),
            frozenset(self._types(held)),
            tuple(self._held(one) for one in held.get("records") or ()),
            {name: self._fields(name, some) for name, some in (held.get("fields") or {}).items()},
            frozenset(gaps),
            tuple(one.strip("/") for one in texts(held.get("chapters"))),
        )

    def _types(self, held: Mapping[str, Any]) -> Iterable[str]:
        named, only = texts(held.get("types")), texts(held.get("only"))
        for name in (*named, *only):
            self._is_type(name)
        return {*named, *(one for one in self.vocabulary.types if only and one not in only)}

    def _held(self, spec: Any) -> Held:
        if not isinstance(spec, Mapping) or "where" not in spec:
            raise ValueError(f"{self.name}: `records` takes mappings with `where`, and with `type` for one type alone")
        _known(spec, frozenset(["where", "type"]), f"`records` of {self.name}")
        where, name = parse_condition(spec["where"]), str(spec.get("type") or "")
        if name:
            self._is_type(name)
        for one in [name] if name else self.vocabulary.types:
            if problem := condition_fault(self.vocabulary, (one,), where):
                raise ValueError(f"{self.name}: {problem}; say with `type` of which type it is asked")
        return Held(where, name)

    def _fields(self, name: str, value: Any) -> frozenset[str]:
        self._is_type(name)
        kind = self.vocabulary[name]
        for one in (fields := texts(value)):
            if self.vocabulary.reads(name, one):
                said = f"{self.name}: {one!r} is a relation of {name}; withhold the records that it leads to"
                raise ValueError(f"{said}, with `types` or `records`")
            if kind.field(one) is None or one in ("id", "type", "title", "framework", *_COMPUTED):
                known = [each for each in (*kind.fields, *kind.facts) if each not in ("id", "type", "title")]
                raise ValueError(f"{self.name}: {one!r} is no field of {name} to withhold{nearest(one, known)}")
        return frozenset(fields)

    def _is_type(self, name: str) -> None:
        if name not in self.vocabulary:
            raise ValueError(f"{self.name}: there is no type {name!r}{nearest(name, self.vocabulary.types)}")


def _known(spec: Any, keys: frozenset[str], what: str) -> None:
    if not isinstance(spec, Mapping):
        raise ValueError(f"{what} takes a mapping")
    for key in spec:
        if key not in keys:
            raise ValueError(f"{what} has no key {key!r}{nearest(key, keys)}")
