"""Explains a word of the generator: a rule, a duty, a type of record or a live view."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.errors import ConfigurationFault
from aimsbook.liveviews import ViewKind, view_kinds
from aimsbook.rulebook import Rule, rulebook
from aimsbook.vocabulary import KINDS, Duty, RecordType, Vocabulary
from aimsbook.words import listed, nearest

LISTINGS = ("rules", "duties", "types", "views")


def explain(word: str, vocabulary: Vocabulary) -> str:
    """What a word means; `rules`, `types`, `duties` and `views` list what there is."""
    listings = {
        "rules": (f"{one.id:<20} {one.severity!s:<6} {one.title}" for one in rulebook().values()),
        "types": (f"{one.name:<20} {one.description}" for one in vocabulary),
        "duties": (f"{one.id:<36} {one.grade!s:<9} {one.says}" for one in vocabulary.duties.values()),
        "views": (f"{one.name:<12} {one.description}" for one in view_kinds().values()),
    }
    if word in listings:
        return "\n".join(listings[word])
    what = meaning(word, vocabulary)
    if isinstance(what, Rule):
        return "\n".join(_rule(what))
    if isinstance(what, Duty):
        return "\n".join(_duty(what))
    return "\n".join(_view(what) if isinstance(what, ViewKind) else _type(what, vocabulary))


def meaning(word: str, vocabulary: Vocabulary) -> Rule | Duty | RecordType | ViewKind:
    """What a word stands for; ConfigurationFault with a did-you-mean where it stands for nothing."""
    if word in rulebook():
        return rulebook()[word]
    if word in vocabulary.duties:
        return vocabulary.duties[word]
    if word in vocabulary:
        return vocabulary[word]
    if word in view_kinds():
        return view_kinds()[word]
    known = [*LISTINGS, *rulebook(), *vocabulary.duties, *vocabulary.types, *view_kinds()]
    raise ConfigurationFault(
        f"there is no rule, duty, type or view {word!r}{nearest(word, known)} "
        "(`rules`, `duties`, `types` and `views` list them)"
    )


def _rule(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}: {rule.title} ({rule.severity})"
    yield ""
    yield rule.explanation


def _duty(duty: Duty) -> Iterator[str]:
    yield f"{duty.id}: {duty.says} ({duty.grade}, owed by {duty.type})"
    yield f"Basis: {listed(duty.basis)}" + (f", near {listed(duty.near)}" if duty.near else "")
    yield from (words for words in (duty.why, duty.fix) if words)


def _type(kind: RecordType, vocabulary: Vocabulary) -> Iterator[str]:
    yield f"{kind.name}: {kind.description}"
    yield ""
    yield "Fields"
    for one in kind.fields.values():
        holds = listed(one.choices, "or") if one.choices else KINDS[one.kind]
        yield f"  {one.name:<24} {holds}{'; several may stand' if one.many else ''}. {one.help}".rstrip()
    if kind.facts:
        yield "Computed, never written"
    for one in kind.facts.values():
        yield f"  {one.name:<24} {listed(one.choices, 'or') if one.choices else KINDS[one.kind]}. {one.help}".rstrip()
    yield "Relations"
    for relation in kind.relations.values():
        yield f"  {relation.name:<24} to {listed(relation.to, 'or')}. {relation.help}".rstrip()
    for name, came in vocabulary.inverses[kind.name].items():
        yield f"  ({name}) is written at the other end: {listed([f'{one.source}.{one.name}' for one in came])}"
    if kind.duties:
        yield "Duties"
    for duty in kind.duties:
        yield f"  {duty.id:<34} {duty.grade}: {duty.says}"


def _view(view: ViewKind) -> Iterator[str]:
    yield f"view: {view.name}: {view.description}"
    for name, meaning in view.options.items():
        yield f"  {name:<14} {meaning}"
