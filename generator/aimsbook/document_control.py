"""The block that tells id, version, approval and review of a document, on its record's page and above its chapter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from aimsbook.documents import STATE
from aimsbook.present import Presenter
from aimsbook.records import Record
from aimsbook.render import fill

_NOT_GIVEN = Markup('<span class="ab-none">not given</span>')


def control_block(record: Record, presenter: Presenter, root: str) -> Markup:
    """How a document is controlled, as a list of headings and values."""
    return fill("document.html", lines=control_lines(record, presenter, root))


def control_lines(record: Record, presenter: Presenter, root: str) -> list[tuple[str, Markup]]:
    """What tells how a document is controlled, label by label."""
    rules = presenter.dossier.documents
    cells = {name: presenter.cell(record, name, root) for name in (*rules.always, *rules.also)}
    return [
        (presenter.heading(record.type, name), cell.html or _NOT_GIVEN)
        for name, cell in cells.items()
        if cell.plain or name in rules.always
    ]


def above_chapter(documents: Iterable[Record], presenter: Presenter, root: str) -> Markup:
    """What stands above the words of some documents in the manual."""
    shown = [(one, control_block(one, presenter, root)) for one in documents]
    return fill("chapter_control.html", documents=shown)


def documents_by_file(presenter: Presenter) -> Mapping[str, list[Record]]:
    """The documents that hold, by the file below the project's root that has their words."""
    rules = presenter.dossier.documents
    found: dict[str, list[Record]] = {}
    for record in presenter.graph.of_type(rules.type):
        path = record.get(rules.file)
        if path and presenter.case.value(record, rules.facts[STATE]) != rules.retired:
            found.setdefault(str(path), []).append(record)
    return found
