"""The standard load: 5,000 records, 200 files, 1 GiB; and a small one of the same shape."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.kinds import Turn, Value
from app.ports import Query
from app.services import evidence, records
from app.services.session import Session
from tests.benchmarks.measuring import MIB
from tests.support.vaults import PASSPHRASE, POLICY, Team, make_team

_AT_ONCE = 250
_STATEMENT = "经查阅2024年至2025年凭证和会议记录，发现该单位未经集体研究发放补贴。" * 6
_ANSWER = "我到财政所工作三年，主要负责报账。补贴是按人头发的，没有考勤记录。" * 4


@dataclass(frozen=True)
class Load:
    """How much. Sizes in MiB: photographs, scans, recordings (the last have several pieces)."""

    records: int
    photographs: tuple[int, ...]
    scans: tuple[int, ...]
    recordings: tuple[int, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Bytes of every file."""
        return tuple(n * MIB for n in (*self.photographs, *self.scans, *self.recordings))


STANDARD = Load(5_000, (2, 3, 4) * 60, (12,) * 18, (134, 134))
SMALL = Load(50, (1, 2, 3) * 4, (4,) * 1, (36,))
LITTLE_EVIDENCE = replace(SMALL, records=STANDARD.records)
"""As many records with a sixteenth of the evidence: what memory depends on."""
LARGE = Load(50, (), (), (512,) * 8)
LITTLE_OF_LARGE = replace(LARGE, recordings=(64,))
LOADS = {
    "standard": STANDARD,
    "small": SMALL,
    "little evidence": LITTLE_EVIDENCE,
    "large": LARGE,
    "little evidence of it": LITTLE_OF_LARGE,
}
assert (len(STANDARD.sizes), sum(STANDARD.sizes)) == (200, 1024 * MIB)
assert sum(SMALL.sizes) == 64 * MIB


def chosen(small: bool) -> str:
    """Name of the load by its flag."""
    return "small" if small else "standard"


def write_files(folder: Path, sizes: tuple[int, ...]) -> None:
    """Random files: nothing to compress, nothing sparse."""
    folder.mkdir(parents=True)
    for number, size in enumerate(sizes):
        with (folder / f"凭证-{number:03}.jpg").open("wb") as file:
            for start in range(0, size, MIB):
                file.write(os.urandom(min(MIB, size - start)))


def make_vaults(folder: Path, load: Load, files: Path) -> dict[str, Any]:
    """An office and one laptop that holds the load; both closed."""
    team = make_team(folder, laptops=1)
    try:
        session = team.laptops[0].session
        fill(session, load.records)
        for path in sorted(files.iterdir()):
            evidence.import_file(session, path)
        while session.store.index_pending(2_000):
            pass
        return _facts(team)
    finally:
        team.close()


def fill(session: Session, count: int) -> None:
    """Findings and interviews, half and half, as the forms write them."""
    for first in range(0, count, _AT_ONCE):
        with session.store.work() as work:
            for number in range(first, min(first + _AT_ONCE, count)):
                kind, values = ("interview", talk(number)) if number % 2 else _finding(number)
                new = records.new(session, kind)
                records.write(session, work, new, values)
            work.commit()


def _finding(number: int) -> tuple[str, dict[str, Value]]:
    return "finding", {
        "number": f"问题-1-{number}",
        "title": f"违规发放加班补贴（第{number}项）",
        "drawn_on": date(2026, 3, 2),
        "statement": f"{number}：{_STATEMENT}",
        "discovery": "查阅凭证、个别谈话。",
        "nature": "serious",
        "basis": "《中国共产党纪律处分条例》",
        "amount": 1_260_000 + number,
        "responsible_body": "青石街道财政所",
        "feedback_text": f"发放补贴{number}笔。",
    }


def talk(number: int) -> dict[str, Value]:
    """An interview with its sealed identity."""
    return {
        "pseudonym": f"谈话对象-1-{number}",
        "category": "staff",
        "week": "第1周",
        "turns": (Turn("t1", "请谈谈补贴的发放。", _ANSWER), Turn("t2", "谁决定的？", _ANSWER)),
        "name": f"许文{number}",
        "place": "三楼306室",
    }


def write_plain_records(session: Session, folder: Path) -> int:
    """What the tools get instead of a database: one JSON file for each record."""
    folder.mkdir()
    count = 0
    for kind in ("finding", "interview"):
        for row in session.store.rows(Query(kind)):
            facts = {"kind": row.kind, "id": row.id, "values": row.values, "boxes": row.boxes}
            text = json.dumps(facts, ensure_ascii=False, default=str)
            (folder / f"{row.id}.json").write_text(text, encoding="utf-8")
            count += 1
    return count


@contextmanager
def opened(path: str | Path) -> Iterator[Any]:
    """A vault of its one person, with the cheap key derivation of tests."""
    from app.bootstrap import opening, unlocking

    person = unlocking.find_person(Path(path), "")
    with opening.open_vault(Path(path), person, PASSPHRASE, POLICY) as found:
        yield found


def copy_vault(source: Path, target: Path) -> Path:
    """A vault for one measurement: the database copied, evidence files linked."""
    for path in sorted([source, *source.rglob("*")]):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir()
        elif "blobs" in path.relative_to(source).parts:
            place.hardlink_to(path)
        elif path.name != "lock":
            place.write_bytes(path.read_bytes())
    return target


def _facts(team: Team) -> dict[str, Any]:
    session = team.laptops[0].session
    return {
        "office": str(team.office.path),
        "laptop": str(team.laptops[0].path),
        "task": team.task,
        "operations": sum(s.last - s.first + 1 for s in session.store.segments(team.task))
        + sum(session.store.waiting().values()),
    }
