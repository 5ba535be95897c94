"""The Statement of Applicability read row by row and as a whole: reasons, versions, and what is newer."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from aimsbook.compose import Edition
from aimsbook.decisions import copied, words_of_reason
from drawn import Drawing, page_at

STATEMENT = "statement-of-applicability.html"


def test_names_of_records_and_numbers_are_no_words_of_a_reason() -> None:
    assert words_of_reason("We need it: see [RSK-1], A.6.2.4 and the 14 partners' terms.") == (
        "we", "need", "it", "see", "and", "the", "partners", "terms",
    )  # fmt: skip


def test_the_same_sentence_but_for_a_name_is_copied() -> None:
    reasons = {
        "one": "Needed to treat the risks of our AI systems, see [RSK-1].",
        "two": "Needed to treat the risks of our AI systems, see [RSK-2].",
        "three": "Borrowers come back after the summer and ask.",
        "empty": "[RSK-3] 7",
    }
    assert copied(reasons, 0.8) == {"one": ["two"], "two": ["one"]}


@given(some.dictionaries(some.text("abc", min_size=1, max_size=3), some.text("ab c", max_size=30), max_size=6))
def test_who_copies_whom_is_mutual(reasons: dict[str, str]) -> None:
    found = copied(reasons, 0.8)
    assert all(key in found[other] for key, others in found.items() for other in others)


ROWS = """
{id: CTL-1, type: control, title: One, owner: PER-1}
---
{id: CTL-2, type: control, title: Two, owner: PER-1}
---
{id: CTL-3, type: control, title: Three, owner: PER-1}
---
{id: PER-1, type: person, title: A. K.}
---
{id: SOA-1, type: applicability, title: Yes, decides_on: CTL-1, applicable: yes, reason: R, decided_by_role: PER-1, decided_on: 2026-07-14}
---
{id: SOA-2, type: applicability, title: No, decides_on: CTL-2, applicable: no, reason: R, decided_by_role: PER-1, decided_on: 2026-08-01}
---
{id: SOA-3, type: applicability, title: Later, decides_on: CTL-3, applicable: no, reason: R, decided_by_role: PER-1, decided_on: 2026-12-01}
---
{id: SCOPE-1, type: scope, title: S, status: approved, statement: All of it., soa_version: "2.1", soa_date: 2026-07-14}
"""
APPROVED = """---
id: POL-SOA
type: policy
title: Statement of Applicability
kind: soa
status: approved
version: "2.1"
approved_by: PER-1
approved_on: 2026-07-14
"""


def head_of(edition: Edition) -> str:
    body = page_at(edition, STATEMENT).body
    return re.sub(r"\s+([,.])|\s+", lambda found: found[1] or " ", re.sub(r"<[^>]+>", " ", body[body.index("<section") : body.index("</section>")]))


def test_the_head_tells_version_approver_scope_and_what_is_newer(drawing: Drawing) -> None:
    head = head_of(drawing.edition(ROWS + APPROVED))
    for said in (
        "2.1, POL-SOA Statement of Applicability",
        "Approved 2026-07-14 by PER-1",
        "All of it. SCOPE-1",
        "version 2.1 of 2026-07-14 ● the one in force",
        "1 ● Applicable",
        "1 – Not applicable",
        "Decided after 2026-07-14 and not yet approved with the whole: SOA-2 No.",
    ):
        assert said in head


def test_without_an_approved_version_the_head_says_so(drawing: Drawing) -> None:
    head = head_of(drawing.edition(ROWS + APPROVED.replace("status: approved", "status: draft")))
    assert "no approved version" in head
    assert "In preparation version 2.1, POL-SOA" in head
    assert "newer than" not in head


def test_a_version_approved_after_the_day_is_still_in_preparation(drawing: Drawing) -> None:
    later = APPROVED.replace("2026-07-14", "2026-12-01").replace("2.1", "2.2").replace("POL-SOA", "POL-SOA-2")
    head = head_of(drawing.edition(ROWS + APPROVED + later))
    assert "2.1, POL-SOA Statement" in head


@pytest.mark.parametrize(("version", "agrees"), [("2.1", True), ("2.0", False)])
def test_the_certificate_is_held_against_the_version_in_force(version: str, agrees: bool, drawing: Drawing) -> None:
    head = head_of(drawing.edition((ROWS + APPROVED).replace('soa_version: "2.1"', f'soa_version: "{version}"')))
    assert ("not the one in force" in head) is not agrees


@pytest.mark.parametrize("part", [", decided_by_role: PER-1", ", decided_on: 2026-07-14"])
def test_a_row_that_nobody_has_decided_is_counted_as_such(part: str, drawing: Drawing) -> None:
    head = head_of(drawing.edition(ROWS.replace(part, "") + APPROVED))
    assert "Not decided" in head and "1 ● Applicable" not in head


def test_every_count_leads_to_as_many_rows(example: Edition) -> None:
    body = page_at(example, STATEMENT).body
    counts = re.findall(r'href="#decided_by\.applicable=([^"]*)"><strong>(\d+)</strong>', body)
    rows = body[body.index("<tbody>") :]
    assert {word.replace("%20", " "): int(number) for word, number in counts} == {
        "Applicable": 40, "Applicable in part": 4, "Not applicable": 1,
    }  # fmt: skip
    for word, number in counts:
        assert rows.count(f'data-ab-value="{word.replace("%20", " ")}"') == int(number)


def test_no_cell_names_a_record_twice_and_a_control_for_all_systems_says_so(example: Edition) -> None:
    text = next(one.content for one in example.site.assets if one.path == "statement-of-applicability.csv").decode("utf-8-sig")
    rows = {row["No."]: row for row in csv.DictReader(io.StringIO(text))}
    names = ("How it is done", "Policies and procedures", "Evidence", "Owner", "AI systems")
    twice = [(number, name) for number, row in rows.items() for name in names if len(ids := row[name].split(", ")) != len(set(ids))]
    assert twice == []
    assert rows["A.6.2.4"]["Policies and procedures"] == "PROC-LIFECYCLE, STD-FAIRNESS"
    assert rows["A.2.2"]["AI systems"] == rows["A.4.6"]["AI systems"] == "every AI system in scope"
    assert [number for number, row in rows.items() if row["How it is done"] and not row["AI systems"]] == []


def test_a_control_of_our_own_has_a_row_even_while_nobody_has_decided(drawing: Drawing) -> None:
    drawn = "{id: CTL-9, type: control, title: Own}\n---\n{id: 'iso42001:A.2.2', type: requirement, title: P, kind: control}"
    body = page_at(drawing.edition(drawn), STATEMENT).body
    assert "CTL-9" in body
    assert "Not decided" in body


def test_a_row_says_how_far_it_has_come_from_the_ladder(example: Edition) -> None:
    assert "status" not in example.book.dossier.vocabulary["applicability"].fields
    row = next(one for one in page_at(example, STATEMENT).body.split("<tr>") if "A.6.2.8" in one)
    standing = example.book.dossier.standings["iso42001:A.6.2.8"].rung.label
    assert standing in row
