"""What a version is: one idea of steps for evidence that ages, assessments and releases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimsbook.facts.versions import OTHER, compared
from aimsbook.versions import are_of_one_step, has_moved_on, is_same

STEPS = ["major", "minor", "patch", "never"]
numbered = st.lists(st.integers(0, 12), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
versions = st.builds("{}{}{}".format, st.sampled_from(["", "v", " ", "model-"]), numbered, st.sampled_from(["", "-rc1", " beta"]))


@pytest.mark.parametrize(
    ("named", "now", "moved"),
    [
        ("3.1", "3.1", []),
        ("3.1", "4.0", ["major", "minor", "patch"]),
        ("3.1", "3.2", ["minor", "patch"]),
        ("3.1.4", "3.1.5", ["patch"]),
        ("3.1.4.1", "3.1.4.2", ["patch"]),
        ("2", "2.0", []),
        ("2", "2.0.0.1", ["patch"]),
        ("4.0", "3.9", []),
        ("2026-05", "2026-11", ["minor", "patch"]),
        ("beta", "beta", []),
        ("beta", "gamma", ["major", "minor", "patch"]),
        ("beta", "2.0", ["major", "minor", "patch"]),
        ("", "2.0", []),
        ("1.0", "", []),
    ],
)
def test_a_version_has_moved_on_by_a_step_of_that_size(named: str, now: str, moved: list[str]) -> None:
    assert [step for step in STEPS if has_moved_on(named, now, step)] == [step for step in STEPS if step in moved]


@given(versions, versions, st.sampled_from(STEPS))
def test_of_two_versions_at_most_one_has_moved_past_the_other(one: str, other: str, step: str) -> None:
    assert not (has_moved_on(one, other, step) and has_moved_on(other, one, step))
    assert not (is_same(one, other) and has_moved_on(one, other, step))


@given(versions, versions)
def test_what_is_stale_by_a_major_step_is_of_another_major_step_everywhere(made: str, now: str) -> None:
    assert (compared(made, now) == OTHER) == (not are_of_one_step(made, now))
    assert compared(made, now) == OTHER if has_moved_on(made, now) else True


@given(versions, versions)
def test_a_larger_step_is_also_a_smaller_one(one: str, other: str) -> None:
    moved = [has_moved_on(one, other, step) for step in ("major", "minor", "patch")]
    assert moved == sorted(moved)
