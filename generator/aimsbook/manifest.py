"""What a pack says of itself: its files with size and SHA-256, what they come from, and the sums; it reads no file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

MANIFEST, SUMS = "MANIFEST.json", "SHA256SUMS"
FORMAT = 1
MAX_FILE = 256 << 20
_KIND = "pack"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SUM = re.compile(r"([0-9a-f]{64})  ([^\n]+)\n")


@dataclass(frozen=True, slots=True, order=True)
class Filed:
    """A file by its path, size and SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Commit:
    """The commit that a pack was made at, and whether every source was as committed."""

    id: str
    clean: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack holds and what it was made from.

    `records` is how many there are, `record_set` the digest of all of them; `states` says for each requirement and
    control on which rung it stands. `sources` are the project's files by their digests, `unlisted` those among them
    that the profile does not name, as one. `left_out` says what the reader may miss, and why.
    """

    name: str
    as_of: str
    profile: str
    version: str
    formats: tuple[str, ...]
    records: int
    record_set: str
    commit: Commit | None
    states: Mapping[str, str]
    files: tuple[Filed, ...]
    sources: tuple[Filed, ...]
    unlisted: Filed | None = None
    left_out: tuple[Mapping[str, str], ...] = ()
    placed: Mapping[str, str] = field(default_factory=dict)


class BrokenManifest(ValueError):
    """The text is no manifest that this version reads."""


def text_of(manifest: Manifest) -> str:
    """A manifest as the text of its file; the same manifest gives the same bytes."""
    content = {"aimsbook": _KIND, "format": FORMAT, **asdict(manifest)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def read_manifest(content: bytes) -> Manifest:
    """Read a manifest; BrokenManifest where it is none."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise BrokenManifest("it is no JSON") from None
    if not isinstance(told, dict) or told.get("aimsbook") != _KIND:
        raise BrokenManifest("it is no manifest of a pack")
    if told.get("format") != FORMAT:
        raise BrokenManifest(f"its format is {told.get('format')!r}, and this version reads {FORMAT}")
    try:
        return _manifest(told)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise BrokenManifest(f"it lacks what a manifest has ({fault})") from None


def _manifest(told: dict[str, Any]) -> Manifest:
    commit, unlisted = told["commit"], told["unlisted"]
    return Manifest(
        name=str(told["name"]),
        as_of=str(told["as_of"]),
        profile=str(told["profile"]),
        version=str(told["version"]),
        formats=tuple(map(str, told["formats"])),
        records=int(told["records"]),
        record_set=str(told["record_set"]),
        commit=Commit(str(commit["id"]), bool(commit["clean"])) if commit else None,
        states={str(one): str(state) for one, state in told["states"].items()},
        files=tuple(map(_filed, told["files"])),
        sources=tuple(map(_filed, told["sources"])),
        unlisted=_filed(unlisted) if unlisted else None,
        left_out=tuple({str(key): str(value) for key, value in one.items()} for one in told["left_out"]),
        placed={str(one): str(place) for one, place in told["placed"].items()},
    )


def _filed(told: Mapping[str, Any]) -> Filed:
    digest, size = told["sha256"], told["size"]
    if not (isinstance(digest, str) and _DIGEST.fullmatch(digest)) or not isinstance(size, int):
        raise ValueError("a size and a SHA-256")
    return Filed(str(told["path"]), size, digest)


def sums_of(files: Iterable[tuple[str, str]]) -> str:
    """Paths with their SHA-256 as `sha256sum -c` takes them, in the order of the paths."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(files))


def read_sums(content: bytes) -> dict[str, str] | None:
    """The SHA-256 of each path in a file of sums, None where any line is none."""
    try:
        lines = content.decode("utf-8").splitlines(keepends=True)
    except UnicodeDecodeError:
        return None
    found = [_SUM.fullmatch(line) for line in lines]
    sums = {one[2]: one[1] for one in found if one}
    return sums if sums and len(sums) == len(lines) else None
