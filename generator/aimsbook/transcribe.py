"""HTML that stands for what people wrote, or for a value of a record, becomes pandoc Markdown; it knows no record.

Where a link leads, what a paragraph stands for and which pictures there are, those say that call it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from aimsbook.written import LINE, Said, Written, box, code, escaped, items, joined, link, listing, span, table

_VOID = frozenset("area br col embed hr img input link meta source track wbr".split())
_SILENT = frozenset("script style svg template title math".split())
_BLOCKS = frozenset(
    "address article blockquote details div dl figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section "
    "table ul dt dd tr td th thead tbody tfoot caption figcaption".split()
)
_KINDS = {
    "em": "em", "i": "em", "cite": "em", "dfn": "em", "var": "em", "strong": "strong", "b": "strong", "del": "del",
    "s": "del", "sup": "sup", "sub": "sub", "mark": "mark", "small": "small", "ins": "ins", "u": "ins",
}  # fmt: skip
_TONE = re.compile(r"\bab-tone-(good|weak|bad|neutral)\b")
_HEADING = re.compile(r"h([1-6])\Z")
_TICKS = {True: "☑ ", False: "☐ "}
_DEEPEST = 120


@dataclass(slots=True)
class Node:
    """An element with its attributes and what it holds."""

    tag: str
    attributes: dict[str, str]
    inside: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        """The classes of the element."""
        return set(self.attributes.get("class", "").split())

    @property
    def elements(self) -> list[Node]:
        """The elements that it holds."""
        return [one for one in self.inside if isinstance(one, Node)]

    def find(self, *tags: str) -> Iterator[Node]:
        """Yield every element of these kinds below it, the outermost only."""
        for one in self.elements:
            if one.tag in tags:
                yield one
            else:
                yield from one.find(*tags)

    @property
    def words(self) -> str:
        """All its words."""
        pieces = (one if isinstance(one, str) else " " if one.tag == "br" else one.words for one in self.inside)
        return "" if self.tag in _SILENT else " ".join("".join(pieces).split())


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(node)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].tag == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


def parsed(html: str) -> Node:
    """The elements of some HTML."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return tree.root


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a link leads in print, "" nowhere, and the id that is said beside its words where they do not say it."""

    target: str
    names: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What whoever calls knows of the text around."""

    lead: Callable[[str], Lead]
    place: Callable[[str], str] = str
    view: Callable[[str], Written | None] = lambda words: None
    picture: Callable[[str], str | None] = lambda source: None
    heading: Callable[[int, Written, str, str], Written] | None = None


class Scribe:
    """Writes HTML as pandoc Markdown within its surroundings."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._notes: dict[str, Node] = {}
        self._noted: dict[str, str] = {}

    def text(self, html: str) -> Written:
        """A whole text: its blocks, and its footnotes below them."""
        root = parsed(html)
        self._notes = {note.attributes.get("id", ""): note for note in _notes(root)}
        body = self._blocks(root, free=True)
        while waiting := [key for key in self._notes if key in self._noted]:
            note = self._notes.pop(waiting[0])
            inside = self._blocks(note)
            body = joined((body, _note(self._noted[waiting[0]], inside)), "\n\n")
        return body

    def said(self, html: str) -> Said:
        """What stands in a cell: its blocks, without headings, and its words."""
        root = parsed(html)
        return Said(self._blocks(root), root.words)

    def line(self, html: str) -> Said:
        """What stands in a line."""
        root = parsed(html)
        return Said(joined(self._inline(root)), root.words)

    def _blocks(self, node: Node, free: bool = False) -> Written:
        """The blocks below a node, words that stand among them as paragraphs; headings only where they may be."""
        found: list[Written] = []
        words: list[Written] = []

        def close() -> None:
            paragraph = joined(words).strip(" ")
            words.clear()
            if paragraph.strip("\\\n "):
                found.append(Written(paragraph))

        for one in node.inside:
            if isinstance(one, str) or (one.tag not in _BLOCKS and not any(one.find(*_BLOCKS))):
                words.extend(self._run(one))
            else:
                close()
                found.extend(self._block(one, free))
        close()
        return joined((one for one in found if one), "\n\n")

    def _block(self, node: Node, free: bool) -> Iterator[Written]:
        heading = _HEADING.match(node.tag)
        if node.tag in _SILENT or "footnote" in node.classes:
            return
        if heading:
            yield self._heading(node, int(heading[1]), free)
        elif node.tag == "p":
            yield self._paragraph(node)
        elif node.tag == "pre" or "highlight" in node.classes:
            yield listing(_verbatim(node))
        elif node.tag in ("ul", "ol"):
            yield self._list(node)
        elif node.tag == "dl":
            yield self._definitions(node)
        elif node.tag == "table":
            yield from self._table(node)
        elif node.tag == "blockquote":
            yield box(self._blocks(node), "quote")
        elif node.tag == "hr":
            yield box("", "rule")
        elif "admonition" in node.classes or node.tag == "details":
            yield self._admonition(node)
        elif "tabbed-set" in node.classes:
            yield from self._tabs(node)
        else:
            yield self._blocks(node, free)

    def _heading(self, node: Node, level: int, free: bool) -> Written:
        inside = Node(node.tag, {}, [one for one in node.inside if isinstance(one, str) or not _is_headerlink(one)])
        line = Written(joined(self._inline(inside)).strip(" "))
        if not free or self._around.heading is None:
            return span(line, "strong")
        return self._around.heading(level, line, inside.words, node.attributes.get("id", ""))

    def _paragraph(self, node: Node) -> Written:
        shown = self._around.view(node.words)
        return Written(joined(self._inline(node)).strip(" ")) if shown is None else shown

    def _list(self, node: Node) -> Written:
        lines = [self._blocks(one) for one in node.elements if one.tag == "li"]
        start = node.attributes.get("start", "1")
        return items(lines, None if node.tag == "ul" else int(start) if start.lstrip("-").isdigit() else 1)

    def _definitions(self, node: Node) -> Written:
        found = []
        for one in node.find("dt", "dd"):
            if one.tag == "dt":
                found.append(span(joined(self._inline(one)), "strong"))
            else:
                found.append(box(self._blocks(one), "meaning"))
        return joined(found, "\n\n")

    def _table(self, node: Node) -> Iterator[Written]:
        rows = [row for row in node.find("tr") if row.elements]
        heads = [row for part in node.find("thead") for row in part.find("tr")] or rows[:1]
        if caption := next(node.find("caption"), None):
            yield box(joined(self._inline(caption)), "caption")
        lines = [[self._cell(cell) for cell in row.elements] for row in rows if row not in heads]
        head = [self._cell(cell) for cell in heads[0].elements] if heads else []
        width = max((len(line) for line in (head, *lines)), default=0)
        empty = Said(Written(""), "")
        if width:
            yield table(
                [*head, *[empty] * (width - len(head))], [[*line, *[empty] * (width - len(line))] for line in lines]
            )

    def _cell(self, node: Node) -> Said:
        return Said(self._blocks(node), node.words)

    def _admonition(self, node: Node) -> Written:
        first = next((one for one in node.elements if one.tag == "summary" or "admonition-title" in one.classes), None)
        title = joined(self._inline(first)) if first else Written("")
        rest = Node(node.tag, {}, [one for one in node.inside if one is not first])
        kind = next(iter(sorted(node.classes & _SERIOUS)), "note")
        head = box(title, "boxtitle") if title else ""
        return box("\n\n".join(one for one in (head, self._blocks(rest)) if one), "box", kind=kind)

    def _tabs(self, node: Node) -> Iterator[Written]:
        labels = list(node.find("label"))
        contents = [one for one in _deep(node) if {"tabbed-block", "tabbed-content"} & one.classes]
        contents = [one for one in contents if "tabbed-block" in one.classes] or contents
        for label, content in zip(labels, contents, strict=False):
            yield span(joined(self._inline(label)), "strong")
            yield self._blocks(content)

    def _inline(self, node: Node) -> Iterator[Written]:
        for one in node.inside:
            yield from self._run(one)

    def _run(self, one: Node | str) -> Iterator[Written]:
        if isinstance(one, str):
            yield escaped(one)
        elif one.tag in _SILENT or _is_headerlink(one) or "footnote-backref" in one.classes:
            return
        elif "footnote-ref" in one.classes:
            yield self._reference(one)
        elif one.tag == "br":
            yield Written("\\\n")
        elif one.tag in ("code", "kbd", "samp", "pre"):
            yield code(one.words)
        elif one.tag == "a":
            yield self._link(one)
        elif one.tag == "img":
            yield self._picture(one)
        elif one.tag == "input":
            yield Written(_TICKS["checked" in one.attributes] if one.attributes.get("type") == "checkbox" else "")
        elif place := one.attributes.get("data-place"):  # never of what people wrote: no sanitiser lets it through
            yield Written(f"[{joined(self._inline(one))}]{{#{place} .place}}")
        elif kind := _KINDS.get(one.tag) or _toned(one):
            yield span(joined(self._inline(one)), kind)
        else:
            yield from self._inline(one)

    def _link(self, node: Node) -> Written:
        lead = self._around.lead(node.attributes.get("href", ""))
        inside = joined(self._inline(node))
        if lead.names and lead.names.rpartition(":")[2] not in node.words:
            inside = joined((inside, " ", escaped(f"({lead.names})")))
        return link(inside, lead.target) if lead.target and inside.strip() else inside

    def _picture(self, node: Node) -> Written:
        alternative = escaped(node.attributes.get("alt", ""))
        source = self._around.picture(node.attributes.get("src", ""))
        if source is None:
            return span(alternative, "em")
        return Written(f"![{alternative or 'picture'}](<{source}>)")

    def _reference(self, node: Node) -> Written:
        target = node.attributes.get("href", "").partition("#")[2]
        if target not in self._notes and target not in self._noted:
            return escaped(node.words)
        name = self._noted.setdefault(target, self._around.place(f"note-{len(self._noted) + 1}"))
        return Written(f"[^{name}]")


_SERIOUS = frozenset(
    "abstract summary tldr info todo tip hint important success check done question help faq warning caution attention "
    "failure fail missing danger error bug example quote cite note seealso".split()
)


def _is_headerlink(one: Node) -> bool:
    return "headerlink" in one.classes


def _toned(one: Node) -> str:
    found = _TONE.search(one.attributes.get("class", ""))
    return f"tone-{found[1]}" if found else ""


def _notes(root: Node) -> Iterator[Node]:
    for one in _deep(root):
        if "footnote" in one.classes and one.tag == "div":
            yield from one.find("li")


def _deep(node: Node) -> Iterator[Node]:
    for one in node.elements:
        yield one
        yield from _deep(one)


def _verbatim(node: Node) -> str:
    return "".join(one if isinstance(one, str) else _verbatim(one) for one in node.inside)


def _note(name: str, inside: str) -> Written:
    head, *lines = inside.split("\n")
    moved = (f"{' ' * LINE}{line}" if line else "" for line in lines)
    return joined((f"[^{name}]: {head}", *moved), "\n")
