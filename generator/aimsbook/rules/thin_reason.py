"""A reason in the Statement of Applicability says very little.

A handful of words rarely tells what about this organisation makes a control needed or needless. "The supplier does
it" or "good practice" would fit anybody, and the auditor goes on asking.

Grade *question*: how much a reason has to say is a matter of judgement.

**What to do.** Name the system, the risk, the duty or the choice that the decision rests on, and for something left
out why nothing of it remains with you.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.case import Case
from aimsbook.decisions import read_decisions
from aimsbook.records import Diagnostic, Grade, Severity
from aimsbook.words import counted

SEVERITY = Severity.GAP


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every decision whose reason has fewer words than asked for."""
    reading = read_decisions(case.vocabulary)
    for record in case.present(reading.type):
        words = len(str(record.get(reading.reason) or "").split())
        if 0 < words < reading.fewest_words:
            message = f"the reason has {counted(words, 'word')}, too few to say what it means for this organisation"
            hint = f"Write under `{reading.reason}` what about your systems, risks or duties decides this."
            mark = record.mark_of(reading.reason)
            yield Diagnostic("thin-reason", message, mark, record.id, SEVERITY, Grade.QUESTION, hint)
