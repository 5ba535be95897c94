"""Which pages are made where that hangs on what is on record: page sets ask it, and so does whoever leads to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from aimsbook.address import INDEX, MANDATORY, OVERVIEW, RISK_MAP, SYSTEMS
from aimsbook.answers import Answers
from aimsbook.book import Book
from aimsbook.measure import select
from aimsbook.present import Presenter
from aimsbook.reach import reach_of


def has_register(type_name: str, presenter: Presenter) -> bool:
    """Whether there is a register of a type: where it has records."""
    return bool(presenter.dossier.counts().get(type_name))


def has_matrix(name: str, presenter: Presenter) -> bool:
    """Whether there is a page of a matrix: where it has rows and columns."""
    definition = presenter.dossier.matrices.get(name)
    sides = (definition.rows, definition.columns) if definition else ()
    return bool(sides) and all(select(side, presenter.case) for side in sides)


def has_framework(name: str, presenter: Presenter) -> bool:
    """Whether there is a page of a framework: where it is switched on."""
    return name in presenter.dossier.frameworks


def has_risk_map(presenter: Presenter) -> bool:
    """Whether there are risk maps: where something is rated."""
    return bool(presenter.dossier.appraisals)


def has_systems(presenter: Presenter) -> bool:
    """Whether requirements are held against systems: where there are some of both."""
    reach = reach_of(presenter.dossier)
    return bool(reach.told and reach.requirements)


def has_mandatory(presenter: Presenter) -> bool:
    """Whether it is told what has to be there in writing: where a clause that asks for it is switched on."""
    return bool(Answers(presenter).asked)


_OF_PAGE: Mapping[str, Callable[[Presenter], bool]] = {
    RISK_MAP: has_risk_map,
    SYSTEMS: has_systems,
    MANDATORY: has_mandatory,
}
_OF_FOLDER: Mapping[str, Callable[[str, Presenter], bool]] = {
    "registers": has_register,
    "matrices": has_matrix,
    "frameworks": has_framework,
}


def overview_of(book: Book) -> str:
    """Where the overview is: on the front page where the manual has none of its own."""
    return OVERVIEW if book.has_front_page else INDEX


def place_of(page: str, book: Book) -> str:
    """Where a page is that is known by its address; "" while there is nothing to show on it."""
    if page == OVERVIEW:
        return overview_of(book)
    address = PurePosixPath(page)
    if told := _OF_PAGE.get(page):
        return page if told(book.presenter) else ""
    found = _OF_FOLDER.get(str(address.parent))
    return page if found is None or found(address.stem, book.presenter) else ""
