"""Show the whole trail of a requirement or of a piece of evidence."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook import report
from aimsbook.calling import as_of_option, config_option, edition_at, format_option, record_named, say
from aimsbook.errors import ConfigurationFault
from aimsbook.present import Presenter
from aimsbook.records import Record
from aimsbook.trailreport import trail_data, trail_text
from aimsbook.trails import Trails, trails_of
from aimsbook.words import listed


@click.command("trail")
@click.argument("what", nargs=-1, required=True, metavar="ID [@SYSTEM]")
@config_option
@as_of_option
@format_option
def command(what: tuple[str, ...], config_file: Path, as_of: str | None, format_: str) -> None:
    """Show what a requirement leads to, or what a piece of evidence leads back to, in one piece.

    Decision and reason, risks, what the policies say, controls, each piece of evidence with its date, period, digest
    and owner, and what is open. Behind an @ stands the AI system to which it is narrowed. A requirement may be named
    without its framework.

    \b
    aimsbook trail A.6.2.4
    aimsbook trail 'A.6.2.4 @SYS-LOAN-SCORING'
    aimsbook trail EV-BIAS-4.2.0 --format json
    """
    book = edition_at(config_file, as_of).book
    trails, presenter = trails_of(book), book.presenter
    name, _, narrowed = " ".join(what).partition("@")
    start = _start(name.strip(), trails, presenter)
    other = _narrowed(narrowed.strip(), start, trails, presenter) if narrowed.strip() else None
    found = trails.trail(start, other)
    if format_ == "json":
        click.echo(report.as_json("trail", trail_data(found, presenter)))
    else:
        say(trail_text(found, presenter))


def _start(name: str, trails: Trails, presenter: Presenter) -> Record:
    """The record that a trail starts from, by its id or, where only one has it, by its id without the framework."""
    if presenter.dossier.labels.known(name) is None:
        short = [one for one in trails.starts.values() if one.local.casefold() == name.casefold()]
        if len(short) == 1:
            return short[0]
        if short:
            raise ConfigurationFault(f"{name} may be {listed([one.id for one in short], 'or')}")
    record = record_named(presenter, name)
    if record.type not in trails.plans:
        types = listed(presenter.vocabulary[one].plural.lower() for one in trails.plans)
        raise ConfigurationFault(f"{record.id} has no trail; {types} have")
    return record


def _narrowed(name: str, start: Record, trails: Trails, presenter: Presenter) -> Record:
    plan = trails.plans[start.type]
    if not plan.narrowed:
        raise ConfigurationFault(f"the trail of {start.id} cannot be narrowed")
    record = record_named(presenter, name)
    if record.type != plan.narrowed:
        wanted = presenter.vocabulary[plan.narrowed].label
        raise ConfigurationFault(f"{record.id} is no {wanted}, and a trail is narrowed to one")
    return record
