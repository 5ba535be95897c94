"""A start page for each kind of reader, made of live views and links as data/starts.yml has them."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.address import root_from, start_page
from aimsbook.book import Book
from aimsbook.briefing import parts_of
from aimsbook.render import fill
from aimsbook.site import LEADING, Heading, Page
from aimsbook.starts import Start, read_starts


def pages(book: Book) -> Iterator[Page]:
    """Yield the start pages in the order of the file."""
    for start in read_starts():
        yield _page(start, book)


def _page(start: Start, book: Book) -> Page:
    path = start_page(start.name)
    there = list(parts_of(start, book))
    blocks = [
        {
            "name": one.block.name,
            "title": one.block.title,
            "says": one.block.says,
            "body": one.view(root_from(path)) if one.view else "",
            "links": one.links,
        }
        for one in there
    ]
    as_of = book.project.as_of.isoformat()
    body = fill(
        "start.html", title=start.title, said=start.description, as_of=as_of, root=root_from(path), blocks=blocks
    )
    headings = tuple(Heading(2, one.block.name, one.block.title) for one in there)
    return Page(path, start.title, start.description, body, headings, LEADING, kind="start")
