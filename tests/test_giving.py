"""Proof that is handed in becomes a sound record, and the line that hands it in is one that works."""

from __future__ import annotations

import hashlib
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimsbook.asking import line_for
from aimsbook.chains import why
from aimsbook.cli import cli
from aimsbook.commands.evidence import add as add_command
from aimsbook.compose import Edition
from aimsbook.definitions import read_vocabulary
from aimsbook.dossier import Dossier
from aimsbook.errors import AimsbookError, ConfigurationFault
from aimsbook.giving import new_proof
from aimsbook.intake import read_intake
from aimsbook.pipeline import told_by
from aimsbook.records import Severity
from aimsbook.spans import Period
from drawn import EXAMPLE, MKDOCS, Drawing, page_at

RECORDS = """
{id: CTL-BIAS-TEST, type: control, title: Bias test, status: implemented}
---
{id: CTL-RELEASE, type: control, title: Release, status: implemented}
---
{id: SYS-LOANS, type: ai_system, title: Loans, version: 4.2.0}
---
{id: ROLE-ML, type: role, title: ML lead}
---
id: EV-OLD
type: evidence
title: Bias test of spring
kind: report
collected: 2026-05-02
valid_for: 200
owner: ROLE-ML
collected_by: ROLE-ML
location: archive
system_version: 4.1.0
supports: [CTL-BIAS-TEST, CTL-RELEASE]
collected_from: SYS-LOANS
"""
GITHUB = {
    "GITHUB_SHA": "a" * 40, "GITHUB_SERVER_URL": "https://github.example", "GITHUB_REPOSITORY": "o/r", "GITHUB_RUN_ID": "7",
}  # fmt: skip
NOVEMBER = [Period(date(2026, 11, 1), date(2026, 11, 30), "2026-11")]
TABLE = b"group,rate\na,0.7\n"
SHA = hashlib.sha256(TABLE).hexdigest()
DAY = "1763164800"  # 2025-11-15


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in the folder one stands in, with a file inside it and one beside it; no pipeline runs us."""
    project = tmp_path / "aims"
    Drawing(project).draw(f"{RECORDS}\n== mkdocs.yml\n{MKDOCS}")
    (project / "docs").mkdir()
    (project / "evidence").mkdir()
    (project / "evidence/bias.csv").write_bytes(TABLE)
    (tmp_path / "bias.csv").write_bytes(TABLE)
    intake = read_intake(read_vocabulary())
    for name in {*GITHUB, "CI_COMMIT_SHA", "CI_JOB_URL", "GIT_COMMIT", "BUILD_URL", "CIRCLE_SHA1", "BUILD_SOURCEVERSION"}:
        monkeypatch.delenv(name, raising=False)
    assert intake.pipelines
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    monkeypatch.chdir(project)
    return project


def add(*words: str) -> Result:
    return CliRunner().invoke(cli, ["evidence", "add", *words])


def refusal(*words: str) -> str:
    done = add(*words)
    assert isinstance(done.exception, AimsbookError | click.exceptions.Exit | SystemExit), done.exception
    assert done.exit_code != 0
    return str(done.exception) if isinstance(done.exception, AimsbookError) else done.output


def written(root: Path) -> list[str]:
    return sorted(file.name for file in (root / "controls").rglob("EV-*.yml"))


def errors(root: Path) -> list[str]:
    found = Drawing(root).edition().diagnostics
    return [str(one.mark) for one in found if one.severity is Severity.ERROR]


# what is written ---------------------------------------------------------------------------------------------------


def test_the_record_has_digest_day_and_what_it_proves_and_passes_the_check(root: Path) -> None:
    done = add("evidence/bias.csv", "--supports", "CTL-BIAS-TEST")
    assert (done.exit_code, done.stdout) == (0, "controls/evidence/EV-BIAS-TEST-2025-11-15.yml\n")
    assert (root / "controls/evidence/EV-BIAS-TEST-2025-11-15.yml").read_text() == (
        "id: EV-BIAS-TEST-2025-11-15\ntype: evidence\ntitle: Bias test, 2025-11-15\ncollected: 2025-11-15\n"
        f"file: evidence/bias.csv\nsha256: {SHA}\nsupports:\n  - CTL-BIAS-TEST\n"
    )
    assert errors(root) == []


def test_every_option_reaches_the_record(root: Path) -> None:
    words = (
        "evidence/bias.csv --supports CTL-BIAS-TEST --supports CTL-RELEASE --system SYS-LOANS --version 4.2.0 "
        "--covers 2026-10-01..2026-10-31 --kind report --collected 2026-11-02 --valid-for 90 --by ROLE-ML "
        "--approval in-review --id EV-MINE --commit abc123 --run-url https://ci.example/7 --renews EV-OLD"
    )
    assert add(*words.split(), "--title", "A: title # with signs").exit_code == 0
    record = Drawing(root).dossier().graph["EV-MINE"]
    links = {name: [one.target for one in record.links if one.relation == name] for name in ("supports", "owner", "renews")}
    assert links == {"supports": ["CTL-BIAS-TEST", "CTL-RELEASE"], "owner": ["ROLE-ML"], "renews": ["EV-OLD"]}
    assert record.title == "A: title # with signs"
    assert {name: record.get(name) for name in record.fields if name not in ("id", "type", "title")} == {
        "kind": "report", "collected": "2026-11-02", "covers": {"from": "2026-10-01", "to": "2026-10-31"},
        "valid_for": "90", "collected_by": "ROLE-ML", "approved": "in-review", "system_version": "4.2.0",
        "commit": "abc123", "run_url": "https://ci.example/7", "file": "evidence/bias.csv", "sha256": SHA,
    }  # fmt: skip
    assert errors(root) == []


def test_what_is_not_given_is_taken_from_the_proof_that_is_renewed(root: Path) -> None:
    assert add("evidence/bias.csv", "--renews", "EV-OLD", "--version", "4.2.0").exit_code == 0
    record = Drawing(root).dossier().graph["EV-BIAS-TEST-2025-11-15"]
    assert (record.title, record.get("kind"), record.get("valid_for")) == ("Bias test, 2025-11-15", "report", "200")
    assert [one.target for one in record.links if one.relation == "supports"] == ["CTL-BIAS-TEST", "CTL-RELEASE"]
    assert record.get("location") is None and record.get("collected") == "2025-11-15"


def test_new_proof_never_bears_the_time_of_the_old_one_in_its_title(root: Path) -> None:
    words = ["evidence/bias.csv", "--renews", "EV-OLD", "--version", "4.2.0", "--covers", "2026-10-01..2026-10-31"]
    assert add(*words).exit_code == 0
    title = Drawing(root).dossier().graph["EV-BIAS-TEST-2025-11-15"].title
    assert title == "Bias test, 2026-10-01 to 2026-10-31"


def test_proof_about_a_version_is_not_renewed_by_proof_about_none(root: Path) -> None:
    assert "say with --version" in refusal("evidence/bias.csv", "--renews", "EV-OLD")
    assert written(root) == []


def test_ids_are_counted_on_where_they_are_taken(root: Path) -> None:
    for number in range(3):
        (root / f"evidence/{number}.csv").write_text(str(number))
        assert add(f"evidence/{number}.csv", "--supports", "CTL-BIAS-TEST", "--system", "SYS-LOANS").exit_code == 0
    stem = "EV-BIAS-TEST-LOANS-2025-11-15"
    assert written(root) == [f"{stem}-2.yml", f"{stem}-3.yml", f"{stem}.yml"]
    assert errors(root) == []


def test_a_step_that_runs_again_writes_nothing_new(root: Path) -> None:
    first = add("evidence/bias.csv", "--supports", "CTL-BIAS-TEST", "--format", "json")
    again = add("evidence/bias.csv", "--supports", "CTL-BIAS-TEST", "--format", "json")
    assert (json.loads(first.stdout)["written"], json.loads(again.stdout)["written"]) == (True, False)
    assert json.loads(first.stdout)["path"] == json.loads(again.stdout)["path"]
    assert len(written(root)) == 1


def test_the_same_result_of_another_day_is_new_proof(root: Path) -> None:
    assert add("evidence/bias.csv", "--supports", "CTL-BIAS-TEST").exit_code == 0
    assert add("evidence/bias.csv", "--supports", "CTL-BIAS-TEST", "--collected", "2026-01-02").exit_code == 0
    assert len(written(root)) == 2


@pytest.mark.parametrize(
    "other",
    [
        "--system SYS-CHAT --version 3.0.1", "--system SYS-LOANS --version 4.3.0", "--system SYS-LOANS", "",
        "--system SYS-LOANS --version 4.2.0 --covers 2026-01-01..2026-06-30",
        "--system SYS-LOANS --version 4.2.0 --valid-for 90", "--system SYS-LOANS --version 4.2.0 --by ROLE-ML",
        "--system SYS-LOANS --version 4.2.0 --approval approved", "--system SYS-LOANS --version 4.2.0 --commit abc",
        "--system SYS-LOANS --version 4.2.0 --title Another", "--system SYS-LOANS --version 4.2.0 --renews EV-OLD",
    ],
)  # fmt: skip
def test_the_same_file_about_something_else_is_proof_of_its_own(root: Path, other: str) -> None:
    (root / "controls/chat.yml").write_text("{id: SYS-CHAT, type: ai_system, title: Chat, version: 3.0.1}\n")
    words = ["evidence/bias.csv", "--supports", "CTL-BIAS-TEST", "--supports", "CTL-RELEASE"]
    assert add(*words, "--system", "SYS-LOANS", "--version", "4.2.0").exit_code == 0
    assert add(*words, *other.split()).exit_code == 0
    assert len(written(root)) == 2
    assert errors(root) == []
    assert "says the same already" in add(*words, *other.split()).stderr


def test_periods_are_the_same_however_they_are_written(root: Path) -> None:
    words = ["evidence/bias.csv", "--supports", "CTL-BIAS-TEST", "--covers"]
    assert add(*words, "2026-07-01..2026-12-31").exit_code == add(*words, "2026-01-01..2026-06-30").exit_code == 0
    assert len(written(root)) == 2
    file = root / "controls/evidence/EV-BIAS-TEST-2025-11-15.yml"
    turned = "covers: {to: 2026-12-31, from: 2026-07-01}\n"
    text = file.read_text().replace("covers:\n  from: 2026-07-01\n  to: 2026-12-31\n", turned)
    assert turned in text
    file.write_text(text)
    assert "says the same already" in add(*words, "2026-07-01..2026-12-31").stderr


def test_another_run_of_the_same_step_that_says_the_same_is_no_new_proof(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in GITHUB.items():
        monkeypatch.setenv(name, value)
    assert add("evidence/bias.csv", "--supports", "CTL-BIAS-TEST").exit_code == 0
    monkeypatch.setenv("GITHUB_RUN_ID", "8")
    assert "says the same already" in add("evidence/bias.csv", "--supports", "CTL-BIAS-TEST").stderr


def test_programs_learn_where_the_record_is(root: Path) -> None:
    told = json.loads(add("evidence/bias.csv", "--supports", "CTL-BIAS-TEST", "--format", "json").stdout)
    assert told == {
        "aimsbook": "record", "format": 1, "id": "EV-BIAS-TEST-2025-11-15", "file": "evidence/bias.csv", "sha256": SHA,
        "written": True, "path": "controls/evidence/EV-BIAS-TEST-2025-11-15.yml",
    }  # fmt: skip


def test_proof_of_a_day_that_is_still_to_come_is_said_not_to_count_yet(root: Path) -> None:
    done = add("evidence/bias.csv", "--supports", "CTL-BIAS-TEST", "--collected", "2026-11-16")
    assert "does not count yet" in done.stderr


SIGNS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40).filter(lambda text: text == text.strip())


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(title=SIGNS, commit=SIGNS)
def test_whatever_words_are_given_the_record_reads_back_as_them(root: Path, title: str, commit: str) -> None:
    shutil.rmtree(root / "controls/evidence", ignore_errors=True)
    done = add("evidence/bias.csv", "--supports", "CTL-BIAS-TEST", f"--title={title}", f"--commit={commit}")
    assert done.exit_code == 0, done.exception
    record = Drawing(root).dossier().graph["EV-BIAS-TEST-2025-11-15"]
    assert (record.title, record.get("commit")) == (" ".join(title.split()), commit)


# the file ------------------------------------------------------------------------------------------------------------


def test_a_file_outside_the_project_is_copied_only_when_that_is_asked_for(root: Path) -> None:
    assert "lies outside the project" in refusal("../bias.csv", "--supports", "CTL-BIAS-TEST")
    (root / "evidence/bias.csv").unlink()
    assert add("../bias.csv", "--supports", "CTL-BIAS-TEST", "--copy", "--into", "loans/2026").exit_code == 0
    assert (root / "evidence/loans/2026/bias.csv").read_bytes() == TABLE
    assert errors(root) == []


def test_no_file_is_ever_overwritten(root: Path) -> None:
    (root / "evidence/bias.csv").write_text("another")
    assert "is there already and is another file" in refusal("../bias.csv", "--supports", "CTL-BIAS-TEST", "--copy")
    assert (root / "evidence/bias.csv").read_text() == "another"
    assert written(root) == []


def test_a_copy_goes_again_when_the_record_cannot_be_written(root: Path) -> None:
    (root / "controls/evidence").mkdir()
    (root / "controls/evidence/EV-MINE.yml").write_text("# not a record yet\n")
    said = refusal("../bias.csv", "--supports", "CTL-BIAS-TEST", "--copy", "--into", "new", "--id", "EV-MINE")
    assert "is there already" in said
    assert not (root / "evidence/new/bias.csv").exists()
    assert (root / "controls/evidence/EV-MINE.yml").read_text() == "# not a record yet\n"


@pytest.mark.parametrize("into", ["..", "../controls", "/elsewhere"])
def test_nothing_is_copied_out_of_the_folder_for_such_files(root: Path, into: str) -> None:
    assert "leads out of evidence/" in refusal("../bias.csv", "--supports", "CTL-BIAS-TEST", "--copy", "--into", into)


def test_a_file_that_is_not_there_is_refused(root: Path) -> None:
    assert "is not there" in refusal("evidence/none.csv", "--supports", "CTL-BIAS-TEST")


# what is wrong in a call -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "say what it proves: --supports or --demonstrates"),
        ("--supports CTL-BIAS-TETS", "--supports: there is no record CTL-BIAS-TETS; did you mean 'CTL-BIAS-TEST'?"),
        ("--supports SYS-LOANS", "--supports: SYS-LOANS is a record of the type ai system, expected is control"),
        ("--supports CTL-RELEASE --system SYS-LOAN", "there is no record SYS-LOAN; did you mean 'SYS-LOANS'?"),
        ("--supports CTL-RELEASE --by CTL-RELEASE", "--by: CTL-RELEASE is a record of the type control, expected is role or person"),
        ("--supports CTL-RELEASE --renews EV-OLDER", "--renews: there is no record EV-OLDER; did you mean 'EV-OLD'?"),
        ("--supports CTL-RELEASE --kind reprot", "kind is 'reprot'; expected"),
        ("--supports CTL-RELEASE --collected yesterday", "collected is 'yesterday'; expected a day"),
        ("--supports CTL-RELEASE --valid-for long", "valid_for is 'long'; expected a number of days"),
        ("--supports CTL-RELEASE --run-url javascript:1", "expected an address that starts with http"),
        ("--supports CTL-RELEASE --covers 2026-10", "two days such as"),
        ("--supports CTL-RELEASE --covers 2026-10-31..2026-10-01", "2026-10-01 lies before 2026-10-31"),
        ("--supports CTL-RELEASE --id EVIDENCE", "'EVIDENCE' is no id"),
        ("--supports CTL-RELEASE --id ev-old", "EV-OLD is taken"),
    ],
)
def test_a_wrong_call_is_refused_with_what_was_expected_and_writes_nothing(root: Path, words: str, said: str) -> None:
    assert said in refusal("evidence/bias.csv", *words.split())
    assert written(root) == []


def test_a_wrong_call_exits_with_2(root: Path) -> None:
    assert ConfigurationFault.exit_code == 2
    assert isinstance(add("evidence/bias.csv").exception, ConfigurationFault)


# pipelines -----------------------------------------------------------------------------------------------------------


def test_commit_and_run_are_those_of_the_pipeline(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GITHUB.items():
        monkeypatch.setenv(name, value)
    assert add("evidence/bias.csv", "--supports", "CTL-BIAS-TEST").exit_code == 0
    record = Drawing(root).dossier().graph["EV-BIAS-TEST-2025-11-15"]
    assert (record.get("commit"), record.get("run_url")) == ("a" * 40, "https://github.example/o/r/actions/runs/7")


def test_what_the_call_says_comes_before_the_pipeline(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GITHUB.items():
        monkeypatch.setenv(name, value)
    assert add("evidence/bias.csv", "--supports", "CTL-BIAS-TEST", "--commit", "mine").exit_code == 0
    assert Drawing(root).dossier().graph["EV-BIAS-TEST-2025-11-15"].get("commit") == "mine"


def test_every_pipeline_that_is_known_tells_commit_and_an_address() -> None:
    for words in read_intake(read_vocabulary()).pipelines:
        names = {part.partition("}")[0] for text in words.values() for part in text.split("{")[1:]}
        told = told_by([words], {name: "https://ci.example/" if "UR" in name else "x" for name in names})
        assert set(told) == {"name", "commit", "run-url"} and told["run-url"].startswith("https://"), words


def test_a_pipeline_that_has_set_only_some_of_its_variables_is_not_believed() -> None:
    pipelines = read_intake(read_vocabulary()).pipelines
    assert told_by(pipelines, {name: value for name, value in GITHUB.items() if name != "GITHUB_RUN_ID"}) == {}


@pytest.mark.skipif(not shutil.which("git"), reason="needs git: apt-get install git")
def test_without_a_pipeline_the_commit_is_that_of_the_files_repository(root: Path) -> None:
    def git(*words: str) -> str:
        settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        return subprocess.run(["git", *settings, *words], cwd=root, capture_output=True, text=True, check=True).stdout.strip()

    git("init", "--quiet")
    git("commit", "--quiet", "--allow-empty", "-m", "first")
    assert add("evidence/bias.csv", "--supports", "CTL-BIAS-TEST").exit_code == 0
    assert Drawing(root).dossier().graph["EV-BIAS-TEST-2025-11-15"].get("commit") == git("rev-parse", "HEAD")


# the line that is printed -----------------------------------------------------------------------------------------------


def test_the_line_names_control_system_version_period_and_what_it_renews(example_dossier: Dossier) -> None:
    graph = example_dossier.graph
    line = line_for(
        graph["CTL-DRIFT-WATCH"], example_dossier, graph["SYS-LOAN-SCORING"], NOVEMBER, graph["EV-DRIFT-OCT"]
    )
    assert line == (
        "aimsbook evidence add FILE --supports CTL-DRIFT-WATCH --system SYS-LOAN-SCORING --version 4.2.0 "
        "--covers 2026-11-01..2026-11-30 --renews EV-DRIFT-OCT"
    )


def test_the_line_for_a_requirement_says_that_it_demonstrates_it(example_dossier: Dossier) -> None:
    line = line_for(example_dossier.graph["iso42001:9.1"], example_dossier)
    assert line == "aimsbook evidence add FILE --demonstrates iso42001:9.1"


def lines_on(edition: Edition, path: str) -> Iterator[str]:
    """Yield each line that a page shows."""
    for block in re.findall(r'<pre class="ab-line"><code>(.*?)</code>', page_at(edition, path).body, re.DOTALL):
        yield from filter(None, unescape(block).splitlines())


def accepted(line: str, dossier: Dossier) -> bool:
    """Whether the command takes a line and makes a sound record of it; ConfigurationFault where it does not."""
    start, words = shlex.split(line)[:4], shlex.split(line)[4:]
    params = add_command.make_context("add", ["FILE", *words]).params
    named = {name.replace("_", "-"): value for name, value in params.items() if name not in ("file", "record_id", "title")}
    options = {name: each if isinstance(each, tuple) else (each,) for name, each in named.items() if each and name in dossier.intake.options}
    made = new_proof(options, "evidence/new.csv", SHA, "2026-11-14", dossier)
    return start == ["aimsbook", "evidence", "add", "FILE"] and bool(made["id"])


def test_every_line_that_is_printed_of_the_example_is_one_that_works(example: Edition) -> None:
    dossier = example.book.dossier
    controls = [one.id for one in dossier.graph.of_type("control")]
    on_pages = {line for one in controls for line in lines_on(example, f"records/{one}.html")}
    owed = set(lines_on(example, "start/engineer.html"))
    told = {chain.line for one in dossier.graph if (chain := why(one, dossier)).line}
    assert len(on_pages) > 40 and len(owed) > 20 and len(told) > 5
    assert owed <= on_pages and told <= on_pages
    assert [line for line in sorted(on_pages) if not accepted(line, dossier)] == []


def test_a_control_has_the_same_line_wherever_it_is_told(example: Edition) -> None:
    line = (
        "aimsbook evidence add FILE --supports CTL-USE-RULES --system SYS-STAFF-ASSIST --version 2026.2 --renews EV-USE-ACK"
    )
    dossier = example.book.dossier
    assert why(dossier.graph["CTL-USE-RULES"], dossier).line == line
    assert line in list(lines_on(example, "start/engineer.html"))
    assert set(lines_on(example, "records/CTL-USE-RULES.html")) == {line}


def test_without_its_file_proof_about_a_version_is_renewed_by_a_line_that_says_which(tmp_path: Path) -> None:
    copy = copy_of_the_example(tmp_path)
    (copy / "evidence/scoring/bias-test-4.2.0.csv").unlink()
    told = CliRunner().invoke(cli, ["why", "iso42001:A.6.2.4", "--format", "json", "-f", str(copy / "mkdocs.yml")])
    line = json.loads(told.stdout)["line"]
    assert line == (
        "aimsbook evidence add FILE --supports CTL-BIAS-TEST --system SYS-LOAN-SCORING --version 4.2.0 "
        "--covers 2026-07-01..2026-12-31 --renews EV-BIAS-4.2.0"
    )
    (copy / "evidence/new.csv").write_text("a\n")
    words = [str(copy / "evidence/new.csv") if word == "FILE" else word for word in shlex.split(line)[1:]]
    done = CliRunner().invoke(cli, [*words, "-f", str(copy / "mkdocs.yml"), "--collected", "2026-11-14"])
    assert (done.exit_code, Path(done.stdout.strip()).name) == (0, "EV-BIAS-TEST-LOAN-SCORING-2026-11-14.yml")


def test_what_names_a_version_of_nobody_knows_what_is_not_renewed_but_stood_in_for(drawing: Drawing) -> None:
    dossier = drawing.dossier(RECORDS)
    old = dossier.graph["EV-OLD"]
    assert line_for(dossier.graph["CTL-RELEASE"], dossier, renews=old) == "aimsbook evidence add FILE --supports CTL-RELEASE"


@pytest.mark.skipif(not shutil.which("sh"), reason="needs a shell")
def test_the_first_lines_of_the_documentation_work_as_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = re.findall(r"```console\n(.*?)```", (EXAMPLE / "docs/product/evidence.md").read_text(), re.DOTALL)[0]
    lines = [line.removeprefix("$ ") for line in block.splitlines()]
    monkeypatch.chdir(copy_of_the_example(tmp_path / "aims"))
    for line in lines:
        call = f'"{sys.executable}" -m {line}' if line.startswith("aimsbook ") else line
        done = subprocess.run(["sh", "-c", call], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert len(lines) == 4


def copy_of_the_example(folder: Path) -> Path:
    for name in ("controls", "docs", "evidence"):
        shutil.copytree(EXAMPLE / name, folder / name)
    (folder / "mkdocs.yml").write_text((EXAMPLE / "mkdocs.yml").read_text())
    return folder


def test_the_page_of_a_control_shows_the_line_and_that_of_a_retired_one_does_not(
    example: Edition, drawing: Drawing
) -> None:
    assert "aimsbook evidence add FILE --supports CTL-RELEASE" in page_at(example, "records/CTL-RELEASE.html").body
    retired = drawing.edition("{id: CTL-OLD, type: control, title: O, status: retired}")
    assert "aimsbook evidence add" not in page_at(retired, "records/CTL-OLD.html").body
