"""The ladder: what lifts a requirement or a control to each rung, what does not, and the reason that is given."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from aimsbook.definitions import read_vocabulary
from aimsbook.errors import ConfigurationFault
from aimsbook.ladder import FILE, read_ladders
from aimsbook.measure import Standing
from drawn import AS_OF, Drawing

REQUIREMENT = "{id: REQ-1, type: requirement, title: R, designed_by: [procedure], records: [audit]}"
CONTROL = "{id: CTL-1, type: control, title: C, status: implemented, satisfies: REQ-1}"
PLANNED = "{id: CTL-2, type: control, title: C, status: planned, satisfies: REQ-1}"
RETIRED = "{id: CTL-3, type: control, title: C, status: retired, satisfies: REQ-1}"
PROCEDURE = "{id: POL-1, type: policy, title: P, kind: procedure, status: approved, approved_by: ROLE-1, approved_on: 2025-01-01, addresses: REQ-1}"
GOVERNING = "{id: POL-2, type: policy, title: P, kind: procedure, status: approved, approved_by: ROLE-1, approved_on: 2025-01-01, governs: CTL-1}"
DRAFT = "{id: POL-3, type: policy, title: P, kind: procedure, status: draft, addresses: REQ-1}"
STANDARD = "{id: POL-4, type: policy, title: P, kind: standard, status: approved, approved_by: ROLE-1, approved_on: 2025-01-01, addresses: REQ-1}"
EVIDENCE = "{id: EV-1, type: evidence, title: E, collected: 2026-11-01, location: A safe, supports: CTL-1}"
SHOWN = "{id: EV-2, type: evidence, title: E, collected: 2026-11-01, location: A safe, demonstrates: REQ-1}"
EMPTY = "{id: EV-3, type: evidence, title: E, demonstrates: REQ-1}"
ROLE = "{id: ROLE-1, type: role, title: Approves}"
PERSON = "{id: PER-1, type: person, title: A. B.}"
AUDIT = "{id: AUD-1, type: audit, title: A, status: planned, conducted_by: PER-1}"
DECIDED = "{id: SOA-1, type: applicability, title: S, decides_on: REQ-1, applicable: yes, reason: Needed}"
LEFT_OUT = "{id: SOA-2, type: applicability, title: S, decides_on: REQ-1, applicable: no, reason: Not needed, decided_by_role: ROLE-1, decided_on: 2026-01-01}"


def standing(drawing: Drawing, *records: str, of: str = "REQ-1", as_of: date = AS_OF, evidence: str = "") -> Standing:
    """Where a record stands among some records, given in flow style."""
    drawn = "\n---\n".join((ROLE, *records)) + (f"\n== evidence/a.csv\n{evidence}" if evidence else "")
    return drawing.dossier(drawn, as_of=as_of).standings[of]


def told(found: Standing) -> tuple[str, str | None, list[str]]:
    return found.rung.name, found.next.name if found.next else None, [one.text for one in found.reasons]


@pytest.mark.parametrize(
    ("records", "rung"),
    [
        ([], "none"),
        ([RETIRED], "none"),
        ([PLANNED], "named"),
        ([DRAFT], "named"),
        ([STANDARD], "named"),
        ([EMPTY], "named"),
        ([DECIDED], "named"),
        ([AUDIT, PERSON], "named"),
        ([PROCEDURE], "designed"),
        ([PROCEDURE, PLANNED], "designed"),
        ([PROCEDURE, RETIRED], "designed"),
        ([CONTROL, GOVERNING], "implemented"),
        ([CONTROL, PROCEDURE], "implemented"),
        ([CONTROL, PROCEDURE, PLANNED], "designed"),
        ([CONTROL, PROCEDURE, RETIRED], "implemented"),
        ([CONTROL, PROCEDURE, EVIDENCE], "evidenced"),
        ([CONTROL, PROCEDURE, SHOWN], "implemented"),
        ([PROCEDURE, SHOWN], "evidenced"),
        ([PROCEDURE, SHOWN, RETIRED], "evidenced"),
        ([PROCEDURE, EMPTY], "designed"),
        ([CONTROL, PROCEDURE, EVIDENCE, RETIRED], "evidenced"),
        ([CONTROL, PROCEDURE, EVIDENCE, PLANNED], "designed"),
    ],
)
def test_a_requirement_stands_where_its_records_have_come_to(records: list[str], rung: str, drawing: Drawing) -> None:
    assert standing(drawing, REQUIREMENT, *records).rung.name == rung


@pytest.mark.parametrize(
    ("records", "rung"),
    [
        ([CONTROL, EVIDENCE], "named"),
        ([CONTROL, SHOWN], "named"),
        ([CONTROL, EVIDENCE, DRAFT], "named"),
        ([DRAFT, SHOWN], "named"),
        ([PLANNED, PROCEDURE, SHOWN], "designed"),
    ],
)
def test_no_rung_is_skipped(records: list[str], rung: str, drawing: Drawing) -> None:
    assert standing(drawing, REQUIREMENT, *records).rung.name == rung


COMPLETED = "{{id: AUD-1, type: audit, title: A, owner: ROLE-1, {}}}"
ROLE = "{id: ROLE-1, type: role, title: R}"
BY_RECORD = "{id: REQ-1, type: requirement, title: R, designed_by: [audit], records: [audit]}"


@pytest.mark.parametrize(
    ("fields", "rung"),
    [
        ("status: completed, completed_on: 2026-11-15, criteria: C, results: [{item: REQ-1}]", "evidenced"),
        ("status: completed, completed_on: 2026-11-16, criteria: C, results: [{item: REQ-1}]", "designed"),
        ("status: completed, completed_on: 2026-11-15, criteria: C", "designed"),
        ("status: completed, criteria: C, results: [{item: REQ-1}]", "designed"),
        ("status: in_progress, completed_on: 2026-11-15, criteria: C, results: [{item: REQ-1}]", "designed"),
        ("status: planned", "designed"),
    ],
)
def test_a_completed_dated_record_of_the_declared_kind_is_evidence_itself(
    fields: str, rung: str, drawing: Drawing
) -> None:
    assert standing(drawing, BY_RECORD, ROLE, COMPLETED.format(fields)).rung.name == rung


@pytest.mark.parametrize(
    ("need", "rung"), [("any", "evidenced"), ("all", "designed")], ids=["one is enough", "one of each is needed"]
)
def test_a_requirement_says_whether_one_kind_of_record_is_enough(need: str, rung: str, drawing: Drawing) -> None:
    requirement = f"{{id: REQ-1, type: requirement, title: R, records: [competence, change], records_need: {need}, designed_by: change}}"
    change = "{id: CHG-1, type: change, title: C, owner: ROLE-1, status: implemented, reason: R, done: 2026-11-01}"
    assert standing(drawing, requirement, ROLE, change).rung.name == rung


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        ("collected: 2026-11-15, location: A safe", ""),
        ("collected: 2026-11-01, location: A safe, approved: approved", ""),
        ("collected: 2026-11-01, location: A safe, valid_until: 2026-11-15", ""),
        ("collected: 2025-11-15, location: A safe", ""),
        ("collected: 2026-11-01, file: evidence/a.csv", ""),
        ("location: A safe", "does not say when it was collected"),
        ("collected: 2026-11-16, location: A safe", "no accepted evidence supports it today"),
        ("collected: 2026-11-01, location: A safe, approved: draft", "is not approved yet"),
        ("collected: 2026-11-01, location: A safe, approved: in-review", "is not approved yet"),
        ("collected: 2026-11-01, location: A safe, approved: rejected", "was not accepted"),
        ("collected: 2026-11-01, location: A safe, approved: expired", "has run out"),
        ("collected: 2026-11-01, location: A safe, valid_until: 2026-11-14", "has run out on 2026-11-14"),
        ("collected: 2026-11-01, location: A safe, valid_for: 13", "has run out on 2026-11-14"),
        ("collected: 2025-11-14, location: A safe", "has run out on 2026-11-14"),
        ("collected: 2026-11-01, file: evidence/gone.csv", "has a file that is not there"),
        (f"collected: 2026-11-01, file: evidence/a.csv, sha256: {'0' * 64}", "has a file that is not the one that was collected"),
        ("collected: 2026-11-01, file: ../a.csv", "has a file that is not there"),
        ("collected: 2026-11-01", "names no file and no place"),
    ],
)
def test_only_dated_approved_intact_and_valid_evidence_lifts(evidence: str, why: str, drawing: Drawing) -> None:
    record = f"{{id: EV-9, type: evidence, title: E, supports: CTL-1, {evidence}}}"
    found = standing(drawing, REQUIREMENT, CONTROL, PROCEDURE, record, evidence="x")
    assert found.rung.name == ("implemented" if why else "evidenced")
    assert why in [one.text for one in found.reasons] or not why


def test_one_accepted_piece_is_enough_beside_others_that_are_not(drawing: Drawing) -> None:
    expired = "{id: EV-8, type: evidence, title: E, collected: 2020-01-01, location: A safe, supports: CTL-1}"
    assert standing(drawing, REQUIREMENT, CONTROL, PROCEDURE, expired, EVIDENCE).rung.name == "evidenced"


def test_every_control_of_a_requirement_needs_evidence_of_its_own(drawing: Drawing) -> None:
    second = CONTROL.replace("CTL-1", "CTL-4")
    found = standing(drawing, REQUIREMENT, CONTROL, PROCEDURE, EVIDENCE, second)
    assert (found.rung.name, [one.record for one in found.reasons][:2]) == ("implemented", ["CTL-4", "CTL-4"])


@pytest.mark.parametrize(
    ("day", "rung"),
    [(date(2026, 10, 31), "implemented"), (date(2026, 11, 1), "evidenced"), (date(2027, 11, 1), "evidenced"),
     (date(2027, 11, 2), "implemented")],
)  # fmt: skip
def test_evidence_holds_from_its_day_to_the_end_of_its_validity(day: date, rung: str, drawing: Drawing) -> None:
    assert standing(drawing, REQUIREMENT, CONTROL, PROCEDURE, EVIDENCE, as_of=day).rung.name == rung


def test_a_later_day_takes_nothing_away_before_validity_ends(drawing: Drawing) -> None:
    days = [date(2026, 11, 1) + timedelta(days=30 * month) for month in range(12)]
    rungs = [standing(drawing, REQUIREMENT, CONTROL, PROCEDURE, EVIDENCE, as_of=day).rung.name for day in days]
    assert rungs == ["evidenced"] * 12


@pytest.mark.parametrize(
    ("was", "becomes", "rung"),
    [
        (PROCEDURE, PROCEDURE.replace("2025-01-01", "2026-11-15"), "evidenced"),
        (PROCEDURE, PROCEDURE.replace("2025-01-01", "2026-11-16"), "named"),
        (CONTROL, CONTROL.replace("implemented,", "implemented, in_force_from: 2026-11-15,"), "evidenced"),
        (CONTROL, CONTROL.replace("implemented,", "implemented, in_force_from: 2026-11-16,"), "designed"),
    ],
)
def test_nothing_dated_after_the_day_counts(was: str, becomes: str, rung: str, drawing: Drawing) -> None:
    records = [becomes if one == was else one for one in (REQUIREMENT, CONTROL, PROCEDURE, EVIDENCE)]
    assert standing(drawing, *records).rung.name == rung


def test_a_control_that_starts_later_says_why_it_is_not_in_operation(drawing: Drawing) -> None:
    later = CONTROL.replace("implemented,", "implemented, in_force_from: 2026-11-16,")
    assert told(standing(drawing, REQUIREMENT, later, PROCEDURE, of="CTL-1")) == (
        "designed", "implemented", ["it is not in operation"],
    )  # fmt: skip


def test_a_decision_of_tomorrow_leaves_nothing_out_today(drawing: Drawing) -> None:
    tomorrow = LEFT_OUT.replace("2026-01-01", "2026-11-16")
    assert standing(drawing, REQUIREMENT, tomorrow).rung.name == "none"


@pytest.mark.parametrize("part", [", reason: Not needed", ", decided_by_role: ROLE-1", ", decided_on: 2026-01-01"])
def test_what_nobody_has_decided_with_a_reason_on_a_day_leaves_nothing_out(part: str, drawing: Drawing) -> None:
    assert standing(drawing, REQUIREMENT, LEFT_OUT.replace(part, "")).rung.name == "named"


# the reasons ---------------------------------------------------------------------------------------------------------


def test_what_holds_a_requirement_at_nothing_names_every_way_up(drawing: Drawing) -> None:
    assert told(standing(drawing, REQUIREMENT)) == (
        "none",
        "named",
        [
            "no control satisfies it",
            "no policy addresses it",
            "no evidence demonstrates it",
            "it has no row in the Statement of Applicability",
            "there is no record of the kind it calls for",
        ],
    )


def test_what_holds_it_from_designed_names_the_draft(drawing: Drawing) -> None:
    rung, following, reasons = told(standing(drawing, REQUIREMENT, DRAFT))
    assert (rung, following) == ("named", "designed")
    assert "no approved policy of a fitting kind addresses it" in reasons
    assert "State now is draft, not in-force" in reasons


def test_a_policy_of_another_kind_says_which_kind_is_asked_for(drawing: Drawing) -> None:
    assert "Kind is not procedure" in told(standing(drawing, REQUIREMENT, STANDARD))[2]


def test_what_holds_it_from_implemented_names_the_control(drawing: Drawing) -> None:
    found = standing(drawing, REQUIREMENT, CONTROL, PLANNED, PROCEDURE)
    assert (found.rung.name, found.next and found.next.name) == ("designed", "implemented")
    assert ("CTL-2", "it is not in operation") in [(one.record, one.text) for one in found.reasons]


def test_what_holds_it_from_evidenced_names_the_evidence(drawing: Drawing) -> None:
    late = EVIDENCE.replace("2026-11-01", "2026-12-01")
    found = standing(drawing, REQUIREMENT, CONTROL, PROCEDURE, late)
    assert ("CTL-1", "no accepted evidence supports it today") in [(one.record, one.text) for one in found.reasons]


def test_at_the_top_nothing_is_next(drawing: Drawing) -> None:
    looked = "{id: AUD-2, type: audit, title: A, status: completed, completed_on: 2026-06-01, results: [{item: REQ-1, result: conforms, by: PER-1}]}"
    found = standing(drawing, REQUIREMENT, CONTROL, PROCEDURE, EVIDENCE, PERSON, looked)
    assert told(found) == ("verified", None, [])


# states aside and what is counted --------------------------------------------------------------------------------------


@pytest.mark.parametrize("records", [[], [CONTROL, PROCEDURE, EVIDENCE]])
def test_not_applicable_is_a_state_of_its_own(records: list[str], drawing: Drawing) -> None:
    found = standing(drawing, REQUIREMENT, LEFT_OUT, *records)
    assert (found.rung.name, found.aside, found.next, found.reasons) == ("not-applicable", True, None, ())


@pytest.mark.parametrize(
    ("fields", "counted"),
    [("assessable: yes", True), ("assessable: no", False), ("withdrawn: yes", False), ("kind: heading", True)],
)
def test_headings_and_withdrawn_requirements_are_not_counted(fields: str, counted: bool, drawing: Drawing) -> None:
    assert standing(drawing, f"{{id: REQ-1, type: requirement, title: R, {fields}}}").counted is counted


@pytest.mark.parametrize(
    ("records", "rung"),
    [
        ([CONTROL.replace("implemented", "planned")], "named"),
        ([CONTROL], "named"),
        ([CONTROL.replace("implemented", "planned"), GOVERNING], "designed"),
        ([CONTROL.replace("implemented", "partial"), GOVERNING, EVIDENCE], "designed"),
        ([CONTROL, GOVERNING], "implemented"),
        ([CONTROL, PROCEDURE], "implemented"),
        ([CONTROL, GOVERNING, EVIDENCE], "evidenced"),
        ([CONTROL, EVIDENCE], "named"),
        ([CONTROL.replace("implemented", "retired"), GOVERNING, EVIDENCE], "retired"),
    ],
)
def test_a_control_stands_where_its_records_have_come_to(records: list[str], rung: str, drawing: Drawing) -> None:
    assert standing(drawing, REQUIREMENT, *records, of="CTL-1").rung.name == rung


# the definition --------------------------------------------------------------------------------------------------------


def test_the_rungs_are_those_of_the_design_with_symbol_and_word(drawing: Drawing) -> None:
    rungs = drawing.dossier().ladders.rungs
    assert [rung.name for rung in rungs] == ["none", "named", "designed", "implemented", "evidenced", "verified"]
    assert len({rung.symbol for rung in rungs}) == len({rung.label for rung in rungs}) == len(rungs)
    assert all(rung.means for rung in rungs)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("rungs:\n", "rngs:\n"),
        ("given: decided_by", "given: decidd_by"),
        ("    label: Named\n", ""),
        ("  control:\n", "  contrl:\n"),
        ("      designed:\n", "      desgned:\n"),
    ],
)
def test_a_broken_definition_of_the_ladder_is_told(was: str, becomes: str, tmp_path: Path) -> None:
    (tmp_path / "ladder.yml").write_text(FILE.read_text().replace(was, becomes, 1))
    with pytest.raises(ConfigurationFault, match=r"ladder\.yml"):
        read_ladders(read_vocabulary(), tmp_path / "ladder.yml")
