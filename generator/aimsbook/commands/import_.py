"""Bring requirements in from elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook.calling import config_option, project_at, say
from aimsbook.errors import ConfigurationFault
from aimsbook.frameworks import shipped_names
from aimsbook.importers import oscal
from aimsbook.words import counted


@click.group("import")
def command() -> None:
    """Bring requirements in from elsewhere."""


@command.command("oscal")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--framework", metavar="NAME", help="What ids carry before their colon; made from the title when not given."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder; below the records when not given.",
)
@click.option("--replace", is_flag=True, help="Replace files of an earlier import that differ.")
@config_option
def import_oscal(file: Path, framework: str | None, output: Path | None, replace: bool, config_file: Path) -> None:
    """Make requirement records of a framework from an OSCAL catalog (JSON).

    \b
    aimsbook import oscal NIST_SP-800-53_rev5_catalog.json
    aimsbook import oscal catalog.json --framework acme -o controls/frameworks/acme
    """
    found = oscal.import_file(file, framework)
    folder = output or _folder(found.framework, config_file)
    written = oscal.write(found, folder, replace)
    say(found.notes)
    if found.framework in shipped_names():
        way = f"keep it off `frameworks` in {config_file}, or give this one another name with --framework"
        twice = f"{found.framework} is shipped too; switched on it would be there twice"
        click.echo(f"warning: {twice}: {way}.", err=True)
    click.echo(f"Wrote {counted(found.records, 'record')} in {counted(len(written), 'file')} below {folder}.", err=True)


def _folder(framework: str, config_file: Path) -> Path:
    """Where a framework goes; one that is switched on already would be there twice."""
    project = project_at(config_file)
    if framework in project.frameworks:
        said = f"{framework} is shipped and switched on in {config_file}: take it off `frameworks`"
        raise ConfigurationFault(f"{said}, or give this one another name with --framework")
    return project.records / "frameworks" / framework
