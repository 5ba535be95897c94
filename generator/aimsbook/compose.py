"""The book as a site: every page set of the registry, the files beside them, and the search index over all of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from posixpath import dirname, join, normpath
from typing import TypeVar
from urllib.parse import unquote

from aimsbook.address import COMPLETENESS, OF_THE_ROOT, WITHHELD_PAGE, list_page, record_page, root_from
from aimsbook.book import CHAPTER, FRONT_PAGE, MADE, Book, Chapter, compile_book
from aimsbook.collector import only_young_collected
from aimsbook.completeness import examine, page_of
from aimsbook.csvs import csv_bytes
from aimsbook.curtain import Curtain
from aimsbook.falls import falls_of, next_fall
from aimsbook.head import words_in
from aimsbook.lists import places_of
from aimsbook.present import Presenter
from aimsbook.project import Project
from aimsbook.records import Diagnostic, Mark
from aimsbook.registry import modules_of
from aimsbook.search import Entry, build_index
from aimsbook.site import LEADING, RECORD, Asset, Page, Sheet, SheetCell, Site

Made = TypeVar("Made", Page, Asset, Sheet)
MANUAL = "Manual"
_HEADING = re.compile(r'<h([1-6])(?: [^>]*?)?(?: id="([^"]*)")[^>]*>(.*?)</h\1>', re.DOTALL)
_HREF = re.compile(r'\bhref="([^"#?]+)[^"]*"')
_OURS = (".html", ".csv", ".ics")
SECTIONS = (LEADING, "State", "Statements and plans", "Frameworks", "Matrices", "Registers", "Reference")


class Edition:
    """A book together with the site that is made of it; what the doors hand on."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @cached_property
    @only_young_collected()
    def site(self) -> Site:
        """The finished pages and files."""
        made = [self._told(one) for module in modules_of("aimsbook.pages") for one in module.pages(self.book)]
        sheets = tuple(self._said(one) for one in made if isinstance(one, Sheet))
        assets = [one for one in made if isinstance(one, Asset)] + [as_csv(one) for one in sheets]
        found = [one for one in made if isinstance(one, Page)]
        if self.book.dossier.curtain:
            made_at = self._addresses(found, assets)
            found = [replace(one, body=_leading(one.body, one.path, made_at)) for one in found]
        found.append(page_of(examine(self.book, found, assets), self.book))
        pages = tuple(sorted(found, key=_section_rank))
        day = next_fall(falls_of(self.book.dossier))
        index = map(self._told, build_index(entries(self.book, pages)))
        return Site(pages, (*assets, *index), day.isoformat() if day else "", sheets)

    def _told(self, made: Made) -> Made:
        curtain = self.book.dossier.curtain
        return _told(made, curtain.told) if curtain else made

    def _said(self, sheet: Sheet) -> Sheet:
        """A table that says of itself what its lines cannot: that it is empty for these readers."""
        empty = "" if sheet.rows else self.book.dossier.nothing("")
        return replace(sheet, description=" ".join(filter(None, (sheet.description, empty)))) if empty else sheet

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong or missing in records and manual, addresses that are claimed twice included."""
        doubtful = [path for path, _ in self.book.sources() if may_be_taken(path)]
        clashes = taken_addresses(self.book, doubtful, self.site.pages) if doubtful else ()
        return (*self.book.diagnostics, *taken_by_lists(self.book), *clashes)

    @property
    def curtain(self) -> Curtain | None:
        """What a profile withholds, None without one."""
        return self.book.dossier.curtain

    def leaves_out(self, path: str) -> bool:
        """Whether the profile leaves out a file of the manual's folder, by its path below it."""
        return self.book.leaves_out(path)

    def scrubbed(self, text: str) -> str:
        """Words of the manual's settings without what is withheld."""
        return self.book.scrubbed(text)

    def chapter(self, path: str, markdown: str) -> Chapter:
        """A chapter with its references resolved."""
        return self.book.chapter(path, markdown)

    def fill(self, html: str, path: str = "") -> str:
        """A converted chapter, sanitised, with its views filled in and its document control on top."""
        filled = self.book.fill(html, path)
        if not self.book.dossier.curtain:
            return filled
        return _leading(filled, path, self._made_at)

    @cached_property
    def _made_at(self) -> set[str]:
        return self._addresses(self.site.pages, self.site.assets)

    def _addresses(self, pages: Iterable[Page], assets: Iterable[Asset]) -> set[str]:
        """Where pages, files and chapters of the site lie."""
        chapters = {path.removesuffix(CHAPTER) + ".html" for path, _ in self.book.sources()}
        return {COMPLETENESS} | {one.path for one in pages} | {one.path for one in assets} | chapters


def _told(made: Made, told: Callable[[str], str]) -> Made:
    """What was made, with the word "withheld" in the place of every stand-in that it still names."""
    if isinstance(made, Asset):
        return told_file(made, told)
    if isinstance(made, Sheet):
        columns = tuple(replace(one, title=told(one.title)) for one in made.columns)
        rows = tuple(tuple(_told_cell(one, told) for one in row) for row in made.rows)
        return replace(made, columns=columns, rows=rows)
    headings = tuple(replace(one, anchor=told(one.anchor), title=told(one.title)) for one in made.headings)
    title, description = told(made.title), told(made.description)
    return replace(made, title=title, description=description, body=told(made.body), headings=headings)


def told_file(made: Asset, told: Callable[[str], str]) -> Asset:
    """A file of text with the word in the place of every stand-in; any other file as it is."""
    try:
        text = made.content.decode()
    except UnicodeDecodeError:
        return made
    shown = told(text)
    return made if shown == text else Asset(made.path, shown.encode())


def _leading(body: str, path: str, made_at: set[str]) -> str:
    """A body whose links to pages that are not made for a profile lead to the page that says so."""

    def shown(found: re.Match[str]) -> str:
        place = normpath(join(dirname(path), unquote(found[1])))
        known = ":" in found[1] or place in made_at or not place.endswith(_OURS)
        return found[0] if known else f'href="{root_from(path)}{WITHHELD_PAGE}"'

    return _HREF.sub(shown, body)


def _told_cell(cell: SheetCell, told: Callable[[str], str]) -> SheetCell:
    words, href = told(cell.words), cell.href
    if told(href) != href:
        href = WITHHELD_PAGE
    return cell if (words, href) == (cell.words, cell.href) else replace(cell, words=words, href=href)


def as_csv(sheet: Sheet) -> Asset:
    """A sheet as a CSV file."""
    rows = ([cell.words for cell in row] for row in sheet.rows)
    return Asset(sheet.path, csv_bytes([column.title for column in sheet.columns], rows))


def _section_rank(page: Page) -> int:
    """Where a page's section comes in the navigation; sections that are not listed come last."""
    return SECTIONS.index(page.section) if page.section in SECTIONS else len(SECTIONS)


def compile_edition(project: Project) -> Edition:
    """Compile a project; the site is made when it is asked for."""
    return Edition(compile_book(project))


def may_be_taken(path: str) -> bool:
    """Whether a chapter stands where pages made from records may stand; only then the pages have to be made to tell."""
    folder, _, name = path.rpartition("/")
    return folder in MADE or (not folder and name != FRONT_PAGE)


def taken_addresses(book: Book, chapters: Iterable[str], pages: tuple[Page, ...]) -> Iterator[Diagnostic]:
    """Yield every chapter that stands where a page made from records stands."""
    made = {page.path.casefold(): page for page in pages}
    for path in chapters:
        if page := made.get(path.removesuffix(CHAPTER).casefold() + ".html"):
            origin = f" made from {page.source}" if page.source else " that the generator makes"
            message = f"the address {page.path} is also that of the page “{page.title}”{origin}"
            place = Mark(book.project.path_of(book.project.docs / path))
            yield Diagnostic("address-taken", message, place, hint="Move or rename the Markdown file.")


def taken_by_lists(book: Book) -> Iterator[Diagnostic]:
    """Yield every list of the project whose page would stand where one of ours does, today or with more records."""
    for name, file, place in places_of(book.project.vocabulary_folder):
        if (page := list_page(name)) in OF_THE_ROOT:
            message = f"the address {page} of the list {name!r} is also that of a page that the generator makes"
            hint = f"Give the list another name, such as `{name}-list`."
            yield Diagnostic("address-taken", message, replace(place, path=book.project.path_of(file)), hint=hint)


def entries(book: Book, pages: tuple[Page, ...]) -> Iterator[Entry]:
    """Yield what can be found: every record, every other page that is made, and every section of the manual."""
    yield from _records(book.presenter)
    for page in pages:
        if page.kind != RECORD:
            yield Entry("", page.title, "page", "Page", page.path, text=page.description)
    for path, _ in book.sources():
        yield from _sections(book, path)


def _records(presenter: Presenter) -> Iterator[Entry]:
    for record in presenter.graph:
        kind = presenter.vocabulary[record.type]
        state = presenter.state(record)
        yield Entry(
            id=record.id,
            title=record.title,
            type=kind.name,
            label=kind.label,
            href=record_page(record.id),
            state=state.told if state else "",
            text=" ".join(presenter.words(record, kind.fields[name], value) for name, value in record.fields.items()),
            tone=state.tone if state else "neutral",
            symbol=state.symbol if state else "",
            icon=kind.icon,
        )


def _sections(book: Book, path: str) -> Iterator[Entry]:
    """The sections of a chapter, each found by its words and opened at its heading."""
    href = path.removesuffix(CHAPTER) + ".html"
    html = book.words(path)
    if html is None:
        return
    before, *pieces = _HEADING.split(html)
    title = words_in(pieces[2]) if pieces else path
    for anchor, level, heading, body in [("", "1", title, before), *_in_fours(pieces)]:
        words = words_in(body)
        if heading != title or words:
            shown = title if level == "1" or heading == title else f"{title}: {words_in(heading)}"
            yield Entry("", shown, "manual", MANUAL, f"{href}#{anchor}" if anchor else href, text=words)


def _in_fours(pieces: list[str]) -> Iterator[tuple[str, str, str, str]]:
    for start in range(0, len(pieces), 4):
        level, anchor, heading, body = pieces[start : start + 4]
        yield anchor, level, heading, body
