"""Which items somebody who neither owns nor operates them has looked at and found to conform, within the cycle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from aimsbook.case import Case, as_day
from aimsbook.conditions import follow, recorded
from aimsbook.proof import CONFIRMED, CONFIRMED_IN, Confirmation, ConfirmationRules, Table
from aimsbook.records import WITHHELD, Record, Value
from aimsbook.verdicts import Reason
from aimsbook.words import each


@dataclass(frozen=True, slots=True)
class _Result:
    """One row of a table of results: the record it stands in, its day, what it says, and by whom."""

    record: Record
    day: date
    told: str
    conforms: bool
    by: tuple[str, ...]


def confirm(case: Case, rules: ConfirmationRules) -> tuple[dict[str, Confirmation], dict[str, tuple[Reason, ...]]]:
    """What is confirmed on the as-of date, by item; and why not, for items with a result that does not confirm them."""
    return _Confirmer(case, rules).run()


class _Confirmer:
    """Reads every table of results and judges the newest result of each item."""

    def __init__(self, case: Case, rules: ConfirmationRules) -> None:
        self.case, self.rules = case, rules
        self._holders: dict[str, frozenset[str]] = {}
        self._neighbours: dict[str, dict[str, str]] = {}

    def run(self) -> tuple[dict[str, Confirmation], dict[str, tuple[Reason, ...]]]:
        newest: dict[str, _Result] = {}
        for item, result in self._results():
            known = newest.get(item)
            if known is None or (result.day, not result.conforms) >= (known.day, not known.conforms):
                newest[item] = result
        found: dict[str, Confirmation] = {}
        why: dict[str, tuple[Reason, ...]] = {}
        for item, result in newest.items():
            until = self.rules.cycle.after(result.day)
            if fault := self._fault(self.case.graph[item], result, until):
                why[item] = (Reason(fault, result.record.id),)
            else:
                found[item] = Confirmation(result.record, result.by, result.day, until)
        return found, why

    def _results(self) -> Iterator[tuple[str, _Result]]:
        """Yield every result that counts on the as-of date, with its item."""
        for table in self.rules.tables:
            for record in self.case.of_type(table.type):
                day = as_day(record.get(table.day))
                if day and day <= self.case.counted_until and table.where.judge(record, self.case).holds:
                    yield from self._rows(record, table, day)

    def _rows(self, record: Record, table: Table, day: date) -> Iterator[tuple[str, _Result]]:
        names, rows = self.rules.columns, record.get(table.rows)
        for row in rows if isinstance(rows, list) else ():
            said = row.get(names["result"])
            item = row.get(names["item"])
            if said and said != names["not_looked_at"] and item in self.case.graph and self._may_be(item):
                told = record.as_told(table.day, day.isoformat())
                yield str(item), _Result(record, day, told, said == names["conforms"], self._by(row, record, table))

    def _may_be(self, item: str) -> bool:
        return self.case.graph[item].type in self.rules.not_by

    def _by(self, row: Mapping[str, Value], record: Record, table: Table) -> tuple[str, ...]:
        if named := row.get(self.rules.columns["by"]):
            return (str(named),)
        return (
            tuple(one.id for one in self.case.graph.linked(record.id, table.otherwise_by)) if table.otherwise_by else ()
        )

    def _fault(self, item: Record, result: _Result, until: date) -> str:
        """Why a result does not confirm its item, "" where it does."""
        if not result.conforms:
            return f"the last look, of {result.told}, did not find that it conforms"
        if until < self.case.as_of:
            ended = WITHHELD if result.told == WITHHELD else until
            return f"the last look, of {result.told}, lies outside the cycle, which ended on {ended}"
        people = frozenset().union(*(self._people(one) for one in result.by)) if result.by else frozenset()
        if not people:
            return "it does not say which person looked"
        near = self._near(item)
        if own := sorted(people & near.keys()):
            on = near[own[0]]
            rests = "it" if on == item.id else f"{on}, on which it rests"
            return f"{own[0]} looked at it and owns or operates {rests}"
        return ""

    def _near(self, item: Record) -> dict[str, str]:
        """The people who own or operate an item or what it rests on, each with the record that says so."""
        if item.id not in self._neighbours:
            self._neighbours[item.id] = {
                person: on for end, on in self._ends(item) for person in self._people(end)
            }
        return self._neighbours[item.id]

    def _ends(self, item: Record) -> Iterator[tuple[str, str]]:
        """Yield whoever owns or operates an item or what it rests on, with the record that says so; the item last."""
        rules = self.rules
        if asked := rules.recorded.get(item.type):
            for one in recorded(item, asked["types"], asked["match"], self.case):
                yield from ((end, one.id) for name in asked["by"] for end in self._named(one, name))
        for one in self.case.linked(item, rules.through[item.type]) if item.type in rules.through else ():
            yield from ((person, on) for person, on in self._near(one).items())
        for *steps, last in sorted(rules.not_by[item.type], key=len, reverse=True):
            yield from ((end, one.id) for one in follow(item, steps, self.case) for end in self._named(one, last))
        yield from ((end, item.id) for end in self._assigned(item))

    def _named(self, record: Record, name: str) -> Iterator[str]:
        """Yield what a relation or a field that holds records leads to."""
        if value := record.get(name):
            yield from each(value)
        yield from (end.id for end in self.case.linked(record, name))

    def _assigned(self, item: Record) -> Iterator[str]:
        """Yield whoever has one of the parts in an item that make them its operator."""
        parts = self.rules.parts
        for source, link in self.case.graph.links_to(item.id).get(parts["relation"], ()):
            if set(each(link.attributes.get(parts["attribute"]))) & set(parts["values"]):
                yield source

    def _people(self, name: str) -> frozenset[str]:
        """The persons behind a person or a role."""
        if name not in self._holders:
            record = self.case.graph.records.get(name)
            is_person = record is not None and record.type == self.rules.person
            holders = (
                [one.id for one in self.case.linked(record, self._inverse)] if record and not is_person else [name]
            )
            self._holders[name] = frozenset(holders) if record else frozenset()
        return self._holders[name]

    @property
    def _inverse(self) -> str:
        return self.case.vocabulary[self.rules.person].relations[self.rules.holds].inverse


def reasons_of(why: Mapping[str, tuple[Reason, ...]]) -> Iterator[tuple[tuple[str, str], tuple[Reason, ...]]]:
    """Yield why what was looked at is not confirmed."""
    yield from (((item, CONFIRMED), reasons) for item, reasons in why.items())


def facts_of(found: Mapping[str, Confirmation]) -> Iterator[tuple[str, str, Value]]:
    """Yield what is confirmed as facts of the items."""
    for item, one in found.items():
        yield item, CONFIRMED, "yes"
        yield item, CONFIRMED_IN, one.record.id
