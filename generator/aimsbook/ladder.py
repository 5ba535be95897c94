"""The rungs that a record may stand on and what each accepts, read from data; it knows no type and no record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aimsbook.conditions import Condition, parse_condition
from aimsbook.errors import ConfigurationFault
from aimsbook.source import read_plain
from aimsbook.vocabulary import DATA, Vocabulary, condition_fault

FILE = DATA / "ladder.yml"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder as readers meet it."""

    name: str
    label: str
    symbol: str
    tone: str
    means: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """What records of one type have to show for each rung, lowest first; `aside` are states of their own."""

    type: str
    counted: Condition | None
    aside: tuple[tuple[Rung, Condition], ...]
    steps: tuple[tuple[Rung, Condition], ...]


@dataclass(frozen=True, slots=True)
class Ladders:
    """Every rung, lowest first, and the ladder of each type that has one."""

    rungs: tuple[Rung, ...]
    of_type: Mapping[str, Ladder]

    @property
    def states(self) -> Mapping[str, Rung]:
        """Every rung and every state aside, by name."""
        aside = {rung.name: rung for ladder in self.of_type.values() for rung, _ in ladder.aside}
        return {rung.name: rung for rung in self.rungs} | aside


def read_ladders(vocabulary: Vocabulary, file: Path = FILE) -> Ladders:
    """Read the ladder's definition; raise ConfigurationFault where it is broken."""
    try:
        value: dict[str, Any] = next(iter(read_plain(file))).value
        rungs = tuple(_rung(one["name"], one) for one in value["rungs"])
        ladders = {name: _ladder(name, spec, rungs, vocabulary) for name, spec in value["ladders"].items()}
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigurationFault(f"{file}: {error}") from None
    return Ladders(rungs, ladders)


def _rung(name: str, spec: Mapping[str, Any]) -> Rung:
    return Rung(name, spec["label"], spec["symbol"], spec["tone"], spec.get("means", ""))


def _ladder(name: str, spec: Mapping[str, Any], rungs: tuple[Rung, ...], vocabulary: Vocabulary) -> Ladder:
    counted = _condition(name, spec["counted"], vocabulary) if spec.get("counted") else None
    aside = tuple(
        (_rung(state, one), _condition(name, one["when"], vocabulary))
        for state, one in (spec.get("aside") or {}).items()
    )
    by_name = {rung.name: rung for rung in rungs}
    steps = tuple((by_name[step], _condition(name, one, vocabulary)) for step, one in spec["rungs"].items())
    return Ladder(name, counted, aside, steps)


def _condition(name: str, value: Any, vocabulary: Vocabulary) -> Condition:
    if not value:
        return Condition(())
    condition = parse_condition(value)
    if problem := condition_fault(vocabulary, (name,), condition):
        raise ValueError(f"{name}: {problem}")
    return condition
