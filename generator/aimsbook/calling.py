"""What the commands share: options with one meaning, and the project that a call is about."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import click

from aimsbook.baselines import Snapshot, file_of
from aimsbook.build import open_project
from aimsbook.changes import Changes, snapshot_of
from aimsbook.compose import Edition, compile_edition
from aimsbook.definitions import read_vocabulary
from aimsbook.errors import ConfigurationFault
from aimsbook.history import dossier_at, is_repository, revision_named
from aimsbook.present import Presenter
from aimsbook.project import Project, as_of_date
from aimsbook.records import Record, Severity
from aimsbook.vocabulary import Vocabulary
from aimsbook.words import counted, listed, nearest

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
profile_option = click.option(
    "--profile", metavar="NAME", help="For whom: auditor, internal, customer, public or one of the project's own."
)
format_option = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print."
)


def project_at(config_file: Path, as_of: str | None = None, profile: str | None = "") -> Project:
    """The project that a mkdocs.yml describes, as a whole; for a profile, or for None with that of mkdocs.yml."""
    if not config_file.is_file():
        raise ConfigurationFault(
            f"there is no {config_file}; go to the project's folder, or begin one with `aimsbook init`"
        )
    return open_project(config_file, as_of, profile)


def edition_at(config_file: Path, as_of: str | None = None, profile: str | None = "") -> Edition:
    """The compiled project."""
    return compile_edition(project_at(config_file, as_of, profile))


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
    """What a word stands for; a did-you-mean, or else what there is, where it stands for nothing."""
    if word not in among:
        there_is = nearest(word, among) or f" (there {'is' if len(among) == 1 else 'are'} {listed(among) or 'none'})"
        raise ConfigurationFault(f"there is no {what} {word!r}{there_is}")
    return among[word]


def snapshot_named(name: str, changes: Changes, as_of: str | None) -> Snapshot:
    """What a name stands for: a baseline, else a revision of the repository, for the day it was made or another one."""
    stem = Path(name).stem if name.endswith(".json") else name
    if stem in changes.all_baselines:
        return changes.all_baselines[stem]
    root = changes.dossier.project.root
    if stem in changes.unsound:
        told = f"{file_of(root, stem)}: the baseline {stem} cannot be trusted: {changes.unsound[stem]}"
        raise ConfigurationFault(f"{told}; take the file from the repository's history again, or freeze a new one")
    revision = revision_named(root, name) if is_repository(root) else None
    if revision is None:
        names = list(changes.all_baselines)
        has = f"Baselines are {listed(names)}" if names else f"{changes.none_told}: `aimsbook baseline NAME`"
        raise ConfigurationFault(f"there is no baseline and no revision {name!r}{nearest(name, names)} ({has})")
    day = as_of_date(as_of, None) if as_of else None
    with dossier_at(changes.dossier.project, revision, day) as dossier:
        if errors := sum(one.severity is Severity.ERROR for one in dossier.diagnostics):
            told = counted(errors, "error")
            click.echo(f"{revision.short} has {told} in its records; what cannot be read counts as not there", err=True)
        return snapshot_of(Presenter(dossier), revision.short, revision.short)


def say(lines: Iterable[str]) -> None:
    """Print lines, all at once: there may be thousands."""
    if found := list(lines):
        click.echo("\n".join(found))


def step(words: str) -> None:
    """Tell somebody who looks on what is being done; a pipe or a log hears nothing."""
    if sys.stderr.isatty():
        click.echo(f"{words} ...", err=True)


def write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise ConfigurationFault(f"{file} is there already; nothing was written") from None
