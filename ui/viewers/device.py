"""An evidence file as something Qt and pdfium can read, without a plain byte on the disk."""

from __future__ import annotations

import io
import threading
from typing import Any

from PySide6.QtCore import QIODevice, QIODeviceBase, QObject, Signal

from app.ports import BlobFile


class BlobDevice(QIODevice):
    """Reads a BlobFile. Media players read from their own threads: a lock keeps position honest.

    An error of the file ends reading and is kept in ``error_met``; ``broken`` tells the window.
    """

    broken = Signal(object)

    def __init__(self, blob: BlobFile, parent: QObject | None = None) -> None:
        super().__init__()
        self.setParent(parent)
        self._blob = blob
        self._lock = threading.RLock()
        self._position = 0
        self.error_met: Exception | None = None
        self.open(QIODeviceBase.OpenModeFlag.ReadOnly | QIODeviceBase.OpenModeFlag.Unbuffered)

    def isSequential(self) -> bool:
        return False

    def size(self) -> int:
        return self._blob.size

    def bytesAvailable(self) -> int:
        with self._lock:
            return max(0, self._blob.size - self._position)

    def atEnd(self) -> bool:
        with self._lock:
            return self._position >= self._blob.size

    def seek(self, position: int) -> bool:
        with self._lock:
            if not 0 <= position <= self._blob.size:
                return False
            self._position = position
            return super().seek(position)

    def readData(self, wanted: int) -> bytes:
        with self._lock:
            if self.error_met:
                return b""
            try:
                data = self._blob.read_at(self._position, wanted)
            except Exception as error:  # noqa: BLE001 - called from C++, nothing may pass
                self.error_met = error
                self.broken.emit(error)
                return b""
            self._position += len(data)
            return data

    def writeData(self, data: Any, length: int) -> int:
        del data, length
        return -1


class BlobReader(io.RawIOBase):
    """A BlobFile as Python's readable, seekable stream: what pdfium's callbacks read."""

    def __init__(self, blob: BlobFile) -> None:
        super().__init__()
        self._blob = blob
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._blob.size}[whence]
        if base + offset < 0:
            raise ValueError(offset)
        self._position = base + offset
        return self._position

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        data = self._blob.read_at(self._position, len(view))
        view[: len(data)] = data
        self._position += len(data)
        return len(data)
