"""The nouns of the finished site: pages, headings and files, without a word of who publishes them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from aimsbook.records import Mark

RECORD = "record"  # the kind of page beside which a file for programs stands
LEADING = "Start here"  # the section that is listed before those of the manual


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page as a table of contents lists it; the title is plain text."""

    level: int
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """One finished page: plain title and description, trusted HTML that starts with its h1."""

    path: str
    title: str
    description: str
    body: str
    headings: tuple[Heading, ...] = ()
    section: str | None = None
    source: Mark | None = None
    kind: str = "page"


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a record's page with a heading of its own; its body is trusted HTML.

    Fields and relations that it tells are not listed again among the fields and links of the record.
    """

    anchor: str
    title: str
    body: Markup
    tells: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the site that is no page."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet: its head, and what its cells hold: "text", "date", "number", or "choice" among words.

    `tones` are those of the choices, in their order; what is `computed` is not for people to choose.
    """

    title: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()
    computed: bool = False


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What a cell of a sheet says in plain words, and the page of the site that it leads to, "" where to none.

    `kind` is what it holds where that is not what its column holds, as a total below words.
    """

    words: str
    href: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that leaves the house: `path` is that of its CSV file, `page` that of the page which shows it."""

    path: str
    page: str
    title: str
    group: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[SheetCell, ...], ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """Every page and file that is made from records, and the next day on which one of their states changes.

    The sheets are the tables among them, whose CSV files are among the assets.
    """

    pages: tuple[Page, ...]
    assets: tuple[Asset, ...] = ()
    falls_on: str = ""
    sheets: tuple[Sheet, ...] = ()
