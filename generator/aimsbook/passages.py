"""The prose of one entry of a catalog as CommonMark: statement, guidance, related entries and what it cites."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from aimsbook.catalog import Catalog, Entry, Target, label_of
from aimsbook.jsontree import Node
from aimsbook.markup import Block, blocks, bold, escaped, folded, inline, listed, paragraph, plain, web_address
from aimsbook.parameters import Parameters
from aimsbook.words import listed as enumerated

OBJECTIVES = frozenset("assessment-objective objective".split())
METHODS = frozenset(["assessment-method", "assessment"])
_UNNAMED = frozenset(["item", "statement"])
_SUCCESSORS = {
    "incorporated-into": "incorporated into",
    "moved-to": "moved to",
    "moved-into": "moved into",
    "superseded-by": "superseded by",
}
_LEADS = {"required": "Requires", "related": "Related"}


@dataclass(frozen=True, slots=True)
class Tally:
    """What the texts of a catalog leave out, by kind, and the resources that they cite."""

    left_out: Counter[str] = field(default_factory=Counter)
    cited: set[str] = field(default_factory=set)


class Passages:
    """Writes the texts of one entry; counts in `tally` what it leaves out."""

    def __init__(self, entry: Entry, catalog: Catalog, parameters: Parameters, tally: Tally) -> None:
        self._entry, self._catalog, self._parameters, self._tally = entry, catalog, parameters, tally

    def insert(self, kind: str, name: str) -> str:
        """The plain words that stand for an insert."""
        if kind == "param":
            return self._parameters.words(name, self._entry.scope)
        target = self._catalog.target(name)
        return _called(target) if target else name

    def link(self, words: str, href: str) -> str:
        """A link as CommonMark: to a record, to the web, or its words alone."""
        if target := self._target(href):
            return self._reference(target.entry, words)
        resource = self._resource(href)
        address = _address_of(resource) if resource else web_address(href)
        if not address:
            self._tally.left_out["dead"] += 1
        return f"[{words}]({address})" if address and words else words or escaped(href)

    def title(self) -> str:
        """The entry's title in plain words."""
        return plain(self._entry.node.text("title"), self.insert) or self._entry.called

    def text(self) -> str:
        """All that the entry says."""
        written = [block for part in self._entry.node.nodes("parts") for block in self._part(part)]
        if not self._entry.is_withdrawn:
            written += [f"{fate[0].upper()}{fate[1:]}." for fate in self._fates()]
        written += self._related() + self._cited()
        return folded("\n\n".join(written)) + "\n" if written else ""

    def note(self) -> str:
        """What became of an entry that is withdrawn."""
        fates = "; ".join(self._fates())
        return folded(f"Withdrawn: {fates}." if fates else "Withdrawn.") + "\n"

    def _part(self, part: Node) -> list[str]:
        if self._is_left_out(part):
            return []
        content = self._blocks(part)
        lead = self._lead(part)
        if lead and content and content[0].is_paragraph:
            written = [f"{bold(f'{lead}.')} {content[0].text}", *(one.text for one in content[1:])]
        else:
            written = [bold(f"{lead}:")] * bool(lead) + [one.text for one in content]
        items = [line for one in part.nodes("parts") for line in self._item(one)]
        return [*written, *(["\n".join(items)] if items else [])] if content or items else []

    def _item(self, part: Node) -> list[str]:
        if self._is_left_out(part):
            return []
        below = [line for one in part.nodes("parts") for line in self._item(one)]
        head = escaped(label_of(part)) or self._lead(part)
        return listed(bold(head), self._blocks(part), below)

    def _blocks(self, part: Node) -> list[Block]:
        self._tally.left_out["links"] += len(part.nodes("links"))
        return blocks(part.text("prose"), self)

    def _lead(self, part: Node) -> str:
        """What stands before a part in bold type: its title, or its kind where that says anything."""
        name = part.text("name")
        title = plain(part.text("title"), self.insert).rstrip(" .:")
        return escaped(title or ("" if name in _UNNAMED else _in_words(name)))

    def _is_left_out(self, part: Node) -> bool:
        """Whether a part is about assessment; it is counted with all of its kind below it."""
        name = part.text("name")
        if name not in OBJECTIVES | METHODS:
            return False
        self._tally.left_out["objectives" if name in OBJECTIVES else "methods"] += 1
        for one in part.nodes("parts"):
            self._is_left_out(one)
        return True

    def _fates(self) -> list[str]:
        """Where its content went, one clause for each way."""
        found: dict[str, list[str]] = {}
        for link in self._entry.node.nodes("links"):
            if way := _SUCCESSORS.get(link.text("rel")):
                found.setdefault(way, []).append(self._successor(link))
        return [f"{way} {enumerated(dict.fromkeys(names))}" for way, names in found.items()]

    def _successor(self, link: Node) -> str:
        href, words = link.text("href"), inline(link.text("text"), self)
        if target := self._target(href):
            return self._reference(target.entry, words or escaped(_called(target)))
        return f"{words or escaped(href.removeprefix('#'))} (not in this catalog)"

    def _related(self) -> list[str]:
        """The other entries that it names, by the kind of relation, those of the catalog only."""
        found: dict[str, dict[str, None]] = {}
        for link in self._entry.node.nodes("links"):
            rel, href = link.text("rel"), link.text("href")
            if rel in _SUCCESSORS or self._resource(href) or web_address(href):
                continue
            target = self._target(href)
            if target is None:
                self._tally.left_out["unrelated"] += 1
            elif target.entry is not self._entry:
                shown = self._reference(target.entry, escaped(_called(target)))
                found.setdefault(_LEADS.get(rel) or escaped(_in_words(rel) or "See also"), {})[shown] = None
        return [f"{bold(f'{lead}:')} {', '.join(shown)}" for lead, shown in found.items()]

    def _cited(self) -> list[str]:
        """The resources and pages of the web that it refers to."""
        found: dict[str, None] = {}
        for link in self._entry.node.nodes("links"):
            href = link.text("href")
            resource = self._resource(href)
            if resource or web_address(href):
                words = self._citation(resource) if resource else self._named_page(link)
                found[f"- {paragraph(words)}"] = None
        return [bold("References:"), "\n".join(found)] if found else []

    def _citation(self, resource: Node) -> str:
        self._tally.cited.add(resource.path)
        address, title = _address_of(resource), self._words(resource.text("title"))
        citation = resource.node("citation").text("text")
        if not title:
            title, citation = self._words(citation) or escaped(address) or "A source without a name", ""
        shown = f"[{title}]({address})" if address else title
        return f"{shown}: {said}" if (said := inline(citation, self)) else shown

    def _named_page(self, link: Node) -> str:
        address = web_address(link.text("href"))
        return f"[{self._words(link.text('text')) or escaped(address)}]({address})"

    def _words(self, text: str) -> str:
        return escaped(plain(text, self.insert))

    def _reference(self, entry: Entry, words: str) -> str:
        return words if entry is self._entry else f"[{words or escaped(entry.called)}][{entry.id}]"

    def _target(self, href: str) -> Target | None:
        return self._catalog.target(href[1:]) if href.startswith("#") else None

    def _resource(self, href: str) -> Node | None:
        return self._catalog.resources.get(href[1:]) if href.startswith("#") else None


def _called(target: Target) -> str:
    return f"{target.entry.called} {target.label}".strip().rstrip(".")


def _address_of(resource: Node) -> str:
    """Where a resource is found on the web, "" where no link of it leads there."""
    return next(filter(None, (web_address(one.text("href")) for one in resource.nodes("rlinks"))), "")


def _in_words(name: str) -> str:
    words = " ".join(name.replace("-", " ").replace("_", " ").split())
    return words[:1].upper() + words[1:]
