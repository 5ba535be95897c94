"""Records, their states and what is open as plain data: the one description that commands, exports and the site share.

Values are typed as the vocabulary types them; what is told of a value passes through `told`. It writes no file and
knows no page's look. The form is that of data/schemas/dossier-1.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from math import isfinite
from typing import Any

from aimsbook.address import record_page
from aimsbook.measure import Standing
from aimsbook.present import Presenter, State
from aimsbook.proof import Piece, Slot
from aimsbook.records import WITHHELD, Diagnostic, Link, Mark, Record, Value
from aimsbook.spans import Period
from aimsbook.verdicts import Reason
from aimsbook.vocabulary import DATA, Field
from aimsbook.words import NO, YES, truth

FORMAT = 1
SCHEMA = f"schemas/dossier-{FORMAT}.json"
_NUMBERS = ("number", "whole", "days")
_WHOLE = re.compile(r"[+-]?\d{1,15}")


def schema_text() -> str:
    """The JSON Schema of the whole export and, under `$defs/record`, of one record."""
    return (DATA / SCHEMA).read_text(encoding="utf-8")


def told(record: Record, name: str, presenter: Presenter) -> Value:
    """What is told of a field or fact of a record, as text; None where there is nothing to tell."""
    value = presenter.case.value(record, name)
    return None if value is None else record.as_told(name, value)


def as_line(data: Mapping[str, Any]) -> str:
    """A description on one line, the same for the file of a record and for its place in the export."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


class Describer:
    """Describes the records of one dossier; an id of what is not listed is told as withheld."""

    def __init__(self, presenter: Presenter) -> None:
        self.presenter, self.vocabulary, self.graph = presenter, presenter.vocabulary, presenter.graph
        self.dossier = presenter.dossier
        self._listed = frozenset(record.id for record in self.graph)

    def record(self, record: Record) -> dict[str, Any]:
        """A record with its place, state and reasons, typed values, links both ways, proof and what is open."""
        state, standing = self.presenter.state(record), self.dossier.standings.get(record.id)
        kind = self.vocabulary[record.type]
        given = ((name, kind.fields[name], told(record, name, self.presenter)) for name in record.fields)
        shown = {
            "id": record.id,
            "type": record.type,
            "title": record.title,
            "shipped": record.shipped,
            "at": place(record.mark_of("id")),
            "page": record_page(record.id),
            "state": self._state(state) if state else None,
            "standing": self._standing(standing) if standing else None,
            "fields": {name: self._typed(one, value) for name, one, value in given},
            "facts": self._facts(record),
            "links": [self._link(one, record) for links in self.graph.links(record.id).values() for one in links],
            "read": self.read(record),
            "diagnostics": self.diagnostics(record),
        }
        return {**shown, **self._proof(record)}

    def named(self, record_id: str) -> str:
        """An id as it is told."""
        return record_id if record_id in self._listed else WITHHELD

    def read(self, record: Record) -> dict[str, list[str]]:
        """The ids of the records whose links lead to a record, by the name that the relation has there."""
        came = self.graph.links_to(record.id)
        return {name: sorted(self.named(source) for source, _ in ends) for name, ends in came.items()}

    def diagnostics(self, record: Record) -> list[dict[str, Any]]:
        """What is wrong with a record or missing in it."""
        return [diagnostic_data(one) for one in self.dossier.by_record.get(record.id, ())]

    def reasons(self, reasons: Iterable[Reason]) -> list[dict[str, str]]:
        """Reasons for programs."""
        return [{"record": self.named(one.record), "text": self.dossier.told(one.text)} for one in reasons]

    def _all_named(self, ids: Iterable[str]) -> list[str]:
        return [self.named(one) for one in ids]

    def _typed(self, one: Field, value: Value) -> Value:
        """A value as JSON types it: numbers as numbers, yes and no as true and false, days as text."""
        if isinstance(value, list):
            return [self._typed(one, entry) for entry in value]
        if isinstance(value, Mapping):
            known = one.parts
            return {key: self._typed(known[key], item) if key in known else item for key, item in value.items()}
        if not isinstance(value, str):
            return value
        if one.kind == "record":
            return self.named(value) if value in self.graph else value
        if one.kind == "yes_no":
            return truth(value) if value.casefold() in (*YES, *NO) else value
        return _number(value) if one.kind in _NUMBERS else value

    def _state(self, state: State) -> dict[str, Any]:
        by = self._all_named(state.because_of)
        return {"name": state.name, "label": state.label, "tone": state.tone, "because_of": by}

    def _standing(self, standing: Standing) -> dict[str, Any]:
        """The rung of a record and what holds it there; `beneath` is the level that a state aside hides."""
        return {
            "rung": standing.rung.name,
            "level": standing.level,
            "beneath": standing.height,
            "counted": standing.counted,
            "aside": standing.aside,
            "next": standing.next.name if standing.next else None,
            "reasons": self.reasons(dict.fromkeys(standing.reasons)),
            "caps": self._all_named(standing.caps),
            "held_by": self._all_named(standing.held_by),
            "by": self._all_named(standing.by),
        }

    def _facts(self, record: Record) -> dict[str, Any]:
        """What is computed and never written, and what is derived where it is not given, with the reasons known."""
        kind, case = self.vocabulary[record.type], self.presenter.case
        derived = {name: one for name, one in kind.fields.items() if one.default_from and name not in record.fields}
        found = {}
        for name, one in {**kind.facts, **derived}.items():
            if (value := told(record, name, self.presenter)) is not None:
                because = [] if name in record.hidden else self.reasons(dict.fromkeys(case.because(record, name)))
                found[name] = {"value": self._typed(one, value), "because": because}
        return found

    def _link(self, link: Link, record: Record) -> dict[str, Any]:
        known = self.vocabulary[record.type].relations[link.relation].attributes
        carried = {
            name: self._typed(known[name], value) if name in known else value
            for name, value in link.attributes.items()
        }
        return {
            "relation": link.relation, "to": self.named(link.target), "at": place(link.mark), "attributes": carried,
        }  # fmt: skip

    def _proof(self, record: Record) -> dict[str, Any]:
        """How a record stands as proof, or its own proof, and who found that it conforms; only what there is."""
        proofs, found = self.dossier.proofs, {}
        if piece := proofs.pieces.get(record.id):
            found["piece"] = self._piece(piece)
        if proof := proofs.controls.get(record.id):
            slots = [self._slot(one) for one in proof.slots]
            found["proof"] = {"state": proof.state, "next_change": _day(proof.next_change), "slots": slots}
        if one := proofs.confirmed.get(record.id):
            found["confirmed"] = {
                "record": self.named(one.record.id), "by": self._all_named(one.by), "day": _day(one.day),
                "until": _day(one.until),
            }  # fmt: skip
        return found

    def _piece(self, piece: Piece) -> dict[str, Any]:
        return {
            "state": piece.state,
            "day": _day(piece.day),
            "until": _day(piece.until),
            "accepted": piece.accepted,
            "held_elsewhere": piece.held,
            "systems": self._all_named(piece.systems),
            "lasts": {self.named(name): _day(day) for name, day in piece.lasts.items()},
        }

    def _slot(self, slot: Slot) -> dict[str, Any]:
        periods = [{**_period(period), "by": self._all_named(by)} for period, by in slot.periods]
        return {
            "system": self.named(slot.system) if slot.system else None,
            "state": slot.state,
            "piece": self.named(slot.piece.record.id) if slot.piece else None,
            "until": _day(slot.until),
            "periods": periods,
            "missing": [_period(one) for one in slot.missing],
            "turns": [{"day": _day(one.day), "state": one.state, "by": self._turned_by(one.by)} for one in slot.turns],
        }

    def _turned_by(self, by: str) -> str:
        """The evidence that ages, or the period that ends."""
        return self.named(by) if by in self.graph else by


def diagnostic_data(one: Diagnostic) -> dict[str, Any]:
    """A diagnostic for programs."""
    return {
        "rule": one.rule,
        "duty": one.duty or None,
        "severity": str(one.severity),
        "grade": str(one.grade) if one.grade else None,
        "message": one.message,
        "path": one.mark.path,
        "line": one.mark.line,
        "column": one.mark.column,
        "record": one.record,
        "hint": one.hint or None,
    }


def place(mark: Mark) -> dict[str, Any]:
    """Where something stands, for programs."""
    return {"path": mark.path, "line": mark.line, "column": mark.column}


def _number(text: str) -> int | float | str:
    """A number that JSON readers hold without loss of magnitude, else the text as it is."""
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        found = float(text)
    except ValueError:
        return text
    return found if isfinite(found) else text


def _period(period: Period) -> dict[str, Any]:
    return {"name": period.name, "from": _day(period.first), "to": _day(period.last)}


def _day(day: date | None) -> str | None:
    """A day as text; None where there is none or where something holds for ever."""
    return day.isoformat() if day and day < date.max else None
