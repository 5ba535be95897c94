"""What can be printed and how each document is put together from the edition: cover, text, records named; no file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import urljoin

from markupsafe import Markup, escape

from aimsbook.address import record_page
from aimsbook.book import CHAPTER, FRONT_PAGE, Book
from aimsbook.compose import Edition
from aimsbook.document_control import control_lines, documents_by_file
from aimsbook.faces import Block, Facts, Items, Passage, Table
from aimsbook.files import content_of
from aimsbook.listhead import documents_of, head_on_paper, withheld_rows
from aimsbook.lists import ListDefinition
from aimsbook.liveviews import show_of
from aimsbook.manuscript import Manuscript
from aimsbook.measure import select_all
from aimsbook.navigation import paths_in
from aimsbook.pages.trails import on_paper as trail_on_paper
from aimsbook.panels.themes import on_paper as themes_on_paper
from aimsbook.printplan import PrintColumn, PrintedDocument, PrintPart, read_print_plan
from aimsbook.records import Record
from aimsbook.render import write
from aimsbook.sanitise import clean
from aimsbook.themes import read_themes
from aimsbook.trails import trails_of
from aimsbook.transcribe import Lead, Surroundings
from aimsbook.views.gaps import told as gap_told
from aimsbook.words import counted, listed
from aimsbook.written import Written, anchor, box, escaped, joined

MANUAL = "manual"
TRAIL = "trail:"
_PICTURES = {b"\x89PNG\r\n": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif"}
_ABROAD = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Printout:
    """A document for pandoc, and what stands in its header."""

    title: str
    kind: str
    version: str
    classification: str
    text: Written
    language: str
    as_of: str
    pictures: Mapping[str, bytes]
    author: str


class Cover(NamedTuple):
    """What stands on the first page."""

    title: str
    kind: str
    version: str
    classification: str
    control: tuple[tuple[str, Markup], ...]


def topics(edition: Edition) -> Mapping[str, str]:
    """What can be asked for, with its title."""
    press = Press(edition)
    return {name: title for name, (title, _) in press.offers.items()}


def refusal(edition: Edition, topic: str) -> str:
    """Why there is no such document, "" where nothing is to be said: of a trail, where trails begin."""
    trails, named = trails_of(edition.book), edition.book.presenter.graph.records.get(topic.removeprefix(TRAIL))
    if not topic.startswith(TRAIL) or named is None or named.type in trails.plans:
        return ""
    vocabulary = edition.book.presenter.vocabulary
    types = listed(vocabulary[one].plural.lower() for one in trails.plans)
    return f"{named.id} is a record of the type {vocabulary[named.type].label}, and only {types} have trails"


def printout(edition: Edition, topic: str) -> Printout:
    """A document."""
    press = Press(edition)
    return press.offers[topic][1]()


class Press:
    """Puts one document together; it gathers what the text names and shows on the way."""

    def __init__(self, edition: Edition) -> None:
        self.book: Book = edition.book
        self.presenter, self.project = edition.book.presenter, edition.book.project
        self.plan = read_print_plan(self.presenter.vocabulary)
        self.named: dict[str, None] = {}
        self.places: dict[str, str] = {}
        self.chapters: dict[str, str] = {}
        self.pictures: dict[str, bytes] = {}
        self._edition_of = edition
        dossier = self.book.dossier
        self.text = Manuscript(Surroundings(partial(self._lead, "")), dossier.told, dossier.nothing)

    @cached_property
    def offers(self) -> dict[str, tuple[str, Callable[[], Printout]]]:
        """Every document by what one asks for: its title, and what makes it."""
        found: dict[str, tuple[str, Callable[[], Printout]]] = {MANUAL: ("The whole manual", self._manual)}
        for made in self.plan.documents:
            found |= dict.fromkeys((made.name, *made.other_names), (made.title, partial(self._made, made)))
        for one in self.presenter.dossier.lists.values():
            listed = PrintedDocument(one.name, (), one.title, (PrintPart("", one.name, "", {}, ()),))
            found.setdefault(one.name, (one.title, partial(self._made, listed)))
        graph = self.presenter.graph
        for record in graph.of_type(self.presenter.dossier.documents.type):
            found[record.id] = (record.title, partial(self._document, record))
        for name in self.plan.dossiers:
            found |= {one.id: (one.title, partial(self._dossier, one)) for one in graph.of_type(name)}
        starts = trails_of(self.book).starts.values()
        return found | {TRAIL + one.id: (f"Trail of {one.title}", partial(self._trail, one)) for one in starts}

    # ------------------------------------------------------------------------------------------------- the documents

    def _manual(self) -> Printout:
        sources = dict(self.book.sources())
        wanted = [path for path in paths_in(self.project.nav or []) if path in sources]
        rest = [path for path in sources if path not in wanted]
        paths = [path for path in (*wanted, *rest) if path.partition("/")[0] not in self.project.not_frozen]
        self.chapters = {path: _slug(path) for path in paths}
        held = documents_by_file(self.presenter)
        for path in paths:
            documents = held.get(self.project.path_of(self.project.docs / path), ())
            self.places |= {one.id: self.chapters[path] for one in documents}
        texts = [joined((box("", "newpage"), self._chapter(path, sources[path], held)), "\n\n") for path in paths]
        control = (("Chapters", Markup(len(paths))), *self._standing())
        cover = Cover(f"{self.project.name}: manual", "Manual", self._edition, "", control)
        return self._printout(cover, texts)

    def _chapter(self, path: str, markdown: str, held: Mapping[str, list[Record]], single: bool = False) -> Written:
        """A chapter; where it holds the words of documents, how these are controlled stands under its title."""
        chapter = self.book.chapter(path, markdown)
        prefix = self.chapters[path]

        def own(target: str) -> bool:
            return normpath(join(dirname(path), target)).removesuffix(CHAPTER) + CHAPTER in self.chapters

        def opening(line: Written, words: str) -> Written:
            if single:
                return anchor(prefix)
            return joined((self.text.heading(1, line, words, prefix), control), "\n\n")

        html = clean(self.project.convert(chapter.text), own=own)
        documents = () if single else held.get(self.project.path_of(self.project.docs / path), ())
        control = self.text.show(Facts(tuple(control_lines(one, self.presenter, ""))) for one in documents)
        around = Surroundings(
            partial(self._lead, path), lambda name: f"{prefix}-{_slug(name)}", self._view, partial(self._picture, path)
        )
        return self.text.prose(html, around, -1 if single else 0, opening)

    def _document(self, record: Record) -> Printout:
        rules = self.presenter.dossier.documents
        file = record.get(rules.file)
        text = record.get(rules.text)
        body: list[Written] = []
        sources = dict(self.book.sources()) if file else {}
        path = next((one for one in sources if self.project.path_of(self.project.docs / one) == file), None)
        if path is not None:
            self.chapters = {path: _slug(path)}
            self.places[record.id] = self.chapters[path]
            body.append(self._chapter(path, sources[path], {}, single=True))
        elif text:
            body.append(self.text.prose(self.presenter.value(record, rules.text, ""), lowered=-2))
        body += self._links(record)
        version, classification, kind = self._given(record)
        control = (*control_lines(record, self.presenter, ""), *self._standing())
        label = kind or self.presenter.vocabulary[record.type].label
        return self._printout(Cover(record.title, label, version, classification, control), body)

    def _given(self, record: Record | None) -> tuple[str, str, str]:
        """Version, classification and kind of a document under control."""
        names = (self.plan.version, self.plan.classification, self.plan.kind)
        version, classification, kind = (self.presenter.cell(record, one, "").plain if record else "" for one in names)
        return version, classification, kind

    def _links(self, record: Record) -> Iterator[Written]:
        """What is linked with a record, in both directions, as a part of its own."""
        graph, label = self.presenter.graph, self.presenter.vocabulary.label_of
        ends = {name: [one.target for one in links] for name, links in graph.links(record.id).items()}
        ends |= {name: [source for source, _ in links] for name, links in graph.links_to(record.id).items()}
        rows = [
            (label(record.type, name), Markup(", ").join(self.presenter.entry(graph[one], "") for one in ids))
            for name, ids in ends.items()
        ]
        if rows:
            yield self.text.heading(1, "What it is linked with")
            yield self.text.facts((name[:1].upper() + name[1:], ids) for name, ids in rows)

    def _dossier(self, record: Record) -> Printout:
        presenter = self.presenter
        kind = presenter.vocabulary[record.type]
        body = [self.text.show(themes_on_paper(record, presenter), 1)]
        told = {name for theme in read_themes(presenter.vocabulary).get(record.type, ()) for name in theme.tells}
        rest = [name for name in kind.fields if name not in told and record.get(name) is not None]
        if rest:
            body.append(self.text.heading(1, "Other fields"))
            body.append(self.text.facts((kind.fields[one].label, presenter.value(record, one, "")) for one in rest))
        missing = [one for one in presenter.dossier.by_record.get(record.id, ()) if one.grade]
        body.append(self.text.heading(1, "What is missing"))
        body.append(self.text.show([Items(tuple(gap_told(one, presenter) for one in missing), "Nothing is missing.")]))
        version = presenter.cell(record, self.plan.version, "").plain if kind.field(self.plan.version) else ""
        facts = [("Id", presenter.link(record, "")), ("State", presenter.badge(presenter.state(record)))]
        facts += [("Version", escape(version))] if version else []
        facts += [("Owner", presenter.owner_line(record, "")), *self._standing()]
        cover = Cover(record.title, f"Dossier: {kind.label}", version or self._edition, "", tuple(facts))
        return self._printout(cover, body)

    def _trail(self, start: Record) -> Printout:
        trail = trails_of(self.book).trail(start)
        body = [self.text.show(trail_on_paper(trail, self.presenter), 1)]
        facts = (("Id", self.presenter.link(start, "")), *self._standing())
        return self._printout(Cover(start.title, f"Trail of {start.local}", self._edition, "", facts), body)

    def _made(self, document: PrintedDocument) -> Printout:
        lists = self.presenter.dossier.lists
        first = lists.get(document.parts[0].list)
        body = [text for part in document.parts for text in self._part(part)]
        approved = documents_of(first.head, self.presenter)[0] if first and first.head else None
        version, classification, _ = self._given(approved)
        control: tuple[tuple[str, Markup], ...] = ()
        if first and first.head:
            head = list(head_on_paper(first, self._rows(first), self.presenter))
            control = tuple(row for one in head if isinstance(one, Facts) for row in one.rows)
        cover = Cover(
            document.title, self.project.name, version or self._edition, classification, (*control, *self._standing())
        )
        return self._printout(cover, body)

    def _part(self, part: PrintPart) -> Iterator[Written]:
        definition = self.presenter.dossier.lists.get(part.list)
        title = part.title or (definition.title if definition else "")
        yield self.text.heading(1, title)
        if definition is None:
            yield self.text.show(show_of(part.view, part.options, self.presenter).blocks())
            return
        yield escaped(definition.description)
        head = head_on_paper(definition, self._rows(definition), self.presenter)
        yield self.text.show(one for one in head if isinstance(one, Passage))
        yield self.text.show([self._table(definition, part.columns)])
        if number := withheld_rows(definition, self.presenter):
            yield escaped(f"{counted(number, 'more row')} withheld from these readers.")

    def _rows(self, definition: ListDefinition) -> list[Record]:
        return select_all(definition.rows, self.presenter.case)

    def _table(self, definition: ListDefinition, columns: tuple[PrintColumn, ...]) -> Block:
        heads = tuple(one.title for one in columns or definition.columns)
        rows = []
        for record in self._rows(definition):
            if columns:
                rows.append(tuple(self._cell(record, one) for one in columns))
            else:
                cells = (self.presenter.cell(record, one.path_for(record.type), "") for one in definition.columns)
                rows.append(tuple(cell.html for cell in cells))
        return Table(heads, tuple(rows))

    def _cell(self, record: Record, column: PrintColumn) -> Markup:
        shown = [one for one in column.shows if one.where is None or one.where.judge(record, self.presenter.case).holds]
        cells = [self.presenter.cell(record, one.path_for(record.type), "") for one in shown]
        return Markup("<br>").join(cell.html for cell in cells if cell.plain)

    # ------------------------------------------------------------------------------------------ what all documents have

    @property
    def _edition(self) -> str:
        """What stands for a version where nobody gives one."""
        return f"{self.book.commit or 'no commit'}, {self.project.as_of}"

    def _standing(self) -> tuple[tuple[str, Markup], ...]:
        curtain = self.book.dossier.curtain
        told = "these readers are not told everything"
        made_for = (("Made for", Markup("{}: {}").format(curtain.profile.title, told)),) if curtain else ()
        return (("Organisation", escape(self.project.name)), ("Records at commit", escape(self.book.commit or "none")),
                ("Dates computed for", escape(self.project.as_of.isoformat())),
                *(made_for if self.book.dossier.keeps_back else ()))  # fmt: skip

    def _printout(self, cover: Cover, body: list[Written]) -> Printout:
        control = self.text.facts(cover.control)
        title = self.book.dossier.told(cover.title)
        inside = [one for one in body if one]
        text = write(
            "document.md", title=title, kind=cover.kind, control=control, body=inside, annex=self._annex()
        )
        self._check(cover, text)
        told = self.book.dossier.told
        return Printout(
            told(cover.title), told(cover.kind), told(cover.version), cover.classification, text, self.project.language,
            self.project.as_of.isoformat(), dict(self.pictures), self.project.name,
        )  # fmt: skip

    def _check(self, cover: Cover, text: str) -> None:
        """Hold the words against what the profile withholds, as they stand before a program packs them."""
        curtain = self.book.dossier.curtain
        if curtain is None:
            return
        site = self._edition_of.site
        own = [*(one.path for one in site.pages), *(one.path for one in site.assets)]
        words = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", "\n".join((*cover[:4], text)))
        curtain.check([(cover.title, words.encode())], own)

    def _annex(self) -> Written:
        """Every record that the text names and does not hold, with its title: where references lead."""
        named = [self.presenter.graph[one] for one in sorted(self.named) if one not in self.places]
        if not named:
            return Written("")
        rows = []
        for one in named:
            state = self.presenter.badge(self.presenter.state(one))
            mark = Markup('<span data-place="{}">{}</span>').format(_place(one.id), one.id)
            rows.append((mark, escape(one.title), escape(self.presenter.vocabulary[one.type].label), state))
        head = self.text.heading(1, "Records named in this document")
        listed = self.text.show([Table(("Id", "Title", "Type", "State"), tuple(rows))])
        return joined((box("", "newpage"), head, listed), "\n\n")

    # ----------------------------------------------------------------------------------------------- what texts lead to

    @cached_property
    def _by_page(self) -> Mapping[str, str]:
        return {record_page(one).removesuffix(".html"): one for one in self.presenter.graph.records}

    def _lead(self, base: str, href: str) -> Lead:
        """Where a link of a text leads in print; `base` is the path of its chapter."""
        if _ABROAD.match(href):
            return Lead(href)
        target, _, fragment = href.partition("#")
        path = normpath(join(dirname(base), target)) if target else base
        while path.startswith("../"):
            path = path[3:]
        plain = path.removesuffix(CHAPTER).removesuffix(".html")
        if target and plain in self._by_page:
            return self._lead_to_record(self._by_page[plain])
        if f"{plain}{CHAPTER}" in self.chapters:
            place = self.chapters[f"{plain}{CHAPTER}"]
            return Lead(f"#{place}-{_slug(fragment)}" if fragment else f"#{place}")
        known = self.project.site_url
        return Lead(urljoin(known, f"{plain}.html") if known and target and base != FRONT_PAGE else "")

    def _lead_to_record(self, name: str) -> Lead:
        self.named[name] = None
        return Lead(f"#{self.places.get(name, _place(name))}", name)

    def _view(self, words: str) -> Written | None:
        face = self.book.face(words)
        return self.text.show(face.blocks()) if face else None

    def _picture(self, base: str, source: str) -> str | None:
        """The name under which a picture of the manual is kept beside the text, None where there is none."""
        path = normpath(join(dirname(base), source))
        hidden = path.startswith("..") or self.book.leaves_out(path)
        content = None if hidden else content_of(self.project.docs, path)
        if content is None:
            return None
        ending = next((one for head, one in _PICTURES.items() if content.startswith(head)), "")
        if not ending:
            return None
        name = f"picture-{len(self.pictures) + 1}{ending}"
        self.pictures[name] = content
        return name


def _slug(path: str) -> str:
    """A name that pandoc, Word and typst take for a place."""
    return "c-" + re.sub(r"[^A-Za-z0-9]+", "-", path.removesuffix(CHAPTER))


def _place(record_id: str) -> str:
    return "r-" + re.sub(r"[^A-Za-z0-9.-]", "--", record_id)
