"""Which records become what in OSCAL, read from data; it knows the words of OSCAL and no type.

A project lays a file of the same form over the shipped one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aimsbook.conditions import Condition, parse_condition
from aimsbook.definitions import OSCAL
from aimsbook.layers import read_layers
from aimsbook.vocabulary import DATA, Vocabulary, condition_fault, names_of
from aimsbook.words import nearest

PARTIES = ("person", "organization")
STATUSES = ("implemented", "partial", "planned", "alternative", "not-applicable")
_KEYS = ("statement", "label", "heading", "withdrawn", "decided", "components", "roles", "parties", "resources")
_COMPONENT_KEYS = ("type", "is", "implements", "while", "status", "roles", "proof")


@dataclass(frozen=True, slots=True)
class Choosing:
    """A word of OSCAL by the value of a field."""

    by: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    otherwise: str = ""

    def word(self, value: object) -> str:
        """The word for a value."""
        return self.values.get(str(value), self.otherwise)


@dataclass(frozen=True, slots=True)
class ComponentRule:
    """Records of a type that become components."""

    type: str
    kind: Choosing
    status: Choosing
    implements: str
    live: Condition | None
    roles: tuple[str, ...]
    proof: str


@dataclass(frozen=True, slots=True)
class ResourceRule:
    """Records of a type that become resources of the back matter."""

    type: str
    file: str
    digest: str
    address: str


@dataclass(frozen=True, slots=True)
class OscalRules:
    """What becomes what; `roles` and `parties` give for a type the reading to its holders, and the kind of party."""

    statement: tuple[str, ...]
    label: str
    heading: Condition
    withdrawn: Condition
    decided_by: str
    tells: tuple[str, ...]
    facts: tuple[str, ...]
    components: tuple[ComponentRule, ...]
    roles: Mapping[str, str]
    parties: Mapping[str, str]
    resources: tuple[ResourceRule, ...]


def read_oscal(vocabulary: Vocabulary, *extra: Path) -> OscalRules:
    """Read the rules, those of further folders over the shipped ones; ConfigurationFault where they are broken."""
    return read_layers(DATA / f"{OSCAL}.yml", extra, lambda value: _Reader(vocabulary).rules(value))


class _Reader:
    """Reads the rules against a vocabulary; raises ValueError with what is wrong."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def rules(self, value: Mapping[str, Any]) -> OscalRules:
        """All of them."""
        _known(value, _KEYS)
        return OscalRules(
            statement=tuple(value["statement"]),
            label=str(value["label"]),
            heading=parse_condition(value["heading"]),
            withdrawn=parse_condition(value["withdrawn"]),
            decided_by=str(value["decided"]["by"]),
            tells=tuple(value["decided"]["tells"]),
            facts=tuple(value["decided"]["facts"]),
            components=tuple(self._component(one) for one in value["components"]),
            roles={self._type(one): self._name(one["type"], one["held_by"]) for one in value["roles"]},
            parties={self._type(one): _one_of(one["is"], PARTIES) for one in value["parties"]},
            resources=tuple(self._resource(one) for one in value["resources"]),
        )

    def _component(self, spec: Mapping[str, Any]) -> ComponentRule:
        _known(spec, _COMPONENT_KEYS)
        name = self._type(spec)
        live = parse_condition(spec["while"]) if spec.get("while") else None
        if live and (problem := condition_fault(self.vocabulary, (name,), live)):
            raise ValueError(f"while: {problem}")
        status = self._choosing(name, spec.get("status") or {})
        for word in status.values.values():
            _one_of(word, STATUSES)
        kind = self._choosing(name, spec["is"])
        if not kind.otherwise:
            raise ValueError(f"the component {name} needs `otherwise` below `is`")
        implements, proof = (str(spec.get(key) or "") for key in ("implements", "proof"))
        for one in (implements, proof, *(spec.get("roles") or ())):
            self._name(name, one)
        return ComponentRule(name, kind, status, implements, live, tuple(spec.get("roles") or ()), proof)

    def _resource(self, spec: Mapping[str, Any]) -> ResourceRule:
        name = self._type(spec)
        file, digest, address = (self._name(name, str(spec.get(key) or "")) for key in ("file", "digest", "address"))
        return ResourceRule(name, file, digest, address)

    def _choosing(self, name: str, spec: Mapping[str, Any]) -> Choosing:
        chosen = self._name(name, str(spec.get("field") or ""))
        return Choosing(chosen, dict(spec.get("values") or {}), str(spec.get("otherwise") or ""))

    def _type(self, spec: Mapping[str, Any]) -> str:
        return _one_of(str(spec["type"]), tuple(self.vocabulary.types))

    def _name(self, type_name: str, name: str) -> str:
        return _one_of(name, tuple(names_of(self.vocabulary, (type_name,)))) if name else ""


def _one_of(word: str, known: tuple[str, ...]) -> str:
    if word not in known:
        raise ValueError(f"{word!r} is not known here{nearest(word, known)}")
    return word


def _known(spec: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    for key in spec:
        _one_of(key, keys)
