"""Everything about a record by theme, as its type's definition lists them: fields, tables, portraits, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from aimsbook.conditions import follow
from aimsbook.faces import Block, Facts, Items, Part, Passage, Table, more_of
from aimsbook.lineage import Arrow, draw_lineage
from aimsbook.picture import Node
from aimsbook.present import Presenter
from aimsbook.reach import reach_of
from aimsbook.records import WITHHELD, Link, Record, Value
from aimsbook.render import fill
from aimsbook.site import Panel
from aimsbook.themes import ENTRY, Item, Lineage, Linked, RowsOf, Theme, read_themes
from aimsbook.tracing import affected
from aimsbook.vocabulary import Field
from aimsbook.wording import WITHHELD_MARK, together
from aimsbook.words import folded

PLACE = 20
_ANCHOR = re.compile(r' id="[^"]*"')
_MOST = 40  # rows of one table; the rest is told as a number that leads to the links
_MOST_PORTRAITS = 12
_MOST_TOUCHED = 12
_BECAME = 2  # the column of a row that tells what became of it stands after so many others
_FURTHEST = 12  # links that a lineage is followed
_EMPTY = Markup("")


def panel(record: Record, presenter: Presenter, root: str) -> Iterable[Panel]:
    """Yield a panel for each theme of the record's type that has something to say."""
    for theme in read_themes(presenter.vocabulary).get(record.type, ()):
        if body := _body(theme, record, presenter, root):
            yield Panel(f"theme-{theme.name}", theme.title, body, theme.tells)


def on_paper(record: Record, presenter: Presenter) -> Iterator[Part]:
    """Yield the same themes for paper."""
    for theme in read_themes(presenter.vocabulary).get(record.type, ()):
        parts = _parts(theme, record, presenter, "")
        if any(parts.values()):
            says = (Passage(Markup("<em>{}</em>").format(theme.says)),) if theme.says else ()
            yield Part(Markup("{}").format(theme.title), (*says, *_blocks(theme, parts, record, presenter)))


def _blocks(theme: Theme, parts: Mapping[str, Any], record: Record, presenter: Presenter) -> Iterator[Block]:
    if parts["fields"]:
        yield Facts(tuple(parts["fields"]))
    if portraits := parts["portraits"]:
        for entry, state, lines in portraits["shown"]:
            yield Part(Markup("{} {}").format(entry, state), (Facts(tuple(lines)),))
        if not portraits["shown"]:
            yield Passage(Markup("{}").format(portraits["none"]))
        if portraits["rest"]:
            yield Passage(Markup("More of them: {}").format(portraits["rest"]))
    if table := parts["table"]:
        yield Table(tuple(table["heads"]), tuple(map(tuple, table["rows"])), none=table["none"])
        yield from more_of(table["more"])
    if rows := parts["rows"]:
        yield Table(tuple(rows["heads"]), tuple(tuple(cells) for _, cells in rows["rows"]), rows["label"])
    if theme.lineage and parts["picture"]:
        arrows = _all_arrows(record, theme.lineage, presenter)
        ways = ((presenter.graph[one.source], presenter.graph[one.target]) for one in arrows)
        yield Items(tuple(
            Markup("{} → {}").format(presenter.entry(source, ""), presenter.entry(target, ""))
            for source, target in ways
        ))  # fmt: skip
    if parts["touched"]:
        told = ((f"{label} ({number})", shown, more) for label, number, shown, more in parts["touched"])
        yield Facts(tuple((label, shown + (f" and {more} more" if more else "")) for label, shown, more in told))


def _body(theme: Theme, record: Record, presenter: Presenter, root: str) -> Markup:
    parts = _parts(theme, record, presenter, root)
    return fill("theme.html", theme=theme, **parts) if any(parts.values()) else _EMPTY


def _parts(theme: Theme, record: Record, presenter: Presenter, root: str) -> dict[str, Any]:
    """What a theme tells, as both faces show it."""
    return {
        "fields": list(_fields(theme.fields, record, presenter, root)),
        "table": _table(theme.table, record, presenter, root) if theme.table else None,
        "portraits": _portraits(theme.portraits, record, presenter, root) if theme.portraits else None,
        "rows": _rows(theme.rows, record, presenter, root) if theme.rows else None,
        "picture": _picture(theme, theme.lineage, record, presenter, root) if theme.lineage else None,
        "touched": _touched(theme, record, presenter, root) if theme.reach else None,
    }


def _fields(items: tuple[Item, ...], record: Record, presenter: Presenter, root: str) -> Iterator[tuple[str, Markup]]:
    for item in items:
        if shown := _shown(item, record, presenter, root):
            yield item.title, shown


def _shown(
    item: Item, record: Record, presenter: Presenter, root: str, brief: bool = False, page: Record | None = None
) -> Markup:
    """What an item tells of a record, without anchors: it may stand on a page twice; in brief, links are ids.

    On the page of a system, what is about other systems only is left out.
    """
    if item.path == ENTRY or record.veiled:
        return presenter.entry(record, root)
    kind = presenter.vocabulary[record.type]
    if item.show:
        return _lines(item, record, presenter, root)
    if kind.field(item.path):
        return Markup(_ANCHOR.sub("", presenter.value(record, item.path, root)))
    if presenter.vocabulary.reads(record.type, item.path):
        found = presenter.case.linked(record, item.path)
        if page and record.id != page.id:
            found = [one for one in found if one.id == page.id or reach_of(presenter.dossier).concerns(page, one)]
        shown = (presenter.link(one, root) if brief else presenter.entry(one, root) for one in found)
        return Markup(", ").join(together(shown))
    return presenter.cell(record, item.path, root).html


def _lines(item: Item, record: Record, presenter: Presenter, root: str) -> Markup:
    """The rows of a table as one line each."""
    table = presenter.vocabulary[record.type].field(item.path)
    rows = presenter.case.value(record, item.path)
    if item.path in record.hidden:
        return WITHHELD_MARK
    if table is None or not isinstance(rows, list):
        return _EMPTY
    lines = []
    for row in rows:
        given = [name for name in item.show if row.get(name)]
        shown = [_part(table.parts[name], row[name], record, presenter, root) for name in given]
        lines.append(Markup("<li>{}</li>").format(Markup(" · ").join(shown)))
    return Markup("<ul>{}</ul>").format(_EMPTY.join(lines))


def _part(one: Field, value: Value, record: Record, presenter: Presenter, root: str) -> Markup:
    """A column of a row within a line; a bare yes or no says of what."""
    shown = presenter.part(one, value, root, record)
    return Markup("{}: {}").format(one.label.lower(), shown.lower()) if one.kind == "yes_no" else shown


def _reached(linked: Linked, record: Record, presenter: Presenter) -> list[tuple[Record, Link | None]]:
    """The records of a table or of portraits, each with the link that leads there where that is one step."""
    found: dict[str, tuple[Record, Link | None]] = {}
    for chain in linked.chains:
        links = _links(record, chain[0], presenter) if len(chain) == 1 else {}
        for one in follow(record, chain, presenter.case):
            if one.id != record.id and (linked.where is None or linked.where.judge(one, presenter.case, record).holds):
                found.setdefault(one.id, (one, links.get(one.id)))
    ordered = sorted(found.values(), key=lambda one: one[0].id)
    if linked.newest:
        ordered.sort(key=lambda one: str(presenter.case.value(one[0], linked.newest) or ""), reverse=True)
    return ordered


def _links(record: Record, reading: str, presenter: Presenter) -> dict[str, Link]:
    """The links of a reading in either direction, by the record at the other end."""
    out = {one.target: one for one in presenter.graph.links(record.id).get(reading, ())}
    return out | dict(presenter.graph.links_to(record.id).get(reading, ()))


def _cells(
    items: tuple[Item, ...],
    end: tuple[Record, Link | None],
    record: Record,
    presenter: Presenter,
    root: str,
    brief: bool,
) -> list[Markup]:
    """What is shown of a record at the end of a link, item by item."""
    one, link = end
    return [
        _attribute(item.attribute, link, record, one, presenter, root)
        if item.attribute
        else _shown(item, one, presenter, root, brief, record)
        for item in items
    ]


def _attribute(name: str, link: Link | None, record: Record, other: Record, presenter: Presenter, root: str) -> Markup:
    if link is None or link.attributes.get(name) is None:
        return _EMPTY
    writer = other if link.target == record.id else record
    one = presenter.vocabulary[writer.type].relations[link.relation].attributes[name]
    return presenter.part(one, link.attributes[name], root, writer)


def _table(linked: Linked, record: Record, presenter: Presenter, root: str) -> dict[str, object] | None:
    found = _reached(linked, record, presenter)
    rows = [_cells(linked.items, one, record, presenter, root, brief=True) for one in found[:_MOST]]
    kept = [index for index in range(len(linked.items)) if index == 0 or any(row[index] for row in rows)]
    return {
        "heads": [linked.items[index].title for index in kept],
        "rows": [[row[index] for index in kept] for row in rows],
        "more": max(len(found) - _MOST, 0),
        "none": presenter.dossier.nothing(linked.none),
    }


def _portraits(linked: Linked, record: Record, presenter: Presenter, root: str) -> dict[str, object]:
    found = _reached(linked, record, presenter)
    shown = []
    for one, link in found[:_MOST_PORTRAITS]:
        cells = _cells(linked.items, (one, link), record, presenter, root, brief=False)
        lines = [(item.title, cell) for item, cell in zip(linked.items, cells, strict=True) if cell]
        shown.append((presenter.entry(one, root), presenter.badge(presenter.state(one)), lines))
    rest = [presenter.link(one, root) for one, _ in found[_MOST_PORTRAITS:]]
    return {"shown": shown, "rest": Markup(", ").join(rest), "none": presenter.dossier.nothing(linked.none)}


def _rows(rows: RowsOf, record: Record, presenter: Presenter, root: str) -> dict[str, object] | None:
    """The rows of a table with what became of each: the records whose links carry the same words."""
    table = presenter.vocabulary[record.type].field(rows.field)
    given = presenter.case.value(record, rows.field)
    if table is None or not isinstance(given, list) or not given or rows.field in record.hidden:
        return None
    names = [name for name in rows.columns if any(row.get(name) for row in given)]
    shown = []
    for number, row in enumerate(given, 1):
        cells = [presenter.part(table.parts[name], row.get(name), root, record) for name in names]
        led = _carrying(record, rows, row.get(rows.by), presenter)
        cells.insert(_BECAME, Markup("<br>").join(together(presenter.entry(one, root) for one in led)))
        shown.append((f"{rows.field}-{number}", cells))
    heads = [table.parts[name].label for name in names]
    heads.insert(_BECAME, rows.title)
    return {"heads": heads, "rows": shown, "label": table.label}


def _carrying(record: Record, rows: RowsOf, said: Value, presenter: Presenter) -> list[Record]:
    links = presenter.graph.links(record.id).get(rows.relation, ())
    same = [one.target for one in links if said and folded(one.attributes.get(rows.by)) == folded(said)]
    return [presenter.graph[one] for one in dict.fromkeys(same)]


def _touched(theme: Theme, record: Record, presenter: Presenter, root: str) -> list[tuple[str, int, Markup, int]]:
    """What hangs on a record, by type."""
    if theme.reach is None:
        return []
    found = affected(record, presenter.dossier, theme.reach.within)
    told = []
    for name in theme.reach.types or tuple(found):
        records = [one for _, one in found.get(name, ()) if not one.veiled]
        if records:
            shown = Markup(", ").join(presenter.link(one, root) for one in records[:_MOST_TOUCHED])
            told.append((presenter.vocabulary[name].plural, len(records), shown, max(len(records) - _MOST_TOUCHED, 0)))
    return told


def _picture(
    theme: Theme, lineage: Lineage, record: Record, presenter: Presenter, root: str
) -> dict[str, object] | None:
    """Where a record comes from and where it goes, as a picture; what found no room, and the same in words."""
    arrows = _all_arrows(record, lineage, presenter)
    names = dict.fromkeys([record.id, *(name for one in arrows for name in (one.source, one.target))])
    boxes = {name: _node(presenter.graph[name], presenter, root) for name in names}
    drawn = draw_lineage(f"{theme.title}: {record.id}", record.id, boxes, arrows)
    if drawn is None:
        return None
    hidden = Markup(", ").join(together(presenter.link(presenter.graph[one], root) for one in drawn.hidden))
    return {"svg": Markup(drawn.svg), "hidden": hidden}


def _all_arrows(record: Record, lineage: Lineage, presenter: Presenter) -> list[Arrow]:
    back = _arrows(record, lineage.back, presenter, back=True)
    return [*back, *_arrows(record, lineage.on, presenter, back=False)]


def _arrows(record: Record, readings: tuple[str, ...], presenter: Presenter, back: bool) -> list[Arrow]:
    """Follow readings from record to record to their end; arrows point from where something comes."""
    found: dict[Arrow, None] = {}
    seen, layer = {record.id}, [record]
    for _ in range(_FURTHEST):
        onward: dict[str, Record] = {}
        for one in layer:
            ways = [reading for reading in readings if presenter.vocabulary.reads(one.type, reading)]
            for other in (other for reading in ways for other in presenter.case.linked(one, reading)):
                found[Arrow(other.id, one.id) if back else Arrow(one.id, other.id)] = None
                if other.id not in seen:
                    onward[other.id] = other
        seen |= set(onward)
        layer = list(onward.values())
    return list(found)


def _node(record: Record, presenter: Presenter, root: str) -> Node:
    icon = presenter.vocabulary[record.type].icon
    if record.veiled:
        return Node(WITHHELD, "", "", "", icon)
    return Node(record.id, record.title, presenter.href(record.id, root), "", icon)
