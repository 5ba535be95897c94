"""Which files of the project go with its records, and where each of them lies in a pack; it copies none."""

from __future__ import annotations

from pathlib import Path

from aimsbook.case import Case
from aimsbook.portable import portable

FOLDER = "evidence/"
_CHAPTER = ".md"


def enclosures(case: Case, docs: Path) -> dict[str, str]:
    """The place in a pack of every sound file that a record names; chapters have pages of their own."""
    paths = {str(record.get(name)) for record, name, state in case.files() if state.sound}
    return portable((one for one in paths if not _is_chapter(case.root / one, docs)), FOLDER)


def _is_chapter(file: Path, docs: Path) -> bool:
    return file.suffix == _CHAPTER and file.is_relative_to(docs)
