"""The audit room's pages: for each requirement that counts and each piece of evidence, its whole trail on one page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from markupsafe import Markup, escape

from aimsbook.address import trail_page
from aimsbook.book import Book
from aimsbook.faces import Block, Facts, Items, Part, Passage, more_of
from aimsbook.present import Presenter
from aimsbook.records import Record
from aimsbook.render import fill
from aimsbook.search import FOLDER, script
from aimsbook.site import Asset, Heading, Page
from aimsbook.trails import Leg, Row, Trail, Trails, trails_of
from aimsbook.words import listed

ROOT = "../"
SHARD = "trails"
MOST_REASONS = 4
Draw: TypeAlias = Callable[[Row, Leg, Record | None], Any]
_SILENT = "No paragraph of it names the requirement or its controls."


def pages(book: Book) -> Iterator[Page | Asset]:
    """Yield the page of every trail, and the list by which the jump box finds them."""
    trails = trails_of(book)
    draw = _drawer(book.presenter)
    rows: list[tuple[str, str, str, list[str]]] = []
    for start in trails.starts.values():
        narrowings = trails.narrowings(start)
        yield _page(start, narrowings, trails, book, draw)
        rows.append((start.id, start.title, trail_page(start.id), [one.id for one in narrowings]))
    shard = {**_narrowed_to(trails, book.presenter), "rows": rows}
    yield Asset(f"{FOLDER}/{SHARD}.js", script(SHARD, json.dumps(shard, ensure_ascii=False, separators=(",", ":"))))


def _narrowed_to(trails: Trails, presenter: Presenter) -> dict[str, object]:
    """What trails may be narrowed to, as readers call it, and by which ids."""
    plans = {plan.narrowed: plan for plan in trails.plans.values() if plan.narrowed}
    return {
        "kind": listed([presenter.vocabulary[name].label for name in plans], "or"),
        "ids": [one.id for plan in plans.values() for one in trails.systems_of(plan)],
    }


def _page(start: Record, narrowings: list[Record], trails: Trails, book: Book, draw: Draw) -> Page:
    presenter = book.presenter
    whole = trails.trail(start)
    narrowed = [(one, trails.trail(start, one)) for one in narrowings]
    other = [trail for _, trail in narrowed if not trail.agrees_with(whole)]
    shown = [_shown(trail, presenter, draw) for trail in (whole, *other)]
    framed = presenter.vocabulary[start.type].framed
    title = f"{start.local if framed else start.id} {start.title}"
    body = fill(
        "trail_page.html",
        record=start,
        framework=f"{presenter.framework(start)} · " if framed else "",
        title=title,
        commit=book.commit,
        as_of=book.project.as_of.isoformat(),
        href=presenter.href(start.id, ROOT),
        narrowings=narrowings,
        same=[one for one, trail in narrowed if trail.agrees_with(whole)],
        trails=shown,
    )
    steps = trails.plans[start.type].steps
    headings = tuple(Heading(2, one.name, one.title) for one in steps if f'id="{one.name}"' in body)
    said = f"What {start.id} leads to, on one page for the audit room."
    return Page(trail_page(start.id), f"Trail of {title}", said, body, headings, None, None, "trail")


def _shown(trail: Trail, presenter: Presenter, draw: Draw) -> Markup:
    """One trail; only the whole one carries anchors for its headings."""
    return fill("trail.html", **_told(trail, presenter, draw))


def _drawer(presenter: Presenter) -> Draw:
    """How rows look on pages; the same row stands on many of them and is filled once, unless it is left out of one."""
    alike: dict[tuple[object, ...], Markup] = {}

    def filled(row: Row, leg: Leg, left_out_of: str = "") -> Markup:
        return fill("trail_row.html", row=_row(row, leg, presenter), left_out_of=left_out_of)

    def draw(row: Row, leg: Leg, narrowed: Record | None) -> Markup:
        if narrowed and row.left_out:
            return filled(row, leg, narrowed.id)
        key = (row.record.id, row.show, row.passages, row.more_passages, leg.step.passages)
        if key not in alike:
            alike[key] = filled(row, leg)
        return alike[key]

    return draw


def on_paper(trail: Trail, presenter: Presenter) -> Iterator[Block]:
    """The same trail for paper."""
    told = _told(trail, presenter, lambda row, leg, narrowed: _row(row, leg, presenter))
    state = [("State here" if trail.here else "State", told["badge"])] if told["badge"] else []
    applies = [("Applies here", escape(told["applies"]))] if told["applies"] else []
    held = Markup("; ").join(told["reasons"])
    why = [(f"What holds it from “{told['next']}”", held)] if held and told["next"] else []
    yield Facts((*state, *applies, *why, *told["head"]))
    for leg in told["legs"]:
        entries = tuple(_entry(row) for row in leg["rows"])
        inside = Items(entries) if entries else Passage(Markup("{}").format(leg["empty"]))
        yield Part(Markup("{}").format(leg["title"]), (inside, *more_of(leg["more"])))


def _entry(row: Mapping[str, Any]) -> Markup:
    """A record of a step as an item on paper."""
    left_out = Markup("<p>Left out: {}</p>").format(row["left_out"]) if row["left_out"] else Markup("")
    facts = Markup("; ").join(Markup("<em>{}</em> {}").format(label, value) for label, value in row["facts"])
    quoted = (
        Markup("<blockquote><p>{} <em>({})</em></p></blockquote>").format(one["words"], one["heading"] or "untitled")
        for one in row["passages"]
    )
    silent = Markup("<p><em>{}</em></p>").format(row["silent"]) if row["silent"] else Markup("")
    head = Markup("<p>{} {}</p>").format(row["entry"], row["badge"])
    return head + left_out + (Markup("<p>{}</p>").format(facts) if facts else "") + Markup("").join(quoted) + silent


def _told(trail: Trail, presenter: Presenter, draw: Draw) -> dict[str, Any]:
    """What a trail tells, as both faces show it; how a row looks is each face's own."""
    start, standing, narrowed = trail.start, trail.standing, trail.narrowed
    reasons = list(dict.fromkeys(standing.reasons))[:MOST_REASONS] if standing else []
    return {
        "start": presenter.link(start, ROOT),
        "narrowed": {"id": narrowed.id, "entry": presenter.entry(narrowed, ROOT)} if narrowed else None,
        "badge": presenter.badge(state) if (state := trail.shown(presenter)) else "",
        "applies": trail.applies,
        "next": standing.next.label if standing and standing.next else "",
        "reasons": [presenter.reason(one, start, ROOT) for one in reasons],
        "head": [(presenter.heading(start.type, name), presenter.cell(start, name, ROOT).html) for name in trail.head],
        "legs": [_leg(leg, narrowed, draw) for leg in trail.legs if leg.rows or leg.step.empty],
    }


def _leg(leg: Leg, narrowed: Record | None, draw: Draw) -> dict[str, object]:
    return {
        "anchor": "" if narrowed else leg.step.name,
        "title": leg.step.title,
        "empty": leg.step.empty,
        "more": leg.more,
        "rows": [draw(row, leg, narrowed) for row in leg.rows],
    }


def _row(row: Row, leg: Leg, presenter: Presenter) -> dict[str, object]:
    silent = leg.step.passages and not row.passages and not row.record.veiled
    return {
        "entry": presenter.entry(row.record, ROOT),
        "badge": presenter.badge(presenter.state(row.record)),
        "left_out": row.left_out,
        "facts": [] if row.record.veiled else presenter.facts(row.record, row.show, ROOT),
        "passages": [{"words": one.words, "heading": one.heading, "href": ROOT + one.href} for one in row.passages],
        "more_passages": row.more_passages,
        "silent": presenter.dossier.nothing(_SILENT) if silent else "",
    }
