"""A case as one system sees it: what is about other systems only is not there; it judges nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from aimsbook.case import Case
from aimsbook.records import Record, Value


@dataclass(slots=True)
class CaseOfOne(Case):
    """The same records, without the other systems and without what names only those through one of some relations."""

    system: str = ""
    systems: str = ""
    about: tuple[str, ...] = ()
    _seen: dict[str, bool] = field(default_factory=dict)

    def linked(self, record: Record, reading: str) -> Iterable[Record]:
        """The records at the other end of a relation that concern this system."""
        return [one for one in Case.linked(self, record, reading) if self.concerns(one)]

    def present(self, name: str) -> Iterable[Record]:
        """Every record of a type that is there on the as-of date and concerns this system."""
        return (one for one in Case.present(self, name) if self.concerns(one))

    def concerns(self, record: Record) -> bool:
        """Whether a record is about this system: it is the system, names it, or names no system at all."""
        if record.id not in self._seen:
            named = {
                link.target
                for link in record.links
                if link.relation in self.about and self.graph.records[link.target].type == self.systems
            }
            is_other = record.type == self.systems and record.id != self.system
            self._seen[record.id] = not is_other and (not named or self.system in named)
        return self._seen[record.id]


def narrowed(
    case: Case, system: Record, about: tuple[str, ...], facts: Mapping[tuple[str, str], Value]
) -> CaseOfOne:
    """The case of one system; `facts` are what is computed otherwise for it."""
    return CaseOfOne(
        case.graph, case.vocabulary, case.as_of, case.root,
        facts={**case.facts, **facts}, declared=case.declared, reasons=case.reasons, counted_until=case.counted_until,
        examined=case.examined, digests=case.digests, system=system.id, systems=system.type, about=about,
    )  # fmt: skip
