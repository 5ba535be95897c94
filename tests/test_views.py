"""Live views: what each shows, and what is said of one that cannot be shown."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from aimsbook.liveviews import prepare, view_kinds
from aimsbook.present import Presenter
from aimsbook.records import Diagnostic
from aimsbook.references import View
from drawn import Drawing, page_at

RECORDS = """
id: CTL-1
type: control
title: Bias <test> & more
status: implemented
owner: ROLE-1
satisfies: [REQ-1, REQ-10]
tags: [one, two]
---
id: CTL-2
type: control
title: Logging
status: planned
satisfies: REQ-2
---
id: REQ-1
type: requirement
title: First
---
id: REQ-2
type: requirement
title: Second
---
id: REQ-10
type: requirement
title: Tenth
---
id: EV-1
type: evidence
title: Report
collected: 2026-11-01
location: A safe
supports: CTL-1
---
id: ROLE-1
type: role
title: Lead
---
id: SOA-1
type: applicability
title: Own control
decides_on: CTL-1
applicable: yes
reason: "Needed for [REQ-1]."
"""


@pytest.fixture(scope="module")
def presenter(tmp_path_factory: pytest.TempPathFactory) -> Presenter:
    return Drawing(tmp_path_factory.mktemp("views")).edition(RECORDS).book.presenter


def view(text: str) -> View:
    return View("token", dedent(text).strip("\n") + "\n", 11, 3)


def shown(text: str, presenter: Presenter) -> str:
    ready = prepare(view(text), "docs/chapter.md", presenter)
    assert not isinstance(ready, Diagnostic), ready
    return str(ready("../"))


def refused(text: str, presenter: Presenter) -> Diagnostic:
    found = prepare(view(text), "docs/chapter.md", presenter)
    assert isinstance(found, Diagnostic)
    return found


def rows(html: str) -> list[list[str]]:
    """The words of the cells of every row of the body of a table."""
    body = re.findall(r"<tbody>(.*?)</tbody>", html, re.DOTALL)
    lines = [row for part in body for row in re.findall(r"<tr.*?>(.*?)</tr>", part, re.DOTALL)]
    return [[words(cell) for cell in re.findall(r"<t[dh].*?>(.*?)</t[dh]>", line, re.DOTALL)] for line in lines]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_views_that_are_promised_exist() -> None:
    assert {"list", "matrix", "coverage", "gaps", "statement", "fields", "trace"} <= set(view_kinds())
    assert all(one.description for one in view_kinds().values())


# what they show --------------------------------------------------------------------------------------------------------


def test_a_list_shows_the_columns_that_are_chosen_in_the_order_that_is_asked_for(presenter: Presenter) -> None:
    html = shown("view: list\ntype: control\ncolumns: [title, satisfies, owner.title]\nsort: -title\n", presenter)
    assert rows(html) == [["Logging", "REQ-2", ""], ["Bias &lt;test&gt; &amp; more", "REQ-1 , REQ-10", "Lead"]]
    assert 'href="../records/REQ-2.html"' in html


def test_a_list_is_filtered_limited_and_captioned(presenter: Presenter) -> None:
    html = shown("view: list\ntype: requirement\nwhere: {given: satisfied_by}\ncolumns: id\nlimit: 2\ncaption: Two <b>\n", presenter)
    assert rows(html) == [["REQ-1"], ["REQ-2"]]
    assert "Two &lt;b&gt;" in html
    assert "1 more" in words(html)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("valid_for", ["EV-2", "EV-10", "EV-1"]),
        ("-valid_for", ["EV-1", "EV-10", "EV-2"]),
        ("id", ["EV-1", "EV-2", "EV-10"]),
        ("''", ["EV-1", "EV-2", "EV-10"]),
        ("system_version", ["EV-1", "EV-2", "EV-10"]),
    ],
)
def test_numbers_are_sorted_as_numbers_also_within_words(sort: str, order: list[str], drawing: Drawing) -> None:
    given = {"EV-1": ("", "4.2"), "EV-2": ("9", "4.9"), "EV-10": ("30", "4.10")}
    drawn = "---\n".join(
        f"id: {one}\ntype: evidence\ntitle: T\nvalid_for: {days}\nsystem_version: {version}\n"
        for one, (days, version) in given.items()
    )
    found = shown(f"view: list\ntype: evidence\ncolumns: id\nsort: {sort}\n", drawing.edition(drawn).book.presenter)
    assert [row[0] for row in rows(found)] == order


def test_a_list_without_columns_has_those_of_the_register(presenter: Presenter) -> None:
    assert len(rows(shown("view: list\ntype: control\n", presenter))[0]) >= len(presenter.vocabulary["control"].columns)


def test_a_matrix_is_named_or_described(presenter: Presenter) -> None:
    named = shown("view: matrix\nname: requirement-control\n", presenter)
    described = shown("view: matrix\nrows: requirement\ncolumns: control\nwhere: {id: [REQ-1, REQ-2]}\n", presenter)
    assert [row[0] for row in rows(named)] == ["REQ-1 First", "REQ-2 Second", "REQ-10 Tenth"]
    assert [[cell.split()[-1:] for cell in row[1:]] for row in rows(described)] == [
        [["Implemented"], [], ["1"]],
        [[], ["Planned"], ["1"]],
    ] or len(rows(described)) == 2


def test_a_named_matrix_can_be_narrowed(presenter: Presenter) -> None:
    html = shown("view: matrix\nname: requirement-control\nwhere: {id: REQ-2}\nwhere_columns: {status: planned}\n", presenter)
    assert [row[0] for row in rows(html)] == ["REQ-2 Second"]


def test_coverage_counts_by_rung_and_every_number_is_a_link(presenter: Presenter) -> None:
    html = shown("view: coverage\n", presenter)
    assert "Requirements of our own" in html
    assert 'href="../registers/requirement.html#framework=' in html


def test_gaps_stand_below_their_owners(presenter: Presenter) -> None:
    html = shown("view: gaps\ntype: control\n", presenter)
    assert html.index("ROLE-1") < html.index("CTL-1")
    assert "CTL-2" in html
    only = shown("view: gaps\nowner: ROLE-1\ngrade: question\n", presenter)
    assert "CTL-1" in only and "CTL-2" not in only and "finding" not in words(only)


def test_the_statement_shows_decision_and_reason(presenter: Presenter) -> None:
    html = shown("view: statement\n", presenter)
    (row,) = rows(html)
    assert row[:4] == ["CTL-1", "Bias &lt;test&gt; &amp; more", "● Applicable", "Needed for REQ-1 ."]


def test_the_fields_of_one_record_are_shown(presenter: Presenter) -> None:
    html = shown("view: fields\nrecord: CTL-1\nfields: [status, owner, satisfies.title]\n", presenter)
    assert "● Implemented" in words(html) and "First" in html and "Tenth" in html
    assert "two" not in html
    assert "one; two" in words(shown("view: fields\nrecord: CTL-1\n", presenter))


def test_a_trace_shows_every_way_link_by_link(presenter: Presenter) -> None:
    text = words(shown("view: trace\nrecord: REQ-1\nto: evidence\n", presenter))
    assert re.search(r"REQ-1 First.*satisfied by.*CTL-1.*evidenced by.*EV-1 Report", text)


def test_a_trace_that_finds_nothing_says_so(presenter: Presenter) -> None:
    assert "REQ-2" in shown("view: trace\nrecord: REQ-2\nto: evidence\n", presenter)


def test_the_overview_shows_numbers_with_the_lists_behind_them(presenter: Presenter) -> None:
    html = shown("view: overview\n", presenter)
    assert 'href="../gaps.html#finding"' in html and 'href="../registers/control.html"' in html


@pytest.mark.parametrize("name", sorted(view_kinds()))
def test_no_view_lets_markup_of_a_title_through(name: str, presenter: Presenter) -> None:
    needed = {"list": "type: control", "matrix": "name: requirement-control", "fields": "record: CTL-1"}
    needed["trace"] = "record: REQ-1\nto: evidence"
    html = shown(f"view: {name}\n{needed.get(name, '')}\n", presenter)
    assert "<test>" not in html


# what cannot be shown ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("view: matrx\n", 11, 9, "there is no view 'matrx'; did you mean 'matrix'?"),
        ("rows: control\n", 11, 3, "`view` is missing"),
        ("view: [matrix]\n", 11, 9, "there is no view ['matrix']"),
        ("- view: matrix\n", 11, 3, "a view is a mapping that starts with `view:`"),
        ("", 11, 3, "a view is a mapping that starts with `view:`"),
        ("view: list\ntype: [\n", 13, 3, "this is not YAML"),
        ("view: &a list\n", 11, 9, "an anchor (&a) is not allowed"),
        ("view: list\ntype: control\ncolums: [id]\n", 13, 3, "the view list has no option 'colums'; did you mean 'columns'?"),
        ("view: list\ntype: contrl\n", 12, 9, "type: there is no type 'contrl'; did you mean 'control'?"),
        ("view: list\n", 11, 3, "type: is missing"),
        ("view: list\ntype: control\nwhere: {statsu: x}\n", 13, 10, "where: 'statsu' is no field or relation of control"),
        ("view: list\ntype: control\nwhere: x\n", 13, 10, "where: a condition is a mapping, not 'x'"),
        ("view: list\ntype: control\ncolumns: [id, titel]\n", 13, 12, "columns: 'titel' is no field or relation of control"),
        ("view: list\ntype: control\nsort: titel\n", 13, 9, "sort: 'titel' is no field or relation of control"),
        ("view: list\ntype: control\nlimit: many\n", 13, 10, "limit: 'many' is not a whole number"),
        ("view: matrix\nname: requirement-contrl\n", 12, 9, "there is no matrix 'requirement-contrl'; did you mean"),
        ("view: matrix\nrows: control\n", 11, 3, "columns: is missing"),
        ("view: matrix\nrows: control\ncolumns: contrl\n", 13, 12, "there is no type 'contrl'"),
        ("view: matrix\nrows: control\ncolumns: risk\nthrough: satisfies\n", 14, 12, "satisfies leads to requirement, not to risk"),
        ("view: matrix\nrows: control\ncolumns: risk\nwhere: {statsu: x}\n", 14, 10, "'statsu'"),
        ("view: matrix\nrows: control\ncolumns: risk\nwhere_columns: {statsu: x}\n", 14, 18, "'statsu'"),
        ("view: coverage\nframework: iso4201\n", 12, 14, "there is no framework 'iso4201'"),
        ("view: gaps\nowner: ROLE-9\n", 12, 10, "there is no record 'ROLE-9'; did you mean 'ROLE-1'?"),
        ("view: gaps\ngrade: error\n", 12, 10, "there is no grade 'error'"),
        ("view: statement\nname: statement-of-aplicability\n", 12, 9, "there is no list 'statement-of-aplicability'; did you"),
        ("view: statement\nwhere: {knid: control}\n", 12, 10, "'knid' is no field or relation of requirement"),
        ("view: fields\nrecord: CTL-9\n", 12, 11, "there is no record 'CTL-9'"),
        ("view: fields\nrecord: CTL-1\nfields: [statsu]\n", 13, 11, "'statsu' is no field or relation of control"),
        ("view: trace\nrecord: CTL-1\nto: evidnce\n", 13, 7, "there is no type 'evidnce'; did you mean 'evidence'?"),
        ("view: trace\nrecord: CTL-1\n", 11, 3, "to: is missing"),
        ("view: overview\nframework: x\n", 12, 3, "the view overview has no option 'framework'"),
    ],
)
def test_a_wrong_view_is_told_at_its_place_in_the_chapter(
    text: str, line: int, column: int, message: str, presenter: Presenter
) -> None:
    found = refused(text, presenter)
    assert (found.rule, found.mark.path, found.mark.line, found.mark.column) == ("wrong-view", "docs/chapter.md", line, column)
    assert message in found.message


STRANGE = ["''", "x", "'-'", "3", "[]", "{}", "[x]", "[[x]]", "{x: y}", "[{x: y}]", "{any: []}", "{given: {}}", "a.b.c", "'..'"]


@pytest.mark.parametrize("name", sorted(view_kinds()))
@pytest.mark.parametrize("strange", STRANGE)
def test_no_option_of_whatever_shape_is_a_fault_of_ours(name: str, strange: str, presenter: Presenter) -> None:
    sound = {"type": "control", "record": "CTL-1", "to": "evidence", "rows": "requirement", "columns": "control"}
    needed = {"list": ["type"], "matrix": ["rows", "columns"], "fields": ["record"], "trace": ["record", "to"]}.get(name, [])
    for option in view_kinds()[name].options:
        lines = [f"{one}: {sound[one]}" for one in needed if one != option]
        ready = prepare(view("\n".join([f"view: {name}", *lines, f"{option}: {strange}"])), "docs/chapter.md", presenter)
        assert isinstance(ready, Diagnostic) or str(ready("../")) is not None


def test_a_view_in_a_chapter_is_filled_in_after_sanitising(drawing: Drawing) -> None:
    edition = drawing.edition(f"{RECORDS}\n== docs/chapter.md\n# Chapter\n\n```aimsbook\nview: list\ntype: control\n```\n")
    chapter = edition.chapter("chapter.md", (drawing.root / "docs/chapter.md").read_text())
    html = edition.fill(drawing.project().convert(chapter.text))
    assert '<a href="records/CTL-1.html"' in html
    assert chapter.faults == ()
    assert page_at(edition, "records/CTL-1.html").title == "Bias <test> & more"


def test_the_same_words_in_two_chapters_lead_from_each_to_the_same_pages(drawing: Drawing) -> None:
    text = "# Chapter\n\n```aimsbook\nview: list\ntype: control\n```\n"
    edition = drawing.edition(f"{RECORDS}\n== docs/chapter.md\n{text}\n== docs/deep/chapter.md\n{text}")
    found = [(path, edition.fill(drawing.project().convert(edition.chapter(path, one).text), path)) for path, one in edition.book.sources()]
    assert [(path, re.findall(r'href="([^"]*CTL-1\.html)"', html)[0]) for path, html in found] == [
        ("chapter.md", "records/CTL-1.html"),
        ("deep/chapter.md", "../records/CTL-1.html"),
    ]
