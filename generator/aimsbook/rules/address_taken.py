"""Two pages claim the same address.

Pages made from records live below `records/`, `registers/`, `matrices/`, `frameworks/` and `rules/`, and at a few names
such as `gaps.html`. A chapter of the manual may not stand there.

**What to do.** Move or rename the Markdown file.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
