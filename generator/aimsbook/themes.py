"""What a record's page tells in one place beyond its own fields: themes of fields, tables and pictures, as data.

A type's definition lists its themes; this room checks their names against the vocabulary and shows nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from aimsbook.conditions import Condition
from aimsbook.errors import ConfigurationFault
from aimsbook.vocabulary import RecordType, Vocabulary, check_chains, check_paths, condition_on, type_named
from aimsbook.words import check_known, nearest, texts

ENTRY = "entry"
_KEYS = frozenset("name title says tells fields table portraits rows lineage reach".split())
_COLUMN_KEYS = frozenset("path title attribute show".split())


@dataclass(frozen=True, slots=True)
class Item:
    """One column or line: a path of readings, or an attribute of the link; of a table, the columns that are shown."""

    title: str
    path: str = ""
    attribute: str = ""
    show: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """The records at the end of some chains that meet a condition, and what is shown of each."""

    chains: tuple[tuple[str, ...], ...]
    where: Condition | None
    items: tuple[Item, ...]
    none: str
    newest: str = ""


@dataclass(frozen=True, slots=True)
class RowsOf:
    """The rows of a table of the record itself, each with the records that links with the same attribute lead to."""

    field: str
    columns: tuple[str, ...]
    relation: str
    by: str
    title: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """Readings that lead back to where something comes from, and on to where it goes."""

    back: tuple[str, ...]
    on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReachOf:
    """How many links away something is still touched, and which types are told."""

    within: int
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """One part of a page with a heading of its own; `tells` are fields and relations that need no other place."""

    name: str
    title: str
    says: str
    fields: tuple[Item, ...] = ()
    table: Linked | None = None
    portraits: Linked | None = None
    rows: RowsOf | None = None
    lineage: Lineage | None = None
    reach: ReachOf | None = None
    tells: frozenset[str] = field(default_factory=frozenset)


@lru_cache(maxsize=8)
def read_themes(vocabulary: Vocabulary) -> Mapping[str, tuple[Theme, ...]]:
    """The themes of every type that has some; raise ConfigurationFault where one is broken."""
    found: dict[str, tuple[Theme, ...]] = {}
    for kind in vocabulary:
        themes = {}
        for spec in kind.themes:
            try:
                theme = _Reader(vocabulary, kind, spec).theme()
            except (KeyError, TypeError, ValueError) as error:
                said = f"{error} is missing" if isinstance(error, KeyError) else str(error)
                place = f"{kind.place}: {kind.name}: the theme {spec.get('name', '?')}"
                raise ConfigurationFault(f"{place}: {said}") from None
            themes[theme.name] = theme
        if themes:
            found[kind.name] = tuple(themes.values())
    return found


class _Reader:
    """Reads one theme of a type."""

    def __init__(self, vocabulary: Vocabulary, kind: RecordType, spec: Mapping[str, Any]) -> None:
        self.vocabulary, self.kind, self.spec = vocabulary, kind, spec

    def theme(self) -> Theme:
        """The theme that the definition describes; raise ValueError with what is wrong."""
        spec = self.spec
        check_known(spec, _KEYS, "key")
        fields = self.items(spec.get("fields"), (self.kind.name,))
        parts = {name: self.linked(name) for name in ("table", "portraits") if spec.get(name)}
        lineage = self.lineage() if spec.get("lineage") else None
        told = {item.path for item in fields}
        told |= {chain[0] for one in parts.values() for chain in one.chains if len(chain) == 1 and one.where is None}
        rows = self.rows() if spec.get("rows") else None
        if rows:
            told |= {rows.field, rows.relation}
        return Theme(
            name=str(spec["name"]),
            title=str(spec["title"]),
            says=str(spec.get("says") or ""),
            fields=fields,
            rows=rows,
            lineage=lineage,
            reach=self.reach() if spec.get("reach") else None,
            tells=frozenset(told | set(texts(spec.get("tells")))),
            **parts,
        )

    def items(
        self, specs: Any, types: tuple[str, ...], attributes: Mapping[str, str] | None = None
    ) -> tuple[Item, ...]:
        """Columns or lines of records of some types."""
        return tuple(self.item(one, types, attributes or {}) for one in specs or ())

    def item(self, spec: Any, types: tuple[str, ...], attributes: Mapping[str, str]) -> Item:
        """One column or line."""
        one: Mapping[str, Any] = spec if isinstance(spec, Mapping) else {"path": spec}
        check_known(one, _COLUMN_KEYS, "key")
        if attribute := str(one.get("attribute") or ""):
            if attribute not in attributes:
                raise ValueError(f"{attribute!r} is no attribute of these links{nearest(attribute, attributes)}")
            return Item(str(one.get("title") or attributes[attribute]), attribute=attribute)
        path = str(one["path"])
        if path == ENTRY:
            return Item(str(one.get("title") or self.vocabulary[types[0]].label), ENTRY)
        check_paths(self.vocabulary, types, (path,))
        title = one.get("title") or self.vocabulary.label_of(self.at(types, path), path.rpartition(".")[2])
        return Item(str(title)[:1].upper() + str(title)[1:], path, show=tuple(one.get("show") or ()))

    def at(self, types: tuple[str, ...], path: str) -> str:
        """A type that the last step of a path is asked of."""
        *steps, last = path.split(".")
        types = self.vocabulary.end_of(types, steps)
        fitting = [one for one in types if self.vocabulary[one].field(last) or self.vocabulary.reads(one, last)]
        return (fitting or list(types))[0]

    def linked(self, key: str) -> Linked:
        """The records that a table or a row of portraits is about."""
        spec: Mapping[str, Any] = self.spec[key]
        check_known(spec, frozenset("through where show none newest".split()), "key")
        chains = tuple(tuple(one) if isinstance(one, list) else (str(one),) for one in spec["through"])
        types: dict[str, None] = {}
        attributes: dict[str, str] = {}
        check_chains(self.vocabulary, (self.kind.name,), chains)
        for chain in chains:
            types.update(dict.fromkeys(self.vocabulary.end_of((self.kind.name,), chain)))
            attributes.update(self.attributes(chain[-1]) if len(chain) == 1 else {})
        where = condition_on(self.vocabulary, types, spec["where"]) if spec.get("where") else None
        newest = str(spec.get("newest") or "")
        check_paths(self.vocabulary, types, [newest] if newest else ())
        items = self.items(spec["show"], tuple(types), attributes)
        return Linked(chains, where, items, str(spec.get("none") or "There is none."), newest)

    def attributes(self, reading: str) -> dict[str, str]:
        """What links of a reading carry, by name, with labels."""
        own = self.kind.relations.get(reading)
        relations = [own] if own else list(self.vocabulary.inverses[self.kind.name].get(reading, ()))
        return {name: one.label for relation in relations for name, one in relation.attributes.items()}

    def rows(self) -> RowsOf:
        """The rows of one of the record's own tables."""
        spec: Mapping[str, Any] = self.spec["rows"]
        check_known(spec, frozenset("field show relation by title".split()), "key")
        table = self.kind.field(str(spec["field"]))
        if table is None or table.kind != "table":
            raise ValueError(f"{spec['field']!r} is no table of {self.kind.name}")
        for name in (*spec["show"], spec["by"]):
            if name not in table.parts:
                raise ValueError(f"{name!r} is no column of {table.name}{nearest(str(name), table.parts)}")
        relation = self.kind.relations.get(str(spec["relation"]))
        if relation is None or spec["by"] not in relation.attributes:
            raise ValueError(f"{spec['relation']!r} is no relation with the attribute {spec['by']!r}")
        title = str(spec.get("title") or relation.label)
        return RowsOf(table.name, tuple(spec["show"]), relation.name, str(spec["by"]), title)

    def lineage(self) -> Lineage:
        """Both directions of a lineage."""
        spec: Mapping[str, Any] = self.spec["lineage"]
        check_known(spec, frozenset(["back", "on"]), "key")
        sides = [tuple(texts(spec.get(key))) for key in ("back", "on")]
        for name in (*sides[0], *sides[1]):
            if name not in self.vocabulary.readings:
                raise ValueError(f"{name!r} is no relation{nearest(name, self.vocabulary.readings)}")
        return Lineage(*sides)

    def reach(self) -> ReachOf:
        """How far something reaches."""
        spec: Mapping[str, Any] = self.spec["reach"]
        check_known(spec, frozenset(["within", "types"]), "key")
        types = tuple(type_named(self.vocabulary, name) for name in spec.get("types") or ())
        return ReachOf(int(spec["within"]), types)
