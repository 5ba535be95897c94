"""Documents on paper: opened with other people's readers, and held against what the site says."""

from __future__ import annotations

import csv
import json
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import TypeAlias

import docx
import pytest
from click.testing import CliRunner
from docx.oxml.ns import qn
from pypdf import PdfReader

from aimsbook import pandoc, typesetting
from aimsbook.build import open_project
from aimsbook.cli import cli
from aimsbook.compose import Edition, compile_edition
from aimsbook.coverage import coverage_of
from aimsbook.errors import ConfigurationFault, EnvironmentFault
from aimsbook.exporting import export, exporters
from aimsbook.printing import Printout, printout, topics
from aimsbook.typesetting import as_pdf
from aimsbook.wordfile import REFERENCE, as_docx
from drawn import EXAMPLE, MKDOCS, Drawing, example_under

SOFFICE = "soffice"
EXTENSIONS = """
markdown_extensions:
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - pymdownx.details
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist
"""
BOUNDED = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux bounds the memory of a process")


def drawn(drawing: Drawing, text: str) -> Edition:
    drawing.draw(f"== mkdocs.yml\n{MKDOCS}{EXTENSIONS}\n")
    drawing.draw(text)
    return compile_edition(open_project(drawing.root / "mkdocs.yml"))


def zipped(*names: str) -> bytes:
    """An archive of empty files."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "")
    return made.getvalue()


def words_of_pdf(content: bytes, layout: str = "-raw") -> str:
    run = subprocess.run(["pdftotext", layout, "-", "-"], input=content, capture_output=True, check=True)
    return run.stdout.decode()


def squeezed(text: str) -> str:
    """Text without blanks and places to part words: paper breaks lines where it likes."""
    return re.sub(r"[\s\u200b\u00ad\u00a0]+", "", text)


def words_of_docx(content: bytes) -> str:
    """Every word of the body, tables, fields and notes included."""
    with zipfile.ZipFile(BytesIO(content)) as file:
        parts = [file.read(name).decode() for name in file.namelist() if re.match(r"word/(document|footnotes)\.xml", name)]
    kept = re.sub(r"</w:p>|<w:br/>|<w:tab/>", "\n", "\n".join(parts))
    kept = re.sub(r"<w:instrText.*?</w:instrText>", "", kept, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", "", kept).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def both(edition: Edition, topic: str) -> tuple[str, str]:
    made = printout(edition, topic)
    return words_of_docx(as_docx(made)), words_of_pdf(as_pdf(made))


@pytest.fixture(scope="module")
def statement(example: Edition) -> Printout:
    return printout(example, "soa")


@pytest.fixture(scope="module")
def statement_pdf(statement: Printout) -> bytes:
    return as_pdf(statement)


@pytest.fixture(scope="module")
def statement_docx(statement: Printout) -> bytes:
    return as_docx(statement)


@pytest.fixture(scope="module")
def manual_pdf(example: Edition) -> bytes:
    return as_pdf(printout(example, "manual"))


# ------------------------------------------------------------------------------------- the Statement of Applicability


def rows_of_site(example: Edition) -> list[dict[str, str]]:
    table = next(one.content for one in example.site.assets if one.path == "statement-of-applicability.csv")
    return list(csv.DictReader(StringIO(table.decode("utf-8-sig"))))


def tables_of(content: bytes) -> list[list[list[str]]]:
    document = docx.Document(BytesIO(content))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


COLUMNS = [
    "No.", "Control", "Applicable", "Reason for taking in", "Reason for leaving out", "Status",
    "Controls and procedures", "Evidence", "Owner", "AI systems", "Risks and obligations", "Decided on",
]  # fmt: skip


def test_the_statement_in_word_has_every_row_of_the_site_with_its_decision(example: Edition, statement_docx: bytes) -> None:
    head, *rows = next(one for one in tables_of(statement_docx) if one[0][0] == "No.")
    assert head == COLUMNS
    site = rows_of_site(example)
    assert len(rows) == len(site) == 46 and sum(row[0].startswith("A.") for row in rows) == 38
    for printed, shown in zip(rows, site, strict=True):
        given = dict(zip(COLUMNS, printed, strict=True))
        decision = shown["Applicable"]
        reason = given["Reason for leaving out" if decision == "Not applicable" else "Reason for taking in"]
        other = given["Reason for taking in" if decision == "Not applicable" else "Reason for leaving out"]
        assert (given["No."], given["Control"], given["Decided on"]) == (shown["No."], shown["Control"], shown["Decided on"])
        assert given["Applicable"].lstrip("●◐○– ") == decision
        assert squeezed(reason.split("\n")[0]) == squeezed(shown["Reason"])
        assert not other or decision == "Applicable in part"
        assert given["Status"].lstrip("●◐○◔◑◕◉– ").partition("\n")[0].startswith(shown["State"].partition(" (")[0])
        for column, source in (("Evidence", "Evidence"), ("Owner", "Owner"), ("AI systems", "AI systems"),
                               ("Risks and obligations", "Because of")):  # fmt: skip
            assert ids(given[column]) == ids(shown[source]), (printed[0], column)
        assert ids(given["Controls and procedures"]) == ids(shown["How it is done"]) | ids(shown["Policies and procedures"])


def ids(text: str) -> set[str]:
    return {one.strip() for one in re.split(r"[,\n]", text) if one.strip()}


def test_the_statement_on_paper_has_every_row_of_the_site_with_its_decision(example: Edition, statement_pdf: bytes) -> None:
    words = squeezed(words_of_pdf(statement_pdf))
    for row in rows_of_site(example):
        assert squeezed(row["Control"]) in words
        assert squeezed(row["Reason"])[:20] in words
        for one in ids(row["Evidence"]) | ids(row["How it is done"]) | ids(row["Because of"]):
            assert one in words
    layout = words_of_pdf(statement_pdf, "-layout")
    numbers = [row["No."] for row in rows_of_site(example) if row["No."].startswith("A.")]
    assert [one for one in numbers if re.search(rf"^ *{re.escape(one)} ", layout, re.MULTILINE)] == numbers
    assert len(numbers) == 38


def test_the_head_of_the_statement_has_scope_version_approver_and_day_and_the_counts_of_the_site(
    example: Edition, statement_docx: bytes, statement_pdf: bytes
) -> None:
    facts = dict(row for row in tables_of(statement_docx)[0])
    assert facts["Version"].startswith("2.1") and facts["Approved"] == "2026-07-14 by ROLE-CRO"
    assert "Ghent and Braga" in facts["Scope"]
    decisions = [row["Applicable"] for row in rows_of_site(example)]
    assert {word: int(facts[word]) for word in ("Applicable", "Applicable in part", "Not applicable")} == {
        word: decisions.count(word) for word in ("Applicable", "Applicable in part", "Not applicable")
    }
    first = squeezed(words_of_pdf(statement_pdf).split("\f", maxsplit=1)[0])
    assert all(squeezed(f"{label} {value}") in first for label, value in facts.items() if label not in ("Scope", "Version"))


def test_wide_tables_lie_on_their_side_and_repeat_their_heads(statement_docx: bytes, statement_pdf: bytes) -> None:
    pages = [page.mediabox for page in PdfReader(BytesIO(statement_pdf)).pages]
    lying = [number for number, box in enumerate(pages) if box.width > box.height]
    texts = words_of_pdf(statement_pdf).split("\f")
    assert len(lying) > 3 and all("Reason for leaving out" in " ".join(texts[one].split()) for one in lying)
    document = docx.Document(BytesIO(statement_docx))
    assert [one.orientation for one in document.sections] == [0, 1, 0]
    table = next(one for one in document.tables if one.rows[0].cells[0].text == "No.")
    assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


# ---------------------------------------------------------------------------------------------------- what all have


def test_a_pdf_is_tagged_and_says_that_it_is_pdf_a_and_ua(manual_pdf: bytes, tmp_path: Path) -> None:
    file = tmp_path / "manual.pdf"
    file.write_bytes(manual_pdf)
    said = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged: +yes", said) and re.search(r"Title: +Ostervane AIMS: manual", said)
    reader = PdfReader(file)
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata and "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_every_page_has_title_version_page_of_pages_and_says_that_copies_are_uncontrolled(statement_pdf: bytes) -> None:
    pages = words_of_pdf(statement_pdf).split("\f")[:-1]
    for number, words in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in words and "Printed copies are uncontrolled" in words
    assert all("Statement of Applicability" in one and "Version 2.1 · Internal" in one for one in pages[1:])


def test_header_and_footer_of_word_have_the_same(statement_docx: bytes) -> None:
    document = docx.Document(BytesIO(statement_docx))
    assert document.core_properties.title == "Statement of Applicability"
    for section in document.sections:
        head = [cell.text for cell in section.header.tables[0].rows[0].cells]
        assert head == ["Statement of Applicability", "Version 2.1 · Internal"]
        foot = section.footer.tables[0]
        codes = [one.text.strip() for one in foot._tbl.iter(qn("w:instrText"))]
        assert foot.cell(0, 0).text == "Printed copies are uncontrolled · dates computed for 2026-11-15"
        assert codes == ["PAGE", "NUMPAGES"]


def test_the_manual_has_its_chapters_in_order_with_numbers_and_a_table_of_contents(example: Edition, manual_pdf: bytes) -> None:
    document = docx.Document(BytesIO(as_docx(printout(example, "manual"))))
    tops = [one.text.replace("\t", " ") for one in document.paragraphs if one.style.name == "Heading 1"]
    assert tops[1:4] == ["2 How to read this AIMS", "4 Context of the organization", "5 Leadership"]
    numbers = [int(one.partition(" ")[0]) for one in tops]
    assert numbers == sorted(set(numbers)) and tops[-1].endswith("Records named in this document")
    entries = [one for one in document.paragraphs if one.style.name in ("toc 1", "TOC 1")]
    assert len(entries) == len(tops)
    assert any("TOC " in one.text for one in document.element.body.iter(qn("w:instrText")))
    outline = PdfReader(BytesIO(manual_pdf)).outline
    assert [squeezed(one.title) for one in outline if not isinstance(one, list)] == [squeezed(one) for one in tops]


def test_every_reference_in_a_document_leads_somewhere_in_it(example: Edition, manual_pdf: bytes) -> None:
    content = as_docx(printout(example, "manual"))
    body = zipfile.ZipFile(BytesIO(content)).read("word/document.xml").decode()
    marks = set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', body))
    led = set(re.findall(r'w:anchor="([^"]+)"', body))
    assert led <= marks and len(led) > 150
    reader = PdfReader(BytesIO(manual_pdf))
    links = [one.get_object() for page in reader.pages for one in page.get("/Annots") or ()]
    inner = [one for one in links if "/Dest" in one or one.get("/A", {}).get("/S") == "/GoTo"]
    assert len(inner) > 500


def test_views_say_in_print_what_the_site_says(example: Edition, manual_pdf: bytes) -> None:
    words = " ".join(words_of_pdf(manual_pdf).split())
    for one in coverage_of(example.book.dossier).values():
        assert all(f"{state.label} {number}" in words for state, number in one.by_state)
        assert f"{one.applying} apply, {one.total} in all" in words
    listed = [one.id for one in example.book.dossier.graph.of_type("context_issue")]
    assert listed and all(one in words for one in listed)


@pytest.mark.parametrize("topic", ["POL-AI", "SYS-CHAT-AGENT", "trail:iso42001:A.6.2.4", "risk-register", "document-register"])
def test_each_kind_of_document_is_made_in_both_forms_and_names_its_subject(example: Edition, topic: str) -> None:
    made = printout(example, topic)
    for words in (words_of_docx(as_docx(made)), words_of_pdf(as_pdf(made))):
        assert squeezed(made.title) in squeezed(words)
        assert "Records named in this document" in words and "2026-11-15" in words


def test_topics_are_listed_with_titles(example: Edition) -> None:
    found = topics(example)
    assert found["soa"] == found["statement-of-applicability"] == "Statement of Applicability"
    assert found["SYS-LOAN-SCORING"] == "Loan scoring service" and found["POL-AI"] == "AI policy"
    assert "trail:iso42001:A.6.2.4" in found and "manual" in found and "risk-treatment-plan" in found


def test_a_dossier_says_every_theme_of_the_site_and_what_is_missing(example: Edition) -> None:
    words, paper = both(example, "SYS-LOAN-SCORING")
    page = next(one for one in example.site.pages if one.path == "records/SYS-LOAN-SCORING.html")
    themes = re.findall(r'id="theme-[^"]+">([^<]+)<', page.body)
    assert len(themes) > 8 and all(one.strip() in words and one.strip() in paper for one in themes)


# ------------------------------------------------------------------------------------------------ the manual's dialect

DIALECT = """
== docs/index.md
# Everything

Before. See [CTL-ONE] and [the second one][CTL-TWO], [chapter two](two.md), [its part](two.md#deep).

!!! warning "Mind the gap"
    Inside the box.

    - a point in it

??? note "Folded"
    Folded words.

=== "First tab"
    Tab one.
=== "Second tab"
    Tab two.

Term
:   Its meaning.

A note[^1] and H~2~O, *slanted*, **fat**, `code`.

[^1]: Words of the note.

| Left | Right |
|:-----|------:|
| a \\| b | 中文 Größe |

- [x] done
- [ ] open

3. three
4. four

> Quoted words.

``` python
def f(): return "# no heading"
```

```aimsbook
view: matrix
rows: policy
columns: control
caption: Who meets what
```

==== no heading

<div>Raw words</div>
== docs/two.md
# 7 Two
## Deep { #deep }
#### Too deep
Words.
== controls/x.yml
id: CTL-ONE
type: control
title: The first control
---
id: CTL-TWO
type: control
title: The second control
---
id: POL-ONE
type: policy
title: A policy
governs: [CTL-ONE, CTL-TWO]
"""


def test_every_construct_of_the_dialect_comes_out_right(drawing: Drawing) -> None:
    made = printout(drawn(drawing, DIALECT), "manual")
    content = as_docx(made)
    document = docx.Document(BytesIO(content))
    styles = {one.text.strip(): one.style.name for one in document.paragraphs}
    assert styles["Mind the gap"] == styles["Folded"] == "Box Title"
    assert styles["Inside the box."] == styles["Folded words."] == "Box"
    assert styles["Its meaning."] == "Definition" and styles["Quoted words."] == "Block Text"
    assert [one.text for one in document.paragraphs if one.style.name.startswith("Heading")][:4] == [
        "1\\tEverything".replace("\\t", "\t"), "7\tTwo", "7.1\tDeep", "7.1.1\tToo deep",
    ]  # fmt: skip
    words = words_of_docx(content)
    paper = words_of_pdf(as_pdf(made))
    for said in (words, paper):
        whole = squeezed(said)
        for part in ("Wordsofthenote.", "a|b", "中文Größe" if "中" in said else "Größe", "☑done", "☐open", 'return"#noheading"',
                     "thesecondone(CTL-TWO)", "Thefirstcontrol", "Tabone.", "Secondtab", "====noheading", "Rawwords"):  # fmt: skip
            assert part in whole, part
        assert "!!!" not in said and "aimsbook" not in said and "view:" not in said
    assert "Who meets what" in words and "Who meets what" in paper


# ----------------------------------------------------------------------------------------------------- hostile words

HOSTILE = [
    '#import "@preview/x:1.0.0": *', '#read("/etc/passwd")', "#{ panic() }", "$ sum $ \\input{/etc/passwd}", "\\LaTeX{}",
    "<script>alert(1)</script>", "<w:p/>", "```{=typst} #read(\"x\") ```", "`#x`{=openxml}", "a | b | c", "| a | b |",
    ":::", "::: {.cover}", "[^1]: note", "[x]: http://e.vil", "{{title}}", "{% raw %}", "1. one", "- a", "# head", "= head",
    "*/ // comment /* x", "@ref <label>", "~sub~ ^sup^", "&lt;b&gt; &#60;", "\\\\ \\# \\", "-- --- ...", "'single' \"double\"",
    "%TeX", "word" * 60, "+RTS -?", "x\u200by", "\ufeffbom", "tab\there",
]


def test_hostile_words_come_out_as_words_in_every_place(drawing: Drawing) -> None:
    records = [
        f"id: CTL-X{index}\ntype: control\ntitle: {quoted(words)}\ntext: {quoted(words)}\n" for index, words in enumerate(HOSTILE)
    ]
    edition = drawn(
        drawing,
        "== docs/index.md\n# A\n\n```aimsbook\nview: list\ntype: control\ncolumns: [id, title, text]\n```\n"
        "== controls/x.yml\n" + "---\n".join(records),
    )
    made = printout(edition, "manual")
    content = as_docx(made)
    table = next(one for one in tables_of(content) if one[0][:2] == ["Id", "Title"])
    for row, words in zip(table[1:], sorted(enumerate(HOSTILE), key=lambda one: f"CTL-X{one[0]}".zfill(8)), strict=True):
        assert row[0] == f"CTL-X{words[0]}"
        assert squeezed(row[1]) == squeezed(words[1].replace("\ufeff", "\ufeff"))
    paper = squeezed(words_of_pdf(as_pdf(made)))
    for words in HOSTILE[:12]:
        assert squeezed(words) in paper, words
    assert "root:" not in paper and "root:" not in words_of_docx(content)


def quoted(words: str) -> str:
    return json.dumps(words)


def test_hostile_chapters_read_no_file_and_stay_words(drawing: Drawing) -> None:
    chapter = "\n\n".join(f"{words}" for words in HOSTILE if not words.startswith(("[^1]", "[x]", "- a", "1. one", "# head")))
    edition = drawn(drawing, f"== docs/index.md\n# A\n\n![x](/etc/passwd) ![y](../../etc/passwd) ![z](none.png)\n\n{chapter}\n== controls/x.yml\nid: CTL-ONE\ntype: control\ntitle: One\n")
    words, paper = both(edition, "manual")
    for said in (words, paper):
        assert "root:" not in said and "alert(1)" not in said.replace("<script>", "")
        assert 'read("/etc/passwd")' in squeezed(said) and "{panic()}" in squeezed(said)


# ------------------------------------------------------------------------------------------ fonts, bytes, environment


def test_a_sign_that_no_font_has_is_told_by_number_and_in_one_warning(
    drawing: Drawing, caplog: pytest.LogCaptureFixture
) -> None:
    edition = drawn(drawing, "== docs/index.md\n# A\n\nÄÖÜß żółć Ελλάδα \ue123\U0010fffd x\n== controls/x.yml\nid: CTL-ONE\ntype: control\ntitle: O\n")
    words = words_of_pdf(as_pdf(printout(edition, "manual")))
    assert "ÄÖÜß żółć Ελλάδα (U+E123)(U+10FFFD) x" in words
    assert [one.getMessage() for one in caplog.records] == [
        "no font here has \ue123 (U+E123) \U0010fffd (U+10FFFD): told by number; install a font that has them"
    ]


def test_the_same_document_makes_the_same_bytes(example: Edition, statement_pdf: bytes, statement_docx: bytes) -> None:
    again = printout(example, "soa")
    assert as_pdf(again) == statement_pdf and as_docx(again) == statement_docx
    stamps = {one.date_time for one in zipfile.ZipFile(BytesIO(statement_docx)).infolist()}
    assert stamps == {(1980, 1, 1, 0, 0, 0)}
    other = as_pdf(replace(again, as_of="2027-01-02"))
    assert PdfReader(BytesIO(other)).metadata.creation_date.isoformat().startswith("2027-01-02")


def test_no_path_of_the_machine_is_in_a_document(statement_docx: bytes, statement_pdf: bytes) -> None:
    with zipfile.ZipFile(BytesIO(statement_docx)) as file:
        inside = b"".join(file.read(name) for name in file.namelist())
    for content in (inside, statement_pdf):
        assert b"aimsbook-print-" not in content and str(Path.home()).encode() + b"/" not in content


def test_without_pandoc_the_call_names_the_very_command_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "bin" / "pandoc"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho pandoc 2.17.1.1\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(old.parent))
    monkeypatch.setattr(sys, "path", [])  # so that the extra is not found either
    monkeypatch.setattr(sys, "path_importer_cache", {})
    pandoc.pandoc.cache_clear()
    try:
        with pytest.raises(EnvironmentFault, match=r"pandoc 3\.1\.6 or newer \(.*is 2\.17\.1\.1\): pip install 'aimsbook\[print\]'"):
            pandoc.pandoc()
    finally:
        pandoc.pandoc.cache_clear()


def test_a_pandoc_without_data_of_its_own_is_told_with_the_very_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: Edition) -> None:
    distributed = tmp_path / "bin" / "pandoc"
    distributed.parent.mkdir()
    distributed.write_text("#!/bin/sh\ntest \"$1\" = --version && echo pandoc 3.1.11.1 && exit\necho Could not find data file >&2\nexit 97\n")
    distributed.chmod(0o755)
    made = printout(example, "POL-AI")
    monkeypatch.setenv("PATH", f"{distributed.parent}:/usr/bin:/bin")
    monkeypatch.setattr(sys, "path", [])  # so that the extra is not found
    monkeypatch.setattr(sys, "path_importer_cache", {})
    pandoc.pandoc.cache_clear()
    try:
        with pytest.raises(EnvironmentFault, match=r"pandoc keeps its data in files.*: pip install 'aimsbook\[print\]'; nothing was written"):
            as_docx(made)
    finally:
        pandoc.pandoc.cache_clear()


def test_a_table_of_a_pdf_has_the_same_words_whoever_wrote_them(example: Edition, tmp_path: Path) -> None:
    """What pandoc itself says of tables differs from version to version, so none of it reaches typst."""
    made = printout(example, "soa")
    (tmp_path / "body").mkdir()
    body = pandoc.convert(made.text, "typst", tmp_path / "body", ["--lua-filter", str(typesetting.OWN / "filter.lua")], 0).decode()
    tables = re.findall(r"#table\(columns: \(([^)]*)\)", body)
    assert len(tables) == body.count("#table(") > 2
    assert all(sum(float(one.strip(" %")) for one in each.split(",") if one.strip()) <= 100.1 for each in tables)
    assert body.count("table.header(") == len(tables) - body.count("#sheet-facts[")


def test_without_typst_the_call_ends_with_3_and_one_line(tmp_path: Path) -> None:
    hidden = (
        "import importlib.util as u, sys\nreal = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'typst' else real(name, *a)\n"
        "from aimsbook.cli import main\nsys.argv = ['aimsbook', 'export', 'pdf', 'POL-AI', '-o', sys.argv[1]]\nmain()\n"
    )
    target = tmp_path / "x.pdf"
    run = subprocess.run([sys.executable, "-c", hidden, str(target)], cwd=EXAMPLE, capture_output=True, text=True, check=False)
    assert run.returncode == 3 and "pip install 'aimsbook[print]'" in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1 and list(tmp_path.iterdir()) == []


def test_a_text_that_takes_too_long_is_given_up(example: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "SECONDS", 0.001)
    with pytest.raises(EnvironmentFault, match="did not end within"):
        as_docx(printout(example, "soa"))
    monkeypatch.undo()
    monkeypatch.setattr(typesetting, "SECONDS", 0.001)
    with pytest.raises(EnvironmentFault, match="typst did not end within"):
        as_pdf(printout(example, "soa"))


@BOUNDED
def test_a_text_that_takes_too_much_memory_ends_with_3_and_one_line(tmp_path: Path) -> None:
    target = tmp_path / "x.pdf"
    small = (
        "import sys\nfrom aimsbook import typesetting\nfrom aimsbook.cli import main\ntypesetting.MEMORY = 96\n"
        "sys.argv = ['aimsbook', 'export', 'pdf', 'manual', '-o', sys.argv[1]]\nmain()\n"
    )
    run = subprocess.run([sys.executable, "-c", small, str(target)], cwd=EXAMPLE, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (3, "")
    assert run.stderr.strip().endswith("typst needs more than 96 MB of memory for this; nothing was written")
    assert len(run.stderr.strip().splitlines()) == 1 and list(tmp_path.iterdir()) == []


@BOUNDED
@pytest.mark.parametrize(("numbers", "ends"), [(1_000, 0), (100_000_000, -signal.SIGABRT)])
def test_the_typesetter_gets_no_more_memory_than_it_is_given(numbers: int, ends: int, tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{}")
    (tmp_path / "main.typ").write_text(f'#set document(title: "One")\n#range({numbers}).len()\n')
    command = [sys.executable, "-m", "aimsbook.typeset", str(tmp_path), "0", str(typesetting.MEMORY)]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == ends, run.stderr
    assert (tmp_path / "made.pdf").exists() is (ends == 0)


def test_the_organisation_may_bring_its_own_reference_document(drawing: Drawing) -> None:
    own = docx.Document(str(REFERENCE))
    own.sections[0].header.paragraphs[0].text = "ACME · {{title}} · {{organisation}}"
    drawing.draw("== controls/x.yml\nid: CTL-ONE\ntype: control\ntitle: One\n== docs/index.md\n# A\n\nb\n")
    own.save(str(drawing.root / "acme.docx"))
    edition = drawn(drawing, "== docs/index.md\n# A\n\nb\n")
    project = replace(edition.book.project, reference_docx=drawing.root / "acme.docx")
    made = export(exporters()["docx"], compile_edition(project), "manual")[0].content
    header = docx.Document(BytesIO(made)).sections[0].header.paragraphs[0].text
    assert header == "ACME · Drawn AIMS: manual · Drawn AIMS"
    missing = replace(project, reference_docx=drawing.root / "none.docx")
    with pytest.raises(ConfigurationFault, match=r"the reference document .*none\.docx: No such file"):
        export(exporters()["docx"], compile_edition(missing), "manual")


def test_a_call_may_bring_a_reference_document_in_the_place_of_the_projects(drawing: Drawing) -> None:
    drawn(drawing, "id: CTL-ONE\ntype: control\ntitle: One\n== docs/index.md\n# A\n\nb\n")
    own = docx.Document(str(REFERENCE))
    own.sections[0].header.paragraphs[0].text = "HOUSE · {{title}}"
    own.save(str(drawing.root / "house.docx"))
    drawing.draw(f"== mkdocs.yml\n{MKDOCS}      reference_docx: none.docx\n{EXTENSIONS}\n")
    target = drawing.root / "made.docx"
    call = ["export", "docx", "manual", "-f", str(drawing.root / "mkdocs.yml"), "-o", str(target)]
    result = CliRunner().invoke(cli, [*call, "--reference", str(drawing.root / "house.docx")])
    assert result.exit_code == 0, result.output
    assert docx.Document(str(target)).sections[0].header.paragraphs[0].text == "HOUSE · Drawn AIMS: manual"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Invalid value for '--reference': File '{}' does not exist."),
        (b"words\n", "the reference document {} is no Word file (.docx); begin with a copy of "),
        (zipped("mimetype"), "the reference document {} is no Word file (.docx); begin with a copy of "),
    ],
    ids=["missing", "text", "another archive"],
)
def test_a_reference_document_that_is_none_is_told_and_nothing_is_written(content: bytes | None, said: str, tmp_path: Path) -> None:
    house, target = tmp_path / "house.docx", tmp_path / "made" / "x.docx"
    target.parent.mkdir()
    house.write_bytes(content or b"")
    wanted = house if content else tmp_path / "none.docx"
    call = [sys.executable, "-m", "aimsbook", "export", "docx", "POL-AI", "--reference", str(wanted), "-o", str(target)]
    run = subprocess.run(call, cwd=EXAMPLE, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, list(target.parent.iterdir())) == (2, "", [])
    assert said.format(wanted) in run.stderr


def test_only_word_files_take_a_reference_document() -> None:
    assert [one.name for one in exporters().values() if one.styled] == ["docx"]
    result = CliRunner().invoke(cli, ["export", "pdf", "soa", "--reference", "x.docx", "-o", "x.pdf"])
    assert (result.exit_code, "No such option" in result.output) == (2, True)


def test_the_shipped_reference_document_is_what_its_script_makes(tmp_path: Path, repository: Path) -> None:
    made = tmp_path / "reference.docx"
    subprocess.run([sys.executable, str(repository / "tools" / "reference_docx.py"), str(made)], check=True)
    with zipfile.ZipFile(made) as new, zipfile.ZipFile(REFERENCE) as shipped:
        assert new.namelist() == shipped.namelist()
        for name in ("word/styles.xml", "word/document.xml", "word/header1.xml", "word/footer1.xml"):
            assert new.read(name) == shipped.read(name), name


def test_the_command_writes_a_document(tmp_path: Path) -> None:
    target = tmp_path / "policy.docx"
    call = ["export", "docx", "POL-AI", "-o", str(target), "-f", str(EXAMPLE / "mkdocs.yml")]
    result = CliRunner().invoke(cli, call)
    assert (result.exit_code, result.stdout) == (0, ""), result.output
    assert "AI policy" in [one.text for one in docx.Document(str(target)).paragraphs]


needs_office = pytest.mark.skipif(not shutil.which(SOFFICE), reason="needs LibreOffice: apt-get install libreoffice-writer")


@pytest.fixture
def office(tmp_path: Path) -> Callable[[Mapping[str, bytes]], dict[str, bytes]]:
    """Word files by name as LibreOffice sets them in PDF."""

    def run(files: Mapping[str, bytes]) -> dict[str, bytes]:
        for name, content in files.items():
            (tmp_path / f"{name}.docx").write_bytes(content)
        home = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
        command = [SOFFICE, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
        command += [str(tmp_path / f"{name}.docx") for name in files]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return {name: (tmp_path / f"{name}.pdf").read_bytes() for name in files}

    return run


Office: TypeAlias = Callable[[Mapping[str, bytes]], dict[str, bytes]]


@needs_office
def test_libreoffice_opens_the_statement_and_shows_every_row(example: Edition, statement_docx: bytes, office: Office) -> None:
    content = office({"soa": statement_docx})["soa"]
    words = squeezed(words_of_pdf(content))
    for row in rows_of_site(example):
        assert squeezed(row["Control"]) in words
    assert "Printed copies are uncontrolled" in words_of_pdf(content)
    boxes = [page.mediabox for page in PdfReader(BytesIO(content)).pages]
    assert sum(box.width > box.height for box in boxes) > 3


def bare(content: bytes, title: str) -> list[int]:
    """The pages of a PDF that say nothing but what stands in their header and footer."""
    own = re.compile(rf"{re.escape(squeezed(title))}(Version.*)?|Printedcopiesareuncontrolled.*|Page\d+of\d+|Version.*|\d{{4}}-\d\d-\d\d|")
    pages = words_of_pdf(content).split("\f")[:-1]
    return [
        number for number, words in enumerate(pages, 1)
        if all(own.fullmatch(squeezed(line)) for line in words.splitlines())
    ]


@needs_office
def test_no_document_has_an_empty_page(example: Edition, office: Office) -> None:
    wanted = [
        "manual", "soa", "risk-register", "risk-treatment-plan", "document-register", "SYS-LOAN-SCORING", "SYS-CHAT-AGENT",
        "POL-AI", "PLAN-AIMS", "trail:iso42001:A.6.2.4", "trail:iso42001:5.2", "trail:EV-BIAS-4.2.0",
    ]  # fmt: skip
    printed = {one.replace(":", "-"): printout(example, one) for one in wanted}
    word = office({name: as_docx(made) for name, made in printed.items()})
    assert {name: found for name, content in word.items() if (found := bare(content, printed[name].title))} == {}
    assert {name: found for name, made in printed.items() if (found := bare(as_pdf(made), made.title))} == {}


WIDE = "|" + "".join(f" column{number} |" for number in range(9)) + "\n" + "|---" * 9 + "|\n" + "| x " * 9 + "|"
ORDERS = {
    "one after the other": ["# A", WIDE, "", WIDE],
    "with headings": ["# A", WIDE, "## B", WIDE, "## C", WIDE],
    "a chapter that begins after one": ["# A", "Words.", WIDE],
    "words between": ["# A", WIDE, "Short.", "## B", "Words. " * 80, WIDE, "Words. " * 80],
}


@needs_office
@pytest.mark.parametrize("order", ORDERS)
def test_wide_tables_leave_no_empty_page_in_whatever_order_they_come(order: str, drawing: Drawing, office: Office) -> None:
    text = "\n\n".join(ORDERS[order])
    drawing.draw(f"== docs/two.md\n{text}\n== docs/three.md\n{text}\n== controls/x.yml\nid: CTL-ONE\ntype: control\ntitle: O\n")
    made = printout(drawn(drawing, f"== docs/index.md\n{text}\n"), "manual")
    word, paper = office({"made": as_docx(made)})["made"], as_pdf(made)
    for content in (word, paper):
        boxes = [page.mediabox for page in PdfReader(BytesIO(content)).pages]
        assert bare(content, made.title) == [] and any(box.width > box.height for box in boxes)
        assert words_of_pdf(content).count("column8") == 3 * text.count("column8")


# ------------------------------------------------------------------------------------------------- rows and their cells

IDS = [f"CTL-{one}-RELEASE-CHECK" for one in ("FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH")]
LISTED = "| Who | Names | Says |\n|---|---|---|\n" + "".join(
    f"| {number} | {', '.join(f'[{one}]' for one in IDS[number:])} | {'Words that fill the last column. ' * 9}|\n"
    for number in range(4)
)
NAMED = "\n---\n".join(f"id: {one}\ntype: control\ntitle: T" for one in IDS)


@needs_office
def test_an_id_in_a_list_is_never_told_on_two_lines_where_its_column_has_room(drawing: Drawing, office: Office) -> None:
    made = printout(drawn(drawing, f"== docs/index.md\n# A\n\n{LISTED}\n== controls/x.yml\n{NAMED}\n"), "manual")
    for content in (as_pdf(made), office({"made": as_docx(made)})["made"]):
        words = words_of_pdf(content).partition("Records named")[0]
        assert [words.count(one) for one in IDS] == [1, 2, 3, 4, 4]


@needs_office
def test_a_row_stays_on_one_page_and_one_that_is_higher_than_a_page_is_told_whole(drawing: Drawing, office: Office) -> None:
    table = "| Name | Says |\n|---|---|\n"
    rows = "".join(f"| row{number} | {' '.join(f'w{number}x{word}' for word in range(130))} |\n" for number in range(30))
    high = f"| high | {' '.join(f'tall{word}' for word in range(4000))} |\n"
    edition = drawn(drawing, f"== docs/index.md\n# A\n\n{table}{rows}\n# B\n\n{table}{high}\n== controls/x.yml\n{NAMED}\n")
    made = printout(edition, "manual")
    for content in (as_pdf(made), office({"made": as_docx(made)})["made"]):
        pages = [set(page.replace("\u200b", "").split()) for page in words_of_pdf(content).split("\f")]
        for number in range(30):
            whole = {f"row{number}", *(f"w{number}x{word}" for word in range(130))}
            assert sum(whole <= page for page in pages) == 1, number
        assert {f"tall{word}" for word in range(4000)} <= set().union(*pages)


def test_code_in_a_cell_is_no_larger_than_the_words_beside_it(drawing: Drawing) -> None:
    table = "| A | B |\n|---|---|\n| words | `code` |"
    made = printout(drawn(drawing, f"== docs/index.md\n# A\n\n{table}\n\n{WIDE.replace(' x ', ' `x` ')}\n== controls/x.yml\n{NAMED}\n"), "manual")
    document = docx.Document(BytesIO(as_docx(made)))
    found = [
        (run.style.font.size, paragraph.style.font.size)
        for one in document.tables for row in one.rows for cell in row.cells for paragraph in cell.paragraphs
        for run in paragraph.runs if run.text in ("code", "x")
    ]
    assert len(found) == 10 and all(code < words for code, words in found)


# -------------------------------------------------------------------------------------------------------- profiles


@pytest.mark.parametrize("topic", ["manual", "soa", "trail:iso42001:A.6.2.4"])
def test_no_document_tells_what_its_profile_withholds(topic: str) -> None:
    edition = example_under("customer")
    dossier = edition.book.dossier
    assert dossier.whole is not None
    hidden = {one.id: one.title for one in dossier.whole.graph if one.id not in dossier.graph.records and not one.shipped}
    assert len(hidden) > 100 and topic in topics(edition)
    for words in both(edition, topic):
        whole = squeezed(words)
        assert [one for one in hidden if re.search(rf"(?<![\w.-]){re.escape(one)}(?![\w-])", whole)] == []
        shown = " ".join(one.title for one in dossier.graph)
        secret = [one for one in hidden.values() if len(one.split()) > 3 and one not in shown]
        assert len(secret) > 50 and [one for one in secret if squeezed(one) in whole] == []
