"""Builds the search index of a site as small scripts that open from a folder; it knows entries, not records or pages.

A shard holds the words that begin with the same letters: one letter while that is small, more where it is not.
`assets/aimsbook.js` folds what is typed in the same way, so the two change together.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TypeAlias

from aimsbook.site import Asset

FOLDER = "assets/aimsbook/search"
SHARD_BYTES = 48_000
DEEPEST = 4
ROWS = 128
KEYS = 512

Places: TypeAlias = tuple[list[int], list[int], list[int]]  # entries that have a word in their id, title, text

WORD = re.compile(r"[^\W_]+")
PLAIN_WORD = re.compile(r"[a-z0-9]+")
NO_KEY = re.compile(r"[^a-z0-9]+")
ACCENTS = re.compile("[\u0300-\u036f]")
# Scripts that put no space between words: found by single characters and by pairs.
UNSPACED = re.compile("([\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)")
UNDECOMPOSED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ"}
)
SCRIPT_SAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One page or section that can be found: plain words throughout, `href` as seen from the root of the site."""

    id: str
    title: str
    type: str
    label: str
    href: str
    state: str = ""
    text: str = ""
    tone: str = "neutral"
    symbol: str = ""
    icon: str = ""


def build_index(entries: Iterable[Entry]) -> Iterator[Asset]:
    """Yield the scripts of the index; the same entries give the same bytes in whatever order they come."""
    ordered = sorted(entries, key=_order)
    states = sorted({(entry.state, entry.tone, entry.symbol) for entry in ordered})
    keys = _keys(ordered)
    scripts = [*_row_scripts(ordered, states), *_key_scripts(keys), *_word_scripts(ordered)]
    digest = hashlib.sha256()
    for name, data in scripts:
        shard = script(name, data)
        digest.update(shard)
        yield Asset(f"{FOLDER}/{name}.js", shard)
    manifest = {
        "digest": digest.hexdigest()[:12],
        "count": len(ordered),
        "rows": ROWS,
        "types": _types(ordered),
        "states": states,
        "ids": [key for key, _ in keys[::KEYS]],
        "words": [name[2:] for name, _ in scripts if name.startswith("w-")],
    }
    yield Asset(f"{FOLDER}/manifest.js", script("manifest", _json(manifest)))


def fold(text: str) -> str:
    """Lower case without diacritics, so that `Überprüfung` is found by `uberprufung`."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).lower()
    return unicodedata.normalize("NFC", ACCENTS.sub("", apart)).translate(UNDECOMPOSED)


def fit_of(name: str, typed: str) -> int:
    """How well an id fits what was typed, as the jump box has it: whole, its beginning, a part of it; 0 for none."""
    keys, wanted = [_key(name), _key(name.rpartition(":")[2])], _key(typed)
    if not wanted or wanted in keys:
        return 3 if wanted else 0
    if any(key.startswith(wanted) for key in keys):
        return 2
    return int(any(f"-{wanted}" in f"-{key}-" for key in keys))


def _key(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", fold(text)).strip("-")


def words(text: str) -> set[str]:
    """The words by which a text is found."""
    folded = fold(text)
    if folded.isascii():
        return set(PLAIN_WORD.findall(folded))
    found: set[str] = set()
    for run in WORD.findall(folded):
        for index, piece in enumerate(UNSPACED.split(run)):
            if index % 2:
                found.update(piece, map("".join, pairwise(piece)))
            elif piece:
                found.add(piece)
    return found


def key_of(identifier: str) -> str:
    """How an id is looked up: without regard to case and to which separator stands between its parts."""
    return NO_KEY.sub("-", fold(identifier)).strip("-")


def _order(entry: Entry) -> tuple[str, str, list[tuple[int, int, str]], str, str, str]:
    parts = re.findall(r"[0-9]+|[^0-9]+", entry.id)
    natural = [(0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts]
    return entry.label, entry.type, natural, entry.href, entry.title, entry.text


def _types(ordered: list[Entry]) -> list[tuple[str, str, str, int]]:
    """Each type with the number of its first entry: entries of one type stand together."""
    firsts: dict[str, tuple[str, str, str, int]] = {}
    for number, entry in enumerate(ordered):
        firsts.setdefault(entry.type, (entry.type, entry.label, entry.icon, number))
    return list(firsts.values())


def _row_scripts(ordered: list[Entry], states: list[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    """What a result shows, in blocks by entry number."""
    number_of = {state: number for number, state in enumerate(states)}
    for start in range(0, len(ordered), ROWS):
        block = ordered[start : start + ROWS]
        rows = [(e.id, e.title, e.href, number_of[e.state, e.tone, e.symbol]) for e in block]
        yield f"r-{start // ROWS}", _json(rows)


def _keys(ordered: list[Entry]) -> list[tuple[str, int]]:
    """The ids, and what is left of them without their framework, with the number of their entry."""
    return sorted(
        {
            (key, number)
            for number, e in enumerate(ordered)
            for key in (key_of(e.id), key_of(e.id.rpartition(":")[2]))
            if key
        }
    )


def _key_scripts(keys: list[tuple[str, int]]) -> Iterator[tuple[str, str]]:
    """The sorted keys in blocks of even size, as key and entry number in turn."""
    for start in range(0, len(keys), KEYS):
        yield f"i-{start // KEYS}", _json([part for pair in keys[start : start + KEYS] for part in pair])


def _word_scripts(ordered: list[Entry]) -> Iterator[tuple[str, str]]:
    """Every word with the entries that hold it, in shards by first letters."""
    rows = [(word, _json([word, *_gaps(places)])) for word, places in sorted(_places(ordered).items())]
    for prefix, lines in sorted(_shards("", 0, rows)):
        yield f"w-{prefix}", f"[{','.join(lines)}]"


def _places(ordered: list[Entry]) -> dict[str, Places]:
    """Where each word stands; a word of the title is not told again for the text."""
    places: dict[str, Places] = {}
    for number, entry in enumerate(ordered):
        in_id = words(entry.id)
        in_title = words(entry.title) - in_id
        in_text = words(entry.text) - in_title - in_id
        for column, found in enumerate((in_id, in_title, in_text)):
            for word in found:
                places.setdefault(word, ([], [], []))[column].append(number)
    return places


def _gaps(places: Places) -> list[list[int]]:
    """Entry numbers as steps from one to the next, without empty columns at the end."""
    columns = [[here - before for before, here in zip([0, *column], column, strict=False)] for column in places]
    while not columns[-1]:
        columns.pop()
    return columns


def _shards(prefix: str, depth: int, rows: list[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Split rows by one more letter until each part is small; a word that ends with the prefix stays with it."""
    if depth == DEEPEST or (depth and sum(len(line) for _, line in rows) <= SHARD_BYTES):
        yield prefix, [line for _, line in rows]
        return
    if whole := [line for word, line in rows if len(word) <= depth]:
        yield prefix, whole
    longer = sorted((_letter(word[depth]), word, line) for word, line in rows if len(word) > depth)
    for letter, group in groupby(longer, key=lambda row: row[0]):
        yield from _shards(prefix + letter, depth + 1, [(word, line) for _, word, line in group])


def _letter(character: str) -> str:
    """A letter as part of a file name; letters outside ASCII share names by the 32."""
    return character if character.isascii() else f"_{ord(character) >> 5:x}_"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def script(name: str, data: str) -> bytes:
    """A shard that the box in the header can load from a folder: its name, and JSON as its data."""
    return f'AIMSBOOK.shard("{name}",{data.translate(SCRIPT_SAFE)});\n'.encode()
