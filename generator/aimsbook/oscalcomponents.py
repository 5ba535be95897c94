"""What the organisation does as an OSCAL component definition: what implements which requirement, and its proof."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from urllib.parse import quote

from aimsbook.markup import web_address
from aimsbook.oscalcatalog import statement_of
from aimsbook.oscalmarks import STATEMENT, mark, with_definitions
from aimsbook.oscalparts import Outline, Parts, Tree, filled, linked
from aimsbook.oscalrules import ComponentRule, ResourceRule
from aimsbook.records import Link, Record
from aimsbook.vocabulary import in_words

FILE = "component-definition.json"
_STATUS = "implementation-status"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def components_of(parts: Parts) -> Tree:
    """The component definition of a project."""
    return {"component-definition": _Components(parts).made()}


class _Components:
    """Makes the component definition."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.rules, self.case = parts, parts.rules, parts.case
        self._generic: dict[str, str] = {}

    @cached_property
    def _uuids(self) -> dict[str, str]:
        """The identifier of every record that is an object of its own here."""
        types = [one.type for one in self.rules.components] + [one.type for one in self.rules.resources]
        names = [*types, *self.rules.parties]
        return {one.id: self.parts.uuid("record", one.id) for name in names for one in self.case.present(name)}

    def made(self) -> Tree:
        """Metadata, components and the proof that they lead to."""
        project = self.parts.dossier.project
        document = self.parts.document(f"{project.name}: how it is done", "", "component-definition")
        components = [
            self._component(record, rule) for rule in self.rules.components for record in self.case.present(rule.type)
        ]
        resources = [
            self._resource(record, rule) for rule in self.rules.resources for record in self.case.present(rule.type)
        ]
        document["metadata"].update(self._people())
        back = {"resources": resources} if resources else {}
        return filled({**document, "components": components, "back-matter": back})

    # ------------------------------------------------------------------------------------------------------ people

    def _people(self) -> Tree:
        """Roles and parties on record, and who holds which role."""
        records = [one for name in self.rules.roles for one in self.case.present(name)]
        roles = [self._role(one) for one in records]
        roles += [{"id": one, "title": label} for one, label in self._generic.items()]
        own = {"uuid": self.parts.uuid("organization"), "type": "organization", "name": self.parts.dossier.project.name}
        people = [
            {"uuid": self._uuids[one.id], "type": kind, "name": one.title, "props": self.parts.marks(one)}
            for name, kind in self.rules.parties.items() for one in self.case.present(name)
        ]  # fmt: skip
        held = [{"role-id": one.id, "party-uuids": holders} for one in records if (holders := self._holders(one))]
        return filled({"roles": roles, "parties": [own, *people], "responsible-parties": held})

    def _role(self, record: Record) -> Tree:
        text = "\n\n".join(text for _, _, text in self.parts.prose(record))
        links = [self._link(record, link) for link in record.links]
        return filled({
            "id": record.id,
            "title": record.title,
            "description": self._text(text),
            "props": [*self.parts.marks(record), *(one for one in links if "value" in one)],
            "links": [one for one in links if "href" in one],
        })  # fmt: skip

    def _holders(self, role: Record) -> list[str]:
        found = self.case.linked(role, self.rules.roles[role.type])
        return [self._uuids[one.id] for one in found if one.type in self.rules.parties]

    def _responsible(self, record: Record, rule: ComponentRule) -> list[Tree]:
        """Who answers for a component; a person without a role answers in that of the relation."""
        found: dict[str, list[str]] = {}
        for name in rule.roles:
            for one in self._named(record, name):
                if one.type in self.rules.roles:
                    found.setdefault(one.id, []).extend(self._holders(one))
                elif one.type in self.rules.parties:
                    self._generic.setdefault(name, self.case.label(record, name).capitalize() or in_words(name))
                    found.setdefault(name, []).append(self._uuids[one.id])
        return [filled({"role-id": one, "party-uuids": list(dict.fromkeys(held))}) for one, held in found.items()]

    def _named(self, record: Record, name: str) -> list[Record]:
        """The records that a relation or a field names."""
        value = record.get(name)
        ids = value if isinstance(value, list) else [value] if value else []
        graph = self.parts.dossier.graph
        return [*self.case.linked(record, name), *(graph[one] for one in ids if one in graph)]

    # -------------------------------------------------------------------------------------------------- components

    def _component(self, record: Record, rule: ComponentRule) -> Tree:
        live = rule.live is None or rule.live.judge(record, self.case).holds
        implemented = [one for one in record.links if live and self._is_implemented(one, rule)]
        links = [self._link(record, one) for one in record.links if one not in implemented]
        proof = [one for one in self.case.linked(record, rule.proof) if one.id in self._uuids] if rule.proof else []
        status = rule.status.word(record.get(rule.status.by)) if rule.status.by else ""
        first, *others = [*self.parts.prose(record), ("", "", "")]
        return filled({
            "uuid": self._uuids[record.id],
            "type": rule.kind.word(record.get(rule.kind.by)),
            "title": record.title,
            "description": self._text(first[2]) or record.title,
            "remarks": self._text("\n\n".join(f"**{label}.** {text}" for _, label, text in others if text)),
            "props": [
                *([{"name": _STATUS, "value": status}] if status else []),
                *self.parts.marks(record), *self.parts.rung(record), *(one for one in links if "value" in one),
            ],
            "links": [
                *(one for one in links if "href" in one),
                *(linked(f"#{self._uuids[one.id]}", rule.proof, f"{one.id} {one.title}") for one in proof),
            ],
            "responsible-roles": self._responsible(record, rule),
            "control-implementations": list(self._implementations(record, implemented, status)),
        })  # fmt: skip

    def _is_implemented(self, link: Link, rule: ComponentRule) -> bool:
        place = self.parts.place(link.target) if link.relation == rule.implements else None
        return place is not None and link.target not in place[0].groups

    def _implementations(self, record: Record, links: Iterable[Link], status: str) -> Iterator[Tree]:
        """Yield for each catalog which of its controls a component implements."""
        found: dict[str, list[Link]] = {}
        for link in links:
            if place := self.parts.place(link.target):
                found.setdefault(place[0].framework.name, []).append(link)
        for name, ones in found.items():
            outline = self.parts.outlines[name]
            yield {
                "uuid": self.parts.uuid("implementation", record.id, name),
                "source": outline.file,
                "description": f"What {record.id} does for {outline.framework.title}.",
                "implemented-requirements": [self._requirement(record, one, outline, status) for one in ones],
            }

    def _requirement(self, record: Record, link: Link, outline: Outline, status: str) -> Tree:
        target = self.parts.dossier.graph[link.target]
        token = outline.tokens[target.id]
        said = self.parts.attributes(record, link)
        statement = {
            "statement-id": f"{token}{STATEMENT}",
            "uuid": self.parts.uuid("statement", record.id, target.id),
            "description": record.title,
        }
        return filled({
            "uuid": self.parts.uuid("implemented", record.id, target.id),
            "control-id": token,
            "description": record.title,
            "props": [
                *([{"name": _STATUS, "value": status}] if status else []),
                mark("implements", target.id), *self.parts.rung(target),
            ],
            "remarks": said,
            "statements": [statement] if statement_of(target, self.parts) else [],
        })  # fmt: skip

    # --------------------------------------------------------------------------------------------- links and proof

    def _link(self, record: Record, link: Link) -> dict[str, str]:
        """A link to what has a place in these documents; to what has none a property that names it."""
        said = self.parts.attributes(record, link)
        target = self.parts.dossier.graph.records.get(link.target)
        if (href := self._href(link.target)) and target:
            return linked(href, link.relation, f"{target.id} {target.title}" + (f" ({said})" if said else ""))
        return mark(link.relation, link.target, said)

    def _href(self, record_id: str) -> str:
        if uuid := self._uuids.get(record_id):
            return f"#{uuid}"
        record = self.parts.dossier.graph.records.get(record_id)
        if record and record.type in self.rules.roles:
            return f"#{record_id}"
        return self.parts.in_catalog(record_id, FILE)

    def _text(self, text: str) -> str:
        hrefs = {one: href for one in self.parts.named(text) if (href := self._href(one))}
        return with_definitions(text, hrefs).strip()

    def _resource(self, record: Record, rule: ResourceRule) -> Tree:
        address = str(record.get(rule.address) or "")
        text = "\n\n".join(text for _, _, text in self.parts.prose(record))
        marks = [mark(one.relation, one.target, self.parts.attributes(record, one)) for one in record.links]
        return filled({
            "uuid": self._uuids[record.id],
            "title": record.title,
            "description": self._text(text) or record.title,
            "props": [*self.parts.marks(record, rule.digest), *marks],
            "citation": {"text": address} if address and not web_address(address) else {},
            "rlinks": list(self._files(record, rule, address)),
        })  # fmt: skip

    def _files(self, record: Record, rule: ResourceRule, address: str) -> Iterator[Tree]:
        """Yield where the proof is: the file with its digest, as the project's folder has it, and its address."""
        digest = str(record.get(rule.digest) or "").lower()
        hashes = [{"algorithm": "SHA-256", "value": digest}] if _SHA256.fullmatch(digest) else []
        if file := str(record.get(rule.file) or ""):
            yield filled({"href": quote(file), "hashes": hashes})
        if web_address(address):
            yield filled({"href": web_address(address), "hashes": [] if file else hashes})
