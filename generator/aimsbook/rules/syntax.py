"""A file is not readable YAML.

The file breaks a rule of YAML, or uses a part of YAML that records do not use. Reading stops at this place; the
documents before it in the same file are kept.

Records are plain: mappings, lists and text. Anchors (`&a`), aliases (`*a`), merge keys (`<<`) and tags (`!!int`) are
refused, because they let a file mean something else than it shows.

**What to do.** Go to the line and column. A value that holds a colon and a space stands in quotes; lists and mappings
are indented with spaces, never with tabs; a quote that was opened is closed.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
