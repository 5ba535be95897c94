"""The OSCAL importer: what becomes of a catalog, that our reader takes it, and what is said of a file that is none."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimsbook.dossier import compile_dossier
from aimsbook.errors import ConfigurationFault, EnvironmentFault
from aimsbook.identity import id_fault
from aimsbook.importers.oscal import Imported, framework_name, import_file, short_title, write
from aimsbook.load import load
from aimsbook.markup import blocks, folded, inline, listed, paragraph, plain, web_address
from aimsbook.prose import render
from aimsbook.records import Record, Severity
from aimsbook.references import Target, resolve
from aimsbook.search import key_of
from aimsbook.source import Document, read_file, read_text
from aimsbook.vocabulary import Vocabulary
from aimsbook.writing import as_documents, as_yaml
from drawn import EXAMPLE, Drawing

NIST = EXAMPLE.parent / "shared" / "data" / "nist-sp800-53-rev5-low-baseline_catalog.json"
NAME = "nist-sp800-53r5-low"
Tree = dict[str, Any]


# what the tests share ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def source() -> Tree:
    if not NIST.is_file():
        pytest.skip(f"real input is missing: {NIST.name}, NIST's low baseline of SP 800-53, in {NIST.parent}")
    found: Tree = json.loads(NIST.read_text())["catalog"]
    return found


@pytest.fixture(scope="module")
def nist(source: Tree) -> Imported:
    return import_file(NIST)


@pytest.fixture(scope="module")
def records(nist: Imported) -> Mapping[str, Tree]:
    return records_of(nist)


def records_of(imported: Imported) -> dict[str, Tree]:
    """The values of all records by the part of their id behind the colon."""
    texts = [(path, text) for path, text in imported.files.items() if path != "framework.yml"]
    values = [document.value for path, text in texts for document in documents(text, path)]
    return {value["id"].partition(":")[2]: value for value in values}


def documents(text: str, path: str = "x.yml") -> list[Document]:
    found = list(read_text(text, path))
    assert [one for one in found if not isinstance(one, Document)] == []
    return [one for one in found if isinstance(one, Document)]


def walk(holder: Tree, parent: str = "") -> Iterator[tuple[Tree, str]]:
    """Yield every group and control of a catalog with the id of what holds it."""
    for one in (*holder.get("groups", ()), *holder.get("controls", ())):
        yield one, parent
        yield from walk(one, one["id"])


def a_catalog(*groups: Tree, **more: Any) -> Tree:
    return {"catalog": {"metadata": {"title": "Rules of the house"}, "groups": list(groups), **more}}


def a_group(*controls: Tree, **more: Any) -> Tree:
    return {"id": "ac", "title": "Access", "controls": list(controls), **more}


def a_control(name: str = "ac-1", prose: str = "Do it.", **more: Any) -> Tree:
    return {"id": name, "title": f"Title of {name}", "parts": [{"name": "statement", "prose": prose}], **more}


def labelled(label: str) -> list[Tree]:
    return [{"name": "label", "value": label}]


class Importing:
    """Writes a document to a file and imports it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "rules.json"

    def of(self, document: object, name: str | None = "house") -> Imported:
        self.file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return import_file(self.file, name)

    def records(self, *groups: Tree, **more: Any) -> dict[str, Tree]:
        return records_of(self.of(a_catalog(*groups, **more)))

    def text(self, *controls: Tree, **more: Any) -> str:
        """The text of the first control."""
        return str(self.records(a_group(*controls), **more)["ac-1"].get("text", ""))

    def fault(self, document: object, name: str | None = "house") -> str:
        with pytest.raises(ConfigurationFault) as raised:
            self.of(document, name)
        return str(raised.value)


@pytest.fixture
def importing(tmp_path: Path) -> Importing:
    return Importing(tmp_path)


class Everything:
    """A lookup that knows the ids it is given and suspects every other label."""

    def __init__(self, *ids: str) -> None:
        self.ids = {one.casefold(): one for one in ids}

    def find(self, label: str) -> Target | None:
        found = self.ids.get(label.casefold())
        return Target(found, f"{found}.html", "Title") if found else None

    def suspect(self, label: str) -> str | None:
        return ""


def words(html: str) -> str:
    """What a reader sees of some HTML, blocks parted by a space."""
    parted = re.sub(r"</?(?:p|li|ul|td|th|tr)>", " ", html)
    return " ".join(unescape(re.sub(r"<[^<>]*>", "", parted)).split())


def shown(markdown: str, *ids: str) -> str:
    resolved = resolve(markdown, render, Everything(*ids))
    assert (resolved.faults, resolved.views) == ((), ())
    return words(render(resolved.text))


# the real catalog --------------------------------------------------------------------------------------------------


def test_every_control_of_the_catalog_is_a_record(source: Tree, records: Mapping[str, Tree]) -> None:
    assert [(name, one["title"]) for name, one in records.items()] == [
        (one["id"], one["title"]) for one, _ in walk(source)
    ]
    kinds = Counter(one["kind"] for one in records.values())
    assert kinds == {"group": 18, "control": 131, "enhancement": 18}


def test_every_record_has_the_parent_that_the_catalog_gives_it(source: Tree, records: Mapping[str, Tree]) -> None:
    expected = {one["id"]: f"{NAME}:{parent}" if parent else None for one, parent in walk(source)}
    assert {name: one.get("parent") for name, one in records.items()} == expected
    assert records["ac-2"]["parent"] == f"{NAME}:ac"
    assert records["at-2.2"]["parent"] == f"{NAME}:at-2"


def test_every_id_is_one_and_stands_once(records: Mapping[str, Tree], nist: Imported) -> None:
    assert [one["id"] for one in records.values() if id_fault(one["id"], framed=True)] == []
    assert len({one["id"].casefold() for one in records.values()}) == nist.records == 167


def test_a_search_for_the_number_finds_the_record(records: Mapping[str, Tree]) -> None:
    assert key_of("AC-2") == key_of("ac-2")
    assert records["ac-2"]["id"] == f"{NAME}:ac-2"
    assert records["ia-5.1"]["number"] == "IA-5(1)"


def test_no_insert_is_left_in_any_file(nist: Imported) -> None:
    assert [path for path, text in nist.files.items() if "insert:" in text or "{{" in text] == []


def test_there_is_a_file_for_each_group_and_one_for_the_framework(source: Tree, nist: Imported) -> None:
    assert sorted(nist.files) == sorted(["framework.yml", *(f"{one['id']}.yml" for one in source["groups"])])
    assert {path: len(text.encode()) for path, text in nist.files.items() if len(text.encode()) > 1 << 20} == {}


def test_the_framework_says_what_it_is(nist: Imported) -> None:
    (declared,) = documents(nist.files["framework.yml"])
    facts = ("name", "title", "short", "edition", "publisher", "source", "last_modified")
    assert {name: declared.value[name] for name in facts} == {
        "name": NAME,
        "title": "NIST Special Publication 800-53 Revision 5.1.1 LOW IMPACT BASELINE",
        "short": "NIST SP 800-53 r5 low",
        "edition": "5.1.1+u4",
        "publisher": "Joint Task Force, Transformation Initiative",
        "source": NIST.name,
        "last_modified": "2024-02-13T17:43:40.74643Z",
    }
    assert "names no licence" in declared.value["notice"]
    assert declared.value["counted"] == {"singular": "control", "plural": "controls"}


def test_what_is_left_out_is_said_with_its_number(nist: Imported) -> None:
    assert nist.notes == (
        "How to assess is left out: 1,346 assessment objectives and 420 methods.",
        "What the catalog says about its parameters is left out: 364 guidelines.",
        "501 relations to what this catalog does not hold left out.",
        "83 links in texts to what this catalog does not hold stand as words.",
        "7 sources of 135 left out, since nothing cites them.",
    )


def test_the_same_file_gives_the_same_bytes(nist: Imported) -> None:
    assert import_file(NIST) == nist


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "ia-11",
            "Require users to re-authenticate when [Assignment: organization-defined circumstances or situations "
            "requiring re-authentication]. Guidance. In addition to the re-authentication requirements associated "
            "with device locks, organizations may require re-authentication of individuals in certain situations, "
            "including when roles, authenticators or credentials change, when security categories of systems change, "
            "when the execution of privileged functions occurs, after a fixed time period, or periodically. Related: "
            "AC-3, IA-2, IA-4, IA-8",
        ),
        (
            "pe-16",
            "a. Authorize and control [Assignment: organization-defined types of system components] entering and "
            "exiting the facility; and b. Maintain records of the system components. Guidance. Enforcing "
            "authorizations for entry and exit of system components may require restricting access to delivery areas "
            "and isolating the areas from the system and media libraries. Related: CM-8, MA-2, SR-2, SR-3",
        ),
        (
            "sa-4.10",
            "Employ only information technology products on the FIPS 201-approved products list for Personal Identity "
            "Verification (PIV) capability implemented within organizational systems. Guidance. Products on the FIPS "
            "201-approved products list meet NIST requirements for Personal Identity Verification (PIV) of Federal "
            "Employees and Contractors. PIV cards are used for multi-factor authentication in systems and "
            "organizations. Requires: SA-4 Related: IA-2, IA-8",
        ),
        (
            "sc-15",
            "a. Prohibit remote activation of collaborative computing devices and applications with the following "
            "exceptions: [Assignment: organization-defined exceptions where remote activation is to be allowed]; and "
            "b. Provide an explicit indication of use to users physically present at the devices. Guidance. "
            "Collaborative computing devices and applications include remote meeting devices and applications, "
            "networked white boards, cameras, and microphones. The explicit indication of use includes signals to "
            "users when collaborative computing devices and applications are activated.",
        ),
        (
            "sr-11.1",
            "Train [Assignment: organization-defined personnel or roles] to detect counterfeit system components "
            "(including hardware, software, and firmware). Guidance. None. Requires: SR-11 Related: AT-3",
        ),
    ],
)
def test_a_text_renders_to_the_words_of_the_catalog(records: Mapping[str, Tree], name: str, expected: str) -> None:
    assert shown(records[name]["text"], *(one["id"] for one in records.values())) == expected


def test_a_selection_holds_the_assignments_within_it(records: Mapping[str, Tree]) -> None:
    ids = [one["id"] for one in records.values()]
    assert (
        "b. Automatically [Selection, one or more of: lock the account or node for [Assignment: organization-defined "
        "time period]; lock the account or node until released by an administrator; delay next logon prompt per "
        "[Assignment: organization-defined delay algorithm]; notify system administrator; take other [Assignment: "
        "organization-defined action]] when the maximum number of unsuccessful attempts is exceeded."
    ) in shown(records["ac-7"]["text"], *ids)
    assert "[Selection, one of: restrict; prohibit] the use of" in shown(records["mp-7"]["text"], *ids)


def test_the_prose_of_every_record_resolves_without_fault(records: Mapping[str, Tree]) -> None:
    lookup = Everything(*(one["id"] for one in records.values()))
    resolved = {name: resolve(one.get("text", ""), render, lookup) for name, one in records.items()}
    assert {name: one.faults for name, one in resolved.items() if one.faults or one.views} == {}
    assert [name for name, one in resolved.items() if "<h" in render(one.text) or "<pre" in render(one.text)] == []


def test_our_reader_and_the_load_stage_take_every_file(nist: Imported, vocabulary: Vocabulary, tmp_path: Path) -> None:
    paths = write(nist, tmp_path / "nist")
    read = [one for path in paths if path != "framework.yml" for one in read_file(tmp_path / "nist" / path, path)]
    found, diagnostics = load(read, vocabulary)
    assert diagnostics == []
    assert len(found) == nist.records
    assert [one.id for one in found if not isinstance(one, Record) or one.get("framework") != NAME] == []


def test_a_project_with_the_catalog_compiles_without_error(nist: Imported, drawing: Drawing) -> None:
    write(nist, drawing.root / "controls" / "frameworks" / NAME)
    dossier = compile_dossier(drawing.project())
    assert [one for one in dossier.diagnostics if one.severity is Severity.ERROR] == []
    assert dossier.frameworks[NAME].title == nist.declaration.title
    assert sum(standing.counted for standing in dossier.standings.values()) == 149


# ids and outline ---------------------------------------------------------------------------------------------------


def test_ids_that_ours_cannot_hold_become_others_that_are_told(importing: Importing) -> None:
    controls = [a_control("AC-2(1)"), a_control("ac..3__"), a_control("Zugriff-ä"), a_control("統制-1")]
    imported = importing.of(a_catalog(a_group(*controls)))
    assert list(records_of(imported)) == ["ac", "AC-2-1", "ac.3", "Zugriff-a", "1-e42534"]
    assert [one["id"] for one in records_of(imported).values() if id_fault(one["id"], framed=True)] == []
    assert imported.notes[0].startswith("Ids that became others: AC-2(1) is AC-2-1, ac..3__ is ac.3, ")


def test_two_scripts_do_not_meet_in_one_id(importing: Importing) -> None:
    assert len(importing.records(a_group(a_control("統制-1"), a_control("管理-1"), a_control("1")))) == 4


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("ac-1", "ac-1", "the id 'ac-1' stands here again, first at catalog.groups[0].controls[0]"),
        ("ac-1", "AC-1", "the ids 'AC-1' and 'ac-1' (at catalog.groups[0].controls[0]) both become house:ac-1"),
        ("ac-(1)", "ac-1", "the ids 'ac-1' and 'ac-(1)' (at catalog.groups[0].controls[0]) both become house:ac-1"),
    ],
)
def test_an_id_that_stands_twice_is_refused_with_both_places(
    importing: Importing, first: str, second: str, said: str
) -> None:
    found = importing.fault(a_catalog(a_group(a_control(first), a_control(second))))
    assert found == f"rules.json: catalog.groups[0].controls[1].id: {said}. Rename one of the two."


def test_an_id_that_is_too_long_asks_for_a_shorter_framework(importing: Importing) -> None:
    said = importing.fault(a_catalog(a_group(a_control("a" * 70))))
    assert said.startswith("rules.json: catalog.groups[0].controls[0].id: ") and "shorter --framework" in said


def test_groups_within_groups_and_controls_without_one_keep_their_place(importing: Importing) -> None:
    inner = {"id": "in", "title": "Inner", "controls": [a_control("in-1", controls=[a_control("in-1.1")])]}
    imported = importing.of(a_catalog({"id": "out", "title": "Outer", "groups": [inner]}, controls=[a_control("z-1")]))
    found = {name: (one["kind"], one.get("parent")) for name, one in records_of(imported).items()}
    assert found == {
        "out": ("group", None),
        "in": ("group", "house:out"),
        "in-1": ("control", "house:in"),
        "in-1.1": ("enhancement", "house:in-1"),
        "z-1": ("control", None),
    }
    assert sorted(imported.files) == ["framework.yml", "out.yml", "outside--groups.yml"]


def test_a_group_takes_its_id_from_its_title_where_it_has_none(importing: Importing) -> None:
    assert list(importing.records({"title": "Risk & care", "controls": [a_control()]})) == ["Risk-care", "ac-1"]


def test_no_file_takes_the_name_of_the_declaration_or_of_a_device(importing: Importing) -> None:
    groups = [{"id": name, "title": name} for name in ("framework", "con", "aux.1")]
    imported = importing.of(a_catalog(*groups, a_group(a_control())))
    assert sorted(imported.files) == [
        "ac.yml", "framework.yml", "group--aux.1.yml", "group--con.yml", "group--framework.yml",
    ]  # fmt: skip


def test_a_long_group_is_divided_into_files_that_our_reader_takes(importing: Importing) -> None:
    imported = importing.of(a_catalog(a_group(*(a_control(f"ac-{n}", "word " * 10_000) for n in range(50)))))
    assert sorted(imported.files) == ["ac--2.yml", "ac--3.yml", "ac.yml", "framework.yml"]
    assert max(len(text.encode()) for text in imported.files.values()) <= 1 << 20
    assert len(records_of(imported)) == imported.records == 51


def test_groups_are_no_requirements_and_say_what_they_are_about(importing: Importing) -> None:
    group = a_group(a_control(), parts=[{"name": "overview", "prose": "About access."}])
    found = importing.records(group)
    assert (found["ac"]["assessable"], found["ac-1"]["assessable"]) == ("no", "yes")
    assert found["ac"]["text"] == "**Overview.** About access.\n"


# texts -------------------------------------------------------------------------------------------------------------


def test_items_are_a_list_with_the_labels_of_the_catalog(importing: Importing) -> None:
    deepest = {"name": "item", "props": labelled("(a)"), "prose": "deep"}
    deep = {"name": "item", "props": labelled("1."), "prose": "- first\n- second", "parts": [deepest]}
    items = [{"name": "item", "props": labelled("a."), "parts": [deep]}, {"name": "item", "prose": "no label"}]
    parts = [{"name": "statement", "prose": "The house:", "parts": items}]
    assert importing.text(a_control(parts=parts)) == (
        "The house:\n\n- **a.**\n  - **1.**\n\n    - first\n    - second\n\n    - **(a)** deep\n- no label\n"
    )


def test_other_parts_stand_under_their_title_or_kind(importing: Importing) -> None:
    parts = [
        {"name": "guidance", "prose": "Mind the gap.\n\nAgain."},
        {"name": "worked-example", "prose": "Like so."},
        {"name": "item", "title": "More of the house:", "parts": [{"name": "guidance", "prose": "Inner."}]},
        {"name": "guidance", "prose": "| a | b |\n|---|---|\n| 1 | 2 |"},
        {"name": "empty"},
    ]
    assert importing.text(a_control(parts=parts)) == (
        "**Guidance.** Mind the gap.\n\nAgain.\n\n**Worked example.** Like so.\n\n**More of the house:**\n\n"
        "- **Guidance** Inner.\n\n**Guidance:**\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    )


def test_markup_of_the_catalog_stays_and_all_else_is_words(importing: Importing) -> None:
    said = "An *old* **rule** of `x_1`: 2 * 3 * 4 [CTL-1] a_b _c_ <script>alert(1)</script> &amp; # 1. \\*no\\*"
    text = importing.text(a_control(prose=said))
    assert shown(text) == ("An old rule of x_1: 2 * 3 * 4 [CTL-1] a_b _c_ <script>alert(1)</script> &amp; # 1. *no*")
    assert "<em>old</em> <strong>rule</strong> of <code>x_1</code>" in render(text)
    assert "<script" not in render(text)


@pytest.mark.parametrize(
    "said", ["# A", "1. A", "- A", "+ A", "> A", "=== A", "```aimsbook\nview: gaps\n```", "    A", "~~~\nA", "[A]: b"]
)
def test_a_title_cannot_open_a_block(importing: Importing, said: str) -> None:
    control = a_control(parts=[{"name": "guidance", "title": said, "prose": "B"}])
    text = importing.text(control)
    assert shown(text).endswith("B")
    assert re.findall(r"<(?!/?(?:p|strong|code)>)", render(text)) == []


def test_a_listing_is_not_folded(importing: Importing) -> None:
    long = "word " * 30 + "end"
    item = {"name": "item", "prose": f"```\n{long}\n```\n{long}"}
    text = importing.text(a_control(parts=[{"name": "statement", "parts": [item]}]))
    assert [line for line in text.splitlines() if len(line) > 100] == [f"  {long}"]
    assert shown(text) == f"{long} {long}"


def test_a_listing_that_looks_like_a_live_view_is_a_listing(importing: Importing) -> None:
    text = importing.text(a_control(prose="Look:\n\n```aimsbook\nview: gaps\n```\n\nAt the end."))
    assert shown(text) == "Look: view: gaps At the end."
    assert "<pre><code>view: gaps" in render(text)


def test_links_lead_to_records_and_to_the_web_where_there_is_something(importing: Importing) -> None:
    prose = (
        "See [AC-2](#ac-2) , ( [step b](#ac-2_smt.b) ), [the law](#r-1), [web](https://example.org/a_(b)), "
        "[gone](#ac-9), [bad](javascript:alert(1)), [myself](#ac-1) and ![picture](https://example.org/p.png)."
    )
    part = {"name": "statement", "parts": [{"name": "item", "id": "ac-2_smt.b", "prose": "b"}]}
    resource = {"uuid": "r-1", "title": "Law", "rlinks": [{"href": "law.pdf"}, {"href": "https://example.org/law"}]}
    document = a_catalog(
        a_group(a_control(prose=prose), a_control("ac-2", parts=[part])), **{"back-matter": {"resources": [resource]}}
    )
    imported = importing.of(document)
    text = records_of(imported)["ac-1"]["text"]
    assert " ".join(text.split()) == (
        "See [AC-2][house:ac-2], ([step b][house:ac-2]), [the law](https://example.org/law), "
        "[web](https://example.org/a_%28b%29), gone, bad, myself and picture."
    )
    assert "2 links in texts to what this catalog does not hold stand as words." in imported.notes
    assert shown(text, "house:ac-2").startswith("See AC-2, (step b), the law, web, gone, bad, myself and picture.")


def test_related_controls_and_sources_are_named_once_each(importing: Importing) -> None:
    links = [
        {"rel": "related", "href": "#ac-2"},
        {"rel": "related", "href": "#ac-2"},
        {"rel": "related", "href": "#ac-9"},
        {"rel": "required", "href": "#ac-2"},
        {"rel": "see-this", "href": "#ac"},
        {"rel": "reference", "href": "#r-1"},
        {"rel": "reference", "href": "#r-2"},
        {"rel": "canonical", "href": "https://example.org/x", "text": "Page [1]"},
    ]
    resources = [
        {
            "uuid": "r-1",
            "title": "Law *1*",
            "citation": {"text": "The *Law*, 1 May."},
            "rlinks": [{"href": "https://a.org/1"}],
        },
        {"uuid": "r-2", "citation": {"text": "1. Only cited"}},
        {"uuid": "r-3", "title": "Unused"},
    ]
    two = a_control("ac-2", props=labelled("AC-2"))
    document = a_catalog(a_group(a_control(links=links), two), **{"back-matter": {"resources": resources}})
    imported = importing.of(document)
    assert records_of(imported)["ac-1"]["text"] == (
        "Do it.\n\n**Related:** [AC-2][house:ac-2]\n\n**Requires:** [AC-2][house:ac-2]\n\n**See this:** "
        "[ac][house:ac]\n\n**References:**\n\n- [Law 1](https://a.org/1): The *Law*, 1 May.\n- 1\\. Only cited\n- "
        "[Page \\[1\\]](https://example.org/x)\n"
    )
    assert imported.notes == (
        "1 relation to what this catalog does not hold left out.",
        "1 source of 3 left out, since nothing cites them.",
    )


def test_a_withdrawn_control_is_marked_and_says_where_it_went(importing: Importing, vocabulary: Vocabulary) -> None:
    status = [{"name": "status", "value": "Withdrawn"}, *labelled("AC-1")]
    links = [
        {"rel": "incorporated-into", "href": "#ac-2_smt.b"},
        {"rel": "incorporated-into", "href": "#ac-3"},
        {"rel": "moved-to", "href": "#zz-9", "text": "ZZ-9"},
    ]
    item = {"name": "item", "id": "ac-2_smt.b", "props": labelled("b."), "prose": "b"}
    gone = {"id": "ac-1", "title": "Gone", "props": status, "links": links}
    two = a_control("ac-2", props=labelled("AC-2"), parts=[{"name": "statement", "parts": [item]}])
    imported = importing.of(
        a_catalog(a_group(gone, two, a_control("ac-3", props=[{"name": "status", "value": "draft"}])))
    )
    found = records_of(imported)
    assert found["ac-1"]["withdrawn"] == "yes"
    assert found["ac-1"]["note"] == (
        "Withdrawn: incorporated into [AC-2 b][house:ac-2] and [ac-3][house:ac-3]; moved to ZZ-9 (not in "
        "this\ncatalog).\n"
    )
    assert "text" not in found["ac-1"] and "withdrawn" not in found["ac-3"]
    assert imported.counts["withdrawn"] == 1
    assert load(documents(imported.files["ac.yml"]), vocabulary)[1] == []


def test_a_withdrawn_control_need_not_say_where_it_went(importing: Importing) -> None:
    found = importing.records(a_group({"id": "ac-1", "props": [{"name": "status", "value": "withdrawn"}]}))
    assert (found["ac-1"]["title"], found["ac-1"]["note"]) == ("ac-1", "Withdrawn.\n")


# parameters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ({"label": "time period"}, "[Assignment: organization-defined time period]"),
        ({"label": "organization-defined time period"}, "[Assignment: organization-defined time period]"),
        ({"label": "organizationally-defined roles"}, "[Assignment: organizationally-defined roles]"),
        ({"label": "a *b* [c](#d)"}, "[Assignment: organization-defined a b c]"),
        ({}, "[Assignment: organization-defined p-1]"),
        ({"label": "x", "values": ["30 days"]}, "30 days"),
        ({"label": "x", "values": ["30 days", "at once"]}, "30 days, at once"),
        (
            {"label": "x", "constraints": [{"description": "at most 30 days"}, {"description": "in writing"}]},
            "[Assignment: organization-defined x (constraint: at most 30 days; in writing)]",
        ),
        ({"select": {"choice": ["a", "b"]}}, "[Selection, one of: a; b]"),
        ({"select": {"how-many": "one", "choice": ["a"]}}, "[Selection, one of: a]"),
        (
            {"select": {"how-many": "one-or-more", "choice": [" {{ insert: param, p-2 }} ", "b"]}},
            "[Selection, one or more of: [Assignment: organization-defined second]; b]",
        ),
        (
            {"props": [{"name": "aggregates", "value": "p-2"}, {"name": "aggregates", "value": "p-2"}]},
            "[Assignment: organization-defined [Assignment: organization-defined second]; "
            "[Assignment: organization-defined second]]",
        ),
        (
            {"label": "short", "props": [{"name": "alt-label", "value": "long"}]},
            "[Assignment: organization-defined long]",
        ),
    ],
)
def test_a_parameter_is_filled_in_readably(importing: Importing, parameter: Tree, expected: str) -> None:
    params = [{"id": "p-1", **parameter}, {"id": "p-2", "label": "second"}]
    text = importing.text(a_control(prose="Within {{ insert: param, p-1 }} .", params=params))
    assert shown(text) == f"Within {expected}."


@pytest.mark.parametrize("insert", ["{{ insert: param, p }}", "{{insert:param,p}}", "{{ p }}", "{{ param: p }}"])
def test_inserts_of_older_files_are_understood(importing: Importing, insert: str) -> None:
    text = importing.text(a_control(prose=f"In {insert}.", params=[{"id": "p", "label": "time"}]))
    assert shown(text) == "In [Assignment: organization-defined time]."


def test_a_control_sees_its_own_parameters_then_those_above_it(importing: Importing) -> None:
    inner = a_control("ac-1.1", "{{ insert: param, a }} {{ insert: param, b }} {{ insert: param, c }}")
    control = a_control(
        params=[{"id": "b", "label": "b1"}], controls=[{**inner, "params": [{"id": "a", "label": "a2"}]}]
    )
    group = a_group(
        control, params=[{"id": "a", "label": "a0"}, {"id": "b", "label": "b0"}, {"id": "c", "label": "c0"}]
    )
    assert shown(importing.records(group)["ac-1.1"]["text"]) == (
        "[Assignment: organization-defined a2] [Assignment: organization-defined b1] [Assignment: "
        "organization-defined c0]"
    )


def test_a_parameter_that_is_not_defined_stands_by_its_id_and_is_told(importing: Importing) -> None:
    imported = importing.of(a_catalog(a_group(a_control(prose="{{ insert: param, p-9 }}"))))
    assert shown(records_of(imported)["ac-1"]["text"]) == "[Assignment: organization-defined p-9]"
    assert imported.notes == ("Parameters that the catalog does not define stand by their ids: p-9.",)


def test_other_inserts_are_called_by_their_number(importing: Importing) -> None:
    text = importing.text(a_control(prose="As {{ insert: control, ac-2 }}."), a_control("ac-2", props=labelled("AC-2")))
    assert text == "As AC-2.\n"


def test_parameters_that_insert_themselves_are_refused_where_they_stand(importing: Importing) -> None:
    circle = [{"id": "p", "label": "{{ insert: param, q }}"}, {"id": "q", "values": ["{{ insert: param, p }}"] * 9}]
    said = importing.fault(a_catalog(a_group(a_control(prose="{{ insert: param, p }}", params=circle))))
    assert said.startswith("rules.json: catalog.groups[0].controls[0].params[0]: the parameter p inserts itself")


def test_parameters_that_grow_beyond_bounds_are_refused(importing: Importing) -> None:
    params = [{"id": f"p{n}", "values": [f"{{{{ p{n + 1} }}}} " * 10]} for n in range(12)]
    said = importing.fault(
        a_catalog(a_group(a_control(prose="{{ p0 }}", params=[*params, {"id": "p12", "label": "x"}])))
    )
    assert "at most 8,192 are inserted" in said


# names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "short", "name"),
    [
        ("NIST Special Publication 800-53 Revision 5.1.1 LOW IMPACT BASELINE", "NIST SP 800-53 r5 low", NAME),
        (
            "Electronic (OSCAL) Version of NIST SP 800-53 Rev 5.1.1 Controls and SP 800-53A Rev 5.1.1 Assessment "
            "Procedures",
            "NIST SP 800-53 r5",
            "nist-sp800-53r5",
        ),
        ("FedRAMP Rev 5 High Baseline", "FedRAMP r5 high", "fedramp-r5-high"),
        ("Regeln für die Prüfung", "Regeln für die Prüfung", "regeln-fur-die-prufung"),
        ("2024 rules of the house", "2024 rules house", "rules-house"),
        ("word " * 30, " ".join(["word"] * 30), "-".join(["word"] * 8)),
        ("日本", "日本", ""),
        ("", "", ""),
    ],
)
def test_a_title_gives_a_readable_name(title: str, short: str, name: str) -> None:
    assert (short_title(title), framework_name(title)) == (short, name)


def test_the_name_falls_back_to_that_of_the_file(importing: Importing) -> None:
    imported = importing.of({"catalog": {"controls": [a_control()]}}, name=None)
    assert (imported.framework, imported.declaration.title) == ("rules", "rules")


@pytest.mark.parametrize("name", ["", "NIST", "a--b", "a_b", "1a", "a:b", "../x", "x" * 41])
def test_a_name_that_ids_cannot_carry_is_refused(importing: Importing, name: str) -> None:
    assert "small letters, digits and single hyphens" in importing.fault(a_catalog(a_group(a_control())), name)


def test_the_name_of_a_shipped_framework_is_not_taken(importing: Importing) -> None:
    assert "is shipped with the generator" in importing.fault(a_catalog(a_group(a_control())), "iso42001")
    document = {"catalog": {"metadata": {"title": "iso42001"}, "controls": [a_control()]}}
    assert importing.of(document, None).framework == "iso42001-oscal"


def test_what_the_catalog_says_of_itself_is_kept(importing: Importing) -> None:
    metadata = {
        "title": "Rules *of* the house",
        "version": "2.10",
        "last-modified": "2026-01-02T03:04:05Z",
        "props": [{"name": "license", "value": "CC0 1.0"}],
        "links": [{"rel": "canonical", "href": "https://example.org/rules"}],
        "parties": [{"uuid": "1", "name": "First"}, {"uuid": "2", "name": "The house"}],
        "responsible-parties": [{"role-id": "publisher", "party-uuids": ["2"]}],
    }
    declared = importing.of({"catalog": {"metadata": metadata, "controls": [a_control()]}}).declaration
    assert dict(declared.facts) == {
        "name": "house",
        "title": "Rules of the house",
        "short": "Rules of the house",
        "edition": "2.10",
        "publisher": "The house",
        "address": "https://example.org/rules",
        "licence": "CC0 1.0",
        "notice": "Imported from rules.json, last modified on 2026-01-02. The words are those of its publisher; "
        "parameters are filled in as text, and how to assess is left out.",
        "source": "rules.json",
        "last_modified": "2026-01-02T03:04:05Z",
    }


# files that are none -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("", "rules.json: line 1, column 1: this is not JSON (Expecting value). The file is empty"),
        ("<catalog/>", "It looks like XML or a web page; take the JSON form"),
        ("catalog: {}", "Take the JSON form of the document."),
        ('{"catalog": {', "rules.json: line 1, column 14: this is not JSON"),
        ("[]", "rules.json: this is a list, a JSON object was expected."),
        ('{"a": 1, "a": 2}', "the key 'a' stands twice in one object. Keep one of the two."),
        ("[" * 100_000, "values are nested too deeply to be read"),
        ({}, "this is no OSCAL catalog, which holds everything under `catalog`"),
        ({"profile": {}}, "this is a profile; resolve it into a catalog first and import that"),
        ({"component-definition": {}}, "this is a component definition; import the catalog that it refers to"),
        (
            {"catalog": []},
            "rules.json: catalog: this is a list, a mapping was expected. Correct the file or export it anew.",
        ),
        ({"catalog": {}}, "rules.json: catalog: the catalog is empty"),
        (a_catalog(), "rules.json: catalog: the catalog holds no controls"),
        ({"catalog": {"groups": {}}}, "rules.json: catalog.groups: this is a mapping, a list was expected"),
        (a_catalog(a_group("x")), "catalog.groups[0].controls[0]: this is text, a mapping was expected"),  # type: ignore[arg-type]
        (
            a_catalog(a_group({"title": "x"})),
            "catalog.groups[0].controls[0]: this has no id. Give it an `id`, such as ac-2.",
        ),
        (
            a_catalog(a_group(a_control(id=["x"]))),
            "catalog.groups[0].controls[0].id: this is a list, text was expected",
        ),
        (a_catalog(a_group(a_control(title=True))), "controls[0].title: this is true or false, text was expected"),
        (
            a_catalog(a_group(a_control(params=[{"id": "p", "values": [{}]}], prose="{{ p }}"))),
            "params[0].values[0]: this is",
        ),
        (a_catalog(a_group(a_control(prose="word " * 20_000))), "the text of ac-1 would take"),
        (a_catalog({"title": "---", "controls": [a_control()]}), "'---' gives no id"),
    ],
)
def test_a_file_that_is_no_catalog_is_refused_with_place_and_fix(
    importing: Importing, document: object, said: str
) -> None:
    assert said in importing.fault(document)


def test_deep_shapes_are_refused_with_their_place(importing: Importing) -> None:
    part: Tree = {"name": "item", "prose": "x"}
    control = a_control()
    for number in range(40):
        part = {"name": "item", "parts": [part]}
        control = a_control(f"ac-1.{number}", controls=[control])
    assert "objects are nested deeper than 32 levels" in importing.fault(a_catalog(a_group(a_control(parts=[part]))))
    assert "objects are nested deeper than 32 levels" in importing.fault(a_catalog(a_group(control)))


def test_the_deepest_list_that_is_taken_is_still_rendered(importing: Importing) -> None:
    part: Tree = {"name": "item", "prose": "- a\n  - b\n    - c"}
    for _ in range(27):
        part = {"name": "item", "props": labelled("x."), "parts": [part]}
    assert "<pre" not in render(importing.text(a_control(parts=[part])))


def test_files_that_cannot_be_read_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "latin.json").write_bytes(b'{"catalog": "\xff"}')
    (tmp_path / "large.json").write_bytes(b'{"catalog": 1}')
    with pytest.raises(ConfigurationFault, match="there is no such file"):
        import_file(tmp_path / "none.json")
    with pytest.raises(ConfigurationFault, match="this is not an ordinary file"):
        import_file(tmp_path)
    with pytest.raises(ConfigurationFault, match="byte 14: this is not UTF-8"):
        import_file(tmp_path / "latin.json")
    monkeypatch.setattr("aimsbook.jsontree.MOST_BYTES", 5)
    with pytest.raises(ConfigurationFault, match="the file has 14 bytes; at most 5 are read"):
        import_file(tmp_path / "large.json")


def test_numbers_stay_the_text_that_they_are(importing: Importing) -> None:
    document = '{"catalog": {"metadata": {"version": 6.10}, "controls": [{"id": "a-1", "title": 010}]}}'.replace(
        "010", "10"
    )
    imported = importing.of(document)
    assert (imported.declaration.facts["edition"], records_of(imported)["a-1"]["title"]) == ("6.10", "10")


def test_characters_that_no_text_should_have_are_left_out(importing: Importing) -> None:
    document = a_catalog(a_group(a_control(prose="a\x00\x1b[31mb\ufeff\x85c\u2028d\ud800e\r\nf", title="x\x07y\nz")))
    importing.file.write_text(json.dumps(document), encoding="utf-8")
    found = records_of(import_file(importing.file, "house"))
    assert (found["ac-1"]["text"], found["ac-1"]["title"]) == ("a\\[31mb c d\ufffde f\n", "xy z")


shapes = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["id", "title", "name", "value", "props", "links", "rel", "href", "parts", "prose", "params", "label", 
             "select", "choice", "values", "groups", "controls", "metadata", "back-matter", "resources", "uuid",
             "rlinks", "citation"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(shapes, shapes)
def test_no_shape_of_a_catalog_is_a_fault_of_ours(tmp_path_factory: pytest.TempPathFactory, one: Any, two: Any) -> None:
    file = tmp_path_factory.getbasetemp() / "shape.json"
    file.write_text(json.dumps(a_catalog(a_group(one, a_control(parts=two)))), encoding="utf-8")
    try:
        imported = import_file(file, "house")
    except ConfigurationFault as fault:
        assert str(fault).startswith("shape.json: catalog")
    else:
        assert len(records_of(imported)) == imported.records


# markup ------------------------------------------------------------------------------------------------------------

SIGNS = st.lists(
    st.sampled_from(
        ["*", "**", "_", "`", "[", "](", "]", "(#a)", "(https://x.y/a_b)", "{{ insert: param, p_1 }}", "\\", "a", "b c",
         "1.", "- ", "# ", "> ", "<b>", "&amp;", "&", "lt;", "!", "|", "|---|", "~~~", "```", "```aimsbook\n", "=",
         "---",
         " ", "\n", "\n\n", "\t", "(", ")", ".", ":", "+", "é", "日", "[CTL-1]", "[house:ac-2]"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


class Filling:
    """Fills in what the property tests of markup insert and link to."""

    def insert(self, kind: str, name: str) -> str:
        return f"[Assignment: {name}]"

    def link(self, words: str, href: str) -> str:
        address = web_address(href)
        return (
            f"[{words}][house:ac-2]"
            if words and href == "#a"
            else f"[{words}]({address})"
            if words and address
            else words
        )


@settings(max_examples=300, deadline=None)
@given(SIGNS)
def test_a_line_of_markup_shows_its_plain_words(text: str) -> None:
    line = paragraph(inline(text, Filling()))
    assert shown(line, "house:ac-2") == " ".join(plain(text, Filling().insert).split())
    long = "- " + "word " * 18 + line
    assert shown(folded(long, 60), "house:ac-2") == shown(long, "house:ac-2")


@settings(max_examples=300, deadline=None)
@given(SIGNS)
def test_blocks_of_markup_are_lists_tables_listings_and_paragraphs(text: str) -> None:
    found = blocks(text, Filling())
    item = "\n".join(listed("**a.**", found, ["- **1.** below"]))
    markdown = folded("\n\n".join(["lead", item, *(block.text for block in found)]), 60)
    resolved = resolve(markdown, render, Everything("house:ac-2"))
    html = render(resolved.text)
    assert (resolved.faults, resolved.views) == ((), ())
    assert re.findall(r"<(?:h\d|hr|ol|blockquote|img|script|code class)", html) == []
    assert "<strong>1.</strong> below" in html


# writing -----------------------------------------------------------------------------------------------------------

TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=" \n\t:#-'\"\\|>a1é\ufeff?*&!%@`[]{},~", max_size=14),
    st.sampled_from(
        ["yes", "no", "010", "6.10", "~", "null", "", "---", "...", "- a", "a: b", "a #b", "2026-11-15", "="]
    ),
)
KEYS = TEXTS.filter(lambda key: key != "<<")
VALUES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=10
)
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


@settings(max_examples=400, deadline=None)
@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=4), max_size=3))
def test_what_is_written_is_read_back_as_it_was(values: list[dict[str, Any]]) -> None:
    kept = [value for value in values if not UNFIT.search(repr_of(value))]
    assert [one.value for one in documents(as_documents(kept))] == kept


def repr_of(value: object) -> str:
    """All texts of a value in a row."""
    if isinstance(value, dict):
        return "".join(key + repr_of(one) for key, one in value.items())
    return value if isinstance(value, str) else "".join(map(repr_of, value)) if isinstance(value, list) else ""


@given(st.characters(codec="utf-8"))
def test_a_character_is_written_or_refused(sign: str) -> None:
    if UNFIT.search(sign):
        with pytest.raises(ValueError, match="cannot stand in a record"):
            as_yaml({"text": f"a{sign}b"})
    else:
        assert documents(as_yaml({"text": f"a{sign}b"}))[0].value == {"text": f"a{sign}b"}


def test_texts_are_written_as_people_write_them() -> None:
    value = {
        "id": "house:ac-1", "number": "6.10", "title": "Rules: a start", "assessable": "yes", "day": "2026-11-15",
        "text": "One.\n\n- two\n", "list": ["a", {"to": "b", "basis": "c"}], "none": [],
    }  # fmt: skip
    assert as_yaml(value) == (
        'id: house:ac-1\nnumber: "6.10"\ntitle: "Rules: a start"\nassessable: yes\nday: 2026-11-15\n'
        "text: |\n  One.\n\n  - two\nlist:\n  - a\n  - to: b\n    basis: c\nnone: []\n"
    )


# into a folder -----------------------------------------------------------------------------------------------------


def held(folder: Path) -> dict[str, str]:
    return {file.relative_to(folder).as_posix(): file.read_text() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def imported(importing: Importing) -> Imported:
    return importing.of(a_catalog(a_group(a_control()), {"id": "au", "title": "Audit"}))


def test_files_are_written_below_a_folder_that_need_not_be_there(imported: Imported, tmp_path: Path) -> None:
    folder = tmp_path / "controls" / "frameworks" / "house"
    assert write(imported, folder) == ["ac.yml", "au.yml", "framework.yml"]
    assert held(tmp_path / "controls") == {f"frameworks/house/{path}": text for path, text in imported.files.items()}


def test_writing_the_same_again_changes_nothing(imported: Imported, tmp_path: Path) -> None:
    write(imported, tmp_path / "x")
    write(imported, tmp_path / "x")
    assert held(tmp_path / "x") == dict(imported.files)


def test_a_file_that_differs_is_not_overwritten(imported: Imported, tmp_path: Path) -> None:
    write(imported, tmp_path / "x")
    (tmp_path / "x" / "ac.yml").write_text("mine")
    (tmp_path / "x" / "au.yml").unlink()
    with pytest.raises(ConfigurationFault, match=r"already holds 1 file that this import would change \(ac.yml\)"):
        write(imported, tmp_path / "x")
    assert sorted(held(tmp_path / "x")) == ["ac.yml", "framework.yml"]
    assert (tmp_path / "x" / "ac.yml").read_text() == "mine"
    write(imported, tmp_path / "x", replace=True)
    assert held(tmp_path / "x") == dict(imported.files)


def test_files_of_an_earlier_import_go_and_those_of_people_stay(
    imported: Imported, importing: Importing, tmp_path: Path
) -> None:
    write(imported, tmp_path / "x")
    (tmp_path / "x" / "mine.yml").write_text("# mine")
    smaller = importing.of(a_catalog(a_group(a_control())))
    with pytest.raises(ConfigurationFault, match=r"2 files that this import would change \(framework.yml, au.yml\)"):
        write(smaller, tmp_path / "x")
    write(smaller, tmp_path / "x", replace=True)
    assert held(tmp_path / "x") == {**smaller.files, "mine.yml": "# mine"}


def test_a_folder_is_as_it_was_where_one_file_cannot_be_put(imported: Imported, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    write(imported, folder)
    (folder / "ac.yml").write_text("mine")
    (folder / "au.yml").unlink()
    (folder / "framework.yml").unlink()
    (folder / "framework.yml").mkdir()
    with pytest.raises(EnvironmentFault, match="is as it was"):
        write(imported, folder, replace=True)
    assert held(folder) == {"ac.yml": "mine"}
    assert sorted(one.name for one in folder.iterdir()) == ["ac.yml", "framework.yml"]


def test_a_folder_that_cannot_be_made_leaves_no_others_behind(imported: Imported, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(EnvironmentFault):
        write(imported, tmp_path / "file" / "x")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "rules.json"]
