"""What stands above a list that is approved as a whole: version, approver, scope, counts, and what is newer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from aimsbook.case import as_day
from aimsbook.conditions import follow
from aimsbook.faces import Block, Facts, Passage
from aimsbook.lists import Head, ListDefinition
from aimsbook.measure import select
from aimsbook.present import SYMBOLS, Presenter
from aimsbook.records import Record
from aimsbook.render import fill
from aimsbook.wording import WITHHELD_MARK

_UNDECIDED = "Not decided"


def list_head(definition: ListDefinition, rows: list[Record], presenter: Presenter, root: str) -> Markup:
    """The head of a list; nothing where the list is not approved as a whole."""
    if definition.head is None:
        return Markup("")
    return fill("list_head.html", **_told(definition.head, rows, presenter, root))


def head_on_paper(definition: ListDefinition, rows: list[Record], presenter: Presenter) -> Iterator[Block]:
    """The same for paper."""
    if definition.head is None:
        return
    told = _told(definition.head, rows, presenter, "")
    counts = ((str(one["label"]), Markup(one["number"])) for one in told["counts"])
    version = Markup("{}, {}").format(told["version"] or "not given", told["document"])
    lines = [("Version", version if told["document"] else escape(told["unapproved"]))]
    if told["document"]:
        approved = Markup(" by ").join(one for one in (told["approved_on"], told["approver"]) if one)
        lines.append(("Approved", approved or Markup("no day given")))
    lines += told["fields"]
    if told["scope"]:
        lines.append(("Scope", Markup("{} {}").format(told["statement"], told["scope"])))
    if told["named"]:
        lines.append(("On the certificate", _certificate(told["named"])))
    lines += [("In preparation", Markup("{} {}").format(draft, link)) for link, draft in told["drafts"]]
    yield Facts((*lines, *counts))
    if told["newer"]:
        newer = Markup(", ").join(told["newer"])
        yield Passage(Markup("Decided after {} and not yet approved with the whole: {}.").format(
            told["approved_on"], newer
        ))  # fmt: skip


def withheld_rows(definition: ListDefinition, presenter: Presenter) -> int:
    """How many rows a profile withholds of a list."""
    return sum(len(select(one, presenter.case, veiled=True)) for one in definition.rows)


def _certificate(named: Mapping[str, Any]) -> Markup:
    said = {True: ", the one in force", False: ", not the one in force", None: ""}[named["agrees"]]
    return Markup("version {} of {}{}").format(named["version"] or "-", named["day"] or "-", said)


def _told(head: Head, rows: list[Record], presenter: Presenter, root: str) -> dict[str, Any]:
    """Everything that the head says, as both faces show it."""
    document, drafts = documents_of(head, presenter)
    kept_back = document is not None and document.veiled
    document = None if kept_back else document
    scope = next(iter(select(head.scope, presenter.case)), None)
    return {
        "document": presenter.entry(document, root) if document else "",
        "unapproved": WITHHELD_MARK if kept_back else "no approved version",
        "told": not kept_back,
        "version": document.told.get(head.version) or "" if document else "",
        "approved_on": presenter.value(document, head.approved_on, root) if document else "",
        "approver": presenter.cell(document, head.approved_by, root).html if document else "",
        "fields": _fields(head, document, presenter, root) if document else [],
        "scope": presenter.link(scope, root) if scope else "",
        "statement": presenter.value(scope, head.statement, root) if scope else "",
        "named": _named(head, scope, document, kept_back) if scope else None,
        "counts": _counts(head, rows, presenter),
        "newer": [presenter.entry(one, root) for one in newer_than(document, head, rows, presenter)]
        if document
        else [],
        "drafts": [
            (presenter.link(one, root), one.told.get(head.version) or "") for one in drafts if not one.veiled
        ],
    }


def documents_of(head: Head, presenter: Presenter) -> tuple[Record | None, list[Record]]:
    """The document in force on the as-of date, the youngest where there are several; and those that are not yet.

    Those that are withheld are among them, so that no other one is taken for the one in force.
    """
    case = presenter.case
    found = [*select(head.document, case), *select(head.document, case, veiled=True)]
    live = [one for one in found if head.in_force.judge(one, case).holds and not case.is_to_come(one)]
    ordered = sorted(live, key=lambda one: (str(one.get(head.approved_on) or ""), one.order))
    document = ordered[-1] if ordered else None
    start = str(document.get(head.approved_on) or "") if document else ""
    later = [one for one in found if one not in live and not str(one.get(head.approved_on) or "9999") <= start]
    return document, later


def newer_than(document: Record, head: Head, rows: list[Record], presenter: Presenter) -> list[Record]:
    """What was decided after the document was approved and up to the as-of date."""
    approved = as_day(document.get(head.approved_on))
    *steps, last = head.dated.split(".")
    found: dict[str, Record] = {}
    for row in rows:
        for one in follow(row, steps, presenter.case):
            day = as_day(presenter.case.value(one, last))
            if approved and day and approved < day <= presenter.case.as_of:
                found[one.id] = one
    return [found[name] for name in sorted(found)]


def is_decided(row: Record, head: Head, presenter: Presenter) -> bool:
    """Whether what a row says has been decided."""
    decisions = follow(row, head.dated.split(".")[:-1], presenter.case)
    return any(head.decided.judge(one, presenter.case).holds for one in decisions)


def _fields(head: Head, document: Record, presenter: Presenter, root: str) -> list[tuple[str, Markup]]:
    cells = [(presenter.heading(document.type, path), presenter.cell(document, path, root).html) for path in head.shows]
    return [(label, cell) for label, cell in cells if cell]


def _named(head: Head, scope: Record, document: Record | None, kept_back: bool) -> dict[str, object] | None:
    """The version and day that a certificate, or the application for one, names, and whether they are in force.

    Where one of both sides is withheld, that is not told.
    """
    version, day = scope.told.get(head.named_version), scope.told.get(head.named_on)
    if not version and not day:
        return None
    pairs = ((version, head.version), (day, head.approved_on))
    agrees = document is not None and all(not said or said == document.get(name) for said, name in pairs)
    hidden = {head.named_version, head.named_on} & scope.hidden or (
        document is not None and {head.version, head.approved_on} & document.hidden
    )
    untold = kept_back or bool(hidden)
    return {"version": version or "", "day": day or "", "agrees": None if untold else agrees}


def _counts(head: Head, rows: list[Record], presenter: Presenter) -> list[dict[str, object]]:
    """How often each value stands in the counted column; each leads to the list filtered by it."""
    *steps, last = head.counted.split(".")
    decided = [row for row in rows if is_decided(row, head, presenter)]
    words = Counter(presenter.cell(row, head.counted, "").plain for row in decided)
    words[""] += len(rows) - len(decided)
    tones: dict[str, str] = {}
    for row in rows:
        for one in follow(row, steps, presenter.case):
            field = presenter.vocabulary[one.type].field(last)
            tones |= {choice.label: choice.tone for choice in field.choices.values()} if field else {}
    ordered = [word for word in tones if words[word]] + [word for word in words if word not in tones and words[word]]
    return [
        {
            "number": words[word],
            "label": word or _UNDECIDED,
            "tone": (tone := tones.get(word, "bad")),
            "symbol": SYMBOLS[tone],
            "href": f"#{head.counted}={quote(word)}" if word else "",  # an empty filter would show every row
        }
        for word in ordered
    ]
