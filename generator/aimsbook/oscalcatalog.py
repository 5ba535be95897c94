"""A framework as an OSCAL catalog: its groups and controls with short titles, prose and every field they have."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.oscalmarks import FIELD, NAME, REFERENCES, STATEMENT, mark, marks_of, with_definitions
from aimsbook.oscalparts import PARENT, Outline, Parts, Tree, filled, linked, one_line
from aimsbook.records import Record
from aimsbook.terms import terms_declared

_PUBLISHER = "publisher"


def catalog_of(outline: Outline, parts: Parts) -> Tree:
    """The catalog of a framework."""
    return {"catalog": _Catalog(outline, parts).made()}


class _Catalog:
    """Makes one catalog."""

    def __init__(self, outline: Outline, parts: Parts) -> None:
        self.outline, self.parts, self.rules = outline, parts, parts.rules

    def made(self) -> Tree:
        """The catalog, groups before the controls that stand outside of any."""
        top: Tree = {}
        nodes = {record.id: self._node(record) for record in self.outline.records}
        for record_id, node in nodes.items():
            holder = nodes[parent] if (parent := self.outline.parents.get(record_id)) else top
            holder.setdefault("groups" if record_id in self.outline.groups else "controls", []).append(node)
        return {**self._head(), **{key: top[key] for key in ("groups", "controls") if key in top}}

    def _head(self) -> Tree:
        """What the framework says of itself, and who published it."""
        framework = self.outline.framework
        head = self.parts.document(framework.title, framework.facts.get("edition", ""), "catalog", framework.name)
        metadata = head["metadata"]
        said = {**framework.facts, NAME: framework.name, "title": framework.title}
        metadata["props"] += marks_of({**said, **terms_declared(framework.terms)})
        if address := framework.facts.get("address"):
            metadata["links"] = [linked(address, "reference")]
        if publisher := one_line(framework.facts.get("publisher", "")):
            uuid = self.parts.uuid("party", publisher)
            metadata["roles"] = [{"id": _PUBLISHER, "title": "Publisher"}]
            metadata["parties"] = [{"uuid": uuid, "type": "organization", "name": publisher}]
            metadata["responsible-parties"] = [{"role-id": _PUBLISHER, "party-uuids": [uuid]}]
        return head

    def _node(self, record: Record) -> Tree:
        label = str(record.get(self.rules.label) or "")
        told = label == one_line(label)
        props = [{"name": "label", "value": label}] if label and told else []
        if self.rules.withdrawn.judge(record, self.parts.case).holds:
            props.append({"name": "status", "value": "withdrawn"})
        without = ("framework", self.rules.label) if told else ("framework",)
        return filled({
            "id": self.outline.tokens[record.id],
            "title": record.title,
            "props": [*props, *self.parts.marks(record, *without)],
            "links": list(self._links(record)),
            "parts": list(self._parts(record)),
        })  # fmt: skip

    def _links(self, record: Record) -> Iterator[dict[str, str]]:
        """What it leads to, but for the parent that holds it here."""
        for link in record.links:
            href = self.parts.in_catalog(link.target, self.outline.file)
            if href and not (link.relation == PARENT and record.id in self.outline.parents):
                yield linked(href, link.relation, self.parts.attributes(record, link))

    def _parts(self, record: Record) -> Iterator[Tree]:
        """Its prose: the statement, and all else as guidance."""
        token = self.outline.tokens[record.id]
        statement = statement_of(record, self.parts)
        for name, label, text in self.parts.prose(record):
            is_statement = name == statement
            places = {one: self.parts.in_catalog(one, self.outline.file) for one in self.parts.named(text)}
            hrefs = {one: href for one, href in places.items() if href}
            yield filled({
                "id": f"{token}{STATEMENT}" if is_statement else f"{token}_{name}",
                "name": "statement" if is_statement else "guidance",
                "title": "" if is_statement else label,
                "props": [mark(FIELD, name)] + ([mark(REFERENCES, str(len(hrefs)))] if hrefs else []),
                "prose": with_definitions(text, hrefs),
            })  # fmt: skip


def statement_of(record: Record, parts: Parts) -> str:
    """The field that holds what a requirement states, "" where none is given."""
    given = [name for name, _, _ in parts.prose(record)]
    return next((name for name in parts.rules.statement if name in given), "")
