"""A text refers to a record that does not exist.

In the manual and in the prose of records, `[CTL-BIAS-TEST]`, `[CTL-BIAS-TEST][]` and `[the bias test][CTL-BIAS-TEST]`
refer to records. What looks like an id (a known prefix or framework, or one letter off a known id) and is none is
reported; other words in brackets are prose.

**What to do.** Correct the id. Where the words are meant as they stand, put a backslash before the bracket.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
