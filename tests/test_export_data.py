"""The records as data: the JSON export and its schema, the file beside each page, the network as GraphML, and llms.txt."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema_rs
import networkx as nx
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimsbook.address import record_data
from aimsbook.build import build_site
from aimsbook.cli import cli
from aimsbook.compose import Edition
from aimsbook.coverage import coverage_of
from aimsbook.described import SCHEMA, WITHHELD, Describer, schema_text
from aimsbook.exporting import export, exporters
from aimsbook.graphml import as_graphml
from aimsbook.identity import id_fault
from aimsbook.report import record_data as shown_by_command
from drawn import AS_OF, EXAMPLE, MKDOCS, Drawing

VALIDATOR = jsonschema_rs.Draft202012Validator(json.loads(schema_text()), validate_formats=True)
RECORD = jsonschema_rs.Draft202012Validator(
    {"$ref": "#/$defs/record", "$defs": json.loads(schema_text())["$defs"]}, validate_formats=True
)


def dossier_of(edition: Edition) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(export(exporters()["json"], edition)[0].content)
    return found


def network_of(edition: Edition) -> nx.MultiDiGraph[str]:
    found: nx.MultiDiGraph[str] = nx.read_graphml(BytesIO(export(exporters()["graphml"], edition)[0].content), force_multigraph=True)
    return found


@pytest.fixture(scope="module")
def told(example: Edition) -> dict[str, Any]:
    return dossier_of(example)


# the JSON export --------------------------------------------------------------------------------------------------------


def test_the_export_of_the_example_keeps_to_the_published_schema(told: dict[str, Any]) -> None:
    assert [f"{error.instance_path}: {error.message}" for error in VALIDATOR.iter_errors(told)] == []
    jsonschema_rs.meta.validate(json.loads(schema_text()))


def test_the_schema_refuses_what_is_not_in_it(told: dict[str, Any]) -> None:
    first = told["records"][0]
    for wrong in ({**first, "extra": 1}, {key: one for key, one in first.items() if key != "state"}, {**first, "links": [{}]}):
        assert not VALIDATOR.is_valid({**told, "records": [wrong]})


def test_the_export_has_every_record_link_and_diagnostic(example: Edition, told: dict[str, Any]) -> None:
    graph = example.book.dossier.graph
    assert [one["id"] for one in told["records"]] == [record.id for record in graph]
    assert sum(len(one["links"]) for one in told["records"]) == graph.size
    assert sum(len(ends) for one in told["records"] for ends in one["read"].values()) == graph.size
    assert len(told["diagnostics"]) == len(example.diagnostics)
    assert sum(len(one["diagnostics"]) for one in told["records"]) == sum(one["record"] is not None for one in told["diagnostics"])


def test_the_export_counts_as_the_site_does(example: Edition, told: dict[str, Any]) -> None:
    for name, one in coverage_of(example.book.dossier).items():
        standing = Counter(
            record["standing"]["rung"]
            for record in told["records"]
            if record["type"] == one.type
            and (record["fields"].get("framework") or "own") == name
            and (record["standing"]["counted"] or record["standing"]["aside"])
        )
        assert +standing == +Counter({state.name: number for state, number in one.by_state})
        assert told["coverage"][name]["states"] == {state.name: number for state, number in one.by_state}


def test_values_are_typed_as_the_vocabulary_types_them(drawing: Drawing) -> None:
    edition = drawing.edition("""
        {id: EV-1, type: evidence, title: E, collected: 2026-10-01, valid_for: 90, covers: {from: 2026-01-01, to: 2026-03-31}, location: safe}
        ---
        {id: SYS-1, type: ai_system, title: S, in_scope: yes}
        ---
        {id: MET-1, type: metric, title: M, threshold: "0.25"}
    """)
    found = {one["id"]: one for one in dossier_of(edition)["records"]}
    assert found["EV-1"]["fields"] == {
        "collected": "2026-10-01", "valid_for": 90, "covers": {"from": "2026-01-01", "to": "2026-03-31"}, "location": "safe",
    }  # fmt: skip
    assert found["EV-1"]["facts"]["valid_until"]["value"] == "2026-12-30"
    assert found["SYS-1"]["fields"]["in_scope"] is True
    assert found["MET-1"]["fields"]["threshold"] == 0.25


def test_numbers_that_json_cannot_hold_stay_words(drawing: Drawing) -> None:
    edition = drawing.edition("""{id: MET-1, type: metric, title: M, threshold: "1e999", target: "-7"}""")
    (record,) = dossier_of(edition)["records"]
    assert record["fields"]["threshold"] == "1e999" and record["fields"]["target"] == -7


def test_a_state_has_its_reasons_and_what_holds_it_down(example: Edition, told: dict[str, Any]) -> None:
    standings = example.book.dossier.standings
    for one in told["records"]:
        standing = standings.get(one["id"])
        assert (one["standing"] is None) == (standing is None)
        if standing:
            said = one["standing"]
            assert (said["rung"], said["level"], said["counted"]) == (standing.rung.name, standing.level, standing.counted)
            assert (said["caps"], said["held_by"], said["by"]) == (list(standing.caps), list(standing.held_by), list(standing.by))
            assert {reason["text"] for reason in said["reasons"]} == {reason.text for reason in standing.reasons}
    proved = {one["id"]: one["proof"]["state"] for one in told["records"] if "proof" in one}
    assert proved == {name: proof.state for name, proof in example.book.dossier.proofs.controls.items()}


def test_the_command_and_the_export_say_the_same_of_a_record(example: Edition, told: dict[str, Any]) -> None:
    presenter = example.book.presenter
    for one in told["records"]:
        said = shown_by_command(presenter.graph[one["id"]], presenter)
        assert said["state"] == (one["state"] and one["state"]["name"])
        assert said["read"] == one["read"] and said["diagnostics"] == one["diagnostics"]
        assert set(said["fields"]) == set(one["fields"])
        assert said["links"] == {name: [link["to"] for link in one["links"] if link["relation"] == name] for name in said["links"]}


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x7f\x85\u2028\u2029", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)


@st.composite
def projects(draw: st.DrawFn) -> str:
    """Controls, requirements and evidence with any titles, linked at random, some of the links to what is not there."""
    numbers = draw(st.lists(st.integers(1, 30), unique=True, max_size=8))
    records = []
    for number in numbers:
        near = draw(st.lists(st.sampled_from([*numbers, 99]), max_size=4))
        title = json.dumps(draw(WORDS), ensure_ascii=False)
        if number % 3 == 0:
            records.append(f'id: "acme:{number}"\ntype: requirement\ntitle: {title}\nmaps_to: {[f"acme:{one}" for one in near if one % 3 == 0]}')
        elif number % 3 == 1:
            records.append(f'id: CTL-{number}\ntype: control\ntitle: {title}\nstatus: implemented\nsatisfies: {[f"acme:{one}" for one in near if one % 3 == 0]}')
        else:
            records.append(f'id: EV-{number}\ntype: evidence\ntitle: {title}\ncollected: 2026-10-0{number % 9 + 1}\nsupports: {[f"CTL-{one}" for one in near if one % 3 == 1]}')
    return "\n---\n".join(records)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(projects())
def test_every_export_is_whole_whatever_is_drawn(tmp_path_factory: pytest.TempPathFactory, drawn: str) -> None:
    drawing = Drawing(tmp_path_factory.mktemp("drawn"))
    (drawing.root / "controls").mkdir()
    (drawing.root / "controls/records.yml").write_text(drawn + "\n", encoding="utf-8")
    edition = drawing.edition()
    found = dossier_of(edition)
    assert VALIDATOR.is_valid(found), [error.message for error in VALIDATOR.iter_errors(found)]
    ids = [one["id"] for one in found["records"]]
    assert len(ids) == len({one.casefold() for one in ids})
    lines = (drawn + "\n").split("\n")
    for one in found["records"]:
        at = one["at"]
        assert lines[at["line"] - 1][at["column"] - 1 :].strip('"').startswith(one["id"])
        for link in one["links"]:
            assert link["to"] in ids
            assert link["to"] in lines[link["at"]["line"] - 1][link["at"]["column"] - 1 :][: len(link["to"]) + 1]
    network = network_of(edition)
    assert set(network) == set(ids)
    assert network.number_of_edges() == sum(len(one["links"]) for one in found["records"])


def test_every_place_in_the_example_is_where_the_id_stands(told: dict[str, Any]) -> None:
    files: dict[str, list[str]] = {}
    ids = {one["id"] for one in told["records"]}
    own = [one for one in told["records"] if not one["shipped"]]
    for one in own:
        lines = files.setdefault(one["at"]["path"], (EXAMPLE / one["at"]["path"]).read_text(encoding="utf-8").split("\n"))
        assert lines[one["at"]["line"] - 1][one["at"]["column"] - 1 :].strip("\"'").startswith(one["id"])
        for link in one["links"]:
            at = lines[link["at"]["line"] - 1][link["at"]["column"] - 1 :].lstrip("\"'")
            assert at.startswith(link["to"]) and link["to"] in ids
    assert len(own) > 300


def test_what_is_not_listed_is_told_as_withheld(drawing: Drawing, monkeypatch: pytest.MonkeyPatch) -> None:
    presenter = drawing.edition("{id: CTL-1, type: control, title: C, owner: ROLE-1}\n---\n{id: ROLE-1, type: role, title: R}").book.presenter
    describer = Describer(presenter)
    monkeypatch.setattr(describer, "_listed", frozenset(["CTL-1"]))
    said = describer.record(presenter.graph["CTL-1"])
    assert said["links"][0]["to"] == WITHHELD and "ROLE-1" not in json.dumps(said)
    assert RECORD.is_valid(said) and id_fault(WITHHELD, False) is not None


def test_the_same_records_give_the_same_bytes_in_every_process(example: Edition, tmp_path: Path) -> None:
    for name in ("json", "graphml"):
        made = export(exporters()[name], example)[0].content
        for seed in ("1", "77"):
            file = tmp_path / f"{seed}.{name}"
            call = [sys.executable, "-m", "aimsbook", "export", name, "-o", str(file), "-f", str(EXAMPLE / "mkdocs.yml")]
            subprocess.run(call, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True)
            assert file.read_bytes() == made
        assert str(EXAMPLE).encode() not in made


def test_the_head_says_for_which_day_commit_and_tool(told: dict[str, Any], example: Edition) -> None:
    assert (told["aimsbook"], told["format"], told["as_of"]) == ("dossier", 1, AS_OF.isoformat())
    assert told["commit"] == (example.book.commit or None)
    assert told["$schema"] == f"site/{SCHEMA}"
    assert {one["name"] for one in told["states"]} >= {one["standing"]["rung"] for one in told["records"] if one["standing"]}


def test_the_command_prints_the_schema(tmp_path: Path) -> None:
    printed = CliRunner().invoke(cli, ["schema", "--dossier", "-f", str(tmp_path / "none.yml")])
    assert (printed.exit_code, printed.output) == (0, schema_text())


# on the site ------------------------------------------------------------------------------------------------------------


def test_beside_every_record_page_stands_its_entry_of_the_export(example: Edition, told: dict[str, Any]) -> None:
    files = {one.path: one.content for one in example.site.assets}
    for one in told["records"]:
        said = json.loads(files[record_data(one["id"])])
        assert said == one
        assert one["page"].removesuffix(".html") == record_data(one["id"]).removesuffix(".json")
    assert sum(path.startswith("records/") for path in files) == len(told["records"])
    assert all(RECORD.is_valid(one) for one in told["records"])
    assert files[SCHEMA].decode() == schema_text()


def test_the_guide_for_language_models_leads_to_pages_that_there_are(example: Edition) -> None:
    text = next(one.content for one in example.site.assets if one.path == "llms.txt").decode()
    lines = text.splitlines()
    assert lines[0] == f"# {example.book.project.name}" and lines[2].startswith("> ") and AS_OF.isoformat() in lines[2]
    made = {one.path for one in (*example.site.pages, *example.site.assets)}
    led = re.findall(r"\]\(([^)]+)\)", text)
    assert set(led) <= made and len(led) == len(set(led)) > 40
    assert [one.removeprefix("## ") for one in lines if one.startswith("## ")] == [
        "State", "Statements and plans", "Frameworks", "Registers", "Changes", "For programs",
    ]  # fmt: skip
    kinds = {f"registers/{record.type}.html" for record in example.book.dossier.graph}
    assert kinds <= set(led)


def test_markup_in_names_stays_words_in_the_guide(drawing: Drawing) -> None:
    edition = drawing.edition("""
        {id: CTL-1, type: control, title: C}
        == controls/vocabulary/control.yml
        type: control
        plural: "[x](http://evil) <b>\\n# y"
    """)
    text = next(one.content for one in edition.site.assets if one.path == "llms.txt").decode()
    assert "\\[x\\](http://evil) \\<b\\>" in text and "](http://evil" not in text.replace("\\](", "")


# the network ------------------------------------------------------------------------------------------------------------


def test_the_network_has_the_same_records_and_links(example: Edition) -> None:
    network, presenter = network_of(example), example.book.presenter
    assert network.number_of_nodes() == len(presenter.graph)
    assert network.number_of_edges() == presenter.graph.size
    for record in presenter.graph:
        node, state = network.nodes[record.id], presenter.state(record)
        assert (node["title"], node["type"], node.get("state")) == (record.title, record.type, state.name if state else None)
    told = Counter((source, target, data["relation"]) for source, target, data in network.edges(data=True))
    assert told == Counter(
        (record.id, link.target, name)
        for record in presenter.graph
        for name, links in presenter.graph.links(record.id).items()
        for link in links
    )
    assert any("with_purpose" in data for _, _, data in network.edges(data=True))


def test_signs_that_xml_forbids_are_replaced_and_others_kept() -> None:
    content = as_graphml({"A-1": {"title": "a\x07b\ufffe\ud800 <&> ümläut 漢 \"q\"\t"}}, [("A-1", "A-1", {"relation": "\x00"})] * 2)
    network = nx.read_graphml(BytesIO(content), force_multigraph=True)
    assert network.nodes["A-1"]["title"] == 'a\ufffdb\ufffd\ufffd <&> ümläut 漢 "q"\t'
    assert [data["relation"] for *_, data in network.edges(data=True)] == ["\ufffd", "\ufffd"]


def test_a_title_of_any_letters_comes_through_the_network(drawing: Drawing) -> None:
    edition = drawing.edition("{id: CTL-1, type: control, title: '<&> ümläut 漢 😀 ]]>'}")
    assert network_of(edition).nodes["CTL-1"]["title"] == "<&> ümläut 漢 😀 ]]>"


# what is documented -----------------------------------------------------------------------------------------------------


def documented(section: str) -> set[str]:
    """The words in code of the tables in a section of the page on exports."""
    text = (EXAMPLE / "docs/product/exports.md").read_text(encoding="utf-8").partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return {word for line in text.splitlines() if line.startswith("|") for word in re.findall(r"`([^`]+)`", line)}


def test_every_key_of_the_export_is_documented() -> None:
    schema = json.loads(schema_text())
    defs = schema["$defs"]
    of = {"record": {"record", "place", "state", "standing", "fact", "link", "piece", "proof", "slot", "confirmed"}}
    keys = {*schema["properties"], *(key for name in of["record"] for key in defs[name]["properties"])}
    keys |= set(schema["properties"]["profile"]["properties"])
    keys |= {key for name in ("type", "field", "relation", "rung", "framework", "coverage") for key in defs[name]["properties"]}
    assert keys - documented("JSON") == set() | {"text"} & keys
    nested = {"dossier", "null"}
    assert {one for one in documented("JSON") if one.isidentifier()} - keys - nested == set()


def test_every_attribute_of_the_network_is_documented(example: Edition) -> None:
    network = network_of(example)
    found = {key for _, data in network.nodes(data=True) for key in data} | {key for *_, data in network.edges(data=True) for key in data if not key.startswith("with_")}
    assert found - {"id"} == documented("GraphML") - {"with_NAME"}


def test_a_record_page_names_its_file_in_its_head_and_other_pages_name_none(drawing: Drawing) -> None:
    drawing.draw(f"{{id: CTL-1, type: control, title: C, satisfies: 'acme:1'}}\n---\n{{id: 'acme:1', type: requirement, title: R}}\n== mkdocs.yml\n{MKDOCS}")
    (drawing.root / "docs").mkdir()
    build_site(drawing.root / "mkdocs.yml", drawing.root / "site")
    found = {}
    for page in (drawing.root / "site").rglob("*.html"):
        for href in re.findall(r'<link rel="alternate describedby" type="application/json" href="([^"]+)">', page.read_text(encoding="utf-8")):
            found[page.name] = json.loads((page.parent / href).read_text(encoding="utf-8"))["id"]
    assert found == {"CTL-1.html": "CTL-1", "acme--1.html": "acme:1"}
