"""The Markdown subset of OSCAL's texts becomes CommonMark that says the same and nothing else; it knows no catalog.

What OSCAL does not mean as markup is escaped, so that no word of a text turns into a link, a heading or HTML; lists
keep their numbers as words, since CommonMark knows neither `a.` nor `(1)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias
from urllib.parse import quote

WIDTH = 100
_DEEPEST = 8

_INLINE = re.compile(
    r"""\\(?P<escaped>[!-/:-@\[-`{-~])
    | \{\{(?P<insert>[^{}]*)\}\}
    | `(?P<code>[^`]+)`
    | !?\[(?P<words>(?:[^\[\]\\]|\\.)*)\]\([ ]?(?P<href>[^() ]*(?:\([^() ]*\)[^() ]*)*)(?:[ ]"[^"]*")?[ ]?\)
    | \*\*(?P<strong>(?!\ )(?:[^*\\]|\\.|\*(?!\*))+)\*\*
    | \*(?P<em>(?!\ )(?:[^*\\]|\\.)+)\*""",
    re.VERBOSE,
)
_INSERT = re.compile(r"\{\{([^{}]*)\}\}")
_SPACE = re.compile(r"[ \t\n]+")
_SPECIAL = re.compile(r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])|!(?=\[|\Z)")
_ENTITY = re.compile(r"&(?=#?\w{0,40}(?:;|\Z))")
_START = re.compile(r"(?=\A[-+=#>:])|(?<=\d)(?=[.)])")
_OPENS = re.compile(r"[-+=#>:]|\d{1,9}[.)]")

_FENCE = re.compile(r"\s*(`{3,}|~{3,})[^`]*")
_HEADING = re.compile(r" {0,3}#{1,6} +(?P<words>.*)")
_ITEM = re.compile(r"(?P<indent> *)(?P<mark>[-*+]|\d{1,9}[.)]) +(?P<words>\S.*)")
_RULE = re.compile(r" *:?-+:? *")
_CELL = re.compile(r"(?<!\\)\|")

_SAFE_START = re.compile(r"[^\W\d_]|[(\"'“‘\[]|\\[\[(]|\*{1,2}\w")
_MARGIN = re.compile(r"( *)(- )?")

Piece: TypeAlias = str | re.Match[str]


class Fill(Protocol):
    """Knows what a text of the catalog inserts and links to."""

    def insert(self, kind: str, name: str) -> str:
        """The plain words that stand for an insert."""

    def link(self, words: str, href: str) -> str:
        """The CommonMark of a link whose words are CommonMark already."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of CommonMark; a paragraph can take words before it."""

    text: str
    is_paragraph: bool = True


def plain(text: str, insert: Callable[[str, str], str]) -> str:
    """The words of a line of markup."""
    words = (piece if isinstance(piece, str) else _words(piece, insert) for piece in _pieces(text))
    return _SPACE.sub(" ", "".join(words)).strip(" ")


def inline(text: str, fill: Fill) -> str:
    """A line of markup as CommonMark."""
    line: list[str] = []
    for piece in _pieces(text):
        before = line[-1][-1:] if line else ""
        line.append(escaped(piece) if isinstance(piece, str) else _marked(piece, fill, before))
    return _SPACE.sub(" ", "".join(line)).strip(" ")


def paragraph(text: str) -> str:
    """A line of CommonMark that starts a block and is nothing but a paragraph."""
    return _START.sub(r"\\", text, count=1) if _OPENS.match(text) else text


def escaped(text: str) -> str:
    """Words as CommonMark that shows just these words; for the start of a block see `paragraph`."""
    return _SPECIAL.sub(r"\\\g<0>", _ENTITY.sub("&amp;", text).replace("<", "&lt;"))


def web_address(href: str) -> str:
    """An address on the web that can stand in a CommonMark link, "" for any other."""
    if not re.match(r"https?://[^/\s]", href, re.IGNORECASE):
        return ""
    return quote(href, safe="/:#?&=%.~-_+,@!$")


def blocks(text: str, fill: Fill) -> list[Block]:
    """A text of several lines as blocks of CommonMark."""
    return list(_Blocks(text, fill))


def bold(words: str) -> str:
    """CommonMark words as a lead in bold type."""
    return f"**{words}**" if words else ""


def listed(head: str, content: list[Block], below: list[str]) -> list[str]:
    """The lines of a list item: its label, its text, and the lines of the items below it."""
    if not head and not content:
        return below
    first, *rest = content or [Block("")]
    if head and not first.is_paragraph:
        first, rest = Block(""), content
    lines = " ".join(part for part in (head, first.text) if part).split("\n")
    for block in rest:
        lines += ["", *block.text.split("\n")]
    lines += ["", *below] if rest and below else below
    return [f"- {lines[0]}", *(f"  {line}" if line else "" for line in lines[1:])]


def folded(text: str, width: int = WIDTH) -> str:
    """CommonMark with its long lines broken where the next word cannot be taken for the start of another block."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = line.lstrip(" -")
        if fence or mark.startswith("```"):
            fence = "" if mark == fence else fence or mark
            lines.append(line)
        elif len(line) <= width or mark.startswith("|"):
            lines.append(line)
        else:
            lines += _broken(line, width)
    return "\n".join(lines)


def _pieces(text: str) -> Iterator[Piece]:
    """Yield what is markup as a match, and the words between; converters leave stray space around markup."""
    text = _SPACE.sub(" ", text)
    start = 0
    for match in _INLINE.finditer(text):
        if match.start() > start:
            words = text[start : match.start()]
            yield _belonging(words[:-1] if words.endswith(("( ", "[ ")) else words, start)
        yield match
        start = match.end()
    if start < len(text):
        yield _belonging(text[start:], start)


def _belonging(words: str, start: int) -> str:
    """The words without the space that parts a sign from the markup that it belongs to."""
    return words[1:] if start and re.match(r" [.,;:!?)\]]", words) else words


def _words(match: re.Match[str], insert: Callable[[str, str], str]) -> str:
    if match["insert"] is not None:
        return insert(*_named(match["insert"]))
    if match["code"]:
        return _code(match, insert)
    return match["escaped"] or plain(match["words"] or match["strong"] or match["em"] or "", insert)


def _marked(match: re.Match[str], fill: Fill, before: str) -> str:
    if match["escaped"]:
        return escaped(match["escaped"])
    if match["insert"] is not None:
        return escaped(fill.insert(*_named(match["insert"])))
    if match["code"]:
        code = _code(match, fill.insert)
        return f"`{code}`" if code and before != "`" else escaped(code)
    if match["words"] is not None:
        words = inline(match["words"], fill)
        return words if match[0].startswith("!") else fill.link(words, match["href"])
    return _emphasised(match, inline(match["strong"] or match["em"], fill), before)


def _emphasised(match: re.Match[str], words: str, before: str) -> str:
    """The words between stars where CommonMark would take the stars for emphasis, else the words alone."""
    after = match.string[match.end() : match.end() + 1]
    opens = words[:1].isalnum() or not before.isalnum()
    closes = words[-1:].isalnum() or not after.isalnum()
    if not words or not opens or not closes or "*" in (before, after, words[0], words[-1]):
        return words
    sign = "**" if match["strong"] else "*"
    return f"{sign}{words}{sign}"


def _code(match: re.Match[str], insert: Callable[[str, str], str]) -> str:
    return _inserted(match["code"], insert).replace("`", "'").strip()


def _inserted(text: str, insert: Callable[[str, str], str]) -> str:
    return _INSERT.sub(lambda found: insert(*_named(found[1])), text)


def _named(insert: str) -> tuple[str, str]:
    """Kind and name of an insert such as `insert: param, ac-1_prm_1`; older files have the name alone."""
    head, comma, name = insert.partition("|")[0].rpartition(",")
    return head.rpartition(":")[2].strip() if comma else "param", name.rpartition(":")[2].strip()


def _broken(line: str, width: int) -> Iterator[str]:
    found = _MARGIN.match(line)
    margin = found[0] if found else ""
    current, *words = line[len(margin) :].split(" ")
    current = margin + current
    for word in words:
        if len(current) + len(word) >= width and _SAFE_START.match(word):
            yield current
            current = " " * len(margin) + word
        else:
            current = f"{current} {word}"
    yield current


class _Blocks:
    """Reads lines into blocks."""

    def __init__(self, text: str, fill: Fill) -> None:
        self._lines, self._fill, self._at = text.replace("\t", "    ").split("\n"), fill, 0

    def __iter__(self) -> Iterator[Block]:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not line.strip():
                self._at += 1
            elif fence := _FENCE.fullmatch(line):
                yield self._code(fence[1])
            elif self._is_table():
                yield self._table()
            elif _ITEM.fullmatch(line):
                yield self._items()
            elif heading := _HEADING.fullmatch(line):
                self._at += 1
                if words := inline(heading["words"].rstrip("# "), self._fill):
                    yield Block(bold(words))
            elif words := paragraph(inline(self._run(), self._fill)):
                yield Block(words)

    def _run(self) -> str:
        """The lines up to the next one that is blank or starts another block."""
        start = self._at
        self._at += 1
        while self._at < len(self._lines) and self._goes_on(self._lines[self._at]):
            self._at += 1
        return "\n".join(line.strip() for line in self._lines[start : self._at])

    def _goes_on(self, line: str) -> bool:
        starts = _FENCE.fullmatch(line) or _ITEM.fullmatch(line) or _HEADING.fullmatch(line) or self._is_table()
        return bool(line.strip()) and not starts

    def _code(self, mark: str) -> Block:
        """A listing, whatever language it is in: a fence's language could make a live view of it."""
        start = self._at = self._at + 1
        while self._at < len(self._lines) and not self._lines[self._at].strip().startswith(mark):
            self._at += 1
        body = [_inserted(line, self._fill.insert).rstrip() for line in self._lines[start : self._at]]
        self._at += 1
        longest = max((len(run) for line in body for run in re.findall("`+", line)), default=0)
        fence = "`" * max(3, longest + 1)
        return Block("\n".join([fence, *body, fence]), is_paragraph=False)

    def _is_table(self) -> bool:
        head, rule = [*self._lines[self._at : self._at + 2], ""][:2]
        return "|" in head and "|" in rule and all(map(_RULE.fullmatch, _cells(rule)))

    def _table(self) -> Block:
        head = self._row()
        rows = [head, ["---"] * len(head)]
        self._at += 1
        while self._at < len(self._lines) and "|" in self._lines[self._at]:
            rows.append((self._row() + [""] * len(head))[: len(head)])
        return Block("\n".join(f"| {' | '.join(row)} |" for row in rows), is_paragraph=False)

    def _row(self) -> list[str]:
        self._at += 1
        return [_CELL.sub(r"\|", inline(cell, self._fill)) for cell in _cells(self._lines[self._at - 1])]

    def _items(self) -> Block:
        """A list; an item that is indented more than the one before it stands below that one."""
        lines: list[str] = []
        levels: list[int] = []
        while self._at < len(self._lines):
            if not self._lines[self._at].strip():
                self._at += 1
                continue
            found = _ITEM.fullmatch(self._lines[self._at])
            if not found:
                break
            while levels and levels[-1] > len(found["indent"]):
                levels.pop()
            if not levels or levels[-1] < len(found["indent"]):
                levels.append(len(found["indent"]))
            lines += self._item(found, min(len(levels), _DEEPEST) - 1)
        return Block("\n".join(lines), is_paragraph=False)

    def _item(self, found: re.Match[str], level: int) -> list[str]:
        mark = found["mark"] if found["mark"] not in "-*+" else ""
        words = paragraph(inline(self._run()[len(found["mark"]) :], self._fill))
        content = [Block(words)] if words else []
        return [f"{'  ' * level}{line}" for line in listed(bold(mark), content, [])]


def _cells(line: str) -> list[str]:
    """The cells of a table's line."""
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return _CELL.split(inner)
