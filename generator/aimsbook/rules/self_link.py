"""A record names itself.

No relation leads from a record to itself.

**What to do.** Name the record that was meant, or delete the link.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
