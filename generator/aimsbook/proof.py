"""What proof is made of: the rules by which it ages, read from data, and the states it has; it judges no record.

Which type, field or relation plays which part stands in data/proof.yml and is checked against the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from aimsbook.conditions import Condition
from aimsbook.layers import read_layers
from aimsbook.records import Record
from aimsbook.spans import Length, Period
from aimsbook.vocabulary import DATA, Vocabulary, check_chains, check_paths, condition_on

FILE = DATA / "proof.yml"

# States of a piece of evidence; those of a control are among them, with `none` and `period-missing` besides.
FRESH, DUE, HELD, STALE, SUPERSEDED = "fresh", "due", "held-elsewhere", "stale", "superseded"
TO_COME, UNDATED, DRAFT, REJECTED, ABSENT, ALTERED = "to-come", "undated", "draft", "rejected", "absent", "altered"
NONE, PERIOD_MISSING = "none", "period-missing"
VALID = (FRESH, HELD, DUE)
BROKEN = (ABSENT, ALTERED)
WORST_FIRST = (
    ALTERED, ABSENT, NONE, REJECTED, UNDATED, DRAFT, STALE, PERIOD_MISSING, DUE, HELD, FRESH,
)  # fmt: skip

# Facts: what is computed of evidence and of what it proves.
STATE, ACCEPTED, OVERTAKEN, PROOF, MISSING, NEXT, CONFIRMED, CONFIRMED_IN = (
    "state", "accepted", "overtaken", "proof", "periods_missing", "next_change", "verified", "verified_in",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence on the as-of date: its own state, and for each thing it proves how long it holds.

    `moved_on` is the system whose version has moved past the one that the piece is about, `overtaken` since when.
    """

    record: Record
    state: str
    day: date | None = None
    until: date | None = None
    accepted: bool = False
    held: bool = False
    systems: tuple[str, ...] = ()
    moved_on: str = ""
    overtaken: date | None = None
    lasts: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """A day to come on which proof takes another state if nothing is done: by which evidence, or for which period."""

    day: date
    state: str
    by: str


@dataclass(frozen=True, slots=True)
class Slot:
    """The proof of a control for one system, or as a whole: which piece decides, and the periods it owes."""

    system: str
    state: str
    piece: Piece | None
    until: date | None = None
    periods: tuple[tuple[Period, tuple[str, ...]], ...] = ()
    missing: tuple[Period, ...] = ()
    turns: tuple[Turn, ...] = ()

    @property
    def for_system(self) -> str:
        """The words that name its system behind a sentence; "" for a control that works as a whole."""
        return f" for {self.system}" if self.system else ""


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof of a control: the worst of its slots decides."""

    record: Record
    state: str
    slots: tuple[Slot, ...]
    frequency: Length | None = None

    @property
    def next_change(self) -> date | None:
        """The first day after the as-of date on which a state changes if nothing is done."""
        return min((turn.day for one in self.slots for turn in one.turns), default=None)


@dataclass(frozen=True, slots=True)
class Proofs:
    """Every piece of evidence and the proof of every control, by id."""

    pieces: Mapping[str, Piece]
    controls: Mapping[str, Proof]
    confirmed: Mapping[str, Confirmation]

    def of(self, record: Record) -> Piece | Proof | None:
        """The proof that a record is or has."""
        return self.pieces.get(record.id) or self.controls.get(record.id)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who found that an item conforms: the record that says so, and the last day on which that holds."""

    record: Record
    by: tuple[str, ...]
    day: date
    until: date


@dataclass(frozen=True, slots=True)
class Table:
    """A table of results: the type that has it, when such a record speaks, and who speaks where a row names nobody."""

    type: str
    where: Condition
    day: str
    rows: str
    otherwise_by: str


@dataclass(frozen=True, slots=True)
class ConfirmationRules:
    """Whose results confirm which items, and for how long."""

    cycle: Length
    person: str
    holds: str
    tables: tuple[Table, ...]
    columns: Mapping[str, str]
    not_by: Mapping[str, tuple[tuple[str, ...], ...]]
    through: Mapping[str, str]
    recorded: Mapping[str, Mapping[str, Any]]
    parts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProofRules:
    """Which names of the vocabulary play which part, and the numbers of data/proof.yml."""

    evidence: Mapping[str, Any]
    system: Mapping[str, Any]
    in_scope: Condition
    released: Condition
    control: Mapping[str, Any]
    running: Condition
    per_system: Condition
    frequencies: Mapping[str, Length]
    otherwise: Length
    lead: tuple[int, float]
    filled: float
    back: Length
    grace: int
    confirmation: ConfirmationRules


def read_proof_rules(vocabulary: Vocabulary, *folders: Path) -> ProofRules:
    """Read the rules, those of further folders over ours; ConfigurationFault where they are broken."""
    return read_layers(FILE, folders, lambda value: _rules(value, vocabulary), depth=2, closed=True)


def _rules(value: Mapping[str, Any], vocabulary: Vocabulary) -> ProofRules:
    evidence, system, control = value["piece"], value["system"], value["proved"]
    for part, names in ((evidence, _EVIDENCE), (system, ("version", "step_field")), (control, _CONTROL)):
        check_paths(vocabulary, (part["type"],), (str(part[name]) for name in names))
    check_chains(vocabulary, (system["type"],), ((system["released"],),))
    release, releases = system["runs_since"], vocabulary.targets((system["type"],), system["released"])
    check_paths(vocabulary, releases, (release["version"], release["day"]))
    return ProofRules(
        evidence=evidence,
        system=system,
        in_scope=condition_on(vocabulary, (system["type"],), system["in_scope"]),
        released=condition_on(vocabulary, releases, release["where"]),
        control=control,
        running=condition_on(vocabulary, (control["type"],), control["running"]),
        per_system=condition_on(vocabulary, (control["type"],), control["per_system"]),
        frequencies={name: _length(one) for name, one in control["frequencies"].items()},
        otherwise=_length(evidence["otherwise"]),
        lead=(int(value["lead"]["days"]), float(value["lead"]["part"])),
        filled=float(value["periods"]["filled"]),
        back=_length(value["periods"]["back"]),
        grace=int(value["periods"]["grace"]),
        confirmation=_confirmation(value["confirmation"], vocabulary),
    )


_EVIDENCE = (
    "proves", "shows", "collected", "covers", "until", "days", "approval", "file", "place", "systems", "version",
)  # fmt: skip
_CONTROL = ("frequency", "in_force_from", "systems")


def _confirmation(value: Mapping[str, Any], vocabulary: Vocabulary) -> ConfirmationRules:
    tables = []
    for one in value["tables"]:
        check_paths(vocabulary, (one["type"],), (one["day"], one["rows"]))
        where = condition_on(vocabulary, (one["type"],), one["where"])
        tables.append(Table(one["type"], where, one["day"], one["rows"], str(one.get("otherwise_by") or "")))
    ways = {name: tuple(tuple(way.split(".")) for way in some) for name, some in value["not_by"].items()}
    for name, some in ways.items():
        check_paths(vocabulary, (name,), map(".".join, some))
    for name, reading in value["through"].items():
        check_chains(vocabulary, (name,), ((reading,),))
    for name, asked in value["recorded"].items():
        check_paths(vocabulary, (name,), (asked["types"], asked["match"]))
    check_paths(vocabulary, (value["who"],), (value["holds"],))
    return ConfirmationRules(
        _length(value["cycle"]), value["who"], value["holds"], tuple(tables), value["columns"], ways,
        value["through"], value["recorded"], value["parts"],
    )  # fmt: skip


def _length(value: Mapping[str, Any]) -> Length:
    return Length(int(value.get("months", 0)), int(value.get("days", 0)))


def worst(states: Iterable[str]) -> str:
    """The state that decides among several."""
    return min(states, key=WORST_FIRST.index, default=NONE)
