"""Laws that hold for whatever people write: nothing is lost, both ends of a link agree, order does not matter."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from aimsbook.address import record_page
from aimsbook.definitions import read_vocabulary
from aimsbook.described import diagnostic_data
from aimsbook.errors import ConfigurationFault
from aimsbook.graph import Graph
from aimsbook.link import link
from aimsbook.load import load
from aimsbook.matrices import read_matrices
from aimsbook.records import Diagnostic, Link, Mark, Record
from aimsbook.report import safe
from aimsbook.source import Document, read_file, read_text
from drawn import Drawing

VOCABULARY = read_vocabulary()
PLACE = Mark("a.yml")
QUIET = settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
FEW = settings(QUIET, max_examples=10, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # builds are dear: no shrinking

# texts --------------------------------------------------------------------------------------------------------------

LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff\ufeff", include_characters="\n\t")
TEXTS = st.text(LETTERS, max_size=40)
KEYS = st.text(LETTERS.filter(lambda char: char not in "\n\t"), min_size=1, max_size=8).filter(lambda key: key != "<<")
VALUES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@QUIET
@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5), st.sampled_from(["'", '"']))
def test_what_is_written_as_yaml_is_read_as_it_was(value: dict[str, Any], quote: str) -> None:
    text = yaml.dump(value, default_style=quote, allow_unicode=True, width=60)
    (document,) = read_text(text, "a.yml")
    assert isinstance(document, Document), document
    assert document.value == value


@QUIET
@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5))
def test_every_value_that_is_read_stands_where_it_is_said_to_stand(value: dict[str, Any]) -> None:
    text = yaml.dump(value, default_style='"', allow_unicode=True, width=10_000)
    (document,) = read_text(text, "a.yml")
    assert isinstance(document, Document)
    lines = text.split("\n")
    for steps, (line, column) in document.values.items():
        assert 1 <= line <= len(lines)
        found: Any = document.value
        for step in steps:
            found = found[step]
        assert not isinstance(found, str) or lines[line - 1][column - 1] == '"'


WORDS = ["a", "b:", "- ", ": ", "\n", "\n  ", "\n    ", "'", '"', "[", "]", "{", "}", ",", "|", ">", "#", "&x ", "*x", "!t ", "?", "%", "@", "`",
         "<<", "---\n", "...\n", "\t", "\r", "\x00", "é", "\u2028", "\ufeff", "1", "~", "\\"]  # fmt: skip


@settings(QUIET, max_examples=600)
@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_no_text_is_a_fault_of_ours_and_every_refusal_has_a_place_in_it(text: str) -> None:
    found = list(read_text(text, "a.yml"))
    lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", text)
    for one in found:
        if isinstance(one, Diagnostic):
            assert one.message and "\n" not in one.message
            assert 1 <= one.mark.line <= len(lines) + 1 and one.mark.column >= 1
    records, diagnostics = load(found, VOCABULARY)
    json.dumps([diagnostic_data(one) for one in diagnostics])
    assert not records


@settings(QUIET, max_examples=300)
@given(st.binary(max_size=60))
def test_no_bytes_are_a_fault_of_ours(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "a.yml")
        file.write_bytes(data)
        for one in read_file(file, "a.yml"):
            assert one.mark.line >= 1 and one.mark.column >= 1


DEFINITION: dict[str, Any] = {
    "type": "card", "label": "Card", "prefix": "MC", "state": "stage", "dated": ["made"], "columns": ["id", "stage", "describes"],
    "fields": {
        "stage": {"kind": "choice", "values": {"draft": {"label": "Draft", "tone": "weak"}}},
        "made": {"kind": "date", "default_from": {"after": "made", "else_days": "3"}, "required_when": {"given": "stage"}},
        "scores": {"kind": "table", "columns": {"metric": {"kind": "text", "required": "yes"}}},
    },
    "relations": {"describes": {"to": ["ai_system"], "inverse": "described_by", "attributes": {"since": {"kind": "date"}}}},
    "needs": [{"id": "card-made", "must": {"given": "made"}, "grade": "question", "basis": "practice", "says": "It has a day."}],
    "counts_when": {"stage": "draft"}, "deadlines": {"made": {"stage": "draft"}},
    "matrices": [{"name": "cards", "rows": "ai_system", "columns": "card", "through": "described_by"}],
}  # fmt: skip
SHAPES = st.sampled_from(["", "x", "-1", [], {}, ["x"], {"x": "y"}, [[]], [{}], {"x": {"y": ["z"]}}])


def places_in(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, one in inner for place in [(*above, key), *places_in(one, (*above, key))]]


@settings(QUIET, max_examples=40)
@given(st.sampled_from(places_in(DEFINITION)), SHAPES)
def test_no_definition_of_whatever_shape_is_a_fault_of_ours(place: tuple[Any, ...], shape: Any) -> None:
    definition = json.loads(json.dumps(DEFINITION))
    holder = definition
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = shape
    with TemporaryDirectory() as folder:
        Path(folder, "card.yml").write_text(yaml.dump(definition, default_style='"'))
        with suppress(ConfigurationFault):
            read_matrices(read_vocabulary(Path(folder)))


SAMPLE = b"""id: CTL-1
type: control
title: "Bias test"
owner: ROLE-1
satisfies: [REQ-1, {to: REQ-2}]
text: |
  See [REQ-1].
---
{id: AUD-1, type: audit, title: A, results: [{item: CTL-1, result: conforms}]}
"""


@settings(QUIET, max_examples=400)
@given(st.randoms(use_true_random=False))
def test_a_record_in_which_anything_is_changed_is_read_or_refused_with_a_place(chance: random.Random) -> None:
    data = bytearray(SAMPLE)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(data))
        data[start : start + chance.randint(0, 5)] = chance.choice([b"", b"\x00", b"\xff", b": ", b"\n", b"[", b"*a", data[:start][-9:]])
    with TemporaryDirectory() as folder:
        file = Path(folder, "a.yml")
        file.write_bytes(data)
        records, diagnostics = load(read_file(file, "a.yml"), VOCABULARY)
        link(records, VOCABULARY)
        assert all(one.mark.line <= data.count(b"\n") + 2 for one in diagnostics)


@QUIET
@given(st.text(max_size=60))
def test_whatever_is_printed_cannot_steer_a_terminal(text: str) -> None:
    shown = safe(text)
    assert all(char.isprintable() or char in "\t " for char in shown)
    assert shown == text or not text.isprintable()


# graphs --------------------------------------------------------------------------------------------------------------

EDGES = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["refers_to", "supersedes"]), st.integers(0, 9)), max_size=40)


def graph_of(edges: list[tuple[int, str, int]]) -> Graph:
    links: dict[int, list[Link]] = {}
    for source, relation, target in edges:
        links.setdefault(source, []).append(Link(relation, f"POL-{target}", PLACE))
    records = [Record(f"POL-{one}", "policy", "P", {}, tuple(links.get(one, ())), PLACE) for one in range(10)]
    return link(records, VOCABULARY)[0]


@QUIET
@given(EDGES)
def test_a_link_is_there_from_one_end_if_and_only_if_it_is_there_from_the_other(edges: list[tuple[int, str, int]]) -> None:
    graph = graph_of(edges)
    inverse = {"refers_to": "referred_by", "supersedes": "superseded_by"}
    forward = {(one.id, name, other.id) for one in graph for name in inverse for other in graph.linked(one.id, name)}
    back = {(other.id, name, one.id) for one in graph for name in inverse for other in graph.linked(one.id, inverse[name])}
    sound = {(f"POL-{source}", name, f"POL-{target}") for source, name, target in edges if source != target}
    assert forward == back == sound
    assert graph.size == len(sound)


@QUIET
@given(EDGES)
def test_a_circle_is_found_if_and_only_if_there_is_one(edges: list[tuple[int, str, int]]) -> None:
    graph = graph_of(edges)
    found = list(graph.cycles("supersedes", frozenset(["policy"])))
    for cycle in found:
        for one, other in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
            assert other in [record.id for record in graph.linked(one, "supersedes")]
    reached = {one: closure(graph, one) for one in graph.records}
    knots = {frozenset(other for other in ids if one in reached[other]) for one, ids in reached.items() if one in ids}
    assert len(found) == len(knots)


def closure(graph: Graph, start: str) -> set[str]:
    """Everything that is superseded by something, in however many steps."""
    waiting, seen = [start], set()
    while waiting:
        for one in graph.linked(waiting.pop(), "supersedes"):
            if one.id not in seen:
                seen.add(one.id)
                waiting.append(one.id)
    return seen


@FEW
@given(EDGES)
def test_the_sums_of_a_matrix_are_the_number_of_its_links(edges: list[tuple[int, str, int]]) -> None:
    drawn = "\n---\n".join(
        f"{{id: CTL-{one}, type: control, title: C, satisfies: [{', '.join(f'REQ-{target}' for source, _, target in edges if source == one)}]}}"
        f"\n---\n{{id: REQ-{one}, type: requirement, title: R}}"
        for one in range(10)
    )
    with TemporaryDirectory() as folder:
        edition = Drawing(Path(folder)).edition(drawn)
        asset = next(one for one in edition.site.assets if one.path == "matrices/requirement-control.csv")
    rows = [line.split(",") for line in asset.content.decode("utf-8-sig").split("\r\n") if line]
    links = {(source, target) for source, _, target in edges}
    totals = [int(row[-1]) for row in rows[1:-1]]
    assert sum(totals) == sum(map(int, rows[-1][2:-1])) == int(rows[-1][-1]) == len(links)
    assert totals == [sum(target == one for _, target in links) for one in range(10)]


# the order of files --------------------------------------------------------------------------------------------------

RECORDS = [
    "{id: CTL-1, type: control, title: A, satisfies: [REQ-1, REQ-9], owner: ROLE-1, text: 'See [CTL-2] and [CTL-99].'}",
    "{id: CTL-2, type: control, title: B, satisfies: REQ-2, status: done}",
    "{id: CTL-10, type: control, title: C, status: implemented, applies_to: SYS-1, tags: [x, y]}",
    "{id: REQ-1, type: requirement, title: D}",
    "{id: REQ-2, type: requirement, title: E}",
    "{id: EV-1, type: evidence, title: F, supports: [CTL-1, CTL-10], collected: 2026-11-01, location: L}",
    "{id: ROLE-1, type: role, title: G}",
    "{id: SYS-1, type: ai_system, title: H, owner: ROLE-1}",
    "{id: POL-1, type: policy, title: I, supersedes: POL-2}",
    "{id: POL-2, type: policy, title: J, supersedes: POL-1}",
]


def placeless(path: str, content: bytes) -> bytes:
    """Data without the places of the sources, what is listed by place in another order."""
    without = re.sub(rb'"path":"controls/[^"]*","line":\d+,"column":\d+', b"", content)
    without = re.sub(rb"controls/\w+\.yml(,|:\d+:)\d+", b"", without)
    lines = re.split(rb"(?<=\}),(?=\{)|[\[\]]|\r\n", without)
    return b"\n".join(sorted(lines)) if path == "gaps.csv" or b"diagnostics" in without else without


def outcome(folder: Path, files: dict[str, str]) -> tuple[Counter[tuple[str, str, str | None]], dict[str, bytes], list[str]]:
    """What is said and every page and file, but for the places of the sources and the order by place."""
    drawing = Drawing(folder)
    for path, text in files.items():
        drawing.draw(f"== {path}\n{text}")
    edition = drawing.edition()
    said = Counter((one.rule, re.sub(r" at \S+:\d+:\d+", "", one.message), one.record) for one in edition.diagnostics)
    places = re.compile(rb"controls/\w+\.yml(</code>, line \d+|:\d+:\d+)")
    made = {page.path: places.sub(b"", page.body.encode()) for page in edition.site.pages}
    by_place = [path for path in made if path.startswith(("rules/", "gaps"))]
    made |= {path: b"".join(sorted(re.split(rb"<li>|</li>", made[path]))) for path in by_place}
    made |= {asset.path: asset.content for asset in edition.site.assets}
    made |= {path: placeless(path, content) for path, content in made.items() if path.endswith(".json") or path == "gaps.csv"}
    return said, made, [page.path for page in edition.site.pages]


@FEW
@given(st.permutations(RECORDS), st.lists(st.integers(1, 4), min_size=10, max_size=10))
def test_neither_the_order_of_records_nor_their_files_change_what_comes_out(order: list[str], files: list[int]) -> None:
    spread: dict[str, str] = {}
    for text, number in zip(order, files, strict=True):
        name = f"controls/file{number}.yml"
        spread[name] = f"{spread[name]}\n---\n{text}" if name in spread else text
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        first = outcome(Path(one), {"controls/all.yml": "\n---\n".join(RECORDS)})
        second = outcome(Path(other), spread)
    assert second[0] == first[0]
    assert second[2] == first[2]
    assert [path for path in first[1] if first[1][path] != second[1].get(path)] == []


@FEW
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_as_many_records_come_out_as_go_in(written: list[tuple[str, str]]) -> None:
    records = [
        {"id": f"CTL-{number}", "type": "control", "title": title.strip() or "T", "text": text}
        for number, (title, text) in enumerate(written)
    ]
    with TemporaryDirectory() as folder:
        drawing = Drawing(Path(folder))
        drawing.draw("== controls/a.yml\n")
        Path(folder, "controls/a.yml").write_text(yaml.dump_all(records, default_style='"', allow_unicode=True), encoding="utf-8")
        edition = drawing.edition()
        pages = {page.path for page in edition.site.pages if page.kind == "record"}
    assert pages == {record_page(str(one["id"])) for one in records}
    assert [one.rule for one in edition.diagnostics if str(one.severity) == "error" and "reference" not in one.rule] == []
