"""Give the JSON Schema for editors, or that of the JSON export."""

from __future__ import annotations

import json
from pathlib import Path

import click

from aimsbook.calling import config_option, vocabulary_at
from aimsbook.described import schema_text
from aimsbook.editor import editor_schema


@click.command("schema")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file; printed when not given."
)
@click.option("--dossier", is_flag=True, help="The schema of `aimsbook export json` instead.")
@config_option
def command(output: Path | None, dossier: bool, config_file: Path) -> None:
    """Give the JSON Schema that lets an editor complete, explain and check records.

    \b
    aimsbook schema -o .aimsbook/record.schema.json
    Then, in VS Code's settings: "yaml.schemas": {".aimsbook/record.schema.json": "controls/**/*.yml"}
    aimsbook schema --dossier -o dossier-1.json
    """
    text = schema_text() if dossier else _editor_text(config_file)
    if output is None:
        click.echo(text, nl=False)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {output}.", err=True)


def _editor_text(config_file: Path) -> str:
    return json.dumps(editor_schema(vocabulary_at(config_file)), ensure_ascii=False, indent=1) + "\n"
