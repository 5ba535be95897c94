"""A period of the past is not proved.

A measure that runs every month owes proof for every month since it came into force. Evidence fills a period by the
span that it `covers`: accepted evidence has to speak for at least half of the period's days. Each run of periods that
nothing fills is a gap that names them; the measure keeps its rung as long as its newest evidence holds.

**What to do.** Collect the proof of those periods and say with `covers` which days it speaks for. Where the measure did
not run, say so in a nonconformity: proof that is made up afterwards is worse than a gap.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.case import Case
from aimsbook.proof import MISSING
from aimsbook.records import Diagnostic, Grade, Record, Severity

SEVERITY = Severity.GAP
GRADE = Grade.FINDING


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every run of periods without proof of everything that is in operation."""
    for (name, fact), runs in case.facts.items():
        if fact == MISSING and (record := case.graph[name]) and case.is_present(record):
            yield from (_gap(record, record.as_told(fact, str(run))) for run in runs)


def _gap(record: Record, run: str) -> Diagnostic:
    mark = record.mark_of("frequency")
    hint = "Hand in the proof of that time and say with `covers` which days it speaks for."
    return Diagnostic("period-missing", f"nothing proves {run}", mark, record.id, SEVERITY, GRADE, hint)
