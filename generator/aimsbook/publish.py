"""Puts a finished folder in the place of the old one in a single step; knows nothing of what is in it."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from aimsbook.errors import ConfigurationFault, EnvironmentFault

if sys.platform != "win32":
    import fcntl

_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_HERE = -100  # AT_FDCWD of fcntl.h


def publish(target: Path, make: Callable[[Path], None]) -> None:
    """Have a site made beside the target, then exchange the two; whatever happens, the target is whole."""
    target = target.resolve()
    _refuse(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target):
            _clear_up(target)
            _make_and_exchange(target, make)
    except OSError as fault:
        raise EnvironmentFault(f"{fault.filename or target}: {fault.strerror or fault}; {_standing(target)}") from fault


def _make_and_exchange(target: Path, make: Callable[[Path], None]) -> None:
    fresh = _beside(target, "new")
    fresh.mkdir()
    try:
        make(fresh)
        if not (fresh / "index.html").is_file():
            raise EnvironmentFault(f"the build made no index.html; {_standing(target)}")
        _flush(fresh)
        _exchange(fresh, target)
        _flush(target.parent)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _standing(target: Path) -> str:
    return f"the site in {target} is as it was" if target.exists() else f"nothing was published to {target}"


def _refuse(target: Path) -> None:
    """Replacing a folder removes all that is in it, so it must be a site."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not (target / "index.html").is_file():
        raise ConfigurationFault(f"{target} is there and is no site (it has no index.html): name another folder")
    if Path.cwd().is_relative_to(target) or (target / ".git").exists():
        raise ConfigurationFault(f"{target} holds more than a site and would be replaced: name another folder")


def _beside(target: Path, purpose: str) -> Path:
    return target.with_name(f".{target.name}.{purpose}-{token_hex(4)}")


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Hold the lock of a target; the lock file stays, since removing it would let two in."""
    if sys.platform == "win32":
        yield
        return
    with target.with_name(f".{target.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EnvironmentFault(f"another build is running for {target}; wait for it to end") from None
        yield


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
