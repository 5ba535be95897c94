"""Say what is wrong or missing."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from aimsbook import report
from aimsbook.calling import as_of_option, config_option, edition_at, format_option, say
from aimsbook.described import diagnostic_data
from aimsbook.records import Severity


@click.command("check")
@config_option
@as_of_option
@format_option
@click.option("--strict", is_flag=True, help="Exit with 1 for gaps too.")
def command(config_file: Path, as_of: str | None, format_: str, strict: bool) -> None:
    """Say what is wrong or missing in records and manual. Writes nothing.

    \b
    aimsbook check                      everything, errors and gaps
    aimsbook check --strict             a gate that gaps do not pass
    aimsbook check --format json        for programs
    aimsbook check --as-of 2027-03-09   as it will be on that day if nothing is done
    """
    edition = edition_at(config_file, as_of)
    project, diagnostics = edition.book.project, edition.diagnostics
    own = len(edition.book.dossier.own())
    if format_ == "json":
        content = {
            "as_of": project.as_of.isoformat(),
            "records": own,
            "diagnostics": [diagnostic_data(one) for one in diagnostics],
        }
        click.echo(report.as_json("check", content))
    else:
        say(report.diagnostics_text(diagnostics, project.root, project.as_of.isoformat(), own))
    floor = Severity.GAP if strict else Severity.ERROR
    sys.exit(any(one.severity >= floor for one in diagnostics))
