"""Documents become records: known type, sound id, typed values; what is wrong with them is said at its place.

This stage knows the vocabulary, not the other records: whether a link leads anywhere is for the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aimsbook.identity import framework_of, id_fault
from aimsbook.records import Diagnostic, Link, Mark, Record, Steps, Value
from aimsbook.source import Document
from aimsbook.validate import Fault, Validators
from aimsbook.vocabulary import RecordType, Vocabulary
from aimsbook.words import nearest

_OWN = ("id", "type", "title")


def load(
    documents: Iterable[Document | Diagnostic], vocabulary: Vocabulary, shipped: bool = False
) -> tuple[list[Record], list[Diagnostic]]:
    """Turn documents into records and say what is wrong with them; a wrong value is left out, its record stays."""
    records: list[Record] = []
    diagnostics: list[Diagnostic] = []
    validators = Validators(vocabulary)
    for document in documents:
        if isinstance(document, Diagnostic):
            diagnostics.append(document)
            continue
        reader = _Reading(document, vocabulary, validators, shipped)
        record = reader.record()
        diagnostics += reader.diagnostics
        if record is not None:
            records.append(record)
    return records, diagnostics


class _Reading:
    """Reads one document into a record."""

    def __init__(self, document: Document, vocabulary: Vocabulary, validators: Validators, shipped: bool) -> None:
        self.document, self.vocabulary, self.validators, self.shipped = document, vocabulary, validators, shipped
        self.diagnostics: list[Diagnostic] = []
        self.id: str | None = None

    def record(self) -> Record | None:
        """The record, None where the document is none that can be told from others."""
        value = self.document.value
        if not isinstance(value, dict):
            hint = "Start it with `id:`, `type:` and `title:`."
            empty = value == ""
            said = "this document is empty" if empty else "a record is a mapping of fields, this is not one"
            self._say("not-a-record", said, self.document.mark, hint)
            return None
        self.id = value.get("id") if isinstance(value.get("id"), str) else None
        kind = self._kind(value)
        if kind is None:
            return None
        return self._typed(kind, value)

    def _kind(self, value: Mapping[str, Any]) -> RecordType | None:
        name = value.get("type")
        if not isinstance(name, str) or not name:
            if "type" in value:
                self._say("wrong-value", "type is not the name of a type", self.document.mark_of("type"))
            else:
                self._say(
                    "missing-field", "'type' is missing", self.document.mark, "Add `type:` with the record's type."
                )
            return None
        if name not in self.vocabulary:
            message = f"there is no type {name!r}{nearest(name, self.vocabulary.types)}"
            self._say("unknown-type", message, self.document.mark_of("type"), "`aimsbook explain types` lists them.")
            return None
        return self.vocabulary[name]

    def _typed(self, kind: RecordType, value: Mapping[str, Any]) -> Record | None:
        wide, single = _written_out(kind, value)
        wrong = {fault.steps[:1] for fault in self._faults(kind, wide, single)}
        if ("id",) in wrong or not isinstance(self.id, str):
            return None
        if problem := id_fault(self.id, kind.framed):
            self._say("bad-id", f"{self.id!r} is no id: {problem}", self.document.mark_of("id"))
            return None
        kept = {name: one for name, one in wide.items() if (name,) not in wrong}
        fields = {name: one for name, one in kept.items() if name not in _OWN and name not in kind.relations}
        if kind.framed and "framework" in kind.fields and "framework" not in fields and framework_of(self.id):
            fields["framework"] = framework_of(self.id)
        title = kept.get("title") or self.id
        return Record(
            id=self.id,
            type=kind.name,
            title=" ".join(title.split()),
            fields=fields,
            links=tuple(self._links(kind, kept, single)),
            mark=self.document.mark,
            places=self.document,
            shipped=self.shipped,
        )

    def _faults(self, kind: RecordType, wide: Mapping[str, Any], single: frozenset[Steps]) -> Iterator[Fault]:
        for fault in self.validators.faults(kind, wide):
            steps = _as_written(fault.steps, single)
            if fault.rule == "missing-field":
                mark = self.document.mark_of(*steps[:-1]) if len(steps) > 1 else self.document.mark
            else:
                mark = self.document.key_of(*steps) if fault.at_key else self.document.mark_of(*steps)
            self._say(fault.rule, fault.message, mark)
            yield fault

    def _links(self, kind: RecordType, kept: Mapping[str, Any], single: frozenset[Steps]) -> Iterator[Link]:
        for name in kind.relations:
            for index, entry in enumerate(kept.get(name, ())):
                steps = _as_written((name, index), single)
                deeper = (*steps, "to")
                mark = self.document.mark_of(*(deeper if deeper in self.document.values else steps))
                attributes = {key: one for key, one in entry.items() if key != "to"}
                yield Link(name, entry["to"], mark, attributes)

    def _say(self, rule: str, message: str, mark: Mark, hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(rule, message, mark, self.id, hint=hint))


def _written_out(kind: RecordType, value: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[Steps]]:
    """The value with every list written out and empty values left out, and the steps that were no lists."""
    wide: dict[str, Any] = {}
    single: set[Steps] = set()
    for name, given in value.items():
        one = given
        if one == "" and name not in _OWN:
            continue
        if name in kind.relations:
            if not isinstance(one, list):
                single.add((name,))
                one = [one]
            attributes = kind.relations[name].attributes
            entries = [{"to": entry} if isinstance(entry, str) else entry for entry in one]
            wide[name] = [_many_written_out(entry, attributes) for entry in entries]
        elif name in kind.fields:
            field = kind.fields[name]
            if (field.many or field.kind == "table") and not isinstance(one, list):
                single.add((name,))
                one = [one]
            if field.kind == "table":
                one = [_many_written_out(entry, field.parts) for entry in one]
            elif field.kind == "mapping":
                one = _many_written_out(one, field.parts)
            wide[name] = one
        else:
            wide[name] = one
    return wide, frozenset(single)


def _many_written_out(entry: Value, parts: Mapping[str, Any]) -> Value:
    if not isinstance(entry, dict):
        return entry
    return {
        key: [one] if key in parts and parts[key].many and not isinstance(one, list) else one
        for key, one in entry.items()
        if one != ""
    }


def _as_written(steps: Steps, single: frozenset[Steps]) -> Steps:
    """Steps into the written-out value as steps into the author's own."""
    if steps[:1] in single:
        steps = (steps[0], *steps[2:])
    return steps
