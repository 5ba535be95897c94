"""How far each framework is covered: how many of its counted requirements stand on which rung."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aimsbook.dossier import Dossier
from aimsbook.errors import ConfigurationFault
from aimsbook.frameworks import framed, framework_named
from aimsbook.ladder import Rung
from aimsbook.measure import Standing
from aimsbook.words import listed


@dataclass(frozen=True, slots=True)
class Coverage:
    """The counted requirements of one framework by rung, states aside last."""

    framework: str
    title: str
    type: str
    total: int
    by_state: tuple[tuple[Rung, int], ...]
    aside: frozenset[str] = frozenset()

    @property
    def applying(self) -> int:
        """How many there are without those that stand aside; what is carried as a gap applies all the same."""
        return sum(number for rung, number in self.by_state if rung.open or rung.name not in self.aside)

    def share(self, state: Rung) -> float:
        """The share of a state among what applies, 0 to 1; what stands aside has none."""
        if state.name in self.aside and not state.open:
            return 0.0
        return dict(self.by_state)[state] / self.applying if self.applying else 0.0

    def at_least(self, name: str) -> float:
        """The share of what stands on a rung or above it among all that applies; 1 of nothing."""
        standing = [(rung.name, number) for rung, number in self.by_state if rung.name not in self.aside]
        start = [rung for rung, _ in standing].index(name)
        return sum(number for _, number in standing[start:]) / self.applying if self.applying else 1.0


def coverage_of(dossier: Dossier) -> dict[str, Coverage]:
    """The coverage of every framework that has requirements, by its name."""
    return covered(dossier, dossier.standings)


def covered(dossier: Dossier, standings: Mapping[str, Standing]) -> dict[str, Coverage]:
    """The coverage of every framework if records stand so."""
    numbers: dict[str, dict[str, int]] = {}
    types: dict[str, str] = {}
    for type_name in framed(dossier.vocabulary):
        for record in dossier.graph.of_type(type_name):
            standing = standings.get(record.id)
            if standing is None or not standing.shown:
                continue
            name = framework_named(record)
            types[name] = type_name
            counts = numbers.setdefault(name, {})
            counts[standing.rung.name] = counts.get(standing.rung.name, 0) + 1
    rungs = {rung.name for rung in dossier.ladders.rungs}
    states = list(dossier.ladders.states.values())
    found = {}
    for name in _in_order(numbers, dossier):
        counts = numbers[name]
        shown = tuple(
            (state, counts.get(state.name, 0)) for state in states if state.name in rungs or counts.get(state.name)
        )
        framework = dossier.frameworks.get(name)
        title = framework.title if framework else _unnamed(name)
        found[name] = Coverage(name, title, types[name], sum(counts.values()), shown, frozenset(counts) - rungs)
    return found


def _in_order(numbers: dict[str, dict[str, int]], dossier: Dossier) -> list[str]:
    """Switched-on frameworks in their order, others by name."""
    declared = [name for name in dossier.frameworks if name in numbers]
    return declared + sorted(set(numbers) - set(declared))


def _unnamed(name: str) -> str:
    return "Requirements of our own" if name == "own" else name


def missed_gates(found: Mapping[str, Coverage], gates: Iterable[str]) -> list[str]:
    """What is said of each gate `rung=percent` that a framework does not reach.

    Raises ConfigurationFault for a gate that is not written so.
    """
    missed = []
    for gate in gates:
        name, _, asked = gate.partition("=")
        for one in found.values():
            names = [rung.name for rung, _ in one.by_state if rung.name not in one.aside]
            if name not in names or not re.fullmatch(r"\d{1,3}(\.\d+)?", asked) or float(asked) > 100:
                said = f"expected RUNG=PERCENT, the rungs are {listed(names)}, percent is 0 to 100"
                raise ConfigurationFault(f"--fail-under {gate!r}: {said}")
            if (reached := 100 * one.at_least(name)) < float(asked):
                missed.append(f"{one.framework}: {reached:.1f} % are at least {name}, asked are {asked} %")
    return missed
