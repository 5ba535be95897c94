"""What a trail is made of, read from data: where it starts and which relations each of its steps follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from aimsbook.conditions import Condition
from aimsbook.source import read_definition
from aimsbook.vocabulary import DATA, Vocabulary, check_chains, check_paths, condition_on, names_of
from aimsbook.words import check_known, texts, truth

FILE = DATA / "trail.yml"
MOST = 24


@dataclass(frozen=True, slots=True)
class Step:
    """One heading of a trail: how its records are reached, which of them are kept, and what is shown of each."""

    name: str
    title: str
    through: tuple[tuple[str, ...], ...]
    recorded: str
    match: str
    to: tuple[str, ...]
    where: Condition | None
    newest: bool
    show: tuple[str, ...]
    passages: tuple[str, ...]
    naming: tuple[str, ...]
    empty: str
    most: int


@dataclass(frozen=True, slots=True)
class TrailPlan:
    """The trail of the records of one type; `narrowed` is the type it may be narrowed to, "" where it may not."""

    type: str
    narrowed: str
    about: Mapping[str, tuple[str, ...]]
    leaves_out: Mapping[str, tuple[str, ...]]
    head: tuple[str, ...]
    steps: tuple[Step, ...] = field(default=())


@lru_cache(maxsize=8)
def read_trail_plans(vocabulary: Vocabulary, file: Path = FILE) -> dict[str, TrailPlan]:
    """Read the trails by the type they start from; raise ConfigurationFault where one is broken."""
    return read_definition(file, lambda value: {spec["of"]: _plan(spec, vocabulary) for spec in value})


def _plan(spec: Mapping[str, Any], vocabulary: Vocabulary) -> TrailPlan:
    start, narrowed = str(spec["of"]), str(spec.get("with") or "")
    check_known([start, *([narrowed] if narrowed else [])], vocabulary.types, "type")
    head = texts(spec.get("head"))
    check_paths(vocabulary, (start,), head)
    return TrailPlan(
        start,
        narrowed,
        _by_type(spec.get("about"), vocabulary),
        _by_type(spec.get("leaves_out"), vocabulary),
        head,
        tuple(_step(one, start, vocabulary) for one in spec["steps"]),
    )


def _step(spec: Mapping[str, Any], start: str, vocabulary: Vocabulary) -> Step:
    name = str(spec["name"])
    through = tuple(tuple(chain) for chain in spec.get("through") or ())
    check_chains(vocabulary, (start,), through)
    reached = dict.fromkeys(one for chain in through for one in vocabulary.end_of((start,), chain))
    to = texts(spec.get("to"))
    check_known(to, reached, f"type that {name} reaches:")
    types = to or tuple(reached) or tuple(vocabulary.types)
    where = condition_on(vocabulary, types, spec["where"]) if spec.get("where") else None
    show, passages = texts(spec.get("show")), texts(spec.get("passages"))
    check_paths(vocabulary, types, (*show, *passages))
    named = [one for one in (spec.get("recorded"), spec.get("match")) if one]
    check_known(named, names_of(vocabulary, (start,)), "field")
    return Step(
        name,
        str(spec["title"]),
        through,
        str(spec.get("recorded") or ""),
        str(spec.get("match") or ""),
        to,
        where,
        truth(spec.get("newest")),
        show,
        passages,
        texts(spec.get("naming")),
        str(spec.get("empty") or ""),
        int(spec.get("most") or MOST),
    )


def _by_type(value: Any, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    found = {str(name): texts(readings) for name, readings in (value or {}).items()}
    check_known(found, vocabulary.types, "type")
    for name, readings in found.items():
        check_known(readings, names_of(vocabulary, (name,)), f"field or relation of {name}:")
    return found
