"""The shipped frameworks and crosswalks: complete, whole, in our own words, and switched on by name."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from aimsbook.address import record_page
from aimsbook.dossier import Dossier, compile_dossier
from aimsbook.errors import ConfigurationFault
from aimsbook.frameworks import shipped_names
from aimsbook.records import Record
from drawn import Drawing

ALL = ("iso42001", "nist-ai-rmf", "eu-ai-act")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """All shipped frameworks and nothing else."""
    return compile_dossier(Drawing(tmp_path_factory.mktemp("frameworks")).project(ALL))


def of(dossier: Dossier, framework: str) -> list[Record]:
    return [record for record in dossier.graph if record.get("framework") == framework]


def asks(record: Record) -> bool:
    return record.get("assessable") != "no"


def crosswalk(dossier: Dossier, source: str, target: str) -> list[tuple[str, str]]:
    return [
        (record.id, link.target)
        for record in of(dossier, source)
        for link in dossier.graph.links(record.id).get("maps_to", ())
        if link.target.startswith(f"{target}:")
    ]


def test_the_shipped_frameworks_are_sound(shipped: Dossier) -> None:
    assert [one for one in shipped.diagnostics if one.rule != "duty-not-met"] == []
    assert shipped_names() == sorted(ALL)
    assert all(record.shipped for record in shipped.graph)


def test_iso_42001_has_its_clauses_areas_and_controls(shipped: Dossier) -> None:
    records = of(shipped, "iso42001")
    assert Counter((record.get("kind"), asks(record)) for record in records) == {
        ("clause", True): 32,
        ("clause", False): 11,
        ("objective", False): 9 + 2,
        ("annex", False): 1,
        ("control", True): 38,
    }
    areas = [record.local for record in records if record.get("kind") == "objective" and record.local.count(".") == 1]
    assert areas == [f"A.{number}" for number in range(2, 11)]
    headings = [record.local for record in records if record.get("kind") == "clause" and not asks(record)]
    assert headings == ["4", "5", "6", "6.1", "7", "7.5", "8", "9", "9.2", "9.3", "10"]


def test_every_annex_a_area_has_as_many_controls_as_the_standard(shipped: Dossier) -> None:
    controls = [record.local for record in of(shipped, "iso42001") if record.get("kind") == "control"]
    assert Counter(".".join(one.split(".")[:2]) for one in controls) == {
        "A.2": 3, "A.3": 2, "A.4": 5, "A.5": 4, "A.6": 9, "A.7": 5, "A.8": 4, "A.9": 3, "A.10": 3,
    }  # fmt: skip


def test_the_nist_ai_rmf_has_its_functions_categories_and_subcategories(shipped: Dossier) -> None:
    records = of(shipped, "nist-ai-rmf")
    assert Counter(record.get("kind") for record in records) == {"function": 4, "category": 19, "subcategory": 72}
    subcategories = Counter(record.local.partition("-")[0] for record in records if record.get("kind") == "subcategory")
    assert subcategories == {"GOVERN": 19, "MAP": 18, "MEASURE": 22, "MANAGE": 13}
    assert {record.get("kind") for record in records if asks(record)} == {"subcategory"}


def test_the_eu_ai_act_has_its_articles_with_dates_and_conditions(shipped: Dossier) -> None:
    articles = of(shipped, "eu-ai-act")
    assert len(articles) == 37
    assert {record.get("kind") for record in articles} == {"article"}
    assert [one.id for one in articles if not one.get("application")] == []
    assert [one.id for one in articles if not one.get("applies_when") and asks(one)] == []
    literacy = shipped.graph["eu-ai-act:4"]
    assert literacy.get("application")[0]["date"] == "2025-02-02"
    assert "eu-ai-act:4a" in shipped.graph


@pytest.mark.parametrize(("source", "rows"), [("nist-ai-rmf", 224), ("eu-ai-act", 103)])
def test_every_row_of_a_crosswalk_is_a_link(source: str, rows: int, shipped: Dossier) -> None:
    found = crosswalk(shipped, source, "iso42001")
    assert len(found) == len(set(found)) == rows
    read_back = [
        (source_id, record.id)
        for record in of(shipped, "iso42001")
        for source_id, _ in shipped.graph.links_to(record.id).get("mapped_from", ())
        if source_id.startswith(f"{source}:")
    ]
    assert sorted(read_back) == sorted(found)


def test_every_row_of_a_crosswalk_tells_what_it_rests_on(shipped: Dossier) -> None:
    links = [link for record in shipped.graph for link in shipped.graph.links(record.id).get("maps_to", ())]
    assert len(links) == 224 + 103
    assert {str(link.attributes["relation"]) for link in links} == {"related", "supports", "weak"}
    assert {str(link.attributes["basis"]) for link in links} == {
        "own_judgement", "airc_microsoft_fdis", "airc_microsoft_fdis_excerpt",
    }  # fmt: skip


def test_a_crosswalk_is_joined_only_where_both_ends_are_on(drawing: Drawing) -> None:
    alone = drawing.dossier(frameworks=["nist-ai-rmf"])
    assert crosswalk(alone, "nist-ai-rmf", "iso42001") == []
    assert [one.rule for one in alone.diagnostics if one.rule == "dead-link"] == []


def test_every_requirement_says_what_it_is_after(shipped: Dossier) -> None:
    said = {record.id: str(record.get("intent") or record.get("text") or "") for record in shipped.graph}
    assert [one for one, words in said.items() if len(words) < 25] == []
    assert len(set(said.values())) == len(said)


def test_only_what_is_in_the_public_domain_is_quoted(shipped: Dossier) -> None:
    assert {record.get("framework") for record in shipped.graph if record.get("text")} == {"nist-ai-rmf"}


def test_everything_that_is_asked_for_hangs_below_a_heading_of_its_framework(shipped: Dossier) -> None:
    for name in ("iso42001", "nist-ai-rmf"):
        tops = {one.id for one in of(shipped, name) if not shipped.graph.links(one.id).get("parent")}
        assert not any(asks(shipped.graph[one]) for one in tops)
    parents = {(one.id, link.target) for one in shipped.graph for link in shipped.graph.links(one.id).get("parent", ())}
    assert {one.partition(":")[0] == other.partition(":")[0] for one, other in parents} == {True}
    assert ("iso42001:A.6.2.4", "iso42001:A.6.2") in parents


def test_what_designs_and_what_shows_a_requirement_is_a_type_or_a_kind_of_policy(shipped: Dossier) -> None:
    kinds = {*shipped.vocabulary["policy"].fields["kind"].choices, *shipped.vocabulary.types}
    strange = {
        (record.id, word)
        for record in shipped.graph
        for field in ("designed_by", "records")
        for word in record.get(field) or ()
        if word not in kinds
    }
    assert strange == set()
    assert {word for record in shipped.graph for word in record.get("records") or ()} <= set(shipped.vocabulary.types)


def test_what_narrows_records_down_names_types_fields_and_values(shipped: Dossier) -> None:
    for record in shipped.graph:
        for type_name, wanted in (record.get("records_where") or {}).items():
            fields = shipped.vocabulary[type_name].fields
            for field, values in wanted.items():
                assert set(values if isinstance(values, list) else [values]) <= set(fields[field].choices), record.id


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("iso42001", ["text of the standard is not included", "iso.org"]),
        ("nist-ai-rmf", ["NIST"]),
        ("eu-ai-act", ["Not legal advice"]),
    ],
)
def test_a_framework_says_what_it_is_and_what_it_is_not(name: str, words: list[str], shipped: Dossier) -> None:
    assert [word for word in words if word not in shipped.frameworks[name].notice] == []


def test_a_page_of_the_standard_carries_the_notice(drawing: Drawing) -> None:
    site = drawing.edition(frameworks=ALL).site
    page = next(page for page in site.pages if page.path == "frameworks/iso42001.html")
    assert "The text of the standard is not included here" in page.body
    assert {record_page(f"iso42001:A.{area}") for area in range(2, 11)} <= {page.path for page in site.pages}


def test_a_framework_that_does_not_ship_is_told_with_those_that_do(drawing: Drawing) -> None:
    with pytest.raises(ConfigurationFault) as caught:
        drawing.dossier(frameworks=["iso4201"])
    assert "no framework 'iso4201'; did you mean 'iso42001'?" in str(caught.value)
    assert "eu-ai-act, iso42001 or nist-ai-rmf" in str(caught.value)


# a project's own -----------------------------------------------------------------------------------------------------

OWN = """
== controls/acme/framework.yml
name: acme
title: House rules of Acme
short: Acme
notice: Only for the people of Acme.
== controls/acme/rules.yml
{id: "acme:1", type: requirement, title: Rules on data, assessable: no}
---
{id: "acme:1.1", type: requirement, title: Ask before you copy, parent: "acme:1"}
---
{id: "acme:1.10", type: requirement, title: Delete what you copied, parent: "acme:1"}
---
{id: "acme:1.2", type: requirement, title: Tell whom you copied, parent: "acme:1", maps_to: "acme:1.1"}
"""


def test_a_project_brings_a_framework_of_its_own(drawing: Drawing) -> None:
    edition = drawing.edition(OWN)
    dossier = edition.book.dossier
    assert dossier.frameworks["acme"].title == "House rules of Acme"
    assert [record.local for record in of(dossier, "acme")] == ["1", "1.1", "1.2", "1.10"]
    page = next(page for page in edition.site.pages if page.path == "frameworks/acme.html")
    assert "Only for the people of Acme." in page.body


@pytest.mark.parametrize(
    "text", ["title: Nameless\n", "- a list\n", "words\n", "name: [a]\ntitle: T\n", "", "name: ../out\ntitle: T\n", "name: a: b\n"]
)
def test_a_broken_declaration_of_a_framework_is_told(text: str, drawing: Drawing) -> None:
    with pytest.raises(ConfigurationFault, match=r"framework\.yml"):
        drawing.draw("== controls/acme/framework.yml\n").dossier(f"== controls/acme/framework.yml\n{text}")


def test_requirements_without_a_framework_stand_together(drawing: Drawing) -> None:
    site = drawing.edition("{id: REQ-1, type: requirement, title: R}").site
    assert "frameworks/own.html" in {page.path for page in site.pages}


@pytest.mark.parametrize("name", ALL)
def test_the_shipped_files_are_those_of_the_folder(name: str) -> None:
    assert (Path(__file__).parent.parent / "generator/aimsbook/data/frameworks" / name / "framework.yml").is_file()
