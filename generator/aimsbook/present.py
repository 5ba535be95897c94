"""How values, links and states of records look as HTML and as plain words; it knows the dossier and no page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup, escape

from aimsbook.address import BESIDE, WITHHELD_PAGE, record_page, register_page, rule_page, top_of
from aimsbook.conditions import Reason, follow
from aimsbook.dossier import Dossier
from aimsbook.frameworks import framework_named
from aimsbook.ladder import Rung
from aimsbook.lists import heading_of
from aimsbook.measure import Standing
from aimsbook.prose import render
from aimsbook.rating import Step
from aimsbook.records import WITHHELD, Diagnostic, Link, Record, Severity, Steps, Value
from aimsbook.sanitise import clean
from aimsbook.vocabulary import GAPS, NUMBER, RUNG, Choice, Field
from aimsbook.wording import WITHHELD_MARK, flat, together, with_code, words_of

SYMBOLS = {"good": "●", "weak": "◐", "bad": "○", "neutral": "–"}
MOST_LINKS = 12


@dataclass(frozen=True, slots=True)
class State:
    """A state as readers meet it: a word, a symbol and a tone, never a colour alone."""

    name: str
    label: str
    symbol: str
    tone: str
    because_of: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The word, with the ids of what holds the state where it is."""
        return f"{self.label} ({', '.join(self.because_of)})" if self.because_of else self.label


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: its HTML, its plain words for filters, and its rank where words have an order.

    `more` are the words for CSV where these say more than those that one filters by, `record` the id of the one record
    that it stands for.
    """

    html: Markup
    plain: str
    rank: int | None = None
    more: str = ""
    record: str = ""

    @property
    def told(self) -> str:
        """All that the cell says, in plain words."""
        return self.more or self.plain


_NOTHING = Cell(Markup(""), "")


class Presenter:
    """Shows records; `root` is what leads from the page to the root of the site."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.case, self.vocabulary, self.graph = dossier.case, dossier.vocabulary, dossier.graph
        self._anchors: dict[tuple[str, str, bool], Markup] = {}
        self._badges: dict[State, Markup] = {}
        self._states: dict[str, State | None] = {}
        self._enclosed = dossier.enclosed if dossier.project.frozen else {}
        self._facts: dict[tuple[str, tuple[str, ...], str], list[tuple[str, Markup]]] = {}

    def href(self, record_id: str, root: str) -> str:
        """The address of a record's page; `root` is BESIDE for a page that lies in the same folder."""
        if record_id in self.graph and self.graph[record_id].veiled:
            return top_of(root) + WITHHELD_PAGE
        page = record_page(record_id)
        return page.rpartition("/")[2] if root == BESIDE else root + page

    def link(self, record: Record, root: str) -> Markup:
        """A record's id as a link, its title as tooltip."""
        if record.veiled:
            return WITHHELD_MARK
        key = (record.id, root, False)
        if key not in self._anchors:
            href, title = escape(self.href(record.id, root)), escape(record.title)
            self._anchors[key] = Markup(f'<a href="{href}" title="{title}">{escape(record.id)}</a>')
        return self._anchors[key]

    def entry(self, record: Record, root: str) -> Markup:
        """A record's id and title as one link."""
        if record.veiled:
            return WITHHELD_MARK
        key = (record.id, root, True)
        if key not in self._anchors:
            href, title = escape(self.href(record.id, root)), escape(record.title)
            self._anchors[key] = Markup(f'<a href="{href}"><code>{escape(record.id)}</code> {title}</a>')
        return self._anchors[key]

    def short_entry(self, record: Record, root: str) -> Markup:
        """A record's id as a link, with its state as a symbol where that is not as it should be; for long lists."""
        state = self.state(record)
        if state is None or state.tone in ("good", "neutral"):
            return self.link(record, root)
        mark = ' <i class="ab-tone-{}" role="img" aria-label="{}">{}</i>'
        return self.link(record, root) + Markup(mark).format(state.tone, state.told, state.symbol)

    def state(self, record: Record) -> State | None:
        """The rung that a record stands on, else the value of the field that tells its state; None where withheld."""
        if record.id not in self._states:
            self._states[record.id] = None if record.veiled else self._state(record)
        return self._states[record.id]

    def _state(self, record: Record) -> State | None:
        if standing := self.dossier.standings.get(record.id):
            return _standing_state(standing, record) if standing.shown else None
        kind = self.vocabulary[record.type]
        one = kind.field(kind.state) if kind.state not in record.hidden else None
        value = self.case.value(record, kind.state) if one else None
        choice = one.choices.get(str(value)) if one and value else None
        return state_of(choice.value, choice) if choice else None

    def badge(self, state: State | None) -> Markup:
        """A state as symbol, word and colour."""
        if state is None:
            return Markup("")
        if state not in self._badges:
            mark = '<span class="ab-state ab-tone-{}"><span aria-hidden="true">{}</span> {}{}</span>'
            ids = Markup(" <small>{}</small>").format(", ".join(state.because_of)) if state.because_of else ""
            self._badges[state] = Markup(mark).format(state.tone, state.symbol, state.label, ids)
        return self._badges[state]

    def value(self, record: Record, name: str, root: str) -> Markup:
        """A field's value as it is shown on a page; a record that stands alone has its title."""
        if record.veiled or (name in record.hidden and self.case.value(record, name) is not None):
            return WITHHELD_MARK
        one = self.vocabulary[record.type].field(name)
        value = self.case.value(record, name)
        if one and one.kind == "record" and isinstance(value, str) and value in self.graph:
            return self.entry(self.graph[value], root)
        return self._shown(one, value, root, record, (name,)) if one else Markup("")

    def part(self, one: Field, value: Value, root: str, record: Record) -> Markup:
        """One key of a mapping, column of a row or attribute of a link as it is shown on a page."""
        return self._shown(one, value, root, record, (one.name,))

    def _shown(self, one: Field, value: Value, root: str, record: Record, steps: Steps) -> Markup:
        if value is None:
            return Markup("")
        if isinstance(value, list):
            if one.kind == "table":
                return self._table(one, value, root, record, steps)
            items = [self._shown(one, entry, root, record, (*steps, index)) for index, entry in enumerate(value)]
            return Markup({"text": "; ", "prose": ""}.get(one.kind, ", ")).join(items)
        if one.kind == "prose":
            return self.prose(record, steps, str(value), root)
        if one.kind == "mapping":
            return self._mapping(one, value, root, record, steps)
        return self._scalar(one, value, root)

    def _scalar(self, one: Field, value: Value, root: str) -> Markup:
        if one.kind == "choice":
            return self._choice(one, str(value))
        if one.kind == "period":
            return Markup('<time datetime="{0}">{0}</time> to <time datetime="{1}">{1}</time>').format(
                value.get("from", ""), value.get("to", "")
            )
        if one.kind == "date":
            return Markup(f'<time datetime="{(day := escape(value))}">{day}</time>')
        if one.kind == "record":
            return self.link(self.graph[value], root) if value in self.graph else escape(value)
        if one.kind == "url":
            return Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(value)
        if one.kind in ("file", "digest"):
            place = self._enclosed.get(str(value)) if one.kind == "file" else None
            link = '<a href="{1}../{2}"><code>{0}</code></a>' if place else "<code>{0}</code>"
            return Markup(link).format(value, top_of(root), quote(place or ""))
        return escape(words_of(one, value))

    def _choice(self, one: Field, value: str) -> Markup:
        choice = one.choices.get(value)
        if choice is None:
            return escape(value)
        return escape(choice.label) if choice.tone == "neutral" else self.badge(state_of(value, choice))

    def _mapping(self, one: Field, value: Mapping[str, Value], root: str, record: Record, steps: Steps) -> Markup:
        lines = []
        for key, item in value.items():
            part = one.parts.get(key)
            shown = self._shown(part, item, root, record, (*steps, key)) if part else escape(flat(item))
            lines.append(Markup("<dt>{}</dt><dd>{}</dd>").format(part.label if part else key, shown))
        return Markup('<dl class="ab-fields">{}</dl>').format(Markup("").join(lines))

    def _table(self, one: Field, rows: list[Value], root: str, record: Record, steps: Steps) -> Markup:
        """A list of mappings; each row has an anchor of its own."""
        names = [name for name in one.parts if any(name in row for row in rows)]
        head = Markup("").join(Markup('<th scope="col">{}</th>').format(one.parts[name].label) for name in names)
        body = Markup("").join(
            Markup('<tr id="{}-{}">{}</tr>').format(
                one.name,
                index + 1,
                Markup("").join(
                    Markup("<td>{}</td>").format(
                        self._shown(one.parts[name], row.get(name), root, record, (*steps, index, name))
                    )
                    for name in names
                ),
            )
            for index, row in enumerate(rows)
        )
        region = (
            '<div class="ab-scroll" role="group" tabindex="0" aria-label="{}">'
            "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
        )
        return Markup(region).format(one.label, head, body)

    def prose(self, record: Record, steps: Steps, text: str, root: str) -> Markup:
        """Record prose as sanitised HTML, its references leading to the pages of what it names."""
        way = "" if root == BESIDE else f"{root}records/"
        return Markup(clean(render(self.dossier.texts.markdown(record, steps, text, way))))

    def attributes(self, record: Record, link: Link, root: str) -> Markup:
        """What a link carries besides its target."""
        fields = self.vocabulary[record.type].relations[link.relation].attributes
        shown = [
            Markup("{}: {}").format(
                fields[name].label.lower(),
                self._shown(fields[name], value, root, record, (link.relation, name)),
            )
            for name, value in link.attributes.items()
            if name in fields
        ]
        return Markup("; ").join(shown)

    def cell(self, record: Record, path: str, root: str) -> Cell:
        """What a column shows for a record: a field, a relation, the state, the gaps, or a path to one of them."""
        *steps, last = path.split(".")
        reached = follow(record, steps, self.case) if steps else (record,)
        told = [one for one in reached if not one.veiled]
        alike = len(told) > 1 and all(self.vocabulary.reads(one.type, last) for one in told)
        parts = [self._links(told, last, root)] if alike else []
        parts += [self._cell(one, last, root) for one in reached if one.veiled or not alike]
        unique = list(dict.fromkeys(cell for cell in parts if cell.plain))
        if len(unique) == 1:
            return unique[0]
        joiner = Markup("<br>") if last in ("text", "reason") else Markup(", ")
        return Cell(joiner.join(one.html for one in unique), ", ".join(one.told for one in unique))

    def facts(self, record: Record, paths: tuple[str, ...], root: str) -> list[tuple[str, Markup]]:
        """What a record says under some columns, each with its label; asked once for all the pages it stands on."""
        key = (record.id, paths, root)
        if key not in self._facts:
            cells = [(self.heading(record.type, path), self.cell(record, path, root)) for path in paths]
            self._facts[key] = [(label, cell.html) for label, cell in cells if cell.plain]
        return self._facts[key]

    def heading(self, type_name: str, path: str) -> str:
        """What a column of records of a type says at its head."""
        return heading_of(self.vocabulary, type_name, path)

    def _cell(self, record: Record, name: str, root: str) -> Cell:
        if record.veiled:
            return Cell(WITHHELD_MARK, WITHHELD)
        if name == "id":
            return Cell(self.link(record, root), record.id, record=record.id)
        if name == NUMBER:
            number = Markup('<a href="{}" title="{}">{}</a>').format(
                self.href(record.id, root), record.title, record.local
            )
            return Cell(number, record.local, record=record.id)
        if name == "title":
            return Cell(escape(record.title), record.title)
        if name == "type":
            label = self.vocabulary[record.type].label
            return Cell(escape(label), label)
        if name == RUNG:
            state = self.state(record)
            words, more = (state.label, state.told) if state else ("", "")
            rank = standing.level if (standing := self.dossier.standings.get(record.id)) else None
            return Cell(self.badge(state), words, rank, more)
        if name == GAPS:
            return self._gaps(record, root)
        if one := self.vocabulary[record.type].field(name):
            return self._field(record, one, root)
        return self._links([record], name, root)

    def _gaps(self, record: Record, root: str) -> Cell:
        number = sum(one.severity is not Severity.INFO for one in self.dossier.by_record.get(record.id, ()))
        link = Markup('<a href="{}#gaps">{}</a>').format(self.href(record.id, root), number)
        return Cell(link, str(number)) if number else _NOTHING

    def _field(self, record: Record, one: Field, root: str) -> Cell:
        value = self.case.value(record, one.name)
        if value is None:
            return _NOTHING
        if one.name in record.hidden:
            return Cell(WITHHELD_MARK, WITHHELD)
        words = self.words(record, one, value)
        if one.kind in ("table", "mapping"):
            return Cell(escape(words), words)
        rank = list(one.choices).index(str(value)) if str(value) in one.choices else None
        return Cell(self._shown(one, value, root, record, (one.name,)), words, rank)

    def words(self, record: Record, one: Field, value: Value) -> str:
        """A field's value in plain words, references within prose as the words that they show."""
        if record.veiled or one.name in record.hidden:
            return WITHHELD
        if one.kind != "prose" or not isinstance(value, str):
            return words_of(one, value)
        return words_of(one, self.dossier.texts.markdown(record, (one.name,), value))

    def _links(self, records: list[Record], name: str, root: str) -> Cell:
        near = {one.id: list(self.case.linked(one, name)) for one in records}
        ends = {end.id: end for some in near.values() for end in some}
        found = sorted(ends.values(), key=lambda one: (one.veiled, one.id))
        unnamed = self.vocabulary.unnamed((one.type for one in records if not near[one.id]), name)
        shown = Markup(", ").join([*unnamed, *together(self.link(one, root) for one in found[:MOST_LINKS])])
        if (more := len(found) - MOST_LINKS) > 0:
            shown += Markup(' <a href="{}#links">and {} more</a>').format(self.href(records[0].id, root), more)
        words = ", ".join([*unnamed, *(self.named(one) for one in found)])
        return Cell(shown, words, record=found[0].id if len(found) == 1 and not (found[0].veiled or unnamed) else "")

    def named(self, record: Record) -> str:
        """A record's id where it is told."""
        return WITHHELD if record.veiled else record.id

    def owners(self, record: Record) -> list[Record]:
        """Who answers for a record."""
        return self.case.owners(record)

    def reason(self, reason: Reason, record: Record, root: str) -> Markup:
        """Why something does not hold, the record named where it is another one."""
        if reason.record == record.id or reason.record not in self.graph:
            return escape(self.dossier.told(reason.text))
        if self.graph[reason.record].veiled:
            return WITHHELD_MARK
        return Markup(f"{self.link(self.graph[reason.record], root)}: {escape(self.dossier.told(reason.text))}")

    def diagnostic(self, one: Diagnostic, root: str) -> Mapping[str, object]:
        """A diagnostic as the templates show it."""
        duty = self.vocabulary.duties.get(one.duty)
        basis = [self.basis(name, root) for name in (duty.basis if duty else ())]
        return {
            "weight": one.weight,
            "tone": "bad" if one.severity is Severity.ERROR or one.weight == "finding" else "weak",
            "message": with_code(one.message),
            "rule": one.rule,
            "rule_href": top_of(root) + rule_page(one.rule),
            "why": with_code(duty.why) if duty else "",
            "hint": with_code(one.hint),
            "basis": Markup(", ").join(basis),
            "mark": one.mark,
            "record": self.graph.records.get(one.record or ""),
        }

    def basis(self, name: str, root: str) -> Markup:
        """The clause that a duty rests on, as a link where the framework is switched on."""
        return self.link(self.graph[name], root) if name in self.graph else escape(name)

    def owner_line(self, record: Record, root: str) -> Markup:
        """The owners of a record as links."""
        return Markup(", ").join(self.link(one, root) for one in self.owners(record))

    def summary(self, record: Record) -> str:
        """A record in one plain sentence, for the description of its page."""
        kind = self.vocabulary[record.type]
        prose = (one for one in kind.fields.values() if one.kind == "prose" and record.get(one.name))
        first = next(prose, None)
        said = self.words(record, first, record.get(first.name)) if first else ""
        head = f"{kind.label} {record.id}"
        return f"{head}: {said[:150].rsplit(' ', 1)[0]}…" if len(said) > 150 else f"{head}: {said or record.title}"

    def register_link(self, type_name: str, root: str, query: Iterable[tuple[str, str]] = ()) -> str:
        """The address of a register, filtered where a query is given."""
        asked = "&".join(f"{key}={quote(value)}" for key, value in query)
        return f"{root}{register_page(type_name)}{'#' + asked if asked else ''}"

    def framework(self, record: Record) -> str:
        """The framework that a record belongs to, as readers call it."""
        name = framework_named(record)
        found = self.dossier.frameworks.get(name)
        return found.short if found else name


def state_of(name: str, one: Rung | Choice | Step, because_of: tuple[str, ...] = ()) -> State:
    """A rung, a choice or a step of a scale as readers meet it."""
    return State(name, one.label, one.symbol or SYMBOLS[one.tone], one.tone, because_of)


def _standing_state(standing: Standing, record: Record) -> State:
    """A rung, or a state aside, with the ids of the records that hold it there."""
    ids = tuple(one for one in (standing.by if standing.aside else standing.caps) if one != record.id)
    return state_of(standing.rung.name, standing.rung, ids)
