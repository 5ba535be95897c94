"""Start pages: one for each kind of reader, made of views and links as data, and what the engineer owes with the line."""

from __future__ import annotations

import re
import shlex
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from aimsbook.cli import cli
from aimsbook.compose import SECTIONS, Edition
from aimsbook.errors import ConfigurationFault
from aimsbook.liveviews import show_of, view_kinds
from aimsbook.owing import Debt, debts_of
from aimsbook.site import Page
from aimsbook.starts import read_starts
from aimsbook.viewing import OptionFault
from drawn import Drawing, page_at

READERS = ("external-auditor", "internal-auditor", "engineer", "employee")
FRAMED = 'href="../frameworks/iso42001.html"'
SYSTEM = "id: SYS-LOANS\ntype: ai_system\ntitle: Loans\nversion: 4.2.0\nin_scope: yes\nstage: operation"
ROLE = "---\n{id: ROLE-ML, type: role, title: ML lead}\n"
MONTHLY = (
    "{id: CTL-TEST, type: control, title: Monthly test, status: implemented, owner: ROLE-ML, frequency: monthly, "
    "in_force_from: 2026-09-01}\n"
)
EVIDENCE = (
    "---\n{{id: {}, type: evidence, title: Test, kind: report, collected: {}, covers: {{from: {}, to: {}}}, location: store, "
    "approved: approved, owner: ROLE-ML, supports: CTL-TEST}}\n"
)
SEPTEMBER = EVIDENCE.format("EV-SEP", "2026-10-01", "2026-09-01", "2026-09-30")
OCTOBER = EVIDENCE.format("EV-OCT", "2026-11-02", "2026-10-01", "2026-10-31")
SHIPPED = Path(__file__).parent.parent / "generator/aimsbook/data/starts.yml"


def starts(edition: Edition) -> list[Page]:
    return [page for page in edition.site.pages if page.section == "Start here"]


def owed(drawing: Drawing, drawn: str, days: int = 30) -> list[Debt]:
    return debts_of(drawing.dossier(drawn + ROLE), days)


def test_each_reader_has_a_page_and_the_navigation_begins_with_them(example: Edition) -> None:
    assert SECTIONS[0] == "Start here"
    assert {f"start/{name}.html" for name in READERS} <= {page.path for page in starts(example)}
    assert [page.path for page in starts(example)] == [f"start/{one.name}.html" for one in read_starts()]
    shown = [page.section for page in example.site.pages if page.section]
    assert shown[0] == "Start here"


def test_each_block_stands_in_the_table_of_contents_of_its_page(example: Edition) -> None:
    for start in read_starts():
        page = page_at(example, f"start/{start.name}.html")
        assert [one.anchor for one in page.headings] == [one.name for one in start.blocks]
        assert all(f'<h2 id="{one.name}">' in page.body for one in start.blocks)


def test_every_link_of_a_start_page_leads_to_a_page_or_file_of_the_site(example: Edition) -> None:
    there = {page.path for page in example.site.pages} | {asset.path for asset in example.site.assets}
    for page in starts(example):
        targets = set(re.findall(r'href="\.\./([^"#]+)', page.body))
        assert targets - there == set(), page.path


def test_blocks_and_links_about_a_framework_are_left_out_where_it_is_off(drawing: Drawing, example: Edition) -> None:
    page = page_at(drawing.edition(SYSTEM), "start/external-auditor.html")
    assert "without-evidence" not in page.body
    assert FRAMED not in page.body
    assert FRAMED in page_at(example, "start/external-auditor.html").body


MAPPINGS = {"eu-ai-act": "matrices/iso42001-eu-ai-act.html", "nist-ai-rmf": "matrices/iso42001-nist-ai-rmf.html"}


@settings(max_examples=8, deadline=None)
@given(st.sets(st.sampled_from(["iso42001", *MAPPINGS])))
def test_whichever_frameworks_are_on_no_link_about_one_leads_nowhere(
    tmp_path_factory: pytest.TempPathFactory, names: set[str]
) -> None:
    edition = Drawing(tmp_path_factory.mktemp("starts")).edition(SYSTEM, tuple(sorted(names)))
    there = {page.path for page in edition.site.pages} | {asset.path for asset in edition.site.assets}
    led = {page.path: set(re.findall(r'href="\.\./([^"#]+)', page.body)) for page in starts(edition)}
    about = {to for targets in led.values() for to in targets if to.startswith(("frameworks/", "matrices/iso42001-"))}
    assert about - there == set()
    wanted = {to for name, to in MAPPINGS.items() if {name, "iso42001"} <= names}
    assert led["start/legal.html"] & set(MAPPINGS.values()) == wanted
    assert ('id="mappings"' in page_at(edition, "start/legal.html").body) is bool(wanted)


def test_a_project_without_records_has_its_start_pages_all_the_same(drawing: Drawing) -> None:
    bodies = {page.path: page.body for page in starts(drawing.edition())}
    assert "Nothing is owed." in bodies["start/engineer.html"]
    assert "No record meets this." in bodies["start/employee.html"]


def test_the_employee_reads_which_tool_is_approved_for_which_task(example: Edition) -> None:
    body = page_at(example, "start/employee.html").body
    tools = body[body.index('id="tools"') : body.index('id="forbidden"')]
    assert "handbook search" in tools
    assert "SYS-FRAUD-RULES" not in tools
    forbidden = body[body.index('id="forbidden"') : body.index('id="ask"')]
    assert "borrower data in prompts" in forbidden


def test_the_employee_sees_which_policy_was_not_looked_at_in_time(example: Edition) -> None:
    body = next(page for page in starts(example) if page.path == "start/employee.html").body
    row = next(one for one in body.split("<tr") if "POL-SECURITY.html" in one)
    assert "Overdue" in row


def test_a_chapter_that_stands_where_a_start_page_stands_is_an_error(drawing: Drawing) -> None:
    found = drawing.edition(SYSTEM + "\n== docs/start/engineer.md\n# Mine\n").diagnostics
    assert [one.mark.path for one in found if one.rule == "address-taken"] == ["docs/start/engineer.md"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    - name: scope\n", "    - nmae: scope\n", "there is no key 'nmae'; did you mean"),
        ("  title: External auditor\n", "", "'title' is missing"),
        ("- name: employee\n", "- name: engineer\n", "two of them are called 'engineer'"),
        (
            "      view: gaps\n      options: {about: [applicability",
            "      options: {about: [applicability",
            "either `view` or `links`",
        ),
    ],
)
def test_a_broken_definition_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = SHIPPED.read_text()
    assert old in text
    file = tmp_path / "starts.yml"
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(ConfigurationFault, match=re.escape(said)):
        read_starts(file)


@pytest.mark.parametrize(
    ("view", "options", "said"),
    [
        ("lst", {}, "there is no view 'lst'"),
        ("list", {"typ": "risk"}, "no such option"),
        ("gaps", {"about": ["no-such-duty"]}, "there is no duty or rule"),
        ("owed", {"owner": "ROLE-NOBODY"}, "there is no record"),
    ],
)
def test_a_block_with_a_wrong_view_or_option_is_refused(
    view: str, options: dict[str, object], said: str, example: Edition
) -> None:
    with pytest.raises(OptionFault, match=said):
        show_of(view, options, example.book.presenter)


def test_a_period_that_nothing_proves_is_owed_with_the_line_for_that_period(drawing: Drawing) -> None:
    late, running = owed(drawing, MONTHLY + OCTOBER)
    assert (str(late.day), late.words) == ("2026-09-30", "nothing proves 2026-09")
    assert late.line == "aimsbook evidence add FILE --supports CTL-TEST --covers 2026-09-01..2026-09-30"
    assert (str(running.day), running.words) == ("2026-11-30", "2026-11 is to be proved, EV-OCT holds until 2026-12-02")
    assert running.line.endswith("--covers 2026-11-01..2026-11-30 --renews EV-OCT")


def test_what_falls_due_later_than_asked_for_is_not_owed_yet(drawing: Drawing) -> None:
    assert owed(drawing, MONTHLY + SEPTEMBER + OCTOBER, days=14) == []
    assert len(owed(drawing, MONTHLY + SEPTEMBER + OCTOBER, days=15)) == 1


def test_proof_that_ran_out_is_owed_since_the_day_it_did(drawing: Drawing) -> None:
    yearly = MONTHLY.replace("frequency: monthly", "frequency: on_event")
    stale = SEPTEMBER.replace("location", "valid_until: 2026-11-01, location")
    only = owed(drawing, yearly + stale)
    assert [(one.owner, str(one.day), one.words) for one in only] == [
        ("ROLE-ML", "2026-11-01", "EV-SEP has run out on 2026-11-01")
    ]
    assert only[0].line.endswith("--renews EV-SEP")


def test_proof_that_only_waits_for_approval_is_owed_with_the_approval_first(drawing: Drawing) -> None:
    waiting = SEPTEMBER.replace("approved: approved", "approved: in-review")
    one = next(one for one in owed(drawing, MONTHLY + waiting) if one.fix)
    assert (one.words, one.fix) == (
        "EV-SEP is not approved yet", "Have it looked at, and set `approved` to approved where it holds."
    )  # fmt: skip
    page = drawing.edition()
    body = page_at(page, "start/engineer.html").body
    assert body.index("set <code>approved</code> to approved") < body.index("--renews EV-SEP")


def test_what_is_owed_is_owed_by_the_owner_of_what_has_to_be_proved(drawing: Drawing) -> None:
    other = "---\n{id: ROLE-DPO, type: role, title: DPO}\n"
    found = owed(drawing, MONTHLY + OCTOBER.replace("ROLE-ML", "ROLE-DPO") + other)
    assert {one.owner for one in found} == {"ROLE-ML"}


def test_a_measure_without_proof_is_owed_at_once_and_a_planned_one_is_not(drawing: Drawing) -> None:
    bare = "{id: CTL-TEST, type: control, title: Test, status: implemented}\n"
    assert [(one.owner, one.day, one.words) for one in owed(drawing, bare)] == [("", None, "there is no evidence")]
    assert owed(drawing, bare.replace("implemented", "planned")) == []


def test_days_of_other_records_are_owed_beside_proof(drawing: Drawing) -> None:
    treatment = "{id: TRT-1, type: treatment, title: T, status: planned, due: 2026-11-20, owner: ROLE-ML}\n"
    only = owed(drawing, treatment)
    assert [(one.owner, str(one.day), one.words, one.line) for one in only] == [("ROLE-ML", "2026-11-20", "Due", "")]


def test_every_line_on_the_engineers_page_is_one_that_the_command_takes(
    example: Edition, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    body = page_at(example, "start/engineer.html").body
    lines = [unescape(one) for one in re.findall(r'<pre class="ab-line"><code>(.*?)</code>', body)]
    assert "aimsbook evidence add FILE --supports CTL-USER-NOTICE" in " ".join(lines)
    known = example.book.dossier.graph.records
    for line in lines:
        words = shlex.split(line)
        assert words[:4] == ["aimsbook", "evidence", "add", "FILE"]
        assert {
            words[index + 1] for index, word in enumerate(words) if word in ("--supports", "--system", "--renews")
        } <= set(known)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, shlex.split(lines[0])[1:])
    assert "No such option" not in done.output


def test_the_engineers_page_tells_no_gap_twice(example: Edition) -> None:
    body = page_at(example, "start/engineer.html").body
    listed = "".join(re.findall(r'<ul class="ab-diagnostics">.*?</ul>', body, re.DOTALL))
    assert "nothing proves" not in listed
    assert "OBL-AIA-REGISTER" in listed


def test_every_view_of_the_start_pages_is_one_of_the_registry() -> None:
    used = {block.view for start in read_starts() for block in start.blocks if block.view}
    assert used <= set(view_kinds())


def test_a_chapters_link_to_a_section_of_a_made_page_keeps_its_name(drawing: Drawing) -> None:
    edition = drawing.edition("== docs/guide/mine.md\n# Mine\n\n== docs/other.md\n# Other\n")
    links = '<a href="../start/engineer.html#owed">a</a> <a href="../gaps.html#finding">b</a> <a href="../other.html#x">c</a>'
    assert re.findall(r"#[\w-]+", edition.fill(f"<p>{links}</p>", "guide/mine.md")) == ["#owed", "#finding", "#s-x"]
