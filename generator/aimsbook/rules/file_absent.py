"""A file that a record points at is not there.

The path is meant from the project's root. What proves nothing cannot be counted.

**What to do.** Put the file there, correct the path, or say with `location` where it is held.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.case import Case
from aimsbook.records import Diagnostic, Severity

SEVERITY = Severity.ERROR


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every file field whose file is not there or cannot be read."""
    for record, name, state in case.files():
        if state.state in ("absent", "unreadable"):
            said = "is not there" if state.state == "absent" else "cannot be read as an ordinary file"
            message = f"{case.label(record, name)}: {record.get(name)} {said}"
            yield Diagnostic("file-absent", message, record.mark_of(name), record.id)
