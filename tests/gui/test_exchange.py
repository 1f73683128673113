"""Out on a stick, in at the office, and what two wrote differently: three real vaults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.domain.kinds import Value
from app.ports import Changes, Query
from app.services import enrolment, evidence, exchange, findings, records
from tests.gui.support.conflicts_page import ConflictsPage
from tests.gui.support.exchange_page import ExchangePage
from tests.gui.support.three_screens import three_screens
from tests.gui.support.vault_window import VaultWindow, open_vault_window
from tests.support.vaults import Team, make_laptop, make_team
from ui.program import UnlockedVault

Open = Callable[[UnlockedVault], VaultWindow]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path)
    yield made
    made.close()


@pytest.fixture
def open_window(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Open]:
    """Opens windows; they are closed at the end, their vaults stay open."""
    windows: list[VaultWindow] = []

    def enter(opened: UnlockedVault) -> VaultWindow:
        window = open_vault_window(opened, three_screens, monkeypatch, tmp_path, qapp, qtbot)
        windows.append(window)
        return window

    yield enter
    for window in windows:
        window.end()


def at_office(open_window: Open, team: Team) -> VaultWindow:
    window = open_window(team.office)
    window.desk.task = team.task
    return window


def write_finding(team: Team, laptop: int, **values: Value) -> str:
    session = team.laptops[laptop].session
    new = findings.start(session, title="违规发放加班补贴", **values)
    return records.save(session, new, {}).id


def test_two_laptops_and_an_office(team: Team, open_window: Open, tmp_path: Path) -> None:
    """The whole way: out on both, seen before merging, merged, a conflict decided."""
    worksheet = write_finding(team, 0)
    photo = tmp_path / "凭证.jpg"
    photo.write_bytes(b"\xff\xd8" + bytes(range(256)) * 300)
    evidence.import_file(team.laptops[0].session, photo, link_from=("finding", worksheet))
    (unit,) = team.office.session.store.rows(Query("unit"))
    for laptop, name in zip(team.laptops, ("中共青石街道工委", "中共青石街道委员会"), strict=True):
        before = records.load(laptop.session, "unit", unit.id)
        records.save(laptop.session, before, {"party_organisation": name})

    bundles = []
    for laptop in team.laptops:
        page = ExchangePage(open_window(laptop))
        page.open()
        assert "条记录有改动，还没有带出" in page.words("waiting")
        assert page.leading == ["export"]
        bundles.append(page.carry_out(team.stick))
        assert "可以拔U盘了" in page.words("export_result")
        assert bundles[-1].name in page.words("export_result")
        assert page.words("waiting") == "没有等着带出的改动。"

    window = at_office(open_window, team)
    page = ExchangePage(window)
    page.open()
    assert page.leading == ["choose_bundle"]
    page.choose_files(*bundles)
    assert page.leading == ["merge"]
    assert "修改 1 条" in page.words("totals")
    assert "附件 1 个" in page.words("totals")
    assert page.notices == []
    assert window.session.store.row("finding", worksheet) is None
    page.press_and_wait("merge")
    assert "许文澜" in page.words("merge_report")
    page.press_and_wait("onward")
    assert page.notices == ["冲突 1 处：两边写得不一样，合并后由人裁决"]
    page.click("show_details")
    assert "冲突  被巡单位  青石街道" in page.listed
    assert window.session.store.row("unit", unit.id).questions == 0  # type: ignore[union-attr]
    page.press_and_wait("merge")
    assert window.session.store.row("finding", worksheet) is not None
    page.press_and_wait("decide")

    court = ConflictsPage(window)
    assert court.questions == ["被巡单位\n青石街道"]
    versions = [court.version("party_organisation", n, "party_organisation") for n in (0, 1)]
    chosen = versions[0].toPlainText()
    assert {version.toPlainText(): version.marked for version in versions} == {
        "中共青石街道工委": ["工"],
        "中共青石街道委员会": ["员会"],
    }
    court.card("party_organisation").click("show_ancestor")
    assert court.card("party_organisation").find("ancestor", QLabel).text() == (
        "中共青石街道工作委员会"
    )
    court.decide("party_organisation", "adopt_0", "以机构编制文件为准")
    assert court.questions == []
    row = window.session.store.row("unit", unit.id)
    assert row is not None
    assert (row.questions, row.values["party_organisation"]) == (0, chosen)
    reasons = window.session.store.rows(Query("audit", equals={"action": "resolved"}))
    assert [each.values["words"] for each in reasons] == ["以机构编制文件为准"]


def test_the_same_file_again_brings_nothing(team: Team, open_window: Open) -> None:
    write_finding(team, 0)
    bundle = exchange.export(team.laptops[0].session, team.stick).files[0].path
    window = at_office(open_window, team)
    page = ExchangePage(window)
    page.open()
    page.choose_files(bundle)
    assert "新增" in page.words("totals")
    page.press_and_wait("merge")
    page.press_and_wait("onward")
    counts = {kind: window.session.store.count(Query(kind)) for kind in window.session.catalogue}
    page.choose_files(bundle)
    assert "没有新内容" in page.words("nothing_new")
    assert not page.has("merge")
    page.press_and_wait("nothing_new_done")
    again = {kind: window.session.store.count(Query(kind)) for kind in window.session.catalogue}
    assert again == counts
    assert page.leading == ["choose_bundle"]


def test_declining_writes_nothing(team: Team, open_window: Open) -> None:
    worksheet = write_finding(team, 0)
    bundle = exchange.export(team.laptops[0].session, team.stick).files[0].path
    window = at_office(open_window, team)
    page = ExchangePage(window)
    page.open()
    page.choose_files(bundle)
    page.press_and_wait("decline")
    assert window.session.store.row("finding", worksheet) is None
    page.choose_files(bundle)
    page.press_and_wait("merge")
    assert window.session.store.row("finding", worksheet) is not None


def test_locking_forgets_a_preview(team: Team, open_window: Open) -> None:
    write_finding(team, 0)
    bundle = exchange.export(team.laptops[0].session, team.stick).files[0].path
    window = at_office(open_window, team)
    page = ExchangePage(window)
    page.open()
    page.choose_files(bundle)
    page.screen.locked()
    window.settle()
    assert not page.has("merge")
    assert page.has("choose_bundle")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data[: len(data) * 2 // 3], "已损坏"),
        (lambda data: data[:-200] + bytes([data[-200] ^ 1]) + data[-199:], "已损坏"),
        (lambda data: b"PK" + data[2:], "不是巡记的数据包"),
    ],
    ids=["cut", "altered", "foreign"],
)
def test_a_file_that_cannot_be_taken_in_says_why(
    team: Team, open_window: Open, spoil: Callable[[bytes], bytes], words: str
) -> None:
    write_finding(team, 0)
    bundle = exchange.export(team.laptops[0].session, team.stick).files[0].path
    bundle.write_bytes(spoil(bundle.read_bytes()))
    window = at_office(open_window, team)
    page = ExchangePage(window)
    page.open()
    page.choose_files(bundle)
    assert words in page.notices[0]
    assert bundle.name in page.notices[0]
    assert page.has("salvage") == (words != "不是巡记的数据包")
    assert not page.has("merge")
    assert window.session.store.rows(Query("finding")) == []


def test_the_whole_parts_of_a_damaged_file(team: Team, open_window: Open, tmp_path: Path) -> None:
    """What is written comes first in the file; the photo at its end is lost."""
    photo = tmp_path / "凭证.jpg"
    photo.write_bytes(b"\xff\xd8" + bytes(range(256)) * 3000)
    worksheet = write_finding(team, 0)
    session = team.laptops[0].session
    evidence.import_file(session, photo, link_from=("finding", worksheet))
    bundle = exchange.export(session, team.stick).files[0].path
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[: len(whole) - 300_000])
    window = at_office(open_window, team)
    page = ExchangePage(window)
    page.open()
    page.choose_files(bundle)
    page.press_and_wait("salvage")
    assert page.notices[0].startswith("不完整")
    assert any("缺少附件 1 个" in notice for notice in page.notices)
    page.press_and_wait("merge")
    assert "不完整" in page.words("merge_report")
    assert "还缺附件 1 个" in page.words("merge_report")
    assert window.session.store.row("finding", worksheet) is not None
    page.press_and_wait("onward")
    bundle.write_bytes(whole)
    page.choose_files(bundle)
    assert "附件 1 个" in page.words("totals")
    page.press_and_wait("merge")
    assert "收到附件 1 个" in page.words("merge_report")


def test_a_laptop_joins_by_two_files_and_two_numbers(
    tmp_path: Path, open_window: Open, qtbot: QtBot
) -> None:
    team = make_team(tmp_path, laptops=1)
    laptop = make_laptop(tmp_path / "new", "罗启明")
    window = open_window(laptop)
    page = ExchangePage(window)
    page.open()
    assert page.leading == ["apply"]
    assert "还没有加入" in page.words("waiting")
    window.folders.append(team.stick)
    page.press_and_wait("apply")
    number = page.words("request_number")
    (request,) = team.stick.glob("*.xjp")
    assert request.name == "申请-罗启明的电脑.xjp"
    applied = enrolment.read_request(request.read_bytes())
    assert applied.number == number
    session = team.at_office
    enrolment.admit(session, [applied.request], {})
    papers = team.stick / "授权.xjp"
    papers.write_bytes(enrolment.papers(session))

    window.opened.append([papers])
    page.press_and_wait("read_papers")
    number = enrolment.office_number(session)
    assert not any(group in page.all_words for group in number.split())
    assert not page.find("accept").isEnabled()
    page.type_into("office_groups", "0" * 10)
    assert "对不上" in page.words("problem_office_groups")
    assert not page.find("accept").isEnabled()
    page.press_and_wait("refuse")
    assert window.desk.opened.session.papers is None
    assert "当面向办公室核实" in _hints(window)

    window.opened.append([papers])
    page.press_and_wait("read_papers")
    page.type_groups(number)
    assert page.leading == ["accept"]
    with qtbot.waitSignal(window.desk.signals.session_replaced):
        page.click("accept")
    window.settle()
    assert window.desk.opened.session.papers is not None
    page.open()
    assert page.leading == ["choose_bundle"]  # the task package comes next
    assert not page.has("apply")
    window.opened.append([papers])
    page.press_and_wait("read_papers")
    assert page.has("accept")
    team.close()
    window.desk.opened.session.store.count(Query("finding"))
    qtbot.addWidget(window.window, before_close_func=lambda _: laptop.close())


def _hints(window: VaultWindow) -> str:
    from ui.widgets.banner import Banner

    return " ".join(banner.hint for banner in window.window.findChildren(Banner))


def test_a_stranger_s_papers_are_refused(tmp_path: Path, open_window: Open) -> None:
    team = make_team(tmp_path, laptops=1)
    laptop = make_laptop(tmp_path / "new", "罗启明")
    papers = team.stick / "授权.xjp"
    papers.write_bytes(enrolment.papers(team.at_office))
    window = open_window(laptop)
    page = ExchangePage(window)
    page.open()
    window.opened.append([papers])
    page.press_and_wait("read_papers")
    assert window.sentences == ["名册里没有这台电脑。"]
    assert not page.has("accept")
    window.opened.append([tmp_path / "gone.xjp"])
    page.press_and_wait("read_papers")
    assert "读写时出错" in window.sentences[0]
    team.close()


def test_the_keyboard_stays_where_files_are_read_in(
    team: Team, open_window: Open, tmp_path: Path
) -> None:
    """From the file to the merge and back, Enter alone: never thrown onto the rail."""
    write_finding(team, 0)
    bundle = exchange.export(team.laptops[0].session, team.stick).files[0].path
    other = tmp_path / "说明.xjb"
    other.write_bytes(b"no bundle")
    page = ExchangePage(at_office(open_window, team))
    page.open()
    page.choose_files(other)
    assert page.focused.objectName() == "onward"
    page.press(Qt.Key.Key_Return)
    assert page.focused.objectName() == "choose_bundle"
    page.choose_files(bundle)
    assert page.focused.objectName() == "merge"
    page.press(Qt.Key.Key_Return)
    page.window.settle()
    assert page.focused.objectName() == "onward"


def test_what_is_being_looked_at_when_the_window_locks_is_not_shown_later(
    team: Team, open_window: Open
) -> None:
    write_finding(team, 0)
    bundle = exchange.export(team.laptops[0].session, team.stick).files[0].path
    window = at_office(open_window, team)
    page = ExchangePage(window)
    page.open()
    window.opened.append([bundle])
    page.click("choose_bundle")
    page.screen.locked()
    window.settle()
    assert not page.has("totals")
    assert not page.has("refused")
    assert page.find("choose_bundle").isEnabled()
    page.choose_files(bundle)
    assert page.has("totals")


def test_one_export_at_a_time(team: Team, open_window: Open) -> None:
    write_finding(team, 0)
    window = open_window(team.laptops[0])
    page = ExchangePage(window)
    page.open()
    before = set(team.stick.glob("*.xjb"))
    window.folders.append(team.stick)
    page.click("export")
    page.screen.refresh(Changes(operations=1))
    assert not page.find("export").isEnabled()
    window.settle()
    assert page.find("export").isEnabled()
    assert len(set(team.stick.glob("*.xjb")) - before) == 1
