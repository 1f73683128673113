"""A vault at work with everything it writes noted, and what it is after the power went.

python tests/cases/losing_power.py              as the tests do
python tests/cases/losing_power.py --all        behind each event, eight times; minutes
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from app.domain.catalogue import catalogue  # noqa: E402
from app.services import exchange, findings, records  # noqa: E402
from db.sqlite import engine as db_engine  # noqa: E402
from db.store import SqlStore, SqlWork, open_store  # noqa: E402
from tests.cases.fault_scene import FILE, opened, prepare  # noqa: E402
from tests.cases.write_log import (  # noqa: E402
    Event,
    Files,
    Recorder,
    Survives,
    disk_after,
    everything,
    nothing,
    some,
)

DATABASE = "xunji.db"
NOTES = 4


@dataclass(frozen=True)
class Recording:
    """``log`` with a mark, the digest of all tables, behind each commit that was acknowledged."""

    start: Files
    log: list[Event]
    key: bytes
    first: str


def digest(store: SqlStore) -> str:
    """All tables but the search index, which is written behind the work and made again."""
    found = hashlib.sha256()
    with store._engine.reading() as connection:
        names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        for (table,) in connection.exec_driver_sql(names).all():
            if not table.startswith(("search", "sqlite_")):
                rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
                found.update(repr((table, sorted(map(repr, rows)))).encode())
    return found.hexdigest()


# --- at work -------------------------------------------------------------------------------------


def record(folder: Path, synchronous: str) -> None:
    """Merge, write, export and close, in this process; leave the recording in the folder."""
    pragmas = [f"synchronous = {synchronous}" if "synchronous" in p else p
               for p in db_engine.PRAGMAS]  # fmt: skip
    db_engine.PRAGMAS = tuple(pragmas)  # type: ignore[assignment]
    vault_folder = folder / "office"
    start = {DATABASE: (vault_folder / DATABASE).read_bytes()}
    recorder = Recorder(vault_folder)
    recorder.install()
    with opened(folder, "import") as vault:
        store: Any = vault.session.store
        first, key = digest(store), bytes(vault.vault.database_key)
        _mark_commits(recorder, store)
        exchange.merge(vault.session, exchange.preview(vault.session, folder / FILE["import"]))
        for number in range(NOTES):
            new = findings.start(vault.session, title=f"断电前{number}", feedback_text="无")
            records.save(vault.session, new, {"discovery": "经过" * 500})
        exchange.export(vault.session, folder / "stick")
    (folder / "recording").write_bytes(pickle.dumps((start, recorder.log, key, first)))


def _mark_commits(recorder: Recorder, store: SqlStore) -> None:
    """What ``commit`` has returned from may not be lost any more."""
    real = SqlWork.commit

    def commit(work: SqlWork) -> Any:
        changes = real(work)
        recorder.mark(digest(store))
        return changes

    SqlWork.commit = commit  # type: ignore[assignment,method-assign]


def recorded(scene: Path, synchronous: str = "FULL") -> Recording:
    """A recording, made in a process of its own on a copy of the scene."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(shutil.copytree(scene, Path(place) / "copy"))
        command = [sys.executable, "-m", "tests.cases.losing_power", "--record", synchronous]
        subprocess.run([*command, str(copy)], check=True, cwd=ROOT)
        return Recording(*pickle.loads((copy / "recording").read_bytes()))


# --- after the power went ------------------------------------------------------------------------


def lost(recording: Recording, position: int, survives: Survives) -> str:
    """What is wrong after a power cut behind ``position`` events; "" if nothing is.

    Acknowledged commits are there, all of them, and of the one under way everything or nothing.
    """
    with tempfile.TemporaryDirectory() as place:
        before = recording.log[:position]
        for name, data in disk_after(recording.start, before, survives).items():
            Path(place, name).write_bytes(data)
        store = open_store(Path(place, DATABASE), recording.key, catalogue())
        try:
            store.check()
            found = digest(store)
        finally:
            store.close()
    acknowledged = [recording.first, *(e.name for e in before if e.what == "mark")]
    coming = [e.name for e in recording.log[position:] if e.what == "mark"][:1]
    if found in (acknowledged[-1], *coming):
        return ""
    older = found in acknowledged
    return "an acknowledged commit is gone" if older else "between two commits"


def positions(recording: Recording, every: int) -> Iterator[int]:
    """Where the power goes: right before and behind each mark and cut, and every so often."""
    log = recording.log
    for number in range(1, len(log) + 1):
        near = log[number - 1].what in ("mark", "cut") or (
            number < len(log) and log[number].what in ("mark", "cut")
        )
        if near or number % every == 0:
            yield number


def main(arguments: Sequence[str]) -> int:
    """Lose power many times; returns how often something was wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--all", action="store_true", help="behind each event")
    parser.add_argument("--record", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.record:
        record(Path(chosen.record[1]), chosen.record[0])
        return 0
    wrong = tried = 0
    with tempfile.TemporaryDirectory() as place:
        prepare(Path(place) / "scene")
        recording = recorded(Path(place) / "scene")
        for position in positions(recording, 1 if chosen.all else 40):
            for survives in (nothing, everything, *map(some, range(6 if chosen.all else 1))):
                found = lost(recording, position, survives)
                tried += 1
                if found:
                    wrong += 1
                    print(f"FAILED behind event {position}: {found}", flush=True)
    print(f"{len(recording.log)} events, {tried} power cuts, {wrong} failed")
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
