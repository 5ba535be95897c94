"""How likelihood and impact make a level: scales, a grid of named levels and an appetite; it knows no record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aimsbook.words import listed, nearest

AXES = ("likelihood", "impact")
LEVELS = "levels"
_KEYS = (*AXES, LEVELS, "grid", "appetite", "acceptance")
MONTHS = 12
_FEWEST, _MOST = 3, 6
_LONGEST = 120
_STEP_KEYS = ("label", "tone", "symbol", "help", "react")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scale, or one level, as readers meet it; `react` says how soon something has to be done."""

    value: str
    label: str
    tone: str = "neutral"
    symbol: str = ""
    help: str = ""
    react: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """The scales from the lowest step up, the level of each pair of steps, and the highest level carried as it is."""

    likelihood: tuple[Step, ...]
    impact: tuple[Step, ...]
    levels: tuple[Step, ...]
    grid: tuple[tuple[str, ...], ...]
    appetite: str
    acceptance: Mapping[str, int] = field(default_factory=dict)

    def months(self, level: str) -> int:
        """For how many months at most what stands at a level may be accepted."""
        return self.acceptance.get(level, MONTHS)

    def scale(self, name: str) -> tuple[Step, ...] | None:
        """The steps of a scale by its name, None where there is no such scale."""
        return {"likelihood": self.likelihood, "impact": self.impact, LEVELS: self.levels}.get(name)

    def level(self, likelihood: str, impact: str) -> str | None:
        """The level of a pair of steps, None where one of them is not on its scale."""
        row, column = place(self.likelihood, likelihood), place(self.impact, impact)
        return None if row is None or column is None else self.grid[row][column]

    def score(self, likelihood: str, impact: str) -> int | None:
        """The product of the places on both scales, counted from one; it ranks, the grid alone gives the level."""
        row, column = place(self.likelihood, likelihood), place(self.impact, impact)
        return None if row is None or column is None else (row + 1) * (column + 1)

    def rank(self, level: str) -> int:
        """The place of a level from the lowest, 0; -1 for what is no level."""
        found = place(self.levels, level)
        return -1 if found is None else found

    def step(self, level: str) -> Step | None:
        """A level by its name."""
        return next((one for one in self.levels if one.value == level), None)

    def highest(self, impacts: Sequence[str]) -> str | None:
        """The gravest of some impacts, None where none is on the scale."""
        known = [one for one in impacts if place(self.impact, one) is not None]
        return max(known, key=lambda one: place(self.impact, one) or 0) if known else None


def place(scale: Sequence[Step], value: str) -> int | None:
    """Where a value stands on a scale, counted from 0; None where it does not."""
    return next((index for index, one in enumerate(scale) if one.value == value), None)


def parse_scheme(value: Mapping[str, Any]) -> Scheme:
    """Read a scheme; raise ValueError with what is wrong and what was expected."""
    for key in value:
        if key not in _KEYS:
            raise ValueError(f"there is no key {key!r}{nearest(key, _KEYS)}; the keys are {listed(_KEYS)}")
    scales = {name: _steps(name, value.get(name)) for name in (*AXES, LEVELS)}
    for name in AXES:
        if not _FEWEST <= len(scales[name]) <= _MOST:
            raise ValueError(f"`{name}` has {len(scales[name])} steps; {_FEWEST} to {_MOST} were expected")
    appetite = str(value.get("appetite") or "")
    if place(scales[LEVELS], appetite) is None:
        raise ValueError(f"`appetite` is {appetite!r}; expected {_either(scales[LEVELS])}")
    grid, lasts = _grid(value.get("grid"), scales), _acceptance(value.get("acceptance", MONTHS), scales[LEVELS])
    scheme = Scheme(scales["likelihood"], scales["impact"], scales[LEVELS], grid, appetite, lasts)
    _rises(scheme)
    return scheme


def _steps(name: str, value: Any) -> tuple[Step, ...]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f"`{name}` takes a mapping of values from the lowest up")
    steps = []
    for step, spec in value.items():
        given = {"label": spec} if isinstance(spec, str) else spec
        if not isinstance(given, Mapping):
            raise ValueError(f"`{name}`: {step} takes a label, or a mapping with one")
        for key in given:
            if key not in _STEP_KEYS:
                raise ValueError(f"`{name}`: {step} has no key {key!r}{nearest(key, _STEP_KEYS)}")
        words = {str(key): str(one) for key, one in given.items()}
        steps.append(Step(str(step), **{"label": str(step).capitalize(), **words}))
    return tuple(steps)


def _grid(value: Any, scales: Mapping[str, tuple[Step, ...]]) -> tuple[tuple[str, ...], ...]:
    """A row for each likelihood and in it a level for each impact, the lowest first."""
    likelihood, impact, levels = (scales[name] for name in (*AXES, LEVELS))
    if not isinstance(value, list) or len(value) != len(likelihood):
        raise ValueError(f"`grid` takes a row for each likelihood from the lowest up, {len(likelihood)} in all")
    for number, row in enumerate(value, 1):
        if not isinstance(row, list) or len(row) != len(impact):
            raise ValueError(f"row {number} of `grid` takes a level for each impact, {len(impact)} in all")
        for one in row:
            if place(levels, str(one)) is None:
                raise ValueError(f"row {number} of `grid` has the level {one!r}; expected {_either(levels)}")
    return tuple(tuple(str(one) for one in row) for row in value)


def _acceptance(value: Any, levels: tuple[Step, ...]) -> dict[str, int]:
    """The most months for each level: one number for all, or a mapping of levels."""
    given = value if isinstance(value, Mapping) else {one.value: value for one in levels}
    for level, months in given.items():
        if place(levels, str(level)) is None:
            raise ValueError(f"`acceptance` names the level {level!r}; expected {_either(levels)}")
        if not str(months).isdigit() or not 0 < int(months) <= _LONGEST:
            raise ValueError(f"`acceptance` is {months!r}; a number of months from 1 to {_LONGEST} was expected")
    return {str(level): int(months) for level, months in given.items()}


def _rises(scheme: Scheme) -> None:
    """Refuse a grid in which a risk gets lighter as it gets likelier or graver."""
    ranks = [[scheme.rank(one) for one in row] for row in scheme.grid]
    for rows in (ranks, list(zip(*ranks, strict=True))):
        for line in rows:
            if list(line) != sorted(line):
                raise ValueError("`grid` falls somewhere: a level may not sink as likelihood or impact rises")


def _either(steps: Sequence[Step]) -> str:
    return listed([one.value for one in steps], "or")
