"""Begin a small project."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook.calling import say
from aimsbook.starter import begin
from aimsbook.words import counted


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
def command(folder: Path) -> None:
    """Begin a small project that builds in seconds. Never overwrites a file.

    \b
    aimsbook init my-aims
    """
    files = begin(folder)
    say(f"  {path}" for path in files)
    click.echo(f"Wrote {counted(len(files), 'file')}. Next: cd {folder} && aimsbook check && aimsbook build", err=True)
