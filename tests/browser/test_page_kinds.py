"""Every kind of page within a phone, and on paper without a cut: no table leaves its sheet, every sheet has its heads."""

from __future__ import annotations

import re
from typing import Any

import pytest

PAGES = {
    "home": "index.html",
    "overview": "overview.html",
    "start of the external auditor": "start/external-auditor.html",
    "start of the engineer": "start/engineer.html",
    "start of management": "start/management.html",
    "start of the employee": "start/employee.html",
    "gaps": "gaps.html",
    "dates": "due.html",
    "forecast": "forecast.html",
    "statement": "statement-of-applicability.html",
    "treatment plan": "risk-treatment-plan.html",
    "document register": "document-register.html",
    "mandatory documents": "mandatory-documents.html",
    "risk map": "risk-map.html",
    "requirements by system": "systems.html",
    "requirements of a system": "systems/SYS-LOAN-SCORING.html",
    "changes": "changes.html",
    "changes since an audit": "changes/2026-06-26-internal-audit.html",
    "baseline": "baselines/2026-06-26-internal-audit.html",
    "completeness": "completeness.html",
    "trail of a requirement": "trails/iso42001--A.6.2.4.html",
    "trail of a requirement and a system": "trails/iso42001--A.6.2.4.html#SYS-LOAN-SCORING",
    "trail of evidence": "trails/EV-BIAS-4.2.0.html",
    "matrix": "matrices/requirement-control.html",
    "wide matrix": "matrices/iso42001-nist-ai-rmf.html",
    "widest matrix": "matrices/ai-system-requirement.html",
    "registers": "registers/index.html",
    "register": "registers/evidence.html",
    "rules": "rules/index.html",
    "rule": "rules/period-missing.html",
    "glossary": "glossary.html",
    "glossary of a type": "glossary/control.html",
    "framework": "frameworks/iso42001.html",
    "chapter": "manual/04-context.html",
    "policy's words": "policies/ai-policy.html",
    "product page": "product/views.html",
    "requirement": "records/iso42001--A.6.2.4.html",
    "control": "records/CTL-DRIFT-WATCH.html",
    "evidence": "records/EV-BIAS-4.2.0.html",
    "risk": "records/RSK-PROXY-BIAS.html",
    "policy": "records/POL-AI.html",
    "system": "records/SYS-LOAN-SCORING.html",
    "data set": "records/DS-LOANS.html",
    "impact assessment": "records/IA-SCORING-4.html",
    "audit": "records/AUD-2026.html",
    "review": "records/MR-2026.html",
}
every_kind = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
from_a_folder = pytest.mark.parametrize("address", ["file"], indirect=True)

# What Chromium has for a page of each name, in CSS pixels; it shrinks what is wider, and that makes words unreadable.
SHEETS = {"auto": 688, "wide": 1032, "wider": 1496, "widest": 2154}
MOST_SHRUNK = 1.3
BROKEN = """() => [...document.querySelectorAll(".ab-scroll td, .ab-scroll th")]
    .filter(one => one.checkVisibility() && getComputedStyle(one).overflowWrap === "anywhere")
    .map(one => one.textContent)"""


@from_a_folder
@every_kind
def test_on_a_phone_only_tables_and_pictures_move_sideways(visit: Any, path: str) -> None:
    page = visit.open(path, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(BROKEN) == []


@from_a_folder
@every_kind
def test_no_page_is_cut_by_its_sheet(visit: Any, path: str) -> None:
    page = visit.open(path)
    page.emulate_media(media="print")
    sheet = SHEETS[page.evaluate("getComputedStyle(document.body).page")]
    page.set_viewport_size({"width": sheet, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= sheet * MOST_SHRUNK


@from_a_folder
@pytest.mark.parametrize("path", ["start/external-auditor.html", "forecast.html", "due.html", "index.html"])
def test_tables_of_the_start_pages_need_no_scrolling(visit: Any, path: str) -> None:
    tables = visit.open(path).locator(".ab-scroll")
    assert tables.evaluate_all("all => all.every(one => one.scrollWidth <= one.clientWidth)")


@from_a_folder
def test_every_printed_sheet_of_a_register_has_its_heads(visit: Any) -> None:
    """A button is not drawn again on the next sheet, the words within it are."""
    page = visit.open("registers/control.html")
    page.emulate_media(media="print")
    assert page.locator("thead button").count() > 0
    assert page.locator("thead button").evaluate_all("all => all.every(one => getComputedStyle(one).display === 'contents')")


@from_a_folder
def test_paper_says_for_which_day_it_was_computed(visit: Any) -> None:
    page = visit.open("registers/control.html")
    page.emulate_media(media="print")
    assert re.search(r"as of \d{4}-\d\d-\d\d", page.inner_text(".ab-footer"))
