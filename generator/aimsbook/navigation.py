"""The navigation of a site as a tree of titles and files: the manual's own, with the sections of made pages added.

It knows paths and titles only. An entry is a path, a mapping of a title to a path, or one of a title to entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from aimsbook.address import INDEX, source_of
from aimsbook.head import titled
from aimsbook.site import LEADING, Page

Entries: TypeAlias = list[Any]


def navigation(given: Entries | None, chapters: Iterable[str], pages: Iterable[Page]) -> Entries:
    """The whole navigation; without one of its own the manual is listed as its folders are."""
    found = _copied(given) if given else _by_folder(sorted(chapters))
    listed = set(paths_in(found))
    sections = dict(reversed([*_sections(found)]))
    for page in pages:
        entry = {str(titled(page.title)): source_of(page.path)}
        if page.section is None or source_of(page.path) in listed:
            continue
        if page.section:
            if page.section not in sections:
                sections[page.section] = []
                found.insert(_place_of(page.section, found), {page.section: sections[page.section]})
            sections[page.section].append(entry)
        else:
            found.insert(0 if page.path == INDEX else len(found), entry)
    return found


def without(entries: Any, leaves_out: Callable[[str], bool], scrubbed: Callable[[str], str] = str) -> Any:
    """The entries without those for what is left out and sections that become empty by it, titles scrubbed."""
    if isinstance(entries, list):
        return [one for one in (without(entry, leaves_out, scrubbed) for entry in entries) if one]
    if isinstance(entries, dict):
        found = ((scrubbed(str(title)), without(entry, leaves_out, scrubbed)) for title, entry in entries.items())
        return {title: one for title, one in found if one}
    return None if isinstance(entries, str) and leaves_out(entries) else entries


def paths_in(entries: Entries) -> Iterator[str]:
    """Yield every path that a navigation lists."""
    for entry in entries:
        for one in entry.values() if isinstance(entry, dict) else [entry]:
            if isinstance(one, list):
                yield from paths_in(one)
            else:
                yield str(one)


def outside(entries: Entries, paths: Iterable[str]) -> list[str]:
    """What the navigation leaves out, as patterns: a folder none of whose pages it lists, else single pages."""
    listed = set(paths_in(entries))
    folders = {path.rpartition("/")[0] for path in listed}
    patterns: dict[str, None] = {}
    for path in sorted(set(paths) - listed):
        folder = path.rpartition("/")[0]
        within = any(one == folder or one.startswith(f"{folder}/") for one in folders)
        patterns[f"/{path}" if not folder or within else f"/{folder}/"] = None
    return list(patterns)


def _copied(entries: Entries) -> Entries:
    """The entries as new lists, so that none of the configuration's own is changed."""
    return [
        {str(title): _copied(one) if isinstance(one, list) else str(one) for title, one in entry.items()}
        if isinstance(entry, dict)
        else str(entry)
        for entry in entries
    ]


def _sections(entries: Entries) -> Iterator[tuple[str, Entries]]:
    for entry in entries:
        if isinstance(entry, dict):
            yield from ((title, one) for title, one in entry.items() if isinstance(one, list))


def _place_of(section: str, entries: Entries) -> int:
    """Where a new section goes: the leading one before all others."""
    tops = (index for index, entry in enumerate(entries) if [*_sections([entry])])
    return next(tops, len(entries)) if section == LEADING else len(entries)


def _by_folder(paths: list[str], above: str = "") -> Entries:
    """Files as MkDocs lists them: those of a folder, its index first, then the folders in it."""
    here = sorted((one for one in paths if "/" not in one), key=lambda one: (one != "index.md", one))
    folders: dict[str, list[str]] = {}
    for one in paths:
        folder, slash, rest = one.partition("/")
        if slash:
            folders.setdefault(folder, []).append(rest)
    below = [{_titled(name): _by_folder(found, f"{above}{name}/")} for name, found in sorted(folders.items())]
    return [*(above + one for one in here), *below]


def _titled(folder: str) -> str:
    words = folder.replace("-", " ").replace("_", " ")
    return words.capitalize() if words.lower() == words else words
