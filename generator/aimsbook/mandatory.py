"""What has to be there in writing, read from data, and which records answer each row on the as-of date.

It knows rows, blocks of records and conditions on them, and no clause, type or field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from aimsbook.case import Case
from aimsbook.conditions import Condition, follow
from aimsbook.matrices import Selection, read_selection
from aimsbook.records import Record
from aimsbook.source import read_definition
from aimsbook.vocabulary import DATA, Vocabulary, check_chains, check_paths, condition_on
from aimsbook.words import truth

FILE = DATA / "mandatory.yml"
THERE, PARTLY, LATE, UNSOUND, MISSING = "there", "partly", "late", "unsound", "missing"


@dataclass(frozen=True, slots=True)
class Reading:
    """How version and approval of a type's records read, and what makes one good enough, late or left out."""

    version: str = "version"
    approved: tuple[str, ...] = ()
    sound: Condition | None = None
    late: Condition | None = None
    unless: Condition | None = None
    each: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Records that answer a row, with conditions of their own where the row has them.

    Without a record of a block that says what lacks then, `none` is there and `unsound` is good enough, no row is.
    """

    selection: Selection
    sound: Condition | None
    late: Condition | None
    none: str = ""
    unsound: str = ""


@dataclass(frozen=True, slots=True)
class Throughout:
    """Records that all have to meet a condition, and the words for those that do not."""

    selection: Selection
    must: Condition
    says: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One row: what is asked for by which clause, and where it is found."""

    clause: str
    what: str
    kind: str
    shown_by: tuple[Block, ...]
    throughout: Throughout | None = None


@dataclass(frozen=True, slots=True)
class WhenApplicable:
    """Items that are asked for only where they apply, and the chains to what answers them."""

    rows: Selection
    unless: Condition | None
    through: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Mandatory:
    """Everything that is asked for in writing."""

    most: int
    readings: Mapping[str, Reading]
    asked: tuple[Asked, ...]
    when_applicable: WhenApplicable


@dataclass(frozen=True, slots=True)
class Found:
    """A record that answers a row; `state` is there, late or unsound, and `open` where that has to be mended."""

    record: Record
    state: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A row with the records that answer it, those in order first, then the newest."""

    clause: str
    what: str
    kind: str
    found: tuple[Found, ...]
    lacks: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """There, partly, late, unsound or missing: the best that is found, partly where another record is open.

        Where something lacks without which nothing answers the row, it is unsound at best.
        """
        if self.lacks:
            return UNSOUND if self.found else MISSING
        states = {one.state for one in self.found}
        best = next((state for state in (THERE, LATE, UNSOUND) if state in states), MISSING)
        return PARTLY if best == THERE and any(one.open for one in self.found) else best

    @property
    def is_open(self) -> bool:
        """Whether something of it is missing, not good enough or past its day."""
        return self.state != THERE


@lru_cache(maxsize=8)
def read_mandatory(vocabulary: Vocabulary, file: Path = FILE) -> Mandatory:
    """Read what is asked for; raise ConfigurationFault where the definition and the vocabulary disagree."""
    return read_definition(file, lambda value: _mandatory(value, vocabulary))


def _mandatory(value: Mapping[str, Any], vocabulary: Vocabulary) -> Mandatory:
    return Mandatory(
        int(value["most"]),
        {name: _reading(name, spec, vocabulary) for name, spec in value["records"].items()},
        tuple(_asked(spec, vocabulary) for spec in value["asked"]),
        _when_applicable(value["when_applicable"], vocabulary),
    )


def _reading(name: str, spec: Mapping[str, Any], vocabulary: Vocabulary) -> Reading:
    conditions = {key: _condition(spec, key, name, vocabulary) for key in ("sound", "late", "unless")}
    version, approved = str(spec.get("version") or "version"), tuple(spec.get("approved") or ())
    reading = Reading(version, approved, **conditions, each=truth(spec.get("each")))
    check_paths(vocabulary, (name,), (reading.version, *reading.approved))
    return reading


def _asked(spec: Mapping[str, Any], vocabulary: Vocabulary) -> Asked:
    blocks = tuple(_block(one, vocabulary) for one in spec["shown_by"])
    throughout = _throughout(spec["throughout"], vocabulary) if spec.get("throughout") else None
    return Asked(str(spec["clause"]), str(spec["what"]), str(spec["kind"]), blocks, throughout)


def _throughout(spec: Mapping[str, Any], vocabulary: Vocabulary) -> Throughout:
    selection = read_selection("throughout", spec, vocabulary)
    return Throughout(selection, condition_on(vocabulary, (selection.type,), spec["must"]), str(spec["says"]))


def _block(spec: Mapping[str, Any], vocabulary: Vocabulary) -> Block:
    selection = read_selection("shown_by", spec, vocabulary)
    sound, late = (_condition(spec, key, selection.type, vocabulary) for key in ("sound", "late"))
    return Block(selection, sound, late, str(spec.get("none") or ""), str(spec.get("unsound") or ""))


def _when_applicable(spec: Mapping[str, Any], vocabulary: Vocabulary) -> WhenApplicable:
    rows = read_selection("rows", spec["rows"], vocabulary)
    through = tuple(tuple(str(step) for step in chain) for chain in spec["through"])
    check_chains(vocabulary, (rows.type,), through)
    return WhenApplicable(rows, _condition(spec, "unless", rows.type, vocabulary), through)


def _condition(spec: Mapping[str, Any], key: str, type_name: str, vocabulary: Vocabulary) -> Condition | None:
    return condition_on(vocabulary, (type_name,), spec[key]) if spec.get(key) else None


class Answering:
    """Finds what answers each row."""

    def __init__(self, mandatory: Mandatory, case: Case) -> None:
        self._mandatory, self._case = mandatory, case

    def asked(self) -> Iterator[Answer]:
        """Every row whose clause is switched on."""
        for row in self._mandatory.asked:
            if row.clause in self._case.graph:
                found = [[self._judged(one, block) for one in self._of(block.selection)] for block in row.shown_by]
                yield Answer(row.clause, row.what, row.kind, self._ordered(found), tuple(self._lacking(row, found)))

    def _lacking(self, row: Asked, found: list[list[Found | None]]) -> Iterator[str]:
        """Yield in words what lacks without which nothing answers a row."""
        for block, some in zip(row.shown_by, found, strict=True):
            states = {one.state for one in some if one}
            if not states and block.none:
                yield block.none
            elif states == {UNSOUND} and block.unsound:
                yield block.unsound
        if row.throughout:
            every = list(self._of(row.throughout.selection))
            short = sum(not self._holds(row.throughout.must, one) for one in every)
            if short:
                yield row.throughout.says.format(short=short, of=len(every))

    def when_applicable(self) -> Iterator[Answer]:
        """Every item that applies."""
        spec = self._mandatory.when_applicable
        for item in self._of(spec.rows):
            if not self._holds(spec.unless, item):
                found = [[self._judged(one) for one in follow(item, chain, self._case)] for chain in spec.through]
                yield Answer(item.id, item.title, "", self._ordered(found))

    def reading(self, record: Record) -> Reading:
        """How records of this one's type are read."""
        return self._mandatory.readings.get(record.type) or Reading()

    def _of(self, selection: Selection) -> Iterator[Record]:
        for record in self._case.present(selection.type):
            if selection.where is None or self._holds(selection.where, record):
                yield record

    def _holds(self, condition: Condition | None, record: Record) -> bool:
        return condition is not None and condition.judge(record, self._case).holds

    def _judged(self, record: Record, block: Block | None = None) -> Found | None:
        """A record as an answer, None where it is left out."""
        reading = self.reading(record)
        if self._holds(reading.unless, record) or self._case.is_to_come(record):
            return None
        sound = (block and block.sound) or reading.sound
        late = (block and block.late) or reading.late
        if not (self._holds(sound, record) if sound else self._counts(record)):
            return Found(record, UNSOUND, reading.each)
        is_late = self._holds(late, record)
        return Found(record, LATE if is_late else THERE, is_late and reading.each)

    def _counts(self, record: Record) -> bool:
        condition = self._case.counts_when(record)
        return condition is None or self._holds(condition, record)

    def _ordered(self, blocks: Iterable[Iterable[Found | None]]) -> tuple[Found, ...]:
        """Each record once: what is good enough first, block by block, the newest before the older."""
        found: dict[str, tuple[int, Found]] = {}
        for number, block in enumerate(blocks):
            for one in block:
                if one:
                    found.setdefault(one.record.id, (number, one))
        by_id = sorted(found.values(), key=lambda pair: pair[1].record.id)
        newest = sorted(by_id, key=lambda pair: self._case.dated(pair[1].record) or "", reverse=True)
        rank = (THERE, LATE, UNSOUND).index
        return tuple(one for _, one in sorted(newest, key=lambda pair: (rank(pair[1].state), pair[0])))
