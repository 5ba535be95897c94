"""Answers to what is asked for in writing, as readers and programs meet them: version, approval and state in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aimsbook.address import record_page
from aimsbook.mandatory import Answer, Answering, Found, read_mandatory
from aimsbook.present import SYMBOLS, Presenter, State
from aimsbook.records import Record
from aimsbook.site import SheetCell

STATES = {
    "there": State("there", "On record", SYMBOLS["good"], "good"),
    "partly": State("partly", "Not all in order", SYMBOLS["weak"], "weak"),
    "late": State("late", "Past its day", SYMBOLS["weak"], "weak"),
    "unsound": State("unsound", "Not approved or not complete", SYMBOLS["bad"], "bad"),
    "missing": State("missing", "Missing", SYMBOLS["bad"], "bad"),
}


class Answers:
    """Everything that is asked for, with what answers it."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter
        self._mandatory = read_mandatory(presenter.vocabulary)
        self._answering = Answering(self._mandatory, presenter.case)
        self.most = self._mandatory.most
        self.asked = list(self._answering.asked())
        self.when_applicable = list(self._answering.when_applicable())

    def version(self, one: Found) -> str:
        """The version of a record, in plain words."""
        return self._presenter.cell(one.record, self._answering.reading(one.record).version, "").plain

    def approved(self, one: Found) -> str:
        """Who approved a record and when; else the day that dates it."""
        who, approved_on, dated = self._approval(one)
        return ", ".join(word for word in (who, approved_on) if word) or (f"dated {dated}" if dated else "")

    def _approval(self, one: Found) -> tuple[str, str, str]:
        """Who approved a record, the day of that, and the day that dates it, each "" where it is not given."""
        kind = self._presenter.vocabulary[one.record.type]
        dated = next((one.record.told[name] for name in kind.dated if one.record.get(name)), "")
        told: dict[bool, list[str]] = {True: [], False: []}
        for path in self._answering.reading(one.record).approved:
            field = kind.field(path)
            told[field is not None and field.kind == "date"].append(self._presenter.cell(one.record, path, "").plain)
        who, days = (", ".join(filter(None, told[is_day])) for is_day in (False, True))
        return who, days, str(dated)

    def states(self, one: Found) -> tuple[State, ...]:
        """The state of a record, and what is wrong with it as an answer; nothing of one that is withheld."""
        if one.record.veiled:
            return ()
        own = self._presenter.state(one.record)
        return tuple(state for state in (own, STATES[one.state] if one.open or not own else None) if state)

    def lines(self, answer: Answer, only_open: bool = False) -> Iterator[list[str]]:
        """A row in plain words: a line for each record, or one that says that there is none."""
        found = [one for one in answer.found if one.open or not only_open or answer.state != "partly"]
        for one in tuple(found) or (() if answer.lacks else (None,)):
            told = (one.record.id, self.version(one), self.approved(one), self._states(one)) if one else ("",) * 4
            yield [*self._head(answer), *told]
        yield from ([*self._head(answer), "", "", "", one] for one in answer.lacks)

    def cells(self, answer: Answer) -> Iterator[tuple[SheetCell, ...]]:
        """A row for a sheet: a line for each record, days in a column of their own."""
        head = tuple(map(SheetCell, self._head(answer)))
        for one in answer.found or (() if answer.lacks else (None,)):
            told: tuple[SheetCell, ...] = (SheetCell(""),) * 5
            if one:
                who, approved_on, dated = self._approval(one)
                rest = (self.version(one), who, approved_on or ("" if who else dated), self._states(one))
                told = (self._named(one.record), *map(SheetCell, rest))
            yield *head, *told
        yield from ((*head, *(SheetCell(""),) * 4, SheetCell(one)) for one in answer.lacks)

    def _head(self, answer: Answer) -> list[str]:
        return [answer.clause, answer.what, answer.kind, STATES[answer.state].label]

    def _named(self, record: Record) -> SheetCell:
        return SheetCell(self._presenter.named(record), "" if record.veiled else record_page(record.id))

    def _states(self, one: Found) -> str:
        return ", ".join(state.label for state in self.states(one))

    def data(self, answer: Answer) -> dict[str, Any]:
        """A row for programs."""
        return {
            "clause": answer.clause,
            "asked": answer.what,
            "kind": answer.kind or None,
            "state": answer.state,
            "lacks": list(answer.lacks),
            "records": [self._record(one) for one in answer.found],
        }

    def _record(self, one: Found) -> dict[str, Any]:
        own = self._presenter.state(one.record)
        return {
            "id": one.record.id,
            "version": self.version(one) or None,
            "approved": self.approved(one) or None,
            "state": own.name if own else None,
            "answer": one.state,
            "open": one.open,
        }
