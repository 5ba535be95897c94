"""Build the site and exchange it with the old one."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook.build import build_site
from aimsbook.calling import as_of_option, config_option, profile_option, project_at, step
from aimsbook.publish import publish


@click.command("build")
@config_option
@as_of_option
@profile_option
@click.option(
    "-d", "--site-dir", type=click.Path(path_type=Path), help="Where the site goes; `site_dir` of mkdocs.yml."
)
def command(config_file: Path, as_of: str | None, profile: str | None, site_dir: Path | None) -> None:
    """Check, build beside the target, then exchange the two: the old site stays until the new one is whole.

    \b
    aimsbook build                into site/
    aimsbook build -d public      into public/
    aimsbook build --profile customer -d for-customers
    """
    project = project_at(config_file, as_of, profile)
    target = site_dir or project.site
    step("Compiling the records and building the site")
    publish(target, lambda folder: build_site(config_file, folder, as_of, profile))
    said = f"profile {project.profile}, " if project.profile else ""
    click.echo(f"The site is in {target} ({said}dates computed for {project.as_of}).", err=True)
