"""Two records have the same id.

Ids are unique without regard to upper and lower case. Both places are reported; the record that is read first stays in
the graph.

**What to do.** Give one of the two another id and correct the links that mean it.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
