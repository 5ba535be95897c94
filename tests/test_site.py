"""One real strict build of the shipped example, read back: what a reader would meet, page by page."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from aimsbook.address import record_page, register_page
from aimsbook.compose import Edition
from drawn import EXAMPLE

MOST_BYTES = 25_600
SITE_URL = "https://aims.example.org/"
LOADING = {**dict.fromkeys(("script", "img", "iframe", "source", "embed"), "src"), "object": "data", "link": "href"}
ABROAD = re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)]*")
FILTER_WORDS = {"q", "sort"}  # of a register's address, beside the keys of its columns


@dataclass
class PageRead(HTMLParser):
    """What a page links to, loads and says of itself."""

    path: str
    text: str
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    metas: dict[str, str] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if name := given.get("id"):
            self.twice += [name] if name in self.ids else []
            self.ids.add(name)
        if "data-ab-key" in given:
            self.keys.add(given["data-ab-key"])
        if tag == "meta":
            self.metas[(given.get("name") or given.get("http-equiv", "")).lower()] = given.get("content", "")
        if tag in ("a", "area") and "href" in given:
            self.links.append(given["href"])
        if LOADING.get(tag) in given and given.get("rel") != "canonical":
            self.loads.append(given[LOADING[tag]])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    @property
    def title(self) -> str:
        found = re.search(r"<title>(.*?)</title>", self.text, re.DOTALL)
        return found[1].strip() if found else ""


@dataclass(frozen=True)
class Built:
    """A site on disk."""

    folder: Path

    @cached_property
    def files(self) -> dict[str, bytes]:
        found = (file for file in sorted(self.folder.rglob("*")) if file.is_file())
        return {file.relative_to(self.folder).as_posix(): file.read_bytes() for file in found}

    @cached_property
    def pages(self) -> dict[str, PageRead]:
        return {path: PageRead(path, text.decode()) for path, text in self.files.items() if path.endswith(".html")}

    def shard(self, name: str) -> object:
        text = self.files[f"assets/aimsbook/search/{name}.js"].decode()
        return json.loads(text[text.index(",") + 1 : text.rindex(")")])


def built(folder: Path, hash_seed: str) -> Built:
    """The example as `mkdocs build --strict` makes it; hashes of text differ from process to process."""
    environment = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    environment |= {"NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=EXAMPLE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stderr
    return Built(folder)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built(tmp_path_factory.mktemp("shipped") / "site", "1")


def internal(site: Built) -> Iterator[tuple[str, str, str]]:
    """Every link and address of something loaded, as page, target path and fragment."""
    for page in site.pages.values():
        for address in (*page.links, *page.loads):
            parts = urlsplit(address)
            if not parts.scheme and not parts.netloc:
                path = normpath(join(dirname(page.path), unquote(parts.path))) if parts.path else page.path
                yield page.path, path, parts.fragment


def leads(site: Built, path: str, fragment: str) -> bool:
    """Whether a fragment names a place of a page, or filters that its register has."""
    if not fragment or path not in site.pages:
        return not fragment
    page = site.pages[path]
    if unquote(fragment) in page.ids:
        return True
    asked = {key for key, _ in parse_qsl(fragment, keep_blank_values=True)}
    return bool(asked) and asked <= page.keys | FILTER_WORDS


def test_every_internal_link_of_every_page_resolves(site: Built) -> None:
    found = list(internal(site))
    # 404.html is served at any address, so it names its files from the root of the host
    wrong = [one for one in found if one[0] != "404.html" and (one[1] not in site.files or not leads(site, *one[1:]))]
    assert len(found) > 10_000
    assert wrong == []


def test_nothing_is_loaded_from_another_host(site: Built) -> None:
    loaded = [(page.path, one) for page in site.pages.values() for one in page.loads if urlsplit(one).netloc]
    styles = ((path, text.decode()) for path, text in site.files.items() if path.endswith(".css"))
    asked = [(path, found) for path, text in styles for found in ABROAD.findall(text)]
    assert loaded == asked == []


def test_every_page_has_title_description_and_a_policy_before_anything_that_could_run(site: Built) -> None:
    for page in site.pages.values():
        assert page.title, page.path
        assert page.metas["content-security-policy"].startswith("default-src 'none'"), page.path
        assert page.text.index("Content-Security-Policy") < page.text.index("<script"), page.path
        assert page.path == "404.html" or page.metas.get("description"), page.path


def test_every_page_has_one_first_heading_and_skips_no_level(site: Built) -> None:
    for page in site.pages.values():
        assert page.headings.count(1) == 1, page.path
        assert page.headings[0] == 1, page.path
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), (page.path, page.headings)


def test_no_page_gives_two_elements_one_id(site: Built) -> None:
    assert {page.path: page.twice for page in site.pages.values() if page.twice} == {}


def test_records_pages_search_entries_and_register_rows_are_the_same_number(site: Built, example: Edition) -> None:
    graph = example.book.dossier.graph
    by_type = Counter(record.type for record in graph)
    assert {path for path in site.pages if path.startswith("records/")} == {record_page(record.id) for record in graph}
    assert found_types(site) == by_type
    for name, number in by_type.items():
        assert site.pages[register_page(name)].text.partition("<tbody")[2].count("<tr") == number
        rows = csv.reader(StringIO(site.files[register_page(name).replace(".html", ".csv")].decode("utf-8-sig")))
        assert len(list(rows)) == number + 1


def found_types(site: Built) -> Counter[str]:
    """How many entries of each type the search finds; pages and sections of the manual are no records."""
    manifest = site.shard("manifest")
    assert isinstance(manifest, dict)
    starts = [first for *_, first in manifest["types"]] + [manifest["count"]]
    numbers = {name: after - first for (name, *_, first), after in zip(manifest["types"], starts[1:], strict=True)}
    return Counter({name: number for name, number in numbers.items() if name not in ("page", "manual")})


def test_every_search_result_opens_a_page(site: Built) -> None:
    manifest = site.shard("manifest")
    assert isinstance(manifest, dict)
    blocks = range(-(-manifest["count"] // manifest["rows"]))
    rows = [row for block in blocks for row in site.shard(f"r-{block}")]  # type: ignore[attr-defined]
    assert len(rows) == manifest["count"]
    hrefs = [urlsplit(row[2]) for row in rows]
    assert [one for one in hrefs if one.path not in site.pages or not leads(site, one.path, one.fragment)] == []


def test_a_record_page_has_at_most_25_kilobytes(site: Built) -> None:
    sizes = {path: len(text) for path, text in site.files.items() if path.startswith("records/")}
    # a page of an AI system tells everything about it, theme by theme
    told_whole = re.compile(r"records/SYS-")
    assert {path: size for path, size in sizes.items() if size > MOST_BYTES and not told_whole.match(path)} == {}


def test_two_builds_are_the_same_bytes(site: Built, tmp_path: Path) -> None:
    again = built(tmp_path / "site", "2")
    assert again.files.keys() == site.files.keys()
    assert [path for path, text in again.files.items() if text != site.files[path]] == []


def test_the_sitemap_lists_every_page_with_the_as_of_date(site: Built, example: Edition, tmp_path: Path) -> None:
    config = load_config(str(EXAMPLE / "mkdocs.yml"), site_dir=str(tmp_path / "site"), site_url=SITE_URL)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    text = (tmp_path / "site/sitemap.xml").read_text(encoding="utf-8")
    listed = {unquote(one).removeprefix(SITE_URL) or "index.html" for one in re.findall("<loc>(.*?)</loc>", text)}
    assert listed == set(site.pages) - {"404.html"}
    assert set(re.findall("<lastmod>(.*?)</lastmod>", text)) == {example.book.project.as_of.isoformat()}
