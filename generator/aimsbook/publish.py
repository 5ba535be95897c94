"""Puts finished folders and files in the place of the old ones in a single step; knows nothing of what is in them."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedRandom
from pathlib import Path
from secrets import token_hex

from aimsbook.errors import ConfigurationFault, EnvironmentFault

if sys.platform != "win32":
    import fcntl

_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_HERE = -100  # AT_FDCWD of fcntl.h
SITE = "index.html"


def deliver(target: Path, content: bytes) -> None:
    """Write a file beside the target and rename it, so that the target is whole or as it was."""

    def write(out: BufferedRandom) -> None:
        out.write(content)

    deliver_written(target, write)


def deliver_written(target: Path, write: Callable[[BufferedRandom], None]) -> None:
    """Have a file written beside the target and rename it; nothing is left where writing fails."""
    target = target.resolve()
    if target.is_dir():
        raise ConfigurationFault(f"{target} is a folder; name a file")
    fresh = _beside(target, "new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("x+b") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(target)
    except OSError as fault:
        raise EnvironmentFault(f"{target}: {fault.strerror or fault}; nothing was written") from fault
    finally:
        with suppress(OSError):
            fresh.unlink()


def deliver_folder(target: Path, files: Iterable[tuple[str, bytes]], known_by: str) -> None:
    """Exchange a folder for one with these files; one of them, `known_by`, tells later that it may be replaced."""

    def write(folder: Path) -> None:
        for path, content in files:
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    publish(target, write, known_by)


def publish(target: Path, make: Callable[[Path], object], known_by: str = SITE) -> None:
    """Have a folder made beside the target, then exchange the two; whatever happens, the target is whole.

    A folder that is there is replaced only where it is empty or has the file that such folders are known by.
    """
    target = target.resolve()
    _refuse(target, known_by)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target):
            _clear_up(target)
            _make_and_exchange(target, make, known_by)
    except OSError as fault:
        raise EnvironmentFault(f"{fault.filename or target}: {fault.strerror or fault}; {_standing(target)}") from fault


def _make_and_exchange(target: Path, make: Callable[[Path], object], known_by: str) -> None:
    fresh = _beside(target, "new")
    fresh.mkdir()
    try:
        make(fresh)
        if not (fresh / known_by).is_file():
            raise EnvironmentFault(f"no {known_by} was made; {_standing(target)}")
        _flush(fresh)
        _exchange(fresh, target)
        _flush(target.parent)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _standing(target: Path) -> str:
    return f"{target} is as it was" if target.exists() else f"nothing was published to {target}"


def _refuse(target: Path, known_by: str) -> None:
    """Replacing a folder removes all that is in it, so it must be what was made by such a call before."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    kind = "site" if known_by == SITE else "export"
    if not (target / known_by).is_file():
        raise ConfigurationFault(f"{target} is there and is no {kind} (it has no {known_by}): name another folder")
    if Path.cwd().is_relative_to(target) or (target / ".git").exists():
        raise ConfigurationFault(f"{target} holds more than a {kind} and would be replaced: name another folder")


def _beside(target: Path, purpose: str) -> Path:
    return target.with_name(f".{target.name}.{purpose}-{token_hex(4)}")


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Hold the lock of a target; who takes the lock of a file that was removed meanwhile takes that of the new one."""
    if sys.platform == "win32":
        yield
        return
    file = target.with_name(f".{target.name}.lock")
    while True:
        with file.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise EnvironmentFault(f"another build is running for {target}; wait for it to end") from None
            if _is_at(file, lock.fileno()):
                try:
                    yield
                finally:
                    file.unlink(missing_ok=True)  # while it is held
                return


def _is_at(file: Path, handle: int) -> bool:
    """Whether an open file is the one that stands at its place."""
    try:
        return os.path.samestat(file.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _clear_up(target: Path) -> None:
    """Undo what a killed run left behind."""
    for left in sorted(target.parent.iterdir()):
        if left.name.startswith(f".{target.name}.old-") and not target.exists():
            left.rename(target)
        elif left.name.startswith((f".{target.name}.old-", f".{target.name}.new-")):
            shutil.rmtree(left)


def _exchange(fresh: Path, target: Path) -> None:
    """Afterwards the target is the fresh folder, and the old one, if any, stands in its place."""
    if not target.exists():
        fresh.rename(target)
    elif not _exchanged_in_one_call(fresh, target):
        old = _beside(target, "old")
        target.rename(old)
        try:
            fresh.rename(target)
        except OSError:
            old.rename(target)
            raise
        old.rename(fresh)


def _exchanged_in_one_call(one: Path, other: Path) -> bool:
    """Ask the kernel to exchange two folders; some kernels and file systems cannot."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    return rename is not None and rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0


def _flush(folder: Path) -> None:
    """Have what was written below a folder reach the disk, so that a power cut finds it whole."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        flush = getattr(ctypes.CDLL(None), "syncfs", None)
        if flush is None or flush(handle) != 0:
            os.fsync(handle)
    finally:
        os.close(handle)
