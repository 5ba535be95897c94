"""What a version is: numbers, the largest step first; whether one has moved past another. It knows no record."""

from __future__ import annotations

import re
from itertools import zip_longest

MAJOR = "major"
_DEPTHS = {MAJOR: 1, "minor": 2, "patch": None, "never": 0}  # so many numbers tell; None: all of them
_NUMBER = re.compile(r"\d{1,99}")


def has_moved_on(named: str, now: str, step: str = MAJOR) -> bool:
    """Whether a version has moved past another one, by a step of that size at least.

    What bears no number can only be the same or another one, and another one counts as moved on.
    """
    depth = _DEPTHS.get(step, 1)
    if depth == 0 or not named or not now:
        return False
    if pairs := _pairs(named, now, depth):
        before, after = zip(*pairs, strict=True)
        return after > before
    return not is_same(named, now)


def is_same(one: str, other: str) -> bool:
    """Whether two versions are written alike; of others only their steps are compared."""
    return one.strip() == other.strip()


def are_of_one_step(one: str, other: str, step: str = MAJOR) -> bool:
    """Whether neither of two versions has moved past the other by such a step."""
    return not has_moved_on(one, other, step) and not has_moved_on(other, one, step)


def _pairs(one: str, other: str, depth: int | None = None) -> list[tuple[int, int]]:
    """The numbers of two versions side by side, a missing one as nought; [] where one of them has none."""
    first, second = ([int(number) for number in _NUMBER.findall(version)] for version in (one, other))
    return list(zip_longest(first, second, fillvalue=0))[:depth] if first and second else []
