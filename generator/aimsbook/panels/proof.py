"""How a control is proved: the newest evidence for each system, and a strip of its periods, filled and missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from aimsbook.present import Presenter, State, state_of
from aimsbook.proof import MISSING, NEXT, PROOF, Proof, Slot
from aimsbook.records import Record
from aimsbook.render import fill
from aimsbook.site import Panel
from aimsbook.wording import WITHHELD_MARK

PLACE = 20
MOST = 60  # periods that the strip shows, the latest


def panel(record: Record, presenter: Presenter, root: str) -> Panel | None:
    """The panel of a record that evidence proves."""
    proof = presenter.dossier.proofs.of(record)
    if not isinstance(proof, Proof):
        return None
    body = fill(
        "proof.html",
        slots=[_slot(one, record, presenter, root) for one in proof.slots],
        per_system=any(one.system for one in proof.slots),
        next_change=_day(proof.next_change, record, NEXT),
        withheld=WITHHELD_MARK if MISSING in record.hidden else "",
    )
    return Panel("proof", "Proof", body, frozenset({PROOF, MISSING, NEXT}))


def _slot(slot: Slot, record: Record, presenter: Presenter, root: str) -> Mapping[str, object]:
    piece, graph, dossier = slot.piece, presenter.graph, presenter.dossier
    as_of, names = dossier.project.as_of, dossier.proof_rules.evidence
    return {
        "system": presenter.link(graph[slot.system], root) if slot.system else "",
        "name": slot.system,
        "state": presenter.badge(_state(slot.state, record, presenter)),
        "newest": presenter.entry(piece.record, root) if piece else "",
        "collected": _day(piece.day, piece.record, names["collected"]) if piece else "",
        "until": _day(slot.until, piece.record, names["until"]) if piece else "",
        "periods": [_period(one.name, by, one in slot.missing, presenter, root) for one, by in slot.periods[-MOST:]],
        "earlier": max(len(slot.periods) - MOST, 0),
        "missing": len(slot.missing),
        "ended": sum(one.last < as_of for one, _ in slot.periods),
    }


def _day(day: date | None, record: Record, name: str) -> Markup:
    """A day that a record gives, or is computed of it."""
    if name in record.hidden:
        return WITHHELD_MARK
    return Markup('<time datetime="{0}">{0}</time>').format(day) if day else Markup("")


def _period(name: str, by: tuple[str, ...], missing: bool, presenter: Presenter, root: str) -> Mapping[str, object]:
    return {
        "name": name,
        "href": presenter.href(by[-1], root) if by else "",
        "by": ", ".join(by),
        "state": "filled" if by else "missing" if missing else "running",
    }


def _state(name: str, record: Record, presenter: Presenter) -> State | None:
    one = presenter.vocabulary[record.type].field(PROOF)
    choice = one.choices.get(name) if one else None
    return state_of(name, choice) if choice else None
