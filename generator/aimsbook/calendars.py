"""Days to be kept as calendar files that every calendar program reads; the same records make the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from aimsbook.deadlines import Deadline
from aimsbook.present import Presenter
from aimsbook.records import Record

LONGEST = 75  # octets of a line, RFC 5545 section 3.1
NOBODY = "nobody"


def calendars(deadlines: Iterable[Deadline], presenter: Presenter) -> dict[str, bytes]:
    """A calendar of all days by the name `all`, and one for each owner by the owner's id."""
    as_of, title = presenter.dossier.project.as_of, presenter.dossier.project.name
    found = by_name(deadlines, presenter).items()
    of_shown = presenter.dossier.of_shown
    return {name: _calendar(f"{title}, {name}{of_shown}", some, as_of, presenter) for name, some in found}


def by_name(deadlines: Iterable[Deadline], presenter: Presenter) -> dict[str, list[Deadline]]:
    """What stands in each calendar, by the name of the calendar."""
    found: dict[str, list[Deadline]] = {"all": []}
    for one in deadlines:
        owners = presenter.owners(one.record)
        names = [owner.id for owner in owners if not owner.veiled] if owners else [NOBODY]
        for name in ("all", *names):
            found.setdefault(name, []).append(one)
    return dict(sorted(found.items()))


def _calendar(name: str, deadlines: list[Deadline], as_of: date, presenter: Presenter) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//aimsbook//deadlines//EN", "CALSCALE:GREGORIAN"]
    lines += [f"X-WR-CALNAME:{_text(name)}"]
    for one in deadlines:
        lines += _event(one, as_of, presenter)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines).encode()


def _event(one: Deadline, as_of: date, presenter: Presenter) -> Iterator[str]:
    record, kind = one.record, presenter.vocabulary[one.record.type]
    label = presenter.vocabulary.label_of(record.type, one.field)
    yield "BEGIN:VEVENT"
    yield f"UID:{record.id}.{one.field}@aimsbook"
    yield f"DTSTAMP:{as_of:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
    if one.day < date.max:
        yield f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(f'{label}: {record.id} {record.title}')}"
    yield f"DESCRIPTION:{_text(_said(record, presenter))}"
    yield f"CATEGORIES:{_text(kind.label)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _said(record: Record, presenter: Presenter) -> str:
    told = (presenter.named(one) if one.veiled else f"{one.id} {one.title}" for one in presenter.owners(record))
    owners = ", ".join(told) or "nobody"
    return f"Owner: {owners}"


def _text(words: str) -> str:
    """Words as RFC 5545 writes them; what cannot be seen is left out."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(char for char in escaped if char.isprintable())


def _folded(line: str) -> str:
    """A line in pieces that are short enough, each after the first begun with a space, no character cut in two."""
    if len(line.encode()) <= LONGEST:
        return f"{line}\r\n"
    pieces, piece = [], ""
    for char in line:
        if len((piece + char).encode()) > LONGEST:
            pieces.append(piece)
            piece = " "
        piece += char
    return "\r\n".join([*pieces, piece]) + "\r\n"
