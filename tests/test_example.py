"""The shipped example: sound, whole, told in its own words, and true to the files that it points at."""

from __future__ import annotations

import csv
import json
import math
import re
from collections import Counter
from itertools import combinations
from statistics import mean
from typing import Any

import pytest

from aimsbook.compose import Edition
from aimsbook.conditions import parse_condition
from aimsbook.dossier import Dossier, compile_dossier
from aimsbook.records import Record, Severity
from aimsbook.texts import prose_of
from drawn import AS_OF, EXAMPLE, example_project

EVIDENCE = EXAMPLE / "evidence"


def rows(path: str) -> list[dict[str, str]]:
    with (EVIDENCE / path).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def words_of(record: Record) -> str:
    """All that is written in a record."""
    return f"{record.title} {json.dumps(dict(record.fields), ensure_ascii=False)}"


def own(dossier: Dossier, type_name: str) -> list[Record]:
    return [one for one in dossier.graph.of_type(type_name) if not one.shipped]


# sound and whole -------------------------------------------------------------------------------------------------------


def test_it_has_no_error(example: Edition) -> None:
    assert [(one.rule, str(one.mark)) for one in example.diagnostics if one.severity is not Severity.GAP] == []


def test_it_has_records_of_every_type_that_matrices_and_statement_need(example_dossier: Dossier) -> None:
    needed = {one.type for matrix in example_dossier.matrices.values() for one in (matrix.rows, matrix.columns)}
    counts = Counter(record.type for record in example_dossier.own())
    assert needed - {"requirement"} <= set(counts)
    assert sum(counts.values()) >= 150
    assert counts["ai_system"] == 5  # three in scope, one outside, one retired


def test_it_builds_one_system_deploys_one_on_a_bought_model_and_uses_one(example_dossier: Dossier) -> None:
    systems = own(example_dossier, "ai_system")
    assert Counter("provider" in (one.get("ai_act_roles") or ()) for one in systems)[True] >= 1
    bought = [one for one in systems if any(model.get("origin") == "bought" for model in example_dossier.graph.linked(one.id, "built_on"))]
    assert bought
    assert {one.get("origin") for one in systems} >= {"built", "bought"}


def test_every_annex_a_control_is_decided_with_a_reason_of_this_organisation(example_dossier: Dossier) -> None:
    controls = [
        one for one in example_dossier.graph.of_type("requirement")
        if one.get("framework") == "iso42001" and one.get("kind") == "control"
    ]  # fmt: skip
    assert len(controls) == 38
    local = re.compile(
        r"Ostervane|Ghent|Braga|partner|borrower|lend|loan|scor|chat|assistant|transcript|committee|underwrit|supplier|"
        r"applicant|declin|bureau|steward|training stack|releases|Portugal|intake|supervisor|\[[A-Z]+-", re.IGNORECASE,
    )  # fmt: skip
    for control in controls:
        (decision,) = example_dossier.graph.linked(control.id, "decided_by")
        reason = str(decision.get("reason") or "")
        assert decision.get("applicable") in ("yes", "no", "partly"), control.id
        assert len(reason) >= 40 and local.search(reason), control.id
        assert decision.get("decided_on"), control.id


def test_the_statement_has_controls_taken_in_in_part_and_left_out(example_dossier: Dossier) -> None:
    decisions = Counter(one.get("applicable") for one in own(example_dossier, "applicability"))
    assert set(decisions) == {"yes", "partly", "no"}


def test_there_are_gaps_of_a_dozen_kinds_and_no_flood_of_any(example: Edition) -> None:
    gaps = [one for one in example.diagnostics if one.severity is Severity.GAP]
    kinds = Counter(one.duty for one in gaps)
    assert 12 <= len(kinds) <= 32
    assert len(gaps) <= 60
    assert {"finding", "question"} == {one.weight for one in gaps}
    assert len({example.book.dossier.graph[str(one.record)].type for one in gaps}) >= 8


def test_every_gap_has_somebody_who_answers_for_it_or_says_that_nobody_does(example_dossier: Dossier) -> None:
    gaps = [one for one in example_dossier.diagnostics if one.severity is Severity.GAP]
    mine = [one for one in gaps if one.record and not example_dossier.graph[one.record].shipped]
    ownerless = {str(one.record) for one in mine if not example_dossier.case.owners(example_dossier.graph[str(one.record)])}
    assert {example_dossier.graph[one].type for one in ownerless} <= {"role", "person", "obligation"}


def test_requirements_stand_on_every_rung(example_dossier: Dossier) -> None:
    rungs = {one.rung.name for name, one in example_dossier.standings.items() if name.startswith("iso42001:") and one.counted}
    assert rungs >= {"named", "designed", "implemented", "evidenced", "not-applicable"}


def test_a_risk_tells_cause_event_and_consequence(example_dossier: Dossier) -> None:
    risks = own(example_dossier, "risk")
    assert len(risks) >= 12
    thin = [
        (one.id, name) for one in risks for name in ("cause", "event", "consequence") if len(str(one.get(name) or "")) < 25
    ]
    assert thin == []
    told = [{one.get(name) for name in ("cause", "event", "consequence")} for one in risks]
    assert all(len(words) == 3 for words in told)


def test_the_level_of_a_risk_follows_from_its_numbers(example_dossier: Dossier) -> None:
    def level(one: Record, prefix: str) -> str:
        product = int(one.get(f"{prefix}likelihood")) * int(one.get(f"{prefix}impact"))
        return next(name for most, name in ((4, "low"), (9, "medium"), (14, "high"), (25, "critical")) if product <= most)

    for one in own(example_dossier, "risk"):
        if one.get("likelihood") and one.get("level"):
            assert one.get("level") == level(one, ""), one.id
        if one.get("residual_likelihood") and one.get("residual_level"):
            assert one.get("residual_level") == level(one, "residual_"), one.id


def test_every_policy_is_written_out(example_dossier: Dossier) -> None:
    for one in own(example_dossier, "policy"):
        file = one.get("file")
        words = (EXAMPLE / file).read_text(encoding="utf-8") if file else str(one.get("text") or "")
        assert len(words) > (2_000 if file else 150), one.id
        assert not (file and one.get("text")), one.id


def test_the_manual_has_a_chapter_for_each_clause(example: Edition) -> None:
    chapters = {path: text for path, text in example.book.sources() if path.startswith("manual/")}
    for clause in range(4, 11):
        (path,) = [one for one in chapters if re.match(rf"manual/{clause:02}-", one)]
        assert len(chapters[path]) > 2_500, path
        assert re.search(rf"\[iso42001:{clause}\.?\d?", chapters[path]) or "```aimsbook" in chapters[path], path


def test_the_manual_names_records_and_shows_live_views(example: Edition) -> None:
    chapters = [example.chapter(path, text) for path, text in example.book.sources()]
    assert len({one for chapter in chapters for one in chapter.references}) > 60
    assert sum(text.count("```aimsbook") for path, text in example.book.sources() if path.startswith("manual/")) >= 7


# in its own words ------------------------------------------------------------------------------------------------------


def plain(text: str) -> list[str]:
    """The words of a text without what swapping names would change: ids, numbers, capitalised names."""
    text = re.sub(r"\[[^\]]*\]|\b[A-Z]{2,}[\w.:-]*|\b\d[\d.,-]*", " ", text)
    return re.findall(r"[a-z]{2,}", re.sub(r"(?<![.!?]\s)(?<!^)\b[A-Z]\w+", " ", text))


def shingles(text: str, size: int = 4) -> set[tuple[str, ...]]:
    words = plain(text)
    return {tuple(words[start : start + size]) for start in range(max(len(words) - size + 1, 0))}


def test_no_two_records_of_a_type_share_a_text(example_dossier: Dossier) -> None:
    shared = []
    for kind in example_dossier.vocabulary:
        seen: dict[str, str] = {}
        for one in own(example_dossier, kind.name):
            for steps, text in prose_of(one.fields, kind.fields):
                words = " ".join(text.split())
                if len(words) > 30 and (other := seen.setdefault(words, one.id)) != one.id:
                    shared.append((other, one.id, steps))
    assert shared == []


def test_no_two_records_of_a_type_differ_by_swapped_names_only(example_dossier: Dossier) -> None:
    alike = []
    for kind in example_dossier.vocabulary:
        told = {
            one.id: shingles(" . ".join([one.title, *(text for _, text in prose_of(one.fields, kind.fields))]))
            for one in own(example_dossier, kind.name)
        }
        for (one, first), (other, second) in combinations(told.items(), 2):
            smaller = min(len(first), len(second))
            if smaller >= 6 and len(first & second) / smaller > 0.3:
                alike.append((one, other, round(len(first & second) / smaller, 2)))
    assert alike == []


def test_swapped_names_would_be_noticed() -> None:
    first = "Every week T. R. compares the scores of SYS-LOAN with those of Ghent and tells the committee what moved since."
    second = "Every week C. F. compares the scores of SYS-CHAT with those of Braga and tells the committee what moved since."
    assert len(shingles(first) & shingles(second)) / len(shingles(first)) > 0.9


def test_no_two_records_of_a_type_have_the_same_title(example_dossier: Dossier) -> None:
    titles = Counter((one.type, one.title.casefold()) for one in example_dossier.own())
    assert [title for title, number in titles.items() if number > 1] == []


def test_people_appear_as_roles_or_invented_initials(example_dossier: Dossier) -> None:
    people = own(example_dossier, "person")
    assert len(people) >= 8
    assert [one.title for one in people if not re.match(r"[A-Z]\. [A-Z]\.(,|$)", one.title)] == []
    named = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof)\.? [A-Z]")
    assert [one.id for one in example_dossier.own() if named.search(words_of(one))] == []
    mail = re.compile(r"[\w.]+@[\w.]+\.\w+")
    texts = [file for folder in ("docs", "evidence", "controls") for file in (EXAMPLE / folder).rglob("*") if file.is_file()]
    assert [file.name for file in texts if mail.search(file.read_text(encoding="utf-8"))] == []


def test_nothing_is_left_to_be_written(example_dossier: Dossier) -> None:
    unfinished = re.compile(r"\b(TODO|TBD|FIXME|lorem ipsum|XXX)\b", re.IGNORECASE)
    assert [one.id for one in example_dossier.own() if unfinished.search(words_of(one))] == []
    assert [file.name for file in (EXAMPLE / "docs").rglob("*.md") if unfinished.search(file.read_text())] == []


# true to its files -----------------------------------------------------------------------------------------------------


def test_every_evidence_file_is_sealed_and_every_file_is_evidence(example_dossier: Dossier) -> None:
    states = {record.get(name): state.state for record, name, state in example_dossier.case.files() if record.type == "evidence"}
    assert set(states.values()) == {"intact"}
    there = {file.relative_to(EXAMPLE).as_posix() for file in EVIDENCE.rglob("*") if file.is_file()}
    assert there == set(states)


def test_evidence_is_fresh_undated_unapproved_expired_and_held_elsewhere(example_dossier: Dossier) -> None:
    def has(condition: dict[str, Any]) -> list[str]:
        found = parse_condition(condition)
        return [one.id for one in own(example_dossier, "evidence") if found.judge(one, example_dossier.case).holds]

    assert len(has({"counts": "yes"})) >= 25
    assert has({"not": {"given": "collected"}})
    assert has({"approved": ["draft", "in-review", "rejected"]})
    assert has({"past": "valid_until"})
    assert has({"given": "location"})


def share(part: float, whole: float) -> float:
    return round(part / whole, 3)


def total(lines: list[dict[str, str]], column: str) -> int:
    return sum(int(one[column]) for one in lines)


def measured(example_dossier: Dossier, record_id: str) -> float:
    return float(example_dossier.graph[record_id].get("value"))


def test_the_bias_test_gives_the_differences_that_are_told(example_dossier: Dossier) -> None:
    cells = rows("scoring/bias-test-4.2.0.csv")
    by_sex = {sex: [one for one in cells if one["sex"] == sex] for sex in ("female", "male")}
    approved = {sex: total(ones, "proposed_approvals") / total(ones, "applications") for sex, ones in by_sex.items()}
    repaid = {sex: total(ones, "good_payers_approved") / total(ones, "good_payers") for sex, ones in by_sex.items()}
    bands = [[one for one in cells if one["age_band"] == band] for band in {one["age_band"] for one in cells}]
    by_age = [total(ones, "proposed_approvals") / total(ones, "applications") for ones in bands]
    parity = round(approved["male"] - approved["female"], 3)
    assert (round(approved["female"], 3), round(approved["male"], 3)) == (0.723, 0.754)
    assert parity == measured(example_dossier, "MEAS-PARITY-4.2.0") == 0.031
    assert total(cells, "applications") == 8_600
    criteria = {one["measure"]: one["measured"] for one in example_dossier.graph["REL-SCORING-4.2.0"].get("acceptance_criteria")}
    assert criteria["Parity difference by sex"] == str(parity)
    assert criteria["Opportunity difference by sex"] == str(round(repaid["male"] - repaid["female"], 3))
    assert criteria["Parity difference by age band"] == str(round(max(by_age) - min(by_age), 3))


def test_the_validation_gives_the_area_under_the_curve_that_is_told(example_dossier: Dossier) -> None:
    bands = [(int(one["repaid"]), int(one["defaulted"])) for one in rows("scoring/validation-4.2.0.csv")]
    good, bad = (sum(column) for column in zip(*bands, strict=True))
    won = sum(
        repaid * (sum(below for _, below in bands[:index]) + defaulted / 2) for index, (repaid, defaulted) in enumerate(bands)
    )
    area = round(won / (good * bad), 3)
    lineage = json.loads((EVIDENCE / "scoring/lineage-4.2.0.json").read_text())
    assert (area, good, bad) == tuple(
        lineage["outputs"][name] for name in ("holdout_auc", "repaid_in_holdout", "defaulted_in_holdout")
    )
    assert good + bad == 6_052
    criteria = {one["measure"]: one["measured"] for one in example_dossier.graph["REL-SCORING-4.2.0"].get("acceptance_criteria")}
    assert criteria["Area under the curve on the holdout"] == str(area)


@pytest.mark.parametrize(("week", "record_id"), [("2026-09-28", "MEAS-PSI-W40"), ("2026-11-02", "MEAS-PSI-W45")])
def test_the_score_distribution_gives_the_stability_index_that_is_told(
    week: str, record_id: str, example_dossier: Dossier
) -> None:
    groups = [one for one in rows("scoring/drift-2026-10.csv") if one["week_from"] == week]
    reference, observed = total(groups, "reference_count"), total(groups, "observed_count")
    shares = [(int(one["observed_count"]) / observed, int(one["reference_count"]) / reference) for one in groups]
    index = sum((seen - expected) * math.log(seen / expected) for seen, expected in shares)
    assert round(index, 3) == measured(example_dossier, record_id)


def test_the_prompt_set_gives_the_share_that_is_told(example_dossier: Dossier) -> None:
    prompts = rows("chat/guard-test-2026-10.csv")
    assert len(prompts) == 120
    assert share(sum(one["result"] == "pass" for one in prompts), len(prompts)) == measured(example_dossier, "MEAS-CHAT-OCT")
    assert all((one["expected"] == one["observed"]) == (one["result"] == "pass") for one in prompts)


def test_the_attendance_list_gives_the_share_that_is_told(example_dossier: Dossier) -> None:
    staff = rows("people/literacy-2026.csv")
    passed = sum(one["result"] == "passed" for one in staff)
    assert (passed, len(staff), len({one["staff"] for one in staff})) == (397, 412, 412)
    assert share(passed, len(staff)) == measured(example_dossier, "MEAS-LITERACY-2026")


def test_the_reviewed_declines_give_the_share_that_is_told(example_dossier: Dossier) -> None:
    cases = rows("scoring/overrides-2026-10.csv")
    assert share(sum(one["outcome_after_review"] == "approved" for one in cases), len(cases)) == measured(
        example_dossier, "MEAS-OVERRIDE-OCT"
    )
    minutes = [float(one["minutes_spent"]) for one in cases]
    text = str(example_dossier.graph["EV-OVERRIDES-OCT"].get("text"))
    assert f"{len(cases)} cases" in text and round(mean(minutes)) == 11 and sum(one < 3 for one in minutes) == 2


def test_the_quality_rules_give_the_shares_that_are_told(example_dossier: Dossier) -> None:
    rules = rows("scoring/data-quality-2026-10.csv")
    live, training = ([one for one in rules if one["data"] == side] for side in ("live", "training"))

    def passing(ones: list[dict[str, str]]) -> str:
        return f"{100 * (1 - total(ones, 'values_failed') / total(ones, 'values_checked')):.2f}"

    text = str(example_dossier.graph["EV-QUALITY-OCT"].get("text"))
    told = [f"{total(rules, 'values_checked'):,} values", f"{total(rules, 'values_failed'):,} failed", *map(passing, (rules, live, training))]
    assert [one for one in told if one not in text] == []


def test_the_requests_for_explanation_give_the_figures_that_are_told(example_dossier: Dossier) -> None:
    requests = rows("scoring/explanation-requests-2026-q3.csv")
    days = [int(one["working_days"]) for one in requests]
    assert (len(days), sum(one <= 10 for one in days), max(days)) == (26, 25, 12)
    assert f"{100 * 25 / 26:.1f} in 100" in str(example_dossier.graph["EV-EXPLAIN-REQUESTS"].get("text"))


def test_the_acknowledgements_and_the_event_sample_are_as_they_are_told(example_dossier: Dossier) -> None:
    accounts = rows("people/use-acknowledgements.csv")
    assert (len(accounts), sum(one["acknowledged"] == "yes" for one in accounts)) == (260, 241)
    events = json.loads((EVIDENCE / "scoring/event-log-sample.json").read_text())["events"]
    assert Counter(one["event"] for one in events) == {"score": 14, "no_score": 1, "override": 1}
    assert {one["model"] for one in events if one["event"] == "score"} == {"4.2.0"}


def test_the_sheet_of_figures_tells_the_latest_measurement_of_every_metric(example_dossier: Dossier) -> None:
    sheet = {one["metric"]: float(one["value"]) for one in rows("governance/kpi-2026-10.csv")}
    latest = {
        metric.id: float(max(example_dossier.graph.linked(metric.id, "has_measurement"), key=lambda one: str(one.get("date"))).get("value"))
        for metric in own(example_dossier, "metric")
    }
    assert sheet == latest


def test_a_measurement_is_a_breach_exactly_where_it_is_beyond_the_limit(example_dossier: Dossier) -> None:
    for metric in own(example_dossier, "metric"):
        limit, higher = float(metric.get("threshold")), metric.get("direction") == "higher_is_better"
        for one in example_dossier.graph.linked(metric.id, "has_measurement"):
            beyond = float(one.get("value")) < limit if higher else float(one.get("value")) > limit
            assert metric.get("direction") == "closer_to_target" or beyond == (one.get("breach") == "yes"), one.id


def test_nothing_is_dated_after_the_day_that_it_is_told_for(example_dossier: Dossier) -> None:
    assert [one.id for one in example_dossier.own() if example_dossier.case.is_to_come(one)] == []
    assert example_dossier.project.as_of == AS_OF


def test_it_says_the_same_at_every_compilation(example_dossier: Dossier) -> None:
    again = compile_dossier(example_project())
    assert again.diagnostics == example_dossier.diagnostics
    assert again.standings == example_dossier.standings
