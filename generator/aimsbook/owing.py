"""What has to be handed in by when: proof that is missing or runs out, with the line that gives it, and days to keep.

It reads what is known of proof and deadlines and shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from aimsbook.deadlines import deadlines_of
from aimsbook.dossier import Dossier
from aimsbook.giving import is_asked_of, line_for
from aimsbook.proof import NONE, PERIOD_MISSING, PROOF, STALE, VALID, Proof, Slot
from aimsbook.records import Record
from aimsbook.spans import Period, named, runs

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Debt:
    """One thing that somebody owes: about which record, by which day (None: at once), and the line that gives it."""

    owner: str
    record: Record
    day: date | None
    words: str
    line: str = ""


def debts_of(dossier: Dossier, days: int) -> list[Debt]:
    """Everything that is owed now or falls due within some days, the earliest first."""
    until = dossier.project.as_of + timedelta(days=days)
    found = [one for one in (*_of_proof(dossier, until), *_of_deadlines(dossier, until)) if not one.record.veiled]
    return sorted(found, key=lambda one: (one.owner == NOBODY, one.owner, one.day or date.min, one.record.id, one.line))


def _of_proof(dossier: Dossier, until: date) -> Iterator[Debt]:
    for proof in dossier.proofs.controls.values():
        for slot in proof.slots if is_asked_of(proof.record, dossier) else ():
            yield from _of_slot(proof, slot, until, dossier)


def _of_slot(proof: Proof, slot: Slot, until: date, dossier: Dossier) -> Iterator[Debt]:
    record, owner = proof.record, _owner((slot.piece.record,) if slot.piece else (), proof.record, dossier)
    for run in runs(slot.missing):
        line = _line(proof, slot, dossier, run)
        yield Debt(owner, record, run[-1].last, f"nothing proves {named(run)}{slot.for_system}", line)
    running = [one] if (one := _running(slot)) else []
    if slot.state not in (*VALID, PERIOD_MISSING):
        since = slot.until if slot.state == STALE else None
        yield Debt(owner, record, since, _low(proof, slot, dossier), _line(proof, slot, dossier, running, renewed=True))
    elif (day := _ends(slot)) and day <= until:
        yield Debt(owner, record, day, _ahead(slot), _line(proof, slot, dossier, running, renewed=True))


def _ends(slot: Slot) -> date | None:
    """The day by which the next proof is wanted: the newest runs out, or the running period ends unproved."""
    running = _running(slot)
    return min(filter(None, (slot.until, running.last if running else None)), default=None)


def _running(slot: Slot) -> Period | None:
    """The period that has not ended yet, where nothing fills it so far."""
    period, by = slot.periods[-1] if slot.periods else (None, ())
    return period if period and not by and period not in slot.missing else None


def _low(proof: Proof, slot: Slot, dossier: Dossier) -> str:
    if slot.piece is None or slot.state == NONE:
        return f"there is no evidence{slot.for_system}"
    one = dossier.vocabulary[proof.record.type].field(PROOF)
    state = one.choices[slot.state].label.lower() if one else slot.state
    return f"{slot.piece.record.id} does not count: {state}{slot.for_system}"


def _ahead(slot: Slot) -> str:
    running = _running(slot)
    said = [f"{running.name} is to be proved"] if running else []
    said += [f"{slot.piece.record.id} holds until {slot.until}"] if slot.piece and slot.until else []
    return ", ".join(said) + slot.for_system


def _line(proof: Proof, slot: Slot, dossier: Dossier, run: list[Period], renewed: bool = False) -> str:
    period = (run[0].first.isoformat(), run[-1].last.isoformat()) if run else None
    system = dossier.graph[slot.system] if slot.system else None
    renews = slot.piece.record if renewed and slot.piece else None
    return line_for(proof.record, dossier, system or _system_of(slot, dossier), period, renews)


def _system_of(slot: Slot, dossier: Dossier) -> Record | None:
    """The system that the newest evidence was about, where it was about one and named its version."""
    systems = slot.piece.systems if slot.piece else ()
    return dossier.graph[systems[0]] if len(systems) == 1 else None


def _of_deadlines(dossier: Dossier, until: date) -> Iterator[Debt]:
    """The days that records have to keep; those of evidence are told with what it proves."""
    evidence = dossier.proof_rules.evidence["type"]
    for one in deadlines_of(dossier):
        if one.record.type != evidence and one.day <= until:
            label = dossier.vocabulary.label_of(one.record.type, one.field)
            yield Debt(_owner((), one.record, dossier), one.record, one.day, label)


def _owner(first: Iterable[Record], otherwise: Record, dossier: Dossier) -> str:
    """Who answers: the owner of the first record that has one."""
    for record in (*first, otherwise):
        if owners := dossier.case.owners(record):
            return owners[0].id
    return NOBODY
