"""A link leads to a record of the wrong type.

The vocabulary says to which types each relation may lead. A link to another type would be a false trace.

**What to do.** Name a record of an expected type, or use the relation that is meant for this one.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
