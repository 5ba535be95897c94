"""A record names a baseline that is not there.

An audit or a management review names the baseline it looked at, and what changed since is told against it. The name
is that of a file below `baselines/`, without its ending.

**What to do.** Correct the name, or freeze the baseline with `aimsbook baseline NAME`.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.baselines import FOLDER, names_in
from aimsbook.case import Case
from aimsbook.changelist import read_changelist
from aimsbook.records import Diagnostic, Severity
from aimsbook.words import nearest

SEVERITY = Severity.ERROR


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every record that names a baseline which is not there."""
    names = names_in(case.root)
    for type_name, field in read_changelist(case.vocabulary).milestones.items():
        for record in case.of_type(type_name):
            name = record.get(field)
            if name is not None and name not in names:
                message = f"{case.label(record, field)}: there is no {FOLDER}/{name}.json{nearest(str(name), names)}"
                hint = f"Freeze it with `aimsbook baseline {name}`, or correct the name."
                yield Diagnostic("unknown-baseline", message, record.mark_of(field), record.id, hint=hint)
