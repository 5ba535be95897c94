"""Explain a word of the generator."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook import report
from aimsbook.calling import config_option, format_option, vocabulary_at
from aimsbook.explaining import explain
from aimsbook.explainreport import explained


@click.command("explain")
@click.argument("word", default="rules")
@config_option
@format_option
def command(word: str, config_file: Path, format_: str) -> None:
    """Explain a rule, a duty, a type of record or a live view.

    \b
    aimsbook explain dead-link
    aimsbook explain control
    aimsbook explain rules         (or: duties, types, views)
    """
    vocabulary = vocabulary_at(config_file)
    if format_ == "json":
        click.echo(report.as_json("explain", explained(word, vocabulary)))
    else:
        click.echo(explain(word, vocabulary))
