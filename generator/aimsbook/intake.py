"""How proof that is handed in becomes a record, read from data; it knows no type and no field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aimsbook.errors import ConfigurationFault
from aimsbook.matrices import Selection, read_selection
from aimsbook.source import read_plain
from aimsbook.vocabulary import DATA, Vocabulary, path_fault

FILE = DATA / "intake.yml"


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """What intake.yml says; every name is a field or relation of the type."""

    type: str
    folder: str
    file: str
    digest: str
    day: str
    options: Mapping[str, tuple[str, ...]]
    targets: tuple[str, ...]
    inherits: tuple[str, ...]
    asked_of: Selection
    systems: str
    per_system: str
    pipelines: tuple[Mapping[str, str], ...]


def read_intake(vocabulary: Vocabulary, file: Path = FILE) -> IntakeRules:
    """Read how proof becomes a record; raise ConfigurationFault where the definition and the vocabulary disagree."""
    try:
        rules = _rules(next(iter(read_plain(file))).value, vocabulary)
        filled = [name for names in rules.options.values() for name in names]
        own = (rules.file, rules.digest, rules.day, *rules.inherits, *filled)
        asked = ((rules.asked_of.type, one) for one in (rules.systems, rules.per_system))
        for type_name, name in [*((rules.type, one) for one in own), *asked]:
            if problem := path_fault(vocabulary, (type_name,), name):
                raise ValueError(problem)
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigurationFault(f"{file}: {error}") from None
    return rules


def _rules(value: Mapping[str, Any], vocabulary: Vocabulary) -> IntakeRules:
    same = {name: str(value[name]) for name in ("type", "folder", "file", "digest", "day", "systems", "per_system")}
    if same["type"] not in vocabulary:
        raise ValueError(f"there is no type {same['type']!r}")
    options = {name: tuple(one) if isinstance(one, list) else (str(one),) for name, one in value["options"].items()}
    return IntakeRules(
        **same,
        options=options,
        targets=tuple(value["targets"]),
        inherits=tuple(value["inherits"]),
        asked_of=read_selection("asked_of", value["asked_of"], vocabulary),
        pipelines=tuple(value["pipelines"]),
    )
