"""Show which records meet which."""

from __future__ import annotations

from pathlib import Path

import click

from aimsbook import report
from aimsbook.calling import as_of_option, config_option, format_option, presenter_at, say
from aimsbook.errors import ConfigurationFault
from aimsbook.matrices import define_matrix
from aimsbook.measure import fill_matrix
from aimsbook.words import nearest


@click.command("matrix")
@click.argument("rows")
@click.argument("columns", required=False)
@click.option(
    "--through", multiple=True, metavar="RELATION", help="One step of the chain from row to column; repeat it."
)
@config_option
@as_of_option
@format_option
def command(
    rows: str, columns: str | None, through: tuple[str, ...], config_file: Path, as_of: str | None, format_: str
) -> None:
    """Show which records of one type meet which of another, or a matrix that is declared by name.

    \b
    aimsbook matrix requirement control
    aimsbook matrix risk-control
    aimsbook matrix ai_system requirement --through has_control --through satisfies
    """
    presenter = presenter_at(config_file, as_of)
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
        say(report.matrix_text(found))
