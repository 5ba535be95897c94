"""Puts an audit pack together: site, enclosed files, what exporters add, manifest and sums, as one archive."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BufferedRandom
from pathlib import Path
from string import Template
from typing import BinaryIO

from aimsbook.archive import BLOCK, ArchiveWriter, Put, stamp_of
from aimsbook.book import CHAPTER
from aimsbook.compose import Edition
from aimsbook.csvs import csv_bytes
from aimsbook.dossier import Dossier
from aimsbook.enclosures import FOLDER, shown_files
from aimsbook.errors import ConfigurationFault, EnvironmentFault
from aimsbook.exporting import Exporter, Packed, export, exporters
from aimsbook.manifest import MANIFEST, SUMS, Filed, Manifest, sums_of, text_of
from aimsbook.portable import faults_in
from aimsbook.provenance import commit_of, listed, record_set_of, sources_of
from aimsbook.publish import deliver_written
from aimsbook.vocabulary import DATA
from aimsbook.words import counted, nearest

SITE, README, LIST = "site", "README.txt", "evidence.csv"
_TEXT = DATA / "pack" / README
_FOR_SERVERS = ("404.html", "sitemap.xml", "sitemap.xml.gz")  # of no use to who opens a folder
_WIDTH = 24
HELD = "not included: held elsewhere"
NAMES_SECRETS = "not included: names what the profile withholds"
WITHHELD = "withheld from these readers"
NOT_FOR_THEM = "document left out: most of it is withheld from these readers"
_SEALS = {"intact": "as recorded", "unsealed": "no digest on record"}
_HEADS = ("Record", "Title", "File or place on record", "Here as", "Bytes", "SHA-256", "State")


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a pack: its path there, and its content or the file that has it."""

    path: str
    content: bytes | Path
    expected: str = ""

    def blocks(self) -> Iterator[bytes]:
        """The content, a block at a time."""
        if isinstance(self.content, bytes):
            yield self.content
            return
        digest = hashlib.sha256()
        with self.content.open("rb") as opened:
            while block := opened.read(BLOCK):
                digest.update(block)
                yield block
        if self.expected and digest.hexdigest() != self.expected:
            raise EnvironmentFault(f"{self.path} was changed while it was packed; nothing was written")


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that a pack is to hold but for manifest and sums, and what the manifest says besides its files."""

    members: tuple[Member, ...]
    manifest: Manifest


def packing(only: Sequence[str], without: Sequence[str]) -> list[Exporter]:
    """The exporters whose output goes into a pack: all that have some, or those named by themselves or their folder."""
    known = {name: one for name, one in sorted(exporters().items()) if one.packed}
    words = {*known, *(_folder(one) for one in known.values())} - {""}
    for name in (*only, *without):
        if name not in words:
            known_words = ", ".join(sorted(words))
            raise ConfigurationFault(f"no pack has {name!r}{nearest(name, words)}; it can have {known_words}")
    chosen = [one for one in known.values() if not only or {one.name, _folder(one)} & {*only}]
    return [one for one in chosen if not {one.name, _folder(one)} & {*without}]


def _folder(exporter: Exporter) -> str:
    """The folder of a pack that holds what an exporter adds, "" where that lies beside the folders."""
    folder, slash, _ = exporter.packed[0].path.partition("/")
    return folder if slash else ""


def gather(edition: Edition, site: Path, chosen: Iterable[Exporter], settings: Path, version: str) -> Gathered:
    """Collect what a pack of a compiled project and its built site is to hold."""
    dossier, chosen = edition.book.dossier, list(chosen)
    placed = dossier.enclosed
    left_out = _left_out(edition, chosen)
    members = [*_site(site), *_enclosed(dossier, placed), _listed(dossier, placed)]
    members += [one for exporter in chosen for one in _exported(exporter, edition)]
    offered = [
        (each.path + ("/" if one.known_by else ""), said) for one in chosen for each, said in _offered(one, edition)
    ]
    manifest = _manifest(dossier, chosen, settings, version, placed, left_out)
    members.append(Member(README, _readme(manifest, members, offered).encode()))
    members.sort(key=lambda one: one.path)
    _refuse(members)
    if curtain := dossier.curtain:
        made = [(one.path, one.content) for one in members if isinstance(one.content, bytes)]
        curtain.check([*made, (MANIFEST, text_of(manifest).encode())], [one.path for one in members])
    return Gathered(tuple(members), manifest)


def seal(target: Path, gathered: Gathered) -> str:
    """Write a pack, which appears whole or not at all; its SHA-256."""
    digests: list[str] = []

    def write(out: BufferedRandom) -> None:
        write_pack(out, gathered)
        out.seek(0)
        digests.append(hashlib.file_digest(out, "sha256").hexdigest())

    deliver_written(target, write)
    return digests[0]


def write_pack(out: BinaryIO, gathered: Gathered) -> Manifest:
    """Write a pack; the same content gives the same bytes."""
    archive = ArchiveWriter(out, stamp_of(date.fromisoformat(gathered.manifest.as_of)))
    files = tuple(_filed(archive.add(one.path, one.blocks())) for one in gathered.members)
    manifest = replace(gathered.manifest, files=files)
    own = _filed(archive.add(MANIFEST, [text_of(manifest).encode()], packed=False))
    sums = sums_of((one.path, one.sha256) for one in (*files, own))
    archive.add(SUMS, [sums.encode()], packed=False)
    archive.close()
    return manifest


# what goes in --------------------------------------------------------------------------------------------------------


def _site(folder: Path) -> Iterator[Member]:
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        path = file.relative_to(folder).as_posix()
        if path not in _FOR_SERVERS:
            yield Member(f"{SITE}/{path}", file)


def _enclosed(dossier: Dossier, placed: Mapping[str, str]) -> Iterator[Member]:
    root = dossier.project.root
    digests = {path: state.sha256 for _, path, state in shown_files(dossier.case)}
    for path, place in placed.items():
        yield Member(place, (root / path).resolve(), digests[path])


def _listed(dossier: Dossier, placed: Mapping[str, str]) -> Member:
    """The list of all files that records name: where each lies in the pack, or why it does not."""
    rows = [
        [record.id, record.title, path, placed[path], str(state.size), state.sha256, _SEALS[state.state]]
        for record, path, state in shown_files(dossier.case)
        if path in placed
    ]
    rows += [[one["what"], one["title"], one["place"], "", "", "", one["why"]] for one in _not_enclosed(dossier)]
    return Member(LIST, csv_bytes(_HEADS, sorted(rows)))


def _not_enclosed(dossier: Dossier) -> Iterator[dict[str, str]]:
    """Yield every piece of evidence that is kept somewhere else, with its place, and files that are kept back."""
    name = dossier.proof_rules.evidence["place"]
    for piece in dossier.proofs.pieces.values():
        record = piece.record
        if piece.held and (place := record.told.get(name)) and not record.veiled:
            yield {"what": record.id, "title": record.title, "place": str(place), "why": HELD}
    for record, path, state in shown_files(dossier.case) if dossier.curtain else ():
        if state.sound and path not in dossier.enclosed and (dossier.project.root / path).suffix != CHAPTER:
            yield {"what": record.id, "title": record.title, "place": path, "why": NAMES_SECRETS}


def _offered(exporter: Exporter, edition: Edition) -> Iterator[tuple[Packed, str]]:
    """Yield what an exporter has for the pack of this project, each with what it is."""
    topics, curtain = exporter.topics(edition) if exporter.topics else {}, edition.curtain
    for one in exporter.packed:
        if curtain and one.topic in curtain.profile.pack_without:
            continue
        if not one.topic:
            yield one, exporter.says[:1].lower() + exporter.says[1:].rstrip(".")
        elif one.topic in topics:
            yield one, topics[one.topic]


def _exported(exporter: Exporter, edition: Edition) -> Iterator[Member]:
    """What an exporter adds; what it needs and is not here can be left out by a word."""
    for one, _ in _offered(exporter, edition):
        try:
            made = export(exporter, edition, one.topic)
        except EnvironmentFault as fault:
            word = _folder(exporter) or exporter.name
            raise EnvironmentFault(f"{fault}; or leave it out: --without {word}") from fault
        for asset in made:
            yield Member(f"{one.path}/{asset.path}" if exporter.known_by else one.path, asset.content)


def _refuse(members: Iterable[Member]) -> None:
    """Pages cannot be renamed without breaking what leads to them, so their authors are asked to."""
    for path, reason in faults_in(one.path for one in members):
        raise ConfigurationFault(f"{path} cannot be packed: {reason}; rename what it is made from")


# what is said of it --------------------------------------------------------------------------------------------------


def _manifest(
    dossier: Dossier,
    chosen: Iterable[Exporter],
    settings: Path,
    version: str,
    placed: Mapping[str, str],
    left_out: tuple[Mapping[str, str], ...],
) -> Manifest:
    project, all_sources = dossier.project, sources_of(dossier, settings)
    sources, unlisted = listed(all_sources, dossier)
    number, record_set, states = record_set_of(dossier)
    return Manifest(
        name=project.name,
        as_of=project.as_of.isoformat(),
        profile=project.profile,
        version=version,
        formats=tuple(one.name for one in chosen),
        records=number,
        record_set=record_set,
        commit=commit_of(project.root, all_sources),
        states=states,
        files=(),
        sources=sources,
        unlisted=unlisted,
        left_out=left_out,
        placed={path: place for path, place in placed.items() if path != place},
    )


def _left_out(edition: Edition, chosen: Collection[Exporter]) -> tuple[dict[str, str], ...]:
    dossier, names = edition.book.dossier, {one.name for one in chosen}
    formats = [
        {"what": name, "title": one.says, "place": "", "why": "left out on request"}
        for name, one in sorted(exporters().items())
        if one.packed and name not in names
    ]
    missing = sorted(_not_enclosed(dossier), key=lambda one: one["what"])
    return (*missing, *formats, *_without(edition, chosen), *_withheld(dossier))


def _without(edition: Edition, chosen: Iterable[Exporter]) -> Iterator[dict[str, str]]:
    """Yield the documents that the profile leaves out of a pack, each once for all its forms."""
    if (curtain := edition.curtain) is None:
        return
    titles: dict[str, str] = {}
    for exporter in chosen:
        topics = exporter.topics(edition) if exporter.topics else {}
        named = {one.topic for one in exporter.packed} & curtain.profile.pack_without
        titles |= {topic: topics[topic] for topic in named if topic in topics}
    for topic, title in sorted(titles.items()):
        yield {"what": topic, "title": title, "place": "", "why": NOT_FOR_THEM}


def _withheld(dossier: Dossier) -> Iterator[dict[str, str]]:
    """Yield what kinds of records a profile withholds, and how many of each."""
    for name, number in sorted(dossier.curtain.counts().items()) if dossier.curtain else ():
        title = counted(number, "record")
        yield {"what": dossier.vocabulary[name].plural, "title": title, "place": "", "why": WITHHELD}


def _readme(manifest: Manifest, members: Iterable[Member], offered: Iterable[tuple[str, str]]) -> str:
    paths = [one.path for one in members]
    enclosed = sum(path.startswith(FOLDER) for path in paths)
    lines = [
        (f"{SITE}/index.html", "the site: registers, statements, matrices, a page per record"),
        *([(FOLDER, f"{counted(enclosed, 'file')} that records name, as recorded")] if enclosed else []),
        (LIST, "every such file by its record, and those that are held elsewhere"),
        *sorted(offered),
        (MANIFEST, "every file and every source with its SHA-256, for programs"),
        (SUMS, "the same for sha256sum"),
    ]
    held = sum(one["why"] == HELD for one in manifest.left_out)
    missing = [f"{counted(held, 'piece')} of evidence held elsewhere, with their places in {LIST}"] if held else []
    for one in manifest.left_out:
        if one["why"] != HELD:
            said = f", {one['title']}" if one["why"] in (WITHHELD, NOT_FOR_THEM) else ""
            missing.append(f"{one['what']}{said}: {one['why']}")
    return Template(_TEXT.read_text(encoding="utf-8")).substitute(
        name=manifest.name,
        line="=" * len(manifest.name),
        as_of=manifest.as_of,
        facts="\n".join(_facts(manifest)),
        contents="\n".join(
            f"{path}\n{' ' * _WIDTH} {said}" if len(path) > _WIDTH else f"{path:<{_WIDTH}} {said}"
            for path, said in lines
        ),
        left_out="\n".join(missing) or "Nothing that records name is left out.",
    )


def _facts(manifest: Manifest) -> Iterator[str]:
    yield f"As of:   {manifest.as_of}"
    if commit := manifest.commit:
        yield f"Commit:  {commit.id}{'' if commit.clean else ', with changes that are not in it'}"
    if manifest.profile:
        yield f"Readers: {manifest.profile}"
    yield f"Made by: aimsbook {manifest.version}"


def _filed(put: Put) -> Filed:
    return Filed(put.name, put.size, put.sha256)
