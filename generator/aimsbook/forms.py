"""What the values of a definition may be, told with the steps to what is wrong; it knows no definition and no file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from aimsbook.words import listed, nearest

Steps: TypeAlias = tuple[str | int, ...]
_MANY = 20


class Astray(ValueError):
    """Something is wrong with the value at these steps or, where `at_key`, with the key of the last one."""

    def __init__(self, message: str, steps: Steps = (), at_key: bool = False) -> None:
        super().__init__(message)
        self.message, self.steps, self.at_key = message, steps, at_key


@contextmanager
def below(*steps: str | int) -> Iterator[None]:
    """Whatever is told to be wrong within stands below these steps."""
    try:
        yield
    except Astray as fault:
        raise Astray(fault.message, (*steps, *fault.steps), fault.at_key) from None
    except KeyError as error:
        raise Astray(f"{error} is missing", steps) from None
    except (AttributeError, TypeError) as error:
        raise Astray(f"it has not the form that was expected ({error})", steps) from None
    except ValueError as error:
        raise Astray(str(error), steps) from None


def mapping_of(value: Any, keys: Collection[str] = (), needed: Collection[str] = ()) -> Mapping[str, Any]:
    """A mapping with no other keys than these, where any are given, and with those that are needed."""
    if not isinstance(value, Mapping):
        says = f" of {listed(list(keys))}" if keys else ""
        raise Astray(f"a mapping{says} was expected, not {shown(value)}")
    for key in value if keys else ():
        one_of(key, keys, "is no key here", at_key=True)
    for key in needed:
        if key not in value:
            raise Astray(f"{key!r} is missing")
    return value


def entries_of(value: Any) -> Iterator[tuple[int, Any]]:
    """The entries of a list with their places."""
    if not isinstance(value, list | tuple):
        raise Astray(f"a list was expected, not {shown(value)}")
    yield from enumerate(value)


def one_of(word: Any, known: Collection[str], said: str = "is not known here", at_key: bool = False) -> str:
    """A word that is among the known ones."""
    if not isinstance(word, str):
        raise Astray(f"one of {listed(list(known), 'or')} was expected, not {shown(word)}")
    if word not in known:
        some = list(known) if len(known) <= _MANY else []
        near = nearest(word, known)
        there = f"{'' if near else ';'} expected {listed(some, 'or')}" if some else ""
        raise Astray(f"{word!r} {said}{near}{there}", (word,) if at_key else (), at_key)
    return word


def text_of(value: Any) -> str:
    """A text that is given."""
    if not isinstance(value, str) or not value.strip():
        raise Astray(f"a text was expected, not {shown(value)}")
    return value


def whole_of(value: Any, least: int, most: int, what: str) -> int:
    """A whole number between two."""
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise Astray(f"{what} from {least} to {most} was expected, not {shown(value)}")
    return int(text)


def share_of(value: Any) -> float:
    """A part of a whole."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = -1.0
    if not 0 <= found <= 1:
        raise Astray(f"a part of the whole from 0 to 1 was expected, such as 0.5, not {shown(value)}")
    return found


def shown(value: Any) -> str:
    """A value as a message quotes it."""
    return repr(value)[:60] if value not in (None, "") else "nothing"
