"""Why a record stands no higher: the shortest chain of what fails, each link with its place, and the cheapest fix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aimsbook.asking import is_asked_of, line_for, line_of
from aimsbook.conditions import Condition, Reason
from aimsbook.dossier import Dossier
from aimsbook.measure import Standing
from aimsbook.proof import ACCEPTED, PERIOD_MISSING, PROOF, Piece, Proof
from aimsbook.records import Diagnostic, Mark, Record, Severity
from aimsbook.spans import named, runs

_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain: on which record something fails, what, and where it is written.

    `names` is the other record that the text names.
    """

    record: Record
    text: str
    mark: Mark
    fix: str = ""
    line: str = ""
    names: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """Where a record stands, what it does not reach, and the chain that keeps it from there.

    `fix` is the cheapest way out in words, or the line that hands in proof; `line` is that line wherever it helps.
    `held` says whether the chain tells what holds the state down, and not only what else is open on the record.
    """

    record: Record
    standing: Standing | None
    steps: tuple[Step, ...]
    fix: str
    line: str = ""
    held: bool = False


def why(record: Record, dossier: Dossier) -> Chain:
    """The shortest failing chain of a record, else what is open on it; without steps where nothing fails."""
    standing, steps = dossier.standings.get(record.id), tuple(_holding(record, dossier))
    held = bool(steps)
    steps = steps or tuple(_gaps(record, dossier))[:1]
    last = next((step for step in reversed(steps) if step.fix or step.line), None)
    fix, line = (last.fix or last.line, last.line) if last else ("", "")
    return Chain(record, standing, steps, fix, line, held)


def _holding(record: Record, dossier: Dossier) -> list[Step]:
    """What holds a record from its next rung, or evidence from counting; nothing is asked of what is not counted."""
    standing, proof = dossier.standings.get(record.id), dossier.proofs.of(record)
    if standing and standing.shown and (standing.next or standing.rung.open):
        return _Search(dossier).steps(record)
    return [_unaccepted(proof, dossier)] if isinstance(proof, Piece) and _fails(proof, dossier) else []


def _fails(piece: Piece, dossier: Dossier) -> bool:
    return bool(dossier.case.because(piece.record, ACCEPTED))


def _unaccepted(piece: Piece, dossier: Dossier) -> Step:
    """Why a piece of evidence does not count, with the line that hands in another one."""
    record = piece.record
    reason = dossier.case.because(record, ACCEPTED)[0]
    return Step(record, reason.text, record.mark, reason.fix, next(_renewals(piece, dossier), ""))


def _renewals(piece: Piece, dossier: Dossier) -> Iterator[str]:
    """Yield the lines that renew a piece: of what it decides first, else of whatever it proves."""
    names = dossier.proof_rules.evidence
    proven = [one for name in ("proves", "shows") for one in dossier.case.linked(piece.record, names[name])]
    for one in proven:
        proof = dossier.proofs.of(one)
        if isinstance(proof, Proof) and is_asked_of(one, dossier):
            decided = (slot for slot in proof.slots if slot.piece and slot.piece.record.id == piece.record.id)
            yield from (line_of(proof, slot, dossier) for slot in decided)
    yield from (line_for(one, dossier, renews=piece.record) for one in proven)


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
        step = Step(record, f"it stands as low as {one}, which is on “{label}”", record.mark, names=one)
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
        if step.fix or step.line:
            return step
        fixes = [gap.fix for gap in _gaps(step.record, self.dossier) if gap.fix]
        return Step(step.record, step.text, step.mark, fixes[0], step.line) if fixes else step

    def _unproved(self, record: Record, standing: Standing) -> list[Step]:
        """What a control lacks in proof, with the very line that hands it in; [] where it lacks something else."""
        proof = self.dossier.proofs.of(record)
        condition = self._next(record, standing)
        if not isinstance(proof, Proof) or condition is None or PROOF not in condition.names():
            return []
        slot = next(slot for slot in proof.slots if slot.state == proof.state)
        line, reasons = line_of(proof, slot, self.dossier), self.dossier.case.because(record, PROOF)
        piece = slot.piece.record if slot.piece else None
        if piece and (said := next((one for one in reasons if one.record == piece.id), None)):
            return [Step(piece, said.text, piece.mark, said.fix, line)]
        return [Step(record, f"there is no evidence{slot.for_system} that counts", record.mark, "", line)]

    def _next(self, record: Record, standing: Standing) -> Condition | None:
        """What the next rung asks for."""
        steps = self.dossier.ladders.of_type[record.type].steps
        return next((condition for rung, condition in steps if rung == standing.next), None)

    def _step(self, reason: Reason) -> Step:
        record = self.dossier.graph[reason.record]
        return Step(record, reason.text, record.mark, reason.fix)


def _gaps(record: Record, dossier: Dossier) -> Iterator[Step]:
    """Yield what is open on a record, the heaviest first."""
    found = [one for one in dossier.by_record.get(record.id, ()) if one.severity is not Severity.INFO]
    for one in sorted(found, key=lambda one: (-one.severity, -(one.grade or 0), one.order)):
        yield Step(record, one.message, one.mark, one.hint, _line_for(one, record, dossier))


def _line_for(gap: Diagnostic, record: Record, dossier: Dossier) -> str:
    """The line that closes a gap of periods that nothing proves, "" for other gaps; rule and state share their name."""
    proof = dossier.proofs.of(record)
    if gap.rule != PERIOD_MISSING or not isinstance(proof, Proof):
        return ""
    found = ((slot, run) for slot in proof.slots for run in runs(slot.missing) if named(run) in gap.message)
    return next((line_of(proof, slot, dossier, run) for slot, run in found), "")
