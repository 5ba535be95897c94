"""What leaves the house: exporters of the registry, and how their files come into the world."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aimsbook.cli import cli
from aimsbook.compose import Edition
from aimsbook.errors import ConfigurationFault, EnvironmentFault
from aimsbook.exporting import Exporter, export, exporters
from aimsbook.publish import deliver, deliver_folder
from aimsbook.site import Asset
from drawn import EXAMPLE


def table(asset: Asset) -> list[list[str]]:
    return list(csv.reader(StringIO(asset.content.decode("utf-8-sig"))))


def test_the_csv_export_has_every_table_that_the_site_offers(example: Edition) -> None:
    contents, *tables = export(exporters()["csv"], example)
    downloads = {one.path: one.content for one in example.site.assets if one.path.endswith(".csv")}
    assert {one.path: one.content for one in tables} == downloads
    listed = {file: int(number) for file, _, _, number, _ in table(contents)[1:]}
    assert listed == {one.path: len(table(one)) - 1 for one in tables}


def test_every_row_of_a_sheet_is_as_wide_as_its_head(example: Edition) -> None:
    uneven = {one.path for one in example.site.sheets for row in one.rows if len(row) != len(one.columns)}
    assert uneven == set()


def test_what_a_column_is_said_to_hold_is_what_stands_in_it(example: Edition) -> None:
    wrong = [
        (sheet.path, column.title, cell.words)
        for sheet in example.site.sheets
        for index, column in enumerate(sheet.columns)
        for cell in (row[index] for row in sheet.rows)
        for one in cell.words.split(", ") if column.kind != "text"  # along the ways of a list there may be several
        if one and not holds(column.kind, column.choices, one)
    ]
    assert wrong == []
    assert {column.kind for one in example.site.sheets for column in one.columns} == {"text", "date", "number", "choice"}


def holds(kind: str, choices: tuple[str, ...], words: str) -> bool:
    if kind == "number":
        return words.replace(".", "", 1).replace("-", "", 1).isdigit()
    if kind == "date":
        return len(words) == 10 and words.replace("-", "").isdigit()
    return kind == "text" or words.partition(" (")[0] in choices


def test_cells_lead_to_pages_of_the_site(example: Edition) -> None:
    made = {page.path for page in example.site.pages}
    led = {cell.href for sheet in example.site.sheets for row in sheet.rows for cell in row if cell.href}
    assert led <= made and len(led) > 200
    assert {one.page for one in example.site.sheets} <= made


def test_a_topic_that_there_is_not_is_told_with_those_that_there_are(example: Edition) -> None:
    one = Exporter("x", "X.", lambda edition, topic: [Asset("", topic.encode())], topics=lambda edition: {"soa": "S"})
    with pytest.raises(ConfigurationFault, match=r"x has no 'sao'; did you mean 'soa'\? It takes soa\."):
        export(one, example, "sao")
    assert export(one, example, "soa") == (Asset("", b"soa"),)


# ---------------------------------------------------------------------------------------------------------- the files


def test_a_file_is_replaced_as_a_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "new" / "x.bin"
    for content in (b"one", b"two"):
        deliver(target, content)
        assert [one.name for one in target.parent.iterdir()] == ["x.bin"] and target.read_bytes() == content


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ConfigurationFault, match="is a folder"):
        deliver(tmp_path / "folder", b"x")
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(EnvironmentFault, match="nothing was written"):
        deliver(tmp_path / "file" / "below", b"x")
    assert (tmp_path / "file").read_bytes() == b"old"


def test_a_folder_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ConfigurationFault, match=r"is no export \(it has no contents\.csv\)"):
        deliver_folder(tmp_path, [("contents.csv", b"")], "contents.csv")
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_the_command_writes_a_folder_and_writes_it_anew(tmp_path: Path) -> None:
    target = tmp_path / "tables"
    for _ in range(2):
        call = ["export", "csv", "-o", str(target), "-f", str(EXAMPLE / "mkdocs.yml")]
        result = CliRunner().invoke(cli, call)
        assert (result.exit_code, result.stdout) == (0, ""), result.output
        assert "files below" in result.stderr
    assert (target / "statement-of-applicability.csv").is_file() and (target / "contents.csv").is_file()
    assert [one.name for one in tmp_path.iterdir() if one.is_dir()] == ["tables"]


def exported(*words: str) -> Result:
    return CliRunner().invoke(cli, ["export", *words, "-f", str(EXAMPLE / "mkdocs.yml")])


@pytest.mark.parametrize("form", ["graphml", "oscal"])
def test_a_file_of_text_goes_to_the_standard_output_where_it_is_asked_for(form: str, tmp_path: Path) -> None:
    topics = {"graphml": [], "oscal": ["profile"]}[form]
    target = tmp_path / "by" / "way" / "file"
    told, written = exported(form, *topics, "-o", "-"), exported(form, *topics, "-o", str(target))
    assert (told.exit_code, written.exit_code) == (0, 0), told.output
    assert told.stdout_bytes == target.read_bytes() and not (EXAMPLE / "-").exists()
    assert f"Wrote {target}" in written.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["csv"], "csv makes a folder; name a folder in place of the standard output (-)"),
        (["oscal"], "oscal makes a folder; name a folder in place of the standard output (-)"),
        (["xlsx"], "xlsx makes no text; name a file in place of the standard output (-)"),
        (["pdf", "soa"], "pdf makes no text; name a file in place of the standard output (-)"),
    ],
)
def test_what_is_no_text_is_refused_for_the_standard_output(words: list[str], said: str) -> None:
    result = exported(*words, "-o", "-")
    assert isinstance(result.exception, ConfigurationFault) and str(result.exception) == said
    assert result.stdout == "" and not (EXAMPLE / "-").exists()


def test_a_trail_that_there_is_not_is_told_with_what_has_one(example: Edition) -> None:
    with pytest.raises(ConfigurationFault) as fault:
        export(exporters()["pdf"], example, "trail:CTL-BIAS-TEST")
    assert str(fault.value) == (
        "pdf has no 'trail:CTL-BIAS-TEST': CTL-BIAS-TEST is a record of the type Control, "
        "and only requirements and evidence have trails."
    )
    with pytest.raises(ConfigurationFault, match=r"did you mean 'trail:EV-BIAS-4\.2\.0'"):
        export(exporters()["docx"], example, "trail:EV-BIAS-4.2.9")


def test_a_form_that_there_is_not_is_told_with_the_nearest_one() -> None:
    result = CliRunner().invoke(cli, ["export", "xls", "-o", "x"])
    assert result.exit_code == 2 and "xlsx" in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal: run it on Linux or macOS")
def test_steps_are_told_to_a_terminal_and_to_nothing_else(tmp_path: Path) -> None:
    call = [sys.executable, "-m", "aimsbook", "export", "csv", "-o", str(tmp_path / "tables"), "-f", str(EXAMPLE / "mkdocs.yml")]
    piped = subprocess.run(call, capture_output=True, text=True, check=True)
    assert piped.stderr.startswith("Wrote ")
    ours, theirs = os.openpty()
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=theirs):
        os.close(theirs)
        told = b"".join(iter(lambda: read_some(ours), b"")).decode()
    os.close(ours)
    assert [line.strip() for line in told.splitlines()][:2] == ["Compiling the records ...", "Making csv ..."]


def read_some(terminal: int) -> bytes:
    """What comes next from a terminal, b"" once nobody holds its other end."""
    try:
        return os.read(terminal, 1024)
    except OSError:
        return b""
