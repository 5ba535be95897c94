"""Finds names in texts: ids and file names sign by sign, titles word by word however they are wrapped or marked up.

It knows no record; names that are to stay win over shorter ones that are to go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[A-Za-z0-9%]+(?:[-._:/][A-Za-z0-9%]+)+")
_FURTHEST = 8  # signs between two words of a title, for line breaks and marks of emphasis


@dataclass(frozen=True, slots=True)
class Found:
    """Where a name stands, and the name as it was given."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    gaps: tuple[str, ...]
    name: str
    exact: bool
    kept: bool


class Phrases:
    """Names to be found; `exact` ones stand sign by sign, `loose` ones word by word, `kept` ones are not told."""

    def __init__(self, exact: Iterable[str], loose: Iterable[str] = (), kept: Iterable[str] = ()) -> None:
        self._starting: dict[str, list[_Phrase]] = {}
        self._clean: set[str] = set()
        for names, is_exact, is_kept in ((exact, True, False), (loose, False, False), (kept, True, True)):
            for name in names:
                self._add(name, is_exact, is_kept)
        for phrases in self._starting.values():
            phrases.sort(key=lambda one: (-len(one.words), -len(one.name), one.name))

    def _add(self, name: str, exact: bool, kept: bool) -> None:
        words = tuple(_WORD.findall(name.casefold()))
        if words:
            gaps = tuple(_WORD.split(name)[1:-1])
            self._starting.setdefault(words[0], []).append(_Phrase(words, gaps, name, exact, kept))

    def find(self, text: str) -> Iterator[Found]:
        """Yield every name, from left to right, the longest where several start; none within another."""
        if not self._starting or not text:
            return
        words = [(one[0].casefold(), one.start(), one.end()) for one in _WORD.finditer(text)]
        at = 0
        while at < len(words):
            phrase = next((one for one in self._starting.get(words[at][0], ()) if _stands(one, words, at, text)), None)
            if phrase is None:
                at += 1
                continue
            last = at + len(phrase.words)
            if not phrase.kept:
                yield Found(words[at][1], words[last - 1][2], phrase.name)
            at = last

    def replaced(self, text: str, by: Callable[[str], str]) -> str:
        """The text with something else in the place of every name."""
        pieces, position = [], 0
        for one in self.find(text):
            pieces += [text[position : one.start], by(one.name)]
            position = one.end
        return "".join([*pieces, text[position:]]) if pieces else text

    def named_in(self, text: str) -> list[str]:
        """The names within words that are joined like ids and paths; each such word is looked at once for all texts."""
        found: list[str] = []
        for token in set(_TOKEN.findall(text)) - self._clean:
            names = [one.name for one in self.find(token)]
            found += names
            if not names:
                self._clean.add(token)
        return found

    def holds(self, text: str) -> bool:
        """Whether a name stands in the text."""
        return next(self.find(text), None) is not None


def _stands(phrase: _Phrase, words: list[tuple[str, int, int]], at: int, text: str) -> bool:
    """Whether the words from a place on are those of a phrase."""
    here = words[at : at + len(phrase.words)]
    if tuple(word for word, _, _ in here) != phrase.words:
        return False
    if phrase.exact:
        return text[here[0][1] : here[-1][2]].casefold() == phrase.name.strip("_").casefold()
    between = (text[before[2] : after[1]] for before, after in pairwise(here))
    return all(_joins(gap, own) for gap, own in zip(between, phrase.gaps, strict=True))


def _joins(gap: str, own: str) -> bool:
    """Whether what stands between two words of a title may stand there: a space, marked up or not, or its own signs."""
    return gap == own or (len(gap) <= _FURTHEST and any(sign.isspace() for sign in gap))
