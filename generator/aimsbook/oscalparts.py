"""What the OSCAL documents of a project share: identifiers, what stands at their head, and where records are in them.

It knows which records there are and what OSCAL asks for, and no document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from aimsbook.book import Book
from aimsbook.frameworks import Framework, framed, framework_named
from aimsbook.oscalmarks import ID, NAMESPACE, mark, marks_of, tokens_of
from aimsbook.oscalrules import read_oscal
from aimsbook.prose import render
from aimsbook.records import Link, Record
from aimsbook.references import Target, resolve

VERSION = "1.1.3"
PARENT = "parent"
_SEED = uuid5(NAMESPACE_URL, NAMESPACE)
Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outline:
    """The requirements of a framework as a catalog holds them: tokens, parents, and which of them are groups."""

    framework: Framework
    records: tuple[Record, ...]
    tokens: Mapping[str, str]
    parents: Mapping[str, str]
    groups: frozenset[str]

    @property
    def file(self) -> str:
        """The file of its catalog."""
        return f"catalog-{self.framework.name}.json"


class Parts:
    """What every document of one project is made with."""

    def __init__(self, book: Book) -> None:
        self.book, self.dossier, self.case = book, book.dossier, book.dossier.case
        self.rules = read_oscal(self.dossier.vocabulary, self.dossier.project.vocabulary_folder)

    def uuid(self, *words: str) -> str:
        """The identifier of something, for ever the same in a project of this name."""
        return str(uuid5(_SEED, "\n".join((self.dossier.project.name, *words))))

    @cached_property
    def outlines(self) -> dict[str, Outline]:
        """The outline of every framework that has requirements: those switched on in their order, others by name."""
        found: dict[str, list[Record]] = {}
        for type_name in framed(self.dossier.vocabulary):
            for record in self.case.present(type_name):
                found.setdefault(framework_named(record), []).append(record)
        names = [name for name in self.dossier.frameworks if name in found]
        names += sorted(set(found) - set(names))
        outlines: dict[str, Outline] = {}
        for name in names:
            taken = [token for one in outlines.values() for token in one.tokens.values()]
            outlines[name] = self._outline(name, found[name], taken)
        return outlines

    def _outline(self, name: str, records: list[Record], taken: list[str]) -> Outline:
        here = {record.id for record in records}
        parents = {
            record.id: link.target for record in records for link in record.links
            if link.relation == PARENT and link.target in here
        }  # fmt: skip
        framework = self.dossier.frameworks.get(name) or Framework(name, name, name, "", {"name": name, "title": name})
        tokens = tokens_of((one.id for one in records), name, taken)
        return Outline(framework, tuple(records), tokens, parents, self._groups(records, parents))

    def _groups(self, records: list[Record], parents: Mapping[str, str]) -> frozenset[str]:
        """The headings that can be groups: OSCAL lets a group hold groups or controls, and a control only controls."""
        headings = {one.id for one in records if self.rules.heading.judge(one, self.case).holds}
        below: dict[str, list[str]] = {}
        for record in records:
            below.setdefault(parents.get(record.id, ""), []).append(record.id)
        groups = {one for one in below.get("", ()) if one in headings}
        waiting = sorted(groups)
        while waiting:
            children = below.get(waiting.pop(), [])
            if headings.issuperset(children):
                groups.update(children)
                waiting += children
        return frozenset(groups)

    @cached_property
    def _places(self) -> dict[str, tuple[Outline, str]]:
        return {one: (outline, token) for outline in self.outlines.values() for one, token in outline.tokens.items()}

    def place(self, record_id: str) -> tuple[Outline, str] | None:
        """The catalog that holds a requirement, and its token there."""
        return self._places.get(record_id)

    def in_catalog(self, record_id: str, file: str) -> str:
        """The address of a requirement as a document in some file says it, "" for what is none."""
        found = self.place(record_id)
        if found is None:
            return ""
        outline, token = found
        return f"#{token}" if outline.file == file else f"{outline.file}#{token}"

    def document(self, title: str, version: str, *names: str) -> Tree:
        """Identifier and metadata of a document."""
        project, commit = self.dossier.project, self.book.commit
        metadata = {
            "title": one_line(title),
            "last-modified": f"{project.as_of}T00:00:00Z",
            "version": version or str(project.as_of),
            "oscal-version": VERSION,
            "props": [mark("as-of", str(project.as_of)), *([mark("commit", commit)] if commit else [])],
        }
        return {"uuid": self.uuid("document", *names), "metadata": metadata}

    def named(self, text: str) -> tuple[str, ...]:
        """The ids of the records that a text names."""
        return resolve(text, render, self).references

    def find(self, label: str) -> Target | None:
        """What a label in a text names."""
        record = self.dossier.labels.known(label)
        return Target(record.id, "#", "") if record else None

    def suspect(self, label: str) -> str | None:
        """Nothing is suspected; what is wrong in texts is among the diagnostics."""
        return None

    def rung(self, record: Record) -> list[dict[str, str]]:
        """The rung that a record stands on, as a property; none where it is not counted."""
        standing = self.dossier.standings.get(record.id)
        return [mark("rung", standing.rung.name)] if standing and (standing.counted or standing.aside) else []

    def marks(self, record: Record, *without: str) -> list[dict[str, str]]:
        """Id and fields of a record as properties, but for prose and what is told elsewhere."""
        kind = self.dossier.vocabulary[record.type]
        kept = {
            name: value for name, value in record.fields.items()
            if name not in without and not (is_prose(kind.fields, name) and isinstance(value, str))
        }  # fmt: skip
        return [mark(ID, record.id), mark("type", record.type), *marks_of(kept)]

    def prose(self, record: Record, *without: str) -> Iterator[tuple[str, str, str]]:
        """Yield name, label and text of every prose field of a record."""
        fields = self.dossier.vocabulary[record.type].fields
        for name, value in record.fields.items():
            if name not in without and is_prose(fields, name) and isinstance(value, str):
                yield name, fields[name].label, value

    def attributes(self, record: Record, link: Link) -> str:
        """What a link carries, in words on one line."""
        relation = self.dossier.vocabulary[record.type].relations.get(link.relation)
        known = relation.attributes if relation else {}
        return "; ".join(
            f"{known[name].label if name in known else name}: {_said(value)}" for name, value in link.attributes.items()
        )


def is_prose(fields: Mapping[str, Any], name: str) -> bool:
    """Whether a field holds CommonMark."""
    return name in fields and bool(fields[name].kind == "prose")


def linked(href: str, relation: str, text: str = "") -> dict[str, str]:
    """A link of OSCAL."""
    return {key: one for key, one in {"href": href, "rel": relation, "text": one_line(text)}.items() if one}


def filled(tree: Tree) -> Tree:
    """An object without what is empty, which OSCAL does not allow."""
    return {key: value for key, value in tree.items() if value not in ("", [], {}, None)}


def one_line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def _said(value: object) -> str:
    return ", ".join(map(_said, value)) if isinstance(value, list) else one_line(str(value))
