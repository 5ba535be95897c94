"""A decision in the Statement of Applicability is older than the scope it was taken for.

The scope was approved anew, or a change to it took effect, after the day on which this row was decided. With other
sites, units or AI systems inside the boundary the reason may no longer hold, in either direction.

Grade *finding*: the Statement holds the controls that are necessary for the scope as it is (4.3, 6.1.3).

**What to do.** Look at the row again with the present scope in mind and set `decided_on` to that day, whether or not
anything changes.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.case import Case, as_day
from aimsbook.decisions import last_scope_change, read_decisions
from aimsbook.records import Diagnostic, Grade, Severity

SEVERITY = Severity.GAP


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every decision that was taken before the last change of the scope."""
    reading = read_decisions(case.vocabulary)
    if (change := last_scope_change(case, reading)) is None:
        return
    day, cause = change
    for record in case.present(reading.type):
        decided = as_day(record.get(reading.day))
        if decided and decided < day:
            message = f"decided on {decided}, and {cause.id} changed the scope on {day}"
            hint = f"Decide again for the present scope and set `{reading.day}`."
            mark = record.mark_of(reading.day)
            yield Diagnostic("decision-before-scope", message, mark, record.id, SEVERITY, Grade.FINDING, hint)
