"""Ratings before treatment, today and once all is done, and how they lie against the appetite."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.appraisal import Appraisal, Rating, appraise_all
from aimsbook.case import Case


def facts(case: Case) -> Iterator[tuple[str, str, str]]:
    """Yield what is computed about every rated record."""
    for record_id, appraisal in appraise_all(case).items():
        for name, value in _facts(appraisal):
            yield record_id, name, value


def _facts(one: Appraisal) -> Iterator[tuple[str, str]]:
    yield from _rated("rating", one.before)
    yield from _rated("rating_now", one.now)
    yield from _rated("residual_rating", one.after)
    yield "treatment_state", one.state
    yield "above_appetite", _word(one.above)
    yield "residual_above_appetite", _word(one.above_after)
    yield "acceptance_state", one.acceptance


def _rated(name: str, rating: Rating | None) -> Iterator[tuple[str, str]]:
    if rating:
        yield name, rating.level
        if rating.score is not None:
            yield f"{name}_score", str(rating.score)


def _word(holds: bool) -> str:
    return "yes" if holds else "no"
