"""The Statement of Applicability, or another list that is declared in data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from aimsbook.measure import select
from aimsbook.present import Presenter
from aimsbook.viewing import condition, known_word
from aimsbook.views.list import table

OPTIONS = {
    "name": "the list; `statement-of-applicability` when not given",
    "where": "a condition that the rows meet",
}


def define(options: Mapping[str, Any], presenter: Presenter) -> Callable[[str], Markup]:
    """Make the view ready."""
    lists = presenter.dossier.lists
    name = known_word({"name": next(iter(lists)), **options}, "name", lists, "list")
    wanted = lists[name]
    where = condition(options, "where", wanted.rows[0].type, presenter.vocabulary)

    def show(root: str) -> Markup:
        records = [record for rows in wanted.rows for record in select(rows, presenter.case)]
        records = [record for record in records if where is None or where.judge(record, presenter.case).holds]
        return table(records, list(wanted.columns), presenter, root)

    return show
