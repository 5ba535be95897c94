"""Maps, panels and lists of risks: what a reader sees of them, with and without colour."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs

import pytest

from aimsbook.compose import Edition
from drawn import Drawing, page_at

RISKS = """
id: RSK-REACHED
type: risk
title: Done and effective
likelihood: 4
impact: 4
impact_society: 2
residual_likelihood: 1
residual_impact: 4
residual_impact_society: 1
treated_by: TRT-DONE
---
id: RSK-PLANNED
type: risk
title: On its way
likelihood: 4
impact: 4
impact_society: 2
residual_likelihood: 1
residual_impact: 4
residual_impact_society: 1
treated_by: TRT-OPEN
monitored_by: MET-1
---
id: RSK-LEVEL
type: risk
title: By level alone
level: medium
---
id: RSK-CLOSED
type: risk
title: No longer
status: closed
likelihood: 5
impact: 5
---
id: RSK-CHANCE
type: risk
title: A good surprise
kind: opportunity
likelihood: 5
impact: 5
---
{id: TRT-DONE, type: treatment, title: T, status: done, done_on: 2026-10-01, effectiveness: effective}
---
{id: TRT-OPEN, type: treatment, title: T, status: in_progress}
---
{id: MET-1, type: metric, title: Parity, about: bias, threshold: 0.05, direction: lower_is_better, has_measurement: MEAS-1}
---
{id: MEAS-1, type: measurement, title: M, value: 0.07, date: 2026-11-01}
"""
NO_RISKS_TODAY = """
---
id: RSK-CHANCE-REACHED
type: risk
title: A good surprise that came
kind: opportunity
status: treated
likelihood: 5
impact: 5
residual_likelihood: 5
residual_impact: 5
treated_by: TRT-DONE
---
id: RSK-CLOSED-REACHED
type: risk
title: Dealt with
kind: threat
status: closed
likelihood: 5
impact: 5
residual_likelihood: 5
residual_impact: 5
treated_by: TRT-DONE
"""
PARTLY = """
id: RSK-PARTS
type: risk
title: Told by its parts
likelihood: 4
impact_organisation: 5
impact_society: 2
treated_by: TRT-OPEN
residual_likelihood: 3
residual_impact_organisation: 5
"""


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def cells(body: str, caption: str) -> dict[tuple[str, str], str]:
    """The words of every cell of a map, by the heads of its row and column."""
    table = re.search(rf"<caption[^>]*>{caption} .*?</table>", body, re.DOTALL)
    assert table is not None
    rows = re.findall(r"<tr>(.*?)</tr>", table[0], re.DOTALL)
    columns = [words(one) for one in re.findall(r'<th scope="col">(.*?)</th>', rows[0], re.DOTALL)][1:]
    found = {}
    for row in rows[1:]:
        head = words(re.findall(r'<th scope="row">(.*?)</th>', row, re.DOTALL)[0])
        for column, cell in zip(columns, re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL), strict=True):
            found[head, column] = words(cell)
    return found


def test_every_cell_says_its_level_in_a_word_and_a_symbol(example: Edition) -> None:
    found = cells(page_at(example, "risk-map.html").body, "Today")
    assert len(found) == 25
    assert all(re.match(r"[▁▃▅▇] (Low|Medium|High|Critical) \d+", one) for one in found.values())
    assert found["4 Likely", "3 Serious"].startswith("▅ High 12")


def test_only_what_is_done_and_works_moves_on_the_map(drawing: Drawing) -> None:
    body = page_at(drawing.edition(RISKS), "risk-map.html").body
    before, now = cells(body, "Before treatment"), cells(body, "Today")
    assert before["4 Likely", "4 Severe"] == "▇ Critical 16 RSK-PLANNED RSK-REACHED"
    assert now["4 Likely", "4 Severe"] == "▇ Critical 16 RSK-PLANNED planned: ▁ Low"
    assert now["1 Rare", "4 Severe"] == "▁ Low 4 RSK-REACHED"


def test_the_maps_of_a_part_place_by_that_part(drawing: Drawing) -> None:
    body = page_at(drawing.edition(RISKS), "risk-map.html").body
    assert cells(body, "Society, before treatment")["4 Likely", "2 Limited"].endswith("RSK-PLANNED RSK-REACHED")
    assert cells(body, "Society, today")["1 Rare", "1 Minor"].endswith("RSK-REACHED")
    silent = body[body.index('id="part-individuals"') : body.index('id="part-society"')]
    assert "Silent about it:" in silent


def test_what_is_closed_or_a_good_surprise_is_on_no_map(drawing: Drawing) -> None:
    body = page_at(drawing.edition(RISKS), "risk-map.html").body
    maps = body[: body.index('id="opportunities"')]
    assert "RSK-CLOSED" not in body
    assert "RSK-CHANCE" not in maps
    assert "RSK-CHANCE" in body


def test_what_is_rated_by_level_alone_is_named_below_the_map(drawing: Drawing) -> None:
    body = page_at(drawing.edition(RISKS), "risk-map.html").body
    assert re.search(r"Not on the map.*?RSK-LEVEL", body)


def test_without_risks_there_is_no_map(drawing: Drawing) -> None:
    edition = drawing.edition("id: CTL-1\ntype: control\ntitle: T\n")
    assert "risk-map.html" not in {page.path for page in edition.site.pages}


def cards(body: str) -> list[tuple[dict[str, list[str]], int, str]]:
    """The numbers above the maps: the filter that each leads to, the number and its words."""
    found = re.findall(r'href="registers/risk\.html#([^"]+)"><strong>(\d+)</strong> ([^<]+)<', body)
    return [(parse_qs(unescape(query), keep_blank_values=True), int(number), said) for query, number, said in found]


def assert_each_number_leads_to_as_many_rows(edition: Edition) -> None:
    register = page_at(edition, "registers/risk.html").body
    head = re.findall(r'data-ab-key="([^"]+)"', register)
    table = register[register.index("<tbody>") :]
    cell = re.compile(r'<t[dh](?: scope="row")?(?: data-ab-value="([^"]*)")?[^>]*>(.*?)</t[dh]>', re.DOTALL)
    rows = [
        dict(zip(head, (given or words(shown) for given, shown in cell.findall(row)), strict=True))
        for row in re.split(r"<tr[^>]*>", table)[1:]
    ]
    found = cards(page_at(edition, "risk-map.html").body)
    assert len(found) == 7
    for query, number, said in found:
        fitting = [row["id"] for row in rows if all(row[key] in values for key, values in query.items())]
        assert (said, len(fitting)) == (said, number)


def test_every_number_above_the_map_leads_to_as_many_rows(example: Edition, drawing: Drawing) -> None:
    assert_each_number_leads_to_as_many_rows(example)
    assert_each_number_leads_to_as_many_rows(drawing.edition(RISKS + NO_RISKS_TODAY))


def assert_the_numbers_are_those_of_the_map(edition: Edition) -> None:
    body = page_at(edition, "risk-map.html").body
    told = {said: number for _, number, said in cards(body)}
    shown = dict.fromkeys(("critical today", "high today", "medium today", "low today"), 0)
    for said in cells(body, "Today").values():
        shown[f"{said.split()[1].lower()} today"] += said.count("RSK-")
    unplaced = re.search(r"Not on the map[^<]*(.*?)</p>", body)
    assert sum(shown.values()) + (words(unplaced[1]).count("RSK-") if unplaced else 0) == sum(told[one] for one in shown)
    assert [one for one in shown if shown[one] > told[one]] == []


def test_the_numbers_above_the_map_count_what_the_maps_show(example: Edition, drawing: Drawing) -> None:
    assert_the_numbers_are_those_of_the_map(example)
    edition = drawing.edition(RISKS + NO_RISKS_TODAY)
    assert_the_numbers_are_those_of_the_map(edition)
    told = {said: number for _, number, said in cards(page_at(edition, "risk-map.html").body)}
    assert (told["critical today"], told["treatment reached"]) == (1, 1)


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        ("residual_impact_society: 1", "planned: ▁ Low"),
        ("residual_impact_society: 5", "planned: ▇ Critical"),
        ("residual_impact: 5", ""),
    ],
)
def test_the_maps_of_a_part_show_the_goal_of_that_part(goal: str, said: str, drawing: Drawing) -> None:
    drawn = f"{PARTLY}{goal}\n---\nid: TRT-OPEN\ntype: treatment\ntitle: T\nstatus: in_progress\n"
    body = page_at(drawing.edition(drawn), "risk-map.html").body
    assert cells(body, "Society, today")["4 Likely", "2 Limited"] == f"▃ Medium 8 RSK-PARTS {said}".strip()


def test_a_risk_that_is_silent_about_a_part_today_is_named_below_its_maps(drawing: Drawing) -> None:
    done = "\n---\nid: TRT-OPEN\ntype: treatment\ntitle: T\nstatus: done\ndone_on: 2026-10-01\neffectiveness: effective\n"
    body = page_at(drawing.edition(f"{PARTLY}residual_impact: 5{done}"), "risk-map.html").body
    assert "RSK-PARTS" not in "".join(cells(body, "Society, today").values())
    assert re.search(r"Silent about it:.*?RSK-PARTS", body[body.index('id="part-society"') :])


def test_the_panel_tells_why_a_risk_is_not_where_it_is_to_be(drawing: Drawing) -> None:
    edition = drawing.edition(RISKS)
    body = words(page_at(edition, "records/RSK-PLANNED.html").body)
    assert "TRT-OPEN : not yet done, in operation and judged effective" in body
    assert "Planned ▁ Low 4" in body
    reached = words(page_at(edition, "records/RSK-REACHED.html").body)
    assert "has not been reached" not in reached


def test_the_panel_shows_who_watches_with_the_latest_value(drawing: Drawing) -> None:
    body = words(page_at(drawing.edition(RISKS), "records/RSK-PLANNED.html").body)
    assert "MET-1 Parity Bias 0.07 2026-11-01 0.05 ○ Over the threshold" in body


def test_a_record_of_another_type_has_no_such_panel(drawing: Drawing) -> None:
    assert 'id="rating"' not in page_at(drawing.edition(RISKS), "records/TRT-OPEN.html").body


def test_the_largest_risks_come_first(example: Edition) -> None:
    body = page_at(example, "overview.html").body
    found = re.findall(r"<th scope=\"row\"><a href=\"records/(RSK-[\w-]+)", body)
    assert found == [
        "RSK-DATA-BUREAU-ERROR", "RSK-SHADOW-AI", "RSK-VENDOR-MODEL-CHANGE", "RSK-CHAT-INJECTION", "RSK-OVER-INDEBTEDNESS",
    ]  # fmt: skip


def test_the_example_breaks_its_own_rules_where_it_means_to(example: Edition) -> None:
    owed: dict[str, set[str]] = {}
    for one in example.diagnostics:
        owed.setdefault(one.duty or one.rule, set()).add(one.record or "")
    assert owed["risk-above-appetite"] == {"RSK-SHADOW-AI", "RSK-VENDOR-MODEL-CHANGE", "RSK-DATA-BUREAU-ERROR"}
    assert owed["risk-acceptance-ends"] == {"RSK-VENDOR-MODEL-CHANGE"}
    assert owed["risk-people-and-society"] == {"RSK-ANSWER-COST"}
    assert owed["risk-treated"] == {"RSK-DATA-BUREAU-ERROR"}
    assert owed["treatment-overdue"] == {"TRT-PARTNER-COUNT"}
    assert owed["thin-reason"] == {"SOA-A.4.5"}
    clean = {"residual-above-inherent", "impact-not-highest", "level-off-matrix", "copied-reason", "decision-before-scope"}
    assert not clean & set(owed)
