"""What was on record on a day: from a baseline or a revision, with the source file and the digest of each record."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from aimsbook.baselines import read_baseline, write_baseline
from aimsbook.changelist import read_changelist
from aimsbook.compare import compare
from aimsbook.compose import Edition
from aimsbook.definitions import read_vocabulary
from aimsbook.errors import ConfigurationFault
from aimsbook.recall import PAPERS, read_headings, recall
from drawn import EXAMPLE, MKDOCS, Drawing, page_at
from test_changes import frozen, git, run

VOCABULARY = read_vocabulary()
DRAWN = """
    == controls/papers.yml
    id: POL-A
    type: policy
    title: AI policy
    kind: policy
    status: approved
    version: "3.0"
    approved_on: 2026-02-10
    approved_by: ROLE-A
    file: docs/policy.md
    ---
    id: ROLE-A
    type: role
    title: Board
    == controls/risks/one.yml
    id: RSK-A
    type: risk
    title: Wrong decline
    status: open
    likelihood: 4
    impact: 3
    decision: accept
    owner: ROLE-A
    == controls/statement.yml
    id: SOA-A
    type: applicability
    title: Taken in
    decides_on: CTL-A
    applicable: yes
    reason: Because somebody asked.
    == controls/controls.yml
    id: CTL-A
    type: control
    title: Test
    status: implemented
    == docs/policy.md
    # AI policy
"""


def said(drawing: Drawing, name: str) -> dict[str, dict[str, str]]:
    """What stands under a heading: for each record its cells by name."""
    found = next(one for one in recall(frozen(drawing, DRAWN), VOCABULARY) if one.name == name)
    names = [head for head, _ in found.answer.heads]
    return {
        line.record: {head: cell.words for head, cell in zip(names, line.cells, strict=True)}
        for line in found.answer.lines
    }


def test_a_policy_is_told_with_version_approval_file_and_digest(drawing: Drawing) -> None:
    found = said(drawing, "policies")["POL-A"]
    frozen_one = frozen(drawing, DRAWN).records["POL-A"]
    assert (found["kind"], found["version"], found["state_now"]) == ("Policy", "3.0", "In force")
    assert (found["approved_by"], found["approved_on"]) == ("ROLE-A", "2026-02-10")
    assert (found["path"], found["sha256"]) == ("controls/papers.yml", frozen_one.sha256)


def test_a_risk_is_told_with_its_ratings_of_then(drawing: Drawing) -> None:
    found = said(drawing, "risks")["RSK-A"]
    assert (found["rating"], found["residual_rating"], found["decision"]) == ("High", "", "Accept")
    assert (found["owner"], found["path"]) == ("ROLE-A", "controls/risks/one.yml")


def test_a_row_of_the_statement_reads_as_it_read_and_comes_from_its_decision(drawing: Drawing) -> None:
    found = said(drawing, "statement")["CTL-A"]
    assert {"Applicable", "Because somebody asked."} <= set(found.values())
    assert found["path"] == "controls/statement.yml"


def test_chapters_and_files_stand_with_their_digests(drawing: Drawing) -> None:
    snapshot = frozen(drawing, DRAWN)
    papers = next(one for one in recall(snapshot, VOCABULARY) if one.name == PAPERS)
    told = {line.cells[0].words: line.cells[1].words for line in papers.answer.lines}
    assert told == {**snapshot.chapters, **snapshot.files}
    assert "docs/policy.md" in told


def test_another_file_of_the_same_record_is_no_change(drawing: Drawing) -> None:
    before = frozen(drawing, DRAWN)
    (drawing.root / "controls/risks/one.yml").unlink()
    after = frozen(drawing, DRAWN.replace("controls/risks/one.yml", "controls/risks/two.yml"))
    assert after.records["RSK-A"].path == "controls/risks/two.yml"
    assert compare(before, after, read_changelist(VOCABULARY), VOCABULARY).items == ()


def test_a_revision_says_what_it_said_on_its_day(drawing: Drawing) -> None:
    project = drawing.draw(DRAWN)
    (project.root / "mkdocs.yml").write_text(MKDOCS.lstrip())
    git(project.root, "init", "-q", "-b", "main")
    git(project.root, "add", "-A")
    git(project.root, "commit", "-qm", "first", day="2026-07-07")
    file = project.root / "controls/papers.yml"
    file.write_text(file.read_text().replace('"3.0"', '"3.1"'))
    code, output, _ = run(project, "recall", "HEAD", "--group", "policies", "--format", "json")
    told = json.loads(output)
    assert (code, told["as_of"], told["commit"]) == (0, "2026-07-07", git(project.root, "rev-parse", "--short=10", "HEAD"))
    (group,) = told["groups"]
    (row,) = group["rows"]
    assert (row["cells"]["version"]["words"], row["cells"]["path"]["words"]) == ("3.0", "controls/papers.yml")


def test_the_page_of_a_baseline_says_what_the_command_says(example: Edition) -> None:
    name = "2026-06-26-internal-audit"
    body = page_at(example, f"baselines/{name}.html").body
    snapshot = read_baseline(EXAMPLE / f"baselines/{name}.json")
    for one in recall(snapshot, example.book.dossier.vocabulary):
        part = body[body.index(f'<h2 id="{one.name}">') :].partition("<h2 ")[2].partition("<h2 ")[0]
        assert part.count("<tr>") - 1 == one.answer.number, one.name
    assert "controls/risks/risks.yml" in body
    assert f"baselines/{name}.html" in page_at(example, "changes.html").body


def test_a_baseline_of_a_later_day_has_no_page(drawing: Drawing) -> None:
    write_baseline(drawing.root, frozen(drawing, DRAWN, "later", date(2027, 1, 1)))
    write_baseline(drawing.root, frozen(drawing, DRAWN, "earlier", date(2026, 1, 1)))
    assert [page.path for page in drawing.edition(DRAWN).site.pages if page.path.startswith("baselines/")] == ["baselines/earlier.html"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {name: a, title: A, type: riks, shows: [rating]}", "there is no type 'riks'"),
        ("- {name: a, title: A, type: risk, shows: [ratin]}", "ratin"),
        ("- {name: a, type: risk, shows: [rating]}", "title"),
    ],
)
def test_a_broken_definition_is_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "recall.yml").write_text(text)
    with pytest.raises(ConfigurationFault, match=said):
        read_headings(VOCABULARY, tmp_path / "recall.yml")
