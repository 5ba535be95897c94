"""Whether a requirement holds for a system on a day, why, and from when: by role, class, model and dates.

The reading of applies_when and application is the framework's own declaration; it knows no framework and no type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from aimsbook.case import Case, as_day
from aimsbook.records import Record, Value
from aimsbook.systems import SystemRules
from aimsbook.terms import Terms
from aimsbook.words import listed, truth

APPLIES, NOT_YET, DOES_NOT, LEFT_OUT, UNDECIDED = "applies", "not_yet", "does_not", "left_out", "undecided"
EVERY_DAY = date.min


@dataclass(frozen=True, slots=True)
class Application:
    """Whether a requirement holds for a system: the state, the reason in words, and the day from which."""

    state: str
    why: str
    start: date | None = None
    by: str = ""

    @property
    def holds(self) -> bool:
        """Whether it holds today; an open question is no way out."""
        return self.state in (APPLIES, UNDECIDED)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the law makes of a system: our roles for it, its classes and duties, the kinds of its models, since when.

    `others` are the duties that bind a role which is not ours; `labels` says how roles and classes read.
    """

    id: str
    roles: frozenset[str]
    classes: frozenset[str]
    duties: frozenset[str]
    models: frozenset[str]
    live_from: date | None
    labels: Mapping[str, str] = field(default_factory=dict)
    others: frozenset[str] = frozenset()

    def bound(self, roles: frozenset[str], terms: Terms) -> Profile:
        """The same for a requirement that binds some roles: only duties count that bind one of ours among these."""
        ours = self.roles & roles if roles else self.roles
        held = frozenset(one for one in self.duties if _whom(one, terms, ours) & ours)
        return replace(self, duties=held, others=self.duties - held)

    def said(self, words: Iterable[str], last: str = "or") -> str:
        """Roles or classes as a reader meets them within a sentence."""
        labels = [self.labels.get(one, one.replace("_", " ")) for one in sorted(words)]
        return listed([one[:1].lower() + one[1:] for one in labels], last)


def systems_inside(rules: SystemRules, case: Case) -> list[Record]:
    """The systems that requirements are held against, in the order of their ids."""
    found = [one for one in case.present(rules.system.type) if rules.system.inside.judge(one, case).holds]
    return sorted(found, key=lambda one: one.id)


def profile_of(system: Record, rules: SystemRules, case: Case) -> Profile:
    """What the law makes of a system."""
    fields = rules.system
    models = [one for one in case.linked(system, fields.models) if fields.is_model.judge(one, case).holds]
    return Profile(
        system.id,
        _words(case.value(system, fields.roles)),
        _words(case.value(system, fields.classes)),
        _words(case.value(system, fields.duties)),
        frozenset(word for one in models for word in _words(case.value(one, fields.kind_of_model))),
        as_day(case.value(system, fields.live_from)),
        _labels(system, rules, case),
    )


def _labels(system: Record, rules: SystemRules, case: Case) -> dict[str, str]:
    kind = case.vocabulary[system.type]
    fields = (kind.field(name) for name in (rules.system.roles, rules.system.classes))
    return {value: choice.label for one in fields if one for value, choice in one.choices.items()}


def application_of(requirement: Record, profile: Profile, rules: SystemRules, case: Case) -> Application:
    """Whether a requirement holds for a system on the as-of date."""
    fields = rules.requirement
    if out := _left_out(requirement, profile, rules, case):
        return out
    asked = requirement.fields.get(fields.applies_when)
    if not isinstance(asked, Mapping):
        return Application(APPLIES, "for every system in scope")
    if not profile.roles or not profile.classes:
        lacking = "our role for the system" if not profile.roles else "the class of the system"
        return Application(UNDECIDED, f"{lacking} is not on record")
    terms = case.declared.get(str(case.value(requirement, "framework")), Terms())
    profile = profile.bound(_words(asked.get(fields.asks[0])), terms)
    if refused := _refusal(asked, profile, rules, terms):
        return Application(DOES_NOT, refused)
    rows = requirement.fields.get(fields.application)
    because = _because(asked, profile, rules, terms)
    if not isinstance(rows, list) or not rows:
        return Application(APPLIES, because)
    start = earliest(rows, profile, rules, terms.conditions)
    if start is None:
        return Application(DOES_NOT, "no day is set for a system of this class")
    state = APPLIES if start <= case.as_of else NOT_YET
    return Application(state, because, None if start == EVERY_DAY else start)


def earliest(
    rows: Iterable[Mapping[str, Any]], profile: Profile, rules: SystemRules, declared: Mapping[str, Mapping[str, Any]]
) -> date | None:
    """The earliest day whose condition is met; a transition that fits takes the place of the day before it."""
    days: list[date] = []
    for row in rows:
        condition = declared.get(str(row.get("when")), {})
        if truth(condition.get("part")) and not truth(condition.get("transition")):
            continue
        if not _met(condition, profile, rules):
            continue
        day = as_day(row.get("date")) or EVERY_DAY
        if truth(condition.get("transition")) and days:
            days[-1] = day
        else:
            days.append(day)
    return min(days, default=None)


def _met(condition: Mapping[str, Any], profile: Profile, rules: SystemRules) -> bool:
    if "class" in condition and not _of_class(_words(condition["class"]), profile, rules):
        return False
    if "model" in condition and not _words(condition["model"]) & profile.models:
        return False
    if "duties_only" in condition and not profile.duties <= _words(condition["duties_only"]):
        return False
    before = as_day(str(condition["placed_before"])) if "placed_before" in condition else None
    return before is None or (profile.live_from is not None and profile.live_from < before)


def _left_out(requirement: Record, profile: Profile, rules: SystemRules, case: Case) -> Application | None:
    fields = rules.requirement
    for decision in case.linked(requirement, fields.decided):
        if not fields.is_decided.judge(decision, case).holds:
            continue
        if fields.left_out.judge(decision, case).holds:
            return Application(LEFT_OUT, f"left out by {decision.id}", by=decision.id)
        for link in decision.links:
            if link.relation == fields.excludes and link.target == profile.id:
                reason = link.attributes.get("reason")
                return Application(LEFT_OUT, str(reason or f"left out by {decision.id}"), by=decision.id)
    return None


def _whom(duty: str, terms: Terms, otherwise: frozenset[str]) -> frozenset[str]:
    """The roles that a duty binds; a duty of which the framework says nothing binds the others just the same."""
    return _words(terms.duties.get(duty, {}).get("binds")) or otherwise


def _paragraphs(duties: Iterable[str], terms: Terms) -> list[str]:
    return sorted({str(terms.duties.get(one, {}).get("paragraph") or "") for one in duties} - {""})


def _refusal(asked: Mapping[str, Value], profile: Profile, rules: SystemRules, terms: Terms) -> str:
    """Why a requirement does not bind, "" where it does."""
    roles, classes, models = (_words(asked.get(key)) for key in rules.requirement.asks)
    if roles and not roles & profile.roles:
        return f"it binds the {profile.said(roles)}; we are {profile.said(profile.roles, 'and')}"
    if classes and not _of_class(classes, profile, rules):
        if classes == {rules.duties_class}:
            return _of_others(profile, terms) or "the system has no such duty"
        return f"for {profile.said(classes)}; this system is {profile.said(profile.classes, 'and')}"
    if models and not models & profile.models:
        return "it is for providers of a general-purpose model"
    return ""


def _of_others(profile: Profile, terms: Terms) -> str:
    """Whom the duties of a system bind in our place, "" where it has none."""
    if not profile.others:
        return ""
    whom = profile.said(frozenset().union(*(_whom(one, terms, frozenset()) for one in profile.others)))
    what = listed(_paragraphs(profile.others, terms)) or "its duty"
    return f"{what}: binds the {whom}; we are {profile.said(profile.roles, 'and')}"


def _of_class(wanted: frozenset[str], profile: Profile, rules: SystemRules) -> bool:
    if rules.any_class in wanted or wanted & profile.classes:
        return True
    return rules.duties_class in wanted and bool(profile.duties)


def _because(asked: Mapping[str, Value], profile: Profile, rules: SystemRules, terms: Terms) -> str:
    role, kind, _ = rules.requirement.asks
    roles, classes = _words(asked.get(role)) & profile.roles, _words(asked.get(kind))
    if classes == {rules.duties_class}:
        roles &= frozenset().union(*(_whom(one, terms, roles) for one in profile.duties))
        named = listed(_paragraphs(profile.duties, terms)) or profile.said(classes)
        return f"we are {profile.said(roles, 'and')}; {named}" if roles else named
    what = "for every class" if rules.any_class in classes else profile.said(classes & profile.classes or classes)
    return f"we are {profile.said(roles, 'and')}; {what}" if roles else what


def _words(value: Value) -> frozenset[str]:
    if value is None:
        return frozenset()
    return frozenset(str(one) for one in value) if isinstance(value, list | tuple) else frozenset([str(value)])


def over_all(found: Iterable[Application]) -> tuple[str, date | None] | None:
    """The state over all systems and the earliest day: what holds for one system holds for the organisation."""
    states = list(found)
    for state in (APPLIES, UNDECIDED, NOT_YET, LEFT_OUT, DOES_NOT):
        if any(one.state == state for one in states):
            return state, min(_days(states), default=None)
    return None


def _days(found: Iterable[Application]) -> Iterator[date]:
    yield from (one.start for one in found if one.start and one.state in (APPLIES, NOT_YET))
