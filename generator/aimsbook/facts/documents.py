"""What the approval, the words and the review of each document amount to on the as-of date."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.case import Case
from aimsbook.documents import (
    DIGEST,
    REVIEW,
    STATE,
    WORDING,
    read_documents,
    review_of,
    state_of,
    wording_of,
    words_digest,
)


def facts(case: Case) -> Iterator[tuple[str, str, str]]:
    """Yield digest, wording, state and review of every document, where there is something to say."""
    rules = read_documents(case.vocabulary)
    for record in case.of_type(rules.type):
        digest = words_digest(record, rules, case)
        wording = wording_of(record, rules, digest)
        state = state_of(record, rules, wording, case)
        found = {DIGEST: digest, WORDING: wording, STATE: state, REVIEW: review_of(record, rules, state, case.as_of)}
        yield from ((record.id, rules.facts[part], value) for part, value in found.items() if value)
