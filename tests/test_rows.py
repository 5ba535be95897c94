"""Conditions about the rows of a table and about days that are near: when they hold, why not, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from aimsbook.conditions import parse_condition
from aimsbook.dossier import Dossier
from aimsbook.source import Document, read_text
from aimsbook.vocabulary import Vocabulary, condition_fault
from drawn import Drawing

RECORDS = """
id: IA-1
type: impact_assessment
title: With impacts
next_due: 2026-11-25
feeds: [{to: RSK-1, impact: Declined on  wrong data}]
impacts:
  - {impact: declined on wrong data, rating: high, severity: low}
  - {impact: known to a stranger, rating: critical, reason_not: score only}
  - {impact: is annoyed, rating: low}
---
id: IA-2
type: impact_assessment
title: Without
---
id: RSK-1
type: risk
title: Wrong decline
"""


@pytest.fixture
def dossier(drawing: Drawing) -> Dossier:
    return drawing.dossier(RECORDS)


def condition(written: str) -> Any:
    document = read_text(written, "c.yml")
    found = next(iter(document))
    assert isinstance(found, Document)
    return parse_condition(found.value)


def holds(dossier: Dossier, record: str, written: str) -> bool:
    return bool(condition(written).judge(dossier.graph[record], dossier.case).holds)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("rows: {field: impacts}", True),
        ("rows: {field: impacts, where: {rating: critical}}", True),
        ("rows: {field: impacts, where: {rating: medium}}", False),
        ("rows: {field: impacts, where: {rating: high, given: reason_not}}", False),
        ("rows: {field: impacts, where: {any: [{rating: medium}, {rating: low}]}}", True),
        ("rows: {field: impacts, must: {given: rating}}", True),
        ("rows: {field: impacts, must: {given: reason_not}}", False),
        ("rows: {field: impacts, where: {rating: critical}, must: {given: reason_not}}", True),
        ("rows: {field: impacts, where: {rating: medium}, must: {given: reason_not}}", True),
        ("rows: {field: impacts, where: {carried: {relation: feeds, by: impact}}}", True),
        ("rows: {field: impacts, where: {rating: high}, must: {carried: {relation: feeds, by: impact}}}", True),
        ("rows: {field: impacts, where: {rating: critical}, must: {carried: {relation: feeds, by: impact}}}", False),
        ("not: {rows: {field: impacts, where: {rating: medium}}}", True),
    ],
)
def test_a_condition_on_rows_holds_for_some_row_or_for_every_one(dossier: Dossier, written: str, expected: bool) -> None:
    assert holds(dossier, "IA-1", written) is expected


def test_no_row_meets_anything_where_there_is_no_table_and_every_one_of_none_meets_all(dossier: Dossier) -> None:
    assert not holds(dossier, "IA-2", "rows: {field: impacts}")
    assert holds(dossier, "IA-2", "rows: {field: impacts, must: {given: rating}}")


def test_the_reason_names_the_table_and_the_row(dossier: Dossier) -> None:
    asked = condition("rows: {field: impacts, where: {rating: [high, critical]}, must: {given: reason_not}}")
    verdict = asked.judge(dossier.graph["IA-1"], dossier.case)
    assert [(one.text, one.record) for one in verdict.reasons] == [("Impacts, row 1: Reason not is not given", "IA-1")]


def test_own_words_stand_in_the_reason_of_a_row(dossier: Dossier) -> None:
    asked = condition("rows: {field: impacts, where: {rating: critical}, must: {says: it went nowhere, given: severity}}")
    verdict = asked.judge(dossier.graph["IA-1"], dossier.case)
    assert [one.text for one in verdict.reasons] == ["Impacts, row 2: it went nowhere"]


@pytest.mark.parametrize(
    ("days", "expected"), [("9", False), ("10", True), ("400", True)], ids=["the day before", "that day", "long before"]
)
def test_a_day_is_soon_within_so_many_days(dossier: Dossier, days: str, expected: bool) -> None:
    assert holds(dossier, "IA-1", f"soon: {{field: next_due, days: {days}}}") is expected


def test_a_day_that_has_passed_or_is_not_given_is_not_soon(drawing: Drawing) -> None:
    dossier = drawing.dossier(RECORDS.replace("2026-11-25", "2026-11-14"))
    assert not holds(dossier, "IA-1", "soon: {field: next_due, days: 30}")
    assert not holds(dossier, "IA-2", "soon: {field: next_due, days: 30}")
    assert holds(drawing.dossier(RECORDS.replace("2026-11-25", "2026-11-15")), "IA-1", "soon: {field: next_due, days: 0}")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("rows: {field: impact}", "'impact' is no field or relation of impact_assessment; did you mean 'impacts'?"),
        ("rows: {field: title}", "'title' is no table of impact_assessment"),
        ("rows: {field: impacts, where: {ratings: high}}", "'ratings' is no column of 'impacts'; did you mean 'rating'?"),
        ("not: {rows: {field: impacts, must: {given: reasons}}}", "'reasons' is no column of 'impacts'"),
        ("rows: {field: impacts, where: {carried: {relation: feed, by: impact}}}", "'feed' is no relation"),
        ("rows: {field: impacts, where: {carried: {relation: feeds, by: severity}}}", "with the attribute 'severity'"),
        ("rows: {field: impacts, where: {some: {relation: feeds}}}", "a row has no links of its own"),
        ("soon: {field: next_du, days: 3}", "'next_du' is no field or relation"),
    ],
)
def test_what_leads_nowhere_is_refused_before_it_is_judged(vocabulary: Vocabulary, written: str, said: str) -> None:
    assert said in str(condition_fault(vocabulary, ("impact_assessment",), condition(written)))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("rows: impacts", "`rows` takes a mapping with `field`"),
        ("rows: {field: impacts, every: {given: x}}", "`rows` has no key 'every'"),
        ("carried: {relation: feeds}", "`carried` needs `by`"),
        ("soon: {field: next_due}", "`soon` needs `days`"),
        ("soon: {field: next_due, days: many}", "`soon` needs `days`, a whole number"),
    ],
)
def test_a_clause_that_is_not_written_so_says_what_was_expected(written: str, said: str) -> None:
    with pytest.raises(ValueError) as refused:
        condition(written)
    assert said in str(refused.value)
