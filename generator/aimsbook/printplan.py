"""Which documents can be printed and what they are made of, read from print.yml; it prints nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from aimsbook.conditions import Condition, parse_condition
from aimsbook.source import read_definition
from aimsbook.vocabulary import DATA, Vocabulary, condition_fault, path_fault
from aimsbook.words import check_known

FILE = DATA / "print.yml"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a column shows of a row: a path for each type, of the rows that meet a condition."""

    paths: Mapping[str, str]
    everywhere: str
    where: Condition | None

    def path_for(self, type_name: str) -> str:
        """The path for rows of a type."""
        return self.paths.get(type_name, self.everywhere)


@dataclass(frozen=True, slots=True)
class PrintColumn:
    """A column on paper: its head, and what it shows side by side."""

    title: str
    shows: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class PrintPart:
    """A part of a document: a list by its name, or a view with its options."""

    title: str
    list: str
    view: str
    options: Mapping[str, Any]
    columns: tuple[PrintColumn, ...]


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A document that is made of parts."""

    name: str
    other_names: tuple[str, ...]
    title: str
    parts: tuple[PrintPart, ...]


@dataclass(frozen=True, slots=True)
class PrintPlan:
    """Everything that print.yml says."""

    version: str
    classification: str
    kind: str
    dossiers: tuple[str, ...]
    documents: tuple[PrintedDocument, ...]


@lru_cache(maxsize=8)
def read_print_plan(vocabulary: Vocabulary) -> PrintPlan:
    """Read the plan; raise ConfigurationFault where it and the vocabulary disagree."""
    return read_definition(FILE, lambda given: _plan(given, vocabulary))


def _plan(given: Mapping[str, Any], vocabulary: Vocabulary) -> PrintPlan:
    check_known(given["dossiers"], vocabulary.types, "type")
    documents = tuple(_document(one, vocabulary) for one in given["documents"])
    version, classification, kind = (str(given["header"][key]) for key in ("version", "classification", "kind"))
    return PrintPlan(version, classification, kind, tuple(given["dossiers"]), documents)


def _document(spec: Mapping[str, Any], vocabulary: Vocabulary) -> PrintedDocument:
    parts = tuple(_part(one, vocabulary) for one in spec["parts"])
    return PrintedDocument(spec["name"], tuple(spec.get("for") or ()), spec["title"], parts)


def _part(spec: Mapping[str, Any], vocabulary: Vocabulary) -> PrintPart:
    columns = tuple(
        PrintColumn(one["title"], tuple(_shown(each, vocabulary) for each in one["shows"]))
        for one in spec.get("columns") or ()
    )
    title, listed, view = (str(spec.get(key) or "") for key in ("title", "list", "view"))
    return PrintPart(title, listed, view, spec.get("options") or {}, columns)


def _shown(spec: Mapping[str, Any], vocabulary: Vocabulary) -> Shown:
    path = spec["path"]
    paths: dict[str, str] = dict(path) if isinstance(path, Mapping) else {}
    where = parse_condition(spec["where"]) if spec.get("where") else None
    for name, one in paths.items():
        problem = path_fault(vocabulary, (name,), one)
        if problem or (where and (problem := condition_fault(vocabulary, (name,), where))):
            raise ValueError(problem)
    return Shown(paths, "" if paths else str(path), where)
