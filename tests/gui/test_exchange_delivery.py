"""For whom, on what, how far: carrying out and bringing in as the people at both ends see it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.bundle import outbound
from app.domain.kinds import Channel
from app.journal.segments import read_segment
from app.ports import Query
from app.services import evidence, exchange, findings, records
from app.services.exchange import parcels
from app.services.exchange.office_log import Agreement
from tests.gui.support.exchange_page import ExchangePage
from tests.gui.support.three_screens import three_screens
from tests.gui.support.vault_window import VaultWindow, open_vault_window
from tests.support.vaults import Team, make_team, merge
from ui.program import UnlockedVault
from ui.screens.exchange import carrying_out
from ui.screens.exchange.words import ExchangeWords

Open = Callable[[UnlockedVault], VaultWindow]
MIB = 1 << 20


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path)
    for path in made.stick.iterdir():
        path.unlink()
    yield made
    made.close()


@pytest.fixture
def open_window(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Open]:
    windows: list[VaultWindow] = []

    def enter(opened: UnlockedVault) -> VaultWindow:
        window = open_vault_window(opened, three_screens, monkeypatch, tmp_path, qapp, qtbot)
        windows.append(window)
        return window

    yield enter
    for window in windows:
        window.end()


@pytest.fixture
def small_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    """So small that each piece needs a pack of its own."""
    limited = partial(outbound.write_bundles, limit=36 * MIB)
    monkeypatch.setattr(outbound, "write_bundles", limited)


def opened_page(window: VaultWindow) -> ExchangePage:
    page = ExchangePage(window)
    page.open()
    return page


def at_office(open_window: Open, team: Team) -> ExchangePage:
    window = open_window(team.office)
    window.desk.task = team.task
    return opened_page(window)


def write_finding(team: Team, laptop: int, title: str = "公车私用") -> str:
    session = team.laptops[laptop].session
    return records.save(session, findings.start(session, title=title), {}).id


def take(team: Team, folder: Path, size: int) -> str:
    film = folder / "录像.mp4"
    film.write_bytes(os.urandom(size))
    return evidence.import_file(team.laptops[0].session, film).id


def test_a_member_carries_for_the_office_and_the_leader(team: Team, open_window: Open) -> None:
    """The usual ones are ticked; each file says who can open it; then the words change."""
    write_finding(team, 1)
    page = opened_page(open_window(team.laptops[1]))
    office, leader = page.ticked()
    assert office.startswith("办公室：")
    assert leader.startswith("组长：1 号机")
    assert "直达办公室的记录另写一个文件" in page.words("apart")
    assert page.words("stages").startswith("仅本机 1 ·")
    page.carry_out(team.stick)
    result = page.words("export_result")
    assert "能打开" in result
    assert "1 号机" in result
    assert page.words("stages").startswith("仅本机 0 · 已带出 1")
    page.tick("办公室：")
    page.tick("组长：")
    assert not page.find("export").isEnabled()
    page.tick("办公室：")
    assert page.find("export").isEnabled()


def test_the_receipt_is_seen_where_the_record_was_written(team: Team, open_window: Open) -> None:
    write_finding(team, 0)
    merge(team.office, exchange.export(team.laptops[0].session, team.stick).files[0].path)
    down = exchange.export(team.at_office, team.stick).files[0].path
    merge(team.laptops[0], down)
    page = opened_page(open_window(team.laptops[0]))
    assert "办公室已收 1" in page.words("stages")
    assert "最近一次办公室回执：20" in page.words("heard")
    assert not page.has("meaning")
    page.click("what_stages_mean")
    assert "这才算稳妥" in page.all_words


def test_everything_again_only_if_asked_for(team: Team, open_window: Open) -> None:
    write_finding(team, 0)
    page = opened_page(open_window(team.laptops[0]))
    assert not page.has("full")
    page.click("offer_full")
    page.find("full", QCheckBox).setChecked(True)
    page.carry_out(team.stick)
    assert not page.has("full")


def test_a_stick_is_registered_as_it_goes(team: Team, open_window: Open) -> None:
    page = opened_page(open_window(team.laptops[0]))
    page.choose("medium", "登记一个新的…")
    page.type_into("serial", "SN-0042")
    page.type_into("holder", "许文澜")
    page.carry_out(team.stick)
    session = team.laptops[0].session
    (medium,) = session.store.rows(Query("medium"))
    assert (medium.values["serial"], medium.values["holder"]) == ("SN-0042", "许文澜")
    noted = session.store.rows(Query("audit", equals={"action": "exported_bundle"}))
    assert noted[0].values["subject"] == medium.id
    assert page.find("holder", QLineEdit).text() == "许文澜"  # chosen from now on


@pytest.mark.usefixtures("small_packs")
def test_two_sticks_for_one_film(
    team: Team, open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 68. Too little room is said before; the rest goes to the next stick."""
    take(team, tmp_path, 70 * MIB)
    second = tmp_path / "second"
    second.mkdir()
    page = opened_page(open_window(team.laptops[0]))
    real = outbound._room
    monkeypatch.setattr(carrying_out, "free_bytes", lambda _folder: 40 * MIB)
    monkeypatch.setattr(
        outbound, "_room", lambda folder: 40 * MIB if folder == team.stick else real(folder)
    )
    page.window.folders.append(team.stick)
    page.press_and_wait("export")
    assert any("这里只剩" in notice for notice in page.notices)
    assert list(team.stick.iterdir()) == []
    page.press_and_wait("先写放得下的")
    assert "还有 2 包没有写，请换一个U盘。" in page.notices
    page.window.folders.append(second)
    page.press_and_wait("go_on")
    assert page.notices == []
    assert len(list(team.stick.glob("*.xjb"))) == 2
    assert len(list(second.glob("*.xjb"))) == 2


@pytest.mark.usefixtures("small_packs")
def test_a_film_that_is_on_its_way(team: Team, open_window: Open, tmp_path: Path) -> None:
    """Case 65. The record is merged, and the file said to be missing, with its pieces counted."""
    item = take(team, tmp_path, 70 * MIB)
    exchange.export(team.laptops[0].session, team.stick)
    kept = tmp_path / "kept"
    kept.mkdir()
    last = sorted(team.stick.glob("*-p*.xjb"))[-1]
    away = last.rename(kept / last.name)
    page = at_office(open_window, team)
    page.choose_stick(team.stick)
    assert page.words("arriving") == "附件未到 0/3：录像"
    for _ in range(3):
        page.press_and_wait("merge")
        page.press_and_wait("onward")
    assert "这个U盘" in page.words("stick_done")
    assert page.window.session.store.row("evidence", item) is not None
    page.choose_files(away)
    assert not page.has("arriving")
    page.press_and_wait("merge")
    evidence.verify(team.at_office, item)


def test_a_damaged_photo_stays_and_is_named(team: Team, open_window: Open, tmp_path: Path) -> None:
    item = take(team, tmp_path, 5000)
    laptop = team.laptops[0]
    row = laptop.session.store.row("evidence", item)
    assert row is not None
    store = laptop.session.blobs._blobs  # type: ignore[attr-defined]
    with store.path_of(str(row.values["file"])).open("r+b") as file:
        file.seek(2000)
        file.write(bytes(16))
    page = opened_page(open_window(laptop))
    page.carry_out(team.stick)
    assert page.notices == ["1 个附件没有带出：文件损坏"]
    assert "可以拔U盘了" in page.words("export_result")


def test_a_stick_with_files_for_somebody_else(team: Team, open_window: Open) -> None:
    """A member's file for the office alone is carried by the leader, who cannot read it."""
    write_finding(team, 1, "关于组长的问题")
    office = next(d.id for d in team.at_office.trust.office_devices(team.task))
    sealed = exchange.export(team.laptops[1].session, team.stick, to=[office]).files[0].path
    page = opened_page(open_window(team.laptops[0]))
    page.choose_stick(team.stick)
    assert page.words("for_others") == "不是给本机的文件 1 个"
    page.press_and_wait(f"carry_{sealed.name}")
    assert not page.find(f"carry_{sealed.name}").isEnabled()
    assert parcels.waiting(team.laptops[0].session) == 1
    sealed.unlink()
    written = exchange.export(team.laptops[0].session, team.stick)
    assert written.parcels == 1
    away = at_office(open_window, team)
    away.choose_stick(team.stick)
    found = set()
    while away.has("merge"):
        away.press_and_wait("merge")
        found.add(away.words("merge_report"))
        away.press_and_wait("onward")
        away.window.settle()
    assert any("代转的文件" in report for report in found)
    titles = [row.values["title"] for row in team.at_office.store.rows(Query("finding"))]
    assert "关于组长的问题" in titles
    away.choose_stick(team.stick)
    assert "以前读过了" in away.words("stick_done")
    assert not away.has("merge")


def test_a_part_that_is_missing_is_named(team: Team, open_window: Open, tmp_path: Path) -> None:
    """Case 33. What comes after a gap is kept; the screen says which lines are missing."""
    session = team.laptops[1].session
    sticks = []
    for number in range(3):
        write_finding(team, 1, f"第{number}条")
        folder = tmp_path / str(number)
        folder.mkdir()
        sticks.append(exchange.export(session, folder).files[0].path)
    own = session.log(Channel.TEAM)
    mine = [each for each in session.store.segments(team.task) if each.name == own]
    with team.office.session.store.work() as work:
        last = read_segment(session.store.segment_bytes(mine[2].hash))
        work.adopt(last, mine[2].signature)
        work.commit()
    page = at_office(open_window, team)
    page.choose_files(sticks[0])
    missing = f"还缺 第 {mine[1].first}–{mine[1].last} 条（2 号机）"
    assert any(notice.startswith(missing) for notice in page.notices)
    page.press_and_wait("merge")
    assert missing in page.words("merge_report")
    page.press_and_wait("onward")
    page.choose_files(sticks[1])
    assert page.notices == []


@pytest.mark.parametrize(
    ("agreement", "said"),
    [
        (Agreement.WENT_BACK, "办公室数据已回退"),
        (Agreement.REWRITTEN, "不一致"),
        (Agreement.UNSIGNED, "没有采信"),
        (Agreement.SAME, ""),
    ],
)
def test_how_the_office_s_log_stands(
    team: Team, open_window: Open, agreement: Agreement, said: str
) -> None:
    page = opened_page(open_window(team.laptops[0]))
    sentence, hint = ExchangeWords(page.window.desk).agreement(agreement)
    assert said in sentence
    assert bool(hint) == bool(said)
