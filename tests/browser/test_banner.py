"""The banner for readers whose clock has passed a change of a state."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest


def banner_on(visit: Any, day: str, path: str = "forecast.html", width: int = 1280) -> Any:
    page = visit.open(path, width=width)
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


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["index.html", "registers/control.html"], ids=["with contents", "without contents"])
def test_it_stands_over_the_words_and_not_beyond_them(visit: Any, path: str, width: int) -> None:
    banner = banner_on(visit, "2027-06-01", path, width)
    banner.wait_for(state="visible")
    words = banner.page.locator("h1").bounding_box()
    box = banner.bounding_box()
    assert box["x"] == words["x"]
    assert box["x"] + box["width"] <= words["x"] + words["width"] + 1
