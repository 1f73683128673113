"""Evidence without a window, on a real vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import InputError
from app.services import evidence, exchange, findings, records
from app.services.session import Session
from tests.support.vaults import Team, make_team, merge
from ui.screens.evidence.presenter import UNLINKED, EvidencePresenter
from ui.screens.listing.record_list import ALL


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    made = make_team(tmp_path_factory.mktemp("evidence"), laptops=1)
    yield made
    made.close()


@pytest.fixture
def session(team: Team) -> Session:
    return team.laptops[0].session


@pytest.fixture
def presenter(session: Session) -> EvidencePresenter:
    return EvidencePresenter(lambda: session)


def take_in(session: Session, folder: Path, name: str) -> str:
    path = folder / name
    path.write_text(name, encoding="utf-8")
    return evidence.import_file(session, path).id


def test_chips_show_the_types_there_are_and_what_proves_nothing(
    presenter: EvidencePresenter, session: Session, tmp_path: Path
) -> None:
    table = take_in(session, tmp_path, "a.xlsx")
    sound = take_in(session, tmp_path, "b.mp3")
    counts = presenter.list.counts()
    assert (counts[ALL], counts["table"], counts["audio"]) == (2, 1, 1)
    assert "video" not in counts
    finding = records.save(session, findings.start(session, title="问题"), {}).id
    assert finding in [row.id for row in presenter.offered(table)]
    presenter.link(table, (finding,))
    assert finding not in [row.id for row in presenter.offered(table)]
    assert presenter.list.counts()[UNLINKED] == 1
    presenter.list.chosen = UNLINKED
    assert [row.id for row in presenter.list.rows(presenter.list.query())] == [sound]
    assert presenter.list.count(presenter.list.query()) == 1
    presenter.list.chosen = "table"
    assert [row.id for row in presenter.list.rows(presenter.list.query())] == [table]


def test_an_item_tells_when_it_was_entered_and_who_held_it(
    presenter: EvidencePresenter, session: Session, tmp_path: Path
) -> None:
    item = take_in(session, tmp_path, "c.pdf")
    opened = presenter.open(item)
    assert opened is not None
    entered = opened.entered
    assert entered == session.store.history("evidence", item)[0].claimed[:16].replace("T", " ")  # type: ignore[index]
    records.save(session, opened.editable, {"title": "合同"})
    presenter.note_custody(item, {"action": "lent", "received_by": "审计组"})
    again = presenter.open(item)
    assert again is not None
    assert again.entered == entered
    assert again.values["title"] == "合同"
    assert [entry.values["action"] for entry in again.custody] == ["imported", "lent"]
    with pytest.raises(InputError):
        presenter.note_custody(item, {"received_by": "审计组"})
    with pytest.raises(InputError):
        presenter.note_custody(item, {"action": "no such action"})


def test_deleted_items_are_gone_until_restored(
    presenter: EvidencePresenter, session: Session, tmp_path: Path
) -> None:
    item = take_in(session, tmp_path, "d.pdf")
    presenter.list.bin.put(item)
    assert presenter.open(item) is None
    presenter.list.bin.restore(item)
    assert presenter.open(item) is not None
    assert presenter.open("0195aaaa-0000-7000-8000-00000000beef") is None


def test_an_office_reads_the_file_a_team_brought(
    team: Team, presenter: EvidencePresenter, session: Session, tmp_path: Path
) -> None:
    item = take_in(session, tmp_path, "e.txt")
    merge(team.office, exchange.export(session, team.stick).files[0].path)
    office = EvidencePresenter(lambda: team.at_office)
    opened = office.file(item)
    assert opened.read_at(0, 100) == b"e.txt"
    opened.close()
    office.verify(item)
    everywhere = EvidencePresenter(lambda: team.office.session)
    assert not everywhere.list.may_write
    assert item in [row.id for row in everywhere.list.rows(everywhere.list.query())]
    del presenter
