"""The whole site as a folder of Markdown pages with an ordinary mkdocs.yml, for builders without our plugin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from posixpath import dirname, join, normpath

from aimsbook.address import TOP, source_of
from aimsbook.book import CHAPTER, HEADER_LINK
from aimsbook.compose import Edition
from aimsbook.exporting import Exporter
from aimsbook.head import words_in
from aimsbook.navigation import navigation, outside, without
from aimsbook.pagetext import page_text
from aimsbook.settings import OWN_ASSETS, asset_paths
from aimsbook.site import Asset
from aimsbook.words import counted
from aimsbook.writing import as_yaml

CONTENTS = "contents.txt"
DOCS = "docs"
_SEARCH = "assets/aimsbook/search/"  # the box that reads it is part of our theme; a builder brings its own search
_UNUSED = ("assets/aimsbook/banner.js", "assets/aimsbook/dates.js")  # as is the place where it is shown
_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_LINK = re.compile(r'(<a\b[^>]*?\bhref=")([^":#?]+)\.md(#[^"]*)?"')
_SETTINGS = """\
docs_dir: docs
use_directory_urls: false
theme:
  name: material
  font: false
  palette:
    - media: "(prefers-color-scheme: light)"
      scheme: default
      primary: custom
      accent: custom
      toggle:
        icon: material/weather-night
        name: Switch to dark mode
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
      primary: custom
      accent: custom
      toggle:
        icon: material/weather-sunny
        name: Switch to light mode
plugins:
  - search
markdown_extensions:
  - attr_list
  - toc:
      permalink: true
validation:
  omitted_files: warn
  absolute_links: warn
  unrecognized_links: warn
  anchors: warn
"""


def make(edition: Edition, topic: str) -> Iterator[Asset]:
    """Yield what it is, the configuration, every page, and every file beside the pages."""
    pages = {source_of(page.path): page for page in edition.site.pages}
    chapters = dict(edition.book.sources())
    yield _text(CONTENTS, _contents(edition, len(pages) + len(chapters)))
    yield _text("mkdocs.yml", _configuration(edition, [*pages, *chapters]))
    for path, page in pages.items():
        yield _text(f"{DOCS}/{path}", _written(path, page.title, page.description, page.body))
    for path, text in chapters.items():
        yield _text(f"{DOCS}/{path}", _chapter(edition, path, text))
    for path in asset_paths(""):
        if path not in _UNUSED:
            yield Asset(f"{DOCS}/{path}", (OWN_ASSETS / Path(path).name).read_bytes())
    for asset in edition.site.assets:
        if not asset.path.startswith(_SEARCH) and asset.path not in _UNUSED:
            yield Asset(f"{DOCS}/{asset.path}", asset.content)
    for path, content in edition.book.attachments():
        yield Asset(f"{DOCS}/{path}", content)


def _text(path: str, text: str) -> Asset:
    return Asset(path, text.encode())


def _contents(edition: Edition, number: int) -> str:
    project = edition.book.project
    return (
        f"{project.name}: {counted(number, 'page')}, dates computed for {project.as_of}\n\n"
        f"docs/       the pages, Markdown with HTML in it, and their files\n"
        f"mkdocs.yml  how they make a site: `mkdocs build --strict` with mkdocs-material, or `zensical build`\n"
    )


def _configuration(edition: Edition, paths: list[str]) -> str:
    project, book = edition.book.project, edition.book
    given = without(project.nav, book.leaves_out, book.scrubbed)
    nav = navigation(given, (path for path, _ in book.sources()), edition.site.pages)
    said = {"site_name": project.name, "site_description": project.description}
    head = as_yaml({key: one for key, one in said.items() if one}) + 'site_url: ""\n'
    lists = {
        "copyright": f"Dates computed for {project.as_of}",
        "extra_css": [path for path in asset_paths(".css") if path not in _UNUSED],
        "extra_javascript": [path for path in asset_paths(".js") if path not in _UNUSED],
        "not_in_nav": "".join(f"{one}\n" for one in outside(nav, paths)),
        "nav": nav,
    }
    return head + _SETTINGS + as_yaml({key: one for key, one in lists.items() if one})


def _chapter(edition: Edition, path: str, text: str) -> str:
    """A chapter of the manual as the site shows it: references resolved, views filled in, document control on top."""
    try:
        html = edition.book.project.convert(edition.chapter(path, text).text)
    except ValueError:  # what is wrong with the chapter is among the diagnostics
        html = f"<pre>{escape(text, quote=False)}</pre>"
    shown = edition.fill(_readdressed(html, path, edition), path)
    found = _TITLE.search(HEADER_LINK.sub("", shown))
    title = words_in(found[1]) if found else ""
    return _written(path, title or path.rpartition("/")[2].removesuffix(CHAPTER), "", shown)


def _written(path: str, title: str, description: str, html: str) -> str:
    address = path.rpartition("/")[2].removesuffix(CHAPTER) + ".html"
    return page_text(title, description, html, address, TOP)


def _readdressed(html: str, path: str, edition: Edition) -> str:
    """Links from file to file as links from page to page; those that lead to no page stay."""
    known = {source_of(page.path) for page in edition.site.pages} | {one for one, _ in edition.book.sources()}

    def page(found: re.Match[str]) -> str:
        target = normpath(join(dirname(path), found[2] + CHAPTER))
        return f'{found[1]}{found[2]}.html{found[3] or ""}"' if target in known else found[0]

    return _LINK.sub(page, html)


EXPORTER = Exporter(
    "pages", "The whole site as a folder of Markdown pages with an ordinary mkdocs.yml, for any site builder.", make,
    known_by=CONTENTS, examples=("aimsbook export pages -o pages", "cd pages && mkdocs build --strict"),
)  # fmt: skip
