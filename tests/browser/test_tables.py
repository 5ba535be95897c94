"""Registers that sort and filter, matrices that show only gaps."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

REGISTER = "registers/control.html"
MATRIX = "matrices/requirement-control.html"


def rows(page: Any) -> list[str]:
    """The first cell of every row that is shown."""
    return column(page, 1)


def column(page: Any, number: int) -> list[str]:
    found: list[str] = page.locator(f"tbody tr:visible > :nth-child({number})").all_inner_texts()
    return found


def records(site: Path) -> list[list[str]]:
    with (site / REGISTER.replace(".html", ".csv")).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def select(page: Any) -> Any:
    return page.locator(".ab-filter select").first


def test_a_register_lists_every_record(visit: Any, site: Path) -> None:
    page = visit.open(REGISTER)
    assert rows(page) == [record[0] for record in records(site)]
    assert page.inner_text(".ab-toolbar .ab-count") == f"{len(records(site))} in all"


def test_a_register_sorts_by_a_column_both_ways_and_back(visit: Any, site: Path) -> None:
    page = visit.open(REGISTER)
    before = rows(page)
    button = page.locator("th", has_text="Title").locator("button")
    button.click()
    assert column(page, 2) == sorted(column(page, 2), key=str.casefold)
    assert page.locator('th[aria-sort="ascending"]').inner_text().startswith("Title")
    button.click()
    assert column(page, 2) == sorted(column(page, 2), key=str.casefold, reverse=True)
    button.click()
    assert rows(page) == before and page.locator("th[aria-sort]").count() == 0


def test_a_register_filters_by_a_choice_and_says_so_in_the_address(visit: Any) -> None:
    page = visit.open(REGISTER)
    options = select(page).locator("option").all_inner_texts()
    select(page).select_option(index=1)
    chosen = rows(page)
    assert 0 < len(chosen) < len(page.locator("tbody tr").all())
    assert page.inner_text(".ab-toolbar .ab-count").startswith(f"{len(chosen)} of ")
    again = visit.open(REGISTER + "#" + page.url.partition("#")[2])
    assert rows(again) == chosen and options[1] == again.locator(".ab-filter select >> nth=0").evaluate(
        "select => select.selectedOptions[0].text"
    )


def test_a_register_filters_by_words(visit: Any, site: Path) -> None:
    page = visit.open(REGISTER)
    wanted = records(site)[0]
    page.fill(".ab-filter input", wanted[1].upper())
    page.wait_for_function("() => document.querySelector('.ab-toolbar .ab-count').textContent.includes(' of ')")
    assert wanted[0] in rows(page)
    page.get_by_role("button", name="Clear").click()
    assert len(rows(page)) == len(records(site))


def test_a_value_that_no_row_has_shows_nothing_and_can_be_taken_back(visit: Any) -> None:
    page = visit.open(f"{REGISTER}#title=%3Cb%3Enone%3C/b%3E&q=%22%27")
    assert rows(page) == []
    assert page.locator(".ab-others button").inner_text() == "Title: <b>none</b> ×"
    page.locator(".ab-others button").click()
    page.get_by_role("button", name="Clear").click()
    assert rows(page) and "#" not in page.url


def test_every_number_of_the_overview_leads_to_as_many_rows(visit: Any) -> None:
    page = visit.open("index.html")
    links = page.eval_on_selector_all(
        ".ab-rungs a", "all => all.map(link => [link.getAttribute('href'), link.querySelector('strong').textContent])"
    )
    assert links
    for href, number in links:
        assert len(rows(visit.open(href))) == int(number), href


def test_a_matrix_keeps_its_heads_in_sight(visit: Any) -> None:
    page = visit.open(MATRIX, width=700)

    def place(name: str) -> dict[str, float]:
        box: dict[str, float] = page.locator(name).first.bounding_box()
        return box

    row, head = place("tbody th"), place("thead th")
    page.locator(".ab-scroll").evaluate("scroller => { scroller.scrollTop = 300; scroller.scrollLeft = 300; }")
    assert place("tbody th")["x"] == row["x"] and place("tbody th")["y"] < row["y"] - 200
    assert place("thead th")["y"] == head["y"] and place("thead th")["x"] < head["x"] - 200


def test_only_gaps_leaves_rows_and_columns_without_a_link(visit: Any) -> None:
    page = visit.open(MATRIX)
    totals = dict(zip(rows(page), page.locator("tbody .ab-total").all_inner_texts(), strict=True))
    aside = page.locator("tbody tr[data-ab-gap=no] th").all_inner_texts()
    empty = [name for name, total in totals.items() if total == "0" and name not in aside]
    assert aside
    page.check(".ab-filter input")
    assert rows(page) == empty
    assert page.locator("tbody td:visible a").count() == 0
    again = visit.open(MATRIX + "#gaps")
    assert rows(again) == empty
    again.uncheck(".ab-filter input")
    assert len(rows(again)) == len(totals)


def test_a_cell_tells_its_state_by_symbol_and_word_and_leads_on(visit: Any) -> None:
    page = visit.open(MATRIX)
    cell = page.locator("td[class*=ab-tone] a").first
    assert cell.locator("[aria-hidden=true]").inner_text() and cell.locator(".ab-hidden").text_content()
    cell.click()
    page.wait_for_url("**/records/**")


def test_tables_can_be_read_without_scripts(visit: Any, site: Path) -> None:
    page = visit.open(REGISTER, java_script_enabled=False)
    assert len(rows(page)) == len(records(site))
    assert not page.is_visible("[data-ab-search]")
    assert page.get_attribute("a[download]", "href") == "control.csv"
