"""Documented information that is asked for: which records answer each row, and what is open."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from aimsbook.cli import cli
from aimsbook.compose import Edition
from aimsbook.definitions import read_vocabulary
from aimsbook.dossier import Dossier
from aimsbook.errors import ConfigurationFault
from aimsbook.mandatory import Answer, Answering, read_mandatory
from drawn import EXAMPLE, Drawing, page_at

SHIPPED = EXAMPLE / "generator/aimsbook/data/mandatory.yml"
# the clauses of the list that everybody agrees on; published totals differ, and none is printed
CLAUSES = "4.3 4.4 5.2 6.1.1 6.1.2 6.1.3 6.1.4 6.2 7.2 7.5.1 7.5.3 8.1 8.2 8.3 8.4 9.1 9.2.2 9.3.3 10.2".split()
POLICY = "{{id: POL-1, type: policy, title: P, kind: policy, addresses: 'iso42001:5.2', {}}}"
APPROVED = "status: approved, approved_by: ROLE-1, approved_on: 2026-01-10, next_review: 2027-01-10"
ROLE = "\n---\n{id: ROLE-1, type: role, title: R}"


def answers(dossier: Dossier) -> list[Answer]:
    return list(Answering(read_mandatory(dossier.vocabulary), dossier.case).asked())


def row(dossier: Dossier, clause: str, word: str = "") -> Answer:
    return next(one for one in answers(dossier) if one.clause == f"iso42001:{clause}" and word in one.what)


def found(answer: Answer) -> dict[str, str]:
    return {one.record.id: one.state for one in answer.found}


def test_every_clause_that_asks_for_writing_has_a_row(example_dossier: Dossier) -> None:
    asked = [one.clause.partition(":")[2] for one in answers(example_dossier)]
    assert list(dict.fromkeys(asked)) == CLAUSES


def test_no_row_is_asked_for_where_the_framework_is_off(drawing: Drawing) -> None:
    edition = drawing.edition(POLICY.format(APPROVED).replace("addresses: 'iso42001:5.2', ", "") + ROLE)
    assert answers(edition.book.dossier) == []
    assert "mandatory-documents.html" not in {page.path for page in edition.site.pages}


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        (APPROVED, "there"),
        ("status: draft", "unsound"),
        ("status: approved", "unsound"),
        (APPROVED.replace("2027-01-10", "2026-11-14"), "late"),
        (f"{APPROVED}, approved_sha256: {'0' * 64}, text: Words.", "unsound"),
        ("status: retired", "missing"),
    ],
)
def test_a_row_is_answered_by_what_is_approved_unchanged_and_in_time(drawing: Drawing, fields: str, state: str) -> None:
    assert row(drawing.dossier(POLICY.format(fields) + ROLE, ["iso42001"]), "5.2").state == state


def test_what_is_dated_later_answers_nothing(drawing: Drawing) -> None:
    drawn = POLICY.format(APPROVED) + ROLE
    assert row(drawing.dossier(drawn, ["iso42001"], date(2026, 1, 9)), "5.2").state == "missing"


def test_a_second_document_that_is_not_in_order_leaves_its_row_open(drawing: Drawing) -> None:
    second = POLICY.format("status: draft").replace("POL-1", "POL-2")
    answer = row(drawing.dossier(f"{POLICY.format(APPROVED)}\n---\n{second}{ROLE}", ["iso42001"]), "5.2")
    assert (answer.state, found(answer)) == ("partly", {"POL-1": "there", "POL-2": "unsound"})


SOA = "{{id: POL-SOA, type: policy, title: Statement, kind: soa, {}}}"
ROW = "\n---\n{id: SOA-1, type: applicability, title: S, decides_on: 'iso42001:A.2.2', applicable: yes, reason: R, decided_by_role: ROLE-1, decided_on: 2026-01-10}"
UNDECIDED = "37 of 38 controls undecided."


@pytest.mark.parametrize(
    ("drawn", "lacks", "state"),
    [
        (ROLE[5:], ["There is no Statement as a whole, a policy of kind soa.", "38 of 38 controls undecided."], "missing"),
        (ROLE[5:] + ROW, ["There is no Statement as a whole, a policy of kind soa.", UNDECIDED], "unsound"),
        (SOA.format("status: draft") + ROLE + ROW, ["The Statement as a whole is not approved.", UNDECIDED], "unsound"),
        (SOA.format("status: approved") + ROLE + ROW, ["The Statement as a whole is not approved.", UNDECIDED], "unsound"),
        (SOA.format(APPROVED) + ROLE + ROW, [UNDECIDED], "unsound"),
        (SOA.format(APPROVED) + ROLE + ROW.replace(", decided_by_role: ROLE-1", ""), ["38 of 38 controls undecided."], "unsound"),
    ],
)
def test_single_decisions_are_no_statement_and_what_it_lacks_is_said(drawn: str, lacks: list[str], state: str, drawing: Drawing) -> None:
    answer = row(drawing.dossier(drawn, ["iso42001"]), "6.1.3", "Statement of Applicability")
    assert (list(answer.lacks), answer.state, answer.is_open) == (lacks, state, True)


@pytest.mark.parametrize(
    ("was", "becomes", "lacks"),
    [(None, "", "There is no Statement as a whole, a policy of kind soa."), ("status: approved", "status: draft", "The Statement as a whole is not approved.")],
)
def test_the_examples_row_says_what_its_statement_lacks(
    was: str | None, becomes: str, lacks: str, tmp_path: Path, example: Edition
) -> None:
    assert not row(example.book.dossier, "6.1.3", "Statement of Applicability").lacks
    shutil.copytree(EXAMPLE / "controls", tmp_path / "controls")
    file = tmp_path / "controls/statement/statement.yml"
    file.write_text(file.read_text().replace(was, becomes) if was else "")
    edition = Drawing(tmp_path).edition(frameworks=["iso42001"])
    assert list(row(edition.book.dossier, "6.1.3", "Statement of Applicability").lacks) == [lacks]
    assert lacks in page_at(edition, "mandatory-documents.html").body
    owed = [one.record for one in edition.diagnostics if one.duty == "scope-statement"]
    assert owed == ["SCOPE-AIMS"]


def test_older_evidence_that_has_run_out_leaves_no_row_open(example_dossier: Dossier) -> None:
    answer = row(example_dossier, "8.1")
    assert found(answer)["EV-SUPPLIER-BUREAU"] == "late"
    assert answer.state == "there"


def test_what_is_open_in_the_example_is_named(example_dossier: Dossier) -> None:
    open_rows = {
        (one.clause.partition(":")[2], each.record.id)
        for one in answers(example_dossier)
        for each in one.found
        if each.open
    }
    assert open_rows == {
        ("6.1.1", "TRT-PARTNER-COUNT"),
        ("6.1.3", "TRT-PARTNER-COUNT"),
        ("6.1.3", "RSK-VENDOR-MODEL-CHANGE"),
        ("6.1.4", "IA-CHAT-2"),
        ("7.2", "TRN-OVERSIGHT-2025"),
        ("7.5.1", "POL-SECURITY"),
        ("7.5.1", "PROC-SUPPLIER"),
        ("7.5.1", "STD-TECH-DOC"),
        ("8.4", "IA-CHAT-2"),
        ("10.2", "ACT-BUREAU-REASSESS"),
    }


def test_an_item_that_does_not_apply_is_not_asked_for(example_dossier: Dossier) -> None:
    answering = Answering(read_mandatory(example_dossier.vocabulary), example_dossier.case)
    asked = {one.clause for one in answering.when_applicable()}
    assert "iso42001:A.6.2.4" in asked
    assert "iso42001:A.4.5" not in asked  # left out by the Statement of Applicability
    assert "iso42001:A.10.4" not in asked  # asks for nothing in writing


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version: system_version", "version: system_versoin", "'system_versoin' is no field"),
        ("{type: scope}]", "{type: scoop}]", "there is no type 'scoop'"),
        ("kind: soa}", "knd: soa}", "'knd' is no field or relation of policy"),
        ("[addressed_by]", "[adressed_by]", "'adressed_by' is no relation of requirement"),
    ],
)
def test_a_definition_that_names_what_is_not_there_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = SHIPPED.read_text()
    assert old in text
    (tmp_path / "mandatory.yml").write_text(text.replace(old, new, 1))
    with pytest.raises(ConfigurationFault, match=re.escape(said)):
        read_mandatory(read_vocabulary(), tmp_path / "mandatory.yml")


def test_the_page_shows_each_row_with_record_version_approval_and_state(example: Edition) -> None:
    body = page_at(example, "mandatory-documents.html").body
    start = body.index('href="records/iso42001--5.2.html"')
    shown = body[start : body.index("</tbody>", start)]
    assert all(word in shown for word in ("POL-AI", "3.0", "ROLE-CEO, 2026-02-10", "In force", "On record"))
    assert "POL-AI-2.0" not in shown


def test_page_and_table_print_no_total_of_what_the_standard_asks_for(example: Edition) -> None:
    words = re.sub(r"<[^>]+>", " ", page_at(example, "mandatory-documents.html").body)
    assert not re.search(rf"\b({len(CLAUSES)}|22|27|38) (documents|records|rows|controls)\b", words)


def test_the_table_has_every_record_of_every_row(example: Edition) -> None:
    asset = next(one for one in example.site.assets if one.path == "mandatory-documents.csv")
    lines = list(csv.DictReader(io.StringIO(asset.content.decode("utf-8-sig"))))
    told = {line["Record"] for line in lines if line["Clause"] == "iso42001:7.5.3"}
    assert told == {"CTR-MERROWIND", "EXT-ISO-42001", "EXT-AI-ACT"}


def test_the_command_lists_what_is_open_and_is_a_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE)
    done = CliRunner().invoke(cli, ["documents", "--open", "--strict"])
    assert done.exit_code == 1
    assert "STD-TECH-DOC  0.4  Draft, Not approved or not complete" in done.output
    assert "PROC-RISK" not in done.output
    assert CliRunner().invoke(cli, ["documents", "--open"]).exit_code == 0


def test_the_command_tells_programs_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE)
    rows = json.loads(CliRunner().invoke(cli, ["documents", "--format", "json"]).stdout)["rows"]
    policy = next(one for one in rows if one["clause"] == "iso42001:5.2")
    assert policy["state"] == "there"
    assert policy["records"] == [
        {"id": "POL-AI", "version": "3.0", "approved": "ROLE-CEO, 2026-02-10", "state": "in-force", "answer": "there", "open": False}
    ]  # fmt: skip
