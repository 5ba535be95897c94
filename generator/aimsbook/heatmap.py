"""Maps of rated records as accessible tables: each cell has its level as symbol, word and colour, and links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from aimsbook.appraisal import NOW, Appraisal, Rating
from aimsbook.present import Presenter, State, state_of
from aimsbook.rating import Scheme
from aimsbook.records import Record
from aimsbook.render import fill


@dataclass(frozen=True, slots=True)
class Placed:
    """A record in a cell of a map, with what is promised of it and not yet reached."""

    record: Record
    likelihood: str
    impact: str
    planned: str = ""


def place_all(appraisals: Iterable[Appraisal], when: str, scheme: Scheme, part: str = "") -> list[Placed]:
    """The records that a map shows: before treatment or today, by the whole impact or by one part of it."""
    return [placed for one in appraisals if (placed := _placed(one, when, scheme, part))]


def _placed(one: Appraisal, when: str, scheme: Scheme, part: str) -> Placed | None:
    rating = getattr(one, when)
    if rating is None or not rating.likelihood:
        return None
    impact = _impact(rating, part)
    planned = _goal(one.planned, scheme, part) if when == NOW and one.planned else ""
    return Placed(one.record, rating.likelihood, impact, planned) if impact else None


def _impact(rating: Rating, part: str) -> str:
    return (rating.parts or {}).get(part, "") if part else rating.impact


def _goal(planned: Rating, scheme: Scheme, part: str) -> str:
    """The level that is promised on this map: on that of a part the level of this part, if it is rated."""
    return (scheme.level(planned.likelihood, _impact(planned, part)) or "") if part else planned.level


def heat_map(placed: list[Placed], presenter: Presenter, root: str, caption: str, small: bool = False) -> Markup:
    """A map with likelihood upwards and impact to the right; every cell names its level."""
    scheme = presenter.vocabulary.scheme
    inside: dict[tuple[str, str], list[Placed]] = {}
    for one in placed:
        inside.setdefault((one.likelihood, one.impact), []).append(one)
    rows = _rows(
        scheme,
        lambda likelihood, impact: {
            "score": scheme.score(likelihood, impact),
            "inside": [_shown(one, presenter, root) for one in inside.get((likelihood, impact), ())],
        },
    )
    return fill("heat_map.html", rows=rows, impacts=scheme.impact, caption=caption, small=small, number=len(placed))


def _rows(scheme: Scheme, told: Callable[[str, str], Mapping[str, object]]) -> list[dict[str, object]]:
    """The rows of a map from the most likely down; every cell has its level and what is told of its pair of steps."""
    return [
        {
            "head": step,
            "cells": [
                {
                    "level": level_state(scheme, level),
                    "top": level == scheme.levels[-1].value,
                    **told(step.value, impact.value),
                }
                for impact, level in zip(scheme.impact, row, strict=True)
            ],
        }
        for step, row in reversed(list(zip(scheme.likelihood, scheme.grid, strict=True)))
    ]


def _shown(one: Placed, presenter: Presenter, root: str) -> dict[str, object]:
    planned = level_state(presenter.vocabulary.scheme, one.planned) if one.planned else None
    return {"link": presenter.link(one.record, root), "planned": planned}


def level_state(scheme: Scheme, level: str) -> State | None:
    """A level as readers meet it."""
    step = scheme.step(level)
    return state_of(step.value, step) if step else None


def own_map(one: Appraisal, presenter: Presenter) -> Markup:
    """The map of a single record: where it was, is and is to be."""
    scheme = presenter.vocabulary.scheme
    words: dict[tuple[str, str], list[str]] = {}
    for word, rating in told(one):
        if rating.has_cell:
            words.setdefault((rating.likelihood, rating.impact), []).append(word)
    rows = _rows(scheme, lambda likelihood, impact: {"words": words.get((likelihood, impact), ())})
    return fill("own_map.html", rows=rows, impacts=scheme.impact) if words else Markup("")


def told(one: Appraisal) -> Iterator[tuple[str, Rating]]:
    """The ratings of a record with the word for each: before, today, and what is planned or was reached."""
    if one.before:
        yield "Before", one.before
    if one.now:
        yield "Today", one.now
    if one.after:
        yield {"planned": "Planned", "reached": "After"}.get(one.state, "Expected"), one.after
