"""Show the whole trail of a requirement or of a piece of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from aimsbook import report
from aimsbook.calling import as_of_option, config_option, edition_at, format_option, say
from aimsbook.errors import ConfigurationFault
from aimsbook.present import Presenter
from aimsbook.records import Record
from aimsbook.search import fit_of
from aimsbook.trailreport import trail_data, trail_text
from aimsbook.trails import Trails, trails_of
from aimsbook.words import listed, nearest

_FEW = 6


@click.command("trail")
@click.argument("what", nargs=-1, required=True, metavar="ID [@SYSTEM]")
@config_option
@as_of_option
@format_option
def command(what: tuple[str, ...], config_file: Path, as_of: str | None, format_: str) -> None:
    """Show what a requirement leads to, or what a piece of evidence leads back to, in one piece.

    Decision and reason, risks, what the policies say, controls, each piece of evidence with its date, period, digest
    and owner, and what is open. Behind an @ stands the AI system to which it is narrowed. Both take what the jump box
    of the site takes: any letter case, no framework, the beginning or a part of the id where only one fits.

    \b
    aimsbook trail A.6.2.4
    aimsbook trail 'a.6.2.4 @loan'
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
    """The record that a trail starts from: by its id, or by what the jump box would take for it."""
    record = presenter.dossier.labels.known(name)
    if record is None:
        names = (*trails.starts, *(one.local for one in trails.starts.values()))
        return _meant(name, trails.starts, f"there is no record {name}{nearest(name, names)}")
    if record.type not in trails.plans:
        types = listed(presenter.vocabulary[one].plural.lower() for one in trails.plans)
        raise ConfigurationFault(f"{record.id} has no trail; {types} have")
    return record


def _narrowed(name: str, start: Record, trails: Trails, presenter: Presenter) -> Record:
    plan = trails.plans[start.type]
    if not plan.narrowed:
        raise ConfigurationFault(f"the trail of {start.id} cannot be narrowed")
    wanted, other = presenter.vocabulary[plan.narrowed].label, presenter.dossier.labels.known(name)
    if other and other.type != plan.narrowed:
        raise ConfigurationFault(f"{other.id} is no {wanted}, and a trail is narrowed to one")
    among = {one.id: one for one in trails.systems_of(plan)}
    record = _meant(name, among, f"there is no {wanted} {name}{nearest(name, among)}")
    if not trails.concerns(start, record):
        raise ConfigurationFault(f"{start.id} is not about {record.id}, so its trail is not narrowed to it")
    return record


def _meant(name: str, among: Mapping[str, Record], none: str) -> Record:
    """The record whose id fits best, where only one does."""
    fits = {one: fit_of(one, name) for one in among}
    best = [one for one, fit in fits.items() if fit and fit == max(fits.values())]
    if not best:
        raise ConfigurationFault(none)
    if len(best) > 1:
        some = best if len(best) <= _FEW else [*best[:_FEW], f"one of {len(best) - _FEW} more"]
        raise ConfigurationFault(f"{name} may be {listed(some, 'or')}")
    return among[best[0]]
