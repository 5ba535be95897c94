"""A field stands twice in one record.

YAML readers keep the last of two equal keys without a word, so half of what was written would be lost. The message
names both places.

**What to do.** Keep one of the two; a field with several values takes a list.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
