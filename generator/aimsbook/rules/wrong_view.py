"""A live view cannot be shown.

A fenced block of the language `aimsbook` holds YAML that names a view and its options. The message says which word is
not known and what was expected, at its line of the Markdown file.

**What to do.** Correct the option; the page on live views lists them all.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
