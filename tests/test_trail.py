"""The trail: from a requirement to everything that answers it, back from a piece of evidence, narrowed to a system."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from aimsbook.book import Book, compile_book
from aimsbook.cli import cli
from aimsbook.compose import Edition
from aimsbook.errors import ConfigurationFault
from aimsbook.trailplan import read_trail_plans
from aimsbook.trailreport import trail_data, trail_text
from aimsbook.trails import Trails, trails_of
from aimsbook.vocabulary import DATA, Vocabulary
from drawn import EXAMPLE, Drawing, page_at

DRAWN = """
    id: REQ-1
    type: requirement
    title: Test before release
    ---
    id: SOA-1
    type: applicability
    title: Needed
    applicable: partly
    reason: Because of the risk.
    decides_on: REQ-1
    justified_by: RSK-A
    excludes: [{to: SYS-C, reason: It is bought.}]
    ---
    id: RSK-A
    type: risk
    title: About one system
    concerns: SYS-A
    treated_by: [CTL-A, TRT-1]
    ---
    id: RSK-B
    type: risk
    title: Met by a treatment that uses the control
    treated_by: TRT-1
    ---
    id: TRT-1
    type: treatment
    title: Treat
    uses: CTL-ALL
    ---
    id: CTL-A
    type: control
    title: For one system
    status: implemented
    satisfies: REQ-1
    applies_to: SYS-A
    ---
    id: CTL-B
    type: control
    title: For the other
    status: implemented
    satisfies: REQ-1
    applies_to: SYS-B
    ---
    id: CTL-ALL
    type: control
    title: For all
    status: implemented
    satisfies: REQ-1
    ---
    id: CTL-OLD
    type: control
    title: No longer there
    status: retired
    satisfies: REQ-1
    ---
    id: POL-1
    type: policy
    title: Test standard
    file: docs/standard.md
    governs: CTL-A
    ---
    id: POL-2
    type: policy
    title: Names nothing
    addresses: REQ-1
    text: Be careful.
    ---
    id: EV-OLD
    type: evidence
    title: First report
    collected: 2026-01-05
    location: vault
    supports: CTL-A
    ---
    id: EV-NEW
    type: evidence
    title: Second report
    collected: 2026-06-05
    covers: {from: 2026-01-01, to: 2026-06-30}
    location: vault
    supports: [CTL-A, CTL-B]
    ---
    id: EV-B
    type: evidence
    title: Taken from the other system
    collected: 2026-07-05
    collected_from: SYS-B
    supports: CTL-ALL
    ---
    id: NC-OPEN
    type: nonconformity
    title: Test left out
    status: open
    requirement: CTL-ALL
    ---
    id: NC-CLOSED
    type: nonconformity
    title: Test left out last year
    status: closed
    requirement: REQ-1
    ---
    id: SYS-A
    type: ai_system
    title: A
    ---
    id: SYS-B
    type: ai_system
    title: B
    ---
    id: SYS-C
    type: ai_system
    title: C
    == docs/standard.md
    # Standard
    ## Before release
    Every model passes [CTL-A] first.

    Other words.
    ## Elsewhere
    - Item about [CTL-B]
    - Item that REQ-1 does not link
"""


@pytest.fixture
def book(drawing: Drawing) -> Book:
    return compile_book(drawing.draw(DRAWN).project())


def ids(book: Book, start: str, narrowed: str = "") -> dict[str, list[str]]:
    graph = book.dossier.graph
    trail = Trails(book).trail(graph[start], graph[narrowed] if narrowed else None)
    return {leg.step.name: [row.record.id for row in leg.rows] for leg in trail.legs}


def test_a_trail_leads_from_the_requirement_to_everything_that_answers_it(book: Book) -> None:
    found = ids(book, "REQ-1")
    assert found["decision"] == ["SOA-1"]
    assert found["risks"] == ["RSK-A", "RSK-B"]
    assert found["policies"] == ["POL-2", "POL-1"]
    assert found["controls"] == ["CTL-A", "CTL-ALL", "CTL-B"]
    assert found["findings"] == ["NC-OPEN"]


def test_the_newest_evidence_stands_first(book: Book) -> None:
    assert ids(book, "REQ-1")["evidence"] == ["EV-B", "EV-NEW", "EV-OLD"]


def test_a_narrowed_trail_leaves_out_what_belongs_to_other_systems_and_keeps_what_names_none(book: Book) -> None:
    of_a, of_b = ids(book, "REQ-1", "SYS-A"), ids(book, "REQ-1", "SYS-B")
    assert of_a["controls"] == ["CTL-A", "CTL-ALL"]
    assert of_b["controls"] == ["CTL-ALL", "CTL-B"]
    assert of_a["evidence"] == ["EV-NEW", "EV-OLD"]
    assert of_b["evidence"] == ["EV-B", "EV-NEW"]
    assert (of_a["risks"], of_b["risks"]) == (["RSK-A", "RSK-B"], ["RSK-B"])


def test_a_system_that_the_decision_leaves_out_is_told_with_the_reason(book: Book) -> None:
    graph = book.dossier.graph
    (row,) = Trails(book).trail(graph["REQ-1"], graph["SYS-C"]).legs[0].rows
    assert row.left_out == "It is bought."


def test_the_paragraphs_that_name_the_requirement_or_its_controls_are_quoted_with_their_place(book: Book) -> None:
    graph = book.dossier.graph
    leg = next(leg for leg in Trails(book).trail(graph["REQ-1"]).legs if leg.step.name == "policies")
    quoted = {row.record.id: [(one.words, one.heading) for one in row.passages] for row in leg.rows}
    assert quoted == {
        "POL-1": [("Every model passes CTL-A first.", "Before release"), ("Item about CTL-B", "Elsewhere")],
        "POL-2": [],
    }


def test_the_reverse_trail_leads_from_evidence_to_what_rests_on_it(book: Book) -> None:
    found = ids(book, "EV-NEW")
    assert found["controls"] == ["CTL-A", "CTL-B"]
    assert found["requirements"] == ["REQ-1"]
    assert found["decisions"] == ["SOA-1"]
    assert found["risks"] == ["RSK-A"]
    assert found["systems"] == ["SYS-A", "SYS-B"]


def test_each_trail_is_a_page_with_an_anchor_for_each_system(drawing: Drawing) -> None:
    edition = drawing.edition(DRAWN)
    page = page_at(edition, "trails/REQ-1.html")
    assert [f'id="SYS-{name}"' in page.body for name in "ABC"] == [True] * 3
    assert "Left out for SYS-C: It is bought." in page.body
    assert "No paragraph of it names" in page.body
    assert page_at(edition, "trails/EV-NEW.html")
    assert '../trails/REQ-1.html' in page_at(edition, "records/REQ-1.html").body
    assert not [one.path for one in edition.site.pages if one.path == "trails/CTL-A.html"]


def test_ids_stay_unique_on_a_page_that_tells_a_trail_several_times(drawing: Drawing) -> None:
    body = page_at(drawing.edition(DRAWN), "trails/REQ-1.html").body
    anchors = [part.partition('"')[0] for part in body.split(' id="')[1:]]
    assert len(anchors) == len(set(anchors))


def test_what_does_not_count_has_no_trail(example: Edition) -> None:
    paths = {page.path for page in example.site.pages}
    assert "trails/iso42001--A.6.2.4.html" in paths
    assert "trails/iso42001--A.6.2.html" not in paths


def test_every_trail_of_the_example_stays_bounded(example: Edition) -> None:
    sizes = {page.path: len(page.body) for page in example.site.pages if page.kind == "trail"}
    assert len(sizes) > 100
    assert max(sizes.values()) < 80_000


def test_the_jump_box_finds_every_trail_and_what_it_can_be_narrowed_to(example: Edition) -> None:
    (asset,) = [one for one in example.site.assets if one.path.endswith("search/trails.js")]
    shard = json.loads(asset.content.decode().removeprefix('AIMSBOOK.shard("trails",').removesuffix(");\n"))
    paths = {page.path for page in example.site.pages}
    assert {href for _, _, href, _ in shard["rows"]} <= paths
    rows = {one: others for one, _, _, others in shard["rows"]}
    assert shard["kind"] == "AI system"
    assert {other for others in rows.values() for other in others} <= set(shard["ids"])
    assert rows["EV-BIAS-4.2.0"] == ["SYS-LOAN-SCORING"]
    assert "SYS-LOAN-SCORING" in rows["iso42001:A.6.2.4"]


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, ["trail", *words, "-f", str(EXAMPLE / "mkdocs.yml")])
    return done.exit_code, done.output, str(done.exception or "")


def test_the_command_takes_a_number_and_a_system_as_one_reads_them_out() -> None:
    code, output, _ = run("A.6.2.4 @sys-loan-scoring", "--format", "json")
    found = json.loads(output)
    assert (code, found["start"]["id"], found["narrowed"]) == (0, "iso42001:A.6.2.4", "SYS-LOAN-SCORING")
    steps = {step["name"]: step["records"] for step in found["steps"]}
    assert {"CTL-BIAS-TEST", "CTL-VALIDATION"} <= {one["id"] for one in steps["controls"]}
    assert "CTL-RED-TEAM" not in {one["id"] for one in steps["controls"]}
    assert all(one["shows"]["sha256"] for one in steps["evidence"] if "file" in one["shows"])


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("a.6.2.4 @loan", "iso42001:A.6.2.4"),
        ("iso42001:a.6.2.4@sys-loan", "iso42001:A.6.2.4"),
        ("EV-BIAS-4.2.0 @SYS-LOAN", "EV-BIAS-4.2.0"),
        ("bias-4.2 @loan", "EV-BIAS-4.2.0"),
    ],
)
def test_the_command_takes_what_the_jump_box_takes(words: str, start: str) -> None:
    code, output, _ = run(words, "--format", "json")
    found = json.loads(output)
    assert (code, found["start"]["id"], found["narrowed"]) == (0, start, "SYS-LOAN-SCORING")


def test_a_trail_of_evidence_is_narrowed_like_that_of_a_requirement(drawing: Drawing) -> None:
    code = """
        {id: SYS-A, type: ai_system, title: A}
        ---
        {id: SYS-B, type: ai_system, title: B}
        ---
        {id: CTL-A, type: control, title: One, applies_to: SYS-A}
        ---
        {id: CTL-B, type: control, title: Other, applies_to: SYS-B}
        ---
        {id: EV-ALL, type: evidence, title: For both, collected: 2026-10-01, location: Safe, supports: [CTL-A, CTL-B]}
        ---
        {id: EV-A, type: evidence, title: For one, collected: 2026-10-01, location: Safe, supports: CTL-A, collected_from: SYS-A}
    """
    trails = Trails(compile_book(drawing.draw(code).project()))
    every, one, graph = trails.starts["EV-ALL"], trails.starts["EV-A"], trails.presenter.graph
    assert [other.id for other in trails.narrowings(every)] == ["SYS-A", "SYS-B"]
    assert [other.id for other in trails.narrowings(one)] == ["SYS-A"]
    legs = {leg.step.name: [row.record.id for row in leg.rows] for leg in trails.trail(every, graph["SYS-B"]).legs}
    assert (legs["controls"], legs["systems"]) == (["CTL-B"], ["SYS-B"])


def test_the_words_tell_what_is_empty() -> None:
    _, output, _ = run("A.6.2.4", "@SYS-LOAN-SCORING")
    assert "Open findings and nonconformities" in output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("A.6.2.44", "there is no record A.6.2.44"),
        ("A.6.2.4 @SYS-LOAN-SCORNIG", "did you mean 'SYS-LOAN-SCORING'"),
        ("A.6.2.4 @ROLE-CRO", "is no AI system"),
        ("CTL-BIAS-TEST", "has no trail"),
        ("A.6.2.4 @SYS-X", "there is no AI system SYS-X"),
        ("A.6.2.4 @SYS", "SYS may be"),
        ("A.6.2 @loan", "A.6.2 may be"),
        ("EV-BIAS-4.2.0 @SYS-CHAT-AGENT", "EV-BIAS-4.2.0 is not about SYS-CHAT-AGENT"),
    ],
)
def test_a_call_that_cannot_be_followed_is_told_why(words: str, said: str) -> None:
    code, _, message = run(words)
    assert code != 0
    assert said in message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("of: requirement", "of: requirment", "requirment"),
        ("through: [[satisfied_by]]", "through: [[satisfied]]", "satisfied_by"),
        ("show: [rating,", "show: [ratting,", "rating"),
        ("where: {not: {status: retired}}", "where: {not: {statuss: retired}}", "status"),
        ("to: [risk]", "to: [rsk]", "risk"),
        ("risk: [concerns]", "risk: [concern]", "concerns"),
    ],
)
def test_a_broken_plan_is_told_with_what_was_meant(
    tmp_path: Path, vocabulary: Vocabulary, old: str, new: str, said: str
) -> None:
    text = (DATA / "trail.yml").read_text()
    assert old in text
    file = tmp_path / "trail.yml"
    file.write_text(text.replace(old, new))
    with pytest.raises(ConfigurationFault, match=said):
        read_trail_plans(vocabulary, file)


def test_a_system_to_which_everything_applies_is_told_so_and_not_told_everything_again(drawing: Drawing) -> None:
    alone = "id: REQ-1\ntype: requirement\ntitle: A\n---\nid: SYS-A\ntype: ai_system\ntitle: A\nin_scope: yes\n"
    body = page_at(drawing.edition(alone), "trails/REQ-1.html").body
    assert body.count("Controls") == 1
    assert 'class="ab-trail-same" id="SYS-A"' in body


@pytest.mark.parametrize("system", ["SYS-FRAUD-RULES", "SYS-MEETING-RECORDER"])
def test_a_system_out_of_scope_has_no_state(system: str, example: Edition) -> None:
    trails = trails_of(example.book)
    trail = trails.trail(example.book.dossier.graph["iso42001:A.6.2.4"], example.book.dossier.graph[system])
    lines = list(trail_text(trail, example.book.presenter))[1:4]
    assert lines[1] == "  Applies here: not in scope: no requirement is held against it"
    assert (trail.standing, trail_data(trail, example.book.presenter)["here"]["state"]) == (None, None)
    section = page_at(example, "trails/iso42001--A.6.2.4.html").body.partition(f'id="{system}"')[2].partition("</dl>")[0]
    assert "ab-state" not in section and "not in scope" in section


def test_why_a_requirement_applies_stands_apart_from_its_state(example: Edition) -> None:
    graph = example.book.dossier.graph
    trail = trails_of(example.book).trail(graph["iso42001:A.6.2.4"], graph["SYS-LOAN-SCORING"])
    lines = list(trail_text(trail, example.book.presenter))
    assert lines[2:4] == ["  ◉ Verified", "  Applies here: yes, for every system in scope"]
