"""What was on record when each baseline was frozen, a page for each: with source files and digests."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.address import CHANGES, baseline_page, changes_page, record_page, root_from
from aimsbook.baselines import Snapshot
from aimsbook.book import Book
from aimsbook.changes import Changes, changes_of
from aimsbook.faces import Answer, Said
from aimsbook.recall import DIGEST, recall
from aimsbook.render import fill
from aimsbook.site import Heading, Page

_SAID = "Policies with their versions, the Statement, risks with their ratings and AI systems as they stood on a day."
_SHORT = 12


def pages(book: Book) -> Iterator[Page]:
    """Yield a page for each baseline of a day that has come."""
    changes = changes_of(book.presenter)
    for one in changes.baselines.values():
        yield _page(one, changes, book)


def _page(one: Snapshot, changes: Changes, book: Book) -> Page:
    path, title = baseline_page(one.name), f"On record: {one.name}"
    root = root_from(path)
    found = list(recall(one, book.dossier.vocabulary))
    body = fill(
        "recall.html",
        title=title,
        one=one,
        named_by=[book.presenter.entry(record, root) for record in changes.named_by(one.name)],
        changes=root + changes_page(one.name),
        all=root + CHANGES,
        number=book.dossier.number,
        empty=book.dossier.nothing("Nothing was on record."),
        of_shown=book.dossier.of_shown,
        sections=[_section(each.name, each.title, each.answer, book, root) for each in found],
    )
    return Page(path, title, _SAID, body, tuple(Heading(2, each.name, each.title) for each in found))


def _section(name: str, title: str, answer: Answer, book: Book, root: str) -> dict[str, object]:
    """One heading: what is frozen in words, the ids that are still there as links, digests in short."""
    rows = [
        [_cell(head, cell, book, root) for (head, _), cell in zip(answer.heads, line.cells, strict=True)]
        for line in answer.lines
    ]
    return {"name": name, "title": title, "heads": [head for _, head in answer.heads], "rows": rows}


def _cell(head: str, cell: Said, book: Book, root: str) -> dict[str, object]:
    links = [(one, root + record_page(one) if one in book.dossier.graph else "") for one in cell.records]
    words = cell.words[:_SHORT] if head == DIGEST else cell.words
    return {"words": words, "whole": cell.words, "links": links}
