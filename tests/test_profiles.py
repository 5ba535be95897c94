"""What a profile withholds leaves no byte anywhere, and takes no state down."""

from __future__ import annotations

import base64
import html
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimsbook.build import build_site
from aimsbook.compose import compile_edition
from aimsbook.curtain import Curtain
from aimsbook.dossier import NOTHING_SHOWN, Dossier, compile_dossier
from aimsbook.errors import ConfigurationFault, LeakFault
from aimsbook.exporting import export, exporters
from aimsbook.host import written
from aimsbook.phrases import Phrases
from aimsbook.printing import Press, printout
from aimsbook.profiles import read_profiles
from aimsbook.project import Project
from aimsbook.records import Record, Severity, Value
from aimsbook.site import Asset
from aimsbook.vocabulary import Vocabulary
from drawn import EXAMPLE, Drawing, example_under, page_at

SHIPPED = ("auditor", "internal", "customer", "public")
NARROW = SHIPPED[1:]
STAND_IN = re.compile(r"WITHHELDX*-\d+")

# reading what was written ---------------------------------------------------------------------------------------------


def example_for(profile: str) -> Dossier:
    return example_under(profile).book.dossier


def curtain_of(dossier: Dossier) -> Curtain:
    assert dossier.curtain is not None
    return dossier.curtain


def whole_of(dossier: Dossier) -> Dossier:
    assert dossier.whole is not None
    return dossier.whole


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def leaves(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one)


def words_of(record: Record) -> Iterator[str]:
    yield from (record.id, record.title)
    yield from leaves(list(record.fields.values()))
    yield from leaves([link.attributes for link in record.links])


def secrets_of(dossier: Dossier) -> set[str]:
    """Ids, titles, files and longer words of withheld records and of withheld fields that no shown record says too."""
    curtain, whole = curtain_of(dossier), whole_of(dossier)
    shown, found = [], []
    for record in whole.graph:
        hidden = curtain.profile.hides(record.type)
        if record.id in curtain.veiled.withheld:
            found += [record.id, record.title, *_telling(record, dossier, record.fields)]
        else:
            open_fields = {name: value for name, value in record.fields.items() if name not in hidden}
            shown += list(words_of(replace(record, fields=open_fields)))
            found += list(_telling(record, dossier, hidden & set(record.fields)))
    known = " \n ".join(map(folded, shown))
    return {one for one in map(folded, found) if one not in known}


def _telling(record: Record, dossier: Dossier, names: Iterable[str]) -> Iterator[str]:
    kinds = dossier.vocabulary[record.type].fields
    for name in names:
        if kinds[name].kind == "file" or kinds[name].kind in ("text", "prose", "table", "mapping", "url"):
            yield from (one for one in leaves(record.fields[name]) if len(one) > 24 or kinds[name].kind == "file")


def forms_of(secret: str) -> set[str]:
    written_so = {secret, html.escape(secret), html.escape(secret, quote=False), json.dumps(secret)[1:-1]}
    return {*written_so, quote(secret).casefold(), base64.b64encode(secret.encode()).decode().casefold()}


def text_of(files: Iterable[tuple[str, bytes]]) -> str:
    """Everything that files say, their names too, in small letters and with single spaces."""
    return "\n".join(f"{path}\n{' '.join(content.decode('utf-8', 'replace').casefold().split())}" for path, content in files)


def told_in(text: str, secrets: Iterable[str]) -> list[str]:
    """The secrets that stand in a text on their own, not as a part of a longer id."""
    found = []
    for secret in sorted(secrets):
        for form in forms_of(secret):
            if form in text and re.search(rf"(?<![\w.-]){re.escape(form)}(?!\w|[-.]\w)", text):
                found.append(secret)
                break
    return found


# the words of the generator itself and of chapters that say the same are no secret of a record
OWN_WORDS = {
    "internal": {"fifteen cases with five planted errors"},
    "customer": {"2026-06-26-internal-audit", "2026-07-07-management-review", "actions past their day"},
    "public": {
        "2026-06-26-internal-audit", "2026-07-07-management-review", "actions past their day", "aims manager",
        "internal auditor",
    },
}  # fmt: skip


# states ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", SHIPPED)
def test_every_shown_record_stands_where_it_stands_in_the_whole(profile: str) -> None:
    dossier = example_for(profile)
    whole = whole_of(dossier)
    for record in dossier.graph:
        here, there = dossier.standings.get(record.id), whole.standings.get(record.id)
        assert (here and (here.rung, here.level, here.beneath)) == (there and (there.rung, there.level, there.beneath))
        facts = {name: whole.case.facts.get((record.id, name)) for name in whole.vocabulary[record.type].facts}
        states = {name for name, one in whole.vocabulary[record.type].facts.items() if one.kind in ("choice", "date", "yes_no")}
        assert {name: dossier.case.facts.get((record.id, name)) for name in states} == {name: facts[name] for name in states}


@pytest.mark.parametrize("profile", ["auditor", "internal"])
def test_shown_records_have_the_gaps_that_they_have_in_the_whole(profile: str) -> None:
    dossier = example_for(profile)
    untold = curtain_of(dossier).profile.gaps
    for record in dossier.graph:
        here = [(one.rule, one.duty) for one in dossier.by_record.get(record.id, ())]
        there = [(one.rule, one.duty) for one in whole_of(dossier).by_record.get(record.id, ()) if one.duty not in untold]
        assert here == there


DAYS = st.sampled_from(["2025-11-01", "2026-05-01", "2026-11-01", "2026-11-15", "2027-02-01"])
LEVELS = st.sampled_from(["public", "internal", "confidential"])


@st.composite
def drawn_records(draw: st.DrawFn) -> str:
    """Requirements, controls, systems, policies and evidence in all states, some of them confidential."""
    lines = ["== controls/framework.yml", "name: own-law\ntitle: A law of our own", "== controls/records.yml"]
    records = [f"id: own-law:{n}\ntype: requirement\ntitle: Requirement number {n}" for n in range(1, 4)]
    records += [
        f"id: SYS-{n}\ntype: ai_system\ntitle: The system {n}\nin_scope: yes\nversion: {draw(st.sampled_from(['1.2', '2.0', 'spring']))}"
        f"\nclassification: {draw(LEVELS)}" for n in range(2)
    ]  # fmt: skip
    for n in range(4):
        records.append(
            f"id: CTL-{n}\ntype: control\ntitle: The control {n}\nstatus: {draw(st.sampled_from(['implemented', 'planned']))}"
            f"\nin_force_from: {draw(DAYS)}\nclassification: {draw(LEVELS)}\nsatisfies: [own-law:{draw(st.integers(1, 3))}]"
            f"\napplies_to: [SYS-{draw(st.integers(0, 1))}]"
        )  # fmt: skip
        records.append(
            f"id: POL-{n}\ntype: policy\ntitle: The policy {n}\nstatus: {draw(st.sampled_from(['approved', 'draft']))}"
            f"\napproved_on: {draw(DAYS)}\nclassification: {draw(LEVELS)}\ngoverns: [CTL-{n}]\naddresses: [own-law:1]"
            f"\ntext: |\n  Words about [CTL-{draw(st.integers(0, 3))}] and the control {draw(st.integers(0, 3))}."
        )  # fmt: skip
        for m in range(2):
            records.append(
                f"id: EV-{n}-{m}\ntype: evidence\ntitle: The evidence {n} {m}\ncollected: {draw(DAYS)}"
                f"\nclassification: {draw(LEVELS)}\nsupports: [CTL-{n}]\nlocation: A safe place {draw(st.integers(0, 1))}"
                f"\nsystem_version: {draw(st.sampled_from(['1.2', '2.0', 'spring', 'autumn']))}\ncollected_from: [SYS-0]"
                f"\nvalid_for: {draw(st.sampled_from([30, 200, 365]))}"
            )  # fmt: skip
    return "\n".join(lines[:2]) + "\n" + lines[2] + "\n" + "\n---\n".join(records)


PROFILES = """
== controls/vocabulary/profiles.yml
profiles:
  - name: open
    withhold:
      records: [{where: {classification: confidential}}]
      fields: {evidence: [collected], control: [status]}
  - name: no-proof
    withhold: {types: [evidence, policy]}
  - name: no-controls
    withhold: {types: [control, ai_system]}
  - name: no-draft
    withhold: {records: [{type: policy, where: {status: draft}}, {type: evidence, where: {some: {relation: supports, where: {status: planned}}}}]}
"""


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(drawn_records(), st.sampled_from(["open", "no-proof", "no-controls", "no-draft", *SHIPPED]))
def test_nothing_that_is_drawn_and_withheld_changes_a_state(drawn: str, profile: str) -> None:
    with TemporaryDirectory() as folder:
        project = Drawing(Path(folder)).draw(drawn + PROFILES).project()
        dossier = compile_dossier(replace(project, profile=profile))  # refuses where a state is another one
        whole = whole_of(dossier)
        assert [one.message for one in whole.diagnostics if one.severity is Severity.ERROR] == []
        assert {name: (one.state, one.next_change) for name, one in dossier.proofs.controls.items() if not one.record.veiled} == {
            name: (one.state, one.next_change)
            for name, one in whole.proofs.controls.items()
            if name not in curtain_of(dossier).veiled.withheld
        }
        ids = set(curtain_of(dossier).veiled.withheld)
        assert not ids & {word for record in dossier.case.graph for text in words_of(record) for word in re.findall(r"[\w-]+", text)}


# bytes ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", NARROW)
def test_a_withheld_record_leaves_no_byte_on_the_site(profile: str, tmp_path: Path) -> None:
    build_site(EXAMPLE / "mkdocs.yml", tmp_path, profile=profile)
    secrets = secrets_of(example_for(profile))
    assert len(secrets) > 50
    text = text_of(written(tmp_path))
    assert set(told_in(text, secrets)) - OWN_WORDS[profile] == set()
    assert "withheld</span>" in text
    pages = {file.relative_to(tmp_path).as_posix(): file.read_text() for file in tmp_path.rglob("*.html")}
    assert [path for path, page in pages.items() if not path.startswith("product/") and STAND_IN.search(page)] == []
    assert list(_dead(pages, tmp_path)) == []


def _dead(pages: dict[str, str], folder: Path) -> Iterator[tuple[str, str]]:
    for path, page in pages.items():
        for href in re.findall(r'href="([^"#?:]+)[#"]', page):
            if not href.startswith("/") and not (folder / path).parent.joinpath(href).exists():
                yield path, href


@pytest.mark.parametrize("profile", NARROW)
def test_a_withheld_record_leaves_no_byte_in_what_is_exported(profile: str) -> None:
    edition = example_under(profile)
    secrets = secrets_of(edition.book.dossier)
    for name in ("csv", "json", "graphml", "xlsx", "oscal", "pages"):
        exporter = exporters()[name]
        topic = next(iter(exporter.topics(edition)), "") if exporter.topics else ""
        text = text_of(file for one in export(exporter, edition, topic) for file in unpacked(one))
        assert set(told_in(text, secrets)) - OWN_WORDS[profile] == set(), name
        assert name == "pages" or not STAND_IN.search(text.upper()), name


def unpacked(file: Asset) -> Iterator[tuple[str, bytes]]:
    """A file, or the parts of one that is packed."""
    if not file.content.startswith(b"PK"):
        yield file.path, file.content
        return
    with ZipFile(BytesIO(file.content)) as packed:
        yield from ((name, packed.read(name)) for name in packed.namelist())


EMPTY = re.compile(r"Nothing is missing|No record meets this|None is rated|There is none yet|gaps an auditor would")


def test_nobody_is_told_that_there_is_nothing_where_it_may_be_withheld() -> None:
    public = example_under("public")
    assert public.book.dossier.whole is not None and public.book.dossier.whole.appraisals
    pages = {one.path: one.body for one in public.site.pages}
    assert [path for path, body in pages.items() if EMPTY.search(body)] == []
    assert all(NOTHING_SHOWN in pages[path] for path in ("gaps.html", "risk-treatment-plan.html"))
    assert "dates missed, of what is shown" in pages["overview.html"]
    paper = printout(public, "risk-register").text.replace("\\", "")
    assert paper.count(NOTHING_SHOWN) == 3 and not EMPTY.search(paper)


CLAIM = re.compile(
    r"\b(?:none|no|not|nothing|nobody|never|neither|nowhere|without|(?<!\.)0(?!\.)|all|every|only|everything|empty|complete)\b", re.IGNORECASE
)
HONEST = (NOTHING_SHOWN, NOTHING_SHOWN.removesuffix("."), NOTHING_SHOWN.partition("; ")[2].removesuffix("."))
BESIDES = re.compile(r", of what is shown|withheld", re.IGNORECASE)


def claims_of(text: str) -> Counter[str]:
    """What a text says there is not, or says of all, piece by piece between tags; ids and other numbers are left out."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text, flags=re.DOTALL)
    for one in HONEST:
        text = text.replace(one, "\n")
    said = (" ".join(html.unescape(one).split()) for one in re.split(r"<[^>]*>|\n|(?<=[.;:]) ", text))
    kept = (re.sub(r"\b[1-9]\d*\b|\b[\w:]+-[\w.-]+\b", "#", one) for one in said if CLAIM.search(one) and not BESIDES.search(one))
    return Counter(kept)


def claims_by_place(profile: str) -> dict[str, Counter[str]]:
    """What every page, calendar, table and printed document of the example claims under a profile."""
    edition = example_under(profile)
    site = edition.site
    texts = {one.path: one.body for one in site.pages}
    texts |= {one.path: one.content.decode() for one in site.assets if one.path.endswith((".ics", ".txt"))}
    texts |= {one.path: "\n".join([one.description, *(cell.words for row in one.rows for cell in row)]) for one in site.sheets}
    for name in Press(edition).offers:
        text, *_ = printout(edition, name).text.partition("Records named in this document")
        texts[f"print: {name}"] = re.sub(r"\{[^}]*\}|[][\\]|^ *- ", "\n", text, flags=re.MULTILINE)
    (contents,) = (one for one in export(exporters()["csv"], edition, "") if one.path == "contents.csv")
    texts["contents.csv"] = "\n".join(re.split(r'[",]', contents.content.decode()))
    return {place: claims_of(text) for place, text in texts.items()}


def test_nothing_is_said_not_to_be_there_where_it_is_only_withheld() -> None:
    """Whatever a profile's site denies, or says of all, the whole site says as well; or it says of what it tells."""
    whole = claims_by_place("")
    for profile in ("public", "customer"):
        shown = claims_by_place(profile)
        false = {place: claims - whole.get(place, Counter()) for place, claims in shown.items() if place != "withheld.html"}
        assert {place: claims for place, claims in false.items() if claims} == {}, profile


NEEDY = (
    "{id: PER-A, type: person, title: P, holds: ROLE-B}\n---\n{id: ROLE-B, type: role, title: B, needs: CMP-A}\n---\n"
    "{id: CMP-A, type: competence, title: C}"
)
PLAIN = "{id: CTL-A, type: control, title: A, status: planned, owner: ROLE-A}\n---\n{id: ROLE-A, type: role, title: R}\n"


@pytest.mark.parametrize(
    ("more", "keeps_back"),
    [
        ("", False),
        ("{id: CNC-A, type: concern, title: C, status: open}", False),
        ("{id: CNC-A, type: concern, title: C, status: open, reporter: somebody}", True),
        ("{id: TRN-A, type: training_record, title: T}", True),
        ("{id: CTL-B, type: control, title: B, classification: confidential}", True),
        ("{id: PER-A, type: person, title: P, holds: ROLE-A}", False),
        (NEEDY, True),
    ],
)
def test_a_profile_is_careful_only_where_something_is_there_that_it_withholds(
    more: str, keeps_back: bool, drawing: Drawing
) -> None:
    project = drawing.draw(f"{PLAIN}---\n{more}\n" if more else PLAIN).project()
    edition = compile_edition(replace(project, profile="internal"))
    assert edition.book.dossier.keeps_back is keeps_back
    assert any(NOTHING_SHOWN in page.body for page in edition.site.pages) is keeps_back


@pytest.mark.parametrize("profile", ["", "auditor"])
def test_who_is_told_everything_is_told_what_there_is_not(profile: str, drawing: Drawing) -> None:
    edition = compile_edition(replace(drawing.draw("").project(), profile=profile))
    assert "Nothing is missing" in page_at(edition, "gaps.html").body and not edition.book.dossier.keeps_back


@pytest.mark.parametrize(("profile", "told"), [("", True), ("auditor", True), *((one, False) for one in NARROW)])
def test_who_raised_a_concern_and_how_people_did_is_told_to_auditors_alone(profile: str, told: bool) -> None:
    edition = example_under(profile)
    text = text_of([*((one.path, one.body.encode()) for one in edition.site.pages), *((one.path, one.content) for one in edition.site.assets)])
    assert ("consumer advice group in ghent" in text) is told
    assert ("trn-oversight-2025" in text) is told
    assert ("certificate for overseers, autumn 2025" in text) is told


# what is shown --------------------------------------------------------------------------------------------------------

SMALL = """
id: CTL-OPEN
type: control
title: An open control
owner: ROLE-HEAD
status: implemented
cost: Ten thousand a year
text: |
  Proved by [EV-SECRET], by [the report][EV-SECRET] and by what EV-SECRET-2 and ev-secret say; the quiet
  report of Jane is no longer a secret. See evidence/secret-report.pdf and [EV-OPEN].
---
id: EV-SECRET
type: evidence
title: The quiet report of Jane
classification: restricted
collected: 2026-10-01
file: evidence/secret-report.pdf
supports: CTL-OPEN
---
id: EV-OPEN
type: evidence
title: An open report
collected: 2026-09-01
location: The shelf
supports: CTL-OPEN
---
id: ROLE-HEAD
type: role
title: Head of the house
classification: confidential
---
id: POL-QUIET
type: policy
title: The quiet policy of the house
classification: confidential
status: draft
file: docs/quiet-policy.md
governs: CTL-OPEN
== evidence/secret-report.pdf
Nobody reads this.
== docs/index.md
# Home

Read [the policy](quiet-policy.md), [EV-SECRET][] and [the open one][EV-OPEN]; the quiet *report* of
Jane is meant.

```aimsbook
view: list
type: evidence
columns: [id, title, supports]
```

```aimsbook
view: gaps
owner: ROLE-HEAD
```
== docs/quiet-policy.md
# The quiet policy of the house

Hush.
== mkdocs.yml
site_name: Drawn AIMS
theme: {name: material}
plugins:
  - aimsbook: {frameworks: [], as_of: 2026-11-15, profile: internal}
nav:
  - Home: index.md
  - The quiet policy of the house: quiet-policy.md
"""


def test_the_profile_of_mkdocs_yml_holds_for_a_build_and_everything_withheld_reads_so(drawing: Drawing, caplog: pytest.LogCaptureFixture) -> None:
    root = drawing.draw(SMALL).root
    build_site(root / "mkdocs.yml", root / "site")
    text = text_of(written(root / "site"))
    for secret in ("ev-secret", "quiet report", "quiet-policy", "quiet policy", "secret-report", "role-head", "head of the house", "hush"):
        assert secret not in text
    page = (root / "site/records/CTL-OPEN.html").read_text()
    assert "Proved by withheld, by withheld and by what withheld-2 and withheld say; withheld is no longer" in page
    assert "secret. See withheld and" in page
    home = (root / "site/index.html").read_text()
    assert "Read withheld, withheld and" in home
    assert "; withheld is meant" in home
    assert (root / "site/withheld.html").is_file()
    assert "1 more is" in (root / "site/registers/evidence.html").read_text()
    assert [one.message for one in caplog.records if one.levelname == "WARNING"] == []
    build_site(root / "mkdocs.yml", root / "site", profile="")
    assert "ev-secret" in text_of(written(root / "site"))


def test_a_withheld_field_of_a_shown_record_reads_withheld(drawing: Drawing) -> None:
    drawn = SMALL + "\n== controls/vocabulary/profiles.yml\nprofiles: [{name: lean, withhold: {fields: {control: [cost, status]}}}]\n"
    edition = compile_edition(replace(drawing.draw(drawn).project(), profile="lean"))
    page = page_at(edition, "records/CTL-OPEN.html").body
    assert re.findall(r'<dt>(\w+)</dt><dd><span class="ab-withheld">', page) == ["Status", "Cost"]
    assert "Ten thousand" not in text_of((one.path, one.body.encode()) for one in edition.site.pages)
    register = next(one for one in edition.site.sheets if one.path == "registers/control.csv")
    at = [column.title for column in register.columns].index("Status")
    assert register.rows[0][at].words == "withheld"


def test_a_baseline_tells_nothing_that_is_withheld_today(tmp_path: Path) -> None:
    edition = example_under("customer")
    told = text_of((one.path, one.body.encode()) for one in edition.site.pages if one.path.startswith("changes"))
    assert told_in(told, {one.casefold() for one in curtain_of(edition.book.dossier).veiled.withheld}) == []
    assert "requirement" in told


def test_an_error_stops_the_build_and_tells_nothing_that_is_withheld(drawing: Drawing) -> None:
    broken = SMALL.replace("file: evidence/secret-report.pdf\n", "file: evidence/gone-report.pdf\n")
    edition = compile_edition(replace(drawing.draw(broken).project(), profile="internal"))
    errors = [one for one in edition.diagnostics if one.severity is Severity.ERROR]
    assert [one.rule for one in errors] == ["file-absent"]
    assert "gone-report" not in str(errors)
    assert "EV-SECRET" not in str(errors)


def test_a_file_of_the_manual_that_names_what_is_withheld_stops_the_build(drawing: Drawing) -> None:
    root = drawing.draw(SMALL + "\n== docs/notes.txt\nSee EV-SECRET.\n").root
    with pytest.raises(LeakFault, match=r"notes\.txt names what the profile internal withholds"):
        build_site(root / "mkdocs.yml", root / "site")


# what is made of withheld fields -------------------------------------------------------------------------------------

DAY_IN_TEXT = re.compile(r"\d{4}-\d\d-\d\d")
TIMED = """
id: CTL-WEEKLY
type: control
title: The weekly measure
status: implemented
frequency: weekly
in_force_from: 2026-09-07
last_tested: 2026-05-06
---
id: EV-WEEK
type: evidence
title: The proof of a week
collected: 2026-10-13
covers: {from: 2026-10-06, to: 2026-10-12}
location: The shelf
valid_for: 61
supports: [CTL-WEEKLY]
---
id: EV-YEAR
type: evidence
title: The proof of a year
collected: 2026-10-20
valid_until: 2026-12-24
location: The shelf
supports: [CTL-WEEKLY]
---
id: AUD-YEAR
type: audit
title: The audit of the year
status: completed
completed_on: 2026-06-17
conducted_by: PER-AUDITOR
results: [{item: CTL-WEEKLY, result: conforms}]
---
id: PER-AUDITOR
type: person
title: An auditor
---
id: RSK-ONE
type: risk
title: A risk that is carried
likelihood: possible
impact: severe
accepted_by: PER-AUDITOR
accepted_on: 2026-03-18
accepted_until: 2026-12-17
---
id: MET-ONE
type: metric
title: A figure
---
id: MEAS-ONE
type: measurement
title: A value
date: 2026-08-19
of: MET-ONE
value: 3
"""
DATED_FIELDS = {
    "control": ("in_force_from", "frequency", "last_tested"), "evidence": ("collected", "covers", "valid_until"),
    "audit": ("completed_on",), "risk": ("accepted_on", "accepted_until"), "measurement": ("date",),
}  # fmt: skip
EACH_DATED = sorted((kind, name) for kind, names in DATED_FIELDS.items() for name in names)


def everything_said(project: Project, profile: str) -> str:
    """The words of every page, file and export for a profile."""
    edition = compile_edition(replace(project, profile=profile))
    pages = [f"{one.path} {one.title} {one.description} {one.body}" for one in edition.site.pages if not one.path.startswith("product/")]
    made = [*edition.site.assets, *(one for name in ("json", "graphml", "csv") for one in export(exporters()[name], edition, ""))]
    calendars = re.compile(r"(DATE:\d{4})(\d\d)(\d\d)")
    return "\n".join([*pages, *(calendars.sub(r"\1-\2-\3", one.content.decode("utf-8", "replace")) for one in made)])


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(st.sets(st.sampled_from(EACH_DATED), min_size=1, max_size=4))
def test_a_day_that_a_profile_withholds_stands_nowhere_that_it_alone_brings_it(chosen: set[tuple[str, str]]) -> None:
    fields = {kind: sorted(name for one, name in chosen if one == kind) for kind, _ in sorted(chosen)}
    with TemporaryDirectory() as folder:
        drawn = f"{TIMED}\n== controls/vocabulary/profiles.yml\n{json.dumps({'profiles': [{'name': 'x', 'withhold': {'fields': fields}}]})}\n"
        project = Drawing(Path(folder)).draw(drawn).project()
        records = compile_dossier(project).graph
        told, hidden = set(), set()
        for record in records:
            for name, value in record.fields.items():
                (hidden if (record.type, name) in chosen else told).update(d for one in leaves(value) for d in DAY_IN_TEXT.findall(one))
        said = everything_said(project, "x")
        assert (hidden - told) & set(DAY_IN_TEXT.findall(said)) == set()
        assert ("control", "frequency") not in chosen or not re.search(r"2026-W\d\d", said)


def test_what_is_computed_of_a_withheld_field_reads_withheld(drawing: Drawing) -> None:
    drawn = TIMED + "\n== controls/vocabulary/profiles.yml\nprofiles: [{name: lean, withhold: {fields: {control: [in_force_from, frequency]}}}]\n"
    project = drawing.draw(drawn).project()
    whole, lean = (page_at(compile_edition(replace(project, profile=one)), "records/CTL-WEEKLY.html").body for one in ("", "lean"))
    assert "2026-W37" in whole and re.search(r"Periods: \d+ of \d+ that have ended without proof", whole)
    assert "2026-W" not in lean and 'Periods: <span class="ab-withheld">withheld</span>.' in lean
    assert 'Changes on <span class="ab-withheld">withheld</span>' in lean


def test_a_broken_way_to_what_a_fact_tells_is_refused(drawing: Drawing) -> None:
    drawn = "== controls/vocabulary/gadget.yml\ntype: gadget\nfacts: {shade: {kind: text, tells: [colour]}}\n"
    with pytest.raises(ConfigurationFault, match="`tells` 'colour': 'colour' is no field or relation of gadget"):
        compile_dossier(drawing.draw(drawn).project())


# the definitions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("[{name: x, withhold: {types: [evidnce]}}]", "did you mean 'evidence'"),
        ("[{name: x, withhold: {fields: {person: [attained]}}}]", "is a relation of person"),
        ("[{name: x, withhold: {fields: {person: [shoe_size]}}}]", "no field of person"),
        ("[{name: x, withhold: {records: [{where: {confidentiality: public}}]}}]", "say with `type`"),
        ("[{name: x, withhold: {typs: [risk]}}]", "did you mean 'types'"),
        ("[{name: x, pack_without: [soaa]}]", "did you mean 'soa'"),
        ("[{name: X Y}]", "is no name of a profile"),
        ("[{title: x}]", "'name' is missing"),
    ],
)
def test_a_broken_profile_is_refused_with_what_was_expected(spec: str, said: str, vocabulary: Vocabulary, tmp_path: Path) -> None:
    (tmp_path / "profiles.yml").write_text(f"profiles: {spec}\n")
    with pytest.raises(ConfigurationFault, match=re.escape(said)):
        read_profiles(vocabulary, tmp_path)


def test_an_unknown_profile_is_refused_with_those_that_there_are(drawing: Drawing) -> None:
    with pytest.raises(ConfigurationFault, match="did you mean 'internal'"):
        compile_dossier(replace(drawing.draw(SMALL).project(), profile="internl"))


# names in texts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CTL-A, ctl-a and (CTL-A).", "*, * and (*)."),
        ("CTL-A-1 is another one", "CTL-A-1 is another one"),
        ("CTL-A-2 is none", "*-2 is none"),
        ("records/CTL-A.html", "records/*.html"),
        ("The Quiet\n  **report**", "*"),
        ("the-quiet-report", "the-quiet-report"),
        ("A quiet report", "A quiet report"),
        ("evidence/r 1.pdf", "*"),
        ("", ""),
    ],
)
def test_names_are_found_however_they_are_written(text: str, shown: str) -> None:
    phrases = Phrases(["CTL-A", "evidence/r 1.pdf"], ["The quiet report"], ["CTL-A-1"])
    assert phrases.replaced(text, lambda name: "*").rstrip("*") + "*" * (shown.endswith("*")) == shown


def test_without_a_profile_nothing_is_held_back(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    build_site(EXAMPLE / "mkdocs.yml", first)
    build_site(EXAMPLE / "mkdocs.yml", second, profile="")
    assert list(written(first)) == list(written(second))
    assert not (first / "withheld.html").exists()
    shutil.rmtree(first)
