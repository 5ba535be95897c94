"""A written level is not the one that the risk matrix gives.

A level follows from likelihood and impact by the risk matrix (`risk-matrix.yml` among the definitions). Where a record
states likelihood, impact and a level as well, and the level is another one, the matrix counts everywhere on the site
and the written level is wrong: it was not changed along with the rating, or another matrix was in mind.

Grade *finding*: risks are to be analysed by the organisation's own criteria, so that results can be compared (6.1.2).

**What to do.** Leave the level out, it is computed; or set it to the one that the matrix gives.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.appraisal import rating_of, read_reading
from aimsbook.case import Case
from aimsbook.records import Diagnostic, Grade, Severity

SEVERITY = Severity.GAP


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every written level that the grid contradicts."""
    reading, scheme = read_reading(case.vocabulary), case.vocabulary.scheme
    for record in case.present(reading.type):
        for places in reading.ratings.values():
            rating, given = rating_of(record, places, scheme), record.get(places.level)
            if rating and rating.has_cell and given and given != rating.level:
                pair = f"likelihood {rating.likelihood} and impact {rating.impact}"
                label = case.label(record, places.level)
                message = f"{label} is {given}, and the risk matrix gives {rating.level} for {pair}"
                hint = f"Set `{places.level}` to {rating.level}, or leave it out."
                mark = record.mark_of(places.level)
                yield Diagnostic("level-off-matrix", message, mark, record.id, SEVERITY, Grade.FINDING, hint)
