"""Properties of proof: it never gets fresher by itself, nothing is gained by taking evidence away or by a waiver."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from aimsbook.case import Case
from aimsbook.dossier import judged
from aimsbook.ladder import Ladders, read_ladders
from aimsbook.link import link
from aimsbook.load import load
from aimsbook.measure import Standing
from aimsbook.proof import Proofs, read_proof_rules
from aimsbook.source import read_all
from aimsbook.vocabulary import Vocabulary

START = date(2026, 1, 1)
WORSE = {"fresh": 3, "held-elsewhere": 3, "due": 2, "stale": 1, "superseded": 0}
PROOF = {"fresh": 3, "held-elsewhere": 3, "due": 2, "period-missing": 2, "stale": 1}
BASE = """
{id: ROLE-1, type: role, title: Owner}
---
{id: PER-2, type: person, title: Looks at it}
---
{id: SYS-1, type: ai_system, title: S, in_scope: yes, version: 3.1}
---
{id: SYS-2, type: ai_system, title: S, in_scope: yes, version: 1.0}
---
{id: REQ-1, type: requirement, title: R, designed_by: [procedure]}
---
{id: REQ-2, type: requirement, title: R, designed_by: [procedure]}
---
{id: POL-1, type: policy, title: P, kind: procedure, status: approved, approved_by: ROLE-1, approved_on: 2026-01-01, governs: [CTL-1, CTL-2], addresses: [REQ-1, REQ-2]}
---
{id: CTL-2, type: control, title: C, status: implemented, satisfies: REQ-2, frequency: quarterly, in_force_from: 2026-01-01}
---
{id: AUD-1, type: audit, title: A, status: completed, completed_on: 2026-01-05, results: [{item: CTL-1, result: conforms, by: PER-2}]}
"""

FILE = f"file: log.txt, sha256: {sha256(b'held').hexdigest()}"
ALTERED = f"file: log.txt, sha256: {sha256(b'other').hexdigest()}"
ABSENT = f"file: gone.txt, sha256: {sha256(b'held').hexdigest()}"
BROKEN = re.compile(f"{ALTERED}|{ABSENT}")

days = st.integers(0, 500).map(lambda number: START + timedelta(days=number))
control = st.builds(
    lambda status, frequency, per_system: (
        f"{{id: CTL-1, type: control, title: C, owner: ROLE-1, status: {status}, frequency: {frequency}, satisfies: [REQ-1, REQ-2], "
        f"per_system: {per_system}, applies_to: [SYS-1, SYS-2], in_force_from: 2026-01-01}}"
    ),
    st.sampled_from(["implemented", "implemented", "partial", "planned", "retired"]),
    st.sampled_from(["weekly", "monthly", "quarterly", "yearly", "on_event"]),
    st.sampled_from(["yes", "no"]),
)


@st.composite
def evidence(draw: st.DrawFn, number: int) -> str:
    """A piece of evidence of any state that can stand in sound records."""
    collected = draw(days)
    validity = draw(
        st.sampled_from(["", "valid_for: 40", "valid_for: 400", f"valid_until: {collected + timedelta(days=90)}"])
    )
    first = draw(days)
    parts = [
        f"id: EV-{number}, type: evidence, title: E",
        f"supports: {draw(st.sampled_from(['CTL-1', 'CTL-2', '[CTL-1, CTL-2]']))}",
        draw(st.sampled_from([f"collected: {collected}"] * 5 + [""])),
        draw(st.sampled_from([*["location: A safe"] * 4, *[FILE] * 3, "", ALTERED, ABSENT])),
        draw(st.sampled_from([""] * 4 + ["approved: approved", "approved: draft", "approved: rejected"])),
        validity,
        draw(
            st.sampled_from(
                ["", "", f"covers: {{from: {first}, to: {first + timedelta(days=draw(st.integers(0, 120)))}}}"]
            )
        ),
        draw(st.sampled_from(["", "collected_from: SYS-1", "collected_from: SYS-2"])),
        draw(st.sampled_from(["", "", "system_version: 2.0", "system_version: 3.0"])),
    ]
    return f"{{{', '.join(part for part in parts if part)}}}"


pieces = st.integers(0, 4).flatmap(lambda number: st.tuples(*(evidence(one) for one in range(number))))
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def ladders(vocabulary: Vocabulary) -> Ladders:
    return read_ladders(vocabulary)


class Judge:
    def __init__(self, vocabulary: Vocabulary, ladders: Ladders, folder: Path) -> None:
        self.vocabulary, self.ladders, self.file = vocabulary, ladders, folder / "records.yml"
        self.rules = read_proof_rules(vocabulary)
        (folder / "log.txt").write_bytes(b"held")

    def __call__(self, as_of: date, *records: str) -> tuple[Proofs, Mapping[str, Standing], Case]:
        self.file.write_text("\n---\n".join((BASE.strip(), *records)))
        found, faults = load(read_all([(self.file, "records.yml")]), self.vocabulary)
        graph, dead = link(found, self.vocabulary)
        assert [one.message for one in (*faults, *dead)] == []
        case = Case(graph, self.vocabulary, as_of, self.file.parent)
        return *judged(case, self.rules, self.ladders), case


@pytest.fixture
def judge(vocabulary: Vocabulary, ladders: Ladders, tmp_path: Path) -> Judge:
    return Judge(vocabulary, ladders, tmp_path)


@quick
@given(control, pieces, days, st.integers(1, 200))
def test_from_its_collection_on_a_later_day_never_makes_evidence_fresher(
    judge: Judge, control: str, pieces: tuple[str, ...], day: date, later: int
) -> None:
    before, _, _ = judge(day, control, *pieces)
    after, _, _ = judge(day + timedelta(days=later), control, *pieces)
    for name, piece in before.pieces.items():
        if piece.state in WORSE:
            assert WORSE[after.pieces[name].state] <= WORSE[piece.state]


@quick
@given(control, pieces, days, st.integers(1, 200))
def test_without_anything_new_a_control_is_never_proved_better_later(
    judge: Judge, control: str, pieces: tuple[str, ...], day: date, later: int
) -> None:
    proofs, standings, case = judge(day, control, *pieces)
    after, then = judged(case.on(day + timedelta(days=later)), judge.rules, judge.ladders)
    for name, proof in proofs.controls.items():
        assert PROOF.get(after.controls[name].state, 0) <= PROOF.get(proof.state, 0)
    assert all(then[name].height <= standing.height for name, standing in standings.items())


@quick
@given(control, pieces, days, st.data())
def test_taking_evidence_away_never_raises_a_rung(
    judge: Judge, control: str, pieces: tuple[str, ...], day: date, data: st.DataObject
) -> None:
    whole = [one for one in pieces if not BROKEN.search(one)]
    assume(whole)
    _, standings, _ = judge(day, control, *pieces)
    gone = data.draw(st.sampled_from(whole))
    _, without, _ = judge(day, control, *(one for one in pieces if one is not gone))
    assert all(without[name].height <= standing.height for name, standing in standings.items())


@quick
@given(control, pieces, days, st.data())
def test_taking_evidence_with_a_broken_file_away_brings_no_more_than_putting_the_file_back(
    judge: Judge, control: str, pieces: tuple[str, ...], day: date, data: st.DataObject
) -> None:
    broken = [one for one in pieces if BROKEN.search(one)]
    assume(broken)
    gone = data.draw(st.sampled_from(broken))
    _, mended, _ = judge(day, control, *(BROKEN.sub(FILE, one) if one is gone else one for one in pieces))
    _, without, _ = judge(day, control, *(one for one in pieces if one is not gone))
    assert all(without[name].height <= standing.height for name, standing in mended.items())


@pytest.mark.parametrize(("newer", "state"), [(FILE, "fresh"), (ALTERED, "altered"), (ABSENT, "absent")])
def test_a_newer_file_that_is_broken_stands_in_the_way_of_an_older_one_that_is_sound(judge: Judge, newer: str, state: str) -> None:
    control = "{id: CTL-1, type: control, title: C, owner: ROLE-1, status: implemented, frequency: yearly, satisfies: REQ-1}"
    older = f"{{id: EV-1, type: evidence, title: E, supports: CTL-1, collected: 2026-02-01, {FILE}}}"
    last = f"{{id: EV-2, type: evidence, title: E, supports: CTL-1, collected: 2026-03-01, {newer}}}"
    with_both, _, _ = judge(date(2026, 4, 1), control, older, last)
    with_older, _, _ = judge(date(2026, 4, 1), control, older)
    assert (with_both.controls["CTL-1"].state, with_older.controls["CTL-1"].state) == (state, "fresh")


@quick
@given(
    control,
    pieces,
    days,
    st.sampled_from(["REQ-1", "REQ-2", "CTL-1", "[REQ-1, CTL-2]"]),
    st.sampled_from(["open", "in_correction"]),
)
def test_an_open_nonconformity_never_raises_a_rung_and_is_named(
    judge: Judge, control: str, pieces: tuple[str, ...], day: date, missed: str, status: str
) -> None:
    _, standings, _ = judge(day, control, *pieces)
    found = f"{{id: NC-1, type: nonconformity, title: N, status: {status}, requirement: {missed}}}"
    _, capped, _ = judge(day, control, *pieces, found)
    assert all(capped[name].height <= standing.height for name, standing in standings.items())
    named = [name for name, standing in capped.items() if "NC-1" in standing.caps]
    assert all(one.strip("[] ") in named for one in missed.split(","))
    assert all(capped[name].height <= 2 for name in named)


@quick
@given(control, pieces, days, st.sampled_from(["REQ-1", "CTL-1", "[REQ-2, CTL-2]"]), st.integers(-40, 400))
def test_a_waiver_never_shows_as_covered(
    judge: Judge, control: str, pieces: tuple[str, ...], day: date, waived: str, left: int
) -> None:
    _, standings, _ = judge(day, control, *pieces)
    waiver = (
        f"{{id: WVR-1, type: waiver, title: W, status: approved, waives: {waived}, reason: R, owner: ROLE-1, approved_by: PER-2, "
        f"approved_on: 2026-01-01, expires: {day + timedelta(days=left)}}}"
    )
    _, carried, _ = judge(day, control, *pieces, waiver)
    for name, standing in standings.items():
        assert carried[name].height <= standing.height
        assert carried[name].level <= standing.level
        if carried[name].rung.name == "justified":
            assert left >= 0 and carried[name].aside and carried[name].rung.open


@quick
@given(control, pieces, days, st.integers(1, 300), evidence(9))
def test_what_is_dated_after_the_day_changes_nothing(
    judge: Judge, control: str, pieces: tuple[str, ...], day: date, later: int, extra: str
) -> None:
    assume("collected: " in extra)
    then = day + timedelta(days=later)
    to_come = (
        re.sub(r"collected: [\d-]+", f"collected: {then}", extra),
        f"{{id: AUD-9, type: audit, title: A, status: completed, completed_on: {then}, results: [{{item: CTL-1, result: finding, by: PER-2}}]}}",
        f"{{id: NC-9, type: nonconformity, title: N, status: open, detected_on: {then}, requirement: [REQ-1, CTL-2]}}",
        f"{{id: WVR-9, type: waiver, title: W, status: approved, waives: REQ-1, reason: R, owner: ROLE-1, approved_by: PER-2, approved_on: {then}, expires: 2030-01-01}}",
        f"{{id: CTL-9, type: control, title: C, status: planned, in_force_from: {then}, satisfies: [REQ-1, REQ-2]}}",
        f"{{id: POL-9, type: policy, title: P, kind: procedure, status: approved, approved_on: {then}, governs: CTL-1}}",
    )
    before, standings, _ = judge(day, control, *pieces)
    after, among, _ = judge(day, control, *pieces, *to_come)
    assert {name: among[name] for name in standings} == standings
    assert {name: after.controls[name].state for name in before.controls} == {
        name: one.state for name, one in before.controls.items()
    }
    assert {name: after.pieces[name].state for name in before.pieces} == {
        name: one.state for name, one in before.pieces.items()
    }
