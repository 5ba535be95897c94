"""A relation names the same record twice.

The second link adds nothing and is not counted.

**What to do.** Delete one of the two.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.INFO
