"""Runs jobs that die, and compares what they leave with what an undisturbed run leaves."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.bootstrap.opening import Opened
from app.ports import Query
from app.services import evidence, exchange
from app.services.session import Session
from tests.cases.fault_points import JOBS, Point
from tests.cases.fault_scene import FILE, copied, do, opened
from tests.cases.outcomes import files_in, state

ROOT = Path(__file__).resolve().parents[2]
Facts = dict[str, object]


@dataclass
class Faults:
    """Runs jobs that die; compares what they leave with what an undisturbed run leaves."""

    scene: Path
    runs: int = 0
    _expected: dict[str, Facts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.cases.dying"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def __enter__(self) -> Faults:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.stdout.close()
        self._server.wait()

    def order(
        self, folder: Path, job: str, point: Point | None = None, event: int = 0, *, count: bool
    ) -> tuple[int, int]:
        """(exit code, events) of a job in a process of its own."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        order = {"folder": str(folder), "job": job, "point": point, "event": event, "count": count}
        print(json.dumps(order), file=self._server.stdin, flush=True)
        code, events = json.loads(self._server.stdout.readline())
        self.runs += 1
        return code, events

    def count(self, job: str) -> int:
        """How many events a job has."""
        with self._copy() as folder:
            code, events = self.order(folder, job, count=True)
            assert code == 0
            return events

    def try_point(self, job: str, name: str, *, call: int | None = None) -> None:
        """Die at a step; then everything has to be as after an undisturbed run.

        ``call`` asks for another call than the table's.
        """
        point = JOBS[job][name]
        with self._copy() as folder:
            code, _ = self.order(folder, job, point._replace(call=call or point.call), count=False)
            assert code == -signal.SIGKILL, f"{job}: the job never came to {name!r}"
            self._require_recovery(folder, job, name)

    def try_event(self, job: str, number: int) -> None:
        """Die at the ``number``-th change of a disk."""
        with self._copy() as folder:
            code, _ = self.order(folder, job, event=number, count=False)
            if code == 0:  # threads take turns: one run has an event more than the next
                return
            assert code == -signal.SIGKILL
            self._require_recovery(folder, job, f"event {number}")

    def _require_recovery(self, folder: Path, job: str, name: str) -> None:
        if job not in self._expected:
            with self._copy() as undisturbed:
                self._expected[job] = RESULTS[job](undisturbed)
        found, expected = RESULTS[job](folder), self._expected[job]
        differing = {
            each: (found[each], expected[each])
            for each in expected
            if found[each] != expected[each]
        }
        assert not differing, f"{job}, {name}: {differing}"

    @contextmanager
    def _copy(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory() as place:
            yield copied(self.scene, Path(place) / "copy")


def exported(folder: Path) -> Facts:
    """Export again, take all that is on the stick to the office, and say what came of it.

    What was cut before the end is exported again as it was; no log forks; a file that has its name
    is whole; nothing counts as carried that is in no whole file.
    """
    with opened(folder, "office") as office:
        readable = _whole_files(office, folder / "stick")
    with opened(folder, "export") as laptop:
        session = laptop.session
        assert laptop.concern is None
        session.store.check()
        before = _own(session)
        carried = session.store.carried()
        assert carried.keys() <= readable
        if not readable:
            assert exchange.standing(session).waiting > 0
        again = exchange.export(session, folder / "stick")
        assert all(len(tips) == 1 for tips in session.store.tips().values())
        assert before <= _own(session)
        assert exchange.standing(session).waiting == 0
        assert again.packs == 0
        session.store.check()
    with opened(folder, "office") as office:
        for path in sorted((folder / "stick").glob("*.xjb")):
            _merged(office, path)
        assert before <= {each.hash for each in office.session.store.segments()}
        office.session.store.check()
        found = _facts(office)
    del found["segments"], found["log"]  # who exports once more cuts once more
    return found


def imported(folder: Path, job: str = "import") -> Facts:
    """Do it again as a person would, and once more; say what came of it."""
    with opened(folder, job) as vault:
        session = vault.session
        assert vault.concern is None
        vault.tidy()
        session.store.check()
        _require_no_orphans(vault)
        do(job, vault, folder)
        assert exchange.preview(session, folder / FILE[job]).brings_nothing
        session.store.check()
        _require_no_orphans(vault)
        arrivals = session.store.arrivals(session.task)
        named = [arrival.file for arrival in arrivals]
        assert named.count(FILE[job]) == 1
        for item in session.store.rows(Query("evidence", task=session.task)):
            evidence.verify(session, item.id)
        return _facts(vault)


def briefed(folder: Path) -> Facts:
    """The same for a laptop that takes in the office's file."""
    return imported(folder, "briefed")


RESULTS: Mapping[str, Callable[[Path], Facts]] = {
    "export": exported,
    "import": imported,
    "briefed": briefed,
}


def _facts(vault: Opened) -> Facts:
    """What two undisturbed runs have in common: everything but what each logged of its own acts."""
    session = vault.session
    foreign = {s.hash: s.state for s in session.store.segments() if s.name.device != session.device}
    log = session.store.leaves()
    return {
        "state": state(session, own=False),
        "segments": foreign,
        "papers": sorted((t, s.version) for t, s in session.trust.statements.items()),
        "log": {hash_: f"segment {hash_}" in log for hash_ in foreign},
        "evidence": sorted(blob.digest for blob in session.store.blobs()),
        "conflicts": session.store.questions(),
    }


def _own(session: Session) -> set[str]:
    return {s.hash for s in session.store.segments(session.task) if s.name.device == session.device}


def _whole_files(office: Opened, stick: Path) -> set[str]:
    """Segments in files that have their name; each must be whole, whoever it is for."""
    found: set[str] = set()
    for path in stick.glob("*.xjb"):
        shown = exchange.preview(office.session, path)
        assert shown.incoming.complete
        found |= {each.incoming.segment.hash for each in shown.judged}
        found |= set(shown.incoming.known)
        exchange.abandon(office.session, shown)
    return found


def _merged(office: Opened, path: Path) -> None:
    shown = exchange.preview(office.session, path)
    exchange.merge(office.session, shown)


def _require_no_orphans(vault: Opened) -> None:
    """Evidence files here are those the database knows, and nothing waits in the spool."""
    known = {blob.digest for blob in vault.session.store.blobs()}
    left = files_in(vault)
    assert len(left) == len(known), left
    assert all(vault.session.blobs.has(digest) for digest in known)
