"""The site as pages for any builder: MkDocs without our plugin and Zensical make the same site of them, link by link."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown_it import MarkdownIt

from aimsbook.address import record_page
from aimsbook.build import open_project
from aimsbook.cli import cli
from aimsbook.compose import Edition, compile_edition
from aimsbook.exporting import export, exporters
from aimsbook.navigation import navigation, outside, paths_in
from aimsbook.pagetext import page_text
from aimsbook.publish import deliver_folder
from aimsbook.site import LEADING, Page
from aimsbook.source import read_plain
from aimsbook.starter import begin
from drawn import MKDOCS, Drawing

OURS = {"headerlink", "md-content__button"}  # what a theme adds to the content, page by page
SKIP = {"__skip", "ab-content"}  # places that themes and we give to the page as a whole


class Content(HTMLParser):
    """Links, places, and words of the part of a built page that is not the theme's."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.words: list[str] = []
        self._articles = 0
        self._skipped = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = set(given.get("class", "").split())
        self._articles += tag == "article" and (bool(self._articles) or "md-content__inner" in classes)
        if not self._articles:
            return
        self.ids |= {given["id"]} & {given["id"]} - SKIP if "id" in given else set()
        if tag == "a" and OURS & classes:
            self._skipped += 1
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        self._articles -= tag == "article" and bool(self._articles)
        self._skipped -= tag == "a" and bool(self._skipped)

    def handle_data(self, data: str) -> None:
        if self._articles and not self._skipped:
            self.words += data.split()


def content(folder: Path) -> dict[str, Content]:
    files = (file for file in sorted(folder.rglob("*.html")) if file.name != "404.html")
    return {file.relative_to(folder).as_posix(): Content(file.read_text(encoding="utf-8")) for file in files}


def leading(path: str, page: Content) -> set[tuple[str, str]]:
    """Where the links of a page lead within the site: file and place."""
    parts = [urlsplit(one) for one in page.links]
    return {
        (normpath(join(dirname(path), unquote(one.path))) if one.path else path, unquote(one.fragment))
        for one in parts if not one.scheme and not one.netloc
    }  # fmt: skip


def dead(folder: Path, pages: Mapping[str, Content]) -> list[tuple[str, str, str]]:
    """Links that lead to no file, or to no place of a page; `key=words` are filters of a table, not places."""
    return [
        (path, target, place)
        for path, page in pages.items()
        for target, place in leading(path, page)
        if not (folder / target).is_file() or (place and target in pages and "=" not in place and place not in pages[target].ids | SKIP)
    ]


def exported(edition: Edition, folder: Path) -> Path:
    deliver_folder(folder, ((one.path, one.content) for one in export(exporters()["pages"], edition)), "contents.txt")
    return folder


def called(folder: Path, *command: str) -> str:
    """Run a builder of somebody else where our package cannot be found, and have it be content."""
    kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "SOURCE_DATE_EPOCH")}
    done = subprocess.run(
        command, cwd=folder, env={**kept, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-4_000:]
    return done.stdout + done.stderr


def by_mkdocs(folder: Path, *more: str) -> Path:
    said = called(folder, sys.executable, "-m", "mkdocs", "build", "--strict", *more)
    assert "WARNING" not in said and "aimsbook" not in (folder / "mkdocs.yml").read_text().partition("plugins:")[2].partition("extra_css")[0]
    return folder / "site"


def by_zensical(folder: Path) -> Path:
    assert "No issues found" in called(folder, str(Path(sys.executable).parent / "zensical"), "build", "--clean", "--strict")
    return folder / "site"


# a small real project, built in three ways --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun")
    begin(folder)
    (folder / "docs" / "picture.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    more = "# More & *more*\n\n## A. Plain & simple\n\n[AI policy](../ai-policy.md) and ![a picture](../picture.svg)\n\n"
    more += "```text\none\n\n\ttwo\n \nthree\n```\n\n## With `code` in it\n\nAnd [CTL-WEEKLY-SAMPLE], <b>bold</b>.\n"
    (folder / "docs" / "more").mkdir()
    (folder / "docs" / "more" / "page.md").write_text(more)
    return folder


@pytest.fixture(scope="module")
def own(begun: Path) -> Path:
    """The site as our plugin makes it."""
    result = CliRunner().invoke(cli, ["build", "-f", str(begun / "mkdocs.yml"), "-d", str(begun / "own")])
    assert result.exit_code == 0, result.output
    return begun / "own"


@pytest.fixture(scope="module")
def edition(begun: Path) -> Edition:
    return compile_edition(open_project(begun / "mkdocs.yml"))


@pytest.fixture(scope="module", params=[by_mkdocs, by_zensical], ids=["mkdocs", "zensical"])
def built(request: pytest.FixtureRequest, edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = request.param(exported(edition, tmp_path_factory.mktemp("pages") / "pages"))
    return folder


def test_every_page_of_the_site_is_there_with_the_same_links_and_places(own: Path, built: Path) -> None:
    ours, theirs = content(own), content(built)
    assert theirs.keys() == ours.keys()
    assert {path: leading(path, page) ^ leading(path, ours[path]) for path, page in theirs.items() if leading(path, page) != leading(path, ours[path])} == {}
    assert {path: page.ids ^ ours[path].ids for path, page in theirs.items() if page.ids != ours[path].ids} == {}
    assert sum(len(leading(path, page)) for path, page in theirs.items()) > 2_500


def test_every_page_says_the_same_words(own: Path, built: Path) -> None:
    ours, theirs = content(own), content(built)
    differing = [path for path, page in theirs.items() if page.words != ours[path].words]
    assert differing == []


def test_no_link_is_dead_that_is_alive_on_our_own_site(own: Path, built: Path) -> None:
    assert dead(built, content(built)) == dead(own, content(own))


def test_every_record_has_its_page_and_none_is_in_the_navigation(built: Path, edition: Edition) -> None:
    records = {record_page(one.id) for one in edition.book.dossier.graph}
    assert {path for path in content(built) if path.startswith("records/")} == records
    start = (built / "index.html").read_text(encoding="utf-8").partition("<article")[0]
    assert 'registers/control.html"' in start and "records/" not in start


def test_files_beside_the_pages_are_there(built: Path, edition: Edition) -> None:
    kept = [one for one in edition.site.assets if not one.path.startswith("assets/aimsbook/")]
    assert kept and all((built / one.path).read_bytes() == one.content for one in kept)
    assert (built / "picture.svg").is_file() and (built / "assets" / "aimsbook" / "tables.js").is_file()


# the whole example ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("builder", [by_mkdocs, by_zensical])
def test_the_example_is_built_by_others_with_every_link_alive(example: Edition, tmp_path: Path, builder: object) -> None:
    assert callable(builder)
    site = builder(exported(example, tmp_path / "pages"))
    pages = content(site)
    made = {page.path: Content(f'<article class="md-content__inner">{page.body}</article>') for page in example.site.pages}
    assert {path: leading(path, one) for path, one in made.items()} == {path: leading(path, pages[path]) for path in made}
    assert len(pages) == len(made) + len(dict(example.book.sources()))
    assert sum(path.startswith("records/") for path in pages) == len(example.book.dossier.graph)
    assert dead(site, pages) == []


def test_the_sections_of_the_navigation_are_those_of_the_site(example: Edition, tmp_path: Path) -> None:
    files = {one.path: one.content for one in export(exporters()["pages"], example)}
    (tmp_path / "mkdocs.yml").write_bytes(files["mkdocs.yml"])
    nav = next(iter(read_plain(tmp_path / "mkdocs.yml"))).value["nav"]
    titles = [next(iter(one)) for one in nav if isinstance(next(iter(one.values())), list)]
    assert titles == [
        LEADING, "Manual", "Policies and plans", "Procedures", "The generator", "State", "Statements and plans",
        "Frameworks", "Matrices", "Registers", "Reference",
    ]  # fmt: skip
    assert next(iter(nav[0].values())) == "index.md"
    listed = set(paths_in(nav))
    assert {path for path in listed if path.startswith(("records/", "trails/", "systems/"))} == set()
    assert all(f"docs/{path}" in files for path in listed)


def test_the_same_records_make_the_same_bytes(example: Edition) -> None:
    first, second = (export(exporters()["pages"], example) for _ in range(2))
    assert first == second and len({one.path.casefold() for one in first}) == len(first)


# single pages ---------------------------------------------------------------------------------------------------------


def converted(text: str) -> tuple[str, str]:
    """A page as Python-Markdown with many extensions makes it, and as CommonMark does."""
    body = text.partition("---\n")[2].partition("---\n")[2]
    machine = Markdown(extensions=["attr_list", "md_in_html", "tables", "toc", "pymdownx.superfences", "pymdownx.details"])
    return machine.convert(body), MarkdownIt("commonmark").render(body)


BODY = """<h1>A &amp; B</h1>

<p class="x">*no emphasis* [no link][x] `no code`</p>


    <p>far in</p>
<pre><code>one

	two
   
# three
</code></pre>
<h2 id="plain">Plain * _words_ &lt;b&gt; #1 {x}</h2>
<table><tr><td>a</td>

<td>b</td></tr></table>
<h2 id="code">With <code>code</code></h2>
<section><h2 id="deep">Held by an element</h2>

<p>end</p></section>"""


def test_html_comes_through_every_markdown_as_it_is() -> None:
    text = page_text("T", "D", BODY)
    for html in converted(text):
        shown = Content(f'<article class="md-content__inner">{html.replace("{ #plain }", "")}</article>')
        assert shown.words == Content(f'<article class="md-content__inner">{BODY}</article>').words
        assert {"<em>", "<a ", "<p><p"} & set(html.split()) == set() and html.count("<code>") == 2
        pre = html.partition("<pre><code>")[2].partition("</code></pre>")[0]
        assert unescape(pre) == "one\n\n\ttwo\n   \n# three\n"


def test_only_plain_headings_that_nothing_holds_become_markdown() -> None:
    lines = page_text("T", "D", BODY).splitlines()
    assert [line for line in lines if line.startswith("## ")] == ["## Plain &#42; &#95;words&#95; &#60;b&#62; &#35;1 &#123;x&#125; { #plain }"]
    machine, _ = converted(page_text("T", "D", BODY))
    assert "Plain * _words_ <b> #1 {x}" in unescape(machine) and '<h2 id="plain">' in machine


@given(st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=30))
def test_the_words_of_a_heading_stay_the_same_words(words: str) -> None:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    html, _ = converted(page_text("T", "", f'<h2 id="x">{escaped}</h2>'))
    found = Content(f'<article class="md-content__inner">{html}</article>')
    assert ("".join(found.words), found.ids) == ("".join(words.split()), {"x"})


def test_a_title_cannot_break_out_of_the_head() -> None:
    text = page_text('</title><script>alert(1)</script> "x"', '"><img src=x>', "<p>x</p>")
    assert "<script" not in text and "<img" not in text


def test_a_filter_of_the_pages_own_table_names_the_page() -> None:
    text = page_text("T", "", '<h1>T</h1><a href="#rung=Named">n</a><a href="#x">x</a><p id="x">x</p>', "t.html", "top")
    assert 'href="t.html#rung=Named"' in text and 'href="#x"' in text and '<div id="top" class="ab-page">' in text


# the navigation ---------------------------------------------------------------------------------------------------------


def page(path: str, title: str, section: str | None) -> Page:
    return Page(path, title, "", "", section=section)


def test_without_a_navigation_of_its_own_the_manual_is_listed_as_its_folders_are() -> None:
    chapters = ["b-side/z.md", "b-side/index.md", "b-side/deep/x.md", "a.md", "index.md"]
    found = navigation(None, chapters, [page("registers/control.html", "Controls", "Registers"), page("x.html", "X", None)])
    assert found == [
        "index.md", "a.md",
        {"B side": ["b-side/index.md", "b-side/z.md", {"Deep": ["b-side/deep/x.md"]}]},
        {"Registers": [{"Controls": "registers/control.md"}]},
    ]  # fmt: skip


def test_made_pages_join_the_sections_that_are_there_and_the_configuration_stays_as_it_is() -> None:
    given_: list[object] = [{"Home": "index.md"}, {"Registers": ["mine.md"]}, {"Web": "https://example.org/"}]
    made = [page("start/a.html", "A", LEADING), page("registers/control.html", "Controls", "Registers"), page("top.html", "Top", "")]
    found = navigation(given_, [], made)
    assert found == [
        {"Home": "index.md"}, {LEADING: [{"A": "start/a.md"}]}, {"Registers": ["mine.md", {"Controls": "registers/control.md"}]},
        {"Web": "https://example.org/"}, {"Top": "top.md"},
    ]  # fmt: skip
    assert given_[1] == {"Registers": ["mine.md"]}


def test_what_is_left_out_is_named_by_its_folder_where_that_is_left_out_as_a_whole() -> None:
    nav: list[object] = ["index.md", {"R": ["registers/control.md"]}]
    paths = ["index.md", "x.md", "registers/control.md", "registers/a.md", "records/A.md", "records/B.md"]
    assert outside(nav, paths) == ["/records/", "/registers/a.md", "/x.md"]


def test_what_the_manual_cannot_be_converted_to_is_shown_as_it_is_written(drawing: Drawing) -> None:
    deep = "> " * 400 + "x"
    edition = drawing.edition(f"== docs/index.md ==\n# X\n\n{deep}\n== mkdocs.yml =={MKDOCS}")
    files = {one.path: one.content.decode() for one in export(exporters()["pages"], edition)}
    assert "&gt; &gt;" in files["docs/index.md"]
