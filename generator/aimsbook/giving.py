"""Proof that somebody hands in becomes a record of the project; it writes nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from aimsbook.case import as_day
from aimsbook.dossier import Dossier
from aimsbook.errors import ConfigurationFault
from aimsbook.identity import LONGEST, id_fault
from aimsbook.records import Record, Value
from aimsbook.validate import Validators
from aimsbook.vocabulary import RecordType
from aimsbook.words import listed, nearest

_BETWEEN = ".."
_TITLE = "title"
_UNFIT = re.compile(r"[^A-Za-z0-9]+")

Given = Mapping[str, tuple[str, ...]]


def new_proof(
    given: Given, path: str, sha256: str, day: str, dossier: Dossier, title: str = "", record_id: str = ""
) -> dict[str, Value]:
    """The record of new proof; ConfigurationFault for what could not stand in a sound record.

    `given` has the values of the command's options, `path` and `sha256` name the file below the project's root.
    """
    rules, kind = dossier.intake, dossier.vocabulary[dossier.intake.type]
    filled = _filled(given, dossier)
    links, fields = _parted({rules.day: day, **_inherited(given, dossier), **filled}, kind)
    if not any(links.get(rules.options[one][0]) for one in rules.targets):
        raise ConfigurationFault(f"say what it proves: {listed([f'--{one}' for one in rules.targets], 'or')}")
    first = next(dossier.graph[ids[0]] for one in rules.targets if (ids := links.get(rules.options[one][0])))
    name = _checked_id(record_id, dossier) if record_id else _free_id(first, filled, str(fields[rules.day]), dossier)
    head = {"id": name, "type": kind.name, _TITLE: title or _title(first, fields, dossier)}
    record = {**head, **fields, rules.file: path, rules.digest: sha256, **links}
    _validate(record, kind, dossier)
    single = {name for name, relation in kind.relations.items() if relation.maximum == 1}
    return {name: value[0] if name in single else value for name, value in record.items()}


def already(record: Mapping[str, Value], dossier: Dossier, unsaid: Collection[str] = ()) -> Record | None:
    """The record that says all that this one would say; what nobody said, named in `unsaid`, makes no difference."""
    rules = dossier.intake
    names = (rules.digest, rules.day, _TITLE, *(name for some in rules.options.values() for name in some))
    asked = [name for name in dict.fromkeys(names) if name not in unsaid]
    for one in dossier.graph.of_type(rules.type):
        known = {_TITLE: one.title, **one.fields}
        if all(_plain(known.get(name) or _targets(one, name)) == _plain(record.get(name)) for name in asked):
            return one
    return None


def _plain(value: Value) -> tuple[str, ...]:
    values = value.items() if isinstance(value, Mapping) else value if isinstance(value, list) else [value]
    return tuple(sorted(map(str, values))) if value else ()


def _filled(given: Given, dossier: Dossier) -> dict[str, Value]:
    """What the options fill, by field or relation."""
    rules, kind = dossier.intake, dossier.vocabulary[dossier.intake.type]
    filled: dict[str, Value] = {}
    for option, values in given.items():
        for name in rules.options[option] if values else ():
            filled[name] = _meant(values, option, name, kind, dossier)
    return filled


def _meant(values: tuple[str, ...], option: str, name: str, kind: RecordType, dossier: Dossier) -> Value:
    """What the words of an option mean in a field or relation."""
    if relation := kind.relations.get(name):
        return [_known(one, option, relation.to, dossier).id for one in values]
    one = kind.fields[name]
    if one.kind == "record":
        return _known(values[0], option, one.to, dossier).id
    return _period(values[0], option) if one.kind == "period" else values[0]


def _known(word: str, option: str, types: Iterable[str], dossier: Dossier) -> Record:
    """The record that an option names, of one of the types that may stand there."""
    fitting = [one.id for name in types for one in dossier.graph.of_type(name)]
    found = dossier.labels.known(word)
    labels = listed([dossier.vocabulary[name].label.lower() for name in types], "or")
    if found is None:
        raise ConfigurationFault(f"--{option}: there is no record {word}{nearest(word, fitting)}")
    if found.type not in types:
        said = f"--{option}: {found.id} is a record of the type {found.type.replace('_', ' ')}, expected is {labels}"
        raise ConfigurationFault(f"{said}{nearest(word, fitting)}")
    return found


def _period(word: str, option: str) -> dict[str, str]:
    first, between, last = word.partition(_BETWEEN)
    if not between or not as_day(first) or not as_day(last):
        raise ConfigurationFault(f"--{option} is {word!r}; two days such as 2026-10-01..2026-10-31 were expected")
    if last < first:
        raise ConfigurationFault(f"--{option}: {last} lies before {first}")
    return {"from": first, "to": last}


def _inherited(given: Given, dossier: Dossier) -> dict[str, Value]:
    """What is taken from the record that this one renews."""
    rules = dossier.intake
    found: dict[str, Value] = {}
    for word in given.get("renews", ()):
        older = _known(word, "renews", (rules.type,), dossier)
        version = older.get(rules.options["version"][0])
        if version and not given.get("version"):
            said = f"say with --version which version it is about; {older.id}, which it renews, is about {version}"
            raise ConfigurationFault(said)
        found |= {name: value for name in rules.inherits if (value := older.get(name) or _targets(older, name))}
    return found


def _targets(record: Record, relation: str) -> list[str]:
    return [one.target for one in record.links if one.relation == relation]


def _parted(values: Mapping[str, Value], kind: RecordType) -> tuple[dict[str, list[str]], dict[str, Value]]:
    """Links and fields, both in the order of the vocabulary."""
    links = {name: list(values[name]) for name in kind.relations if values.get(name)}
    fields = {name: values[name] for name in kind.fields if values.get(name)}
    return links, fields


def _title(target: Record, fields: Mapping[str, Value], dossier: Dossier) -> str:
    covered = next((fields[name] for name in fields if isinstance(fields[name], Mapping)), None)
    span = f"{covered['from']} to {covered['to']}" if covered else str(fields[dossier.intake.day])
    return f"{target.title}, {span}"


def _free_id(target: Record, filled: Mapping[str, Value], day: str, dossier: Dossier) -> str:
    """An id made of what is proved, for which system and when; counted on where it is taken."""
    vocabulary, rules = dossier.vocabulary, dossier.intake
    systems = filled.get(rules.options["system"][0]) or []
    parts = [_tail(one, dossier) for one in (target, *(dossier.graph[name] for name in systems[:1]))]
    stem = "-".join([vocabulary[rules.type].prefix, *parts])[: LONGEST - len(day) - 5].rstrip("-._")
    taken = {one.casefold() for one in dossier.graph.records}
    number, name = 1, f"{stem}-{day}"
    while name.casefold() in taken:
        number += 1
        name = f"{stem}-{day}-{number}"
    return name


def _tail(record: Record, dossier: Dossier) -> str:
    """An id without the prefix of its type."""
    prefix = f"{dossier.vocabulary[record.type].prefix}-"
    local = record.local.removeprefix(prefix) if record.local != prefix else record.local
    return _UNFIT.sub("-", local).strip("-").upper()


def _checked_id(name: str, dossier: Dossier) -> str:
    if problem := id_fault(name, framed=False):
        raise ConfigurationFault(f"--id: {name!r} is no id: {problem}")
    if found := dossier.labels.known(name):
        raise ConfigurationFault(f"--id: {found.id} is taken, by {found.title!r} at {found.mark}")
    return name


def _validate(record: Mapping[str, Value], kind: RecordType, dossier: Dossier) -> None:
    """Refuse a value that `check` would call wrong."""
    links = {name: [{"to": one} for one in value] for name, value in record.items() if name in kind.relations}
    written = {**record, **links}
    for fault in Validators(dossier.vocabulary).faults(kind, written):
        raise ConfigurationFault(fault.message)


def path_below(file: Path, root: Path) -> str | None:
    """A file's path below the project's root as records write it, None for a file that lies elsewhere."""
    resolved, top = file.resolve(), root.resolve()
    return resolved.relative_to(top).as_posix() if resolved.is_relative_to(top) else None
