"""Values in plain words, words of ours as HTML, and how what is withheld reads; it knows no record and no page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from markupsafe import Markup, escape

from aimsbook.prose import plain
from aimsbook.records import WITHHELD, Value
from aimsbook.vocabulary import Field
from aimsbook.words import truth

WITHHELD_MARK = Markup('<span class="ab-withheld">{}</span>').format(WITHHELD)


@lru_cache(maxsize=1 << 12)
def with_code(text: str) -> Markup:
    """Words of ours in which names stand between backticks, as HTML."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return escape(text)
    shown = [
        Markup(f"<code>{escape(piece)}</code>") if index % 2 else escape(piece) for index, piece in enumerate(pieces)
    ]
    return Markup("").join(shown)


def words_of(one: Field, value: Value) -> str:
    """A field's value in plain words."""
    if isinstance(value, list):
        return ", ".join(words_of(one, entry) for entry in value) if one.kind != "table" else flat(value)
    if isinstance(value, Mapping):
        return f"{value.get('from', '')} to {value.get('to', '')}" if one.kind == "period" else flat(value)
    if one.kind == "choice":
        choice = one.choices.get(str(value))
        return choice.label if choice else str(value)
    if one.kind == "yes_no":
        return "Yes" if truth(value) else "No"
    return " ".join(plain(str(value)).split()) if one.kind == "prose" else str(value)


def flat(value: Value) -> str:
    """A value of any depth on one line."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {flat(one)}" for key, one in value.items())
    return "; ".join(flat(one) for one in value) if isinstance(value, list) else str(value)


def together(links: Iterable[Markup]) -> list[Markup]:
    """Links with those to what is withheld as one at the end, which says how many they are."""
    found = list(links)
    number = found.count(WITHHELD_MARK)
    if not number:
        return found
    last = WITHHELD_MARK if number == 1 else Markup("{} {}").format(number, WITHHELD_MARK)
    return [*(one for one in found if one != WITHHELD_MARK), last]
