"""A page for each list that is declared in data, the Statement of Applicability first of all, and the same as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.address import list_page
from aimsbook.book import Book
from aimsbook.listhead import list_head, withheld_rows
from aimsbook.lists import ListDefinition
from aimsbook.measure import select_all
from aimsbook.pages.registers import heads, withheld_note
from aimsbook.present import Presenter
from aimsbook.render import fill
from aimsbook.sheets import sheet
from aimsbook.site import Page, Sheet


def pages(book: Book) -> Iterator[Page | Sheet]:
    """Yield page and CSV file of every list."""
    for definition in book.presenter.dossier.lists.values():
        yield from _list(definition, book.presenter)


def _list(definition: ListDefinition, presenter: Presenter) -> Iterator[Page | Sheet]:
    records = select_all(definition.rows, presenter.case)
    rows = [
        [presenter.cell(record, column.path_for(record.type), "") for column in definition.columns]
        for record in records
    ]
    body = fill(
        "register.html",
        icon="",
        kicker=definition.section,
        name=definition.name,
        title=definition.title,
        description=definition.description,
        columns=heads(list(definition.columns), rows),
        rows=rows,
        csv=f"{definition.name}.csv",
        hint="",
        empty=presenter.dossier.nothing("There is none yet."),
        head=list_head(definition, records, presenter, "") + withheld_note(withheld_rows(definition, presenter), ""),
    )
    yield Page(list_page(definition.name), definition.title, definition.description, body, (), definition.section)
    yield sheet(
        f"{definition.name}.csv", list_page(definition.name), definition.title, definition.section, definition.columns,
        rows, presenter, [one.type for one in definition.rows], definition.description,
    )  # fmt: skip
