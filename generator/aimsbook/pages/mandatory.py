"""What the standard asks to have in writing, each row with what answers it, its version, approval and state."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from markupsafe import Markup

from aimsbook.address import MANDATORY
from aimsbook.answers import STATES, Answers
from aimsbook.book import Book
from aimsbook.made import has_mandatory
from aimsbook.mandatory import Answer
from aimsbook.present import Presenter
from aimsbook.render import fill
from aimsbook.sheets import heads, words
from aimsbook.site import Heading, Page, Sheet

_TITLE = "Mandatory documented information"
_SAID = "Each document and record that the standard asks for, with what answers it, its version, approval and state."
_HEADS = ["Clause", "What is asked for", "Kind", "State of the row", "Record", "Version", "Approved", "State"]


def pages(book: Book) -> Iterator[Page | Sheet]:
    """Yield page and CSV file, where a clause that asks for something is switched on."""
    if not has_mandatory(book.presenter):
        return
    answers = Answers(book.presenter)
    blocks = [
        ("asked", "By the clauses", answers.asked),
        ("when-applicable", "By Annex A, where the control applies", answers.when_applicable),
    ]
    shown = [
        (anchor, title, sum(one.is_open for one in rows), [_row(one, answers, book.presenter) for one in rows])
        for anchor, title, rows in blocks
    ]
    body = fill("mandatory.html", title=_TITLE, blocks=shown, heads=_HEADS, as_of=book.project.as_of.isoformat())
    headings = tuple(Heading(2, anchor, title) for anchor, title, _ in blocks)
    section = "Statements and plans"
    yield Page(MANDATORY, _TITLE, _SAID, body, headings, section)
    lines = (line for one in chain(answers.asked, answers.when_applicable) for line in answers.lines(one))
    yield Sheet(MANDATORY.replace(".html", ".csv"), MANDATORY, _TITLE, section, heads(_HEADS), words(lines), _SAID)


def _row(answer: Answer, answers: Answers, presenter: Presenter) -> dict[str, object]:
    """One row of the table; records beyond the first few are counted, unless they are open."""
    listed = [one for index, one in enumerate(answer.found) if index < answers.most or one.open]
    left = [one.record.type for one in answer.found if one not in listed]
    return {
        "clause": presenter.cell(presenter.graph[answer.clause], "number", "").html,
        "what": answer.what,
        "kind": answer.kind,
        "badge": presenter.badge(STATES[answer.state]),
        "found": [
            {
                "entry": presenter.entry(one.record, ""),
                "version": answers.version(one),
                "approved": answers.approved(one),
                "state": Markup(" ").join(presenter.badge(state) for state in answers.states(one)),
            }
            for one in listed
        ],
        "more": Markup(", ").join(_more(name, left.count(name), presenter) for name in dict.fromkeys(left)),
    }


def _more(type_name: str, number: int, presenter: Presenter) -> Markup:
    link = Markup('<a href="{}">{} more in {}</a>')
    return link.format(presenter.register_link(type_name, ""), number, presenter.vocabulary[type_name].plural)
