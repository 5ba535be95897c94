"""The line that hands in proof, the same wherever it is told: for each system, and for each period that lacks it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from shlex import join

from aimsbook.dossier import Dossier
from aimsbook.proof import Proof, Slot
from aimsbook.records import Record
from aimsbook.spans import Period, runs

_FILE = "FILE"
_BETWEEN = ".."


def is_asked_of(record: Record, dossier: Dossier) -> bool:
    """Whether a record owes proof on the as-of date."""
    asked, case = dossier.intake.asked_of, dossier.case
    due = record.type == asked.type and case.is_present(record)
    return due and (asked.where is None or asked.where.judge(record, case).holds)


def line_for(
    target: Record,
    dossier: Dossier,
    system: Record | None = None,
    run: Sequence[Period] = (),
    renews: Record | None = None,
) -> str:
    """The line for a record, one system and a run of periods where these are given; "" where it would tell a secret.

    What is about a version is renewed only by what is about one too; where none is known the line does without.
    """
    if target.veiled or (system and system.veiled):
        return ""
    rules, vocabulary = dossier.intake, dossier.vocabulary
    relations = vocabulary[rules.type].relations
    fitting = (one for one in rules.targets if target.type in relations[rules.options[one][0]].to)
    version = _version_of(system, dossier) if system else ""
    words = ["aimsbook", vocabulary[rules.type].name, "add", _FILE]
    words += [f"--{next(fitting, rules.targets[0])}", target.id]
    words += ["--system", system.id] if system else []
    words += ["--version", version] if version else []
    words += ["--covers", f"{run[0].first}{_BETWEEN}{run[-1].last}"] if run else []
    if renews and not renews.veiled and (version or not renews.get(rules.options["version"][0])):
        words += ["--renews", renews.id]
    return join(words)


def _version_of(system: Record, dossier: Dossier) -> str:
    name = str(dossier.proof_rules.system["version"])
    return "" if name in system.hidden else str(dossier.case.value(system, name) or "")


def line_of(proof: Proof, slot: Slot, dossier: Dossier, run: Sequence[Period] = ()) -> str:
    """The line for a run of periods that nothing proves; without one for the next proof, in the place of the newest."""
    system = dossier.graph[slot.system] if slot.system else _system_of(slot, dossier)
    if run:
        return line_for(proof.record, dossier, system, run)
    period = running(slot)
    renews = slot.piece.record if slot.piece else None
    return line_for(proof.record, dossier, system, [period] if period else (), renews)


def lines_of(record: Record, dossier: Dossier) -> list[str]:
    """Every line that hands in proof which a record owes, the next ones too."""
    proof = dossier.proofs.of(record)
    found = _lines(proof, dossier) if isinstance(proof, Proof) else [line_for(record, dossier)]
    return [one for one in dict.fromkeys(found) if one]


def _lines(proof: Proof, dossier: Dossier) -> Iterator[str]:
    for slot in proof.slots:
        yield from (line_of(proof, slot, dossier, run) for run in runs(slot.missing))
        yield line_of(proof, slot, dossier)


def running(slot: Slot) -> Period | None:
    """The period that has not ended yet, where nothing fills it so far."""
    period, by = slot.periods[-1] if slot.periods else (None, ())
    return period if period and not by and period not in slot.missing else None


def _system_of(slot: Slot, dossier: Dossier) -> Record | None:
    """The system that the newest evidence was about, where it was about one."""
    systems = slot.piece.systems if slot.piece else ()
    return dossier.graph[systems[0]] if len(systems) == 1 else None
