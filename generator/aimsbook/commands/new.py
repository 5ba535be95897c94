"""Write a new record."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook.calling import config_option, edition_at, known, write_new
from aimsbook.skeleton import free_id, record_skeleton


@click.command("new")
@click.argument("type_name", metavar="TYPE")
@click.argument("record_id", metavar="[ID]", required=False)
@click.option("--title", default="", help="The record's title.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file; `-` prints it.", default=None
)
@config_option
def command(type_name: str, record_id: str | None, title: str, output: Path | None, config_file: Path) -> None:
    """Write a new record, with every field of its type explained. Never overwrites a file.

    \b
    aimsbook new control CTL-BIAS-TEST --title "Bias test before each release"
    aimsbook new risk
    aimsbook new evidence -o -
    """
    edition = edition_at(config_file)
    vocabulary, graph = edition.book.dossier.vocabulary, edition.book.dossier.graph
    kind = known(type_name, vocabulary.types, "type")
    name = record_id or free_id(kind, graph)
    text = record_skeleton(kind, name, title, graph)
    if output == Path("-"):
        click.echo(text, nl=False)
        return
    file = output or edition.book.project.records / type_name.replace("_", "-") / f"{name.replace(':', '--')}.yml"
    write_new(file, text)
    click.echo(f"Wrote {file}.", err=True)
