"""What a matrix is: two selections of records and the chains of relations between them, read from data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aimsbook.conditions import Condition, parse_condition
from aimsbook.errors import ConfigurationFault
from aimsbook.source import read_definition
from aimsbook.vocabulary import DATA, Vocabulary, chain_fault, condition_fault
from aimsbook.words import listed, nearest

FILE = DATA / "matrices.yml"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Selection:
    """Records of a type that meet a condition."""

    type: str
    where: Condition | None = None
    spec: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class MatrixDefinition:
    """Rows, columns and the chains of readings that make a cell."""

    name: str
    title: str
    description: str
    rows: Selection
    columns: Selection
    through: tuple[tuple[str, ...], ...]


def read_matrices(vocabulary: Vocabulary, file: Path = FILE) -> dict[str, MatrixDefinition]:
    """Read the shipped matrices and those that types declare; raise ConfigurationFault where one is broken."""
    found: dict[str, MatrixDefinition] = {}
    specs = read_definition(file, lambda value: [(spec, str(file)) for spec in value])
    specs += [(spec, kind.place) for kind in vocabulary for spec in kind.matrices]
    for spec, place in specs:
        try:
            definition = define_matrix(spec, vocabulary)
        except (KeyError, ValueError) as error:
            raise ConfigurationFault(f"{place}: the matrix {spec.get('name', '?')}: {error}") from None
        found[definition.name] = definition
    return found


def define_matrix(spec: Mapping[str, Any], vocabulary: Vocabulary) -> MatrixDefinition:
    """Read one definition; raise ValueError with what is wrong and what was expected."""
    rows, columns = (read_selection(key, spec.get(key), vocabulary) for key in ("rows", "columns"))
    through = _chains(spec.get("through")) or ways(vocabulary, rows.type, columns.type)
    if not through:
        raise ValueError(f"no relation leads from {rows.type} to {columns.type}; say which chain does with `through`")
    for chain in through:
        if problem := chain_fault(vocabulary, (rows.type,), chain):
            raise ValueError(f"through: {problem}")
        if columns.type not in (ends := vocabulary.end_of((rows.type,), chain)):
            raise ValueError(f"through: {' → '.join(chain)} leads to {listed(ends, 'or')}, not to {columns.type}")
    title = str(spec.get("title") or f"{vocabulary[rows.type].plural} × {vocabulary[columns.type].plural}")
    name = str(spec.get("name") or f"{rows.type}-{columns.type}".replace("_", "-"))
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a matrix; a name is small letters, digits and hyphens")
    return MatrixDefinition(name, title, str(spec.get("description") or ""), rows, columns, through)


def read_selection(key: str, value: Any, vocabulary: Vocabulary) -> Selection:
    """A type, or a mapping with `type` and `where`; raise ValueError with what is wrong."""
    spec: Any = {"type": value} if isinstance(value, str) else value
    if not isinstance(spec, Mapping) or not isinstance(spec.get("type"), str):
        raise ValueError(f"`{key}` is a type, or a mapping with `type` and `where`")
    if spec["type"] not in vocabulary:
        raise ValueError(f"{key}: there is no type {spec['type']!r}{nearest(spec['type'], vocabulary.types)}")
    where = parse_condition(spec["where"]) if spec.get("where") else None
    if where and (problem := condition_fault(vocabulary, (spec["type"],), where)):
        raise ValueError(f"{key}: where: {problem}")
    return Selection(spec["type"], where, spec.get("where") or None)


def _chains(value: Any) -> tuple[tuple[str, ...], ...]:
    if not value:
        return ()
    chains = value if isinstance(value, list) else [value]
    if all(isinstance(one, str) for one in chains) and isinstance(value, list):
        chains = [value]
    return tuple(tuple(one) if isinstance(one, list) else (str(one),) for one in chains)


def ways(vocabulary: Vocabulary, rows: str, columns: str, longest: int = 3) -> tuple[tuple[str, ...], ...]:
    """The shortest chains of readings that lead from one type to another; () where none does in that many steps.

    A relation that leads no trace on, such as who owns what, is taken where it leads there by itself only.
    """
    waiting: list[tuple[tuple[str, ...], str]] = [((), rows)]
    for length in range(1, longest + 1):
        onward: list[tuple[tuple[str, ...], str]] = []
        for chain, name in waiting:
            readings = dict.fromkeys([*vocabulary[name].relations, *vocabulary.inverses[name]])
            onward += [((*chain, one), to) for one in readings for to in vocabulary.targets((name,), one)]
        if length > 1:
            onward = [(chain, to) for chain, to in onward if _is_traced(vocabulary, rows, chain)]
        if arrived := [chain for chain, name in onward if name == columns]:
            return tuple(dict.fromkeys(arrived))
        waiting = onward
    return ()


def _is_traced(vocabulary: Vocabulary, start: str, chain: tuple[str, ...]) -> bool:
    """Whether every step of a chain leads a trace on, for all types that the chain may pass."""
    passed = (vocabulary.end_of((start,), chain[:index]) for index in range(len(chain)))
    return all(vocabulary.is_traced(name, step) for names, step in zip(passed, chain, strict=True) for name in names)
