"""What SECURITY.md promises, on one project whose every word means harm: built, checked and shown like any other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from aimsbook.build import build_site
from aimsbook.cli import cli
from drawn import MKDOCS, Drawing

HARM = "<script>harm()</script><img src=x onerror=harm()><a href=javascript:harm()>x</a>"
HIDDEN = "<iframe srcdoc='<script>harm()</script>'></iframe><svg onload=harm()></svg>"
HOSTILE = f"""
id: CTL-1
type: control
title: "</title>{HARM}"
owner: ROLE-1
effort: '{HARM}"'
tags: ['"><script>harm()</script>']
text: |
  {HARM}

  [words](javascript:harm()) ![words](javascript:harm()) <b onclick="harm()">b</b>
---
id: ROLE-1
type: role
title: "=cmd|' /C harm'!A1"
duties: "\N{RIGHT-TO-LEFT OVERRIDE}gnidaer"
== docs/index.md
---
title: "{HARM.replace('"', "'")}"
description: '"><script>harm()</script>'
---
# Start {HARM}

{HIDDEN}

[CTL-1] <div style="background:url(https://elsewhere.example/)" onmouseover="harm()">x</div>

## __config
"""


class Elements(HTMLParser):
    """The code of a page: what its scripts say, and every attribute that could run or load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.code: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.code.append(data)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    Drawing(folder).draw(HOSTILE)
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    build_site(folder / "mkdocs.yml", folder / "site")
    return folder


def pages(folder: Path) -> Iterator[tuple[str, Elements]]:
    for file in sorted((folder / "site").rglob("*.html")):
        yield file.relative_to(folder / "site").as_posix(), Elements(file.read_text(encoding="utf-8"))


def test_nothing_that_content_says_becomes_code(hostile: Path) -> None:
    for name, page in pages(hostile):
        assert not [code for code in page.code if "harm" in code], name
        assert not [attribute for attribute, _ in page.attributes if attribute.startswith("on")], name
        assert not [value for _, value in page.attributes if re.match(r"\s*(javascript|data:text)", value)], name
        assert not page.tags & {"iframe", "object", "embed", "base"}, name


def test_nothing_that_content_says_is_loaded_from_another_host(hostile: Path) -> None:
    for name, page in pages(hostile):
        assert not [one for one in page.attributes if one[0] in ("src", "style") and "//" in one[1]], name


def test_no_heading_takes_an_id_that_the_theme_looks_up(hostile: Path) -> None:
    ids = [value for attribute, value in dict(pages(hostile))["index.html"].attributes if attribute == "id"]
    assert ids.count("__config") == 1
    assert "s-__config" in ids


def test_no_cell_of_a_csv_file_is_a_formula(hostile: Path) -> None:
    text = (hostile / "site/registers/role.csv").read_text(encoding="utf-8-sig")
    assert "'=cmd" in text
    assert not re.search(r'(^|,)"?[=@]', text, flags=re.MULTILINE)


def test_no_text_of_a_record_steers_the_terminal(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(hostile)
    done = CliRunner().invoke(cli, ["show", "ROLE-1"], catch_exceptions=False)
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in done.output
    assert r"\u202egnidaer" in done.output


def test_a_record_cannot_have_a_file_outside_the_project_read(drawing: Drawing) -> None:
    (drawing.root.parent / "secret.txt").write_text("secret\n", encoding="utf-8")
    drawn = "id: EV-1\ntype: evidence\ntitle: T\nfile: ../secret.txt\n"
    assert drawing.errors(drawn) == ["file-outside records.yml:4:7"]


def test_aliases_that_unfold_to_gigabytes_are_refused(drawing: Drawing) -> None:
    layers = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    assert drawing.errors(f"id: CTL-1\ntype: control\ntitle: T\na0: &a0 [x]\n{layers}") == ["syntax records.yml:4:5"]
