"""What other programs read on the site: a JSON file beside each record's page, their schema, and `llms.txt`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from aimsbook.address import (
    CHANGES,
    DUE,
    FORECAST,
    GAPS,
    INDEX,
    OVERVIEW,
    changes_page,
    framework_page,
    list_page,
    record_data,
    register_page,
)
from aimsbook.book import Book
from aimsbook.changes import changes_of
from aimsbook.coverage import Coverage, coverage_of
from aimsbook.described import SCHEMA, Describer, as_line, schema_text
from aimsbook.site import Asset
from aimsbook.words import counted

LLMS = "llms.txt"
_BESIDE = (
    "JSON Schema; beside the page of each record, records/ID.html, stands records/ID.json in the form of $defs/record "
    "(the colon of an id becomes two hyphens)"
)
_MARKUP = re.compile(r"([\\`*_\[\]<>#|])")


def pages(book: Book) -> Iterator[Asset]:
    """Yield the file of each record, the schema that it keeps to, and the guide for language models."""
    describer = Describer(book.presenter)
    for record in describer.graph:
        line = as_line(describer.record(record)) + "\n"
        yield Asset(record_data(record.id), line.encode("utf-8", "backslashreplace"))
    yield Asset(SCHEMA, schema_text().encode())
    yield Asset(LLMS, ("\n".join(_guide(book)) + "\n").encode())


def _guide(book: Book) -> Iterator[str]:
    """The text of llms.txt: what this is, and where to read on."""
    dossier, project = book.dossier, book.project
    commit = f"at commit {book.commit}, dates" if book.commit else "with dates"
    yield f"# {_plain(project.name)}"
    yield f"\n> The records of an AI management system, linked and checked, {commit} computed for {project.as_of}."
    number = f"{counted(len(dossier.graph), 'record')}{dossier.of_shown}"
    yield f"\n{number}. How far a requirement is met is told in rungs, lowest first:\n"
    yield from (f"- {one.label}: {one.means}" for one in dossier.ladders.rungs)
    for title, entries in _sections(book):
        yield f"\n## {title}\n"
        yield from (f"- [{_plain(words)}]({href}): {_plain(said)}" for words, href, said in entries)


def _sections(book: Book) -> Iterator[tuple[str, Iterable[tuple[str, str, str]]]]:
    """Each section with its entries: words, where they lead to, what stands there."""
    dossier, overview = book.dossier, OVERVIEW if book.has_front_page else INDEX
    yield "State", [
        ("Overview", overview, "what is covered, what is not, and what is overdue"),
        ("Gaps", GAPS, "what an auditor would write up or ask about, by owner"),
        ("What falls due", DUE, "dates that records have to keep"),
        ("Forecast", FORECAST, "how many requirements stand on which rung in the months to come"),
    ]
    lists = dossier.lists.values()
    yield "Statements and plans", [(one.title, list_page(one.name), one.description) for one in lists]
    yield "Frameworks", [(one.title, framework_page(name), _covered(one)) for name, one in coverage_of(dossier).items()]
    counts = dossier.counts()
    kinds = [kind for kind in dossier.vocabulary if counts[kind.name]]
    yield "Registers", [
        (kind.plural, register_page(kind.name), f"{counted(counts[kind.name], 'record')}. {kind.description}")
        for kind in kinds
    ]
    baselines = [(f"Since {name}", changes_page(name), "item by item") for name in changes_of(book.presenter).baselines]
    yield "Changes", [("What changed", CHANGES, "since the last audit"), *baselines]
    yield "For programs", [("Schema", SCHEMA, _BESIDE)]


def _covered(one: Coverage) -> str:
    states = (f"{state.label.lower()} {number}" for state, number in one.by_state if number)
    return f"{one.applying} of {one.total} requirements apply; {', '.join(states)}"


def _plain(text: str) -> str:
    """Words as Markdown that shows them, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
