"""What has to be handed in by when: proof that is missing or runs out, with the line that gives it, and days to keep.

It reads what is known of proof and deadlines and shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from aimsbook.asking import is_asked_of, line_of, running
from aimsbook.deadlines import deadlines_of
from aimsbook.dossier import Dossier
from aimsbook.proof import PERIOD_MISSING, PROOF, STALE, VALID, Proof, Slot
from aimsbook.records import Record
from aimsbook.spans import named, runs

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Debt:
    """One thing that somebody owes: about which record, by which day (None: at once), and the line that gives it.

    `fix` is what would be cheaper than another piece of proof.
    """

    owner: str
    record: Record
    day: date | None
    words: str
    fix: str = ""
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
    record, owner = proof.record, _owner(proof.record, dossier)
    for run in runs(slot.missing):
        line = line_of(proof, slot, dossier, run)
        yield Debt(owner, record, run[-1].last, f"nothing proves {named(run)}{slot.for_system}", line=line)
    if slot.state not in (*VALID, PERIOD_MISSING):
        ended = slot.state == STALE and slot.until and slot.until < dossier.project.as_of
        since = slot.until if ended else None  # what went stale on a day that nobody knows is owed at once
        yield Debt(owner, record, since, *_low(proof, slot, dossier), line_of(proof, slot, dossier))
    elif (day := _ends(slot)) and day <= until:
        yield Debt(owner, record, day, _ahead(slot), line=line_of(proof, slot, dossier))


def _ends(slot: Slot) -> date | None:
    """The day by which the next proof is wanted: the newest runs out, or the running period ends unproved."""
    period = running(slot)
    return min(filter(None, (slot.until, period.last if period else None)), default=None)


def _low(proof: Proof, slot: Slot, dossier: Dossier) -> tuple[str, str]:
    """Why a slot is not proved, and what would be cheaper than other proof."""
    reasons = dossier.case.because(proof.record, PROOF)
    if slot.piece and (said := next((one for one in reasons if one.record == slot.piece.record.id), None)):
        return f"{slot.piece.record.id} {said.text}", said.fix
    return f"there is no evidence{slot.for_system}", ""


def _ahead(slot: Slot) -> str:
    period = running(slot)
    said = [f"{period.name} is to be proved"] if period else []
    said += [f"{slot.piece.record.id} holds until {slot.until}"] if slot.piece and slot.until else []
    return ", ".join(said) + slot.for_system


def _of_deadlines(dossier: Dossier, until: date) -> Iterator[Debt]:
    """The days that records have to keep; those of evidence are told with what it proves."""
    evidence = dossier.proof_rules.evidence["type"]
    for one in deadlines_of(dossier):
        if one.record.type != evidence and one.day <= until:
            label = dossier.vocabulary.label_of(one.record.type, one.field)
            yield Debt(_owner(one.record, dossier), one.record, one.day, label)


def _owner(record: Record, dossier: Dossier) -> str:
    """Who answers for a record, whoever took its newest proof."""
    return next((one.id for one in dossier.case.owners(record)), NOBODY)
