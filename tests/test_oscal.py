"""What leaves as OSCAL: valid for somebody else's reader, with every id and link, and read back as the same records."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from trestle.core.profile_resolver import ProfileResolver
from trestle.oscal.catalog import Catalog
from trestle.oscal.component import ComponentDefinition
from trestle.oscal.profile import Profile

from aimsbook.cli import cli
from aimsbook.compose import Edition
from aimsbook.coverage import coverage_of
from aimsbook.errors import ConfigurationFault
from aimsbook.exporting import export, exporters
from aimsbook.importers.oscal import Imported, import_file, write
from aimsbook.load import load
from aimsbook.oscalmarks import (
    NAMESPACE,
    is_token,
    marked,
    marks_of,
    readdressed,
    tokens_of,
    with_definitions,
    without_definitions,
)
from aimsbook.oscalrules import read_oscal
from aimsbook.records import Record
from aimsbook.source import Document, read_text
from aimsbook.vocabulary import Vocabulary
from drawn import EXAMPLE, Drawing

Tree = dict[str, Any]
SHIPPED = ("iso42001", "nist-ai-rmf", "eu-ai-act")
READERS = {"catalog": Catalog, "profile": Profile, "component-definition": ComponentDefinition}
HOUSE = """
== controls/house.yml ==
id: house:1
type: requirement
title: "*Stars* and [brackets] & <tags>"
assessable: no
---
id: house:1.1
type: requirement
title: Two people
number: "1.1"
parent: house:1
kind: rule
text: |
  Nobody releases alone; see [house:a-2] and [the rule above][house:1].

  - A list, and a literal `[house:1]`.
note: Without a line break at its end, [house:1.1.a] says.
---
id: house:1.1.a
type: requirement
title: Nested
parent: house:1.1
maps_to: [house:a-2]
---
id: house:1.2
type: requirement
title: A heading beside rules
parent: house:1
assessable: no
---
id: house:a-2
type: requirement
title: On its own
withdrawn: yes
typical_evidence: [One]
application:
  - {date: 2026-01-01, when: always}
== controls/frameworks/house/framework.yml ==
name: house
title: House rules
publisher: The house
application_conditions:
  always: {class: any}
== controls/control.yml ==
id: CTL-TWO
type: control
title: Two people release
status: implemented
owner: PER-A
satisfies: [{to: "house:1.1"}, "house:1"]
---
id: CTL-OLD
type: control
title: Nobody does this any more
status: retired
satisfies: ["house:1.1"]
---
id: PER-A
type: person
title: A. B.
"""


TWINS = """
{id: "one:ac-1", type: requirement, title: One of one, assessable: yes}
---
{id: "one:ac-2", type: requirement, title: Two of one, assessable: yes, maps_to: ["two:ac-3"]}
---
{id: "two:ac-1", type: requirement, title: One of two, assessable: yes, text: "See [two:AC-2] and [one:ac-1]."}
---
{id: "two:AC-2", type: requirement, title: Two of two, assessable: yes, parent: "two:ac-3"}
---
{id: "two:ac-3", type: requirement, title: Three of two, assessable: yes}
---
{id: CTL-ONE, type: control, title: Done, status: implemented, satisfies: ["one:ac-1"]}
---
{id: CTL-TWO, type: control, title: To be done, status: planned, satisfies: ["two:AC-2"]}
"""


@pytest.fixture(scope="module")
def folder(example: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as OSCAL, in what trestle takes for a workspace."""
    return written(example, tmp_path_factory.mktemp("oscal"))


def written(edition: Edition, folder: Path) -> Path:
    (folder / ".trestle").mkdir()
    for one in export(exporters()["oscal"], edition):
        (folder / one.path).write_bytes(one.content)
    return folder


def tree(folder: Path, name: str) -> Tree:
    found: Tree = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return next(iter(found.values()))


def nodes(holder: Tree) -> Iterator[tuple[str, Tree, str]]:
    """Every group and control with the token of what holds it."""
    for kind in ("groups", "controls"):
        for one in holder.get(kind, ()):
            yield kind, one, str(holder.get("id", ""))
            yield from nodes(one)


def own(node: Tree, name: str) -> list[str]:
    return [one["value"] for one in node.get("props", ()) if one.get("ns") == NAMESPACE and one["name"] == name]


def one_of(node: Tree, name: str) -> str:
    (found,) = own(node, name)
    return found


# valid, and by whose word ------------------------------------------------------------------------------------------


def test_every_document_is_valid_for_an_independent_reader(folder: Path) -> None:
    read = {}
    for file in sorted(folder.glob("*.json")):
        kind = next(iter(json.loads(file.read_text())))
        read[file.stem] = READERS[kind].oscal_read(file)  # type: ignore[attr-defined]
    assert sorted(read) == [*(f"catalog-{name}" for name in sorted(SHIPPED)), "component-definition", "profile"]
    assert all(read.values())


def test_what_was_read_is_written_again_without_a_loss(folder: Path) -> None:
    for file in sorted(folder.glob("*.json")):
        given = json.loads(file.read_text())
        model = READERS[next(iter(given))].oscal_read(file)  # type: ignore[attr-defined]
        again = json.loads(model.oscal_serialize_json())
        last = next(iter(given.values()))["metadata"].pop("last-modified")
        assert next(iter(again.values()))["metadata"].pop("last-modified")[:10] == last[:10] == "2026-11-15"
        assert again == given, file.name


def test_a_resolver_that_is_not_ours_selects_just_what_applies(
    folder: Path, example: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    logging.getLogger("trestle").setLevel(logging.ERROR)
    resolved = ProfileResolver.get_resolved_profile_catalog(folder, str(folder / "profile.json"))
    found = {one["id"] for kind, one, _ in nodes(json.loads(resolved.oscal_serialize_json())["catalog"]) if kind == "controls"}
    wanted = {one for part in tree(folder, "profile")["imports"] for one in part["include-controls"][0]["with-ids"]}
    assert found == wanted and len(wanted) == sum(one.applying for one in coverage_of(example.book.dossier).values())


@pytest.mark.parametrize("name", ["catalog-iso42001", "profile", "component-definition"])
def test_the_head_has_title_version_and_day(folder: Path, name: str) -> None:
    metadata = tree(folder, name)["metadata"]
    assert (metadata["last-modified"], metadata["oscal-version"]) == ("2026-11-15T00:00:00Z", "1.1.3")
    assert metadata["title"] and metadata["version"]


def test_identifiers_are_the_same_each_time_and_no_two_are_alike(folder: Path, example: Edition, tmp_path: Path) -> None:
    again = written(example, tmp_path)
    assert {one.name: one.read_bytes() for one in folder.glob("*.json")} == {
        one.name: one.read_bytes() for one in again.glob("*.json")
    }
    text = "".join(one.read_text() for one in folder.glob("*.json"))
    found = Counter(line.strip() for line in text.splitlines() if line.strip().startswith('"uuid"'))
    assert set(found.values()) == {1} and len(found) > 400
    assert {UUID(one.split('"')[3]).version for one in found} == {5}


# catalogs ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_a_catalog_holds_every_requirement_below_its_parent(folder: Path, example: Edition, name: str) -> None:
    found = list(nodes(tree(folder, f"catalog-{name}")))
    ids = {one["id"]: one_of(one, "id") for _, one, _ in found}
    records = {one.id: one for one in requirements(example, name)}
    assert sorted(ids.values()) == sorted(records) and all(map(is_token, ids))
    parents = {one_of(one, "id"): ids.get(parent) for _, one, parent in found}
    assert parents == {one.id: one.get("parent") or parent_of(one) for one in records.values()}
    assert {one_of(one, "id"): one["title"] for _, one, _ in found} == {one.id: one.title for one in records.values()}


def requirements(edition: Edition, framework: str) -> list[Record]:
    return [one for one in edition.book.dossier.graph if one.id.startswith(f"{framework}:")]


def parent_of(record: Record) -> str | None:
    return next((link.target for link in record.links if link.relation == "parent"), None)


def test_no_word_of_the_standard_is_in_its_catalog(folder: Path) -> None:
    parts = [part for _, one, _ in nodes(tree(folder, "catalog-iso42001")) for part in one.get("parts", ())]
    assert {one_of(part, "field") for part in parts} == {"intent"}


def test_a_group_holds_groups_or_controls_and_never_both(folder: Path) -> None:
    for name in SHIPPED:
        found = nodes(tree(folder, f"catalog-{name}"))
        assert [one["id"] for kind, one, _ in found if kind == "groups" and {"groups", "controls"} <= one.keys()] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_our_own_catalog_comes_back_as_the_same_records(
    folder: Path, example: Edition, vocabulary: Vocabulary, name: str
) -> None:
    imported = import_file(folder / f"catalog-{name}.json")
    assert told(records_of(imported, vocabulary), name) == told(requirements(example, name), name)
    framework = example.book.dossier.frameworks[name]
    assert (imported.declaration.facts, imported.declaration.terms) == (framework.facts, framework.terms)


def records_of(imported: Imported, vocabulary: Vocabulary) -> list[Record]:
    texts = [one for path, text in imported.files.items() if path != "framework.yml" for one in read_text(text, path)]
    records, faults = load(texts, vocabulary)
    assert faults == [] and all(isinstance(one, Document) for one in texts)
    return records


def told(records: list[Record], framework: str) -> dict[str, object]:
    """All that a record says, with its links within the framework."""
    return {
        one.id: (one.title, one.type, dict(one.fields), [
            (link.relation, link.target) for link in one.links if link.target.startswith(f"{framework}:")
        ])
        for one in records
    }  # fmt: skip


def test_a_catalog_from_elsewhere_comes_back_with_its_prose_and_parameters(
    drawing: Drawing, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    parameter = {"id": "ac-1_prm", "label": "time period"}
    prose = [
        {"id": "ac-1_smt", "name": "statement", "prose": "Within {{ insert: param, ac-1_prm }}:", "parts": [
            {"id": "ac-1_smt.a", "name": "item", "props": [{"name": "label", "value": "a."}], "prose": "review [AC-2](#ac-2)."},
        ]},
        {"id": "ac-1_gdn", "name": "guidance", "prose": "As *often* as it takes."},
    ]  # fmt: skip
    control = {"id": "ac-1", "title": "Policy", "params": [parameter], "parts": prose, "links": [{"href": "#ac-2", "rel": "related"}]}
    gone = {"id": "ac-2", "title": "Gone", "props": [{"name": "status", "value": "withdrawn"}], "links": [{"href": "#ac-1", "rel": "incorporated-into"}]}
    nested = {**control, "controls": [{"id": "ac-1.1", "title": "More", "props": [{"name": "label", "value": "AC-1(1)"}]}]}
    metadata = {"title": "Rules like those of NIST", "version": "5", "last-modified": "2026-01-01T00:00:00Z"}
    (tmp_path / "given.json").write_text(
        json.dumps({"catalog": {"metadata": metadata, "groups": [{"id": "ac", "title": "Access", "controls": [nested, gone]}]}})
    )
    first = import_file(tmp_path / "given.json", "like-nist")
    write(first, drawing.root / "controls" / "like-nist")
    edition = drawing.edition()
    assert edition.diagnostics == () or all(one.severity < 2 for one in edition.diagnostics)
    files = {one.path: one.content for one in export(exporters()["oscal"], edition)}
    (tmp_path / "again.json").write_bytes(files["catalog-like-nist.json"])
    assert Catalog.oscal_read(tmp_path / "again.json")
    again = import_file(tmp_path / "again.json")
    assert "Assignment: organization-defined time period" in files["catalog-like-nist.json"].decode()
    assert {path: text.partition("\n")[2] for path, text in again.files.items()} == {
        path: text.partition("\n")[2] for path, text in first.files.items()
    }


def test_a_framework_of_ones_own_comes_back_even_under_another_name(
    drawing: Drawing, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    edition = drawing.edition(HOUSE)
    (asset,) = export(exporters()["oscal"], edition, "catalog:house")
    file = tmp_path / "x.json"
    file.write_bytes(asset.content)
    assert told(records_of(import_file(file), vocabulary), "house") == told(requirements(edition, "house"), "house")
    other = {one.id: one for one in records_of(import_file(file, "other"), vocabulary)}
    assert set(other) == {f"other:{one}" for one in ("1", "1.1", "1.1.a", "1.2", "a-2")}
    text = other["other:1.1"].get("text")
    assert "see [other:a-2] and [the rule above][other:1]" in text and "house" not in text.replace("`[house:1]`", "")


def test_a_heading_beside_rules_is_a_control_and_says_that_it_asks_for_nothing(drawing: Drawing) -> None:
    (asset,) = export(exporters()["oscal"], drawing.edition(HOUSE), "catalog:house")
    catalog = json.loads(asset.content)["catalog"]
    assert {(kind, one["id"], parent) for kind, one, parent in nodes(catalog)} == {
        ("groups", "house_1", ""), ("controls", "house_1.1", "house_1"), ("controls", "house_1.1.a", "house_1.1"),
        ("controls", "house_1.2", "house_1"), ("controls", "a-2", ""),
    }  # fmt: skip
    assert [one_of(one, "assessable") for _, one, _ in nodes(catalog) if own(one, "assessable")] == ["no", "no"]


# profile -----------------------------------------------------------------------------------------------------------


def test_the_counts_per_rung_are_those_of_the_site(folder: Path, example: Edition) -> None:
    profile = tree(folder, "profile")
    tokens = {one["id"]: one_of(one, "id") for name in SHIPPED for _, one, _ in nodes(tree(folder, f"catalog-{name}"))}
    rungs = [(tokens[one["control-id"]], own(one["adds"][0], "rung")[0]) for one in profile["modify"]["alters"]]
    out = [(one["value"], one["name"]) for one in profile["metadata"]["props"] if one.get("class")]
    for name, covered in coverage_of(example.book.dossier).items():
        found = Counter(rung for record, rung in (*rungs, *out) if record.startswith(f"{name}:"))
        assert found == {rung.name: number for rung, number in covered.by_state if number}


def test_what_is_left_out_is_told_with_its_reason(folder: Path, example: Edition) -> None:
    profile = tree(folder, "profile")
    (out,) = [one for one in profile["metadata"]["props"] if one.get("class") == "iso42001"]
    assert (out["value"], out["name"]) == ("iso42001:A.4.5", "not-applicable")
    decision = example.book.dossier.graph["SOA-A.4.5"]
    assert out["remarks"] == f"{str(decision.get('reason')).strip()}\n\nNot applicable: SOA-A.4.5"
    later = next(one for one in profile["metadata"]["props"] if one["value"] == "eu-ai-act:9")
    assert later["remarks"].startswith("For us: Not yet; For us from: 2027-12-02")
    (excluded,) = next(one for one in profile["imports"] if "iso42001" in one["href"])["exclude-controls"]
    assert excluded["with-ids"] == ["A.4.5"]


def test_the_version_is_that_of_the_statement_in_force(folder: Path, example: Edition) -> None:
    metadata = tree(folder, "profile")["metadata"]
    assert metadata["version"] == example.book.dossier.graph[one_of(metadata, "statement")].get("version")


# component definition ----------------------------------------------------------------------------------------------


def test_every_link_from_a_control_to_a_requirement_is_there(folder: Path, example: Edition) -> None:
    graph = example.book.dossier.graph
    found = {
        (one_of(component, "id"), one_of(requirement, "implements"))
        for component in tree(folder, "component-definition")["components"]
        for implementation in component.get("control-implementations", ())
        for requirement in implementation["implemented-requirements"]
    }
    links = {(one.id, link.target) for one in graph for link in one.links if (one.type, link.relation) in
             {("control", "satisfies"), ("policy", "addresses")} and one.get("status") != "retired"}  # fmt: skip
    assert found == links and len(found) > 150


def test_each_implemented_requirement_names_a_control_and_a_statement_of_its_catalog(folder: Path) -> None:
    for component in tree(folder, "component-definition")["components"]:
        for implementation in component.get("control-implementations", ()):
            controls = {one["id"]: one for kind, one, _ in nodes(tree(folder, implementation["source"][:-5])) if kind == "controls"}
            for one in implementation["implemented-requirements"]:
                parts = {part["id"] for part in controls[one["control-id"]]["parts"]}
                assert {each["statement-id"] for each in one["statements"]} <= parts


def test_every_fragment_leads_to_something(folder: Path) -> None:
    text = (folder / "component-definition.json").read_text()
    document = tree(folder, "component-definition")
    places = {one["id"] for one in document["metadata"]["roles"]} | {one["uuid"] for one in document["metadata"]["parties"]}
    places |= {one["uuid"] for one in (*document["components"], *document["back-matter"]["resources"])}
    hrefs = {line.split('"')[3] for line in text.splitlines() if line.strip().startswith('"href"')}
    inside = {one[1:] for one in hrefs if one.startswith("#")}
    assert inside <= places and len(inside) > 60
    abroad = {tuple(one.split("#")) for one in hrefs if one.startswith("catalog-")}
    assert {token for file, token in abroad} <= {
        one["id"] for name in SHIPPED for _, one, _ in nodes(tree(folder, f"catalog-{name}"))
    }


def test_proof_stands_with_its_file_and_digest(folder: Path, example: Edition) -> None:
    resources = {one_of(one, "id"): one for one in tree(folder, "component-definition")["back-matter"]["resources"]}
    evidence = {one.id: one for one in example.book.dossier.graph.of_type("evidence")}
    assert set(resources) == {name for name in evidence if example.book.dossier.case.is_present(evidence[name])}
    record = evidence["EV-BIAS-4.2.0"]
    (link,) = resources[record.id]["rlinks"]
    assert link == {"href": record.get("file"), "hashes": [{"algorithm": "SHA-256", "value": record.get("sha256")}]}


def test_a_control_names_who_answers_and_how_far_it_is(folder: Path) -> None:
    document = tree(folder, "component-definition")
    component = next(one for one in document["components"] if own(one, "id") == ["CTL-BIAS-TEST"])
    assert (component["type"], one_of(component, "rung")) == ("software", "verified")
    assert {"name": "implementation-status", "value": "implemented"} in component["props"]
    (role,) = component["responsible-roles"]
    parties = {one["uuid"]: one for one in document["metadata"]["parties"]}
    assert role["role-id"] == "ROLE-ML-LEAD" and {parties[one]["type"] for one in role["party-uuids"]} == {"person"}
    assert {link["rel"] for link in component["links"]} == {"owner", "applies_to", "evidenced_by"}


def test_a_retired_control_implements_nothing_and_a_group_is_only_linked(drawing: Drawing) -> None:
    (asset,) = export(exporters()["oscal"], drawing.edition(HOUSE), "component-definition")
    document = json.loads(asset.content)["component-definition"]
    live, old = (next(one for one in document["components"] if own(one, "id") == [name]) for name in ("CTL-TWO", "CTL-OLD"))
    assert "control-implementations" not in old
    assert [(one["rel"], one["href"]) for one in old["links"]] == [("satisfies", "catalog-house.json#house_1.1")]
    assert ("satisfies", "catalog-house.json#house_1") in [(one["rel"], one["href"]) for one in live["links"]]
    assert [one["role-id"] for one in live["responsible-roles"]] == ["owner"]
    assert {"id": "owner", "title": "Owned by"} in document["metadata"]["roles"]


# marks -------------------------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40)
VALUES = st.one_of(TEXTS, st.lists(TEXTS, min_size=2, max_size=4), st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=3))


@given(st.dictionaries(st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True), VALUES, max_size=5))
def test_every_value_comes_back_from_its_properties(fields: dict[str, Any]) -> None:
    marks = marks_of(fields)
    assert all(one["value"].strip() == one["value"] and "\n" not in one["value"] for one in marks)
    assert marked(json.loads(json.dumps(marks))) == fields


@given(st.text(max_size=80), st.dictionaries(st.sampled_from(["a:1", "a:b-2", "a:3"]), st.just("#x")))
def test_a_text_comes_back_without_the_definitions_that_it_got(text: str, hrefs: dict[str, str]) -> None:
    assert without_definitions(with_definitions(text, hrefs), len(hrefs)) == text


@given(st.lists(st.from_regex(r"[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+){0,2}", fullmatch=True), unique_by=str.casefold, max_size=12))
def test_no_two_ids_get_one_token(locals_: list[str]) -> None:
    tokens = tokens_of((f"a:{one}" for one in locals_), "a")
    assert len({one.casefold() for one in tokens.values()}) == len(locals_) and all(map(is_token, tokens.values()))
    assert all(tokens[f"a:{one}"] == one for one in locals_ if is_token(one))


@given(*[st.lists(st.from_regex(r"[A-Za-z0-9]{1,2}(?:-[A-Za-z0-9])?", fullmatch=True), unique_by=str.casefold, max_size=12)] * 2)
def test_no_two_ids_of_two_catalogs_get_one_token(first: list[str], second: list[str]) -> None:
    one = tokens_of((f"a:{each}" for each in first), "a")
    other = tokens_of((f"b:{each}" for each in second), "b", one.values())
    tokens = [*one.values(), *other.values()]
    assert len({each.casefold() for each in tokens}) == len(first) + len(second) and all(map(is_token, tokens))


def test_two_catalogs_with_the_same_ids_are_told_apart_in_the_profile_and_come_back(
    drawing: Drawing, vocabulary: Vocabulary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = drawing.edition(TWINS, ("iso42001",))
    folder = written(edition, tmp_path)
    tokens = {name: [one["id"] for _, one, _ in nodes(tree(folder, f"catalog-{name}"))] for name in ("one", "two")}
    assert tokens == {"one": ["ac-1", "ac-2"], "two": ["two_ac-1", "ac-3", "two_AC-2"]}
    profile = tree(folder, "profile")
    parts = {part["href"]: part["include-controls"][0]["with-ids"] for part in profile["imports"]}
    assert (parts["catalog-one.json"], sorted(parts["catalog-two.json"])) == (tokens["one"], sorted(tokens["two"]))
    told_of = {one["control-id"]: one_of(one["adds"][0], "rung") for one in profile["modify"]["alters"]}
    ids = {one["id"]: one_of(one, "id") for name in ("one", "two") for _, one, _ in nodes(tree(folder, f"catalog-{name}"))}
    assert {ids[token]: told_of[token] for token in ids} == {one: edition.book.dossier.standings[one].rung.name for one in ids.values()}
    assert told_of["ac-1"] != told_of["two_ac-1"]
    (implementation,) = [each for each in tree(folder, "component-definition")["components"] if one_of(each, "id") == "CTL-ONE"]
    assert [one["control-id"] for each in implementation["control-implementations"] for one in each["implemented-requirements"]] == ["ac-1"]
    monkeypatch.chdir(folder)
    logging.getLogger("trestle").setLevel(logging.ERROR)
    resolved = ProfileResolver.get_resolved_profile_catalog(folder, str(folder / "profile.json"))
    found = [one for kind, one, _ in nodes(json.loads(resolved.oscal_serialize_json())["catalog"]) if kind == "controls"]
    assert {one["id"]: one_of(one, "rung") for one in found if one["id"] in {*tokens["one"], *tokens["two"]}} == {
        one: told_of[one] for one in (*tokens["one"], *tokens["two"])
    }
    for name in ("one", "two"):
        imported = import_file(folder / f"catalog-{name}.json")
        assert told(records_of(imported, vocabulary), name) == told(requirements(edition, name), name)


def test_a_token_that_another_id_has_is_not_given_twice() -> None:
    assert tokens_of(["a:1", "a:a_1"], "a") == {"a:a_1": "a_1", "a:1": "_a_1"}


def test_numbers_in_foreign_json_stay_text() -> None:
    assert marked([{"name": "x", "ns": NAMESPACE, "class": "json", "value": "[1]"}]) == {"x": "[1]"}
    assert marked([{"name": "x", "value": "theirs"}]) == {}


def test_references_follow_a_framework_to_its_new_name() -> None:
    assert readdressed("[A:1], [w][a:b.2] and [ab:1]", "a", "c") == "[c:1], [w][c:b.2] and [ab:1]"


# rules and command -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("parties: [{type: persn, is: person}]", "'persn' is not known here; did you mean 'person'?"),
        ("parties: [{type: person, is: group}]", "'group' is not known here"),
        ("component: []", "'component' is no key here; did you mean 'components'?"),
        ("components: [{type: control}]", "'is' is missing"),
        ("components: [{type: control, is: {field: kind}}]", "the component control needs `otherwise`"),
        ("components: [{type: control, is: {otherwise: x}, implements: satisfy}]", "'satisfy' is not known here"),
        ("[]", "a mapping was expected"),
    ],
)
def test_broken_rules_are_told_with_their_file(tmp_path: Path, vocabulary: Vocabulary, said: str, wrong: str) -> None:
    (tmp_path / "oscal.yml").write_text(said)
    with pytest.raises(ConfigurationFault) as raised:
        read_oscal(vocabulary, tmp_path)
    assert str(raised.value).startswith(f"{tmp_path / 'oscal.yml'}:1:") and wrong in str(raised.value)


def test_a_project_says_itself_what_becomes_a_component(drawing: Drawing) -> None:
    rules = """
        == controls/vocabulary/oscal.yml ==
        components: [{type: person, is: {otherwise: service}}]
    """
    edition = drawing.draw(HOUSE).edition(rules)
    (asset,) = export(exporters()["oscal"], edition, "component-definition")
    components = json.loads(asset.content)["component-definition"]["components"]
    assert [(one_of(one, "id"), one["type"]) for one in components] == [("PER-A", "service")]


def test_a_project_without_a_framework_has_no_profile(drawing: Drawing) -> None:
    edition = drawing.edition("id: CTL-X\ntype: control\ntitle: X")
    assert [one.path for one in export(exporters()["oscal"], edition)] == ["contents.txt", "component-definition.json"]


def test_the_command_writes_a_folder_or_one_document(tmp_path: Path) -> None:
    call = ["export", "oscal", "-f", str(EXAMPLE / "mkdocs.yml"), "-o"]
    whole = CliRunner().invoke(cli, [*call, str(tmp_path / "oscal")])
    assert (whole.exit_code, whole.stdout) == (0, ""), whole.output
    single = CliRunner().invoke(cli, [*call, str(tmp_path / "p.json"), "profile"])
    assert single.exit_code == 0, single.output
    assert (tmp_path / "p.json").read_bytes() == (tmp_path / "oscal" / "profile.json").read_bytes()
    wrong = CliRunner().invoke(cli, [*call, str(tmp_path / "x.json"), "catalogue:iso42001"])
    assert isinstance(wrong.exception, ConfigurationFault) and "did you mean 'catalog:iso42001'?" in str(wrong.exception)


def test_a_framework_that_is_switched_on_is_not_imported_a_second_time(folder: Path, drawing: Drawing) -> None:
    settings = "site_name: x\ntheme: {name: material}\nplugins:\n  - aimsbook: {frameworks: [iso42001]}"
    drawing.draw(f"== docs/index.md ==\n# X\n== mkdocs.yml ==\n{settings}")
    call = ["import", "oscal", str(folder / "catalog-iso42001.json"), "-f", str(drawing.root / "mkdocs.yml")]
    refused = CliRunner().invoke(cli, call)
    assert isinstance(refused.exception, ConfigurationFault) and "take it off `frameworks`" in str(refused.exception)
    taken = CliRunner().invoke(cli, [*call, "--framework", "mine"])
    assert taken.exit_code == 0, taken.output
    assert (drawing.root / "controls" / "frameworks" / "mine" / "framework.yml").is_file()


def test_a_shipped_framework_that_is_imported_is_told_with_the_way_out_and_counts_once(folder: Path, drawing: Drawing) -> None:
    settings = "site_name: x\ntheme: {name: material}\nplugins:\n  - aimsbook: {frameworks: [OTHER]}"
    drawing.draw(f"== docs/index.md ==\n# X\n== mkdocs.yml ==\n{settings.replace('OTHER', 'nist-ai-rmf')}")
    config = drawing.root / "mkdocs.yml"
    taken = CliRunner().invoke(cli, ["import", "oscal", str(folder / "catalog-iso42001.json"), "-f", str(config)])
    assert taken.exit_code == 0 and "warning: iso42001 is shipped too" in taken.stderr and "--framework" in taken.stderr
    assert CliRunner().invoke(cli, ["check", "-f", str(config)]).exit_code == 0
    config.write_text(settings.replace("OTHER", "iso42001"))
    twice = CliRunner().invoke(cli, ["check", "-f", str(config)])
    assert isinstance(twice.exception, ConfigurationFault)
    assert "iso42001 is switched on" in str(twice.exception) and "brings it a second time" in str(twice.exception)
