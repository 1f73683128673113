"""Import of evidence against a plain copy with SHA-256 and fsync."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from pathlib import Path
from typing import Any

from tests.benchmarks import load
from tests.benchmarks.measuring import MIB, Measured, compare, measure, rounds, workshop

PEER = "one pass over each file in blocks of 1 MiB: read, SHA-256, write; fsync; folder synced"
BIG, SMALL = 1024, 64
"""MiB."""


def run(small: bool) -> dict[str, Any]:
    """Evidence taken into the vault, many files and one big, against copy + SHA-256 + fsync."""
    with workshop() as folder:
        sizes = load.LOADS[load.chosen(small)].sizes
        load.write_files(folder / "many", sizes)
        load.write_files(folder / "one", ((SMALL if small else BIG) * MIB,))
        load.write_files(folder / "less", (SMALL * MIB,))
        found: dict[str, Any] = {"peer_is": PEER}
        for name in ("many", "one"):
            found[name] = compare(
                lambda n, name=name: _take_in(folder, name, n),  # type: ignore[misc]
                lambda n, name=name: _copy(folder, name, n),  # type: ignore[misc]
                rounds(small),
            )
        less = _take_in(folder, "less", 0)
        more = found["one"]["ours"]["peak_mib"]
        found["memory"] = {
            f"peak_mib_of_{BIG if not small else SMALL}_mib": more,
            f"peak_mib_of_{SMALL}_mib": round(less.peak_kib / 1024, 1),
            "difference_mib": round(more - less.peak_kib / 1024, 1),
        }
        return found


def _take_in(folder: Path, name: str, number: int) -> Measured:
    vault = folder / f"vault-{name}-{number}"
    done = measure("evidence", "take_in", source=folder / name, vault=vault)
    shutil.rmtree(vault)
    return done


def _copy(folder: Path, name: str, number: int) -> Measured:
    target = folder / f"copy-{name}-{number}"
    done = measure("evidence", "copy", source=folder / name, target=target)
    shutil.rmtree(target)
    return done


def take_in(source: str, vault: str) -> dict[str, Any]:
    """Every file through the service: encrypted, synced, registered with its custody entry."""
    from app.services import evidence
    from tests.support.vaults import make_office

    with make_office(Path(vault)) as opened:
        begin = time.perf_counter()
        for path in sorted(Path(source).iterdir()):
            evidence.import_file(opened.session, path)
        return {"seconds": time.perf_counter() - begin}


def copy(source: str, target: str) -> dict[str, Any]:
    """What a careful copy does."""
    Path(target).mkdir()
    buffer = memoryview(bytearray(MIB))
    begin = time.perf_counter()
    for path in sorted(Path(source).iterdir()):
        hasher = hashlib.sha256()
        with path.open("rb", 0) as read, (Path(target) / path.name).open("xb", 0) as write:
            while count := read.readinto(buffer):
                hasher.update(buffer[:count])
                write.write(buffer[:count])
            os.fsync(write.fileno())
        hasher.hexdigest()
    handle = os.open(target, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    return {"seconds": time.perf_counter() - begin}


STEPS = {"take_in": take_in, "copy": copy}
