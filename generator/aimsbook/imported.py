"""What an importer hands on, and how it is put into a folder: all files whole, or the folder as it was."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from aimsbook.errors import ConfigurationFault, EnvironmentFault
from aimsbook.frameworks import Framework
from aimsbook.words import counted

SIGN = "# Made by `aimsbook import"  # how the first line of every file made here begins
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Imported:
    """A framework as files: their texts by path, how much there is of what, and what was left out."""

    declaration: Framework
    files: Mapping[str, str]
    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()

    @property
    def framework(self) -> str:
        """The name of the framework, which is what its ids carry before their colon."""
        return self.declaration.name

    @property
    def records(self) -> int:
        """How many records the files hold."""
        return self.counts["records"]


def write(imported: Imported, folder: Path, replace: bool = False) -> list[str]:
    """Put the files into a folder, and say which they are.

    Raises ConfigurationFault where files of the folder would change or go, unless they may be replaced, and
    EnvironmentFault where the machine does not allow it; the folder is then as it was.
    """
    try:
        differing, stale = _differing(imported, folder), _stale(imported, folder)
        if (differing or stale) and not replace:
            raise ConfigurationFault(_refusal(folder, differing + stale))
        _exchange(imported.files, stale, folder)
    except OSError as fault:
        said = fault.strerror or str(fault)
        raise EnvironmentFault(f"{fault.filename or folder}: {said}; {folder} is as it was") from None
    return sorted(imported.files)


def _differing(imported: Imported, folder: Path) -> list[str]:
    """The files that are there with another content."""
    return [
        path
        for path, text in sorted(imported.files.items())
        if (folder / path).exists() and not _holds(folder / path, text)
    ]


def _holds(file: Path, text: str) -> bool:
    return file.is_file() and file.read_bytes() == text.encode()


def _stale(imported: Imported, folder: Path) -> list[str]:
    """The files that an earlier import made and that this one has no more."""
    names = sorted(file.name for file in folder.glob("*.yml") if file.is_file()) if folder.is_dir() else []
    return [name for name in names if name not in imported.files and _is_made(folder / name)]


def _is_made(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(SIGN)) == SIGN.encode()


def _refusal(folder: Path, paths: list[str]) -> str:
    shown = ", ".join(paths[:_SHOWN]) + (", ..." if len(paths) > _SHOWN else "")
    said = f"{folder} already holds {counted(len(paths), 'file')} that this import would change ({shown})"
    return f"{said}; nothing was written. Replace them with --replace, or name another folder with -o."


def _exchange(files: Mapping[str, str], stale: list[str], folder: Path) -> None:
    """Write everything beside the folder's files first, then let each take its place; undo all where one cannot."""
    with ExitStack() as undo:
        for missing in _missing_folders(folder):
            undo.callback(_forget, missing)
        folder.mkdir(parents=True, exist_ok=True)
        # names that end otherwise than in .yml, so that a killed run leaves nothing that is read as a record
        with tempfile.TemporaryDirectory(prefix=".import-", dir=folder) as room:
            _stage(files, Path(room))
            with ExitStack() as restore:
                for path in (*files, *stale):
                    _replace(path, Path(room), folder, restore)
                restore.pop_all()
        undo.pop_all()


def _missing_folders(folder: Path) -> list[Path]:
    """The folders that are not there yet, the outermost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    return missing[::-1]


def _forget(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _stage(files: Mapping[str, str], room: Path) -> None:
    for path, text in files.items():
        with (room / f"{path}.new").open("wb") as opened:
            opened.write(text.encode())
            opened.flush()
            os.fsync(opened.fileno())


def _replace(path: str, room: Path, folder: Path, restore: ExitStack) -> None:
    """Put the new file of a path in its place, or take the path away where there is none."""
    target, fresh, old = folder / path, room / f"{path}.new", room / f"{path}.old"
    if target.exists():
        shutil.copy2(target, old)
        restore.callback(old.replace, target)
    else:
        restore.callback(target.unlink, missing_ok=True)
    if fresh.exists():
        fresh.replace(target)
    else:
        target.unlink()
