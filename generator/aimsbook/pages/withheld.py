"""Under a profile, the page that says for whom the site is made and what kinds of things are left out of it."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.address import WITHHELD_PAGE, register_page
from aimsbook.book import Book
from aimsbook.curtain import Curtain
from aimsbook.present import Presenter
from aimsbook.profiles import ALL
from aimsbook.render import fill
from aimsbook.site import Asset, Heading, Page

_TITLE = "What is withheld"
_SAID = "For whom this was made, and which kinds of things are left out of it."


def pages(book: Book) -> Iterator[Page | Asset]:
    """Yield the page where a profile is on."""
    if (curtain := book.dossier.curtain) is None:
        return
    presenter, profile = book.presenter, curtain.profile
    body = fill(
        "withheld.html",
        title=_TITLE,
        profile=profile,
        types=_types(curtain, presenter),
        fields=_fields(curtain, presenter),
        chapters=len(curtain.chapters) or bool(profile.chapters),
        gaps="all" if ALL in profile.gaps else "some" if profile.gaps else "",
    )
    yield Page(WITHHELD_PAGE, _TITLE, _SAID, body, (Heading(2, "records", "Records"),), "Reference")


def _types(curtain: Curtain, presenter: Presenter) -> list[dict[str, object]]:
    """The types of which records are withheld: how many, and how many are shown."""
    counts, shown = curtain.counts(), presenter.dossier.counts()
    return [
        {
            "label": kind.plural,
            "number": counts[kind.name],
            "shown": shown[kind.name],
            "href": register_page(kind.name) if shown[kind.name] else "",
        }
        for kind in presenter.vocabulary
        if counts[kind.name]
    ]


def _fields(curtain: Curtain, presenter: Presenter) -> list[tuple[str, str]]:
    """The fields that are withheld of records that are shown."""
    found = []
    for name, fields in sorted(curtain.profile.fields.items()):
        if fields and presenter.graph.of_type(name):
            labels = ", ".join(presenter.vocabulary.label_of(name, one) for one in sorted(fields))
            found.append((presenter.vocabulary[name].plural, labels))
    return found
