"""A baseline is not as it was frozen.

Each file below `baselines/` ends in a seal, a digest of everything in it. A baseline that was edited, damaged or
renamed since proves nothing about the day it was frozen for, so nothing is compared with it.

**What to do.** Take the file from the repository's history again; or delete it, and freeze a new one under a name
that says from which day it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.baselines import FOLDER, read_baselines
from aimsbook.case import Case
from aimsbook.records import Diagnostic, Mark, Severity

SEVERITY = Severity.ERROR


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every baseline that cannot be trusted."""
    for name, fault in read_baselines(case.root)[1].items():
        message = f"the baseline {name} cannot be trusted: {fault}"
        yield Diagnostic("altered-baseline", message, Mark(f"{FOLDER}/{name}.json"))
