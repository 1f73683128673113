"""The report screen's decisions, on a real vault without a window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desktop import DesktopProgram
from app.domain.errors import InputError, MediaError
from app.domain.kinds import Value
from app.ports import Query
from app.services import drafts, findings, links, records
from app.services.session import Session
from tests.support.vaults import POLICY, Team, make_team
from ui.screens.reports.presenter import NO_WORDING, OPEN, UNAPPROVED, ReportsPresenter


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    made = make_team(tmp_path_factory.mktemp("reports"), laptops=1)
    yield made
    made.close()


@pytest.fixture
def session(team: Team) -> Session:
    """Without findings and reports of other tests."""
    found = team.laptops[0].session
    for kind in ("finding", "report"):
        for row in found.store.rows(Query(kind)):
            records.delete(found, kind, row.id)
    for typing in drafts.pending(found):
        drafts.discard(found, typing.editable.id)
    return found


@pytest.fixture
def presenter(session: Session) -> ReportsPresenter:
    return ReportsPresenter(session)


def write_finding(session: Session, state: str = "draft", **values: Value) -> str:
    facts: dict[str, Value] = {"title": "违规发放补贴", "feedback_text": "发放补贴。", **values}
    new = findings.start(session, **facts)
    return records.save(session, new, {"state": state}).id


def test_warnings(session: Session, presenter: ReportsPresenter, tmp_path: Path) -> None:
    fine = write_finding(session, state="approved")
    bare = write_finding(session, feedback_text="  ", state="approved")
    draft = write_finding(session)
    torn = write_finding(session, state="approved")
    links.link(session, ("finding", torn), ("evidence", session.new_id("evidence")), "supports")
    elsewhere = write_finding(session, proposal="transfer")
    offers = {offer.id: offer for offer in presenter.offers()}
    assert elsewhere not in offers
    assert offers[fine].warnings == ()
    assert offers[bare].warnings == (NO_WORDING,)
    assert offers[draft].warnings == (UNAPPROVED,)
    assert offers[torn].warnings == (OPEN,)
    assert {o.id for o in presenter.blocked(offers)} == {bare, torn}
    assert presenter.blocked([fine, draft]) == []


def test_what_was_being_typed_is_shown_first(session: Session, presenter: ReportsPresenter) -> None:
    assert presenter.latest() == ""
    first = presenter.start()
    records.save(session, first.editable, {})
    second = presenter.start()
    records.save(session, second.editable, {})
    assert presenter.latest() == second.editable.id
    editable = records.load(session, "report", first.editable.id)
    drafts.keep(session, editable, {**editable.values, "overall": "总体好"})
    assert presenter.latest() == first.editable.id
    opened = presenter.open(first.editable.id)
    assert opened.drafted
    assert opened.values["overall"] == "总体好"


def test_file_names_any_stick_can_hold(presenter: ReportsPresenter) -> None:
    assert presenter.file_name({"title": '关于"巡察"：青石/街道\n的意见.'}) == (
        "关于巡察：青石街道的意见.pdf"
    )
    assert presenter.file_name({"title": None}) == "反馈意见.pdf"
    assert len(presenter.file_name({"title": "长" * 300})) == 64


def test_gaps(presenter: ReportsPresenter) -> None:
    values = presenter.start().values
    assert presenter.gaps(values) == ()
    assert [gap.field for gap in presenter.gaps({**values, "title": " "})] == ["title"]


def test_the_log_comes_before_the_file(
    session: Session, presenter: ReportsPresenter, tmp_path: Path
) -> None:
    """A file that cannot be written leaves an entry, never a file without one."""
    opened = presenter.start()
    program = DesktopProgram(tmp_path, POLICY)
    target = tmp_path / "missing" / "意见.pdf"

    def printed() -> int:
        return session.store.count(Query("audit", equals={"action": "printed"}))

    before = printed()
    with pytest.raises((OSError, MediaError)):
        presenter.export(
            program, opened.editable.id, opened.values, target, lambda *_: None, lambda: False
        )
    assert printed() == before + 1
    bare = write_finding(session, feedback_text=None)
    with pytest.raises(InputError):
        presenter.export(
            program,
            opened.editable.id,
            {**opened.values, "findings": (bare,)},
            tmp_path / "意见.pdf",
            lambda *_: None,
            lambda: False,
        )
    assert printed() == before + 1
    assert not (tmp_path / "意见.pdf").exists()


def test_the_other_word_is_noticed(
    session: Session, presenter: ReportsPresenter, tmp_path: Path
) -> None:
    values = {**presenter.start().values, "overall": "进驻巡查期间"}
    program = DesktopProgram(tmp_path, POLICY)
    proof = presenter.proof(program, values, lambda *_: None, lambda: False)
    assert (proof.mixed, proof.other_word) == (("进驻巡查期间",), "巡查")
    assert proof.printed.pdf.startswith(b"%PDF")
