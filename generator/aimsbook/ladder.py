"""The rungs that a record may stand on and what each accepts, read from data; it knows no type and no record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aimsbook.conditions import Condition
from aimsbook.source import read_definition
from aimsbook.vocabulary import DATA, Vocabulary, check_chains, condition_on
from aimsbook.words import truth

FILE = DATA / "ladder.yml"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder as readers meet it; of the states aside, `open` ones leave the gap open."""

    name: str
    label: str
    symbol: str
    tone: str
    means: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """Records at the end of a chain of readings that meet a condition; the record itself where there is no chain."""

    chain: tuple[str, ...]
    where: Condition


@dataclass(frozen=True, slots=True)
class Cap:
    """What keeps a record from climbing above a rung, however good the rest is."""

    at: Rung
    by: Linked
    says: str
    fix: str


@dataclass(frozen=True, slots=True)
class Lowest:
    """The linked records of which the lowest decides, up to a rung."""

    relation: str
    unless: Condition | None
    up_to: Rung
    says: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """What records of one type have to show for each rung, lowest first; `aside` are states of their own."""

    type: str
    counted: Condition | None
    aside: tuple[tuple[Rung, Linked], ...]
    steps: tuple[tuple[Rung, Condition], ...]
    caps: tuple[Cap, ...] = ()
    lowest: Lowest | None = None


@dataclass(frozen=True, slots=True)
class Ladders:
    """Every rung, lowest first, and the ladder of each type that has one, in the order in which they are climbed."""

    rungs: tuple[Rung, ...]
    of_type: Mapping[str, Ladder]

    @property
    def states(self) -> Mapping[str, Rung]:
        """Every rung and every state aside, by name."""
        aside = {rung.name: rung for ladder in self.of_type.values() for rung, _ in ladder.aside}
        return {rung.name: rung for rung in self.rungs} | aside


def read_ladders(vocabulary: Vocabulary, file: Path = FILE) -> Ladders:
    """Read the ladder's definition; raise ConfigurationFault where it is broken."""
    return read_definition(file, lambda value: _ladders(value, vocabulary))


def _ladders(value: Mapping[str, Any], vocabulary: Vocabulary) -> Ladders:
    rungs = tuple(_rung(one["name"], one) for one in value["rungs"])
    ladders = {name: _Reader(name, rungs, vocabulary).read(spec) for name, spec in value["ladders"].items()}
    return Ladders(rungs, ladders)


def _rung(name: str, spec: Mapping[str, Any]) -> Rung:
    return Rung(name, spec["label"], spec["symbol"], spec["tone"], spec.get("means", ""), truth(spec.get("open")))


class _Reader:
    """Reads the ladder of one type; every complaint names it."""

    def __init__(self, name: str, rungs: tuple[Rung, ...], vocabulary: Vocabulary) -> None:
        self.name, self.vocabulary = name, vocabulary
        self.by_name = {rung.name: rung for rung in rungs}

    def read(self, spec: Mapping[str, Any]) -> Ladder:
        """The ladder that a definition describes."""
        counted = self._condition(spec["counted"]) if spec.get("counted") else None
        aside = tuple((_rung(state, one), self._linked(one)) for state, one in (spec.get("aside") or {}).items())
        steps = tuple((self.by_name[step], self._condition(one)) for step, one in spec["rungs"].items())
        if [rung.name for rung, _ in steps] != list(self.by_name)[1 : len(steps) + 1]:
            raise ValueError(
                f"{self.name}: rungs are climbed in the order of their list, and none is left out"
            )
        caps = tuple(self._cap(one) for one in spec.get("caps") or ())
        return Ladder(
            self.name, counted, aside, steps, caps, self._lowest(spec["lowest"]) if "lowest" in spec else None
        )

    def _cap(self, spec: Mapping[str, Any]) -> Cap:
        return Cap(self.by_name[spec["at"]], self._linked(spec), str(spec["says"]), str(spec.get("fix") or ""))

    def _lowest(self, spec: Mapping[str, Any]) -> Lowest:
        relation, (target, *_) = spec["relation"], self.vocabulary.targets((self.name,), spec["relation"])
        unless = self._condition(spec["unless"], target) if "unless" in spec else None
        return Lowest(relation, unless, self.by_name[spec["up_to"]], str(spec["says"]))

    def _linked(self, spec: Mapping[str, Any]) -> Linked:
        """`when` asks of the record itself; `by` names a relation, or a chain of them, and what to ask at its end."""
        if "when" in spec:
            return Linked((), self._condition(spec["when"]))
        by = spec["by"]
        chain = tuple(by["relation"]) if isinstance(by["relation"], list) else (str(by["relation"]),)
        check_chains(self.vocabulary, (self.name,), (chain,))
        return Linked(chain, self._condition(by["where"], *self.vocabulary.end_of((self.name,), chain)))

    def _condition(self, value: Any, *types: str) -> Condition:
        return condition_on(self.vocabulary, types or (self.name,), value) if value else Condition(())
