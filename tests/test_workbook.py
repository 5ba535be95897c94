"""The workbook as another program reads it: every table with its rows, types, drop-downs and links, and never a formula."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from aimsbook import workbook as room
from aimsbook.compose import Edition, compile_edition
from aimsbook.coverage import coverage_of
from aimsbook.exporting import export, exporters
from aimsbook.sheets import words
from aimsbook.site import Sheet, SheetCell, SheetColumn
from aimsbook.workbook import CHOICES, CONTENTS, MOST_CHARACTERS, Front, Tab, Written, place_of, tab_names, workbook
from drawn import AS_OF, EXAMPLE, Drawing

FRONT = Front("Drawn", (), ())


def read(content: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content))


@pytest.fixture(scope="module")
def made(example: Edition) -> bytes:
    return export(exporters()["xlsx"], example)[0].content


@pytest.fixture(scope="module")
def book(made: bytes) -> Workbook:
    return read(made)


def lines(page: Worksheet) -> list[tuple[object, ...]]:
    return list(page.iter_rows(values_only=True))


def shown(value: object) -> str:
    """What a cell holds, as the CSV file says it."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def by_title(book: Workbook, title: str) -> Worksheet:
    return book[tab_names([title])[0]]


def sheet_named(edition: Edition, path: str) -> Sheet:
    return next(one for one in edition.site.sheets if one.path == path)


def one_sheet(columns: list[SheetColumn], rows: list[tuple[SheetCell, ...]]) -> tuple[Worksheet, Written]:
    content, written = workbook(FRONT, [Tab("T", Sheet("t.csv", "", "T", "", tuple(columns), tuple(rows)))], AS_OF)
    return read(content)["T"], written["T"]


def test_every_table_of_the_site_is_a_sheet_and_says_the_same(example: Edition, book: Workbook) -> None:
    for sheet in example.site.sheets:
        kinds = [column.kind for column in sheet.columns]
        told = [tuple(map(plain, line, kinds)) for line in lines(by_title(book, sheet.title))[1:]]
        assert told == [tuple(plain(cell.words, kind) for cell, kind in zip(row, kinds, strict=True)) for row in sheet.rows], sheet.path
    assert len(book.sheetnames) == len(example.site.sheets) + 2
    assert book.sheetnames[0] == CONTENTS and book.sheetnames[-1] == CHOICES


def plain(value: object, kind: str) -> object:
    words = shown(value)
    return float(words) if kind == "number" and words else words


def test_all_rows_of_annex_a_have_the_decisions_of_the_site(example: Edition, book: Workbook) -> None:
    page = by_title(book, "Statement of Applicability")
    heads, *rows = lines(page)
    number, applicable = heads.index("No."), heads.index("Applicable")
    annex = {str(row[number]): row[applicable] for row in rows if str(row[number]).startswith("A.")}
    presenter = example.book.presenter
    decided = {
        record.local: presenter.cell(record, "decided_by.applicable", "").plain
        for record in presenter.graph.of_type("requirement")
        if record.id.startswith("iso42001:A.") and record.get("kind") == "control"
    }
    assert len(annex) == 38
    assert annex == decided
    assert len(set(annex.values())) > 1


def test_counts_by_rung_are_those_of_the_site(example: Edition, book: Workbook) -> None:
    front = [line[:3] for line in lines(book[CONTENTS])]
    start = front.index(("Framework", "State", "Requirements")) + 1
    told = front[start : front.index((None, None, None), start)]
    assert told == [
        (one.title, state.label, number)
        for one in coverage_of(example.book.dossier).values()
        for state, number in one.by_state
    ]
    heads, *rows = lines(by_title(book, "Requirements"))
    counted = Counter(str(row[heads.index("State")]).partition(" (")[0] for row in rows if row[heads.index("State")])
    sums = Counter({state.label: 0 for one in coverage_of(example.book.dossier).values() for state, _ in one.by_state})
    for one in coverage_of(example.book.dossier).values():
        sums.update({state.label: number for state, number in one.by_state})
    assert +counted == +sums


def test_gaps_name_grade_owner_and_place(example: Edition, book: Workbook) -> None:
    heads, *rows = lines(book["Gaps"])
    found = {(row[0], row[1], row[heads.index("File")], row[heads.index("Line")]) for row in rows}
    gaps = [one for one in example.diagnostics if str(one.severity) == "gap" and one.record]
    assert len(rows) == len(gaps)
    assert found == {(one.weight, one.record, one.mark.path, one.mark.line) for one in gaps}
    presenter = example.book.presenter
    for row in rows:
        owners = presenter.owners(presenter.graph[str(row[1])])
        assert shown(row[heads.index("Owner")]) == ", ".join(one.id for one in owners)


def test_no_cell_is_a_formula_and_days_and_numbers_are_such(example: Edition, book: Workbook) -> None:
    kinds = Counter(cell.data_type for page in book.worksheets for row in page.iter_rows() for cell in row)
    assert set(kinds) <= {"s", "n", "d"}
    heads, *rows = lines(by_title(book, "What falls due"))
    assert heads[0] == "Day" and all(isinstance(row[0], datetime) for row in rows) and len(rows) > 100
    assert all(isinstance(row[-1], int) for row in lines(book["Forecast"])[1:])


WORDS = {"Version", "System version", "No.", "Target"}  # what people number as they like: 2026.2, 10.10, A.2


def test_no_day_and_no_number_stands_as_words_in_any_sheet(book: Workbook) -> None:
    texts = [
        (page.title, str(page.cell(1, cell.column).value), cell.value)
        for page in book.worksheets if page.title != CHOICES
        for row in page.iter_rows(min_row=2) for cell in row if cell.data_type == "s"
    ]
    assert len(texts) > 5_000
    assert [one for one in texts if re.fullmatch(r"\d{4}-\d\d-\d\d", one[2])] == []
    assert {one[1] for one in texts if re.fullmatch(r"[+-]?\d+(\.\d+)?", one[2])} == WORDS


def test_enumerated_fields_have_drop_downs_along_the_ways_of_a_list_too(book: Workbook) -> None:
    asked = {"Statement of Applicability": ["Applicable"], "Mandatory documents": ["Kind"],
             "Risk treatment plan": ["Decision", "How far", "Effect"]}  # fmt: skip
    for title, heads in asked.items():
        page = book[title]
        found = [page.cell(1, one.min_col).value for each in page.data_validations.dataValidation for one in each.sqref.ranges]
        assert found == heads
    assert CHOICES in book["Statement of Applicability"].data_validations.dataValidation[0].formula1


def test_every_table_has_a_name_that_is_not_cut(book: Workbook, example: Edition) -> None:
    shipped = [one.title for one in example.site.sheets if not one.title.startswith("Requirements for ")]
    assert [one for one in shipped if len(one) > 31] == []
    assert "Mandatory documents" in book.sheetnames


@pytest.mark.parametrize("sign", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "{=1}", "http://x.example", "internal:A1", "#N/A", "TRUE", "0010"])
def test_what_people_write_stays_words(sign: str, drawing: Drawing) -> None:
    edition = drawing.edition(f"{{id: CTL-1, type: control, title: '{sign}'}}")
    content = export(exporters()["xlsx"], edition)[0].content
    cell = by_title(read(content), "Controls").cell(2, 2)
    assert (cell.value, cell.data_type, cell.hyperlink) == (sign, "s", None)
    with ZipFile(BytesIO(content)) as packed:
        assert not any(b"<f>" in packed.read(name) for name in packed.namelist() if "sheet" in name)


def test_enumerated_fields_have_drop_downs_and_computed_states_have_none(example: Edition, book: Workbook) -> None:
    names = dict(zip((one.title for one in example.site.sheets), range(10_000), strict=False))
    assert len(names) == len(example.site.sheets)
    offered = 0
    for sheet in example.site.sheets:
        page = by_title(book, sheet.title)
        asked = {str(one.sqref).partition(":")[0]: one for one in page.data_validations.dataValidation}
        for index, column in enumerate(sheet.columns):
            found = asked.get(f"{room._letters(index)}2")
            wanted = column.kind == "choice" and not column.computed and bool(sheet.rows)
            assert (found is not None) == wanted, (sheet.path, column.title)
            if found:
                offered += 1
                assert tuple(str(one[0].value) for one in book[CHOICES][str(found.formula1).partition("!")[2].replace("$", "")]) == column.choices
    assert offered > 20


def test_links_within_lead_to_the_row_of_the_record_and_links_out_to_its_page(example: Edition, book: Workbook) -> None:
    pages = {page.path for page in example.site.pages}
    within = outward = 0
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if link := cell.hyperlink:
                    if link.location and not link.target:
                        name, _, place = link.location.rpartition("!")
                        target = book[name.strip("'").replace("''", "'")][place]
                        assert page.title == CONTENTS or cell.value in (target.value, *(one.local for one in [example.book.presenter.graph[str(target.value)]]))
                        within += 1
                    else:
                        assert str(link.target).removeprefix("site/") in pages
                        outward += 1
    assert within > 1_000 and outward > 552


def test_a_published_site_is_linked_by_its_address(drawing: Drawing) -> None:
    project = replace(drawing.draw("{id: CTL-1, type: control, title: C}").project(), site_url="https://aims.example/x")
    book = read(export(exporters()["xlsx"], compile_edition(project))[0].content)
    assert by_title(book, "Controls").cell(2, 1).hyperlink.target == "https://aims.example/x/records/CTL-1.html"


def test_heads_stay_in_sight_and_every_table_can_be_filtered(example: Edition, book: Workbook) -> None:
    for sheet in example.site.sheets:
        page = by_title(book, sheet.title)
        assert page.freeze_panes == "B2"
        assert page.auto_filter.ref == f"A1:{room._letters(len(sheet.columns) - 1)}{len(sheet.rows) + 1}"
        assert all(9 <= one.width <= 60 for one in page.column_dimensions.values())
        assert page.cell(1, 1).alignment.wrap_text and page.cell(1, 1).font.bold


def test_a_rung_is_told_in_words_and_coloured_besides(example: Edition, book: Workbook) -> None:
    page = by_title(book, "Requirements")
    column = lines(page)[0].index("State") + 1
    fills = {str(page.cell(row, column).value).partition(" (")[0]: page.cell(row, column).fill.fgColor.rgb for row in range(2, page.max_row + 1)}
    assert fills["Verified"] != fills["Named"] and {"Verified", "Named", "Evidenced"} <= set(fills)


# what a workbook cannot hold --------------------------------------------------------------------------------------------


def test_a_text_that_is_too_long_is_cut_with_a_note() -> None:
    page, done = one_sheet([SheetColumn("A")], [(SheetCell("x" * 40_000),), (SheetCell("😀" * 20_000),), (SheetCell("y" * MOST_CHARACTERS),)])
    for row, length in ((2, 40_000), (3, 20_000)):
        text = str(page.cell(row, 1).value)
        assert text.endswith(f"… [cut here: {length:,} characters in all]")
        assert len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert page.cell(4, 1).value == "y" * MOST_CHARACTERS
    assert done.cut == 2 and done.notes == "2 texts were cut at 32,767 characters; the CSV file has them whole"


def test_links_beyond_what_a_sheet_holds_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_LINKS", 3)
    page, done = one_sheet([SheetColumn("A")], [(SheetCell(str(one), "#'T'!A1"),) for one in range(5)])
    assert [bool(page.cell(row, 1).hyperlink) for row in range(2, 7)] == [True, True, True, False, False]
    assert [page.cell(row, 1).value for row in range(2, 7)] == list("01234")
    assert (done.links, done.links_left) == (3, 2) and "2 cells have no link" in done.notes
    _, long = one_sheet([SheetColumn("A")], [(SheetCell("x", "https://x.example/" + "y" * 3_000),)])
    assert long.links_left == 1


def test_rows_and_columns_beyond_the_bounds_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_ROWS", 4)
    monkeypatch.setattr(room, "MOST_COLUMNS", 2)
    page, done = one_sheet([SheetColumn(one) for one in "ABC"], list(words([["1", "2", "3"]] * 5)))
    assert (page.max_row, page.max_column) == (4, 2)
    assert (done.rows_left, done.columns_left) == (2, 1)
    assert done.notes == "2 rows had no room; 1 columns had no room; the CSV file has them whole"


def test_what_is_cut_is_told_among_the_contents(drawing: Drawing) -> None:
    edition = drawing.edition(f"{{id: CTL-1, type: control, title: C, owner: ROLE-1}}\n---\n{{id: ROLE-1, type: role, title: {'x' * 40_000}}}")
    front = lines(read(export(exporters()["xlsx"], edition)[0].content)[CONTENTS])
    notes = {line[0]: line[5] for line in front if line[5]}
    assert "1 texts were cut at 32,767 characters; the CSV file has them whole" in notes.values()


def test_signs_that_the_format_forbids_are_replaced() -> None:
    page, _ = one_sheet([SheetColumn("A\x00")], [(SheetCell("a\x07b\ufffe\ud800c_x0041_\ttab"),)])
    assert page.cell(1, 1).value == "A\ufffd"
    assert page.cell(2, 1).value == "a\ufffdb\ufffd\ufffdc_x0041_\ttab"


@given(st.lists(st.text(max_size=60), max_size=12))
def test_every_sheet_has_a_legal_name_of_its_own(titles: list[str]) -> None:
    names = tab_names(titles)
    assert len(names) == len(titles)
    assert len({one.casefold() for one in [*names, CONTENTS, CHOICES, "history"]}) == len(titles) + 3
    for name in names:
        assert 0 < len(name.encode("utf-16-le", "surrogatepass")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\") and name == name.strip("'")


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=6))
def test_whatever_stands_in_cells_is_read_back(rows: list[tuple[str, str]]) -> None:
    page, done = one_sheet([SheetColumn("A"), SheetColumn("B")], list(words(rows)))
    read_back = [tuple("" if one is None else str(one) for one in line) for line in lines(page)[1:]]
    wanted = [tuple(room._text(one) for one in row) for row in rows]
    while wanted and not any(wanted[-1]):  # an empty row at the end is no row of a workbook
        wanted.pop()
    assert read_back[: len(wanted)] == wanted and not any(any(line) for line in read_back[len(wanted) :])
    assert done.notes == ""


@given(st.dates(), st.sampled_from(["date", "number", "text"]))
def test_a_day_is_a_day_only_where_every_program_agrees_on_it(day: date, kind: str) -> None:
    page, _ = one_sheet([SheetColumn("A", kind)], [(SheetCell(day.isoformat()),)])
    assert shown(page.cell(2, 1).value) == day.isoformat()
    assert isinstance(page.cell(2, 1).value, datetime) == (kind == "date" and day >= date(1900, 3, 1))


def test_an_address_within_names_its_sheet_and_row() -> None:
    assert (place_of("It's"), place_of("A B", 0), place_of("A", 7)) == ("#'It''s'!A1", "#'A B'!A2", "#'A'!A9")


def test_the_same_records_give_the_same_workbook_in_every_process(made: bytes, tmp_path: Path) -> None:
    for seed in ("1", "77"):
        file = tmp_path / f"{seed}.xlsx"
        call = [sys.executable, "-m", "aimsbook", "export", "xlsx", "-o", str(file), "-f", str(EXAMPLE / "mkdocs.yml")]
        subprocess.run(call, env={**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC-{seed[0]}"}, check=True, capture_output=True)
        assert file.read_bytes() == made
    with ZipFile(BytesIO(made)) as packed:
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# LibreOffice ----------------------------------------------------------------------------------------------------------

EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def test_libreoffice_opens_the_workbook_and_shows_every_row_of_every_table(example: Edition, made: bytes, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("needs LibreOffice: apt-get install libreoffice-calc")
    (tmp_path / "aims.xlsx").write_bytes(made)
    home = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", home, "--headless", "--convert-to", EVERY_SHEET, "--outdir", str(tmp_path / "out"), str(tmp_path / "aims.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    read_back = {file.stem.removeprefix("aims-"): rows_in(file) for file in (tmp_path / "out").glob("*.csv")}
    if not read_back:
        pytest.skip("LibreOffice has no program for workbooks: apt-get install libreoffice-calc")
    heads = [rows[0] for rows in read_back.values() if rows]
    assert [one.title for one in example.site.sheets if [column.title for column in one.columns] not in heads] == []
    statement = next(one for one in example.site.sheets if one.path == "statement-of-applicability.csv")
    _, *body = read_back["Statement of Applicability"]
    assert body == [[cell.words for cell in row] for row in statement.rows]


def rows_in(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))
