"""Every rule as readers meet it, taken from the modules of the registry: id, severity, title and explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from inspect import cleandoc

from aimsbook.records import Severity
from aimsbook.registry import modules_of


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its explanation is CommonMark."""

    id: str
    title: str
    explanation: str
    severity: Severity


@cache
def rulebook() -> Mapping[str, Rule]:
    """Every rule by its id; the id is the name of its module, the docstring its explanation."""
    found = {}
    for module in modules_of("aimsbook.rules"):
        title, _, explanation = cleandoc(module.__doc__ or "").partition("\n")
        name = module.__name__.rpartition(".")[2].replace("_", "-")
        found[name] = Rule(name, title.rstrip("."), explanation.strip(), module.SEVERITY)
    return found
