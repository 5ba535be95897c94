"""What every exporter is: a name, what can be asked of it, and a function from an edition to files; it writes none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from aimsbook.compose import Edition, told_file
from aimsbook.errors import ConfigurationFault
from aimsbook.profiles import documents_of_a_pack
from aimsbook.registry import modules_of
from aimsbook.site import Asset
from aimsbook.words import nearest

Topics: TypeAlias = Callable[[Edition], Mapping[str, str]]


def _nothing(edition: Edition, topic: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Packed:
    """What an exporter adds to the audit pack: a topic, and the file or folder of the pack that it goes into."""

    topic: str
    path: str


@dataclass(frozen=True, slots=True)
class Exporter:
    """A form in which the dossier leaves the house.

    `make` gives the files for a topic; one file whose path is not looked at, or those of a folder where the exporter
    makes one. `known_by` names the file of such a folder by which a later call knows that it may be replaced.
    `topics` are the words that can be asked for, each with what it brings; without them nothing is asked for. One that
    makes a folder and has topics makes the whole folder when nothing is asked for, and one file for a topic.
    `styled` says that a file of the organisation's own, `reference_docx`, may be the base of what it makes.
    What is `text` may go to the standard output; `refuses` says why there is no such topic, "" where nothing is to say.
    `packed` is what of it goes into every audit pack, of its topics those that there are.
    """

    name: str
    says: str
    make: Callable[[Edition, str], Iterable[Asset]]
    known_by: str = ""
    topics: Topics | None = None
    examples: tuple[str, ...] = ()
    packed: tuple[Packed, ...] = ()
    styled: bool = False
    text: bool = False
    refuses: Callable[[Edition, str], str] = _nothing


def packed_documents(ending: str) -> tuple[Packed, ...]:
    """The documents that go into every audit pack, in one form of file."""
    return tuple(Packed(topic, f"documents/{name}.{ending}") for topic, name in documents_of_a_pack().items())


def exporters() -> dict[str, Exporter]:
    """Every exporter of the registry by its name."""
    found = (module.EXPORTER for module in modules_of("aimsbook.exporters"))
    return {one.name: one for one in found}


def export(exporter: Exporter, edition: Edition, topic: str = "") -> tuple[Asset, ...]:
    """The files that an exporter makes; ConfigurationFault where it has no such topic."""
    topics = exporter.topics(edition) if exporter.topics else {}
    if topics and topic not in topics and (why := exporter.refuses(edition, topic)):
        raise ConfigurationFault(f"{exporter.name} has no {topic!r}: {why}.")
    if topics and topic not in topics and (topic or not exporter.known_by):
        said = f"{exporter.name} has no {topic!r}{nearest(topic, topics)}" if topic else "what is to be exported?"
        stop = "" if said.endswith("?") else "."
        raise ConfigurationFault(f"{said}{stop} It takes {_some(topics)}.")
    told, curtain = edition.book.dossier.told, edition.book.dossier.curtain
    if curtain is None:
        return tuple(exporter.make(edition, topic))
    found = tuple(told_file(one, told) for one in exporter.make(edition, topic))
    site = edition.site
    own = [*(one.path for one in site.pages), *(one.path for one in site.assets)]
    curtain.check(((one.path, one.content) for one in found), own)
    return found


def _some(topics: Mapping[str, str], most: int = 12) -> str:
    """The first topics by name, and how many more there are."""
    named = list(topics)[:most]
    more = len(topics) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
