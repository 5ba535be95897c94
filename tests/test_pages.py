"""The pages that are made from records: as they were judged good, whole, linked, and deaf to what people write in titles.

`pytest --update` writes the golden pages anew; `git diff tests/golden` shows what changed.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

from aimsbook.address import record_page
from aimsbook.compose import Edition
from drawn import Drawing, page_at

GOLDEN = Path(__file__).parent / "golden"
AIMS = """
== controls/framework.yml
name: acme
title: House rules of Acme
short: Acme
notice: Only for the people of Acme.
== controls/requirements.yml
{id: "acme:1", type: requirement, title: Rules on models, kind: heading, assessable: no}
---
id: acme:1.1
type: requirement
title: Groups are treated alike
kind: rule
parent: acme:1
intent: Nobody is refused a loan for what they are.
designed_by: [procedure]
records: [audit]
---
{id: "acme:1.2", type: requirement, title: Errors are told, kind: rule, parent: "acme:1"}
== controls/aims.yml
id: CTL-BIAS
type: control
title: Bias test before each release
owner: ROLE-LEAD
status: implemented
satisfies: [acme:1.1]
applies_to: [SYS-LOAN]
text: |
  Every candidate is tested on the groups named in [DS-LOANS] before it goes live.

  | Group | Floor |
  |-------|------:|
  | age   |  0.80 |
---
{id: ROLE-LEAD, type: role, title: Lead of the model team}
---
{id: SYS-LOAN, type: ai_system, title: Loan scoring, in_scope: yes, stage: operation, uses: {to: DS-LOANS, purpose: training}}
---
{id: DS-LOANS, type: data_set, title: Loans of ten years, origin: internal}
---
id: EV-BIAS
type: evidence
title: Report of October
collected: 2026-10-20
valid_until: 2027-01-20
file: evidence/bias.csv
supports: CTL-BIAS
---
{id: POL-TEST, type: policy, title: How models are tested, kind: procedure, status: approved, approved_by: ROLE-LEAD, approved_on: 2026-01-01, governs: CTL-BIAS, version: "2"}
---
id: AUD-1
type: audit
title: Autumn audit
status: planned
results:
  - {item: CTL-BIAS, result: conforms}
  - {item: acme:1.1, result: finding}
---
{id: SOA-BIAS, type: applicability, title: Bias, decides_on: CTL-BIAS, applicable: yes, reason: Loans decide on lives., decided_by_role: ROLE-LEAD, decided_on: 2026-03-01}
== evidence/bias.csv
group,ratio
age,0.91
"""
SHOWN = [
    "records/CTL-BIAS.html",
    "records/acme--1.1.html",
    "records/AUD-1.html",
    "registers/requirement.html",
    "matrices/requirement-control.html",
    "frameworks/acme.html",
    "statement-of-applicability.html",
    "gaps.html",
    "due.html",
    "glossary/waiver.html",
    "rules/dead-link.html",
    "index.html",
]
ASSETS = ["registers/requirement.csv", "matrices/requirement-control.csv", "statement-of-applicability.csv"]


class Read(HTMLParser):
    """What a page's HTML holds: elements, ids, addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.handlers: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.ids += [str(value) for name, value in attrs if name == "id"]
        self.hrefs += [str(value) for name, value in attrs if name in ("href", "src")]
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]


@pytest.fixture(scope="module")
def aims(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return Drawing(tmp_path_factory.mktemp("aims")).edition(AIMS)


def agree(shown: str, golden: Path, update: bool) -> None:
    if update:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(shown, encoding="utf-8", newline="")
    assert shown == golden.read_bytes().decode(), f"{golden.name} differs; if the new one is better, run pytest --update"


@pytest.mark.parametrize("path", SHOWN)
def test_a_page_looks_as_it_was_judged_good(path: str, aims: Edition, update: bool) -> None:
    page = page_at(aims, path)
    contents = "".join(f"{one.level} {one.anchor} {one.title}\n" for one in page.headings)
    head = f"<!--\n{page.title}\n{page.description}\n{page.kind} {page.section} {page.source}\n{contents}-->\n"
    agree(f"{head}{page.body}\n", GOLDEN / "pages" / path.replace("/", "--"), update)


@pytest.mark.parametrize("path", ASSETS)
def test_a_table_for_spreadsheets_is_as_it_was_judged_good(path: str, aims: Edition, update: bool) -> None:
    content = next(one.content for one in aims.site.assets if one.path == path)
    agree(content.decode(), GOLDEN / "tables" / path.replace("/", "--"), update)


# every page of the example ---------------------------------------------------------------------------------------------


def test_every_record_has_one_page_one_row_and_one_entry_in_the_search(example: Edition) -> None:
    records = {record.id: record.type for record in example.book.dossier.graph}
    assert sorted(page.path for page in example.site.pages if page.kind == "record") == sorted(map(record_page, records))
    rows = {
        asset.path.removeprefix("registers/").removesuffix(".csv"): len(list(csv.reader(asset.content.decode().splitlines()))) - 1
        for asset in example.site.assets
        if asset.path.startswith("registers/")
    }
    assert rows == Counter(records.values())


def test_every_address_is_there_once_without_regard_to_case(example: Edition) -> None:
    addresses = Counter(one.path.casefold() for one in (*example.site.pages, *example.site.assets))
    assert [path for path, number in addresses.items() if number > 1] == []
    assert {page.path.count("/") for page in example.site.pages} == {0, 1}


def test_every_link_of_every_page_leads_somewhere(example: Edition) -> None:
    chapters = {path.removesuffix(".md") + ".html" for path, _ in example.book.sources()}
    own = {one.path: Read(one.body) for one in example.site.pages}
    known = {*own, *chapters, *(one.path for one in example.site.assets)}
    lost = []
    for path, read in own.items():
        for href in read.hrefs:
            target, _, anchor = href.partition("#")
            goal = normpath(join(dirname(path), target)) if target else path
            if "://" in href or href.startswith("mailto:") or href == "#ab-content":  # what the theme puts around it
                continue
            if goal not in known or (anchor and goal in own and "=" not in anchor and anchor not in own[goal].ids):
                lost.append((path, href))
    assert lost == []


def test_every_page_is_whole(example: Edition) -> None:
    for page in example.site.pages:
        read = Read(page.body)
        assert read.tags["h1"] == 1, page.path
        assert len(set(read.ids)) == len(read.ids), page.path
        assert {one.anchor for one in page.headings} <= set(read.ids), page.path
        assert page.title and page.description and "<" not in page.description, page.path
        assert read.handlers == [], page.path
        assert not {"script", "style", "iframe", "form", "object", "base", "meta"} & set(read.tags), page.path


def test_no_page_repeats_the_title_of_another_of_its_kind(example: Edition) -> None:
    titles = Counter((dirname(page.path), page.title) for page in example.site.pages if page.kind != "record")
    assert [title for title, number in titles.items() if number > 1] == []


def test_a_page_of_a_record_is_light(example: Edition) -> None:
    heavy = {page.path: len(page.body.encode()) for page in example.site.pages if page.kind == "record"}
    # a page of an AI system tells everything about it, theme by theme
    assert [path for path, size in heavy.items() if size > 25_000 and not path.startswith("records/SYS-")] == []


def test_record_pages_stay_out_of_the_navigation(example: Edition) -> None:
    assert {page.section for page in example.site.pages if page.kind == "record"} == {None}
    assert {page.section for page in example.site.pages if page.path.startswith("registers/")} == {"Registers"}


def test_pages_of_our_own_records_lead_to_their_source_and_shipped_ones_do_not(example: Edition) -> None:
    sources = {page.path: page.source for page in example.site.pages if page.kind == "record"}
    for record in example.book.dossier.graph:
        assert (sources[record_page(record.id)] is None) == record.shipped


# what people write is words ----------------------------------------------------------------------------------------------

PAYLOAD = """</h1></title><script>window.__xss=1</script><img src=x onerror=window.__xss=1>"&quot;' {{ 7*7 }} &lt;b&gt;"""
HOSTILE = """
id: CTL-1
type: control
title: {payload}
status: implemented
owner: ROLE-1
satisfies: [acme:1]
tags: [{payload}]
effort: {payload}
systems_left_out: {payload}
text: {payload}
---
id: ROLE-1
type: role
title: {payload}
---
id: acme:1
type: requirement
title: {payload}
intent: {payload}
typical_evidence: [{payload}]
---
id: EV-1
type: evidence
title: {payload}
location: {payload}
supports: CTL-1
---
id: AUD-1
type: audit
title: {payload}
results: [{{item: CTL-1, result: conforms, note: {payload}}}]
---
id: SOA-1
type: applicability
title: {payload}
decides_on: CTL-1
applicable: partly
reason: {payload}
excludes: {{to: SYS-1, reason: {payload}}}
---
id: SYS-1
type: ai_system
title: {payload}
== controls/framework.yml
name: acme
title: {payload}
short: {payload}
notice: {payload}
== controls/vocabulary/risk.yml
type: risk
label: {payload}
plural: {payload}
description: {payload}
fields: {{status: {{kind: choice, label: {payload}, help: {payload}, values: {{open: {payload}}}}}}}
needs: [{{id: risk-x, must: {{given: version}}, grade: question, basis: practice, says: {payload}, why: {payload}, fix: {payload}}}]
== controls/more.yml
id: RISK-1
type: risk
title: {payload}
status: open
owner: ROLE-1
"""


def test_markup_in_whatever_people_write_is_shown_as_words(drawing: Drawing) -> None:
    quoted = "'" + PAYLOAD.replace("'", "''") + "'"
    edition = drawing.edition(HOSTILE.format(payload=quoted))
    assert [one.rule for one in edition.diagnostics if str(one.severity) == "error" and one.rule != "unknown-field"] == []
    for page in edition.site.pages:
        read = Read(page.body)
        assert not {"script", "img", "b"} & set(read.tags), page.path
        assert read.handlers == [], page.path
        assert read.tags["h1"] == 1, page.path
    assert page_at(edition, "records/CTL-1.html").title == " ".join(PAYLOAD.split())


def test_a_formula_in_a_table_for_spreadsheets_stays_words(drawing: Drawing) -> None:
    edition = drawing.edition("""{id: CTL-1, type: control, title: '=1+1'}\n---\n{id: CTL-2, type: control, title: '@x, "y"'}""")
    asset = next(one for one in edition.site.assets if one.path == "registers/control.csv")
    titles = [row[1] for row in csv.reader(asset.content.decode("utf-8-sig").splitlines())]
    assert titles == ["Title", "'=1+1", "'@x, \"y\""]


@pytest.mark.parametrize("name", ["__proto__", "constructor", "index", "records", "toString"])
def test_a_word_that_means_something_to_scripts_or_sites_is_only_a_word(name: str, drawing: Drawing) -> None:
    edition = drawing.edition(f"{{id: CTL-1, type: control, title: {name}, tags: [{name}], owner: ROLE-{name.strip('_')}}}\n---\n"
        f"{{id: ROLE-{name.strip('_')}, type: role, title: {name}}}")  # fmt: skip
    assert page_at(edition, f"records/ROLE-{name.strip('_')}.html").title == name


def test_a_neighbourhood_of_hundreds_is_drawn_small_and_listed_whole(drawing: Drawing) -> None:
    drawn = "\n---\n".join(f"{{id: EV-{number}, type: evidence, title: E, supports: CTL-1}}" for number in range(300))
    body = page_at(drawing.edition(f"{{id: CTL-1, type: control, title: C}}\n---\n{drawn}"), "records/CTL-1.html").body
    picture = re.search(r"<svg.*?</svg>", body, re.DOTALL)
    assert picture is None or len(picture[0]) <= 4_096
    assert len(set(re.findall(r'href="(?:\.\./records/)?EV-\d+\.html"', body))) == 300
