"""Runs every rule of the registry over the linked records; what a rule is about is the rule's own affair."""

from __future__ import annotations

from aimsbook.case import Case
from aimsbook.records import Diagnostic
from aimsbook.registry import modules_of


def check(case: Case) -> list[Diagnostic]:
    """What the rules say of the records, in the order of the rules."""
    found: list[Diagnostic] = []
    for module in modules_of("aimsbook.rules"):
        if (judge := getattr(module, "check", None)) is not None:
            found += judge(case)
    return found
