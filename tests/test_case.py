"""What can be asked about the records on a day: derived values, files, days."""

from __future__ import annotations

from datetime import date

import pytest

from aimsbook.case import Case, as_day
from drawn import Drawing


def case_of(drawing: Drawing, fields: str, as_of: date = date(2026, 11, 15)) -> Case:
    return drawing.dossier(f"id: EV-1\ntype: evidence\ntitle: T\n{fields}", as_of=as_of).case


@pytest.mark.parametrize(
    ("fields", "until"),
    [
        ("collected: 2026-11-01\nvalid_until: 2026-12-31\n", "2026-12-31"),
        ("collected: 2026-11-01\nvalid_for: 30\n", "2026-12-01"),
        ("collected: 2026-11-01\n", "2027-11-01"),
        ("collected: 2024-02-29\nvalid_for: 366\n", "2025-03-01"),
        ("collected: 2026-11-01\nvalid_for: 0\n", "2026-11-01"),
        ("collected: 9999-12-01\nvalid_for: 999999\n", "9999-12-31"),
        ("valid_for: 30\n", None),
        ("collected: soon\n", None),
        ("", None),
    ],
)
def test_the_end_of_validity_is_given_or_counted(fields: str, until: str | None, drawing: Drawing) -> None:
    case = case_of(drawing, fields)
    assert case.value(case.graph["EV-1"], "valid_until") == until


@pytest.mark.parametrize(("day", "to_come"), [("2026-11-14", False), ("2026-11-15", False), ("2026-11-16", True)])
def test_what_is_dated_after_the_day_is_to_come(day: str, to_come: bool, drawing: Drawing) -> None:
    case = case_of(drawing, f"collected: {day}\n")
    assert case.is_to_come(case.graph["EV-1"]) is to_come


def test_what_has_no_day_is_not_to_come(drawing: Drawing) -> None:
    case = case_of(drawing, "")
    assert case.is_to_come(case.graph["EV-1"]) is False


def test_a_day_is_past_only_once_it_is_over(drawing: Drawing) -> None:
    case = case_of(drawing, "")
    assert [case.is_past(day) for day in ("2026-11-14", "2026-11-15", "9999-12-31", "soon", "")] == [True] + [False] * 4


@pytest.mark.parametrize("text", ["2026-W01-1", "20261115", "2026-11-31", "2026-11-15T", None, ["2026-11-15"], "２026-11-15"])
def test_only_a_plain_day_is_a_day(text: object) -> None:
    assert as_day(text) is None


def test_a_plain_day_is_a_day() -> None:
    assert as_day("2026-11-15") == date(2026, 11, 15)


def test_a_file_that_is_named_by_many_is_read_once_for_each_digest(drawing: Drawing) -> None:
    drawn = "---\n".join(f"id: EV-{one}\ntype: evidence\ntitle: T\nfile: evidence/a.csv\n" for one in range(5))
    case = drawing.dossier(f"{drawn}== evidence/a.csv\nx\n").case
    states = {state.state for _, _, state in case.files()}
    assert (states, len({id(state) for _, _, state in case.files()})) == ({"unsealed"}, 1)


def test_no_file_named_is_intact(drawing: Drawing) -> None:
    case = case_of(drawing, "")
    assert case.is_intact(case.graph["EV-1"], "file")


def test_owners_are_the_records_that_owner_names(drawing: Drawing) -> None:
    case = drawing.dossier("id: EV-1\ntype: evidence\ntitle: T\nowner: ROLE-1\n---\nid: ROLE-1\ntype: role\ntitle: R\n").case
    assert [one.id for one in case.owners(case.graph["EV-1"])] == ["ROLE-1"]
    assert case.owners(case.graph["ROLE-1"]) == []
