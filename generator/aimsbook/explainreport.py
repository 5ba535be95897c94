"""The words of the generator for programs: the same as `explain` says in words."""

from __future__ import annotations

from typing import Any

from aimsbook.explaining import LISTINGS, meaning
from aimsbook.liveviews import ViewKind, view_kinds
from aimsbook.rulebook import Rule, rulebook
from aimsbook.vocabulary import Duty, Field, RecordType, Relation, Vocabulary


def explained(word: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """What a word means: under `rules`, `duties`, `types` or `views`, in full; all of one kind in short."""
    if word in LISTINGS:
        return {word: _listed(word, vocabulary)}
    what = meaning(word, vocabulary)
    if isinstance(what, Rule):
        return {"rules": [{**_rule(what), "explanation": what.explanation}]}
    if isinstance(what, Duty):
        return {"duties": [_whole_duty(what)]}
    if isinstance(what, ViewKind):
        return {"views": [{**_view(what), "options": dict(what.options)}]}
    return {"types": [{**_type(what), **_parts(what, vocabulary)}]}


def _listed(word: str, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    if word == "rules":
        return [_rule(one) for one in rulebook().values()]
    if word == "duties":
        return [_duty(one) for one in vocabulary.duties.values()]
    return [_type(one) for one in vocabulary] if word == "types" else [_view(one) for one in view_kinds().values()]


def _rule(one: Rule) -> dict[str, Any]:
    return {"id": one.id, "severity": str(one.severity), "title": one.title}


def _duty(one: Duty) -> dict[str, Any]:
    return {"id": one.id, "type": one.type, "grade": str(one.grade), "says": one.says}


def _whole_duty(one: Duty) -> dict[str, Any]:
    more = {"basis": list(one.basis), "near": list(one.near), "why": one.why or None, "fix": one.fix or None}
    return {**_duty(one), **more}


def _view(one: ViewKind) -> dict[str, Any]:
    return {"name": one.name, "description": one.description}


def _type(one: RecordType) -> dict[str, Any]:
    return {"name": one.name, "label": one.label, "description": one.description}


def _parts(kind: RecordType, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "fields": [_field(one) for one in kind.fields.values()],
        "facts": [_field(one) for one in kind.facts.values()],
        "relations": [_relation(one) for one in kind.relations.values()],
        "read": [
            {"name": name, "written_as": [f"{one.source}.{one.name}" for one in came]}
            for name, came in vocabulary.inverses[kind.name].items()
        ],
        "duties": [_whole_duty(one) for one in kind.duties],
    }


def _field(one: Field) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": one.label,
        "kind": one.kind,
        "many": one.many,
        "values": list(one.choices),
        "help": one.help or None,
    }


def _relation(one: Relation) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": one.label,
        "to": list(one.to),
        "inverse": one.inverse,
        "attributes": list(one.attributes),
        "help": one.help or None,
    }
