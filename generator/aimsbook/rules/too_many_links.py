"""A relation has more links than it may have.

The vocabulary sets a maximum where more than one would be a contradiction: one decision decides on one requirement,
and one requirement has one decision.

**What to do.** Keep the link that holds and delete the others.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
