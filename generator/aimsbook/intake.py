"""How proof that is handed in becomes a record, read from data; it knows no type and no field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aimsbook.matrices import Selection, read_selection
from aimsbook.source import read_definition
from aimsbook.vocabulary import DATA, Vocabulary, check_paths

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
    return read_definition(file, lambda value: _rules(value, vocabulary))


def _rules(value: Mapping[str, Any], vocabulary: Vocabulary) -> IntakeRules:
    same = {name: str(value[name]) for name in ("type", "folder", "file", "digest", "day", "systems", "per_system")}
    options = {name: tuple(one) if isinstance(one, list) else (str(one),) for name, one in value["options"].items()}
    rules = IntakeRules(
        **same,
        options=options,
        targets=tuple(value["targets"]),
        inherits=tuple(value["inherits"]),
        asked_of=read_selection("asked_of", value["asked_of"], vocabulary),
        pipelines=tuple(value["pipelines"]),
    )
    filled = [name for names in options.values() for name in names]
    check_paths(vocabulary, (rules.type,), (rules.file, rules.digest, rules.day, *rules.inherits, *filled))
    check_paths(vocabulary, (rules.asked_of.type,), (rules.systems, rules.per_system))
    return rules
