"""The trail in a browser: opened by keyboard, narrowed by its address, printed on two pages."""

from __future__ import annotations

import re
from typing import Any

import pytest

TRAIL = "trails/iso42001--A.6.2.4.html"
PRINTED = ("iso42001--A.6.2.4", "iso42001--A.10.2", "iso42001--6.1.3", "iso42001--8.1", "EV-BIAS-4.2.0")


def jump(page: Any, words: str) -> list[str]:
    page.keyboard.press("g")
    page.wait_for_selector(".ab-box[open]")
    page.keyboard.type(words)
    page.wait_for_selector("#ab-hits[aria-busy=false]", state="attached")
    found: list[str] = page.eval_on_selector_all(".ab-hit code", "hits => hits.map(hit => hit.textContent)")
    return found


def shown(page: Any) -> list[str]:
    """The systems whose trail is on screen; "" is that of all."""
    found: list[str] = page.eval_on_selector_all(
        ".ab-trail", "all => all.filter(one => one.checkVisibility()).map(one => one.id)"
    )
    return found


def sheets(page: Any) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


@pytest.mark.parametrize("words", ["A.6.2.4 @SYS-LOAN-SCORING", "a.6.2.4 @sys-loan", "iso42001:A.6.2.4@loan"])
def test_a_requirement_and_a_system_open_their_trail_by_keyboard(visit: Any, words: str) -> None:
    page = visit.open("index.html")
    assert jump(page, words)[0] == "iso42001:A.6.2.4 @SYS-LOAN-SCORING"
    page.keyboard.press("Enter")
    page.wait_for_url("**/trails/**")
    assert page.url.endswith(f"{TRAIL}#SYS-LOAN-SCORING")
    assert shown(page) == ["SYS-LOAN-SCORING"]


def test_evidence_opens_its_reverse_trail_by_keyboard(visit: Any) -> None:
    page = visit.open("records/SYS-LOAN-SCORING.html")
    assert jump(page, "EV-BIAS-4.2.0 @") == ["EV-BIAS-4.2.0"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/trails/EV-BIAS-4.2.0.html")


def test_a_piece_of_evidence_and_its_system_open_their_trail_by_keyboard(visit: Any) -> None:
    page = visit.open("index.html")
    assert jump(page, "EV-BIAS-4.2.0 @SYS-LOAN") == ["EV-BIAS-4.2.0 @SYS-LOAN-SCORING"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/trails/EV-BIAS-4.2.0.html#SYS-LOAN-SCORING")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("A.6.2.4 @SYS-X", "There is no AI system “SYS-X” here"),
        ("A.6.2.44 @loan", "No trail begins at “A.6.2.44”"),
        ("EV-BIAS-4.2.0 @chat", "No trail that begins at “EV-BIAS-4.2.0” is narrowed to “chat”"),
    ],
)
def test_the_box_says_what_of_a_trail_is_not_there(visit: Any, words: str, said: str) -> None:
    page = visit.open("index.html")
    assert jump(page, words) == []
    assert page.inner_text(".ab-box-count") == said


def test_what_has_no_trail_is_told_and_an_id_alone_still_opens_its_record(visit: Any) -> None:
    page = visit.open("index.html")
    assert jump(page, "CTL-BIAS-TEST @SYS") == []
    page.fill("#ab-query", "A.6.2.4")
    page.wait_for_selector("#ab-hits[aria-busy=false]", state="attached")
    assert page.inner_text(".ab-hit >> nth=0").split()[-1]
    assert page.get_attribute(".ab-hit >> nth=0", "href").endswith("records/iso42001--A.6.2.4.html")


def test_the_address_decides_which_trail_is_shown_and_everything_leads_back(visit: Any) -> None:
    page = visit.open(f"{TRAIL}#SYS-CHAT-AGENT")
    assert shown(page) == ["SYS-CHAT-AGENT"]
    page.click(".ab-trail-ways a >> text=Everything")
    assert shown(page) == [""]


def test_without_styles_every_trail_can_be_read(visit: Any) -> None:
    page = visit.open(TRAIL, java_script_enabled=False)
    assert page.locator(".ab-trail").count() > 1


@pytest.mark.parametrize("name", PRINTED)
def test_a_trail_prints_on_two_pages(visit: Any, name: str) -> None:
    assert sheets(visit.open(f"trails/{name}.html")) <= 2


def test_a_narrowed_trail_prints_alone(visit: Any) -> None:
    page = visit.open(f"{TRAIL}#SYS-LOAN-SCORING")
    assert sheets(page) <= 2
    page.emulate_media(media="print")
    assert shown(page) == ["SYS-LOAN-SCORING"]
    assert not page.is_visible(".ab-trail-ways")
