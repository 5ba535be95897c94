"""A record has no link in or out.

Nothing leads to this record and it leads nowhere, so no reader who follows the graph will meet it.

**What to do.** Link it to what it belongs to, or delete it.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.case import Case
from aimsbook.records import Diagnostic, Severity

SEVERITY = Severity.INFO


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every record of the project that no link leaves and none reaches."""
    for record in case.graph:
        if not record.shipped and case.is_present(record) and case.graph.is_orphan(record.id):
            yield Diagnostic("orphan", "no link leads to this record or from it", record.mark, record.id, SEVERITY)
