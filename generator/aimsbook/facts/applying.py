"""For which systems a requirement with conditions holds, from which day, and what that makes it for us."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.applying import APPLIES, NOT_YET, UNDECIDED, application_of, over_all, profile_of, systems_inside
from aimsbook.case import Case
from aimsbook.records import Value
from aimsbook.systems import read_systems


def facts(case: Case) -> Iterator[tuple[str, str, Value]]:
    """Yield state, first day and systems of each requirement that says when it applies; none without a system."""
    rules = read_systems(case.vocabulary)
    fields = rules.requirement
    profiles = [profile_of(one, rules, case) for one in systems_inside(rules, case)]
    for record in case.of_type(fields.type) if profiles else ():
        if not record.fields.get(fields.applies_when):
            continue
        found = [(one.id, application_of(record, one, rules, case)) for one in profiles]
        if whole := over_all(one for _, one in found):
            state, start = whole
            yield record.id, fields.state, state
            if start:
                yield record.id, fields.start, start.isoformat()
            bound = [name for name, one in found if one.state in (APPLIES, NOT_YET, UNDECIDED)]
            if bound:
                yield record.id, fields.systems, bound
