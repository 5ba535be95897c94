"""What was frozen on a day, as a sealed JSON text beside the records; it knows no vocabulary and no graph."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aimsbook.errors import ConfigurationFault
from aimsbook.records import Value

FOLDER = "baselines"
FORMAT = 1
MAX_FILE = 64 << 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_KIND = "baseline"


@dataclass(frozen=True, slots=True)
class Frozen:
    """One record as it stood: short values as they were, words as digests, links with the digest of what they carry.

    `path` is the file that it was read from, "" in baselines of versions that did not keep it.
    """

    type: str
    title: str
    sha256: str
    fields: Mapping[str, Value]
    links: Mapping[str, Mapping[str, str]]
    facts: Mapping[str, Value] = field(default_factory=dict)
    path: str = ""


@dataclass(frozen=True, slots=True)
class Stood:
    """The rung that a record stood on, and what held it from the next."""

    type: str
    rung: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that is frozen: what was recorded, what was derived from it, from which commit, for which day."""

    name: str
    as_of: str
    commit: str
    frameworks: tuple[str, ...]
    records: Mapping[str, Frozen]
    standings: Mapping[str, Stood]
    chapters: Mapping[str, str]
    files: Mapping[str, str]
    statement: Mapping[str, Value] = field(default_factory=dict)


class BrokenBaseline(ValueError):
    """The file is no baseline, or not as it was frozen."""


def digest_of(value: Value) -> str:
    """The SHA-256 of a value in its canonical form: keys in order, no spaces, UTF-8."""
    return hashlib.sha256(_canonical(value)).hexdigest()


def _canonical(value: Value) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def words_digest(text: str) -> dict[str, str]:
    """How words stand in a baseline: by their digest alone."""
    return {"sha256": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()}


def is_digest(value: Value) -> bool:
    """Whether a frozen value stands there by its digest alone."""
    return isinstance(value, Mapping) and set(value) == {"sha256"}


def is_name(name: str) -> bool:
    """Whether a word can name a baseline: letters, digits, `.`, `-` and `_`."""
    return bool(_NAME.fullmatch(name)) and not name.endswith(".")


def file_of(root: Path, name: str) -> Path:
    """Where the baseline of a name lies."""
    return root / FOLDER / f"{name}.json"


def names_in(root: Path) -> list[str]:
    """The names of the baselines of a project, in order."""
    folder = root / FOLDER
    found = (file.stem for file in folder.glob("*.json")) if folder.is_dir() else ()
    return sorted(name for name in found if is_name(name))


def text_of(snapshot: Snapshot) -> str:
    """A snapshot as the text of its file; the same snapshot gives the same bytes."""
    content = {
        "aimsbook": _KIND,
        "format": FORMAT,
        "name": snapshot.name,
        "as_of": snapshot.as_of,
        "commit": snapshot.commit,
        "frameworks": list(snapshot.frameworks),
        "records": {one: _frozen_data(frozen) for one, frozen in snapshot.records.items()},
        "standings": {one: _stood_data(stood) for one, stood in snapshot.standings.items()},
        "chapters": dict(snapshot.chapters),
        "files": dict(snapshot.files),
        "statement": dict(snapshot.statement),
    }
    sealed = {**content, "seal": digest_of(content)}
    return json.dumps(sealed, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _frozen_data(one: Frozen) -> dict[str, Value]:
    data = {"type": one.type, "title": one.title, "sha256": one.sha256}
    more = {"fields": one.fields, "links": one.links, "facts": one.facts, "path": one.path}
    return {**data, **{key: value for key, value in more.items() if value}}


def _stood_data(one: Stood) -> dict[str, Value]:
    return {"type": one.type, "rung": one.rung, **({"reasons": list(one.reasons)} if one.reasons else {})}


def read_baseline(file: Path) -> Snapshot:
    """Read a baseline; raise BrokenBaseline where it is none, of another format, or altered since it was frozen."""
    try:
        if file.stat().st_size > MAX_FILE:
            raise BrokenBaseline("it is too large to be one")
        content = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as fault:
        raise BrokenBaseline(f"it cannot be read ({type(fault).__name__})") from None
    if not isinstance(content, dict) or content.get("aimsbook") != _KIND:
        raise BrokenBaseline("it is no baseline")
    if content.get("format") != FORMAT:
        raise BrokenBaseline(f"its format is {content.get('format')!r}, and this version reads {FORMAT}")
    seal = content.pop("seal", None)
    if seal != digest_of(content):
        raise BrokenBaseline("it was altered after it was frozen")
    if content.get("name") != file.stem:
        raise BrokenBaseline(f"it was frozen under the name {content.get('name')!r}")
    return _snapshot(content)


def _snapshot(content: dict[str, Any]) -> Snapshot:
    try:
        return Snapshot(
            name=content["name"],
            as_of=content["as_of"],
            commit=content["commit"],
            frameworks=tuple(content["frameworks"]),
            records={
                one: Frozen(
                    spec["type"], spec["title"], spec["sha256"],
                    spec.get("fields", {}), spec.get("links", {}), spec.get("facts", {}), spec.get("path", ""),
                )
                for one, spec in content["records"].items()
            },
            standings={
                one: Stood(spec["type"], spec["rung"], tuple(spec.get("reasons", ())))
                for one, spec in content["standings"].items()
            },
            chapters=content["chapters"],
            files=content["files"],
            statement=content["statement"],
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as fault:
        raise BrokenBaseline(f"it lacks {fault}") from None


def read_baselines(root: Path) -> tuple[list[Snapshot], dict[str, str]]:
    """Every baseline of a project that can be trusted, the oldest day first; and the others with what is wrong."""
    sound, unsound = [], {}
    for name in names_in(root):
        try:
            sound.append(read_baseline(file_of(root, name)))
        except BrokenBaseline as fault:
            unsound[name] = str(fault)
    return sorted(sound, key=lambda one: (one.as_of, one.name)), unsound


def write_baseline(root: Path, snapshot: Snapshot, replace: bool = False) -> Path:
    """Write a baseline beside the records; one that is there stays unless it is to be replaced."""
    if not is_name(snapshot.name):
        raise ConfigurationFault(
            f"{snapshot.name!r} cannot name a baseline; take letters, digits, `.`, `-` and `_`, such as 2026-07-review"
        )
    file = file_of(root, snapshot.name)
    if file.exists() and not replace:
        raise ConfigurationFault(f"{file} is there already; --replace freezes it anew")
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.new")
    part.write_text(text_of(snapshot), encoding="utf-8")
    part.replace(file)
    return file
