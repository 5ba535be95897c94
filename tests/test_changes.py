"""What changed: frozen baselines, what differs since them, revisions of a real repository, and the pages that tell."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from aimsbook.baselines import BrokenBaseline, Snapshot, file_of, read_baseline, text_of, write_baseline
from aimsbook.changelist import read_changelist
from aimsbook.changes import Changes, snapshot_of
from aimsbook.cli import cli
from aimsbook.compare import Comparison, compare
from aimsbook.dossier import Dossier, compile_dossier
from aimsbook.errors import ConfigurationFault
from aimsbook.present import Presenter
from aimsbook.tellings import comparison_data, comparison_text
from aimsbook.vocabulary import Vocabulary
from drawn import CONVERT, MKDOCS, Drawing, page_at

THEN = """
    id: RSK-A
    type: risk
    title: Wrong decline
    status: open
    decision: accept
    cause: The economy shifts.
    concerns: SYS-A
    ---
    id: RSK-GONE
    type: risk
    title: No longer there
    concerns: SYS-A
    ---
    id: SYS-A
    type: ai_system
    title: Scoring
    version: 4.1.3
    ---
    id: SYS-B
    type: ai_system
    title: Chat
    ---
    id: POL-A
    type: policy
    title: AI policy
    status: approved
    approved_by: ROLE-A
    approved_on: 2026-02-01
    file: docs/policy.md
    governs: CTL-A
    ---
    id: ROLE-A
    type: role
    title: Head
    ---
    id: CTL-A
    type: control
    title: Test
    status: implemented
    ---
    id: EV-A
    type: evidence
    title: Report
    collected: 2026-05-01
    approved: approved
    file: evidence/report.txt
    supports: CTL-A
    == docs/policy.md
    # AI policy
    We test.
    == docs/chapter.md
    # Context
    Words.
    == evidence/report.txt
    Figures.
"""
CHANGES = (
    ("RSK-A", "decision changed", "decision: accept", "decision: reduce"),
    ("RSK-A", "reworded", "The economy shifts.", "The economy turns."),
    ("RSK-A", "re-linked", "concerns: SYS-A\n    ---\n    id: RSK-GONE", "concerns: SYS-B\n    ---\n    id: RSK-GONE"),
    ("RSK-A", "state moved", "status: open", "status: closed"),
    ("SYS-A", "version moved", "version: 4.1.3", "version: 4.2.0"),
    ("POL-A", "reworded", "We test.", "We test twice."),
    ("EV-A", "file", "Figures.", "Other figures."),
    ("docs/chapter.md", "reworded", "Words.", "Other words."),
    ("CTL-A", "rung moved", "approved: approved", "approved: draft"),
)


def frozen(drawing: Drawing, drawn: str = "", name: str = "then", as_of: date = date(2026, 7, 7)) -> Snapshot:
    return snapshot_of(Presenter(drawing.dossier(drawn, as_of=as_of)), name, "")


def compared(before: Snapshot, after: Snapshot, vocabulary: Vocabulary) -> Comparison:
    return compare(before, after, read_changelist(vocabulary), vocabulary)


def told(found: Comparison) -> dict[str, list[str]]:
    return {one.id: [change.kind.label.lower() for change in one.changes] for one in found.items}


@pytest.mark.parametrize(("changed", "kind", "old", "new"), CHANGES)
def test_a_change_is_told_of_the_record_it_is_about_as_what_it_is(
    drawing: Drawing, vocabulary: Vocabulary, changed: str, kind: str, old: str, new: str
) -> None:
    before = frozen(drawing, THEN)
    assert old in THEN
    after = frozen(drawing, THEN.replace(old, new))
    assert kind in told(compared(before, after, vocabulary)).get(changed, [])


def test_the_same_records_on_the_same_day_are_the_same_bytes(drawing: Drawing) -> None:
    assert text_of(frozen(drawing, THEN)) == text_of(frozen(drawing))


def test_line_ends_are_no_change_of_words(drawing: Drawing, vocabulary: Vocabulary) -> None:
    before = frozen(drawing, THEN)
    for path in ("docs/policy.md", "docs/chapter.md"):
        file = drawing.root / path
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert told(compared(before, frozen(drawing), vocabulary)) == {}


def test_records_that_came_and_went_are_told(drawing: Drawing, vocabulary: Vocabulary) -> None:
    before = frozen(drawing, THEN)
    after = frozen(drawing, THEN.replace("RSK-GONE", "RSK-NEW"))
    assert told(compared(before, after, vocabulary)) == {"RSK-GONE": ["removed"], "RSK-NEW": ["added"]}


def test_a_rung_that_moved_carries_what_held_it_before_and_what_holds_it_now(
    drawing: Drawing, vocabulary: Vocabulary
) -> None:
    before = frozen(drawing, THEN)
    after = frozen(drawing, THEN.replace("approved: approved", "approved: draft"))
    (change,) = [one for one in compared(before, after, vocabulary).by_id["CTL-A"].changes if one.kind.name == "rung"]
    assert (change.before, change.after) != (change.after, change.before)
    assert any("EV-A" in why for why in change.why_after)


def test_time_alone_moves_a_state(drawing: Drawing, vocabulary: Vocabulary) -> None:
    before = frozen(drawing, THEN)
    after = frozen(drawing, as_of=date(2028, 7, 7))
    assert "rung moved" in told(compared(before, after, vocabulary))["CTL-A"]


def test_changes_stand_under_the_heading_that_an_auditor_asks_for(drawing: Drawing, vocabulary: Vocabulary) -> None:
    changelist = read_changelist(vocabulary)
    before = frozen(drawing, THEN)
    after = frozen(drawing, THEN.replace("RSK-GONE", "RSK-NEW").replace("4.1.3", "4.2.0").replace("We test", "We try"))
    found = {group.name: [one.id for one in items] for group, items in compared(before, after, vocabulary).by_group(changelist)}
    assert {name: ids for name, ids in found.items() if ids} == {
        "risks": ["RSK-GONE", "RSK-NEW"],
        "systems": ["SYS-A"],
        "policies": ["POL-A"],
    }


def test_a_framework_that_was_switched_on_is_one_item(drawing: Drawing, vocabulary: Vocabulary) -> None:
    before = frozen(drawing, THEN)
    after = snapshot_of(Presenter(drawing.dossier(frameworks=["iso42001"], as_of=date(2026, 7, 7))), "now", "")
    assert told(compared(before, after, vocabulary)) == {"iso42001": ["added"]}


def test_a_baseline_comes_back_as_it_was_frozen(drawing: Drawing) -> None:
    before = frozen(drawing, THEN)
    file = write_baseline(drawing.root, before)
    assert read_baseline(file) == before
    assert text_of(read_baseline(file)) == file.read_text(encoding="utf-8")


def test_a_baseline_is_never_overwritten_unless_asked(drawing: Drawing) -> None:
    before = frozen(drawing, THEN)
    file = write_baseline(drawing.root, before)
    kept = file.read_bytes()
    with pytest.raises(ConfigurationFault, match="--replace"):
        write_baseline(drawing.root, replace(before, as_of="2026-08-01"))
    assert file.read_bytes() == kept
    write_baseline(drawing.root, replace(before, as_of="2026-08-01"), replace=True)
    assert read_baseline(file).as_of == "2026-08-01"


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".hidden", "x" * 90, "a b", "ends."])
def test_a_name_that_could_lead_elsewhere_is_refused(drawing: Drawing, name: str) -> None:
    with pytest.raises(ConfigurationFault, match="cannot name a baseline"):
        write_baseline(drawing.root, replace(frozen(drawing, THEN), name=name))
    assert not (drawing.root / "baselines").exists()


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"aimsbook": "baseline"}', b"\xff", b"[" * 100_000])
def test_a_damaged_baseline_is_refused_and_nothing_is_compared_with_it(drawing: Drawing, damage: bytes) -> None:
    file = write_baseline(drawing.root, frozen(drawing, THEN))
    file.write_bytes(damage)
    with pytest.raises(BrokenBaseline):
        read_baseline(file)
    assert Changes(Presenter(drawing.dossier())).baselines == {}


def test_one_letter_changed_in_a_baseline_breaks_its_seal(drawing: Drawing) -> None:
    file = write_baseline(drawing.root, frozen(drawing, THEN))
    file.write_text(file.read_text().replace("accept", "reduce"))
    with pytest.raises(BrokenBaseline, match="altered"):
        read_baseline(file)


AUDITED = """
    id: AUD-1
    type: audit
    title: Audit
    status: completed
    completed_on: 2026-07-07
    baseline: then
    covers: CTL-A
    ---"""


def test_without_a_baseline_the_site_says_so_and_never_that_nothing_changed(drawing: Drawing) -> None:
    edition = drawing.edition(THEN)
    body = page_at(edition, "changes.html").body
    assert "No baseline" in body and "aimsbook baseline" in body
    home = page_at(edition, "index.html").body
    assert "no baseline to tell it by" in home
    assert not [page for page in edition.site.pages if page.path.startswith("changes/")]
    assert not [page for page in edition.site.pages if 'id="changed"' in page.body]


def test_with_a_baseline_home_records_and_the_audit_tell_what_changed_since(drawing: Drawing) -> None:
    write_baseline(drawing.root, frozen(drawing, THEN))
    edition = drawing.edition(AUDITED + THEN.replace("decision: accept", "decision: reduce"))
    assert "changed since then" in page_at(edition, "index.html").body
    assert "Decision from Accept to Reduce" in page_at(edition, "changes/then.html").body
    assert "Decision from Accept to Reduce" in page_at(edition, "records/RSK-A.html").body
    assert 'id="changed"' not in page_at(edition, "records/SYS-B.html").body
    audit = page_at(edition, "records/AUD-1.html").body
    assert "What changed since then" in audit and "changes/then.html" in audit and "Risks and treatment 1" in audit
    assert 'records/AUD-1.html"' in page_at(edition, "changes/then.html").body


def test_a_baseline_of_a_later_day_is_named_and_not_compared_with(drawing: Drawing) -> None:
    write_baseline(drawing.root, frozen(drawing, THEN))
    edition = drawing.edition(as_of=date(2026, 7, 6))
    body = page_at(edition, "changes.html").body
    assert "No baseline of 2026-07-06 or an earlier day" in body
    assert "frozen after the day" in body


def test_words_and_programs_are_told_the_same(drawing: Drawing, vocabulary: Vocabulary) -> None:
    before = frozen(drawing, THEN)
    changes = Changes(Presenter(drawing.dossier(THEN.replace("4.1.3", "4.2.0").replace("RSK-GONE", "RSK-NEW"))))
    found = compare(before, changes.now, changes.changelist, vocabulary)
    data = comparison_data(found, changes)
    ids = [item["id"] for group in data["groups"] for item in group["items"]]
    lines = list(comparison_text(found, changes))
    assert data["total"] == len(ids) == len([line for line in lines if line.startswith("  ") and line[2] != " "])
    assert "    » Version moved: Version from 4.1.3 to 4.2.0" in lines


def test_what_is_dated_after_the_day_is_not_frozen_yet(drawing: Drawing) -> None:
    later = "\n    ---\n    id: EV-LATER\n    type: evidence\n    title: To come\n    collected: 2026-07-08\n    supports: CTL-A\n    == docs/policy.md"
    before = frozen(drawing, THEN)
    after = frozen(drawing, THEN.replace("\n    == docs/policy.md", later))
    assert "EV-LATER" not in after.records
    assert text_of(before) == text_of(after)


def test_folders_about_something_else_are_left_out(drawing: Drawing) -> None:
    project = replace(drawing.draw(f"{THEN}\n    == docs/tool/about.md\n    # About").project(), not_frozen=("tool",))
    chapters = snapshot_of(Presenter(compile_dossier(project)), "x", "").chapters
    assert set(chapters) == {"docs/policy.md", "docs/chapter.md"}


def test_the_example_tells_what_moved_since_its_audit_and_its_review(example_dossier: Dossier) -> None:
    changes = Changes(Presenter(example_dossier))
    assert changes.latest == "2026-06-26-internal-audit"
    assert [record.id for record, _ in changes.milestones] == ["AUD-2026", "MR-2026"]
    since = changes.since("2026-07-07-management-review")
    found = {
        group.name: {one.id for one in items if not one.brief} for group, items in since.by_group(changes.changelist)
    }
    assert found["statement"] == {
        "POL-SOA", "POL-SOA-2-0", "SOA-A.6.2.3", "SOA-A.7.2", "SOA-A.7.6", "SOA-OWN-RED-TEAM",
    }  # fmt: skip
    assert found["ai-policy"] == set()
    assert found["roles"] == {"PER-GV", "ROLE-CONCERNS"}
    kinds = {one.id: {change.kind.name for change in one.changes} for one in since.items}
    moved = {one for one, names in kinds.items() if "rating" in names and one.startswith("RSK-")}
    assert moved == {"RSK-CHAT-WRONG-ADVICE", "RSK-DRIFT", "RSK-PROXY-BIAS", "RSK-SHADOW-AI"}
    assert {one for one, names in kinds.items() if "version" in names} == {"SYS-CHAT-AGENT", "SYS-LOAN-SCORING"}


def test_a_chapter_can_tell_what_moved_since_the_newest_record_of_a_type(drawing: Drawing) -> None:
    write_baseline(drawing.root, frozen(drawing, THEN))
    review = "id: MR-1\n    type: management_review\n    title: Review\n    date: 2026-07-07\n    baseline: then\n    ---"
    view = "\n    == docs/told.md\n    # Told\n    ```aimsbook\n    view: changes\n    looked_at_by: management_review\n    group: risks\n    ```\n"
    edition = drawing.edition(f"    {review}{THEN.replace('decision: accept', 'decision: reduce')}{view}")
    chapter = edition.chapter("told.md", (drawing.root / "docs/told.md").read_text())
    assert "Decision from Accept to Reduce" in edition.fill(CONVERT(chapter.text))


# ---------------------------------------------------------------- the commands, and a real repository


def git(root: Path, *words: str, day: str = "2026-07-07") -> str:
    stamp = f"{day}T12:00:00+00:00"
    names = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **names, "GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp, "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(
        ["git", "-C", str(root), *words], env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def repository_of_two(drawing: Drawing) -> Drawing:
    """A repository whose project lies in a folder of it, with two commits."""
    project = Drawing(drawing.root / "aims")
    project.draw(THEN)
    (project.root / "mkdocs.yml").write_text(MKDOCS.lstrip())
    git(drawing.root, "init", "-q", "-b", "main")
    git(drawing.root, "add", "-A")
    git(drawing.root, "commit", "-qm", "first")
    git(drawing.root, "tag", "audit")
    project.draw(THEN.replace("decision: accept", "decision: reduce"))
    git(drawing.root, "commit", "-qam", "second", day="2026-09-01")
    return project


def run(project: Drawing, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, [*words, "-f", str(project.root / "mkdocs.yml")])
    message = str(done.exception) if done.exception and not isinstance(done.exception, SystemExit) else ""
    return done.exit_code, done.output, message


def items(output: str) -> dict[str, list[str]]:
    found = json.loads(output)
    return {one["id"]: [each["kind"] for each in one["changes"]] for group in found["groups"] for one in group["items"]}


def test_a_revision_is_read_from_the_repository_for_the_day_of_its_commit(repository_of_two: Drawing) -> None:
    code, output, _ = run(repository_of_two, "diff", "audit", "HEAD", "--format", "json")
    assert code == 0
    found = json.loads(output)
    assert (found["before"]["as_of"], found["after"]["as_of"]) == ("2026-07-07", "2026-09-01")
    assert items(output)["RSK-A"] == ["decision"]


def test_both_sides_are_computed_for_the_day_asked_for(repository_of_two: Drawing) -> None:
    _, output, _ = run(repository_of_two, "diff", "audit", "HEAD", "--as-of", "2026-10-01", "--format", "json")
    found = json.loads(output)
    assert (found["before"]["as_of"], found["after"]["as_of"]) == ("2026-10-01", "2026-10-01")
    assert items(output) == {"RSK-A": ["decision"]}


def test_without_a_second_name_the_working_tree_is_compared(repository_of_two: Drawing) -> None:
    repository_of_two.draw(THEN.replace("4.1.3", "5.0.0"))
    _, output, _ = run(repository_of_two, "diff", "audit", "--as-of", "2026-10-01", "--format", "json")
    assert items(output) == {"SYS-A": ["version"]}


def test_the_working_tree_and_the_repository_stay_as_they_are(repository_of_two: Drawing) -> None:
    before = git(repository_of_two.root, "status", "--porcelain"), git(repository_of_two.root, "rev-parse", "HEAD")
    run(repository_of_two, "diff", "audit", "HEAD")
    assert (git(repository_of_two.root, "status", "--porcelain"), git(repository_of_two.root, "rev-parse", "HEAD")) == before


def test_a_baseline_can_be_held_against_a_revision(repository_of_two: Drawing) -> None:
    assert run(repository_of_two, "baseline", "then", "--as-of", "2026-09-01")[0] == 0
    assert run(repository_of_two, "diff", "then", "HEAD", "--as-of", "2026-09-01")[1].endswith("0 items changed\n")


@pytest.mark.parametrize("name", ["nothing-here", "--output=x", "-h;rm", "HEAD:controls"])
def test_a_name_that_is_neither_baseline_nor_revision_is_refused(repository_of_two: Drawing, name: str) -> None:
    code, _, message = run(repository_of_two, "diff", "--", name) if name.startswith("-") else run(
        repository_of_two, "diff", name
    )
    assert code != 0
    assert "no baseline" in message or name.startswith("-")


@pytest.mark.parametrize("command", ["diff", "recall"])
def test_an_altered_baseline_is_told_as_such_and_where_it_lies(repository_of_two: Drawing, command: str) -> None:
    assert run(repository_of_two, "baseline", "then")[0] == 0
    file = file_of(repository_of_two.root, "then")
    file.write_text(file.read_text().replace("Scoring", "Something else"))
    code, _, message = run(repository_of_two, command, "then")
    assert code != 0
    assert f"{file}: the baseline then cannot be trusted: it was altered after it was frozen" in message
    _, _, message = run(repository_of_two, command, "other")
    assert "No baseline can be trusted; there is then (it was altered after it was frozen)" in message


def test_a_site_says_of_an_altered_baseline_that_it_is_there(drawing: Drawing) -> None:
    drawing.draw(THEN)
    write_baseline(drawing.root, snapshot_of(Presenter(drawing.dossier()), "then", ""))
    file = file_of(drawing.root, "then")
    file.write_text(file.read_text().replace("Scoring", "Something else"))
    body = page_at(drawing.edition(), "changes.html").body
    assert "No baseline can be trusted" in body
    assert "<code>baselines/then.json</code> cannot be trusted: it was altered after it was frozen" in body
    assert "has been frozen" not in body


def test_a_revision_before_there_were_records_is_told_as_such(repository_of_two: Drawing) -> None:
    root = repository_of_two.root.parent
    tree = git(root, "hash-object", "-t", "tree", "-w", os.devnull)
    code, _, message = run(repository_of_two, "diff", git(root, "commit-tree", tree, "-m", "empty"))
    assert code != 0
    assert message


def test_a_project_outside_a_repository_is_told_what_it_can_compare_with(drawing: Drawing) -> None:
    drawing.draw(THEN)
    (drawing.root / "mkdocs.yml").write_text(MKDOCS.lstrip())
    code, _, message = run(drawing, "diff", "HEAD")
    assert code != 0
    assert "aimsbook baseline" in message


def test_the_command_freezes_once_and_again_only_when_told(repository_of_two: Drawing) -> None:
    code, output, _ = run(repository_of_two, "baseline", "2026-07-review")
    assert code == 0
    assert output.startswith("baselines/2026-07-review.json: 8 records")
    snapshot = read_baseline(file_of(repository_of_two.root, "2026-07-review"))
    assert snapshot.commit == git(repository_of_two.root, "rev-parse", "--short=10", "HEAD")
    assert "--replace" in run(repository_of_two, "baseline", "2026-07-review")[2]
    assert run(repository_of_two, "baseline", "2026-07-review", "--replace")[0] == 0


def test_nothing_is_frozen_while_there_are_errors(drawing: Drawing) -> None:
    drawing.draw(THEN.replace("governs: CTL-A", "governs: CTL-NOWHERE"))
    (drawing.root / "mkdocs.yml").write_text(MKDOCS.lstrip())
    assert "nothing was frozen" in run(drawing, "baseline", "x")[2]
    assert not (drawing.root / "baselines").exists()


def test_one_heading_can_be_asked_for(repository_of_two: Drawing) -> None:
    _, output, _ = run(repository_of_two, "diff", "audit", "HEAD", "--group", "risks", "--format", "json")
    assert set(items(output)) == {"RSK-A"}
    assert "did you mean" in run(repository_of_two, "diff", "audit", "HEAD", "--group", "risk")[2]
