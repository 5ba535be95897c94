"""Tables as CSV that a spreadsheet opens without running what people wrote as a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as UTF-8 CSV with a byte order mark, which spreadsheets need to read it as such."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_harmless(one) for one in heads])
    writer.writerows([_harmless(one) for one in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers."""
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
