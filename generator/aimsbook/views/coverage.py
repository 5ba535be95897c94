"""How many requirements of each framework stand on which rung; every number leads to the list behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from aimsbook.address import framework_page
from aimsbook.coverage import coverage_of
from aimsbook.present import Presenter
from aimsbook.render import fill
from aimsbook.viewing import known_word

OPTIONS = {"framework": "one framework only, such as `iso42001`"}


def define(options: Mapping[str, Any], presenter: Presenter) -> Callable[[str], Markup]:
    """Make the view ready."""
    found = coverage_of(presenter.dossier)
    if "framework" in options:
        name = known_word(options, "framework", found, "framework")
        found = {name: found[name]}

    def show(root: str) -> Markup:
        rows = [
            {
                "name": name,
                "title": one.title,
                "href": root + framework_page(name),
                "total": one.total,
                "applying": one.applying,
                "counts": [(state, number, one.share(state)) for state, number in one.by_state],
                "links": {
                    state.name: presenter.register_link(one.type, root, (("framework", name), ("rung", state.label)))
                    for state, _ in one.by_state
                },
            }
            for name, one in found.items()
        ]
        return fill("coverage.html", rows=rows)

    return show
