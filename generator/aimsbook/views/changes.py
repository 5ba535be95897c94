"""What changed since a baseline, under the headings that an auditor asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from aimsbook.address import CHANGES, changes_page
from aimsbook.changelist import Group
from aimsbook.changes import Changes, changes_of
from aimsbook.compare import Change, Item
from aimsbook.faces import Answer, Block, Face, Items, Line, Part, Passage, Said, more_of
from aimsbook.present import Presenter
from aimsbook.render import fill
from aimsbook.tellings import brief_label, reasons, sentence, title_of
from aimsbook.tellings import told_of as what_of
from aimsbook.viewing import known_word, whole

OPTIONS = {
    "since": "the name of a baseline; that of the last audit when not given",
    "looked_at_by": "a type: the baseline that its newest record names, such as `management_review`; else as above",
    "group": "only what stands under one heading, such as `risks`",
    "limit": "how many items at most under each heading",
}

NONE = "None."
HEADS = (("group", "Heading"), ("id", "Item"), ("title", "Title"), ("changes", "What changed"))


def define(options: Mapping[str, Any], presenter: Presenter) -> Face:
    """Make the view ready."""
    changes = changes_of(presenter)
    if "since" in options:
        known_word(options, "since", changes.baselines, "baseline")
    if "looked_at_by" in options:
        known_word(options, "looked_at_by", changes.changelist.milestones, "type with a baseline")
    if "group" in options:
        names = [one.name for one in (*changes.changelist.groups, changes.changelist.rest)]
        known_word(options, "group", names, "heading")
    limit = whole(options, "limit")

    named = (name for one, name in changes.milestones if one.type == options.get("looked_at_by"))
    name = options.get("since") or next(named, changes.latest)
    group = options.get("group")

    def show(root: str) -> Markup:
        if name is None:
            told = '<p>{}, so what changed cannot be told: <a href="{}">how to make one</a>.</p>'
            return Markup(told).format(changes.none_told, root + CHANGES)
        return listing(name, changes, root, group, limit)

    def blocks() -> Iterator[Block]:
        if name is None:
            yield Passage(Markup("{}, so what changed cannot be told.").format(changes.none_told))
            return
        for one in sections_of(name, changes, "", group, limit):
            inside = (*_on_paper(one, presenter), *more_of(one["more"]))
            yield from (Part(Markup("{}").format(one["title"]), inside),) if one["title"] else inside

    def say() -> Answer:
        if name is None:
            return Answer(HEADS, ())
        sections = [
            (heading, items)
            for heading, items in changes.since(name).by_group(changes.changelist)
            if group in (None, heading.name)
        ]
        told = [(heading, _shown(items, limit)) for heading, items in sections]
        more = sum(not one.brief for _, items in sections for one in items) if limit is not None else 0
        lines = tuple(_line(heading, item, changes) for heading, items in told for item in items)
        return Answer(HEADS, lines, max(more - len(lines), 0))

    return Face(show, blocks, say)


def _on_paper(section: Mapping[str, Any], presenter: Presenter) -> Iterator[Block]:
    """What stands under one heading."""
    entries = tuple(_item(one) for one in section["entries"])
    if entries or not section["brief"]:
        yield Items(entries, NONE)
    if section["brief"]:
        brief = Markup(", ").join(section["brief"])
        yield Passage(Markup("{}{}: {}.").format(section["brief_label"], _and_else(presenter), brief))


def _and_else(presenter: Presenter) -> str:
    """That nothing else changed of what is told in short; of what may be withheld nobody is told so."""
    return "" if presenter.dossier.keeps_back else ", and nothing else"


def _item(one: Mapping[str, Any]) -> Markup:
    lines = [
        Markup("<li>{} {} {}{}</li>").format(
            change["symbol"],
            change["label"],
            change["told"],
            Markup("").join(Markup("<br>{}: {}").format(when, why) for when, why in change["why"]),
        )
        for change in one["changes"]
    ]
    return Markup("{}<ul>{}</ul>").format(one["entry"], Markup("").join(lines))


def _shown(items: list[Item], limit: int | None) -> list[Item]:
    """The items of a heading that are told: with a limit the first in full, else those told in short as well."""
    full, brief = [one for one in items if not one.brief], [one for one in items if one.brief]
    return full[:limit] if limit is not None else full + brief


def _line(heading: Group, item: Item, changes: Changes) -> Line:
    """An item as a line; its id leads on where the record is still there."""
    told = "; ".join(sentence(item, one, changes) for one in item.changes)
    here = (item.id,) if item.id in changes.presenter.graph else ()
    cells = (Said(heading.title), Said(item.id, here), Said(title_of(item, changes)), Said(told))
    return Line(item.id if here else "", cells)


def listing(
    name: str, changes: Changes, root: str, group: str | None = None, limit: int | None = None, page: bool = False
) -> Markup:
    """What changed since a baseline, by heading."""
    sections = sections_of(name, changes, root, group, limit, page)
    dossier, alone = changes.dossier, _and_else(changes.presenter)
    empty = dossier.nothing(NONE)
    level = 2 if page else 3
    return fill("changes.html", sections=sections, level=level, number=dossier.number, empty=empty, alone=alone)


def sections_of(
    name: str, changes: Changes, root: str, group: str | None, limit: int | None, page: bool = False
) -> list[dict[str, Any]]:
    """What stands under each heading."""
    sections = []
    for heading, items in changes.since(name).by_group(changes.changelist):
        if group is not None and heading.name != group:
            continue
        full, brief = [one for one in items if not one.brief], [one for one in items if one.brief]
        shown = [{"entry": entry(one, changes, root), "changes": told_of(one, changes)} for one in full[:limit]]
        more = len(full) - len(shown)
        href = f"{root}{changes_page(name)}#{heading.name}"
        title = heading.title if group is None else ""
        anchor = heading.name if page else ""
        short = [entry(one, changes, root, short=True) for one in brief] if limit is None else []
        section: dict[str, Any] = {"title": title, "anchor": anchor, "entries": shown, "more": more, "href": href}
        sections.append({**section, "brief": short, "brief_label": brief_label(brief)})
    return sections


def entry(item: Item, changes: Changes, root: str, short: bool = False) -> Markup:
    """What changed, as a link where it is still there; in short only its id."""
    record = changes.presenter.graph.records.get(item.id)
    if record:
        return changes.presenter.link(record, root) if short else changes.presenter.entry(record, root)
    return Markup("<code>{}</code> {}").format(item.id, title_of(item, changes))


def told_of(item: Item, changes: Changes) -> list[dict[str, object]]:
    """What changed about an item, as the templates show it."""
    return [_told(item, one, changes) for one in item.changes]


def _told(item: Item, change: Change, changes: Changes) -> dict[str, object]:
    told = what_of(item, change, changes)
    why = reasons(item, change, changes)
    return {"symbol": change.kind.symbol, "label": change.kind.label, "told": told, "why": why}
