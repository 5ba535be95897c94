"""The order in which people expect names that hold numbers: 4.2 before 4.10, A.2 after 10."""

from __future__ import annotations

import re

_PIECES = re.compile(r"\d+|[^\d.\-_ ]+")


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which numbers within words sort as numbers, and numbers before words."""
    return tuple(
        (0, int(piece), "") if piece.isdigit() else (1, 0, piece.casefold()) for piece in _PIECES.findall(text)
    )
