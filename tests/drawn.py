"""Projects drawn in a few lines of text, and what comes out of them as lines that a test can compare."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from textwrap import dedent

from aimsbook.build import open_project
from aimsbook.compose import Edition, compile_edition
from aimsbook.dossier import Dossier, compile_dossier
from aimsbook.project import Project
from aimsbook.prose import manual_converter
from aimsbook.records import Diagnostic, Severity
from aimsbook.site import Page

AS_OF = date(2026, 11, 15)
CONVERT = manual_converter(["tables", "pymdownx.superfences"], {})
EXAMPLE = Path(__file__).parent.parent
RECORDS = "controls/records.yml"
MKDOCS = """
site_name: Drawn AIMS
theme:
  name: material
plugins:
  - aimsbook:
      frameworks: []
      as_of: 2026-11-15
"""


@dataclass(frozen=True)
class Drawing:
    """A project folder to draw into. `== path` starts a file; what stands before the first such line is RECORDS."""

    root: Path

    def draw(self, drawn: str) -> Drawing:
        for path, text in files_of(drawn):
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        return self

    def project(self, frameworks: Iterable[str] = (), as_of: date = AS_OF) -> Project:
        return Project(
            root=self.root,
            records=self.root / "controls",
            docs=self.root / "docs",
            as_of=as_of,
            convert=CONVERT,
            frameworks=tuple(frameworks),
            name="Drawn AIMS",
            site=self.root / "site",
        )

    def dossier(self, drawn: str = "", frameworks: Iterable[str] = (), as_of: date = AS_OF) -> Dossier:
        return compile_dossier(self.draw(drawn).project(frameworks, as_of))

    def edition(self, drawn: str = "", frameworks: Iterable[str] = (), as_of: date = AS_OF) -> Edition:
        return compile_edition(self.draw(drawn).project(frameworks, as_of))

    def found(self, drawn: str, frameworks: Iterable[str] = ()) -> list[str]:
        """Everything that is wrong or missing, as lines."""
        return told(self.edition(drawn, frameworks).diagnostics)

    def errors(self, drawn: str, frameworks: Iterable[str] = ()) -> list[str]:
        return told(one for one in self.edition(drawn, frameworks).diagnostics if one.severity is Severity.ERROR)


def files_of(drawn: str) -> Iterator[tuple[str, str]]:
    head, *rest = ("\n" + dedent(drawn).strip("\n")).split("\n== ")
    if head.strip():
        yield RECORDS, head.strip("\n") + "\n"
    for part in rest:
        path, _, text = part.partition("\n")
        yield path.removesuffix("==").strip(), text.rstrip("\n") + "\n"


def told(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """Diagnostics as `rule file:line:column`, a duty by its own name."""
    return [f"{one.duty or one.rule} {one.mark.path.rpartition('/')[2]}:{one.mark.line}:{one.mark.column}" for one in diagnostics]


def example_project() -> Project:
    return open_project(EXAMPLE / "mkdocs.yml", AS_OF.isoformat())


@cache
def example_under(profile: str) -> Edition:
    """The shipped example for the readers of a profile, compiled once."""
    return compile_edition(replace(example_project(), profile=profile))


def page_at(edition: Edition, path: str) -> Page:
    return next(page for page in edition.site.pages if page.path == path)


def digest_of(folder: Path) -> str:
    """One digest over names and bytes of everything below a folder."""
    seal = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        seal.update(file.relative_to(folder).as_posix().encode() + b"\0")
        seal.update(file.read_bytes() if file.is_file() else b"folder")
    return seal.hexdigest()
