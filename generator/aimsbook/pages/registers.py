"""A register for each type that has records: every record a row, sortable and filterable, and the same as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from aimsbook.address import WITHHELD_PAGE, register_page
from aimsbook.book import Book
from aimsbook.frameworks import framed
from aimsbook.lists import Column, heading_of
from aimsbook.made import has_register
from aimsbook.present import Cell, Presenter
from aimsbook.render import fill
from aimsbook.sheets import sheet
from aimsbook.site import Heading, Page, Sheet
from aimsbook.vocabulary import RUNG, RecordType

ROOT = "../"
_FEW = 12
_WIDE = 80


def pages(book: Book) -> Iterator[Page | Sheet]:
    """Yield the page of all registers, and a page and a CSV file for each type."""
    presenter = book.presenter
    counts = presenter.dossier.counts()
    kinds = [kind for kind in presenter.vocabulary if has_register(kind.name, presenter)]
    yield _contents(kinds, counts)
    for kind in kinds:
        yield from _register(kind, presenter)


def _contents(kinds: list[RecordType], counts: dict[str, int]) -> Page:
    groups: dict[str, list[tuple[RecordType, int]]] = {}
    for kind in kinds:
        groups.setdefault(kind.group, []).append((kind, counts[kind.name]))
    headings = tuple(Heading(2, f"group-{index}", group) for index, group in enumerate(groups, 1))
    body = fill("registers.html", groups=list(groups.items()))
    return Page(
        "registers/index.html", "Registers", "Every type of record with its records.", body, headings, "Registers"
    )


def _register(kind: RecordType, presenter: Presenter) -> Iterator[Page | Sheet]:
    path = register_page(kind.name)
    columns = [Column(one, heading_of(presenter.vocabulary, kind.name, one)) for one in columns_of(kind, presenter)]
    records = presenter.graph.of_type(kind.name)
    rows = [[presenter.cell(record, column.path, ROOT) for column in columns] for record in records]
    body = fill(
        "register.html",
        icon=kind.icon,
        kicker="Register",
        name=f"register-{kind.name}",
        title=kind.plural,
        description=kind.description,
        columns=heads(columns, rows),
        rows=rows,
        csv=f"{kind.name}.csv",
        hint=f"aimsbook new {kind.name}",
        empty=presenter.dossier.nothing("There is none yet."),
        head=_withheld(kind, presenter),
    )
    yield Page(path, kind.plural, f"Register: {kind.description or kind.plural}", body, (), "Registers")
    yield sheet(
        path.replace(".html", ".csv"), path, kind.plural, "Registers", columns, rows, presenter, (kind.name,),
        kind.description,
    )  # fmt: skip


def _withheld(kind: RecordType, presenter: Presenter) -> Markup:
    """How many records of a type a profile withholds."""
    curtain = presenter.dossier.curtain
    number = curtain.counts()[kind.name] if curtain else 0
    return withheld_note(number, ROOT)


def withheld_note(number: int, root: str) -> Markup:
    """That there are more rows than those that are shown; nothing where there are none."""
    said = '<p class="ab-withheld-note">{} more {} <a href="{}">withheld</a>.</p>'
    return Markup(said).format(number, "is" if number == 1 else "are", root + WITHHELD_PAGE) if number else Markup("")


def columns_of(kind: RecordType, presenter: Presenter) -> list[str]:
    """The columns of a type's register; its framework is one of them where it has any."""
    columns = list(kind.columns)
    if kind.name in framed(presenter.vocabulary) and "framework" not in columns:
        columns.insert(2, "framework")
    if kind.name in presenter.dossier.ladders.of_type and RUNG not in columns:
        columns.append(RUNG)
    return columns


def heads(columns: list[Column], rows: list[list[Cell]]) -> list[dict[str, object]]:
    """The heads of columns, each with the filter that fits what stands below it: a choice among few words, or text."""
    heads: list[dict[str, object]] = []
    for index, column in enumerate(columns):
        words = {row[index].plain for row in rows}
        choice = (
            1 < len(words) <= _FEW and column.path not in ("id", "title") and not any(len(word) > 40 for word in words)
        )
        wide = any(len(word) > _WIDE for word in words)
        heads.append(
            {"key": column.path, "title": column.title, "filter": "choice" if choice else "text", "wide": wide}
        )
    return heads
