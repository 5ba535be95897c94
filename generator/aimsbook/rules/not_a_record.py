"""A document is not a record.

One YAML document is one record: a mapping with `id`, `type` and `title`. A list, a lone text or an empty document says
nothing that could be published, and nothing is dropped in silence.

**What to do.** Write the fields out; part several records in one file by a line `---`.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
