"""Every register, list and matrix as a CSV file of its own, and a list of them."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.compose import Edition, as_csv
from aimsbook.exporting import Exporter, Packed
from aimsbook.sheets import heads, words
from aimsbook.site import Asset, Sheet

CONTENTS = "contents.csv"


def make(edition: Edition, topic: str) -> Iterator[Asset]:
    """Yield the list of all tables, then each table under the path that it has on the site."""
    sheets = edition.site.sheets
    titles = ("File", "Title", "Group", "Rows", "What it shows")
    number = edition.book.dossier.number
    lines = words([one.path, one.title, one.group, number(len(one.rows)), one.description] for one in sheets)
    yield as_csv(Sheet(CONTENTS, "", "Contents", "", heads(titles), lines))
    for one in sheets:
        yield as_csv(one)


EXPORTER = Exporter(
    "csv", "Every register, list and matrix as a CSV file of its own, in a folder.", make, known_by=CONTENTS,
    examples=("aimsbook export csv -o tables",), packed=(Packed("", "data/csv"),),
)  # fmt: skip
