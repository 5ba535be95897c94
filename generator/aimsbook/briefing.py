"""What a start page says: its blocks with their views made ready, for the page and for the command alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from aimsbook.book import Book
from aimsbook.errors import ConfigurationFault
from aimsbook.faces import Face
from aimsbook.liveviews import show_of
from aimsbook.made import place_of
from aimsbook.present import Presenter
from aimsbook.starts import FILE, Block, Start, Way
from aimsbook.viewing import OptionFault


@dataclass(frozen=True, slots=True)
class Part:
    """A block of a start page as it is today: a view made ready, or the links that lead somewhere."""

    block: Block
    view: Face | None
    links: tuple[Way, ...] = ()


def parts_of(start: Start, book: Book) -> Iterator[Part]:
    """Yield the blocks that are there: none about a framework that is off, and none whose links all lead nowhere."""
    for block in start.blocks:
        if _holds(block.frameworks, book.presenter):
            links = tuple(_ways(block, book))
            if links or not block.links:
                yield Part(block, _ready(block, start, book.presenter), links)


def _ways(block: Block, book: Book) -> Iterator[Way]:
    """Yield the links of a block to the pages that are made."""
    for way in block.links:
        if _holds(way.frameworks, book.presenter) and (place := place_of(way.to, book)):
            yield replace(way, to=place)


def counted(parts: Iterable[Part]) -> int:
    """How many lines the views of some blocks have together."""
    return sum(one.view.answer().number for one in parts if one.view)


def _holds(frameworks: tuple[str, ...], presenter: Presenter) -> bool:
    return all(one in presenter.dossier.frameworks for one in frameworks)


def _ready(block: Block, start: Start, presenter: Presenter) -> Face | None:
    if not block.view:
        return None
    try:
        view = show_of(block.view, block.options, presenter)
    except OptionFault as fault:
        said = f"the block {block.name} of {start.name}: {fault.option}: {fault}"
        raise ConfigurationFault(f"{FILE}: {said}") from None
    if view.say is None:
        said = f"the block {block.name} of {start.name}: the view {block.view} cannot be said in lines"
        raise ConfigurationFault(f"{FILE}: {said}")
    return view
