"""The prose of records with its references resolved: what each text names, and what it names in vain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from aimsbook.address import record_page
from aimsbook.graph import Graph
from aimsbook.identity import id_fault
from aimsbook.prose import render
from aimsbook.records import Diagnostic, Mark, Record, Steps, Value
from aimsbook.references import Fault, Resolved, Target, resolve
from aimsbook.vocabulary import Field, Vocabulary
from aimsbook.words import meant


class Labels:
    """Tells references from other words in brackets, for texts that stand at one depth of the site."""

    def __init__(self, graph: Graph, vocabulary: Vocabulary, frameworks: Iterable[str]) -> None:
        self._ids = {one.casefold(): one for one in graph.records}
        self._graph = graph
        own = (record.id for record in graph if not record.shipped)
        self._heads = {prefix.casefold() for prefix in vocabulary.prefixes} | {_head(one.casefold()) for one in own}
        self._frameworks = {name.casefold() for name in frameworks}
        self._near: dict[tuple[int, str], list[str]] | None = None

    def known(self, label: str) -> Record | None:
        """The record that a label names, in any letter case."""
        found = self._ids.get(label.casefold())
        return self._graph[found] if found else None

    def suspect(self, label: str) -> str | None:
        """None for a label that is prose; else the nearest known id, "" where none is near."""
        folded = label.casefold()
        if " " in folded or folded in self._ids:
            return None
        if edited := self._one_edit_away(folded):
            return edited
        head, colon, _ = folded.partition(":")
        if colon and head in self._frameworks:
            return meant(label, self._ids.values())
        if _head(folded) in self._heads and id_fault(label, framed=False) is None:
            return meant(label, self._ids.values())
        return None

    def _one_edit_away(self, word: str) -> str | None:
        """The known id that one letter more, less or other makes of a word, found by leaving letters out."""
        if len(word) < 5 or not any(sign in word for sign in ".-_:"):
            return None
        if self._near is None:
            self._near = {}
            for folded, record_id in self._ids.items():
                for left in _without_one(folded):
                    self._near.setdefault((len(left), left), []).append(record_id)
        for left in _without_one(word):
            for record_id in self._near.get((len(left), left), ()):
                if _is_one_edit(word, record_id.casefold()):
                    return record_id
        return None


def _head(word: str) -> str:
    """An id up to its first joint."""
    return re.split(r"[-._:]", word, maxsplit=1)[0]


def _without_one(word: str) -> Iterator[str]:
    yield word
    yield from (word[:index] + word[index + 1 :] for index in range(len(word)))


def _is_one_edit(one: str, other: str) -> bool:
    """Whether one letter more, less or other makes one word of the other."""
    start = _shared(one, other)
    return max(len(one), len(other)) - start - _shared(one[start:][::-1], other[start:][::-1]) <= 1


def _shared(one: str, other: str) -> int:
    """With how many same letters two words start."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


class Directory:
    """Looks labels up for texts from which the folder of the record pages is reached through `way`."""

    def __init__(self, labels: Labels, way: str, ending: str) -> None:
        self._labels, self._way, self._ending = labels, way, ending

    def find(self, label: str) -> Target | None:
        """Where a label leads."""
        record = self._labels.known(label)
        if record is None:
            return None
        page = record_page(record.id).partition("/")[2].removesuffix(".html")
        return Target(record.id, f"{self._way}{page}{self._ending}", record.title)

    def suspect(self, label: str) -> str | None:
        """None for prose; else the nearest known id, or ""."""
        return self._labels.suspect(label)


class Texts:
    """The resolved prose of every record, by record and steps."""

    def __init__(self, records: Iterable[Record], vocabulary: Vocabulary, labels: Labels) -> None:
        self._labels = labels
        lookup = Directory(labels, "", ".html")
        self.diagnostics: list[Diagnostic] = []
        self._resolved: dict[tuple[str, Steps], Resolved] = {}
        prosed = {kind.name: kind.fields for kind in vocabulary if any(map(_has_prose, kind.fields.values()))}
        for record in records:
            if record.type in prosed:
                for steps, text in prose_of(record.fields, prosed[record.type]):
                    self._read(record, steps, text, lookup)

    def _read(self, record: Record, steps: Steps, text: str, lookup: Directory) -> None:
        resolved = resolve(text, render, lookup)
        if resolved.references or resolved.faults:
            self._resolved[record.id, steps] = resolved
        for fault in resolved.faults:
            self.diagnostics.append(
                Diagnostic(fault.rule, fault.message, _place(record, steps, text, fault), record.id)
            )

    def markdown(self, record: Record, steps: Steps, text: str, way: str = "") -> str:
        """A prose value as CommonMark whose references every dialect reads alike; `way` leads to the record pages."""
        resolved = self._resolved.get((record.id, steps))
        if resolved is None:
            return text
        return resolve(text, render, Directory(self._labels, way, ".html")).text if way else resolved.text

    @property
    def named(self) -> Mapping[str, dict[str, None]]:
        """For each record whose prose names others, their ids in the order in which they are named."""
        found: dict[str, dict[str, None]] = {}
        for (record_id, _), resolved in self._resolved.items():
            if resolved.references:
                found.setdefault(record_id, {}).update(dict.fromkeys(resolved.references))
        return found


def _has_prose(one: Field) -> bool:
    return one.kind == "prose" or any(map(_has_prose, one.parts.values()))


def prose_of(
    values: Mapping[str, Value], fields: Mapping[str, Field], above: Steps = ()
) -> Iterator[tuple[Steps, str]]:
    """Yield every prose text among some values with the steps to it."""
    for name, value in values.items():
        one = fields.get(name)
        if one is None:
            continue
        entries = (
            [((*above, name, index), entry) for index, entry in enumerate(value)] if isinstance(value, list) else []
        )
        for steps, entry in entries or [((*above, name), value)]:
            if one.kind == "prose" and isinstance(entry, str):
                yield steps, entry
            elif one.parts and isinstance(entry, dict):
                yield from prose_of(entry, one.parts, steps)


def _place(record: Record, steps: Steps, text: str, fault: Fault) -> Mark:
    """Where a fault within a prose value stands in the file; one without words of its own stands for its line."""
    if record.places is None:
        return record.mark
    lines = text.split("\n")
    offset = sum(len(line) + 1 for line in lines[: fault.line - 1])
    if fault.length:
        offset += fault.column - 1
        needle = text[offset : offset + fault.length]
    else:
        needle = lines[fault.line - 1].strip()
    return record.places.place(steps, needle, text.count(needle, 0, offset) if needle else 0)
