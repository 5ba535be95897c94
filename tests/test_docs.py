"""What is documented exists, and what exists is documented; what the documentation shows is what comes out."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from posixpath import dirname, join, normpath

import click
import pytest
from click.testing import CliRunner

from aimsbook import cli as door
from aimsbook import conditions, definitions, files, source
from aimsbook.compose import Edition
from aimsbook.conditions import parse_condition
from aimsbook.errors import AimsbookError, ConfigurationFault, EnvironmentFault
from aimsbook.explaining import explain
from aimsbook.frameworks import shipped_names
from aimsbook.lists import read_lists
from aimsbook.liveviews import prepare, view_kinds
from aimsbook.matrices import read_matrices
from aimsbook.plugin import Options
from aimsbook.proof import read_proof_rules
from aimsbook.records import Diagnostic
from aimsbook.references import View
from aimsbook.rulebook import rulebook
from aimsbook.vocabulary import KINDS, TONES, Vocabulary
from drawn import EXAMPLE
from test_house import FLOORS

PRODUCT = EXAMPLE / "docs/product"
PAGES = sorted(PRODUCT.glob("*.md"))
ROOT_PAGES = [EXAMPLE / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
DOCS = sorted((EXAMPLE / "docs").rglob("*.md"))
OTHER_PROGRAMS = {"cd", "echo", "git", "python", "python3", "sha256sum"}
UNSEEN = {"build", "serve"}  # commands whose output is a site
GENERAL = {"-h", "--help", "--version"}
WRAPPERS = {"where", "when", "must", "counts_when"}


def read(name: str) -> str:
    return (PRODUCT / name).read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """What stands below each heading, down to the next one of any level."""
    parts = re.split(r"^#+ (.+)$", without_listings(text), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def without_listings(text: str) -> str:
    return re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)


def listings(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def coded(words: str) -> list[str]:
    return re.findall(r"`([^`]+)`", words)


def rows(text: str) -> list[list[str]]:
    """The rows of the tables of a text, without their heads."""
    lines = [re.split(r"(?<!\\)\|", line.strip("|")) for line in text.splitlines() if line.startswith("|")]
    body = [[cell.strip() for cell in line] for line in lines]
    heads = [index - 1 for index, line in enumerate(body) if set("".join(line)) <= set("-:")]
    return [line for index, line in enumerate(body) if index not in heads and index - 1 not in heads]


def first_words(text: str) -> list[str]:
    """The words in code of the first column of a text's tables."""
    return [word for row in rows(text) for word in coded(row[0])]


def all_commands() -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in below_of(door.cli).items():
        below = below_of(command) if isinstance(command, click.Group) else {"": command}
        found |= {f"{name} {sub}".strip(): one for sub, one in below.items()}
    return found


def below_of(group: click.Group) -> dict[str, click.Command]:
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: one for name, one in found.items() if one}


def options_of(command: click.Command) -> set[str]:
    return {word for one in command.params if isinstance(one, click.Option) for word in one.opts} - GENERAL


# what a console shows -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """A command as the documentation shows it, with what is shown to come out."""

    words: tuple[str, ...]
    output: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.words)

    def outcome(self, lines: list[str]) -> list[str]:
        """As much of some lines as is shown: `...` stands for those between."""
        if "..." not in self.output:
            return lines
        start = self.output.index("...")
        end = len(self.output) - start - 1
        return [*lines[:start], "...", *(lines[-end:] if end else [])]


def consoles(text: str) -> Iterator[Shown]:
    for block in listings(text, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *output = part.splitlines()
            words = tuple(shlex.split(command))
            yield Shown((words[0].rpartition("/")[2], *words[1:]), tuple(output))


def every_console() -> list[tuple[str, Shown]]:
    return [(page.name, one) for page in (*ROOT_PAGES, *PAGES) for one in consoles(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("page", "shown"), every_console(), ids=str)
def test_a_command_that_is_shown_exists_with_its_options(page: str, shown: Shown) -> None:
    program, *words = shown.words
    if program == "aimsbook":
        command, rest = door.cli, words
        while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
            command, rest = below_of(command)[rest[0]], rest[1:]
        try:
            command.make_context(str(shown), rest, **door.cli.context_settings)
        except click.exceptions.Exit as done:
            assert done.exit_code == 0
    elif program == "make":
        targets = re.findall(r"^(\w+):.*##", (EXAMPLE / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert {word for word in words if "=" not in word} <= set(targets)
    else:
        assert program in OTHER_PROGRAMS


def run(shown: Shown) -> list[str]:
    done = CliRunner().invoke(door.cli, list(shown.words[1:]), catch_exceptions=False)
    assert done.exit_code in (0, 1), done.output
    return done.output.rstrip("\n").splitlines()


@pytest.mark.parametrize(("page", "begins"), [(EXAMPLE / "README.md", False), (PRODUCT / "quick-start.md", True)])
def test_what_a_command_is_shown_to_print_is_what_it_prints(
    page: Path, begins: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update: bool
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.chdir(tmp_path if begins else EXAMPLE)
    text = page.read_text(encoding="utf-8")
    fresh = text
    for shown in consoles(text):
        if shown.words[0] == "cd" and begins:
            monkeypatch.chdir(shown.words[1])
        elif shown.words[0] == "aimsbook" and (shown.output or begins) and shown.words[1] not in UNSEEN:
            found = shown.outcome(run(shown))
            if shown.output:
                fresh = fresh.replace(
                    "\n".join((command_line(text, shown), *shown.output)),
                    "\n".join((command_line(text, shown), *found)),
                )
    if update:
        page.write_text(fresh, encoding="utf-8")
    assert update or fresh == text


def command_line(text: str, shown: Shown) -> str:
    lines = (line for line in text.splitlines() if line.startswith("$ "))
    return next(line for line in lines if tuple(shlex.split(line[2:])) == shown.words)


# the command --------------------------------------------------------------------------------------------------------


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    headings = {name.removeprefix("aimsbook ") for name in sections(read("command.md")) if name.startswith("aimsbook ")}
    assert headings == set(all_commands())


def test_every_option_of_every_command_is_documented_and_no_other() -> None:
    found = sections(read("command.md"))
    common: dict[str, set[str]] = {name: set() for name in all_commands()}
    for option, _, commands in rows(found["Options of several commands"]):
        for name in (one for word in coded(commands) for one in common if f"{one} ".startswith(f"{word} ")):
            common[name] |= set(coded(option))
    documented = {name: common[name] | set(first_words(found[f"aimsbook {name}"])) for name in common}
    assert documented == {name: options_of(command) for name, command in all_commands().items()}


def test_exit_codes_are_those_of_the_errors() -> None:
    codes = {int(row[0]) for row in rows(sections(read("command.md"))["Exit codes"])}
    raised = {one.exit_code for one in (AimsbookError, ConfigurationFault, EnvironmentFault)}
    assert codes == {0, *raised, door.FAULT_OF_OURS}


def test_the_environment_that_the_help_names_is_documented() -> None:
    told = re.search(r"Environment:.*", door.cli.epilog or "", flags=re.DOTALL)
    assert told
    assert set(re.findall(r"[A-Z]+_[A-Z_]+", told[0])) <= set(first_words(sections(read("command.md"))["Environment"]))


# data and its languages ---------------------------------------------------------------------------------------------


def test_every_rule_is_listed_with_its_severity() -> None:
    listed = {re.sub(r"\[(.+)\].*", r"\1", row[0]): row[1] for row in rows(sections(read("diagnostics.md"))["Rules"])}
    assert listed == {rule.id: str(rule.severity) for rule in rulebook().values()}


def test_every_view_has_a_section_with_all_its_options() -> None:
    found = sections(read("views.md"))
    views = {name: set(view.options) for name, view in view_kinds().items()}
    assert {name: set(first_words(found[name])) for name in views} == views
    assert set(found) - set(views) == {"Live views", "Columns"}


def test_every_live_view_that_is_shown_can_be_shown(example: Edition) -> None:
    presenter = example.book.presenter
    shown = [(page.name, view) for page in PAGES for view in listings(page.read_text(encoding="utf-8"), "aimsbook")]
    ready = [prepare(View("token", view, 1, 1), page, presenter) for page, view in shown]
    assert len(ready) > 8
    assert [one for one in ready if isinstance(one, Diagnostic)] == []


def test_every_clause_of_the_conditions_has_a_section() -> None:
    words = {word for heading in sections(read("conditions.md")) for word in coded(heading)}
    assert words == conditions.RESERVED


def test_every_condition_that_is_shown_can_be_read() -> None:
    found = [one.value for text in listings(read("conditions.md"), "yaml") for one in source.read_text(text, "here")]  # type: ignore[union-attr]
    asked = [one for value in found for one in (value if isinstance(value, list) else [value])]
    assert len(asked) > 12
    for one in asked:
        (key, inner), *_ = one.items()
        parse_condition(inner if key in WRAPPERS else one)


def test_every_key_of_a_definition_is_documented_and_no_other() -> None:
    found = sections(read("vocabulary.md"))
    keys = {
        "A type": definitions._TYPE_KEYS,
        "A field": definitions._FIELD_KEYS,
        "A relation": definitions._RELATION_KEYS,
        "A duty": definitions._DUTY_KEYS,
        "A date that follows": definitions._DEFAULT_KEYS,
        "Kinds of fields": set(KINDS),
        "A value": {"label", "tone", "help"},
    }
    assert {name: set(first_words(found[name])) for name in keys} == {name: set(words) for name, words in keys.items()}
    assert set(TONES) <= set(coded(found["A value"]))


def test_the_kinds_of_fields_are_described_as_the_generator_describes_them() -> None:
    table = {
        coded(row[0])[0]: row[1].replace("`", "") for row in rows(sections(read("vocabulary.md"))["Kinds of fields"])
    }
    assert [name for name, words in KINDS.items() if not table[name].startswith(words)] == []


def test_the_definitions_that_are_shown_are_a_vocabulary(tmp_path: Path) -> None:
    texts = [*listings(read("vocabulary.md"), "yaml")[:1], *listings(read("matrices.md"), "yaml")]
    for index, text in enumerate(texts):
        name = "lists" if text.startswith("- name:") else str(index)
        (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
    (tmp_path / "proof.yml").write_text(listings(read("proof.md"), "yaml")[-1], encoding="utf-8")
    vocabulary = definitions.read_vocabulary(tmp_path)
    assert "model_card" in vocabulary
    assert {"ai-system-model-card", "supplier-risk"} <= set(read_matrices(vocabulary))
    assert "controls-by-owner" in read_lists(vocabulary, tmp_path)
    assert read_proof_rules(vocabulary, tmp_path).grace == 7


def test_every_type_is_explained_in_the_glossary_and_by_the_command(example: Edition, vocabulary: Vocabulary) -> None:
    paths = {page.path for page in example.site.pages}
    for kind in vocabulary:
        assert kind.description, kind.name
        assert f"glossary/{kind.name}.html" in paths
        assert kind.description in explain(kind.name, vocabulary)


def test_frameworks_matrices_and_lists_that_are_shipped_are_listed(example: Edition) -> None:
    dossier = example.book.dossier
    assert set(first_words(sections(read("frameworks.md"))["Shipped frameworks"])) == set(shipped_names())
    found = sections(read("matrices.md"))
    assert set(first_words(found["Matrices"])) == set(dossier.matrices)
    assert set(first_words(found["Lists"])) == set(dossier.lists)


def test_every_rung_is_described(example: Edition) -> None:
    described = [row[0] for row in rows(sections(read("ladder.md"))["The rungs"])]
    assert described == [f"{rung.symbol} {rung.label}" for rung in example.book.dossier.ladders.rungs]


def test_every_option_of_the_plugin_is_documented() -> None:
    assert first_words(sections(read("options.md"))["Options of the plugin"]) == [
        name
        for name, _ in Options._schema  # type: ignore[attr-defined]
    ]


@pytest.mark.parametrize("page", [PRODUCT / "records.md", EXAMPLE / "SECURITY.md"], ids=lambda page: page.name)
def test_the_bounds_are_those_of_the_reader(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    told = [
        f"{source.MAX_FILE >> 20} MiB",
        f"{source.MAX_FIELD:,} characters",
        f"{source.MAX_ITEMS:,}",
        str(source.MAX_DEPTH),
    ]
    assert [bound for bound in told if bound not in text] == []
    assert page.name != "records.md" or f"{files.MAX_FILE >> 20} MiB" in text


# the pages themselves -----------------------------------------------------------------------------------------------


def test_every_relative_link_of_every_document_leads_somewhere(example: Edition) -> None:
    made = {page.path.removesuffix(".html") for page in example.site.pages}
    wrong = []
    for page in (*ROOT_PAGES, *DOCS):
        here = page.relative_to(EXAMPLE).as_posix()
        text = re.sub(r"`[^`\n]*`", "", without_listings(page.read_text(encoding="utf-8")))
        for address in re.findall(r"\]\(([^)\s]+)\)", text):
            if not re.match(r"[a-z]+:", address):
                path, _, fragment = address.partition("#")
                target = normpath(join(dirname(here), path)) if path else here
                generated = target.removeprefix("docs/").removesuffix(".md") in made
                if not generated and not leads_to(EXAMPLE / target, fragment):
                    wrong.append((here, address))
    assert wrong == []


def leads_to(file: Path, fragment: str) -> bool:
    if not file.exists():
        return False
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE) if fragment else []
    return not fragment or fragment in {slug(one) for one in headings}


def slug(heading: str) -> str:
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


def test_every_page_of_the_generator_is_in_the_navigation() -> None:
    listed = (EXAMPLE / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [*PAGES, *(EXAMPLE / "docs/decisions").glob("*.md")]
    assert [page.name for page in pages if f"{page.parent.name}/{page.name}" not in listed] == []


def test_every_decision_tells_context_choice_and_price() -> None:
    for page in (EXAMPLE / "docs/decisions").glob("*.md"):
        bold = re.findall(r"^\*\*(\w+)\.\*\*", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert bold == ["Context", "Choice", "Price"], page.name


def test_the_architecture_lists_every_room_with_the_sentence_on_top_of_it(update: bool) -> None:
    page = PRODUCT / "architecture.md"
    text = page.read_text(encoding="utf-8")
    before, mark, rest = text.partition("<!-- rooms -->\n")
    _, end, after = rest.partition("<!-- end of rooms -->")
    assert mark and end
    fresh = f"{before}{mark}{rooms()}{end}{after}"
    if update:
        page.write_text(fresh, encoding="utf-8")
    assert update or fresh == text


def rooms() -> str:
    sentences = {name: first_sentence(file) for name, file in modules().items()}
    parts = []
    for floor, patterns in FLOORS.items():
        here = [name for pattern in patterns for name in sentences if fnmatch(name, pattern)]
        table = "".join(f"| `{name}` | {sentences.pop(name)} |\n" for name in dict.fromkeys(here) if name in sentences)
        parts.append(f"\n### {floor[:1].upper()}{floor[1:]}\n\n| room | what it does |\n|---|---|\n{table}")
    registries = "".join(f"| `{name}` | {sentence} |\n" for name, sentence in sentences.items())
    more = f"\n### Registries and the rest\n\n| room | what it does |\n|---|---|\n{registries}" if registries else ""
    return "".join(parts) + more + "\n"


def modules() -> dict[str, Path]:
    package = EXAMPLE / "generator/aimsbook"
    found = {".".join(file.relative_to(package).with_suffix("").parts): file for file in sorted(package.rglob("*.py"))}
    return {name.removesuffix(".__init__"): file for name, file in found.items() if not name.startswith("data.")}


def first_sentence(file: Path) -> str:
    paragraph = " ".join(
        (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").partition("\n\n")[0].split()
    )
    assert paragraph, file
    return re.split(r"(?<=[.!?]) (?=[A-Z])", paragraph)[0].replace("|", "\\|")
