"""The house: imports run downward, every outside library has one room, and no kind of record is known by name."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from aimsbook.registry import modules_of
from aimsbook.vocabulary import Vocabulary

REPOSITORY = Path(__file__).parent.parent
SOURCE = REPOSITORY / "generator" / "aimsbook"

# Every room stands on one floor and imports from lower floors only, so no two rooms of a floor know each other and no
# circle can close. From below: what knows nothing of ours; what knows the nouns; what there may be (vocabulary); the
# stages side by side; the waist; what is read off the dossier; pages; doors.
FLOORS = {
    "words for print, by which a template escapes": ("written",),
    "nothing of ours is known": ("pipeline", 
        "address", "archive", "collector", "csvs", "errors", "files", "graphml", "identity", "manifest", "markup", "mentions", "phrases", "picture", "portable", "prose", "records", "registry",
        "faces", "render", "sanitise", "sorting", "spans", "typeset", "versions", "words",
    ),
    "what a definition may hold, told in such words": ("forms",),
    "nouns, and one library or one form each": (
        "baselines", "dissect", "graph", "head", "jsontree", "lineage", "oscalmarks", "pandoc", "project", "publish", "rating", "references", "rulebook", "site", "source", "terms", "transcribe",
        "verdicts", "writing",
    ),
    "what is read off one form": ("layers", "verify"),
    "clauses that look at one record; a text for print as it grows": ("clauses", "manuscript", "rows"),
    "the language of conditions": ("conditions",),
    "what records may be, as data; and what knows finished pages but no record": (
        "vocabulary", "catalog", "frame", "host", "navigation", "pagetext", "parameters", "search", "workbook",
    ),
    "readings of that data, one for each form of definition": (
        "case", "changelist", "definitions", "editor", "frameworks", "ladder", "matrices", "passages", "printplan", "profiles", "settings", "skeleton",
        "starter", "starts", "systems", "texts", "themes", "trailplan", "validate", "viewing", "wording",
    ),
    "readings of other readings of that data": ("oscalrules", "restored"),
    "readings of a case": ("proof", "documents", "enclosures", "intake", "mandatory", "appraisal", "decisions"),
    "what records amount to, by such a reading": ("accepting", "applying", "narrowed"),
    "the stages, side by side: none imports another; rules are read by one of them": (
        "load", "link", "check", "measure", "compare", "lists", "imported", "veil", "facts.*", "rules.*", "prove", "confirm",
    ),
    "what is kept back of what the stages make": ("curtain", "telling"),
    "the waist": ("dossier",),
    "what is read off the dossier": ("asking", "giving",
        "__init__", "coverage", "deadlines", "freeze", "history", "present", "tracing",
    ),
    "what is read off such readings": ("calendars", "chains", "described", "falls", "owing", "saying"),
    "what lies ahead by them": ("forecast",),
    "how single results look": ("answers", "document_control", 
        "changes", "reach", "grid", "heatmap", "listhead", "liveviews", "report", "sheets", "views.coverage", "views.fields", "views.gaps", "views.list", "views.risks",
        "views.trace",
    ),
    "the book: dossier and manual; views made of other views": (
        "book", "explaining", "recall", "tellings", "views.matrix", "views.overview", "views.owed", "views.statement",
    ),
    "what is read off the book": ("explainreport", "made", "quoting", "views.changes"),
    "what is gathered over records and book": ("briefing", "trails"),
    "parts of pages": ("panels.*",),
    "pages": ("pages.mandatory", 
        "pages.frameworks", "pages.glossary", "pages.home", "pages.matrices", "pages.records", "pages.registers", "pages.risk_map",
        "pages.rules", "pages.starts",
        "pages.ahead", "pages.baselines", "pages.changes", "pages.programs", "pages.trails", "pages.withheld", "trailreport", "answerreport", "verdictreport",
    ),
    "pages that are registers of another kind; and what follows their links": ("completeness", "pages.lists", "pages.systems"),
    "the whole site": ("compose",),
    "what an exporter is": ("exporting",),
    "what the documents of one form share": ("oscalparts",),
    "such documents": ("oscalcatalog", "oscalprofile"),
    "documents that lead into such documents": ("oscalcomponents",),
    "the documents that can be printed": ("printing",),
    "what sets them": ("typesetting",),
    "what fills a reference document with them": ("wordfile",),
    "what leaves the house in another form": ("exporters.*",),
    "where all of it comes from": ("provenance",),
    "what is made of all of it": ("pack", "retrace"),
    "the door to MkDocs": ("plugin",),
    "MkDocs called from outside": ("build",),
    "what the commands share": ("calling",),
    "the commands": ("commands.*",),
    "the command line": ("cli",),
    "python -m aimsbook": ("__main__",),
}  # fmt: skip

# One outside library, one room. MkDocs hands its door Jinja2's environment, whose type is named there and nowhere else.
ROOMS_OF = {
    "yaml": {"source"},
    "networkx": {"graphml"},
    "jsonschema_rs": {"validate"},
    "nh3": {"sanitise"},
    "typst": {"typeset"},
    "markdown": {"prose"},
    "markdown_it": {"prose"},
    "jinja2": {"render", "plugin", "host"},
    "mkdocs": {"plugin", "host", "settings", "build"},
    "click": {"calling", "cli", "commands"},
    "xlsxwriter": {"workbook"},
}
# Escaped text is a type that everybody who makes HTML has to name; below the waist nobody does.
MAKERS_OF_HTML = ("document_control", 
    "faces", "manuscript", "printing", "render", "wording", "head", "host", "site", "present", "grid", "heatmap", "listhead", "liveviews", "compose", "reach", "views.*", "pages.*", "panels.*",
)  # fmt: skip

# Words that a type of record bears and that mean something else here, each with the room it may stand in.
OTHER_MEANINGS = {
    "finding": "the grade of a gap that an auditor would write up",
    "scope": "the HTML attribute of a table's head cell",
    "person": "a kind of party in OSCAL",
}


def rooms() -> Mapping[str, ast.Module]:
    """The syntax tree of every module of the package, by its name without `aimsbook.`."""
    return {room: ast.parse(file.read_text()) for room, file in files().items()}


@cache
def files() -> Mapping[str, Path]:
    found = sorted(SOURCE.rglob("*.py"))
    names = {".".join(file.relative_to(SOURCE).with_suffix("").parts): file for file in found}
    registries = {name for name in names if name.endswith(".__init__")}
    return {name: file for name, file in names.items() if name not in registries and "starter" not in file.parts}


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted name of every module that a tree imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name.removeprefix("aimsbook.") in files() else str(node.module) for name in names)


def own_imports(tree: ast.AST) -> set[str]:
    names = {name for name in imported(tree) if name.partition(".")[0] == "aimsbook"}
    return {name.partition(".")[2] or "__init__" for name in names}


def floor_of(room: str) -> int:
    """The number of a room's floor; importers stand beside what is read off the vocabulary, they write files only."""
    pattern = room.partition(".")[0] + ".*"
    if pattern == "importers.*":
        return list(FLOORS).index("the waist")
    numbers = [number for number, names in enumerate(FLOORS.values()) if room in names or pattern in names]
    assert len(numbers) == 1, f"the room {room} needs one place in FLOORS"
    return numbers[0]


def test_imports_run_downward() -> None:
    upward = [
        f"{room} imports {other}"
        for room, tree in rooms().items()
        for other in sorted(own_imports(tree))
        if floor_of(other) >= floor_of(room)
    ]
    assert upward == []


def test_every_place_on_the_floors_is_taken_by_a_room() -> None:
    named = {name for names in FLOORS.values() for name in names if not name.endswith(".*")}
    assert named - set(files()) == set()


def test_nothing_is_imported_within_a_function() -> None:
    hidden = [
        f"{room}:{statement.lineno}"
        for room, tree in rooms().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for statement in ast.walk(function)
        if isinstance(statement, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_every_outside_library_has_its_room() -> None:
    found: dict[str, set[str]] = {}
    for room, tree in rooms().items():
        for library in {name.partition(".")[0] for name in imported(tree)} - sys.stdlib_module_names - {"aimsbook"}:
            found.setdefault(library, set()).add("commands" if room.startswith("commands.") else room)
    makers = found.pop("markupsafe")
    assert found == ROOMS_OF
    assert {room for room in makers if not {room, f"{room.partition('.')[0]}.*"} & set(MAKERS_OF_HTML)} == set()


@pytest.mark.parametrize("registry", ["aimsbook.commands", "aimsbook.rules", "aimsbook.views", "aimsbook.pages", "aimsbook.exporters"])
def test_a_registry_finds_every_module_of_its_folder(registry: str) -> None:
    folder = SOURCE / registry.partition(".")[2]
    assert [module.__name__.rpartition(".")[2] for module in modules_of(registry)] == sorted(
        file.stem for file in folder.glob("*.py") if file.stem != "__init__"
    )


def test_no_type_of_record_is_known_by_name(vocabulary: Vocabulary) -> None:
    named = [
        f"{room}:{node.lineno}: {node.value}"
        for room, tree in rooms().items()
        if not room.startswith("importers.")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in vocabulary and node.value not in OTHER_MEANINGS
    ]
    assert named == []


def test_no_template_knows_a_type_of_record(vocabulary: Vocabulary) -> None:
    words = [
        (file.name, word)
        for file in sorted((SOURCE / "templates").glob("*.html"))
        for word in re.findall(r"""["'](\w+)["']""", "".join(re.findall(r"{[{%].*?[%}]}", file.read_text())))
        if word in vocabulary and word not in OTHER_MEANINGS
    ]
    assert words == []


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {room: len(file.read_text().splitlines()) for room, file in files().items()}
    assert {room: length for room, length in lengths.items() if length > 400} == {}


def test_every_module_says_first_what_it_does() -> None:
    assert [room for room, tree in rooms().items() if not ast.get_docstring(tree)] == []


def test_nothing_catches_every_exception_but_the_command_at_its_edge() -> None:
    broad = [
        room
        for room, tree in rooms().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")))
    ]
    assert broad == ["cli"]


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    tops = "|".join(("work", "farm", "tmp", "home", "root"))
    machine = re.compile(rf"(?<![\w.~/}}])/(?:{tops})/")
    endings = {".py", ".yml", ".md", ".html", ".toml", ".js", ".css", ".txt", ".csv", ".json", ""}
    listed = subprocess.run(
        ["git", "-C", str(REPOSITORY), "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    texts = (REPOSITORY / path for path in listed if path and Path(path).suffix in endings)
    assert [file.name for file in texts if file.is_file() and machine.search(file.read_text(errors="replace"))] == []


def test_the_package_is_typed_throughout() -> None:
    # in a process of its own: mypy raises the recursion limit of the one that it runs in
    command = [sys.executable, "-m", "mypy", "--config-file", str(REPOSITORY / "pyproject.toml"), str(SOURCE)]
    typed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (typed.returncode, typed.stderr) == (0, ""), typed.stdout


def test_the_package_and_its_tests_keep_the_style() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--output-format", "concise", "generator", "tests"],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout
