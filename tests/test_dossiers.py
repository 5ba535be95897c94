"""Record folders whose comments say which diagnostics they expect and where; these come out, and no other.

    # expect: dead-link at 13                              on the line that it stands on
    # expect: dead-link at 4:13                            elsewhere in the same file (below a text that takes no comment)
    # expect: copied-reason question at 9                  a rule that finds gaps, with the grade
    # owes: control-evidence finding, control-owner question   duties not met, told where the record on this line starts
    <!-- expect: dead-reference at 5 -->                   in Markdown

A file that cannot hold comments is spoken for in expect.txt of the folder: `controls/a.yml:1:4 encoding`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from aimsbook.records import Diagnostic, Severity
from aimsbook.rulebook import rulebook
from aimsbook.vocabulary import Vocabulary
from drawn import Drawing

FOLDERS = sorted(folder for folder in (Path(__file__).parent / "dossiers").iterdir() if folder.is_dir())
_EXPECTED = re.compile(
    r"expect: (?P<rule>[a-z-]+)(?: (?P<grade>finding|question))? at (?:(?P<line>\d+):)?(?P<column>\d+)"
)
_OWED = re.compile(r"(?P<duty>[a-z][a-z-]+) (?P<grade>finding|question)")
_APART = re.compile(r"(?P<place>\S+:\d+:\d+) (?P<rule>[a-z-]+)")


def expected(folder: Path) -> Iterator[str]:
    """Yield what the comments of a folder expect, in the form of `told`."""
    for file in sorted(file for file in folder.rglob("*") if file.suffix in (".yml", ".yaml", ".md") and file.is_file()):
        path = file.relative_to(folder).as_posix()
        for number, line in enumerate(file.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
            for found in _EXPECTED.finditer(line):
                weight = found["grade"] or rulebook()[found["rule"]].severity
                yield f"{path}:{found['line'] or number}:{found['column']} {weight} {found['rule']}"
            for found in _OWED.finditer(line.partition("# owes: ")[2]):
                yield f"{path}:{number}:1 {found['grade']} duty-not-met {found['duty']}"
    for found in _APART.finditer((folder / "expect.txt").read_text() if (folder / "expect.txt").is_file() else ""):
        yield f"{found['place']} {rulebook()[found['rule']].severity} {found['rule']}"


def told(one: Diagnostic) -> str:
    return f"{one.mark} {one.weight} {one.rule}{f' {one.duty}' if one.duty else ''}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_finding_stands_where_a_comment_expects_it_and_no_other(folder: Path) -> None:
    found = Drawing(folder).edition().diagnostics
    assert sorted(map(told, found)) == sorted(expected(folder))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_shows_its_rule_broken_and_a_neighbour_that_is_fine(folder: Path) -> None:
    edition = Drawing(folder).edition()
    assert {one.rule for one in edition.diagnostics} >= {folder.name}
    assert {record.id for record in edition.book.dossier.own()} - {one.record for one in edition.diagnostics}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_diagnostic_says_what_and_where(folder: Path) -> None:
    for one in Drawing(folder).edition().diagnostics:
        assert one.message and not one.message.endswith(".") and "\n" not in one.message
        assert os.path.lexists(folder / one.mark.path)
        assert one.mark.line >= 1 and one.mark.column >= 1


def test_every_rule_of_the_rulebook_has_a_folder() -> None:
    assert [folder.name for folder in FOLDERS] == sorted(rulebook())


def test_every_duty_of_the_vocabulary_is_shown_unmet(vocabulary: Vocabulary) -> None:
    shown = {line.split()[-1] for folder in FOLDERS for line in expected(folder) if " duty-not-met " in line}
    assert shown == set(vocabulary.duties)


def test_every_rule_explains_itself() -> None:
    mute = [rule.id for rule in rulebook().values() if len(rule.explanation) < 80 or "**What to do.**" not in rule.explanation]
    assert mute == []
    assert {rule.severity for rule in rulebook().values()} <= set(Severity)
