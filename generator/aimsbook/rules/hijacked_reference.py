"""A text defines a link under the id of a record.

A Markdown definition such as `[CTL-1]: https://example.org` would send every reference to that record elsewhere. The
definition is ignored: the id leads to the record.

**What to do.** Delete the definition, or give it a label that is no id.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
