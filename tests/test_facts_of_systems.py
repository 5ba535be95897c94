"""How versions and figures stand on a day."""

from __future__ import annotations

import pytest

from aimsbook.facts.versions import compared
from drawn import Drawing

METRIC = """
id: MET-1
type: metric
title: Parity
{fields}
has_measurement: [MEA-1, MEA-2]
---
id: MEA-1
type: measurement
title: Before
value: 0.01
date: 2026-09-01
---
id: MEA-2
type: measurement
title: Last
value: {value}
date: {day}
"""


@pytest.mark.parametrize(
    ("made", "current", "expected"),
    [
        ("4.2.0", "4.2.0", "current"),
        ("4.0.0", "4.2.0", "same_major"),
        ("v4", "4.2", "same_major"),
        ("2.2.0", "3.0.1", "other_major"),
        ("2026.1", "2026.2", "same_major"),
        ("2025.4", "2026.1", "other_major"),
        ("04.1", "4.1", "same_major"),
        ("v4", "4.0", "same_major"),
        ("4.2.0-rc1", "4.2.0", "same_major"),
        ("beta", "1.0", "other_major"),
    ],
)
def test_versions_are_of_the_same_step_by_their_first_part(made: str, current: str, expected: str) -> None:
    assert compared(made, current) == expected


@pytest.mark.parametrize(
    ("fields", "value", "day", "expected"),
    [
        ("threshold: 0.05\ndirection: lower_is_better", "0.05", "2026-11-01", "good"),
        ("threshold: 0.05\ndirection: lower_is_better", "0.051", "2026-11-01", "over"),
        ("threshold: 0.95\ndirection: higher_is_better", "0.94", "2026-11-01", "over"),
        ("threshold: 0.05\ntarget: 0.10\ndirection: closer_to_target", "0.16", "2026-11-01", "over"),
        ("threshold: 0.05\ntarget: 0.10\ndirection: closer_to_target", "0.14", "2026-11-01", "good"),
        ("frequency: monthly", "1", "2026-10-15", "good"),
        ("frequency: monthly", "1", "2026-10-14", "late"),
        ("frequency: on_event", "1", "2026-09-14", "good"),
        ("threshold: 0.05\ndirection: lower_is_better\nfrequency: monthly", "0.9", "2026-09-02", "over"),
        ("threshold: 0.05", "0.9", "2026-11-01", "good"),
    ],
)
def test_the_last_measurement_decides_how_a_metric_stands(
    drawing: Drawing, fields: str, value: str, day: str, expected: str
) -> None:
    case = drawing.dossier(METRIC.format(fields=fields, value=value, day=day)).case
    metric = case.graph["MET-1"]
    assert (case.value(metric, "reading"), case.value(metric, "latest"), case.value(metric, "latest_on")) == (expected, value, day)


def test_a_measurement_to_come_is_not_the_last_one(drawing: Drawing) -> None:
    fields = "threshold: 0.05\ndirection: lower_is_better"
    case = drawing.dossier(METRIC.format(fields=fields, value="0.9", day="2026-11-16")).case
    assert case.value(case.graph["MET-1"], "latest") == "0.01"
    assert case.value(case.graph["MET-1"], "reading") == "good"


def test_a_metric_without_a_measurement_was_never_taken(drawing: Drawing) -> None:
    case = drawing.dossier("id: MET-1\ntype: metric\ntitle: None\n").case
    assert case.value(case.graph["MET-1"], "reading") == "none"
