"""Evidence files made on the spot, and a blob that counts and can break."""

from __future__ import annotations

import io
import math
import struct
import threading
import wave
import zlib

from PIL import Image

from app.domain.errors import BlobDamagedError


class MemoryBlob:
    """A BlobFile over bytes. ``breaks_at``: reading at or past this offset finds damage."""

    def __init__(self, data: bytes, breaks_at: int | None = None) -> None:
        self._data = data
        self._breaks_at = breaks_at
        self._lock = threading.Lock()
        self.read = 0
        self.closed = False

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self._data)

    def read_at(self, offset: int, size: int) -> bytes:
        """As the port demands."""
        if self._breaks_at is not None and offset + size > self._breaks_at:
            raise BlobDamagedError("00" * 32)
        with self._lock:
            part = self._data[offset : offset + size]
            self.read += len(part)
            return part

    def close(self) -> None:
        """Remembered."""
        self.closed = True


def picture(form: str, width: int = 320, height: int = 200, **options: object) -> bytes:
    """A picture with a red left and a blue right half."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 30, 200), (width // 2, 0, width, height))
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def png_bomb(side: int) -> bytes:
    """A small PNG that claims, and holds, side × side pixels of nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        whole = name + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    line = b"\0" * (1 + 3 * side)
    body = b"".join(packer.compress(line) for _ in range(min(side, 64))) + packer.flush()
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(pages: int = 3, width: float = 595, height: float = 842, padding: int = 0) -> bytes:
    """A PDF whose page n is filled from the bottom to (n + 1) / (pages + 1) of its height.

    ``padding`` bytes of an unused object make it large.
    """
    objects: list[bytes] = []
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(pages))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode())
    for n in range(pages):
        box = f"[0 0 {width} {height}]"
        content = f"0 0 1 rg 0 0 {width} {height * (n + 1) / (pages + 1):.2f} re f".encode()
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents {4 + 2 * n} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    filler = b"x" * padding
    objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (padding, filler))
    return _pdf_file(objects)


def _pdf_file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


def wav(seconds: float = 2.0) -> bytes:
    """A tone of 440 Hz, one channel."""
    stream = io.BytesIO()
    rate = 8_000
    with wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        samples = (
            int(12_000 * math.sin(2 * math.pi * 440 * n / rate)) for n in range(int(rate * seconds))
        )
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return stream.getvalue()
