"""The risk map: where rated records stood before treatment and stand today, as a whole and by whom they hit."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.address import RISK_MAP
from aimsbook.appraisal import BEFORE, NOW, PLANNED, REACHED, Appraisal, Reading, read_reading
from aimsbook.book import Book
from aimsbook.heatmap import heat_map, place_all
from aimsbook.made import has_risk_map
from aimsbook.present import Presenter
from aimsbook.render import fill
from aimsbook.site import Asset, Heading, Page
from aimsbook.views.risks import largest, listing

_TITLE = "Risk map"


def pages(book: Book) -> Iterator[Page | Asset]:
    """Yield the map where anything is rated."""
    presenter = book.presenter
    if not has_risk_map(presenter):
        return
    reading, scheme = read_reading(presenter.vocabulary), presenter.vocabulary.scheme
    live = [one for one in presenter.dossier.appraisals.values() if not one.closed]
    threats = [one for one in live if not one.opportunity]
    above = [one for one in largest(presenter) if one.above]
    good = [one for one in live if one.opportunity]
    parts = _parts(threats, reading, presenter)
    body = fill(
        "risk_map.html",
        title=_TITLE,
        as_of=book.project.as_of.isoformat(),
        cards=_cards(threats, reading, presenter),
        levels=scheme.levels,
        before=heat_map(place_all(threats, BEFORE, scheme), presenter, "", "Before treatment"),
        now=heat_map(place_all(threats, NOW, scheme), presenter, "", "Today"),
        parts=parts,
        above=listing(above, presenter, "") if above else "",
        unplaced=[presenter.entry(one.record, "") for one in threats if not (one.now and one.now.has_cell)],
        opportunities=listing(good, presenter, "") if good else "",
    )
    said = "Where each risk stood before treatment and stands today, as a whole and by whom it hits."
    yield Page(RISK_MAP, _TITLE, said, body, tuple(_headings(parts, bool(above), bool(good))), "State")


def _headings(parts: list[dict[str, object]], above: bool, good: bool) -> Iterator[Heading]:
    yield Heading(2, "before", "Before treatment")
    yield Heading(2, "today", "Today")
    if above:
        yield Heading(2, "above", "Above the appetite")
    yield Heading(2, "parts", "By whom it hits")
    yield from (Heading(3, str(one["anchor"]), str(one["title"])) for one in parts)
    if good:
        yield Heading(2, "opportunities", "Opportunities")


def _parts(threats: list[Appraisal], reading: Reading, presenter: Presenter) -> list[dict[str, object]]:
    scheme = presenter.vocabulary.scheme
    return [
        {
            "anchor": f"part-{name}",
            "title": title,
            "maps": [
                heat_map(place_all(threats, when, scheme, name), presenter, "", f"{title}, {said}", small=True)
                for when, said in ((BEFORE, "before treatment"), (NOW, "today"))
            ],
            "silent": [presenter.entry(one.record, "") for one in threats if not _speaks(one, name)],
        }
        for name, title in reading.parts.items()
    ]


def _speaks(one: Appraisal, part: str) -> bool:
    """Whether each rating that the maps show tells this part."""
    shown = [rating for rating in (one.before, one.now) if rating]
    return bool(shown) and all(part in (rating.parts or {}) for rating in shown)


def _cards(threats: list[Appraisal], reading: Reading, presenter: Presenter) -> list[dict[str, object]]:
    """The numbers of the map, each with the list behind it."""
    only = _only(threats, reading, presenter)

    def card(counted: list[bool], label: str, tone: str, key: str, value: str) -> dict[str, object]:
        href, number = presenter.register_link(reading.type, "", ((key, value), *only)), sum(counted)
        return {"number": number, "label": label, "tone": tone if number else "good", "href": href}

    kind = presenter.vocabulary[reading.type]
    state = kind.facts["treatment_state"].choices
    cards = [card([one.above for one in threats], "above the appetite today", "bad", "above_appetite", "Yes")]
    for name, tone in ((PLANNED, "weak"), (REACHED, "good")):
        label = state[name].label
        counted = [one.state == name for one in threats]
        cards.append(card(counted, f"treatment {label.lower()}", tone, "treatment_state", label))
    for step in reversed(presenter.vocabulary.scheme.levels):
        rated = [one.now is not None and one.now.level == step.value for one in threats]
        cards.append(card(rated, f"{step.label.lower()} today", step.tone, "rating_now", step.label))
    return cards


def _only(threats: list[Appraisal], reading: Reading, presenter: Presenter) -> list[tuple[str, str]]:
    """What narrows the register to what the maps show: the words that it has where others are good or closed."""
    names = dict.fromkeys((*reading.opportunity.names(), *reading.closed.names()))
    return [
        (name, word)
        for name in names
        for word in dict.fromkeys(presenter.cell(one.record, name, "").plain for one in threats)
    ]
