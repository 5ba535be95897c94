"""An OSCAL catalog that we wrote ourselves becomes the records again that it was made from; it knows no project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aimsbook.catalog import Catalog, Entry, marked_id
from aimsbook.frameworks import Framework
from aimsbook.identity import framework_of
from aimsbook.jsontree import Node
from aimsbook.oscalmarks import FIELD, ID, NAME, REFERENCES, marked, readdressed, without_definitions
from aimsbook.passages import Tally
from aimsbook.records import Value
from aimsbook.terms import read_terms

_ELSEWHERE = frozenset([ID, "type", "framework", "title", "parent"])
_OF_THE_EXPORT = ("as-of", "commit")


def is_own(entry: Entry) -> bool:
    """Whether an entry says which record it was made from."""
    return bool(marked_id(entry.node))


def own_framework(root: Node) -> str:
    """The name of the framework that a catalog was made from, "" where it is none of ours."""
    name = _marks(root.node("metadata")).get(NAME, "")
    return name if isinstance(name, str) else ""


def own_declaration(root: Node, name: str) -> Framework:
    """The framework as it was declared, under a name."""
    said = {key: one for key, one in _marks(root.node("metadata")).items() if key not in _OF_THE_EXPORT}
    facts = {key: one for key, one in said.items() if isinstance(one, str)} | {"name": name}
    title = facts.get("title", name)
    try:
        terms = read_terms(said)
    except ValueError as error:
        raise root.fault(str(error), "Export the catalog anew") from None
    return Framework(name, title, facts.get("short", title), facts.get("notice", ""), facts, terms)


def own_fields(entry: Entry, catalog: Catalog, tally: Tally) -> dict[str, Value]:
    """The fields and links of the record that an entry was made from, but for those that say where it stands."""
    marks = {name: one for name, one in _marks(entry.node).items() if name not in _ELSEWHERE}
    numbered = {"number": entry.number} if entry.number else {}
    return {**numbered, **marks, **dict(_prose(entry)), **_links(entry, catalog, tally)}


def _prose(entry: Entry) -> Iterator[tuple[str, str]]:
    old = framework_of(marked_id(entry.node))
    for part in entry.node.nodes("parts"):
        marks = _marks(part)
        name, number = str(marks.get(FIELD, "")), str(marks.get(REFERENCES, "0"))
        if name and name not in _ELSEWHERE:
            text = without_definitions(part.text("prose"), int(number) if number.isdecimal() else 0)
            yield name, readdressed(text, old, framework_of(entry.id)) if old else text


def _links(entry: Entry, catalog: Catalog, tally: Tally) -> dict[str, list[str]]:
    """The links to entries of the same catalog; the others are counted."""
    found: dict[str, list[str]] = {}
    for link in entry.node.nodes("links"):
        href, relation = link.text("href"), link.text("rel")
        target = catalog.target(href[1:]) if href.startswith("#") else None
        if target is None or not relation:
            tally.left_out["unrelated"] += 1
        else:
            found.setdefault(relation, []).append(target.entry.id)
    return found


def _marks(node: Node) -> Mapping[str, Value]:
    return marked(one.value for one in node.nodes("props"))
