"""How many requirements stand on which rung in the months to come if nothing is renewed, and whose renewal helps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from aimsbook.coverage import Coverage, covered
from aimsbook.dossier import Dossier
from aimsbook.falls import all_falls
from aimsbook.frameworks import framed
from aimsbook.measure import Standing
from aimsbook.proof import Proofs
from aimsbook.records import Record
from aimsbook.spans import DAY, Length, periods

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Outlook:
    """The end of one month to come: how each framework is covered then."""

    day: date
    name: str
    coverage: Mapping[str, Coverage]


@dataclass(frozen=True, slots=True)
class Renewal:
    """What has to be renewed by a day so that some requirements do not fall."""

    record: Record
    last_day: date
    saves: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The outlook month by month, and the renewals that prevent the fall, the earliest first."""

    outlooks: tuple[Outlook, ...]
    renewals: tuple[Renewal, ...]


def forecast(dossier: Dossier, months: int = MONTHS) -> Forecast:
    """Look ahead to the end of the month in which so many are over, judging anew only where something changes."""
    as_of = dossier.project.as_of
    days = [fall.day for fall in all_falls(dossier)]
    until = Length(months=months).after(as_of)
    ends = [one for one in periods(Length(months=1), as_of.replace(day=1), until) if one.last > as_of]
    standings: Mapping[str, Standing] = dossier.standings
    now = Outlook(as_of, as_of.isoformat(), covered(dossier, standings))
    outlooks = [now]
    saved: dict[str, tuple[date, dict[str, None]]] = {}
    before = as_of
    for period in ends:
        coverage = outlooks[-1].coverage
        if any(before < day <= period.last for day in days):
            proofs, later = dossier.on(period.last)
            for name in fallen(dossier, standings, later):
                _note(saved, name, later[name], proofs, period.last)
            standings, coverage = later, covered(dossier, later)
        outlooks.append(Outlook(period.last, period.name, coverage))
        before = period.last
    named = {one: tuple(dossier.graph[name] for name in names) for one, (_, names) in saved.items()}
    renewals = (Renewal(dossier.graph[one], saved[one][0], records) for one, records in named.items())
    return Forecast(tuple(outlooks), tuple(sorted(renewals, key=lambda one: (one.last_day, one.record.id))))


def fallen(dossier: Dossier, before: Mapping[str, Standing], later: Mapping[str, Standing]) -> Iterable[str]:
    """The ids of the counted requirements that stand lower than they did."""
    for kind in framed(dossier.vocabulary):
        for record in dossier.graph.of_type(kind):
            earlier, now = before[record.id], later[record.id]
            if earlier.counted and now.counted and not earlier.aside and now.height < earlier.height:
                yield record.id


def _note(
    saved: dict[str, tuple[date, dict[str, None]]], name: str, standing: Standing, proofs: Proofs, end: date
) -> None:
    """Put a fall down to whatever has run out on the way to it."""
    near = (name, *standing.held_by)
    ran_out: dict[str, date] = {}
    for reason in standing.reasons:
        piece = proofs.pieces.get(reason.record)
        if piece and piece.until and piece.until <= end:
            ran_out[reason.record] = piece.until
    if not ran_out:
        ran_out = dict.fromkeys(near[-1:], end - DAY)
    for one, day in ran_out.items():
        known = saved.get(one, (day, {}))
        saved[one] = (min(known[0], day), {**known[1], name: None})
