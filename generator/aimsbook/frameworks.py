"""The frameworks that a project is held against: shipped ones by name, own ones by their `framework.yml`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aimsbook.errors import ConfigurationFault
from aimsbook.identity import is_framework
from aimsbook.records import Diagnostic, Link, Mark, Record
from aimsbook.source import Document, read_definition, read_file, read_plain, yaml_files
from aimsbook.terms import Terms, read_terms
from aimsbook.vocabulary import DATA, Vocabulary
from aimsbook.words import listed, nearest

SHIPPED = DATA / "frameworks"
CROSSWALKS = SHIPPED / "crosswalks"
DECLARATION = "framework.yml"
OWN = "own"


@dataclass(frozen=True, slots=True)
class Framework:
    """A catalogue of requirements: its name is what ids carry before their colon."""

    name: str
    title: str
    short: str
    notice: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    terms: Terms = field(default_factory=Terms)


def shipped_names() -> list[str]:
    """The frameworks that can be switched on by name."""
    return sorted(file.parent.name for file in SHIPPED.glob(f"*/{DECLARATION}"))


def read_frameworks(names: Collection[str], records: Path) -> dict[str, Framework]:
    """The declarations of the shipped frameworks named, and of those found below the records' folder."""
    found: dict[str, Framework] = {}
    for name in names:
        if name not in shipped_names():
            known = listed(shipped_names(), "or")
            raise ConfigurationFault(
                f"frameworks: there is no framework {name!r}{nearest(name, shipped_names())} (shipped are {known})"
            )
        found[name] = _declared(SHIPPED / name / DECLARATION)
    for file in sorted(records.rglob(DECLARATION)) if records.is_dir() else []:
        own = _declared(file)
        if own.name in names:
            twice = f"{own.name} is switched on, and {file} brings it a second time"
            way = f"take {own.name} off `frameworks`, or remove {file.parent} and use the shipped one"
            raise ConfigurationFault(f"frameworks: {twice}: {way}")
        found[own.name] = own
    return found


def framework_documents(names: Iterable[str]) -> Iterator[Document | Diagnostic]:
    """The requirement records of shipped frameworks."""
    for name in names:
        for file in yaml_files(SHIPPED / name):
            if file.name != DECLARATION:
                yield from read_file(file, f"{name}/{file.name}")


def with_crosswalks(records: Iterable[Record], names: Iterable[str]) -> list[Record]:
    """Add to requirements the links of every crosswalk between two frameworks that are both switched on."""
    links = _crosswalk_links(frozenset(names)) if CROSSWALKS.is_dir() else {}
    joined = []
    for record in records:
        extra = links.get(record.id, ())
        joined.append(_with_links(record, extra) if extra and record.shipped else record)
    return joined


def _with_links(record: Record, extra: Iterable[Link]) -> Record:
    return replace(record, links=(*record.links, *extra))


def _crosswalk_links(names: frozenset[str]) -> dict[str, list[Link]]:
    """The links of the crosswalk files by the id that they start from; a file names its relation or `maps_to` holds."""
    found: dict[str, list[Link]] = {}
    for file in yaml_files(CROSSWALKS):
        for document in read_plain(file):
            value: dict[str, Any] = document.value
            if value["from"] not in names or value["to"] not in names:
                continue
            relation = str(value.get("through") or "maps_to")
            for index, row in enumerate(value["rows"]):
                attributes = {key: one for key, one in row.items() if key not in ("from", "to")}
                line, column = document.values["rows", index]
                mark = Mark(f"crosswalks/{file.name}", line, column)
                found.setdefault(row["from"], []).append(Link(relation, row["to"], mark, attributes))
    return found


def _declared(file: Path) -> Framework:
    return read_definition(file, _framework)


def _framework(value: Any) -> Framework:
    facts = {key: str(one) for key, one in value.items() if isinstance(one, str)}
    if not facts.get("name") or not facts.get("title"):
        raise ValueError("a framework needs `name` and `title`")
    name, title = facts["name"], facts["title"]
    if not is_framework(name):
        raise ValueError(f"{name!r} is no framework name; expected small letters, digits, hyphens")
    return Framework(name, title, facts.get("short", title), facts.get("notice", ""), facts, read_terms(value))


def framework_named(record: Record) -> str:
    """The framework that a requirement belongs to; OWN where it says none."""
    return str(record.get("framework") or OWN)


def framed(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The types whose records belong to a framework."""
    return tuple(kind.name for kind in vocabulary if kind.framed)
