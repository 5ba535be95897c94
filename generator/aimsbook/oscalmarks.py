"""What marks an OSCAL document as ours: names, tokens and properties, written and read back; it knows no document.

A value that OSCAL has no word for stands in a property of our own namespace, so that nothing of a record is lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from aimsbook.records import Value

NAMESPACE = "urn:aimsbook:oscal"
ID, FIELD, REFERENCES, NAME = "id", "field", "references", "name"
STATEMENT = "_smt"  # what is put behind the token of a control to name its statement
_JSON = "json"
_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_LINE = re.compile(r"\S(?:.*\S)?")


def is_token(word: str) -> bool:
    """Whether OSCAL takes a word as a token."""
    return _TOKEN.fullmatch(word) is not None


def tokens_of(ids: Iterable[str], framework: str, others: Iterable[str] = ()) -> dict[str, str]:
    """A token for each id of a framework: its own part where that is one, else the framework joined to it.

    None is one of `others`: a profile over several catalogs names what it alters by the token alone.
    """
    elsewhere = {one.casefold() for one in others}
    tokens: dict[str, str] = {}
    waiting: list[tuple[str, str]] = []
    for one in ids:
        local = one.rpartition(":")[2]
        if is_token(local) and local.casefold() not in elsewhere:
            tokens[one] = local
        else:
            waiting.append((one, f"{framework}_{local}"))
    taken = elsewhere | {one.casefold() for one in tokens.values()}
    for one, wanted in waiting:
        token = wanted
        while token.casefold() in taken:
            token = f"_{token}"
        taken.add(token.casefold())
        tokens[one] = token
    return tokens


def mark(name: str, value: str, remarks: str = "", class_: str = "") -> dict[str, str]:
    """A property of our own; `remarks` may be of several lines."""
    found = {"name": name, "ns": NAMESPACE, "value": value, "class": class_, "remarks": remarks}
    return {key: one for key, one in found.items() if one}


def marks_of(fields: Mapping[str, Value]) -> list[dict[str, str]]:
    """Every value of some fields as properties: a list as several, what is deeper or of several lines as JSON."""
    marks: list[dict[str, str]] = []
    for name, value in fields.items():
        values = value if isinstance(value, list) else [value]
        if values and all(isinstance(one, str) and _LINE.fullmatch(one) for one in values):
            marks += [mark(name, one) for one in values]
        else:
            marks.append(mark(name, json.dumps(value, ensure_ascii=False), class_=_JSON))
    return marks


def marked(props: Iterable[Mapping[str, Any]]) -> dict[str, Value]:
    """The fields that properties of our own hold; any other property is left aside."""
    found: dict[str, Value] = {}
    for one in props:
        if one.get("ns") != NAMESPACE:
            continue
        name, value = str(one.get("name")), str(one.get("value"))
        if one.get("class") == _JSON and (read := _texts(value)) is not None:
            found[name] = read
        elif name in found:
            earlier = found[name]
            found[name] = [*earlier, value] if isinstance(earlier, list) else [earlier, value]
        else:
            found[name] = value
    return found


def _texts(value: str) -> Value:
    """What some JSON holds, None where it holds anything but texts."""
    try:
        read = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return read if _is_text(read) else None


def _is_text(value: Any, level: int = 0) -> bool:
    if isinstance(value, dict):
        return level < 8 and all(_is_text(one, level + 1) for one in value.values())
    if isinstance(value, list):
        return level < 8 and all(_is_text(one, level + 1) for one in value)
    return isinstance(value, str)


def with_definitions(text: str, hrefs: Mapping[str, str]) -> str:
    """A text with a definition for each id that it names, so that every reader of CommonMark finds the links."""
    lines = [f"[{one}]: {href}" for one, href in hrefs.items()]
    if not lines:
        return text
    block = "\n".join(lines)
    return f"{text}\n{block}\n" if text.endswith("\n") else f"{text}\n\n{block}"


def without_definitions(text: str, number: int) -> str:
    """The text as it was before so many definitions were added."""
    if not number:
        return text
    kept = text.removesuffix("\n").split("\n")[: -number - 1]
    return "\n".join(kept) + ("\n" if text.endswith("\n") else "")


def readdressed(text: str, old: str, new: str) -> str:
    """A text whose references to the ids of one framework name those of another."""
    if old == new:
        return text
    return re.sub(rf"\[{re.escape(old)}:([A-Za-z0-9._-]+)\]", rf"[{new}:\1]", text, flags=re.IGNORECASE)
