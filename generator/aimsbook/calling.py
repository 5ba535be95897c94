"""What the commands share: options with one meaning, and the project that a call is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import click

from aimsbook.build import open_project
from aimsbook.compose import Edition, compile_edition
from aimsbook.definitions import read_vocabulary
from aimsbook.errors import ConfigurationFault
from aimsbook.present import Presenter
from aimsbook.project import Project
from aimsbook.records import Record
from aimsbook.vocabulary import Vocabulary
from aimsbook.words import nearest

T = TypeVar("T")

config_option = click.option(
    "-f",
    "--config-file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The mkdocs.yml of the project.",
)
as_of_option = click.option("--as-of", metavar="DAY", help="Compute for this day, such as 2026-11-15.")
format_option = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print."
)


def project_at(config_file: Path, as_of: str | None = None) -> Project:
    """The project that a mkdocs.yml describes."""
    if not config_file.is_file():
        raise ConfigurationFault(
            f"there is no {config_file}; go to the project's folder, or begin one with `aimsbook init`"
        )
    return open_project(config_file, as_of)


def edition_at(config_file: Path, as_of: str | None = None) -> Edition:
    """The compiled project."""
    return compile_edition(project_at(config_file, as_of))


def presenter_at(config_file: Path, as_of: str | None = None) -> Presenter:
    """What shows the records of the compiled project."""
    return edition_at(config_file, as_of).book.presenter


def vocabulary_at(config_file: Path) -> Vocabulary:
    """The vocabulary of the project, or the shipped one where there is no project."""
    folders = [project_at(config_file).vocabulary_folder] if config_file.is_file() else []
    return read_vocabulary(*folders)


def record_named(presenter: Presenter, record_id: str) -> Record:
    """The record with an id, in any letter case."""
    if found := presenter.dossier.labels.known(record_id):
        return found
    raise ConfigurationFault(f"there is no record {record_id}{nearest(record_id, presenter.graph.records)}")


def known(word: str, among: Mapping[str, T], what: str) -> T:
    """What a word stands for; a did-you-mean where it stands for nothing."""
    if word not in among:
        raise ConfigurationFault(f"there is no {what} {word!r}{nearest(word, among)}")
    return among[word]


def say(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        click.echo(line)


def write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise ConfigurationFault(f"{file} is there already; nothing was written") from None
