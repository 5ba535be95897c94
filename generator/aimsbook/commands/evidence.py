"""Hand in proof from where the work is done."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

from aimsbook import report
from aimsbook.calling import config_option, edition_at, format_option, write_new
from aimsbook.dossier import Dossier
from aimsbook.errors import ConfigurationFault
from aimsbook.files import examine
from aimsbook.giving import Given, already, new_proof, path_below
from aimsbook.pipeline import commit_at, told_by
from aimsbook.project import as_of_date
from aimsbook.writing import as_yaml


@click.group()
def evidence() -> None:
    """Hand in proof from where the work is done."""


@evidence.command("add")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--supports", metavar="ID", multiple=True, help="The control that it proves to be running; repeatable.")
@click.option("--demonstrates", metavar="ID", multiple=True, help="The requirement that it shows; repeatable.")
@click.option(
    "--system", metavar="ID", multiple=True, help="The AI system, supplier or text it was taken from; repeatable."
)
@click.option("--version", metavar="VERSION", help="The version of the AI system that it is about.")
@click.option("--covers", metavar="DAY..DAY", help="The span of time that it speaks for.")
@click.option("--renews", metavar="ID", help="The older proof in whose place it comes; gives what the call does not.")
@click.option("--title", default="", help="The record's title.")
@click.option("--kind", metavar="KIND", help="What sort of proof it is.")
@click.option("--collected", metavar="DAY", help="The day it was taken; SOURCE_DATE_EPOCH, else today.")
@click.option("--valid-for", metavar="DAYS", help="For how many days it holds.")
@click.option("--by", metavar="ID", help="The role or person that took it and answers for it.")
@click.option("--approval", metavar="STATE", help="Whether it has been accepted as proof, such as in-review.")
@click.option("--id", "record_id", metavar="ID", default="", help="The id; made from what it proves and the day.")
@click.option("--commit", metavar="SHA", help="The commit it was made from; the pipeline's, else git's.")
@click.option("--run-url", metavar="URL", help="Where the run that made it is shown; the pipeline's.")
@click.option("--copy", "copied", is_flag=True, help="Copy a file that lies outside the project into it.")
@click.option("--into", metavar="FOLDER", default="", help="Where to copy it, below the folder of such files.")
@config_option
@format_option
def add(
    file: Path, record_id: str, title: str, copied: bool, into: str, config_file: Path, format_: str, **options: object
) -> None:
    """Write the record of a piece of evidence: digest, day, and the commit and run that made it. Never overwrites.

    \b
    aimsbook evidence add ../report.csv --supports CTL-BIAS-TEST --system SYS-LOAN-SCORING --version 4.2.0 --copy
    aimsbook evidence add evidence/scoring/drift-2026-10.csv --supports CTL-DRIFT-WATCH --covers 2026-10-01..2026-10-31
    aimsbook evidence add evidence/governance/kpi-2026-10.csv --renews EV-KPI-OCT --format json
    """
    dossier = edition_at(config_file).book.dossier
    project = dossier.project
    if not file.is_file():
        raise ConfigurationFault(f"{file} is not there, or is no ordinary file")
    target = _place(file, copied, into, dossier)
    path = path_below(target, project.root) or ""
    named = {name.replace("_", "-"): value for name, value in options.items()}
    given = _given(named, file, dossier)
    record = new_proof(given, path, _digest(file), as_of_date(None, None).isoformat(), dossier, title, record_id)
    result = {"id": record["id"], "file": path, "sha256": record[dossier.intake.digest], "written": True}
    if known := already(record, dossier, _unsaid(named, title, dossier)):
        result |= {"id": known.id, "path": known.mark.path, "written": False}
        _say(result, project.root / known.mark.path, format_, f"{known.id} says the same already; nothing was written")
        return
    written = project.records / dossier.intake.folder / f"{record['id']}.yml"
    _write(file, target, written, as_yaml(record))
    late = f"; collected after the as-of date {project.as_of}, it does not count yet"
    said = f"Wrote {record['id']}{late if _is_to_come(record, dossier) else ''}."
    _say({**result, "path": project.path_of(written)}, written, format_, said)


command = evidence


def _given(named: Mapping[str, object], file: Path, dossier: Dossier) -> Given:
    """The values of the options by their names, commit and run as the pipeline gives them."""
    told = told_by(dossier.intake.pipelines, os.environ)
    made = {
        "commit": named["commit"] or told.get("commit") or commit_at(file.resolve().parent),
        "run-url": named["run-url"] or told.get("run-url"),
    }
    values = {**named, **made}.items()
    return {name: value if isinstance(value, tuple) else (str(value),) for name, value in values if value}


def _unsaid(named: Mapping[str, object], title: str, dossier: Dossier) -> set[str]:
    """What the record says of how it was made and called, where the call leaves that to us."""
    options = dossier.intake.options
    found = {name for one in ("commit", "run-url") if not named[one] for name in options[one]}
    return found if title else {*found, "title"}


def _place(file: Path, copied: bool, into: str, dossier: Dossier) -> Path:
    """Where the file is to lie in the project."""
    root = dossier.project.root
    if path_below(file, root):
        return file.resolve()
    folder = dossier.intake.folder
    if not copied:
        raise ConfigurationFault(f"{file} lies outside the project {root}; `--copy` copies it below {folder}/")
    target = (root / folder / into / file.name).resolve()
    if not target.is_relative_to((root / folder).resolve()):
        raise ConfigurationFault(f"--into: {into!r} leads out of {folder}/")
    if target.exists() and _digest(target) != _digest(file):
        raise ConfigurationFault(f"{target} is there already and is another file; nothing was written")
    return target


def _digest(file: Path) -> str:
    state = examine(file.resolve().parent, file.resolve().name, None)
    if not state.sound:
        raise ConfigurationFault(f"{file} cannot be recorded: it is {state.state}; its name must do on every system")
    return state.sha256


def _write(file: Path, target: Path, written: Path, text: str) -> None:
    """Copy the file where it has to be copied, and write the record; what was copied goes again if that fails."""
    copied = not target.exists()
    if copied:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as opened:
            opened.write(file.read_bytes())
    try:
        write_new(written, text)
    except (ConfigurationFault, OSError):
        if copied:
            target.unlink()
        raise


def _is_to_come(record: dict[str, object], dossier: Dossier) -> bool:
    return str(record[dossier.intake.day]) > dossier.project.as_of.isoformat()


def _say(result: dict[str, object], written: Path, format_: str, said: str) -> None:
    """Print the path of the record, below the folder one stands in where it lies there."""
    if format_ == "json":
        click.echo(report.as_json("record", result))
        return
    click.echo(os.path.relpath(written))
    click.echo(said, err=True)
