"""The rows of the Statement of Applicability as one reads them side by side: reasons that were copied, that say
little, or that are older than what they rest on. Which records these are is data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from aimsbook.case import Case, as_day
from aimsbook.conditions import Condition
from aimsbook.records import Record
from aimsbook.source import read_definition
from aimsbook.vocabulary import DATA, Vocabulary, check_paths, condition_on

FILE = DATA / "statement.yml"
_NAMES = re.compile(r"\[[^\]]*\]|\S*\d\S*")  # what differs in copied text: names of records, numbers
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Ground:
    """Records whose day moves the ground under every decision."""

    type: str
    day: str
    where: Condition


@dataclass(frozen=True, slots=True)
class DecisionReading:
    """Which records are decisions and in which fields their parts stand."""

    type: str
    reason: str
    day: str
    leaves_out: Mapping[str, str]
    alike: float
    fewest_words: int
    grounds: tuple[Ground, ...]


@lru_cache(maxsize=8)
def read_decisions(vocabulary: Vocabulary, file: Path = FILE) -> DecisionReading:
    """Read which records are decisions; raise ConfigurationFault where the vocabulary has no such thing."""
    return read_definition(file, lambda value: _decisions(value, vocabulary))


def _decisions(value: Mapping[str, Any], vocabulary: Vocabulary) -> DecisionReading:
    grounds = tuple(_ground(one, vocabulary) for one in value["scope_changes"])
    kind, reason, day = (str(value[name]) for name in ("type", "reason", "day"))
    check_paths(vocabulary, (kind,), (reason, day, value["leaves_out"]["relation"]))
    return DecisionReading(
        kind, reason, day, value["leaves_out"], float(value["alike"]), int(value["fewest_words"]), grounds
    )


def _ground(spec: Mapping[str, Any], vocabulary: Vocabulary) -> Ground:
    check_paths(vocabulary, (spec["type"],), (spec["day"],))
    return Ground(spec["type"], spec["day"], condition_on(vocabulary, (spec["type"],), spec["where"]))


def words_of_reason(text: str) -> tuple[str, ...]:
    """The words of a reason without names of records and numbers, in small letters."""
    return tuple(word.casefold() for word in _WORD.findall(_NAMES.sub(" ", text)))


def copied(reasons: Mapping[str, str], alike: float) -> dict[str, list[str]]:
    """For each key whose reason is, but for names and numbers, that of others: the keys of those others."""
    bags = {key: frozenset(words_of_reason(text)) for key, text in reasons.items()}
    bags = {key: bag for key, bag in bags.items() if bag}
    found: dict[str, list[str]] = {}
    for key, bag in bags.items():
        others = [other for other, its in bags.items() if other != key and _share(bag, its) >= alike]
        if others:
            found[key] = others
    return found


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """The part of the words of both that both have."""
    small, large = sorted((len(one), len(other)))
    if small == 0 or small / large < 0.5:
        return 0.0
    both = len(one & other)
    return both / (small + large - both)


def last_scope_change(case: Case, reading: DecisionReading) -> tuple[date, Record] | None:
    """The latest day up to the as-of date on which the ground moved, and the record that says so."""
    found = [
        (day, record)
        for ground in reading.grounds
        for record in case.present(ground.type)
        if (day := as_day(record.get(ground.day))) and day <= case.as_of and ground.where.judge(record, case).holds
    ]
    return max(found, key=lambda one: (one[0], one[1].order), default=None)
