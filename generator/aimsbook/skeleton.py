"""A new record to be filled in: the text of a file with every field of its type explained."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from aimsbook.errors import ConfigurationFault
from aimsbook.graph import Graph
from aimsbook.identity import id_fault
from aimsbook.vocabulary import KINDS, Field, RecordType, Relation
from aimsbook.words import listed

_WIDTH = 100


def free_id(kind: RecordType, graph: Graph) -> str:
    """The first id of the form PREFIX-001 that no record has."""
    taken = {one.casefold() for one in graph.records}
    prefix = kind.prefix or kind.name.replace("_", "-").upper()
    number = 1
    while f"{prefix}-{number:03d}".casefold() in taken:
        number += 1
    return f"{prefix}-{number:03d}"


def record_skeleton(kind: RecordType, record_id: str, title: str, graph: Graph) -> str:
    """The YAML of a new record: id, type and title stand, everything else waits behind a comment sign.

    Raises ConfigurationFault for an id that is none or is taken.
    """
    if problem := id_fault(record_id, kind.framed):
        raise ConfigurationFault(f"{record_id!r} is no id: {problem}")
    if record_id.casefold() in {one.casefold() for one in graph.records}:
        raise ConfigurationFault(f"there is a record {record_id} already")
    return "\n".join(_lines(kind, record_id, title)) + "\n"


def _lines(kind: RecordType, record_id: str, title: str) -> Iterator[str]:
    yield from (f"# {line}" for line in wrap(f"{kind.label}: {kind.description}", _WIDTH))
    yield f"id: {record_id}"
    yield f"type: {kind.name}"
    yield f"title: {_quoted(title or f'New {kind.label.lower()}')}"
    yield ""
    yield "# Take the comment sign away from what you fill in; a gap tells what an auditor would still ask for."
    for relation in kind.relations.values():
        yield f"# {relation.name}: []   # {_relation_words(relation)}"
    for one in kind.fields.values():
        if one.name not in ("id", "type", "title", "text"):
            yield f"# {one.name}:   # {_field_words(one)}"
    if "text" in kind.fields:
        yield "# text: |"
        yield "#   Words in Markdown; [ANOTHER-ID] becomes a link."


def _relation_words(relation: Relation) -> str:
    most = f", at most {relation.maximum}" if relation.maximum else ""
    return f"ids of {listed([name.replace('_', ' ') for name in relation.to], 'or')}{most}. {relation.help}".strip()


def _field_words(one: Field) -> str:
    holds = listed(one.choices, "or") if one.choices else KINDS[one.kind]
    return f"{holds}. {one.help}".strip()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
