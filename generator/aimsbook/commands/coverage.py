"""Say how many requirements stand on which rung."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from aimsbook import report
from aimsbook.calling import as_of_option, config_option, format_option, known, presenter_at, say
from aimsbook.coverage import coverage_of, missed_gates


@click.command("coverage")
@click.option(
    "--fail-under", multiple=True, metavar="RUNG=PERCENT", help="Exit with 1 where less stands there; repeatable."
)
@click.option("--framework", metavar="NAME", help="One framework only.")
@config_option
@as_of_option
@format_option
def command(
    fail_under: tuple[str, ...], framework: str | None, config_file: Path, as_of: str | None, format_: str
) -> None:
    """Say how many requirements of each framework stand on which rung.

    \b
    aimsbook coverage
    aimsbook coverage --framework iso42001 --fail-under evidenced=90
    """
    found = coverage_of(presenter_at(config_file, as_of).dossier)
    if framework is not None:
        found = {framework: known(framework, found, "framework")}
    missed = missed_gates(found, fail_under)
    if format_ == "json":
        click.echo(report.as_json("coverage", {"frameworks": report.coverage_data(found), "missed": missed}))
    else:
        say(report.coverage_text(found))
        say(missed)
    sys.exit(bool(missed))
