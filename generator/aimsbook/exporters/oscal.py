"""Frameworks, what applies and how it is done, as OSCAL: catalogs, a profile and a component definition."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from aimsbook.compose import Edition
from aimsbook.exporting import Exporter, Packed
from aimsbook.oscalcatalog import catalog_of
from aimsbook.oscalcomponents import FILE, components_of
from aimsbook.oscalparts import Parts, Tree
from aimsbook.oscalprofile import profile_of, selection_of
from aimsbook.site import Asset

CONTENTS = "contents.txt"
CATALOG, PROFILE, COMPONENTS = "catalog:", "profile", "component-definition"


def topics(edition: Edition) -> Mapping[str, str]:
    """A catalog for each framework; the profile where anything applies."""
    return _topics(Parts(edition.book))


def _topics(parts: Parts) -> dict[str, str]:
    found = {f"{CATALOG}{name}": one.framework.title for name, one in parts.outlines.items()}
    if selection_of(parts):
        found[PROFILE] = "What applies of each framework, and why what does not is left out"
    return {**found, COMPONENTS: "What implements which requirement, who answers for it, and the proof"}


def make(edition: Edition, topic: str) -> Iterator[Asset]:
    """Yield the document that is asked for; without a topic all of them, and a list."""
    parts = Parts(edition.book)
    if topic:
        yield _document(topic, parts)
        return
    found = _topics(parts)
    lines = [f"{_file(one, parts)}  {says}" for one, says in found.items()]
    head = f"{edition.book.project.name} as OSCAL, dates computed for {edition.book.project.as_of}"
    yield Asset(CONTENTS, "\n".join([head, "", *lines, ""]).encode())
    for one in found:
        yield _document(one, parts)


def _document(topic: str, parts: Parts) -> Asset:
    return Asset(_file(topic, parts), _bytes(_tree(topic, parts)))


def _tree(topic: str, parts: Parts) -> Tree:
    if topic.startswith(CATALOG):
        return catalog_of(parts.outlines[topic.removeprefix(CATALOG)], parts)
    return profile_of(parts) if topic == PROFILE else components_of(parts)


def _file(topic: str, parts: Parts) -> str:
    if topic.startswith(CATALOG):
        return parts.outlines[topic.removeprefix(CATALOG)].file
    return f"{PROFILE}.json" if topic == PROFILE else FILE


def _bytes(tree: Tree) -> bytes:
    return (json.dumps(tree, ensure_ascii=False, indent=2) + "\n").encode()


EXPORTER = Exporter(
    "oscal", "A catalog for each framework, a profile of what applies and a component definition, in OSCAL (JSON).",
    make, known_by=CONTENTS, topics=topics,
    examples=("aimsbook export oscal -o oscal", "aimsbook export oscal catalog:iso42001 -o iso42001.json"),
    packed=(Packed("", "data/oscal"),),
    text=True,
)  # fmt: skip
