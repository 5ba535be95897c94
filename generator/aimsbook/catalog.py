"""An OSCAL catalog as an outline: its groups and controls with the ids that they get, and what its links lead to.

It knows where things stand and what they are called, not what their texts say.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass

from aimsbook.identity import id_fault
from aimsbook.jsontree import Node
from aimsbook.oscalmarks import ID, marked

_JOINERS = "._-"


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A group or control: its id in the catalog and as a requirement, and the parameters that its texts may insert."""

    key: str
    id: str
    is_group: bool
    number: str
    node: Node
    parent: Entry | None
    scope: ChainMap[str, Node]

    @property
    def called(self) -> str:
        """How texts refer to it."""
        return self.number or self.key

    @property
    def is_nested(self) -> bool:
        """Whether it stands below another one that is no group."""
        return self.parent is not None and not self.parent.is_group

    @property
    def top(self) -> Entry:
        """The outermost entry that holds it."""
        here = self
        while here.parent:
            here = here.parent
        return here

    @property
    def is_withdrawn(self) -> bool:
        """Whether the catalog says that it no longer counts."""
        states = (one.text("value") for one in self.node.nodes("props") if one.text("name") == "status")
        return any(state.strip().casefold() == "withdrawn" for state in states)


@dataclass(frozen=True, slots=True)
class Target:
    """What a fragment leads to: an entry, with the label of the part of it that is meant."""

    entry: Entry
    label: str = ""


class Catalog:
    """The entries of a catalog in its own order, and what is known by an id in it."""

    def __init__(self, root: Node, framework: str) -> None:
        self.framework = framework
        self.entries: list[Entry] = []
        self.parameters: dict[str, Node] = {}
        self.adapted: dict[str, str] = {}
        self._parts: dict[str, Target] = {}
        self._ids: dict[str, Entry] = {}
        self._keys: dict[str, Entry] = {}
        self._read(root, None, self._scope(root, ChainMap()))
        sources = root.node("back-matter").nodes("resources")
        self.resources = {uuid: one for one in sources if (uuid := one.text("uuid"))}

    def target(self, name: str) -> Target | None:
        """The entry with an id, or the one that holds the part with this id."""
        entry = self._keys.get(name)
        return Target(entry) if entry else self._parts.get(name)

    def _read(self, node: Node, parent: Entry | None, scope: ChainMap[str, Node]) -> None:
        for is_group, name in ((True, "groups"), (False, "controls")):
            for one in node.nodes(name):
                entry = self._entry(one, is_group, parent, self._scope(one, scope))
                self._read(one, entry, entry.scope)

    def _entry(self, node: Node, is_group: bool, parent: Entry | None, scope: ChainMap[str, Node]) -> Entry:
        key = node.text("id").strip() or (node.text("title").strip() if is_group else "")
        if not key:
            raise node.fault("this has no id", "Give it an `id`, such as ac-2")
        entry = Entry(key, self._id(key, node), is_group, label_of(node), node, parent, scope)
        self._add(entry)
        for part in node.nodes("parts"):
            self._parts.update((name, Target(entry, label)) for name, label in _labels(part) if name not in self._parts)
        return entry

    def _add(self, entry: Entry) -> None:
        taken = self._ids.setdefault(entry.id.casefold(), entry)
        if taken is not entry:
            said = f"the id {entry.key!r} stands here again, first at {taken.node.path}"
            if taken.key != entry.key:
                said = f"the ids {entry.key!r} and {taken.key!r} (at {taken.node.path}) both become {taken.id}"
            raise entry.node.fault(said, "Rename one of the two", "id")
        self._keys[entry.key] = entry
        self.entries.append(entry)

    def _id(self, key: str, node: Node) -> str:
        own = marked_id(node)
        local = own.rpartition(":")[2] or local_id(key)
        if local != key and not own:
            self.adapted[key] = local
        found = f"{self.framework}:{local}"
        if problem := id_fault(found, framed=True):
            raise node.fault(f"{key!r} gives no id: {problem}", "Shorten it, or name a shorter --framework", "id")
        return found

    def _scope(self, node: Node, above: ChainMap[str, Node]) -> ChainMap[str, Node]:
        own = {one.text("id"): one for one in node.nodes("params")}
        for name, one in own.items():
            self.parameters.setdefault(name, one)
        return above.new_child(own) if own else above


def marked_id(node: Node) -> str:
    """The id of the record that an entry was exported from, "" where it is none of ours."""
    found = marked(one.value for one in node.nodes("props")).get(ID, "")
    return found if isinstance(found, str) else ""


def local_id(word: str) -> str:
    """A word as the part of an id behind the colon: letters and digits joined by single signs, "" where it has none.

    Letters of other scripts are told apart by a few digits made from the word.
    """
    plain = unicodedata.normalize("NFKD", word)
    kept = re.sub(r"[^A-Za-z0-9]+", _joiner, plain).strip(_JOINERS)
    if any(sign.isalnum() and not sign.isascii() for sign in plain):
        digits = hashlib.sha256(word.encode()).hexdigest()[:6]
        return f"{kept}-{digits}" if kept else digits
    return kept


def _joiner(found: re.Match[str]) -> str:
    return next((sign for sign in found[0] if sign in _JOINERS), "-")


def label_of(node: Node) -> str:
    """How the publisher numbers a group, control or part: the label without a class before those with one."""
    labels = [one for one in node.nodes("props") if one.text("name") == "label" and one.text("value").strip()]
    labels.sort(key=lambda one: bool(one.text("class")))
    return " ".join(labels[0].text("value").split()) if labels else ""


def _labels(part: Node) -> Iterator[tuple[str, str]]:
    """Yield the ids of a part and of the parts below it, each with its label."""
    if name := part.text("id"):
        yield name, label_of(part)
    for one in part.nodes("parts"):
        yield from _labels(one)
