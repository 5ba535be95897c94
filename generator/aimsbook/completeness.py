"""Whether a finished site is complete: every link of its pages followed, every reference counted, and said on a page.

It knows pages and their addresses; links that the theme adds around them, and those between chapters, are MkDocs' own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from aimsbook.address import COMPLETENESS, TOP
from aimsbook.book import Book
from aimsbook.render import fill
from aimsbook.site import Asset, Page

_LINK = re.compile(r' (?:href|src)="([^"]*)"')
_ANCHOR = re.compile(r' id="([^"]*)"')
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_UNRESOLVED = ("dead-link", "dead-reference")
_QUERY = re.compile(r"[=&]")
_MOST = 50
_SAID = "How many pages, records and references there are, and whether each link leads somewhere."


@dataclass(frozen=True, slots=True)
class Dangling:
    """A link that leads nowhere, by the page that it stands on."""

    page: str
    href: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """What was counted and followed, and what leads nowhere."""

    pages: int
    chapters: int
    records: int
    shipped: int
    links: int
    references: int
    hrefs: int
    unresolved: tuple[str, ...]
    dangling: tuple[Dangling, ...]

    @property
    def loose(self) -> int:
        """How many links and references lead nowhere."""
        return len(self.unresolved) + len(self.dangling)


def examine(book: Book, pages: Iterable[Page], assets: Iterable[Asset]) -> Completeness:
    """Follow every link of the pages that were made, and count what was resolved on the way to them."""
    made = list(pages)
    chapters = [path for path, _ in book.sources()]
    anchors = {page.path: frozenset(map(unescape, _ANCHOR.findall(page.body))) for page in made}
    files = {asset.path for asset in assets}
    found = _Following(anchors, files, frozenset(path.removesuffix(".md") + ".html" for path in chapters), book)
    hrefs = 0
    dangling: list[Dangling] = []
    for page in made:
        each = _LINK.findall(page.body)
        hrefs += len(each)
        dangling += (Dangling(page.path, href) for href in found.lost(page.path, dict.fromkeys(map(unescape, each))))
    named = sum(len(one) for one in book.dossier.texts.named.values())
    named += sum(len(book.chapter(path, text).references) for path, text in book.sources())
    own = len(book.dossier.own())
    return Completeness(
        pages=len(made) + 1,
        chapters=len(chapters),
        records=own,
        shipped=len(book.dossier.graph) - own,
        links=book.dossier.graph.size,
        references=named,
        hrefs=hrefs,
        unresolved=tuple(str(one.mark) for one in book.diagnostics if one.rule in _UNRESOLVED),
        dangling=tuple(dangling),
    )


class _Following:
    """Follows links from page to page; one that many pages of a folder have is followed once."""

    def __init__(
        self, anchors: Mapping[str, frozenset[str]], files: set[str], chapters: frozenset[str], book: Book
    ) -> None:
        self.anchors, self.files, self.chapters, self.book = anchors, files, chapters, book
        self._followed: dict[str, dict[str, bool]] = {}

    def lost(self, path: str, hrefs: Iterable[str]) -> Iterator[str]:
        """Yield the links of a page that lead nowhere."""
        folder = dirname(path)
        followed = self._followed.setdefault(folder, {})
        for href in hrefs:
            target, _, anchor = href.partition("#")
            if not target:
                leads = self._is_anchor(anchor, path)
            elif (known := followed.get(href)) is not None:
                leads = known
            else:
                leads = followed[href] = bool(_ELSEWHERE.match(href)) or self._leads(folder, target, anchor)
            if not leads:
                yield href

    def _leads(self, folder: str, target: str, anchor: str) -> bool:
        there = normpath(join(folder, unquote(target)))
        if there in self.anchors:
            return self._is_anchor(anchor, there)
        return there in self.files or there in self.chapters or (self.book.project.docs / there).is_file()

    def _is_anchor(self, anchor: str, path: str) -> bool:
        return anchor in ("", TOP) or bool(_QUERY.search(anchor)) or unquote(anchor) in self.anchors[path]


def page_of(found: Completeness, book: Book) -> Page:
    """The page that says so."""
    body = fill(
        "completeness.html",
        found=found,
        as_of=book.project.as_of.isoformat(),
        commit=book.commit,
        of_shown=book.dossier.of_shown,
        dangling=[{"page": one.page, "href": one.href} for one in found.dangling[:_MOST]],
        more=max(len(found.dangling) - _MOST, 0),
    )
    return Page(COMPLETENESS, "Completeness", _SAID, body, (), "State")
