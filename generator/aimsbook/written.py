"""Words as pandoc Markdown: escaped, linked, indented and laid out in lists and tables; it knows no record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

LINE = 4  # columns that what stands within a list item is moved in by
_SIGNS = re.compile(r"""([\\`*_{}\[\]()#+\-.!|<>~^$@:="'&])""")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ufffe\uffff\ud800-\udfff]")
_BLANK = re.compile(r"[^\S\u00a0\u202f]+")
_UNFIT = re.compile(r"[\x00-\x20\x7f<>\\]")


class Written(str):
    """Pandoc Markdown: what it is made of has been escaped."""

    __slots__ = ()


def escaped(words: object) -> Written:
    """Words as one line of pandoc Markdown that says the same and nothing else; Markdown stays as it is."""
    if isinstance(words, Written):
        return words
    return Written(_SIGNS.sub(r"\\\1", _BLANK.sub(" ", _CONTROLS.sub("", str(words)))))


def joined(pieces: Iterable[str], by: str = "") -> Written:
    """Pieces of Markdown as one."""
    return Written(by.join(pieces))


def span(inside: str, kind: str) -> Written:
    """Words of a kind that the filter knows; nothing where there are none."""
    return Written(f"[{inside}]{{.{kind}}}") if inside else Written("")


def anchor(name: str) -> Written:
    """A place that links lead to."""
    return Written(f'[]{{#{name} .place}}')


def link(inside: str, target: str) -> Written:
    """Words that lead to `#place` or to an address abroad."""
    address = _UNFIT.sub(lambda found: quote(found[0]), target)
    return Written(f"[{inside}](<{address}>)")


def code(words: str) -> Written:
    """Words as code within a line."""
    plain = _BLANK.sub(" ", _CONTROLS.sub("", words)).strip()
    fence = "`" * (max(map(len, re.findall("`+", plain)), default=0) + 1)
    return Written(f"{fence} {plain} {fence}") if plain else Written("")


def listing(text: str) -> Written:
    """A block of code."""
    lines = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n").split("\n")
    fence = "`" * max(3, max((len(run) for line in lines for run in re.findall("`+", line)), default=0) + 1)
    return Written("\n".join((fence, *(line.expandtabs(LINE).replace("\x85", " ") for line in lines), fence)))


def box(inside: str, what: str, **attributes: str) -> Written:
    """A block of a kind that the filter knows."""
    depth = max((len(run) for run in re.findall("^ *(:{3,})", inside, re.MULTILINE)), default=2) + 1
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return Written(f"{':' * depth} {{.{what}{given}}}\n{inside}\n{':' * depth}")


def item(inside: str, marker: str = "-") -> Written:
    """An item of a list."""
    head = f"{marker} ".ljust(LINE)
    lines = (inside or span(" ", "none") or "").split("\n")
    moved = [f"{' ' * len(head)}{line}" if line else "" for line in lines[1:]]
    return Written("\n".join((head + lines[0], *moved)))


def items(inside: Iterable[str], start: int | None = None) -> Written:
    """A list, numbered from `start` on where given; kept apart from what stands beside it."""
    numbered = (
        item(one, "-" if start is None else f"{max(start, 0) + index}.") for index, one in enumerate(inside)
    )
    return box("\n\n".join(numbered), "list")


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says: its Markdown, and its words, by which its column gets its room."""

    markdown: Written
    words: str


def table(heads: Sequence[Said], rows: Sequence[Sequence[Said]], matrix: bool = False) -> Written:
    """A table, whose filter makes a real one of a list of lists; as wide as its words ask."""
    widths, wide = _widths([[one.words for one in row] for row in (heads, *rows)], matrix)
    lines = [joined((item(cell.markdown) for cell in row), "\n\n") for row in (heads, *rows)]
    inside = "\n\n".join(item(line) for line in lines)
    kind = "matrix" if matrix else "wide" if wide else "plain"
    return box(inside, "sheet", kind=kind, lies="yes" if wide else "no", widths=" ".join(map(str, widths)))


_ROOM = 104  # characters that stand side by side on a page
_LANDSCAPE = 215
_INSET = 2.6  # left and right of a cell
_BROAD = 1.15  # of capitals and figures; so broad are small letters too where the font is another one
_MOST_COLUMNS = 7  # that an upright page bears
_LONGEST = 22  # characters of a word that is not parted
_SHORTEST = 10  # characters of an id for which no column is made wider
_STACK = 22  # characters of a line below which a long text is a stack of words
_ENOUGH = 70  # characters of a cell beyond which more room is no help


def _widths(rows: list[list[str]], matrix: bool) -> tuple[list[int], bool]:
    """Thousandths of the page for each column, and whether the page has to lie on its side."""
    if matrix:
        return _matrix_widths(rows[0])
    columns = list(zip(*rows, strict=True))
    words = [{word for cell in column for word in _WORDS.split(cell)} for column in columns]
    texts = [min(sum(map(len, column)) / len(column) / 3, _STACK) for column in columns]
    named = [_holds_ids(column) for column in columns]
    least = _least(words, [0] * len(columns), [0] * len(columns), _BROAD)
    wide = len(columns) > _MOST_COLUMNS or sum(least) > _ROOM
    room = _LANDSCAPE if wide else _ROOM
    for most in range(_LONGEST + 4, _SHORTEST, -1):  # as many ids whole as there is room for
        if sum(whole := _least(words, texts, [most * one for one in named], 1 if wide else _BROAD)) <= room:
            least = whole
            break
    wanted = [max(_wanted(column) - low, 1) for column, low in zip(columns, least, strict=True)]
    spare = max(room - sum(least), 0)
    widths = [low + spare * more / sum(wanted) for low, more in zip(least, wanted, strict=True)]
    return [max(1, int(1000 * one / sum(widths))) for one in widths], wide


def _matrix_widths(heads: list[str]) -> tuple[list[int], bool]:
    each = min(60, 650 // max(len(heads) - 1, 1))
    return [1000 - each * (len(heads) - 1), *([each] * (len(heads) - 1))], len(heads) > _MOST_COLUMNS + 2


_WORDS = re.compile(r"(?<!\A[^\w\s])(?<!\s[^\w\s])\s+")  # a sign and its word are one
_CAPITALS = re.compile(r"[A-Z0-9]")
_PARTS = re.compile(r"(?<=[^\d\s]-)|(?<=[/_])")
_ID = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9.]+)+,?")


def _holds_ids(column: Sequence[str]) -> bool:
    """Whether most cells below the head name records: a few ids among other words need not widen a column."""
    filled = [_WORDS.split(cell) for cell in column[1:] if cell]
    return 2 * sum(any(map(_ID.fullmatch, words)) for words in filled) > len(filled)


def _least(
    columns: Sequence[Iterable[str]], texts: Sequence[float], most: Sequence[int], small: float
) -> list[float]:
    """The room that each column asks for at least: for its texts, and with ids of up to so many characters whole."""
    triples = zip(columns, texts, most, strict=True)
    return [max(text, *(_longest(word, whole, small) for word in words)) + _INSET for words, text, whole in triples]


def _longest(word: str, most: int, small: float) -> float:
    """How much room what stays together of a word takes: capitals and figures are broad."""
    whole = len(word) <= most and _ID.fullmatch(word)
    long = len(word) if whole else min(max(map(len, _PARTS.split(word)), default=0), _LONGEST)
    return long * (_BROAD if len(_CAPITALS.findall(word)) > 1 else small)


def _wanted(column: Sequence[str]) -> float:
    lengths = [min(len(words), 4 * _ENOUGH) for words in column]
    return min(max(lengths), _ENOUGH) / 2 + sum(lengths) / len(lengths)
