"""What the tests of the core share: drawn projects, the shipped example, and the switch that rewrites golden files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from aimsbook.compose import Edition, compile_edition
from aimsbook.definitions import read_vocabulary
from aimsbook.dossier import Dossier
from aimsbook.vocabulary import Vocabulary
from drawn import EXAMPLE, Drawing, example_project

# The same examples in every run, so that a run on a busy machine fails for a change and never by chance;
# `pytest --hypothesis-profile=wide` looks further.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("wide", deadline=None, max_examples=2_000)
settings.load_profile("fixed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="Rewrite the golden files; git diff shows what changed.")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))


@pytest.fixture
def drawing(tmp_path: Path) -> Drawing:
    """An empty project to draw records, chapters and files into."""
    return Drawing(tmp_path)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The shipped vocabulary."""
    return read_vocabulary()


@pytest.fixture(scope="session")
def example() -> Edition:
    """The shipped example, compiled once."""
    return compile_edition(example_project())


@pytest.fixture(scope="session")
def example_dossier(example: Edition) -> Dossier:
    return example.book.dossier


@pytest.fixture(scope="session")
def repository() -> Path:
    return EXAMPLE
