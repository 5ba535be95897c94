"""What the views of the registry share: reading their options, with a fault that names the option."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aimsbook.conditions import Condition, parse_condition
from aimsbook.records import Record
from aimsbook.vocabulary import Vocabulary, condition_fault
from aimsbook.words import nearest


class OptionFault(ValueError):
    """An option of a view cannot be followed; `option` is its name."""

    def __init__(self, option: str, message: str) -> None:
        super().__init__(message)
        self.option = option


def known_word(options: Mapping[str, Any], option: str, known: Iterable[str], what: str) -> str:
    """The value of an option that has to be one of some words."""
    word = options.get(option)
    words = list(known)
    if not isinstance(word, str) or word not in words:
        raise OptionFault(option, f"there is no {what} {word!r}{nearest(str(word), words)}" if word else "is missing")
    return word


def condition(options: Mapping[str, Any], option: str, type_name: str, vocabulary: Vocabulary) -> Condition | None:
    """The condition that an option holds, None where it is not given."""
    if option not in options:
        return None
    try:
        found = parse_condition(options[option])
    except ValueError as error:
        raise OptionFault(option, str(error)) from None
    if problem := condition_fault(vocabulary, (type_name,), found):
        raise OptionFault(option, problem)
    return found


def whole(options: Mapping[str, Any], option: str) -> int | None:
    """The whole number that an option holds, None where it is not given."""
    if option not in options:
        return None
    if not str(options[option]).isdigit():
        raise OptionFault(option, f"{options[option]!r} is not a whole number")
    return int(options[option])


def record_named(options: Mapping[str, Any], option: str, records: Mapping[str, Record]) -> Record:
    """The record that an option names."""
    return records[known_word(options, option, records, "record")]
