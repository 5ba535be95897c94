"""Say whether an audit pack is as it was made."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from aimsbook import report
from aimsbook.calling import config_option, edition_at, format_option, say
from aimsbook.dissect import Flaw
from aimsbook.errors import ConfigurationFault
from aimsbook.retrace import differences
from aimsbook.verdictreport import verdict_data, verdict_text
from aimsbook.verify import Verdict, verify


@click.command("verify")
@click.argument("pack", type=click.Path(path_type=Path))
@click.option("--deep", is_flag=True, help="Read the sources again too, in the project that the pack was made from.")
@click.option("--sha256", default="", metavar="DIGEST", help="The SHA-256 of the zip file that was kept elsewhere.")
@config_option
@format_option
def command(pack: Path, deep: bool, sha256: str, config_file: Path, format_: str) -> None:
    """Look at every byte of a pack, as a zip file or unpacked, and name what is not as it was made.

    Only the pack is needed, no project. It exits with 0 when the pack is whole, else with 1.

    \b
    aimsbook verify audit-2026-11.zip
    aimsbook verify --sha256 DIGEST audit-2026-11.zip    against the digest that was kept
    aimsbook verify audit-2026-11                        a folder that it was unpacked into
    aimsbook verify --deep audit-2026-11.zip             the project's sources and states as well
    """
    if not pack.exists():
        raise ConfigurationFault(f"there is no {pack}")
    if sha256 and pack.is_dir():
        raise ConfigurationFault(f"{pack} is a folder and has no SHA-256 of its own; give the zip file")
    if sha256 and not re.fullmatch("[0-9A-Fa-f]{64}", sha256):
        raise ConfigurationFault(f"--sha256 is {report.safe(sha256)!r}; 64 digits of 0 to 9 and a to f were expected")
    verdict = verify(pack, sha256)
    deeper = list(_deeper(verdict, config_file)) if deep else []
    if format_ == "json":
        click.echo(report.as_json("verify", verdict_data(pack, verdict, deeper)))
    else:
        say(verdict_text(pack, verdict, deeper, deep))
    sys.exit(bool(verdict.flaws or deeper))


def _deeper(verdict: Verdict, config_file: Path) -> Iterator[Flaw]:
    """What differs from the project; ConfigurationFault where the pack does not even say what it was made from."""
    manifest = verdict.manifest
    if manifest is None:
        raise ConfigurationFault("the manifest of the pack cannot be read, so there is nothing to compare with")
    yield from differences(manifest, edition_at(config_file, manifest.as_of, manifest.profile), config_file.resolve())
