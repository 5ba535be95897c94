"""A file cannot be read.

The file is no ordinary file (a pipe or a device, for example), or the system does not let it be read.

**What to do.** Check the file's kind and its permissions.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
