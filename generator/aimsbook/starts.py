"""The start pages, one for each reader, read from data: blocks that are a live view with its options, or links.

It knows the form of the file; whether a view takes its options is found out when the page is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from aimsbook.source import read_definition
from aimsbook.vocabulary import DATA
from aimsbook.words import check_known

FILE = DATA / "starts.yml"
_PAGE_KEYS = ("name", "title", "description", "blocks")
_BLOCK_KEYS = ("name", "title", "says", "framework", "view", "options", "links")
_LINK_KEYS = ("to", "title", "says", "framework")


@dataclass(frozen=True, slots=True)
class Way:
    """A link to a page of the site, and what one finds there."""

    to: str
    title: str
    says: str = ""
    frameworks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a start page: a view with its options, or links; all of its `frameworks` have to be switched on."""

    name: str
    title: str
    says: str = ""
    frameworks: tuple[str, ...] = ()
    view: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    links: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """The start page of one kind of reader."""

    name: str
    title: str
    description: str
    blocks: tuple[Block, ...]


@lru_cache(maxsize=8)
def read_starts(file: Path = FILE) -> tuple[Start, ...]:
    """Read the start pages in their order; raise ConfigurationFault where the file is broken."""
    return read_definition(file, _starts)


def _starts(value: list[Any]) -> tuple[Start, ...]:
    starts = tuple(_start(one) for one in value)
    _distinct(one.name for one in starts)
    return starts


def _start(spec: Mapping[str, Any]) -> Start:
    check_known(spec, _PAGE_KEYS, "key")
    blocks = tuple(_block(one) for one in spec["blocks"])
    _distinct(one.name for one in blocks)
    return Start(str(spec["name"]), str(spec["title"]), str(spec["description"]), blocks)


def _block(spec: Mapping[str, Any]) -> Block:
    check_known(spec, _BLOCK_KEYS, "key")
    if ("view" in spec) == ("links" in spec):
        raise ValueError(f"the block {spec['name']} has either `view` or `links`")
    links = tuple(_way(one) for one in spec.get("links", ()))
    says, view = (str(spec.get(key) or "") for key in ("says", "view"))
    options = dict(spec.get("options") or {})
    return Block(str(spec["name"]), str(spec["title"]), says, _frameworks(spec), view, options, links)


def _way(spec: Mapping[str, Any]) -> Way:
    check_known(spec, _LINK_KEYS, "key")
    return Way(str(spec["to"]), str(spec["title"]), str(spec.get("says") or ""), _frameworks(spec))


def _frameworks(spec: Mapping[str, Any]) -> tuple[str, ...]:
    said = spec.get("framework") or ()
    return (said,) if isinstance(said, str) else tuple(map(str, said))


def _distinct(names: Iterable[str]) -> None:
    found: set[str] = set()
    for name in names:
        if name in found:
            raise ValueError(f"two of them are called {name!r}")
        found.add(name)
