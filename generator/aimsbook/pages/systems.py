"""Which requirement holds for which system: a page over all, and one for each system with its proof; also as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from markupsafe import Markup, escape

from aimsbook.address import SYSTEMS, system_page
from aimsbook.book import Book
from aimsbook.lists import Column
from aimsbook.made import has_systems
from aimsbook.pages.registers import heads
from aimsbook.present import Cell, Presenter
from aimsbook.reach import Meeting, Reach, counts_of, reach_of
from aimsbook.records import Record
from aimsbook.render import fill
from aimsbook.sheets import sheet
from aimsbook.site import Heading, Page, Sheet, SheetColumn
from aimsbook.wording import together

_MOST_CELLS = 30_000
_TITLE = "Requirements by AI system"
_SAID = "Which requirement holds for which system, from which day, and how far it has come there."
_OF_ONE = (
    ("framework", "Framework"), ("number", "No."), ("title", "Requirement"), ("applies", "For this system"),
    ("from", "From"), ("rung", "State here"), ("controls", "Controls"), ("proof", "Evidence"),
    ("why", "Why it applies, or not"),
)  # fmt: skip
_HEADS = (("framework", "Framework"), ("number", "No."), ("title", "Requirement"))


def pages(book: Book) -> Iterator[Page | Sheet]:
    """Yield the page over all systems and the page of each, where a system is in scope."""
    if not has_systems(book.presenter):
        return
    reach = reach_of(book.dossier)
    yield from _overview(reach, book.presenter)
    for system in reach.told:
        yield from _system(system, reach, book.presenter)


def _overview(reach: Reach, presenter: Presenter) -> Iterator[Page | Sheet]:
    systems = reach.told if len(reach.told) * len(reach.requirements) <= _MOST_CELLS else []
    columns = [Column(key, title) for key, title in _HEADS] + [Column(one.id, one.id) for one in systems]
    rows = [
        [*_head(one, presenter, ""), *(_meeting(reach.meeting(one, system), "") for system in systems)]
        for one in reach.requirements
    ]
    table = _table(_TITLE, "systems", columns, rows, "systems.csv") if systems else Markup("")
    summary = [
        {
            "id": system.id,
            "title": system.title,
            "href": system_page(system.id),
            "counts": counts_of(system, reach, presenter),
        }
        for system in reach.told
    ]
    body = fill("systems.html", title=_TITLE, said=_SAID, summary=summary, table=table)
    headings = [Heading(2, system.id, system.title) for system in reach.told]
    headings.append(Heading(2, "pairs", "Requirement by requirement"))
    yield Page(SYSTEMS, _TITLE, _SAID, body, tuple(headings), "Matrices")
    if systems:
        yield _sheet(SYSTEMS, _TITLE, columns, rows, presenter, {})


def _system(system: Record, reach: Reach, presenter: Presenter) -> Iterator[Page | Sheet]:
    columns = [Column(key, title) for key, title in _OF_ONE]
    rows = [_row(one, reach, presenter) for one in reach.of(system).values()]
    path = system_page(system.id)
    name = path.rpartition("/")[2].replace(".html", ".csv")
    title = f"Requirements for {system.title}"
    body = fill(
        "system.html",
        title=title,
        entry=presenter.entry(system, "../"),
        overview=f"../{SYSTEMS}",
        table=_table(title, f"system-{system.id}", columns, rows, name),
    )
    yield Page(path, title, f"Which requirement holds for {system.id}, why, and what shows it.", body, (), None)
    yield _sheet(path, title, columns, rows, presenter, {"from": SheetColumn("From", "date")})


def _table(title: str, name: str, columns: list[Column], rows: list[list[Cell]], csv: str) -> Markup:
    return fill("table.html", title=title, name=name, columns=heads(columns, rows), rows=rows, csv=csv)


def _sheet(
    path: str, title: str, columns: list[Column], rows: list[list[Cell]], presenter: Presenter,
    kinds: Mapping[str, SheetColumn],
) -> Sheet:  # fmt: skip
    return sheet(path.replace(".html", ".csv"), path, title, "Matrices", columns, rows, presenter, kinds=kinds)


def _head(requirement: Record, presenter: Presenter, root: str) -> list[Cell]:
    framework = presenter.framework(requirement)
    return [
        Cell(escape(framework), framework),
        presenter.cell(requirement, "number", root),
        presenter.cell(requirement, "title", root),
    ]


def _meeting(one: Meeting | None, root: str) -> Cell:
    """One cell of the overview: the state, from when, and why as its tooltip."""
    if one is None:
        return Cell(Markup(""), "")
    words, start = one.state.label, one.application.start
    if not one.application.holds and start:
        words = f"{words} ({start.isoformat()})"
    href = f"{root}{system_page(one.system.id)}#number={quote(one.requirement.local)}"
    mark = '<a class="ab-state ab-tone-{}" href="{}" title="{}"><span aria-hidden="true">{}</span> {}</a>'
    return Cell(Markup(mark).format(one.state.tone, href, f"Applies: {one.applies}", one.state.symbol, words), words)


def _row(one: Meeting, reach: Reach, presenter: Presenter) -> list[Cell]:
    application = one.application
    state = "Applies" if application.holds else one.state.label
    start = application.start.isoformat() if application.start else ""
    return [
        *_head(one.requirement, presenter, "../"),
        Cell(escape(state), state),
        Cell(escape(start), start),
        _rung(one),
        _linked(reach.controls(one), presenter) if _is_bound(one) else Cell(Markup(""), ""),
        _linked(reach.evidence(one), presenter) if _is_bound(one) else Cell(Markup(""), ""),
        Cell(escape(application.why), application.why),
    ]


def _is_bound(one: Meeting) -> bool:
    return one.application.holds or one.application.start is not None


def _rung(one: Meeting) -> Cell:
    """The rung where the requirement holds, today or later."""
    if not _is_bound(one):
        return Cell(Markup(""), "")
    reasons = "; ".join(dict.fromkeys(f"{reason.record}: {reason.text}" for reason in one.standing.reasons[:3]))
    mark = '<span class="ab-state ab-tone-{}" title="{}"><span aria-hidden="true">{}</span> {}</span>'
    rung = one.rung
    return Cell(Markup(mark).format(rung.tone, reasons, rung.symbol, rung.label), rung.label)


def _linked(found: list[Record], presenter: Presenter) -> Cell:
    shown = together(presenter.link(one, "../") for one in sorted(found, key=lambda one: one.veiled))
    return Cell(Markup(", ").join(shown), ", ".join(map(presenter.named, found)))
