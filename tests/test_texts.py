"""Record prose: which words in brackets are references, what they lead to, and where a dead one is told."""

from __future__ import annotations

import pytest

from aimsbook.dossier import Dossier
from aimsbook.texts import Directory
from drawn import Drawing

RECORDS = """
id: CTL-BIAS-TEST
type: control
title: Bias & "fairness" test
text: |
  Follows [POL-1], [the review][POL-1] and [CTL-BIAS-TEST].
---
id: POL-1
type: policy
title: Policy
---
id: EV-4.2.0
type: evidence
title: Evidence
text: Nothing is named here, [sic].
---
id: REQ_7
type: requirement
title: Own requirement
---
id: "acme:A.1.2"
type: requirement
title: House rule
== controls/acme/framework.yml
name: acme
title: House rules
"""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    return Drawing(tmp_path_factory.mktemp("texts")).dossier(RECORDS)


@pytest.mark.parametrize("label", ["CTL-BIAS-TEST", "ctl-bias-test", "Ctl-Bias-Test"])
def test_an_id_is_known_in_any_letter_case(label: str, drawn: Dossier) -> None:
    found = drawn.labels.known(label)
    assert found and found.id == "CTL-BIAS-TEST"


@pytest.mark.parametrize(
    ("label", "near"),
    [
        ("CTL-BIAS-TST", "CTL-BIAS-TEST"),
        ("CTL-BIAS-TESTS", "CTL-BIAS-TEST"),
        ("CTL-BIAS-REST", "CTL-BIAS-TEST"),
        ("XTL-BIAS-TEST", "CTL-BIAS-TEST"),
        ("TL-BIAS-TEST", "CTL-BIAS-TEST"),
        ("CTL_BIAS-TEST", "CTL-BIAS-TEST"),
        ("EV-4.2.1", "EV-4.2.0"),
        ("acme:A.1.3", "acme:A.1.2"),
        ("acme:Z.9", "acme:A.1.2"),
        ("REQ-8", "REQ_7"),
        ("DS-99999-UNHEARD-OF", ""),
    ],
)
def test_what_looks_like_an_id_and_is_none_is_suspect(label: str, near: str, drawn: Dossier) -> None:
    assert drawn.labels.suspect(label) in (near, near if near else "")
    assert drawn.labels.suspect(label) is not None


@pytest.mark.parametrize(
    "label",
    [
        "CTL-BIAS-TEST", "GPT-4", "sic", "2026-01-01", "x", "the bias test", "CTL", "CTL-", "CTL bias test", "A.1.2", "ISO-42001",
        "iso42001:5.2", "note 1", "UTF-8", "e.g.", "control-bias", "1", "^1", "COVID-19",
    ],
)  # fmt: skip
def test_other_words_in_brackets_are_prose(label: str, drawn: Dossier) -> None:
    assert drawn.labels.suspect(label) is None


def test_a_reference_leads_to_the_page_from_where_the_text_stands(drawn: Dossier) -> None:
    found = Directory(drawn.labels, "../records/", ".md").find("acme:a.1.2")
    assert found and (found.id, found.href, found.title) == ("acme:A.1.2", "../records/acme--A.1.2.md", "House rule")
    assert Directory(drawn.labels, "", ".html").find("acme:A.9") is None


def test_references_are_resolved_source_to_source(drawn: Dossier) -> None:
    record = drawn.graph["CTL-BIAS-TEST"]
    text = drawn.texts.markdown(record, ("text",), str(record.get("text")))
    assert text.startswith("Follows [POL-1][], [the review][POL-1] and [CTL-BIAS-TEST][].\n")
    assert '[POL-1]: POL-1.html "Policy"' in text
    assert '[CTL-BIAS-TEST]: CTL-BIAS-TEST.html "Bias &amp; &quot;fairness&quot; test"' in text


def test_references_can_be_told_for_another_place(drawn: Dossier) -> None:
    record = drawn.graph["CTL-BIAS-TEST"]
    assert '[POL-1]: records/POL-1.html "Policy"' in drawn.texts.markdown(record, ("text",), str(record.get("text")), "records/")


def test_a_text_that_names_nothing_is_left_alone(drawn: Dossier) -> None:
    record = drawn.graph["EV-4.2.0"]
    assert drawn.texts.markdown(record, ("text",), str(record.get("text"))) == record.get("text")


def test_who_is_named_by_whom_is_known(drawn: Dossier) -> None:
    assert {one: list(names) for one, names in drawn.texts.named.items()} == {"CTL-BIAS-TEST": ["POL-1", "CTL-BIAS-TEST"]}


@pytest.mark.parametrize(
    ("field", "line", "column"),
    [
        ("text: See [CTL-9] there.\n", 4, 12),
        ("text: |\n  See\n  [CTL-9] there.\n", 6, 4),
        ("text: >\n  See\n  [CTL-9] there.\n", 6, 4),
        ('text: "See\n  [CTL-9] there."\n', 5, 4),
        ("text: |\n  `[CTL-9]` is code, [CTL-9] is not.\n", 5, 23),
        ("text: |\n\n  - one\n  - two\n    with [CTL-9]\n", 8, 11),
        ("text: |\n  # Head [CTL-9]\n", 5, 11),
        ("text: |\n  | a | b |\n  |---|---|\n  | x | [CTL-9] |\n", 7, 10),
        ("systems_left_out: |\n  See [CTL-9].\n", 5, 8),
    ],
)
def test_a_dead_reference_is_told_at_its_very_place(field: str, line: int, column: int, drawing: Drawing) -> None:
    record = f"id: CTL-1\ntype: control\ntitle: T\n{field}"
    assert list(drawing.errors(record)) == [f"dead-reference records.yml:{line}:{column}"]


def test_prose_within_a_table_is_read_too(drawing: Drawing) -> None:
    found = drawing.dossier("== controls/vocabulary/note.yml\ntype: note\nfields: {lines: {kind: table, columns: {said: {kind: prose}}}}\n"
        "== controls/a.yml\nid: NOTE-1\ntype: note\ntitle: T\nlines:\n  - {said: fine}\n  - said: see [NOTE-1] and [CTL-9]\n")  # fmt: skip
    assert [(one.rule, str(one.mark)) for one in found.diagnostics if one.rule == "dead-reference"] == [
        ("dead-reference", "controls/a.yml:6:29")
    ]
    assert list(found.texts.named["NOTE-1"]) == ["NOTE-1"]
