"""What changed since each baseline, a page for each; where there is none, how to make one."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.address import CHANGES, baseline_page, changes_page
from aimsbook.baselines import Snapshot
from aimsbook.book import Book
from aimsbook.changes import Changes, changes_of
from aimsbook.render import fill
from aimsbook.site import Asset, Heading, Page
from aimsbook.views.changes import listing

_SAID = "What was added, removed, reworded, re-linked, decided or rated anew since a baseline."


def pages(book: Book) -> Iterator[Page | Asset]:
    """Yield the page of the changes since the last audit, and one for each baseline."""
    changes = changes_of(book.presenter)
    yield _page(book, changes, changes.latest, CHANGES, "")
    for name in changes.baselines:
        yield _page(book, changes, name, changes_page(name), "../")


def _page(book: Book, changes: Changes, name: str | None, path: str, root: str) -> Page:
    own = path != CHANGES
    title = f"Changed since {name}" if own else "What changed"
    before = changes.baselines[name] if name else None
    cards = _cards(changes, name) if name else []
    body = fill(
        "changes_page.html",
        title=title,
        before=before,
        on_record=root + baseline_page(name) if name else "",
        commit=book.commit,
        as_of=book.project.as_of.isoformat(),
        total=len(changes.since(name)) if name else 0,
        named_by=[book.presenter.entry(one, root) for one in changes.named_by(name)] if name else [],
        statement=_statement(before, changes) if before else [],
        cards=cards,
        listing=listing(name, changes, root, page=True) if name else "",
        later=bool(changes.all_baselines),
        unsound=changes.unsound,
        on_all=not own,
        field=next(iter(changes.changelist.milestones.values()), "baseline"),
        of_shown=changes.dossier.of_shown,
        absent=changes.dossier.nothing("not there"),
        others=[] if own else [_row(one, changes, book) for one in changes.all_baselines.values()],
    )
    headings = [Heading(2, str(card["href"])[1:], str(card["label"])) for card in cards]
    headings += [Heading(2, "baselines", "Baselines")] if changes.all_baselines and not own else []
    return Page(path, title, _SAID, body, tuple(headings), None if own else "State")


def _cards(changes: Changes, name: str) -> list[dict[str, object]]:
    """How many items changed under each heading; headings without any are told too."""
    found = changes.since(name).numbers(changes.changelist)
    told = changes.dossier.number
    return [{"number": told(number), "label": group.title, "href": f"#{group.name}"} for group, number in found]


def _row(one: Snapshot, changes: Changes, book: Book) -> dict[str, object]:
    known = one.name in changes.baselines
    return {
        "name": one.name,
        "as_of": one.as_of,
        "commit": one.commit,
        "href": changes_page(one.name) if known else "",
        "record": baseline_page(one.name),
        "named_by": [book.presenter.entry(record, "") for record in changes.named_by(one.name)],
        "number": changes.dossier.number(len(changes.since(one.name))) if known else "",
    }


def _statement(before: Snapshot, changes: Changes) -> list[dict[str, str]]:
    """What each document of the frozen list said of itself then and says now."""
    then, now = (one.statement.get("documents") or {} for one in (before, changes.now))
    return [
        {"name": name, "then": _facts(then.get(name), changes), "now": _facts(now.get(name), changes)}
        for name in sorted({*then, *now})
    ]


def _facts(found: dict[str, str] | None, changes: Changes) -> str:
    """What a document says of itself, in the order in which it is asked."""
    return ", ".join(value for name in changes.changelist.facts if (value := (found or {}).get(name)))
