"""Say what the standard asks to have in writing, and what answers it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from aimsbook import report
from aimsbook.answers import Answers
from aimsbook.calling import as_of_option, config_option, format_option, presenter_at, say


@click.command("documents")
@config_option
@as_of_option
@format_option
@click.option("--open", "only_open", is_flag=True, help="Only what is missing, not approved or past its day.")
@click.option("--strict", is_flag=True, help="Exit with 1 when something is open.")
def command(config_file: Path, as_of: str | None, format_: str, only_open: bool, strict: bool) -> None:
    """Say what the standard asks to have in writing, with the records that answer it. Writes nothing.

    \b
    aimsbook documents                  every row with version, approval and state
    aimsbook documents --open           what is missing, not approved or past its day
    aimsbook documents --open --strict  a gate
    """
    answers = Answers(presenter_at(config_file, as_of))
    rows = [one for one in (*answers.asked, *answers.when_applicable) if one.is_open or not only_open]
    if format_ == "json":
        click.echo(report.as_json("documents", {"rows": [answers.data(one) for one in rows]}))
    else:
        lines = (line for one in rows for line in answers.lines(one, only_open))
        say(report.safe("  ".join(filter(None, line))) for line in lines)
    sys.exit(strict and any(one.is_open for one in rows))
