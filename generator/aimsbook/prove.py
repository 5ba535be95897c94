"""How every piece of evidence and the proof of every control stands on the as-of date, with the periods each owes.

Newest first: the newest accepted piece that still holds decides; where none holds, the newest one does. A newer piece
whose file is absent or altered stands in the way of an older one that is sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeAlias

from aimsbook.case import Case, as_day
from aimsbook.proof import (
    ABSENT,
    ACCEPTED,
    ALTERED,
    BROKEN,
    DRAFT,
    DUE,
    FRESH,
    HELD,
    MISSING,
    NEXT,
    NONE,
    OVERTAKEN,
    PERIOD_MISSING,
    PROOF,
    REJECTED,
    STALE,
    STATE,
    SUPERSEDED,
    TO_COME,
    UNDATED,
    VALID,
    Piece,
    Proof,
    ProofRules,
    Slot,
    Turn,
    worst,
)
from aimsbook.records import Record, Value
from aimsbook.spans import DAY, Length, Period, named, periods, runs
from aimsbook.verdicts import Reason
from aimsbook.versions import has_moved_on
from aimsbook.words import listed

MOST = 400  # periods of one control; daily ones of more than a year tell nobody anything

Owed: TypeAlias = tuple[tuple[Period, tuple[str, ...]], ...]


def prove(case: Case, rules: ProofRules) -> tuple[dict[str, Piece], dict[str, Proof]]:
    """The state of every piece of evidence and of the proof of every control, by id."""
    return _Prover(case, rules).run()


def slots_for(
    system: str, controls: Iterable[Proof], pieces: Mapping[str, Piece], case: Case, rules: ProofRules
) -> Iterator[tuple[str, Slot]]:
    """Yield the proof of controls for one system alone, by evidence taken from it or from none, where that differs."""
    prover = _Prover(case, rules)
    for proof in controls:
        if slot := prover.slot_for(system, proof, pieces):
            yield proof.record.id, slot


class _Prover:
    """Walks from evidence to what it proves, once."""

    def __init__(self, case: Case, rules: ProofRules) -> None:
        self.case, self.rules, self.names = case, rules, rules.evidence
        in_scope = (one for one in case.of_type(rules.system["type"]) if rules.in_scope.judge(one, case).holds)
        self.in_scope = {one.id: one for one in in_scope}

    def run(self) -> tuple[dict[str, Piece], dict[str, Proof]]:
        found = {record.id: self._piece(record) for record in self.case.of_type(self.names["type"])}
        controls = {one.id: self._proof(one, found) for one in self.case.of_type(self.rules.control["type"])}
        older = set(self._superseded(found, controls))
        pieces = {one: self._labelled(piece, one in older) for one, piece in found.items()}
        return pieces, {one: _relabelled(proof, pieces) for one, proof in controls.items()}

    # ---------------------------------------------------------------- evidence
    def _piece(self, record: Record) -> Piece:
        """A piece as it is by itself; what is newer is not looked at yet."""
        day = as_day(record.get(self.names["collected"]))
        state, held = self._fault(record, day), not record.get(self.names["file"])
        if day is None or state:
            return Piece(record, state or UNDATED, day, held=held, systems=self._systems(record))
        systems, moved_on = self._systems(record), self._moved_on(record)
        overtaken = self._overtaken(record, self.case.graph[moved_on]) if moved_on else None
        last = overtaken or date.max
        lasts = {target.id: min(self._until(record, day, target), last) for target in self._proven(record)}
        until = min(lasts.values(), default=min(self._until(record, day, None), last))
        state = STALE if moved_on else self._age(day, until)
        return Piece(record, state, day, until, state != STALE, held, systems, moved_on, overtaken, lasts)

    def _fault(self, record: Record, day: date | None) -> str:
        """Why a piece cannot be accepted, "" where it can."""
        if day is not None and day > self.case.counted_until:
            return TO_COME
        if day is None:
            return UNDATED
        if word := self.names["approvals"].get(record.get(self.names["approval"]) or ""):
            return str(word)
        if not record.get(self.names["file"]):
            return "" if record.get(self.names["place"]) else ABSENT
        state = self.case.file_state(record, self.names["file"])
        return "" if state.sound else ALTERED if state.state == "altered" else ABSENT

    def _systems(self, record: Record) -> tuple[str, ...]:
        named = self.case.graph.linked(record.id, self.names["systems"])
        return tuple(one.id for one in named if one.type == self.rules.system["type"])

    def _moved_on(self, record: Record) -> str:
        """The system whose version has moved past the one that a piece names, "" where none has."""
        named = str(record.get(self.names["version"]) or "")
        systems = self._systems(record) or (self._only_system(record) if named else ())
        for system in (self.case.graph[one] for one in systems):
            if self._is_past(named, system.get(self.rules.system["version"]), system):
                return system.id
        return ""

    def _is_past(self, named: str, version: Value, system: Record) -> bool:
        """Whether a version of a system asks for other evidence than that about the named one."""
        step = str(system.get(self.rules.system["step_field"]) or self.rules.system["step"])
        return has_moved_on(named, str(version or ""), step)

    def _overtaken(self, record: Record, system: Record) -> date:
        """The day from which a version has run that asks for other evidence; the as-of date where none is known."""
        names, named = self.rules.system["runs_since"], str(record.get(self.names["version"]))
        releases = self.case.linked(system, self.rules.system["released"])
        later = (one for one in releases if self._is_past(named, one.get(names["version"]), system))
        days = (as_day(one.get(names["day"])) for one in later if self.rules.released.judge(one, self.case).holds)
        return min((day for day in days if day and day <= self.case.as_of), default=self.case.as_of)

    def _only_system(self, record: Record) -> tuple[str, ...]:
        """The one system that everything proven works for, where it is only one."""
        reached = {
            one.id
            for target in self._proven(record)
            for one in self.case.graph.linked(target.id, self.rules.control["systems"])
        }
        return tuple(reached) if len(reached) == 1 else ()

    def _proven(self, record: Record) -> list[Record]:
        readings = (self.names["proves"], self.names["shows"])
        return [one for reading in readings for one in self.case.graph.linked(record.id, reading)]

    def _until(self, record: Record, day: date, target: Record | None) -> date:
        """The last day on which a piece holds for what it proves."""
        if given := as_day(record.get(self.names["until"])):
            return given
        days = str(record.get(self.names["days"]) or "")
        if days.isdigit():
            return Length(days=int(days)).after(day)
        frequency = self._frequency(target) if target else None
        return (frequency or self.rules.otherwise).after(day)

    def _frequency(self, record: Record) -> Length | None:
        return self.rules.frequencies.get(str(record.get(self.rules.control["frequency"])))

    def _age(self, day: date, until: date) -> str:
        """Fresh, due or stale, by the days alone."""
        if until < self.case.as_of:
            return STALE
        return DUE if self.case.as_of >= self._due_from(day, until) else FRESH

    def _due_from(self, day: date, until: date) -> date:
        """The first day on which a piece is due to be renewed."""
        days, part = self.rules.lead
        return until - timedelta(days=min(days, int((until - day).days * part)))

    # ---------------------------------------------------------------- controls
    def _proof(self, record: Record, found: Mapping[str, Piece]) -> Proof:
        pieces, frequency = self._pieces(record, found), self._frequency(record)
        slots = tuple(self._slot(record, system, pieces, frequency) for system in self._slots(record))
        return Proof(record, worst(one.state for one in slots), slots, frequency)

    def _pieces(self, record: Record, found: Mapping[str, Piece]) -> list[Piece]:
        came = self.case.graph.links_to(record.id)
        inverse = self.case.vocabulary[self.names["type"]].relations[self.names["proves"]].inverse
        return [found[source] for source, _ in came.get(inverse, ())]

    def slot_for(self, system: str, proof: Proof, found: Mapping[str, Piece]) -> Slot | None:
        """The proof of a control for one system, None where it is the same as that of the whole."""
        if own := next((slot for slot in proof.slots if slot.system == system), None):
            return own
        pieces = self._pieces(proof.record, found)
        if all(system in one.systems for one in pieces if one.systems):
            return None
        return self._slot(proof.record, system, pieces, proof.frequency)

    def _slots(self, record: Record) -> list[str]:
        """The systems that a control is proved for on their own; one nameless slot where it works as a whole."""
        if not self.rules.per_system.judge(record, self.case).holds:
            return [""]
        named = [one.id for one in self.case.graph.linked(record.id, self.rules.control["systems"])]
        systems = [one for one in named or self.in_scope if one in self.in_scope]
        return systems or [""]

    def _slot(self, record: Record, system: str, pieces: list[Piece], frequency: Length | None) -> Slot:
        near = [
            one for one in pieces if one.state != TO_COME and (not system or not one.systems or system in one.systems)
        ]
        near.sort(key=lambda one: (one.day or date.min, one.record.order), reverse=True)
        sound = [one for one in near if one.until]  # whatever is newer elsewhere
        valid = [one for one in sound if self._holds(one, record)]
        newest = next((one for one in near if one in sound or self._is_broken(one)), None)
        decides = newest if newest and self._is_broken(newest) else next(iter(valid or sound or near), None)
        state = self._state(decides, record)
        owed = self._owed(record, sound, frequency)
        missing = tuple(period for period, by in owed if not by and self._is_over(period))
        if missing and state in VALID:
            state = PERIOD_MISSING
        until = decides.lasts.get(record.id) if decides and decides in sound else None
        turns = sorted(one for one in self._turns(record, decides, owed) if one.day > self.case.as_of)
        return Slot(system, state, decides, until, owed, missing, tuple(turns))

    def _is_broken(self, piece: Piece) -> bool:
        """Whether a piece names a file that is not there or is another one; it stands in the way of older pieces."""
        return piece.state in BROKEN and bool(piece.record.get(self.names["file"]))

    def _holds(self, piece: Piece, record: Record) -> bool:
        return not piece.moved_on and piece.lasts.get(record.id, date.min) >= self.case.as_of

    def _state(self, piece: Piece | None, record: Record) -> str:
        """The state of the piece that decides, as seen from what it proves."""
        if piece is None:
            return NONE
        if piece.day is None or piece.until is None:
            return piece.state
        state = STALE if piece.moved_on else self._age(piece.day, piece.lasts[record.id])
        return HELD if state == FRESH and piece.held else state

    def _owed(self, record: Record, sound: list[Piece], frequency: Length | None) -> Owed:
        """Every period since the control has been in force, with the evidence that fills it."""
        since = as_day(record.get(self.rules.control["in_force_from"]))
        if frequency is None or since is None or not self.rules.running.judge(record, self.case).holds:
            return ()
        since = max(since, Length(-self.rules.back.months, -self.rules.back.days).after(self.case.as_of))
        spans = [(piece, span) for piece in sound if (span := self._span(piece.record))]
        owed = list(periods(frequency, since, self.case.as_of))[-MOST:]
        return tuple((period, self._filling(period, spans)) for period in owed)

    def _filling(self, period: Period, spans: list[tuple[Piece, tuple[date, date]]]) -> tuple[str, ...]:
        near = [(piece, span) for piece, span in spans if span[0] <= period.last and span[1] >= period.first]
        enough = period.covered_by(span for _, span in near) >= self.rules.filled * period.days
        return tuple(dict.fromkeys(piece.record.id for piece, _ in near)) if enough else ()

    def _span(self, record: Record) -> tuple[date, date] | None:
        value: Value = record.get(self.names["covers"])
        first, last = (as_day(value.get(end)) for end in ("from", "to")) if isinstance(value, Mapping) else (None, None)
        return (first, last) if first and last and first <= last else None

    def _is_over(self, period: Period) -> bool:
        return period.last + timedelta(days=self.rules.grace) < self.case.as_of

    def _turns(self, record: Record, decides: Piece | None, owed: Owed) -> Iterator[Turn]:
        """Yield the days to come on which the piece that decides falls due or runs out, and a period ends unproved."""
        if decides and decides.day and self._holds(decides, record):
            until = decides.lasts[record.id]
            yield Turn(self._due_from(decides.day, until), DUE, decides.record.id)
            yield Turn(until + DAY if until < date.max else until, STALE, decides.record.id)
        for period, by in owed[-1:]:
            if not by:
                yield Turn(period.last + timedelta(days=self.rules.grace + 1), PERIOD_MISSING, period.name)

    # ---------------------------------------------------------------- what newer pieces change
    def _superseded(self, found: Mapping[str, Piece], controls: Mapping[str, Proof]) -> Iterator[str]:
        """Yield every piece that a newer one replaces wherever it counted."""
        newest: dict[tuple[str, str], tuple[date, tuple[int, str]]] = {}
        places = {one.record.id: list(self._places(one, controls)) for one in found.values() if one.until and one.day}
        for name, some in places.items():
            for place in some:
                mine = (found[name].day or date.min, found[name].record.order)
                newest[place] = max(newest.get(place, mine), mine)
        for name, some in places.items():
            if some and all(newest[place][1][1] != name for place in some):
                yield name

    def _places(self, piece: Piece, controls: Mapping[str, Proof]) -> Iterator[tuple[str, str]]:
        for target in self._proven(piece.record):
            proof = controls.get(target.id)
            systems = [slot.system for slot in proof.slots] if proof else [""]
            near = [one for one in systems if not one or not piece.systems or one in piece.systems]
            yield from ((target.id, system) for system in near)

    def _labelled(self, piece: Piece, older: bool) -> Piece:
        state = SUPERSEDED if older else HELD if piece.state == FRESH and piece.held else piece.state
        return piece if state == piece.state else replace(piece, state=state)


def _relabelled(proof: Proof, pieces: Mapping[str, Piece]) -> Proof:
    """The proof with its pieces as they are once the newer ones are known."""
    slots = (replace(one, piece=pieces[one.piece.record.id]) if one.piece else one for one in proof.slots)
    return replace(proof, slots=tuple(slots))


def facts_of(
    pieces: Mapping[str, Piece], controls: Mapping[str, Proof], rules: ProofRules
) -> Iterator[tuple[str, str, Value]]:
    """Yield what pieces and proofs say as facts of the records."""
    for name, piece in pieces.items():
        yield name, STATE, piece.state
        yield name, ACCEPTED, "yes" if piece.accepted else "no"
        if piece.until:
            yield name, rules.evidence["until"], piece.until.isoformat()
        if piece.overtaken:
            yield name, OVERTAKEN, piece.overtaken.isoformat()
    for name, proof in controls.items():
        yield name, PROOF, proof.state
        if missing := list(_missing(proof)):
            yield name, MISSING, missing
        if proof.next_change:
            yield name, NEXT, proof.next_change.isoformat()


def _missing(proof: Proof) -> Iterator[str]:
    """Yield each run of periods without proof in words, with the systems that lack it."""
    found: dict[tuple[Period, ...], list[str]] = {}
    for slot in proof.slots:
        for run in runs(slot.missing):
            found.setdefault(tuple(run), []).append(slot.system)
    for periods_missing, systems in found.items():
        of = f" for {listed(systems)}" if any(systems) else ""
        yield f"{named(list(periods_missing))}{of}"


def reasons_of(
    pieces: Mapping[str, Piece], controls: Mapping[str, Proof], rules: ProofRules
) -> Iterator[tuple[tuple[str, str], tuple[Reason, ...]]]:
    """Yield why a piece does not count, and why a proof does not hold: a reason for each slot that does not."""
    for name, piece in pieces.items():
        if not piece.accepted and piece.state != SUPERSEDED:
            yield (name, ACCEPTED), (_reason(name, Slot("", piece.state, piece, piece.until), rules),)
    for name, proof in controls.items():
        if low := why_low(name, proof.slots, rules):
            yield (name, PROOF), low


def why_low(name: str, slots: Iterable[Slot], rules: ProofRules) -> tuple[Reason, ...]:
    """Why the proof of a control does not hold: a reason for each slot that does not."""
    return tuple(_reason(name, slot, rules) for slot in slots if slot.state not in (*VALID, PERIOD_MISSING))


def _reason(name: str, slot: Slot, rules: ProofRules) -> Reason:
    piece = slot.piece
    if piece is None or slot.state == NONE:
        return Reason(
            f"no evidence that counts proves {name} here" if slot.system else "there is none", slot.system or name
        )
    until = piece.record.as_told(rules.evidence["until"], slot.until)
    said = {
        STALE: f"has run out{f' on {until}' if slot.until else ''}",
        DRAFT: "is not approved yet",
        REJECTED: "was not accepted",
        UNDATED: "does not say when it was collected",
        ABSENT: "has a file that is not there"
        if piece.record.get(rules.evidence["file"])
        else "names no file and no place",
        ALTERED: "has a file that is not the one that was collected",
        TO_COME: "is dated after the as-of date",
    }[slot.state]
    if slot.state == STALE and piece.moved_on:
        version = piece.record.told.get(rules.evidence["version"])
        return Reason(f"is about version {version}, which {piece.moved_on} has moved past", piece.record.id)
    return Reason(f"{said}{slot.for_system}", piece.record.id, str(rules.evidence["fixes"].get(slot.state) or ""))
