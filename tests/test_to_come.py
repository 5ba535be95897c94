"""Nothing dated after the as-of date counts, whatever type of record it is: read off the vocabulary, type by type."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from aimsbook.compose import Edition
from aimsbook.definitions import read_vocabulary
from aimsbook.dossier import Dossier
from aimsbook.forecast import forecast
from aimsbook.vocabulary import Field, RecordType
from aimsbook.writing import as_documents
from drawn import AS_OF, Drawing

VOCABULARY = read_vocabulary()
BEGIN = [kind.name for kind in VOCABULARY if kind.begins]
WORLD: dict[str, dict[str, Any]] = {
    "role": {},
    "person": {"holds": ["ROLE-1"]},
    "ai_system": {"in_scope": "yes", "version": "2.0"},
    "requirement": {"designed_by": ["procedure"], "owner": "ROLE-1"},
    "policy": {"kind": "procedure", "status": "approved", "approved_by": ["ROLE-1"], "approved_on": "2026-01-01", "addresses": ["REQ-1"], "governs": ["CTL-1"]},
    "control": {"status": "implemented", "satisfies": ["REQ-1"], "applies_to": ["SYS-1"], "frequency": "quarterly", "in_force_from": "2026-04-01"},
    "evidence": {"collected": "2026-10-02", "location": "A safe", "supports": ["CTL-1"], "covers": {"from": "2026-07-01", "to": "2026-09-30"}},
    "risk": {"likelihood": "4", "impact": "4", "residual_likelihood": "2", "residual_impact": "2", "concerns": ["SYS-1"], "treated_by": ["CTL-1", "TRT-1"]},
    "treatment": {"status": "in_progress", "due": "2026-12-01", "uses": ["CTL-1"]},
    "applicability": {"decides_on": ["REQ-1"], "applicable": "yes", "reason": "It is needed.", "decided_on": "2026-02-01"},
    "audit": {"status": "completed", "completed_on": "2026-06-01", "results": [{"item": "CTL-1", "result": "conforms", "by": "PER-1"}]},
    "metric": {"threshold": "0.1", "direction": "lower_is_better", "has_measurement": ["MEAS-1"]},
    "measurement": {"date": "2026-10-01", "value": "0.05"},
    "scope": {"status": "approved", "approved_on": "2026-01-01"},
    "impact_assessment": {"assesses": ["SYS-1"], "approved_on": "2026-05-01", "status": "approved", "system_version": "2.0"},
}  # fmt: skip
# what lists or counts every record that is written down, that to come too
LISTING = re.compile(r"registers/|assets/aimsbook/search/|glossary/|index\.html|completeness\.html|llms\.txt|rules/(orphan|index)\.html")


def named(kind: RecordType, number: int) -> str:
    return f"{kind.prefix}-{number}"


def world() -> list[dict[str, Any]]:
    return [
        {"id": named(kind, 1), "type": kind.name, "title": kind.label, **WORLD.get(kind.name, {})} for kind in VOCABULARY
    ]


@st.composite
def to_come(draw: st.DrawFn, kind: RecordType) -> dict[str, Any]:
    """A record of a type that begins after the day, in whatever state, linked to all that it may be linked to."""
    record: dict[str, Any] = {"id": named(kind, 9), "type": kind.name, "title": "To come"}
    for one in kind.fields.values():
        if one.name in kind.begins:
            record[one.name] = later(draw)
        elif (value := draw(filled(one))) and one.name not in record:
            record[one.name] = value
    for relation in kind.relations.values():
        if relation.inverse_maximum is None:
            targets = [named(VOCABULARY[name], 1) for name in relation.to if VOCABULARY[name].prefix]
            record[relation.name] = targets[: relation.maximum]
    return record


def later(draw: st.DrawFn) -> str:
    return (AS_OF + timedelta(days=draw(st.integers(1, 400)))).isoformat()


def filled(one: Field) -> st.SearchStrategy[str]:
    """A value for what says how far a record has come or when: the rest does not matter here."""
    if one.kind == "choice" and not one.many:
        return st.sampled_from(["", *one.choices])
    if one.kind == "date":
        return st.dates(date(2026, 1, 1), date(2028, 1, 1)).map(date.isoformat)
    return st.sampled_from(["yes", "no"]) if one.kind == "yes_no" else st.just("")


def told(edition: Edition) -> dict[str, object]:
    site = edition.site
    files: dict[str, object] = {page.path: page.body for page in site.pages}
    return files | {asset.path: asset.content for asset in site.assets}


def asked(dossier: Dossier) -> list[str]:
    """What is said of the records, but that nothing at all leads to one."""
    return [one.message for one in dossier.diagnostics if one.rule != "orphan"]


@pytest.fixture(scope="module")
def before() -> Edition:
    with TemporaryDirectory() as folder:
        edition = Drawing(Path(folder)).edition(as_documents(world()))
        told(edition)
        return edition


def test_the_world_is_sound_and_of_every_type(before: Edition) -> None:
    assert [one.message for one in before.diagnostics if str(one.severity) == "error"] == []
    assert {record.type for record in before.book.dossier.graph} == {kind.name for kind in VOCABULARY}
    assert before.book.dossier.standings["REQ-1"].rung.name == "verified"


@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("types", [BEGIN[start::5] for start in range(5)], ids=" ".join)
@given(st.data())
def test_records_to_come_change_nothing_but_where_they_are_listed(before: Edition, types: list[str], data: st.DataObject) -> None:
    extra = [data.draw(to_come(VOCABULARY[name])) for name in types]
    with TemporaryDirectory() as folder:
        after = Drawing(Path(folder)).edition(as_documents([*world(), *extra]))
        assert [one.message for one in after.diagnostics if str(one.severity) == "error"] == []
        now, then = before.book.dossier, after.book.dossier
        ours = {one["id"] for one in extra}
        assert {name: then.standings[name] for name in now.standings} == dict(now.standings)
        assert {key: value for key, value in then.case.facts.items() if key[0] not in ours} == dict(now.case.facts)
        assert forecast(then) == forecast(now)
        assert asked(then) == asked(now)
        files, earlier = told(after), told(before)
    linked = [*ours, *(one.target for name in ours for one in then.graph[name].links)]
    own = re.compile(rf"records/({'|'.join(map(re.escape, linked))})\.(html|json)")
    changed = {path for path in {**files, **earlier} if files.get(path) != earlier.get(path)}
    assert sorted(path for path in changed if not LISTING.match(path) and not own.match(path)) == []
