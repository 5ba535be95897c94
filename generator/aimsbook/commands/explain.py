"""Explain a word of the generator."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook.calling import config_option, vocabulary_at
from aimsbook.explaining import explain


@click.command("explain")
@click.argument("word", default="rules")
@config_option
def command(word: str, config_file: Path) -> None:
    """Explain a rule, a duty, a type of record or a live view.

    \b
    aimsbook explain dead-link
    aimsbook explain control
    aimsbook explain rules         (or: duties, types, views)
    """
    click.echo(explain(word, vocabulary_at(config_file)))
