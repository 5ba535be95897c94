"""Whether a file that a record points at is there, inside the project and unaltered; it knows no record."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath

MAX_FILE = 512 << 20


@dataclass(frozen=True, slots=True)
class FileState:
    """What became of a file: `state` is intact, unsealed (no digest given), altered, absent, outside or unreadable."""

    state: str
    sha256: str = ""
    size: int = 0

    @property
    def sound(self) -> bool:
        """Whether the file is there and not known to be altered."""
        return self.state in ("intact", "unsealed")


def examine(root: Path, path: str, digest: str | None) -> FileState:
    """Look at a file below the project root, and hold it against its SHA-256 where one is given."""
    try:
        file = _below(root, path)
        if file is None:
            return FileState("outside")
        sha256, size = _digest(file)
    except (FileNotFoundError, NotADirectoryError):
        return FileState("absent")
    except (OSError, RuntimeError, ValueError):  # links in a circle are a RuntimeError before Python 3.13
        return FileState("unreadable")
    if not digest:
        return FileState("unsealed", sha256, size)
    return FileState("intact" if digest.lower() == sha256 else "altered", sha256, size)


def content_of(root: Path, path: str) -> bytes | None:
    """The content of an ordinary file below the project root, None where there is none that can be read."""
    try:
        file = _below(root, path)
        if file is None:
            return None
        with _opened(file) as opened:
            return opened.read()
    except (OSError, RuntimeError, ValueError):
        return None


def place_of(root: Path, path: str) -> Path:
    """Where a path below the project root leads to in the end; as it is written where that cannot be told."""
    try:
        return _below(root, path) or Path(path)
    except (OSError, RuntimeError, ValueError):
        return Path(path)


def _below(root: Path, path: str) -> Path | None:
    """The file that a path below the root leads to in the end, None where it leads out."""
    if not _stays_below(path):
        return None
    file = (root / path).resolve()
    return file if file.is_relative_to(root.resolve()) else None


def _stays_below(path: str) -> bool:
    """Whether a path, as it is written, leads downward from where it starts, on every system."""
    pure = PurePosixPath(path)
    return not (
        pure.is_absolute() or ".." in pure.parts or "\\" in path or "\0" in path or ":" in path.partition("/")[0]
    )


def _digest(file: Path) -> tuple[str, int]:
    with _opened(file) as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest(), os.fstat(opened.fileno()).st_size


def _opened(file: Path) -> BufferedReader:
    """Open a regular file without waiting for pipes or following a link put in its place meanwhile."""
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    opened = os.fdopen(handle, "rb")
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode) or about.st_size > MAX_FILE:
        opened.close()
        raise ValueError("not an ordinary file of a bearable size")
    return opened
