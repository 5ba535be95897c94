"""The vocabulary as readers meet it: rungs, and a page for each type with its fields, relations and duties."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from aimsbook.address import GLOSSARY, register_page
from aimsbook.book import Book
from aimsbook.present import Presenter
from aimsbook.render import fill
from aimsbook.site import Asset, Heading, Page
from aimsbook.vocabulary import KINDS, Field, RecordType
from aimsbook.wording import with_code
from aimsbook.words import listed

ROOT = "../"


def pages(book: Book) -> Iterator[Page | Asset]:
    """Yield the glossary and a page for each type."""
    presenter = book.presenter
    groups: dict[str, list[RecordType]] = {}
    for kind in presenter.vocabulary:
        groups.setdefault(kind.group, []).append(kind)
    rungs = list(presenter.dossier.ladders.states.values())
    headings = [Heading(2, "rungs", "Rungs and states")]
    headings += [Heading(2, f"group-{index}", group) for index, group in enumerate(groups, 1)]
    body = fill("glossary.html", rungs=rungs, groups=list(groups.items()))
    yield Page(GLOSSARY, "Glossary", "The words of this book.", body, tuple(headings), "Reference")
    for kind in presenter.vocabulary:
        yield _page(kind, presenter)


def _page(kind: RecordType, presenter: Presenter) -> Page:
    counts = presenter.dossier.counts()
    body = fill(
        "glossary_type.html",
        kind=kind,
        register=ROOT + (register_page(kind.name) if counts[kind.name] else "registers/index.html"),
        fields=[{"name": one.name, "holds": holds(one), "help": with_code(one.help)} for one in kind.fields.values()],
        facts=[{"name": one.name, "holds": holds(one), "help": with_code(one.help)} for one in kind.facts.values()],
        relations=_relations(kind),
        inverses=[
            {
                "inverse_label": one.inverse_label,
                "label": one.label,
                "name": one.name,
                "from": one.source.replace("_", " "),
            }
            for relations in presenter.vocabulary.inverses[kind.name].values()
            for one in relations
        ],
        duties=[
            {
                "grade": str(duty.grade),
                "says": duty.says,
                "why": with_code(duty.why),
                "basis": Markup(", ").join(presenter.basis(one, ROOT) for one in duty.basis),
            }
            for duty in kind.duties
        ],
    )
    headings = [Heading(2, "fields", "Fields")]
    headings += [Heading(2, "facts", "Computed, never written")] if kind.facts else []
    headings += [Heading(2, "relations", "Relations")]
    headings += [Heading(2, "duties", "Duties")] if kind.duties else []
    return Page(f"glossary/{kind.name}.html", kind.label, kind.description, body, tuple(headings))


def holds(one: Field) -> str:
    """What a field holds, in words."""
    words = KINDS[one.kind]
    if one.choices:
        words = listed(one.choices, "or")
    elif one.parts:
        words = f"{'a list of mappings' if one.kind == 'table' else 'a mapping'} of {listed(one.parts)}"
    elif one.to:
        words = f"the id of {listed([name.replace('_', ' ') for name in one.to], 'or')}"
    return f"one or more: {words}" if one.many else words


def _relations(kind: RecordType) -> list[dict[str, str]]:
    return [
        {
            "name": one.name,
            "to": listed([name.replace("_", " ") for name in one.to], "or")
            + (f"; at most {one.maximum}" if one.maximum else ""),
            "inverse_label": one.inverse_label,
            "help": one.help,
            "attributes": listed(one.attributes),
        }
        for one in kind.relations.values()
    ]
