"""What a list is: records of some types, and columns that are fields, relations or paths, read from data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aimsbook.conditions import Condition
from aimsbook.forms import Astray, below, entries_of, mapping_of
from aimsbook.layers import layers_of, read_layers
from aimsbook.matrices import Selection, read_selection
from aimsbook.records import Mark
from aimsbook.source import only_document
from aimsbook.vocabulary import DATA, Vocabulary, check_paths, condition_on, in_words, path_fault
from aimsbook.words import each

FILE = DATA / "lists.yml"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and the dotted path of readings to what it shows, for some types another one."""

    path: str
    title: str
    other_paths: Mapping[str, str] = field(default_factory=dict)

    def path_for(self, type_name: str) -> str:
        """The path that the column takes from records of a type."""
        return self.other_paths.get(type_name, self.path)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a list that is approved as a whole: the document, the scope, and what is counted."""

    document: Selection
    in_force: Condition
    approved_on: str
    approved_by: str
    version: str
    shows: tuple[str, ...]
    scope: Selection
    statement: str
    named_version: str
    named_on: str
    counted: str
    dated: str
    decided: Condition


@dataclass(frozen=True, slots=True)
class ListDefinition:
    """The selections whose records are the rows, and the columns."""

    name: str
    title: str
    description: str
    rows: tuple[Selection, ...]
    columns: tuple[Column, ...]
    section: str
    head: Head | None = None


def read_lists(vocabulary: Vocabulary, *folders: Path) -> dict[str, ListDefinition]:
    """Read the lists that have a page of their own, the shipped ones and those of further folders.

    A later list takes the place of one with the same name; raises ConfigurationFault where one is broken.
    """
    lists = read_layers(FILE, folders, lambda value: list(_defined(value, vocabulary)))
    return {one.name: one for one in lists}


def places_of(*folders: Path) -> Iterator[tuple[str, Path, Mark]]:
    """Yield the name of each list that is declared in some folders, with its file and its place there."""
    for file in layers_of(FILE, folders):
        document = only_document(file)
        for index, spec in enumerate(document.value):
            yield str(spec["name"]), file, document.mark_of(index, "name")


def _defined(value: Any, vocabulary: Vocabulary) -> Iterator[ListDefinition]:
    for index, spec in entries_of(value):
        with below(index):
            yield define_list(spec, vocabulary)


def define_list(spec: Any, vocabulary: Vocabulary) -> ListDefinition:
    """Read one definition; raise ValueError with what is wrong, where, and what was expected."""
    mapping_of(spec, _KEYS, ("name", "title", "rows", "columns"))
    if not _NAME.fullmatch(str(spec["name"])):
        said = f"{spec['name']!r} is no name of a list; a name is small letters, digits and hyphens"
        raise Astray(said, ("name",))
    several = isinstance(spec["rows"], list)
    selections = []
    for index, one in enumerate(each(spec["rows"])):
        with below("rows", *([index] if several else [])):
            selections.append(_selection("rows", one, vocabulary, ("title",)))
    if not selections:
        raise Astray("no rows are named; a type was expected, or a list of them", ("rows",))
    columns = []
    with below("columns"):
        for index, one in entries_of(spec["columns"]):
            with below(index):
                columns.append(_column(one, selections, vocabulary))
    with below("head"):
        head = _head(spec["head"], selections, vocabulary) if spec.get("head") else None
    return ListDefinition(
        str(spec["name"]),
        str(spec["title"]),
        str(spec.get("description") or ""),
        tuple(selections),
        tuple(columns),
        str(spec.get("section") or "Statements and plans"),
        head,
    )


_KEYS = ("name", "title", "description", "rows", "columns", "section", "head")
_ALL = (
    "document", "in_force", "approved_on", "approved_by", "version", "shows", "scope", "statement", "certificate",
    "counted", "dated", "decided",
)  # fmt: skip


def _selection(key: str, value: Any, vocabulary: Vocabulary, others: tuple[str, ...] = ()) -> Selection:
    if not isinstance(value, str):
        mapping_of(value, ("type", "where", *others), ("type",))
    return read_selection(key, value, vocabulary)


def _head(spec: Any, rows: Sequence[Selection], vocabulary: Vocabulary) -> Head:
    mapping_of(spec, _ALL, _ALL)
    with below("document"):
        document = _selection("head: document", spec["document"], vocabulary)
    with below("scope"):
        scope = _selection("head: scope", spec["scope"], vocabulary)
    with below("in_force"):
        in_force = condition_on(vocabulary, (document.type,), spec["in_force"])
    with below("certificate"):
        named = mapping_of(spec["certificate"], ("version", "date"), ("version", "date"))
    for key in ("counted", "dated"):
        with below(key):
            for one in rows:
                check_paths(vocabulary, (one.type,), (spec[key],))
    ends = vocabulary.end_of((one.type for one in rows), str(spec["dated"]).split(".")[:-1])
    with below("decided"):
        decided = condition_on(vocabulary, ends, spec["decided"])
    head = Head(
        document, in_force, spec["approved_on"], spec["approved_by"], spec["version"], tuple(spec["shows"]), scope,
        spec["statement"], named["version"], named["date"], spec["counted"], spec["dated"], decided,
    )  # fmt: skip
    check_paths(vocabulary, (document.type,), (head.approved_on, head.approved_by, head.version, *head.shows))
    check_paths(vocabulary, (scope.type,), (head.statement, head.named_version, head.named_on))
    return head


def _column(value: Any, rows: Sequence[Selection], vocabulary: Vocabulary) -> Column:
    if not isinstance(value, str):
        mapping_of(value, ("path", "title"), ("path",))
    if isinstance(value, Mapping) and isinstance(value["path"], Mapping):
        with below("path"):
            mapping_of(value["path"], [one.type for one in rows])
    given = value["path"] if isinstance(value, Mapping) else value
    paths = given if isinstance(given, Mapping) else {one.type: str(given) for one in rows}
    for one in rows:
        path = paths.get(one.type)
        if not isinstance(path, str):
            raise ValueError(f"the column {given!r} has no path for {one.type}")
        if problem := path_fault(vocabulary, (one.type,), path):
            raise ValueError(f"the column {path!r}: {problem}")
    first = paths[rows[0].type]
    title = value.get("title") if isinstance(value, Mapping) else None
    return Column(first, str(title or heading_of(vocabulary, rows[0].type, first)), paths)


def heading_of(vocabulary: Vocabulary, type_name: str, path: str) -> str:
    """What a column says at its head when nothing else is asked for."""
    types: tuple[str, ...] = (type_name,)
    *steps, last = path.split(".")
    for step in steps:
        types = vocabulary.targets(types, step) or types
    label = vocabulary.label_of(types[0], last) if types else in_words(last)
    return label[:1].upper() + label[1:]
