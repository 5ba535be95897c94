"""How likelihood and impact make a level: scales, a grid of named levels and an appetite; it knows no record."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aimsbook.forms import Astray, below, mapping_of, shown
from aimsbook.words import listed

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


def parse_scheme(value: Mapping[str, Any], tones: Collection[str] = ()) -> Scheme:
    """Read a scheme; raise ValueError with what is wrong, where, and what was expected."""
    mapping_of(value, _KEYS, (*AXES, LEVELS))
    scales = {name: _steps(name, value[name], tones) for name in (*AXES, LEVELS)}
    for name in AXES:
        if not _FEWEST <= len(scales[name]) <= _MOST:
            raise Astray(f"`{name}` has {len(scales[name])} steps; {_FEWEST} to {_MOST} were expected", (name,))
    appetite = str(value.get("appetite") or "")
    if place(scales[LEVELS], appetite) is None:
        raise Astray(f"`appetite` is {appetite!r}; expected {_either(scales[LEVELS])}", ("appetite",))
    with below("grid"):
        grid = _grid(value.get("grid"), scales)
    with below("acceptance"):
        lasts = _acceptance(value.get("acceptance", MONTHS), scales[LEVELS])
    scheme = Scheme(scales["likelihood"], scales["impact"], scales[LEVELS], grid, appetite, lasts)
    with below("grid"):
        _rises(scheme)
    return scheme


def _steps(name: str, value: Any, tones: Collection[str]) -> tuple[Step, ...]:
    if not isinstance(value, Mapping) or not value:
        raise Astray(f"`{name}` takes a mapping of values from the lowest up", (name,))
    steps = []
    for step, spec in value.items():
        with below(name, step):
            given = {"label": spec} if isinstance(spec, str) and spec else spec
            if not isinstance(given, Mapping):
                raise Astray(f"`{name}`: {step} takes a label, or a mapping with one")
            mapping_of(given, _STEP_KEYS)
            words = {str(key): _word(key, one) for key, one in given.items()}
            if tones and words.get("tone", "neutral") not in tones:
                raise Astray(f"{step} has the tone {words['tone']!r}; tones are {', '.join(tones)}", ("tone",))
            steps.append(Step(str(step), **{"label": str(step).capitalize(), **words}))
    return tuple(steps)


def _word(key: str, value: Any) -> str:
    with below(key):
        if isinstance(value, Mapping | list):
            raise Astray(f"a text was expected, not {shown(value)}")
    return str(value or "")


def _grid(value: Any, scales: Mapping[str, tuple[Step, ...]]) -> tuple[tuple[str, ...], ...]:
    """A row for each likelihood and in it a level for each impact, the lowest first."""
    likelihood, impact, levels = (scales[name] for name in (*AXES, LEVELS))
    if not isinstance(value, list) or len(value) != len(likelihood):
        raise Astray(f"`grid` takes a row for each likelihood from the lowest up, {len(likelihood)} in all")
    for number, row in enumerate(value, 1):
        if not isinstance(row, list) or len(row) != len(impact):
            said = f"row {number} of `grid` takes a level for each impact, {len(impact)} in all"
            raise Astray(said, (number - 1,))
        for column, one in enumerate(row):
            if place(levels, str(one)) is None:
                said = f"row {number} of `grid` has the level {one!r}; expected {_either(levels)}"
                raise Astray(said, (number - 1, column))
    return tuple(tuple(str(one) for one in row) for row in value)


def _acceptance(value: Any, levels: tuple[Step, ...]) -> dict[str, int]:
    """The most months for each level: one number for all, or a mapping of levels."""
    if not isinstance(value, Mapping):
        return {one.value: _months(value) for one in levels}
    found = {}
    for level, months in value.items():
        if place(levels, str(level)) is None:
            raise Astray(f"`acceptance` names the level {level!r}; expected {_either(levels)}", (level,), at_key=True)
        with below(level):
            found[str(level)] = _months(months)
    return found


def _months(value: Any) -> int:
    if not str(value).isdigit() or not 0 < int(value) <= _LONGEST:
        raise Astray(f"`acceptance` is {value!r}; a number of months from 1 to {_LONGEST} was expected")
    return int(value)


def _rises(scheme: Scheme) -> None:
    """Refuse a grid in which a risk gets lighter as it gets likelier or graver."""
    ranks = [[scheme.rank(one) for one in row] for row in scheme.grid]
    for row, line in enumerate(ranks):
        for column, rank in enumerate(line):
            if rank < max(ranks[row - 1][column] if row else 0, line[column - 1] if column else 0):
                said = "`grid` falls somewhere: a level may not sink as likelihood or impact rises"
                raise Astray(said, (row, column))


def _either(steps: Sequence[Step]) -> str:
    return listed([one.value for one in steps], "or")
