"""Where a risk stands: before treatment, today and once all is done, and how that lies against the appetite."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from aimsbook.appraisal import Appraisal, appraise_all
from aimsbook.case import Case
from aimsbook.definitions import read_vocabulary
from aimsbook.facts.ratings import facts
from aimsbook.link import link
from aimsbook.records import Link, Mark, Record
from aimsbook.rules import residual_above_inherent
from drawn import Drawing

AS_OF = date(2026, 11, 15)
VOCABULARY = read_vocabulary()
PARTS = ("organisation", "individuals", "society")
STEP = some.sampled_from(["1", "2", "3", "4", "5"])
GIVEN = some.one_of(some.none(), STEP)


def record(name: str, kind: str, fields: dict[str, str], **links: list[str]) -> Record:
    mark = Mark("controls/a.yml", 1, 1)
    found = tuple(Link(relation, target, mark) for relation, targets in links.items() for target in targets)
    return Record(name, kind, name, {key: one for key, one in fields.items() if one}, found, mark)


def case_of(*records: Record, as_of: date = AS_OF) -> Case:
    graph, _ = link(list(records), VOCABULARY)
    return Case(graph, VOCABULARY, as_of, Path())


def stands(fields: dict[str, str], *others: Record, as_of: date = AS_OF) -> Appraisal:
    by = {"treated_by": [one.id for one in others if one.type != "role"]}
    if any(one.type == "role" for one in others):
        by["accepted_by"] = [one.id for one in others if one.type == "role"]
    return appraise_all(case_of(record("RSK-1", "risk", fields, **by), *others, as_of=as_of))["RSK-1"]


def treatment(**fields: str) -> Record:
    done = {"status": "done", "done_on": "2026-10-01", "effectiveness": "effective", **fields}
    return record("TRT-1", "treatment", done)


def control(**fields: str) -> Record:
    return record("CTL-1", "control", {"status": "implemented", "effectiveness": "effective", **fields})


HIGH_TO_LOW = {"likelihood": "4", "impact": "3", "residual_likelihood": "1", "residual_impact": "3"}


@pytest.mark.parametrize(
    ("others", "state", "today"),
    [
        ((treatment(),), "reached", "low"),
        ((control(),), "reached", "low"),
        ((treatment(), control()), "reached", "low"),
        ((treatment(status="in_progress"),), "planned", "high"),
        ((treatment(effectiveness="partly_effective"),), "planned", "high"),
        ((treatment(effectiveness=""),), "planned", "high"),
        ((treatment(done_on=""),), "planned", "high"),
        ((treatment(done_on="2026-11-16"),), "planned", "high"),
        ((treatment(), control(effectiveness="not_tested")), "planned", "high"),
        ((treatment(), control(status="partial")), "planned", "high"),
        ((treatment(), control(in_force_from="2026-11-16")), "planned", "high"),
        ((treatment(), control(status="retired")), "reached", "low"),
        ((treatment(status="cancelled"),), "planned", "high"),
        ((), "unplanned", "high"),
    ],
)
def test_what_is_left_counts_only_once_all_of_it_is_done_and_works(
    others: tuple[Record, ...], state: str, today: str
) -> None:
    one = stands(HIGH_TO_LOW, *others)
    assert (one.state, one.now.level if one.now else "") == (state, today)
    assert bool(one.planned) == (state == "planned")
    assert bool(one.reasons) == (state == "planned")


def test_a_rating_of_today_holds_until_what_is_planned_is_reached() -> None:
    fields = {**HIGH_TO_LOW, "current_likelihood": "2", "current_impact": "3", "impact_society": "3"}
    on_its_way = stands(fields, treatment(status="in_progress"))
    assert on_its_way.now is not None
    assert (on_its_way.now.level, on_its_way.now.parts) == ("medium", {"society": "3"})
    reached = stands(fields, treatment())
    assert reached.now == reached.after


def test_a_treatment_that_is_done_later_leaves_the_past_as_it_was() -> None:
    assert stands(HIGH_TO_LOW, treatment(), as_of=date(2026, 9, 30)).state == "planned"
    assert stands(HIGH_TO_LOW, treatment(), as_of=date(2026, 10, 1)).state == "reached"


def test_the_impact_is_taken_from_its_parts_where_it_is_not_given() -> None:
    one = stands({"likelihood": "3", "impact_organisation": "1", "impact_individuals": "5"})
    assert one.before is not None
    assert (one.before.impact, one.before.level, one.before.score) == ("5", "critical", 15)


@pytest.mark.parametrize("when", ["", "current_", "residual_"])
def test_the_parts_decide_over_another_impact_that_is_written(when: str) -> None:
    parts = {f"{when}impact_organisation": "4", f"{when}impact_individuals": "5", f"{when}impact_society": "4"}
    one = stands({f"{when}likelihood": "3", f"{when}impact": "1", **parts})
    rating = {"": one.before, "current_": one.now, "residual_": one.after}[when]
    assert rating is not None
    assert (rating.impact, rating.level, rating.score) == ("5", "critical", 15)
    assert one.above_after is True
    assert stands({"likelihood": "3", "impact": "5", **dict.fromkeys((f"impact_{part}" for part in PARTS), "1")}).above is False


def test_what_is_written_for_the_whole_speaks_for_parts_that_are_not_given() -> None:
    one = stands({"likelihood": "3", "impact": "5", "impact_organisation": "1"})
    assert one.before is not None
    assert (one.before.impact, one.above) == ("5", True)


@settings(max_examples=150, deadline=None)
@given(STEP, GIVEN, some.fixed_dictionaries({f"impact_{part}": GIVEN for part in PARTS}))
def test_no_impact_is_below_one_of_its_parts(likelihood: str, whole: str | None, parts: dict[str, str | None]) -> None:
    fields = {name: one for name, one in {"likelihood": likelihood, "impact": whole, **parts}.items() if one}
    before, told = stands(fields).before, [one for one in parts.values() if one]
    impacts = [*told, *([whole] if whole and len(told) < len(parts) else [])]
    assert (before.impact if before else None) == max(impacts, default=None)


def test_a_risk_rated_by_level_alone_has_no_place_on_the_map() -> None:
    one = stands({"level": "high"})
    assert one.now is not None
    assert (one.now.level, one.now.has_cell) == ("high", False)


@pytest.mark.parametrize(
    ("fields", "above"),
    [
        ({"likelihood": "3", "impact": "3"}, False),
        ({"likelihood": "2", "impact": "5"}, True),
        ({"likelihood": "2", "impact": "5", "appetite": "high"}, False),
        ({"likelihood": "3", "impact": "3", "appetite": "low"}, True),
        ({"likelihood": "5", "impact": "5", "kind": "opportunity"}, False),
        ({"likelihood": "5", "impact": "5", "status": "closed"}, False),
        ({}, False),
    ],
)
def test_above_the_appetite_is_what_its_level_says(fields: dict[str, str], above: bool) -> None:
    assert stands(fields).above is above


@pytest.mark.parametrize(
    ("start", "end", "state"),
    [
        ("2026-11-15", "2026-11-15", "live"),
        ("2026-01-01", "", "live"),
        ("2026-01-01", "2026-11-14", "ended"),
        ("2026-11-16", "2027-11-15", "to_come"),
        ("", "2027-11-15", "not_given"),
    ],
)
def test_an_acceptance_holds_from_its_first_day_to_its_last(start: str, end: str, state: str) -> None:
    one = stands({"accepted_on": start, "accepted_until": end}, record("ROLE-1", "role", {}))
    assert one.acceptance == state


def test_an_acceptance_by_nobody_is_none() -> None:
    assert stands({"accepted_on": "2026-01-01"}).acceptance == "not_given"


@pytest.mark.parametrize(
    ("level", "by", "authority"),
    [
        ("critical", "ROLE-CEO", "within"),
        ("high", "ROLE-CEO", "within"),
        ("critical", "ROLE-CRO", "beyond"),
        ("high", "PER-HD", "within"),
        ("critical", "PER-HD", "beyond"),
        ("high", "ROLE-DPO", "not_stated"),
        ("medium", "ROLE-DPO", None),
    ],
)
def test_who_may_accept_a_level_is_said_by_the_roles(level: str, by: str, authority: str | None) -> None:
    who = [
        record("ROLE-CEO", "role", {"accepts_up_to": "critical"}),
        record("ROLE-CRO", "role", {"accepts_up_to": "high"}),
        record("ROLE-DPO", "role", {}),
        record("PER-HD", "person", {}, holds=["ROLE-CRO", "ROLE-DPO"]),
    ]
    fields = {"residual_level": level, "accepted_on": "2026-11-01"}
    case = case_of(record("RSK-1", "risk", fields, accepted_by=[by]), *who)
    assert dict(found_of(case)).get("acceptance_authority") == authority


@pytest.mark.parametrize(
    ("matrix", "until", "too_long"),
    [
        ("", "2027-11-01", "no"),
        ("", "2027-11-02", "yes"),
        ("acceptance: 3\n", "2027-02-02", "yes"),
        ("acceptance: {critical: 3}\n", "2027-02-02", "no"),
        ("acceptance: {high: 24}\n", "2028-11-01", "no"),
    ],
)
def test_for_how_long_a_level_is_accepted_is_said_by_the_matrix(
    matrix: str, until: str, too_long: str, tmp_path: Path
) -> None:
    (tmp_path / "risk-matrix.yml").write_text(matrix or "appetite: medium\n")
    fields = {"residual_level": "high", "accepted_on": "2026-11-01", "accepted_until": until}
    records = [record("RSK-1", "risk", fields, accepted_by=["ROLE-1"]), record("ROLE-1", "role", {})]
    vocabulary = read_vocabulary(tmp_path)
    graph, _ = link(records, vocabulary)
    assert dict(found_of(Case(graph, vocabulary, AS_OF, Path())))["acceptance_too_long"] == too_long


def found_of(case: Case) -> list[tuple[str, str]]:
    return [(name, value) for record_id, name, value in facts(case) if record_id == "RSK-1"]


def test_facts_are_computed_and_never_written(drawing: Drawing) -> None:
    found = drawing.errors("id: RSK-1\ntype: risk\ntitle: T\nrating_now: low\n")
    assert found == ["unknown-field records.yml:4:1"]


def test_facts_stand_in_conditions_and_columns(drawing: Drawing) -> None:
    case = drawing.dossier("id: RSK-1\ntype: risk\ntitle: T\nlikelihood: 4\nimpact: 4\n").case
    names = ("rating", "rating_score", "rating_now", "treatment_state", "above_appetite", "acceptance_state")
    told = [case.value(case.graph["RSK-1"], name) for name in names]
    assert told == ["critical", "16", "critical", "unplanned", "yes", "not_given"]


ratings = some.fixed_dictionaries(
    {
        **dict.fromkeys(("likelihood", "impact", "residual_likelihood", "residual_impact"), GIVEN),
        **{f"{when}impact_{part}": GIVEN for when in ("", "residual_") for part in PARTS},
    }
)
treatments = some.lists(
    some.builds(
        treatment,
        status=some.sampled_from(["planned", "in_progress", "done", "cancelled"]),
        effectiveness=some.sampled_from(["", "not_checked", "effective", "partly_effective", "not_effective"]),
        done_on=some.sampled_from(["", "2026-10-01", "2026-12-01"]),
    ),
    max_size=1,
)


@settings(max_examples=150, deadline=None)
@given(ratings, treatments)
def test_a_planned_risk_is_never_shown_at_what_is_left(fields: dict[str, str], others: list[Record]) -> None:
    one = stands(fields, *others)
    if one.state != "reached":
        assert one.now == one.before
    else:
        assert one.now == one.after
        assert all(other.fields.get("effectiveness") == "effective" for other in others)


@settings(max_examples=150, deadline=None)
@given(ratings, some.sampled_from(["likelihood", "impact"]))
def test_a_rating_never_falls_when_likelihood_or_impact_rises(fields: dict[str, str], name: str) -> None:
    before = stands(fields).before
    if fields[name] and fields[name] != "5":
        after = stands({**fields, name: str(int(fields[name]) + 1)}).before
        if before and after:
            assert VOCABULARY.scheme.rank(before.level) <= VOCABULARY.scheme.rank(after.level)


@settings(max_examples=150, deadline=None)
@given(ratings)
def test_what_is_left_is_no_more_than_before_or_it_is_told(fields: dict[str, str]) -> None:
    case = case_of(record("RSK-1", "risk", fields))
    one = appraise_all(case)["RSK-1"]
    told = [found.rule for found in residual_above_inherent.check(case)]
    if one.before and one.after:
        rank = VOCABULARY.scheme.rank
        assert told or rank(one.after.level) <= rank(one.before.level)
    else:
        assert told == []
