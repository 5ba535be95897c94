"""Show one record."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook import report
from aimsbook.calling import as_of_option, config_option, format_option, presenter_at, record_named, say


@click.command("show")
@click.argument("record_id", metavar="ID")
@config_option
@as_of_option
@format_option
def command(record_id: str, config_file: Path, as_of: str | None, format_: str) -> None:
    """Show one record: its fields, both directions of its links, its state and what is open.

    \b
    aimsbook show CTL-BIAS-TEST
    aimsbook show iso42001:A.6.2.4 --format json
    """
    presenter = presenter_at(config_file, as_of)
    record = record_named(presenter, record_id)
    if format_ == "json":
        click.echo(report.as_json("record", report.record_data(record, presenter)))
    else:
        say(report.record_text(record, presenter))
