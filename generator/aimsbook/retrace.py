"""Holds what a pack says it was made from against the project as it is: sources, records and states."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aimsbook import __version__
from aimsbook.compose import Edition
from aimsbook.dissect import Flaw
from aimsbook.manifest import Manifest
from aimsbook.provenance import listed, record_set_of, sources_of


def differences(manifest: Manifest, edition: Edition, settings: Path) -> Iterator[Flaw]:
    """Yield every source that is another one than the pack was made from, and every state that came out otherwise."""
    dossier = edition.book.dossier
    sources, unlisted = listed(sources_of(dossier, settings), dossier)
    then, now = {one.path: one for one in manifest.sources}, {one.path: one for one in sources}
    for path in sorted({*then, *now}):
        if path not in now:
            yield Flaw("source", path, "it is no longer there")
        elif path not in then:
            yield Flaw("source", path, "it was not there when the pack was made")
        elif then[path].sha256 != now[path].sha256:
            yield Flaw("source", path, "it is not the one that the pack was made from")
    if unlisted != manifest.unlisted:
        yield Flaw("source", "", "sources that the profile does not name are not those that the pack was made from")
    number, record_set, states = record_set_of(dossier)
    for one in sorted({*manifest.states, *states}):
        before, after = manifest.states.get(one, "not on record"), states.get(one, "not on record")
        if before != after:
            yield Flaw("state", one, f"the pack says {before}, and the project {after}")
    if record_set != manifest.record_set:
        yield Flaw(
            "records", "", f"the records are others: {manifest.records:,} in the pack, {number:,} in the project"
        )
    if manifest.version != __version__:
        yield Flaw("version", "", f"the pack was made by aimsbook {manifest.version}, and this is {__version__}")
