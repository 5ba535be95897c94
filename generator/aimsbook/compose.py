"""The book as a site: every page set of the registry, the files beside them, and the search index over all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from markupsafe import Markup

from aimsbook.address import record_page
from aimsbook.book import CHAPTER, FRONT_PAGE, MADE, Book, Chapter, compile_book
from aimsbook.completeness import examine, page_of
from aimsbook.csvs import csv_bytes
from aimsbook.falls import falls_of, next_fall
from aimsbook.present import Presenter
from aimsbook.project import Project
from aimsbook.records import Diagnostic, Mark
from aimsbook.registry import modules_of
from aimsbook.sanitise import clean
from aimsbook.search import Entry, build_index
from aimsbook.site import LEADING, Asset, Page, Sheet, Site

MANUAL = "Manual"
_HEADING = re.compile(r'<h([1-6])(?: [^>]*?)?(?: id="([^"]*)")[^>]*>(.*?)</h\1>', re.DOTALL)
_HEADER_LINK = re.compile(r'<a [^>]*class="headerlink"[^>]*>.*?</a>')
SECTIONS = (LEADING, "State", "Statements and plans", "Frameworks", "Matrices", "Registers", "Reference")


class Edition:
    """A book together with the site that is made of it; what the doors hand on."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @cached_property
    def site(self) -> Site:
        """The finished pages and files."""
        made = [one for module in modules_of("aimsbook.pages") for one in module.pages(self.book)]
        sheets = tuple(one for one in made if isinstance(one, Sheet))
        assets = [one for one in made if isinstance(one, Asset)] + [as_csv(one) for one in sheets]
        told = [one for one in made if isinstance(one, Page)]
        told.append(page_of(examine(self.book, told, assets), self.book))
        pages = tuple(sorted(told, key=_section_rank))
        day = next_fall(falls_of(self.book.dossier))
        return Site(pages, (*assets, *build_index(entries(self.book, pages))), day.isoformat() if day else "", sheets)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong or missing in records and manual, addresses that are claimed twice included."""
        doubtful = [path for path, _ in self.book.sources() if may_be_taken(path)]
        clashes = taken_addresses(self.book, doubtful, self.site.pages) if doubtful else ()
        return (*self.book.diagnostics, *clashes)

    def chapter(self, path: str, markdown: str) -> Chapter:
        """A chapter with its references resolved."""
        return self.book.chapter(path, markdown)

    def fill(self, html: str, path: str = "") -> str:
        """A converted chapter, sanitised, with its views filled in and its document control on top."""
        return self.book.fill(html, path)


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


def entries(book: Book, pages: tuple[Page, ...]) -> Iterator[Entry]:
    """Yield what can be found: every record, every other page that is made, and every section of the manual."""
    yield from _records(book.presenter)
    for page in pages:
        if page.kind != "record":
            yield Entry("", page.title, "page", "Page", page.path, text=page.description)
    for path, text in book.sources():
        yield from _sections(book, path, text)


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


def _sections(book: Book, path: str, text: str) -> Iterator[Entry]:
    """The sections of a chapter, each found by its words and opened at its heading."""
    href = path.removesuffix(CHAPTER) + ".html"
    try:
        html = clean(book.project.convert(book.chapter(path, text).text))
    except ValueError:  # what is wrong with the chapter is among the diagnostics
        return
    before, *pieces = _HEADING.split(_HEADER_LINK.sub("", html))
    title = _words(pieces[2]) if pieces else path
    for anchor, level, heading, body in [("", "1", title, before), *_in_fours(pieces)]:
        words = _words(body)
        if heading != title or words:
            shown = title if level == "1" or heading == title else f"{title}: {_words(heading)}"
            yield Entry("", shown, "manual", MANUAL, f"{href}#{anchor}" if anchor else href, text=words)


def _in_fours(pieces: list[str]) -> Iterator[tuple[str, str, str, str]]:
    for start in range(0, len(pieces), 4):
        level, anchor, heading, body = pieces[start : start + 4]
        yield anchor, level, heading, body


def _words(html: str) -> str:
    return " ".join(Markup(html).striptags().split())
