"""What a pack comes from: every file that was read, with its digest, the commit, the records and their states."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from aimsbook.baselines import FOLDER as BASELINES
from aimsbook.baselines import digest_of
from aimsbook.curtain import Curtain
from aimsbook.dossier import Dossier
from aimsbook.enclosures import shown_files
from aimsbook.freeze import freeze
from aimsbook.history import open_changes, revision_named
from aimsbook.manifest import Commit, Filed

_TEXTS = (".md", ".yml", ".yaml", ".txt")


def sources_of(dossier: Dossier, settings: Path) -> tuple[Filed, ...]:
    """Every file of the project that its pages come from: settings, records, manual, enclosed files, baselines.

    Also those from which a profile withholds everything; `listed` parts them off.
    """
    project, dossier = dossier.project, dossier.whole or dossier
    found = {settings, *_below(project.records), *_below(project.docs), *_below(project.root / BASELINES)}
    found |= {project.root / path for _, path, state in shown_files(dossier.case) if state.sound}
    return tuple(sorted(_filed(file, project.path_of(file)) for file in found if file.is_file()))


def listed(sources: Iterable[Filed], dossier: Dossier) -> tuple[tuple[Filed, ...], Filed | None]:
    """The sources that a profile lets be named, and the others as one: how many, their bytes, one digest."""
    hidden = [one for one in sources if _is_hidden(one.path, dossier)]
    shown = tuple(one for one in sources if one not in hidden)
    if not hidden:
        return shown, None
    told = f"{len(hidden)} without a name here"
    return shown, Filed(told, sum(one.size for one in hidden), digest_of([[one.path, one.sha256] for one in hidden]))


def _is_hidden(path: str, dossier: Dossier) -> bool:
    """Whether a source is not told by itself: something in it is withheld, and its digest would prove a guess."""
    curtain, project = dossier.curtain, dossier.project
    if curtain is None:
        return False
    file = project.root / path
    if path in curtain.names.files or curtain.names.secret.holds(path):
        return True
    if file.is_relative_to(project.docs) and curtain.leaves_out(file.relative_to(project.docs).as_posix()):
        return True
    if file.is_relative_to(project.root / BASELINES):
        return curtain.keeps_back
    return path in _partly_withheld(dossier) or _names_secrets(file, curtain)


@lru_cache(maxsize=2)
def _partly_withheld(dossier: Dossier) -> frozenset[str]:
    """The files of records in which a record, or a field of one, is withheld."""
    withheld = dossier.curtain.veiled.withheld.values() if dossier.curtain else ()
    return frozenset(one.mark.path for one in (*withheld, *(one for one in dossier.own() if one.hidden)))


def _names_secrets(file: Path, curtain: Curtain) -> bool:
    """Whether a text names what is withheld; any other file is told of by whoever shows it."""
    if file.suffix not in _TEXTS:
        return False
    text = file.read_text(encoding="utf-8", errors="replace")
    return curtain.names.scrubbed(text) != text


def _below(folder: Path) -> Iterator[Path]:
    """Yield every file below a folder; what is hidden is not read."""
    for here, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if not one.startswith(".")]
        yield from (Path(here, name) for name in names if not name.startswith("."))


def _filed(file: Path, path: str) -> Filed:
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
        return Filed(path, opened.tell(), digest)


def commit_of(root: Path, sources: Iterable[Filed]) -> Commit | None:
    """The commit that a project stands at, and whether all of these are as committed; None outside a repository."""
    at = revision_named(root, "HEAD")
    if at is None:
        return None
    return Commit(at.commit, open_changes(root).isdisjoint(one.path for one in sources))


def record_set_of(dossier: Dossier) -> tuple[int, str, dict[str, str]]:
    """How many records there are, one digest over all that stands in them, and the rung of all that has one."""
    frozen = freeze(dossier, "", "", {})
    states = {one: stood.rung for one, stood in sorted(frozen.standings.items()) if not dossier.graph[one].veiled}
    return len(frozen.records), digest_of({one: record.sha256 for one, record in frozen.records.items()}), states
