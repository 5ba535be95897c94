"""Several rows of the Statement of Applicability have the same reason.

The same words, or nearly the same, stand under `reason` of several decisions. Names of records and numbers are left
out of the comparison. A reason that fits many controls says nothing about any of them, and auditors look for exactly
that: thirty-eight rows and one sentence.

Grade *question*: the standard asks for a reason; that it be one of its own is what auditors expect.

**What to do.** Say for each row what about this organisation, its AI systems and its risks makes this control needed,
or needless. What is common to all belongs into the text of the Statement as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.case import Case
from aimsbook.decisions import copied, read_decisions
from aimsbook.records import Diagnostic, Grade, Severity
from aimsbook.words import listed

SEVERITY = Severity.GAP
_NAMED = 3


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every decision whose reason others have as well."""
    reading = read_decisions(case.vocabulary)
    records = {one.id: one for one in case.present(reading.type) if one.get(reading.reason)}
    same = copied({key: str(one.get(reading.reason)) for key, one in records.items()}, reading.alike)
    for key, others in same.items():
        shown = [*others[:_NAMED], *([f"{len(others) - _NAMED} more"] if len(others) > _NAMED else [])]
        message = f"the reason is the same, or nearly so, as that of {listed(shown)}"
        mark = records[key].mark_of(reading.reason)
        hint = f"Write under `{reading.reason}` what holds for this row alone."
        yield Diagnostic("copied-reason", message, mark, key, SEVERITY, Grade.QUESTION, hint)
