"""How many requirements of each framework stand on which rung; every number leads to the list behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from aimsbook.address import framework_page
from aimsbook.coverage import coverage_of
from aimsbook.faces import Block, Face, Table
from aimsbook.present import Presenter, state_of
from aimsbook.render import fill
from aimsbook.viewing import known_word

OPTIONS = {"framework": "one framework only, such as `iso42001`"}


def define(options: Mapping[str, Any], presenter: Presenter) -> Face:
    """Make the view ready."""
    found = coverage_of(presenter.dossier)
    if "framework" in options:
        name = known_word(options, "framework", {**presenter.dossier.frameworks, **found}, "framework")
        found = {name: found[name]} if name in found else {}
    dossier = presenter.dossier

    def show(root: str) -> Markup:
        rows = [
            {
                "name": name,
                "title": one.title,
                "href": root + framework_page(name),
                "total": one.total,
                "applying": one.applying,
                "counts": [
                    (state, number, dossier.number(number, one.type), one.share(state))
                    for state, number in one.by_state
                ],
                "links": {
                    state.name: presenter.register_link(one.type, root, (("framework", name), ("rung", state.label)))
                    for state, _ in one.by_state
                },
            }
            for name, one in found.items()
        ]
        return fill("coverage.html", rows=rows, empty=dossier.nothing("No framework is switched on."))

    def blocks() -> Iterator[Block]:
        for one in found.values():
            states = ((state_of(rung.name, rung), number) for rung, number in one.by_state)
            rows = [(presenter.badge(state), Markup(dossier.number(number, one.type))) for state, number in states]
            total = Markup("{} apply, {} in all").format(one.applying, one.total)
            yield Table(("State", "Number"), (*rows, (Markup("Total"), total)), one.title)

    return Face(show, blocks)
