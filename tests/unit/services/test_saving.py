"""What saving a part of a record checks, and how numbers are kept for drafts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.crypto import aead
from app.domain.errors import InputError, Problem, SealedError
from app.services import drafts, findings, numbering, records
from app.services.session import Session
from tests.support.vaults import Team, make_team


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=1)
    yield made
    made.close()


@pytest.fixture
def session(team: Team) -> Session:
    return team.laptops[0].session


def test_a_day_alone_is_compared_with_the_one_that_stands(team: Team) -> None:
    office = team.at_office
    for name, day, wrong in (
        ("enters_on", date(2026, 4, 2), Problem("leaves_on", "before", "2026-04-02")),
        ("leaves_on", date(2026, 3, 1), Problem("leaves_on", "before", "2026-03-02")),
    ):
        with pytest.raises(InputError) as told:
            records.save(office, records.load(office, "task", team.task), {name: day})
        assert told.value.problems == (wrong,)
    records.save(office, records.load(office, "task", team.task), {"enters_on": date(2026, 3, 3)})


def test_a_smaller_number_never_takes_back_a_larger_one(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two windows reserve at once: the one with 5 has looked before the one with 6 wrote."""
    looked = threading.Event()
    read = session.store.setting

    def look(name: str) -> bytes | None:
        found = read(name)
        looked.set()
        return found

    monkeypatch.setattr(session.store, "setting", look)
    late = threading.Thread(target=numbering.reserve, args=(session, "finding", "问题-1-05"))
    with session.store.work() as work:
        late.start()
        assert looked.wait(20)
        work.put_setting(f"number.{session.task}.finding", b"6")
        work.commit()
    late.join()
    assert findings.start(session).values["number"] == "问题-1-07"


def test_one_draft_that_does_not_open_hides_no_other(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = findings.start(session, title="坏"), findings.start(session, title="好")
    monkeypatch.setattr(aead, "seal", lambda *_: b"not a box")
    drafts.keep(session, broken, {"title": "坏"})
    monkeypatch.undo()
    drafts.keep(session, sound, {"title": "好"})
    assert [typing.values["title"] for typing in drafts.pending(session)] == ["好"]
    with pytest.raises(SealedError):
        drafts.find(session, broken.id)
    assert len(session.store.drafts(session.person)) == 2
