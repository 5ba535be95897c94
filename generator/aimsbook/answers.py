"""Answers to what is asked for in writing, as readers and programs meet them: version, approval and state in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aimsbook.mandatory import Answer, Answering, Found, read_mandatory
from aimsbook.present import SYMBOLS, Presenter, State

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
        paths = self._answering.reading(one.record).approved
        given = (self._presenter.cell(one.record, path, "").plain for path in paths)
        words = ", ".join(word for word in given if word)
        day = self._presenter.case.dated(one.record)
        return words or (f"dated {day}" if day else "")

    def states(self, one: Found) -> tuple[State, ...]:
        """The state of a record, and what is wrong with it as an answer; nothing of one that is withheld."""
        if one.record.veiled:
            return ()
        own = self._presenter.state(one.record)
        return tuple(state for state in (own, STATES[one.state] if one.open or not own else None) if state)

    def lines(self, answer: Answer, only_open: bool = False) -> Iterator[list[str]]:
        """A row in plain words: a line for each record, or one that says that there is none."""
        head = [answer.clause, answer.what, answer.kind, STATES[answer.state].label]
        found = [one for one in answer.found if one.open or not only_open or answer.state != "partly"]
        for one in found:
            states = ", ".join(state.label for state in self.states(one))
            yield [*head, one.record.id, self.version(one), self.approved(one), states]
        if not found:
            yield [*head, "", "", "", ""]

    def data(self, answer: Answer) -> dict[str, Any]:
        """A row for programs."""
        return {
            "clause": answer.clause,
            "asked": answer.what,
            "kind": answer.kind or None,
            "state": answer.state,
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
