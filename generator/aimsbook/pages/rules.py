"""A page for each rule: what it means, what to do, and where it is broken now."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from aimsbook.address import rule_page
from aimsbook.book import Book
from aimsbook.present import Presenter
from aimsbook.prose import render
from aimsbook.records import Diagnostic
from aimsbook.render import fill
from aimsbook.rulebook import Rule, rulebook
from aimsbook.sanitise import clean
from aimsbook.site import Asset, Heading, Page
from aimsbook.wording import with_code

ROOT = "../"
_MOST = 50
_DUTIES = "duty-not-met"


def pages(book: Book) -> Iterator[Page | Asset]:
    """Yield the page of all rules and one for each."""
    found: dict[str, list[Diagnostic]] = {}
    for one in book.diagnostics:
        found.setdefault(one.rule, []).append(one)
    yield _contents(found)
    for rule in rulebook().values():
        yield _page(rule, found.get(rule.id, []), book.presenter)


def _contents(found: dict[str, list[Diagnostic]]) -> Page:
    rules = [
        {
            "id": rule.id,
            "title": rule.title,
            "severity": rule.severity,
            "href": rule_page(rule.id).partition("/")[2],
            "number": len(found.get(rule.id, ())),
        }
        for rule in rulebook().values()
    ]
    return Page(
        "rules/index.html",
        "Rules",
        "What is checked, and what each message means.",
        fill("rules.html", rules=rules),
        (),
        "Reference",
    )


def _page(rule: Rule, found: list[Diagnostic], presenter: Presenter) -> Page:
    duties = _duties(presenter) if rule.id == _DUTIES else []
    body = fill(
        "rule.html",
        rule=rule,
        text=Markup(clean(render(rule.explanation))),
        duties=duties,
        found=[presenter.diagnostic(one, ROOT) for one in found[:_MOST]],
        more=max(len(found) - _MOST, 0),
        link=presenter.link,
        root=ROOT,
    )
    headings = [Heading(2, "duties", "Duties")] if duties else []
    headings += [Heading(2, "found", "Where it is broken now")] if found else []
    return Page(rule_page(rule.id), rule.title, f"The rule {rule.id}: {rule.title}.", body, tuple(headings))


def _duties(presenter: Presenter) -> list[dict[str, object]]:
    return [
        {
            "id": duty.id,
            "type": kind.label,
            "href": f"{ROOT}glossary/{kind.name}.html",
            "says": duty.says,
            "grade": duty.grade,
            "basis": Markup(", ").join(presenter.basis(one, ROOT) for one in duty.basis),
            "fix": with_code(duty.fix),
        }
        for kind in presenter.vocabulary
        for duty in kind.duties
    ]
