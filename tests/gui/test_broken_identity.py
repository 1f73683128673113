"""A sealed identity of which one part does not open: the rest is shown, the part is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.kinds import Channel
from app.journal.operations import Intent
from app.services import records
from tests.gui.support.interviews_page import InterviewsPage, open_window
from tests.gui.test_interviews import close, open_again_on_desk, write_talk
from tests.support.vaults import make_team


@pytest.fixture
def page(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[InterviewsPage]:
    team = make_team(tmp_path / "team", laptops=1)
    found = InterviewsPage(open_window(team, monkeypatch, tmp_path, qapp), qtbot)
    yield found
    close(found, team)
    team.close()


def break_appointment(page: InterviewsPage, record: str) -> None:
    """What a fault or a liar leaves: a box that opens with no key."""
    session = page.session
    records.save(session, records.load(session, "interview", record), {"place": "三楼306室"})
    state = session.store.state("interview", record)
    assert state is not None
    group = state.groups["appointment"]
    assert isinstance(group.shown.value, dict)
    box = {**group.shown.value, "c": "A" * 344, "m": "A" * 43 + "="}
    lie = Intent("put", "interview", record, "appointment", box, group.hashes, timed=False)
    with session.store.work() as work:
        session.append(work, Channel.TEAM, [lie])
        work.commit()


def test_the_rest_is_shown_and_the_part_is_named(page: InterviewsPage) -> None:
    record = write_talk(page, "about the overtime", name="鄢毓琇")
    break_appointment(page, record)
    open_again_on_desk(page)
    page.click("对象身份")
    page.click("解封…")
    page.choose_reason("verify")
    page.click("记录并打开")
    page.until(lambda: page.has("field_name"))
    assert page.identity_field("name").text() == "鄢毓琇"
    assert page.identity_field("place").text() == ""
    said = [banner.sentence for banner in page.window.banners.banners]
    assert any("谈话时间、地点" in sentence for sentence in said)
