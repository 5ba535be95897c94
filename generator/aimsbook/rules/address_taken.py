"""Two pages claim the same address.

Pages made from records live below `records/`, `registers/`, `matrices/`, `frameworks/` and `rules/`, and at a few names
such as `gaps.html`. Neither a chapter of the manual nor a list that the project declares may stand there.

**What to do.** Move or rename the Markdown file; give the list another name.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
