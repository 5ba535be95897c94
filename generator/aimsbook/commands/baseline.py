"""Freeze what is on record, so that a later day can be compared with it."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook import report
from aimsbook.baselines import is_name, text_of, write_baseline
from aimsbook.calling import as_of_option, config_option, edition_at, format_option
from aimsbook.changes import snapshot_of
from aimsbook.errors import ConfigurationFault
from aimsbook.history import has_open_changes
from aimsbook.records import Severity
from aimsbook.words import counted


@click.command("baseline")
@click.argument("name")
@click.option("--replace", is_flag=True, help="Freeze anew where a baseline of this name is there already.")
@config_option
@as_of_option
@format_option
def command(name: str, replace: bool, config_file: Path, as_of: str | None, format_: str) -> None:
    """Freeze digests, states, ratings and the Statement of Applicability into baselines/NAME.json.

    The audit or management review that looked at it names it under `baseline`; `aimsbook diff NAME` and the site tell
    what changed since. A baseline that is there is never overwritten without --replace.

    \b
    aimsbook baseline 2026-07-07-management-review
    """
    if not is_name(name):
        raise ConfigurationFault(f"{name!r} cannot name a baseline; take letters, digits, `.`, `-` and `_`")
    book = edition_at(config_file, as_of).book
    if errors := sum(one.severity is Severity.ERROR for one in book.diagnostics):
        raise ConfigurationFault(f"{counted(errors, 'error')} in records and manual; nothing was frozen")
    open_changes = bool(book.commit) and has_open_changes(book.project.root)
    snapshot = snapshot_of(book.presenter, name, book.commit)
    file = write_baseline(book.project.root, snapshot, replace)
    if format_ == "json":
        click.echo(text_of(snapshot), nl=False)
        return
    click.echo(
        f"{report.safe(book.project.path_of(file))}: {counted(len(snapshot.records), 'record')}, "
        f"{counted(len(snapshot.chapters), 'chapter')}, {counted(len(snapshot.files), 'file')}, "
        f"dates computed for {snapshot.as_of}{f', commit {snapshot.commit}' if snapshot.commit else ''}"
    )
    if open_changes:
        click.echo("what is not committed yet was frozen too", err=True)
