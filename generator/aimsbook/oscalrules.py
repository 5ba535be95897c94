"""Which records become what in OSCAL, read from data; it knows the words of OSCAL and no type.

A project lays a file of the same form over the shipped one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from aimsbook.conditions import Condition
from aimsbook.definitions import OSCAL
from aimsbook.forms import Astray, below, entries_of, mapping_of, one_of, text_of
from aimsbook.layers import read_layers
from aimsbook.vocabulary import DATA, Vocabulary, condition_on, names_of

Made = TypeVar("Made")
PARTIES = ("person", "organization")
STATUSES = ("implemented", "partial", "planned", "alternative", "not-applicable")
_KEYS = ("statement", "label", "heading", "withdrawn", "decided", "components", "roles", "parties", "resources")
_DECIDED = ("by", "tells", "facts")
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

    def rules(self, value: Any) -> OscalRules:
        """All of them."""
        mapping_of(value, _KEYS, _KEYS)
        every = tuple(self.vocabulary.types)
        conditions = {}
        for key in ("heading", "withdrawn"):
            with below(key):
                conditions[key] = condition_on(self.vocabulary, every, value[key])
        with below("label"):
            label = self._known(every, value["label"])
        with below("decided"):
            decided = mapping_of(value["decided"], _DECIDED, _DECIDED)
            with below("by"):
                by = self._known(every, decided["by"])
            tells, facts = (self._names(every, decided, key) for key in ("tells", "facts"))
        return OscalRules(
            statement=self._names(every, value, "statement"),
            label=label,
            heading=conditions["heading"],
            withdrawn=conditions["withdrawn"],
            decided_by=by,
            tells=tells,
            facts=facts,
            components=tuple(self._each(value, "components", self._component)),
            roles=dict(self._each(value, "roles", self._role)),
            parties=dict(self._each(value, "parties", self._party)),
            resources=tuple(self._each(value, "resources", self._resource)),
        )

    def _each(self, value: Mapping[str, Any], key: str, read: Callable[[Any], Made]) -> Iterator[Made]:
        with below(key):
            for index, one in entries_of(value[key]):
                with below(index):
                    yield read(one)

    def _names(self, types: tuple[str, ...], value: Mapping[str, Any], key: str) -> tuple[str, ...]:
        return tuple(self._each(value, key, lambda one: self._known(types, one)))

    def _known(self, types: tuple[str, ...], name: Any) -> str:
        return one_of(name, tuple(names_of(self.vocabulary, types)))

    def _role(self, spec: Any) -> tuple[str, str]:
        mapping_of(spec, ("type", "held_by"), ("type", "held_by"))
        name = self._type(spec)
        return name, self._name(name, spec, "held_by")

    def _party(self, spec: Any) -> tuple[str, str]:
        mapping_of(spec, ("type", "is"), ("type", "is"))
        name = self._type(spec)
        with below("is"):
            return name, one_of(spec["is"], PARTIES)

    def _component(self, spec: Any) -> ComponentRule:
        mapping_of(spec, _COMPONENT_KEYS, ("type", "is"))
        name = self._type(spec)
        with below("while"):
            live = condition_on(self.vocabulary, (name,), spec["while"]) if spec.get("while") else None
        with below("status"):
            status = self._choosing(name, spec.get("status") or {}, STATUSES)
        with below("is"):
            kind = self._choosing(name, spec["is"])
            if not kind.otherwise:
                raise Astray(f"the component {name} needs `otherwise` below `is`")
        implements, proof = (self._name(name, spec, key) for key in ("implements", "proof"))
        roles = self._names((name,), {"roles": spec.get("roles") or []}, "roles")
        return ComponentRule(name, kind, status, implements, live, roles, proof)

    def _resource(self, spec: Any) -> ResourceRule:
        keys = ("file", "digest", "address")
        mapping_of(spec, ("type", *keys), ("type",))
        name = self._type(spec)
        file, digest, address = (self._name(name, spec, key) for key in keys)
        return ResourceRule(name, file, digest, address)

    def _choosing(self, name: str, spec: Any, words: tuple[str, ...] = ()) -> Choosing:
        mapping_of(spec, ("field", "values", "otherwise"))
        chosen = self._name(name, spec, "field")
        one = self.vocabulary[name].field(chosen) if chosen else None
        with below("values"):
            values = mapping_of(spec.get("values") or {}, tuple(one.choices) if one else ())
            for key, word in values.items():
                with below(key):
                    one_of(word, words) if words else text_of(word)
        return Choosing(chosen, dict(values), str(spec.get("otherwise") or ""))

    def _type(self, spec: Mapping[str, Any]) -> str:
        with below("type"):
            return one_of(spec["type"], tuple(self.vocabulary.types))

    def _name(self, type_name: str, spec: Mapping[str, Any], key: str) -> str:
        with below(key):
            return self._known((type_name,), spec[key]) if spec.get(key) else ""
