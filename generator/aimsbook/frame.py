"""Fills many pages into a frame that the theme rendered once; knows our pages and strings, nothing of the theme."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from posixpath import basename, dirname, join, splitext
from secrets import token_hex
from typing import TypeAlias
from urllib.parse import quote

from aimsbook.head import shown, titled
from aimsbook.records import Mark
from aimsbook.site import Heading, Page

Render: TypeAlias = Callable[[Page], str]
Shape: TypeAlias = tuple[str, str, tuple[Heading, ...], bool, bool]

# What nobody can guess nobody can write into a page, and it never reaches one: every token is filled.
_TOKEN = token_hex(12)
_NAME, _TITLE, _DESCRIPTION, _SOURCE = (f"{_TOKEN}{slot}" for slot in "ntds")
# Themes add a heading to content that has none.
_BODY = f"<h1>{_TOKEN}b</h1>"
_CUT = re.compile(f"({_BODY}|{_TOKEN}[ntds])")


@dataclass(frozen=True, slots=True)
class Frame:
    """What the theme puts around every page of one shape, with the slots that differ."""

    parts: tuple[str, ...]
    slots: tuple[tuple[int, str], ...]

    def fill(self, page: Page) -> str:
        """The finished page."""
        values = _values(page)
        parts = list(self.parts)
        for index, slot in self.slots:
            parts[index] = values[slot]
        return "".join(parts)


def filled(pages: Iterable[Page], render: Render) -> Iterator[tuple[str, str]]:
    """Yield path and text of every page; the theme renders one page of each shape."""
    shapes: dict[Shape, list[Page]] = {}
    for page in pages:
        shapes.setdefault(shape_of(page), []).append(page)
    for alike in shapes.values():
        frame = frame_of(alike[0], render)
        for page in alike:
            yield page.path, frame.fill(page)


def agrees(pages: Sequence[Page], render: Render) -> bool:
    """Whether the first, the middle and the last page come out of their frames as the theme renders them."""
    samples = [pages[index] for index in sorted({0, len(pages) // 2, len(pages) - 1})] if pages else []
    return all(frame_of(page, render).fill(page) == render(page) for page in samples)


def shape_of(page: Page) -> Shape:
    """All that changes what the theme puts around a page: relative addresses depend on its folder."""
    return dirname(page.path), page.kind, page.headings, bool(page.description), page.source is not None


def frame_of(page: Page, render: Render) -> Frame:
    """Have the theme render a page of this shape with tokens for what differs, and cut it at them."""
    parts = tuple(_CUT.split(render(_blank(page))))
    return Frame(parts, tuple((index, parts[index]) for index in range(1, len(parts), 2)))


def _blank(page: Page) -> Page:
    return Page(
        path=join(dirname(page.path), f"{_NAME}.html"),
        title=_TITLE,
        description=_DESCRIPTION if page.description else "",
        body=_BODY,
        headings=page.headings,
        source=Mark(_SOURCE) if page.source else None,
        kind=page.kind,
    )


def _values(page: Page) -> dict[str, str]:
    return {
        _BODY: page.body,
        _NAME: quote(splitext(basename(page.path))[0]),
        _TITLE: titled(page.title),
        _DESCRIPTION: shown(page.description),
        _SOURCE: quote(page.source.path) if page.source else "",
    }
