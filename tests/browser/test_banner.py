"""The banner for readers whose clock has passed a change of a state."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest


def banner_on(visit: Any, day: str) -> Any:
    page = visit.open("forecast.html")
    page.clock.set_fixed_time(datetime.fromisoformat(f"{day}T12:00:00"))
    page.reload()
    page.wait_for_load_state("load")
    return page.locator("[data-ab-falls]")


@pytest.mark.parametrize("day", ["2026-11-15"])
def test_on_the_day_of_the_site_there_is_no_banner(visit: Any, day: str) -> None:
    assert banner_on(visit, day).is_hidden()


def test_later_it_counts_what_has_fallen_due_since_and_more_the_later_it_is(visit: Any) -> None:
    numbers = []
    for day in ("2026-12-16", "2027-06-01"):
        banner = banner_on(visit, day)
        banner.wait_for(state="visible")
        numbers.append(int(re.search(r"(\d+) items? ha", banner.inner_text())[1]))  # type: ignore[index]
    assert 0 < numbers[0] < numbers[1]
    assert visit.said == [] and visit.outside == []
