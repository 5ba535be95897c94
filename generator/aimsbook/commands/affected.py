"""Show what else is touched when a record changes."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook import report
from aimsbook.calling import as_of_option, config_option, format_option, presenter_at, record_named, say
from aimsbook.tracing import NEAR, affected
from aimsbook.words import counted


@click.command("affected")
@click.argument("record_id", metavar="ID")
@click.option(
    "--within", type=click.IntRange(1, 6), default=NEAR, show_default=True, help="How many links away is looked at."
)
@config_option
@as_of_option
@format_option
def command(record_id: str, within: int, config_file: Path, as_of: str | None, format_: str) -> None:
    """Show what else is touched when a record is changed or withdrawn, by type, in both directions.

    \b
    aimsbook affected SUP-MERROWIND
    aimsbook affected iso42001:A.6.2.4 --within 1 --format json
    """
    presenter = presenter_at(config_file, as_of)
    record = record_named(presenter, record_id)
    found = affected(record, presenter.dossier, within)
    if format_ == "json":
        types = report.affected_data(found)
        click.echo(report.as_json("affected", {"start": record.id, "within": within, "types": types}))
    else:
        say(report.affected_text(found, presenter))
        click.echo(counted(sum(map(len, found.values())), "record"), err=True)
