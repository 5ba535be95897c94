"""The graph: every link read from both ends, knots found, and long chains no problem."""

from __future__ import annotations

import itertools

import pytest

from aimsbook.graph import Graph
from aimsbook.records import Link, Mark, Record

PLACE = Mark("a.yml")


def record(record_id: str, type_name: str = "thing") -> Record:
    return Record(record_id, type_name, record_id, {}, (), PLACE)


def graph_of(*edges: tuple[str, str, str], alone: tuple[str, ...] = ()) -> Graph:
    """A graph of edges (source, relation, target); every relation reads `relation_back` at its target."""
    names = dict.fromkeys([*alone, *(name for source, _, target in edges for name in (source, target))])
    graph = Graph(record(name) for name in names)
    for source, relation, target in edges:
        graph.join(source, Link(relation, target, PLACE), f"{relation}_back")
    return graph


def ids(records: list[Record]) -> list[str]:
    return [one.id for one in records]


def test_a_link_is_read_from_both_ends() -> None:
    graph = graph_of(("A-1", "uses", "B-1"), ("A-2", "uses", "B-1"), ("A-1", "owns", "B-1"))
    assert ids(graph.linked("A-1", "uses")) == ["B-1"]
    assert ids(graph.linked("B-1", "uses_back")) == ["A-1", "A-2"]
    assert ids(graph.linked("B-1", "owns_back")) == ["A-1"]
    assert graph.linked("B-1", "uses") == []
    assert (graph.size, len(graph)) == (3, 4 - 1)


def test_two_relations_between_the_same_records_are_two_links() -> None:
    graph = graph_of(("A-1", "uses", "B-1"), ("A-1", "owns", "B-1"))
    assert [list(graph.links("A-1")), list(graph.links_to("B-1"))] == [["uses", "owns"], ["uses_back", "owns_back"]]


def test_a_record_without_links_is_an_orphan() -> None:
    graph = graph_of(("A-1", "uses", "B-1"), alone=("C-1",))
    assert [graph.is_orphan(name) for name in ("A-1", "B-1", "C-1")] == [False, False, True]
    assert (graph.links("C-1"), graph.links_to("C-1")) == ({}, {})


def test_records_are_found_by_type() -> None:
    graph = Graph([record("A-1", "one"), record("B-1", "two"), record("A-2", "one")])
    assert (ids(graph.of_type("one")), ids(graph.of_type("three"))) == (["A-1", "A-2"], [])
    assert "A-1" in graph and "A-9" not in graph
    assert graph["B-1"].type == "two"


@pytest.mark.parametrize(
    ("edges", "cycles"),
    [
        ([("A-1", "A-2"), ("A-2", "A-3")], []),
        ([("A-1", "A-2"), ("A-2", "A-1")], [["A-1", "A-2"]]),
        ([("A-3", "A-1"), ("A-1", "A-2"), ("A-2", "A-3"), ("B-1", "A-1")], [["A-1", "A-2", "A-3"]]),
        ([("A-1", "A-2"), ("A-2", "A-1"), ("B-1", "B-2"), ("B-2", "B-1")], [["A-1", "A-2"], ["B-1", "B-2"]]),
        ([("A-1", "A-2"), ("A-1", "A-3"), ("A-2", "A-4"), ("A-3", "A-4")], []),
    ],
)
def test_every_knot_is_found_once_and_named_whole(edges: list[tuple[str, str]], cycles: list[list[str]]) -> None:
    graph = graph_of(*((source, "from", target) for source, target in edges))
    assert list(graph.cycles("from", frozenset(["thing"]))) == cycles
    assert list(graph.cycles("other", frozenset(["thing"]))) == []
    assert list(graph.cycles("from", frozenset(["else"]))) == []


def test_a_chain_of_ten_thousand_is_walked_without_recursion() -> None:
    names = [f"A-{number}" for number in range(10_000)]
    graph = graph_of(*((one, "from", other) for one, other in itertools.pairwise(names)))
    assert list(graph.cycles("from", frozenset(["thing"]))) == []


def test_a_circle_of_ten_thousand_is_named_whole() -> None:
    names = [f"A-{number:05}" for number in range(10_000)]
    graph = graph_of(*((one, "from", other) for one, other in zip(names, [*names[1:], names[0]], strict=True)))
    assert list(graph.cycles("from", frozenset(["thing"]))) == [names]
