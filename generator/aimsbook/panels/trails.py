"""On the page of a record that has a trail: the way to it, whole and narrowed."""

from __future__ import annotations

from markupsafe import Markup

from aimsbook.address import top_of, trail_page
from aimsbook.present import Presenter
from aimsbook.records import Record
from aimsbook.site import Panel
from aimsbook.trailplan import read_trail_plans
from aimsbook.trails import has_trail

PLACE = 40


def panel(record: Record, presenter: Presenter, root: str) -> Panel | None:
    """The panel, None for a record whose type has no trail or that does not count."""
    if record.type not in read_trail_plans(presenter.vocabulary) or not has_trail(record, presenter):
        return None
    href = top_of(root) + trail_page(record.id)
    said = '<p><a href="{}">The whole trail on one page</a>, as an auditor follows it: made to be printed.</p>'
    return Panel("trail", "Trail", Markup(said).format(href))
