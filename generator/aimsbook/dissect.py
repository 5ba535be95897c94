"""Takes an archive apart and holds every byte against the one form that packs have; it knows no manifest.

Every entry is told twice, before its content and in the directory at the end. Whichever of the two can be read
throughout says what the other has to be, byte by byte; so a change is found, and the entry named that it struck.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from aimsbook.archive import (
    BLOCK,
    CENTRAL,
    CENTRAL_SIGN,
    DEFLATED,
    END,
    END64,
    END64_SIGN,
    END_SIGN,
    LOCAL,
    LOCAL_SIGN,
    LOCATOR,
    STORED,
    Entry,
    directory_of,
    far_in,
    local_header,
    seal_in,
)

_FULL32 = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is not as it was packed: what kind of thing, which file, and in words; "" is the archive."""

    kind: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Dissected:
    """The entries of an archive, the day's stamp that they bear, and what is wrong with its structure."""

    entries: tuple[Entry, ...]
    stamp: int
    flaws: tuple[Flaw, ...]


class BrokenEntry(ValueError):
    """The content of an entry cannot be had as it was packed."""


@dataclass(frozen=True, slots=True)
class _Walk:
    """Entries as one of the two tellings has them, the stamp of each, where it ended, and whether that is its end."""

    entries: tuple[Entry, ...]
    stamps: tuple[int, ...]
    end: int
    whole: bool


class _Bytes:
    """A file by position."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.size = file.seek(0, os.SEEK_END)

    def at(self, offset: int, length: int) -> bytes:
        if not 0 <= offset < self.size or length <= 0:
            return b""
        self.file.seek(offset)
        return self.file.read(length)


def dissect(file: BinaryIO) -> Dissected:
    """Read the structure of an archive."""
    data = _Bytes(file)
    before, after = _locals(data), _centrals(data)
    if before.whole:
        stamp = _usual(before.stamps)
        flaws = [*_headers(data, before.entries, stamp), *_directory(data, before.entries, stamp, before.end)]
        return Dissected(before.entries, stamp, tuple(dict.fromkeys(flaws)))
    if after.whole:
        stamp = _usual(after.stamps)
        flaws = [*_headers(data, after.entries, stamp), *_gaps(after, data)]
        return Dissected(after.entries, stamp, tuple(dict.fromkeys(flaws)))
    entries = max(before.entries, after.entries, key=len)
    said = "this is no archive" if not entries else "the archive is broken off, or changed in more than one place"
    return Dissected(entries, _usual(before.stamps), (Flaw("archive", "", said),))


def content_of(file: BinaryIO, one: Entry) -> Iterator[bytes]:
    """Yield the content of an entry, a block at a time; BrokenEntry once it is not what the entry says."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if one.method == DEFLATED else None
    crc = size = 0
    for block in _inflated(_packed(file, one), inflate):
        crc, size = zlib.crc32(block, crc), size + len(block)
        if size > one.size:
            raise BrokenEntry("it unpacks to more than it says")
        yield block
    if inflate and (not inflate.eof or inflate.unused_data):
        raise BrokenEntry("its packed bytes do not end where they should")
    if (size, crc) != (one.size, one.crc):
        raise BrokenEntry("it unpacks to something else")


def _packed(file: BinaryIO, one: Entry) -> Iterator[bytes]:
    """Yield the packed bytes, the last of them only when their digest is the one that the entry carries."""
    if one.method not in (STORED, DEFLATED):
        raise BrokenEntry(f"it is packed by a method that packs do not use ({one.method})")
    start, left, seal = one.offset + len(local_header(one, 0)), one.packed, hashlib.sha256()
    while left:
        file.seek(start)
        block = file.read(min(left, BLOCK))
        if not block:
            raise BrokenEntry("its packed bytes are cut off")
        seal.update(block)
        start, left = start + len(block), left - len(block)
        if not left and seal.digest() != one.seal:
            raise BrokenEntry("its packed bytes were altered")
        yield block


def _inflated(blocks: Iterator[bytes], inflate: zlib._Decompress | None) -> Iterator[bytes]:
    if inflate is None:
        yield from blocks
        return
    try:
        for block in blocks:
            left = block
            while left and not inflate.eof:
                yield inflate.decompress(left, BLOCK)
                left = inflate.unconsumed_tail
    except zlib.error:
        raise BrokenEntry("its packed bytes were altered") from None


# the two tellings ----------------------------------------------------------------------------------------------------


def _locals(data: _Bytes) -> _Walk:
    """Every entry by the header before its content, from the first byte on."""
    entries, stamps, here = [], [], 0
    while (head := data.at(here, LOCAL.size))[:4] == LOCAL_SIGN and len(head) == LOCAL.size:
        _, _, _, method, _, stamp, crc, packed, size, name, extra = LOCAL.unpack(head)
        entries.append(_entry(data, here + LOCAL.size, name, extra, (method, crc, packed, size), here))
        stamps.append(stamp)
        here += LOCAL.size + name + extra + packed
    directory = data.at(here, 4) == CENTRAL_SIGN or here == _beginning(data)
    return _Walk(tuple(entries), tuple(stamps), here, bool(entries) and directory)


def _centrals(data: _Bytes) -> _Walk:
    """Every entry by the directory, whose place is told at the very end."""
    entries, stamps, here = [], [], _beginning(data)
    while (head := data.at(here, CENTRAL.size))[:4] == CENTRAL_SIGN and len(head) == CENTRAL.size:
        _, _, _, _, method, _, stamp, crc, packed, size, name, extra, _, _, _, _, offset = CENTRAL.unpack(head)
        entry = _entry(data, here + CENTRAL.size, name, extra, (method, crc, packed, size), offset)
        entries.append(entry)
        stamps.append(stamp)
        here += CENTRAL.size + name + extra
    whole = bool(entries) and data.at(here, 4) in (END_SIGN, END64_SIGN)
    return _Walk(tuple(entries), tuple(stamps), here, whole)


def _entry(data: _Bytes, here: int, name: int, extra: int, about: tuple[int, int, int, int], offset: int) -> Entry:
    method, crc, packed, size = about
    words = data.at(here, name).decode("utf-8", "surrogateescape")
    more = data.at(here + name, extra)
    return Entry(words, method, crc, packed, size, seal_in(more), far_in(more) if offset == _FULL32 else offset)


def _beginning(data: _Bytes) -> int:
    """Where the directory begins, as the end says."""
    end = data.at(data.size - END.size, END.size)
    if len(end) < END.size or end[:4] != END_SIGN:
        return data.size
    far = data.at(data.size - END.size - LOCATOR.size - END64.size, END64.size)
    if len(far) == END64.size and far[:4] == END64_SIGN:
        return int(END64.unpack(far)[-1])
    return int(END.unpack(end)[6])


def _usual(stamps: Sequence[int]) -> int:
    """The stamp that most entries bear."""
    return Counter(stamps).most_common(1)[0][0] if stamps else 0


# each against the other ----------------------------------------------------------------------------------------------


def _headers(data: _Bytes, entries: Sequence[Entry], stamp: int) -> Iterator[Flaw]:
    """Yield every entry whose header is not what it has to be."""
    for one in entries:
        expected = local_header(one, stamp)
        if data.at(one.offset, len(expected)) != expected:
            yield Flaw("archive", one.name, f"its header, at byte {one.offset:,} of the archive, was altered")


def _directory(data: _Bytes, entries: Sequence[Entry], stamp: int, here: int) -> Iterator[Flaw]:
    """Yield every entry that the directory does not tell as its header does; where it is shifted, only the first."""
    told = list(directory_of(entries, stamp, here))
    shifted = here + sum(len(piece) for _, piece in told) != data.size
    for name, piece in told:
        actual = data.at(here, len(piece))
        if actual != piece:
            where = f"in the directory of the archive (byte {here:,})"
            yield Flaw("archive", name, f"what stands of it {where} was altered" if name else f"altered {where}")
            if name and (other := _other_name(actual, len(name.encode("utf-8", "surrogateescape")))) != name:
                yield Flaw("archive", other, f"the directory of the archive names it, and its header says {name}")
            if shifted:
                return
        here += len(piece)
    if here < data.size:
        yield Flaw("archive", "", f"{data.size - here:,} bytes stand behind the end of the archive")


def _other_name(header: bytes, length: int) -> str:
    return header[CENTRAL.size : CENTRAL.size + length].decode("utf-8", "surrogateescape")


def _gaps(told: _Walk, data: _Bytes) -> Iterator[Flaw]:
    """Yield what stands before, between or behind the entries that a directory tells."""
    here = 0
    for one in told.entries:
        if one.offset != here:
            yield Flaw(
                "archive", one.name, f"between byte {here:,} of the archive and this entry stands something else"
            )
        here = one.offset + len(local_header(one, 0)) + one.packed
    yield from _directory(data, told.entries, _usual(told.stamps), here)
