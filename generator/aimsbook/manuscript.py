"""The text of a printed document as it grows: numbers its headings, knows what it names, and writes its blocks.

What is written is pandoc Markdown; where a link leads is asked of whoever begins the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from markupsafe import Markup

from aimsbook.faces import Block, Facts, Items, Part, Passage, Table
from aimsbook.transcribe import Scribe, Surroundings
from aimsbook.written import Said, Written, anchor, box, escaped, item, items, joined, span, table

DEEPEST = 5
Opening: TypeAlias = Callable[[Written, str], Written]
_OWN_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)\.?\s+(?=\S)")


class Manuscript:
    """A text for pandoc."""

    def __init__(
        self, around: Surroundings, told: Callable[[str], str] = str, nothing: Callable[[str], str] = str
    ) -> None:
        self._around, self._told, self._nothing = around, told, nothing
        self._numbers: list[int] = []
        self._headings = 0

    def heading(self, level: int, title: object, words: str = "", place: str = "") -> Written:
        """A heading with its number; one that begins with a number of its own keeps it where it fits."""
        level = min(level, len(self._numbers) + 1, DEEPEST)
        line = title if isinstance(title, Written) else escaped(self._told(str(title)))
        own = _OWN_NUMBER.match(words or str(title))
        number = self._next(level, [int(one) for one in own[1].split(".")] if own else [])
        if own and f".{number}".endswith(f".{own[1]}"):
            line = Written(re.sub(r"\A\\?[\d\\.]+\s+", "", line))
        self._headings += 1
        places = anchor(place) if place else ""
        return Written(f"{'#' * level} {places}{span(escaped(number), 'number')} {line} {{#h{self._headings}}}")

    def _next(self, level: int, own: list[int]) -> str:
        """Count on at a level; a number that a heading brings along counts where it follows from those above."""
        above, last = self._numbers[: level - 1], self._numbers[level - 1 : level]
        fits = len(own) == level and own[:-1] == above and own[-1] > (last[0] if last else 0)
        self._numbers = [*above, own[-1] if fits else (last[0] if last else 0) + 1]
        return ".".join(map(str, self._numbers))

    def prose(
        self, html: str, around: Surroundings | None = None, lowered: int = 0, opening: Opening | None = None
    ) -> Written:
        """What people wrote, its headings among those of the document; `opening` writes the first one of the top."""
        known = around or self._around
        first = [opening] if opening else []

        def heading(level: int, line: Written, words: str, name: str) -> Written:
            if level == 1 and first:
                return first.pop()(line, words)
            return self.heading(max(level + lowered, 1), line, words, known.place(name) if name else "")

        return Scribe(replace(known, heading=heading)).text(self._told(html))

    def show(self, blocks: Iterable[Block], level: int = 0) -> Written:
        """Blocks; their headings are numbered at a level, or bold words where the level is 0."""
        return joined((text for one in blocks for text in self._block(one, level) if text), "\n\n")

    def said(self, html: Markup | str) -> Said:
        """What a cell says."""
        return Scribe(self._around).said(self._told(str(html)))

    def _block(self, one: Block, level: int) -> Iterator[Written]:
        if isinstance(one, Table):
            yield from self._table(one)
        elif isinstance(one, Facts):
            yield self.facts(one.rows)
        elif isinstance(one, Items):
            yield items(self.said(row).markdown for row in one.rows) if one.rows else self._none(one.none)
        elif isinstance(one, Passage):
            yield self.said(one.html).markdown
        elif isinstance(one, Part):
            line = Scribe(self._around).line(self._told(str(one.title)))
            yield self.heading(level, line.markdown, line.words) if level else span(line.markdown, "strong")
            yield self.show(one.blocks, level + 1 if level else 0)

    def _none(self, words: str) -> Written:
        return escaped(self._told(self._nothing(words)))

    def _table(self, one: Table) -> Iterator[Written]:
        if one.caption:
            yield box(escaped(self._told(one.caption)), "caption")
        if not one.rows:
            yield self._none(one.none)
            return
        heads = [Said(escaped(head), head) for head in map(self._told, one.heads)]
        yield table(heads, [[self.said(cell) for cell in row] for row in one.rows], one.matrix)

    def facts(self, rows: Iterable[tuple[str, Markup]]) -> Written:
        """Labels with what is given under each, as a table of two columns without a head."""
        lines = [(escaped(self._told(label)), self.said(value).markdown) for label, value in rows]
        inside = (item(f"{item(span(label, 'strong'))}\n\n{item(value or escaped('–'))}") for label, value in lines)
        return box("\n\n".join(inside), "sheet", kind="facts", widths="260 740") if lines else Written("")
