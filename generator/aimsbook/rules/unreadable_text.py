"""A Markdown text cannot be converted.

The text is nested or marked up beyond what the Markdown converter bears.

**What to do.** Flatten deeply nested lists and quotes at the line named.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
