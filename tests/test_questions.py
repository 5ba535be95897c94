"""The acceptance questions: each is answered with the right records, and with others once a fact is another."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from aimsbook.address import record_page
from aimsbook.book import Book, compile_book
from aimsbook.build import open_project
from aimsbook.cli import cli
from aimsbook.compose import Edition
from aimsbook.registry import modules_of
from aimsbook.site import Page
from aimsbook.source import read_plain
from drawn import AS_OF, EXAMPLE, page_at

TABLE: list[dict[str, Any]] = next(iter(read_plain(Path(__file__).parent / "questions.yml"))).value
ASKED = [*range(1, 33), 36, 37, 40]
DOCUMENTED = EXAMPLE / "docs/product/questions.md"
PARTS = ("controls", "docs", "evidence", "baselines")
_LINK = re.compile(r'href="(?:\.\./|\./)?(records/)?([A-Za-z0-9._-]+\.html)(?:#[^"]*)?"')
_HEADING = re.compile(r'<h([1-6])[^>]*? id="([^"]+)"')


def named(question: Mapping[str, Any]) -> str:
    return f"question-{question['number']}"


@pytest.fixture(scope="module")
def makers(example: Edition) -> Mapping[str, ModuleType]:
    """Which room makes the page of which address."""
    return {
        page.path: module
        for module in modules_of("aimsbook.pages")
        for page in module.pages(example.book)
        if isinstance(page, Page)
    }


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A copy of the example."""
    for part in PARTS:
        shutil.copytree(EXAMPLE / part, tmp_path / part)
    shutil.copy(EXAMPLE / "mkdocs.yml", tmp_path)
    return tmp_path


def altered(root: Path, changes: Mapping[str, str] | list[Mapping[str, str]]) -> None:
    """Make one fact of a copy another, or several."""
    for change in changes if isinstance(changes, list) else [changes]:
        alter(root, change)


def alter(root: Path, change: Mapping[str, str]) -> None:
    file = root / change["file"]
    text = file.read_text()
    start = re.search(rf"^id: {re.escape(change['record'])}$", text, re.MULTILINE)
    assert start, f"{change['file']} has no {change['record']}"
    end = text.find("\n---\n", start.end())
    head, record, rest = text[: start.start()], text[start.start() : end], text[end:] if end >= 0 else ""
    record = record if end >= 0 else text[start.start() :]
    assert change["old"] in record, f"{change['record']} does not say {change['old']!r}"
    file.write_text(head + record.replace(change["old"], change["new"], 1) + rest)


def section(body: str, anchor: str) -> str:
    """What stands below a heading, down to the next one of its level or above."""
    headings = list(_HEADING.finditer(body))
    first = next((one for one in headings if one[2] == anchor), None)
    assert first, f"there is no section {anchor}"
    after = (one.start() for one in headings if one.start() > first.start() and one[1] <= first[1])
    return body[first.start() : next(after, len(body))]


def linked(page: Page, anchor: str, addresses: Mapping[str, str]) -> set[str]:
    """The records that a section of a page links to."""
    beside = page.path.startswith("records/")
    shown = section(page.body, anchor) if anchor else page.body
    found = [f"records/{one[2]}" for one in _LINK.finditer(unescape(shown)) if one[1] or beside]
    return {addresses[one] for one in found if one in addresses}


def told(value: Any, about: list[str] | None, known: Mapping[str, str]) -> Iterator[str]:
    """Every id of a record in a command's JSON, without what is not open and what other duties and rules say."""
    if isinstance(value, dict):
        if value.get("open") is False or (
            about and "rule" in value and not {value["rule"], value["duty"]} & set(about)
        ):
            return
        for one in value.values():
            yield from told(one, about, known)
    elif isinstance(value, list):
        for one in value:
            yield from told(one, about, known)
    elif isinstance(value, str) and value in known:
        yield value


def answered(answer: Mapping[str, Any], book: Book, pages: Mapping[str, Page] | Mapping[str, ModuleType]) -> set[str]:
    """What the page or the command says; the page is made by its room where it is not there yet."""
    addresses = {record_page(name): name for name in book.dossier.graph.records}
    at = str(answer["at"])
    if at.startswith("aimsbook "):
        done = CliRunner().invoke(cli, shlex.split(at)[1:])
        assert done.exit_code in (0, 1), done.output
        found = set(told(json.loads(done.stdout), answer.get("about"), book.dossier.graph.records))
        assert "--strict" not in at or done.exit_code == bool(found)
    else:
        path, _, anchor = at.partition("#")
        page = pages[path]
        if isinstance(page, ModuleType):
            page = next(one for one in page.pages(book) if isinstance(one, Page) and one.path == path)
        found = linked(page, anchor, addresses)
    return {one for one in found if one.startswith(tuple(answer["of"]))}


def words(answer: Mapping[str, Any], pages: Mapping[str, Page]) -> str:
    """All that the page's section or the command says."""
    path, _, anchor = str(answer["at"]).partition("#")
    if path in pages:
        return section(pages[path].body, anchor)
    return CliRunner().invoke(cli, shlex.split(str(answer["at"]))[1:]).stdout


def test_every_question_is_in_the_table() -> None:
    assert [int(one["number"]) for one in TABLE] == ASKED


@pytest.mark.parametrize("question", TABLE, ids=named)
def test_no_answer_is_empty_and_some_answer_changes(question: dict[str, Any]) -> None:
    assert all(one["are"] or one["says"] for one in question["answers"])
    assert all(one["are"] or one.get("then") for one in question["answers"])
    assert any(set(one.get("then", one["are"])) != set(one["are"]) for one in question["answers"])


@pytest.mark.parametrize("question", TABLE, ids=named)
def test_the_example_answers(question: dict[str, Any], example: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE)
    for answer in question["answers"]:
        at = str(answer["at"]).partition("#")[0]
        pages: dict[str, Page] = {} if at.startswith("aimsbook ") else {at: page_at(example, at)}
        assert answered(answer, example.book, pages) == set(answer["are"]), answer["at"]
        if not answer["are"]:
            assert answer["says"] in words(answer, pages)


@pytest.mark.parametrize("question", TABLE, ids=named)
def test_another_fact_has_another_answer(
    question: dict[str, Any], other: Path, makers: Mapping[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    altered(other, question["change"])
    monkeypatch.chdir(other)
    book = compile_book(open_project(other / "mkdocs.yml", AS_OF.isoformat()))
    for answer in question["answers"]:
        if "then" in answer:
            assert answered(answer, book, makers) == set(answer["then"]), answer["at"]


def test_the_documented_table_says_where_each_question_is_answered() -> None:
    lines = [line.strip("|").split("|") for line in DOCUMENTED.read_text().splitlines() if re.match(r"\| \d+ \|", line)]
    assert [int(line[0]) for line in lines] == ASKED
    for line, question in zip(lines, TABLE, strict=True):
        assert (line[1].strip(), line[2].strip()) == (question["who"], question["asks"])
        for answer in question["answers"]:
            assert named_place(str(answer["at"])) in line[3], question["number"]


def named_place(at: str) -> str:
    """A page by its address below the documentation's folder, a command by its words."""
    return f"`{at}`" if at.startswith("aimsbook ") else f"(../{at.replace('.html', '.md')})"
