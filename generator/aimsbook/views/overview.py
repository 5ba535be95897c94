"""The state of the whole: what is covered, what is not, what is overdue; every number leads to the list behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup, escape

from aimsbook.address import CHANGES, DUE, FORECAST, GAPS, changes_page
from aimsbook.changes import changes_of
from aimsbook.deadlines import HORIZON, deadlines_of, overdue, upcoming
from aimsbook.faces import Block, Face, Items, Part, Table
from aimsbook.falls import falls_of, next_fall
from aimsbook.present import Presenter
from aimsbook.records import Severity
from aimsbook.render import fill
from aimsbook.views import coverage, risks

OPTIONS: dict[str, str] = {}
_FEW_RISKS = 5


def define(options: Mapping[str, Any], presenter: Presenter) -> Face:
    """Make the view ready."""
    rungs = coverage.define({}, presenter)

    def show(root: str) -> Markup:
        return fill(
            "overview.html",
            cards=_cards(presenter, root),
            coverage=rungs(root),
            risks=_risks(presenter, root),
            types=_types(presenter, root),
            **_next(presenter, root),
        )

    def blocks() -> Iterator[Block]:
        cards = tuple((Markup(card["number"]), Markup("{}").format(card["label"])) for card in _cards(presenter, ""))
        yield Table(("Number", "Of what"), cards)
        yield from rungs.blocks()
        if (following := _next(presenter, ""))["next_day"]:
            lines = tuple(Markup("{} {}").format(entry, words) for entry, words in following["falls"])
            yield Part(Markup("Next, on {}").format(following["next_day"]), (Items(lines),))
        if rated := risks.largest(presenter)[:_FEW_RISKS]:
            yield risks.as_table(rated, presenter, "The largest risks today", risks.SHORT)
        types = _types(presenter, "")
        yield Table(("Records", "Number"), tuple((escape(one["label"]), Markup(one["number"])) for one in types))

    return Face(show, blocks)


def _next(presenter: Presenter, root: str) -> dict[str, Any]:
    """What falls on the next day on which a state changes."""
    found = falls_of(presenter.dossier)
    day = next_fall(found)
    falls = [(presenter.entry(one.record, root), one.words) for one in found if one.day == day]
    return {"next_day": day.isoformat() if day else "", "falls": falls, "forecast": root + FORECAST}


def _cards(presenter: Presenter, root: str) -> list[dict[str, object]]:
    """The numbers of the front page, each with the list behind it."""
    dossier = presenter.dossier
    as_of = dossier.project.as_of
    deadlines = deadlines_of(dossier)
    weights = [one.weight for one in dossier.diagnostics if one.severity is not Severity.INFO]
    cards = [
        (weights.count("finding"), "gaps an auditor would write up", f"{GAPS}#finding", "bad"),
        (weights.count("question"), "gaps an auditor would ask about", f"{GAPS}#question", "weak"),
        (len(overdue(deadlines, as_of)), "dates missed", f"{DUE}#overdue", "bad"),
        (len(upcoming(deadlines, as_of)), f"dates within {HORIZON} days", f"{DUE}#upcoming", "weak"),
    ]
    if dossier.curtain and not dossier.curtain.profile.tells():
        cards = cards[2:]
    if errors := weights.count("error"):
        cards.insert(0, (errors, "errors in the records", f"{GAPS}#errors", "bad"))
    shown: list[dict[str, object]] = [
        {
            "number": dossier.number(number),
            "label": label,
            "href": root + href,
            "tone": tone if number else "neutral" if dossier.keeps_back else "good",
        }
        for number, label, href, tone in cards
    ]
    return [{**one, "label": f"{one['label']}{dossier.of_shown}"} for one in (*shown, _changed(presenter, root))]


def _changed(presenter: Presenter, root: str) -> dict[str, object]:
    """How much changed since the last audit; where nothing was frozen, that this cannot be told."""
    changes = changes_of(presenter)
    if changes.latest is None:
        return {"number": "?", "label": "changed: no baseline to tell it by", "href": root + CHANGES, "tone": "weak"}
    number = presenter.dossier.number(len(changes.since(changes.latest)))
    label = f"changed since {changes.latest}"
    return {"number": number, "label": label, "href": root + changes_page(changes.latest), "tone": "neutral"}


def _risks(presenter: Presenter, root: str) -> Markup:
    """The largest risks of the day; nothing where none is rated."""
    rated = risks.largest(presenter)
    return risks.listing(rated[:_FEW_RISKS], presenter, root, "", len(rated), risks.SHORT) if rated else Markup("")


def _types(presenter: Presenter, root: str) -> list[dict[str, object]]:
    """How many records of each type there are, in the order of their groups."""
    counts = presenter.dossier.counts()
    return [
        {
            "label": kind.plural,
            "number": counts[kind.name],
            "href": presenter.register_link(kind.name, root),
            "icon": kind.icon,
        }
        for kind in presenter.vocabulary
        if counts[kind.name]
    ]
