"""The command: reads its arguments, asks the rooms below, prints what they answer; it holds no logic of its own."""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from aimsbook import __version__, report
from aimsbook.compose import Edition, compile_edition
from aimsbook.coverage import coverage_of, missed_gates
from aimsbook.definitions import read_vocabulary
from aimsbook.editor import editor_schema
from aimsbook.errors import AimsbookError, ConfigurationFault
from aimsbook.explaining import explain as explanation
from aimsbook.importers import oscal
from aimsbook.matrices import define_matrix
from aimsbook.measure import fill_matrix
from aimsbook.build import build_site, open_project, serve_site
from aimsbook.present import Presenter
from aimsbook.project import Project
from aimsbook.publish import publish
from aimsbook.records import Record, Severity
from aimsbook.skeleton import free_id, record_skeleton
from aimsbook.starter import begin
from aimsbook.tracing import trace as ways_of
from aimsbook.words import counted, nearest

FAULT_OF_OURS = 70
_EPILOG = """\b
Exit status: 0 no error · 1 errors (gaps too under --strict), or a gate missed · 2 wrong call or configuration ·
3 the machine does not allow it (disk, permission, missing program) · 70 a fault of the generator itself.

\b
Environment: SOURCE_DATE_EPOCH sets the as-of date where --as-of does not; NO_COLOR switches colours off.
"""

config_option = click.option(
    "-f",
    "--config-file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The mkdocs.yml of the project.",
)
as_of_option = click.option("--as-of", metavar="DAY", help="Compute for this day, such as 2026-11-15.")
format_option = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG)
@click.version_option(__version__, prog_name="aimsbook")
def cli() -> None:
    """Turn YAML records and a Markdown manual into a checked, cross-linked AIMS site.

    \b
    aimsbook init my-aims && cd my-aims    a small project to begin with
    aimsbook check                         what is wrong or missing, with file:line:column
    aimsbook build                         the site, in site/
    aimsbook serve                         a live preview
    """


def _project(config_file: Path, as_of: str | None) -> Project:
    if not config_file.is_file():
        raise ConfigurationFault(f"there is no {config_file}; go to the project's folder, or begin one with `aimsbook init`")
    return open_project(config_file, as_of)


def _edition(config_file: Path, as_of: str | None) -> Edition:
    return compile_edition(_project(config_file, as_of))


def _presenter(config_file: Path, as_of: str | None) -> Presenter:
    return _edition(config_file, as_of).book.presenter


def _record(presenter: Presenter, record_id: str) -> Record:
    if found := presenter.dossier.labels.known(record_id):
        return found
    raise ConfigurationFault(f"there is no record {record_id}{nearest(record_id, presenter.graph.records)}")


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


@cli.command()
@config_option
@as_of_option
@format_option
@click.option("--strict", is_flag=True, help="Exit with 1 for gaps too.")
def check(config_file: Path, as_of: str | None, format_: str, strict: bool) -> None:
    """Say what is wrong or missing in records and manual. Writes nothing.

    \b
    aimsbook check                      everything, errors and gaps
    aimsbook check --strict             a gate that gaps do not pass
    aimsbook check --format json        for programs
    aimsbook check --as-of 2027-03-09   as it will be on that day if nothing is done
    """
    edition = _edition(config_file, as_of)
    project, diagnostics = edition.book.project, edition.diagnostics
    own = len(edition.book.dossier.own())
    if format_ == "json":
        content = {
            "as_of": project.as_of.isoformat(),
            "records": own,
            "diagnostics": [report.diagnostic_data(one) for one in diagnostics],
        }
        click.echo(report.as_json("check", content))
    else:
        _print(report.diagnostics_text(diagnostics, project.root, project.as_of.isoformat(), own))
    floor = Severity.GAP if strict else Severity.ERROR
    sys.exit(any(one.severity >= floor for one in diagnostics))


@cli.command()
@config_option
@as_of_option
@click.option("-d", "--site-dir", type=click.Path(path_type=Path), help="Where the site goes; `site_dir` of mkdocs.yml.")
def build(config_file: Path, as_of: str | None, site_dir: Path | None) -> None:
    """Check, build beside the target, then exchange the two: the old site stays until the new one is whole.

    \b
    aimsbook build                into site/
    aimsbook build -d public      into public/
    """
    project = _project(config_file, as_of)
    target = site_dir or project.site
    publish(target, lambda folder: build_site(config_file, folder, as_of))
    click.echo(f"The site is in {target} (dates computed for {project.as_of}).", err=True)


@cli.command()
@config_option
@as_of_option
@click.option("-a", "--dev-addr", metavar="IP:PORT", help="Where to listen; 127.0.0.1:8000 when not given.")
def serve(config_file: Path, as_of: str | None, dev_addr: str | None) -> None:
    """Show the site while you write; it is built again when a record or a chapter changes.

    \b
    aimsbook serve
    aimsbook serve -a 127.0.0.1:9000
    """
    _project(config_file, as_of)
    serve_site(config_file, as_of, dev_addr=dev_addr)


@cli.command()
@click.argument("record_id", metavar="ID")
@config_option
@as_of_option
@format_option
def show(record_id: str, config_file: Path, as_of: str | None, format_: str) -> None:
    """Show one record: its fields, both directions of its links, its state and what is open.

    \b
    aimsbook show CTL-BIAS-TEST
    aimsbook show iso42001:A.6.2.4 --format json
    """
    presenter = _presenter(config_file, as_of)
    record = _record(presenter, record_id)
    if format_ == "json":
        click.echo(report.as_json("record", report.record_data(record, presenter)))
    else:
        _print(report.record_text(record, presenter))


@cli.command()
@click.argument("record_id", metavar="ID")
@click.option("--to", "to", metavar="TYPE", help="Only ways to records of this type; every type when not given.")
@config_option
@as_of_option
@format_option
def trace(record_id: str, to: str | None, config_file: Path, as_of: str | None, format_: str) -> None:
    """Show how one gets from a record to others, link by link.

    \b
    aimsbook trace iso42001:A.6.2.4 --to evidence
    aimsbook trace EV-BIAS-4.2.0 --to requirement
    """
    presenter = _presenter(config_file, as_of)
    record = _record(presenter, record_id)
    if to is not None and to not in presenter.vocabulary:
        raise ConfigurationFault(f"there is no type {to!r}{nearest(to, presenter.vocabulary.types)}")
    types = [to] if to else [kind.name for kind in presenter.vocabulary]
    ways = [way for name in types for way in ways_of(record, name, presenter.dossier)]
    if format_ == "json":
        click.echo(report.as_json("trace", {"start": record.id, "ways": report.ways_data(ways)}))
    else:
        _print(report.ways_text(ways))
        click.echo(counted(len(ways), "way"), err=True)


@cli.command()
@click.argument("rows")
@click.argument("columns", required=False)
@click.option("--through", multiple=True, metavar="RELATION", help="One step of the chain from row to column; repeat it.")
@config_option
@as_of_option
@format_option
def matrix(
    rows: str, columns: str | None, through: tuple[str, ...], config_file: Path, as_of: str | None, format_: str
) -> None:
    """Show which records of one type meet which of another, or a matrix that is declared by name.

    \b
    aimsbook matrix requirement control
    aimsbook matrix risk-control
    aimsbook matrix ai_system requirement --through has_control --through satisfies
    """
    presenter = _presenter(config_file, as_of)
    declared = presenter.dossier.matrices
    if columns is None and rows not in declared:
        raise ConfigurationFault(f"there is no matrix {rows!r}{nearest(rows, declared)}; or give two types")
    try:
        spec = {"rows": rows, "columns": columns, "through": [list(through)] if through else None}
        definition = define_matrix(spec, presenter.vocabulary) if columns else declared[rows]
    except ValueError as fault:
        raise ConfigurationFault(str(fault)) from None
    found = fill_matrix(definition, presenter.case)
    if format_ == "json":
        click.echo(report.as_json("matrix", report.matrix_data(found)))
    else:
        _print(report.matrix_text(found))


@cli.command()
@click.option("--fail-under", multiple=True, metavar="RUNG=PERCENT", help="Exit with 1 where less stands there; repeatable.")
@click.option("--framework", metavar="NAME", help="One framework only.")
@config_option
@as_of_option
@format_option
def coverage(
    fail_under: tuple[str, ...], framework: str | None, config_file: Path, as_of: str | None, format_: str
) -> None:
    """Say how many requirements of each framework stand on which rung.

    \b
    aimsbook coverage
    aimsbook coverage --framework iso42001 --fail-under evidenced=90
    """
    found = coverage_of(_presenter(config_file, as_of).dossier)
    if framework is not None:
        if framework not in found:
            raise ConfigurationFault(f"there is no framework {framework!r}{nearest(framework, found)}")
        found = {framework: found[framework]}
    missed = missed_gates(found, fail_under)
    if format_ == "json":
        click.echo(report.as_json("coverage", {"frameworks": report.coverage_data(found), "missed": missed}))
    else:
        _print(report.coverage_text(found))
        _print(missed)
    sys.exit(bool(missed))


@cli.command()
@click.argument("word", default="rules")
@config_option
def explain(word: str, config_file: Path) -> None:
    """Explain a rule, a duty, a type of record or a live view.

    \b
    aimsbook explain dead-link
    aimsbook explain control
    aimsbook explain rules         (or: duties, types, views)
    """
    folders = [_project(config_file, None).vocabulary_folder] if config_file.is_file() else []
    click.echo(explanation(word, read_vocabulary(*folders)))


@cli.command()
@click.argument("type_name", metavar="TYPE")
@click.argument("record_id", metavar="[ID]", required=False)
@click.option("--title", default="", help="The record's title.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file; `-` prints it.", default=None)
@config_option
def new(type_name: str, record_id: str | None, title: str, output: Path | None, config_file: Path) -> None:
    """Write a new record, with every field of its type explained. Never overwrites a file.

    \b
    aimsbook new control CTL-BIAS-TEST --title "Bias test before each release"
    aimsbook new risk
    aimsbook new evidence -o -
    """
    edition = _edition(config_file, None)
    vocabulary, graph = edition.book.dossier.vocabulary, edition.book.dossier.graph
    if type_name not in vocabulary:
        raise ConfigurationFault(f"there is no type {type_name!r}{nearest(type_name, vocabulary.types)}")
    name = record_id or free_id(vocabulary[type_name], graph)
    text = record_skeleton(vocabulary[type_name], name, title, graph)
    if output == Path("-"):
        click.echo(text, nl=False)
        return
    file = output or edition.book.project.records / type_name.replace("_", "-") / f"{name.replace(':', '--')}.yml"
    _write_new(file, text)
    click.echo(f"Wrote {file}.", err=True)


@cli.command()
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file; printed when not given.")
@config_option
def schema(output: Path | None, config_file: Path) -> None:
    """Give the JSON Schema that lets an editor complete, explain and check records.

    \b
    aimsbook schema -o .aimsbook/record.schema.json
    Then, in VS Code's settings: "yaml.schemas": {".aimsbook/record.schema.json": "controls/**/*.yml"}
    """
    folders = [_project(config_file, None).vocabulary_folder] if config_file.is_file() else []
    text = json.dumps(editor_schema(read_vocabulary(*folders)), ensure_ascii=False, indent=1) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {output}.", err=True)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
def init(folder: Path) -> None:
    """Begin a small project that builds in seconds. Never overwrites a file.

    \b
    aimsbook init my-aims
    """
    files = begin(folder)
    _print(f"  {path}" for path in files)
    click.echo(f"Wrote {counted(len(files), 'file')}. Next: cd {folder} && aimsbook check && aimsbook build", err=True)


@cli.group("import")
def import_() -> None:
    """Bring requirements in from elsewhere."""


@import_.command("oscal")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--framework", metavar="NAME", help="What ids carry before their colon; made from the title when not given.")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="The folder; below the records when not given.")
@click.option("--replace", is_flag=True, help="Replace files of an earlier import that differ.")
@config_option
def import_oscal(file: Path, framework: str | None, output: Path | None, replace: bool, config_file: Path) -> None:
    """Make requirement records of a framework from an OSCAL catalog (JSON).

    \b
    aimsbook import oscal NIST_SP-800-53_rev5_catalog.json
    aimsbook import oscal catalog.json --framework acme -o controls/frameworks/acme
    """
    found = oscal.import_file(file, framework)
    folder = output or _project(config_file, None).records / "frameworks" / found.framework
    written = oscal.write(found, folder, replace)
    _print(found.notes)
    click.echo(f"Wrote {counted(found.records, 'record')} in {counted(len(written), 'file')} below {folder}.", err=True)


def _write_new(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise ConfigurationFault(f"{file} is there already; nothing was written") from None


def _told(run: Callable[[], Any]) -> Callable[[], None]:
    """Run a command so that every way of stopping is one line and an exit code, never a traceback."""

    @wraps(run)
    def told() -> None:
        try:
            run()
        except AimsbookError as fault:
            click.echo(f"aimsbook: {report.safe(str(fault))}", err=True)
            sys.exit(fault.exit_code)
        except BrokenPipeError:
            sys.exit(0)
        except OSError as fault:
            click.echo(f"aimsbook: {fault.filename or ''}: {fault.strerror or fault}", err=True)
            sys.exit(3)
        except Exception as fault:  # a fault of our own: the report is for us, the line for the user
            with tempfile.NamedTemporaryFile("w", prefix="aimsbook-fault-", suffix=".txt", delete=False) as out:
                traceback.print_exc(file=out)
            click.echo(f"aimsbook: a fault of the generator ({type(fault).__name__}); its report is in {out.name}", err=True)
            sys.exit(FAULT_OF_OURS)

    return told


main = _told(cli)

if __name__ == "__main__":
    main()
