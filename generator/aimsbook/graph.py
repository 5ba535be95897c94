"""The records and their links, to be read in both directions; the only room that knows networkx, it knows no type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from io import BytesIO

import networkx as nx

from aimsbook.records import Link, Record

# What XML 1.0 cannot hold: control characters, halves of pairs, and two that are no characters.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Graph:
    """Records by id and the links between them, readable in both directions."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records: dict[str, Record] = {record.id: record for record in records}
        self._listed = list(self.records.values())
        self._of_type: dict[str, list[Record]] = {}
        for record in self.records.values():
            self._of_type.setdefault(record.type, []).append(record)
        self._out: dict[str, dict[str, list[Link]]] = {}
        self._into: dict[str, dict[str, list[tuple[str, Link]]]] = {}
        self.size = 0

    def shown(self) -> Graph:
        """The same graph for those to whom veiled records are not listed; what links to them still meets them."""
        if not any(record.veiled for record in self):
            return self
        found = copy(self)
        found._listed = [record for record in self if not record.veiled]
        found._of_type = {
            name: [one for one in some if not one.veiled] for name, some in self._of_type.items()
        }
        return found

    def join(self, source: str, link: Link, inverse: str) -> None:
        """Add one link between two records that are here; `inverse` is its reading at the target."""
        self._out.setdefault(source, {}).setdefault(link.relation, []).append(link)
        self._into.setdefault(link.target, {}).setdefault(inverse, []).append((source, link))
        self.size += 1

    def __contains__(self, record_id: object) -> bool:
        return record_id in self.records

    def __iter__(self) -> Iterator[Record]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)

    def __getitem__(self, record_id: str) -> Record:
        return self.records[record_id]

    def of_type(self, name: str) -> list[Record]:
        """Every record of a type, in the order of their ids."""
        return self._of_type.get(name, [])

    def links(self, record_id: str) -> Mapping[str, list[Link]]:
        """The links that a record writes, by relation."""
        return self._out.get(record_id, {})

    def links_to(self, record_id: str) -> Mapping[str, list[tuple[str, Link]]]:
        """The links that lead to a record, by inverse reading, each with the id of the record that writes it."""
        return self._into.get(record_id, {})

    def linked(self, record_id: str, reading: str) -> list[Record]:
        """The records at the other end of a relation read in either direction."""
        out = self._out.get(record_id, {}).get(reading)
        into = self._into.get(record_id, {}).get(reading)
        found = [self.records[link.target] for link in out] if out else []
        if into:
            found += [self.records[source] for source, _ in into]
        return found

    def is_orphan(self, record_id: str) -> bool:
        """Whether no link leaves the record and none leads to it."""
        return record_id not in self._out and record_id not in self._into

    def cycles(self, relation: str, sources: frozenset[str]) -> Iterator[list[str]]:
        """Yield one whole cycle for each knot that a relation written by records of some types makes."""
        net: nx.DiGraph[str] = nx.DiGraph()
        for record_id, readings in self._out.items():
            if self.records[record_id].type in sources:
                net.add_edges_from((record_id, link.target) for link in readings.get(relation, ()))
        for knot in sorted(sorted(part) for part in nx.strongly_connected_components(net) if len(part) > 1):
            yield [edge[0] for edge in nx.find_cycle(net.subgraph(knot), source=knot[0])]


def as_graphml(
    nodes: Mapping[str, Mapping[str, str]], edges: Iterable[tuple[str, str, Mapping[str, str]]]
) -> bytes:
    """Nodes with attributes, and the edges between them with theirs, as GraphML; edges are numbered in their order."""
    net: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name, attributes in nodes.items():
        net.add_node(name, **_in_xml(attributes))
    for number, (source, target, attributes) in enumerate(edges, 1):
        net.add_edge(source, target, key=f"e{number}", **_in_xml(attributes))
    out = BytesIO()
    nx.write_graphml_xml(net, out, prettyprint=True)  # the other writer takes lxml where it happens to be installed
    return out.getvalue()


def _in_xml(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: _NOT_IN_XML.sub("\ufffd", value) for name, value in attributes.items() if value}
