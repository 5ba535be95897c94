"""What applies as an OSCAL profile: the controls of each framework that are in, those that are out, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aimsbook.listhead import documents_of
from aimsbook.oscalmarks import mark, marks_of
from aimsbook.oscalparts import Outline, Parts, Tree, filled
from aimsbook.records import Record


@dataclass(frozen=True, slots=True)
class Selected:
    """The requirements of one framework that apply, and those that do not."""

    outline: Outline
    included: tuple[Record, ...]
    excluded: tuple[Record, ...]


def selection_of(parts: Parts) -> list[Selected]:
    """What applies of each framework, as the ladder has it; headings and what is withdrawn are neither in nor out."""
    return [one for one in (_selected(outline, parts) for outline in parts.outlines.values()) if one.included]


def _selected(outline: Outline, parts: Parts) -> Selected:
    included: list[Record] = []
    excluded: list[Record] = []
    for record in outline.records:
        standing = parts.dossier.standings.get(record.id)
        if standing and record.id not in outline.groups and (standing.counted or standing.aside):
            (excluded if standing.aside and not standing.rung.open else included).append(record)
    return Selected(outline, tuple(included), tuple(excluded))


def profile_of(parts: Parts) -> Tree:
    """The profile over all frameworks of which anything applies."""
    found = selection_of(parts)
    version, marks = _statement(parts)
    head = parts.document(f"{parts.dossier.project.name}: what applies", version, "profile")
    head["metadata"]["props"] += [*marks, *(one for each in found for one in _exclusions(each, parts))]
    return {
        "profile": {
            **head,
            "imports": [_import(one) for one in found],
            "merge": {"as-is": True},
            "modify": {"alters": [one for each in found for one in _alterations(each, parts)]},
        }
    }


def _statement(parts: Parts) -> tuple[str, list[dict[str, str]]]:
    """The version of the statement in force, and the document that it stands in."""
    heads = (one.head for one in parts.dossier.lists.values() if one.head)
    for head in heads:
        document, _ = documents_of(head, parts.book.presenter)
        if document and not document.veiled:
            return str(document.told.get(head.version) or ""), [mark("statement", document.id)]
    return "", []


def _import(one: Selected) -> Tree:
    return filled({
        "href": one.outline.file,
        "include-controls": _selecting(one.included, one.outline),
        "exclude-controls": _selecting(one.excluded, one.outline),
    })  # fmt: skip


def _selecting(records: Iterable[Record], outline: Outline) -> list[Tree]:
    tokens = [outline.tokens[record.id] for record in records]
    return [{"with-child-controls": "no", "with-ids": tokens}] if tokens else []


def _exclusions(one: Selected, parts: Parts) -> Iterator[dict[str, str]]:
    """Yield for each requirement that is out why it is."""
    for record in one.excluded:
        standing = parts.dossier.standings[record.id]
        said = [reason for decision in _decisions(record, parts) for reason in _reasons(decision, parts)]
        by = ", ".join(other for other in standing.by if other != record.id)
        facts = "; ".join(_facts(record, parts))
        said += [line for line in (facts, f"{standing.rung.label}: {by}" if by else standing.rung.means) if line]
        yield mark(standing.rung.name, record.id, "\n\n".join(said), one.outline.framework.name)


def _facts(record: Record, parts: Parts) -> Iterator[str]:
    """Yield what is computed about a requirement that is out, each with its label."""
    for name in parts.rules.facts:
        field = parts.dossier.vocabulary[record.type].field(name)
        if field and (value := parts.case.value(record, name)):
            yield f"{field.label}: {parts.book.presenter.words(record, field, value)}"


def _alterations(one: Selected, parts: Parts) -> Iterator[Tree]:
    """Yield for each requirement that is in how far it has come, and the decision about it."""
    for record in one.included:
        told = (one for decision in _decisions(record, parts) for one in _told(decision, parts))
        props = [*parts.rung(record), *told]
        if props:
            yield {"control-id": one.outline.tokens[record.id], "adds": [{"position": "ending", "props": props}]}


def _decisions(record: Record, parts: Parts) -> list[Record]:
    return list(parts.case.linked(record, parts.rules.decided_by))


def _reasons(decision: Record, parts: Parts) -> Iterator[str]:
    """Yield the prose of what is told of a decision."""
    yield from (text.strip() for name, _, text in parts.prose(decision) if name in parts.rules.tells)


def _told(decision: Record, parts: Parts) -> Iterator[dict[str, str]]:
    yield mark(parts.rules.decided_by, decision.id, "\n\n".join(_reasons(decision, parts)))
    prose = {name for name, _, _ in parts.prose(decision)}
    yield from marks_of({name: one for name in parts.rules.tells if name not in prose and (one := decision.get(name))})
    for link in decision.links:
        if parts.place(link.target) is None:
            yield mark(link.relation, link.target, parts.attributes(decision, link))
