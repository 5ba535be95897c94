"""Two snapshots become a list of what differs between them, record by record; it knows no page and asks no clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from aimsbook.baselines import Frozen, Snapshot, is_digest
from aimsbook.changelist import (
    ADDED,
    CHANGED,
    PAPER,
    RELINKED,
    REMOVED,
    REWORDED,
    RUNG,
    STATE,
    ChangeKind,
    Changelist,
    Group,
)
from aimsbook.records import Value
from aimsbook.sorting import natural
from aimsbook.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Change:
    """One thing about a record that is no longer as it was; `field` is None where it is about the record as a whole.

    `before` and `after` are values as they were frozen, None where there was none or where only digests were kept.
    """

    kind: ChangeKind
    field: str | None = None
    before: Value = None
    after: Value = None
    why_before: tuple[str, ...] = ()
    why_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A record, a chapter or a file with all that changed about it; `type` is "" where it is no record."""

    id: str
    type: str
    title: str
    group: Group
    changes: tuple[Change, ...]

    @property
    def brief(self) -> bool:
        """Whether all that changed is of a kind that is told in short."""
        return all(one.kind.brief for one in self.changes)


@dataclass(frozen=True)
class Comparison:
    """What differs between two snapshots, under headings."""

    before: Snapshot
    after: Snapshot
    items: tuple[Item, ...]

    def __len__(self) -> int:
        return sum(not one.brief for one in self.items)

    def by_group(self, changelist: Changelist) -> list[tuple[Group, list[Item]]]:
        """The items under their headings; headings without any are kept, since "none" is an answer."""
        groups = (*changelist.groups, changelist.rest)
        return [(group, [one for one in self.items if one.group.name == group.name]) for group in groups]

    def numbers(self, changelist: Changelist) -> list[tuple[Group, int]]:
        """How many items stand under each heading, those told in short left out."""
        return [(group, sum(not one.brief for one in items)) for group, items in self.by_group(changelist)]

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """What changed, by the id of the record or the path of the file."""
        return {one.id: one for one in self.items}


def compare(before: Snapshot, after: Snapshot, changelist: Changelist, vocabulary: Vocabulary) -> Comparison:
    """What differs between two snapshots; frameworks that only one of them knows are told as one item each."""
    found = _Comparing(before, after, changelist, vocabulary)
    items = [*found.records(), *found.requirements(), *found.papers()]
    return Comparison(before, after, tuple(sorted(items, key=lambda one: (natural(one.id), one.id))))


class _Comparing:
    """One comparison under way: what records explain is not told again as a chapter or a file."""

    def __init__(self, before: Snapshot, after: Snapshot, changelist: Changelist, vocabulary: Vocabulary) -> None:
        self.before, self.after, self.plan, self.vocabulary = before, after, changelist, vocabulary
        self.order = {name: number for number, name in enumerate(changelist.kinds)}
        self.papers_before = {**before.files, **before.chapters}
        self.papers_after = {**after.files, **after.chapters}
        self.explained: set[str] = set()

    def records(self) -> Iterator[Item]:
        """Yield every record that changed."""
        for one in self.before.records.keys() | self.after.records.keys():
            old, new = self.before.records.get(one), self.after.records.get(one)
            shown = new or old
            if shown is None:
                continue
            self._explain(old, new)
            changes = tuple(sorted(self._changes(one, old, new), key=lambda each: self.order[each.kind.name]))
            if changes:
                yield Item(one, shown.type, shown.title, self.plan.group_of(shown), changes)

    def requirements(self) -> Iterator[Item]:
        """Yield everything else that stands on a rung and moved, and the frameworks that came or went."""
        mine = self.before.records.keys() | self.after.records.keys()
        both = set(self.before.frameworks) & set(self.after.frameworks)
        for one in self.before.standings.keys() | self.after.standings.keys():
            if one in mine or one.partition(":")[0] not in both:
                continue
            if rung := self._rung(one):
                type_name = self.after.standings[one].type
                yield Item(one, type_name, "", self.plan.group_of(Frozen(type_name, "", "", {}, {})), (rung,))
        for name in sorted({*self.before.frameworks, *self.after.frameworks} - both):
            kind = self.plan.kinds[ADDED if name in self.after.frameworks else REMOVED]
            yield Item(name, "", "Framework", self.plan.rest, (Change(kind),))

    def papers(self) -> Iterator[Item]:
        """Yield the chapters and files that changed and that no record explains."""
        for old, new, group in (
            (self.before.chapters, self.after.chapters, self.plan.chapters),
            (self.before.files, self.after.files, self.plan.files),
        ):
            for path in sorted((old.keys() | new.keys()) - self.explained):
                if old.get(path) != new.get(path):
                    otherwise = REWORDED if group is self.plan.chapters else PAPER
                    name = ADDED if path not in old else REMOVED if path not in new else otherwise
                    yield Item(path, "", "", group, (Change(self.plan.kinds[name]),))

    def _changes(self, record_id: str, old: Frozen | None, new: Frozen | None) -> Iterator[Change]:
        if old is None or new is None:
            yield Change(self.plan.kinds[REMOVED if new is None else ADDED])
            return
        if old.title != new.title:
            yield Change(self.plan.kinds[REWORDED], "title", old.title, new.title)
        yield from self._fields(old, new)
        yield from self._links(old, new)
        yield from self._facts(old, new)
        yield from self._words(old, new)
        if rung := self._rung(record_id):
            yield rung

    def _fields(self, old: Frozen, new: Frozen) -> Iterator[Change]:
        for name in sorted(old.fields.keys() | new.fields.keys()):
            if (was := old.fields.get(name)) != (now := new.fields.get(name)):
                wordy = is_digest(was) or is_digest(now)
                kind = self.plan.kind_of(new.type, name, self._otherwise(new.type, name, wordy))
                yield Change(kind, name, _plain(was), _plain(now))

    def _otherwise(self, type_name: str, name: str, wordy: bool) -> str:
        """How the change of a field is told that no kind names."""
        kind = self.vocabulary.types.get(type_name)
        if kind and name == kind.state:
            return STATE
        return REWORDED if wordy else CHANGED

    def _links(self, old: Frozen, new: Frozen) -> Iterator[Change]:
        for name in sorted(old.links.keys() | new.links.keys()):
            was, now = old.links.get(name, {}), new.links.get(name, {})
            if was != now:
                kind = self.plan.kind_of(new.type, name, RELINKED)
                left = sorted(one for one in was if was[one] != now.get(one))
                came = sorted(one for one in now if now[one] != was.get(one))
                yield Change(kind, name, left, came)

    def _facts(self, old: Frozen, new: Frozen) -> Iterator[Change]:
        """Yield computed facts that moved: states, and what a kind of change names."""
        for name in sorted(old.facts.keys() & new.facts.keys()):
            if old.facts[name] == new.facts[name]:
                continue
            one = self.vocabulary[new.type].facts.get(name) if new.type in self.vocabulary else None
            if self.plan.is_named(new.type, name) or (one and one.kind == "choice"):
                kind = self.plan.kind_of(new.type, name, STATE)
                yield Change(kind, name, _plain(old.facts[name]), _plain(new.facts[name]))

    def _words(self, old: Frozen, new: Frozen) -> Iterator[Change]:
        """Yield the chapters and files that hold a record's words or proof and are not what they were."""
        for name, path in _paths(new, self.papers_after):
            if old.fields.get(name) == path and self.papers_before.get(path) != self.papers_after.get(path):
                chapter = path in self.after.chapters
                yield Change(self.plan.kinds[REWORDED if chapter else PAPER], name, path, path)

    def _rung(self, record_id: str) -> Change | None:
        was, now = self.before.standings.get(record_id), self.after.standings.get(record_id)
        if was is None or now is None or was.rung == now.rung:
            return None
        return Change(self.plan.kinds[RUNG], None, was.rung, now.rung, was.reasons, now.reasons)

    def _explain(self, old: Frozen | None, new: Frozen | None) -> None:
        """Note the papers that a record's own changes tell of: those it keeps, brings with it, or takes away."""
        was = {path for _, path in _paths(old, self.papers_before)} if old else set()
        now = {path for _, path in _paths(new, self.papers_after)} if new else set()
        self.explained |= (was & now) | (now - self.papers_before.keys()) | (was - self.papers_after.keys())


def _paths(one: Frozen, papers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the fields of a record that name a frozen file or chapter."""
    for name, value in one.fields.items():
        if isinstance(value, str) and value in papers:
            yield name, value


def _plain(value: Value) -> Value:
    return None if is_digest(value) else value
