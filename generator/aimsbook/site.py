"""The nouns of the finished site: pages, headings and files, without a word of who publishes them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from aimsbook.records import Mark


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
    """A part of a record's page with a heading of its own; its body is trusted HTML."""

    anchor: str
    title: str
    body: Markup


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the site that is no page."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Site:
    """Every page and file that is made from records."""

    pages: tuple[Page, ...]
    assets: tuple[Asset, ...] = ()
