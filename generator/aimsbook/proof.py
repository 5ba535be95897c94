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
from aimsbook.forms import Astray, below, entries_of, mapping_of, one_of, share_of, text_of, whole_of
from aimsbook.layers import read_layers
from aimsbook.records import Record
from aimsbook.spans import Length, Period
from aimsbook.vocabulary import DATA, Vocabulary, check_chains, check_paths, condition_on, names_of

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
    """Who found that an item conforms: the record that says so, and the last day on which that holds.

    Days that are withheld are None.
    """

    record: Record
    by: tuple[str, ...]
    day: date | None
    until: date | None


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
    return read_layers(FILE, folders, lambda value: _Reader(vocabulary).rules(value), depth=2)


_PIECE = (
    "proves", "shows", "collected", "covers", "until", "days", "approval", "file", "place", "systems", "version",
)  # fmt: skip
_SYSTEM = ("version", "step_field")
_PROVED = ("frequency", "in_force_from", "systems")
_RELEASE = ("version", "day", "where")
_PARTS = ("piece", "system", "proved", "lead", "periods", "confirmation")
_CONFIRMATION = ("cycle", "who", "holds", "tables", "columns", "not_by", "through", "recorded", "parts")
_TABLE = ("type", "where", "day", "rows", "otherwise_by")
_COLUMNS = ("item", "result", "by", "conforms", "not_looked_at")
_STEPS = ("major", "minor", "patch", "never")
_MOST = 36_500


class _Reader:
    """Reads the rules against a vocabulary; tells what is wrong with the steps to it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def rules(self, value: Any) -> ProofRules:
        """All of them."""
        mapping_of(value, _PARTS, _PARTS)
        with below("piece"):
            evidence = self._part(value["piece"], _PIECE, "otherwise", "approvals", "fixes")
            with below("otherwise"):
                otherwise = _length(evidence["otherwise"])
            with below("approvals"):
                self._choices(evidence["approvals"], evidence["type"], evidence["approval"], _APPROVALS)
            with below("fixes"):
                for key, said in mapping_of(evidence["fixes"], (*WORST_FIRST, TO_COME)).items():
                    with below(key):
                        text_of(said)
        with below("system"):
            system = self._part(value["system"], _SYSTEM, "in_scope", "step", "released", "runs_since")
            in_scope = self._condition(system, "in_scope")
            with below("step"):
                one_of(system["step"], _STEPS)
            released = self._release(system)
        with below("proved"):
            control = self._part(value["proved"], _PROVED, "running", "per_system", "frequencies")
            running, per_system = (self._condition(control, name) for name in ("running", "per_system"))
            with below("frequencies"):
                self._choices(control["frequencies"], control["type"], control["frequency"])
                frequencies = {name: self._length(control["frequencies"], name) for name in control["frequencies"]}
        with below("lead"):
            lead = mapping_of(value["lead"], ("days", "part"), ("days", "part"))
            days, part = _number(lead, "days"), _share(lead, "part")
        with below("periods"):
            spans = mapping_of(value["periods"], ("filled", "back", "grace"), ("filled", "back", "grace"))
            filled, back, grace = _share(spans, "filled"), self._length(spans, "back"), _number(spans, "grace")
        with below("confirmation"):
            confirmation = self._confirmation(value["confirmation"])
        return ProofRules(
            evidence, system, in_scope, released, control, running, per_system, frequencies, otherwise, (days, part),
            filled, back, grace, confirmation,
        )  # fmt: skip

    def _part(self, value: Any, names: tuple[str, ...], *others: str) -> Mapping[str, Any]:
        """A part with its type, names of the vocabulary below it, and other keys."""
        keys = ("type", *names, *others)
        part = mapping_of(value, keys, keys)
        self._type(part, "type")
        for name in names:
            self._path(part["type"], part, name)
        return part

    def _release(self, system: Mapping[str, Any]) -> Condition:
        """What a record meets that says from which day on a version runs."""
        with below("released"):
            check_chains(self.vocabulary, (system["type"],), ((text_of(system["released"]),),))
        releases = self.vocabulary.targets((system["type"],), system["released"])
        with below("runs_since"):
            release = mapping_of(system["runs_since"], _RELEASE, _RELEASE)
            for key in ("version", "day"):
                with below(key):
                    check_paths(self.vocabulary, releases, (text_of(release[key]),))
            with below("where"):
                return condition_on(self.vocabulary, releases, release["where"])

    def _type(self, spec: Mapping[str, Any], key: str) -> str:
        with below(key):
            return one_of(spec[key], tuple(self.vocabulary.types), "is no type")

    def _path(self, type_name: str, spec: Any, key: str | int) -> str:
        with below(key):
            path = text_of(spec[key])
            check_paths(self.vocabulary, (type_name,), (path,))
            return path

    def _condition(self, part: Mapping[str, Any], key: str) -> Condition:
        with below(key):
            return condition_on(self.vocabulary, (part["type"],), part[key])

    def _choices(self, value: Any, type_name: str, field_name: str, among: tuple[str, ...] = ()) -> None:
        """Refuse a key that is no value of a field which has listed values, and a word that is not among some."""
        one = self.vocabulary[type_name].field(field_name)
        known = tuple(one.choices) if one else ()
        for key, word in mapping_of(value, known).items():
            if among:
                with below(key):
                    one_of(word, among)

    def _length(self, spec: Mapping[str, Any], key: str) -> Length:
        with below(key):
            return _length(spec[key])

    def _confirmation(self, value: Any) -> ConfirmationRules:
        mapping_of(value, _CONFIRMATION, _CONFIRMATION)
        cycle, who = self._length(value, "cycle"), self._type(value, "who")
        holds = self._path(who, value, "holds")
        tables = []
        with below("tables"):
            for index, one in entries_of(value["tables"]):
                with below(index):
                    tables.append(self._table(one))
        with below("columns"):
            columns = self._columns(value["columns"], tables)
        with below("not_by"):
            ways = {name: self._ways(value["not_by"], name) for name in mapping_of(value["not_by"])}
        with below("through"):
            for name in mapping_of(value["through"], tuple(self.vocabulary.types)):
                with below(name):
                    check_chains(self.vocabulary, (name,), ((text_of(value["through"][name]),),))
        with below("recorded"):
            for name in mapping_of(value["recorded"], tuple(self.vocabulary.types)):
                with below(name):
                    self._records(name, value["recorded"][name])
        with below("parts"):
            parts = self._assigned(value["parts"])
        return ConfirmationRules(
            cycle, who, holds, tuple(tables), columns, ways, value["through"], value["recorded"], parts
        )

    def _records(self, name: str, value: Any) -> None:
        """Which fields of an item say what records it asks for, by type and condition, and whose they are."""
        keys = ("types", "match", "by")
        mapping_of(value, keys, keys)
        for key in ("types", "match"):
            self._path(name, value, key)
        with below("by"):
            for index, one in entries_of(value["by"]):
                with below(index):
                    one_of(one, names_of(self.vocabulary, self.vocabulary.types))

    def _table(self, value: Any) -> Table:
        mapping_of(value, _TABLE, _TABLE[:-1])
        kind = self._type(value, "type")
        day, rows = (self._path(kind, value, key) for key in ("day", "rows"))
        named = self._path(kind, value, "otherwise_by") if value.get("otherwise_by") else ""
        return Table(kind, self._condition(value, "where"), day, rows, named)

    def _columns(self, value: Any, tables: list[Table]) -> Mapping[str, Any]:
        """The columns of the tables that say what was found of which item by whom, and the words of the result."""
        mapping_of(value, _COLUMNS, _COLUMNS)
        fields = [one for table in tables if (one := self.vocabulary[table.type].field(table.rows))]
        for key in ("item", "result", "by"):
            with below(key):
                for one in fields:
                    one_of(value[key], tuple(one.parts), f"is no column of {one.name}")
        for key in ("conforms", "not_looked_at"):
            with below(key):
                for one in fields:
                    if words := tuple(one.parts[value["result"]].choices):
                        one_of(value[key], words, f"is no {value['result']} of {one.name}")
        return value  # type: ignore[no-any-return]

    def _ways(self, value: Mapping[str, Any], name: str) -> tuple[tuple[str, ...], ...]:
        one_of(name, tuple(self.vocabulary.types), "is no type", at_key=True)
        with below(name):
            return tuple(tuple(self._path(name, value[name], at).split(".")) for at, _ in entries_of(value[name]))

    def _assigned(self, value: Any) -> Mapping[str, Any]:
        """The relation, named from the item, whose attribute tells who is responsible for it, and with which words."""
        keys = ("relation", "attribute", "values")
        mapping_of(value, keys, keys)
        known = {one.inverse: one for one in self.vocabulary.relations}
        with below("relation"):
            relation = known[one_of(value["relation"], tuple(known), "is no relation")]
        with below("attribute"):
            attribute = relation.attributes[one_of(value["attribute"], tuple(relation.attributes))]
        with below("values"):
            for index, word in entries_of(value["values"]):
                with below(index):
                    one_of(word, tuple(attribute.choices) or (word,))
        return value  # type: ignore[no-any-return]


_APPROVALS = (DRAFT, REJECTED, STALE, SUPERSEDED, UNDATED)


def _length(value: Any) -> Length:
    mapping_of(value, ("months", "days"))
    if len(value) != 1:
        raise Astray("a length of time was expected, `months` or `days`")
    found = {key: _number(value, key, 1) for key in value}
    return Length(**found)


def _number(value: Mapping[str, Any], key: str, least: int = 0) -> int:
    with below(key):
        return whole_of(value[key], least, _MOST, f"a whole number of {'months' if key == 'months' else 'days'}")


def _share(value: Mapping[str, Any], key: str) -> float:
    with below(key):
        return share_of(value[key])


def worst(states: Iterable[str]) -> str:
    """The state that decides among several."""
    return min(states, key=WORST_FIRST.index, default=NONE)
