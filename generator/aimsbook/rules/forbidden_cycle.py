"""A relation that may not go in a circle does.

Some relations have a beginning: what supersedes what, which data set derives from which. A circle in them has none. The
message names the whole circle.

**What to do.** Delete or correct the link that closes it.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
