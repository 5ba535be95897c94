"""A record has a field that its type does not have.

A misspelt field would otherwise be lost without a word. The message proposes the nearest field or relation.

**What to do.** Correct the word, or add the field to the type in a file below `controls/vocabulary/`.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
