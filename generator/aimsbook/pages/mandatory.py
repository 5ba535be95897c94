"""What the standard asks to have in writing, each row with what answers it, its version, approval and state."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from aimsbook.address import MANDATORY
from aimsbook.answers import STATES, Answers
from aimsbook.book import Book
from aimsbook.made import has_mandatory
from aimsbook.mandatory import Answer
from aimsbook.present import Presenter
from aimsbook.render import fill
from aimsbook.sheets import heads, of_states
from aimsbook.site import Heading, Page, Sheet, SheetColumn

_TITLE, _SHORT = "Mandatory documented information", "Mandatory documents"  # a sheet has 31 letters for its name
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
    yield _sheet(answers, section)


def _sheet(answers: Answers, section: str) -> Sheet:
    """All rows, a line for each record; who approved it and when stand in columns of their own."""
    rows = [*answers.asked, *answers.when_applicable]
    kinds = tuple(dict.fromkeys(one.kind for one in rows if one.kind))
    columns = (
        *heads(("Clause", "What is asked for")), SheetColumn("Kind", "choice", kinds),
        of_states("State of the row", STATES.values()), *heads(("Record", "Version", "Approved by")),
        SheetColumn("Approved or dated on", "date"), *heads(("State",)),
    )  # fmt: skip
    lines = tuple(line for one in rows for line in answers.cells(one))
    return Sheet(MANDATORY.replace(".html", ".csv"), MANDATORY, _SHORT, section, columns, lines, _SAID)


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
        "lacks": answer.lacks,
        "more": Markup(", ").join(_more(name, left.count(name), presenter) for name in dict.fromkeys(left)),
    }


def _more(type_name: str, number: int, presenter: Presenter) -> Markup:
    link = Markup('<a href="{}">{} more in {}</a>')
    return link.format(presenter.register_link(type_name, ""), number, presenter.vocabulary[type_name].plural)
