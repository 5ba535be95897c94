"""Print the digest of the words of a document."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook import report
from aimsbook.calling import config_option, format_option, presenter_at, record_named
from aimsbook.documents import digest_of, words_digest
from aimsbook.errors import ConfigurationFault


@click.command("digest")
@click.argument("name", metavar="FILE|ID")
@config_option
@format_option
def command(name: str, config_file: Path, format_: str) -> None:
    """Print the SHA-256 of the words of a document, as `approved_sha256` takes it. Writes nothing.

    Line ends and a byte order mark do not count, so the digest is the same on every system.

    \b
    aimsbook digest POL-AI
    aimsbook digest docs/policies/ai-policy.md
    """
    file = Path(name)
    digest = digest_of(file.read_bytes()) if file.is_file() else _of_record(name, config_file)
    click.echo(report.as_json("digest", {"name": name, "sha256": digest}) if format_ == "json" else digest)


def _of_record(name: str, config_file: Path) -> str:
    presenter = presenter_at(config_file)
    record = record_named(presenter, name)
    rules = presenter.dossier.documents
    digest = words_digest(record, rules, presenter.case) if record.type == rules.type else None
    if digest is None:
        lacks = f"neither `{rules.text}` nor a `{rules.file}` that can be read"
        raise ConfigurationFault(f"{record.id} has no words of its own: {lacks}")
    return digest
