"""A case as one system sees it: what is about other systems only is not there; it judges nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from aimsbook.case import Case
from aimsbook.conditions import Reason
from aimsbook.graph import Graph
from aimsbook.records import Record, Value


@dataclass(slots=True)
class About:
    """Which records of one type the others are about, by some chains of readings; looked up once for all of them."""

    graph: Graph
    type: str
    chains: tuple[tuple[str, ...], ...]
    _known: dict[str, frozenset[str]] = field(default_factory=dict)

    def __getitem__(self, record: Record) -> frozenset[str]:
        """The ids of what a record is about; nothing where it is about all of them."""
        if record.id not in self._known:
            self._known[record.id] = self._ends(record)
        return self._known[record.id]

    def _ends(self, record: Record) -> frozenset[str]:
        if record.type == self.type:
            return frozenset([record.id])
        near = self.graph.links(record.id).keys() | self.graph.links_to(record.id).keys()
        found: set[str] = set()
        for first, *further in self.chains:
            reached = self.graph.linked(record.id, first) if first in near else []
            for reading in further:
                reached = [end for one in reached for end in self.graph.linked(one.id, reading)]
            found.update(one.id for one in reached if one.type == self.type)
        return frozenset(found)


@dataclass(slots=True)
class CaseOfOne(Case):
    """The same records, without the other systems and without what is about only those."""

    system: str = ""
    about: About | None = None

    def linked(self, record: Record, reading: str) -> Iterable[Record]:
        """The records at the other end of a relation that concern this system."""
        return [one for one in Case.linked(self, record, reading) if self.concerns(one)]

    def present(self, name: str) -> Iterable[Record]:
        """Every record of a type that is there on the as-of date and concerns this system."""
        return (one for one in Case.present(self, name) if self.concerns(one))

    def concerns(self, record: Record) -> bool:
        """Whether a record is about this system: it is the system, names it, or names no system at all."""
        named = self.about[record] if self.about else frozenset()
        return not named or self.system in named


def narrowed(
    case: Case,
    system: Record,
    about: About,
    facts: Mapping[tuple[str, str], Value],
    reasons: Mapping[tuple[str, str], tuple[Reason, ...]],
) -> CaseOfOne:
    """The case of one system; `facts` are what is computed otherwise for it, `reasons` why."""
    return CaseOfOne(
        case.graph, case.vocabulary, case.as_of, case.root,
        facts={**case.facts, **facts}, declared=case.declared, reasons={**case.reasons, **reasons},
        counted_until=case.counted_until, examined=case.examined, digests=case.digests, system=system.id, about=about,
    )  # fmt: skip
