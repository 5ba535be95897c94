"""The impact of a risk is not the highest of its parts.

The impact is rated on the organisation, on individuals and on society, and the highest of the three counts: a risk is
as grave as it is for those whom it hits hardest. Here another figure stands for the whole. Where all parts are given,
the highest of them counts everywhere, whatever is written for the whole; where one is not, the higher figure counts.

Grade *question*: that the highest part counts is practice, and most methods say so.

**What to do.** Set the impact to the highest part, or leave it out: where only the parts are given it is taken from
them.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.appraisal import Places, Reading, read_reading
from aimsbook.case import Case
from aimsbook.records import Diagnostic, Grade, Record, Severity

SEVERITY = Severity.GAP


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every impact that is not the highest of the parts beside it."""
    reading = read_reading(case.vocabulary)
    for record in case.present(reading.type):
        for places in reading.ratings.values():
            yield from _compared(record, places, case, reading)


def _compared(record: Record, places: Places, case: Case, reading: Reading) -> Iterator[Diagnostic]:
    scheme = case.vocabulary.scheme
    parts = {name: str(record.get(field)) for name, field in places.parts.items() if record.get(field)}
    given, highest = record.get(places.impact), scheme.highest(list(parts.values()))
    if given and highest and str(given) != highest and scheme.highest([str(given)]):
        label = case.label(record, places.impact)
        shown = ", ".join(f"{reading.parts.get(name, name).lower()} {value}" for name, value in parts.items())
        message = f"{label} is {given}, and the highest of its parts is {highest} ({shown})"
        hint = f"Set `{places.impact}` to {highest}, or rate the parts again."
        mark = record.mark_of(places.impact)
        yield Diagnostic("impact-not-highest", message, mark, record.id, SEVERITY, Grade.QUESTION, hint)
