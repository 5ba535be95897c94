"""Themes of a record's page: what they tell, what they make superfluous elsewhere, and what they refuse."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aimsbook.compose import Edition
from aimsbook.definitions import read_vocabulary
from aimsbook.errors import ConfigurationFault
from aimsbook.themes import read_themes
from aimsbook.tracing import affected
from drawn import Drawing, page_at

HEADINGS = [
    "Purpose and use", "Scope, roles and class", "Data", "Models, tools and computing", "Suppliers", "Risks",
    "Impact assessment", "Releases", "Controls and evidence", "Evidence taken from it", "Metrics",
    "Incidents, concerns and changes", "Findings and nonconformities", "Obligations", "Requirements that hold for it",
]  # fmt: skip


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def part(edition: Edition, path: str, anchor: str) -> str:
    body = page_at(edition, path).body
    return body[body.index(f'id="{anchor}"') :].partition("</section>\n")[0]


@pytest.mark.parametrize("system", ["SYS-LOAN-SCORING", "SYS-CHAT-AGENT", "SYS-STAFF-ASSIST"])
def test_a_system_is_told_theme_by_theme(example: Edition, system: str) -> None:
    page = page_at(example, f"records/{system}.html")
    assert [one.title for one in page.headings][: len(HEADINGS)] == HEADINGS


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("theme-data", {"DS-LOANS", "DS-LOANS-HOLDOUT", "DS-BUREAU", "SUP-BUREAU"}),
        ("theme-parts", {"RES-TRAIN-STACK", "RES-CLOUD", "RES-DS-TEAM"}),
        ("theme-suppliers", {"SUP-BUREAU", "SUP-CLOUD"}),
        ("theme-impact", {"IA-SCORING-4", "RSK-PROXY-BIAS", "RSK-WRONG-DECLINE", "RSK-PARTNER-MISUSE"}),
        ("theme-releases", {"REL-SCORING-4.2.0", "EV-VALIDATION-4.2.0"}),
        ("theme-figures", {"MET-PARITY", "MET-PSI", "MET-OVERRIDE"}),
        ("theme-events", {"CNC-AGE-QUESTION"}),
        ("theme-obligations", {"OBL-AIA-PROVIDER", "OBL-AIA-REGISTER", "CTL-EXPLAIN"}),
    ],
)
def test_a_theme_shows_the_records_it_is_about(example: Edition, anchor: str, expected: set[str]) -> None:
    found = set(re.findall(r'href="([\w.-]+)\.html', part(example, "records/SYS-LOAN-SCORING.html", anchor)))
    assert expected <= found


@pytest.mark.parametrize(
    ("risk", "levels"),
    [("RSK-ANSWER-COST", ["Medium", "Medium"]), ("RSK-CHAT-WRONG-ADVICE", ["Critical", "Medium", "Medium"])],
)
def test_the_risks_of_a_system_stand_at_their_ratings_and_not_at_levels_typed_in(
    example: Edition, risk: str, levels: list[str]
) -> None:
    rows = part(example, "records/SYS-CHAT-AGENT.html", "theme-risks").split("<tr")
    row = next(one for one in rows if f'href="{risk}.html"' in one)
    assert re.findall(r"\b(?:Low|Medium|High|Critical)\b", words(row)) == levels


def test_the_evidence_of_a_system_stands_at_its_state_of_today(drawing: Drawing) -> None:
    drawn = (
        "{id: SYS-A, type: ai_system, title: A}\n---\n{id: EV-A, type: evidence, title: Gone, kind: report, "
        "collected: 2026-10-01, file: evidence/gone.txt, approved: approved, collected_from: SYS-A}\n"
    )
    assert "Absent" in words(part(drawing.edition(drawn), "records/SYS-A.html", "theme-evidence"))


def test_what_a_theme_tells_is_told_once(example: Edition) -> None:
    body = page_at(example, "records/SYS-LOAN-SCORING.html").body
    assert 'id="fields"' not in body
    links = body[body.index('id="links"') :].partition("</section>")[0]
    assert not {"uses", "built on", "measured by", "has the risk"} & set(re.findall(r"<h3>([^<]+)", links))


def test_anchors_of_a_system_page_are_unique(example: Edition) -> None:
    anchors = re.findall(r'\sid="([^"]+)"', page_at(example, "records/SYS-CHAT-AGENT.html").body)
    assert sorted(anchors) == sorted(set(anchors))


def test_a_failed_criterion_is_shown_with_the_decision(example: Edition) -> None:
    said = words(part(example, "records/SYS-CHAT-AGENT.html", "theme-releases"))
    assert "Impact assessment of this version approved none ○ Fail" in said
    assert "Carried by the chief risk officer until 30 November 2026" in said


def test_the_assessment_says_how_its_version_stands_to_the_one_that_runs(example: Edition) -> None:
    assert "Made for another major version" in words(part(example, "records/SYS-CHAT-AGENT.html", "theme-impact"))
    assert "Earlier version of the same step" in words(part(example, "records/SYS-LOAN-SCORING.html", "theme-impact"))


def test_every_impact_says_what_became_of_it(example: Edition) -> None:
    rows = re.findall(r"<tr id=\"impacts-\d+\">(.*?)</tr>", part(example, "records/IA-CHAT-2.html", "theme-impacts"))
    assert [("RSK-CHAT" in row, "hand-over reachable" in row) for row in rows] == [(True, False), (True, False), (False, True)]


def test_the_lineage_leads_from_origins_to_the_system_and_both_ways_from_data(example: Edition) -> None:
    svg = re.search(r"<svg.*?</svg>", part(example, "records/SYS-LOAN-SCORING.html", "theme-data"))
    assert svg and set(re.findall(r'href="([\w-]+)\.html', svg[0])) == {"DS-LOANS", "DS-LOANS-HOLDOUT", "DS-BUREAU", "SUP-BUREAU"}
    svg = re.search(r"<svg.*?</svg>", part(example, "records/DS-LOANS.html", "theme-lineage"))
    assert svg and set(re.findall(r'href="([\w-]+)\.html', svg[0])) == {"DS-LOANS-HOLDOUT", "SYS-LOAN-SCORING"}


def test_a_supplier_says_what_hangs_on_it(example: Edition) -> None:
    said = words(part(example, "records/SUP-MERROWIND.html", "theme-reach"))
    for name in ("SYS-CHAT-AGENT", "RSK-VENDOR-MODEL-CHANGE", "CTL-CHAT-GUARD", "OBL-MERROWIND-TERMS"):
        assert name in said


def test_what_is_affected_is_found_in_both_directions_and_leads_over_no_owner(drawing: Drawing) -> None:
    dossier = drawing.dossier(
        """
        id: SUP-1
        type: supplier
        title: Maker
        owner: ROLE-1
        ---
        id: SYS-1
        type: ai_system
        title: Chat
        supplied_by: SUP-1
        owner: ROLE-1
        ---
        id: RSK-1
        type: risk
        title: Swap
        concerns: SYS-1
        ---
        id: TRT-1
        type: treatment
        title: Second maker
        ---
        id: ROLE-1
        type: role
        title: Buyer
        """
    )
    found = affected(dossier.graph["SUP-1"], dossier)
    assert {name: [(away, one.id) for away, one in some] for name, some in found.items()} == {
        "ai_system": [(1, "SYS-1")],
        "risk": [(2, "RSK-1")],
    }
    assert list(affected(dossier.graph["SUP-1"], dossier, 1)) == ["ai_system"]


@pytest.mark.parametrize(
    ("theme", "said"),
    [
        ("{name: x, title: X, fields: [purpos]}", "'purpos' is no field or relation of ai_system; did you mean 'purpose'?"),
        ("{name: x, fields: [purpose]}", "'title' is missing"),
        ("{name: x, title: X, colour: red}", "there is no key 'colour'"),
        ("{name: x, title: X, table: {through: [usess], show: [entry]}}", "'usess' is no relation of ai_system"),
        ("{name: x, title: X, table: {through: [uses], show: [{attribute: purposes}]}}", "is no attribute of these links"),
        ("{name: x, title: X, table: {through: [uses], show: [origins]}}", "'origins' is no field or relation of data_set"),
        ("{name: x, title: X, table: {through: [uses], where: {statos: x}, show: [entry]}}", "'statos' is no field"),
        ("{name: x, title: X, lineage: {back: [usees]}}", "'usees' is no relation"),
        ("{name: x, title: X, reach: {within: 2, types: [cat]}}", "there is no type 'cat'"),
        ("{name: x, title: X, rows: {field: title, show: [], relation: uses, by: x}}", "'title' is no table"),
    ],
)
def test_a_theme_that_leads_nowhere_is_refused_with_its_name(drawing: Drawing, theme: str, said: str) -> None:
    drawing.draw(f"== controls/vocabulary/ai_system.yml\ntype: ai_system\nthemes: [{theme}]\n")
    with pytest.raises(ConfigurationFault) as refused:
        read_themes(read_vocabulary(drawing.root / "controls/vocabulary"))
    assert "ai_system: the theme x: " in str(refused.value) and said in str(refused.value)


def test_a_project_adds_a_theme_to_a_type_of_its_own(drawing: Drawing) -> None:
    edition = drawing.edition(
        """
        id: NOTE-1
        type: note
        title: A note
        said: Something
        about: NOTE-2
        ---
        id: NOTE-2
        type: note
        title: Another
        == controls/vocabulary/note.yml
        type: note
        prefix: NOTE
        icon: "✎"
        fields: {said: {kind: text, help: What it says.}}
        relations: {about: {to: [note], inverse: noted_in, help: What it is about.}}
        themes:
          - {name: core, title: The core of it, fields: [said], table: {through: [about], show: [entry]}}
        """
    )
    body = page_at(edition, "records/NOTE-1.html").body
    assert "The core of it" in body and 'id="fields"' not in body
    assert words(part(edition, "records/NOTE-1.html", "theme-core")).count("NOTE-2") == 1


def test_shipped_themes_are_sound(vocabulary: Any) -> None:
    assert {name: themes[0].name for name, themes in read_themes(vocabulary).items()} == {
        "ai_system": "purpose",
        "data_set": "lineage",
        "impact_assessment": "impacts",
        "policy": "reach",
        "supplier": "reach",
    }


def test_a_system_is_not_shown_with_the_evidence_of_another(example: Edition) -> None:
    scoring, chat = (part(example, f"records/{name}.html", "theme-controls") for name in ("SYS-LOAN-SCORING", "SYS-CHAT-AGENT"))
    assert "EV-DESIGN-FILE-CHAT-2" in chat and "EV-DESIGN-FILE-CHAT-2" not in scoring
    assert "EV-BIAS-4.2.0" in scoring and "EV-BIAS-4.2.0" not in chat
