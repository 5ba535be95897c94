"""Small judgements about words that authors write: is it a yes, one or several, which known word is meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

YES, NO = ("yes", "true", "on"), ("no", "false", "off")


def truth(value: object) -> bool:
    """Whether a text value says yes; anything else is no."""
    return str(value).lower() in YES if value is not None else False


def each(value: Any) -> list[Any]:
    """What stands where one value or a list of them may stand, as a list; nothing as an empty one."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def texts(value: Any) -> tuple[str, ...]:
    """The same as texts."""
    return tuple(str(one) for one in each(value))


def folded(value: object) -> str:
    """Words without regard to letter case and spaces, "" for nothing."""
    return "" if value is None else " ".join(str(value).casefold().split())


def check_known(given: Iterable[str], known: Iterable[str], what: str) -> None:
    """Raise ValueError for the first word that is not among the known ones."""
    words = list(known)
    for one in given:
        if one not in words:
            raise ValueError(f"there is no {what} {one!r}{nearest(str(one), words)}")


def meant(word: str, known: Iterable[str]) -> str:
    """The known word that is most like this one, "" where none is near."""
    folded = {one.casefold(): one for one in known}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """A did-you-mean to put behind a message, "" where no known word is near."""
    found = meant(word, known)
    return f"; did you mean {found!r}?" if found else ""


def counted(number: int, singular: str, plural: str = "") -> str:
    """`1 record`, `2 records`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    items = list(words)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""
