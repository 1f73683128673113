"""The strict subset of ustar (POSIX.1-1988) that bundles use.

A name and a size have exactly one legal header of 512 bytes, so links, devices, paths, owners,
dates and extensions cannot be expressed. Any program that reads tar files reads these.
"""

from __future__ import annotations

import re

from app.domain.errors import BundleRefusedError

BLOCK = 512
END = bytes(2 * BLOCK)
MANIFEST = "manifest.json"
MANIFEST_SIGNATURE = "manifest.sig"
PAD = "pad"
MAXIMUM_SIZE = 8**11 - 1

_NAME = re.compile(r"manifest\.(?:json|sig)|seg/[0-9a-f]{64}\.(?:jsonl|sig)|piece/[0-9a-f]{64}|pad")
_SIZE = re.compile(rb"[0-7]{11}\0")
_CHECKSUM = slice(148, 156)


def is_legal_name(name: str) -> bool:
    """Whether an entry may have this name."""
    return _NAME.fullmatch(name) is not None


def segment_name(digest: str) -> str:
    """Entry name of a segment."""
    return f"seg/{digest}.jsonl"


def signature_name(digest: str) -> str:
    """Entry name of a segment's signature file."""
    return f"seg/{digest}.sig"


def piece_name(digest: str) -> str:
    """Entry name of a piece of evidence."""
    return f"piece/{digest}"


def header(name: str, size: int) -> bytes:
    """The one header for this name and size. Raises ValueError for what cannot be an entry."""
    if not is_legal_name(name) or not 0 <= size <= MAXIMUM_SIZE:
        raise ValueError("not a legal entry")
    block = bytearray(BLOCK)
    block[: len(name)] = name.encode("ascii")
    block[100:124] = b"0000600\x000000000\x000000000\x00"
    block[124:136] = b"%011o\0" % size
    block[136:148] = b"00000000000\0"
    block[_CHECKSUM] = b"        "
    block[156:157] = b"0"
    block[257:265] = b"ustar\x0000"
    block[_CHECKSUM] = b"%06o\0 " % sum(block)
    return bytes(block)


def read_header(block: bytes) -> tuple[str, int]:
    """(name, size) of a header block. Raises BundleRefusedError("tar-header")."""
    name = block[:100].rstrip(b"\0").decode("ascii", "replace")
    size = block[124:136]
    if len(block) != BLOCK or not is_legal_name(name) or not _SIZE.fullmatch(size):
        raise BundleRefusedError("tar-header")
    number = int(size[:-1], 8)
    if header(name, number) != block:
        raise BundleRefusedError("tar-header")
    return name, number


def padding(size: int) -> int:
    """Zero bytes after a body of this size."""
    return -size % BLOCK


def entry_size(size: int) -> int:
    """Bytes of an entry: header, body and padding."""
    return BLOCK + size + padding(size)


def padme(size: int) -> int:
    """The Padmé size for ``size``: at most 12 % more, few distinct sizes (PURBs, 2019)."""
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    free = exponent - exponent.bit_length()
    mask = (1 << max(free, 0)) - 1
    return (size + mask) & ~mask


def pad_size(entries: int) -> int:
    """Size of the ``pad`` entry that follows entries of ``entries`` bytes in all.

    The archive, pad header and end blocks included, gets its Padmé size, in whole blocks.
    """
    bare = entries + BLOCK + len(END)
    target = padme(bare)
    return target + padding(target) - bare


def archive_size(entries: int) -> int:
    """Bytes of the whole archive whose entries before ``pad`` have ``entries`` bytes."""
    return entries + BLOCK + pad_size(entries) + len(END)
