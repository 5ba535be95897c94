"""The trail of a requirement or of a piece of evidence: every step that its plan names, gathered; it makes no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from aimsbook.book import Book
from aimsbook.conditions import follow, recorded
from aimsbook.measure import Standing
from aimsbook.present import Presenter, State
from aimsbook.quoting import Passage, Quoter
from aimsbook.reach import Meeting, reach_of
from aimsbook.records import WITHHELD, Record
from aimsbook.trailplan import Step, TrailPlan, read_trail_plans
from aimsbook.vocabulary import RUNG
from aimsbook.words import texts

NOT_INSIDE = "not in scope: no requirement is held against it"
MOST_PASSAGES = 2
MOST_NARROWED = 12  # so many narrowed trails stand on a page at most; others are left to those that are named on it


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a step: what is shown of it, and what is quoted from it."""

    record: Record
    show: tuple[str, ...]
    passages: tuple[Passage, ...] = ()
    more_passages: int = 0
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """A step with its records; `more` are left out for length."""

    step: Step
    rows: tuple[Row, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Trail:
    """Everything from one record on, narrowed to one other where asked."""

    start: Record
    narrowed: Record | None
    head: tuple[str, ...]
    legs: tuple[Leg, ...]
    standing: Standing | None
    here: Meeting | None = None
    outside: bool = False

    def agrees_with(self, other: Trail) -> bool:
        """Whether the other trail tells the same of the same records, in the same state."""
        holds = self.here is None or self.here.application.holds
        return holds and not self.outside and self.legs == other.legs and self.state == other.state

    @property
    def applies(self) -> str:
        """Whether the start holds for what the trail is narrowed to, and why, in words; "" where nothing is asked."""
        return NOT_INSIDE if self.outside else self.here.applies if self.here else ""

    def shown(self, presenter: Presenter) -> State | None:
        """The state of the start here, None where it has none."""
        return None if self.outside else self.here.state if self.here else presenter.state(self.start)

    @property
    def state(self) -> str:
        """The rung that the start stands on here."""
        return self.standing.rung.name if self.standing else ""


class Trails:
    """Gathers trails by the plans of their types."""

    def __init__(self, book: Book) -> None:
        self.presenter: Presenter = book.presenter
        self.case = book.presenter.case
        self.plans: Mapping[str, TrailPlan] = read_trail_plans(book.presenter.vocabulary)
        self.reach = reach_of(book.dossier)
        self._quoter = Quoter(book)
        self._columns: dict[tuple[tuple[str, ...], str], tuple[str, ...]] = {}

    @cached_property
    def starts(self) -> dict[str, Record]:
        """Every record that has a trail of its own, by its id."""
        planned = (record for name in self.plans for record in self.case.present(name))
        told = (record for record in planned if not record.veiled)
        return {record.id: record for record in told if has_trail(record, self.presenter)}

    def systems_of(self, plan: TrailPlan) -> list[Record]:
        """Every record that the trails of a plan may be narrowed to."""
        return [one for one in self.case.present(plan.narrowed) if not one.veiled] if plan.narrowed else []

    def concerns(self, start: Record, other: Record) -> bool:
        """Whether the start of a trail may belong to what it is narrowed to: it names it, or it names none."""
        return self._belongs(start, other, self.plans[start.type])

    def narrowings(self, start: Record) -> list[Record]:
        """The records that a trail may be narrowed to; where there are many, those that its own records name."""
        plan = self.plans[start.type]
        if not plan.narrowed:
            return []
        every = [one for one in self.systems_of(plan) if self.concerns(start, one)]
        if len(every) <= MOST_NARROWED:
            return every
        reached = {row.record.id: row.record for leg in self.trail(start).legs for row in leg.rows}
        named = {one.id for record in reached.values() for one in self._about(record, plan)}
        return [one for one in every if one.id in named][:MOST_NARROWED]

    def trail(self, start: Record, narrowed: Record | None = None) -> Trail:
        """The trail of a record."""
        plan = self.plans[start.type]
        found = {step.name: self._reached(step, start, narrowed, plan) for step in plan.steps}
        legs = tuple(self._leg(step, found, start, narrowed, plan) for step in plan.steps)
        shown = tuple(name for name in plan.head if self.presenter.cell(start, name, "").plain)
        if narrowed is None or start.type != self.reach.rules.requirement.type:
            return Trail(start, narrowed, shown, legs, self.presenter.dossier.standings.get(start.id))
        inside = self.reach.is_inside(narrowed)
        here = self.reach.meeting(start, narrowed) if inside else None
        return Trail(start, narrowed, shown, legs, here.standing if here else None, here, not inside)

    def _reached(self, step: Step, start: Record, narrowed: Record | None, plan: TrailPlan) -> list[Record]:
        """The records of a step, each once; those that belong to others than the one narrowed to are left out."""
        ways = [self._follow(start, chain, narrowed, plan) for chain in step.through] or [self._recorded(step, start)]
        found = {one.id: one for way in ways for one in way if not step.to or one.type in step.to}
        kept = [one for one in found.values() if step.where is None or step.where.judge(one, self.case, start).holds]
        if narrowed and not step.through:
            kept = [one for one in kept if self._belongs(one, narrowed, plan)]
        if step.newest:
            kept.sort(key=lambda one: self.case.dated(one) or "", reverse=True)
        return kept

    def _follow(
        self, start: Record, chain: tuple[str, ...], narrowed: Record | None, plan: TrailPlan
    ) -> Iterable[Record]:
        """The records at the end of a chain; on a narrowed trail no step leads over what belongs to others."""
        if narrowed is None:
            return follow(start, chain, self.case)
        reached = {start.id: start}
        for reading in chain:
            onward = (one for each in reached.values() for one in self.case.linked(each, reading))
            reached = {one.id: one for one in onward if self._belongs(one, narrowed, plan)}
        return reached.values()

    def _recorded(self, step: Step, start: Record) -> Iterable[Record]:
        """The records of the types that a field of the start lists, where they are as another field asks."""
        return recorded(start, step.recorded, step.match, self.case) if step.recorded else ()

    def _belongs(self, record: Record, narrowed: Record, plan: TrailPlan) -> bool:
        """Whether a record holds for the one narrowed to: it names it, or it names none."""
        about = self._about(record, plan)
        return not about or narrowed.id in {one.id for one in about}

    def _about(self, record: Record, plan: TrailPlan) -> list[Record]:
        named = [one for reading in plan.about.get(record.type, ()) for one in self._named(record, reading)]
        return [one for one in named if one.type == plan.narrowed]

    def _named(self, record: Record, reading: str) -> list[Record]:
        """What a relation or a field that holds ids leads to."""
        graph = self.presenter.graph
        ids = texts(record.get(reading))
        return [graph[one] for one in ids if one in graph] + list(self.case.linked(record, reading))

    def _leg(
        self, step: Step, found: Mapping[str, list[Record]], start: Record, narrowed: Record | None, plan: TrailPlan
    ) -> Leg:
        records = found[step.name]
        naming = [start, *(one for name in step.naming for one in found.get(name, ()))]
        rows = tuple(self._row(step, one, naming, narrowed, plan) for one in records[: step.most])
        return Leg(step, rows, len(records) - len(rows))

    def _row(self, step: Step, record: Record, naming: list[Record], narrowed: Record | None, plan: TrailPlan) -> Row:
        quoted = self._quoter.passages(record, step.passages, naming) if step.passages else []
        return Row(
            record,
            self._shown_of(step, record.type),
            tuple(quoted[:MOST_PASSAGES]),
            max(len(quoted) - MOST_PASSAGES, 0),
            self._left_out(record, narrowed, plan) if narrowed else "",
        )

    def _shown_of(self, step: Step, type_name: str) -> tuple[str, ...]:
        """What a step shows of the records of a type: what they have of it."""
        key = (step.show, type_name)
        if key not in self._columns:
            kind, reads = self.presenter.vocabulary[type_name], self.presenter.vocabulary.reads
            heads = {name: name.partition(".")[0] for name in step.show}
            found = (name for name, one in heads.items() if one == RUNG or kind.field(one) or reads(type_name, one))
            self._columns[key] = tuple(found)
        return self._columns[key]

    def _left_out(self, record: Record, narrowed: Record, plan: TrailPlan) -> str:
        """The reason for which a record leaves out the one narrowed to, "" where it does not."""
        for relation in plan.leaves_out.get(record.type, ()):
            for link in self.presenter.graph.links(record.id).get(relation, ()):
                if link.target == narrowed.id:
                    if record.veiled:
                        return WITHHELD
                    return str(link.attributes.get("reason") or "no reason is given")
        return ""


def has_trail(record: Record, presenter: Presenter) -> bool:
    """Whether a record of a planned type has a page of its own: it counts, or its type knows no counting."""
    standing = presenter.dossier.standings.get(record.id)
    return standing is None or standing.shown


@lru_cache(maxsize=2)
def trails_of(book: Book) -> Trails:
    """The trails of a book; made once for the pages of a build."""
    return Trails(book)
