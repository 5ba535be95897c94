"""A folder whose files are the list: finds the one thing that each module of a package puts up."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


@cache
def names_of(package: str) -> tuple[str, ...]:
    """The name of every module of a package, in their order; none is imported."""
    return tuple(found.name for found in iter_modules(import_module(package).__path__))


def module_of(package: str, name: str) -> ModuleType:
    """Import one module of a package."""
    return import_module(f"{package}.{name}")


@cache
def modules_of(package: str) -> tuple[ModuleType, ...]:
    """Import every module of a package, in the order of their names."""
    return tuple(module_of(package, name) for name in names_of(package))
