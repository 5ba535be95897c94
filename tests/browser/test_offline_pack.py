"""The audit pack of the example, unpacked and opened from its folder: it says its day, finds, jumps, asks nobody."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from aimsbook.cli import cli
from aimsbook.verify import verify
from drawn import EXAMPLE

PAGES = ("site/index.html", "site/records/EV-BIAS-4.2.0.html", "site/statement-of-applicability.html", "site/trails/iso42001--A.6.2.4.html")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    done = CliRunner().invoke(cli, ["pack", "--without", "documents", "-o", str(folder / "pack.zip"), "-f", str(EXAMPLE / "mkdocs.yml")])
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(folder / "pack.zip") as opened:
        opened.extractall(folder / "pack")
    return folder / "pack"


@pytest.fixture
def address(unpacked: Path) -> str:
    return f"{unpacked.as_uri()}/"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("media", ["screen", "print"])
def test_a_page_of_a_pack_says_on_which_day_it_was_frozen(visit: Any, path: str, media: str) -> None:
    page = visit.open(path)
    page.emulate_media(media=media)
    assert page.is_visible(".ab-frozen")
    assert page.inner_text(".ab-frozen").startswith("Frozen at 2026-11-15:")


@pytest.mark.parametrize(("key", "words", "first"), [("g", "a.6.2.4", "iso42001:A.6.2.4"), ("/", "bias test", "CTL-BIAS-TEST")])
def test_search_and_jump_work_in_the_folder_of_a_pack(visit: Any, key: str, words: str, first: str) -> None:
    page = visit.open("site/index.html")
    page.keyboard.press(key)
    page.wait_for_selector(".ab-box[open]")
    page.keyboard.type(words)
    page.wait_for_selector("#ab-hits[aria-busy=false]", state="attached")
    assert page.eval_on_selector_all(".ab-hit code", "hits => hits.map(hit => hit.textContent)")[0].startswith(first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/records/**")


def test_a_piece_of_evidence_leads_to_its_file_in_the_pack(visit: Any, unpacked: Path) -> None:
    page = visit.open("site/records/EV-BIAS-4.2.0.html")
    href = page.eval_on_selector("#ab-content a[href*='/evidence/']", "link => link.href")
    assert href == (unpacked / "evidence/scoring/bias-test-4.2.0.csv").as_uri()


def test_reading_a_pack_changes_nothing_in_it(visit: Any, unpacked: Path) -> None:
    for path in PAGES:
        visit.open(path)
    assert verify(unpacked).flaws == ()
