"""The state of the whole: the front page where the manual has none, the gaps by owner, and what falls due."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.address import DUE, GAPS, INDEX, OVERVIEW, calendar_file
from aimsbook.book import Book
from aimsbook.calendars import calendars
from aimsbook.deadlines import HORIZON, Deadline, deadlines_of, overdue, upcoming
from aimsbook.present import Presenter
from aimsbook.records import Severity
from aimsbook.render import fill
from aimsbook.site import Asset, Heading, Page
from aimsbook.views import gaps, overview

_GRADES = (("finding", "An auditor would write it up"), ("question", "An auditor would ask"))


def pages(book: Book) -> Iterator[Page | Asset]:
    """Yield the overview, the gaps and the dates."""
    yield _overview(book)
    yield _gaps(book)
    yield _due(book)


def _overview(book: Book) -> Page:
    title = book.project.name
    body = fill(
        "home.html",
        title=title if not book.has_front_page else "Overview",
        as_of=book.project.as_of.isoformat(),
        commit=book.commit,
        overview=overview.define({}, book.presenter)(""),
    )
    path = OVERVIEW if book.has_front_page else INDEX
    said = "What is covered, what is not, and what is overdue."
    return Page(path, "Overview" if book.has_front_page else title, said, body, (), "State", kind="home")


def _gaps(book: Book) -> Page:
    presenter = book.presenter
    found = gaps.gaps_of(presenter)
    blocks = []
    for grade, title in _GRADES:
        ones = [one for one in found if one.weight == grade]
        blocks.append((grade, title, len(ones), gaps.listing(ones, presenter, "", len(ones), grade)))
    errors = [one for one in book.diagnostics if one.severity is Severity.ERROR]
    if errors:
        shown = fill(
            "errors.html", found=[presenter.diagnostic(one, "") for one in errors], link=presenter.link, root=""
        )
        blocks.insert(0, ("errors", "Errors in the records", len(errors), shown))
    body = fill("gaps_page.html", blocks=blocks, as_of=book.project.as_of.isoformat())
    headings = tuple(Heading(2, anchor, title) for anchor, title, _, _ in blocks)
    return Page(GAPS, "Gaps", "What an auditor would write up or ask about, by owner.", body, headings, "State")


def _due(book: Book) -> Page:
    as_of = book.project.as_of
    deadlines = deadlines_of(book.presenter.dossier)
    blocks = [
        ("overdue", "Missed", [_row(one, book.presenter) for one in overdue(deadlines, as_of)]),
        ("upcoming", f"Within {HORIZON} days", [_row(one, book.presenter) for one in upcoming(deadlines, as_of)]),
    ]
    shown = [(name, calendar_file(name)) for name in calendars(deadlines, book.presenter)]
    body = fill("due.html", blocks=blocks, as_of=as_of.isoformat(), calendars=shown)
    headings = tuple(Heading(2, anchor, title) for anchor, title, _ in blocks)
    return Page(DUE, "What falls due", "Dates that records have to keep.", body, headings, "State")


def _row(one: Deadline, presenter: Presenter) -> dict[str, object]:
    return {
        "day": one.day.isoformat(),
        "label": presenter.vocabulary.label_of(one.record.type, one.field),
        "entry": presenter.entry(one.record, ""),
        "owner": presenter.owner_line(one.record, ""),
    }
