"""What is to come if nothing is done: the forecast, the calendar files, and the days that the banner counts by."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping

from markupsafe import Markup

from aimsbook.address import DATES, FORECAST, calendar_file
from aimsbook.book import Book
from aimsbook.calendars import calendars
from aimsbook.deadlines import deadlines_of
from aimsbook.falls import falls_of
from aimsbook.forecast import Forecast, Renewal, forecast
from aimsbook.present import Presenter, state_of
from aimsbook.render import fill
from aimsbook.sheets import heads, words
from aimsbook.site import Asset, Heading, Page, Sheet, SheetColumn

_TITLE = "Forecast"
_SAID = (
    "How many requirements stand on which rung in the months to come if nothing is renewed, and whose renewals help."
)
_COLUMNS = (SheetColumn("day", "date"), *heads(["framework", "rung"]), SheetColumn("requirements", "number"))


def pages(book: Book) -> Iterator[Page | Asset | Sheet]:
    """Yield the forecast, a calendar for each owner and one for all, and the days on which something falls due."""
    presenter = book.presenter
    found = forecast(presenter.dossier)
    yield _page(found, presenter)
    yield Sheet(FORECAST.replace(".html", ".csv"), FORECAST, _TITLE, "State", _COLUMNS, words(_table(found)), _SAID)
    for name, content in calendars(deadlines_of(presenter.dossier), presenter).items():
        yield Asset(calendar_file(name), content)
    days = Counter(one.day.isoformat() for one in falls_of(presenter.dossier))
    yield Asset(DATES, f"AIMSBOOK.dates({json.dumps(sorted(days.items()))});\n".encode())


def _page(found: Forecast, presenter: Presenter) -> Page:
    body = fill(
        "forecast.html",
        as_of=presenter.dossier.project.as_of.isoformat(),
        frameworks=[_framework(name, found, presenter) for name in found.outlooks[0].coverage],
        renewals=[_renewal(one, presenter) for one in found.renewals],
        csv=FORECAST.replace(".html", ".csv"),
        number=presenter.dossier.number,
        empty=presenter.dossier.nothing("Nothing falls in the next twelve months."),
    )
    headings = [Heading(2, f"forecast-{name}", one.title) for name, one in found.outlooks[0].coverage.items()]
    headings.append(Heading(2, "renewals", "Renewals that prevent the fall"))
    return Page(FORECAST, _TITLE, _SAID, body, tuple(headings), "State")


def _framework(name: str, found: Forecast, presenter: Presenter) -> Mapping[str, object]:
    """A table of one framework: a month a row, a rung a column."""
    covered = [one.coverage[name] for one in found.outlooks]
    states = [
        one
        for one in presenter.dossier.ladders.states.values()
        if any(dict(some.by_state).get(one) for some in covered)
    ]
    rows = [
        {
            "name": outlook.name,
            "counts": [dict(one.by_state).get(state, 0) for state in states],
            "shares": [(state.name, dict(one.by_state).get(state, 0) / max(one.total, 1)) for state in states],
        }
        for outlook, one in zip(found.outlooks, covered, strict=True)
    ]
    heads: list[Markup] = [presenter.badge(state_of(one.name, one)) for one in states]
    return {"name": name, "title": covered[0].title, "heads": heads, "rows": rows}


def _renewal(one: Renewal, presenter: Presenter) -> Mapping[str, object]:
    return {
        "day": one.last_day.isoformat(),
        "entry": presenter.entry(one.record, ""),
        "owner": presenter.owner_line(one.record, ""),
        "number": len(one.saves),
        "saves": Markup(", ").join(presenter.link(record, "") for record in one.saves),
    }


def _table(found: Forecast) -> list[list[str]]:
    return [
        [outlook.day.isoformat(), name, state.name, str(number)]
        for outlook in found.outlooks
        for name, one in outlook.coverage.items()
        for state, number in one.by_state
    ]
