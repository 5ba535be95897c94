"""How each series of measurements stands on the as-of date: its last value, the day, and whether it is in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from aimsbook.case import Case, as_day
from aimsbook.records import Record, Value
from aimsbook.systems import Figures, read_systems

GOOD, OVER, LATE, NONE = "good", "over", "late", "none"


def facts(case: Case) -> Iterator[tuple[str, str, Value]]:
    """Yield value, day and state of every series."""
    rules = read_systems(case.vocabulary).figures
    for record in case.of_type(rules.type):
        latest = _latest(record, rules, case)
        yield record.id, rules.state, state_of(record, latest, rules, case)
        if latest:
            day, one = latest
            yield record.id, rules.latest_on, day.isoformat()
            if (value := case.value(one, rules.value)) is not None:
                yield record.id, rules.latest, value


def _latest(record: Record, rules: Figures, case: Case) -> tuple[date, Record] | None:
    """The last measurement that is not dated after the as-of date."""
    dated = ((as_day(case.value(one, rules.day)), one) for one in case.linked(record, rules.series))
    found = [(day, one) for day, one in dated if day and day <= case.as_of]
    return max(found, key=lambda one: (one[0], one[1].order), default=None)


def state_of(record: Record, latest: tuple[date, Record] | None, rules: Figures, case: Case) -> str:
    """Whether the last value is there, young enough and on the right side; too bad weighs more than too old."""
    if latest is None:
        return NONE
    day, one = latest
    if _is_over(record, _number(case.value(one, rules.value)), rules, case):
        return OVER
    days = rules.days.get(str(case.value(record, rules.frequency)))
    return LATE if days and (case.as_of - day).days > days else GOOD


def _is_over(record: Record, value: float | None, rules: Figures, case: Case) -> bool:
    """Whether a value lies beyond the threshold; near the target, whether it is farther away than the threshold."""
    threshold = _number(case.value(record, rules.threshold))
    if value is None or threshold is None:
        return False
    direction = case.value(record, rules.direction)
    if direction == rules.near:
        target = _number(case.value(record, rules.target))
        return target is not None and abs(value - target) > abs(threshold - target)
    if direction in (rules.higher, rules.lower):
        return value < threshold if direction == rules.higher else value > threshold
    return False


def _number(value: Value) -> float | None:
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None
