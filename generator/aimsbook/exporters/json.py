"""Everything known about the records on the as-of date as one JSON file, in the form of the published schema."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aimsbook import __version__
from aimsbook.compose import Edition
from aimsbook.coverage import coverage_of
from aimsbook.described import FORMAT, SCHEMA, Describer, as_line, diagnostic_data
from aimsbook.dossier import Dossier
from aimsbook.exporting import Exporter, Packed
from aimsbook.report import coverage_data
from aimsbook.site import Asset
from aimsbook.vocabulary import Field, RecordType, Relation


def make(edition: Edition, topic: str) -> Iterator[Asset]:
    """Yield one file; each record and each diagnostic stands on a line of its own, so that versions can be compared."""
    describer = Describer(edition.book.presenter)
    parts = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in _head(edition).items()]
    parts.append(_lines("diagnostics", [diagnostic_data(one) for one in edition.diagnostics]))
    parts.append(_lines("records", (describer.record(record) for record in describer.graph)))
    text = "{\n" + ",\n".join(parts) + "\n}\n"
    yield Asset("dossier.json", text.encode("utf-8", "backslashreplace"))


def _lines(key: str, entries: Iterable[Mapping[str, Any]]) -> str:
    return f"{json.dumps(key)}: [\n" + ",\n".join(as_line(one) for one in entries) + "\n]"


def _head(edition: Edition) -> dict[str, Any]:
    project, dossier = edition.book.project, edition.book.dossier
    return {
        "aimsbook": "dossier",
        "format": FORMAT,
        "$schema": project.on_site(SCHEMA),
        "tool": {"name": "aimsbook", "version": __version__},
        "project": {"name": project.name, "site_url": project.site_url},
        "as_of": project.as_of.isoformat(),
        "commit": edition.book.commit or None,
        **_profile(dossier),
        "frameworks": {
            name: {"title": one.title, "short": one.short, "notice": one.notice}
            for name, one in dossier.frameworks.items()
        },
        "states": _states(dossier),
        "coverage": coverage_data(coverage_of(dossier)),
        "types": {kind.name: _type(kind) for kind in dossier.vocabulary},
    }


def _profile(dossier: Dossier) -> dict[str, Any]:
    """For whom it was made, under a profile, so that an empty list is not taken for an answer."""
    name = dossier.project.profile
    return {"profile": {"name": name, "withholds": dossier.keeps_back}} if name else {}


def _states(dossier: Dossier) -> list[dict[str, Any]]:
    names = ("name", "label", "symbol", "tone", "means", "open")
    return [{name: getattr(one, name) for name in names} for one in dossier.ladders.states.values()]


def _type(kind: RecordType) -> dict[str, Any]:
    return {
        "label": kind.label,
        "plural": kind.plural,
        "fields": _fields(kind.fields),
        "facts": _fields(kind.facts),
        "relations": {name: _relation(one) for name, one in kind.relations.items()},
    }


def _fields(fields: Mapping[str, Field]) -> dict[str, Any]:
    return {name: _field(one) for name, one in fields.items()}


def _field(one: Field) -> dict[str, Any]:
    said: dict[str, Any] = {"label": one.label, "kind": one.kind, "many": one.many}
    return said | ({"values": {name: each.label for name, each in one.choices.items()}} if one.choices else {})


def _relation(one: Relation) -> dict[str, Any]:
    return {"label": one.label, "to": list(one.to), "inverse": one.inverse, "inverse_label": one.inverse_label}


EXPORTER = Exporter(
    "json", "Everything known about the records as one JSON file, with its schema.", make,
    examples=("aimsbook export json -o aims.json", "aimsbook schema --dossier -o dossier-1.json"),
    packed=(Packed("", "data/aims.json"),),
    text=True,
)  # fmt: skip
