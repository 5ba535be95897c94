"""The vocabulary as a JSON Schema for editors: completion, help and marks while a record is written.

An editor parses YAML before it validates, so `6.10` reaches the schema as a number and `true` as a boolean; our own
reader keeps them as text. The schema therefore takes what an editor makes of a sound value.
"""

from __future__ import annotations

from typing import Any

from aimsbook.vocabulary import KINDS, Field, RecordType, Relation, Vocabulary
from aimsbook.words import NO, YES

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LOOSE = ["string", "number", "boolean", "null"]
_ID = {"type": "string", "description": "The id of a record, such as CTL-BIAS-TEST or iso42001:A.6.2.4."}
_DAY = {"type": ["string", "null"], "format": "date"}
_NUMERIC = {"type": ["number", "string", "null"], "pattern": r"^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$"}
_SCALARS: dict[str, dict[str, Any]] = {
    "text": {"type": _LOOSE},
    "prose": {"type": _LOOSE},
    "date": _DAY,
    "number": _NUMERIC,
    "whole": {"type": ["integer", "string", "null"], "pattern": r"^[+-]?\d+$"},
    "days": {"type": ["integer", "string", "null"], "minimum": 0, "pattern": r"^\d{1,6}$"},
    "yes_no": {
        "enum": [*(case(word) for word in (*YES, *NO) for case in (str, str.title, str.upper)), True, False, None]
    },
    "digest": {"type": ["string", "number", "null"], "pattern": "^[0-9A-Fa-f]{64}$"},
    "file": {"type": ["string", "null"]},
    "url": {"type": ["string", "null"], "pattern": "^https?://[^ ]+$"},
    "record": {**_ID, "type": ["string", "null"]},
    "period": {
        "type": ["object", "null"],
        "properties": {"from": _DAY, "to": _DAY},
        "required": ["from", "to"],
        "additionalProperties": False,
    },
}


def editor_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """One JSON Schema (2020-12) for every record file of a project."""
    names = list(vocabulary.types)
    return {
        "$schema": DIALECT,
        "title": "aimsbook record",
        "type": "object",
        "required": ["id", "type", "title"],
        "properties": {"type": {"enum": names, "description": "What kind of record this is."}},
        "allOf": [
            {
                "if": {"properties": {"type": {"const": kind.name}}, "required": ["type"]},
                "then": {"$ref": f"#/$defs/{kind.name}"},
            }
            for kind in vocabulary
        ],
        "$defs": {kind.name: _type(kind) for kind in vocabulary},
    }


def _type(kind: RecordType) -> dict[str, Any]:
    properties: dict[str, Any] = {name: _field(one) for name, one in kind.fields.items()}
    properties["id"] = {"type": "string", "minLength": 3, "maxLength": 64, "description": "The record's name for ever."}
    properties["type"] = {"const": kind.name, "description": kind.description}
    properties["title"] = {"type": _LOOSE, "description": "A short name that needs no context."}
    properties.update((name, _relation(one)) for name, one in kind.relations.items())
    required = ["id", "type", "title", *(name for name, one in kind.fields.items() if one.required)]
    return {
        "description": kind.description,
        "type": "object",
        "properties": properties,
        "required": list(dict.fromkeys(required)),
        "additionalProperties": False,
    }


def _field(one: Field) -> dict[str, Any]:
    schema = _value(one)
    if one.many or one.kind == "table":
        schema = {"anyOf": [schema, {"type": "array", "items": schema}]}
    about = " ".join(part for part in (one.help, f"({KINDS[one.kind]})") if part)
    return {"title": one.label, "description": about, **schema}


def _value(one: Field) -> dict[str, Any]:
    if one.kind == "choice":
        return {"enum": [*one.choices, *_as_parsed(one), None]}
    if one.kind in ("mapping", "table"):
        shape: dict[str, Any] = {"type": ["object", "null"]}
        if one.parts:
            shape["properties"] = {name: _field(part) for name, part in one.parts.items()}
            shape["required"] = [name for name, part in one.parts.items() if part.required]
            shape["additionalProperties"] = False
        return shape
    return dict(_SCALARS[one.kind])


def _as_parsed(one: Field) -> list[Any]:
    """What an editor makes of values that YAML takes for booleans or numbers."""
    words = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
    found: list[Any] = list(dict.fromkeys(words[value] for value in one.choices if value in words))
    return found + [int(value) for value in one.choices if value.isdigit()]


def _relation(relation: Relation) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "to": {**_ID, "minLength": 1, "description": f"The id of {' or '.join(relation.to)}."}
    }
    properties.update((name, _field(one)) for name, one in relation.attributes.items())
    item = {
        "anyOf": [
            _ID,
            {"type": "object", "properties": properties, "required": ["to"], "additionalProperties": False},
        ]
    }
    many: dict[str, Any] = {"type": "array", "items": item}
    if relation.maximum:
        many["maxItems"] = relation.maximum
    about = f"{relation.help} Leads to {' or '.join(relation.to)}; read there as “{relation.inverse_label}”.".strip()
    return {"title": relation.label, "description": about, "anyOf": [*item["anyOf"], many, {"type": "null"}]}
