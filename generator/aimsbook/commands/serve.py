"""Show the site while one writes."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook.build import serve_site
from aimsbook.calling import as_of_option, config_option, profile_option, project_at


@click.command("serve")
@config_option
@as_of_option
@profile_option
@click.option("-a", "--dev-addr", metavar="IP:PORT", help="Where to listen; 127.0.0.1:8000 when not given.")
def command(config_file: Path, as_of: str | None, profile: str | None, dev_addr: str | None) -> None:
    """Show the site while you write; it is built again when a record or a chapter changes.

    \b
    aimsbook serve
    aimsbook serve -a 127.0.0.1:9000
    """
    project_at(config_file, as_of, profile)
    serve_site(config_file, as_of, profile, dev_addr=dev_addr)
