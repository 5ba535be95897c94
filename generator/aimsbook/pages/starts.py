"""A start page for each kind of reader, made of live views and links as data/starts.yml has them."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.address import root_from, start_page
from aimsbook.book import Book
from aimsbook.errors import ConfigurationFault
from aimsbook.liveviews import show_of
from aimsbook.present import Presenter
from aimsbook.render import fill
from aimsbook.site import LEADING, Heading, Page
from aimsbook.starts import FILE, Block, Start, read_starts
from aimsbook.viewing import OptionFault


def pages(book: Book) -> Iterator[Page]:
    """Yield the start pages in the order of the file."""
    for start in read_starts():
        yield _page(start, book)


def _page(start: Start, book: Book) -> Page:
    presenter, path = book.presenter, start_page(start.name)
    there = [one for one in start.blocks if _holds(one.framework, presenter)]
    blocks = [
        {
            "name": one.name,
            "title": one.title,
            "says": one.says,
            "body": _shown(one, start, presenter, root_from(path)),
            "links": [way for way in one.links if _holds(way.framework, presenter)],
        }
        for one in there
    ]
    as_of = book.project.as_of.isoformat()
    body = fill(
        "start.html", title=start.title, said=start.description, as_of=as_of, root=root_from(path), blocks=blocks
    )
    headings = tuple(Heading(2, one.name, one.title) for one in there)
    return Page(path, start.title, start.description, body, headings, LEADING, kind="start")


def _holds(framework: str, presenter: Presenter) -> bool:
    return not framework or framework in presenter.dossier.frameworks


def _shown(block: Block, start: Start, presenter: Presenter, root: str) -> object:
    if not block.view:
        return ""
    try:
        return show_of(block.view, block.options, presenter)(root)
    except OptionFault as fault:
        said = f"the block {block.name} of {start.name}: {fault.option}: {fault}"
        raise ConfigurationFault(f"{FILE}: {said}") from None
