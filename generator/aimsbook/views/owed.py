"""What is owed, by owner: proof to hand in with the very line that does it, days to keep, and gaps to close."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from aimsbook.address import calendar_file
from aimsbook.deadlines import HORIZON, deadlines_of
from aimsbook.faces import Answer, Block, Face, Items, Line, Part, Said
from aimsbook.owing import NOBODY, Debt, debts_of
from aimsbook.present import Presenter
from aimsbook.records import Diagnostic
from aimsbook.render import fill
from aimsbook.rulebook import rulebook
from aimsbook.viewing import known_word, whole
from aimsbook.views.gaps import by_owner, gaps_of
from aimsbook.views.gaps import told as gap_told
from aimsbook.wording import with_code
from aimsbook.words import each

OPTIONS = {
    "owner": "only what this role or person owes",
    "days": f"how many days ahead; {HORIZON} when left out",
    "told": "rules and duties whose gaps are left out, since the lines tell what to do",
}

NONE = "Nothing is owed."
HEADS = (("owner", "Owner"), ("id", "Record"), ("day", "Day"), ("words", "What is owed"), ("line", "How"))

def define(options: Mapping[str, Any], presenter: Presenter) -> Face:
    """Make the view ready."""
    if "owner" in options:
        known_word(options, "owner", presenter.graph.records, "record")
    days = whole(options, "days")
    left_out = {
        known_word({"told": one}, "told", [*presenter.vocabulary.duties, *rulebook()], "duty or rule")
        for one in each(options.get("told"))
    }

    def owed() -> Iterator[tuple[str, list[Debt], list[Diagnostic]]]:
        debts: dict[str, list[Debt]] = {}
        for one in debts_of(presenter.dossier, HORIZON if days is None else days):
            debts.setdefault(one.owner, []).append(one)
        open_gaps = [one for one in gaps_of(presenter) if not {one.rule, one.duty} & left_out]
        gaps = {owner.id if owner else NOBODY: ones for owner, ones in by_owner(open_gaps, presenter)}
        names = sorted({*debts, *gaps}, key=lambda name: (name == NOBODY, name))
        wanted = [name for name in names if options.get("owner", name) == name]
        yield from ((name, debts.get(name, []), gaps.get(name, [])) for name in wanted)

    def found(root: str) -> list[dict[str, Any]]:
        dated = {owner.id for one in deadlines_of(presenter.dossier) for owner in presenter.owners(one.record)}
        return [
            {
                **_section(name, debts, gaps, presenter, root),
                "calendar": root + calendar_file(name) if name in dated else "",
            }
            for name, debts, gaps in owed()
        ]

    def show(root: str) -> Markup:
        empty = presenter.dossier.nothing(NONE)
        return fill("owed.html", sections=found(root), link=presenter.link, root=root, empty=empty)

    def blocks() -> Iterator[Block]:
        sections = found("")
        for one in sections:
            lines = [*map(_told, one["debts"]), *(gap_told(gap, presenter) for gap in one["missing"])]
            yield Part(one["owner"] or Markup("Nobody answers for these"), (Items(tuple(lines)),))
        if not sections:
            yield Items((), NONE)

    def say() -> Answer:
        return Answer(HEADS, tuple(line for name, debts, gaps in owed() for line in _lines(name, debts, gaps)))

    return Face(show, blocks, say)


def _told(debt: Mapping[str, Any]) -> Markup:
    """What is owed as one item on paper."""
    late = Markup("<strong>▲ late</strong> ") if debt["late"] else Markup("")
    line = Markup("<pre>{}</pre>").format(debt["line"]) if debt["line"] else Markup("")
    words = Markup("<strong>{}</strong> {}: {}").format(debt["day"] or "now", debt["entry"], debt["words"])
    return late + words + (Markup(". {} ").format(debt["fix"]) if debt["fix"] else Markup("")) + line


def _lines(owner: str, debts: list[Debt], gaps: list[Diagnostic]) -> Iterator[Line]:
    """A line for each thing that somebody owes, proof and days before gaps."""
    by = Said(owner, (owner,) if owner != NOBODY else ())
    for debt in debts:
        day, record = debt.day.isoformat() if debt.day else "", debt.record.id
        words = f"{debt.words}. {debt.fix}" if debt.fix else debt.words
        yield Line(record, (by, Said(record, (record,)), Said(day), Said(words), Said(debt.line)))
    for gap in gaps:
        record = str(gap.record)
        yield Line(record, (by, Said(record, (record,)), Said(""), Said(gap.message), Said(gap.hint)))


def _section(
    name: str, debts: list[Debt], gaps: list[Diagnostic], presenter: Presenter, root: str
) -> dict[str, object]:
    as_of = presenter.dossier.project.as_of
    return {
        "anchor": f"owed-{name or 'nobody'}",
        "name": name,
        "owner": presenter.entry(presenter.graph[name], root) if name else "",
        "number": len(debts) + len(gaps),
        "debts": [
            {
                "day": one.day.isoformat() if one.day else "",
                "late": one.day is None or one.day < as_of,
                "entry": presenter.entry(one.record, root),
                "words": one.words,
                "fix": with_code(one.fix),
                "line": one.line,
            }
            for one in debts
        ],
        "gaps": [presenter.diagnostic(one, root) for one in gaps],
        "missing": gaps,
    }
