"""On a system's page how many requirements hold for it; on a requirement's page for which systems it holds, and why."""

from __future__ import annotations

from aimsbook.address import SYSTEMS, system_page, top_of
from aimsbook.applying import UNDECIDED
from aimsbook.present import Presenter
from aimsbook.reach import Reach, counts_of, reach_of
from aimsbook.records import Record
from aimsbook.render import fill
from aimsbook.site import Panel

PLACE = 25
_MOST = 12


def panel(record: Record, presenter: Presenter, root: str) -> Panel | None:
    """The panel of a system in scope or of a requirement that says when it applies."""
    reach = reach_of(presenter.dossier)
    top = top_of(root)
    if record.type == reach.rules.system.type:
        return _of_system(record, reach, presenter, top) if reach.is_inside(record) and reach.requirements else None
    fields = reach.rules.requirement
    if record.type == fields.type and record.get(fields.applies_when) and reach.systems:
        return _of_requirement(record, reach, presenter, root, top)
    return None


def _of_system(record: Record, reach: Reach, presenter: Presenter, top: str) -> Panel:
    undecided = [one for one in reach.of(record).values() if one.application.state == UNDECIDED]
    counts, href = counts_of(record, reach, presenter), top + system_page(record.id)
    body = fill("reach_system.html", counts=counts, href=href, undecided=len(undecided))
    return Panel("requirements", "Requirements that hold for it", body)


def _of_requirement(record: Record, reach: Reach, presenter: Presenter, root: str, top: str) -> Panel | None:
    found = [one for system in reach.systems[:_MOST] if (one := reach.meeting(record, system))]
    rows = [
        (
            presenter.entry(one.system, root),
            presenter.badge(one.state),
            presenter.badge(one.here) if one.is_to_come else "",
            one.application.why,
            one.application.start.isoformat() if one.application.start else "",
        )
        for one in found
    ]
    more = max(len(reach.systems) - _MOST, 0)
    body = fill("reach_requirement.html", rows=rows, more=more, overview=top + SYSTEMS)
    own = reach.rules.requirement
    return Panel("systems", "For which systems it holds", body, frozenset([own.systems])) if rows else None
