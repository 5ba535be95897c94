"""The proof of the vocabulary: a project adds a type with one YAML file, and all of the product knows it."""

from __future__ import annotations

import csv
import json
import re

import jsonschema_rs
import pytest

from aimsbook.compose import Edition
from aimsbook.editor import editor_schema
from aimsbook.explaining import explain
from aimsbook.measure import fill_matrix
from aimsbook.skeleton import record_skeleton
from drawn import Drawing, page_at

TYPE = """
== controls/vocabulary/model_card.yml
type: model_card
label: Model card
plural: Model cards
description: What a trained model is for, how well it does, and where it must not be used.
group: Operate
icon: "♟"
prefix: MC
state: stage
columns: [id, title, stage, describes, reviewed_in, gaps]
fields:
  stage:
    kind: choice
    label: Stage
    help: How far the card has got.
    values: {draft: {label: Drafted, tone: weak}, final: {label: Signed off, tone: good}}
  limits: {kind: prose, label: Limits, help: Where the model must not be used.}
  trained_on: {kind: date, label: Trained on, help: The day of the training.}
  scores:
    kind: table
    label: Scores
    help: How well it does.
    columns: {metric: {kind: text, required: yes}, value: {kind: number}}
relations:
  describes:
    to: [ai_system]
    label: describes
    inverse: described_by
    inverse_label: described by
    maximum: 1
    help: The AI system that the model is part of.
needs:
  - id: model-card-limits
    when: {stage: final}
    must: {given: limits}
    grade: question
    basis: practice
    near: [iso42001:A.8.2]
    says: A card that is signed off tells the limits of the model.
    why: Whoever deploys the model has to know where it fails.
    fix: Write `limits` in {id}.
matrices:
  - {name: ai-system-model-card, title: AI systems and model cards, rows: ai_system, columns: model_card, through: described_by}
deadlines:
  trained_on: {stage: final}
== controls/vocabulary/control.yml
type: control
relations:
  reviews:
    to: [model_card]
    label: reviews
    inverse: reviewed_in
    inverse_label: reviewed in
    help: The model cards that the measure looks at.
"""
RECORDS = """
== controls/records.yml
id: MC-SCORING-4
type: model_card
title: Gradient boosting for loan scoring
stage: final
describes: SYS-LOAN
trained_on: 2026-09-01
scores: [{metric: AUC, value: 0.71}, {metric: Gini, value: 0.42}]
text: Reviewed by [CTL-REVIEW] before each release.
---
id: SYS-LOAN
type: ai_system
title: Loan scoring
text: See [MC-SCORING-4].
---
id: SYS-CHAT
type: ai_system
title: Chat
---
id: CTL-REVIEW
type: control
title: Review of model cards
reviews: MC-SCORING-4
"""


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return Drawing(tmp_path_factory.mktemp("model-card")).edition(TYPE + RECORDS)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_nothing_is_wrong_with_it(edition: Edition) -> None:
    assert [one for one in edition.diagnostics if str(one.severity) == "error"] == []


def test_it_has_a_page_with_fields_links_and_state(edition: Edition) -> None:
    page = page_at(edition, "records/MC-SCORING-4.html")
    shown = words(page.body)
    assert page.title == "Gradient boosting for loan scoring"
    assert "♟" in page.body and "Model card" in shown and "● Signed off" in shown
    assert "Metric Value AUC 0.71 Gini 0.42" in shown
    assert '<time datetime="2026-09-01">' in page.body
    assert 'SYS-LOAN.html"' in page.body
    assert "<svg" in page.body
    assert page.source and str(page.source).startswith("controls/records.yml:1:")


def test_its_links_are_read_from_both_ends(edition: Edition) -> None:
    graph = edition.book.dossier.graph
    assert [one.id for one in graph.linked("SYS-LOAN", "described_by")] == ["MC-SCORING-4"]
    assert [one.id for one in graph.linked("MC-SCORING-4", "reviewed_in")] == ["CTL-REVIEW"]
    assert "described by" in page_at(edition, "records/SYS-LOAN.html").body.lower()
    assert "reviewed in" in page_at(edition, "records/MC-SCORING-4.html").body.lower()
    assert 'MC-SCORING-4.html"' in page_at(edition, "records/CTL-REVIEW.html").body


def test_it_is_named_in_prose_and_recognised_by_its_prefix(edition: Edition, drawing: Drawing) -> None:
    assert 'href="MC-SCORING-4.html"' in page_at(edition, "records/SYS-LOAN.html").body
    dead = drawing.errors(TYPE + RECORDS + "== docs/chapter.md\nSee [MC-CHAT-1].\n")
    assert dead == ["dead-reference chapter.md:1:6"]


def test_it_has_a_register_as_page_and_csv(edition: Edition) -> None:
    page = page_at(edition, "registers/model_card.html")
    assert page.title == "Model cards"
    shown = words(page.body)
    assert "Id Title Stage Describes Reviewed in Gaps" in shown
    assert "MC-SCORING-4 Gradient boosting for loan scoring ● Signed off SYS-LOAN CTL-REVIEW 1" in shown
    asset = next(one for one in edition.site.assets if one.path == "registers/model_card.csv")
    rows = list(csv.reader(asset.content.decode("utf-8-sig").splitlines()))
    assert rows[1][:4] == ["MC-SCORING-4", "Gradient boosting for loan scoring", "Signed off", "SYS-LOAN"]
    assert 'model_card.html"' in page_at(edition, "registers/index.html").body


def test_search_finds_it_under_its_type(edition: Edition) -> None:
    scripts = b"".join(one.content for one in edition.site.assets if "search" in one.path)
    assert b"MC-SCORING-4" in scripts and b"Model card" in scripts


def test_its_matrix_has_a_page_and_csv(edition: Edition) -> None:
    dossier = edition.book.dossier
    matrix = fill_matrix(dossier.matrices["ai-system-model-card"], dossier.case)
    assert dict(matrix.cells) == {("SYS-LOAN", "MC-SCORING-4"): ()}
    page = page_at(edition, "matrices/ai-system-model-card.html")
    assert page.title == "AI systems and model cards"
    assert "Signed off" in page.body
    assert any(one.path == "matrices/ai-system-model-card.csv" for one in edition.site.assets)


def test_its_duty_makes_a_gap_that_says_how_to_meet_it(edition: Edition) -> None:
    (gap,) = [one for one in edition.diagnostics if one.duty == "model-card-limits"]
    assert (gap.rule, gap.weight, str(gap.mark), gap.record) == (
        "duty-not-met", "question", "controls/records.yml:1:1", "MC-SCORING-4",
    )  # fmt: skip
    assert gap.hint == "Write `limits` in MC-SCORING-4."
    assert "tells the limits of the model" in page_at(edition, "gaps.html").body
    assert "Whoever deploys the model has to know where it fails." in page_at(edition, "records/MC-SCORING-4.html").body
    assert "model-card-limits" in page_at(edition, "rules/duty-not-met.html").body


def test_meeting_the_duty_closes_the_gap(drawing: Drawing) -> None:
    found = drawing.found(TYPE + RECORDS.replace("stage: final", "stage: final\nlimits: Not for firms."))
    assert [one for one in found if one.startswith("model-card")] == []


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("stage: final", "stage: finl", "wrong-value records.yml:4:8"),
        ("trained_on:", "traned_on:", "unknown-field records.yml:6:1"),
        ("metric: AUC, ", "", "missing-field records.yml:7:10"),
        ("describes: SYS-LOAN", "describes: [SYS-LOAN, SYS-CHAT]", "too-many-links records.yml:5:23"),
        ("describes: SYS-LOAN", "describes: CTL-REVIEW", "wrong-target records.yml:5:12"),
        ("type: model_card", "type: model_crd", "unknown-type records.yml:2:7"),
    ],
)
def test_its_records_are_checked_like_any_other(was: str, becomes: str, told: str, drawing: Drawing) -> None:
    assert told in drawing.errors(TYPE + RECORDS.replace(was, becomes, 1))


def test_it_stands_in_the_glossary_and_is_explained(edition: Edition) -> None:
    page = page_at(edition, "glossary/model_card.html")
    assert "Where the model must not be used." in page.body
    assert "tells the limits of the model" in page.body
    assert "glossary/model_card.html" in page_at(edition, "glossary.html").body
    vocabulary = edition.book.dossier.vocabulary
    assert "to ai_system" in explain("model_card", vocabulary)
    assert "signed off" in explain("model-card-limits", vocabulary)


def test_the_editor_schema_knows_it(edition: Edition) -> None:
    schema = json.loads(json.dumps(editor_schema(edition.book.dossier.vocabulary)))
    validator = jsonschema_rs.Draft202012Validator(schema)
    card = {"id": "MC-1", "type": "model_card", "title": "T", "stage": "final", "scores": [{"metric": "AUC", "value": 0.71}]}
    assert validator.is_valid({**card, "describes": "SYS-LOAN"})
    assert not validator.is_valid({**card, "stage": "finl"})
    assert not validator.is_valid({**card, "describs": "SYS-LOAN"})
    assert validator.is_valid({"id": "CTL-1", "type": "control", "title": "T", "reviews": ["MC-1"]})


def test_a_new_record_of_it_starts_from_a_skeleton_that_is_sound(edition: Edition, drawing: Drawing) -> None:
    dossier = edition.book.dossier
    text = record_skeleton(dossier.vocabulary["model_card"], "MC-NEW", "A new card", dossier.graph)
    assert "# describes:" in text and "# limits:" in text
    assert drawing.errors(f"{TYPE}\n{RECORDS}\n== controls/new.yml\n{text}") == []


def test_its_deadline_stands_in_the_calendar(drawing: Drawing) -> None:
    edition = drawing.edition(TYPE + RECORDS.replace("stage: final", "stage: draft").replace("2026-09-01", "2026-12-01"))
    page = page_at(edition, "due.html")
    assert "2026-12-01" in page.body and "MC-SCORING-4" in page.body


def test_a_live_view_lists_it(edition: Edition, drawing: Drawing) -> None:
    chapter = "== docs/chapter.md\n```aimsbook\nview: list\ntype: model_card\ncolumns: [id, scores, described_by]\n```\n"
    assert drawing.errors(TYPE + RECORDS + chapter) == ["wrong-view chapter.md:4:10"]
    right = chapter.replace("described_by", "describes.title")
    assert drawing.errors(TYPE + RECORDS + right) == []
