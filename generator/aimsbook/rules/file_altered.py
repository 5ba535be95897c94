"""A file is not the one that was recorded.

The record holds the SHA-256 of the file as it was when it was collected. The file's present digest is another one: it
was changed since, or the wrong file lies there. The message names both digests.

**What to do.** Put the original back. If the new file is the proof, record it as new evidence with its own date.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.case import Case
from aimsbook.records import Diagnostic, Severity

SEVERITY = Severity.ERROR


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every file whose digest is not the recorded one."""
    for record, name, state in case.files():
        if state.state == "altered":
            digest = case.vocabulary[record.type].fields[name].digest
            message = f"{record.get(name)} has the SHA-256 {state.sha256}, recorded is {record.get(digest)}"
            yield Diagnostic("file-altered", message, record.mark_of(digest), record.id)
