"""Earlier revisions of a project as dossiers: read from its git repository in one call, compiled for their own day.

What lies in a revision is data: it is read with the settings of today, and nothing of it is run.
"""

from __future__ import annotations

import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from aimsbook.dossier import Dossier, compile_dossier
from aimsbook.errors import ConfigurationFault, EnvironmentFault
from aimsbook.project import Project

PATIENCE = 120
_HASH = re.compile(r"[0-9a-f]{40,64}")


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit, by its short name, with the day it was made."""

    commit: str
    short: str
    day: date


def revision_named(root: Path, name: str) -> Revision | None:
    """The commit that a name stands for in the repository of a project, None where it stands for none."""
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    commit = found.stdout.decode("ascii", "replace").strip()
    if found.returncode or not _HASH.fullmatch(commit):
        return None
    told = _git(root, "show", "-s", "--format=%h %ct", "--abbrev=10", commit).stdout.decode("ascii").split()
    return Revision(commit, told[0], datetime.fromtimestamp(int(told[1]), UTC).date())


def is_repository(root: Path) -> bool:
    """Whether a project lies in a git repository."""
    return _git(root, "rev-parse", "--git-dir").returncode == 0


def has_open_changes(root: Path) -> bool:
    """Whether something below the project's root is not as it was committed."""
    found = _git(root, "status", "--porcelain", "--", ".")
    return found.returncode == 0 and bool(found.stdout.strip())


def open_changes(root: Path) -> frozenset[str]:
    """The files below the project's root that are not as they were committed, new ones among them."""
    found = _git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", ".")
    prefix = _git(root, "rev-parse", "--show-prefix").stdout.decode("utf-8", "surrogateescape").strip("\n")
    lines = found.stdout.decode("utf-8", "surrogateescape").split("\0")
    return frozenset(line[3:].removeprefix(prefix) for line in lines if line)


@contextmanager
def dossier_at(project: Project, revision: Revision, as_of: date | None = None) -> Iterator[Dossier]:
    """The records as they stood at a commit, for the day it was made or another one; the copy is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="aimsbook-") as folder:
        copy = Path(folder).resolve()
        _unpack(project.root, revision, copy)
        there = replace(
            project,
            root=copy,
            records=_moved(project.records, project, copy),
            docs=_moved(project.docs, project, copy),
            as_of=as_of or revision.day,
        )
        if not there.records.is_dir():
            raise ConfigurationFault(
                f"{revision.short} has no folder {project.path_of(project.records)}; there were no records then"
            )
        yield compile_dossier(there)


def _moved(folder: Path, project: Project, copy: Path) -> Path:
    if not folder.is_relative_to(project.root):
        raise ConfigurationFault(f"{folder} lies outside the project, so its history cannot be read")
    return copy / folder.relative_to(project.root)


def _unpack(root: Path, revision: Revision, copy: Path) -> None:
    """Write what the revision has below the project's root into a folder."""
    with tempfile.TemporaryFile() as packed:
        asked = _git(root, "archive", "--format=tar", revision.commit, stdout=packed)
        if asked.returncode:
            said = asked.stderr.decode("utf-8", "replace").strip().splitlines()
            raise ConfigurationFault(f"{revision.short} cannot be read: {said[-1] if said else 'git archive failed'}")
        packed.seek(0)
        with tarfile.open(fileobj=packed, mode="r:") as files:
            kept = [one for one in files if one.isfile() or one.isdir()]  # links are left out: nothing leads outside
            files.extractall(copy, members=kept, filter="data")


def _git(root: Path, *words: str, stdout: object = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    try:
        found: subprocess.CompletedProcess[bytes] = subprocess.run(
            ["git", "-C", str(root), *words],
            stdout=stdout,  # type: ignore[call-overload]
            stderr=subprocess.PIPE,
            check=False,
            timeout=PATIENCE,
        )
        return found
    except FileNotFoundError:
        raise EnvironmentFault("git is not installed, and revisions are read with it") from None
    except subprocess.TimeoutExpired:
        raise EnvironmentFault(f"git did not answer within {PATIENCE} seconds") from None
