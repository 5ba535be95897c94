"""The records and their links, to be read in both directions; it knows no type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy

from aimsbook.records import Link, Record


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
        links = (one for record in found for some in found.links(record.id).values() for one in some)
        found.size = sum(not found[one.target].veiled for one in links)
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
        onward = {
            record_id: [link.target for link in readings[relation]]
            for record_id, readings in self._out.items()
            if relation in readings and self.records[record_id].type in sources
        }
        for knot in sorted(map(sorted, _knots(onward))):
            yield _round(knot, onward)


def _knots(onward: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield all that lead to each other, where they are more than one: Kosaraju's two passes, without recursion."""
    back: dict[str, list[str]] = {}
    for one, others in onward.items():
        for other in others:
            back.setdefault(other, []).append(one)
    ordered = _behind_what_they_lead_to(onward)
    left = set(ordered)
    for start in reversed(ordered):
        knot, waiting = [], [start]
        while waiting:
            one = waiting.pop()
            if one in left:
                left.remove(one)
                knot.append(one)
                waiting += back.get(one, ())
        if len(knot) > 1:
            yield knot


def _behind_what_they_lead_to(onward: Mapping[str, Sequence[str]]) -> list[str]:
    found: list[str] = []
    seen: set[str] = set()
    waiting = [(one, False) for one in onward]
    while waiting:
        one, is_done = waiting.pop()
        if is_done:
            found.append(one)
        elif one not in seen:
            seen.add(one)
            waiting += [(one, True), *((other, False) for other in onward.get(one, ()))]
    return found


def _round(knot: Sequence[str], onward: Mapping[str, Sequence[str]]) -> list[str]:
    """A shortest way from the first of a knot back to it."""
    within = set(knot)
    came: dict[str, str] = {}
    reached = [knot[0]]
    for one in reached:
        for other in onward[one]:
            if other in within and other not in came:
                came[other] = one
                reached.append(other)
    way = [came[knot[0]]]
    while way[-1] != knot[0]:
        way.append(came[way[-1]])
    return way[::-1]
