"""Every kind of page: silent, within the screen, readable in light and dark, on paper and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

PAGES = {
    "home": "index.html",
    "requirement": "records/iso42001--A.6.2.4.html",
    "register": "registers/control.html",
    "matrix": "matrices/requirement-control.html",
    "statement": "statement-of-applicability.html",
    "framework": "frameworks/iso42001.html",
    "gaps": "gaps.html",
    "changes": "changes.html",
    "trail": "trails/iso42001--A.6.2.4.html",
    "risk map": "risk-map.html",
    "risk": "records/RSK-CHAT-INJECTION.html",
    "chapter": "manual/06-planning.html",
}
every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
both_schemes = pytest.mark.parametrize("scheme", ["light", "dark"])


def colours(page: Any) -> tuple[float, float]:
    """The brightness of paper and of ink."""
    shown = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('h1')).color]"
    )
    paper, ink = (sum(map(int, re.findall(r"\d+", colour)[:3])) / 765 for colour in shown)
    return paper, ink


@every_page
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_no_page_is_wider_than_the_screen(visit: Any, path: str, width: int) -> None:
    page = visit.open(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@every_page
def test_a_page_has_one_heading_and_no_style_in_elements(visit: Any, path: str) -> None:
    page = visit.open(path, java_script_enabled=False)
    assert page.locator("h1").count() == 1
    assert page.locator("[style]").count() == 0


@both_schemes
def test_paper_and_ink_follow_the_reader(visit: Any, scheme: str) -> None:
    paper, ink = colours(visit.open("index.html", scheme=scheme))
    assert (paper > ink) == (scheme == "light")


def test_the_switch_turns_the_page_dark_and_is_remembered(visit: Any) -> None:
    page = visit.open("index.html")
    page.locator(".ab-palette label:visible").click()
    assert colours(page)[0] < 0.5
    page.goto(visit.address + PAGES["register"])
    assert colours(page)[0] < 0.5


def test_a_phone_opens_the_pages_from_the_menu(visit: Any) -> None:
    page = visit.open("index.html", width=390)
    assert not page.is_visible(".ab-nav")
    page.click(".ab-header__menu")
    page.wait_for_timeout(300)
    assert page.is_visible(".ab-nav")


def test_a_phone_searches(visit: Any) -> None:
    page = visit.open(PAGES["matrix"], width=390)
    page.click("[data-ab-search]")
    page.fill("#ab-query", "a.6.2.4")
    page.wait_for_selector(".ab-hit")
    assert page.locator(".ab-box").bounding_box()["width"] <= 390
    assert page.evaluate(
        "document.querySelector('.ab-box').scrollWidth <= document.querySelector('.ab-box').clientWidth"
    )


@every_page
def test_paper_shows_the_content_alone(visit: Any, path: str) -> None:
    page = visit.open(path, scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    for name in (".ab-header", ".ab-nav", ".ab-toolbar"):
        assert page.locator(f"{name}:visible").count() == 0
    assert colours(page)[1] < 0.2


def test_the_focus_can_be_seen(visit: Any) -> None:
    page = visit.open(PAGES["register"])
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


@pytest.mark.parametrize("address", ["file"], indirect=True)
@both_schemes
@every_page
def test_axe_finds_nothing(visit: Any, audit: Callable[[Any], list[str]], path: str, scheme: str) -> None:
    assert audit(visit.open(path, scheme=scheme)) == []


@pytest.mark.parametrize("address", ["file"], indirect=True)
@both_schemes
@pytest.mark.parametrize("name", ["home", "register", "risk"])
def test_axe_finds_nothing_on_a_phone(
    visit: Any, audit: Callable[[Any], list[str]], name: str, scheme: str
) -> None:
    assert audit(visit.open(PAGES[name], scheme=scheme, width=390)) == []


@pytest.mark.parametrize("address", ["file"], indirect=True)
@both_schemes
@pytest.mark.parametrize("key", ["/", "g"])
def test_axe_finds_nothing_in_the_search_box(
    visit: Any, audit: Callable[[Any], list[str]], scheme: str, key: str
) -> None:
    page = visit.open(PAGES["requirement"], scheme=scheme)
    page.keyboard.press(key)
    page.fill("#ab-query", "a.6")
    page.wait_for_selector(".ab-hit")
    assert audit(page) == []


@pytest.mark.parametrize("address", ["file"], indirect=True)
@both_schemes
def test_axe_finds_nothing_in_a_neighbourhood(visit: Any, audit: Callable[[Any], list[str]], scheme: str) -> None:
    page = visit.open("registers/control.html", scheme=scheme)
    page.locator("tbody a").first.click()
    page.wait_for_selector(".ab-picture svg")
    assert audit(page) == []
