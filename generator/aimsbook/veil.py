"""Records as those see them from whom some are withheld: each of these becomes a stand-in that computes alike.

A stand-in keeps dates, choices, numbers and links, so that whatever is computed afterwards comes out as on the whole;
its id, its words and the names of its files are exchanged. In the other records' words its names read "withheld".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import quote

from aimsbook.case import Case
from aimsbook.clauses import Is
from aimsbook.files import FileState, place_of
from aimsbook.identity import framework_of
from aimsbook.phrases import Phrases
from aimsbook.profiles import Profile
from aimsbook.records import WITHHELD, Link, Mark, Record, Value
from aimsbook.vocabulary import Field, RecordType, Vocabulary
from aimsbook.words import folded

_KEPT = ("date", "number", "whole", "days", "yes_no", "choice", "period")
_BY_NUMBER = re.compile(r"\d{1,9}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LONGEST_WORD = 80
_NOWHERE = Mark(WITHHELD)
_BRACKETS = re.compile(r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\(([^()\s]*(?:\([^()]*\))?[^()]*)\)|\[([^\[\]]*)\])?")


@dataclass(frozen=True, slots=True)
class Names:
    """The names that must not be told: of each withheld record its stand-in's id, and everything it is called by."""

    stand_ins: Mapping[str, str]
    files: frozenset[str]
    phrases: Phrases
    secret: Phrases
    stem: str
    ids: Phrases

    def scrubbed(self, text: str, way: Callable[[str], bool] = lambda target: False) -> str:
        """A text in which every reference to what is withheld, and every mention of it, reads "withheld".

        `way` tells of the target of a Markdown link whether it leads to what is withheld.
        """
        if not self.phrases.holds(text) and "](" not in text:
            return text

        def shown(found: re.Match[str]) -> str:
            label, target, reference = found[1], found[2], found[3]
            for name in (reference or label, target or ""):
                if self.secret.holds(name) or (target and way(target.partition(" ")[0])):
                    return WITHHELD
            return found[0]

        return self.phrases.replaced(_BRACKETS.sub(shown, text), lambda name: WITHHELD)

    def exchanged(self, text: str) -> str:
        """A text in which ids of withheld records are those of their stand-ins, and other names read "withheld"."""
        return self.phrases.replaced(text, lambda name: self.stand_ins.get(name, WITHHELD))

    def told(self, text: str) -> str:
        """A text of ours in which every stand-in reads "withheld", and every id that words of ours happen to name."""
        if self.stem in text:
            text = re.sub(rf"(?:[a-z0-9-]+(?::|--))?{self.stem}\d+", WITHHELD, text)
        return self.ids.replaced(text, lambda name: WITHHELD) if self.ids.named_in(text) else text


@dataclass(frozen=True, slots=True)
class Veiled:
    """The records with their stand-ins, and what is known of their files and words without these being told."""

    records: tuple[Record, ...]
    names: Names
    withheld: Mapping[str, Record]
    files: Mapping[tuple[str, str], FileState]
    digests: Mapping[str, str]
    hidden: Mapping[str, frozenset[str]]


def veil(
    records: Iterable[Record], profile: Profile, whole: Case, digest_of: Callable[[Record], str | None]
) -> Veiled:
    """Put a stand-in in the place of every record that a profile withholds; `whole` is the case of all records.

    `digest_of` gives the digest of a record's words as they are.
    """
    return _Veiling(list(records), profile, whole, digest_of).run()


class _Veiling:
    """One veiling under way."""

    def __init__(
        self, records: list[Record], profile: Profile, whole: Case, digest_of: Callable[[Record], str | None]
    ) -> None:
        self.all, self.profile, self.whole, self.digest_of = records, profile, whole, digest_of
        self.vocabulary: Vocabulary = whole.vocabulary
        self.derived = self.vocabulary.derived_from(profile.fields)
        self.withheld = {one.id: one for one in whole.graph if profile.withholds(one, whole)}
        self.ranks = {one.id: number for number, one in enumerate(whole.graph, 1)}
        self.paths = frozenset(self._paths())
        self.known = frozenset(self._known_words())
        self.tokens: dict[str, str] = {}
        self.files: dict[tuple[str, str], FileState] = {}
        self.digests: dict[str, str] = {}
        stem = _stem(whole)
        self.stand_ins = {name: _stand_in(name, stem, number) for number, name in enumerate(sorted(self.withheld), 1)}
        self.names = self._names(stem)

    def run(self) -> Veiled:
        """The veiled records, in the order in which they came."""
        folded = {one.casefold() for one in self.withheld}
        found = [self._stand_in(one) if one.id.casefold() in folded else self._shown(one) for one in self.all]
        hidden = {one.id: one.hidden for one in found if one.hidden}
        return Veiled(tuple(found), self.names, self.withheld, self.files, self.digests, hidden)

    # ---------------------------------------------------------------- names
    def _known_words(self) -> Iterator[str]:
        """Yield short words that are no secret: a shown record says them too, or a definition asks for them."""
        for record in self.whole.graph:
            if record.id not in self.withheld:
                hidden = self._hidden(record)
                told = [value for name, value in record.fields.items() if name not in hidden]
                for leaf in _leaves([*told, *(link.attributes for link in record.links)]):
                    if len(leaf) <= _LONGEST_WORD:
                        yield folded(leaf)
        for kind in self.vocabulary:
            yield from map(folded, _asked_for(kind))

    def _files_of(self, records: Iterable[Record], only_withheld: bool = False) -> Iterator[str]:
        for record in records:
            hidden, gone = self.profile.hides(record.type), record.id in self.withheld
            for name, one in self.vocabulary[record.type].fields.items():
                if one.kind == "file" and (path := record.get(name)) and (not only_withheld or gone or name in hidden):
                    yield str(path)

    def _paths(self) -> Iterator[str]:
        """Yield the files that withheld records or fields name, however a shown record writes the same file."""
        root, all_files = self.whole.root, set(self._files_of(self.whole.graph))
        kept_back = {place_of(root, path) for path in self._files_of(self.whole.graph, only_withheld=True)}
        for path in all_files:
            if place_of(root, path) in kept_back:
                yield from (path, normpath(path))

    def _hidden(self, record: Record) -> frozenset[str]:
        """The fields of a shown record that are withheld: the profile's, what would tell them, and withheld files."""
        kind = self.vocabulary[record.type].fields
        named = [one for one in kind.values() if one.kind == "file" and str(record.get(one.name) or "") in self.paths]
        digests = {one.digest for one in named if one.digest and record.get(one.digest)}
        derived = self.derived[record.type] - set(record.fields)
        return self.profile.hides(record.type) | derived | digests.union(one.name for one in named)

    def _names(self, stem: str) -> Names:
        shown = [one for one in self.whole.graph if one.id not in self.withheld]
        others = {PurePosixPath(path).name for path in set(self._files_of(shown)) - self.paths}
        files = {form for path in self.paths for form in _forms_of(path, others)}
        titles = {folded(one.title) for one in shown}
        told = [one.title for one in self.withheld.values() if folded(one.title) not in titles]
        ids = list(self.stand_ins)
        kept = [one.id for one in shown]
        named = [*ids, *files]
        phrases = Phrases(named, [one for one in told if _is_distinct(one)], kept)
        return Names(self.stand_ins, self.paths, phrases, Phrases(named, (), kept), stem, Phrases(ids, (), kept))

    # ---------------------------------------------------------------- records
    def _stand_in(self, record: Record) -> Record:
        kind = self.vocabulary[record.type]
        name = self.stand_ins.get(record.id) or self._twin(record.id)
        if digest := self.digest_of(record):
            self.digests[name] = _masked_digest(digest)
        fields = {key: self._veiled(value, kind.fields.get(key), key) for key, value in record.fields.items()}
        self._note_files(record, kind, fields)
        title, links = f"Withheld {kind.label.lower()}", self._links(record, veiled=True)
        return replace(
            record, id=name, title=title, fields=fields, links=links, mark=_NOWHERE, places=None, veiled=True,
            rank=self.ranks.get(record.id, 0),
        )  # fmt: skip

    def _twin(self, record_id: str) -> str:
        """The stand-in's id of a record whose id is written in other letters."""
        return next(to for name, to in self.stand_ins.items() if name.casefold() == record_id.casefold())

    def _shown(self, record: Record) -> Record:
        kind, hidden = self.vocabulary[record.type], self._hidden(record)
        fields = {
            key: self._veiled(value, kind.fields.get(key), key)
            if key in hidden
            else self._scrubbed(value, kind.fields.get(key))
            for key, value in record.fields.items()
        }
        if fields != record.fields and (digest := self.digest_of(record)):
            self.digests[record.id] = digest
        self._note_files(record, kind, fields)
        title = self.names.scrubbed(record.title)
        links = self._links(record, veiled=False)
        rank = self.ranks.get(record.id, 0)
        return replace(record, title=title, fields=fields, links=links, hidden=hidden, rank=rank)

    def _links(self, record: Record, veiled: bool) -> tuple[Link, ...]:
        relations = self.vocabulary[record.type].relations
        made = self._veiled_parts if veiled else self._scrubbed_parts
        return tuple(
            replace(
                one,
                target=self.stand_ins.get(one.target, one.target),
                attributes=made(one.attributes, relations[one.relation].attributes),
                mark=_NOWHERE if veiled else one.mark,
            )
            for one in record.links
        )

    def _note_files(self, record: Record, kind: RecordType, fields: Mapping[str, Value]) -> None:
        """Have the state of each file be known under the name that it has now."""
        for name, one in kind.fields.items():
            if one.kind == "file" and record.get(name):
                key = (str(fields[name]), str(fields.get(one.digest) or ""))
                if key != (str(record.fields[name]), str(record.get(one.digest) or "")):
                    self.files[key] = replace(self.whole.file_state(record, name), sha256="")

    # ---------------------------------------------------------------- values
    def _veiled(self, value: Value, one: Field | None, name: str = "") -> Value:
        """A value without words of its own; what is computed from it stays."""
        if isinstance(value, list):
            return [self._veiled(entry, one, name) for entry in value]
        if isinstance(value, Mapping):
            return dict(value) if one and one.kind == "period" else self._veiled_parts(value, one.parts if one else {})
        if one is None or not isinstance(value, str):
            return self._token(str(value)) if isinstance(value, str) else value
        if one.kind in _KEPT or (name == "framework"):
            return value
        if one.kind == "record":
            return self.stand_ins.get(value, value)
        if one.kind == "digest":
            return _masked_digest(value)
        if one.kind == "file":
            return f"{WITHHELD}/{self._token(value)}" if value in self.paths else value
        return self._token(value)

    def _veiled_parts(self, value: Mapping[str, Value], parts: Mapping[str, Field]) -> dict[str, Value]:
        return {key: self._veiled(entry, parts.get(key)) for key, entry in value.items()}

    def _token(self, text: str) -> str:
        """A word without meaning, the same for the same words; short ones keep their numbers, so versions compare."""
        said = folded(text)
        if said in self.known:
            return self.names.scrubbed(text)
        if said not in self.tokens:
            numbers = _BY_NUMBER.findall(text) if len(text) <= _LONGEST_WORD // 2 else []
            self.tokens[said] = " ".join([f"{WITHHELD}-{_letters(len(self.tokens))}", ".".join(numbers)]).strip()
        return self.tokens[said]

    def _scrubbed(self, value: Value, one: Field | None) -> Value:
        """A value of a shown record, without the names of what is withheld."""
        if isinstance(value, list):
            return [self._scrubbed(entry, one) for entry in value]
        if isinstance(value, Mapping):
            return self._scrubbed_parts(value, one.parts if one else {})
        if not isinstance(value, str) or (one and one.kind in _KEPT):
            return value
        if one and one.kind == "record":
            return self.stand_ins.get(value, value)
        return self.names.scrubbed(value)

    def _scrubbed_parts(self, value: Mapping[str, Value], parts: Mapping[str, Field]) -> dict[str, Value]:
        return {key: self._scrubbed(entry, parts.get(key)) for key, entry in value.items()}


def _stem(whole: Case) -> str:
    """How the ids of all stand-ins begin; no id of the project begins so."""
    stem, taken = WITHHELD.upper(), {one.id.rpartition(":")[2].casefold() for one in whole.graph}
    while any(one.startswith(stem.casefold()) for one in taken):
        stem += "X"
    return f"{stem}-"


def _stand_in(record_id: str, stem: str, number: int) -> str:
    """The id of a stand-in; what belongs to a framework goes on belonging to it."""
    framework = framework_of(record_id)
    return f"{framework}:{stem}{number}" if framework else f"{stem}{number}"


def _forms_of(path: str, others: Iterable[str]) -> Iterator[str]:
    """Yield a path in the forms that texts use: whole, as a page, and its last part where no other file has it."""
    pure = PurePosixPath(path)
    page = [str(pure.with_suffix(".html"))] if pure.suffix == ".md" else []
    whole = [path, *page]
    if pure.name not in others and len(pure.stem) > 3 and pure.stem not in ("index", "README"):
        whole += [PurePosixPath(one).name for one in whole]
    for one in whole:
        yield one
        yield quote(one)


def _is_distinct(title: str) -> bool:
    """Whether a title is long enough, or has words enough, to be told from ordinary words."""
    return (len(title.split()) > 1 and len(title) >= 8) or len(title) >= 14


def _masked_digest(digest: str) -> str:
    """Another digest in the place of one, the same for the same."""
    return hashlib.sha256(f"{WITHHELD} {digest.lower()}".encode()).hexdigest()


def _letters(number: int) -> str:
    found = ""
    while number >= 0:
        number, place = divmod(number, len(_LETTERS))
        found, number = _LETTERS[place] + found, number - 1
    return found


def _leaves(value: Value) -> Iterator[str]:
    """Yield every text within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one)


def _asked_for(value: object) -> Iterator[str]:
    """Yield every word that a condition within some definitions asks for."""
    if isinstance(value, Is):
        yield from value.wanted
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _asked_for(getattr(value, one.name))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _asked_for(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _asked_for(each)
