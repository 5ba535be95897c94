"""What is missing, by owner: every gap with its grade, what is asked, and how to meet it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from aimsbook.faces import Answer, Block, Face, Items, Line, Part, Said, more_of
from aimsbook.present import Presenter
from aimsbook.records import Diagnostic, Record, Severity
from aimsbook.render import fill
from aimsbook.rulebook import rulebook
from aimsbook.viewing import known_word, whole
from aimsbook.words import each

OPTIONS = {
    "owner": "only what this role or person answers for",
    "type": "only records of this type",
    "grade": "`finding` or `question` only",
    "about": "only what these duties or rules ask for, one or a list",
    "limit": "how many gaps at most",
}
NOBODY = ""
NOTHING = "Nothing is missing."
HEADS = (
    ("owner", "Owner"), ("id", "Record"), ("grade", "Grade"), ("message", "What is missing"), ("duty", "Asked by"),
    ("hint", "What to do"),
)  # fmt: skip


def define(options: Mapping[str, Any], presenter: Presenter) -> Face:
    """Make the view ready."""
    if "owner" in options:
        known_word(options, "owner", presenter.graph.records, "record")
    if "type" in options:
        known_word(options, "type", presenter.vocabulary.types, "type")
    if "grade" in options:
        known_word(options, "grade", ("finding", "question"), "grade")
    for name in _about(options):
        known_word({"about": name}, "about", [*presenter.vocabulary.duties, *rulebook()], "duty or rule")
    limit = whole(options, "limit")

    def found() -> list[Diagnostic]:
        return [one for one in gaps_of(presenter) if _wanted(one, options, presenter)]

    def show(root: str) -> Markup:
        gaps = found()
        return listing(gaps[:limit], presenter, root, len(gaps))

    def blocks() -> Iterator[Block]:
        gaps = found()
        for owner, ones in by_owner(gaps[:limit], presenter):
            title = presenter.entry(owner, "") if owner else Markup("Nobody answers for these")
            yield Part(title, (Items(tuple(told(one, presenter) for one in ones)),))
        if not gaps:
            yield Items((), NOTHING)
        yield from more_of(len(gaps[limit:]) if limit is not None else 0)

    def say() -> Answer:
        gaps = found()
        return said_of(gaps[:limit], presenter, len(gaps))

    return Face(show, blocks, say)


def told(one: Diagnostic, presenter: Presenter) -> Markup:
    """A gap as one item on paper."""
    shown = presenter.diagnostic(one, "")
    link = presenter.link(presenter.graph[str(one.record)], "")
    hint = Markup(" <em>{}</em>").format(shown["hint"]) if shown["hint"] else ""
    return Markup("<strong>▲ {}</strong> {} {}.{}").format(shown["weight"], link, shown["message"], hint)


def said_of(gaps: Iterable[Diagnostic], presenter: Presenter, total: int | None = None) -> Answer:
    """The gaps as lines, by owner as a page lists them."""
    lines = tuple(_line(owner, one) for owner, ones in by_owner(gaps, presenter) for one in ones)
    return Answer(HEADS, lines, 0 if total is None else total - len(lines))


def _line(owner: Record | None, one: Diagnostic) -> Line:
    record, by = str(one.record), owner.id if owner else NOBODY
    words = (one.weight, one.message, one.duty or one.rule, one.hint)
    cells = (Said(by, (by,) if by else ()), Said(record, (record,)), *map(Said, words))
    return Line(record, cells)


@lru_cache(maxsize=2)
def gaps_of(presenter: Presenter) -> tuple[Diagnostic, ...]:
    """Every gap, findings before questions."""
    gaps = [one for one in presenter.dossier.diagnostics if one.severity is Severity.GAP and one.record]
    return tuple(sorted(gaps, key=lambda one: (-(one.grade or 0), one.record or "", one.order)))


def _wanted(one: Diagnostic, options: Mapping[str, Any], presenter: Presenter) -> bool:
    record = presenter.graph[str(one.record)]
    owners = [owner.id for owner in presenter.owners(record)]
    return (
        options.get("owner", owners[0] if owners else NOBODY) in (owners or [NOBODY])
        and options.get("type", record.type) == record.type
        and options.get("grade", str(one.grade)) == str(one.grade)
        and ("about" not in options or bool({one.rule, one.duty} & set(_about(options))))
    )


def _about(options: Mapping[str, Any]) -> list[str]:
    return each(options.get("about"))


def by_owner(gaps: Iterable[Diagnostic], presenter: Presenter) -> list[tuple[Record | None, list[Diagnostic]]]:
    """Gaps by who answers for the record, owners by id, what nobody answers for last."""
    found: dict[str, list[Diagnostic]] = {}
    for one in gaps:
        owners = presenter.owners(presenter.graph[str(one.record)])
        found.setdefault(owners[0].id if owners else NOBODY, []).append(one)
    ordered = sorted(found, key=lambda owner: (owner == NOBODY, owner))
    return [(presenter.graph[owner] if owner else None, found[owner]) for owner in ordered]


def listing(gaps: list[Diagnostic], presenter: Presenter, root: str, total: int, anchors: str = "") -> Markup:
    """The gaps in sections by owner, with anchors that begin so where any are wanted."""
    sections = [
        {
            "owner": presenter.entry(owner, root) if owner else "",
            "anchor": f"{anchors}-{owner.id if owner else 'nobody'}" if anchors else "",
            "gaps": [presenter.diagnostic(one, root) for one in ones],
        }
        for owner, ones in by_owner(gaps, presenter)
    ]
    empty = presenter.dossier.nothing(NOTHING)
    return fill("gaps.html", sections=sections, root=root, more=total - len(gaps), link=presenter.link, empty=empty)
