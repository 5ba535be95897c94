"""Resolves the references of a Markdown text into Markdown that all dialects read alike, and lifts out its live views.

It knows no dialect and no record: a converter tells what the text means, a lookup what a label names. What may be a
reference is given a label and an address of its own, the text is converted once, and what comes out as a link was one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import Protocol
from urllib.parse import quote

from aimsbook.mentions import Excess, Fence, Lines, Mention, excess, fences_of, mentions_of

Edit = tuple[int, int, str]  # start, end and what stands there instead
Convert = Callable[[str], str]  # Markdown -> HTML in the dialect of the text; ValueError where it cannot


@dataclass(frozen=True, slots=True)
class Target:
    """What an id leads to."""

    id: str
    href: str
    title: str


class Lookup(Protocol):
    """Tells what a label names."""

    def find(self, label: str) -> Target | None:
        """What has this id, in any letter case."""

    def suspect(self, label: str) -> str | None:
        """None for prose; for what looks like an id and is none the nearest known id, or ""."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a text: dead-reference or hijacked-reference (at the label), or unreadable-text."""

    rule: str
    message: str
    line: int
    column: int
    length: int


@dataclass(frozen=True, slots=True)
class View:
    """A live view: the paragraph that stands for it, and its YAML with the place of its first line."""

    token: str
    source: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """A text with its references resolved, the ids that it names, and what is wrong in it."""

    text: str
    references: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    views: tuple[View, ...] = ()


def resolve(text: str, convert: Convert, lookup: Lookup) -> Resolved:
    """Resolve `[ID]`, `[ID][]` and `[words][ID]`, and put a paragraph in the place of each ```` ```aimsbook ```` block.

    The text comes back with one definition for each id at its end, or at its start where the end of the text is code.
    A text that the converter does not bear comes back as it is, with the fault unreadable-text.
    """
    source = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    if found := excess(source):
        return Resolved(text, faults=(_unreadable(source, found),))
    fences = fences_of(source)
    labels = _Labels(lookup)
    mentions = [one for one in mentions_of(source, fences) if labels.matter(one) and not labels.own(source, one)]
    if not mentions and not fences:
        return Resolved(text)
    try:
        reading = _calm(source, mentions, fences) or _Probe(source, mentions, fences, convert).reading()
    except ValueError as refusal:
        return Resolved(text, faults=(_unreadable(source, Excess(str(refusal), 0)),))
    return _Answer(source, mentions, fences, labels, reading).resolved()


def _unreadable(text: str, found: Excess) -> Fault:
    line, column = Lines(text).place(found.offset)
    return Fault("unreadable-text", f"this text cannot be converted: {found.reason}", line, column, 0)


class _Labels:
    """The lookup, asked once for each label."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._targets: dict[str, Target | None] = {}
        self._nearest: dict[str, str | None] = {}

    def target(self, label: str) -> Target | None:
        if label not in self._targets:
            self._targets[label] = self._lookup.find(_folded(label))
        return self._targets[label]

    def nearest(self, label: str) -> str | None:
        if label not in self._nearest:
            self._nearest[label] = self._lookup.suspect(label)
        return self._nearest[label]

    def matter(self, one: Mention) -> bool:
        return self.target(one.label) is not None or self.nearest(one.label) is not None

    def own(self, text: str, one: Mention) -> bool:
        """Whether it belongs to a definition that stands here since the text was resolved before."""
        target = self.target(one.label) if one.may_define else None
        return target is not None and text.startswith(_definition(target) + "\n", one.start)


def _folded(label: str) -> str:
    """A label as CommonMark compares it, which takes some foreign letters for ASCII ones."""
    return label if label.isascii() else label.lower().upper()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the dialect made of a text: positions in the lists of mentions and fences."""

    linked: frozenset[int]
    pictured: frozenset[int] = frozenset()
    defining: frozenset[int] = frozenset()
    live: frozenset[int] = frozenset()
    ends_in_prose: bool = True


_PLAIN_CODE = re.compile(r"`[^`\n\[\]<\\{}$]+`")
_PLAIN_WORDS = re.compile(r"(?<![\]!])\[\w[\w ,;.'-]*\](?=\[\w)")
# what could make a dialect read brackets as anything but a reference, or take words away from the prose
_UNCALM = re.compile(
    r"[`<|\\~${}^@\x00-\x09\x0b-\x1f\x7f]|!\[|\]\s?[\[(:]|\[[^\[\]]*\[| {4}|://|www\.|^ {0,3}(?:!!!|\?\?\?|===|///|:::)"
    r"|\A *(?:[\w-]+:|---)",
    re.MULTILINE,
)


def _calm(text: str, mentions: Sequence[Mention], fences: Sequence[Fence]) -> _Reading | None:
    """The reading of a text that every dialect takes alike, so that it need not be converted; None for any other."""
    if fences or any(one.after == "[" for one in mentions):
        return None
    if _UNCALM.search(_PLAIN_WORDS.sub("", _PLAIN_CODE.sub("code", text))):
        return None
    return _Reading(frozenset(range(len(mentions))))


class _Probe:
    """Asks a converter what it takes for references, definitions and fences, by a label for each mention."""

    def __init__(self, text: str, mentions: Sequence[Mention], fences: Sequence[Fence], convert: Convert) -> None:
        self._text, self._mentions, self._fences, self._convert = text, mentions, fences, convert
        self._token = f"aimsbook{_digest(text)}"

    def reading(self) -> _Reading:
        """Convert once; again where the end of the text is code, and where a supposed definition is none."""
        supposed = frozenset(index for index, one in enumerate(self._mentions) if one.may_define)
        ends_in_prose = True
        html = self._converted(supposed, ends_in_prose)
        if not self._is_defined(html):
            ends_in_prose = False
            html = self._converted(supposed, ends_in_prose)
            if not self._is_defined(html):
                raise ValueError("its references cannot be made out; are its lists or quotations nested too deeply?")
        words = _words(html) if supposed else ""
        defining = frozenset(index for index in supposed if f"[{self._label(index)}][]" not in words)
        if defining != supposed:
            html = self._converted(defining, ends_in_prose)
        return self._read(html, defining, ends_in_prose)

    def _label(self, index: int) -> str:
        return f"{self._token}r{index}"

    def _converted(self, defining: frozenset[int], ends_in_prose: bool) -> str:
        ordinary = [index for index in range(len(self._mentions)) if index not in defining]
        definitions = [f"[{self._label(index)}]: {self._token}a{index}" for index in ordinary]
        uses = [f"[{self._label(index)}][]" for index in sorted(defining)]
        block = "\n".join([f"[{self._token}c]: {self._token}c", *definitions, "", f"[{self._token}c][]", "", *uses])
        marked = _replaced(self._text, self._edits(ordinary))
        return self._convert(f"{marked}\n\n{block}\n" if ends_in_prose else f"{block}\n\n{marked}")

    def _edits(self, ordinary: Sequence[int]) -> Iterator[Edit]:
        explicit = _explicit(self._mentions, ordinary)
        for index, one in enumerate(self._mentions):
            yield from _as_link(one, self._label(index), explicit)
        for index, fence in enumerate(self._fences):
            language, words = f"{self._token}l{index}n", f"{self._token}b{index}n"
            yield fence.start, fence.end, f"{fence.opening}{language}\n{fence.prefix}{words}\n{fence.closing}"

    def _is_defined(self, html: str) -> bool:
        return f'href="{self._token}c"' in html

    def _read(self, html: str, defining: frozenset[int], ends_in_prose: bool) -> _Reading:
        linked = frozenset(map(int, re.findall(rf'\bhref="{self._token}a(\d+)"', html)))
        words = _words(html) if self._fences or any(_may_be_image(one) for one in self._mentions) else ""
        return _Reading(
            linked,
            frozenset(self._pictured(html, words)) - linked,
            defining,
            frozenset(self._live(words)),
            ends_in_prose,
        )

    def _pictured(self, html: str, words: str) -> Iterator[int]:
        """Yield the mentions that became an image, or its words."""
        yield from map(int, re.findall(rf'\bsrc="{self._token}a(\d+)"', html))
        bare = set(re.findall(rf"(?<!\[){self._token}r(\d+)\b", words))
        yield from (i for i, one in enumerate(self._mentions) if one.before == "!" and str(i) in bare)

    def _live(self, words: str) -> Iterator[int]:
        """Yield the fences whose language is no word of the text while their body is."""
        shown = set(re.findall(rf"{self._token}([lb]\d+)n", words))
        yield from (i for i in range(len(self._fences)) if f"b{i}" in shown and f"l{i}" not in shown)


class _Answer:
    """Writes the text anew from what the dialect made of it."""

    def __init__(
        self, text: str, mentions: Sequence[Mention], fences: Sequence[Fence], labels: _Labels, reading: _Reading
    ) -> None:
        self._text, self._mentions, self._fences = text, mentions, fences
        self._labels, self._reading = labels, reading
        self._lines = Lines(text)
        self._digest = _digest(text)
        defined = {_folded(mentions[index].label).casefold() for index in reading.defining}
        targets = [labels.target(one.label) for one in mentions]
        self._links = {i: target for i in sorted(reading.linked) if (target := targets[i])}
        self._hijacks = {i: target for i in sorted(reading.defining) if (target := targets[i])}
        self._dead = frozenset(
            i for i in reading.linked if not targets[i] and _folded(mentions[i].label).casefold() not in defined
        )
        # what the definitions would make a link or an image, though it was none: the words and labels of images, and
        # the words of links that lead nowhere
        lost = self._dead | reading.pictured
        touching = {j for i in lost for j in (i - 1, i + 1) if _touch(mentions, min(i, j), max(i, j))}
        self._lost = frozenset(i for i in lost | touching if i in self._dead or (targets[i] and i not in self._links))

    def resolved(self) -> Resolved:
        references = {target.id: target for target in self._links.values()}
        faults = sorted((*self._dead_references(), *self._hijacked()), key=lambda fault: (fault.line, fault.column))
        text = _with_definitions(
            _replaced(self._text, self._edits()), map(_definition, references.values()), self._reading.ends_in_prose
        )
        return Resolved(text, tuple(references), tuple(faults), tuple(self._views()))

    def _dead_references(self) -> Iterator[Fault]:
        for index in self._dead:
            one = self._mentions[index]
            near = self._labels.nearest(one.label)
            hint = f"; did you mean [{near}]?" if near else ""
            yield self._fault("dead-reference", one, f"[{one.label}] leads nowhere: nothing has this id{hint}")

    def _hijacked(self) -> Iterator[Fault]:
        for index, target in self._hijacks.items():
            message = f"[{target.id}] is the id of a record, so this definition is ignored: give it another label"
            yield self._fault("hijacked-reference", self._mentions[index], message)

    def _fault(self, rule: str, one: Mention, message: str) -> Fault:
        return Fault(rule, message, *self._lines.place(one.at), len(one.label))

    def _edits(self) -> Iterator[Edit]:
        explicit = _explicit(self._mentions, self._links)
        for index, one in enumerate(self._mentions):
            if index in self._links:
                label = one.label if one.label.isascii() else self._links[index].id
                yield from _as_link(one, label, explicit)
            elif index in self._hijacks:
                yield one.start, one.end, f"[aimsbook{self._digest}unused{index}]"
            elif index in self._lost:
                yield one.start, one.start, "\\"
        for index in self._reading.live:
            yield self._paragraph(self._fences[index], self._view_token(index))

    def _paragraph(self, fence: Fence, token: str) -> Edit:
        """A paragraph in the place of a fence, with blank lines only where others meet it."""
        blank = fence.prefix.rstrip()
        above = self._text[self._text.rfind("\n", 0, max(fence.start - 1, 0)) + 1 : fence.start]
        below = self._text[fence.end + 1 : self._text.find("\n", fence.end + 1) % (len(self._text) + 1)]
        lines = [blank] * _is_filled(above) + [fence.prefix + token] + [blank] * _is_filled(below)
        return fence.start, fence.end, "\n".join(lines)

    def _view_token(self, index: int) -> str:
        return f"aimsbook{self._digest}view{index}end"

    def _views(self) -> Iterator[View]:
        for index in sorted(self._reading.live):
            fence = self._fences[index]
            body = "".join(f"{_without(line, fence.prefix)}\n" for line in fence.body)
            line, _ = self._lines.place(fence.start)
            yield View(self._view_token(index), body, line + 1, len(fence.prefix) + 1)


def _as_link(one: Mention, label: str, explicit: frozenset[int]) -> Iterator[Edit]:
    """The brackets with a label, made explicit, and parted from brackets that a dialect would join to them."""
    if one.join and one.join[0] not in explicit:
        yield one.join[1], one.join[1], " "
    yield one.start, one.end, f"[{label}][]" if one.end in explicit else f"[{label}]"

def _explicit(mentions: Sequence[Mention], indexes: Iterable[int]) -> frozenset[int]:
    """The ends of the mentions that take `[]`; a label, what has one, and an abbreviation stay as they are."""
    return frozenset(one.end for one in map(mentions.__getitem__, indexes) if not _is_bound(one))


def _touch(mentions: Sequence[Mention], first: int, second: int) -> bool:
    return first >= 0 and second < len(mentions) and mentions[first].end == mentions[second].start


def _is_bound(one: Mention) -> bool:
    return one.before in ("]", "!") or one.after in ("[", "(") or one.before + one.after == "*:"


def _may_be_image(one: Mention) -> bool:
    return one.before == "!"


def _definition(target: Target) -> str:
    """The definition of an id; entities are what all dialects read alike in a title."""
    title = escape(" ".join(target.title.split())).replace("\\", "&#92;")
    href = quote(target.href, safe="/:#?&=%.~-_+,;@!$*")
    return f'[{target.id}]: {href} "{title}"' if title else f"[{target.id}]: {href}"


def _with_definitions(text: str, definitions: Iterable[str], at_end: bool) -> str:
    block = "\n".join(definitions)
    if not block:
        return text
    if at_end:
        body = text.rstrip("\n")
        return f"{body}\n" if body.endswith(block) else f"{body}\n\n{block}\n"
    return text if text.startswith(f"{block}\n") else f"{block}\n\n{text}"


def _words(html: str) -> str:
    """What is left of some HTML without tags and comments."""
    return re.sub(r"<!--(?:.*?-->|.*)|<[^<>]*>", "", html, flags=re.DOTALL)


def _replaced(text: str, edits: Iterable[Edit]) -> str:
    pieces, position = [], 0
    for start, end, piece in sorted(edits):
        pieces += [text[position:start], piece]
        position = end
    return "".join([*pieces, text[position:]])


def _without(line: str, prefix: str) -> str:
    """A line of a block without the block's indentation and quotation marks."""
    if line.startswith(prefix):
        return line[len(prefix) :]
    return line[min(len(prefix), len(line) - len(line.lstrip(" \t>"))) :]


def _is_filled(line: str) -> bool:
    return bool(line.strip(" \t\n>"))


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
