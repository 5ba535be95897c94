"""A file is not UTF-8 text.

Records and chapters are read as UTF-8; a byte order mark and Windows line ends are fine. The place names the first byte
or control character that does not belong.

**What to do.** Save the file as UTF-8 and delete invisible control characters.
"""

from __future__ import annotations

from aimsbook.records import Severity

SEVERITY = Severity.ERROR
