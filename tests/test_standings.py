"""Record folders whose comments say in which state proof is and where records stand: a folder for every state and cap.

# expect: EV-1 is stale                                   the state of a piece of evidence
# expect: proof of CTL-1 is period-missing                the state of what proves a control
# expect: CTL-1 stands on designed capped by NC-1         a rung or a state aside, and what keeps it there:
  ... held by CTL-1, ... because of SYS-2 (a reason names it), ... by WVR-1 (for a state aside)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from aimsbook.dossier import Dossier
from aimsbook.vocabulary import Vocabulary
from drawn import Drawing

FOLDERS = sorted(folder for folder in (Path(__file__).parent / "standings").iterdir() if folder.is_dir())
_STATE = re.compile(r"(?P<evidence>EV-\d) is (?P<state>[\w-]+)")
_PROOF = re.compile(r"proof of (?P<control>CTL-\d) is (?P<state>[\w-]+)")
_STANDS = re.compile(
    r"(?P<record>(?:CTL|REQ)-\d) stands on (?P<rung>[\w-]+)(?: held by (?P<held>[\w-]+))?(?: capped by (?P<cap>[\w-]+))?"
    r"(?: because of (?P<reason>[\w-]+))?(?: by (?P<by>[\w-]+))?"
)


def sentences(folder: Path) -> Iterator[str]:
    for line in (folder / "controls" / "records.yml").read_text().splitlines():
        if line.startswith("# expect: "):
            yield from line.removeprefix("# expect: ").split(", ")


def contradiction(sentence: str, dossier: Dossier) -> str:
    """What is otherwise than a sentence says, "" where it is right."""
    if found := _PROOF.fullmatch(sentence):
        state = dossier.case.value(dossier.graph[found["control"]], "proof")
        return "" if state == found["state"] else f"{sentence}: {state}"
    if found := _STATE.fullmatch(sentence):
        state = dossier.case.value(dossier.graph[found["evidence"]], "state")
        return "" if state == found["state"] else f"{sentence}: {state}"
    found = _STANDS.fullmatch(sentence)
    assert found, sentence
    standing = dossier.standings[found["record"]]
    told = {
        "rung": (standing.rung.name, found["rung"]),
        "held": (standing.held_by, (found["held"],) if found["held"] else ()),
        "cap": (standing.caps, (found["cap"],) if found["cap"] else ()),
        "by": (standing.by if found["rung"] != "retired" else (), (found["by"],) if found["by"] else ()),
        "reason": (found["reason"] in [one.record for one in standing.reasons], bool(found["reason"])),
    }
    wrong = {name: said for name, (said, expected) in told.items() if said != expected}
    return f"{sentence}: {wrong}" if wrong else ""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_proof_and_rungs_are_as_the_comments_say(folder: Path) -> None:
    dossier = Drawing(folder).dossier()
    said = list(sentences(folder))
    assert len(said) > 3
    assert [wrong for one in said if (wrong := contradiction(one, dossier))] == []


def test_every_state_of_evidence_and_of_a_control_has_a_folder(vocabulary: Vocabulary) -> None:
    said = [one for folder in FOLDERS for one in sentences(folder)]
    for fact, pattern in (("state", _STATE), ("proof", _PROOF)):
        shown = {found["state"] for one in said if (found := pattern.fullmatch(one))}
        own = next(
            kind.facts[fact].choices
            for kind in vocabulary
            if fact in kind.facts and "fresh" in kind.facts[fact].choices
        )
        assert set(own) - shown == set()
