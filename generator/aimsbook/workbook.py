"""Tables as a workbook that spreadsheet programs open; the only room that knows XlsxWriter, it knows no record.

Text is never a formula. What a workbook cannot hold is cut with a note and counted, never left out in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, TypeAlias

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.url import Url  # type: ignore[import-untyped]

from aimsbook.site import Sheet, SheetCell, SheetColumn

MOST_CHARACTERS, MOST_LINKS, MOST_ROWS, MOST_COLUMNS, LONGEST_LINK = 32_767, 65_530, 1_048_576, 16_384, 2_079
Format: TypeAlias = Any  # the library has no types of its own
Worksheet: TypeAlias = Any
CONTENTS, CHOICES = "Contents", "Choices"
WITHIN = "#"  # how an address within the workbook begins
_LONGEST_NAME = 31
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?")
_FIRST_DAY = date(1900, 3, 1)  # spreadsheets disagree about the days before
_NARROW, _WIDE, _LOOKED_AT = 9, 56, 400
_FILLS = {"good": "#dcefdd", "weak": "#fbf0cf", "bad": "#f9dcd6"}
_INK, _LINK, _HEAD = "#1f2933", "#1d4f91", "#e8ecf1"


@dataclass(frozen=True, slots=True)
class Tab:
    """A sheet under the name that it has in the workbook."""

    name: str
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Front:
    """The first sheet: a title, facts, each a word and a cell, and tables with a title each."""

    title: str
    facts: tuple[tuple[str, SheetCell], ...]
    tables: tuple[Sheet, ...]


@dataclass(slots=True)
class Written:
    """What became of a sheet: how many cells were cut, and how many links, rows and columns had no room."""

    cut: int = 0
    links: int = 0
    links_left: int = 0
    rows_left: int = 0
    columns_left: int = 0

    @property
    def notes(self) -> str:
        """What is not there as it should be, in words; "" where all is."""
        said = (
            (self.cut, f"texts were cut at {MOST_CHARACTERS:,} characters"),
            (self.links_left, "cells have no link, since a sheet holds no more or the address is too long"),
            (self.rows_left, "rows had no room"),
            (self.columns_left, "columns had no room"),
        )
        found = "; ".join(f"{number:,} {words}" for number, words in said if number)
        return f"{found}; the CSV file has them whole" if found else ""


def tab_names(titles: Iterable[str], taken: Iterable[str] = (CONTENTS, CHOICES, "History")) -> list[str]:
    """A legal name for each title: short, without signs that are forbidden, and each another one."""
    known, names = {one.casefold() for one in taken}, []
    for title in titles:
        base = " ".join(_NOT_IN_NAME.sub(" ", title).split()).strip(" '") or "Sheet"
        name, number = _shortened(base, _LONGEST_NAME), 1
        while name.casefold() in known:
            number += 1
            tail = f" ({number})"
            name = _shortened(base, _LONGEST_NAME - len(tail)) + tail
        known.add(name.casefold())
        names.append(name)
    return names


def _shortened(words: str, most: int) -> str:
    """As many whole words as there is room for, else as many letters; letters beyond the first plane count twice."""
    if _units(words) <= most:
        return words
    cut = _first_units(words, most)
    whole = cut.rpartition(" ")[0] if words[len(cut)] != " " else cut
    return (whole if len(whole) > most // 2 else cut).strip(" '")


def place_of(name: str, row: int = -1) -> str:
    """The address of a row within the workbook, counted from 0 below the head; of the head where none is named."""
    quoted = name.replace("'", "''")
    return f"{WITHIN}'{quoted}'!A{row + 2}"


def workbook(front: Front, tabs: Sequence[Tab], day: date) -> tuple[bytes, Mapping[str, Written]]:
    """The workbook as bytes; the same tabs and day give the same bytes."""
    return _Writing(front, tabs, day).run()


class _Writing:
    """One workbook in the making."""

    def __init__(self, front: Front, tabs: Sequence[Tab], day: date) -> None:
        self.front, self.tabs, self.day = front, tabs, day
        self.out = BytesIO()
        never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = xlsxwriter.Workbook(self.out, {"in_memory": True, **never})
        self.formats: dict[tuple[str, bool, str], Format] = {}
        self.choices: dict[tuple[str, ...], int] = {}

    def run(self) -> tuple[bytes, Mapping[str, Written]]:
        created = datetime(self.day.year, self.day.month, self.day.day)
        self.book.set_properties({"title": _text(self.front.title)[:255], "created": created})
        first = self.book.add_worksheet(CONTENTS)
        written = {tab.name: self._tab(tab) for tab in self.tabs}
        self._front(first, written)
        if self.choices:
            self._choices(self.book.add_worksheet(CHOICES))
        self.book.close()
        return self.out.getvalue(), written

    # ---------------------------------------------------------------- looks
    def _format(self, kind: str = "text", link: bool = False, tone: str = "") -> Format:
        key = (kind, link, tone)
        if key not in self.formats:
            look: dict[str, Any] = {"text_wrap": True, "valign": "top", "font_color": _LINK if link else _INK}
            look |= {"underline": 1} if link else {}
            look |= {"bg_color": _FILLS[tone]} if tone in _FILLS else {}
            look |= {"num_format": "yyyy-mm-dd", "align": "left"} if kind == "date" else {}
            if kind in ("head", "title"):
                look |= {"bold": True, "bottom": 1, "bg_color": _HEAD} if kind == "head" else {"bold": True}
                look |= {"font_size": 15, "text_wrap": False} if kind == "title" else {}
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]

    # ---------------------------------------------------------------- sheets
    def _tab(self, tab: Tab) -> Written:
        page, sheet, done = self.book.add_worksheet(tab.name), tab.sheet, Written()
        columns, rows = sheet.columns[:MOST_COLUMNS], sheet.rows[: MOST_ROWS - 1]
        done.columns_left, done.rows_left = len(sheet.columns) - len(columns), len(sheet.rows) - len(rows)
        self._table(page, columns, rows, 0, done)
        if columns:
            page.autofilter(0, 0, len(rows), len(columns) - 1)
            page.ignore_errors({"number_stored_as_text": f"A1:XFD{len(rows) + 1}"})
        page.freeze_panes(1, 1)
        for index, (column, width) in enumerate(zip(columns, _widths(columns, rows), strict=True)):
            page.set_column(index, index, width)
            self._drop_down(page, column, index, len(rows))
        self._printed(page, sheet.title)
        page.repeat_rows(0)
        return done

    def _table(
        self,
        page: Worksheet,
        columns: Sequence[SheetColumn],
        rows: Sequence[Sequence[SheetCell]],
        top: int,
        done: Written,
    ) -> None:
        for index, column in enumerate(columns):
            page.write_string(top, index, self._whole(column.title, done), self._format("head"))
        tones = [dict(zip(column.choices, column.tones, strict=False)) for column in columns]
        for number, row in enumerate(rows, top + 1):
            for index, cell in enumerate(row[: len(columns)]):
                if cell.words:
                    tone = tones[index].get(cell.words.partition(" (")[0], "") if tones[index] else ""
                    self._cell(page, (number, index), cell, cell.kind or columns[index].kind, tone, done)

    def _cell(
        self, page: Worksheet, at: tuple[int, int], cell: SheetCell, kind: str, tone: str, done: Written
    ) -> None:
        text = self._whole(cell.words, done)
        if cell.href and done.links < MOST_LINKS and len(cell.href) <= LONGEST_LINK:
            done.links += 1
            way = _way(cell.href)
            way.text = text
            page.write_url(*at, way, self._format(kind, link=True, tone=tone))
            return
        done.links_left += bool(cell.href)
        if kind == "date" and (day := _day(text)):
            page.write_datetime(*at, day, self._format("date"))
        elif kind == "number" and _NUMBER.fullmatch(text):
            page.write_number(*at, float(text), self._format("number"))
        else:
            page.write_string(*at, text, self._format(tone=tone))

    def _whole(self, words: str, done: Written) -> str:
        """A text that a cell can hold."""
        text = _text(words)
        if 2 * len(text) <= MOST_CHARACTERS or _units(text) <= MOST_CHARACTERS:
            return text
        done.cut += 1
        note = f" … [cut here: {len(text):,} characters in all]"
        return _first_units(text, MOST_CHARACTERS - len(note)) + note

    def _drop_down(self, page: Worksheet, column: SheetColumn, index: int, rows: int) -> None:
        if column.kind != "choice" or column.computed or not column.choices or not rows:
            return
        place = self.choices.setdefault(column.choices, len(self.choices))
        name = _letters(place)
        page.data_validation(1, index, rows, index, {
            "validate": "list",
            "source": f"={CHOICES}!${name}$2:${name}${len(column.choices) + 1}",
            "error_type": "warning",
            "error_title": "Not among the values",
            "error_message": "The vocabulary has other values for this field.",
        })  # fmt: skip

    def _choices(self, page: Worksheet) -> None:
        """The values of the enumerated fields, a list in each column, for the drop-downs."""
        for choices, index in self.choices.items():
            page.write_string(0, index, f"List {index + 1}", self._format("head"))
            for row, one in enumerate(choices, 1):
                page.write_string(row, index, _text(one)[:MOST_CHARACTERS], self._format())
            page.set_column(index, index, 24)
        page.freeze_panes(1, 0)

    def _front(self, page: Worksheet, written: Mapping[str, Written]) -> None:
        page.write_string(0, 0, _text(self.front.title)[:MOST_CHARACTERS], self._format("title"))
        row = 1
        for label, cell in self.front.facts:
            page.write_string(row, 0, label, self._format())
            self._cell(page, (row, 1), cell, cell.kind, "", Written())
            row += 1
        for table in self.front.tables:
            page.write_string(row + 1, 0, table.title, self._format("title"))
            rows = [tuple(self._noted(cell, written) for cell in line) for line in table.rows]
            self._table(page, table.columns, rows, row + 2, Written())
            row += 3 + len(rows)
        for index, width in enumerate((34, 22, 12, 60, 24, 40)):
            page.set_column(index, index, width)
        self._printed(page, self.front.title)

    def _noted(self, cell: SheetCell, written: Mapping[str, Written]) -> SheetCell:
        """A cell whose address is a question mark and the name of a sheet says what became of it."""
        return SheetCell(written[cell.href[1:]].notes) if cell.href.startswith("?") else cell

    def _printed(self, page: Worksheet, title: str) -> None:
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer(f"&L{_text(title).replace('&', '&&')[:80]}&C{self.day.isoformat()}&R&P / &N")


def _text(words: str) -> str:
    """Words with one sign for the end of a line and none that the format forbids."""
    return _NOT_IN_TEXT.sub("\ufffd", words.replace("\r\n", "\n").replace("\r", "\n"))


def _units(text: str) -> int:
    """How many characters spreadsheets count: those beyond the first plane count twice."""
    return len(text.encode("utf-16-le")) // 2


def _first_units(text: str, most: int) -> str:
    """The beginning of a text, so many characters as spreadsheets count them."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


class _Beside(Url):  # type: ignore[misc]
    """A link to a file beside the workbook, with slashes; the library's backslashes lead nowhere but on Windows."""

    def _target(self) -> str:
        return str(super()._target()).replace("\\", "/")


def _way(href: str) -> Url:
    if href.startswith(WITHIN):
        return Url(f"internal:{href[1:]}")
    return Url(href) if re.match(r"(?:https?|mailto):", href) else _Beside(f"external:{href}")


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return found if found and found >= _FIRST_DAY else None


def _widths(columns: Sequence[SheetColumn], rows: Sequence[Sequence[SheetCell]]) -> Iterator[int]:
    """How wide each column is: as its longest words, within bounds."""
    for index, column in enumerate(columns):
        words = [len(row[index].words) for row in rows[:_LOOKED_AT]]
        yield max(_NARROW, min(_WIDE, max([len(column.title) + 3, *words]) + 2))


def _letters(index: int) -> str:
    """A column's name: A to Z, AA and on."""
    name = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        name = chr(ord("A") + place) + name
    return name
