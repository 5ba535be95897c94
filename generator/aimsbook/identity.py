"""What an id looks like; it knows the form of ids and no id."""

from __future__ import annotations

import re

LONGEST = 64
_PART = r"[A-Za-z0-9]+"
PLAIN = re.compile(rf"[A-Za-z][A-Za-z0-9]*(?:[._-]{_PART})+")
_FRAMEWORK = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
FRAMED = re.compile(rf"{_FRAMEWORK}:{_PART}(?:[._-]{_PART})*")
_RESERVED = frozenset(["CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))])


def id_fault(word: str, framed: bool) -> str | None:
    """What keeps a word from being an id, None where it is one; `framed` ids may carry a framework and a colon."""
    if len(word) > LONGEST:
        return f"an id has at most {LONGEST} characters, this one has {len(word)}"
    if ":" in word:
        if not framed:
            return "only ids of a framework's requirements hold a colon"
        return (
            None if FRAMED.fullmatch(word) else "an id of a framework is `framework:number`, such as iso42001:A.6.2.4"
        )
    if not PLAIN.fullmatch(word):
        return (
            "an id is letters and digits in at least two parts joined by one `.`, `-` or `_`, and starts with a "
            "letter, such as CTL-BIAS-TEST"
        )
    device = word.partition(".")[0]
    if device.upper() in _RESERVED:
        return f"{device} is a name that Windows reserves for a device"
    return None


def framework_of(record_id: str) -> str:
    """The framework that an id carries, "" where it carries none."""
    return record_id.partition(":")[0] if ":" in record_id else ""


def is_framework(word: str) -> bool:
    """Whether a word can stand before the colon of an id."""
    return re.fullmatch(_FRAMEWORK, word) is not None
