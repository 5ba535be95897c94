"""A page for each matrix that is declared in data, and the same as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from aimsbook.address import matrix_page, record_page
from aimsbook.book import Book
from aimsbook.grid import grid, is_large
from aimsbook.made import has_matrix
from aimsbook.measure import Matrix, fill_matrix
from aimsbook.render import fill
from aimsbook.sheets import heads, words
from aimsbook.site import Page, Sheet, SheetCell, SheetColumn


def pages(book: Book) -> Iterator[Page | Sheet]:
    """Yield page and CSV file of every matrix that has rows and columns."""
    presenter = book.presenter
    for name, definition in presenter.dossier.matrices.items():
        if not has_matrix(name, presenter):
            continue
        matrix = fill_matrix(definition, presenter.case)
        path = matrix_page(name)
        shown = grid(matrix, presenter, "../", definition.title, f"{name}.csv")
        body = fill("matrix_page.html", title=definition.title, grid=shown)
        yield Page(path, definition.title, definition.description or definition.title, body, (), "Matrices")
        yield _sheet(matrix, path, presenter.dossier.number)


def _sheet(matrix: Matrix, path: str, number: Callable[[int], str]) -> Sheet:
    """Rows, columns and totals; a filled cell names what lies between, or says x. A large matrix is a list of cells."""
    definition = matrix.definition
    titles, lines = _long(matrix) if is_large(matrix) else _wide(matrix, number)
    *columns, last = heads(titles)
    columns.append(last if is_large(matrix) else SheetColumn(last.title, "number"))
    csv = path.replace(".html", ".csv")
    return Sheet(csv, path, definition.title, "Matrices", tuple(columns), lines, definition.description)


def _long(matrix: Matrix) -> tuple[list[str], tuple[tuple[SheetCell, ...], ...]]:
    return ["Row", "Column", "Through"], words([*cell, " ".join(way)] for cell, way in matrix.cells.items())


def _wide(matrix: Matrix, number: Callable[[int], str]) -> tuple[list[str], tuple[tuple[SheetCell, ...], ...]]:
    rows, columns = matrix.totals
    filled, empty = {place: SheetCell(" ".join(way) or "x") for place, way in matrix.cells.items()}, SheetCell("")
    lines = [
        (
            SheetCell(row.id, record_page(row.id)),
            SheetCell(row.title),
            *(filled.get((row.id, column.id), empty) for column in matrix.columns),
            SheetCell(number(rows.get(row.id, 0))),
        )
        for row in matrix.rows
    ]
    totals = (
        SheetCell("Total"),
        SheetCell(""),
        *(SheetCell(number(columns.get(one.id, 0)), kind="number") for one in matrix.columns),
        SheetCell(number(len(matrix.cells))),
    )
    return ["", "Title", *(record.id for record in matrix.columns), "Total"], (*lines, totals)
