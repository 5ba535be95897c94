"""How a rated record stands: ratings side by side, place on the map, what it waits for, who watches it."""

from __future__ import annotations

from collections.abc import Sequence

from aimsbook.appraisal import LIVE, NOT_GIVEN, Appraisal, Rating, Reading, read_reading
from aimsbook.conditions import follow
from aimsbook.heatmap import level_state, own_map, told
from aimsbook.present import Presenter
from aimsbook.rating import Step
from aimsbook.records import Record
from aimsbook.render import fill
from aimsbook.site import Panel

PLACE = 20
_FACTS = (
    "rating rating_score rating_now rating_now_score residual_rating residual_rating_score treatment_state "
    "above_appetite residual_above_appetite acceptance_state"
).split()


def panel(record: Record, presenter: Presenter, root: str) -> Panel | None:
    """The panel of a record that has a rating."""
    one = presenter.dossier.appraisals.get(record.id)
    if one is None:
        return None
    reading = read_reading(presenter.vocabulary)
    watching = _watching(record, reading, presenter, root)
    rows = [_row(word, rating, reading, presenter) for word, rating in told(one)]
    if not rows and not watching:
        return None
    facts = presenter.vocabulary[record.type].facts
    body = fill(
        "ratings.html",
        rows=rows,
        parts=list(reading.parts.values()),
        state=presenter.value(record, "treatment_state", root),
        opportunity=one.opportunity,
        above=one.above,
        above_after=one.above_after,
        appetite=_appetite(record, reading, presenter),
        react=_react(one, presenter),
        acceptance=_acceptance(one, reading, presenter, root),
        planned=bool(one.planned),
        reasons=[presenter.reason(reason, record, root) for reason in one.reasons],
        map=own_map(one, presenter),
        columns=[presenter.heading(watching[0][0], path) for path in reading.watch_columns] if watching else [],
        watching=[cells for _, cells in watching],
    )
    return Panel("rating", "Rating", body, frozenset(_told(reading)) & frozenset((*facts, *record.fields)))


def _told(reading: Reading) -> list[str]:
    """The fields that the panel tells, so that they are not listed again."""
    found = [*_FACTS, reading.acceptance["from"], reading.acceptance["until"], reading.appetite]
    for places in reading.ratings.values():
        found += [places.likelihood, places.impact, places.level, *places.parts.values()]
    return found


def _row(word: str, rating: Rating, reading: Reading, presenter: Presenter) -> dict[str, object]:
    scheme = presenter.vocabulary.scheme
    parts = rating.parts or {}
    return {
        "word": word,
        "level": presenter.badge(level_state(scheme, rating.level)),
        "score": rating.score or "",
        "likelihood": _step(scheme.likelihood, rating.likelihood),
        "impact": _step(scheme.impact, rating.impact),
        "parts": [parts.get(name, "–") for name in reading.parts],
    }


def _step(scale: Sequence[Step], value: str) -> str:
    label = next((one.label for one in scale if one.value == value), "")
    return f"{value} {label}".strip()


def _appetite(record: Record, reading: Reading, presenter: Presenter) -> object:
    scheme = presenter.vocabulary.scheme
    own = str(record.get(reading.appetite) or "")
    return presenter.badge(level_state(scheme, own or scheme.appetite))


def _react(one: Appraisal, presenter: Presenter) -> str:
    step = presenter.vocabulary.scheme.step(one.now.level) if one.now else None
    return step.react if step else ""


def _acceptance(one: Appraisal, reading: Reading, presenter: Presenter, root: str) -> dict[str, object] | None:
    """Who accepted what is left, from when to when, and whether that holds today."""
    if one.acceptance == NOT_GIVEN:
        return None
    record = one.record
    by = [presenter.link(other, root) for other in presenter.case.linked(record, reading.acceptance["by"])]
    return {
        "by": by[0],
        "from": presenter.value(record, reading.acceptance["from"], root),
        "until": presenter.value(record, reading.acceptance["until"], root),
        "live": one.acceptance == LIVE,
        "badge": presenter.value(record, "acceptance_state", root),
    }


def _watching(record: Record, reading: Reading, presenter: Presenter, root: str) -> list[tuple[str, list[object]]]:
    """Each metric that watches the record, itself or through its systems: its type and what is shown of it."""
    found: dict[str, Record] = {}
    for chain in reading.watched_by:
        found.update((one.id, one) for one in follow(record, chain, presenter.case))
    live = [one for one in found.values() if not reading.watch_unless.judge(one, presenter.case).holds]
    direct = {one.id for one in presenter.case.linked(record, reading.watched_by[0][0])}
    ordered = sorted(live, key=lambda one: (one.id not in direct, one.id))
    return [(one.type, [presenter.cell(one, path, root).html for path in reading.watch_columns]) for one in ordered]
