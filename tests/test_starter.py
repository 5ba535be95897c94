"""What `aimsbook init` begins: a small project that checks, builds and says that it is a sample."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aimsbook.starter import STARTER
from drawn import EXAMPLE

README = (EXAMPLE / "README.md").read_text(encoding="utf-8")


def run(folder: Path, *words: str, module: str = "aimsbook") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    environment.pop("SOURCE_DATE_EPOCH", None)
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def begun(folder: Path) -> Path:
    done = run(folder, "init", "my-aims")
    assert done.returncode == 0, done.stderr
    return folder / "my-aims"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begun(tmp_path_factory.mktemp("begun"))


def test_every_file_of_the_starter_is_written(project: Path) -> None:
    shipped = {file.relative_to(STARTER): file.read_bytes() for file in STARTER.rglob("*") if file.is_file()}
    written = {path: (project / path).read_bytes() for path in shipped}
    assert written == shipped
    assert {".gitignore", "mkdocs.yml", "README.md"} <= {str(path) for path in shipped}


def test_the_check_finds_no_error_and_some_gaps(project: Path) -> None:
    done = run(project, "check", "--format", "json")
    assert done.returncode == 0, done.stdout
    said = json.loads(done.stdout)
    assert {one["severity"] for one in said["diagnostics"]} == {"gap"}
    assert said["records"] > 10


def test_mkdocs_builds_it_strictly(project: Path, tmp_path: Path) -> None:
    done = run(project, "build", "--strict", "--site-dir", str(tmp_path / "site"), module="mkdocs")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site/records/SYS-MAIL-SORTER.html").is_file()


def test_the_command_builds_it_into_site(project: Path) -> None:
    done = run(project, "build")
    assert done.returncode == 0, done.stderr
    assert (project / "site/statement-of-applicability.html").is_file()


def test_a_first_record_is_written_and_stays_sound(tmp_path: Path) -> None:
    project = begun(tmp_path)
    done = run(project, "new", "ai_system", "SYS-FORECAST", "--title", "Forecast of orders")
    assert done.returncode == 0, done.stderr
    assert run(project, "check").returncode == 0
    assert "Forecast of orders" in run(project, "show", "SYS-FORECAST").stdout


def test_the_records_that_the_readme_shows_are_sound_in_it(tmp_path: Path) -> None:
    project = begun(tmp_path)
    short, full = re.findall(r"^```yaml\n(id: .*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
    for text in (short, full):
        (project / "controls/readme.yml").write_text(text, encoding="utf-8")
        assert run(project, "check").returncode == 0


def test_a_changed_evidence_file_is_an_error(tmp_path: Path) -> None:
    project = begun(tmp_path)
    file = next((project / "evidence").iterdir())
    file.write_bytes(file.read_bytes() + b"2026-44-51,orders,orders,yes\n")
    done = run(project, "check")
    assert done.returncode == 1
    assert "[file-altered]" in done.stdout


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine\n", encoding="utf-8")
    done = run(tmp_path, "init", ".")
    assert done.returncode == 2
    assert "already has README.md" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["README.md"]


def test_every_text_says_that_it_is_a_sample() -> None:
    texts = [file for file in STARTER.rglob("*") if file.suffix in (".md", ".yml") and ".github" not in file.parts]
    silent = [file.name for file in texts if "sample" not in file.read_text(encoding="utf-8").lower()]
    assert silent == []
