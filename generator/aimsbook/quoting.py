"""The paragraphs of a text that name certain records, with the place to read on; it knows the manual and no trail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from aimsbook.address import record_page
from aimsbook.book import CHAPTER, Book
from aimsbook.head import words_in
from aimsbook.present import Presenter
from aimsbook.records import Record

LONGEST = 480
_BLOCK = re.compile(
    r"<h(?P<level>[1-6])\b(?P<head>[^>]*)>(?P<title>.*?)</h(?P=level)>"
    r"|<(?P<tag>p|li|tr|dd)\b[^>]*>(?P<body>.*?)</(?P=tag)>",
    re.DOTALL,
)
_ANCHOR = re.compile(r'id="([^"]*)"')
_NAMED = re.compile(r'href="(?:[^"]*/)?([A-Za-z0-9._-]+?)\.(?:md|html)(?:#[^"]*)?"')


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph in plain words, the heading it stands under, and where that is, as seen from the root of the site."""

    words: str
    heading: str
    href: str


class Quoter:
    """Finds paragraphs in the chapters and in the prose of records; every text is converted once."""

    def __init__(self, book: Book) -> None:
        self.book, self.project = book, book.project
        self._blocks: dict[str, list[tuple[Passage, frozenset[str]]]] = {}

    @cached_property
    def _sources(self) -> dict[str, str]:
        return {self.project.path_of(self.project.docs / path): path for path, _ in self.book.sources()}

    def passages(self, record: Record, names: Iterable[str], naming: list[Record]) -> list[Passage]:
        """The paragraphs of what a record's fields hold that name one of some records, by link or by number."""
        wanted = {record_page(one.id).rpartition("/")[2].removesuffix(".html") for one in naming}
        numbers = [one.local for one in naming if one.local != one.id and any(sign.isalpha() for sign in one.local)]
        forms = "|".join(rf"(?<![\w.-]){re.escape(one)}(?![\w-]|\.\d)" for one in numbers)
        spoken = re.compile(forms) if forms else None
        return [
            passage
            for name in names
            for passage, named in self._of(record, name)
            if named & wanted or (spoken and spoken.search(passage.words))
        ]

    def _of(self, record: Record, name: str) -> list[tuple[Passage, frozenset[str]]]:
        """The paragraphs of a field: of the chapter it names, or of its own prose."""
        value = record.get(name)
        if not isinstance(value, str):
            return []
        key = value if value in self._sources else f"{record.id}#{name}"
        if key not in self._blocks:
            found = self._chapter(value) if value in self._sources else self._prose(record, name, value)
            self._blocks[key] = list(found)
        return self._blocks[key]

    def _chapter(self, path: str) -> Iterator[tuple[Passage, frozenset[str]]]:
        chapter = self._sources[path]
        html = self.book.words(chapter)
        return _blocks(html, chapter.removesuffix(CHAPTER) + ".html") if html is not None else iter(())

    def _prose(self, record: Record, name: str, text: str) -> Iterator[tuple[Passage, frozenset[str]]]:
        presenter: Presenter = self.book.presenter
        one = presenter.vocabulary[record.type].field(name)
        if one is None or one.kind != "prose":
            return iter(())
        return _blocks(str(presenter.prose(record, (name,), text, "")), f"{record_page(record.id)}#{name}")


def _blocks(html: str, href: str) -> Iterator[tuple[Passage, frozenset[str]]]:
    """Yield every paragraph, item and row below its heading, with the pages that it links to."""
    heading, place = "", href
    for found in _BLOCK.finditer(html):
        if found["level"]:
            heading = words_in(found["title"])
            anchor = _ANCHOR.search(found["head"])
            place = f"{href.partition('#')[0]}#{anchor[1]}" if anchor else href
            continue
        if words := words_in(found["body"]):
            short = words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"
            yield Passage(short, heading, place), frozenset(_NAMED.findall(found["body"]))
