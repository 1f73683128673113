"""A real bundle taken apart, changed and put together again by somebody who has the sender's keys.

What breaks the format can only be made by hand; everything around it is real: the vault that wrote
the bundle, its keys, the office that receives it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.bootstrap.opening import Opened
from app.bundle import age, inbound, tar
from app.crypto.signing import MANIFEST_TYPE
from tests.unit.bundle.building import archive

Entries = list[tuple[str, bytes]]
Change = Callable[["Parts"], "Parts"]


@dataclass(frozen=True)
class Parts:
    """Entries of a bundle in order, without ``pad``; the manifest as JSON."""

    manifest: dict[str, Any]
    files: tuple[tuple[str, bytes], ...]

    def listed(self, files: Sequence[tuple[str, bytes]], **manifest: Any) -> Parts:
        """Other files, and a manifest that lists them."""
        names = [[name, len(data)] for name, data in files]
        return Parts({**self.manifest, "files": names, **manifest}, tuple(files))

    def saying(self, **manifest: Any) -> Parts:
        """The same files under another manifest."""
        return replace(self, manifest={**self.manifest, **manifest})


def plain(path: Path, reader: Opened) -> bytes:
    """The archive inside a bundle."""
    with inbound.opened(path, [reader.session.keys.reading]) as (_, payload):
        return b"".join(bytes(batch) for batch in payload.batches())


def entries(data: bytes) -> Entries:
    """(name, body) of an archive, ``pad`` included."""
    found, position = [], 0
    while data[position : position + tar.BLOCK].strip(b"\0"):
        name, size = tar.read_header(data[position : position + tar.BLOCK])
        start = position + tar.BLOCK
        found.append((name, data[start : start + size]))
        position = start + size + tar.padding(size)
    return found


def parts(path: Path, reader: Opened) -> Parts:
    """A bundle taken apart."""
    found = entries(plain(path, reader))
    return Parts(json.loads(found[0][1]), tuple(found[2:-1]))


def put_together(made: Parts, sender: Opened) -> bytes:
    """An archive with the sender's signature over the manifest as it is."""
    manifest = json.dumps(made.manifest, ensure_ascii=False).encode()
    return archive(manifest, sender.session.keys.signing.sign(MANIFEST_TYPE, manifest), made.files)


def seal(data: bytes, *readers: Opened) -> bytes:
    """An age file of these bytes."""
    recipients = [age.HybridRecipient(reader.session.keys.reading.public) for reader in readers]
    file_key, out = age.new_file_key(), bytearray()
    out += age.write_header(file_key, recipients)
    with age.PayloadWriter(file_key, out.extend) as payload:
        payload.write(data)
        payload.finish()
    return bytes(out)


def changed(path: Path, sender: Opened, reader: Opened, change: Change) -> bytes:
    """The bundle again, with something changed inside and signed by the sender."""
    return seal(put_together(change(parts(path, reader)), sender), reader)


def place(path: Path, offset: int) -> int:
    """Where in a bundle file the plain byte at ``offset`` lies."""
    start = header_size(path) + age.NONCE_SIZE
    return start + offset // age.CHUNK * age.SEALED_CHUNK + offset % age.CHUNK


def header_size(path: Path) -> int:
    """Bytes of the age header."""
    return age.parse_header(path.read_bytes(), whole=True).size
