"""Which records are documents under control and what their words, approval and review amount to on a day, by data.

It knows the digest of words and the order of days, and no type, field or relation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from aimsbook.case import Case, as_day
from aimsbook.conditions import Condition
from aimsbook.files import content_of
from aimsbook.records import Record
from aimsbook.source import read_definition
from aimsbook.vocabulary import DATA, Vocabulary, check_paths, condition_on

FILE = DATA / "documents.yml"
DIGEST, WORDING, STATE, REVIEW = "digest", "wording", "state", "review"
UNCHANGED, CHANGED, UNSEALED = "unchanged", "changed", "unsealed"
IN_FORCE, TO_COME, UNRECORDED = "in-force", "to-come", "unrecorded"
CURRENT, DUE, OVERDUE = "current", "due", "overdue"


@dataclass(frozen=True, slots=True)
class DocumentRules:
    """What documents are, as documents.yml says it; every name is one of the type's fields, relations or facts."""

    type: str
    text: str
    file: str
    elsewhere: Condition
    sealed: str
    state: str
    approved: str
    retired: str
    approved_by: str
    approved_on: str
    in_force_from: str
    withdrawn_on: str
    successors: str
    next_review: str
    notice: int
    facts: Mapping[str, str]
    always: tuple[str, ...]
    also: tuple[str, ...]


@lru_cache(maxsize=8)
def read_documents(vocabulary: Vocabulary, file: Path = FILE) -> DocumentRules:
    """Read what documents are; raise ConfigurationFault where the definition and the vocabulary disagree."""
    return read_definition(file, lambda value: _rules(value, vocabulary))


def _rules(value: Mapping[str, Any], vocabulary: Vocabulary) -> DocumentRules:
    same = (
        "type", "sealed", "approved_by", "approved_on", "in_force_from", "withdrawn_on", "successors", "next_review",
    )  # fmt: skip
    facts = {part: str(value["facts"][part]) for part in (DIGEST, WORDING, STATE, REVIEW)}
    rules = DocumentRules(
        **{name: str(value[name]) for name in same},
        text=str(value["words"]["text"]),
        file=str(value["words"]["file"]),
        elsewhere=condition_on(vocabulary, (str(value["type"]),), value["words"]["elsewhere"]),
        state=str(value["state"]["field"]),
        approved=str(value["state"]["approved"]),
        retired=str(value["state"]["retired"]),
        notice=int(value["notice"]),
        facts=facts,
        always=tuple(value["always"]),
        also=tuple(value["also"]),
    )
    check_paths(vocabulary, (rules.type,), _names(rules))
    return rules


def _names(rules: DocumentRules) -> tuple[str, ...]:
    words = (rules.text, rules.file, rules.sealed, rules.state, rules.approved_by, rules.successors)
    days = (rules.approved_on, rules.in_force_from, rules.withdrawn_on, rules.next_review)
    return (*words, *days, *rules.facts.values(), *rules.always, *rules.also)


def digest_of(content: bytes | str) -> str:
    """The SHA-256 of words: line ends and a byte order mark do not count, and the last line ends with one line end.

    Content that is no text is taken as it is.
    """
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return hashlib.sha256(fault.object).hexdigest()
    words = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    return hashlib.sha256(words.encode()).hexdigest()


def words_digest(record: Record, rules: DocumentRules, case: Case) -> str | None:
    """The digest of a document's words as they are now, None where they are not here or cannot be read."""
    if rules.elsewhere.judge(record, case).holds:
        return None
    if known := case.digests.get(record.id):
        return known
    if text := record.get(rules.text):
        return digest_of(str(text))
    path = record.get(rules.file)
    content = content_of(case.root, str(path)) if path else None
    return digest_of(content) if content is not None else None


def wording_of(record: Record, rules: DocumentRules, digest: str | None) -> str | None:
    """How the words stand to those that were approved, None for what is not approved or has no words here."""
    sealed = record.get(rules.sealed)
    if record.get(rules.state) != rules.approved or not (sealed or digest):
        return None
    if not sealed:
        return UNSEALED
    return UNCHANGED if str(sealed).lower() == digest else CHANGED


def state_of(record: Record, rules: DocumentRules, wording: str | None, case: Case) -> str | None:
    """The state of a document on the as-of date, None where its author gives none."""
    given = record.get(rules.state)
    if given == rules.retired:
        return IN_FORCE if _still_holds(record, rules, case) else rules.retired
    if given != rules.approved:
        return str(given) if given else None
    if wording == CHANGED:
        return CHANGED
    if not _is_recorded(record, rules, case):
        return UNRECORDED
    return TO_COME if _begins_later(record, rules, case) else IN_FORCE


def _is_recorded(record: Record, rules: DocumentRules, case: Case) -> bool:
    """Whether it is on record who approved a document and on which day."""
    return bool(case.graph.links(record.id).get(rules.approved_by) and as_day(record.get(rules.approved_on)))


def _begins_later(record: Record, rules: DocumentRules, case: Case) -> bool:
    """Whether approval or entry into force is still to come; looking ahead, only what is approved by today begins."""
    approved, from_day = (as_day(record.get(name)) for name in (rules.approved_on, rules.in_force_from))
    return bool((approved and approved > case.counted_until) or (from_day and from_day > case.as_of))


def _still_holds(record: Record, rules: DocumentRules, case: Case) -> bool:
    """Whether what is retired by now was in force on the as-of date: withdrawn, or replaced, only after it."""
    if not _is_recorded(record, rules, case) or _begins_later(record, rules, case):
        return False
    if withdrawn := as_day(record.get(rules.withdrawn_on)):
        return withdrawn > case.as_of
    successors = case.graph.linked(record.id, rules.successors)  # those to come as well
    days = [as_day(one.get(rules.in_force_from) or one.get(rules.approved_on)) for one in successors]
    return any(days) and min(day for day in days if day) > case.as_of


def review_of(record: Record, rules: DocumentRules, state: str | None, as_of: date) -> str | None:
    """How the next review of a document stands, None where none is planned or it no longer holds."""
    day = as_day(record.get(rules.next_review))
    if day is None or state == rules.retired:
        return None
    if day < as_of:
        return OVERDUE
    return DUE if day <= as_of + timedelta(days=rules.notice) else CURRENT
