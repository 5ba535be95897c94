"""Ratings before treatment, today and once all is done, against the appetite; who accepted what, and may."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.accepting import Acceptance, acceptance_of
from aimsbook.appraisal import Appraisal, Rating, appraise_all, read_reading
from aimsbook.case import Case


def facts(case: Case) -> Iterator[tuple[str, str, str]]:
    """Yield what is computed about every rated record."""
    reading = read_reading(case.vocabulary)
    for record_id, appraisal in appraise_all(case).items():
        for name, value in _facts(appraisal):
            yield record_id, name, value
        if accepted := acceptance_of(appraisal, reading, case):
            case.reasons[record_id, "acceptance_authority"] = accepted.reasons
            yield from ((record_id, name, value) for name, value in _accepted(accepted))


def _facts(one: Appraisal) -> Iterator[tuple[str, str]]:
    yield from _rated("rating", one.before)
    yield from _rated("rating_now", one.now)
    yield from _rated("residual_rating", one.after)
    yield "treatment_state", one.state
    yield "above_appetite", _word(one.above)
    yield "residual_above_appetite", _word(one.above_after)
    yield "acceptance_state", one.acceptance


def _accepted(one: Acceptance) -> Iterator[tuple[str, str]]:
    yield "accepted_level", one.level
    yield "acceptance_authority", one.authority
    yield "acceptance_too_long", _word(one.too_long)
    if one.longest:
        yield "acceptance_at_most_until", one.longest.isoformat()


def _rated(name: str, rating: Rating | None) -> Iterator[tuple[str, str]]:
    if rating:
        yield name, rating.level
        if rating.score is not None:
            yield f"{name}_score", str(rating.score)


def _word(holds: bool) -> str:
    return "yes" if holds else "no"
