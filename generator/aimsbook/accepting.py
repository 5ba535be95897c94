"""Whether those who accepted what is left of a rated record may do so, and for how long at most, by data.

It knows levels, roles that name one, and days; not what an acceptance is good for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from aimsbook.appraisal import NOT_GIVEN, Appraisal, Reading
from aimsbook.case import Case, as_day
from aimsbook.conditions import Reason
from aimsbook.rating import Scheme
from aimsbook.records import Record
from aimsbook.spans import Length

WITHIN, BEYOND, NOT_STATED = "within", "beyond", "not_stated"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An acceptance of what lies above the appetite: its level, whether it was theirs to give, and its last day."""

    level: str
    authority: str
    longest: date | None
    too_long: bool
    reasons: tuple[Reason, ...] = ()


def acceptance_of(one: Appraisal, reading: Reading, case: Case) -> Acceptance | None:
    """The acceptance of an appraised record; None where nothing has to be accepted or nobody did."""
    scheme, rating = case.vocabulary.scheme, one.accepted
    lid = scheme.rank(str(one.record.get(reading.appetite) or scheme.appetite))
    free = one.opportunity or one.closed or one.acceptance == NOT_GIVEN
    if free or rating is None or scheme.rank(rating.level) <= lid:
        return None
    authority, reasons = _authority(one.record, rating.level, reading, case)
    longest = _longest(one.record, rating.level, reading, scheme)
    until = as_day(one.record.get(reading.acceptance["until"]))
    return Acceptance(rating.level, authority, longest, bool(longest and until and until > longest), reasons)


def _longest(record: Record, level: str, reading: Reading, scheme: Scheme) -> date | None:
    """The last day on which an acceptance may end."""
    start = as_day(record.get(reading.acceptance["from"]))
    return Length(months=scheme.months(level)).after(start) if start else None


def _authority(record: Record, level: str, reading: Reading, case: Case) -> tuple[str, tuple[Reason, ...]]:
    """Whether one of those who accepted, or a role that they hold, may accept a level."""
    scheme, name = case.vocabulary.scheme, reading.acceptance["up_to"]
    stated = [(who, str(up_to)) for who in _acting(record, reading, case) if (up_to := who.get(name))]
    if any(scheme.rank(up_to) >= scheme.rank(level) for _, up_to in stated):
        return WITHIN, ()
    if not stated:
        return NOT_STATED, ()
    labels = {one.value: one.label.lower() for one in scheme.levels}
    said = (Reason(f"accepts up to {labels[up_to]}, and this is {labels[level]}", who.id) for who, up_to in stated)
    return BEYOND, tuple(said)


def _acting(record: Record, reading: Reading, case: Case) -> Iterable[Record]:
    """Those who accepted, and the roles that they hold."""
    for who in case.linked(record, reading.acceptance["by"]):
        yield who
        yield from case.linked(who, reading.acceptance["holds"])
