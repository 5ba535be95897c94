"""The box in the header: search, jump, keys, from a folder and from a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aimsbook.search import fold

START = "records/iso42001--A.6.2.4.html"


def find(page: Any, query: str) -> list[str]:
    """Type a query and read the results, one line each."""
    page.fill("#ab-query", query)
    page.wait_for_selector("#ab-hits[aria-busy=false]", state="attached")
    found: list[str] = page.eval_on_selector_all(
        ".ab-hit", "hits => hits.map(hit => hit.innerText.replace(/\\s+/g, ' '))"
    )
    return found


def opened(page: Any, key: str = "/") -> Any:
    page.keyboard.press(key)
    page.wait_for_selector(".ab-box[open]")
    return page


def shown_id(page: Any) -> str:
    return str(page.inner_text(".ab-kicker code"))


def control(site: Path) -> tuple[str, str]:
    """Id and title of some control."""
    line = (site / "registers/control.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    return line.split(",")[0].strip('"'), line.split(",")[1].strip('"')


@pytest.mark.parametrize("key", ["/", "s"])
def test_a_key_opens_the_search_and_escape_closes_it(visit: Any, key: str) -> None:
    page = opened(visit.open(START), key)
    assert page.evaluate("document.activeElement.id") == "ab-query"
    page.keyboard.press("Escape")
    assert not page.is_visible(".ab-box")


def test_the_button_opens_the_search(visit: Any) -> None:
    page = visit.open("index.html")
    page.click("[data-ab-search]")
    assert page.is_visible(".ab-box")


def test_keys_typed_into_a_field_open_nothing(visit: Any) -> None:
    page = visit.open("registers/control.html")
    page.click(".ab-filter input")
    page.keyboard.type("g/s")
    assert not page.is_visible(".ab-box")


def test_an_exact_id_comes_first_and_enter_opens_it(visit: Any, site: Path) -> None:
    name, title = control(site)
    page = opened(visit.open(START))
    first = find(page, name.lower())[0]
    assert name in first and title in first and "Control" in first
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/records/{name}.html")
    assert shown_id(page) == name


def test_enter_waits_for_what_was_typed_last(visit: Any, site: Path) -> None:
    name, _ = control(site)
    page = opened(visit.open(START))
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/records/{name}.html")


@pytest.mark.parametrize("query", ["A.6.2.4", "a 6 2 4", "iso42001:a.6.2.4"])
def test_a_framework_id_is_found_by_its_local_part(visit: Any, query: str) -> None:
    page = opened(visit.open("index.html"))
    assert "iso42001:A.6.2.4" in find(page, query)[0]


def test_g_jumps_to_an_id_from_any_page(visit: Any) -> None:
    page = opened(visit.open("registers/control.html"), "g")
    page.keyboard.type("a.6.2.4")
    page.keyboard.press("Enter")
    page.wait_for_url("**/records/iso42001--A.6.2.4.html")


def test_all_words_must_be_there_and_the_last_may_be_unfinished(visit: Any, site: Path) -> None:
    _, title = control(site)
    words = [word for word in title.split() if word.isalpha()][:2]
    page = opened(visit.open(START))
    both = find(page, f"{words[0]} {words[1][:3]}")
    assert any(title in hit for hit in both)
    assert find(page, f"{words[0]} zzzzqqq") == []
    assert page.inner_text(".ab-box-count") == "Nothing holds all these words"


def test_results_can_be_narrowed_to_a_type(visit: Any) -> None:
    page = opened(visit.open(START))
    find(page, "records")
    chip = page.locator(".ab-chip").first
    label, _, number = chip.inner_text().rpartition(" ")
    chip.click()
    page.wait_for_selector('.ab-chip[aria-pressed="true"]')
    assert page.inner_text(".ab-box-count").startswith(f"{number} found")
    assert all(label in hit for hit in page.locator(".ab-hit-type").all_inner_texts())


def test_arrows_choose_a_result(visit: Any) -> None:
    page = opened(visit.open(START))
    hits = find(page, "risk")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#ab-query", "aria-activedescendant") == "ab-hit-1"
    assert page.locator('.ab-hit[aria-selected="true"]').count() == 1
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.get_attribute("#ab-query", "aria-activedescendant") == f"ab-hit-{len(hits) - 1}"


@pytest.mark.parametrize(
    "query", ["<img src=x onerror=alert(1)>", "__proto__", "constructor", "%", "a" * 200, "…", "ｔｅｓｔ"]
)
def test_odd_queries_are_only_words(visit: Any, query: str) -> None:
    page = opened(visit.open(START))
    find(page, query)
    assert page.locator(".ab-box img, .ab-box script").count() == 0
    assert page.inner_text(".ab-box-count")


def test_single_keys_can_be_switched_off(visit: Any) -> None:
    page = opened(visit.open(START))
    page.uncheck(".ab-box-help input")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    assert not page.is_visible(".ab-box")
    page.reload()
    page.keyboard.press("/")
    assert not page.is_visible(".ab-box")
    page.click("[data-ab-search]")
    assert page.is_visible(".ab-box")


def test_the_browser_folds_words_as_the_index_does(visit: Any) -> None:
    words = [chr(code) for code in range(0x20, 0x3100) if chr(code).isalnum()] + [
        "Überprüfung",
        "ΣΊΣΥΦΟΣ",
        "İstanbul",
        "한국어",
    ]
    assert visit.open("index.html").evaluate("words => words.map(AIMSBOOK.fold)", words) == [
        fold(word) for word in words
    ]


def test_every_record_is_found_by_its_id(visit: Any, site: Path) -> None:
    page = opened(visit.open(START))
    manifest = (site / "assets/aimsbook/search/manifest.js").read_text(encoding="utf-8")
    rows = json.loads(manifest.partition(",")[2].rpartition(")")[0])["rows"]
    ids = [name for block in sorted((site / "assets/aimsbook/search").glob("r-*.js")) for name in ids_of(block)]
    assert rows > 0 and len(ids) == len(list((site / "records").glob("*.html")))
    for name in ids[:: max(1, len(ids) // 8)]:
        assert name in find(page, name)[0]


def ids_of(block: Path) -> list[str]:
    rows = json.loads(block.read_text(encoding="utf-8").partition(",")[2].rpartition(")")[0])
    return [row[0] for row in rows if row[0]]
