"""Say what a start page says."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from aimsbook import report
from aimsbook.answerreport import contents_text, part_data, parts_text, reader_data
from aimsbook.book import Book
from aimsbook.briefing import Part, counted, parts_of
from aimsbook.calling import as_of_option, config_option, edition_at, format_option, known, say
from aimsbook.starts import Start, read_starts


@click.command("start")
@click.argument("what", metavar="[READER[#BLOCK]]", required=False)
@config_option
@as_of_option
@format_option
@click.option("--strict", is_flag=True, help="Exit with 1 when the answer is not empty.")
def command(what: str | None, config_file: Path, as_of: str | None, format_: str, strict: bool) -> None:
    """Say what the start page of a reader says, as a whole or one block of it; without a reader list what there is.

    \b
    aimsbook start                                   every reader and block, with the number of lines
    aimsbook start aims-manager
    aimsbook start 'internal-auditor#tests' --strict   a gate
    """
    book = edition_at(config_file, as_of).book
    readers = {one.name: one for one in read_starts()}
    name, _, block = (what or "").partition("#")
    asked = [known(name, readers, "reader")] if name else list(readers.values())
    found = [(start, _wanted(start, block, book)) for start in asked]
    if format_ == "json":
        told = [reader_data(start, [part_data(part) for part in parts]) for start, parts in found]
        as_of_day = book.project.as_of.isoformat()
        click.echo(report.as_json("start", {"as_of": as_of_day, "readers": told}))
    else:
        for start, parts in found:
            say(parts_text(parts) if name else contents_text(start, parts))
    sys.exit(strict and any(counted(parts) for _, parts in found))


def _wanted(start: Start, block: str, book: Book) -> list[Part]:
    parts = {part.block.name: part for part in parts_of(start, book)}
    return [known(block, parts, "block")] if block else list(parts.values())
