"""How rated records stand: before treatment, today and once all is done, held against the appetite.

Which type is rated and where its ratings stand is data; it knows no page and no rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from aimsbook.case import Case, as_day
from aimsbook.conditions import Condition, Reason
from aimsbook.rating import Scheme
from aimsbook.records import Record
from aimsbook.source import read_definition
from aimsbook.vocabulary import DATA, Vocabulary, check_chains, check_paths, condition_on

FILE = DATA / "risk.yml"
BEFORE, NOW, AFTER = "before", "now", "after"
REACHED, PLANNED, UNPLANNED = "reached", "planned", "unplanned"
LIVE, ENDED, TO_COME, NOT_GIVEN = "live", "ended", "to_come", "not_given"


@dataclass(frozen=True, slots=True)
class Places:
    """The fields of one rating."""

    likelihood: str
    impact: str
    level: str
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """Which records are rated and where everything about their ratings stands."""

    type: str
    ratings: Mapping[str, Places]
    parts: Mapping[str, str]
    appetite: str
    opportunity: Condition
    closed: Condition
    done_by: str
    reached: Condition
    acceptance: Mapping[str, str]
    watched_by: tuple[tuple[str, ...], ...]
    watch_columns: tuple[str, ...]
    watch_unless: Condition


@dataclass(frozen=True, slots=True)
class Rating:
    """A level and, where these are given, the pair of steps and the parts of the impact behind it."""

    level: str
    likelihood: str = ""
    impact: str = ""
    score: int | None = None
    parts: Mapping[str, str] | None = None

    @property
    def has_cell(self) -> bool:
        """Whether it has a place on the map."""
        return self.score is not None


@dataclass(frozen=True, slots=True)
class Appraisal:
    """Where a record stands; `now` is where it is after treatment only once that is reached."""

    record: Record
    before: Rating | None
    now: Rating | None
    after: Rating | None
    state: str
    above: bool
    above_after: bool
    acceptance: str
    opportunity: bool
    closed: bool
    reasons: tuple[Reason, ...] = ()

    @property
    def accepted(self) -> Rating | None:
        """The rating that an acceptance is about: what will be left where that is under way, else where it stands."""
        return self.after if self.state == PLANNED else self.now or self.after

    @property
    def planned(self) -> Rating | None:
        """The rating that is promised and not yet reached."""
        return self.after if self.state == PLANNED else None


@lru_cache(maxsize=8)
def read_reading(vocabulary: Vocabulary, file: Path = FILE) -> Reading:
    """Read what is rated and where; raise ConfigurationFault where the vocabulary has no such thing."""
    return read_definition(file, lambda value: _reading(value, vocabulary))


def _reading(value: Mapping[str, Any], vocabulary: Vocabulary) -> Reading:
    kind = str(value["type"])
    chains = tuple(tuple(chain) for chain in value["watched_by"])
    check_chains(vocabulary, (kind,), chains)
    watchers = tuple(dict.fromkeys(one for chain in chains for one in vocabulary.end_of((kind,), chain)))
    found = Reading(
        kind,
        {name: Places(**places) for name, places in value["ratings"].items()},
        value["parts"],
        str(value["appetite"]),
        condition_on(vocabulary, (kind,), value["opportunity"]),
        condition_on(vocabulary, (kind,), value["closed"]),
        str(value["done_by"]),
        condition_on(vocabulary, (kind,), value["reached"]),
        value["acceptance"],
        chains,
        tuple(value["watch"]["columns"]),
        condition_on(vocabulary, watchers, value["watch"]["unless"]),
    )
    named = [found.appetite, found.done_by, *(found.acceptance[name] for name in ("by", "from", "until"))]
    for places in found.ratings.values():
        named += [places.likelihood, places.impact, places.level, *places.parts.values()]
    check_paths(vocabulary, (kind,), named)
    acceptors = vocabulary.targets((kind,), found.acceptance["by"])
    check_paths(vocabulary, acceptors, (found.acceptance["holds"], found.acceptance["up_to"]))
    check_paths(vocabulary, watchers, found.watch_columns)
    return found


def appraise_all(case: Case) -> dict[str, Appraisal]:
    """The standing of every rated record, by id."""
    reading = read_reading(case.vocabulary)
    return {record.id: appraise(record, case, reading) for record in case.present(reading.type)}


def appraise(record: Record, case: Case, reading: Reading) -> Appraisal:
    """Where one record stands."""
    scheme = case.vocabulary.scheme
    before, given, after = (rating_of(record, reading.ratings[name], scheme) for name in (BEFORE, NOW, AFTER))
    state, reasons = _state(record, case, reading, after)
    opportunity = reading.opportunity.judge(record, case).holds
    closed = reading.closed.judge(record, case).holds
    now = None if closed else after if state == REACHED else _with_parts(given, before) or before
    lid = scheme.rank(str(record.get(reading.appetite) or scheme.appetite))
    free = opportunity or closed
    return Appraisal(
        record=record,
        before=before,
        now=now,
        after=after,
        state=state,
        above=not free and now is not None and scheme.rank(now.level) > lid,
        above_after=not free and (left := after or now) is not None and scheme.rank(left.level) > lid,
        acceptance=_acceptance(record, case, reading),
        opportunity=opportunity,
        closed=closed,
        reasons=reasons,
    )


def rating_of(record: Record, places: Places, scheme: Scheme) -> Rating | None:
    """The rating that stands in some fields: from the grid where it can be placed, else the level that is given."""
    parts = {name: str(record.get(place)) for name, place in places.parts.items() if record.get(place)}
    likelihood = str(record.get(places.likelihood) or "")
    impact = _impact(str(record.get(places.impact) or ""), parts, places, scheme)
    level = scheme.level(likelihood, impact)
    if level is not None:
        return Rating(level, likelihood, impact, scheme.score(likelihood, impact), parts)
    given = str(record.get(places.level) or "")
    return Rating(given, likelihood, impact, None, parts) if scheme.rank(given) >= 0 else None


def _impact(written: str, parts: Mapping[str, str], places: Places, scheme: Scheme) -> str:
    """The highest part; what is written for the whole speaks only for parts that are not given, and lowers none."""
    silent = len(parts) < len(places.parts)
    return scheme.highest([*parts.values(), written] if silent else list(parts.values())) or written


def _with_parts(given: Rating | None, before: Rating | None) -> Rating | None:
    """The rating of today; where its impact is not told apart, the parts from before treatment hold on."""
    return replace(given, parts=before.parts) if given and before and not given.parts else given


def _state(record: Record, case: Case, reading: Reading, after: Rating | None) -> tuple[str, tuple[Reason, ...]]:
    """Whether what is left has been reached, is only planned, or nothing is planned at all; and why not reached."""
    treatments = case.graph.linked(record.id, reading.done_by)
    if after is None or not treatments:
        return UNPLANNED, ()
    verdict = reading.reached.judge(record, case)
    later = (one for one in treatments if case.is_to_come(one) or not case.is_present(one))
    early = tuple(Reason("dated after the as-of date", one.id) for one in later)
    if verdict.holds and not early:
        return REACHED, ()
    return PLANNED, tuple(dict.fromkeys((*verdict.reasons, *early)))


def _acceptance(record: Record, case: Case, reading: Reading) -> str:
    """Whether what is left of it is accepted today."""
    start = as_day(record.get(reading.acceptance["from"]))
    end = as_day(record.get(reading.acceptance["until"]))
    if start is None or not any(case.linked(record, reading.acceptance["by"])):
        return NOT_GIVEN
    if start > case.as_of:
        return TO_COME
    return ENDED if end is not None and end < case.as_of else LIVE
