"""What changes its state on which day if nothing is done: proof that ages, periods that end, days to be kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from aimsbook.deadlines import Deadline, all_deadlines, deadlines_of
from aimsbook.dossier import Dossier
from aimsbook.proof import CONFIRMED, OVERTAKEN, PERIOD_MISSING, PROOF, Proofs, Turn
from aimsbook.records import Record
from aimsbook.spans import DAY


@dataclass(frozen=True, slots=True)
class Fall:
    """One state that changes on a day: of which record, and in which words."""

    day: date
    record: Record
    words: str


def falls_of(dossier: Dossier) -> list[Fall]:
    """Every change of a state after the as-of date that is told, the earliest first, each told once."""
    shown = _ordered(dossier, dossier.proofs, deadlines_of(dossier)) if dossier.curtain else all_falls(dossier)
    return [one for one in shown if not one.record.veiled]


@lru_cache(maxsize=2)
def all_falls(dossier: Dossier) -> tuple[Fall, ...]:
    """Every change of a state after the as-of date, that of withheld records too; each told once."""
    return _ordered(dossier, dossier.all_proofs, all_deadlines(dossier))


def _ordered(dossier: Dossier, proofs: Proofs, deadlines: Iterable[Deadline]) -> tuple[Fall, ...]:
    found = [*_of_proof(dossier, proofs), *_of_confirmations(dossier, proofs), *_of_deadlines(dossier, deadlines)]
    unique = {(one.day, one.record.id, one.words): one for one in found if one.day > dossier.project.as_of}
    return tuple(unique[key] for key in sorted(unique))


def next_fall(falls: list[Fall]) -> date | None:
    """The first day on which a state changes."""
    return falls[0].day if falls else None


def _of_proof(dossier: Dossier, proofs: Proofs) -> Iterator[Fall]:
    for proof in proofs.controls.values():
        for slot in proof.slots if dossier.case.is_present(proof.record) else ():
            for turn in slot.turns:
                yield Fall(turn.day, proof.record, _said(turn, proof.record, dossier) + slot.for_system)


def _said(turn: Turn, record: Record, dossier: Dossier) -> str:
    if turn.state == PERIOD_MISSING:
        return f"{turn.by} has passed without proof"
    one = dossier.vocabulary[record.type].field(PROOF)
    label = one.choices[turn.state].label if one else turn.state
    return f"{label.lower()}: {turn.by}"


def _of_confirmations(dossier: Dossier, proofs: Proofs) -> Iterator[Fall]:
    for name, one in proofs.confirmed.items():
        if one.until and one.until < date.max:
            label = dossier.vocabulary.label_of(dossier.graph[name].type, CONFIRMED).lower()
            yield Fall(one.until + DAY, dossier.graph[name], f"no longer {label} by {one.record.id}")


def _of_deadlines(dossier: Dossier, deadlines: Iterable[Deadline]) -> Iterator[Fall]:
    """Days to be kept count as missed from the day after; evidence is told with what it proves."""
    evidence = dossier.proof_rules.evidence
    told = ((evidence["type"], evidence["until"]), (evidence["type"], OVERTAKEN))
    for one in deadlines:
        if (one.record.type, one.field) not in told and one.day < date.max:
            label = dossier.vocabulary.label_of(one.record.type, one.field)
            yield Fall(one.day + DAY, one.record, f"{label.lower()}: {one.day}")
