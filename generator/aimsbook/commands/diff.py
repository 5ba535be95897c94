"""Say what changed between two days."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook import report
from aimsbook.calling import as_of_option, config_option, format_option, known, presenter_at, say, snapshot_named
from aimsbook.changelist import Group
from aimsbook.changes import changes_of
from aimsbook.compare import Comparison, compare
from aimsbook.tellings import comparison_data, comparison_text


@click.command("diff")
@click.argument("before", metavar="BASELINE|REV")
@click.argument("after", metavar="[BASELINE|REV]", required=False)
@click.option("--group", "group", metavar="NAME", help="Only what stands under one heading, such as risks.")
@config_option
@as_of_option
@format_option
def command(
    before: str, after: str | None, group: str | None, config_file: Path, as_of: str | None, format_: str
) -> None:
    """Say what changed since a baseline or a git revision, up to another one or to the records as they are.

    Per record: added, removed, reworded, re-linked, decision changed, rating moved, state or rung moved and why. A
    revision is computed for the day of its commit, or for --as-of.

    \b
    aimsbook diff 2026-07-07-management-review
    aimsbook diff 2026-06-26-internal-audit 2026-07-07-management-review --group risks
    aimsbook diff HEAD~20
    """
    changes = changes_of(presenter_at(config_file, as_of))
    old = snapshot_named(before, changes, as_of)
    new = snapshot_named(after, changes, as_of) if after is not None else changes.now
    found = compare(old, new, changes.changelist, changes.dossier.vocabulary)
    if group is not None:
        headings = {one.name: one for one in (*changes.changelist.groups, changes.changelist.rest)}
        found = _under(found, known(group, headings, "heading"))
    if format_ == "json":
        click.echo(report.as_json("diff", comparison_data(found, changes)))
    else:
        say(comparison_text(found, changes))


def _under(found: Comparison, group: Group) -> Comparison:
    return Comparison(found.before, found.after, tuple(one for one in found.items if one.group.name == group.name))
