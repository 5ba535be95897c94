"""Ways through the graph: from one record to the records of a type, one shortest way for each that is reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aimsbook.dossier import Dossier
from aimsbook.records import Record

LONGEST = 6
NEAR = 2  # so many links away something is still touched; beyond, everything hangs together


@dataclass(frozen=True, slots=True)
class Step:
    """One record on a way, and how the record before it reads its link to this one; "" for the first."""

    label: str
    record: Record


def trace(start: Record, to: str, dossier: Dossier, longest: int = LONGEST) -> list[list[Step]]:
    """A shortest way to every record of a type within some links; shorter ways first, then by id.

    Each record is visited once, so that many ways through the same records cost no more than one. What leads no trace
    on, such as ownership, is told of the start itself and nowhere else.
    """
    came: dict[str, tuple[str, str]] = {start.id: ("", "")}
    layer = [start.id]
    found: list[str] = []
    for label, other in _links(start.id, dossier, traced=False):
        if dossier.graph[other].type == to and other not in came:
            came[other] = (start.id, label)
            found.append(other)
    found.sort()
    for _ in range(longest):
        onward: list[str] = []
        for record_id in layer:
            for label, other in _links(record_id, dossier):
                if other not in came:
                    came[other] = (record_id, label)
                    onward.append(other)
        found += sorted(one for one in onward if dossier.graph[one].type == to)
        layer = [one for one in onward if dossier.graph[one].type != to]
    return [_way(one, came, dossier) for one in found]


def affected(start: Record, dossier: Dossier, within: int = NEAR) -> dict[str, list[tuple[int, Record]]]:
    """What is touched when a record changes: all records within some links of it by type, each with its distance."""
    away = {start.id: 0}
    layer = [start.id]
    for distance in range(1, within + 1):
        layer = sorted({other for one in layer for _, other in _links(one, dossier)} - set(away))
        away.update(dict.fromkeys(layer, distance))
    found: dict[str, list[tuple[int, Record]]] = {}
    for record_id, distance in sorted(away.items(), key=lambda one: (one[1], one[0])):
        if distance:
            record = dossier.graph[record_id]
            found.setdefault(record.type, []).append((distance, record))
    return dict(sorted(found.items()))


def _links(record_id: str, dossier: Dossier, traced: bool = True) -> Iterator[tuple[str, str]]:
    """The links of a record in both directions, as it reads them: those that lead a trace on, or the others.

    What is dated after the as-of date is not met on the way.
    """
    vocabulary, graph, type_name = dossier.vocabulary, dossier.graph, dossier.graph[record_id].type
    ends = [(name, [one.target for one in links]) for name, links in graph.links(record_id).items()]
    ends += [(name, [source for source, _ in came]) for name, came in graph.links_to(record_id).items()]
    for name, others in ends:
        if vocabulary.is_traced(type_name, name) == traced:
            label = vocabulary.label_of(type_name, name)
            yield from ((label, other) for other in others if dossier.case.is_present(graph[other]))


def _way(end: str, came: dict[str, tuple[str, str]], dossier: Dossier) -> list[Step]:
    steps = []
    record_id = end
    while record_id:
        before, label = came[record_id]
        steps.append(Step(label, dossier.graph[record_id]))
        record_id = before
    return steps[::-1]
