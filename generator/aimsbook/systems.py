"""Which records are systems and requirements, and which fields say when one holds for the other, read from data.

It checks every name against the vocabulary and judges nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from aimsbook.conditions import Condition
from aimsbook.source import read_definition
from aimsbook.vocabulary import DATA, Vocabulary, check_chains, check_paths, condition_on
from aimsbook.words import each, nearest

FILE = DATA / "systems.yml"


@dataclass(frozen=True, slots=True)
class SystemFields:
    """What is known of a system."""

    type: str
    inside: Condition
    version: str
    live_from: str
    classes: str
    roles: str
    duties: str
    models: str
    is_model: Condition
    kind_of_model: str


@dataclass(frozen=True, slots=True)
class RequirementFields:
    """What is known of a requirement, and the facts that tell for which systems it holds."""

    type: str
    applies_when: str
    asks: tuple[str, str, str]
    application: str
    decided: str
    is_decided: Condition
    left_out: Condition
    excludes: str
    state: str
    start: str
    systems: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """Records that are proof themselves: of the types that one field lists, as another field asks."""

    types: str
    match: str
    where: Condition


@dataclass(frozen=True, slots=True)
class Versioned:
    """Records of a type that were made for one version of what a relation leads to."""

    type: str
    version: str
    relation: str
    current: str
    fact: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a series of measurements."""

    type: str
    series: str
    value: str
    day: str
    target: str
    threshold: str
    direction: str
    higher: str
    lower: str
    near: str
    frequency: str
    days: Mapping[str, int]
    latest: str
    latest_on: str
    state: str


@dataclass(frozen=True, slots=True)
class SystemRules:
    """Everything that systems.yml says."""

    system: SystemFields
    requirement: RequirementFields
    any_class: str
    duties_class: str
    about: tuple[tuple[str, ...], ...]
    controls: tuple[tuple[str, ...], ...]
    proof: tuple[tuple[str, ...], ...]
    recorded: Recorded
    versions: tuple[Versioned, ...]
    figures: Figures


@lru_cache(maxsize=8)
def read_systems(vocabulary: Vocabulary, file: Path = FILE) -> SystemRules:
    """Read what systems are; raise ConfigurationFault where the definition and the vocabulary disagree."""
    return read_definition(file, lambda value: _rules(value, vocabulary))


def _rules(value: Mapping[str, Any], vocabulary: Vocabulary) -> SystemRules:
    system, requirement, shown = value["systems"], value["requirements"], value["shown"]
    out, facts = requirement["left_out"], requirement["facts"]
    models = vocabulary.targets((system["type"],), system["model"]["through"])
    decisions = vocabulary.targets((requirement["type"],), out["through"])
    rules = SystemRules(
        SystemFields(
            **{name: system[name] for name in ("type", "version", "live_from", "classes", "roles", "duties")},
            inside=condition_on(vocabulary, (system["type"],), system["inside"]),
            models=system["model"]["through"],
            is_model=condition_on(vocabulary, models, system["model"]["where"]),
            kind_of_model=system["model"]["kind"],
        ),
        RequirementFields(
            **{name: requirement[name] for name in ("type", "applies_when", "application")},
            asks=_three(requirement["asks"]),
            decided=out["through"],
            is_decided=condition_on(vocabulary, decisions, out["decided"]),
            left_out=condition_on(vocabulary, decisions, out["where"]),
            excludes=out["excludes"],
            state=facts["state"],
            start=facts["from"],
            systems=facts["systems"],
        ),
        value["words"]["any"],
        value["words"]["duties"],
        tuple(tuple(each(chain)) for chain in value["about"]),
        _chains(shown["controls"]),
        _chains(shown["proof"]),
        _recorded(shown["records"], vocabulary),
        tuple(_versioned(one) for one in value["versions"]),
        _figures(value["figures"]),
    )
    _check(rules, vocabulary)
    return rules


def _three(value: list[str]) -> tuple[str, str, str]:
    """The keys under which a requirement names roles, classes and kinds of models."""
    roles, classes, models = value
    return roles, classes, models


def _chains(value: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(chain) for chain in value)


def _recorded(value: Mapping[str, Any], vocabulary: Vocabulary) -> Recorded:
    return Recorded(value["types"], value["match"], condition_on(vocabulary, (), value["where"]))


def _versioned(value: Mapping[str, Any]) -> Versioned:
    relation, current = value["against"]
    return Versioned(value["type"], value["of"], relation, current, value["fact"])


def _figures(value: Mapping[str, Any]) -> Figures:
    direction, frequency, facts = value["direction"], value["frequency"], value["facts"]
    return Figures(
        **{name: value[name] for name in ("type", "series", "value", "day", "target", "threshold")},
        direction=direction["field"],
        **{name: direction[name] for name in ("higher", "lower", "near")},
        frequency=frequency["field"],
        days={name: int(days) for name, days in frequency["days"].items()},
        latest=facts["value"],
        latest_on=facts["day"],
        state=facts["state"],
    )


def _check(rules: SystemRules, vocabulary: Vocabulary) -> None:
    """Raise ValueError for a name that the vocabulary has not."""
    system, requirement, figures = rules.system, rules.requirement, rules.figures
    of_system = ("version", "live_from", "classes", "roles", "duties")
    check_paths(vocabulary, (system.type,), (getattr(system, one) for one in of_system))
    check_paths(vocabulary, (system.type,), (f"{system.models}.{system.kind_of_model}",))
    own = ("applies_when", "application", "state", "start", "systems")
    check_paths(vocabulary, (requirement.type,), (getattr(requirement, one) for one in own))
    check_paths(vocabulary, (requirement.type,), (f"{requirement.decided}.{requirement.excludes}",))
    check_chains(vocabulary, (requirement.type,), (*rules.controls, *rules.proof))
    for one in rules.versions:
        check_paths(vocabulary, (one.type,), (one.version, one.fact, f"{one.relation}.{one.current}"))
    for name in (one for chain in rules.about for one in chain):
        if name not in vocabulary.readings:
            raise ValueError(f"{name!r} is no relation{nearest(name, vocabulary.readings)}")
    of_figures = ("target", "threshold", "direction", "frequency", "latest", "latest_on", "state")
    check_paths(vocabulary, (figures.type,), (getattr(figures, one) for one in of_figures))
    check_paths(vocabulary, (figures.type,), (f"{figures.series}.{one}" for one in (figures.value, figures.day)))
