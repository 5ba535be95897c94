"""What changed about a record since the last audit; on an audit's or a review's page, what changed since it."""

from __future__ import annotations

from aimsbook.address import changes_page, top_of
from aimsbook.changes import Changes, changes_of
from aimsbook.present import Presenter
from aimsbook.records import Record
from aimsbook.render import fill
from aimsbook.site import Panel
from aimsbook.views.changes import told_of

PLACE = 80


def panel(record: Record, presenter: Presenter, root: str) -> Panel | None:
    """The panel, None where nothing changed or no baseline has been frozen."""
    changes = changes_of(presenter)
    top = top_of(root)
    field = changes.changelist.milestones.get(record.type)
    if field and (name := record.get(field)) in changes.baselines:
        return _since_then(str(name), changes, top)
    if changes.latest is None or (item := changes.since(changes.latest).by_id.get(record.id)) is None:
        return None
    name = changes.latest
    body = fill("changes_panel.html", changes=told_of(item, changes), name=name, href=top + changes_page(name))
    return Panel("changed", f"Changed since {name}", body)


def _since_then(name: str, changes: Changes, top: str) -> Panel:
    numbers = changes.since(name).numbers(changes.changelist)
    body = fill(
        "changes_milestone.html",
        name=name,
        before=changes.baselines[name],
        numbers=numbers,
        total=len(changes.since(name)),
        href=top + changes_page(name),
        of_shown=changes.dossier.of_shown,
    )
    return Panel("changed", "What changed since then", body)
