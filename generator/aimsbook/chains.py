"""Why a record stands no higher: the shortest chain of what fails, each link with its place, and the cheapest fix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from aimsbook.conditions import Condition, Reason
from aimsbook.dossier import Dossier
from aimsbook.giving import line_for
from aimsbook.measure import Standing
from aimsbook.proof import PROOF, Proof, Slot
from aimsbook.records import Mark, Record, Severity

_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain: on which record something fails, what, and where it is written."""

    record: Record
    text: str
    mark: Mark
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """Where a record stands, what it does not reach, and the chain that keeps it from there."""

    record: Record
    standing: Standing | None
    steps: tuple[Step, ...]
    fix: str


def why(record: Record, dossier: Dossier) -> Chain:
    """The shortest failing chain of a record; without steps where nothing fails."""
    standing = dossier.standings.get(record.id)
    steps = tuple(_Search(dossier).steps(record)) if standing else ()
    steps = steps or tuple(_gaps(record, dossier))[:1]
    fixes = [step.fix for step in reversed(steps) if step.fix]
    return Chain(record, standing, steps, fixes[0] if fixes else "")


class _Search:
    """Goes down from a record to what holds it, always by the shorter way."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier

    def steps(self, record: Record, depth: int = 0) -> list[Step]:
        standing = self.dossier.standings[record.id]
        if standing.held_by and depth < _DEEPEST:
            return min((self._held(record, one, depth) for one in standing.held_by), key=len)
        if standing.next is None:
            return []
        if proof := self._unproved(record, standing):
            return proof
        if capped := [reason for reason in standing.reasons if reason.record in standing.caps and reason.fix]:
            return [self._step(capped[0])]
        ways = [self._way(record, reasons) for reasons in self._failing(record, standing)]
        return min((way for way in ways if way), key=len, default=[])

    def _held(self, record: Record, one: str, depth: int) -> list[Step]:
        below = self.dossier.graph[one]
        rung = self.dossier.standings[one]
        label = self.dossier.ladders.rungs[rung.height].label
        step = Step(record, f"it stands as low as {one}, which is on “{label}”", record.mark)
        return [step, *self.steps(below, depth + 1)]

    def _failing(self, record: Record, standing: Standing) -> Iterator[tuple[Reason, ...]]:
        """Yield the reasons of each way to the next rung, of which none is open."""
        condition = self._next(record, standing)
        for one in (condition.alternatives() or (condition,)) if condition else ():
            verdict = one.judge(record, self.dossier.case)
            if not verdict.holds:
                yield verdict.reasons

    def _way(self, record: Record, reasons: tuple[Reason, ...]) -> list[Step]:
        """The reasons of one way as steps: what the record lacks, then the first of the others that lacks something."""
        own = [self._step(reason) for reason in reasons if reason.record == record.id][:1]
        others = [self._step(reason) for reason in reasons if reason.record != record.id][:1]
        return own + [self._with_fix(step) for step in others] if others else [self._with_fix(step) for step in own]

    def _with_fix(self, step: Step) -> Step:
        if step.fix:
            return step
        fixes = [gap.fix for gap in _gaps(step.record, self.dossier) if gap.fix]
        return Step(step.record, step.text, step.mark, fixes[0]) if fixes else step

    def _unproved(self, record: Record, standing: Standing) -> list[Step]:
        """What a control lacks in proof, with the very line that hands it in; [] where it lacks something else."""
        proof = self.dossier.proofs.of(record)
        condition = self._next(record, standing)
        if not isinstance(proof, Proof) or condition is None or PROOF not in condition.names():
            return []
        reasons = self.dossier.case.because(record, PROOF) or standing.reasons
        slots = [slot for slot in proof.slots if slot.state == proof.state]
        said, line = reasons[0], self._line(record, slots[0])
        if said.record in self.dossier.proofs.pieces:
            return [replace(self._step(said), fix=line)]
        return [Step(record, f"there is no evidence{slots[0].for_system} that counts", record.mark, line)]

    def _next(self, record: Record, standing: Standing) -> Condition | None:
        """What the next rung asks for."""
        steps = self.dossier.ladders.of_type[record.type].steps
        return next((condition for rung, condition in steps if rung == standing.next), None)

    def _line(self, record: Record, slot: Slot) -> str:
        owed = [period for period, by in slot.periods if not by]
        period = (owed[-1].first.isoformat(), owed[-1].last.isoformat()) if owed else None
        system = self.dossier.graph[slot.system] if slot.system else None
        return line_for(record, self.dossier, system, period, slot.piece.record if slot.piece else None)

    def _step(self, reason: Reason) -> Step:
        record = self.dossier.graph[reason.record]
        return Step(record, reason.text, record.mark, reason.fix)


def _gaps(record: Record, dossier: Dossier) -> Iterator[Step]:
    """Yield what is open on a record, the heaviest first."""
    found = [one for one in dossier.by_record.get(record.id, ()) if one.severity is not Severity.INFO]
    for one in sorted(found, key=lambda one: (-one.severity, -(one.grade or 0), one.order)):
        yield Step(record, one.message, one.mark, one.hint)
