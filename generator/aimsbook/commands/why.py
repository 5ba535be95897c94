"""Say why a record stands no higher."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from aimsbook import report
from aimsbook.calling import as_of_option, config_option, format_option, presenter_at, record_named, say
from aimsbook.chains import Chain, why
from aimsbook.present import Presenter


@click.command("why")
@click.argument("record_id", metavar="ID")
@config_option
@as_of_option
@format_option
def command(record_id: str, config_file: Path, as_of: str | None, format_: str) -> None:
    """Say why a record stands no higher: the shortest chain of what fails, with file and line, and the cheapest fix.

    \b
    aimsbook why iso42001:A.6.2.3
    aimsbook why CTL-DOC-CONTROL --format json
    """
    presenter = presenter_at(config_file, as_of)
    chain = why(record_named(presenter, record_id), presenter.dossier)
    if format_ == "json":
        click.echo(report.as_json("why", _data(chain, presenter)))
    else:
        say(_text(chain, presenter))


def _text(chain: Chain, presenter: Presenter) -> Iterator[str]:
    record, standing, state = chain.record, chain.standing, presenter.state(chain.record)
    yield f"{record.id}  {report.safe(record.title)}"
    if state:
        reached = f", not yet {standing.next.label.lower()}" if standing and standing.next else ""
        yield f"  {state.symbol} {state.told}{reached}"
    if not chain.steps:
        uncounted = standing and not standing.shown
        yield "  nothing is asked of it by itself" if uncounted else "  nothing fails"
    for depth, step in enumerate(chain.steps, 1):
        about = "" if step.record.id == record.id else f"{step.record.id}: "
        yield f"{'  ' * depth}{about}{report.safe(step.text)}"
        yield f"{'  ' * depth}  {report.safe(str(step.mark))}"
    if chain.fix:
        yield f"  fix: {report.safe(chain.fix)}"
    if chain.line not in ("", chain.fix):
        yield f"  line: {report.safe(chain.line)}"


def _data(chain: Chain, presenter: Presenter) -> dict[str, Any]:
    standing, state = chain.standing, presenter.state(chain.record)
    return {
        "id": chain.record.id,
        "state": state.name if state else None,
        "because_of": list(state.because_of) if state else [],
        "next": standing.next.name if standing and standing.next else None,
        "chain": [
            {
                "record": step.record.id,
                "text": step.text,
                "path": step.mark.path,
                "line": step.mark.line,
                "column": step.mark.column,
            }
            for step in chain.steps
        ],
        "fix": chain.fix or None,
        "line": chain.line or None,
    }
