"""An id is not written as ids are.

An id is ASCII letters and digits in at least two parts joined by one `.`, `-` or `_`; it starts with a letter and has
at most 64 characters. Requirement ids, and only they, carry their framework before a colon (`iso42001:A.6.2.4`). Names
that Windows reserves for devices (`aux.1`) are refused, because no page could be published under them there.

**What to do.** Choose another id, such as `CTL-BIAS-TEST`.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
