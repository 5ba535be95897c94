"""Records become one graph, and a link that cannot be joined says why, at its place."""

from __future__ import annotations

import pytest

from aimsbook.graph import Graph
from aimsbook.link import link
from aimsbook.load import load
from aimsbook.records import Diagnostic, Link, Mark, Record, Severity
from aimsbook.source import read_text
from aimsbook.vocabulary import Vocabulary


def linked(text: str, vocabulary: Vocabulary) -> tuple[Graph, list[Diagnostic]]:
    records, faults = load(read_text(text, "a.yml"), vocabulary)
    assert faults == []
    return link(records, vocabulary)


def records(*lines: str) -> str:
    """Records from lines `ID type: fields`, in flow style; line 3n+1 of the text is the n-th record's id."""
    parts = (line.partition(": ") for line in lines)
    return "---\n".join(
        f"{{id: {head.split()[0]}, type: {head.split()[1]}, title: T {head.split()[0]}{', ' if more else ''}{more}}}\n"
        for head, _, more in parts
    )


@pytest.mark.parametrize(
    ("lines", "rule", "message"),
    [
        (["EV-1 evidence: supports: CTL-9"], "dead-link", "supports: there is no CTL-9"),
        (
            ["EV-1 evidence: supports: CTL-BAIS", "CTL-BIAS control", "CTL-OTHER control"],
            "dead-link",
            "supports: there is no CTL-BAIS; did you mean 'CTL-BIAS'?",
        ),
        (
            ["EV-1 evidence: supports: ctl-bias", "CTL-BIAS control"],
            "dead-link",
            "supports: there is no ctl-bias; did you mean 'CTL-BIAS'?",
        ),
        (
            ["EV-1 evidence: supports: RISK-1", "RISK-1 risk"],
            "wrong-target",
            "supports: RISK-1 is a record of the type risk; expected control",
        ),
        (
            ["RISK-1 risk: treated_by: EV-1", "EV-1 evidence"],
            "wrong-target",
            "treated by: EV-1 is a record of the type evidence; expected risk treatment or control",
        ),
        (["POL-1 policy: supersedes: POL-1"], "self-link", "supersedes: POL-1 names itself"),
        (
            ["DS-1 data_set: derived_from: DS-2", "DS-2 data_set: derived_from: DS-1"],
            "forbidden-cycle",
            "derived from goes in a circle: DS-1 → DS-2 → DS-1",
        ),
        (
            ["CTL-1 control: 'owner: [ROLE-1, ROLE-2]'".replace("'", ""), "ROLE-1 role", "ROLE-2 role"],
            "too-many-links",
            "owned by: 2 records (ROLE-1 and ROLE-2); at most 1 may stand here",
        ),
        (
            ["SOA-1 applicability: decides_on: CTL-1", "SOA-2 applicability: decides_on: CTL-1", "CTL-1 control"],
            "too-many-links",
            "CTL-1 decided by: 2 records (SOA-1 and SOA-2); at most 1 may stand here",
        ),
        (["EV-1 evidence: collected_by: ROLE-9"], "dead-link", "Collected by: there is no ROLE-9"),
        (
            ["EV-1 evidence: collected_by: CTL-1", "CTL-1 control"],
            "wrong-target",
            "Collected by: CTL-1 is a record of the type control; expected role or person",
        ),
        (
            ["EV-1 evidence: supports: [CTL-1, CTL-1]", "CTL-1 control"],
            "repeated-link",
            "supports: CTL-1 is named twice",
        ),
    ],
)
def test_a_link_that_cannot_be_joined_says_why(
    lines: list[str], rule: str, message: str, vocabulary: Vocabulary
) -> None:
    _, found = linked(records(*lines), vocabulary)
    assert [(one.rule, one.message) for one in found] == [(rule, message)]


def test_a_link_is_told_where_its_target_is_written(vocabulary: Vocabulary) -> None:
    text = "id: EV-1\ntype: evidence\ntitle: T\nsupports:\n  - CTL-8\n  - {to: CTL-9}\n"
    assert [str(one.mark) for one in linked(text, vocabulary)[1]] == ["a.yml:5:5", "a.yml:6:10"]


def test_an_id_within_a_table_is_told_at_its_cell(vocabulary: Vocabulary) -> None:
    text = "id: AUD-1\ntype: audit\ntitle: T\nresults:\n  - {item: CTL-1}\n  - {item: CTL-9}\n---\n"
    text += "id: CTL-1\ntype: control\ntitle: T\n"
    assert [(one.rule, str(one.mark)) for one in linked(text, vocabulary)[1]] == [("dead-link", "a.yml:6:12")]


def test_an_id_that_is_taken_twice_is_told_at_both_places_without_regard_to_case(vocabulary: Vocabulary) -> None:
    text = "id: CTL-1\ntype: control\ntitle: First\n---\nid: ctl-1\ntype: control\ntitle: Second\n"
    graph, found = linked(text, vocabulary)
    assert [(one.rule, str(one.mark)) for one in found] == [("duplicate-id", "a.yml:1:5"), ("duplicate-id", "a.yml:5:5")]
    assert "'Second' at a.yml:5:5" in found[0].message and "'First' at a.yml:1:5" in found[1].message
    assert [one.title for one in graph] == ["First"]


def test_dead_and_wrong_links_are_left_out_and_the_others_joined(vocabulary: Vocabulary) -> None:
    lines = ["EV-1 evidence: supports: [CTL-9, RISK-1, CTL-1, CTL-1]", "RISK-1 risk", "CTL-1 control"]
    graph, found = linked(records(*lines), vocabulary)
    assert len(found) == 3
    assert [one.id for one in graph.linked("EV-1", "supports")] == ["CTL-1"]
    assert [one.id for one in graph.linked("CTL-1", "evidenced_by")] == ["EV-1"]
    assert graph.size == 1


def test_every_fault_of_every_record_is_told_in_one_run(vocabulary: Vocabulary) -> None:
    lines = ["EV-1 evidence: supports: [CTL-8, CTL-9]", "EV-2 evidence: supports: CTL-7", "EV-3 evidence: demonstrates: EV-1"]
    assert [one.rule for one in linked(records(*lines), vocabulary)[1]] == ["dead-link"] * 3 + ["wrong-target"]


def test_a_link_named_twice_is_no_error(vocabulary: Vocabulary) -> None:
    _, (found,) = linked(records("EV-1 evidence: supports: [CTL-1, CTL-1]", "CTL-1 control"), vocabulary)
    assert found.severity is Severity.INFO


def test_two_knots_are_two_diagnostics(vocabulary: Vocabulary) -> None:
    lines = [f"DS-{one} data_set: derived_from: DS-{other}" for one, other in (("A", "B"), ("B", "A"), ("C", "D"), ("D", "C"))]
    assert [one.rule for one in linked(records(*lines), vocabulary)[1]] == ["forbidden-cycle"] * 2


def test_a_circle_in_a_relation_that_may_go_in_circles_is_fine(vocabulary: Vocabulary) -> None:
    lines = ["POL-1 policy: refers_to: POL-2", "POL-2 policy: refers_to: POL-1"]
    assert linked(records(*lines), vocabulary)[1] == []


def chain(length: int, last: str = "") -> list[Record]:
    """Data sets of which each comes from the next, the last one from `last`."""
    names = [f"DS-{number:05}" for number in range(length)]
    targets = [*names[1:], *([last] if last else [])]
    links = [(Link("derived_from", target, Mark("a.yml", number)),) for number, target in enumerate(targets, 1)]
    return [
        Record(name, "data_set", name, {}, found, Mark("a.yml"))
        for name, found in zip(names, [*links, ()], strict=False)
    ]


def test_a_chain_of_ten_thousand_is_joined_and_its_circle_named_whole(vocabulary: Vocabulary) -> None:
    graph, found = link(chain(10_000), vocabulary)
    assert (graph.size, found) == (9_999, [])
    _, (circle,) = link(chain(10_000, "DS-00000"), vocabulary)
    assert circle.rule == "forbidden-cycle"
    assert circle.message.count("→") == 10_000


def test_a_thousand_dead_links_do_not_cost_a_search_each(vocabulary: Vocabulary) -> None:
    lost = [
        Record(f"EV-{number}", "evidence", "T", {}, (Link("supports", f"CTL-{number}", Mark("a.yml", number)),), Mark("a.yml"))
        for number in range(2_000)
    ]
    assert len(link(lost, vocabulary)[1]) == 2_000
