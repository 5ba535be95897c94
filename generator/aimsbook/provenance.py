"""What a pack comes from: every file that was read, with its digest, the commit, the records and their states."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from aimsbook.baselines import FOLDER as BASELINES
from aimsbook.baselines import digest_of
from aimsbook.dossier import Dossier
from aimsbook.freeze import freeze
from aimsbook.history import open_changes, revision_named
from aimsbook.manifest import Commit, Filed


def sources_of(dossier: Dossier, settings: Path) -> tuple[Filed, ...]:
    """Every file of the project that its pages come from: settings, records, manual, enclosed files, baselines."""
    project = dossier.project
    found = {settings, *_below(project.records), *_below(project.docs), *_below(project.root / BASELINES)}
    found |= {project.root / str(record.get(name)) for record, name, state in dossier.case.files() if state.sound}
    return tuple(sorted(_filed(file, project.path_of(file)) for file in found if file.is_file()))


def _below(folder: Path) -> Iterator[Path]:
    """Yield every file below a folder; what is hidden is not read."""
    for here, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if not one.startswith(".")]
        yield from (Path(here, name) for name in names if not name.startswith("."))


def _filed(file: Path, path: str) -> Filed:
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
        return Filed(path, opened.tell(), digest)


def digest_over(files: Iterable[Filed]) -> str:
    """One digest for many files, their names included."""
    return digest_of([[one.path, one.sha256] for one in sorted(files)])


def commit_of(root: Path, sources: Iterable[Filed]) -> Commit | None:
    """The commit that a project stands at, and whether all of these are as committed; None outside a repository."""
    at = revision_named(root, "HEAD")
    if at is None:
        return None
    return Commit(at.commit, open_changes(root).isdisjoint(one.path for one in sources))


def record_set_of(dossier: Dossier) -> tuple[int, str, dict[str, str]]:
    """How many records there are, one digest over all that stands in them, and the rung of all that has one."""
    frozen = freeze(dossier, "", "", {})
    states = {one: stood.rung for one, stood in sorted(frozen.standings.items())}
    return len(frozen.records), digest_of({one: record.sha256 for one, record in frozen.records.items()}), states
