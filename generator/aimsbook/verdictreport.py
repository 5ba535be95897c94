"""What was found of an audit pack, in words and for programs; it looks at no pack itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aimsbook.dissect import Flaw
from aimsbook.report import safe
from aimsbook.verify import Verdict
from aimsbook.words import counted


def verdict_text(pack: Path, verdict: Verdict, deeper: list[Flaw], deep: bool) -> Iterator[str]:
    """A line for each flaw and each difference from the project, then what they come to."""
    pack = pack.resolve()
    for one in (*verdict.flaws, *deeper):
        yield f"{one.kind}: {safe(one.path or pack.name)}: {safe(one.message)}"
    found = counted(verdict.files, "file")
    manifest = verdict.manifest
    if verdict.flaws:
        yield f"{safe(pack.name)} is not as it was made: {counted(len(verdict.flaws), 'flaw')} in {found}"
    elif manifest:
        yield f"{safe(pack.name)} is whole: {found}, {safe(manifest.name)}, frozen at {manifest.as_of}"
    if deep:
        yield (
            f"{counted(len(deeper), 'difference')} from the project" if deeper else "the project gives the same states"
        )
    if verdict.sha256:
        yield f"SHA-256 {verdict.sha256}"


def verdict_data(pack: Path, verdict: Verdict, deeper: list[Flaw]) -> dict[str, object]:
    """The same for programs."""
    manifest = verdict.manifest
    return {
        "pack": pack.resolve().name,
        "whole": verdict.whole,
        "files": verdict.files,
        "sha256": verdict.sha256 or None,
        "name": manifest.name if manifest else None,
        "as_of": manifest.as_of if manifest else None,
        "flaws": [_flaw_data(one) for one in verdict.flaws],
        "differences": [_flaw_data(one) for one in deeper],
    }


def _flaw_data(one: Flaw) -> dict[str, str | None]:
    return {"kind": one.kind, "path": one.path or None, "message": one.message}
