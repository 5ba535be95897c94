"""The parameters of a catalog in plain words, as its publisher would print them in the sentence that inserts them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

from aimsbook.jsontree import Node
from aimsbook.markup import plain

MOST_LEVELS = 16
MOST_CHARACTERS = 8_192
_DEFINED = re.compile(r"organi[sz]ation(al(ly)?)?[- ]defined\b", re.IGNORECASE)
_HOW_MANY = {"one-or-more": "one or more of"}


class Parameters:
    """Says what stands in the place of a parameter."""

    def __init__(self, everywhere: Mapping[str, Node]) -> None:
        self._everywhere = everywhere
        self._known: dict[str, str] = {}
        self.undefined: Counter[str] = Counter()

    def words(self, name: str, scope: Mapping[str, Node], level: int = 0) -> str:
        """The words for a parameter as texts see it that stand in some scope.

        Raises ConfigurationFault for parameters that insert themselves or grow beyond all bounds.
        """
        node = scope.get(name) or self._everywhere.get(name)
        if node is None:
            self.undefined[name] += 1
            return f"[Assignment: organization-defined {name}]"
        if node.path not in self._known:
            if level >= MOST_LEVELS:
                said = f"the parameter {name} inserts itself, or parameters insert each other over {MOST_LEVELS} levels"
                raise node.fault(said, "Break the circle")
            self._known[node.path] = self._written(name, node, scope, level)
        return self._known[node.path]

    def _written(self, name: str, node: Node, scope: Mapping[str, Node], level: int) -> str:
        def line(text: str) -> str:
            return plain(text, lambda _kind, inner: self.words(inner, scope, level + 1))

        words = ", ".join(filter(None, map(line, node.texts("values"))))
        if not words:
            limits = "; ".join(filter(None, (line(one.text("description")) for one in node.nodes("constraints"))))
            words = f"[{self._open(name, node, line)}{f' (constraint: {limits})' if limits else ''}]"
        if len(words) > MOST_CHARACTERS:
            said = f"the parameter {name} takes {len(words):,} characters; at most {MOST_CHARACTERS:,} are inserted"
            raise node.fault(said, "Shorten it")
        return words

    def _open(self, name: str, node: Node, line: Callable[[str], str]) -> str:
        """What is left to the reader's organisation: a selection or an assignment."""
        selection = node.node("select")
        if choices := [choice for choice in map(line, selection.texts("choice")) if choice]:
            how_many = _HOW_MANY.get(selection.text("how-many"), "one of")
            return f"Selection, {how_many}: {'; '.join(choices)}"
        label = line(_label(node)) or "; ".join(line(f"{{{{ {one} }}}}") for one in _members(node)) or name
        return f"Assignment: {label if _DEFINED.match(label) else f'organization-defined {label}'}"


def _label(node: Node) -> str:
    """The label; the one for statements before the one for assessments."""
    alternatives = [one.text("value") for one in node.nodes("props") if one.text("name") == "alt-label"]
    return next(iter(alternatives), "") or node.text("label")


def _members(node: Node) -> list[str]:
    """The parameters that this one stands for together."""
    return [one.text("value") for one in node.nodes("props") if one.text("name") == "aggregates"]
