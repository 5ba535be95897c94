"""Finds in a Markdown text what may be a reference or a live view, without judging; knows no dialect and no label."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# spaces of any kind, or a line break with the indentation and quotation marks of the line after it
_GAP = r"(?:[^\S\n]|\n[ \t>]*+)*+"
_BRACKETS = re.compile(rf"\[{_GAP}(?P<label>\w[^\[\]\\\n`<>]{{0,99}}+){_GAP}\]")
_OPENING = re.compile(r"(?P<prefix>[ \t>]*+)(?P<marks>`{3,}|~{3,})[ \t]*aimsbook[ \t]*")
_CLOSING = re.compile(r"[ \t>]*+(?P<marks>`{3,}|~{3,})[ \t]*")
_BEFORE_DEFINITION = re.compile(r"[ \t>]*+(?:\[\^[^\]\n]*\]:)?[ \t>*+\-\d.):]*")
_REACH = 1_000  # how far before a bracket the start of its line is looked for

_STRUCTURE = re.compile(r"\n[ \t>]*(?=\n)|\]\(|[\[\])]")
_DEEP = re.compile(r"^[ \t>]{256}", re.MULTILINE)
_MOST_CHARACTERS = 1 << 20
_MOST_STEPS = 4_000_000  # from brackets to their partners; a converter that takes them all needs about a second
_MOST_BRACKETS = 20_000


@dataclass(frozen=True, slots=True)
class Mention:
    """Words in brackets that stand where Markdown may take them for a reference."""

    start: int
    end: int
    label: str
    at: int  # where the label starts
    before: str  # the character before the brackets
    after: str  # the character behind them
    may_define: bool  # they stand where a definition may stand
    join: tuple[int, int] | None  # from other brackets to these, where some dialects would make one link of both


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block of the language `aimsbook`."""

    start: int
    end: int
    prefix: str  # indentation and quotation marks
    opening: str  # the first line without its language
    body: tuple[str, ...]
    closing: str


@dataclass(frozen=True, slots=True)
class Excess:
    """Why a text is too much for a converter, and where."""

    reason: str
    offset: int


class Lines:
    """Where the lines of a text start."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def mentions_of(text: str, fences: Sequence[Fence]) -> Iterator[Mention]:
    """Yield everything in brackets that could be a label, but for what is escaped or within a fence."""
    spans = [(fence.start, fence.end) for fence in fences]
    for match in _BRACKETS.finditer(text):
        if not _is_escaped(text, match.start()) and not _is_within(spans, match.start()):
            yield _mention(text, match)


def fences_of(text: str) -> list[Fence]:
    """Every block that opens with the language `aimsbook` and is closed before another one opens."""
    if "aimsbook" not in text:
        return []
    found: list[Fence] = []
    opening: re.Match[str] | None = None
    start, offset, body = 0, 0, list[str]()
    for line in text.split("\n"):
        if opened := _OPENING.fullmatch(line):
            opening, start, body = opened, offset, []
        elif opening and _closes(line, opening):
            found.append(_fence(start, offset, opening, body, line))
            opening = None
        else:
            body.append(line)
        offset += len(line) + 1
    return found


def excess(text: str) -> Excess | None:
    """Why a text is too long, too deep or too entangled to be converted; None where it is not."""
    if len(text) > _MOST_CHARACTERS:
        return Excess(f"it has more than {_MOST_CHARACTERS:,} characters", 0)
    if deep := _DEEP.search(text):
        return Excess("this line is indented by 256 columns or more", deep.start())
    brackets = text.count("[")
    if brackets > _MOST_BRACKETS:
        return Excess(f"it has more than {_MOST_BRACKETS:,} brackets", text.find("["))
    return _entangled(text) if brackets * len(text) > _MOST_STEPS else None


def _mention(text: str, match: re.Match[str]) -> Mention:
    start, end = match.span()
    line_start = text.rfind("\n", max(0, start - _REACH), start) + 1 or max(0, start - _REACH)
    return Mention(
        start,
        end,
        match["label"].rstrip(),
        match.start("label"),
        text[max(0, start - 1) : start],
        text[end : end + 1],
        text[end : end + 1] == ":" and bool(_BEFORE_DEFINITION.fullmatch(text, line_start, start)),
        _join(text, start),
    )


def _join(text: str, start: int) -> tuple[int, int] | None:
    """Where other brackets end and these begin, if one space or line break is all that parts them."""
    before = text[max(0, start - _REACH) : start]
    outer = before.rstrip("[")
    rest = outer[:-1] if outer.endswith(("] ", "]\t")) else _without_break(outer)
    if not rest.endswith("]") or rest.endswith("][]"):
        return None
    offset = start - len(before)
    return offset + len(rest), offset + len(outer)


def _without_break(outer: str) -> str:
    """What stands before a line break and an indentation that a block may take away whole; "" without."""
    rest, _, indentation = outer.rpartition("\n")
    return "" if indentation.strip(" \t>") or _columns(indentation) % 4 else rest


def _columns(indentation: str) -> int:
    """How far a line is indented within its quotation; blocks take four columns each away."""
    _, mark, rest = indentation.rpartition(">")
    return len((rest.removeprefix(" ") if mark else rest).expandtabs(4))


def _is_escaped(text: str, offset: int) -> bool:
    before = offset
    while before and text[before - 1] == "\\":
        before -= 1
    return (offset - before) % 2 == 1


def _is_within(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    index = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return index >= 0 and offset < spans[index][1]


def _closes(line: str, opening: re.Match[str]) -> bool:
    closing = _CLOSING.fullmatch(line)
    return closing is not None and closing["marks"].startswith(opening["marks"])


def _fence(start: int, offset: int, opening: re.Match[str], body: Sequence[str], closing: str) -> Fence:
    prefix = opening["prefix"]
    return Fence(start, offset + len(closing), prefix, prefix + opening["marks"], tuple(body), closing)


def _entangled(text: str) -> Excess | None:
    """Count how far a converter walks from each bracket to its partner, or to the end of the paragraph."""
    steps, paragraph = 0, 0
    squares: list[int] = []
    rounds: list[int] = []
    for match in _STRUCTURE.finditer(text + "\n\n"):
        sign, offset = match[0], match.start()
        if sign == "[":
            squares.append(offset)
        elif sign[0] == "]" and squares:
            steps += offset - squares.pop()
        elif sign == ")" and rounds:
            steps += offset - rounds.pop()
        elif sign[0] == "\n":
            steps += sum(offset - one for one in (*squares, *rounds))
            if steps > _MOST_STEPS:
                return Excess("the brackets of this paragraph do not close, or close far away", paragraph)
            steps, paragraph, squares, rounds = 0, match.end() + 1, [], []
        if sign == "](":
            rounds.append(offset)
    return None
