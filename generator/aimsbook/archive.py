"""The one form of a zip archive that packs have: the same names, contents and day give the same bytes.

Nothing in it is left to chance: order and day are given, rights are the same for all, names are UTF-8. Each entry
carries the SHA-256 of its packed bytes, so that a change is found also where unpacking would give the same content.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from struct import Struct
from typing import BinaryIO

STORED, DEFLATED = 0, 8
LEVEL = 6
BLOCK = 1 << 20
LOCAL_SIGN, CENTRAL_SIGN, END_SIGN, END64_SIGN = b"PK\3\4", b"PK\1\2", b"PK\5\6", b"PK\6\6"
LOCAL = Struct("<4s5H3I2H")
CENTRAL = Struct("<4s6H3I5H2I")
END = Struct("<4s4H2IH")
END64 = Struct("<4sQ2H2I4Q")
LOCATOR = Struct("<4sIQI")
_LOCATOR_SIGN = b"PK\6\7"
_SEAL = Struct("<2H32s")
_FAR = Struct("<2HQ")
_SEAL_ID, _FAR_ID = 0x6261, 1
SEAL_SIZE = _SEAL.size
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_UTF8 = 0x0800
_NEEDED, _NEEDED64, _UNIX = 20, 45, 3 << 8
_RIGHTS = 0o100644 << 16
_FIRST, _LAST = date(1980, 1, 1), date(2107, 12, 31)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of an archive: its content by size and CRC, its packed bytes by size and SHA-256, and where it begins."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    seal: bytes
    offset: int

    @property
    def bytes_of_name(self) -> bytes:
        """The name as it stands in the archive; bytes that are no UTF-8 come out as they went in."""
        return self.name.encode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class Put:
    """What was put into an archive: its name, size and SHA-256."""

    name: str
    size: int
    sha256: str


def stamp_of(day: date) -> int:
    """A day as archives write it; they know none before 1980."""
    kept = min(max(day, _FIRST), _LAST)
    return (kept.year - 1980) << 9 | kept.month << 5 | kept.day


def local_header(one: Entry, stamp: int) -> bytes:
    """What stands before the packed bytes of an entry."""
    name = one.bytes_of_name
    sizes = (one.crc, one.packed, one.size, len(name), SEAL_SIZE)
    return LOCAL.pack(LOCAL_SIGN, _NEEDED, _UTF8, one.method, 0, stamp, *sizes) + name + _seal(one)


def central_header(one: Entry, stamp: int) -> bytes:
    """What the directory at the end says of an entry."""
    name, far = one.bytes_of_name, one.offset >= _FULL32
    extra = _seal(one) + (_FAR.pack(_FAR_ID, 8, one.offset) if far else b"")
    needed = _NEEDED64 if far else _NEEDED
    return (
        CENTRAL.pack(
            CENTRAL_SIGN, _UNIX | needed, needed, _UTF8, one.method, 0, stamp, one.crc, one.packed, one.size,
            len(name), len(extra), 0, 0, 0, _RIGHTS, min(one.offset, _FULL32),
        ) + name + extra
    )  # fmt: skip


def end_of(number: int, size: int, offset: int) -> bytes:
    """What closes the directory: how many entries it has, its size and where it begins."""
    end = END.pack(
        END_SIGN, 0, 0, min(number, _FULL16), min(number, _FULL16), min(size, _FULL32), min(offset, _FULL32), 0
    )
    if number < _FULL16 and size < _FULL32 and offset < _FULL32:
        return end
    made = _UNIX | _NEEDED64
    more = END64.pack(END64_SIGN, END64.size - 12, made, _NEEDED64, 0, 0, number, number, size, offset)
    return more + LOCATOR.pack(_LOCATOR_SIGN, 0, offset + size, 1) + end


def directory_of(entries: Iterable[Entry], stamp: int, offset: int) -> Iterator[tuple[str, bytes]]:
    """Yield the directory piece by piece, each with the name of its entry; the last piece, without one, closes it."""
    number = size = 0
    for one in entries:
        piece = central_header(one, stamp)
        number, size = number + 1, size + len(piece)
        yield one.name, piece
    yield "", end_of(number, size, offset)


def _seal(one: Entry) -> bytes:
    return _SEAL.pack(_SEAL_ID, 32, one.seal)


def seal_in(extra: bytes) -> bytes:
    """The SHA-256 that an entry carries; nonsense where there is none, which then differs from what is expected."""
    return extra[4:36].ljust(32, b"\0")


def far_in(extra: bytes) -> int:
    """The offset that an entry beyond 4 GiB carries."""
    return int.from_bytes(extra[SEAL_SIZE + 4 : SEAL_SIZE + 12], "little")


@dataclass(slots=True)
class ArchiveWriter:
    """Writes an archive in one go, a block at a time: no content has to fit into memory."""

    out: BinaryIO
    stamp: int
    entries: list[Entry] = field(default_factory=list)

    def add(self, name: str, blocks: Iterable[bytes], packed: bool = True) -> Put:
        """Put a file in; its blocks are read once."""
        begin = Entry(name, DEFLATED if packed else STORED, 0, 0, 0, bytes(32), self.out.tell())
        self.out.write(local_header(begin, self.stamp))
        deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS) if packed else None
        content, seal = hashlib.sha256(), hashlib.sha256()
        crc = size = length = 0
        for block in blocks:
            content.update(block)
            crc, size = zlib.crc32(block, crc), size + len(block)
            length += self._write(deflate.compress(block) if deflate else block, seal)
        length += self._write(deflate.flush() if deflate else b"", seal)
        entry = replace(begin, crc=crc, packed=length, size=size, seal=seal.digest())
        self._head(entry)
        self.entries.append(entry)
        return Put(name, size, content.hexdigest())

    def close(self) -> None:
        """Write the directory."""
        for _, piece in directory_of(self.entries, self.stamp, self.out.tell()):
            self.out.write(piece)

    def _write(self, data: bytes, seal: hashlib._Hash) -> int:
        seal.update(data)
        self.out.write(data)
        return len(data)

    def _head(self, entry: Entry) -> None:
        """Go back and write what is known of an entry only after its content."""
        end = self.out.tell()
        self.out.seek(entry.offset)
        self.out.write(local_header(entry, self.stamp))
        self.out.seek(end)
