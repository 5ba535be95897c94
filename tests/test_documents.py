"""Documents under control: what their words, approval and review amount to on a day, and where that is shown."""

from __future__ import annotations

import hashlib
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from aimsbook.build import build_site
from aimsbook.cli import cli
from aimsbook.compose import Edition
from aimsbook.definitions import read_vocabulary
from aimsbook.documents import digest_of, read_documents
from aimsbook.dossier import Dossier
from aimsbook.errors import ConfigurationFault
from drawn import EXAMPLE, MKDOCS, Drawing, page_at

WORDS = "# Rules\n\nBe fair.\n"
SEAL = hashlib.sha256(WORDS.encode()).hexdigest()
POLICY = "{{id: PER-1, type: person, title: A. B.}}\n---\n{{id: POL-1, type: policy, title: P, kind: procedure, {}, approved_by: PER-1}}"
APPROVED = f"status: approved, approved_on: 2026-01-10, approved_sha256: {SEAL}, file: docs/rules.md"
FILE = f"== docs/rules.md\n{WORDS}"
REQUIREMENT = "{id: REQ-1, type: requirement, title: R, designed_by: [procedure]}"


def facts(dossier: Dossier, record_id: str = "POL-1") -> dict[str, str]:
    record = dossier.graph[record_id]
    names = dossier.vocabulary[record.type].facts
    return {name: value for name in names if (value := dossier.case.value(record, name))}


# words -------------------------------------------------------------------------------------------------------------


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\r\n\ufeff", exclude_categories=["Cs"])), min_size=1))
def test_line_ends_and_a_mark_at_the_start_do_not_change_the_digest_of_words(lines: list[str]) -> None:
    unix = "\n".join(lines)
    assert len({digest_of(one) for one in (unix, unix + "\n", "\r\n".join(lines), "\r".join(lines))}) == 1
    assert digest_of(unix) == digest_of(b"\xef\xbb\xbf" + unix.encode())


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_another_word_is_another_digest(text: str) -> None:
    assert digest_of(f"{text}x") != digest_of(text)


def test_the_digest_of_an_ordinary_file_is_that_of_sha256sum(drawing: Drawing) -> None:
    drawing.draw(FILE)
    assert digest_of((drawing.root / "docs/rules.md").read_bytes()) == SEAL


def test_what_is_no_text_is_taken_as_it_is() -> None:
    assert digest_of(b"\xff\xfe\r\n") == hashlib.sha256(b"\xff\xfe\r\n").hexdigest()


# facts -------------------------------------------------------------------------------------------------------------


def test_approved_words_that_are_as_they_were_are_in_force(drawing: Drawing) -> None:
    found = facts(drawing.dossier(f"{POLICY.format(APPROVED)}\n{FILE}"))
    assert (found["wording"], found["state_now"], found["words_sha256"]) == ("unchanged", "in-force", SEAL)


@pytest.mark.parametrize("words", [f"{WORDS}Or not.\n", "# Rules\n\nBe  fair.\n"])
def test_other_words_than_those_approved_are_in_review_again(drawing: Drawing, words: str) -> None:
    found = facts(drawing.dossier(f"{POLICY.format(APPROVED)}\n== docs/rules.md\n{words}"))
    assert (found["wording"], found["state_now"]) == ("changed", "changed")


def test_words_in_the_record_are_sealed_like_those_in_a_file(drawing: Drawing) -> None:
    sealed = digest_of("Be fair.")
    fields = f"status: approved, approved_on: 2026-01-10, approved_sha256: {sealed}, text: "
    assert facts(drawing.dossier(POLICY.format(f"{fields}Be fair.")))["state_now"] == "in-force"
    assert facts(drawing.dossier(POLICY.format(f"{fields}Be kind.")))["state_now"] == "changed"


def test_sealed_words_that_are_gone_are_changed(drawing: Drawing) -> None:
    found = facts(drawing.dossier(POLICY.format(APPROVED)))
    assert (found["wording"], found["state_now"]) == ("changed", "changed")


@pytest.mark.parametrize("path", ["../rules.md", "/rules.md", "docs"])
def test_words_outside_the_project_or_in_a_folder_are_not_read(tmp_path: Path, path: str) -> None:
    (tmp_path / "rules.md").write_text(WORDS)
    (tmp_path / "project/docs").mkdir(parents=True)
    found = facts(Drawing(tmp_path / "project").dossier(POLICY.format(f"status: approved, file: {path}")))
    assert "words_sha256" not in found


def test_an_approved_text_without_a_digest_is_in_force_and_said_to_be_unsealed(drawing: Drawing) -> None:
    found = facts(drawing.dossier(POLICY.format("status: approved, approved_on: 2026-01-10, text: Words.")))
    assert (found["wording"], found["state_now"]) == ("unsealed", "in-force")


@pytest.mark.parametrize("fields", ["", ", approved_by: ROLE-1", ", approved_on: 2026-01-10", ", approved_on: 2026-01-10, approved_by: ROLE-9"])
def test_what_nobody_approved_on_a_day_is_not_in_force(drawing: Drawing, fields: str) -> None:
    drawn = "{id: ROLE-1, type: role, title: R}\n---\n{id: REQ-1, type: requirement, title: R}\n---\n"
    drawn += f"{{id: POL-1, type: policy, title: P, status: approved, addresses: REQ-1{fields}}}"
    dossier = drawing.dossier(drawn)
    assert (facts(dossier)["state_now"], rung(dossier)) == ("unrecorded", "named")


@pytest.mark.parametrize("line", ["approved_by: ROLE-CEO\n", "approved_on: 2026-02-10\n"])
def test_without_its_approver_or_day_the_examples_ai_policy_lifts_nothing(tmp_path: Path, line: str, example_dossier: Dossier) -> None:
    for name in ("controls", "docs", "evidence"):
        shutil.copytree(EXAMPLE / name, tmp_path / name)
    file = tmp_path / "controls/policies/policies.yml"
    file.write_text(file.read_text().replace(line, "", 1))
    dossier = Drawing(tmp_path).dossier(frameworks=["iso42001"])
    assert facts(dossier, "POL-AI")["state_now"] == "unrecorded"
    before, after = (one.standings["iso42001:5.2"].level for one in (example_dossier, dossier))
    assert after < before


def test_the_words_of_a_document_from_outside_are_not_here(drawing: Drawing) -> None:
    drawn = "{id: ROLE-1, type: role, title: R}\n---\n{id: EXT-1, type: policy, title: E, kind: external, status: approved, approved_by: ROLE-1, approved_on: 2026-01-10, text: What it is about.}"
    found = facts(drawing.dossier(drawn), "EXT-1")
    assert "wording" not in found and "words_sha256" not in found and found["state_now"] == "in-force"


@pytest.mark.parametrize("status", ["draft", "in-review"])
def test_what_is_not_approved_stays_in_its_state(drawing: Drawing, status: str) -> None:
    found = facts(drawing.dossier(POLICY.format(f"status: {status}, approved_sha256: {SEAL}, text: Words.")))
    assert (found["state_now"], "wording" in found) == (status, False)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        ("approved_on: 2026-11-15", "in-force"),
        ("approved_on: 2026-11-16", "to-come"),
        ("approved_on: 2026-11-01, effective_from: 2026-11-15", "in-force"),
        ("approved_on: 2026-11-01, effective_from: 2026-12-01", "to-come"),
    ],
)
def test_an_approval_counts_from_its_day_and_from_the_day_it_takes_effect(drawing: Drawing, days: str, state: str) -> None:
    assert facts(drawing.dossier(POLICY.format(f"status: approved, {days}, text: W.")))["state_now"] == state


@pytest.mark.parametrize(("day", "state"), [("2026-01-10", "in-force"), ("2026-01-31", "in-force"), ("2026-02-01", "retired")])
def test_a_text_that_is_retired_by_now_held_until_its_successor_came_into_force(
    drawing: Drawing, day: str, state: str
) -> None:
    older = POLICY.format("status: retired, approved_on: 2025-01-10, text: Old.")
    newer = "{id: POL-2, type: policy, title: N, status: approved, approved_by: PER-1, approved_on: 2026-01-20, effective_from: 2026-02-01, supersedes: POL-1}"
    assert facts(drawing.dossier(f"{older}\n---\n{newer}", as_of=date.fromisoformat(day)))["state_now"] == state


@pytest.mark.parametrize(("day", "state"), [("2026-01-31", "in-force"), ("2026-02-01", "retired"), ("2024-12-31", "retired")])
def test_a_text_that_was_withdrawn_held_until_that_day(drawing: Drawing, day: str, state: str) -> None:
    drawn = POLICY.format("status: retired, approved_on: 2025-01-10, withdrawn_on: 2026-02-01, text: Old.")
    assert facts(drawing.dossier(drawn, as_of=date.fromisoformat(day)))["state_now"] == state


@pytest.mark.parametrize(
    ("day", "review"), [("2026-11-14", "overdue"), ("2026-11-15", "due"), ("2027-01-14", "due"), ("2027-01-15", "current")]
)
def test_a_review_is_due_for_some_weeks_and_then_overdue(drawing: Drawing, day: str, review: str) -> None:
    assert facts(drawing.dossier(POLICY.format(f"status: approved, next_review: {day}")))["review_state"] == review


def test_nobody_reviews_what_is_retired(drawing: Drawing) -> None:
    assert "review_state" not in facts(drawing.dossier(POLICY.format("status: retired, next_review: 2026-01-01")))


def test_a_fact_that_somebody_writes_is_an_error(drawing: Drawing) -> None:
    assert drawing.errors(POLICY.format("state_now: in-force")) == ["unknown-field records.yml:3:54"]


# what rests on it ----------------------------------------------------------------------------------------------------


def rung(dossier: Dossier) -> str:
    return dossier.standings["REQ-1"].rung.name


def test_the_ladder_accepts_no_words_that_nobody_approved(drawing: Drawing) -> None:
    drawn = f"{POLICY.format(APPROVED + ', addresses: REQ-1')}\n---\n{REQUIREMENT}\n== docs/rules.md\n"
    assert rung(drawing.dossier(drawn + WORDS)) == "designed"
    assert rung(drawing.dossier(drawn + "Other words.")) == "named"


def test_the_ladder_accepts_no_approval_of_a_later_day(drawing: Drawing) -> None:
    drawn = f"{POLICY.format(APPROVED + ', addresses: REQ-1')}\n---\n{REQUIREMENT}\n{FILE}"
    assert rung(drawing.dossier(drawn, as_of=date(2026, 1, 9))) == "none"
    assert rung(drawing.dossier(drawn, as_of=date(2026, 1, 10))) == "designed"


def test_a_definition_that_names_no_field_of_the_type_is_refused(tmp_path: Path) -> None:
    shipped = (EXAMPLE / "generator/aimsbook/data/documents.yml").read_text()
    file = tmp_path / "documents.yml"
    file.write_text(shipped.replace("next_review: next_review", "next_review: next_revue"))
    with pytest.raises(ConfigurationFault, match=r"'next_revue' is no field or relation of policy; did you mean 'next_review'"):
        read_documents(read_vocabulary(), file)


# pages ---------------------------------------------------------------------------------------------------------------

ALWAYS = ["Id", "Version", "State now", "Owned by", "Approved by", "Approved on", "Next review", "Classification"]


def told(html: str) -> dict[str, str]:
    block = re.search(r'<dl class="ab-control">.*?</dl>', html, re.DOTALL)
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", block[0] if block else "", re.DOTALL)
    return {name: re.sub(r"<[^>]+>", "", value) for name, value in pairs}


def test_the_page_of_a_document_tells_how_it_is_controlled(example: Edition) -> None:
    found = told(page_at(example, "records/POL-AI.html").body)
    assert list(found)[:8] == ALWAYS
    assert [found[name] for name in ALWAYS] == [
        "POL-AI", "3.0", "● In force", "ROLE-AIMS-MGR", "ROLE-CEO", "2026-02-10", "2027-02-10", "Public",
    ]  # fmt: skip
    assert (found["Wording"], found["Supersedes"]) == ("● As approved", "POL-AI-2.0")


def test_what_is_not_given_is_said_to_be_missing(example: Edition) -> None:
    found = told(page_at(example, "records/STD-TECH-DOC.html").body)
    assert (found["Approved by"], found["Next review"], found["State now"]) == ("not given", "not given", "◐ Draft")


def test_every_chapter_of_the_examples_manual_tells_how_it_is_controlled(example: Edition) -> None:
    for file in sorted((EXAMPLE / "docs").glob("[mp]*s/*.md")) + sorted((EXAMPLE / "docs/manual").glob("*.md")):
        path = file.relative_to(EXAMPLE / "docs").as_posix()
        if not path.startswith("product"):
            assert list(told(example.fill("<h1>Title</h1>", path)))[:8] == ALWAYS, path


def test_the_block_of_a_chapter_stands_below_its_title_and_leads_to_records(example: Edition) -> None:
    filled = example.fill('<h1 id="x">AI policy</h1>\n<p>Words</p>', "policies/ai-policy.md")
    assert re.match(r'<h1 id="s-x">AI policy</h1>\s*<aside class="ab-document"', filled)
    assert 'href="../records/ROLE-CEO.html"' in filled
    assert filled.rstrip().endswith("<p>Words</p>")


def test_a_chapter_that_no_record_names_shows_nothing(example: Edition) -> None:
    assert "ab-document" not in example.fill("<h1>Records</h1>", "product/records.md")
    assert "ab-document" not in example.fill("<h1>AI policy</h1>")


def test_what_people_wrote_stands_escaped_in_the_block_of_a_chapter(drawing: Drawing) -> None:
    drawn = POLICY.format("version: '<script>alert(1)</script>', retention: '\"><img src=x>', file: docs/rules.md")
    filled = drawing.edition(f"{drawn}\n{FILE}").fill("<h1>Rules</h1>", "rules.md")
    assert "<script" not in filled and "<img" not in filled
    assert "&lt;script&gt;" in filled


def test_a_replaced_version_does_not_stand_above_the_chapter_of_the_new_one(drawing: Drawing) -> None:
    older = POLICY.format("status: retired, file: docs/rules.md")
    newer = "{id: POL-2, type: policy, title: N, status: approved, supersedes: POL-1, file: docs/rules.md}"
    filled = drawing.edition(f"{older}\n---\n{newer}\n{FILE}").fill("<h1>Rules</h1>", "rules.md")
    assert (told(filled)["Id"], filled.count("<aside")) == ("POL-2", 1)


# the example ---------------------------------------------------------------------------------------------------------


def test_the_examples_approved_texts_are_as_approved_but_one(example_dossier: Dossier) -> None:
    wording = {one.id: example_dossier.case.value(one, "wording") for one in example_dossier.graph.of_type("policy")}
    assert {name for name, one in wording.items() if one == "changed"} == {"PROC-SUPPLIER"}
    assert {name for name, one in wording.items() if one == "unsealed"} == set()


def test_the_document_register_lists_papers_from_outside_and_replaced_versions(example: Edition) -> None:
    register = page_at(example, "document-register.html").body
    for name in ("EXT-ISO-42001", "EXT-AI-ACT", "CTR-MERROWIND", "POL-AI-2.0", "POL-USE-2.0", "POL-AI", "MAN-SUPPORT"):
        assert f'href="records/{name}.html"' in register


# the command ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    Drawing(tmp_path).draw(f"{POLICY.format(APPROVED)}\n---\n{{id: CTL-1, type: control, title: C}}\n{FILE}\n== mkdocs.yml\n{MKDOCS}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["POL-1", "pol-1", "docs/rules.md"])
def test_the_command_prints_the_digest_of_a_record_or_a_file(project: Path, name: str) -> None:
    assert CliRunner().invoke(cli, ["digest", name]).output == f"{SEAL}\n"


def test_what_the_command_prints_seals_the_words(project: Path) -> None:
    records = project / "controls/records.yml"
    (project / "docs/rules.md").write_bytes(b"# Other rules\r\n")
    digest = CliRunner().invoke(cli, ["digest", "POL-1"]).output.strip()
    records.write_text(records.read_text().replace(SEAL, digest))
    assert facts(Drawing(project).dossier())["wording"] == "unchanged"


@pytest.mark.parametrize(("name", "said"), [("CTL-1", "CTL-1 has no words of its own"), ("POL-2", "did you mean 'POL-1'?")])
def test_the_command_refuses_what_has_no_words(project: Path, name: str, said: str) -> None:
    done = CliRunner().invoke(cli, ["digest", name])
    assert isinstance(done.exception, ConfigurationFault) and said in str(done.exception)


def test_changing_a_sealed_chapter_of_the_example_takes_its_clauses_down(tmp_path: Path, example_dossier: Dossier) -> None:
    for name in ("controls", "docs", "evidence"):
        shutil.copytree(EXAMPLE / name, tmp_path / name)
    chapter = tmp_path / "docs/procedures/data-management.md"
    chapter.write_text(chapter.read_text() + "\nAnd one more rule.\n")
    changed = Drawing(tmp_path).dossier(frameworks=["iso42001", "nist-ai-rmf", "eu-ai-act"])
    assert facts(changed, "PROC-DATA")["state_now"] == "changed"
    before, after = (one.standings["iso42001:A.7.5"].level for one in (example_dossier, changed))
    assert after < before


def test_a_built_chapter_tells_that_its_words_were_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    drawn = f"{POLICY.format(APPROVED)}\n== docs/rules.md\n# Rules\n\nBe unfair.\n== docs/index.md\n# Home\n== mkdocs.yml\n{MKDOCS}"
    build_site(Drawing(tmp_path).draw(drawn).root / "mkdocs.yml", tmp_path / "site")
    chapter = (tmp_path / "site/rules.html").read_text()
    assert told(chapter)["State now"] == "○ In review (changed since approval)"
    assert chapter.index("Rules</h1>") < chapter.index('class="ab-document"') < chapter.index("Be unfair.")
    assert "ab-document" not in (tmp_path / "site/index.html").read_text()
