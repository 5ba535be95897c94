"""Requirement by system: the rung that each system stands on by its own controls and evidence, and the pages that say so."""

from __future__ import annotations

import re

import pytest

from aimsbook.compose import Edition
from aimsbook.reach import Meeting, Reach, reach_of
from drawn import Drawing, page_at

TWO = """
id: SYS-A
type: ai_system
title: Alpha
in_scope: yes
---
id: SYS-B
type: ai_system
title: Beta
in_scope: yes
---
id: REQ-1
type: requirement
title: Test before release
---
id: POL-1
type: policy
title: Testing
status: approved
approved_by: ROLE-1
approved_on: 2026-01-10
kind: procedure
addresses: REQ-1
governs: [CTL-A, CTL-B]
---
id: ROLE-1
type: role
title: Tester
---
id: CTL-A
type: control
title: Test of alpha
status: implemented
satisfies: REQ-1
applies_to: SYS-A
---
id: CTL-B
type: control
title: Test of beta
status: implemented
satisfies: REQ-1
applies_to: SYS-B
---
id: EV-A
type: evidence
title: Report on alpha
supports: CTL-A
collected: 2026-10-01
approved: approved
location: Archive
---
id: PER-SYSTEM
type: control
title: Log of each
status: implemented
per_system: yes
satisfies: REQ-2
---
id: REQ-2
type: requirement
title: Keep logs
---
id: POL-2
type: policy
title: Logging
status: approved
approved_by: ROLE-1
approved_on: 2026-01-10
kind: procedure
addresses: REQ-2
governs: PER-SYSTEM
---
id: EV-LOG
type: evidence
title: Log of beta
supports: PER-SYSTEM
collected_from: SYS-B
collected: 2026-10-01
approved: approved
location: Archive
"""


@pytest.fixture
def edition(drawing: Drawing) -> Edition:
    return drawing.edition(TWO)


def meetings(edition: Edition) -> dict[tuple[str, str], Meeting]:
    reach = reach_of(edition.book.dossier)
    return {(one.requirement.id, system.id): one for system in reach.systems for one in reach.of(system).values()}


def test_each_system_stands_by_its_own_controls(edition: Edition) -> None:
    found = meetings(edition)
    assert found["REQ-1", "SYS-A"].rung.name == "evidenced"
    assert found["REQ-1", "SYS-B"].rung.name == "implemented"
    assert edition.book.dossier.standings["REQ-1"].rung.name == "implemented"


def test_a_control_that_works_per_system_is_proved_for_each(edition: Edition) -> None:
    found = meetings(edition)
    assert found["REQ-2", "SYS-A"].rung.name == "implemented"
    assert found["REQ-2", "SYS-B"].rung.name == "evidenced"


def test_controls_and_evidence_of_another_system_are_not_shown(edition: Edition) -> None:
    reach: Reach = reach_of(edition.book.dossier)
    found = meetings(edition)
    assert [one.id for one in reach.controls(found["REQ-1", "SYS-B"])] == ["CTL-B"]
    assert [one.id for one in reach.evidence(found["REQ-1", "SYS-B"])] == []
    assert [one.id for one in reach.evidence(found["REQ-1", "SYS-A"])] == ["EV-A"]
    assert [one.id for one in reach.evidence(found["REQ-2", "SYS-A"])] == []


def test_where_all_controls_reach_a_system_it_stands_no_lower_than_the_organisation(example: Edition) -> None:
    dossier, reach = example.book.dossier, reach_of(example.book.dossier)
    lower = [
        (one.requirement.id, one.system.id)
        for one in meetings(example).values()
        if not dossier.standings[one.requirement.id].aside
        and one.application.holds
        and one.standing.height < dossier.standings[one.requirement.id].height
        and reach.controls(one)
        and len(reach.controls(one)) == len(list(dossier.case.linked(one.requirement, "satisfied_by")))
    ]
    assert lower == []


def test_the_pages_say_the_same_as_the_reach(example: Edition) -> None:
    csv = {one.path: one.content.decode("utf-8-sig") for one in example.site.assets if one.path.startswith("systems")}
    assert set(csv) == {"systems.csv", *(f"systems/{name}.csv" for name in ("SYS-CHAT-AGENT", "SYS-LOAN-SCORING", "SYS-STAFF-ASSIST"))}
    lines = [line for line in csv["systems/SYS-CHAT-AGENT.csv"].splitlines() if line.startswith("EU AI Act,50,")]
    assert len(lines) == 1 and ",Applies,2026-08-02,Named,CTL-USER-NOTICE," in lines[0]
    assert "EU AI Act,10,Data and data governance,Does not apply" in csv["systems.csv"]
    assert "Not yet (2027-12-02)" in csv["systems.csv"]


def test_a_page_for_each_system_in_scope_and_for_no_other(example: Edition) -> None:
    pages = {page.path for page in example.site.pages if page.path.startswith("systems")}
    assert pages == {"systems.html", *(f"systems/{name}.html" for name in ("SYS-CHAT-AGENT", "SYS-LOAN-SCORING", "SYS-STAFF-ASSIST"))}


def test_a_project_without_systems_has_no_such_page(drawing: Drawing) -> None:
    edition = drawing.edition("id: REQ-1\ntype: requirement\ntitle: Alone\n")
    assert not [page for page in edition.site.pages if page.path.startswith("systems")]


def test_a_requirement_says_for_which_systems_it_holds_and_from_when(example: Edition) -> None:
    body = page_at(example, "records/eu-ai-act--10.html").body
    part = body[body.index('id="systems"') :].partition("</section>")[0]
    words = " ".join(re.sub(r"<[^>]+>", " ", part).split())
    assert "SYS-LOAN-SCORING Loan scoring service ◷ Not yet so far: ● Evidenced 2027-12-02 we are provider; high-risk" in words
    assert "SYS-CHAT-AGENT Borrower chat Ask Oster – Does not apply" in words
