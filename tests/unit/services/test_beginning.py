"""Talks and findings are begun within a task, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import TaskMissingError, TrustError
from app.services import enrolment, findings, interviews
from app.services.records import Editable
from app.services.session import Session
from app.words import words
from tests.support.vaults import make_laptop, make_office, make_task, make_team

STARTS = [interviews.start, findings.start]


@pytest.mark.parametrize("start", STARTS)
def test_an_office_without_a_task_is_told_to_make_one(
    start: Callable[[Session], Editable], tmp_path: Path
) -> None:
    with make_office(tmp_path / "office") as office:
        with pytest.raises(TaskMissingError) as told:
            start(office.session)
        assert "任务" in words(told.value, "zh").sentence
        assert "task" in words(told.value, "en").sentence
        assert start(office.session.within(make_task(office))).is_new


@pytest.mark.parametrize("start", STARTS)
def test_a_laptop_without_a_team_is_told_to_join_one(
    start: Callable[[Session], Editable], tmp_path: Path
) -> None:
    with make_laptop(tmp_path / "laptop") as laptop:
        with pytest.raises(TrustError) as told:
            start(laptop.session)
        assert told.value.reason == "not-joined"


def test_a_laptop_that_joined_may_write_before_its_briefing_arrives(tmp_path: Path) -> None:
    team = make_team(tmp_path, laptops=1)
    late = make_laptop(tmp_path / "late", "阮竹青")
    asked = enrolment.read_request(enrolment.request(late.session, "5 号机").data).request
    enrolment.admit(team.at_office, [asked], {})
    enrolment.accept(late.session, enrolment.papers(team.at_office))
    late.reopen()
    assert late.session.store.row("task", team.task) is None
    assert interviews.start(late.session).values["week"] is None
    assert findings.start(late.session).values["number"] == "问题-2-01"
    late.close()
    team.close()
