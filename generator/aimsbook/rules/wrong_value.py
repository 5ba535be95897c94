"""A value is not of the kind that its field takes.

A date is written `2026-11-15`, a choice is one of the words listed, a period is `{from: …, to: …}`, a digest has 64
hexadecimal digits. The record is kept, the wrong value is left out of every page and figure.

**What to do.** Write what the message expects; the glossary shows every field of the type.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
