"""File names that every system can hold, Windows among them; it knows no file."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from posixpath import splitext

LONGEST = 180  # of a whole path, which leaves room for the folder that it is unpacked into
LONGEST_PART = 200  # in bytes
_UNFIT = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_SUFFIX = 12


def faults_in(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield every path that some system cannot hold, or not beside the others, with the reason."""
    taken = _Taken()
    for path in sorted(paths):
        reason = _fault(path) or taken.clash(path)
        if reason:
            yield path, reason
        taken.add(path)


def portable(paths: Iterable[str], folder: str) -> dict[str, str]:
    """A place of its own for each path below a folder (named with its slash), as near to the path as can be."""
    taken, places = _Taken(), {}
    for path in sorted(paths):
        below = path.removeprefix(folder)
        place = f"{folder}{'/'.join(_mended(part) for part in unicodedata.normalize('NFC', below).split('/'))}"
        if _fault(place) or taken.clash(place):
            kept, mark = place.rpartition("/")[0], _marked(below, path)
            place = f"{kept}/{mark}"
            if _fault(place) or taken.clash(place):
                place = f"{folder}{mark}"
        taken.add(place)
        places[path] = place
    return places


class _Taken:
    """The places that are taken, as a system sees them that does not tell capital letters from small ones."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self.folders: dict[str, str] = {}

    def add(self, path: str) -> None:
        self.files.setdefault(_seen(path), path)
        for folder in _above(path):
            self.folders.setdefault(_seen(folder), folder)

    def clash(self, path: str) -> str:
        """What a path would meet, "" where it is alone."""
        if other := self.files.get(_seen(path)) or self.folders.get(_seen(path)):
            return f"Windows takes it for {other}"
        for folder in _above(path):
            if other := self.files.get(_seen(folder)):
                return f"the folder {folder} has the name of the file {other}"
            if (other := self.folders.get(_seen(folder), folder)) != folder:
                return f"Windows takes its folder for {other}"
        return ""


def _above(path: str) -> Iterator[str]:
    parts = path.split("/")
    return ("/".join(parts[:end]) for end in range(1, len(parts)))


def _seen(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _fault(path: str) -> str:
    if len(path) > LONGEST:
        return f"it has {len(path)} characters, and {LONGEST} are safe everywhere"
    for part in path.split("/"):
        if part in ("", ".", ".."):
            return "it is no plain path"
        if _mended(part) != part:
            return f"Windows cannot hold {part!r}"
        if len(part.encode("utf-8", "surrogatepass")) > LONGEST_PART:
            return f"{part!r} is too long a name"
    return ""


def _mended(part: str) -> str:
    """A name without what Windows refuses: some characters, names of devices, dots and blanks at the end."""
    kept = _UNFIT.sub("_", part)
    ended = kept.rstrip(". ")
    kept = ended + "_" * (len(kept) - len(ended))
    return f"_{kept}" if _DEVICE.fullmatch(kept) else kept


def _marked(below: str, path: str) -> str:
    """A name of its own for a path: the beginning of its last part, and a mark that comes from all of it."""
    mark = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    stem, suffix = splitext(_mended(unicodedata.normalize("NFC", below).rpartition("/")[2]))
    return f"{stem[:40].rstrip('. ')}-{mark}{suffix if len(suffix) <= _SUFFIX else ''}"
