"""Records become one graph: every link leads to a record of a fitting type, or its author is told why it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aimsbook.graph import Graph
from aimsbook.identity import framework_of
from aimsbook.records import Diagnostic, Link, Mark, Record, Severity, Steps, Value
from aimsbook.sorting import natural
from aimsbook.vocabulary import Field, Vocabulary
from aimsbook.words import listed, nearest

_GUESSES = 50


def link(records: Iterable[Record], vocabulary: Vocabulary) -> tuple[Graph, list[Diagnostic]]:
    """Join the records; say which ids are taken twice and which links lead nowhere, astray, in circles or too often."""
    unique, diagnostics = _unique(records)
    graph = Graph(unique)
    joiner = _Joiner(graph, vocabulary)
    for record in graph:
        diagnostics += joiner.join(record)
    diagnostics += _crowded(graph, vocabulary)
    diagnostics += _circles(graph, vocabulary)
    return graph, diagnostics


def _unique(records: Iterable[Record]) -> tuple[list[Record], list[Diagnostic]]:
    """The records by id, the first of each id kept; both places of an id that is taken twice."""
    first: dict[str, Record] = {}
    diagnostics: list[Diagnostic] = []
    for record in records:
        earlier = first.setdefault(record.id.casefold(), record)
        if earlier is not record:
            for one, other in ((earlier, record), (record, earlier)):
                message = f"the id {one.id} is also given to {other.title!r} at {other.mark_of('id')}"
                diagnostics.append(Diagnostic("duplicate-id", message, one.mark_of("id"), one.id))
    return _in_order(list(first.values())), diagnostics


def _in_order(records: list[Record]) -> list[Record]:
    """Shipped frameworks in the order in which they came, then others by name, each by number; then everything else."""
    ranks: dict[str, int] = {}
    for record in records:
        if record.shipped:
            ranks.setdefault(framework_of(record.id), len(ranks))

    def place(record: Record) -> tuple[bool, int, str, object, str]:
        framework = framework_of(record.id)
        number = record.rank if record.rank else natural(record.local)
        return not framework, ranks.get(framework, len(ranks)), framework, number, record.id

    return sorted(records, key=place)


class _Joiner:
    """Joins the links of one record after the other to the graph."""

    def __init__(self, graph: Graph, vocabulary: Vocabulary) -> None:
        self.graph, self.vocabulary = graph, vocabulary
        self.folded: dict[str, str] | None = None
        self.guesses = 0

    def join(self, record: Record) -> Iterator[Diagnostic]:
        """Add the record's sound links; yield what is wrong with the others."""
        relations = self.vocabulary[record.type].relations
        seen: set[tuple[str, str]] = set()
        for one in record.links:
            relation = relations[one.relation]
            if problem := self._fault(record, relation.label, one.target, relation.to, one.mark):
                yield problem
            elif (one.relation, one.target) in seen:
                message = f"{relation.label}: {one.target} is named twice"
                yield Diagnostic("repeated-link", message, one.mark, record.id, Severity.INFO, hint="Delete one.")
            else:
                seen.add((one.relation, one.target))
                self.graph.join(record.id, one, relation.inverse)
        yield from self._cells(record, self.vocabulary[record.type].fields, record.fields, ())
        for one in record.links:
            yield from self._cells(record, relations[one.relation].attributes, one.attributes, (one.relation,))

    def _fault(self, record: Record, label: str, target: str, to: tuple[str, ...], mark: Mark) -> Diagnostic | None:
        if target == record.id:
            return Diagnostic("self-link", f"{label}: {target} names itself", mark, record.id)
        if target not in self.graph:
            message = f"{label}: there is no {target}{self._guess(target, to)}"
            return Diagnostic("dead-link", message, mark, record.id)
        kind = self.graph[target].type
        if to and kind not in to:
            wanted = listed((self.vocabulary[name].label.lower() for name in to), "or")
            message = f"{label}: {target} is a record of the type {kind}; expected {wanted}"
            return Diagnostic("wrong-target", message, mark, record.id)
        return None

    def _guess(self, target: str, to: tuple[str, ...]) -> str:
        """A did-you-mean among all ids; only for the first faults, since each looks through every id."""
        if self.folded is None:
            self.folded = {one.casefold(): one for one in self.graph.records}
        if (same := self.folded.get(target.casefold())) is not None:
            return f"; did you mean {same!r}?"
        self.guesses += 1
        if self.guesses > _GUESSES:
            return ""
        fitting = [one.id for name in to for one in self.graph.of_type(name)]
        return nearest(target, fitting) or nearest(target, self.graph.records)

    def _cells(
        self, record: Record, fields: Mapping[str, Field], values: Mapping[str, Value], steps: Steps
    ) -> Iterator[Diagnostic]:
        """Check the fields that hold the id of a record, wherever the vocabulary puts them."""
        for name, one in fields.items():
            if (value := values.get(name)) is None or (one.kind != "record" and not one.parts):
                continue
            here = (*steps, name)
            if one.kind == "record":
                for index, target in enumerate(value if isinstance(value, list) else [value]):
                    place = (*here, index) if isinstance(value, list) else here
                    if problem := self._fault(record, one.label, target, one.to, record.mark_of(*place)):
                        yield problem
            else:
                for index, entry in enumerate(value if isinstance(value, list) else [value]):
                    below = (*here, index) if isinstance(value, list) else here
                    yield from self._cells(record, one.parts, entry, below)


def _crowded(graph: Graph, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Yield every relation of a record that has more links than the vocabulary allows, at either end."""
    for record in graph:
        for relation in vocabulary[record.type].relations.values():
            links = graph.links(record.id).get(relation.name, [])
            if relation.maximum is not None and len(links) > relation.maximum:
                yield _too_many(relation.label, relation.maximum, [one.target for one in links], record, links)
        for reading, relations in vocabulary.inverses[record.type].items():
            came = graph.links_to(record.id).get(reading, [])
            for relation in relations:
                fitting = [(source, one) for source, one in came if graph[source].type == relation.source]
                if relation.inverse_maximum is not None and len(fitting) > relation.inverse_maximum:
                    sources = [source for source, _ in fitting]
                    writer = graph[sources[-1]]
                    label = f"{record.id} {relation.inverse_label}"
                    yield _too_many(label, relation.inverse_maximum, sources, writer, [one for _, one in fitting])


def _too_many(label: str, most: int, ids: list[str], record: Record, links: list[Link]) -> Diagnostic:
    message = f"{label}: {len(ids)} records ({listed(ids)}); at most {most} may stand here"
    return Diagnostic("too-many-links", message, links[-1].mark, record.id)


def _circles(graph: Graph, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Yield every knot in a relation that the vocabulary calls acyclic, its whole cycle named."""
    for relation in vocabulary.relations:
        if not relation.acyclic:
            continue
        for cycle in graph.cycles(relation.name, frozenset([relation.source])):
            first = graph[cycle[0]]
            mark = next(one.mark for one in graph.links(first.id)[relation.name] if one.target == cycle[1])
            way = " → ".join([*cycle, cycle[0]])
            yield Diagnostic("forbidden-cycle", f"{relation.label} goes in a circle: {way}", mark, first.id)
