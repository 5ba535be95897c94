"""Every table as a sheet of one workbook: contents and counts first, then requirements, statements and the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from aimsbook import __version__
from aimsbook.address import register_page
from aimsbook.compose import SECTIONS, Edition
from aimsbook.coverage import coverage_of
from aimsbook.exporting import Exporter, Packed
from aimsbook.frameworks import framed
from aimsbook.sheets import heads
from aimsbook.site import Asset, Sheet, SheetCell, SheetColumn
from aimsbook.workbook import Front, Tab, place_of, tab_names, workbook

_REGISTERS, _MATRICES = "Registers", "Matrices"


def make(edition: Edition, topic: str) -> Iterator[Asset]:
    """Yield the workbook; an id leads to its row in its register, and from there to its page."""
    sheets = _in_order(edition)
    names = tab_names(one.title for one in sheets)
    rows = _rows_of(sheets, names)
    tabs = [Tab(name, _linked(sheet, rows, edition)) for name, sheet in zip(names, sheets, strict=True)]
    content, _ = workbook(_front(edition, tabs), tabs, edition.book.project.as_of)
    yield Asset("aims.xlsx", content)


def _in_order(edition: Edition) -> list[Sheet]:
    """Requirements first, then statements, the state of the whole and the registers; matrices last."""
    first = {register_page(name) for name in framed(edition.book.dossier.vocabulary)}
    groups = [one for one in ("Statements and plans", "State", *SECTIONS) if one != _MATRICES]

    def rank(sheet: Sheet) -> tuple[bool, bool, int]:
        known = groups.index(sheet.group) if sheet.group in groups else len(groups)
        return sheet.page not in first, sheet.group == _MATRICES, known

    return sorted(edition.site.sheets, key=rank)


def _rows_of(sheets: Sequence[Sheet], names: Sequence[str]) -> dict[str, str]:
    """Where the row of each record stands in its register, by the page of the record."""
    found: dict[str, str] = {}
    for name, sheet in zip(names, sheets, strict=True):
        if sheet.group == _REGISTERS:
            for number, row in enumerate(sheet.rows):
                home = next((cell.href for cell in row if cell.href), "")
                found.setdefault(home, place_of(name, number))
    return found


def _linked(sheet: Sheet, rows: Mapping[str, str], edition: Edition) -> Sheet:
    """A sheet whose cells lead to the rows of records, in a register's own first cells to their pages on the site."""
    on_site = edition.book.project.on_site

    def led(cell: SheetCell, own: bool) -> SheetCell:
        if not cell.href:
            return cell
        return replace(cell, href=on_site(cell.href) if own or cell.href not in rows else rows[cell.href])

    def line(row: tuple[SheetCell, ...]) -> tuple[SheetCell, ...]:
        home = next((index for index, cell in enumerate(row) if cell.href), -1) if sheet.group == _REGISTERS else -1
        return tuple(led(cell, index == home) for index, cell in enumerate(row))

    return replace(sheet, rows=tuple(line(row) for row in sheet.rows))


def _front(edition: Edition, tabs: Sequence[Tab]) -> Front:
    project = edition.book.project
    facts = (
        ("Dates computed for", SheetCell(project.as_of.isoformat(), kind="date")),
        ("Records at commit", SheetCell(edition.book.commit or "outside a repository")),
        ("Records", SheetCell(f"{len(edition.book.dossier.graph)}{edition.book.dossier.of_shown}", kind="number")),
        ("Made with", SheetCell(f"aimsbook {__version__}")),
        ("Links lead to", SheetCell(project.on_site(""))),
    )
    return Front(project.name, facts, (_counts(edition), _contents(tabs, edition)))


def _contents(tabs: Sequence[Tab], edition: Edition) -> Sheet:
    sheet, group, number, *others = heads(("Sheet", "Group", "Rows", "What it shows", "On the site", "Notes"))
    columns = (sheet, group, SheetColumn(number.title, "number"), *others)
    on_site = edition.book.project.on_site
    rows = tuple(
        (
            SheetCell(tab.name, place_of(tab.name)),
            SheetCell(tab.sheet.group),
            SheetCell(edition.book.dossier.number(len(tab.sheet.rows))),
            SheetCell(tab.sheet.description),
            SheetCell(tab.sheet.page, on_site(tab.sheet.page) if tab.sheet.page else ""),
            SheetCell("notes", f"?{tab.name}"),
        )
        for tab in tabs
    )
    return Sheet("", "", "Sheets", "", columns, rows)


def _counts(edition: Edition) -> Sheet:
    """How many requirements of each framework stand where, a framework and a state a row."""
    states = edition.book.dossier.ladders.states
    labels, tones = zip(*((one.label, one.tone) for one in states.values()), strict=True)
    state_column = SheetColumn("State", "choice", labels, tones, computed=True)
    columns = (*heads(["Framework"]), state_column, SheetColumn("Requirements", "number"), *heads(["What it means"]))
    rows = tuple(
        (SheetCell(one.title), SheetCell(state.label), SheetCell(str(number)), SheetCell(state.means))
        for one in coverage_of(edition.book.dossier).values()
        for state, number in one.by_state
    )
    return Sheet("", "", "How far requirements are met", "", columns, rows)


EXPORTER = Exporter(
    "xlsx", "Every table as a sheet of one workbook, with filters, drop-downs and links.", make,
    examples=("aimsbook export xlsx -o aims.xlsx",),
    packed=(Packed("", "workbook.xlsx"),),
)  # fmt: skip
