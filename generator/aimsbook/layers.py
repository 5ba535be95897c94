"""A shipped definition file with those of the same name in a project's folders laid over it; it knows no definition.

What is wrong is told where it stands, in the file that says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from aimsbook.errors import ConfigurationFault
from aimsbook.forms import Astray, below, shown
from aimsbook.records import Mark, Steps
from aimsbook.source import Document, only_document
from aimsbook.words import meant

Made = TypeVar("Made")
_NAME = "name"
_QUOTED = re.compile(r"'([^']+)'|`([^`]+)`")


@dataclass(frozen=True, slots=True)
class _Part:
    """A value with the places of its key and of itself; what is below it as parts of their own."""

    value: Any
    key: Mark
    mark: Mark
    below: Mapping[str | int, _Part] = field(default_factory=dict)


def read_layers(file: Path, folders: Iterable[Path], read: Callable[[Any], Made], depth: int = 1) -> Made:
    """What `read` makes of a file and of those laid over it; ConfigurationFault with the place where one is broken.

    So many levels (`depth`) of keys are replaced one by one.
    """
    whole = top = _part_of(file)
    for layer in layers_of(file, folders):
        top = _part_of(layer)
        whole = _told(top, top, lambda under=whole, over=top: _laid(under, over, depth))  # type: ignore[misc]
    return _told(whole, top, lambda: read(whole.value))


def layers_of(file: Path, folders: Iterable[Path]) -> Iterator[Path]:
    """Yield the files of some folders that are laid over a shipped one, the last one on top."""
    for folder in folders:
        yield from sorted(folder.glob(f"{file.stem}.y*ml"))


def _part_of(file: Path) -> _Part:
    document = only_document(file)
    return _parted(document.value, document, str(file), ())


def _parted(value: Any, document: Document, path: str, steps: Steps) -> _Part:
    inside = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    parts = {step: _parted(one, document, path, (*steps, step)) for step, one in inside}
    key, mark = (Mark(path, one.line, one.column) for one in (document.key_of(*steps), document.mark_of(*steps)))
    return _Part(value, key, mark, parts)


def _laid(under: _Part, over: _Part, depth: int) -> _Part:
    """One value over another: key by key, entries with a name by their name, anything else as a whole."""
    if isinstance(under.value, Mapping) and depth:
        if not isinstance(over.value, Mapping):
            raise Astray(f"a mapping was expected, not {shown(over.value)}")
        parts = {**under.below}
        for key, one in over.below.items():
            with below(key):
                parts[key] = _laid(under.below[key], one, depth - 1) if key in under.below else one
        return _Part({key: one.value for key, one in parts.items()}, over.key, over.mark, parts)
    if _is_named(under.value):
        return _entries(under, over)
    return over


def _is_named(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) and _NAME in one for one in value)


def _entries(under: _Part, over: _Part) -> _Part:
    if not isinstance(over.value, list):
        raise Astray(f"a list of mappings with a {_NAME} was expected, not {shown(over.value)}")
    for index, one in over.below.items():
        if not isinstance(one.value, Mapping):
            raise Astray(f"a mapping with a `{_NAME}` was expected, not {shown(one.value)}", (index,))
        if not isinstance(one.value.get(_NAME), str):
            if near := meant(_NAME, one.value):
                raise Astray(f"{near!r} is no key here; did you mean {_NAME!r}?", (index, near), at_key=True)
            raise Astray(f"{_NAME!r} is missing", (index,))
    named = {one.value[_NAME]: one for one in (*under.below.values(), *over.below.values())}
    parts: dict[str | int, _Part] = dict(enumerate(named.values()))
    return _Part([one.value for one in parts.values()], over.key, over.mark, parts)


def _told(whole: _Part, top: _Part, do: Callable[[], Made]) -> Made:
    """What is done; what is wrong stops it with its place."""
    try:
        with below():
            return do()
    except Astray as fault:
        mark = _place(whole, fault)
        if mark.path != top.mark.path:
            mark = top.mark  # what we ship does not fit what the project says elsewhere
        raise ConfigurationFault(f"{mark.path}:{mark.line}:{mark.column}: {fault.message}") from None


def _place(part: _Part, fault: Astray) -> Mark:
    """Where the steps lead, as far as they do; there the word that the message quotes first, where it stands below."""
    for step in fault.steps:
        if step not in part.below:
            break
        part = part.below[step]
    if fault.at_key:
        return part.key
    words = (word for pair in _QUOTED.findall(fault.message) for word in pair if word)
    return next((mark for word in words for mark in _holding(part, word)), part.mark)


def _holding(part: _Part, word: str) -> Iterator[Mark]:
    for key, one in part.below.items():
        if key == word:
            yield one.key
        elif not one.below and word in (one.value, *str(one.value).split(".")):
            yield one.mark
        else:
            yield from _holding(one, word)
