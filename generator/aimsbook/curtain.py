"""What lies between the dossier and those for whom it is made: which words, chapters and frozen records they may see.

It knows names and paths, no page and no form of file; without a profile it changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from posixpath import dirname, join, normpath

from aimsbook.baselines import Frozen, Snapshot, names_in
from aimsbook.case import Case
from aimsbook.errors import LeakFault
from aimsbook.profiles import Profile
from aimsbook.records import WITHHELD, Mark, Record, Value
from aimsbook.veil import Names, Veiled

_LIVE = re.compile(r"^[ \t>]*(?P<fence>`{3,}|~{3,})[ \t]*aimsbook\b.*?^[ \t>]*(?P=fence)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Curtain:
    """What a profile withholds of one project."""

    profile: Profile
    veiled: Veiled
    whole: Case
    docs: Path
    root: Path
    chapters: frozenset[str] = field(default_factory=frozenset)

    @property
    def names(self) -> Names:
        """The names that must not be told."""
        return self.veiled.names

    @property
    def keeps_back(self) -> bool:
        """Whether anything is there that is withheld: of an empty list nobody can then tell that there is nothing.

        A record, the value of a field or fact, a chapter; and of what was frozen once nobody looks what it holds.
        """
        papers = self.chapters or self.profile.chapters or names_in(self.root)
        return bool(self.veiled.withheld or papers or any(self._hidden_values()))

    def _hidden_values(self) -> Iterator[bool]:
        for record_id, names in self.veiled.hidden.items():
            record = self.whole.graph[record_id]
            yield from (self.whole.value(record, name) not in (None, "", [], {}) for name in names)

    def told(self, text: str) -> str:
        """A text of ours in which every stand-in reads "withheld"."""
        return self.names.told(text)

    def counts(self) -> Counter[str]:
        """How many records of each type are withheld."""
        return Counter(one.type for one in self.veiled.withheld.values())

    # ---------------------------------------------------------------- the manual
    def leaves_out(self, path: str) -> bool:
        """Whether a file of the manual's folder, by its path below it, is left out."""
        return path in self.chapters or self.profile.leaves_out(path) or self.names.secret.holds(path)

    def chapter(self, path: str, text: str) -> str:
        """The Markdown of a chapter without what is withheld; live views go on naming what they name."""

        def hidden(target: str) -> bool:
            place = normpath(join(dirname(path), target.partition("#")[0])) if target.partition("#")[0] else ""
            source = f"{place.removesuffix('.html')}.md" if place.endswith(".html") else place
            return bool(source) and (self.leaves_out(source) or self._is_secret_file(place))

        pieces, position = [], 0
        for view in _LIVE.finditer(text):
            pieces += [self.names.scrubbed(text[position : view.start()], hidden), self.names.exchanged(view[0])]
            position = view.end()
        return "".join([*pieces, self.names.scrubbed(text[position:], hidden)])

    def _is_secret_file(self, place: str) -> bool:
        """Whether a path seen from the manual's folder leads to a file that withheld records name."""
        if not self.docs.is_relative_to(self.root):
            return False
        return normpath(join(self.docs.relative_to(self.root).as_posix(), place)) in self.names.files

    # ---------------------------------------------------------------- what was frozen
    def snapshot(self, one: Snapshot, today: Mapping[str, Value]) -> Snapshot:
        """A snapshot without the records that are withheld, then or now; `today` is the frozen list as it is shown."""
        out = {name for name, frozen in one.records.items() if self._withholds(name, frozen)}
        return replace(
            one,
            records={
                name: self._frozen(frozen, self._hidden(name, one))
                for name, frozen in one.records.items()
                if name not in out
            },
            standings={
                name: replace(stood, reasons=tuple(self._reason(said, one) for said in stood.reasons))
                for name, stood in one.standings.items()
                if name not in out and name not in self.veiled.withheld
            },
            chapters=self._papers(one.chapters),
            files=self._papers(one.files, self._explained(one, out)),
            statement=self._statement(one, out, today),
        )

    def _withholds(self, name: str, frozen: Frozen) -> bool:
        if name in self.veiled.withheld:
            return True
        if name in self.whole.graph or frozen.type not in self.whole.vocabulary:
            return frozen.type in self.profile.types
        then = Record(name, frozen.type, frozen.title, frozen.fields, (), Mark(WITHHELD))
        return self.profile.withholds(then, self.whole)

    def _hidden(self, record_id: str, one: Snapshot) -> frozenset[str]:
        """The fields of a frozen record that are withheld, by today's and by what the profile says of its type."""
        frozen = one.records.get(record_id)
        return self.veiled.hidden.get(record_id, frozenset()) | self.profile.hides(frozen.type if frozen else "")

    def _reason(self, said: str, one: Snapshot) -> str:
        """A frozen reason; that of a record with withheld fields may tell them."""
        name, sign, _ = said.partition(": ")
        return f"{name}{sign}{WITHHELD}" if sign and self._hidden(name, one) else self.names.scrubbed(said)

    def _frozen(self, one: Frozen, hidden: frozenset[str]) -> Frozen:
        return replace(
            one,
            title=self.names.scrubbed(one.title),
            fields={name: self._value(value) for name, value in one.fields.items() if name not in hidden},
            links={
                name: {self.names.stand_ins.get(to, to): digest for to, digest in links.items()}
                for name, links in one.links.items()
            },
            facts={name: self._value(value) for name, value in one.facts.items() if name not in hidden},
        )

    def _papers(self, papers: Mapping[str, str], but: Collection[str] = ()) -> dict[str, str]:
        return {path: digest for path, digest in papers.items() if path not in but and not self._is_left_out(path)}

    def _explained(self, one: Snapshot, out: Iterable[str]) -> set[str]:
        """The files that withheld records name, then or now: of these it is not told that no record explains them."""
        then = {value for name in out for value in one.records[name].fields.values() if isinstance(value, str)}
        now = (record.get(name) for record, name, _ in self.whole.files() if record.id in self.veiled.withheld)
        return then | set(map(str, now))

    def _is_left_out(self, path: str) -> bool:
        if path in self.names.files or self.names.secret.holds(path):
            return True
        below = PurePosixPath(path)
        docs = self.docs.relative_to(self.root).as_posix() if self.docs.is_relative_to(self.root) else ""
        return bool(docs) and below.is_relative_to(docs) and self.leaves_out(below.relative_to(docs).as_posix())

    def _statement(self, one: Snapshot, out: set[str], today: Mapping[str, Value]) -> dict[str, Value]:
        """A frozen list, cell by cell withheld where it is today; none where records of then can not be told apart."""
        if out - set(self.veiled.withheld):
            return {}
        found = {name: self._without(value, out) for name, value in one.statement.items()}
        if "documents" in found:
            found["documents"] = {
                name: {key: WITHHELD if key in self._hidden(name, one) else said for key, said in facts.items()}
                for name, facts in found["documents"].items()
            }
        shown = today.get("rows") or {}
        rows = found.get("rows") or {}
        kept = {name: _masked(row, shown[name]) for name, row in rows.items() if name in shown}
        return {**found, "rows": kept} if "rows" in found else found

    def _without(self, value: Value, out: set[str]) -> Value:
        """A value of a frozen list without rows that are withheld."""
        if isinstance(value, Mapping):
            kept = {key: one for key, one in value.items() if key not in out and key not in self.veiled.withheld}
            return {key: self._without(one, out) for key, one in kept.items()}
        return self._value(value)

    def _value(self, value: Value) -> Value:
        if isinstance(value, str):
            return self.names.scrubbed(value)
        if isinstance(value, list):
            return [self._value(one) for one in value]
        return {key: self._value(one) for key, one in value.items()} if isinstance(value, Mapping) else value

    # ---------------------------------------------------------------- the last look
    def check(self, files: Iterable[tuple[str, bytes]], own: Iterable[str]) -> None:
        """Refuse files in which the id or a file of something withheld is named; `own` are paths of what we make."""
        ours = {one.rpartition("/")[2] for one in own}
        for path, content in files:
            named = self.names.secret.named_in(f"{path} {content.decode('utf-8', 'replace')}")
            if set(named) - ours:
                said = f"{self.names.scrubbed(path)} names what the profile {self.profile.name} withholds"
                raise LeakFault(f"{said}; nothing was handed on")


def _masked(row: list[str], today: list[str]) -> list[str]:
    """The cells of a row, today's where that tells that something is withheld."""
    if len(row) != len(today):
        return [WITHHELD] * len(row)
    return [now if WITHHELD in now or not now else then for then, now in zip(row, today, strict=True)]


def chapters_of(paths: frozenset[str], docs: Path, root: Path) -> Iterator[str]:
    """Yield the files below the manual's folder that withheld records name, by their paths below it."""
    if docs.is_relative_to(root):
        start = docs.relative_to(root)
        for path in paths:
            if PurePosixPath(path).is_relative_to(start.as_posix()):
                yield PurePosixPath(path).relative_to(start.as_posix()).as_posix()
