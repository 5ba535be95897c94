"""A JSON document whose values know where they stand in it; it knows no format.

Numbers stay the text that they are in the file. What is not of the shape that is asked for is a ConfigurationFault
that names the place.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aimsbook.errors import ConfigurationFault, EnvironmentFault

MOST_BYTES = 64 << 20
MOST_LEVELS = 32

_BREAK = re.compile("\r\n?|[\x85\u2028\u2029\x0b\x0c]")
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]")
_BROKEN = re.compile("[\ud800-\udfff\ufffe\uffff]")
_SHAPES = {dict: "a mapping", list: "a list", str: "text", bool: "true or false", type(None): "null"}


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON object, with the file that it is in and the path that leads to it."""

    file: str
    path: str
    value: Mapping[str, Any]
    level: int = 0

    def text(self, key: str) -> str:
        """The text under a key without characters that no text should have, "" where there is none."""
        found = self.value.get(key)
        if found is None:
            return ""
        return _clean(self._as(str, found, self._below(key), "text"))

    def texts(self, key: str) -> list[str]:
        """The texts listed under a key."""
        found = self._list(key)
        return [_clean(self._as(str, one, f"{self._below(key)}[{n}]", "text")) for n, one in enumerate(found)]

    def node(self, key: str) -> Node:
        """The object under a key, an empty one where there is none."""
        found = self.value.get(key)
        value = {} if found is None else self._as(dict, found, self._below(key), "a mapping")
        return Node(self.file, self._below(key), value, self.level + 1)

    def nodes(self, key: str) -> list[Node]:
        """The objects listed under a key."""
        found = self._list(key)
        if found and self.level >= MOST_LEVELS:
            raise self.fault(f"objects are nested deeper than {MOST_LEVELS} levels", "Flatten the file")
        places = ((f"{self._below(key)}[{n}]", one) for n, one in enumerate(found))
        return [Node(self.file, path, self._as(dict, one, path, "a mapping"), self.level + 1) for path, one in places]

    def fault(self, said: str, fix: str, key: str = "") -> ConfigurationFault:
        """What is wrong here, to be raised."""
        return _fault(self.file, self._below(key) if key else self.path, said, fix)

    def _below(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _list(self, key: str) -> list[Any]:
        found = self.value.get(key)
        listed: list[Any] = [] if found is None else self._as(list, found, self._below(key), "a list")
        return listed

    def _as(self, shape: type[Any], found: Any, path: str, wanted: str) -> Any:
        if isinstance(found, shape):
            return found
        said = f"this is {_SHAPES.get(type(found), 'something else')}, {wanted} was expected"
        raise _fault(self.file, path, said, "Correct the file or export it anew")


def read_json(file: Path) -> Node:
    """Read a file that holds one JSON object.

    Raises ConfigurationFault for a file that holds anything else, EnvironmentFault for one that cannot be read.
    """
    name = _clean(file.name.encode("utf-8", "replace").decode("utf-8"))
    text = _read(file, name)
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _fault(name, place, f"this is not JSON ({error.msg})", _instead(text)) from None
    except _Repeated as error:
        raise _fault(name, "", f"the key {error} stands twice in one object", "Keep one of the two") from None
    except RecursionError:
        raise _fault(name, "", "values are nested too deeply to be read", "Flatten the file") from None
    if not isinstance(value, dict):
        shape = _SHAPES.get(type(value), "something else")
        raise _fault(name, "", f"this is {shape}, a JSON object was expected", "Name the file that holds the document")
    return Node(name, "", value)


class _Repeated(Exception):
    """A key that stands twice in one object."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        (key, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise _Repeated(repr(key))
    return found


def _read(file: Path, name: str) -> str:
    try:
        if not file.is_file():
            said = "this is not an ordinary file" if file.exists() else "there is no such file"
            raise ConfigurationFault(f"{file}: {said}. Name a JSON file")
        if (size := file.stat().st_size) > MOST_BYTES:
            said = f"the file has {size:,} bytes; at most {MOST_BYTES:,} are read"
            raise _fault(name, "", said, "Import a part of it, such as a resolved baseline")
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _fault(name, f"byte {error.start + 1}", "this is not UTF-8", "Save the file as UTF-8 JSON") from None
    except ValueError as error:
        raise ConfigurationFault(f"the file's name is none: {error}") from None
    except OSError as error:
        raise EnvironmentFault(f"{file}: {error.strerror}") from None


def _instead(text: str) -> str:
    start = text.lstrip()[:1]
    if not start:
        return "The file is empty; download or export it anew"
    if start == "<":
        return "It looks like XML or a web page; take the JSON form of the document"
    return "Correct it there" if start == "{" else "Take the JSON form of the document"


def _fault(file: str, path: str, said: str, fix: str) -> ConfigurationFault:
    return ConfigurationFault(": ".join(part for part in (file, path, said) if part) + f". {fix}.")


def _clean(text: str) -> str:
    """Text with one kind of line break and without characters that are no text."""
    if text.isascii() and text.isprintable():
        return text
    return _BROKEN.sub("\ufffd", _UNFIT.sub("", _BREAK.sub("\n", text)))
