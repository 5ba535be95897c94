"""A folder whose files are the list: finds the one thing that each module of a package puts up."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


@cache
def modules_of(package: str) -> tuple[ModuleType, ...]:
    """Import every module of a package, in the order of their names."""
    folder = import_module(package)
    return tuple(import_module(f"{package}.{found.name}") for found in iter_modules(folder.__path__))
