"""A project's own lists and rules of proof: files in its vocabulary folder that are laid over the shipped ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from aimsbook.address import INDEX, OF_THE_ROOT, WITHHELD_PAGE, list_page
from aimsbook.cli import cli
from aimsbook.compose import Edition
from aimsbook.definitions import LAYERS, read_vocabulary
from aimsbook.errors import ConfigurationFault
from aimsbook.layers import read_layers
from aimsbook.lists import read_lists
from aimsbook.oscalrules import read_oscal
from aimsbook.profiles import read_profiles
from aimsbook.proof import FILE as PROOF
from aimsbook.proof import read_proof_rules
from aimsbook.records import Severity
from aimsbook.source import read_plain
from aimsbook.vocabulary import DATA
from drawn import MKDOCS, Drawing, page_at

OWN = """
id: CTL-1
type: control
title: Two people release
status: implemented
frequency: yearly
---
id: EV-1
type: evidence
title: Minutes
collected: 2026-01-10
location: The safe
approved: accepted
demonstrates: [CTL-1]
"""
LIST = """
== controls/vocabulary/lists.yml
- name: rooms
  title: Controls by owner
  rows: {type: control}
  columns: [id, title, {title: Who, path: owner}]
"""


def test_a_list_of_the_project_has_its_page_and_its_table_beside_the_shipped_ones(drawing: Drawing) -> None:
    edition = drawing.edition(OWN + LIST)
    assert "Two people release" in page_at(edition, "rooms.html").body
    assert "rooms.csv" in {one.path for one in edition.site.assets}
    assert list(edition.book.dossier.lists)[-1] == "rooms" and len(edition.book.dossier.lists) == 4


def test_a_list_of_the_project_takes_the_place_of_ours_with_the_same_name(drawing: Drawing) -> None:
    edition = drawing.edition(OWN + LIST.replace("name: rooms", "name: document-register"))
    assert "Controls by owner" in page_at(edition, "document-register.html").body
    assert len(edition.book.dossier.lists) == 3


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("path: owner", "path: ownr", r"lists\.yml:4:43: .*did you mean"),
        ("name: rooms", "name: ../rooms", r"lists\.yml:1:9: '\.\./rooms' is no name of a list"),
        ("- name: rooms\n  title", "- title", r"lists\.yml:1:3: 'name' is missing"),
    ],
)
def test_a_broken_list_of_the_project_is_told_at_its_file(drawing: Drawing, was: str, becomes: str, said: str) -> None:
    with pytest.raises(ConfigurationFault, match=said):
        drawing.dossier(OWN + LIST.replace(was, becomes))


def test_a_project_says_itself_how_long_evidence_holds(drawing: Drawing) -> None:
    rules = "\n== controls/vocabulary/proof.yml\npiece: {otherwise: {days: 30}}\nlead: {days: 5, part: 0.1}\n"
    ours = drawing.dossier(OWN, as_of=date(2026, 3, 1))
    theirs = drawing.dossier(OWN + rules, as_of=date(2026, 3, 1))
    assert [one.case.value(one.graph["EV-1"], "state") for one in (ours, theirs)] == ["held-elsewhere", "stale"]
    assert theirs.proof_rules.lead == (5, 0.1)
    assert theirs.proof_rules.frequencies == ours.proof_rules.frequencies


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("peice: {otherwise: {days: 30}}", "'peice' is no key here; did you mean 'piece'"),
        ("piece: {proofs: supports}", "'proofs' is no key here; did you mean 'proves'"),
        ("piece: {proves: suports}", "did you mean 'supports'"),
        ("[piece]", "a mapping was expected"),
        ("lead: soon", "a mapping was expected"),
    ],
)
def test_a_broken_rule_of_proof_is_told_at_its_file(drawing: Drawing, rules: str, said: str) -> None:
    with pytest.raises(ConfigurationFault, match=rf"vocabulary/proof\.yml:1:\d+: .*{said}"):
        drawing.dossier(f"{OWN}\n== controls/vocabulary/proof.yml\n{rules}\n")


@pytest.mark.parametrize(
    ("name", "text", "place", "said"),
    [
        ("proof", "confirmation: {cycle: {moths: 3}}", "1:24", "'moths' is no key here; did you mean 'months'?"),
        ("proof", "confirmation: {cycle: {months: 3, days: 2}}", "1:24", "a length of time was expected"),
        ("proof", "periods: {filled: 8}", "1:19", "a part of the whole from 0 to 1 was expected, such as 0.5, not '8'"),
        ("proof", "piece: {otherwise: {days: -3}}", "1:27", "a whole number of days from 1 to 36500 was expected"),
        ("proof", "lead:\n  days: x", "2:9", "a whole number of days from 0 to 36500 was expected, not 'x'"),
        ("proof", "piece:\n  approvals: {reviewed: draft}", "2:15", "'reviewed' is no key here"),
        ("proof", "system: {step: mayor}", "1:16", "'mayor' is not known here; did you mean 'major'?"),
        ("proof", "proved: {frequencies: {montly: {months: 1}}}", "1:24", "did you mean 'monthly'?"),
        ("proof", "proved:\n  running: {statuss: implemented}", "2:13", "did you mean 'status'?"),
        ("proof", "confirmation: {columns: {item: itm}}", "1:25", "'result' is missing"),
        ("proof", "confirmation: {not_by: {control: [owner, evidenced_by.ownr]}}", "1:42", "did you mean 'owner'?"),
        ("risk-matrix", "apetite: low", "1:1", "'apetite' is no key here; did you mean 'appetite'?"),
        ("risk-matrix", "appetite: mild", "1:11", "expected low, medium, high or critical"),
        ("risk-matrix", "acceptance:\n  high: soon", "2:9", "a number of months from 1 to 120 was expected"),
        ("risk-matrix", "impact: {1: Small, 2: Large}", "1:9", "`impact` has 2 steps; 3 to 6 were expected"),
        ("risk-matrix", "impact: {1: A, 2: B, 3: C}", "1:1", "row 1 of `grid` takes a level for each impact, 3 in all"),
        ("risk-matrix", "levels: {low: {tone: pink}}", "1:22", "tones are good, weak, bad, neutral"),
        ("profiles", "profiles:\n- {name: own, withhold: {gaps: [risk-ownr]}}", "2:33", "did you mean 'risk-owner'?"),
        ("profiles", "profiles:\n- {name: own, withold: {}}", "2:15", "did you mean 'withhold'?"),
        ("profiles", "profiles:\n- {nmae: own}", "2:4", "did you mean 'name'?"),
        ("profiles", "profiles: {name: own}", "1:12", "a list of mappings with a name was expected"),
        ("oscal", "label: nubmer", "1:8", "did you mean 'number'?"),
        ("oscal", "decided: {by: decided_by, tels: [], facts: []}", "1:27", "did you mean 'tells'?"),
        ("oscal", "resources: [{type: evidence, fiel: file}]", "1:30", "did you mean 'file'?"),
        ("lists", "- {name: own, title: T, rows: {type: risk, were: {}}, columns: [id]}", "1:44", "did you mean 'where'?"),
        ("lists", "- {name: own, title: T, rows: risk, columns: [{path: id, titel: T}]}", "1:58", "did you mean 'title'?"),
        ("lists", "- {name: own, title: T, rows: risk, columns: id}", "1:46", "a list was expected, not 'id'"),
    ],
)
def test_what_is_wrong_in_a_file_of_a_project_is_told_at_its_place(
    name: str, text: str, place: str, said: str, tmp_path: Path
) -> None:
    file = tmp_path / f"{name}.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationFault) as caught:
        read_all(tmp_path)
    assert str(caught.value).startswith(f"{file}:{place}: ")
    assert said in str(caught.value)


def keys_of(value: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The steps to every key of a definition but to names that its author chooses."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        if isinstance(value, dict) and steps not in CHOSEN:
            yield (*steps, key)
        yield from keys_of(one, (*steps, key))


CHOSEN = {("likelihood",), ("impact",), ("levels",)}
SHIPPED_FILES = {name: next(read_plain(DATA / f"{name}.yml")) for name in LAYERS}
KEYS = [(name, steps) for name in LAYERS for steps in keys_of(SHIPPED_FILES[name].value)]


@settings(max_examples=300)
@given(st.sampled_from(KEYS))
def test_a_key_that_is_misspelt_anywhere_in_such_a_file_is_told_at_its_line(
    tmp_path_factory: pytest.TempPathFactory, found: tuple[str, tuple[str | int, ...]]
) -> None:
    name, steps = found
    key, mark = str(steps[-1]), SHIPPED_FILES[name].key_of(*steps)
    lines = (DATA / f"{name}.yml").read_text(encoding="utf-8").splitlines()
    line = lines[mark.line - 1]
    at = line.index(key, mark.column - 1)
    assert line[mark.column - 1 : at] in ("", '"')
    lines[mark.line - 1] = f"{line[:at]}{key}x{line[at + len(key) :]}"
    folder = tmp_path_factory.mktemp("own")
    file = folder / f"{name}.yml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(ConfigurationFault) as caught:
        read_all(folder)
    assert str(caught.value).startswith(f"{file}:{mark.line}:")
    assert f"{key}x" in str(caught.value)


def read_all(folder: Path) -> None:
    vocabulary = read_vocabulary(folder)
    for read in (read_lists, read_profiles, read_oscal, read_proof_rules):
        read(vocabulary, folder)


def test_every_file_that_may_be_laid_over_is_shipped(drawing: Drawing) -> None:
    assert [name for name in LAYERS if not (DATA / f"{name}.yml").is_file()] == []


PARTS = [(part, key) for part, one in SHIPPED_FILES["proof"].value.items() for key in one]


@given(st.lists(st.sampled_from(PARTS), unique=True))
def test_only_what_is_named_is_replaced(
    tmp_path_factory: pytest.TempPathFactory, named: list[tuple[str, str]]
) -> None:
    over: dict[str, dict[str, str]] = {}
    for part, key in named:
        over.setdefault(part, {})[key] = "own"
    folder = tmp_path_factory.mktemp("own")
    (folder / "proof.yml").write_text(yaml.safe_dump(over))
    laid = read_layers(PROOF, [folder], lambda value: value, depth=2)
    for part, key in PARTS:
        assert laid[part][key] == ("own" if (part, key) in named else SHIPPED_FILES["proof"].value[part][key])


ROOT_PAGES = sorted(page.removesuffix(".html") for page in OF_THE_ROOT)


@pytest.mark.parametrize("name", ROOT_PAGES)
def test_a_list_that_is_called_like_a_page_of_the_root_is_told_at_its_name(name: str, drawing: Drawing) -> None:
    (found,) = [one for one in drawing.edition(LIST.replace("name: rooms", f"name: {name}")).diagnostics if one.rule == "address-taken"]
    assert (str(found.mark), found.severity) == ("controls/vocabulary/lists.yml:1:9", Severity.ERROR)
    assert found.message == f"the address {name}.html of the list {name!r} is also that of a page that the generator makes"
    assert found.hint == f"Give the list another name, such as `{name}-list`."
    assert drawing.errors(LIST.replace("name: rooms", f"name: {name}-list")) == []


def test_every_page_at_the_root_is_a_list_or_a_name_that_no_list_may_have(example: Edition) -> None:
    root = {page.path for page in example.site.pages if "/" not in page.path}
    assert root - OF_THE_ROOT == {list_page(name) for name in example.book.dossier.lists}
    assert OF_THE_ROOT - root == {INDEX, WITHHELD_PAGE}


def test_the_check_tells_a_list_with_a_taken_name(drawing: Drawing) -> None:
    drawing.draw(f"== mkdocs.yml{MKDOCS}\n== docs/one.md\n# One\n" + LIST.replace("name: rooms", "name: gaps"))
    done = CliRunner().invoke(cli, ["check", "-f", str(drawing.root / "mkdocs.yml")])
    assert done.exit_code == 1
    assert "controls/vocabulary/lists.yml:1:9: error: the address gaps.html of the list 'gaps'" in done.output
