"""Which files of the project go with its records, and where each of them lies in a pack; it copies none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from aimsbook.case import Case
from aimsbook.files import FileState, content_of
from aimsbook.portable import portable
from aimsbook.records import Record

FOLDER = "evidence/"
_CHAPTER = ".md"


def enclosures(case: Case, docs: Path, names_secrets: Callable[[str], object] | None = None) -> dict[str, str]:
    """The place in a pack of every sound file that a record names; chapters have pages of their own.

    `names_secrets` tells of a text whether it names what is withheld; such a file is not enclosed.
    """
    paths = {path for _, path, state in shown_files(case) if state.sound}
    fit = (one for one in sorted(paths) if not _is_chapter(case.root / one, docs))
    return portable((one for one in fit if not (names_secrets and names_secrets(_text(case.root, one)))), FOLDER)


def shown_files(case: Case) -> Iterator[tuple[Record, str, FileState]]:
    """Yield every file that a record names to those who see the record and its field, with its path and state."""
    for record, name, state in case.files():
        if not record.veiled and name not in record.hidden:
            yield record, str(record.get(name)), state


def _text(root: Path, path: str) -> str:
    return f"{path} {(content_of(root, path) or b'').decode('utf-8', 'replace')}"


def _is_chapter(file: Path, docs: Path) -> bool:
    return file.suffix == _CHAPTER and file.is_relative_to(docs)
