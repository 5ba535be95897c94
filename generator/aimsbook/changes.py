"""What changed since which baseline: the snapshots of a project, today's, and what differs; it makes no HTML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

from aimsbook.baselines import Snapshot, read_baselines
from aimsbook.changelist import Changelist, read_changelist
from aimsbook.compare import Change, Comparison, compare
from aimsbook.freeze import freeze
from aimsbook.measure import select_all
from aimsbook.present import Presenter
from aimsbook.records import Record, Value
from aimsbook.wording import words_of
from aimsbook.words import listed

NOW = "now"


class Changes:
    """The baselines of one project, and what changed since each."""

    def __init__(self, presenter: Presenter) -> None:
        self.presenter, self.dossier = presenter, presenter.dossier
        self.changelist: Changelist = read_changelist(self.dossier.vocabulary)
        self._found: dict[str, Comparison] = {}

    @cached_property
    def all_baselines(self) -> Mapping[str, Snapshot]:
        """Every baseline that can be trusted, the oldest first."""
        curtain = self.dossier.curtain
        return {one.name: curtain.snapshot(one, self._today) if curtain else one for one in self._read[0]}

    @property
    def unsound(self) -> Mapping[str, str]:
        """Every baseline that cannot be trusted, with what is wrong with it."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[list[Snapshot], dict[str, str]]:
        return read_baselines(self.dossier.project.root)

    @property
    def none_told(self) -> str:
        """That there is no baseline to compare with, and whether one is there that cannot be trusted."""
        if not self.unsound:
            return "No baseline has been frozen yet"
        found = [f"{name} ({fault})" for name, fault in self.unsound.items()]
        return f"No baseline can be trusted; there {'is' if len(found) == 1 else 'are'} {listed(found)}"

    @cached_property
    def _today(self) -> Mapping[str, Value]:
        """The list as it is shown today."""
        return _statement(self.presenter, self.changelist)

    @cached_property
    def baselines(self) -> Mapping[str, Snapshot]:
        """Those of days up to the as-of date: what was frozen later is not known yet."""
        day = self.dossier.project.as_of.isoformat()
        return {name: one for name, one in self.all_baselines.items() if one.as_of <= day}

    @cached_property
    def now(self) -> Snapshot:
        """The records as they are, on the as-of date."""
        curtain, whole = self.dossier.curtain, self.dossier.whole
        if curtain is None or whole is None:
            return snapshot_of(self.presenter, NOW, "", self.changelist)
        return curtain.snapshot(snapshot_of(Presenter(whole), NOW, "", self.changelist), self._today)

    def since(self, name: str) -> Comparison:
        """What changed since a baseline."""
        if name not in self._found:
            self._found[name] = compare(self.baselines[name], self.now, self.changelist, self.dossier.vocabulary)
        return self._found[name]

    @cached_property
    def milestones(self) -> list[tuple[Record, str]]:
        """The records that name a baseline they looked at: first by type as declared, the newest of a type first."""
        found: list[tuple[Record, str]] = []
        for type_name, field in self.changelist.milestones.items():
            told = (one for one in self.presenter.case.present(type_name) if not one.veiled)
            past = [one for one in told if one.get(field) in self.baselines]
            past.sort(key=lambda one: (self.presenter.case.dated(one) or "", one.id), reverse=True)
            found += [(one, str(one.get(field))) for one in past]
        return found

    @cached_property
    def latest(self) -> str | None:
        """The baseline that "since the last audit" means: that of the first milestone, else the newest one."""
        if self.milestones:
            return self.milestones[0][1]
        return list(self.baselines)[-1] if self.baselines else None

    def named_by(self, name: str) -> list[Record]:
        """The records that looked at a baseline."""
        return [record for record, one in self.milestones if one == name]

    def words(self, type_name: str, change: Change, value: Value) -> str:
        """A frozen value in words; "" where there was none or only its digest was kept."""
        if value is None or value in ("", [], {}):
            return ""
        if change.field is None:
            state = self.dossier.ladders.states.get(str(value))
            return state.label if state else str(value)
        kind = self.dossier.vocabulary.types.get(type_name)
        one = kind.field(change.field) if kind else None
        if one:
            return words_of(one, value)
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def label(self, type_name: str, change: Change) -> str:
        """What a change is about, as the type's pages call it; "" where it is about the record as a whole."""
        if change.field is None or type_name not in self.dossier.vocabulary:
            return change.field or ""
        return self.dossier.vocabulary.label_of(type_name, change.field)


@lru_cache(maxsize=2)
def changes_of(presenter: Presenter) -> Changes:
    """The changes of a project; worked out once for the pages of a build."""
    return Changes(presenter)


def snapshot_of(presenter: Presenter, name: str, commit: str, changelist: Changelist | None = None) -> Snapshot:
    """Everything that is frozen of a project under a name."""
    plan = changelist or read_changelist(presenter.vocabulary)
    return freeze(presenter.dossier, name, commit, _statement(presenter, plan))


def _statement(presenter: Presenter, plan: Changelist) -> dict[str, Value]:
    """The rows of the declared list as they read, and what the record says that carries its version and approval."""
    definition = presenter.dossier.lists.get(plan.frozen_list)
    if definition is None:
        return {}
    records = select_all(definition.rows, presenter.case)
    return {
        "list": definition.name,
        "documents": _documents(presenter, plan),
        "columns": [column.title for column in definition.columns],
        "rows": {
            one.id: [presenter.cell(one, column.path_for(one.type), "").plain for column in definition.columns]
            for one in records
        },
    }


def _documents(presenter: Presenter, plan: Changelist) -> dict[str, dict[str, str]]:
    """The records that speak for the list as a whole, with what is asked of them."""
    if plan.document is None:
        return {}
    chosen = plan.document
    found = [
        one
        for one in presenter.case.present(chosen.type)
        if all(presenter.case.value(one, name) in wanted for name, wanted in chosen.where.items())
    ]
    return {one.id: {name: presenter.cell(one, name, "").plain for name in plan.facts} for one in found}
