"""Power cuts and full disks, as far as a process can play them."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.errors import StoreFullError
from app.ports import Query
from db.places import Place
from db.store import open_store
from tests.support.stores import at, spell
from tests.unit.db.registers import CATALOGUE, KEY, make, put, save

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from db.store import open_store
from tests.support.stores import read
from tests.unit.db.registers import CATALOGUE, KEY, cut, put, save
store = open_store(read(sys.argv[1]), KEY, CATALOGUE)
start = store.count(__import__("app.ports").ports.Query("problem"))
for number in range(start, 100_000):
    save(store, put(f"r{number}", "title", title="甲" * 500), put(f"r{number}", "count", count=1))
    if number % 7 == 0:
        cut(store)
    print(number, flush=True)
"""

FILLER = """
import resource, sys
from pathlib import Path
from app.domain.errors import StoreFullError
from db.store import open_store
from tests.unit.db.registers import CATALOGUE, KEY, put, save
path = Path(sys.argv[1])
store = open_store(path, KEY, CATALOGUE)
limit = path.stat().st_size + 3_000_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
done = 0
try:
    for number in range(100_000):
        save(store, *(put(f"f{number}-{i}", "title", title="甲" * 2_000) for i in range(20)))
        done = number + 1
except StoreFullError:
    print(done, flush=True)
    sys.exit(0)
sys.exit(1)
"""


def _run(script: str, place: Place) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, spell(place)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


@pytest.mark.parametrize("commits", [1, 2, 9, 30])
def test_kill_minus_nine_loses_no_acknowledged_commit(
    tmp_path: Path, store_on: str, commits: int
) -> None:
    path = at(tmp_path / "store.db")
    make(tmp_path).close()
    for _ in range(2):
        process = _run(WRITER, path)
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(commits)]
        process.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in process.stdout if line.endswith("\n")]
        process.wait()
        process.stdout.close()
        store = open_store(path, KEY, CATALOGUE)
        rows = {row.id: row for row in store.rows(Query("problem"))}
        assert {f"r{number}" for number in acknowledged} <= rows.keys()
        assert len(rows) <= acknowledged[-1] + 2
        assert all(row.values["title"] and row.values["count"] for row in rows.values())
        store.check()
        store.close()


def test_a_full_disk_undoes_the_unit_of_work(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    make(tmp_path).close()
    process = _run(FILLER, path)
    output, _ = process.communicate()
    assert process.returncode == 0
    done = int(output)
    assert done > 0
    store = open_store(path, KEY, CATALOGUE)
    rows = store.rows(Query("problem"))
    assert len(rows) == done * 20
    store.check()
    save(store, put("r1", "title", title="又能写了"))
    store.check()
    store.close()


def test_a_store_that_cannot_be_created_leaves_an_error_not_a_plain_file(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(StoreFullError):
            make(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
