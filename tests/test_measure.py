"""Coverage by framework, gates, and the days that records have to keep."""

from __future__ import annotations

from datetime import date

import pytest

from aimsbook.coverage import coverage_of, missed_gates
from aimsbook.deadlines import deadlines_of, overdue, upcoming
from aimsbook.dossier import Dossier
from aimsbook.errors import ConfigurationFault
from drawn import AS_OF, Drawing

RECORDS = """
{id: "acme:1", type: requirement, title: Heading, assessable: no}
---
{id: "acme:1.1", type: requirement, title: Nothing yet}
---
{id: "acme:1.2", type: requirement, title: Named}
---
{id: "acme:1.3", type: requirement, title: Designed}
---
{id: "acme:1.4", type: requirement, title: Left out}
---
{id: REQ-1, type: requirement, title: Without a framework}
---
{id: POL-1, type: policy, title: P, status: draft, addresses: "acme:1.2"}
---
{id: POL-2, type: policy, title: P, status: approved, approved_by: ROLE-1, approved_on: 2026-01-01, addresses: "acme:1.3"}
---
{id: ROLE-1, type: role, title: R}
---
{id: SOA-1, type: applicability, title: S, decides_on: "acme:1.4", applicable: no, reason: Not needed, decided_by_role: ROLE-1, decided_on: 2026-01-01}
== controls/framework.yml
name: acme
title: House rules
"""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    return Drawing(tmp_path_factory.mktemp("measure")).dossier(RECORDS)


def test_a_framework_is_counted_by_rung_without_headings_and_with_states_aside_last(drawn: Dossier) -> None:
    found = coverage_of(drawn)
    assert list(found) == ["acme", "own"]
    acme = found["acme"]
    assert (acme.title, acme.total) == ("House rules", 4)
    assert [(state.name, number) for state, number in acme.by_state] == [
        ("none", 1), ("named", 1), ("designed", 1), ("implemented", 0), ("evidenced", 0), ("verified", 0), ("not-applicable", 1),
    ]  # fmt: skip
    assert acme.aside == {"not-applicable"}
    assert (found["own"].title, found["own"].total) == ("Requirements of our own", 1)


def test_a_gate_looks_at_what_is_applicable_only(drawn: Dossier) -> None:
    acme = coverage_of(drawn)["acme"]
    assert [round(acme.at_least(name), 3) for name in ("none", "named", "designed", "implemented")] == [1, 0.667, 0.333, 0]


@pytest.mark.parametrize(
    ("gates", "missed"),
    [
        (["named=66"], ["own"]),
        (["named=67"], ["acme", "own"]),
        (["none=100"], []),
        (["none=100", "designed=33.4"], ["acme", "own"]),
        ([], []),
    ],
)
def test_a_gate_that_is_missed_names_the_framework(gates: list[str], missed: list[str], drawn: Dossier) -> None:
    assert [one.partition(":")[0] for one in missed_gates(coverage_of(drawn), gates)] == missed


@pytest.mark.parametrize("gate", ["designd=5", "designed", "designed=", "designed=-1", "designed=1e2", "=5", "not-applicable=5"])
def test_a_gate_that_is_not_written_so_is_told(gate: str, drawn: Dossier) -> None:
    with pytest.raises(ConfigurationFault, match="expected RUNG=PERCENT, the rungs are none, named, designed"):
        missed_gates(coverage_of(drawn), [gate])


def test_a_framework_of_which_everything_is_left_out_misses_no_gate(drawing: Drawing) -> None:
    left_out = "{id: REQ-1, type: requirement, title: R}\n---\n{id: SOA-1, type: applicability, title: S, decides_on: REQ-1, applicable: no, reason: Not needed, decided_by_role: ROLE-1, decided_on: 2026-01-01}\n---\n{id: ROLE-1, type: role, title: R}"
    assert missed_gates(coverage_of(drawing.dossier(left_out)), ["evidenced=100"]) == []


DATED = """
{id: EV-1, type: evidence, title: Runs out, location: Safe, collected: 2026-01-01, valid_until: 2026-11-14}
---
{id: EV-2, type: evidence, title: Runs out today, location: Safe, collected: 2026-01-01, valid_until: 2026-11-15}
---
{id: EV-3, type: evidence, title: Within the horizon, location: Safe, collected: 2026-01-01, valid_until: 2027-02-13}
---
{id: EV-4, type: evidence, title: Beyond the horizon, location: Safe, collected: 2026-01-01, valid_until: 2027-02-14}
---
{id: EV-5, type: evidence, title: Counted from its day, location: Safe, collected: 2026-11-01, valid_for: 20}
---
{id: POL-1, type: policy, title: Overdue, status: approved, next_review: 2026-09-30}
---
{id: POL-2, type: policy, title: Retired, status: retired, next_review: 2026-09-30}
---
{id: TRT-1, type: treatment, title: Late, status: in_progress, due: 2026-11-01}
---
{id: TRT-2, type: treatment, title: Done, status: done, due: 2026-11-01}
"""


def test_dates_are_missed_or_come_up_in_their_order(drawing: Drawing) -> None:
    found = deadlines_of(drawing.dossier(DATED))
    assert [one.record.id for one in overdue(found, AS_OF)] == ["POL-1", "TRT-1", "EV-1"]
    assert [(one.record.id, one.day) for one in upcoming(found, AS_OF)] == [
        ("EV-2", date(2026, 11, 15)), ("EV-5", date(2026, 11, 21)), ("EV-3", date(2027, 2, 13)),
    ]  # fmt: skip


def test_a_later_day_misses_more_and_never_less(drawing: Drawing) -> None:
    dossier = drawing.dossier(DATED)
    days = [date(2026, month, 1) for month in range(9, 13)] + [date(2027, month, 1) for month in range(1, 4)]
    missed = [len(overdue(deadlines_of(dossier), day)) for day in days]
    assert missed == sorted(missed)
    assert missed[-1] == 7
