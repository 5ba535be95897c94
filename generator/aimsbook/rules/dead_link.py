"""A link leads to a record that does not exist.

A relation, or a field that holds the id of a record, names something that is neither in the project nor in a framework
that is switched on. The message proposes the nearest id.

**What to do.** Correct the id, write the record that is missing, or switch the framework on in `mkdocs.yml`.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
