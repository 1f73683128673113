"""The log: what the program did and where it failed, never what people wrote.

Rotating files in the platform's log folder, 1 MiB each, five kept. Library messages are cut down to
their source and level: a driver may quote a statement with its values. Only this program's own
loggers are written whole, and they are given class names, places and counts.
"""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from platformdirs import user_log_path

FILE_BYTES = 1 << 20
FILES_KEPT = 5
OWN = "xunji"


class _OwnWordsOnly(logging.Filter):
    """Lets other libraries' records through without their text."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name != OWN and not record.name.startswith(f"{OWN}."):
            record.msg, record.args = "message withheld", ()
        record.exc_info = record.exc_text = None
        record.stack_info = None
        return True


def begin_log(folder: Path | None = None) -> Path:
    """Write the log into ``folder`` (without one the platform's); returns the file."""
    place = folder or user_log_path(OWN, appauthor=False)
    place.mkdir(parents=True, exist_ok=True)
    file = place / "xunji.log"
    handler = RotatingFileHandler(
        file, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8"
    )
    handler.addFilter(_OwnWordsOnly())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h, RotatingFileHandler)]:
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return file
