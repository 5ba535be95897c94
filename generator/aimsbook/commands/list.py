"""Say what a declared list says."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from aimsbook import report
from aimsbook.answerreport import answer_data, answer_text
from aimsbook.calling import as_of_option, config_option, format_option, known, presenter_at, say
from aimsbook.views import statement


@click.command("list")
@click.argument("name", required=False)
@config_option
@as_of_option
@format_option
@click.option("--strict", is_flag=True, help="Exit with 1 when the list is not empty.")
def command(name: str | None, config_file: Path, as_of: str | None, format_: str, strict: bool) -> None:
    """Say what a list that is declared in data says, such as the Statement of Applicability; without a name say which.

    \b
    aimsbook list
    aimsbook list statement-of-applicability --format json
    """
    presenter = presenter_at(config_file, as_of)
    lists = presenter.dossier.lists
    asked = [known(name, lists, "list")] if name else list(lists.values())
    found = [(one, statement.define({"name": one.name}, presenter).answer()) for one in asked]
    if format_ == "json":
        told = [{"name": one.name, "title": one.title, **answer_data(answer)} for one, answer in found]
        click.echo(report.as_json("list", {"as_of": presenter.dossier.project.as_of.isoformat(), "lists": told}))
    elif name:
        say(line for _, answer in found for line in answer_text(answer))
    else:
        say(f"{answer.number:>4}  {one.name}  {one.title}" for one, answer in found)
    sys.exit(strict and any(answer.number for _, answer in found))
