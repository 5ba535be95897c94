"""A file path leads out of the project.

Only files below the project's root are read, links followed: what lies outside is not part of what was reviewed.

**What to do.** Copy the file into the project, or say with `location` where it is held.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.case import Case
from aimsbook.records import Diagnostic, Severity

SEVERITY = Severity.ERROR


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every file field whose path leaves the project."""
    for record, name, state in case.files():
        if state.state == "outside":
            message = f"{case.label(record, name)}: {record.get(name)} leads out of the project"
            yield Diagnostic("file-outside", message, record.mark_of(name), record.id)
