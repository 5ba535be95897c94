"""The one language for duties, rungs and filters: what each clause means, why it does not hold, what it cannot mean."""

from __future__ import annotations

from typing import Any

import pytest

from aimsbook.conditions import RESERVED, parse_condition
from aimsbook.dossier import Dossier
from aimsbook.source import Document, read_text
from aimsbook.vocabulary import Vocabulary, condition_fault
from drawn import Drawing

RECORDS = """
id: CTL-A
type: control
title: With everything
status: implemented
tags: [one, two]
per_system: yes
last_reviewed: 2026-11-14
next_review: 2026-11-15
satisfies: [REQ-1, REQ-2]
owner: ROLE-1
---
id: CTL-B
type: control
title: With nothing
---
id: CTL-C
type: control
title: Retired
status: retired
per_system: no
satisfies: [REQ-2]
---
id: REQ-1
type: requirement
title: Designed by a procedure
designed_by: [procedure]
records: [audit, change]
records_need: any
records_where: {change: {kind: [model, data]}}
---
id: REQ-2
type: requirement
title: Designed by anything
records: audit
records_need: all
---
id: REQ-3
type: requirement
title: Shown by two
records: [audit, change]
records_need: all
---
id: REQ-4
type: requirement
title: Shown by nothing
---
id: POL-1
type: policy
title: A policy
kind: policy
status: approved
addresses: [REQ-1, REQ-2]
---
id: EV-1
type: evidence
title: Good
collected: 2026-11-15
location: a safe
supports: [CTL-A]
---
id: EV-2
type: evidence
title: To come
collected: 2026-11-16
location: a safe
supports: [CTL-C]
---
id: EV-3
type: evidence
title: File gone
collected: 2026-11-01
file: evidence/none.csv
supports: [CTL-C]
---
id: AUD-1
type: audit
title: An audit
status: planned
---
id: CHG-1
type: change
title: A change
kind: supplier
---
id: ROLE-1
type: role
title: A role
"""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    return Drawing(tmp_path_factory.mktemp("conditions")).dossier(RECORDS)


def parsed(text: str) -> Any:
    (document,) = read_text(text, "condition")
    assert isinstance(document, Document)
    return document.value


def holding(condition: str, type_name: str, drawn: Dossier) -> list[str]:
    """The records of a type that meet a condition written in YAML."""
    found = parse_condition(parsed(condition))
    assert condition_fault(drawn.vocabulary, (type_name,), found) is None
    return [one.id for one in drawn.case.of_type(type_name) if found.judge(one, drawn.case).holds]


def reasons(condition: str, record_id: str, drawn: Dossier) -> list[tuple[str, str]]:
    verdict = parse_condition(parsed(condition)).judge(drawn.graph[record_id], drawn.case)
    assert not verdict.holds
    return [(one.record, one.text) for one in verdict.reasons]


@pytest.mark.parametrize(
    ("condition", "type_name", "expected"),
    [
        ("status: implemented", "control", ["CTL-A"]),
        ("status: [implemented, retired]", "control", ["CTL-A", "CTL-C"]),
        ("tags: two", "control", ["CTL-A"]),
        ("per_system: yes", "control", ["CTL-A"]),
        ("per_system: true", "control", ["CTL-A"]),
        ("per_system: off", "control", ["CTL-C"]),
        ("id: CTL-B", "control", ["CTL-B"]),
        ("type: control", "control", ["CTL-A", "CTL-B", "CTL-C"]),
        ("satisfies: REQ-1", "control", ["CTL-A"]),
        ("satisfied_by: CTL-C", "requirement", ["REQ-2"]),
        ("{status: implemented, per_system: no}", "control", []),
        ("given: status", "control", ["CTL-A", "CTL-C"]),
        ("given: [status, owner]", "control", ["CTL-A"]),
        ("given: evidenced_by", "control", ["CTL-A", "CTL-C"]),
        ("past: last_reviewed", "control", ["CTL-A"]),
        ("past: next_review", "control", []),
        ("future: next_review", "control", ["CTL-A"]),
        ("future: last_reviewed", "control", []),
        ("intact: file", "evidence", ["EV-1", "EV-2"]),
        ("some: {relation: satisfies}", "control", ["CTL-A", "CTL-C"]),
        ("some: {relation: satisfies, where: {id: REQ-1}}", "control", ["CTL-A"]),
        ("some: {relation: [satisfies, addressed_by], where: {status: approved}}", "control", ["CTL-A", "CTL-C"]),
        ("some: {relation: satisfied_by, to: control}", "requirement", ["REQ-1", "REQ-2"]),
        ("some: {relation: owner, to: person}", "control", []),
        ("every: {relation: satisfied_by, where: {status: implemented}}", "requirement", ["REQ-1"]),
        (
            "every: {relation: satisfied_by, unless: {status: retired}, where: {status: implemented}}",
            "requirement",
            ["REQ-1", "REQ-2"],
        ),
        ("no: {relation: satisfied_by}", "requirement", ["REQ-3", "REQ-4"]),
        ("no: {relation: satisfied_by, where: {status: retired}}", "requirement", ["REQ-1", "REQ-3", "REQ-4"]),
        ("some: {relation: addressed_by, where: {among: {kind: designed_by}}}", "requirement", ["REQ-2"]),
        ("recorded: {types: records}", "requirement", ["REQ-1", "REQ-2", "REQ-3"]),
        ("recorded: {types: records, where: {status: closed}}", "requirement", []),
        ("recorded: {types: records, need: records_need, where: {type: audit}}", "requirement", ["REQ-1", "REQ-2"]),
        (
            "recorded: {types: records, match: records_where, where: {type: change}}",
            "requirement",
            ["REQ-3"],
        ),
        ("counts: yes", "evidence", ["EV-1"]),
        ("counts: no", "evidence", ["EV-2", "EV-3"]),
        ("counts: yes", "role", []),
        ("to_come: yes", "evidence", ["EV-2"]),
        ("to_come: no", "evidence", ["EV-1", "EV-3"]),
        ("to_come: no", "role", ["ROLE-1"]),
        ("exists: {type: audit}", "role", ["ROLE-1"]),
        ("exists: {type: audit, where: {status: closed}}", "role", []),
        ("any: [{status: retired}, {given: owner}]", "control", ["CTL-A", "CTL-C"]),
        ("all: [{given: status}, {given: owner}]", "control", ["CTL-A"]),
        ("not: {given: status}", "control", ["CTL-B"]),
        ("not: {any: [{status: retired}, {given: owner}]}", "control", ["CTL-B"]),
        ("{says: words, given: owner}", "control", ["CTL-A"]),
    ],
)
def test_a_clause_holds_for_those_it_should(condition: str, type_name: str, expected: list[str], drawn: Dossier) -> None:
    assert holding(condition, type_name, drawn) == expected


@pytest.mark.parametrize(
    ("condition", "record_id", "expected"),
    [
        ("status: implemented", "CTL-C", [("CTL-C", "Status is retired, not implemented")]),
        ("status: [planned, partial]", "CTL-C", [("CTL-C", "Status is retired, not planned or partial")]),
        ("status: implemented", "CTL-B", [("CTL-B", "Status is not given")]),
        ("given: evidenced_by", "CTL-B", [("CTL-B", "evidenced by is not given")]),
        ("past: next_review", "CTL-A", [("CTL-A", "Next review 2026-11-15 is not yet past")]),
        ("future: last_reviewed", "CTL-A", [("CTL-A", "Last reviewed 2026-11-14 is past")]),
        ("future: last_reviewed", "CTL-B", [("CTL-B", "Last reviewed is not given")]),
        ("some: {relation: satisfies}", "CTL-B", [("CTL-B", "nothing is given for “satisfies”")]),
        (
            "some: {relation: evidenced_by, where: {counts: yes}}",
            "CTL-C",
            [("EV-3", "has a file that is not there")],
        ),
        ("no: {relation: satisfies}", "CTL-A", [("CTL-A", "satisfies REQ-1 and REQ-2")]),
        ("counts: yes", "CTL-A", [("CTL-A", "such records never count as proof")]),
        ("to_come: no", "EV-2", [("EV-2", "it is dated after the as-of date")]),
        ("to_come: yes", "EV-1", [("EV-1", "it is not dated after the as-of date")]),
        ("exists: {type: ai_system}", "ROLE-1", [("ROLE-1", "there is no such record of the type ai system")]),
        ("recorded: {types: records}", "REQ-4", [("REQ-4", "no type of record is declared to show it")]),
        (
            "recorded: {types: records, where: {status: closed}}",
            "REQ-2",
            [("AUD-1", "Status is planned, not closed")],
        ),
        (
            "any: [{status: implemented, says: it is not there}, {given: owner}]",
            "CTL-B",
            [("CTL-B", "it is not there"), ("CTL-B", "owned by is not given")],
        ),
    ],
)
def test_what_does_not_hold_says_why_and_where_that_can_be_seen(
    condition: str, record_id: str, expected: list[tuple[str, str]], drawn: Dossier
) -> None:
    assert reasons(condition, record_id, drawn) == expected


@pytest.mark.parametrize(
    ("condition", "record_id", "expected"),
    [
        ("past: last_reviewed", "CTL-A", "Last reviewed 2026-11-14 is past"),
        ("future: next_review", "CTL-A", "Next review 2026-11-15 is not yet past"),
        ("reached: next_review", "CTL-A", "Next review 2026-11-15 has come"),
        ("soon: {field: next_review, days: 3}", "CTL-A", "Next review 2026-11-15 is within 3 days"),
        ("status: [retired, planned]", "CTL-C", "Status is retired"),
        ("satisfies: REQ-2", "CTL-C", "satisfies is REQ-2"),
        ("{per_system: no, status: retired}", "CTL-C", "Works per system is no and Status is retired"),
        ("given: owner", "CTL-A", "owned by is given"),
        ("given: [owner, satisfies]", "CTL-A", "owned by and satisfies are given"),
        ("some: {relation: satisfies}", "CTL-C", "satisfies REQ-2"),
        ("some: {relation: satisfies, where: {records_need: any}}", "CTL-A", "satisfies REQ-1"),
        ("no: {relation: satisfies}", "CTL-B", "nothing is given for “satisfies”"),
        ("any: [{status: planned}, {given: owner}]", "CTL-A", "owned by is given"),
        ("not: {given: owner}", "CTL-B", "owned by is not given"),
        ("intact: file", "EV-1", "File is there and unaltered"),
        ("to_come: yes", "EV-2", "it is dated after the as-of date"),
        ("counts: no", "EV-2", "it does not count as proof"),
    ],
)
def test_what_holds_and_should_not_is_told_in_words(
    condition: str, record_id: str, expected: str, drawn: Dossier
) -> None:
    assert reasons(f"not: [{{{condition}}}]" if condition[0] != "{" else f"not: [{condition}]", record_id, drawn) == [
        (record_id, expected)
    ]


def test_own_words_stand_first_and_what_other_records_lack_behind_them(drawn: Dossier) -> None:
    condition = "{says: no proof, some: {relation: evidenced_by, where: {given: covers}}}"
    assert reasons(condition, "CTL-A", drawn) == [("CTL-A", "no proof"), ("EV-1", "Covers is not given")]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("words", "a condition is a mapping, not 'words'"),
        ([], "a condition is a mapping"),
        ({}, "a condition needs at least one clause"),
        ({"some": "satisfies"}, "`some` takes a mapping with `relation`"),
        ({"some": {"where": {}}}, "`some` takes a mapping with `relation`"),
        ({"some": {"relation": "satisfies", "were": {}}}, "`some` has no key 'were'; did you mean 'where'?"),
        ({"some": {"relation": "satisfies", "where": "x"}}, "a condition is a mapping, not 'x'"),
        ({"some": {"relation": {}}}, "`some` takes a value or a list of values"),
        ({"status": {}}, "`status` takes a value or a list of values"),
        ({"status": []}, "`status` takes a value or a list of values"),
        ({"status": [["x"]]}, "`status` takes a value or a list of values"),
        ({"past": ["a", "b"]}, "`past` takes one field"),
        ({"any": "x"}, "`any` takes a list of conditions"),
        ({"any": []}, "`any` takes a list of conditions"),
        ({"not": []}, "`not` takes a list of conditions"),
        ({"among": "kind"}, "`among` takes a mapping of two fields"),
        ({"exists": {"where": {}}}, "`exists` takes a mapping with `type`"),
        ({"recorded": {"type": "x"}}, "`recorded` takes a mapping with `types`"),
    ],
)
def test_what_is_no_condition_is_told(value: Any, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_condition(value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("statsu: x", "'statsu' is no field or relation of control; did you mean 'status'?"),
        ("given: [status, ownr]", "'ownr' is no field or relation of control; did you mean 'owner'?"),
        ("past: next_revew", "did you mean 'next_review'?"),
        ("intact: fle", "'fle' is no field or relation"),
        ("some: {relation: satisfis}", "'satisfis' is no relation of control; did you mean 'satisfies'?"),
        ("some: {relation: [satisfies, addresed_by]}", "'addresed_by' is no relation of requirement"),
        ("every: {relation: satisfies, where: {knd: x}}", "'knd' is no field or relation of requirement"),
        ("no: {relation: satisfies, unless: {knd: x}}", "'knd' is no field or relation of requirement"),
        ("exists: {type: contrl}", "there is no type 'contrl'; did you mean 'control'?"),
        ("exists: {type: control, where: {statsu: x}}", "'statsu' is no field or relation of control"),
        ("any: [{status: x}, {not: {statsu: x}}]", "'statsu' is no field or relation of control"),
        ("all: [{exists: {type: contrl}}]", "there is no type 'contrl'"),
        ("recorded: {types: recrds}", "'recrds' is no field or relation"),
        ("some: {relation: satisfies, to: contrl}", "contrl"),
    ],
)
def test_a_condition_that_asks_for_what_is_not_there_is_told(condition: str, said: str, vocabulary: Vocabulary) -> None:
    assert said in str(condition_fault(vocabulary, ("control",), parse_condition(parsed(condition))))


def test_every_condition_of_the_shipped_vocabulary_names_only_what_is_there(vocabulary: Vocabulary) -> None:
    faults = [
        (duty.id, fault)
        for duty in vocabulary.duties.values()
        for condition in (duty.when, duty.must)
        if condition and (fault := condition_fault(vocabulary, (duty.type,), condition))
    ]
    assert faults == []


def test_reserved_words_are_no_fields(vocabulary: Vocabulary) -> None:
    assert {name for kind in vocabulary for name in (*kind.fields, *kind.relations) if name in RESERVED} == set()
