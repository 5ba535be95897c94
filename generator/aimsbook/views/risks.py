"""The largest risks: where each stood before treatment, stands today and is to stand, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from aimsbook.address import RISK_MAP
from aimsbook.appraisal import AFTER, BEFORE, NOW, Appraisal, read_reading
from aimsbook.faces import Answer, Block, Face, Table, more_of
from aimsbook.lists import Column
from aimsbook.present import Presenter
from aimsbook.rating import place
from aimsbook.render import fill
from aimsbook.saying import answer_of
from aimsbook.viewing import condition, known_word, whole

OPTIONS = {
    "by": "`now` (when left out), `before` or `after` treatment",
    "limit": "how many at most; 10 when left out",
    "where": "a condition that they meet",
    "caption": "words above the table",
}
_FEW = 10
NONE = "None is rated."
SHORT = ("rating", "rating_now", "residual_rating", "treatment_state", "owner")
COLUMNS = (*SHORT, "treated_by", "acceptance_state")


def define(options: Mapping[str, Any], presenter: Presenter) -> Face:
    """Make the view ready."""
    when = known_word({"by": NOW, **options}, "by", (NOW, BEFORE, AFTER), "rating")
    kind = read_reading(presenter.vocabulary).type
    where = condition(options, "where", kind, presenter.vocabulary)
    limit = whole(options, "limit") or _FEW

    caption = str(options.get("caption") or "")

    def found() -> list[Appraisal]:
        rated = largest(presenter, when)
        return [one for one in rated if where is None or where.judge(one.record, presenter.case).holds]

    def show(root: str) -> Markup:
        wanted = found()
        return listing(wanted[:limit], presenter, root, caption, len(wanted))

    def blocks() -> Iterator[Block]:
        wanted = found()
        yield as_table(wanted[:limit], presenter, caption)
        yield from more_of(len(wanted) - limit)

    def say() -> Answer:
        rated = found()
        columns = [Column(path, presenter.heading(kind, path)) for path in ("id", "title", *COLUMNS)]
        return answer_of([one.record for one in rated[:limit]], columns, presenter, len(rated))

    return Face(show, blocks, say)


def largest(presenter: Presenter, when: str = NOW) -> list[Appraisal]:
    """Every live threat with a rating, the gravest first; among equals the one with the higher score and impact."""
    scheme = presenter.vocabulary.scheme
    live = (one for one in presenter.dossier.appraisals.values() if not one.closed and not one.opportunity)

    def weight(one: Appraisal) -> tuple[int, int, int, str]:
        rating = getattr(one, when)
        impact = place(scheme.impact, rating.impact) or 0
        return -scheme.rank(rating.level), -(rating.score or 0), -impact, one.record.id

    return sorted((one for one in live if getattr(one, when)), key=weight)


def listing(
    found: list[Appraisal],
    presenter: Presenter,
    root: str,
    caption: str = "",
    total: int = 0,
    columns: tuple[str, ...] = COLUMNS,
) -> Markup:
    """A table of appraised records."""
    rows = _rows(found, presenter, root, columns)
    kind = read_reading(presenter.vocabulary).type
    return fill(
        "risks.html",
        rows=rows,
        heads=[presenter.heading(kind, path) for path in columns],
        label=presenter.vocabulary[kind].label,
        caption=caption,
        more=max(total - len(found), 0),
        map=root + RISK_MAP if presenter.dossier.appraisals else "",
        empty=presenter.dossier.nothing(NONE),
    )


def as_table(
    found: list[Appraisal], presenter: Presenter, caption: str = "", columns: tuple[str, ...] = COLUMNS
) -> Table:
    """The same table for paper."""
    kind = read_reading(presenter.vocabulary).type
    heads = (presenter.vocabulary[kind].label, *(presenter.heading(kind, path) for path in columns))
    lines = []
    for row in _rows(found, presenter, "", columns):
        mark = Markup(" <strong>▲ above appetite</strong>") if row["above"] else Markup("")
        scores = [*row["scores"], *([""] * len(columns))]
        pairs = zip(row["cells"], scores[: len(columns)], strict=True)
        cells = [Markup("{} {}").format(cell, score) for cell, score in pairs]
        lines.append((row["entry"] + mark, *cells))
    return Table(heads, tuple(lines), caption, NONE)


def _rows(
    found: list[Appraisal], presenter: Presenter, root: str, columns: tuple[str, ...]
) -> list[dict[str, Any]]:
    return [
        {
            "entry": presenter.entry(one.record, root),
            "cells": [presenter.cell(one.record, path, root).html for path in columns],
            "scores": [rating.score if rating else "" for rating in (one.before, one.now, one.after)],
            "above": one.above,
        }
        for one in found
    ]
