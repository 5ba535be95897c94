"""Nodes and edges as GraphML; the only room that knows networkx, it knows no record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from io import BytesIO

import networkx as nx

# What XML 1.0 cannot hold: control characters, halves of pairs, and two that are no characters.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
