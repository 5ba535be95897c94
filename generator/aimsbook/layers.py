"""A shipped definition file with those of the same name in a project's folders laid over it; it knows no definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from aimsbook.source import made_of, only_document
from aimsbook.words import listed, nearest

Made = TypeVar("Made")
_NAME = "name"


def read_layers(
    file: Path, folders: Iterable[Path], read: Callable[[Any], Made], depth: int = 1, closed: bool = False
) -> Made:
    """What `read` makes of a file and of those laid over it; ConfigurationFault names the last one that is broken.

    So many levels (`depth`) of keys are replaced one by one; where `closed`, only those that the first file has.
    """
    value, last = only_document(file).value, file
    for last in layers_of(file, folders):
        value = made_of(only_document(last).value, last, partial(_laid, value, depth=depth, closed=closed))
    return made_of(value, last, read)


def layers_of(file: Path, folders: Iterable[Path]) -> Iterator[Path]:
    """Yield the files of some folders that are laid over a shipped one, the last one on top."""
    for folder in folders:
        yield from sorted(folder.glob(f"{file.stem}.y*ml"))


def _laid(under: Any, over: Any, depth: int, closed: bool) -> Any:
    """One value over another: key by key, entries with a name by their name, anything else as a whole."""
    if isinstance(under, Mapping) and depth:
        return _keys(under, over, depth, closed)
    if isinstance(under, list) and under and all(isinstance(one, Mapping) and _NAME in one for one in under):
        if not isinstance(over, list):
            raise ValueError(f"a list was expected, whose entries have a `{_NAME}`")
        return list({one[_NAME]: one for one in (*under, *over)}.values())
    return over


def _keys(under: Mapping[str, Any], over: Any, depth: int, closed: bool) -> dict[str, Any]:
    if not isinstance(over, Mapping):
        raise ValueError("a mapping was expected")
    for key in over if closed else ():
        if key not in under:
            raise ValueError(f"{key!r} is no key here{nearest(key, under)}; there are {listed(list(under))}")
    laid = {key: _laid(under[key], one, depth - 1, closed) if key in under else one for key, one in over.items()}
    return {**under, **laid}

