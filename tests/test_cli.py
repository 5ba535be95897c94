"""The command: what each prints and writes, how it ends, and that it never ends in a traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import jsonschema_rs
import pytest
from click.testing import CliRunner

from aimsbook import __version__, cli, registry
from drawn import MKDOCS, Drawing, digest_of

RECORDS = """
id: CTL-BIAS
type: control
title: Bias test
status: implemented
owner: ROLE-LEAD
satisfies: [REQ-1]
---
id: CTL-LOG
type: control
title: Logging
status: planned
---
id: REQ-1
type: requirement
title: Groups are treated alike
---
id: EV-1
type: evidence
title: Report of "October"
collected: 2026-11-01
location: A safe
supports: [CTL-BIAS]
---
id: ROLE-LEAD
type: role
title: Lead
"""
COMMANDS = [
    "affected", "baseline", "build", "check", "coverage", "diff", "digest", "documents", "evidence", "explain", "export", "import",
    "init", "list", "matrix", "new", "pack", "recall", "schema", "serve", "show", "start", "trace", "trail", "verify", "why",
]  # fmt: skip


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Call = Callable[..., Done]


@pytest.fixture(autouse=True)
def quiet_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """MkDocs' theme prints a notice at each build unless told not to."""
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")


@pytest.fixture
def project(drawing: Drawing, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project, and the current folder within it."""
    drawing.draw(f"{RECORDS}\n== mkdocs.yml\n{MKDOCS}\n== docs/index.md\n# Manual\n\nSee [CTL-BIAS].\n")
    monkeypatch.chdir(drawing.root)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return drawing.root


@pytest.fixture
def call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Call:
    """Call the command as the installed script does, with its exit code, output and messages."""

    def called(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["aimsbook", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        err = "".join(f"{one.getMessage()}\n" for one in caplog.records if one.levelname != "INFO") + err
        caplog.clear()
        assert "Traceback" not in out + err
        return Done(int(ended.value.code or 0), out, err)

    return called


def by_process(folder: Path, *words: str, **environment: str) -> Done:
    """Call the command as a process of its own."""
    inherited = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(
        [sys.executable, "-m", "aimsbook", *words],
        cwd=folder, env={**inherited, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


# the whole -------------------------------------------------------------------------------------------------------------


def test_every_command_that_is_promised_is_there() -> None:
    assert sorted(cli.cli.list_commands(click.Context(cli.cli))) == COMMANDS
    assert {module.__name__.rpartition(".")[2].rstrip("_") for module in registry.modules_of("aimsbook.commands")} == set(COMMANDS)


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS), ["import", "oscal"]], ids=" ".join)
def test_help_teaches_by_example(words: list[str]) -> None:
    done = CliRunner().invoke(cli.cli, [*words, "--help"])
    assert done.exit_code == 0
    assert len(re.findall(rf"^ +aimsbook {' '.join(words)}".rstrip(), done.output, re.MULTILINE)) >= 1 or words in (["import"], ["evidence"])
    assert CliRunner().invoke(cli.cli, [*words, "-h"]).output == done.output


def test_the_version_is_told(call: Call) -> None:
    assert call("--version").out == f"aimsbook, version {__version__}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["chek"], "No such command 'chek'"),
        (["check", "--frmat", "json"], "No such option '--frmat'"),
        (["check", "--format", "xml"], "'xml' is not one of 'text', 'json'"),
        (["show"], "Missing argument"),
        (["check", "-f", "nowhere.yml"], "there is no nowhere.yml; go to the project's folder, or begin one with `aimsbook init`"),
        (["check", "--as-of", "2026-02-30"], "--as-of is '2026-02-30'; a day such as 2026-11-15 was expected"),
        (["check", "--as-of", "today"], "--as-of is 'today'"),
        (["show", "CTL-BAIS"], "there is no record CTL-BAIS; did you mean 'CTL-BIAS'?"),
        (["trace", "CTL-BAIS"], "there is no record CTL-BAIS; did you mean 'CTL-BIAS'?"),
        (["trace", "CTL-BIAS", "--to", "evidnce"], "there is no type 'evidnce'; did you mean 'evidence'?"),
        (["matrix", "requirement-contrl"], "there is no matrix 'requirement-contrl'; did you mean 'requirement-control'?"),
        (["matrix", "requirement", "contrl"], "there is no type 'contrl'; did you mean 'control'?"),
        (["matrix", "requirement", "control", "--through", "satisfid_by"], "'satisfid_by' is no relation of requirement"),
        (["coverage", "--framework", "iso4201"], "there is no framework 'iso4201'"),
        (["coverage", "--fail-under", "evidencd=90"], "expected RUNG=PERCENT, the rungs are none, named, designed"),
        (["coverage", "--fail-under", "evidenced"], "expected RUNG=PERCENT"),
        (["coverage", "--fail-under", "evidenced=most"], "expected RUNG=PERCENT"),
        (["coverage", "--fail-under", "evidenced=200"], "percent is 0 to 100"),
        (["coverage", "--fail-under", "evidenced=100.1"], "percent is 0 to 100"),
        (["start", "nope"], "there is no reader 'nope' (there are external-auditor, internal-auditor,"),
        (["start", "enginer"], "there is no reader 'enginer'; did you mean 'engineer'?"),
        (["start", "engineer#x"], "there is no block 'x' (there are owed, systems and rules)"),
        (["explain", "dead-lnk"], "there is no rule, duty, type or view 'dead-lnk'; did you mean 'dead-link'?"),
        (["new", "contrl"], "there is no type 'contrl'; did you mean 'control'?"),
        (["new", "control", "CTL BIAS"], "'CTL BIAS' is no id"),
        (["new", "control", "ctl-bias"], "there is a record ctl-bias already"),
        (["init", "."], "already has"),
        (["import", "oscal", "nowhere.json"], "nowhere.json"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_call_ends_with_two_and_says_what_was_expected(
    words: list[str], message: str, project: Path, call: Call
) -> None:
    before = digest_of(project)
    done = call(*words)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert digest_of(project) == before


@pytest.mark.parametrize(
    ("was", "becomes", "message"),
    [
        ("frameworks: []", "frameworks: [iso4201]", "there is no framework 'iso4201'; did you mean 'iso42001'?"),
        ("frameworks: []", "framworks: []", "framworks"),
        ("  - aimsbook:", "  - aimsbok:", "aimsbok"),
        ("as_of: 2026-11-15", "as_of: soon", "as_of is 'soon'"),
        ("plugins:", "plugins: [", "mkdocs.yml"),
    ],
)
def test_a_wrong_configuration_ends_with_two(was: str, becomes: str, message: str, project: Path, call: Call) -> None:
    (project / "mkdocs.yml").write_text(MKDOCS.replace(was, becomes))
    done = call("check")
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_a_build_that_a_wrong_configuration_stops_ends_with_two(drawing: Drawing, project: Path, call: Call) -> None:
    (project / "mkdocs.yml").write_text(MKDOCS.replace("name: material", "name: mkdocs"))
    done = call("build", "-d", "public")
    assert (done.code, "needs 'theme: {name: material}'" in done.err) == (2, True)
    drawing.draw(f"== mkdocs.yml\n{MKDOCS}\n== controls/vocabulary/control.yml\ntype: control\ncolums: [id]\n")
    done = call("build", "-d", "public")
    assert (done.code, "a type has no key 'colums'; did you mean 'columns'?" in done.err) == (2, True)
    assert not (project / "public").exists()


def test_a_configuration_without_the_plugin_is_told(project: Path, call: Call) -> None:
    (project / "mkdocs.yml").write_text("site_name: X\ntheme: {name: material}\n")
    done = call("check")
    assert (done.code, "'plugins' does not name aimsbook" in done.err) == (2, True)


def test_a_broken_vocabulary_ends_with_two_and_names_file_and_line(drawing: Drawing, project: Path, call: Call) -> None:
    drawing.draw("== controls/vocabulary/control.yml\ntype: control\nfields: {size: {kind: numbr}}\n")
    done = call("check")
    assert done.code == 2
    assert re.search(r"control\.yml:1: control: the field size has the kind 'numbr'; did you mean 'number'\?", done.err)


def test_a_folder_that_may_not_be_written_ends_with_three(project: Path, call: Call) -> None:
    (project / "taken").write_text("a file, not a folder")
    done = call("schema", "-o", "taken/schema.json")
    assert done.code == 3
    assert done.err.startswith("aimsbook: ") and done.err.count("\n") == 1


def test_a_fault_of_ours_ends_with_seventy_one_line_and_a_report(
    project: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "cli", None)
    monkeypatch.setattr(cli, "main", cli._told(lambda: list[str]().pop()))
    done = call()
    assert (done.code, done.err.count("\n")) == (70, 1)
    report = Path(done.err.split()[-1])
    assert "IndexError" in done.err and "pop from empty list" in report.read_text()
    report.unlink()


@pytest.mark.parametrize(("words", "code"), [(["check"], 0), (["check", "--strict"], 1), (["chek"], 2), (["--help"], 0)])
def test_a_process_ends_with_the_same_codes(words: list[str], code: int, project: Path) -> None:
    assert by_process(project, *words).code == code


def test_a_reader_that_goes_away_is_no_fault(project: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "aimsbook", "schema"], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stderr
    process.stdout.read(10)
    process.stdout.close()
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait() in (0, 1)


def test_nothing_is_coloured_where_nobody_looks_or_no_colour_is_wanted(project: Path) -> None:
    assert "\x1b" not in by_process(project, "check", NO_COLOR="1", FORCE_COLOR="1").out
    assert "\x1b" not in by_process(project, "coverage", TERM="xterm-256color").out


# check -----------------------------------------------------------------------------------------------------------------


def test_check_prints_place_weight_message_and_rule(project: Path, call: Call) -> None:
    done = call("check")
    assert done.code == 0
    lines = done.out.splitlines()
    assert any(re.match(r"controls/records\.yml:8:1: question: A control has one role .* \[control-owner\]", one) for one in lines)
    assert re.fullmatch(r"5 records: \d findings?, \d questions?, 0? ?.*\(dates computed for 2026-11-15\)", lines[-1]) or (
        lines[-1].startswith("5 records: ") and lines[-1].endswith("(dates computed for 2026-11-15)")
    )


def test_check_shows_the_line_of_an_error_and_points_at_the_column(project: Path, call: Call) -> None:
    (project / "controls/records.yml").write_text(RECORDS.replace("[REQ-1]", "[REQ-1, REQ-9]").lstrip())
    done = call("check")
    assert done.code == 1
    place = done.out.splitlines().index(
        "controls/records.yml:6:20: error: satisfies: there is no REQ-9; did you mean 'REQ-1'? [dead-link]"
    )
    shown, caret = done.out.splitlines()[place + 1 : place + 3]
    assert shown == "    satisfies: [REQ-1, REQ-9]"
    assert shown[caret.index("^") :] == "REQ-9]"


def test_check_tells_programs_the_same(project: Path, call: Call) -> None:
    (project / "controls/records.yml").write_text(RECORDS.replace("[REQ-1]", "[REQ-9]").lstrip())
    text, found = call("check").out, call("check", "--format", "json")
    assert found.code == 1
    assert (found.data["aimsbook"], found.data["format"], found.data["as_of"], found.data["records"]) == (
        "check", 1, "2026-11-15", 5,
    )  # fmt: skip
    assert found.data["diagnostics"] and set(found.data["diagnostics"][0]) == {
        "rule", "duty", "severity", "grade", "message", "path", "line", "column", "record", "hint",
    }  # fmt: skip
    places = [f"{one['path']}:{one['line']}:{one['column']}: " for one in found.data["diagnostics"]]
    assert [line for line in text.splitlines() if line.startswith("controls/")] == [
        line for place, line in zip(places, (one for one in text.splitlines() if one.startswith("controls/")), strict=True)
        if line.startswith(place)
    ]  # fmt: skip


@pytest.mark.parametrize("words", [["check"], ["check", "--strict"], ["check", "--format", "json"], ["show", "CTL-BIAS"],
    ["trace", "REQ-1"], ["matrix", "requirement", "control"], ["coverage"], ["explain", "control"], ["schema"],
    ["new", "risk", "-o", "-"]], ids=" ".join)  # fmt: skip
def test_commands_that_print_never_write(words: list[str], project: Path, call: Call) -> None:
    before = digest_of(project)
    assert call(*words).code in (0, 1)
    assert digest_of(project) == before


def test_check_reads_the_manual_too(project: Path, call: Call) -> None:
    (project / "docs/index.md").write_text("# Manual\n\nSee [CTL-BAIS].\n")
    done = call("check")
    assert (done.code, "docs/index.md:3:6: error:" in done.out) == (1, True)


def test_the_day_is_the_one_asked_for_else_the_environments_else_the_configured_one(
    project: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("check", "--format", "json").data["as_of"] == "2026-11-15"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert call("check", "--format", "json").data["as_of"] == "2026-01-01"
    assert call("check", "--format", "json", "--as-of", "2027-03-09").data["as_of"] == "2027-03-09"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "abc")
    assert call("check").code == 2


def test_names_and_values_cannot_steer_a_terminal(project: Path, call: Call) -> None:
    (project / "controls" / "\x1b[31mred.yml").write_text("id: RISK-1\ntype: risk\ntitle: \u202eright\nstatus: \u202e\n")
    done = call("check")
    assert done.code == 1
    assert not {"\x1b", "\u202e"} & set(done.out + done.err)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00", b"\xff\xfe", b"id: [", b"- x\n", b"a: &a [*a]\n", b"[" * 5_000, b"id: CTL-9\ntype: control\ntitle: T\n" * 2,
     b"type: control\n", "\u2028".encode(), b"id: CTL-9\ntype: control\ntitle: T\nfile: .\n", b"id: EV-9\ntype: evidence\ntitle: T\nfile: .\n",
     b"{id: EV-9, type: evidence, title: T, file: 'x\\0'}", b"id: EV-9\ntype: evidence\ntitle: T\nfile: controls\n",
     b"id: CTL-9\ntype: control\ntitle: T\ntext: '" + b"[" * 30_000 + b"'\n",
     b"id: CTL-9\ntype: control\ntitle: T\ntext: |\n" + b"".join(b"  " * (depth + 1) + b"- x\n" for depth in range(150))],
    ids=lambda data: repr(data[:40]),
)  # fmt: skip
def test_no_file_whatever_it_holds_is_a_fault_of_ours(data: bytes, project: Path, call: Call) -> None:
    (project / "controls/strange.yml").write_bytes(data)
    done = call("check", "--format", "json")
    assert done.code in (0, 1)
    strange = [one for one in done.data["diagnostics"] if one["path"] == "controls/strange.yml"]
    assert strange or data == b"" or b"text" in data


@pytest.mark.parametrize("name", [b"\xff.yml", b"new\nline.yml", b"spa ce.yml", b"quote'\".yml", b"%41.yml", b"#hash.yml", b"-f.yml"])
def test_a_file_may_have_any_name(name: bytes, project: Path, call: Call) -> None:
    (project / "controls" / os.fsdecode(name)).write_text("id: RSK-1\ntype: risk\ntitle: T\nstatus: none\n")
    done = call("check", "--format", "json")
    assert done.code == 1
    assert [one["rule"] for one in done.data["diagnostics"] if one["severity"] == "error"] == ["wrong-value"]
    assert call("check").code == 1
    assert call("show", "RSK-1").code == 0


def test_folders_that_hold_themselves_or_are_named_like_files_are_no_fault_of_ours(project: Path, call: Call) -> None:
    (project / "controls/loop").symlink_to(".")
    (project / "controls/folder.yml").mkdir()
    done = call("check", "--format", "json")
    errors = [(one["rule"], one["path"]) for one in done.data["diagnostics"] if one["severity"] == "error"]
    assert errors == [("unreadable-file", "controls/folder.yml")]


def test_a_pipe_is_told_and_never_waited_for(project: Path, call: Call) -> None:
    os.mkfifo(project / "controls/pipe.yml")
    os.mkfifo(project / "docs/pipe.md")
    done = call("check")
    assert (done.code, "controls/pipe.yml:1:1: error: this is not an ordinary file" in done.out) == (1, True)


def test_a_chapter_that_is_not_utf8_is_told_before_anything_is_built(project: Path, call: Call) -> None:
    (project / "docs/latin.md").write_bytes(b"# Qualit\xe4t\n")
    done = call("build", "-d", "public")
    assert (done.code, "docs/latin.md:1:9: the byte 0xE4 is not UTF-8 [encoding]" in done.err) == (1, True)
    assert not (project / "public").exists()


# show, trace, matrix, coverage ---------------------------------------------------------------------------------------------


def test_show_tells_fields_both_directions_and_what_is_open(project: Path, call: Call) -> None:
    out = call("show", "ctl-bias").out
    assert out.splitlines()[0] == "CTL-BIAS  Bias test"
    for words in ("Status: Implemented", "satisfies:\n    REQ-1  Groups", "evidenced by:\n    EV-1  Report", "question: ", "records.yml:1:1"):
        assert words in out, words


def test_show_tells_programs_the_same(project: Path, call: Call) -> None:
    data = call("show", "CTL-BIAS", "--format", "json").data
    assert (data["id"], data["type"], data["fields"]["status"]) == ("CTL-BIAS", "control", "implemented")
    assert data["links"] == {"satisfies": ["REQ-1"], "owner": ["ROLE-LEAD"]}
    assert data["read"] == {"evidenced_by": ["EV-1"]}
    assert data["state"] == "named" and data["next"] == "designed" and data["reasons"]
    assert data["source"] == {"path": "controls/records.yml", "line": 1, "shipped": False}


def test_trace_tells_the_way_link_by_link(project: Path, call: Call) -> None:
    done = call("trace", "REQ-1", "--to", "evidence")
    assert done.out == "REQ-1 —satisfied by→ CTL-BIAS —evidenced by→ EV-1\n"
    assert done.err == "1 way\n"
    (way,) = call("trace", "REQ-1", "--to", "evidence", "--format", "json").data["ways"]
    assert [step["record"] for step in way] == ["REQ-1", "CTL-BIAS", "EV-1"]


def test_trace_without_a_type_goes_to_every_type(project: Path, call: Call) -> None:
    ends = {line.split()[-1] for line in call("trace", "REQ-1").out.splitlines()}
    assert {"CTL-BIAS", "EV-1"} <= ends


def test_matrix_tells_what_meets_what(project: Path, call: Call) -> None:
    assert call("matrix", "requirement", "control").out.splitlines() == [
        "REQ-1  CTL-BIAS",
        "1 rows, 2 columns, 1 cells filled, 0 rows without any",
    ]
    data = call("matrix", "control-evidence", "--format", "json").data
    assert data["cells"] == [{"row": "CTL-BIAS", "column": "EV-1", "through": []}]
    assert (data["row_totals"], data["column_totals"]) == ({"CTL-BIAS": 1}, {"EV-1": 1})
    through = call("matrix", "evidence", "requirement", "--through", "supports", "--through", "satisfies", "--format", "json").data
    assert through["cells"] == [{"row": "EV-1", "column": "REQ-1", "through": ["CTL-BIAS"]}]


def test_coverage_counts_by_rung_and_gates_on_request(project: Path, call: Call) -> None:
    done = call("coverage")
    assert (done.code, "Requirements of our own" in done.out) == (0, True)
    assert re.search(r"Named +1 +100\.0%", done.out)
    assert call("coverage", "--fail-under", "named=100").code == 0
    missed = call("coverage", "--fail-under", "evidenced=1", "--format", "json")
    assert missed.code == 1
    assert missed.data["missed"] == ["own: 0.0 % are at least evidenced, asked are 1 %"]
    assert missed.data["frameworks"]["own"]["states"]["named"] == 1


# explain, new, schema, init -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["rules", "types", "duties", "views", "dead-link", "control-evidence", "control", "matrix"])
def test_everything_that_has_a_name_is_explained(word: str, project: Path, call: Call) -> None:
    done = call("explain", word)
    assert done.code == 0 and len(done.out) > 100


def test_rules_are_explained_outside_of_a_project_too(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("explain", "dead-link").out.startswith("dead-link: A link leads to a record that does not exist (error)")
    assert call("schema").code == 0


def test_a_new_record_is_written_once_and_is_sound(project: Path, call: Call) -> None:
    done = call("new", "ai_system", "SYS-1", "--title", "It's: a 'title'")
    file = project / "controls/ai-system/SYS-1.yml"
    assert done.code == 0 and str(Path("controls/ai-system/SYS-1.yml")) in done.err
    written = file.read_bytes()
    assert [one for one in call("check", "--format", "json").data["diagnostics"] if one["severity"] == "error"] == []
    assert call("show", "SYS-1").out.startswith("SYS-1  It's: a 'title'\n")
    assert call("new", "ai_system", "SYS-1").code == 2
    assert call("new", "ai_system", "SYS-2", "-o", str(file)).code == 2
    assert file.read_bytes() == written


def test_a_new_record_gets_the_next_free_id(project: Path, call: Call) -> None:
    assert "id: RSK-001\n" in call("new", "risk", "-o", "-").out
    call("new", "risk")
    assert "id: RSK-002\n" in call("new", "risk", "-o", "-").out


@pytest.mark.parametrize("type_name", ["requirement", "control", "risk", "policy", "audit", "ai_system", "release"])
def test_the_skeleton_of_a_type_names_every_field(type_name: str, project: Path, call: Call) -> None:
    out = call("new", type_name, "-o", "-").out
    explained = call("explain", type_name).out
    written = re.sub(r"^Computed, never written$.*?^(?=\w)", "", explained.partition("Duties")[0], flags=re.MULTILINE | re.DOTALL)
    fields = re.findall(r"^  (\w+) ", written, re.MULTILINE)
    assert [name for name in fields if f"{name}:" not in out] == []


def test_the_schema_is_printed_or_written(project: Path, call: Call) -> None:
    printed = call("schema").out
    assert call("schema", "-o", ".aimsbook/record.schema.json").code == 0
    assert (project / ".aimsbook/record.schema.json").read_text() == printed
    assert jsonschema_rs.meta.is_valid(json.loads(printed))


def test_init_begins_a_project_that_checks_without_error(tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    done = call("init", "my-aims")
    assert done.code == 0 and "mkdocs.yml" in done.out
    before = digest_of(tmp_path / "my-aims")
    assert call("init", "my-aims").code == 2
    assert digest_of(tmp_path / "my-aims") == before
    monkeypatch.chdir(tmp_path / "my-aims")
    assert call("check").code == 0


# build -----------------------------------------------------------------------------------------------------------------


def test_build_makes_the_site_and_leaves_the_sources_alone(project: Path, call: Call) -> None:
    before = digest_of(project / "controls") + digest_of(project / "docs")
    done = call("build", "-d", "public")
    assert done.code == 0, done.err
    assert "public" in done.err and "2026-11-15" in done.err
    assert (project / "public/records/CTL-BIAS.html").is_file() and (project / "public/index.html").is_file()
    assert digest_of(project / "controls") + digest_of(project / "docs") == before
    assert {path.name for path in project.iterdir()} - {".public.lock"} == {"controls", "docs", "mkdocs.yml", "public"}


def test_a_build_with_errors_ends_with_one_and_the_old_site_stays(project: Path, call: Call) -> None:
    assert call("build", "-d", "public").code == 0
    before = digest_of(project / "public")
    (project / "controls/records.yml").write_text(RECORDS.replace("[REQ-1]", "[REQ-9]"))
    done = call("build", "-d", "public")
    assert done.code == 1
    assert "there is no REQ-9" in done.err and "no site was built" in done.err
    assert digest_of(project / "public") == before
    assert {path.name for path in project.iterdir()} - {".public.lock"} == {"controls", "docs", "mkdocs.yml", "public"}
