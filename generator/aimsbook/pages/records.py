"""A page for each record: its state with the reason, its fields, its links in both directions, what is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from types import ModuleType
from urllib.parse import quote

from markupsafe import Markup, escape

from aimsbook.address import BESIDE, framework_page, record_page, register_page
from aimsbook.book import Book
from aimsbook.chains import Step, why
from aimsbook.conditions import Reason
from aimsbook.frameworks import framework_named
from aimsbook.measure import Standing
from aimsbook.picture import Node, neighbourhood
from aimsbook.present import Presenter
from aimsbook.records import Link, Record
from aimsbook.registry import modules_of
from aimsbook.render import fill
from aimsbook.site import RECORD, Asset, Heading, Page, Panel
from aimsbook.vocabulary import RecordType
from aimsbook.wording import WITHHELD_MARK, together, with_code

ROOT = "../"
_LONG = 6  # so many links of one relation are told in full; more of them in short
_MANY = 30  # a record with more links than this tells all but single ones in short, so that its page stays light
_TEXT = "text"
_MIDDLE = 50  # panels with a lower place stand above the fields, the others below the links
_HEADINGS = (
    ("fields", "Fields"),
    ("links", "Links"),
    ("neighbourhood", "Neighbourhood"),
    ("diagnostics", "What is open"),
)


def pages(book: Book) -> Iterator[Page | Asset]:
    """Yield a page for every record."""
    presenter = book.presenter
    named_in = book.named_in
    for record in presenter.graph:
        yield _page(record, presenter, named_in.get(record.id, []))


def _page(record: Record, presenter: Presenter, named_in: list[Record]) -> Page:
    kind = presenter.vocabulary[record.type]
    above, below = _panels(record, presenter)
    told = {name for one in (*above, *below) for name in one.tells}
    relations, picture = _relations(record, presenter, told), _picture(record, presenter, kind)
    parts = {
        "fields": _fields(record, presenter, kind, told),
        "links": relations,
        "neighbourhood": picture,
        "diagnostics": [presenter.diagnostic(one, BESIDE) for one in presenter.dossier.by_record.get(record.id, ())],
    }
    body = fill(
        "record.html",
        record=record,
        kind=kind,
        register=ROOT + register_page(kind.name),
        framework=presenter.framework(record) if kind.framed else "",
        framework_href=ROOT + framework_page(framework_named(record)),
        text=_text(record, presenter),
        fields=parts["fields"],
        links_first=kind.framed,  # a catalogue's own fields are long, and what answers to it is what one looks for
        chapter=_chapter(record, presenter, kind),
        relations=relations,
        named_in=together(presenter.entry(one, BESIDE) for one in named_in),
        picture=picture,
        above=above,
        below=below,
        diagnostics=parts["diagnostics"],
        **_standing(record, presenter),
    )
    anchors = {"diagnostics": "gaps"}
    own = {name: [Heading(2, anchors.get(name, name), title)] if parts[name] else [] for name, title in _HEADINGS}
    between = [[Heading(2, one.anchor, one.title) for one in some] for some in (above, below)]
    headings = tuple(
        chain(
            between[0],
            *((own["links"], own["fields"]) if kind.framed else (own["fields"], own["links"])),
            between[1],
            own["neighbourhood"],
            own["diagnostics"],
        )
    )
    source = None if record.shipped else record.mark
    return Page(record_page(record.id), record.title, presenter.summary(record), body, headings, None, source, RECORD)


@cache
def _panel_modules() -> list[ModuleType]:
    return sorted(modules_of("aimsbook.panels"), key=lambda one: int(one.PLACE))


def _panels(record: Record, presenter: Presenter) -> tuple[list[Panel], list[Panel]]:
    """The panels above the fields and those below the links."""
    above: list[Panel] = []
    below: list[Panel] = []
    for module in _panel_modules():
        found = module.panel(record, presenter, BESIDE)
        (above if module.PLACE < _MIDDLE else below).extend([found] if isinstance(found, Panel) else found or ())
    return above, below


def _standing(record: Record, presenter: Presenter) -> dict[str, object]:
    """The state of a record and what holds it there: the chain that `why` tells, then the other reasons."""
    standing, found = presenter.dossier.standings.get(record.id), why(record, presenter.dossier)
    tells, steps = presenter.dossier.tells_gaps, found.steps if found.held else ()
    return {
        "badge": presenter.badge(presenter.state(record)),
        "standing_means": standing.rung.means if standing and standing.shown else "",
        "next": standing.next.label if standing and standing.next else "",
        "chain": [_step(one, record, presenter) for one in steps],
        "fix": with_code(presenter.dossier.told(found.fix)) if tells and steps and found.fix != found.line else "",
        "line": found.line if tells and steps else "",
        "reasons": [presenter.reason(one, record, BESIDE) for one in _besides(standing, record, steps)],
    }


def _step(one: Step, record: Record, presenter: Presenter) -> tuple[Markup, str]:
    """A link of the chain in words, and where it is written where that is told."""
    if one.record.veiled:
        return WITHHELD_MARK, ""
    said = escape(presenter.dossier.told(one.text))
    if one.names and not (named := presenter.graph[one.names]).veiled:
        said = said.replace(escape(named.id), presenter.link(named, BESIDE), 1)
    if one.record.id != record.id:
        said = Markup("{}: {}").format(presenter.link(one.record, BESIDE), said)
    return said, str(one.mark) if presenter.dossier.tells_gaps else ""


def _besides(standing: Standing | None, record: Record, steps: Iterable[Step]) -> Iterator[Reason]:
    """Yield the reasons that the chain does not tell."""
    told = {(one.record.id, one.text) for one in steps}
    others = {name for one in steps for name in (one.record.id, one.names)} - {record.id}
    for one in dict.fromkeys(standing.reasons) if standing and standing.shown and standing.next else ():
        if (one.record, one.text) not in told and one.record not in others:
            yield one


def _text(record: Record, presenter: Presenter) -> Markup:
    text = record.get(_TEXT)
    return presenter.prose(record, (_TEXT,), str(text), BESIDE) if text else Markup("")


def _fields(record: Record, presenter: Presenter, kind: RecordType, told: set[str]) -> list[tuple[str, Markup]]:
    elsewhere = {"id", "type", "title", _TEXT, *told}
    names = (name for name in (*kind.fields, *kind.facts) if name not in elsewhere)
    shown = ((kind.field(name), presenter.value(record, name, BESIDE)) for name in names)
    return [(one.label, value) for one, value in shown if one and value]


def _chapter(record: Record, presenter: Presenter, kind: RecordType) -> Markup:
    """A link to the Markdown file that holds the words of a record, where one of its fields names a chapter."""
    docs = presenter.dossier.project.docs
    for name, one in kind.fields.items():
        path = record.get(name) if one.kind == "file" else None
        file = presenter.dossier.project.root / path if path else None
        if file and file.suffix == ".md" and file.is_relative_to(docs) and file.is_file():
            href = ROOT + quote(file.relative_to(docs).as_posix().removesuffix(".md")) + ".html"
            return Markup('The words stand in <a href="{}">{}</a>.').format(href, path)
    return Markup("")


def _relations(
    record: Record, presenter: Presenter, told: set[str]
) -> list[tuple[str, bool, list[tuple[Markup, Markup, Markup]]]]:
    """Every relation of a record in both directions as it reads here, whether its list is long, and its links.

    In a catalogue, relations that lead a trace on come first: what answers to an entry is what a reader looks for.
    """
    shown = []
    for name, links in presenter.graph.links(record.id).items():
        shown.append((name, [(presenter.graph[one.target], record, one) for one in links]))
    for name, came in presenter.graph.links_to(record.id).items():
        writers = [(presenter.graph[source], one) for source, one in came]
        shown.append((name, [(writer, writer, one) for writer, one in writers]))
    vocabulary = presenter.vocabulary
    if vocabulary[record.type].framed:
        shown.sort(key=lambda reading: not vocabulary.is_traced(record.type, reading[0]))
    label = vocabulary.label_of
    most = _LONG if sum(len(ends) for _, ends in shown) <= _MANY else 1
    return [
        (label(record.type, name), len(ends) > most, _entries(ends, presenter, len(ends) > most))
        for name, ends in shown
        if name not in told
    ]


def _entries(
    ends: list[tuple[Record, Record, Link]], presenter: Presenter, short: bool
) -> list[tuple[Markup, Markup, Markup]]:
    """The links of one relation; those to what is withheld as one, without what they carry."""
    shown = [_entry(*end, presenter, short) for end in ends if not end[0].veiled]
    left = together(presenter.entry(other, BESIDE) for other, _, _ in ends if other.veiled)
    return [*shown, *((one, Markup(""), Markup("")) for one in left)]


def _entry(
    other: Record, writer: Record, link: Link, presenter: Presenter, short: bool
) -> tuple[Markup, Markup, Markup]:
    attributes = presenter.attributes(writer, link, BESIDE) if link.attributes else Markup("")
    if short:
        return presenter.short_entry(other, BESIDE), Markup(""), attributes
    return presenter.entry(other, BESIDE), presenter.badge(presenter.state(other)), attributes


def _picture(record: Record, presenter: Presenter, kind: RecordType) -> Markup:
    label = presenter.vocabulary.label_of
    left = [
        _node(presenter.graph[source], presenter, label(record.type, name))
        for name, came in presenter.graph.links_to(record.id).items()
        for source, _ in came
        if not presenter.graph[source].veiled
    ]
    right = [
        _node(presenter.graph[one.target], presenter, label(record.type, name))
        for name, links in presenter.graph.links(record.id).items()
        for one in links
        if not presenter.graph[one.target].veiled
    ]
    drawn = neighbourhood(Node(record.id, record.title, "", "", kind.icon), left, right)
    return Markup(drawn) if drawn else Markup("")


def _node(record: Record, presenter: Presenter, relation: str) -> Node:
    icon = presenter.vocabulary[record.type].icon
    return Node(record.id, record.title, presenter.href(record.id, BESIDE), relation, icon)
