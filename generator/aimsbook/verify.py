"""Holds a pack, as a file or unpacked, against its own manifest and sums; it needs the pack and nothing else."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from aimsbook.archive import BLOCK, STORED, Entry, stamp_of
from aimsbook.dissect import BrokenEntry, Flaw, content_of, dissect
from aimsbook.manifest import (
    MANIFEST,
    MAX_FILE,
    SUMS,
    BrokenManifest,
    Filed,
    Manifest,
    read_manifest,
    read_sums,
    sums_of,
)
from aimsbook.portable import faults_in


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a pack: every flaw, the number of files that were looked at, and the SHA-256 of a packed one."""

    flaws: tuple[Flaw, ...]
    files: int
    sha256: str
    manifest: Manifest | None

    @property
    def whole(self) -> bool:
        """Whether the pack is as it was made."""
        return not self.flaws


@dataclass(slots=True)
class _Found:
    """What was found in a pack: every file with its digest, the two that tell of all others, and what is wrong."""

    files: dict[str, Filed] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)
    stamp: int | None = None
    sha256: str = ""

    def read(self, path: str, blocks: Iterable[bytes]) -> None:
        """Take in a file."""
        digest, size, kept = hashlib.sha256(), 0, []
        for block in blocks:
            digest.update(block)
            size += len(block)
            if path in (MANIFEST, SUMS) and size <= MAX_FILE:
                kept.append(block)
        self.files[path] = Filed(path, size, digest.hexdigest())
        if path in (MANIFEST, SUMS):
            self.texts[path] = b"".join(kept)


def verify(pack: Path, sha256: str = "") -> Verdict:
    """Look at every byte of a pack; `sha256` is the digest of the packed file that was kept elsewhere."""
    found = _unpacked(pack) if pack.is_dir() else _packed(pack)
    if sha256 and sha256.lower() != found.sha256:
        found.flaws.append(Flaw("altered", "", f"the SHA-256 of the pack is {found.sha256}, and not {sha256.lower()}"))
    expected, manifest = _expected(found)
    found.flaws += _compared(expected, found.files) if expected else ()
    found.flaws += [Flaw("name", path, f"no name for every system: {why}") for path, why in faults_in(found.files)]
    if manifest and found.stamp not in (None, _stamp(manifest.as_of)):
        found.flaws.append(Flaw("archive", "", f"its files are not dated {manifest.as_of}, as the manifest is"))
    return Verdict(tuple(dict.fromkeys(found.flaws)), len(found.files), found.sha256, manifest)


def _stamp(day: str) -> int | None:
    try:
        return stamp_of(date.fromisoformat(day))
    except ValueError:
        return None


# what is there --------------------------------------------------------------------------------------------------------


def _packed(pack: Path) -> _Found:
    found = _Found()
    with pack.open("rb") as file:
        found.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        dissected = dissect(file)
        found.flaws += dissected.flaws
        found.stamp = dissected.stamp
        found.flaws += _order(dissected.entries)
        for one in dissected.entries:
            if one.name in found.files:
                found.flaws.append(Flaw("added", one.name, "it is in the archive more than once"))
                continue
            _take(found, file, one)
    return found


def _take(found: _Found, file: BinaryIO, one: Entry) -> None:
    try:
        found.read(one.name, content_of(file, one))
    except BrokenEntry as fault:
        found.files[one.name] = Filed(one.name, -1, "")
        found.flaws.append(Flaw("altered", one.name, str(fault)))


def _order(entries: tuple[Entry, ...]) -> Iterator[Flaw]:
    """Yield what does not stand in its order, or is packed in another way than packs are."""
    names = [one.name for one in entries if one.name not in (MANIFEST, SUMS)]
    for name, due in zip([one.name for one in entries], [*sorted(names), MANIFEST, SUMS], strict=False):
        if name != due:
            yield Flaw("archive", name, f"it stands in the archive where {due} should")
            break
    for one in entries:
        if (one.method == STORED) != (one.name in (MANIFEST, SUMS)):
            yield Flaw("archive", one.name, "it is not packed as packs are")


def _unpacked(pack: Path) -> _Found:
    found = _Found()
    for folder, folders, names in os.walk(pack):
        folders.sort()
        here = Path(folder)
        for name in sorted(names + [one for one in folders if (here / one).is_symlink()]):
            path = (here / name).relative_to(pack).as_posix()
            try:
                found.read(path, _blocks(here / name))
            except OSError as fault:
                found.files[path] = Filed(path, -1, "")
                found.flaws.append(Flaw("altered", path, f"it cannot be read as an ordinary file ({fault.strerror})"))
        if not folders and not names and here != pack:
            found.flaws.append(Flaw("added", here.relative_to(pack).as_posix(), "an empty folder, which no pack has"))
    return found


def _blocks(file: Path) -> Iterator[bytes]:
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as opened:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(0, "it is none")
        while block := opened.read(BLOCK):
            yield block


# what should be there -------------------------------------------------------------------------------------------------


def _expected(found: _Found) -> tuple[dict[str, Filed] | None, Manifest | None]:
    """What the pack says of its files, by whichever of manifest and sums can be trusted; None by neither."""
    manifest, broken = _manifest(found)
    sums = read_sums(found.texts.get(SUMS, b""))
    doubted = {one.path for one in found.flaws}
    own = found.files.get(MANIFEST)
    if manifest and own and MANIFEST not in doubted:
        due = sums_of([*((one.path, one.sha256) for one in manifest.files), (MANIFEST, own.sha256)]).encode()
        if due == found.texts.get(SUMS):
            return _all(found, manifest), manifest
        if SUMS in doubted or sums is None or sums.get(MANIFEST) == own.sha256:
            found.flaws += _sums_altered(found)
            return _all(found, manifest), manifest
        if {**sums, MANIFEST: ""} == {**(read_sums(due) or {}), MANIFEST: ""}:
            said = f"{MANIFEST} and {SUMS} disagree about {MANIFEST}: one of the two was altered"
            found.flaws.append(Flaw("altered", MANIFEST, said))
            return _all(found, manifest), manifest
    if sums is None:
        said = "neither it nor the manifest can be read" if SUMS in found.files else ""
        found.flaws += [Flaw("altered", SUMS, said)] if said else []
        absent = "it is not there" if found.files else "this is no pack"
        found.flaws += [Flaw("missing", one, absent) for one in (MANIFEST, SUMS) if one not in found.files]
        return (_all(found, manifest) if manifest else None), manifest
    if own:
        found.flaws.append(Flaw("altered", MANIFEST, broken or "it is not the one that the sums name"))
    listed = {path: Filed(path, -1, digest) for path, digest in sums.items() if path != MANIFEST or not own}
    return {**listed, **{one: found.files[one] for one in (MANIFEST, SUMS) if one in found.files}}, None


def _manifest(found: _Found) -> tuple[Manifest | None, str]:
    try:
        return read_manifest(found.texts.get(MANIFEST, b"")), ""
    except BrokenManifest as fault:
        return None, str(fault)


def _all(found: _Found, manifest: Manifest) -> dict[str, Filed]:
    """The files that a manifest names, and the two that it does not since they stand above it."""
    above = {one: found.files[one] for one in (MANIFEST, SUMS) if one in found.files}
    return {**{one.path: one for one in manifest.files}, **above}


def _sums_altered(found: _Found) -> Iterator[Flaw]:
    if SUMS in found.files:
        yield Flaw("altered", SUMS, "it does not say what the manifest says")
    else:
        yield Flaw("missing", SUMS, "it is not there")


def _compared(expected: Mapping[str, Filed], found: Mapping[str, Filed]) -> Iterator[Flaw]:
    """Yield every file that is not as it should be; what was moved is told by where it came from or went to."""
    missing = [path for path in expected if path not in found]
    added = [path for path in found if path not in expected]
    went = {found[path].sha256: path for path in sorted(added, reverse=True)}
    owners = {one.sha256: path for path, one in expected.items()}
    moved = {path: went[expected[path].sha256] for path in missing if expected[path].sha256 in went}
    for path in sorted(missing):
        if path in moved:
            yield Flaw("renamed", path, f"it is there under the name {moved[path]}")
        else:
            yield Flaw("missing", path, "it is not there")
    for path in sorted(set(added) - set(moved.values())):
        yield Flaw("added", path, "it does not belong to the pack")
    for path in sorted(set(expected) & set(found)):
        due, actual = expected[path], found[path]
        if actual.sha256 == due.sha256 or not actual.sha256:
            continue
        if other := owners.get(actual.sha256):
            yield Flaw("swapped", path, f"it holds what belongs into {other}")
        else:
            size = f", {actual.size:,} bytes in place of {due.size:,}" if due.size not in (-1, actual.size) else ""
            yield Flaw("altered", path, f"its content was altered{size}")
