"""Seal what is on record into one file for an auditor."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from aimsbook import __version__
from aimsbook.build import build_site
from aimsbook.calling import as_of_option, config_option, profile_option, project_at, step
from aimsbook.errors import ConfigurationFault
from aimsbook.pack import gather, packing, seal
from aimsbook.words import counted, listed


@click.command("pack")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The zip file, folders on the way are made; what an earlier call wrote there is replaced.",
)
@click.option("--with", "only", multiple=True, metavar="FORMAT", help="Only this form or folder; repeatable.")
@click.option("--without", multiple=True, metavar="FORMAT", help="Not this form or folder; repeatable.")
@as_of_option
@profile_option
@config_option
def command(
    output: Path,
    only: tuple[str, ...],
    without: tuple[str, ...],
    as_of: str | None,
    profile: str | None,
    config_file: Path,
) -> None:
    """Check, build, and put site, evidence, documents and data into one zip file, with the digest of each.

    The same records on the same day give the same bytes. Errors in the records refuse the pack; the file appears whole
    or not at all. Keep the SHA-256 that is printed where nobody can change it.

    \b
    aimsbook pack -o audit-2026-11.zip
    aimsbook pack -o audit.zip --as-of 2026-11-15 --without documents
    """
    if str(output) == "-":
        raise ConfigurationFault("a pack is no text, which could go to the standard output: name a file")
    chosen = packing(only, without)
    project_at(config_file, as_of, profile)
    with tempfile.TemporaryDirectory(prefix="aimsbook-") as folder:
        step("Compiling the records and building the site")
        site = Path(folder).resolve() / "site"
        edition = build_site(config_file, site, as_of, profile, frozen=True)
        step(f"Making {listed(one.name for one in chosen)}" if chosen else "Gathering files")
        gathered = gather(edition, site, chosen, config_file.resolve(), __version__)
        step(f"Packing {counted(len(gathered.members) + 2, 'file')}")
        digest = seal(output, gathered)
    size = output.stat().st_size
    told = f"{counted(len(gathered.members) + 2, 'file')}, {size:,} bytes, frozen at {gathered.manifest.as_of}"
    click.echo(f"Wrote {output}: {told}. Its SHA-256, to be kept elsewhere:", err=True)
    click.echo(digest)
