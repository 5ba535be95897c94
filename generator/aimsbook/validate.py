"""Whether a record's values are what the vocabulary types them as: one compiled validator per type, plain words.

The only room that knows jsonschema-rs. It says what is wrong and under which steps; where that stands in a file and
what to do with it is for others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from aimsbook.records import Steps, Value
from aimsbook.vocabulary import KINDS, Field, RecordType, Vocabulary
from aimsbook.words import listed, nearest

_DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"}
_SCALARS: Mapping[str, Mapping[str, Any]] = {
    "text": {"type": "string"},
    "prose": {"type": "string"},
    "date": _DAY,
    "number": {"type": "string", "pattern": r"^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$"},
    "whole": {"type": "string", "pattern": r"^[+-]?\d+$"},
    "days": {"type": "string", "pattern": r"^\d{1,6}$"},
    "yes_no": {"type": "string", "pattern": "^(?i:yes|no|true|false|on|off)$"},
    "digest": {"type": "string", "pattern": "^[0-9A-Fa-f]{64}$"},
    "file": {"type": "string", "minLength": 1},
    "url": {"type": "string", "pattern": "^https?://[^ ]+$"},
    "record": {"type": "string", "minLength": 1},
    "period": {
        "type": "object",
        "properties": {"from": _DAY, "to": _DAY},
        "required": ["from", "to"],
        "additionalProperties": False,
    },
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong value: the rule that it breaks, the steps to it, whether the key is meant, and what was expected."""

    rule: str
    steps: Steps
    message: str
    at_key: bool = False


class Validators:
    """The compiled validators of a vocabulary, one for each type, made when first asked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._compiled: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def faults(self, kind: RecordType, value: Mapping[str, Value]) -> Iterator[Fault]:
        """Yield every fault of a record's value, lists written out; the order is that of the schema."""
        validator = self._compiled.get(kind.name)
        if validator is None:
            validator = jsonschema_rs.Draft202012Validator(schema_of(kind), validate_formats=True)
            self._compiled[kind.name] = validator
        if validator.is_valid(value):
            return
        seen: set[tuple[str, Steps]] = set()
        for error in validator.iter_errors(value):
            for fault in _explained(error, kind, value):
                if (fault.rule, fault.steps) not in seen:
                    seen.add((fault.rule, fault.steps))
                    yield fault


def schema_of(kind: RecordType) -> dict[str, Any]:
    """The JSON Schema of a record whose scalars are text and whose lists are written out."""
    properties: dict[str, Any] = {"id": {"type": "string"}, "type": {"type": "string"}}
    properties["title"] = {"type": "string", "minLength": 1}
    properties.update((name, _listed_schema(one)) for name, one in kind.fields.items() if name not in properties)
    for name, relation in kind.relations.items():
        entry = {"to": {"type": "string", "minLength": 1}}
        entry.update((key, _listed_schema(one)) for key, one in relation.attributes.items())
        item = {"type": "object", "properties": entry, "required": ["to"], "additionalProperties": False}
        properties[name] = {"type": "array", "items": item}
    required = list(
        dict.fromkeys(["id", "type", "title", *(name for name, one in kind.fields.items() if one.required)])
    )
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _listed_schema(one: Field) -> dict[str, Any]:
    schema = _field_schema(one)
    return {"type": "array", "items": schema} if one.many else schema


def _field_schema(one: Field) -> dict[str, Any]:
    if one.kind == "choice":
        return {"enum": list(one.choices)}
    if one.kind in ("mapping", "table"):
        entry: dict[str, Any] = {"type": "object"}
        if one.parts:
            entry["properties"] = {name: _listed_schema(part) for name, part in one.parts.items()}
            entry["required"] = [name for name, part in one.parts.items() if part.required]
            entry["additionalProperties"] = False
        return {"type": "array", "items": entry} if one.kind == "table" else entry
    return dict(_SCALARS[one.kind])


def _explained(error: Any, kind: RecordType, value: Mapping[str, Value]) -> Iterator[Fault]:
    steps: Steps = tuple(error.instance_path)
    name = type(error.kind).__name__
    if name == "ValidationErrorKind_AdditionalProperties" or hasattr(error.kind, "unexpected"):
        known = _known_at(kind, steps)
        for key in error.kind.unexpected:
            if not steps and key in kind.facts:
                yield Fault("unknown-field", (key,), f"{key!r} is computed and never written", at_key=True)
                continue
            what = f"{kind.label.lower()} records have" if not steps else "this entry has"
            yield Fault("unknown-field", (*steps, key), f"{what} no field {key!r}{nearest(key, known)}", at_key=True)
    elif hasattr(error.kind, "property"):
        yield Fault("missing-field", (*steps, error.kind.property), f"{error.kind.property!r} is missing")
    else:
        yield _wrong_value(error, kind, steps, value)


def _wrong_value(error: Any, kind: RecordType, steps: Steps, value: Mapping[str, Value]) -> Fault:
    one = _field_at(kind, steps)
    given: Any = value
    for step in steps:
        given = given[step]
    shown = repr(given) if isinstance(given, str) and len(given) <= 60 else _shape(given)
    label = " → ".join(str(step) for step in steps if isinstance(step, str))
    if steps == ("title",):
        expected = "some words"
    elif one is None:
        expected = "an id, or a mapping {to: ID} with the relation's attributes"
    elif one.kind == "choice":
        guess = nearest(given, one.choices) if isinstance(given, str) else ""
        expected = listed(list(one.choices), "or") + guess
    elif one.kind == "period" and steps and steps[-1] in ("from", "to"):
        expected = KINDS["date"]
    else:
        expected = KINDS[one.kind]
    return Fault("wrong-value", steps, f"{label} is {shown}; expected {expected}")


def _shape(value: Value) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list) else "a long text"


def _known_at(kind: RecordType, steps: Steps) -> list[str]:
    if not steps:
        return ["id", "type", *kind.fields, *kind.relations]
    if steps[0] in kind.relations:
        return ["to", *kind.relations[str(steps[0])].attributes]
    one = _field_at(kind, steps)
    if one is None:
        return []
    return ["from", "to"] if one.kind == "period" else list(one.parts)


def _field_at(kind: RecordType, steps: Steps) -> Field | None:
    """The definition of what stands under some steps, None for the common ones and for a relation itself."""
    names = [step for step in steps if isinstance(step, str)]
    if not names:
        return None
    parts: Mapping[str, Field] = kind.fields
    if names[0] in kind.relations:
        parts, names = kind.relations[names[0]].attributes, names[1:]
    found: Field | None = None
    for name in names:
        if name not in parts:
            break
        found = parts[name]
        parts = found.parts
    return found
