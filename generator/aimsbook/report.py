"""Results as the command line prints them: plain text for people, JSON for programs; the two say the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from aimsbook.coverage import Coverage
from aimsbook.described import Describer, told
from aimsbook.measure import Matrix
from aimsbook.present import Presenter
from aimsbook.records import Diagnostic, Record, Severity
from aimsbook.source import MAX_FILE
from aimsbook.tracing import Step
from aimsbook.words import counted

FORMAT = 1


def as_json(kind: str, content: Mapping[str, Any]) -> str:
    """A result as JSON; `format` counts up when a key changes its meaning."""
    return json.dumps({"aimsbook": kind, "format": FORMAT, **content}, ensure_ascii=False, indent=2)


def diagnostics_text(diagnostics: Iterable[Diagnostic], root: Path, as_of: str, records: int) -> Iterator[str]:
    """Each diagnostic with the line it is about, and how many there are of each weight."""
    found = list(diagnostics)
    lines: dict[str, list[str]] = {}
    for one in found:
        yield f"{safe(str(one.mark))}: {one.weight}: {safe(one.message)} [{one.duty or one.rule}]"
        if one.severity is Severity.ERROR:
            yield from _source_line(one, root, lines)
        if one.hint:
            yield f"    {safe(one.hint)}"
    numbers = ", ".join(_numbers(found)) or "nothing to report"
    yield f"{counted(records, 'record')}: {numbers} (dates computed for {as_of})"


def _numbers(found: list[Diagnostic]) -> Iterator[str]:
    for weight in ("error", "finding", "question", "info"):
        if number := sum(one.weight == weight for one in found):
            yield counted(number, weight, "infos" if weight == "info" else "")


def _source_line(one: Diagnostic, root: Path, lines: dict[str, list[str]]) -> Iterator[str]:
    """The line that a diagnostic is about, with a caret below the column."""
    path = one.mark.path
    if path not in lines:
        lines[path] = _lines(root / path)
    if one.mark.line <= len(lines[path]):
        line = lines[path][one.mark.line - 1]
        start = max(one.mark.column - 61, 0)
        yield f"    {safe(line[start : start + 120])}"
        yield f"    {' ' * (min(one.mark.column, len(line) + 1) - 1 - start)}^"


def _lines(file: Path) -> list[str]:
    """The lines of a file; none of one that is not ordinary or too large to be read."""
    try:
        if file.is_file() and file.stat().st_size <= MAX_FILE:
            return file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError:
        pass
    return []


def safe(text: str) -> str:
    """Text that cannot steer a terminal: control and direction characters are shown as escapes."""
    return "".join(
        char if char.isprintable() or char in "\t " else char.encode("unicode_escape").decode() for char in text
    )


def record_data(record: Record, presenter: Presenter) -> dict[str, Any]:
    """A record for programs: its fields, both directions of its links, its state and what is open."""
    graph, standing = presenter.graph, presenter.dossier.standings.get(record.id)
    state, describer = presenter.state(record), Describer(presenter)
    return {
        "id": record.id,
        "type": record.type,
        "title": record.title,
        "state": state.name if state else None,
        "because_of": list(state.because_of) if state else [],
        "next": standing.next.name if standing and standing.next else None,
        "reasons": describer.reasons(standing.reasons) if standing else [],
        "fields": {name: told(record, name, presenter) for name in record.fields},
        "facts": {name: told(record, name, presenter) for name in presenter.vocabulary[record.type].facts},
        "links": {name: [link.target for link in links] for name, links in graph.links(record.id).items()},
        "read": describer.read(record),
        "source": {"path": record.mark.path, "line": record.mark.line, "shipped": record.shipped},
        "diagnostics": describer.diagnostics(record),
    }


def record_text(record: Record, presenter: Presenter) -> Iterator[str]:
    """A record as one reads it in a terminal."""
    kind, graph = presenter.vocabulary[record.type], presenter.graph
    yield f"{record.id}  {safe(record.title)}"
    state = presenter.state(record)
    yield f"  {kind.label}{f', {state.symbol} {state.told}' if state else ''}"
    standing = presenter.dossier.standings.get(record.id)
    if standing and standing.next:
        yield f"  not yet {standing.next.label.lower()}:"
        yield from (f"    {reason_text(one.record, one.text, record)}" for one in standing.reasons)
    for name, one in {**kind.fields, **kind.facts}.items():
        if name not in ("id", "type", "title") and (words := presenter.cell(record, name, "").plain):
            yield f"  {one.label}: {safe(words)}"
    for name, links in graph.links(record.id).items():
        yield f"  {presenter.vocabulary.label_of(record.type, name)}:"
        yield from (f"    {link.target}  {safe(graph[link.target].title)}" for link in links)
    for name, came in graph.links_to(record.id).items():
        yield f"  {presenter.vocabulary.label_of(record.type, name)}:"
        yield from (
            f"    {source}  {safe(graph[source].title)}" for source, _ in sorted(came, key=lambda pair: pair[0])
        )
    for found in presenter.dossier.by_record.get(record.id, ()):
        yield f"  {found.weight}: {safe(found.message)}"
    yield f"  {safe(str(record.mark))}{' (shipped)' if record.shipped else ''}"


def reason_text(about: str, text: str, record: Record) -> str:
    """Why something does not hold, the record named where it is another one."""
    return safe(text if about == record.id else f"{about}: {text}")


def ways_text(ways: list[list[Step]]) -> Iterator[str]:
    """Ways through the graph, one a line."""
    for way in ways:
        yield " ".join(f"—{step.label}→ {step.record.id}" if step.label else step.record.id for step in way)


def ways_data(ways: list[list[Step]]) -> list[list[dict[str, str]]]:
    """Ways through the graph for programs."""
    return [[{"record": step.record.id, "by": step.label} for step in way] for way in ways]


def affected_text(found: Mapping[str, list[tuple[int, Record]]], presenter: Presenter) -> Iterator[str]:
    """What is touched, a type a block, each record with its distance in links."""
    for name, records in found.items():
        yield f"{presenter.vocabulary[name].plural}: {len(records)}"
        for distance, record in records:
            yield f"  {distance}  {record.id}  {safe(record.title)}"


def affected_data(found: Mapping[str, list[tuple[int, Record]]]) -> dict[str, list[dict[str, Any]]]:
    """What is touched, for programs."""
    return {
        name: [{"record": record.id, "title": record.title, "links": distance} for distance, record in records]
        for name, records in found.items()
    }


def coverage_text(covered: Mapping[str, Coverage]) -> Iterator[str]:
    """How many requirements stand where, a framework a block."""
    for one in covered.values():
        said = "" if one.applying == one.total else f", {one.applying} apply"
        yield f"{one.title} ({one.framework}): {one.total}{said}"
        for state, number in one.by_state:
            share = "" if state.name in one.aside and not state.open else f"  {one.share(state):>6.1%}"
            yield f"  {state.symbol} {state.label:<16}{number:>5}{share}"


def coverage_data(covered: Mapping[str, Coverage]) -> dict[str, Any]:
    """How many requirements stand where, for programs."""
    return {
        name: {
            "title": one.title,
            "total": one.total,
            "applying": one.applying,
            "states": {state.name: number for state, number in one.by_state},
        }
        for name, one in covered.items()
    }


def matrix_text(matrix: Matrix) -> Iterator[str]:
    """A matrix by row: what each meets; the sums last."""
    rows, _ = matrix.totals
    met: dict[str, list[str]] = {}
    for row, column in matrix.cells:
        met.setdefault(row, []).append(column)
    for record in matrix.rows:
        yield f"{record.id}  {' '.join(sorted(met.get(record.id, ()))) or '-'}"
    bare = sum(not rows.get(record.id) for record in matrix.rows)
    size = f"{len(matrix.rows)} rows, {len(matrix.columns)} columns"
    yield f"{size}, {len(matrix.cells)} cells filled, {bare} rows without any"


def matrix_data(matrix: Matrix) -> dict[str, Any]:
    """A matrix for programs."""
    rows, columns = matrix.totals
    return {
        "name": matrix.definition.name,
        "rows": [record.id for record in matrix.rows],
        "columns": [record.id for record in matrix.columns],
        "cells": [{"row": row, "column": column, "through": list(way)} for (row, column), way in matrix.cells.items()],
        "row_totals": rows,
        "column_totals": columns,
    }
