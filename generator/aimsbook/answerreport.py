"""Tables of records in words and for programs: the same lines as their page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from aimsbook.briefing import Part
from aimsbook.faces import Answer, Said
from aimsbook.report import safe
from aimsbook.starts import Start

EMPTY = "nothing"


def answer_text(answer: Answer) -> Iterator[str]:
    """A line for each record; what a cell says stands behind its head, empty cells are left out."""
    for line in answer.lines:
        names = [name for name, _ in answer.heads]
        title = next((cell.words for name, cell in zip(names, line.cells, strict=True) if name == "title"), "")
        yield safe(f"  {line.record or title}{f'  {title}' if line.record and title else ''}")
        for (name, head), cell in zip(answer.heads, line.cells, strict=True):
            if cell.words and name != "title" and not (name == "id" and cell.words == line.record):
                yield safe(f"    {head}: {cell.words}")
    if answer.more:
        yield f"  and {answer.more} more"
    if not answer.number:
        yield f"  {EMPTY}"


def answer_data(answer: Answer) -> dict[str, Any]:
    """A table for programs: each cell with its words and the ids that it names."""
    names = [name for name, _ in answer.heads]
    return {
        "columns": [{"name": name, "title": title} for name, title in answer.heads],
        "rows": [
            {
                "record": line.record or None,
                "cells": {name: _cell(cell) for name, cell in zip(names, line.cells, strict=True)},
            }
            for line in answer.lines
        ],
        "number": answer.number,
        "more": answer.more,
    }


def _cell(cell: Said) -> dict[str, Any]:
    return {"words": cell.words, "records": list(cell.records)}


def part_text(part: Part) -> Iterator[str]:
    """A block of a start page as one reads it in a terminal."""
    answer = part.view.answer() if part.view else None
    yield f"{part.block.title}{f' ({answer.number})' if answer else ''}"
    if answer:
        yield from answer_text(answer)
    for way in part.links:
        yield safe(f"  {way.to}  {way.title}{f' {way.says}' if way.says else ''}")


def part_data(part: Part) -> dict[str, Any]:
    """A block of a start page for programs."""
    block = part.block
    answer = answer_data(part.view.answer()) if part.view else {"columns": [], "rows": [], "number": 0, "more": 0}
    return {
        "name": block.name,
        "title": block.title,
        "says": block.says or None,
        "view": block.view or None,
        **answer,
        "links": [{"to": way.to, "title": way.title, "says": way.says or None} for way in part.links],
    }


def reader_data(start: Start, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    """A reader and the blocks of the start page."""
    return {"name": start.name, "title": start.title, "description": start.description, "blocks": blocks}


def parts_text(parts: Iterable[Part]) -> Iterator[str]:
    """What some blocks of a start page say, one after the other."""
    for part in parts:
        yield from part_text(part)


def contents_text(start: Start, parts: Iterable[Part]) -> Iterator[str]:
    """The blocks of a start page by name, each with the number of its lines."""
    yield f"{start.name}  {start.title}"
    for part in parts:
        number = str(part.view.answer().number) if part.view else ""
        yield f"  {number:>4}  {start.name}#{part.block.name}  {part.block.title}"
