"""What a fresh machine rests on: locks that pin everything, tasks that are listed, a package with all of its data."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from drawn import EXAMPLE

LOCKS = sorted((EXAMPLE / "requirements").glob("*.lock"))
PIN = re.compile(r"([a-z0-9][a-z0-9._-]*)==(\S+)(?: ; [^\\]+?)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
PYPROJECT = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))
OLDEST_BUILDER = Version("77")


def pins(lock: str) -> dict[str, set[str]]:
    """The versions of each package, several where they differ by Python."""
    found: dict[str, set[str]] = {}
    for name, pinned in PIN.findall((EXAMPLE / "requirements" / lock).read_text(encoding="utf-8")):
        found.setdefault(name, set()).add(pinned)
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: Path) -> None:
    lines = lock.read_text(encoding="utf-8").splitlines()
    strange = [line for line in lines if not (line.startswith("#") or PIN.fullmatch(line) or HASH.fullmatch(line))]
    assert strange == []
    assert all(HASH.fullmatch(after) for line, after in pairwise(lines) if PIN.fullmatch(line))


def test_every_dependency_is_locked_at_a_version_that_it_allows() -> None:
    project = PYPROJECT["project"]
    wanted = {
        "site.lock": [*project["dependencies"], *PYPROJECT["build-system"]["requires"]],
        "print.lock": [*project["dependencies"], *project["optional-dependencies"]["print"]],
        "test.lock": [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)],
    }
    for lock, requirements in wanted.items():
        locked = pins(lock)
        for requirement in map(Requirement, requirements):
            versions = locked.get(canonicalize_name(requirement.name), set())
            assert versions and all(one in requirement.specifier for one in versions), f"{lock}: {requirement}"


def test_the_tests_run_with_the_versions_that_users_get() -> None:
    test = pins("test.lock")
    for used in (pins("site.lock"), pins("print.lock")):
        assert {name: test.get(name) for name in used} == used


def test_the_builder_of_the_package_is_locked_as_pyproject_names_it() -> None:
    named = (EXAMPLE / "requirements/build.in").read_text(encoding="utf-8").splitlines()[1:]
    assert named == PYPROJECT["build-system"]["requires"]


def test_make_alone_lists_every_task() -> None:
    make = shutil.which("make") or pytest.skip("this test needs make: apt-get install make")
    done = subprocess.run([make], cwd=EXAMPLE, capture_output=True, text=True, check=True)
    phony = re.search(r"^\.PHONY: (.+)$", (EXAMPLE / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert phony
    assert re.findall(r"^  make (\w+)", done.stdout, flags=re.MULTILINE) == phony[1].split()


def test_ci_calls_the_tests_and_may_be_run() -> None:
    script = EXAMPLE / ".ci/run"
    assert script.read_text(encoding="utf-8").rstrip().endswith("make test")
    assert os.access(script, os.X_OK)


OLD = Version(version("setuptools")) < OLDEST_BUILDER


@pytest.mark.skipif(OLD, reason=f"needs setuptools {OLDEST_BUILDER} or later, as requirements/site.lock has it")
def test_the_built_package_holds_every_file_of_the_source(tmp_path: Path) -> None:
    source = tmp_path / "source"
    left_out = shutil.ignore_patterns("__pycache__", "*.egg-info", ".mypy_cache", ".ruff_cache")
    shutil.copytree(EXAMPLE / "generator", source / "generator", ignore=left_out)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(EXAMPLE / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*command, str(tmp_path), str(source)], check=True)
    names = set(ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    root = source / "generator"
    files = {file.relative_to(root).as_posix() for file in (root / "aimsbook").rglob("*") if file.is_file()}
    assert sorted(files - names) == []
    assert any(name.endswith("licenses/LICENSE") for name in names)
