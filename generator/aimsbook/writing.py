"""Values become YAML text that our own reader reads back as the same values; it knows no record and no library.

Texts of several lines stand as they are behind `|`, plain words bare; whatever another reader could take for something
else stands in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from aimsbook.records import Value

_SHOWN = r"\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
_LINE = re.compile(rf"[{_SHOWN}]*")
_BARE = re.compile(rf"[^\W_][{_SHOWN}]*")
_SPLITS = re.compile(r": |:$| #|\s$")
_TYPED = re.compile(r"[\d.,:_+-]*|0[xob]\w+|[\d.]+e[+-]?\d+|\.?inf|\.?nan|true|false|on|off|y|n|null", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BLOCK = re.compile(rf"(?![ \n])(?:[{_SHOWN}]*\n)+[{_SHOWN}]*")
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\ufeff": "\\ufeff", '"': '\\"', "\\": "\\\\"}
_ESCAPED = re.compile('[\n\t\ufeff"\\\\]')
_UNFIT = re.compile(rf"[^\t\n\ufeff{_SHOWN}]")


def as_documents(values: Iterable[Mapping[str, Value]]) -> str:
    """Mappings as the documents of one YAML text."""
    return "---\n".join(as_yaml(value) for value in values)


def as_yaml(value: Mapping[str, Value]) -> str:
    """A mapping of texts, lists and mappings as YAML; ValueError for a character that our reader refuses."""
    return "".join(f"{line}\n" for line in (_entries(value, "") if value else ["{}"]))


def _entries(value: Mapping[str, Value], margin: str) -> Iterator[str]:
    for key, one in value.items():
        name = key if _is_bare(key) else _quoted(key)
        yield from _put(f"{margin}{name}:", one, f"{margin}  ")


def _put(head: str, value: Value, margin: str) -> Iterator[str]:
    """Yield the lines of a value: behind its head where one line holds it, else below."""
    if isinstance(value, str):
        yield from _scalar(head, value, margin)
    elif not value:
        yield f"{head} {'{}' if isinstance(value, Mapping) else '[]'}"
    elif isinstance(value, Mapping):
        yield head
        yield from _entries(value, margin)
    else:
        yield head
        for one in value:
            yield from _item(one, margin)


def _item(value: Value, margin: str) -> Iterator[str]:
    """Yield the lines of an entry of a list, the first key of a mapping behind its dash."""
    deeper = f"{margin}  "
    if isinstance(value, Mapping) and value:
        first, *rest = _entries(value, deeper)
        yield f"{margin}- {first.removeprefix(deeper)}"
        yield from rest
    else:
        yield from _put(f"{margin}-", value, deeper)


def _scalar(head: str, text: str, margin: str) -> Iterator[str]:
    if not _is_block(text):
        yield f"{head} {text if _is_bare(text) else _quoted(text)}"
        return
    yield f"{head} |" if text.endswith("\n") else f"{head} |-"
    yield from (f"{margin}{line}" if line else "" for line in text.removesuffix("\n").split("\n"))


def _is_block(text: str) -> bool:
    """Whether a text can stand as it is behind `|`, which keeps one line break at its end and trims others."""
    if not _BLOCK.fullmatch(text) or text.endswith("\n\n"):
        return False
    return all(line.strip(" ") or not line for line in text.split("\n"))


def _is_bare(text: str) -> bool:
    if not _BARE.fullmatch(text) or _SPLITS.search(text):
        return False
    return bool(_DAY.fullmatch(text)) or not _TYPED.fullmatch(text)


def _quoted(text: str) -> str:
    if found := _UNFIT.search(text):
        raise ValueError(f"the character U+{ord(found[0]):04X} cannot stand in a record")
    if _LINE.fullmatch(text) and '"' not in text and "\\" not in text:
        return f'"{text}"'
    if _LINE.fullmatch(text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + _ESCAPED.sub(lambda found: _ESCAPES[found[0]], text) + '"'
