"""What was on record on a day: the content of a snapshot, heading by heading, with source file and digest of each.

Which headings there are is data; it makes no HTML and asks no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from aimsbook.baselines import Frozen, Snapshot, is_digest
from aimsbook.faces import Answer, Line, Said
from aimsbook.records import Value
from aimsbook.sorting import natural
from aimsbook.source import read_definition
from aimsbook.vocabulary import DATA, Vocabulary, check_paths, type_named
from aimsbook.wording import words_of
from aimsbook.words import truth

FILE = DATA / "recall.yml"
PATH, DIGEST = "path", "sha256"
SOURCES = ((PATH, "Source file"), (DIGEST, "Digest"))
PAPERS = "papers"


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands under one heading: the records of a type, or the list that was frozen as it read."""

    name: str
    title: str
    type: str = ""
    shows: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Recalled:
    """A heading with what was on record under it."""

    name: str
    title: str
    answer: Answer


@lru_cache(maxsize=8)
def read_headings(vocabulary: Vocabulary, file: Path = FILE) -> tuple[Heading, ...]:
    """Read which headings there are; raise ConfigurationFault where one is broken."""
    return read_definition(file, lambda value: tuple(_heading(one, vocabulary) for one in value))


def _heading(spec: Mapping[str, Any], vocabulary: Vocabulary) -> Heading:
    name, title = str(spec["name"]), str(spec["title"])
    if truth(spec.get("statement")):
        return Heading(name, title, source=type_named(vocabulary, spec["source"]))
    kind, shows = type_named(vocabulary, spec["type"]), tuple(spec["shows"])
    check_paths(vocabulary, (kind,), shows)
    return Heading(name, title, kind, shows)


def recall(snapshot: Snapshot, vocabulary: Vocabulary) -> Iterator[Recalled]:
    """Yield what was on record, heading by heading, and at the end the chapters and files with their digests."""
    for one in read_headings(vocabulary):
        answer = _records(one, snapshot, vocabulary) if one.type else _list(one, snapshot)
        yield Recalled(one.name, one.title, answer)
    papers = {**snapshot.chapters, **snapshot.files}
    lines = tuple(Line("", (Said(path), Said(papers[path]))) for path in sorted(papers, key=natural))
    yield Recalled(PAPERS, "Chapters and files", Answer(SOURCES, lines))


def _records(heading: Heading, snapshot: Snapshot, vocabulary: Vocabulary) -> Answer:
    found = {name: one for name, one in snapshot.records.items() if one.type == heading.type}
    labels = [vocabulary.label_of(heading.type, name) for name in heading.shows]
    heads = [(name, label[:1].upper() + label[1:]) for name, label in zip(heading.shows, labels, strict=True)]
    lines = tuple(
        Line(
            name,
            (
                Said(name, (name,)),
                Said(found[name].title),
                *(_said(found[name], path, snapshot, vocabulary) for path in heading.shows),
                *_source(found[name]),
            ),
        )
        for name in sorted(found, key=natural)
    )
    return Answer((("id", "Id"), ("title", "Title"), *heads, *SOURCES), lines)


def _said(one: Frozen, name: str, snapshot: Snapshot, vocabulary: Vocabulary) -> Said:
    """What a frozen record said under a name; words that were kept by their digest alone say that."""
    if links := one.links.get(name):
        ids = tuple(sorted(links, key=natural))
        return Said(", ".join(ids), ids)
    if into := _linked(one, name, snapshot, vocabulary):
        return Said(", ".join(into), into)
    value: Value = one.fields.get(name, one.facts.get(name))
    if value in (None, "", [], {}):
        return Said("")
    if is_digest(value):
        return Said("kept by its digest")
    spec = vocabulary[one.type].field(name)
    return Said(words_of(spec, value) if spec else str(value))


def _linked(one: Frozen, name: str, snapshot: Snapshot, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The records whose links read so at this one's end."""
    relations = vocabulary.inverses[one.type].get(name, ())
    own = next((record_id for record_id, each in snapshot.records.items() if each is one), "")
    found = {
        record_id
        for relation in relations
        for record_id, each in snapshot.records.items()
        if each.type == relation.source and own in each.links.get(relation.name, ())
    }
    return tuple(sorted(found, key=natural))


def _source(one: Frozen) -> tuple[Said, Said]:
    return Said(one.path), Said(one.sha256)


def _list(heading: Heading, snapshot: Snapshot) -> Answer:
    """The rows of the list as they read, each with the source of the record that made it."""
    statement: Mapping[str, Any] = snapshot.statement
    titles = [str(one) for one in statement.get("columns", ())]
    heads = [(f"column-{number}", title) for number, title in enumerate(titles, 1)]
    lines = []
    rows: Mapping[str, Any] = statement.get("rows", {})
    for name, cells in sorted(rows.items(), key=lambda row: (":" not in row[0], natural(row[0]))):
        named = [_ids(str(cell), snapshot) for cell in cells]
        made = next((one for ids in named for one in ids if snapshot.records[one].type == heading.source), None)
        source = _source(snapshot.records[made]) if made else (Said(""), Said(""))
        said = (Said(str(cell), ids) for cell, ids in zip(cells, named, strict=True))
        lines.append(Line(name, (Said(name, (name,)), *said, *source)))
    return Answer((("id", "Id"), *heads, *SOURCES), tuple(lines))


def _ids(words: str, snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(one for one in words.split(", ") if one in snapshot.records)
