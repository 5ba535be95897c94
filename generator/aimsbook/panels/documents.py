"""How a document is controlled: version, approval, review and what it replaces, above its other fields."""

from __future__ import annotations

from aimsbook.document_control import control_block
from aimsbook.present import Presenter
from aimsbook.records import Record
from aimsbook.site import Panel

PLACE = 10


def panel(record: Record, presenter: Presenter, root: str) -> Panel | None:
    """The panel of a record that is a document."""
    rules = presenter.dossier.documents
    if record.type != rules.type:
        return None
    kind = presenter.vocabulary[record.type]
    told = frozenset(name for name in (*rules.always, *rules.also) if kind.field(name))
    return Panel("document-control", "Document control", control_block(record, presenter, root), told)
