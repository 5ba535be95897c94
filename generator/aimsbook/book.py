"""Records and manual as one book: the dossier, and the chapters with references resolved and views ready."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from posixpath import dirname, join, normpath

from aimsbook.address import root_from
from aimsbook.document_control import above_chapter, documents_by_file
from aimsbook.dossier import Dossier, compile_dossier
from aimsbook.faces import Face
from aimsbook.liveviews import prepare
from aimsbook.present import Presenter
from aimsbook.project import Project
from aimsbook.records import Diagnostic, Mark, Record
from aimsbook.references import resolve
from aimsbook.sanitise import clean
from aimsbook.source import decode
from aimsbook.texts import Directory

CHAPTER = ".md"
FRONT_PAGE = "index.md"
MADE = (
    "records", "registers", "matrices", "frameworks", "rules", "glossary", "systems", "changes", "baselines", "trails",
    "start",
)  # fmt: skip
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*\n", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"\s*<h1[ >].*?</h1>", re.DOTALL)
HEADER_LINK = re.compile(r'<a [^>]*class="headerlink"[^>]*>.*?</a>', re.DOTALL)
_PLACE = re.compile(r"<p>(aimsbook\w+)</p>")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the manual: Markdown that every dialect reads alike, and what is wrong in it."""

    text: str
    references: tuple[str, ...]
    faults: tuple[Diagnostic, ...]


class Book:
    """What is known of records and manual together; chapters are read when they are asked for."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier, self.project = dossier, dossier.project
        self.presenter = Presenter(dossier)
        self._chapters: dict[tuple[str, str], Chapter] = {}
        self._words: dict[str, str | None] = {}
        self._views: dict[str, Face] = {}

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong or missing, in the records and in the manual, in the order of the places."""
        found = [*self.dossier.diagnostics]
        found += [text for _, text in self._files if isinstance(text, Diagnostic)]
        for path, text in self.sources():
            found += self.chapter(path, text).faults
        return tuple(sorted(dict.fromkeys(found), key=lambda one: one.order))

    def sources(self) -> Iterator[tuple[str, str]]:
        """Path and text of every chapter as it lies in the manual's folder, its front matter left blank."""
        yield from self._texts.items()

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        texts = ((path, text) for path, text in self._files if isinstance(text, str))
        return {path: _FRONT_MATTER.sub(lambda found: "\n" * found[0].count("\n"), text) for path, text in texts}

    @cached_property
    def _files(self) -> list[tuple[str, str | Diagnostic]]:
        """Path and text of every Markdown file of the manual's folder, or why it has none."""
        docs = self.project.docs
        files = [(file, file.relative_to(docs)) for file in sorted(docs.rglob(f"*{CHAPTER}"))] if docs.is_dir() else []
        return [
            (path.as_posix(), decode(file, self.project.path_of(file)))
            for file, path in files
            if not any(part.startswith(".") for part in path.parts)
            and not self.leaves_out(path.as_posix())
            and file.is_file()
        ]

    def leaves_out(self, path: str) -> bool:
        """Whether the profile leaves out a file of the manual's folder, by its path below it."""
        curtain = self.dossier.curtain
        return curtain is not None and curtain.leaves_out(path)

    def scrubbed(self, text: str) -> str:
        """Words of the manual's settings, such as a title in its navigation, without what is withheld."""
        curtain = self.dossier.curtain
        return curtain.names.scrubbed(text) if curtain else text

    def attachments(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of every file of the manual's folder that is no chapter."""
        docs = self.project.docs
        for file in sorted(docs.rglob("*")) if docs.is_dir() else ():
            path = file.relative_to(docs)
            hidden = any(part.startswith(".") for part in path.parts) or self.leaves_out(path.as_posix())
            if file.suffix != CHAPTER and file.is_file() and not hidden:
                yield path.as_posix(), file.read_bytes()

    def chapter(self, path: str, markdown: str) -> Chapter:
        """A chapter, named by its path below the manual's folder."""
        key = (path, markdown)
        if key not in self._chapters:
            self._chapters[key] = self._read(path, markdown)
        return self._chapters[key]

    def words(self, path: str) -> str | None:
        """A chapter as sanitised HTML without its views and header links, None where it cannot be converted."""
        if path not in self._words:
            try:
                html = clean(self.project.convert(self.chapter(path, self._texts[path]).text))
                self._words[path] = HEADER_LINK.sub("", html)
            except ValueError:  # what is wrong with the chapter is among the diagnostics
                self._words[path] = None
        return self._words[path]

    def _read(self, path: str, markdown: str) -> Chapter:
        way = root_from(path) + "records/"
        curtain = self.dossier.curtain
        markdown = curtain.chapter(path, markdown) if curtain else markdown
        resolved = resolve(markdown, self.project.convert, Directory(self.dossier.labels, way, CHAPTER))
        place = self.project.path_of(self.project.docs / path)
        told = self.dossier.told
        faults = [Diagnostic(one.rule, told(one.message), Mark(place, one.line, one.column)) for one in resolved.faults]
        for view in resolved.views:
            ready = prepare(view, place, self.presenter)
            if isinstance(ready, Diagnostic):
                faults.append(replace(ready, message=told(ready.message)))
            else:
                self._views[view.token] = ready
        return Chapter(resolved.text, resolved.references, tuple(faults))

    def fill(self, html: str, path: str = "") -> str:
        """A converted chapter, sanitised, and then with its views in their places and its document control on top."""
        cleaned = clean(html, own=partial(self._is_chapter, path))
        told = self.dossier.told
        root = root_from(path)
        filled = _PLACE.sub(lambda found: str(face(root)) if (face := self.face(found[1])) else found[0], cleaned)
        block = self._control(path) if path else ""
        head = _TITLE.match(filled) if block else None
        return told(f"{filled[: head.end()]}\n{block}{filled[head.end() :]}" if head else block + filled)

    def _control(self, path: str) -> str:
        """What tells how the document is controlled whose words a chapter holds; "" for any other chapter."""
        documents = self._documents.get(self.project.path_of(self.project.docs / path), ())
        return above_chapter(documents, self.presenter, root_from(path)) if documents else ""

    @cached_property
    def _documents(self) -> Mapping[str, list[Record]]:
        return documents_by_file(self.presenter)

    def face(self, token: str) -> Face | None:
        """The view that a paragraph of a chapter stands for, None for any other paragraph."""
        return self._views.get(token)

    def _is_chapter(self, path: str, target: str) -> bool:
        """Whether a link in the chapter at a path leads to a chapter, whose ids are prefixed, not to a page of ours."""
        page = normpath(join(dirname(path), target)).removesuffix(".html")
        return (self.project.docs / f"{page}{CHAPTER}").is_file()

    @cached_property
    def named_in(self) -> Mapping[str, list[Record]]:
        """For each record, the records whose prose names it."""
        found: dict[str, list[Record]] = {}
        for record_id, references in self.dossier.texts.named.items():
            for target in references:
                if target != record_id:
                    found.setdefault(target, []).append(self.dossier.graph[record_id])
        return found

    @property
    def has_front_page(self) -> bool:
        """Whether the manual brings its own first page."""
        return (self.project.docs / FRONT_PAGE).is_file() and not self.leaves_out(FRONT_PAGE)

    @cached_property
    def commit(self) -> str:
        """The commit that the records stand at, "" outside a repository or without git."""
        return head_commit(self.project.root)


def compile_book(project: Project) -> Book:
    """Compile the records of a project; the manual is read when its chapters are asked for."""
    return Book(compile_dossier(project))


def head_commit(root: Path) -> str:
    """The short name of the commit that a folder stands at, "" where that cannot be told."""
    try:
        asked = subprocess.run(
            ["git", "-C", str(root), "rev-parse", "--short=10", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""
