"""What a start page and a declared list say is said by a command too: the same records, from the same result."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from click.testing import CliRunner, Result

from aimsbook.address import record_page
from aimsbook.briefing import Part, parts_of
from aimsbook.cli import cli
from aimsbook.compose import Edition
from aimsbook.errors import ConfigurationFault
from aimsbook.starts import Start, read_starts
from drawn import EXAMPLE, page_at

MOST_LINKS = 12


@pytest.fixture(autouse=True)
def at_the_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE)


def called(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def blocks(edition: Edition) -> Iterator[tuple[Start, Part]]:
    for start in read_starts():
        yield from ((start, part) for part in parts_of(start, edition.book) if part.view)


def section_of(edition: Edition, start: Start, part: Part) -> str:
    body = page_at(edition, f"start/{start.name}.html").body
    return body[body.index(f'<h2 id="{part.block.name}">') :].partition("\n<h2 ")[0]


def test_every_line_of_every_block_is_on_its_page(example: Edition) -> None:
    seen = 0
    for start, part in blocks(example):
        shown = section_of(example, start, part)
        assert part.view
        for line in part.view.say().lines:
            seen += 1
            titled = any(cell.words and cell.words in unescape(shown) for cell in line.cells if not cell.records)
            there = not line.record or record_page(line.record) in shown or titled
            assert there, (start.name, part.block.name, line.record)
            for cell in line.cells:
                hidden = [one for one in cell.records[:MOST_LINKS] if record_page(one) not in shown]
                assert hidden == [], (start.name, part.block.name, line.record)
    assert seen > 150


def test_a_table_on_the_page_has_a_row_for_each_line(example: Edition) -> None:
    for start, part in blocks(example):
        if part.view and part.block.view in ("list", "risks"):
            number = len(re.findall("<tr>", section_of(example, start, part))) - 1
            assert number == max(len(part.view.say().lines), 1), (start.name, part.block.name)


def test_an_empty_block_is_empty_on_its_page_too(example: Edition) -> None:
    empty = [(start, part) for start, part in blocks(example) if part.view and not part.view.say().number]
    assert empty
    for start, part in empty:
        assert re.search("Nothing is missing|No record meets this|None is rated", section_of(example, start, part))


def test_without_a_reader_every_block_is_listed_with_its_number(example: Edition) -> None:
    told = called("start").stdout
    for start, part in blocks(example):
        assert part.view
        assert re.search(rf"^ +{part.view.say().number} +{start.name}#{part.block.name} ", told, re.MULTILINE)


def test_the_two_formats_say_the_same() -> None:
    words = called("start", "aims-manager#running-out").stdout
    (reader,) = json.loads(called("start", "aims-manager#running-out", "--format", "json").stdout)["readers"]
    (block,) = reader["blocks"]
    assert block["number"] == len(block["rows"]) == 7
    for row in block["rows"]:
        assert row["record"] in words
        assert all(cell["words"] in words for cell in row["cells"].values())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("start", "internal-auditor#tests", "--strict"), 1),
        (("start", "internal-auditor#tests"), 0),
        (("start", "aims-manager#unsettled-systems", "--strict"), 0),
        (("start", "aims-manager#first", "--strict"), 0),
        (("list", "document-register", "--strict"), 1),
        (("list", "document-register"), 0),
    ],
)
def test_a_strict_call_ends_with_one_when_the_answer_is_not_empty(words: tuple[str, ...], code: int) -> None:
    assert called(*words).exit_code == code
    assert called(*words, "--format", "json").exit_code == code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("start", "aims-manger"), "there is no reader 'aims-manger'; did you mean 'aims-manager'?"),
        (("start", "aims-manager#tests"), "there is no block 'tests'"),
        (("list", "document-registry"), "there is no list 'document-registry'; did you mean 'document-register'?"),
    ],
)
def test_a_word_that_is_none_is_told(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(ConfigurationFault, match=re.escape(said)):
        CliRunner().invoke(cli, list(words), catch_exceptions=False)


def test_a_list_is_said_as_its_page_has_it(example: Edition) -> None:
    (found,) = json.loads(called("list", "statement-of-applicability", "--format", "json").stdout)["lists"]
    body = page_at(example, "statement-of-applicability.html").body
    assert found["number"] == 46
    assert [row["record"] for row in found["rows"] if record_page(row["record"]) not in body] == []
    a45 = next(row for row in found["rows"] if row["record"] == "iso42001:A.4.5")
    assert a45["cells"]["decided_by"]["records"] == ["SOA-A.4.5"]
