"""Say what changed between two days."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook import report
from aimsbook.baselines import Snapshot
from aimsbook.calling import as_of_option, config_option, format_option, known, presenter_at, say
from aimsbook.changelist import Group
from aimsbook.changes import Changes, changes_of, snapshot_of
from aimsbook.compare import Comparison, compare
from aimsbook.errors import ConfigurationFault
from aimsbook.history import dossier_at, is_repository, revision_named
from aimsbook.present import Presenter
from aimsbook.project import as_of_date
from aimsbook.records import Severity
from aimsbook.tellings import comparison_data, comparison_text
from aimsbook.words import counted, listed, nearest


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
    old = _snapshot(before, changes, as_of)
    new = _snapshot(after, changes, as_of) if after is not None else changes.now
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


def _snapshot(name: str, changes: Changes, as_of: str | None) -> Snapshot:
    """What a name stands for: a baseline, else a revision."""
    stem = Path(name).stem if name.endswith(".json") else name
    if stem in changes.all_baselines:
        return changes.all_baselines[stem]
    root = changes.dossier.project.root
    revision = revision_named(root, name) if is_repository(root) else None
    if revision is None:
        names = list(changes.all_baselines)
        has = f"baselines are {listed(names)}" if names else "there is no baseline yet: `aimsbook baseline NAME`"
        raise ConfigurationFault(f"there is no baseline and no revision {name!r}{nearest(name, names)} ({has})")
    day = as_of_date(as_of, None) if as_of else None
    with dossier_at(changes.dossier.project, revision, day) as dossier:
        if errors := sum(one.severity is Severity.ERROR for one in dossier.diagnostics):
            told = counted(errors, "error")
            click.echo(f"{revision.short} has {told} in its records; what cannot be read counts as not there", err=True)
        return snapshot_of(Presenter(dossier), revision.short, revision.short)
