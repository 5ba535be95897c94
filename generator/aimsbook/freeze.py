"""A dossier becomes a snapshot: every record, state, chapter and file as it stands, in a form that can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aimsbook.baselines import Frozen, Snapshot, Stood, digest_of, words_digest
from aimsbook.dossier import Dossier
from aimsbook.files import content_of
from aimsbook.measure import Standing
from aimsbook.records import Record, Value
from aimsbook.vocabulary import Field, RecordType

CHAPTER = ".md"
LONGEST_WORD = 80  # longer texts are kept by their digest
MOST_REASONS = 6
_WORDY = ("prose", "table", "mapping")


def freeze(dossier: Dossier, name: str, commit: str, statement: Mapping[str, Value]) -> Snapshot:
    """Everything that a later day may be compared with; the same records on the same day give the same snapshot."""
    chapters = dict(_chapters(dossier))
    files = {str(record.get(one)): state.sha256 for record, one, state in dossier.case.files() if state.sha256}
    return Snapshot(
        name,
        dossier.project.as_of.isoformat(),
        commit,
        tuple(sorted(dossier.frameworks)),
        {record.id: _frozen(record, dossier) for record in dossier.own() if dossier.case.is_present(record)},
        {
            one: Stood(dossier.graph[one].type, standing.rung.name, _reasons(standing))
            for one, standing in dossier.standings.items()
            if standing.shown and dossier.case.is_present(dossier.graph[one])
        },
        chapters,
        {path: digest for path, digest in files.items() if path not in chapters},
        statement,
    )


def _chapters(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Path and digest of every chapter; line ends do not count, since they differ from one checkout to the next."""
    project = dossier.project
    for file in sorted(project.docs.rglob(f"*{CHAPTER}")) if project.docs.is_dir() else ():
        path = project.path_of(file)
        below = file.relative_to(project.docs)
        hidden = any(part.startswith(".") for part in below.parts)
        if hidden or any(below.is_relative_to(one) for one in project.not_frozen):
            continue
        if (content := content_of(project.root, path)) is not None:
            yield path, words_digest(content.decode("utf-8-sig", "replace").replace("\r\n", "\n"))["sha256"]


def _frozen(record: Record, dossier: Dossier) -> Frozen:
    kind = dossier.vocabulary[record.type]
    links: dict[str, dict[str, str]] = {}
    for link in record.links:
        links.setdefault(link.relation, {})[link.target] = digest_of(link.attributes) if link.attributes else ""
    whole = {"type": record.type, "title": record.title, "fields": dict(record.fields), "links": links}
    fields = {name: _kept(kind.field(name), value) for name, value in record.fields.items()}
    facts = dict(_facts(record, kind, dossier))
    return Frozen(record.type, record.title, digest_of(whole), fields, links, facts, record.mark.path)


def _facts(record: Record, kind: RecordType, dossier: Dossier) -> Iterator[tuple[str, Value]]:
    """Yield every fact that the type declares, None where none was computed."""
    for name, one in kind.facts.items():
        value = dossier.case.facts.get((record.id, name))
        yield name, None if value is None else _kept(one, value)


def _kept(one: Field | None, value: Value) -> Value:
    """A value as it is kept: short ones as they are, words by their digest."""
    if one is None or one.kind in _WORDY or (isinstance(value, str) and len(value) > LONGEST_WORD):
        return {"sha256": digest_of(value)}
    if isinstance(value, list) and any(not isinstance(each, str) or len(each) > LONGEST_WORD for each in value):
        return {"sha256": digest_of(value)}
    return value


def _reasons(standing: Standing) -> tuple[str, ...]:
    said = dict.fromkeys(f"{one.record}: {one.text}" for one in standing.reasons)
    return tuple(said)[:MOST_REASONS]
