"""What is to come: forecast, calendars, the next day on which a state changes, and why something stands no higher."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from click.testing import CliRunner

from aimsbook.address import record_page
from aimsbook.calendars import calendars
from aimsbook.chains import why
from aimsbook.cli import cli
from aimsbook.compose import Edition, compile_edition
from aimsbook.coverage import covered
from aimsbook.deadlines import deadlines_of
from aimsbook.dossier import Dossier
from aimsbook.falls import falls_of, next_fall
from aimsbook.forecast import forecast
from aimsbook.measure import Standing
from aimsbook.owing import debts_of
from aimsbook.present import Presenter
from drawn import AS_OF, EXAMPLE, MKDOCS, Drawing, page_at

RECORDS = """
{id: ROLE-1, type: role, title: "Owner, first; of all"}
---
{id: POL-1, type: policy, title: P, kind: procedure, status: approved, approved_by: ROLE-1, approved_on: 2026-01-01, addresses: [own:1, own:2], next_review: 2027-03-01}
---
{id: own:1, type: requirement, title: R, designed_by: [procedure]}
---
{id: own:2, type: requirement, title: R, designed_by: [procedure]}
---
{id: CTL-1, type: control, title: C, status: implemented, satisfies: own:1, owner: ROLE-1}
---
{id: CTL-2, type: control, title: C, status: implemented, satisfies: [own:1, own:2], frequency: quarterly, in_force_from: 2026-10-01}
---
{id: EV-1, type: evidence, title: E, collected: 2026-11-01, location: A safe, supports: CTL-1, valid_until: 2027-01-31, owner: ROLE-1}
---
{id: EV-2, type: evidence, title: E, collected: 2026-11-01, location: A safe, supports: CTL-2, valid_until: 2027-02-10}
---
{id: OBL-1, type: obligation, title: O, status: coming, in_force_from: 2027-05-01, owner: ROLE-1}
---
{id: AUD-1, type: audit, title: A, status: planned, dates: {from: 2027-06-07, to: 2027-06-11}}
---
{id: TRT-1, type: treatment, title: T, due: 2026-12-01, status: in_progress, owner: ROLE-1}
---
{id: ACT-1, type: action, title: T, due: 2026-12-02, status: done}
"""
TO_COME = """
---
{id: EV-9, type: evidence, title: E, collected: 2026-11-16, location: A safe, supports: [CTL-1, CTL-2]}
---
{id: NC-9, type: nonconformity, title: N, detected_on: 2026-11-16, status: open, requirement: CTL-1}
---
{id: REL-9, type: release, title: R, date: 2027-01-01}
"""


@pytest.fixture
def drawn(drawing: Drawing) -> Dossier:
    return drawing.dossier(RECORDS)


# the forecast ----------------------------------------------------------------------------------------------------------


def test_the_forecast_tells_each_month_as_a_build_for_that_day_would(example_dossier: Dossier) -> None:
    found = forecast(example_dossier)
    days = [one.day.isoformat() for one in found.outlooks]
    assert (days[:2], days[-1], len(days)) == (["2026-11-15", "2026-11-30"], "2027-11-30", 14)
    for outlook in found.outlooks[1::4]:
        _, standings = example_dossier.on(outlook.day)
        assert outlook.coverage == covered(example_dossier, standings)


def test_the_forecast_names_what_has_to_be_renewed_by_which_day_for_which_requirements(drawn: Dossier) -> None:
    found = forecast(drawn)
    told = [(one.record.id, one.last_day.isoformat(), [record.id for record in one.saves]) for one in found.renewals]
    assert told == [("EV-1", "2027-01-31", ["own:1"]), ("EV-2", "2027-02-10", ["own:1", "own:2"])]


def test_without_renewal_no_requirement_stands_higher_later(example_dossier: Dossier) -> None:
    rungs = {rung.name: level for level, rung in enumerate(example_dossier.ladders.rungs)}
    for name in forecast(example_dossier).outlooks[0].coverage:
        sums = [
            sum(rungs.get(rung.name, 0) * number for rung, number in outlook.coverage[name].by_state)
            for outlook in forecast(example_dossier).outlooks
        ]
        assert sums[-1] < sums[0] or name == "eu-ai-act"


def test_the_forecast_does_not_count_what_is_to_come(drawing: Drawing) -> None:
    assert forecast(drawing.dossier(RECORDS)) == forecast(drawing.dossier(RECORDS + TO_COME))


# the next day ------------------------------------------------------------------------------------------------------------


def test_every_change_to_come_is_told_once_with_its_day(drawn: Dossier) -> None:
    assert [(one.day.isoformat(), one.record.id, one.words) for one in falls_of(drawn)] == [
        ("2026-12-02", "TRT-1", "due: 2026-12-01"),
        ("2027-01-01", "CTL-2", "2026-Q4 has passed without proof"),
        ("2027-01-09", "CTL-1", "due for renewal: EV-1"),
        ("2027-01-16", "CTL-2", "due for renewal: EV-2"),
        ("2027-02-01", "CTL-1", "stale: EV-1"),
        ("2027-02-11", "CTL-2", "stale: EV-2"),
        ("2027-03-02", "POL-1", "next review: 2027-03-01"),
        ("2027-05-02", "OBL-1", "in force from: 2027-05-01"),
        ("2027-06-08", "AUD-1", "audit: 2027-06-07"),
    ]


def test_up_to_the_next_day_nothing_changes_and_on_it_something_does(drawn: Dossier) -> None:
    def states(day: date) -> object:
        proofs, standings = drawn.on(day)
        return {name: one.state for name, one in proofs.controls.items()}, standings

    day = next(one.day for one in falls_of(drawn) if one.record.id.startswith("CTL"))
    assert states(day.replace(year=2026, month=12, day=31)) == states(AS_OF)
    assert states(day) != states(AS_OF)


def test_every_page_carries_the_next_day_and_the_list_of_days_lies_beside_the_script(example: Edition) -> None:
    day = next_fall(falls_of(example.book.dossier))
    assert day and example.site.falls_on == day.isoformat()
    [dates] = [one.content.decode() for one in example.site.assets if one.path == "assets/aimsbook/dates.js"]
    days = json.loads(dates.removeprefix("AIMSBOOK.dates(").removesuffix(");\n"))
    assert days[0][0] == example.site.falls_on
    assert sum(number for _, number in days) == len(falls_of(example.book.dossier))


# the calendars -----------------------------------------------------------------------------------------------------------


def test_there_is_a_calendar_for_all_and_one_for_each_owner(drawn: Dossier) -> None:
    found = calendars(deadlines_of(drawn), Presenter(drawn))
    assert list(found) == ["ROLE-1", "all", "nobody"]
    uids = re.findall(r"UID:(\S+)@", found["all"].decode())
    assert uids == [
        "TRT-1.due", "EV-1.valid_until", "EV-2.valid_until", "POL-1.next_review", "OBL-1.in_force_from", "AUD-1.dates",
    ]  # fmt: skip
    assert "UID:TRT-1.due@" in found["ROLE-1"].decode() and "POL-1" not in found["ROLE-1"].decode()


def test_a_calendar_is_the_same_bytes_each_time_and_keeps_the_rules_of_its_form(drawn: Dossier) -> None:
    content = calendars(deadlines_of(drawn), Presenter(drawn))["all"]
    assert content == calendars(deadlines_of(drawn), Presenter(drawn))["all"]
    lines = content.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines) and "\n" not in "".join(lines)
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert {line for line in lines if line.startswith("DTSTAMP")} == {"DTSTAMP:20261115T000000Z"}
    unfolded = content.decode().replace("\r\n ", "")
    assert "DESCRIPTION:Owner: ROLE-1 Owner\\, first\\; of all" in unfolded


def test_an_audit_and_the_end_of_an_acceptance_stand_in_the_calendar_in_words(drawing: Drawing) -> None:
    risk = "\n---\n{{id: RSK-{}, type: risk, title: R, status: {}, accepted_by: ROLE-1, accepted_on: 2026-05-01, accepted_until: 2027-0{}-01}}"
    dossier = drawing.dossier(RECORDS + risk.format(1, "accepted", 3) + risk.format(2, "closed", 4))
    content = calendars(deadlines_of(dossier), Presenter(dossier))["all"].decode().replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20270607\r\nDTEND;VALUE=DATE:20270608\r\nSUMMARY:Audit: AUD-1 A\r\n" in content
    assert "DTSTART;VALUE=DATE:20270301\r\nDTEND;VALUE=DATE:20270302\r\nSUMMARY:Accepted until: RSK-1 R\r\n" in content
    assert "RSK-2" not in content
    assert ("RSK-1", "Accepted until") in [(one.record.id, one.words) for one in debts_of(dossier, 365)]
    assert ("AUD-1", "Audit") in [(one.record.id, one.words) for one in debts_of(dossier, 365)]


def test_a_strip_counts_the_periods_that_have_ended(drawing: Drawing) -> None:
    weekly = "{id: CTL-1, type: control, title: C, status: implemented, frequency: weekly, in_force_from: 2026-10-26}"
    body = page_at(drawing.edition(weekly), "records/CTL-1.html").body
    assert body.count("<li class=\"ab-period-") == 3
    assert "Periods: 2 of 2 that have ended without proof." in body


OVERTAKEN = """
{id: CTL-1, type: control, title: C, status: implemented, owner: ROLE-1}
---
{id: ROLE-1, type: role, title: R}
---
{id: SYS-1, type: ai_system, title: S, version: 3.0.1, in_scope: yes}
---
{id: REL-3, type: release, title: R, status: live, releases: SYS-1, system_version: 3.0.0, date: 2026-10-12}
---
{id: REL-3.0.1, type: release, title: R, status: live, releases: SYS-1, system_version: 3.0.1, date: 2026-11-02}
---
{id: REL-2, type: release, title: R, status: replaced, releases: SYS-1, system_version: 2.4.0, date: 2026-05-01}
---
{id: EV-1, type: evidence, title: E, collected: 2026-03-11, valid_until: 2027-03-31, location: A safe, supports: CTL-1, collected_from: SYS-1, system_version: 2.2.0, owner: ROLE-1}
"""


def test_what_a_version_overtook_was_due_on_the_day_of_the_first_release_that_did(drawing: Drawing) -> None:
    dossier = drawing.dossier(OVERTAKEN)
    due = [(str(one.day), one.field) for one in deadlines_of(dossier) if one.record.id == "EV-1"]
    assert due == [("2026-10-12", "overtaken")]
    owed = [(str(one.day), one.words, one.record.id) for one in debts_of(dossier, 365)]
    assert owed == [("2026-10-12", "EV-1 is about version 2.2.0, which SYS-1 has moved past", "CTL-1")]
    content = calendars(deadlines_of(dossier), Presenter(dossier))["ROLE-1"].decode()
    assert "DTSTART;VALUE=DATE:20261012" in content and "20270331" not in content
    assert [one.record.id for one in falls_of(dossier)] == []


@pytest.mark.parametrize("without", ["date: 2026-10-12", "status: live"])
def test_a_release_without_its_day_or_that_never_ran_dates_nothing(drawing: Drawing, without: str) -> None:
    dossier = drawing.dossier(OVERTAKEN.replace(without, "text: None"))
    days = {"date: 2026-10-12": "2026-11-02", "status: live": "2026-11-15"}
    assert [str(one.day) for one in deadlines_of(dossier) if one.record.id == "EV-1"] == [days[without]]


def test_what_a_version_overtook_on_a_day_that_nobody_wrote_down_is_owed_at_once(drawing: Drawing) -> None:
    dossier = drawing.dossier("\n---\n".join(part for part in OVERTAKEN.split("\n---\n") if "REL-" not in part))
    assert [(one.day, one.record.id) for one in debts_of(dossier, 365)] == [(None, "CTL-1")]
    body = page_at(drawing.edition(), "start/engineer.html").body
    assert "late</span> <strong>now</strong>" in body


# why ---------------------------------------------------------------------------------------------------------------------


def chain_of(drawing: Drawing, drawn: str, name: str, as_of: date = AS_OF) -> tuple[list[tuple[str, str, int]], str]:
    dossier = drawing.dossier(drawn, as_of=as_of)
    found = why(dossier.graph[name], dossier)
    return [(step.record.id, step.text, step.mark.line) for step in found.steps], found.fix


def test_the_chain_goes_down_to_the_evidence_and_the_fix_is_the_line_that_renews_it(drawing: Drawing) -> None:
    steps, fix = chain_of(drawing, RECORDS, "own:2", date(2027, 2, 11))
    assert steps == [
        ("own:2", "it stands as low as CTL-2, which is on “Implemented”", 7),
        ("EV-2", "has run out on 2027-02-10", 15),
    ]
    assert fix == "aimsbook evidence add FILE --supports CTL-2 --covers 2027-01-01..2027-03-31 --renews EV-2"


def test_the_fix_of_a_system_names_it_with_its_version(drawing: Drawing) -> None:
    drawn = RECORDS.replace("satisfies: own:1, owner", "per_system: yes, applies_to: SYS-1, satisfies: own:1, owner")
    system = "\n---\n{id: SYS-1, type: ai_system, title: S, in_scope: yes, version: 2.0}"
    drawn = drawn.replace("supports: CTL-1, valid", "supports: CTL-1, collected_from: SYS-2, valid") + system
    drawn += "\n---\n{id: SYS-2, type: ai_system, title: S, in_scope: yes}"
    steps, fix = chain_of(drawing, drawn, "CTL-1")
    assert steps == [("CTL-1", "there is no evidence for SYS-1 that counts", 9)]
    assert fix == "aimsbook evidence add FILE --supports CTL-1 --system SYS-1 --version 2.0"


def test_of_several_ways_the_shortest_is_told(drawing: Drawing) -> None:
    steps, fix = chain_of(drawing, "{id: REQ-1, type: requirement, title: R}", "REQ-1")
    assert steps == [("REQ-1", "no control satisfies it", 1)]
    assert fix == "Name it under `satisfies` of a control that meets it."


def test_a_cap_is_told_with_the_record_that_sets_it(drawing: Drawing) -> None:
    nonconformity = "\n---\n{id: NC-1, type: nonconformity, title: N, status: open, requirement: CTL-1}"
    steps, fix = chain_of(drawing, RECORDS + nonconformity, "own:1")
    assert [one[:2] for one in steps] == [
        ("own:1", "it stands as low as CTL-1, which is on “Designed”"),
        ("NC-1", "an open nonconformity"),
    ]
    assert fix.startswith("Correct its cause")


def test_a_record_without_rungs_tells_what_is_open_on_it(drawing: Drawing) -> None:
    steps, fix = chain_of(drawing, "{id: RSK-1, type: risk, title: R}", "RSK-1")
    assert len(steps) == 1 and fix


@pytest.mark.parametrize(
    ("given", "text", "fix"),
    [
        ("collected: 2026-11-01, valid_until: 2026-11-02", "has run out on 2026-11-02", ""),
        ("location: here", "does not say when it was collected", "Say under `collected`"),
        ("collected: 2026-11-01, approved: in-review", "is not approved yet", "Have it looked at"),
        ("collected: 2026-11-01, approved: rejected", "was not accepted", ""),
        ("collected: 2026-11-16", "is dated after the as-of date", ""),
        ("collected: 2026-11-01, collected_from: SYS-1, system_version: 1", "is about version 1, which SYS-1", ""),
    ],
)
def test_of_evidence_that_does_not_count_the_reason_is_told(drawing: Drawing, given: str, text: str, fix: str) -> None:
    place = "" if "location" in given else "location: A safe, "
    drawn = f"{{id: CTL-1, type: control, title: C, status: implemented}}\n---\n{{id: EV-1, type: evidence, title: E, {place}{given}, supports: CTL-1}}"
    drawn += "\n---\n{id: SYS-1, type: ai_system, title: S, version: 2}"
    (step,), told = chain_of(drawing, drawn, "EV-1")
    assert step[0] == "EV-1" and step[1].startswith(text)
    assert told.startswith(fix or "aimsbook evidence add FILE --supports CTL-1")


@pytest.mark.parametrize("command", ["why", "show"])
def test_nothing_is_asked_of_a_heading(command: str, drawing: Drawing) -> None:
    drawn = "{id: own:1, type: requirement, title: Heading, assessable: no}"
    drawing.draw(f"{drawn}\n== mkdocs.yml\n{MKDOCS}\n== docs/index.md\n# Home\n")
    ran = CliRunner().invoke(cli, [command, "own:1", "-f", str(drawing.root / "mkdocs.yml")])
    assert ran.exit_code == 0
    assert "not yet" not in ran.output and "no control" not in ran.output and "fix:" not in ran.output
    assert why((dossier := drawing.dossier()).graph["own:1"], dossier).steps == ()


def test_every_chain_of_the_example_ends_in_a_fix_unless_nothing_fails(example_dossier: Dossier) -> None:
    def fails(standing: Standing) -> bool:
        return standing.counted and standing.next is not None

    low = [name for name, standing in example_dossier.standings.items() if fails(standing)]
    chains = {name: why(example_dossier.graph[name], example_dossier) for name in low}
    assert len(low) > 50
    assert [name for name, one in chains.items() if not one.steps] == []
    assert [name for name, one in chains.items() if not one.fix] == []


def words_on(edition: Edition, name: str) -> str:
    """The words of a record's page without its markup."""
    return unescape(re.sub(r"<[^>]+>", "", page_at(edition, record_page(name)).body))


def test_the_page_of_a_record_tells_the_same_chain_as_the_command(example: Edition) -> None:
    dossier = example.book.dossier
    chains = [chain for one in dossier.graph if (chain := why(one, dossier)).steps]
    assert len(chains) > 80 and any(len(one.steps) > 1 for one in chains)
    for chain in chains:
        shown = words_on(example, chain.record.id)
        told = [part for step in chain.steps for part in (step.text, str(step.mark))] + [chain.fix, chain.line]
        assert [part for part in told if part.replace("`", "") not in shown] == [], chain.record.id


def test_the_page_tells_the_chain_in_its_order_and_what_else_there_is(drawing: Drawing) -> None:
    body = page_at(drawing.edition(RECORDS, as_of=date(2027, 2, 11)), "records/own--2.html").body
    chain = re.findall(r'<ol class="ab-chain">(.*?)</ol>', body)[0]
    assert re.findall(r'href="([^"]+)"', chain) == ["CTL-2.html", "EV-2.html"]
    assert re.findall(r"<code>([^<]+)</code>", chain) == ["controls/records.yml:7:1", "controls/records.yml:15:1"]
    assert "--covers 2027-01-01..2027-03-31 --renews EV-2</code></pre>" in body


def test_readers_who_are_told_no_gap_are_told_no_place_and_no_line(drawing: Drawing) -> None:
    dossier = drawing.draw(RECORDS).project(as_of=date(2027, 2, 11))
    public = compile_edition(replace(dossier, profile="public"))
    body = page_at(public, "records/own--2.html").body
    assert "it stands as low as" in body and "withheld" in body
    assert "aimsbook evidence add" not in body and 'class="ab-where"' not in body


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_command_tells_state_chain_place_and_fix(form: str, drawing: Drawing) -> None:
    drawing.draw(f"{RECORDS}\n== mkdocs.yml\n{MKDOCS}\n== docs/index.md\n# Home\n")
    call = ["why", "OWN:2", "-f", str(drawing.root / "mkdocs.yml"), "--as-of", "2027-02-11", "--format", form]
    ran = CliRunner().invoke(cli, call)
    assert ran.exit_code == 0, ran.output
    if form == "text":
        assert "◕ Implemented, not yet evidenced" in ran.output and "controls/records.yml:15:1" in ran.output
        assert "  fix: aimsbook evidence add FILE --supports CTL-2" in ran.output
    else:
        told = json.loads(ran.output)
        assert (told["id"], told["state"], told["next"]) == ("own:2", "implemented", "evidenced")
        assert [(one["record"], one["line"]) for one in told["chain"]] == [("own:2", 7), ("EV-2", 15)]


# nothing to come counts ----------------------------------------------------------------------------------------------------


def test_what_is_dated_after_the_day_changes_no_byte_but_where_it_is_listed_itself(drawing: Drawing) -> None:
    before, after = drawing.edition(RECORDS), drawing.edition(RECORDS + TO_COME)
    ours = ("EV-9", "NC-9", "REL-9")
    listing = re.compile(
        r"records/(EV-9|NC-9|REL-9|CTL-1|CTL-2)\.|registers/|assets/aimsbook/search/|index\.html|glossary/"
        r"|completeness\.html|llms\.txt"  # they count records
    )
    assert {one for one in ours if one in before.book.dossier.graph} == set()
    files = [
        {**{one.path: one.body for one in some.site.pages}, **{one.path: one.content for one in some.site.assets}}
        for some in (before, after)
    ]
    changed = {path for path in {**files[0], **files[1]} if files[0].get(path) != files[1].get(path)}
    assert {path for path in changed if not listing.match(path)} == set()
    standings = after.book.dossier.standings
    assert {name: standings[name] for name in before.book.dossier.standings} == before.book.dossier.standings
    about = [one for one in after.book.dossier.diagnostics if one.record not in ours]
    assert [one.message for one in about] == [one.message for one in before.book.dossier.diagnostics]
    assert [one for one in after.book.dossier.diagnostics if one.record in ours] == []


def test_the_example_shows_every_cap_waiver_and_gap_of_time(example_dossier: Dossier) -> None:
    standings = example_dossier.standings
    assert standings["iso42001:A.10.3"].caps == ("NC-SUPPLIER-LATE",)
    assert standings["CTL-CHAT-HANDOVER"].rung.name == "designed"
    assert standings["nist-ai-rmf:MEASURE-2.7"].by == ("WVR-RED-TEAM",)
    assert standings["nist-ai-rmf:MEASURE-2.12"].rung.name == "designed"
    assert example_dossier.case.value(example_dossier.graph["CTL-HUMAN-REVIEW"], "periods_missing") == ["2026-08"]
    assert example_dossier.proofs.pieces["EV-DESIGN-FILE-CHAT-2"].moved_on == "SYS-CHAT-AGENT"
    assert sum(one.rung.name == "verified" for one in standings.values()) > 40
    assert (EXAMPLE / "controls" / "monitoring" / "waivers.yml").is_file()
