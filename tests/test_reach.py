"""Requirement by system: the rung that each system stands on by its own controls and evidence, and the pages that say so."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimsbook.compose import Edition
from aimsbook.dossier import Dossier
from aimsbook.proof import Piece
from aimsbook.reach import Meeting, Reach, reach_of
from aimsbook.records import Record, Severity
from drawn import AS_OF, Drawing, page_at

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


def counting(meeting: Meeting, dossier: Dossier) -> list[str]:
    """What counts as proof of a requirement at a system, found without the room that is tested."""
    graph, system = dossier.graph, meeting.system.id

    def is_of(record: Record) -> bool:
        readings = ("collected_from", "applies_to", "releases", "used_by", "part_of", "about")
        named = {one.id for reading in readings for one in graph.linked(record.id, reading) if one.type == "ai_system"}
        return not named or system in named

    controls = [one for one in graph.linked(meeting.requirement.id, "satisfied_by") if is_of(one)]
    proof = [one for control in controls for one in graph.linked(control.id, "evidenced_by")]
    proof += graph.linked(meeting.requirement.id, "demonstrated_by")
    pieces = dossier.proofs.pieces
    found = [one.id for one in proof if pieces[one.id].until and any(day >= AS_OF for day in lasting(pieces[one.id])) and is_of(one)]
    records = [one for name in meeting.requirement.get("records") or [] for one in graph.of_type(name)]
    found += [one.id for one in records if not controls and is_of(one) and one.get("status") != "replaced"]
    return found


def lasting(piece: Piece) -> list[date]:
    return [] if piece.moved_on else list(piece.lasts.values())


def unfounded(edition: Edition) -> list[str]:
    """The cells that stand above what their own evidence bears."""
    dossier = edition.book.dossier
    rungs = [rung.name for rung in dossier.ladders.rungs]
    high = [one for one in meetings(edition).values() if one.standing.height > rungs.index("implemented")]
    return [f"{one.requirement.id} @{one.system.id} {one.rung.name}" for one in high if not counting(one, dossier)]


def test_no_cell_of_the_example_is_evidenced_without_evidence_for_its_system(example: Edition) -> None:
    assert unfounded(example) == []
    found = meetings(example)
    assert found["iso42001:A.6.2.4", "SYS-STAFF-ASSIST"].rung.name == "designed"
    assert found["iso42001:A.6.2.4", "SYS-LOAN-SCORING"].rung.name == "verified"


some = st.sampled_from
maybe = some(["", "SYS-A", "SYS-B", "SYS-C", "[SYS-A, SYS-B]"])
drawn_controls = st.lists(st.tuples(maybe, some(["yes", "no"]), some(["REQ-1", "REQ-2", "[REQ-1, REQ-2]"])), min_size=1, max_size=4)
drawn_evidence = st.lists(
    st.tuples(some(["supports: CTL-0", "supports: CTL-1", "supports: [CTL-0, CTL-1]", "demonstrates: REQ-2"]), maybe, some(["2026-10-01", "2026-11-10", "2025-01-01", "2026-12-01"])),
    max_size=5,
)
drawn_releases = st.lists(st.tuples(some(["SYS-A", "SYS-B"]), some(["1.0", "1.1", "2.0"]), some(["live", "replaced"])), max_size=2)


@settings(deadline=None, max_examples=60)
@given(drawn_controls, drawn_evidence, drawn_releases, st.booleans())
def test_no_cell_stands_above_what_its_own_evidence_bears(
    controls: list[tuple[str, str, str]], evidence: list[tuple[str, str, str]], releases: list[tuple[str, str, str]], looked_at: bool
) -> None:
    records = [f"{{id: SYS-{name}, type: ai_system, title: S, in_scope: yes, version: 1.0}}" for name in "ABC"]
    records += ["{id: REQ-1, type: requirement, title: R}", "{id: REQ-2, type: requirement, title: R, records: [release]}"]
    names = ", ".join(f"CTL-{number}" for number in range(len(controls)))
    records.append(f"{{id: POL-1, type: policy, title: P, status: approved, approved_by: ROLE-1, approved_on: 2026-01-01, addresses: [REQ-1, REQ-2], governs: [{names}]}}")
    records += ["{id: ROLE-1, type: role, title: R}", "{id: PER-1, type: person, title: P}"]
    for number, (applies, each, meets) in enumerate(controls):
        to = f", applies_to: {applies}" if applies else ""
        records.append(f"{{id: CTL-{number}, type: control, title: C, status: implemented, per_system: {each}, satisfies: {meets}{to}}}")
    for number, (proves, taken, day) in enumerate(evidence):
        origin = f", collected_from: {taken}" if taken else ""
        records.append(f"{{id: EV-{number}, type: evidence, title: E, {proves}, collected: {day}, location: L{origin}}}".replace("CTL-1", "CTL-1" if len(controls) > 1 else "CTL-0").replace("[CTL-0, CTL-0]", "CTL-0"))
    for number, (system, version, status) in enumerate(releases):
        records.append(f"{{id: REL-{number}, type: release, title: R, releases: {system}, system_version: {version}, status: {status}, date: 2026-10-01, approved_by: ROLE-1, acceptance_criteria: [{{measure: M}}]}}")
    if looked_at:
        rows = ", ".join(f"{{item: {one}, result: conforms, by: PER-1}}" for one in ("REQ-1", "REQ-2", *names.split(", ")))
        records.append(f"{{id: AUD-1, type: audit, title: A, status: completed, completed_on: 2026-11-01, results: [{rows}]}}")
    with TemporaryDirectory() as folder:
        edition = Drawing(Path(folder)).edition("\n---\n".join(records))
    assert [one for one in edition.diagnostics if one.severity is Severity.ERROR] == []
    assert unfounded(edition) == []


def test_newer_evidence_from_another_system_takes_nothing_away(drawing: Drawing) -> None:
    newer = "---\n{id: EV-B, type: evidence, title: On beta, supports: CTL-A, collected: 2026-11-01, location: L, collected_from: SYS-B}\n"
    older = TWO.replace("applies_to: SYS-A\n", "applies_to: [SYS-A, SYS-B]\n").replace("supports: CTL-A\n", "supports: CTL-A\ncollected_from: SYS-A\n")
    found = meetings(drawing.edition(older + newer))
    assert found["REQ-1", "SYS-A"].rung.name == "evidenced"


def test_what_lifts_a_requirement_without_controls_is_shown_as_its_evidence(example: Edition) -> None:
    reach, found = reach_of(example.book.dossier), meetings(example)
    assert [one.id for one in reach.evidence(found["iso42001:A.7.4", "SYS-STAFF-ASSIST"])] == ["DS-HANDBOOK"]


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
