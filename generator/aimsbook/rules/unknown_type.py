"""A record has a type that the vocabulary does not know.

The type decides which fields and relations a record may have. The message proposes the nearest known type.

**What to do.** Correct the word, or describe the type in a file below `controls/vocabulary/`.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
