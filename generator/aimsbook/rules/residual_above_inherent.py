"""A risk is rated higher after treatment than before it.

Treatment makes a risk less likely or less grave; a rating after treatment whose level, likelihood, impact or part of
the impact is higher than before treatment tells that the two were rated by different yardsticks, or that they were
swapped. Of an opportunity one expects the reverse: what is done for it makes it likelier or better.

Grade *finding*: assessments have to be consistent and comparable (6.1.2).

**What to do.** Rate both again side by side. Where a treatment does make something worse, that is a risk of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.appraisal import AFTER, BEFORE, Appraisal, Rating, Reading, appraise_all, read_reading
from aimsbook.case import Case
from aimsbook.rating import Scheme, place
from aimsbook.records import Diagnostic, Grade, Severity

SEVERITY = Severity.GAP


def check(case: Case) -> Iterator[Diagnostic]:
    """Yield every rating after treatment that lies on the wrong side of the one before."""
    reading, scheme = read_reading(case.vocabulary), case.vocabulary.scheme
    for one in appraise_all(case).values():
        if not one.before or not one.after or one.closed:
            continue
        steps = _steps(one.before, one.after, reading, scheme)
        if wrong := [field for field, step in steps if _wrong(one, step)]:
            yield _gap(one, wrong, case)


def _wrong(one: Appraisal, step: int) -> bool:
    return step < 0 if one.opportunity else step > 0


def _steps(before: Rating, after: Rating, reading: Reading, scheme: Scheme) -> Iterator[tuple[str, int]]:
    """The field of each part of the rating after treatment, and by how much it is above the one before."""
    places = reading.ratings[AFTER]
    yield places.level, scheme.rank(after.level) - scheme.rank(before.level)
    pairs = [(places.likelihood, scheme.likelihood, before.likelihood, after.likelihood)]
    pairs.append((places.impact, scheme.impact, before.impact, after.impact))
    for name, field in places.parts.items():
        pairs.append((field, scheme.impact, (before.parts or {}).get(name, ""), (after.parts or {}).get(name, "")))
    for field, scale, first, last in pairs:
        start, end = place(scale, first), place(scale, last)
        if start is not None and end is not None:
            yield field, end - start


def _gap(one: Appraisal, fields: list[str], case: Case) -> Diagnostic:
    record = one.record
    given = [field for field in fields if record.get(field)]
    labels = ", ".join(case.label(record, field).lower() for field in given or fields)
    word = "lower" if one.opportunity else "higher"
    message = f"what is left of it is {word} than before treatment ({labels})"
    mark = record.mark_of(given[0]) if given else record.mark
    hint = f"Rate {BEFORE} and {AFTER} treatment again side by side."
    return Diagnostic("residual-above-inherent", message, mark, record.id, SEVERITY, Grade.FINDING, hint)
