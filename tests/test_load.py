"""Documents become records: what is kept, what is left out, and where it is told."""

from __future__ import annotations

import pytest

from aimsbook.load import load
from aimsbook.records import Diagnostic, Mark, Record
from aimsbook.source import read_text
from aimsbook.vocabulary import Vocabulary


def loaded(text: str, vocabulary: Vocabulary) -> tuple[list[Record], list[Diagnostic]]:
    return load(read_text(text, "a.yml"), vocabulary)


def record(text: str, vocabulary: Vocabulary) -> Record:
    records, diagnostics = loaded(text, vocabulary)
    assert diagnostics == []
    return records[0]


def told(text: str, vocabulary: Vocabulary) -> list[tuple[str, int, int]]:
    return [(one.rule, one.mark.line, one.mark.column) for one in loaded(text, vocabulary)[1]]


def test_no_more_than_id_type_and_title_is_a_sound_record(vocabulary: Vocabulary) -> None:
    found = record("id: CTL-1\ntype: control\ntitle: Bias test\n", vocabulary)
    assert (found.id, found.type, found.title, dict(found.fields), found.links) == ("CTL-1", "control", "Bias test", {}, ())
    assert found.mark == Mark("a.yml", 1, 1)


@pytest.mark.parametrize(
    "written",
    ["CTL-1", "[CTL-1]", "{to: CTL-1}", "[{to: CTL-1}]", "\n- CTL-1\n", "\n- to: CTL-1\n"],
)
def test_a_relation_is_written_as_an_id_a_mapping_or_a_list_of_both(written: str, vocabulary: Vocabulary) -> None:
    found = record(f"id: EV-1\ntype: evidence\ntitle: E\nsupports: {written}\n", vocabulary)
    assert [(one.relation, one.target, dict(one.attributes)) for one in found.links] == [("supports", "CTL-1", {})]


def test_links_keep_the_authors_order_attributes_and_places(vocabulary: Vocabulary) -> None:
    text = "id: SOA-1\ntype: applicability\ntitle: S\nexcludes:\n  - SYS-B\n  - {to: SYS-A, reason: not used there}\n"
    found = record(text, vocabulary)
    assert [(one.target, dict(one.attributes), str(one.mark)) for one in found.links] == [
        ("SYS-B", {}, "a.yml:5:5"),
        ("SYS-A", {"reason": "not used there"}, "a.yml:6:10"),
    ]


def test_one_value_may_stand_where_a_list_may(vocabulary: Vocabulary) -> None:
    assert record("id: CTL-1\ntype: control\ntitle: T\ntags: alone\n", vocabulary).get("tags") == ["alone"]
    table = record("id: AUD-1\ntype: audit\ntitle: T\nresults: {item: CTL-1, result: conforms}\n", vocabulary)
    assert table.get("results") == [{"item": "CTL-1", "result": "conforms"}]


def test_an_empty_value_is_as_if_it_were_not_there(vocabulary: Vocabulary) -> None:
    found = record("id: CTL-1\ntype: control\ntitle: T\nowner:\nstatus: ''\ntext:\n", vocabulary)
    assert (dict(found.fields), found.links) == ({}, ())


def test_a_title_over_several_lines_is_one_line(vocabulary: Vocabulary) -> None:
    assert record("id: CTL-1\ntype: control\ntitle: |\n  Two\n  lines\n", vocabulary).title == "Two lines"


def test_the_framework_of_a_requirement_follows_from_its_id(vocabulary: Vocabulary) -> None:
    assert record("id: acme:1.2\ntype: requirement\ntitle: T\n", vocabulary).get("framework") == "acme"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n- b\n", ("not-a-record", 1, 1)),
        ("words\n", ("not-a-record", 1, 1)),
        ("---\n", ("not-a-record", 2, 1)),
        ("id: CTL-1\n---\n", ("missing-field", 1, 1)),
        ("id: CTL-1\ntitle: T\n", ("missing-field", 1, 1)),
        ("id: CTL-1\ntitle: T\ntype: contrl\n", ("unknown-type", 3, 7)),
        ("id: CTL-1\ntitle: T\ntype: [control]\n", ("wrong-value", 3, 7)),
        ("id: CTL-1\ntitle: T\ntype:\n", ("wrong-value", 3, 6)),
        ("type: control\ntitle: T\n", ("missing-field", 1, 1)),
        ("id: CTL-1\ntype: control\n", ("missing-field", 1, 1)),
        ("id: [CTL-1]\ntype: control\ntitle: T\n", ("wrong-value", 1, 5)),
        ("id:\ntype: control\ntitle: T\n", ("bad-id", 1, 4)),
        ("type: control\ntitle: T\nid: CTL 1\n", ("bad-id", 3, 5)),
        ("id: CTL-1\ntype: control\ntitle: ''\n", ("wrong-value", 3, 8)),
        ("id: CTL-1\ntype: control\ntitle: [T]\n", ("wrong-value", 3, 8)),
        ("id: CTL-1\ntype: control\ntitle: T\nowners: X-1\n", ("unknown-field", 4, 1)),
        ("id: CTL-1\ntype: control\ntitle: T\nstatus: done\n", ("wrong-value", 4, 9)),
        ("id: CTL-1\ntype: control\ntitle: T\nsatisfies: [[A-1]]\n", ("wrong-value", 4, 13)),
        ("id: CTL-1\ntype: control\ntitle: T\nsatisfies: {A-1: x}\n", ("missing-field", 4, 12)),
        ("id: CTL-1\ntype: control\ntitle: T\ntags: {a: b}\n", ("wrong-value", 4, 7)),
        ("id: EV-1\ntype: evidence\ntitle: T\ncovers: {from: 2026-01-01, to: soon}\n", ("wrong-value", 4, 32)),
        ("id: EV-1\ntype: evidence\ntitle: T\ncovers:\n  from: 2026-01-01\n", ("missing-field", 5, 3)),
        ("id: AUD-1\ntype: audit\ntitle: T\nresults:\n- item: X-1\n  reslt: x\n", ("unknown-field", 6, 3)),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text: str, expected: tuple[str, int, int], vocabulary: Vocabulary) -> None:
    assert expected in told(text, vocabulary)


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_a_file_without_a_document_is_nothing(text: str, vocabulary: Vocabulary) -> None:
    assert loaded(text, vocabulary) == ([], [])


def test_a_wrong_value_is_left_out_and_its_record_stays(vocabulary: Vocabulary) -> None:
    text = "id: CTL-1\ntype: control\ntitle: ''\nstatus: done\nfrequency: daily\nsatisfies: [[x]]\nnonsense: x\n"
    records, diagnostics = loaded(text, vocabulary)
    assert [(one.id, one.title, dict(one.fields), one.links) for one in records] == [
        ("CTL-1", "CTL-1", {"frequency": "daily"}, ())
    ]
    assert len(diagnostics) == 4
    assert {one.record for one in diagnostics} == {"CTL-1"}


def test_every_document_of_every_file_is_told_about_in_one_run(vocabulary: Vocabulary) -> None:
    text = "id: CTL-1\ntype: contrl\ntitle: T\n---\nid: CTL-2\ntype: control\ntitle: T\nx: y\n---\n- z\n---\na: &b c\n"
    assert [rule for rule, _, _ in told(text, vocabulary)] == ["unknown-type", "unknown-field", "not-a-record", "syntax"]
