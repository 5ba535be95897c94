"""What every command says as JSON has the keys that the documentation lists, and no other."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from aimsbook.cli import cli
from drawn import EXAMPLE
from test_docs import all_commands, coded, read, rows, sections
from test_pack import contents, sealed

CALLS = {
    "check": ["check"],
    "coverage": ["coverage --fail-under verified=100"],
    "show": ["show CTL-DOC-CONTROL", "show iso42001:A.6.2.3"],
    "why": ["why iso42001:A.6.2.3"],
    "trace": ["trace CTL-BIAS-TEST --to evidence"],
    "affected": ["affected CTL-BIAS-TEST --within 1"],
    "trail": ["trail 'A.6.2.4 @SYS-LOAN-SCORING'", "trail A.6.2.3", "trail EV-BIAS-4.2.0"],
    "baseline": ["baseline now"],
    "diff": ["diff 2026-06-26-internal-audit 2026-07-07-management-review"],
    "recall": ["recall 2026-06-26-internal-audit"],
    "start": ["start"],
    "list": ["list risk-treatment-plan"],
    "documents": ["documents"],
    "matrix": ["matrix risk-control"],
    "verify": ["verify --deep audit.zip"],
    "digest": ["digest POL-AI"],
    "evidence add": ["evidence add evidence/proof.txt --supports CTL-BIAS-TEST"],
    "explain": ["explain risk", "explain dead-link", "explain list", "explain control-evidence", "explain types"],
}
PARTS = ("controls", "docs", "evidence", "baselines")
STEP = re.compile(r"\[\]|\*\*|\*|[^.\[\]]+")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example, since some commands write."""
    root = tmp_path_factory.mktemp("copy")
    for part in PARTS:
        shutil.copytree(EXAMPLE / part, root / part)
    shutil.copy(EXAMPLE / "mkdocs.yml", root)
    (root / "evidence/proof.txt").write_text("proof\n")
    (root / "audit.zip").write_bytes(sealed(contents()) + b"more")
    return root


def documented(name: str) -> dict[tuple[str, ...], str]:
    found = [key for row in rows(sections(read("json.md"))[name]) for key in coded(row[0])]
    assert len(found) == len(set(found))
    return {tuple(STEP.findall(key)): key for key in found}


def seen(value: Any, known: Mapping[tuple[str, ...], str], at: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield each documented key that a result has; fail on one that is not documented."""
    if (*at, "**") in known:
        yield known[*at, "**"]
    elif isinstance(value, list) and any(way[: len(at) + 1] == (*at, "[]") for way in known):
        for one in value:
            yield from seen(one, known, (*at, "[]"))
    elif isinstance(value, dict):
        data = any(way[: len(at) + 1] == (*at, "*") for way in known)
        for key, one in value.items():
            yield from seen(one, known, (*at, "*" if data else key))
    elif value is not None or at in known:
        assert at in known, f"{'.'.join(at)} is not documented"
        assert not isinstance(value, list) or not any(isinstance(one, dict | list) for one in value), at
        yield known[at]


@pytest.mark.parametrize("name", CALLS)
def test_the_keys_of_a_result_are_those_that_are_documented(
    name: str, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copy)
    known, found = documented(name), set()
    for call in CALLS[name]:
        done = CliRunner().invoke(cli, [*shlex.split(call), "--format", "json"])
        assert done.exit_code in (0, 1), done.output
        result = json.loads(done.stdout)
        assert (result.pop("aimsbook"), result.pop("format")) == (result_name(name), 1)
        found |= set(seen(result, known))
    assert set(known.values()) - found == set()


def result_name(name: str) -> str:
    return {"show": "record", "evidence add": "record"}.get(name, name)


def test_every_command_with_a_format_is_documented_and_called() -> None:
    speaking = {
        name
        for name, command in all_commands().items()
        if any(isinstance(one, click.Option) and "--format" in one.opts for one in command.params)
    }
    assert set(CALLS) == speaking
    assert set(sections(read("json.md"))) - {"Results as JSON"} == speaking
