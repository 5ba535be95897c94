"""What a view shows, in its faces of the same rows: HTML for a page, blocks for paper, plain lines for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Table:
    """A table: plain heads, and cells as trusted HTML; `matrix` where the heads are ids that want little room."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Markup, ...], ...]
    caption: str = ""
    none: str = "There is none."
    matrix: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Plain labels, each with what is given under it as trusted HTML."""

    rows: tuple[tuple[str, Markup], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list; an item is trusted HTML."""

    rows: tuple[Markup, ...]
    none: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Running words as trusted HTML."""

    html: Markup


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, as trusted HTML, and what stands under it."""

    title: Markup
    blocks: tuple[Block, ...]


Block: TypeAlias = Table | Facts | Items | Passage | Part


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says: its plain words, and the ids of the records that it names."""

    words: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the record that it is about, "" for none, and a cell for each head."""

    record: str
    cells: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Heads with their names, the lines below them, and how many more there are."""

    heads: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    more: int = 0

    @property
    def number(self) -> int:
        """How many lines there are in all."""
        return len(self.lines) + self.more


@dataclass(frozen=True, slots=True)
class Face:
    """A view made ready: called with the way to the root of the site it is HTML, `blocks` are the same for paper.

    Views that answer with lines say them in plain words too.
    """

    html: Callable[[str], Markup]
    blocks: Callable[[], Iterable[Block]]
    say: Callable[[], Answer] | None = None

    def __call__(self, root: str) -> Markup:
        """The view as HTML for a page from which `root` leads to the root of the site."""
        return self.html(root)

    def answer(self) -> Answer:
        """What the view says in lines; ValueError for a view that says none."""
        if self.say is None:
            raise ValueError("this view says nothing in lines")
        return self.say()


def more_of(number: int) -> Iterable[Block]:
    """The words that tell how much was left out, nothing where nothing was."""
    return (Passage(Markup("and {} more").format(number)),) if number > 0 else ()
