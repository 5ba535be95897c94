"""How many requirements of each framework stand on which rung: every exporter says what the pages say."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO, StringIO
from pathlib import Path
from typing import TypeAlias

import docx
import networkx
import openpyxl
import pytest

from aimsbook.compose import Edition
from aimsbook.exporting import export, exporters

Counts: TypeAlias = Mapping[str, Mapping[str, int]]
Files: TypeAlias = Mapping[str, bytes]
SIGN = r"(?:[^\w\s] )?"


def of_html(text: str) -> Mapping[str, int]:
    """The numbers of the first bar on a page, by the words of the state."""
    (rungs, *_) = re.findall(r'<ul class="ab-rungs">(.*?)</ul>', text, re.DOTALL)
    found = re.findall(r"<strong>(\d+)</strong> <span[^>]*><span[^>]*>[^<]*</span> ([^<]+)</span>", rungs)
    return {label: int(number) for number, label in found if int(number)}


@pytest.fixture(scope="module")
def pages(example: Edition) -> Counts:
    """What the page of each framework says."""
    found = {one.path: one.body for one in example.site.pages if one.path.startswith("frameworks/")}
    return {Path(path).stem: of_html(body) for path, body in found.items() if "ab-rungs" in body}


@pytest.fixture(scope="module")
def names(example: Edition, pages: Counts) -> Mapping[str, str]:
    """The names of frameworks by their titles."""
    return {example.book.dossier.frameworks[name].title: name for name in pages}


@pytest.fixture(scope="module")
def labels(example: Edition) -> Mapping[str, str]:
    return {name: state.label for name, state in example.book.dossier.ladders.states.items()}


# how each form is read, by readers of others ------------------------------------------------------------------------


def counted(states: Iterable[tuple[str, str]]) -> Counts:
    """Numbers by framework and label out of one line for each requirement."""
    found: dict[str, Counter[str]] = {}
    for framework, label in states:
        if label:
            found.setdefault(framework, Counter())[label.partition(" (")[0]] += 1
    return found


def of_csv(files: Files, names: Mapping[str, str], labels: Mapping[str, str]) -> Counts:
    rows = csv.DictReader(StringIO(files["registers/requirement.csv"].decode("utf-8-sig")))
    return counted((row["Framework"], row["State"]) for row in rows)


def of_xlsx(files: Files, names: Mapping[str, str], labels: Mapping[str, str]) -> Counts:
    book = openpyxl.load_workbook(BytesIO(*files.values()), read_only=True)
    heads, *rows = [[str(one or "") for one in row] for row in book["Requirements"].iter_rows(values_only=True)]
    listed = counted((row[heads.index("Framework")], row[heads.index("State")]) for row in rows)
    told: dict[str, dict[str, int]] = {}
    for title, label, number, *_ in book["Contents"].iter_rows(values_only=True):
        if title in names and isinstance(number, int) and number:
            told.setdefault(names[str(title)], {})[str(label)] = number
    assert told == listed
    return told


def of_json(files: Files, names: Mapping[str, str], labels: Mapping[str, str]) -> Counts:
    (told,) = (json.loads(one) for one in files.values())
    return {
        name: {labels[state]: number for state, number in one["states"].items() if number}
        for name, one in told["coverage"].items()
    }


def of_graphml(files: Files, names: Mapping[str, str], labels: Mapping[str, str]) -> Counts:
    (content,) = files.values()
    nodes = networkx.parse_graphml(content.decode()).nodes.values()
    return counted(
        (one["framework"], labels.get(one.get("state", ""), "")) for one in nodes if one["type"] == "requirement"
    )


def of_oscal(files: Files, names: Mapping[str, str], labels: Mapping[str, str]) -> Counts:
    profile = json.loads(files["profile.json"])["profile"]
    imported = {
        control: Path(one["href"]).stem.removeprefix("catalog-")
        for one in profile["imports"]
        for chosen in one["include-controls"]
        for control in chosen["with-ids"]
    }
    stands = [(imported[one["control-id"]], rung(one)) for one in profile["modify"]["alters"]]
    left_out = [(one["class"], labels[one["name"]]) for one in profile["metadata"]["props"] if one.get("class") in names.values()]
    return counted((name, labels.get(state, state)) for name, state in (*stands, *left_out))


def rung(alter: Mapping[str, list[Mapping[str, list[Mapping[str, str]]]]]) -> str:
    (found,) = (one["value"] for added in alter["adds"] for one in added["props"] if one["name"] == "rung")
    return found


def of_pages(files: Files, names: Mapping[str, str], labels: Mapping[str, str]) -> Counts:
    return {name: of_html(files[f"docs/frameworks/{name}.md"].decode()) for name in names.values()}


def of_docx(files: Files, names: Mapping[str, str], labels: Mapping[str, str]) -> Counts:
    """The tables of the first chapter: each stands behind the title of its framework."""
    found: dict[str, dict[str, int]] = {}
    title = ""
    for block in docx.Document(BytesIO(*files.values())).iter_inner_content():
        if not hasattr(block, "rows"):
            title = block.text.strip() or title
        elif [cell.text for cell in block.rows[0].cells] == ["State", "Number"] and title in names:
            lines = [tuple(cell.text for cell in row.cells) for row in block.rows[1:-1]]
            found.setdefault(
                names[title], {re.sub(f"^{SIGN}", "", label): int(number) for label, number in lines if int(number)}
            )
    return found


def of_pdf(files: Files, names: Mapping[str, str], labels: Mapping[str, str]) -> Counts:
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=next(iter(files.values())), capture_output=True, check=True).stdout.decode()
    found: dict[str, dict[str, int]] = {}
    for title, table in re.findall(rf"^ *({'|'.join(map(re.escape, names))})\n\s*State +Number\n(.*?)\n *Total ", text, re.M | re.S):
        lines = re.findall(rf"^ *{SIGN}(\S.*?) {{2,}}(\d+)$", table, re.MULTILINE)
        found.setdefault(names[title], {label: int(number) for label, number in lines if int(number)})
    return found


READERS: Mapping[str, Callable[[Files, Mapping[str, str], Mapping[str, str]], Counts]] = {
    "csv": of_csv, "docx": of_docx, "graphml": of_graphml, "json": of_json, "oscal": of_oscal, "pages": of_pages,
    "pdf": of_pdf, "xlsx": of_xlsx,
}  # fmt: skip
TOPICS = {"docx": "manual", "pdf": "manual"}


@pytest.mark.parametrize("name", sorted(exporters()))
def test_every_registered_exporter_agrees_with_the_pages_on_the_counts_per_rung(
    name: str, example: Edition, pages: Counts, names: Mapping[str, str], labels: Mapping[str, str]
) -> None:
    assert name in READERS, f"say here how the counts of {name} are read"
    files = {one.path: one.content for one in export(exporters()[name], example, TOPICS.get(name, ""))}
    assert len(pages) == 3 and sum(map(len, pages.values())) > 15
    assert {framework: dict(states) for framework, states in READERS[name](files, names, labels).items()} == pages
