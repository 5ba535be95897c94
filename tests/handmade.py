"""A site made by hand and real MkDocs builds of it: what the tests of the door share."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from aimsbook.project import Project
from aimsbook.records import Diagnostic, Mark
from aimsbook.site import Asset, Heading, Page, Site

DAY = "2026-11-15"
PAYLOAD = "</title><script>window.__xss=1</script><img src=x onerror=window.__xss=1> & \"quotes\" 'too' {{ 7*7 }}"


@dataclass(frozen=True)
class Chapter:
    text: str
    faults: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Book:
    site: Site
    diagnostics: tuple[Diagnostic, ...] = ()
    chapter_faults: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    curtain: None = None

    def leaves_out(self, path: str) -> bool:
        return False

    def scrubbed(self, text: str) -> str:
        return text

    def chapter(self, path: str, markdown: str) -> Chapter:
        definitions = "".join(
            f"\n[{name}]: {'../' * path.count('/')}{name}.md\n" for name in ("records/REC-1", "registers/control")
        )
        return Chapter(f"{markdown}\n{definitions}", self.chapter_faults.get(path, ()))

    def fill(self, html: str, path: str = "") -> str:
        return html.replace("<p>VIEW</p>", "<table><tr><td>filled view</td></tr></table>")


def record_page(number: int, **changes: Any) -> Page:
    """A page such as records have: some without headings, without description, without source, with hostile words."""
    values: dict[str, Any] = {
        "path": f"records/REC-{number}.html",
        "title": f"REC-{number} {PAYLOAD}" if number % 4 == 0 else f"REC-{number} Test & release",
        "description": PAYLOAD if number % 4 == 0 else "" if number % 5 == 0 else f"Record {number}",
        "body": f'<h1>REC-{number}</h1><p id="text">{"Words. " * number}<a href="../gaps.html">Gaps</a></p>',
        "headings": (Heading(2, "text", "Text & <b>more</b>"), Heading(3, "deep", "Deep")) if number % 3 else (),
        "source": Mark(f"controls/a b/REC-{number}.yml", 3) if number % 7 else None,
    }
    return Page(**{**values, **changes})


def site_of(records: int, *more: Page, assets: Iterable[Asset] = ()) -> Site:
    """Home, two registers in the navigation, a framework outside of it, and some records."""
    pages = (
        Page("index.html", "Home", "What is covered", "<h1>Home</h1>", section=""),
        Page(
            "registers/control.html", "Controls & more", "All", "<h1>Controls</h1><p id='x'>a</p>", section="Registers"
        ),
        Page(
            "registers/risk.html",
            "Risks",
            "All risks",
            "<h1>Risks</h1>",
            (Heading(2, "one", "One"),),
            section="Registers",
        ),
        Page("frameworks/iso42001.html", "ISO/IEC 42001", "Tree", "<h1>ISO/IEC 42001</h1>"),
        *(record_page(number) for number in range(1, records + 1)),
        *more,
    )
    return Site(pages, tuple(assets))


@dataclass
class Maker:
    """Lays out a project and builds it with MkDocs."""

    root: Path
    caplog: pytest.LogCaptureFixture
    monkeypatch: pytest.MonkeyPatch
    level: int = logging.INFO

    def config(
        self, book: Book, docs: Mapping[str, str] | None = None, out: str = "site", **settings: Any
    ) -> MkDocsConfig:
        self.monkeypatch.setattr("aimsbook.plugin.compile_edition", lambda project: self.took(project, book))
        self.write("mkdocs.yml", "site_name: x\n")
        for name, text in {"docs/about.md": "# About\n", **(docs or {})}.items():
            self.write(name, text)
        plugins = settings.pop("plugins", ["aimsbook"])
        options = {"as_of": DAY} if "aimsbook" in plugins else {}
        return load_config(
            str(self.root / "mkdocs.yml"),
            site_name="Handmade & Co",
            site_dir=str(self.root / out),
            plugins=[{"aimsbook": options} if one == "aimsbook" else one for one in plugins],
            theme=settings.pop("theme", {"name": "material"}),
            **settings,
        )

    def took(self, project: Project, book: Book) -> Book:
        self.project = project
        return book

    def build(
        self, book: Book, docs: Mapping[str, str] | None = None, out: str = "site", **settings: Any
    ) -> dict[str, bytes]:
        """Build strictly; the files of the site by their path."""
        config = self.config(book, docs, out, **{"strict": True, **settings})
        config.plugins.on_startup(command="build", dirty=False)
        with self.caplog.at_level(self.level, "mkdocs"):
            build(config)
        return self.files(out)

    def files(self, out: str = "site") -> dict[str, bytes]:
        folder = self.root / out
        return {
            file.relative_to(folder).as_posix(): file.read_bytes()
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }

    def write(self, name: str, text: str) -> Path:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file


def said(caplog: pytest.LogCaptureFixture, level: int = logging.INFO) -> list[str]:
    """What MkDocs or the plugin logged at this level or above, without the usual lines."""
    usual = ("Cleaning site directory", "Building documentation to directory", "Documentation built in")
    return [
        one.getMessage() for one in caplog.records if one.levelno >= level and not one.getMessage().startswith(usual)
    ]


__all__ = ["DAY", "PAYLOAD", "Book", "Chapter", "Maker", "escape", "record_page", "said", "site_of"]
