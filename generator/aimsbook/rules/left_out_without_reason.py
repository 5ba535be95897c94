"""An AI system is left out of a control, and nobody says why.

A control that is applicable in part names the AI systems it is not needed for, and for each of them the reason. The
Statement of Applicability has to justify what is left out, and for a control in part that is the system.

Grade *finding*: reasons are asked for inclusions and exclusions alike (6.1.3).

**What to do.** Write the system as `{to: ID, reason: …}` and say what about it makes the control needless there.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.case import Case
from aimsbook.decisions import read_decisions
from aimsbook.records import Diagnostic, Grade, Severity

SEVERITY = Severity.GAP


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every link to something left out that carries no reason."""
    reading = read_decisions(case.vocabulary)
    relation, attribute = reading.leaves_out["relation"], reading.leaves_out["reason"]
    for record in case.present(reading.type):
        for link in record.links:
            if link.relation == relation and not str(link.attributes.get(attribute) or "").strip():
                message = f"{link.target} is left out without a reason"
                hint = f"Write it as `{{to: {link.target}, {attribute}: …}}` under `{relation}`."
                yield Diagnostic(
                    "left-out-without-reason", message, link.mark, record.id, SEVERITY, Grade.FINDING, hint
                )
