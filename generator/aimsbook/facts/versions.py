"""How the version that a record was made for stands to the version that is current today."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.case import Case
from aimsbook.records import Record, Value
from aimsbook.systems import Versioned, read_systems
from aimsbook.versions import are_of_one_step, is_same

CURRENT, SAME, OTHER = "current", "same_major", "other_major"


def facts(case: Case) -> Iterator[tuple[str, str, Value]]:
    """Yield the state of each record that names a version, where what it was made for names one as well."""
    for rule in read_systems(case.vocabulary).versions:
        for record in case.of_type(rule.type):
            if state := _state(record, rule, case):
                yield record.id, rule.fact, state


def _state(record: Record, rule: Versioned, case: Case) -> str:
    """The worst state over all that the record was made for, "" where no version is known."""
    made = case.value(record, rule.version)
    current = [case.value(one, rule.current) for one in case.linked(record, rule.relation)]
    found = {compared(str(made), str(one)) for one in current if made and one}
    return next((state for state in (OTHER, SAME, CURRENT) if state in found), "")


def compared(made: str, current: str) -> str:
    """Whether two versions are the same, of the same major step, or not."""
    if is_same(made, current):
        return CURRENT
    return SAME if are_of_one_step(made, current) else OTHER
