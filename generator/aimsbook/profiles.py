"""For whom something is made, and what is withheld from them, read from data; it withholds nothing itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from aimsbook.conditions import Condition, Situation, parse_condition
from aimsbook.errors import ConfigurationFault
from aimsbook.forms import Astray, below, entries_of, mapping_of, one_of
from aimsbook.layers import read_layers
from aimsbook.records import Record
from aimsbook.rulebook import rulebook
from aimsbook.source import read_definition
from aimsbook.vocabulary import DATA, Vocabulary, condition_fault
from aimsbook.words import nearest, texts

NAME = "profiles"
FILE = DATA / f"{NAME}.yml"
_DOCUMENTS = DATA / "pack" / "documents.yml"
ALL = "all"
_FORM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEYS = ("name", "title", "description", "withhold", "pack_without")
_WITHHELD = ("types", "only", "records", "fields", "gaps", "chapters")
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
    pack_without: frozenset[str] = frozenset()

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
    profiles = read_layers(FILE, folders, lambda value: list(_profiles(value, vocabulary)))
    return {one.name: one for one in profiles}


def profile_named(name: str, profiles: Mapping[str, Profile]) -> Profile:
    """The profile of a name; ConfigurationFault where there is none."""
    if name not in profiles:
        known = ", ".join(profiles)
        raise ConfigurationFault(f"there is no profile {name!r}{nearest(name, profiles)} (there are {known})")
    return profiles[name]


@cache
def documents_of_a_pack() -> Mapping[str, str]:
    """The documents of an audit pack: what one asks an exporter of documents for, and the name of the file."""
    return read_definition(_DOCUMENTS, dict)


def _profiles(value: Any, vocabulary: Vocabulary) -> Iterator[Profile]:
    mapping_of(value, (NAME,), (NAME,))
    with below(NAME):
        for index, one in entries_of(value[NAME]):
            with below(index):
                yield _Reader(one, vocabulary).profile()


class _Reader:
    """Reads one profile; tells what is wrong with the steps to it, and what was expected."""

    def __init__(self, spec: Any, vocabulary: Vocabulary) -> None:
        self.vocabulary, self.spec = vocabulary, mapping_of(spec, _KEYS, ("name",))
        self.name = str(spec["name"])

    def profile(self) -> Profile:
        if not _FORM.fullmatch(self.name):
            said = f"{self.name!r} is no name of a profile; a name is small letters, digits and hyphens"
            raise Astray(said, ("name",))
        held = self.spec.get("withhold") or {}
        with below("withhold"):
            mapping_of(held, _WITHHELD)
            types = frozenset(self._types(held))
            records = tuple(self._records(held.get("records") or []))
            fields = self._hidden(held.get("fields") or {})
            gaps = self._gaps(held.get("gaps"))
        with below("pack_without"):
            known, named = documents_of_a_pack(), texts(self.spec.get("pack_without"))
            without = frozenset(one_of(one, known, "is no document of a pack") for one in named)
        return Profile(
            self.name,
            str(self.spec.get("title") or self.name),
            str(self.spec.get("description") or ""),
            types,
            records,
            fields,
            gaps,
            tuple(one.strip("/") for one in texts(held.get("chapters"))),
            without,
        )

    def _types(self, held: Mapping[str, Any]) -> Iterable[str]:
        for key in ("types", "only"):
            for name in texts(held.get(key)):
                with below(key):
                    self._is_type(name)
        named, only = texts(held.get("types")), texts(held.get("only"))
        return {*named, *(one for one in self.vocabulary.types if only and one not in only)}

    def _records(self, value: Any) -> Iterator[Held]:
        with below("records"):
            for index, one in entries_of(value):
                with below(index):
                    yield self._held(one)

    def _held(self, spec: Any) -> Held:
        mapping_of(spec, ("where", "type"))
        if "where" not in spec:
            raise Astray("`records` takes mappings with `where`, and with `type` for one type alone")
        name = str(spec.get("type") or "")
        if name:
            with below("type"):
                self._is_type(name)
        with below("where"):
            where = parse_condition(spec["where"])
            for one in [name] if name else self.vocabulary.types:
                if problem := condition_fault(self.vocabulary, (one,), where):
                    raise Astray(f"{problem}; say with `type` of which type it is asked")
        return Held(where, name)

    def _gaps(self, value: Any) -> frozenset[str]:
        known = {ALL, *rulebook(), *self.vocabulary.duties}
        for one in (gaps := texts(value)):
            with below("gaps"):
                one_of(one, known, "is no rule and no duty")
        return frozenset(gaps)

    def _hidden(self, value: Any) -> Mapping[str, frozenset[str]]:
        with below("fields"):
            return {name: self._fields(name, some) for name, some in mapping_of(value).items()}

    def _fields(self, name: str, value: Any) -> frozenset[str]:
        one_of(name, tuple(self.vocabulary.types), "is no type", at_key=True)
        kind = self.vocabulary[name]
        with below(name):
            for one in (fields := texts(value)):
                if self.vocabulary.reads(name, one):
                    said = f"{one!r} is a relation of {name}; withhold the records that it leads to"
                    raise Astray(f"{said}, with `types` or `records`")
                if kind.field(one) is None or one in ("id", "type", "title", "framework", *_COMPUTED):
                    known = [each for each in (*kind.fields, *kind.facts) if each not in ("id", "type", "title")]
                    raise Astray(f"{one!r} is no field of {name} to withhold{nearest(one, known)}")
        return frozenset(fields)

    def _is_type(self, name: str) -> None:
        one_of(name, tuple(self.vocabulary.types), "is no type")
