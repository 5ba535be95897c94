"""The line that hands in evidence, on the page of what has to be proved."""

from __future__ import annotations

from aimsbook.asking import is_asked_of, lines_of
from aimsbook.present import Presenter
from aimsbook.records import Record
from aimsbook.render import fill
from aimsbook.site import Panel

PLACE = 90


def panel(record: Record, presenter: Presenter, root: str) -> Panel | None:
    """The panel of a record that owes evidence."""
    dossier = presenter.dossier
    lines = lines_of(record, dossier) if dossier.tells_gaps and is_asked_of(record, dossier) else []
    return Panel("hand-in", "Hand in evidence", fill("giving.html", lines=lines)) if lines else None
