"""Say what was on record on a day."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook import report
from aimsbook.answerreport import answer_data, answer_text
from aimsbook.calling import as_of_option, config_option, format_option, known, presenter_at, say, snapshot_named
from aimsbook.changes import changes_of
from aimsbook.recall import recall
from aimsbook.tellings import about, snapshot_data


@click.command("recall")
@click.argument("name", metavar="BASELINE|REV")
@click.option("--group", "group", metavar="NAME", help="Only what stands under one heading, such as policies.")
@config_option
@as_of_option
@format_option
def command(name: str, group: str | None, config_file: Path, as_of: str | None, format_: str) -> None:
    """Say what was on record: policies with versions, the Statement, risks with ratings, systems, chapters and files.

    Each with the file it was read from and its digest. A revision is computed for the day of its commit, or for
    --as-of.

    \b
    aimsbook recall 2026-07-07-management-review
    aimsbook recall HEAD --group risks --format json
    """
    changes = changes_of(presenter_at(config_file, as_of))
    snapshot = snapshot_named(name, changes, as_of)
    found = {one.name: one for one in recall(snapshot, changes.dossier.vocabulary)}
    if group is not None:
        found = {group: known(group, found, "heading")}
    if format_ == "json":
        groups = [{"name": one.name, "title": one.title, **answer_data(one.answer)} for one in found.values()]
        content = {**snapshot_data(snapshot), "frameworks": list(snapshot.frameworks), "groups": groups}
        click.echo(report.as_json("recall", content))
        return
    click.echo(about(snapshot))
    for one in found.values():
        click.echo(f"\n{one.title} ({one.answer.number})")
        say(answer_text(one.answer))
