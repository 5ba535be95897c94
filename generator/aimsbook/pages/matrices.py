"""A page for each matrix that is declared in data, and the same as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.address import matrix_page
from aimsbook.book import Book
from aimsbook.csvs import csv_bytes
from aimsbook.grid import grid, is_large
from aimsbook.measure import Matrix, fill_matrix
from aimsbook.render import fill
from aimsbook.site import Asset, Page


def pages(book: Book) -> Iterator[Page | Asset]:
    """Yield page and CSV file of every matrix that has rows and columns."""
    presenter = book.presenter
    for name, definition in presenter.dossier.matrices.items():
        matrix = fill_matrix(definition, presenter.case)
        if not matrix.rows or not matrix.columns:
            continue
        path = matrix_page(name)
        shown = grid(matrix, presenter, "../", definition.title, f"{name}.csv")
        body = fill("matrix_page.html", title=definition.title, grid=shown)
        yield Page(path, definition.title, definition.description or definition.title, body, (), "Matrices")
        yield Asset(path.replace(".html", ".csv"), _csv(matrix))


def _csv(matrix: Matrix) -> bytes:
    """Rows, columns and totals; a filled cell names what lies between, or says x. A large matrix is a list of cells."""
    if is_large(matrix):
        return csv_bytes(["Row", "Column", "Through"], ([*cell, " ".join(way)] for cell, way in matrix.cells.items()))
    rows, columns = matrix.totals
    heads = ["", "Title", *(record.id for record in matrix.columns), "Total"]
    lines = [
        [row.id, row.title]
        + [_words(matrix.cells.get((row.id, column.id))) for column in matrix.columns]
        + [str(rows.get(row.id, 0))]
        for row in matrix.rows
    ]
    lines.append(["Total", "", *(str(columns.get(one.id, 0)) for one in matrix.columns), str(len(matrix.cells))])
    return csv_bytes(heads, lines)


def _words(way: tuple[str, ...] | None) -> str:
    return "" if way is None else " ".join(way) or "x"
