"""Reads what kinds of records there are from YAML: one file per type, and complaints that name file and line.

A project extends the shipped definitions, or overrides them, with files of the same form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from aimsbook.conditions import RESERVED, Condition, parse_condition
from aimsbook.errors import ConfigurationFault
from aimsbook.layers import read_layers
from aimsbook.rating import Scheme, parse_scheme
from aimsbook.records import Grade
from aimsbook.source import Document, read_plain, yaml_files
from aimsbook.vocabulary import (
    DATA,
    KINDS,
    TONES,
    Choice,
    Duty,
    Field,
    RecordType,
    Relation,
    Vocabulary,
    condition_fault,
    in_words,
    path_fault,
)
from aimsbook.words import each, nearest, texts, truth

SHIPPED = DATA / "vocabulary"
COMMON = "_common"
SCHEME, OSCAL = "risk-matrix", "oscal"
LAYERS = (SCHEME, OSCAL, "profiles", "lists", "proof")  # the files among the definitions that describe no type
NAME = re.compile(r"[a-z][a-z0-9_]*")
_TAKEN = "index"  # the page of all registers has this name
_FORM_OF_NAMES = "names are small letters, digits and `_`, and start with a letter"
_MAPPINGS = ("fields", "relations", "deadlines", "facts")
_LISTS = ("matrices", "themes")


def read_vocabulary(*extra: Path) -> Vocabulary:
    """Read the shipped definitions and those of further folders; a later file of a type replaces what it names.

    Raises ConfigurationFault, naming file and line, where a definition is broken.
    """
    documents: dict[str, tuple[dict[str, Any], str]] = {}
    scheme = _read_scheme(*extra)
    for folder in (SHIPPED, *extra):
        for file in yaml_files(folder) if folder.is_dir() else ():
            for document in read_plain(file) if file.stem not in LAYERS else ():
                place = _place(document, file)
                name = _name_of(document.value, file, place)
                earlier = documents.get(name, ({}, ""))[0]
                documents[name] = (_overlay(earlier, _shaped(document.value, name, place)), place)
    common = documents.pop(COMMON, ({}, ""))[0]
    types: dict[str, RecordType] = {}
    for name, (definition, place) in documents.items():
        types[name] = _Definition(name, _overlay(common, definition), place, frozenset(documents), scheme).read()
    vocabulary = Vocabulary(dict(sorted(types.items())), scheme)
    _agree(vocabulary)
    return vocabulary


def _read_scheme(*folders: Path) -> Scheme:
    """The scheme of the last folder; what a later one leaves unsaid holds on from the earlier ones."""
    return read_layers(DATA / f"{SCHEME}.yml", folders, partial(parse_scheme, tones=TONES))


def _place(document: Document, file: Path) -> str:
    return f"{file}:{document.mark.line}"


def _name_of(value: Any, file: Path, place: str) -> str:
    if not isinstance(value, dict):
        raise ConfigurationFault(f"{place}: a definition is a mapping that starts with `type: name`")
    name = str(value.get("type") or file.stem)
    if name != COMMON and (name == _TAKEN or not NAME.fullmatch(name)):
        raise ConfigurationFault(f"{place}: {name!r} is no name of a type; {_FORM_OF_NAMES}, and {_TAKEN} is taken")
    return name


def _shaped(value: dict[str, Any], name: str, place: str) -> dict[str, Any]:
    """The definition, once its parts are the mappings and lists that they should be."""
    for parts, shape, said in ((_MAPPINGS, dict, "a mapping"), (_LISTS, list, "a list")):
        for part in parts:
            if value.get(part) and not isinstance(value[part], shape):
                raise ConfigurationFault(f"{place}: {name}: `{part}` takes {said}")
    return value


def _overlay(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one definition over another: fields, relations and duties join, anything else is replaced."""
    joined = {**under, **over}
    for part in _MAPPINGS:
        joined[part] = {**(under.get(part) or {}), **(over.get(part) or {})}
    needs = (*each(under.get("needs")), *each(over.get("needs")))
    joined["needs"] = list({str(one.get("id") if isinstance(one, dict) else one): one for one in needs}.values())
    return joined


_TYPE_KEYS = frozenset(
    "type label plural description group icon prefix state dated columns fields relations needs counts_when framed "
    "matrices themes deadlines facts begins".split()
)
_FIELD_KEYS = frozenset(
    "kind label help values many required required_when to digest columns keys default_from scale tells".split()
)
_RELATION_KEYS = frozenset(
    "to label inverse inverse_label help maximum inverse_maximum acyclic traced unnamed attributes".split()
)
_DEFAULT_KEYS = frozenset(["after", "days", "else_days"])
_DUTY_KEYS = frozenset("id when must grade basis near says why fix".split())


class _Definition:
    """Reads one type's definition; every complaint names the file."""

    def __init__(
        self, name: str, value: Mapping[str, Any], place: str, types: frozenset[str], scheme: Scheme
    ) -> None:
        self.name, self.value, self.place, self.types, self.scheme = name, value, place, types, scheme

    def read(self) -> RecordType:
        """The type that the definition describes."""
        value = self.value
        self._known(value, _TYPE_KEYS, "a type")
        label = str(value.get("label") or in_words(self.name))
        fields = {name: self.field(name, spec) for name, spec in (value.get("fields") or {}).items()}
        facts = {name: self.field(name, spec) for name, spec in (value.get("facts") or {}).items()}
        relations = {name: self._relation(name, spec) for name, spec in (value.get("relations") or {}).items()}
        for one in fields.values():
            self._check_files(one)
            self._one_of(one.digest, fields, f"the field {one.name}: digest")
            for key in ("after", "days"):
                self._one_of(one.default_from.get(key, ""), fields, f"the field {one.name}: {key}")
        counts = value.get("counts_when")
        return RecordType(
            name=self.name,
            label=label,
            plural=str(value.get("plural") or f"{label}s"),
            description=str(value.get("description") or ""),
            group=str(value.get("group") or "More"),
            icon=str(value.get("icon") or "•"),
            prefix=str(value.get("prefix") or ""),
            state=self._one_of(str(value.get("state") or ""), {**fields, **facts}, "state"),
            dated=tuple(self._one_of(one, fields, "dated") for one in texts(value.get("dated"))),
            begins=tuple(
                self._one_of(one, fields, "begins") for one in texts(value.get("begins") or value.get("dated"))
            ),
            columns=tuple(texts(value.get("columns"))) or ("id", "title"),
            fields=fields,
            relations=relations,
            facts=facts,
            duties=tuple(self._duty(need) for need in value.get("needs") or ()),
            counts_when=self._condition(counts, "counts_when") if counts else None,
            framed=truth(value.get("framed")),
            matrices=tuple(self._mapping(one, "a matrix") for one in value.get("matrices") or ()),
            themes=tuple(self._mapping(one, "a theme") for one in value.get("themes") or ()),
            deadlines={
                self._one_of(day, {**fields, **facts}, "deadlines"): self._condition(unless, f"the deadline {day}")
                if unless
                else None
                for day, unless in (value.get("deadlines") or {}).items()
            },
            place=self.place,
        )

    def field(self, name: str, spec: Any) -> Field:
        """One field, with the keys of a mapping or the columns of a table below it."""
        if name in RESERVED:
            self._fail(f"no field may be called {name!r}: conditions use that word")
        self._named(name)
        spec = self._mapping(spec, f"the field {name}")
        self._known(spec, _FIELD_KEYS, f"the field {name}")
        kind = str(spec.get("kind") or "text")
        if kind not in KINDS:
            self._fail(f"the field {name} has the kind {kind!r}{nearest(kind, KINDS)}; kinds are {', '.join(KINDS)}")
        parts = self._mapping(spec.get("columns" if kind == "table" else "keys") or {}, f"what {name} is made of")
        default = self._mapping(spec.get("default_from") or {}, f"`default_from` of the field {name}")
        self._known(default, _DEFAULT_KEYS, f"`default_from` of the field {name}")
        choices = {value: self._choice(value, one) for value, one in _values(spec.get("values")).items()}
        if spec.get("scale"):
            choices = self._steps(str(spec["scale"]), name)
        if (kind == "choice") != bool(choices):
            self._fail(f"the field {name}: `values` and the kind `choice` go together")
        when = spec.get("required_when")
        return Field(
            name=name,
            kind=kind,
            label=str(spec.get("label") or in_words(name)),
            help=str(spec.get("help") or ""),
            choices=choices,
            many=truth(spec.get("many")),
            required=truth(spec.get("required")),
            required_when=self._condition(when, f"the field {name}") if when else None,
            to=self._types(spec.get("to"), name),
            digest=str(spec.get("digest") or ""),
            parts={key: self.field(key, one) for key, one in parts.items()},
            default_from={key: str(one) for key, one in default.items()},
            tells=(*texts(spec.get("tells")), *(str(one) for key, one in default.items() if key != "else_days")),
        )

    def _check_files(self, one: Field) -> None:
        """Refuse a file where nobody would look whether it is there."""
        if one.kind == "file" and one.many:
            self._fail(f"the field {one.name} names one file, so `many` cannot stand there")
        for part in one.parts.values():
            if part.kind == "file":
                self._fail(f"the field {one.name}: a file stands in a field of its own, not within another one")
            self._check_files(part)

    def _choice(self, value: str, spec: Any) -> Choice:
        if not isinstance(spec, dict):
            return Choice(value, str(spec or "") or in_words(value))
        tone = str(spec.get("tone") or "neutral")
        if tone not in TONES:
            self._fail(f"the value {value} has the tone {tone!r}; tones are {', '.join(TONES)}")
        return Choice(value, str(spec.get("label") or in_words(value)), tone, str(spec.get("help") or ""))

    def _steps(self, scale: str, name: str) -> dict[str, Choice]:
        """The choices of a field whose values are the steps of a scale."""
        steps = self.scheme.scale(scale)
        if steps is None:
            self._fail(f"the field {name} has the scale {scale!r}; scales are likelihood, impact and levels")
        return {one.value: Choice(one.value, one.label, one.tone, one.help or one.react, one.symbol) for one in steps}

    def _relation(self, name: str, spec: Any) -> Relation:
        if name in RESERVED or name in (self.value.get("fields") or {}):
            self._fail(f"the relation {name} has the name of a field or of a word of the conditions")
        spec = self._mapping(spec, f"the relation {name}")
        self._known(spec, _RELATION_KEYS, f"the relation {name}")
        targets = self._types(spec.get("to"), name)
        if not targets or not spec.get("inverse"):
            self._fail(f"the relation {name} needs `to` (types) and `inverse` (its name at the other end)")
        inverse = str(spec["inverse"])
        self._named(name)
        self._named(inverse)
        attributes = self._mapping(spec.get("attributes") or {}, f"`attributes` of the relation {name}")
        carried = {key: self.field(key, one) for key, one in attributes.items()}
        self._check_files(Field(name, "mapping", name, parts=carried))
        return Relation(
            name=name,
            source=self.name,
            to=targets,
            label=str(spec.get("label") or in_words(name).lower()),
            inverse=inverse,
            inverse_label=str(spec.get("inverse_label") or in_words(inverse).lower()),
            help=str(spec.get("help") or ""),
            maximum=self._whole(spec.get("maximum"), name),
            inverse_maximum=self._whole(spec.get("inverse_maximum"), name),
            acyclic=truth(spec.get("acyclic")),
            traced=truth(spec.get("traced", "yes")),
            unnamed=str(spec.get("unnamed") or ""),
            attributes=carried,
        )

    def _duty(self, need: Any) -> Duty:
        need = self._mapping(need, "a duty")
        name = str(need.get("id") or "")
        self._known(need, _DUTY_KEYS, f"the duty {name}")
        for key in ("id", "must", "grade", "basis", "says"):
            if not need.get(key):
                self._fail(f"the duty {name or '?'} lacks `{key}`")
        grade = str(need["grade"])
        if grade not in ("question", "finding"):
            self._fail(f"the duty {name} has the grade {grade!r}; grades are question and finding")
        when = need.get("when")
        duty = Duty(
            id=name,
            type=self.name,
            must=self._condition(need["must"], f"the duty {name}"),
            when=self._condition(when, f"the duty {name}") if when else None,
            grade=Grade[grade.upper()],
            basis=tuple(texts(need["basis"])),
            near=tuple(texts(need.get("near"))),
            says=str(need["says"]),
            why=str(need.get("why") or ""),
            fix=str(need.get("fix") or ""),
        )
        if duty.rests_on_practice and duty.grade is Grade.FINDING:
            self._fail(f"the duty {name} rests on practice, so its grade is question at most")
        return duty

    def _condition(self, value: Any, where: str) -> Condition:
        try:
            return parse_condition(value)
        except ValueError as error:
            raise ConfigurationFault(f"{self.place}: {self.name}: {where}: {error}") from None

    def _types(self, value: Any, where: str) -> tuple[str, ...]:
        names = tuple(texts(value))
        for name in names:
            if name not in self.types:
                self._fail(f"{where} leads to the type {name!r}, which is not defined{nearest(name, self.types)}")
        return names

    def _named(self, name: str) -> None:
        if not NAME.fullmatch(name):
            self._fail(f"{name!r} is no name of a field or relation; {_FORM_OF_NAMES}")

    def _one_of(self, name: str, fields: Mapping[str, Field], what: str) -> str:
        if name and name not in fields:
            self._fail(f"`{what}` names the field {name!r}, which this type has not{nearest(name, fields)}")
        return name

    def _whole(self, value: Any, where: str) -> int | None:
        if value is None:
            return None
        if not str(value).isdigit():
            self._fail(f"the relation {where} has the maximum {value!r}; a whole number was expected")
        return int(value)

    def _mapping(self, value: Any, what: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self._fail(f"{what} is described by a mapping")
        return dict(value)

    def _known(self, value: Mapping[str, Any], keys: frozenset[str], what: str) -> None:
        for key in value:
            if key not in keys:
                self._fail(f"{what} has no key {key!r}{nearest(key, keys)}")

    def _fail(self, message: str) -> NoReturn:
        raise ConfigurationFault(f"{self.place}: {self.name}: {message}")


def _values(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else dict.fromkeys(texts(value))


def _agree(vocabulary: Vocabulary) -> None:
    """Refuse what only shows when all types are read: names that collide, columns and conditions that lead nowhere."""
    seen: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    for kind in vocabulary:
        if kind.prefix and (other := prefixes.setdefault(kind.prefix.casefold(), kind.name)) != kind.name:
            places = f"{kind.place}: {kind.name}: the prefix {kind.prefix} is also that of {other}"
            raise ConfigurationFault(f"{places} ({vocabulary[other].place})")
        for inverse, (relation, *_) in vocabulary.inverses[kind.name].items():
            if inverse in kind.fields or inverse in kind.relations:
                source = f"{vocabulary[relation.source].place}: {relation.source}: the relation {relation.name}"
                raise ConfigurationFault(
                    f"{source}: the inverse reading {inverse!r} is also a field or relation of {kind.name}"
                )
        for duty in kind.duties:
            if duty.id in seen:
                raise ConfigurationFault(f"{kind.place}: the duty {duty.id} is also defined in {seen[duty.id]}")
            seen[duty.id] = kind.place
        paths = [("the column", column) for column in kind.columns]
        paths += [("`tells`", path) for one in (*kind.fields.values(), *kind.facts.values()) for path in one.tells]
        for what, path in paths:
            if problem := path_fault(vocabulary, (kind.name,), path):
                raise ConfigurationFault(f"{kind.place}: {kind.name}: {what} {path!r}: {problem}")
        conditions: list[tuple[str, Condition | None]] = [("counts_when", kind.counts_when)]
        conditions += [(duty.id, one) for duty in kind.duties for one in (duty.when, duty.must)]
        conditions += [(one.name, one.required_when) for one in kind.fields.values()]
        conditions += list(kind.deadlines.items())
        for name, condition in conditions:
            if condition and (problem := condition_fault(vocabulary, (kind.name,), condition)):
                raise ConfigurationFault(f"{kind.place}: {kind.name}: {name}: {problem}")
