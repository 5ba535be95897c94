"""Which records are systems and requirements, and which fields say when one holds for the other, read from data.

It checks every name against the vocabulary and judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from aimsbook.conditions import Condition, parse_condition
from aimsbook.errors import ConfigurationFault
from aimsbook.source import read_plain
from aimsbook.vocabulary import DATA, Vocabulary, chain_fault, condition_fault, path_fault

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
    left_out: Condition
    excludes: str
    state: str
    start: str
    systems: str


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
    about: tuple[str, ...]
    controls: tuple[tuple[str, ...], ...]
    proof: tuple[tuple[str, ...], ...]
    versions: tuple[Versioned, ...]
    figures: Figures


@lru_cache(maxsize=8)
def read_systems(vocabulary: Vocabulary, file: Path = FILE) -> SystemRules:
    """Read what systems are; raise ConfigurationFault where the definition and the vocabulary disagree."""
    try:
        rules = _rules(next(iter(read_plain(file))).value)
        for problem in _faults(rules, vocabulary):
            raise ValueError(problem)
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigurationFault(f"{file}: {error}") from None
    return rules


def _rules(value: Mapping[str, Any]) -> SystemRules:
    system, requirement, shown = value["systems"], value["requirements"], value["shown"]
    out, facts = requirement["left_out"], requirement["facts"]
    return SystemRules(
        SystemFields(
            **{name: system[name] for name in ("type", "version", "live_from", "classes", "roles", "duties")},
            inside=parse_condition(system["inside"]),
            models=system["model"]["through"],
            is_model=parse_condition(system["model"]["where"]),
            kind_of_model=system["model"]["kind"],
        ),
        RequirementFields(
            **{name: requirement[name] for name in ("type", "applies_when", "application")},
            asks=_three(requirement["asks"]),
            decided=out["through"],
            left_out=parse_condition(out["where"]),
            excludes=out["excludes"],
            state=facts["state"],
            start=facts["from"],
            systems=facts["systems"],
        ),
        value["words"]["any"],
        value["words"]["duties"],
        tuple(value["about"]),
        _chains(shown["controls"]),
        _chains(shown["proof"]),
        tuple(_versioned(one) for one in value["versions"]),
        _figures(value["figures"]),
    )


def _three(value: list[str]) -> tuple[str, str, str]:
    """The keys under which a requirement names roles, classes and kinds of models."""
    roles, classes, models = value
    return roles, classes, models


def _chains(value: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(chain) for chain in value)


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


def _faults(rules: SystemRules, vocabulary: Vocabulary) -> Iterator[str]:
    system, requirement, figures = rules.system, rules.requirement, rules.figures
    for name in (system.version, system.live_from, system.classes, system.roles, system.duties):
        yield from _path(vocabulary, system.type, name)
    yield from _path(vocabulary, system.type, f"{system.models}.{system.kind_of_model}")
    yield from _condition(vocabulary, (system.type,), system.inside)
    yield from _condition(vocabulary, vocabulary.targets((system.type,), system.models), system.is_model)
    own = ("applies_when", "application", "state", "start", "systems")
    for name in (getattr(requirement, one) for one in own):
        yield from _path(vocabulary, requirement.type, name)
    yield from _path(vocabulary, requirement.type, f"{requirement.decided}.{requirement.excludes}")
    decisions = vocabulary.targets((requirement.type,), requirement.decided)
    yield from _condition(vocabulary, decisions, requirement.left_out)
    for chain in (*rules.controls, *rules.proof):
        if problem := chain_fault(vocabulary, (requirement.type,), chain):
            yield problem
    for one in rules.versions:
        for path in (one.version, one.fact, f"{one.relation}.{one.current}"):
            yield from _path(vocabulary, one.type, path)
    yield from (f"{one!r} is no relation" for one in rules.about if one not in vocabulary.readings)
    for name in ("target", "threshold", "direction", "frequency", "latest", "latest_on", "state"):
        yield from _path(vocabulary, figures.type, getattr(figures, name))
    for name in (figures.value, figures.day):
        yield from _path(vocabulary, figures.type, f"{figures.series}.{name}")


def _path(vocabulary: Vocabulary, type_name: str, path: str) -> Iterator[str]:
    if problem := path_fault(vocabulary, (type_name,), path):
        yield problem


def _condition(vocabulary: Vocabulary, types: tuple[str, ...], condition: Condition) -> Iterator[str]:
    if problem := condition_fault(vocabulary, types, condition):
        yield problem
