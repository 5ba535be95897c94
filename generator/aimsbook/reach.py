"""Requirement by system: whether each holds for each, how far it has come there, and the proof that speaks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from markupsafe import Markup

from aimsbook.applying import (
    APPLIES,
    LEFT_OUT,
    NOT_YET,
    UNDECIDED,
    Application,
    application_of,
    profile_of,
    systems_inside,
)
from aimsbook.conditions import Reason, follow, recorded
from aimsbook.dossier import Dossier
from aimsbook.frameworks import framework_named
from aimsbook.ladder import Rung
from aimsbook.measure import Standing, measure
from aimsbook.narrowed import About, CaseOfOne, narrowed
from aimsbook.present import Presenter, State, state_of
from aimsbook.proof import PROOF
from aimsbook.prove import slots_for, why_low
from aimsbook.records import Record, Value
from aimsbook.render import fill
from aimsbook.systems import SystemRules, read_systems

ASIDE = {
    NOT_YET: ("Not yet", "◷"),
    LEFT_OUT: ("Left out", "–"),
    UNDECIDED: ("Not decided", "?"),
}
_OTHERWISE = ("Does not apply", "–")


@dataclass(frozen=True, slots=True)
class Meeting:
    """One requirement held against one system."""

    requirement: Record
    system: Record
    application: Application
    rung: Rung
    standing: Standing

    @property
    def here(self) -> State:
        """The rung that the requirement stands on for this system, whether it holds or not."""
        return state_of(self.rung.name, self.rung)

    @property
    def applies(self) -> str:
        """Whether the requirement holds for this system, and why, in words."""
        words = {
            APPLIES: "yes, ",
            UNDECIDED: "not decided: ",
            NOT_YET: f"not yet, from {self.application.start}: ",
            LEFT_OUT: "left out: ",
        }
        return words.get(self.application.state, "no, ") + self.application.why

    @property
    def is_to_come(self) -> bool:
        """Whether the requirement will hold for this system from a later day on."""
        return self.application.state == NOT_YET

    @property
    def state(self) -> State:
        """The rung where the requirement holds, else why it does not."""
        if self.application.state in (APPLIES, UNDECIDED):
            return self.here
        label, symbol = ASIDE.get(self.application.state, _OTHERWISE)
        return State(self.application.state, label, symbol, "neutral")


class Reach:
    """Every requirement against every system inside; worked out for a system when it is asked for."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier, self.case = dossier, dossier.case
        self.rules: SystemRules = read_systems(dossier.vocabulary)
        self._about = About(dossier.case.graph, self.rules.system.type, self.rules.about)
        self._cases: dict[str, CaseOfOne] = {}
        self._met: dict[str, Mapping[str, Meeting]] = {}

    @cached_property
    def systems(self) -> list[Record]:
        """The systems that requirements are held against."""
        return systems_inside(self.rules, self.case)

    @cached_property
    def told(self) -> list[Record]:
        """Those of them that are shown."""
        return [one for one in self.systems if not one.veiled]

    @cached_property
    def _inside(self) -> frozenset[str]:
        return frozenset(one.id for one in self.systems)

    def is_inside(self, record: Record) -> bool:
        """Whether requirements are held against a record on its own."""
        return record.id in self._inside

    @cached_property
    def requirements(self) -> list[Record]:
        """The requirements that count, by framework in the order in which they are switched on."""
        standings = self.dossier.standings
        order = {name: index for index, name in enumerate(self.dossier.frameworks)}
        every = (one for one in self.case.of_type(self.rules.requirement.type) if not one.veiled)
        found = [one for one in every if standings[one.id].counted]
        return sorted(found, key=lambda one: order.get(framework_named(one), len(order)))

    def of(self, system: Record) -> Mapping[str, Meeting]:
        """Every counted requirement held against a system, by its id."""
        if system.id not in self._met:
            self._met[system.id] = {one.requirement.id: one for one in self._meetings(system)}
        return self._met[system.id]

    def meeting(self, requirement: Record, system: Record) -> Meeting | None:
        """One requirement held against one system, None where it does not count."""
        return self.of(system).get(requirement.id)

    def _meetings(self, system: Record) -> Iterator[Meeting]:
        profile = profile_of(system, self.rules, self.case)
        found = {one.id: application_of(one, profile, self.rules, self.case) for one in self.requirements}
        self._cases[system.id] = case = self._narrowed(system, found)
        standings = measure(case, self.dossier.ladders)
        for one in self.requirements:
            standing = standings[one.id]
            yield Meeting(one, system, found[one.id], self.dossier.ladders.rungs[standing.height], standing)

    def _narrowed(self, system: Record, found: Mapping[str, Application]) -> CaseOfOne:
        """The case of a system, in which requirements hold as they do for it, and controls are proved as for it."""
        facts: dict[tuple[str, str], Value] = {}
        reasons: dict[tuple[str, str], tuple[Reason, ...]] = {}
        for requirement, application in found.items():
            if (requirement, self.rules.requirement.state) in self.case.facts:
                facts[requirement, self.rules.requirement.state] = application.state
        rules, proofs = self.dossier.proof_rules, self.dossier.proofs
        near = (one for one in proofs.controls.values() if not (of := self._about[one.record]) or system.id in of)
        for name, slot in slots_for(system.id, near, proofs.pieces, self.case, rules):
            facts[name, PROOF], reasons[name, PROOF] = slot.state, why_low(name, (slot,), rules)
        return narrowed(self.case, system, self._about, facts, reasons)

    def concerns(self, page: Record, other: Record) -> bool:
        """Whether a record has a place on the page of another; on that of a system, what is about others has none."""
        if not self.is_inside(page):
            return True
        self.of(page)
        return self._cases[page.id].concerns(other)

    def controls(self, meeting: Meeting) -> list[Record]:
        """The controls that meet a requirement for a system."""
        return self._reached(meeting, self.rules.controls)

    def evidence(self, meeting: Meeting) -> list[Record]:
        """What speaks for a requirement at a system: evidence, or where no control meets it, records of its kind."""
        found = self._reached(meeting, self.rules.proof)
        if self.controls(meeting):
            return found
        asked, case = self.rules.recorded, self._cases[meeting.system.id]
        records = recorded(meeting.requirement, asked.types, asked.match, case)
        return found + [one for one in records if asked.where.judge(one, case, meeting.requirement).holds]

    def _reached(self, meeting: Meeting, chains: tuple[tuple[str, ...], ...]) -> list[Record]:
        self.of(meeting.system)
        case = self._cases[meeting.system.id]
        found = {one.id: one for chain in chains for one in follow(meeting.requirement, chain, case)}
        return [found[one] for one in sorted(found) if found[one].id != meeting.requirement.id]

    def counts(self, system: Record) -> dict[str, list[tuple[State, int]]]:
        """How many requirements of each framework are in which state for a system, the highest rung first."""
        found: dict[str, dict[State, int]] = {}
        for one in self.of(system).values():
            states = found.setdefault(framework_named(one.requirement), {})
            states[one.state] = states.get(one.state, 0) + 1
        rank = {rung.name: index for index, rung in enumerate(reversed(self.dossier.ladders.rungs))}
        return {
            name: sorted(states.items(), key=lambda one: (rank.get(one[0].name, len(rank)), one[0].name))
            for name, states in found.items()
        }


@lru_cache(maxsize=2)
def reach_of(dossier: Dossier) -> Reach:
    """The requirements of a project against its systems; worked out once for all that ask."""
    return Reach(dossier)


def counts_of(system: Record, reach: Reach, presenter: Presenter) -> Markup:
    """How many requirements of each framework are in which state for a system, as a table."""
    known = presenter.dossier.frameworks
    found = reach.counts(system).items()
    counts = [(known[name].short if name in known else name, states) for name, states in found]
    return fill("reach_counts.html", counts=counts, label=f"Requirements for {system.title}")
