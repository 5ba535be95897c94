"""Matrices: what fills a cell, what is said of a definition that cannot be followed, and the ones that ship."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aimsbook.dossier import Dossier
from aimsbook.errors import ConfigurationFault
from aimsbook.lists import FILE as LISTS
from aimsbook.lists import heading_of, read_lists
from aimsbook.matrices import FILE, define_matrix, read_matrices, ways
from aimsbook.measure import Matrix, fill_matrix
from aimsbook.tracing import trace
from aimsbook.vocabulary import Vocabulary
from drawn import Drawing

DECLARED = {
    "requirement-control": ("requirement", "control"),
    "requirement-policy": ("requirement", "policy"),
    "control-evidence": ("control", "evidence"),
    "risk-control": ("risk", "control"),
    "ai-system-risk": ("ai_system", "risk"),
    "ai-system-requirement": ("ai_system", "requirement"),
    "iso42001-nist-ai-rmf": ("requirement", "requirement"),
    "iso42001-eu-ai-act": ("requirement", "requirement"),
}
RECORDS = """
{id: SYS-1, type: ai_system, title: S}
---
{id: SYS-2, type: ai_system, title: S, subject_to: OBL-1}
---
{id: OBL-1, type: obligation, title: O, derives_from: REQ-3}
---
{id: REQ-1, type: requirement, title: R}
---
{id: REQ-2, type: requirement, title: R, withdrawn: yes}
---
{id: REQ-3, type: requirement, title: R}
---
{id: CTL-1, type: control, title: C, satisfies: [REQ-1, REQ-2], applies_to: SYS-1}
---
{id: CTL-2, type: control, title: C, satisfies: REQ-1, applies_to: [SYS-1, SYS-2]}
---
{id: CTL-3, type: control, title: C, status: retired, satisfies: REQ-3}
---
{id: POL-1, type: policy, title: P, governs: [CTL-1, CTL-2], addresses: REQ-3}
---
{id: RISK-1, type: risk, title: R, treated_by: [TRT-1, CTL-1]}
---
{id: TRT-1, type: treatment, title: T, uses: [CTL-1, CTL-2]}
"""


def filled(dossier: Dossier, name: str) -> Matrix:
    return fill_matrix(dossier.matrices[name], dossier.case)


def test_the_matrices_that_are_promised_ship(vocabulary: Vocabulary) -> None:
    found = read_matrices(vocabulary)
    assert {name: (one.rows.type, one.columns.type) for name, one in found.items()} == DECLARED
    assert all(one.title and one.description for one in found.values())


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("requirement-control", {("REQ-1", "CTL-1"): (), ("REQ-1", "CTL-2"): ()}),
        ("requirement-policy", {("REQ-3", "POL-1"): (), ("REQ-1", "POL-1"): ("CTL-1", "CTL-2")}),
        ("risk-control", {("RISK-1", "CTL-1"): ("TRT-1",), ("RISK-1", "CTL-2"): ("TRT-1",)}),
        (
            "ai-system-requirement",
            {("SYS-1", "REQ-1"): ("CTL-1", "CTL-2"), ("SYS-2", "REQ-1"): ("CTL-2",), ("SYS-2", "REQ-3"): ("OBL-1",)},
        ),
        ("control-evidence", {}),
    ],
)
def test_a_cell_holds_what_lies_between_its_row_and_column(
    name: str, cells: dict[tuple[str, str], tuple[str, ...]], drawing: Drawing
) -> None:
    assert dict(filled(drawing.dossier(RECORDS), name).cells) == cells


def test_conditions_choose_rows_and_columns(drawing: Drawing) -> None:
    matrix = filled(drawing.dossier(RECORDS), "requirement-control")
    assert [one.id for one in matrix.rows] == ["REQ-1", "REQ-3"]
    assert [one.id for one in matrix.columns] == ["CTL-1", "CTL-2"]


def test_totals_count_cells_by_row_and_column(drawing: Drawing) -> None:
    matrix = filled(drawing.dossier(RECORDS), "ai-system-requirement")
    assert matrix.totals == ({"SYS-1": 1, "SYS-2": 2}, {"REQ-1": 2, "REQ-3": 1})


@pytest.mark.parametrize(
    ("rows", "columns", "through"),
    [
        ("requirement", "control", (("satisfied_by",),)),
        ("control", "requirement", (("satisfies",),)),
        ("evidence", "requirement", (("demonstrates",),)),
        ("requirement", "requirement", (("maps_to",), ("mapped_from",))),
    ],
)
def test_without_a_chain_the_shortest_ones_are_taken(
    rows: str, columns: str, through: tuple[tuple[str, ...], ...], vocabulary: Vocabulary
) -> None:
    assert set(through) <= set(define_matrix({"rows": rows, "columns": columns}, vocabulary).through)


def test_a_chain_is_one_step_or_many_and_there_may_be_several(vocabulary: Vocabulary) -> None:
    def through(value: Any) -> Any:
        return define_matrix({"rows": "risk", "columns": "control", "through": value}, vocabulary).through

    assert through("treated_by") == through(["treated_by"]) == through([["treated_by"]]) == (("treated_by",),)
    assert through(["treated_by", "uses"]) == through([["treated_by", "uses"]]) == (("treated_by", "uses"),)
    assert through([["treated_by"], ["treated_by", "uses"]]) == (("treated_by",), ("treated_by", "uses"))


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"columns": "control"}, "`rows` is a type"),
        ({"rows": "risk"}, "`columns` is a type"),
        ({"rows": "rsk", "columns": "control"}, "rows: there is no type 'rsk'; did you mean 'risk'?"),
        ({"rows": {"where": {"status": "x"}}, "columns": "control"}, "`rows` is a type, or a mapping"),
        ({"rows": ["risk"], "columns": "control"}, "`rows` is a type, or a mapping"),
        (
            {"rows": {"type": "risk", "where": {"statsu": "x"}}, "columns": "control"},
            "rows: where: 'statsu' is no field or relation of risk; did you mean 'status'?",
        ),
        ({"rows": {"type": "risk", "where": "x"}, "columns": "control"}, "a condition is a mapping"),
        ({"rows": "risk", "columns": "control", "through": "treated"}, "through: 'treated' is no relation of risk"),
        ({"rows": "risk", "columns": "control", "through": ["treated_by", "status"]}, "'status' is no relation"),
        ({"rows": "risk", "columns": "control", "through": {"a": "b"}}, "through"),
        ({"rows": "risk", "columns": "control", "through": ["concerns"]}, "concerns leads to ai_system or scope, not to control"),
    ],
)
def test_a_definition_that_cannot_be_followed_is_told(spec: dict[str, Any], said: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(ValueError) as caught:
        define_matrix(spec, vocabulary)
    assert said in str(caught.value)


def test_types_that_no_chain_joins_say_so(drawing: Drawing) -> None:
    found = drawing.dossier("== controls/vocabulary/island.yml\ntype: island\nrelations: {bridge: {to: island, inverse: bridged}}\n")
    with pytest.raises(ValueError, match="no relation leads from control to island; say which chain does with `through`"):
        define_matrix({"rows": "control", "columns": "island"}, found.vocabulary)


def test_having_the_same_owner_joins_no_two_types(vocabulary: Vocabulary) -> None:
    assert ways(vocabulary, "control", "role") == (("owner",), ("assigned_roles",))
    assert ways(vocabulary, "competence", "evidence") == ()
    chains = ways(vocabulary, "training_record", "control")
    assert chains and not any({"owner", "owns", "approved_by", "accepted_by"} & set(chain) for chain in chains)


def test_a_broken_file_of_matrices_is_told(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "matrices.yml").write_text(FILE.read_text().replace("satisfied_by", "satisfid_by", 1))
    with pytest.raises(ConfigurationFault, match=r"matrices\.yml: the matrix requirement-control: through: 'satisfid_by'"):
        read_matrices(vocabulary, tmp_path / "matrices.yml")


def test_a_type_declares_a_matrix_of_its_own(drawing: Drawing) -> None:
    drawn = """
        {id: SYS-1, type: ai_system, title: S, owner: ROLE-1}
        ---
        {id: ROLE-1, type: role, title: R}
        == controls/vocabulary/ai_system.yml
        type: ai_system
        matrices: [{name: who-owns-what, rows: role, columns: ai_system, through: owns}]
    """
    assert dict(filled(drawing.dossier(drawn), "who-owns-what").cells) == {("ROLE-1", "SYS-1"): ()}


@pytest.mark.parametrize(
    "matrix",
    ["[words]", "[{rows: role}]", "[{name: ../out, rows: role, columns: ai_system, through: owns}]"],
)
def test_a_broken_matrix_of_a_type_is_told_at_its_file(matrix: str, drawing: Drawing) -> None:
    with pytest.raises(ConfigurationFault, match=r"ai_system\.yml:1"):
        drawing.dossier(f"== controls/vocabulary/ai_system.yml\ntype: ai_system\nmatrices: {matrix}\n")


# lists -----------------------------------------------------------------------------------------------------------------


def test_the_lists_that_are_promised_ship(vocabulary: Vocabulary) -> None:
    found = read_lists(vocabulary)
    assert next(iter(found)) == "statement-of-applicability"
    assert [one.type for one in found["statement-of-applicability"].rows] == ["requirement", "control"]


def test_a_column_is_headed_by_what_it_shows(vocabulary: Vocabulary) -> None:
    assert heading_of(vocabulary, "requirement", "satisfied_by") == "Satisfied by"
    assert heading_of(vocabulary, "requirement", "decided_by.applicable") == "Applicable"


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("path: rung", "path: rng"), ("type: requirement", "type: requirment"), ("framework: iso42001", "framwork: x")],
)
def test_a_broken_file_of_lists_is_told(was: str, becomes: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "lists.yml").write_text(LISTS.read_text().replace(was, becomes, 1))
    with pytest.raises(ConfigurationFault, match=r"lists\.yml:\d+:\d+: .*did you mean"):
        read_lists(vocabulary, tmp_path)


# long ways -------------------------------------------------------------------------------------------------------------


def test_thirty_diamonds_in_a_row_are_no_harder_than_a_chain(drawing: Drawing) -> None:
    """There are 2 to the 30 ways from the first data set to the last; each data set is still met once."""
    lines = []
    for number in range(30):
        lines.append(f"{{id: DS-{number}, type: data_set, title: D, derived_from: [DS-{number}.a, DS-{number}.b]}}")
        lines += [f"{{id: DS-{number}.{side}, type: data_set, title: D, derived_from: DS-{number + 1}}}" for side in "ab"]
    lines.append("{id: DS-30, type: data_set, title: D}")
    dossier = drawing.dossier("\n---\n".join(lines))
    definition = define_matrix(
        {"rows": "data_set", "columns": "data_set", "through": ["derived_from"] * 60}, dossier.vocabulary
    )
    assert dict(fill_matrix(definition, dossier.case).cells) == {("DS-0", "DS-30"): ("DS-0.a", "DS-0.b")}
    assert [one.rule for one in dossier.diagnostics if one.rule == "forbidden-cycle"] == []
    ways_found = trace(dossier.graph["DS-0"], "data_set", dossier, longest=60)
    assert [way[-1].record.id for way in ways_found] == ["DS-0.a", "DS-0.b"]


def test_a_chain_of_ten_thousand_records_is_compiled_traced_and_set_against_itself(drawing: Drawing) -> None:
    lines = [f"{{id: POL-{number}, type: policy, title: P, supersedes: POL-{number + 1}}}" for number in range(9_999)]
    lines.append("{id: POL-9999, type: policy, title: P, addresses: REQ-1}\n---\n{id: REQ-1, type: requirement, title: R}")
    for part in range(40):
        drawing.draw(f"== controls/{part}.yml\n" + "\n---\n".join(lines[part * 250 : (part + 1) * 250]))
    dossier = drawing.dossier()
    assert len(dossier.own()) == 10_001
    assert dossier.diagnostics == ()
    matrix = fill_matrix(define_matrix({"rows": "policy", "columns": "policy", "through": ["supersedes"]}, dossier.vocabulary), dossier.case)
    assert len(matrix.cells) == 9_999
    (way,) = trace(dossier.graph["POL-9000"], "requirement", dossier, longest=10_000)
    assert [step.record.id for step in way][-3:] == ["POL-9998", "POL-9999", "REQ-1"]
