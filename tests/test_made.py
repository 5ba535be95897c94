"""Every link of a made page leads to a page that is made, however little is on record."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from aimsbook.address import COMPLETENESS, INDEX, OVERVIEW
from aimsbook.build import open_project
from aimsbook.completeness import examine
from aimsbook.compose import Edition, compile_edition
from aimsbook.made import place_of
from aimsbook.records import Severity, Value
from aimsbook.site import Page
from aimsbook.source import Document, read_file
from aimsbook.starter import begin
from aimsbook.starts import read_starts
from aimsbook.writing import as_documents
from drawn import EXAMPLE, Drawing, page_at

FRAMEWORKS = ("iso42001", "nist-ai-rmf", "eu-ai-act")
PROFILES = ("", "auditor", "internal", "customer", "public")
SHARES = (0.01, 0.03, 0.1, 0.3, 0.6, 0.9)
WAYS = sorted({way.to for start in read_starts() for block in start.blocks for way in block.links})
SEVERAL = (
    "{id: SYS-1, type: ai_system, title: One, in_scope: yes, stage: operation}\n---\n"
    "{id: RSK-1, type: risk, title: One, likelihood: likely, impact: major}\n"
)
CHAPTER = "# Views\n\n" + "".join(
    f"```aimsbook\nview: {view}\n```\n\n"
    for view in ["overview", "gaps", "coverage", "risks", "owed", "statement", "changes", "list\ntype: control", "matrix\nname: control-evidence"]
)


def loose(edition: Edition) -> list[str]:
    """The links of pages, and of chapters with their views, that lead nowhere; errors stop a build, so there is none."""
    assert [one for one in edition.diagnostics if one.severity is Severity.ERROR] == []
    made = [page for page in edition.site.pages if page.path != COMPLETENESS]
    chapters = [chapter(path, text, edition) for path, text in edition.book.sources()]
    found = examine(edition.book, [*made, *chapters], edition.site.assets)
    return [f"{one.page}: {one.href}" for one in found.dangling]


def chapter(path: str, text: str, edition: Edition) -> Page:
    """A chapter as MkDocs makes it: links to Markdown files lead to their pages."""
    html = edition.fill(edition.book.project.convert(edition.chapter(path, text).text), path)
    body = re.sub(r'(href="[^":]*)\.md(?=["#])', r"\1.html", html)
    return Page(path.removesuffix(".md") + ".html", path, path, body)


# nearly nothing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["policy", "risk", "control", "evidence", "ai_system", "role", "management_review"])
def test_no_link_dangles_where_one_record_is_all_there_is(kind: str, drawing: Drawing) -> None:
    assert loose(drawing.edition(f"{{id: X-1, type: {kind}, title: One}}")) == []


@pytest.mark.parametrize("frameworks", [(), ("iso42001",), FRAMEWORKS], ids=len)
@pytest.mark.parametrize("profile", ["", "public"])
def test_no_link_dangles_where_nothing_is_on_record(profile: str, frameworks: tuple[str, ...], drawing: Drawing) -> None:
    project = replace(drawing.project(frameworks), profile=profile)
    assert loose(compile_edition(project)) == []


@pytest.mark.parametrize(("profile", "front"), [(one, "index.md") for one in PROFILES] + [("", "welcome.md")])
def test_no_link_dangles_in_what_init_begins(profile: str, front: str, tmp_path: Path) -> None:
    begin(tmp_path)
    shutil.move(tmp_path / "docs/index.md", tmp_path / "docs" / front)
    project = replace(open_project(tmp_path / "mkdocs.yml"), profile=profile)
    assert loose(compile_edition(project)) == []


# any part of the example ----------------------------------------------------------------------------------------------


@cache
def records() -> Mapping[str, Mapping[str, Value]]:
    """Every record of the example as it is written, by id."""
    files = sorted(file for file in (EXAMPLE / "controls").rglob("*.yml") if "vocabulary" not in file.parts)
    documents = [one.value for file in files for one in read_file(file, file.name) if isinstance(one, Document)]
    return {str(one["id"]): one for one in documents}


def without(value: Value, gone: re.Pattern[str]) -> Value | None:
    """A value that names nothing of what is gone any more; None where nothing is left of it."""
    if isinstance(value, str):
        return None if gone.fullmatch(value) else re.sub(rf"\[({gone.pattern})\]", r"\1", value)
    if isinstance(value, list):
        return [one for each in value if (one := without(each, gone)) is not None] or None
    return {key: one for key, each in value.items() if (one := without(each, gone)) is not None and not gone.fullmatch(key)} or None


def some_of_the_example(seed: int, root: Path) -> Edition:
    """A part of the example by chance, without what then misses something that it must have."""
    chance = random.Random(seed)
    frameworks = [name for name in FRAMEWORKS if chance.random() < 0.6]
    share, profile = chance.choice(SHARES), chance.choice(PROFILES)
    kept = [name for name in records() if chance.random() < share]
    for folder in ("docs", "evidence", "baselines"):
        shutil.copytree(EXAMPLE / folder, root / folder)
    project = replace(Drawing(root).project(frameworks), profile=profile)
    while wrong := refused(project.records, kept, frameworks, root):
        kept = [name for name in kept if name not in wrong]
    for file in (root / "docs").rglob("*.md"):
        file.write_text("# Empty\n", encoding="utf-8")
    for path in ("index.md", "manual/introduction.md"):
        (root / "docs" / path).write_text(CHAPTER, encoding="utf-8")
    return compile_edition(project)


def gone_of(kept: Collection[str], frameworks: Collection[str]) -> re.Pattern[str]:
    """What is not there: records that are not kept, and requirements of frameworks that are off."""
    names = [re.escape(name) for name in records() if name not in kept]
    names += [rf"{name}:[\w.:-]+" for name in FRAMEWORKS if name not in frameworks]
    return re.compile("|".join([*names, "-"]))


def refused(folder: Path, kept: Collection[str], frameworks: Collection[str], root: Path) -> set[str | None]:
    """Write what is kept, and say which records have an error then."""
    gone = gone_of(kept, frameworks)
    folder.mkdir(exist_ok=True)
    (folder / "records.yml").write_text(as_documents(without(records()[name], gone) for name in kept), encoding="utf-8")
    found = Drawing(root).dossier("", frameworks).diagnostics
    return {one.record for one in found if one.severity is Severity.ERROR}


@pytest.mark.parametrize("seed", range(8))
def test_no_link_dangles_in_any_part_of_the_example(seed: int, tmp_path: Path) -> None:
    assert loose(some_of_the_example(seed, tmp_path)) == []


# where a page is ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("frameworks", [(), ("iso42001",), FRAMEWORKS], ids=len)
@pytest.mark.parametrize("drawn", ["", SEVERAL, SEVERAL + "\n== docs/index.md\n# Mine\n"])
def test_a_page_is_said_to_be_there_exactly_where_it_is_made(drawn: str, frameworks: tuple[str, ...], drawing: Drawing) -> None:
    edition = drawing.edition(drawn, frameworks)
    made = {page.path for page in edition.site.pages}
    assert {page for page in WAYS if place_of(page, edition.book)} == (made | {OVERVIEW}) & set(WAYS)
    assert {place_of(page, edition.book) for page in WAYS} - {""} <= made


def test_the_overview_is_the_front_page_where_the_manual_has_none(drawing: Drawing) -> None:
    assert f'href="../{INDEX}">Overview</a>' in page_at(drawing.edition(), "start/management.html").body
    assert f'href="../{OVERVIEW}">Overview</a>' in page_at(drawing.edition("\n== docs/index.md\n# Mine\n"), "start/management.html").body
