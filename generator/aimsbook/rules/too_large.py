"""A file, a value or a nesting is beyond the bounds.

A file has at most 1 MiB, a value at most 65,536 characters, values are nested at most 32 levels deep, and one document
holds at most 10,000 values. The bounds keep a slip, or a file made to do harm, from stopping the build.

**What to do.** Split the file; move long words into a Markdown file below `docs/`.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
