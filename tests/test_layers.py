"""A project's own lists and rules of proof: files in its vocabulary folder that are laid over the shipped ones."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from aimsbook.address import INDEX, OF_THE_ROOT, WITHHELD_PAGE, list_page
from aimsbook.cli import cli
from aimsbook.compose import Edition
from aimsbook.definitions import LAYERS
from aimsbook.errors import ConfigurationFault
from aimsbook.layers import _laid
from aimsbook.proof import FILE as PROOF
from aimsbook.records import Severity
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
        ("path: owner", "path: ownr", r"lists\.yml: .*did you mean"),
        ("name: rooms", "name: ../rooms", r"lists\.yml: '\.\./rooms' is no name of a list"),
        ("- name: rooms\n  title", "- title", r"lists\.yml: 'name' is missing"),
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
    with pytest.raises(ConfigurationFault, match=rf"vocabulary/proof\.yml: .*{said}"):
        drawing.dossier(f"{OWN}\n== controls/vocabulary/proof.yml\n{rules}\n")


def test_every_file_that_may_be_laid_over_is_shipped(drawing: Drawing) -> None:
    assert [name for name in LAYERS if not (DATA / f"{name}.yml").is_file()] == []


SHIPPED = yaml.safe_load(PROOF.read_text(encoding="utf-8"))
PARTS = [(part, key) for part, one in SHIPPED.items() for key in one]


@given(st.lists(st.sampled_from(PARTS), unique=True))
def test_only_what_is_named_is_replaced(named: list[tuple[str, str]]) -> None:
    over: dict[str, dict[str, str]] = {}
    for part, key in named:
        over.setdefault(part, {})[key] = "own"
    laid = _laid(SHIPPED, over, 2, closed=True)
    for part, key in PARTS:
        assert laid[part][key] == ("own" if (part, key) in named else SHIPPED[part][key])


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
