"""The state of the whole: the front page where the manual has none, the gaps by owner, and what falls due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from aimsbook.address import DUE, GAPS, calendar_file, record_page
from aimsbook.book import Book
from aimsbook.calendars import by_name
from aimsbook.deadlines import HORIZON, Deadline, deadlines_of, overdue, upcoming
from aimsbook.made import overview_of
from aimsbook.present import Presenter
from aimsbook.records import Diagnostic, Record, Severity
from aimsbook.render import fill
from aimsbook.sheets import heads
from aimsbook.site import Asset, Heading, Page, Sheet, SheetCell, SheetColumn
from aimsbook.views import gaps, overview

_GRADES = (("finding", "An auditor would write it up"), ("question", "An auditor would ask"))


_GAPS_SAY = "What an auditor would write up or ask about, by owner."
_DUE_SAYS = "Dates that records have to keep."
_SECTION = "State"


def pages(book: Book) -> Iterator[Page | Asset | Sheet]:
    """Yield the overview, and the gaps and the dates with their tables."""
    yield _overview(book)
    yield _gaps(book)
    yield _gaps_sheet(book.presenter)
    yield _due(book)
    yield _due_sheet(book.presenter)


def _overview(book: Book) -> Page:
    title = book.project.name
    body = fill(
        "home.html",
        title=title if not book.has_front_page else "Overview",
        as_of=book.project.as_of.isoformat(),
        commit=book.commit,
        overview=overview.define({}, book.presenter)(""),
    )
    said = "What is covered, what is not, and what is overdue."
    return Page(overview_of(book), "Overview" if book.has_front_page else title, said, body, (), _SECTION, kind="home")


def _gaps(book: Book) -> Page:
    presenter = book.presenter
    found = gaps.gaps_of(presenter)
    blocks = []
    for grade, title in _GRADES:
        ones = [one for one in found if one.weight == grade]
        listing = gaps.listing(ones, presenter, "", len(ones), grade)
        blocks.append((grade, title, presenter.dossier.number(len(ones)), listing))
    errors = [one for one in book.diagnostics if one.severity is Severity.ERROR]
    if errors:
        shown = fill(
            "errors.html", found=[presenter.diagnostic(one, "") for one in errors], link=presenter.link, root=""
        )
        blocks.insert(0, ("errors", "Errors in the records", str(len(errors)), shown))
    body = fill("gaps_page.html", blocks=blocks, as_of=book.project.as_of.isoformat(), csv=_csv(GAPS))
    headings = tuple(Heading(2, anchor, title) for anchor, title, _, _ in blocks)
    return Page(GAPS, "Gaps", _GAPS_SAY, body, headings, _SECTION)


def _gaps_sheet(presenter: Presenter) -> Sheet:
    grades = SheetColumn("Grade", "choice", tuple(grade for grade, _ in _GRADES), ("bad", "weak"), computed=True)
    titles = ("Record", "Type", "Title", "Owner", "What is asked", "How to meet it", "Rule", "File", "Line")
    *texts, line = heads(titles)
    rows = tuple(_gap(one, presenter) for one in gaps.gaps_of(presenter))
    columns = (grades, *texts, SheetColumn(line.title, "number"))
    return Sheet(_csv(GAPS), GAPS, "Gaps", _SECTION, columns, rows, _GAPS_SAY)


def _gap(one: Diagnostic, presenter: Presenter) -> tuple[SheetCell, ...]:
    record = presenter.graph[str(one.record)]
    told = (one.message, one.hint, one.duty or one.rule, one.mark.path, str(one.mark.line))
    return (SheetCell(one.weight), *_named(record, presenter), *(SheetCell(words) for words in told))


def _named(record: Record, presenter: Presenter) -> tuple[SheetCell, ...]:
    """Id, type, title and owners of a record."""
    owners = presenter.owners(record)
    only = [one for one in owners if not one.veiled] if len(owners) == 1 else []
    return (
        SheetCell(record.id, record_page(record.id)),
        SheetCell(presenter.vocabulary[record.type].label),
        SheetCell(record.title),
        SheetCell(", ".join(map(presenter.named, owners)), record_page(only[0].id) if len(only) == 1 else ""),
    )


def _csv(page: str) -> str:
    return page.replace(".html", ".csv")


def _due(book: Book) -> Page:
    as_of = book.project.as_of
    dossier = book.presenter.dossier
    deadlines = deadlines_of(dossier)
    blocks = [
        ("overdue", "Missed", [_row(one, book.presenter) for one in overdue(deadlines, as_of)]),
        ("upcoming", f"Within {HORIZON} days", [_row(one, book.presenter) for one in upcoming(deadlines, as_of)]),
    ]
    shown = [(name, calendar_file(name)) for name in by_name(deadlines, book.presenter)]
    body = fill(
        "due.html", blocks=blocks, as_of=as_of.isoformat(), calendars=shown, csv=_csv(DUE), number=dossier.number,
        empty=dossier.nothing("Nothing."), of_shown=dossier.of_shown,
    )  # fmt: skip
    headings = tuple(Heading(2, anchor, title) for anchor, title, _ in blocks)
    return Page(DUE, "What falls due", _DUE_SAYS, body, headings, _SECTION)


def _due_sheet(presenter: Presenter) -> Sheet:
    """Every day that still has to be kept, those beyond the horizon of the page too."""
    as_of = presenter.dossier.project.as_of
    columns = (SheetColumn("Day", "date"), *heads(("What", "Record", "Type", "Title", "Owner", "When")))
    rows = tuple(
        (
            SheetCell(one.day.isoformat()),
            SheetCell(presenter.vocabulary.label_of(one.record.type, one.field)),
            *_named(one.record, presenter),
            SheetCell(_when(one, as_of)),
        )
        for one in deadlines_of(presenter.dossier)
    )
    return Sheet(_csv(DUE), DUE, "What falls due", _SECTION, columns, rows, _DUE_SAYS)


def _when(one: Deadline, as_of: date) -> str:
    if one.day < as_of:
        return "missed"
    return f"within {HORIZON} days" if upcoming([one], as_of) else "later"


def _row(one: Deadline, presenter: Presenter) -> dict[str, object]:
    return {
        "day": one.day.isoformat(),
        "label": presenter.vocabulary.label_of(one.record.type, one.field),
        "entry": presenter.entry(one.record, ""),
        "owner": presenter.owner_line(one.record, ""),
    }
