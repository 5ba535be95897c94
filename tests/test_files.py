"""Whether a file is there, inside the project and unaltered."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from aimsbook import files
from aimsbook.files import examine

CONTENT = b"system,metric,value\nscoring,auc,0.71\n"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one evidence file, beside a folder that is not the project's."""
    (tmp_path / "project" / "evidence").mkdir(parents=True)
    (tmp_path / "project" / "evidence" / "a.csv").write_bytes(CONTENT)
    (tmp_path / "project-too").mkdir()
    (tmp_path / "project-too" / "b.csv").write_bytes(CONTENT)
    return tmp_path / "project"


def test_a_file_that_agrees_with_its_digest_is_intact(root: Path) -> None:
    found = examine(root, "evidence/a.csv", DIGEST.upper())
    assert (found.state, found.sha256, found.size, found.sound) == ("intact", DIGEST, len(CONTENT), True)


def test_a_file_without_a_digest_is_there_but_unsealed(root: Path) -> None:
    found = examine(root, "evidence/a.csv", None)
    assert (found.state, found.sha256, found.sound) == ("unsealed", DIGEST, True)


def test_a_file_of_which_one_bit_is_flipped_is_altered(root: Path) -> None:
    (root / "evidence" / "a.csv").write_bytes(CONTENT[:-1] + b"\x0b")
    found = examine(root, "evidence/a.csv", DIGEST)
    assert (found.state, found.sound) == ("altered", False)


@pytest.mark.parametrize("path", ["evidence/b.csv", "evidence/a.csv/x", "nowhere/a.csv", "evidence/A.CSV"])
def test_a_file_that_is_not_there_is_absent(path: str, root: Path) -> None:
    assert examine(root, path, DIGEST).state == "absent"


@pytest.mark.parametrize(
    "path",
    [
        "../project-too/b.csv",
        "evidence/../../project-too/b.csv",
        "evidence/../evidence/a.csv",
        "..",
        "/etc/passwd",
        "//server/share",
        "C:/Windows/win.ini",
        "C:evidence",
        "evidence\\a.csv",
        "..\\project-too\\b.csv",
        "evidence/a.csv\0.txt",
        "file:///etc/passwd",
    ],
)
def test_a_path_that_leads_out_of_the_project_is_not_followed(path: str, root: Path) -> None:
    found = examine(root, path, DIGEST)
    assert (found.state, found.sha256) == ("outside", "")


@pytest.mark.parametrize("target", ["../../project-too/b.csv", "/etc/passwd"])
def test_a_link_that_leads_out_of_the_project_is_not_followed(target: str, root: Path) -> None:
    (root / "evidence" / "link.csv").symlink_to(target)
    assert examine(root, "evidence/link.csv", DIGEST).state == "outside"


def test_a_folder_linked_to_the_outside_is_not_followed(root: Path) -> None:
    (root / "other").symlink_to("../project-too")
    assert examine(root, "other/b.csv", DIGEST).state == "outside"


def test_a_link_within_the_project_is_followed(root: Path) -> None:
    (root / "evidence" / "link.csv").symlink_to("a.csv")
    assert examine(root, "evidence/link.csv", DIGEST).state == "intact"


@pytest.mark.parametrize("path", [".", "evidence", "evidence/pipe", "evidence/circle"])
def test_what_is_no_ordinary_file_is_unreadable_and_never_waited_for(path: str, root: Path) -> None:
    os.mkfifo(root / "evidence" / "pipe")
    (root / "evidence" / "circle").symlink_to("circle")
    assert examine(root, path, DIGEST).state == "unreadable"


def test_a_name_that_is_too_long_is_no_fault_of_ours(root: Path) -> None:
    assert examine(root, "x" * 5_000, DIGEST).state in ("absent", "unreadable")


def test_a_file_beyond_all_bounds_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FILE", len(CONTENT) - 1)
    assert examine(root, "evidence/a.csv", DIGEST).state == "unreadable"


def test_a_file_that_may_not_be_read_is_unreadable(root: Path) -> None:
    (root / "evidence" / "a.csv").chmod(0)
    assert examine(root, "evidence/a.csv", DIGEST).state == ("intact" if os.geteuid() == 0 else "unreadable")
