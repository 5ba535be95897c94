"""The waist of the house: one folder of records becomes everything known about it; nothing here knows of a site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from aimsbook.case import Case
from aimsbook.check import check
from aimsbook.definitions import read_vocabulary
from aimsbook.frameworks import DECLARATION as FRAMEWORK_FILE
from aimsbook.frameworks import Framework, framework_documents, read_frameworks, with_crosswalks
from aimsbook.graph import Graph
from aimsbook.ladder import Ladders, read_ladders
from aimsbook.link import link
from aimsbook.lists import ListDefinition, read_lists
from aimsbook.load import load
from aimsbook.matrices import MatrixDefinition, read_matrices
from aimsbook.measure import Standing, add_facts, measure
from aimsbook.project import Project
from aimsbook.records import Diagnostic, Record
from aimsbook.source import collector_paused, read_all, yaml_files
from aimsbook.texts import Labels, Texts
from aimsbook.vocabulary import Vocabulary


@dataclass(frozen=True)
class Dossier:
    """Everything known about the records of a project on its as-of date."""

    project: Project
    vocabulary: Vocabulary
    frameworks: Mapping[str, Framework]
    case: Case
    ladders: Ladders
    standings: Mapping[str, Standing]
    matrices: Mapping[str, MatrixDefinition]
    lists: Mapping[str, ListDefinition]
    labels: Labels
    texts: Texts
    diagnostics: tuple[Diagnostic, ...]

    @property
    def graph(self) -> Graph:
        """The linked records."""
        return self.case.graph

    @cached_property
    def by_record(self) -> Mapping[str, list[Diagnostic]]:
        """The diagnostics of each record that has any."""
        found: dict[str, list[Diagnostic]] = {}
        for diagnostic in self.diagnostics:
            if diagnostic.record:
                found.setdefault(diagnostic.record, []).append(diagnostic)
        return found

    def own(self) -> list[Record]:
        """The records that the project wrote itself."""
        return [record for record in self.graph if not record.shipped]

    def counts(self) -> Counter[str]:
        """How many records of each type there are."""
        return Counter(record.type for record in self.graph)


def compile_dossier(project: Project) -> Dossier:
    """Load, link, check and measure the records of a project.

    Raises ConfigurationFault for a broken vocabulary or framework; what is wrong with records is in the diagnostics.
    """
    vocabulary = read_vocabulary(project.vocabulary_folder)
    ladders, matrices, lists = read_ladders(vocabulary), read_matrices(vocabulary), read_lists(vocabulary)
    frameworks = read_frameworks(project.frameworks, project.records)
    with collector_paused():
        records, diagnostics = _read(project, vocabulary)
        graph, found = link(with_crosswalks(records, vocabulary, project.frameworks), vocabulary)
        diagnostics += found
        case = Case(graph, vocabulary, project.as_of, project.root)
        add_facts(case)
        standings = measure(case, ladders)
        case.rungs.update((one, standing.rung.name) for one, standing in standings.items())
        labels = Labels(graph, vocabulary, frameworks)
        texts = Texts(graph, vocabulary, labels)
        diagnostics += texts.diagnostics + check(case)
    ordered = tuple(sorted(diagnostics, key=lambda one: one.order))
    return Dossier(
        project, vocabulary, frameworks, case, ladders, standings, matrices, lists, labels, texts, ordered
    )  # fmt: skip


def _read(project: Project, vocabulary: Vocabulary) -> tuple[list[Record], list[Diagnostic]]:
    shipped, faults = load(framework_documents(project.frameworks), vocabulary, shipped=True)
    files = [file for file in yaml_files(project.records) if _holds_records(project, file)]
    records, diagnostics = load(read_all((file, project.path_of(file)) for file in files), vocabulary)
    return shipped + records, faults + diagnostics


def _holds_records(project: Project, file: Path) -> bool:
    """Whether a YAML file below the records' folder is meant to hold records, and no definition."""
    return file.name != FRAMEWORK_FILE and not file.is_relative_to(project.vocabulary_folder)
