"""A record lacks what an auditor would ask for.

The vocabulary says for each type of record what it owes: an implemented control owes evidence, a risk above appetite a
treatment. What is owed and not there is a *gap*: sound data that an auditor would write up (grade *finding*) or ask
about (grade *question*). Duties that rest on practice and on no clause say so and are never above *question*.

Gaps never stop a build. `aimsbook check --strict` makes them count.

**What to do.** The gap's own text says what is asked, why, and how to meet it.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.case import Case
from aimsbook.conditions import Reason
from aimsbook.records import Diagnostic, Record, Severity
from aimsbook.vocabulary import Duty

SEVERITY = Severity.GAP


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every duty that a record is under and does not meet."""
    for kind in case.vocabulary:
        for duty in kind.duties:
            for record in case.present(kind.name):
                if duty.when is None or duty.when.judge(record, case).holds:
                    verdict = duty.must.judge(record, case)
                    if not verdict.holds:
                        yield _gap(record, duty, verdict.reasons)


def _gap(record: Record, duty: Duty, reasons: tuple[Reason, ...]) -> Diagnostic:
    found = "; ".join(dict.fromkeys(_told(reason, record) for reason in reasons[:3]))
    more = f"; and {len(reasons) - 3} more" if len(reasons) > 3 else ""
    message = f"{duty.says.rstrip('.')}" + (f" ({found}{more})" if found else "")
    return Diagnostic(
        "duty-not-met",
        message,
        record.mark,
        record.id,
        SEVERITY,
        duty.grade,
        duty.fix.replace("{id}", record.id),
        duty.id,
    )


def _told(reason: Reason, record: Record) -> str:
    return reason.text if reason.record == record.id else f"{reason.record}: {reason.text}"
