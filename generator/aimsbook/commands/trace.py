"""Show the ways from a record to others."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook import report
from aimsbook.calling import as_of_option, config_option, format_option, known, presenter_at, record_named, say
from aimsbook.tracing import trace
from aimsbook.words import counted


@click.command("trace")
@click.argument("record_id", metavar="ID")
@click.option("--to", "to", metavar="TYPE", help="Only ways to records of this type; every type when not given.")
@config_option
@as_of_option
@format_option
def command(record_id: str, to: str | None, config_file: Path, as_of: str | None, format_: str) -> None:
    """Show how one gets from a record to others, link by link.

    \b
    aimsbook trace iso42001:A.6.2.4 --to evidence
    aimsbook trace EV-BIAS-4.2.0 --to requirement
    """
    presenter = presenter_at(config_file, as_of)
    record = record_named(presenter, record_id)
    types = presenter.vocabulary.types
    kinds = [known(to, types, "type")] if to else types.values()
    ways = [way for kind in kinds for way in trace(record, kind.name, presenter.dossier)]
    if format_ == "json":
        click.echo(report.as_json("trace", {"start": record.id, "ways": report.ways_data(ways)}))
    else:
        say(report.ways_text(ways))
        click.echo(counted(len(ways), "way"), err=True)
