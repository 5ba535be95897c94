"""A trail in words and for programs: the same steps as its page shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aimsbook.present import Presenter
from aimsbook.records import Record
from aimsbook.report import reason_text, safe
from aimsbook.trails import Leg, Row, Trail


def trail_text(trail: Trail, presenter: Presenter) -> Iterator[str]:
    """A trail as one reads it in a terminal."""
    start = trail.start
    yield f"{start.id}  {safe(start.title)}"
    if trail.narrowed:
        yield f"  for {trail.narrowed.id}  {safe(trail.narrowed.title)}"
    if state := trail.shown(presenter):
        yield f"  {state.symbol} {state.label}"
    if trail.applies:
        yield f"  Applies here: {safe(trail.applies)}"
    if trail.standing and trail.standing.next:
        yield f"  not yet {trail.standing.next.label.lower()}:"
        reasons = dict.fromkeys(trail.standing.reasons)
        yield from (f"    {reason_text(one.record, one.text, start)}" for one in reasons)
    for name in trail.head:
        yield f"  {presenter.heading(start.type, name)}: {safe(presenter.cell(start, name, '').plain)}"
    for leg in trail.legs:
        if leg.rows or leg.step.empty:
            yield ""
            yield from _leg(leg, presenter)


def _leg(leg: Leg, presenter: Presenter) -> Iterator[str]:
    yield f"{leg.step.title}"
    if not leg.rows:
        yield f"  {leg.step.empty}"
    for row in leg.rows:
        state = presenter.state(row.record)
        yield f"  {row.record.id}  {safe(row.record.title)}{f'  {state.symbol} {state.label}' if state else ''}"
        if row.left_out:
            yield f"    left out: {safe(row.left_out)}"
        for name, words in _facts(row, presenter):
            yield f"    {presenter.heading(row.record.type, name)}: {safe(words)}"
        for one in row.passages:
            yield f"    “{safe(one.words)}” ({safe(one.heading)}, {one.href})"
    if leg.more:
        yield f"  and {leg.more} more"


def _facts(row: Row, presenter: Presenter) -> Iterator[tuple[str, str]]:
    for name in row.show:
        if words := presenter.cell(row.record, name, "").plain:
            yield name, words


def trail_data(trail: Trail, presenter: Presenter) -> dict[str, Any]:
    """A trail for programs."""
    standing = trail.standing
    return {
        "start": _record_data(trail.start, presenter),
        "narrowed": trail.narrowed.id if trail.narrowed else None,
        "here": _here_data(trail),
        "reasons": [{"record": one.record, "text": one.text} for one in standing.reasons] if standing else [],
        "head": {name: presenter.cell(trail.start, name, "").plain for name in trail.head},
        "steps": [
            {
                "name": leg.step.name,
                "title": leg.step.title,
                "records": [_row_data(row, presenter) for row in leg.rows],
                "more": leg.more,
            }
            for leg in trail.legs
        ],
    }


def _here_data(trail: Trail) -> dict[str, Any] | None:
    """The state for what a trail is narrowed to, none where it is not in scope, and why it applies or does not."""
    if trail.outside:
        return {"state": None, "why": trail.applies}
    return {"state": trail.here.state.name, "why": trail.here.application.why} if trail.here else None


def _record_data(record: Record, presenter: Presenter) -> dict[str, Any]:
    state = presenter.state(record)
    return {"id": record.id, "type": record.type, "title": record.title, "state": state.name if state else None}


def _row_data(row: Row, presenter: Presenter) -> dict[str, Any]:
    return {
        **_record_data(row.record, presenter),
        "left_out": row.left_out or None,
        "shows": dict(_facts(row, presenter)),
        "passages": [{"words": one.words, "heading": one.heading, "href": one.href} for one in row.passages],
    }
