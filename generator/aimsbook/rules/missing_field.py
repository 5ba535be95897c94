"""A compulsory field is missing.

`id`, `type` and `title` are compulsory for every record; a project may make further fields compulsory in its
vocabulary, always or under a condition. Everything else that a record lacks for an audit is a gap, never an error.

**What to do.** Add the field.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.case import Case
from aimsbook.records import Diagnostic, Severity

SEVERITY = Severity.ERROR


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield the fields that are compulsory under a condition that holds."""
    for kind in case.vocabulary:
        conditional = [one for one in kind.fields.values() if one.required_when]
        for record in case.of_type(kind.name) if conditional else ():
            for one in conditional:
                if record.get(one.name) is None and one.required_when and one.required_when.judge(record, case).holds:
                    yield Diagnostic("missing-field", f"{one.name!r} is missing", record.mark, record.id)
