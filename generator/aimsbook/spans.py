"""Spans of days: how long something lasts, and the periods of a calendar with their names; it knows dates only."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
WEEK, QUARTER, HALF, YEAR = 7, 3, 6, 12


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time in whole months or, where these are none, in days."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """The day that lies this length later; the last day of a month that is too short."""
        try:
            if not self.months:
                return day + timedelta(days=self.days)
            year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
            return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        except (OverflowError, ValueError):
            return date.max


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A named span of the calendar; both days belong to it."""

    first: date
    last: date
    name: str

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def covered_by(self, spans: Iterable[tuple[date, date]]) -> int:
        """How many of its days lie in at least one of some spans."""
        number, reached = 0, self.first
        for first, last in sorted(spans):
            start, end = max(first, reached), min(last, self.last)
            if start <= end:
                number += (end - start).days + 1
                reached = end + DAY
        return number


def periods(length: Length, since: date, until: date) -> Iterator[Period]:
    """Yield the whole periods of the calendar that start on a day or later and have begun by another."""
    period = _holding(length, since)
    if period.first < since:
        period = _holding(length, period.last + DAY)
    while period.first <= until:
        yield period
        period = _holding(length, period.last + DAY)


def _holding(length: Length, day: date) -> Period:
    """The period of the calendar that holds a day."""
    if length.months:
        months = (day.year * 12 + day.month - 1) // length.months * length.months
        first = date(months // 12, months % 12 + 1, 1)
        return Period(first, length.after(first) - DAY, _name_of_months(first, length.months))
    if length.days == WEEK:
        first = day - timedelta(days=day.weekday())
        year, week, _ = day.isocalendar()
        return Period(first, first + 6 * DAY, f"{year}-W{week:02}")
    number = (day.toordinal() - 1) // length.days
    first = date.fromordinal(number * length.days + 1)
    return Period(first, first + (length.days - 1) * DAY, first.isoformat())


def _name_of_months(first: date, months: int) -> str:
    names = {1: f"{first.year}-{first.month:02}", YEAR: f"{first.year}"}
    names[QUARTER] = f"{first.year}-Q{(first.month - 1) // QUARTER + 1}"
    names[HALF] = f"{first.year}-H{(first.month - 1) // HALF + 1}"
    whole_years = f"{first.year} to {first.year + months // YEAR - 1}"
    return names.get(months, whole_years if months % YEAR == 0 else f"{first:%Y-%m} and {months - 1} months")


def runs(some: Iterable[Period]) -> list[list[Period]]:
    """Periods in runs that have no break."""
    found: list[list[Period]] = []
    for period in sorted(some):
        if found and found[-1][-1].last + DAY == period.first:
            found[-1].append(period)
        else:
            found.append([period])
    return found


def named(run: list[Period]) -> str:
    """A run of periods by the names of its ends and how many it has: `2026-03`, `2026-03 to 2026-06 (4)`."""
    return run[0].name if len(run) == 1 else f"{run[0].name} to {run[-1].name} ({len(run)})"
