"""Pictures of carrying out and bringing in, to be looked at: languages, shades, large text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from app.services import enrolment, evidence, exchange, findings, media, records
from tests.gui.support.exchange_page import ExchangePage
from tests.gui.support.screenshots import screenshot
from tests.gui.support.three_screens import three_screens
from tests.gui.support.vault_window import VaultWindow, open_vault_window
from tests.support.vaults import Team, make_laptop, make_team, merge
from ui.application import make_application
from ui.language import Language
from ui.theme import Shade

LOOKS = [(language, shade, 100) for language in Language for shade in Shade]
LOOKS.append((Language.ZH, Shade.LIGHT, 150))


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A member with records at every stage, a damaged photo, and a stick for several people."""
    folder = tmp_path_factory.mktemp("pictures")
    made = make_team(folder)
    member = made.laptops[1].session
    for path in made.stick.iterdir():
        path.unlink()
    for number in range(3):
        records.save(member, findings.start(member, title=f"第{number}条"), {})
    merge(made.office, exchange.export(member, made.stick).files[0].path)
    merge(made.laptops[1], exchange.export(made.at_office, folder).files[0].path)
    records.save(member, findings.start(member, title="新写的"), {})
    photo = folder / "凭证照片.jpg"
    photo.write_bytes(os.urandom(9_000))
    item = evidence.import_file(member, photo)
    row = member.store.row("evidence", item.id)
    assert row is not None
    damaged = member.blobs._blobs.path_of(str(row.values["file"]))  # type: ignore[attr-defined]
    with damaged.open("r+b") as file:
        file.seek(3_000)
        file.write(bytes(16))
    media.carried_by(member, "SN-0042", "罗启明")
    yield made
    made.close()


def looking(size: int, language: Language, shade: Shade) -> str:
    make_application(chosen=language, shade=shade, percent=size)
    return f"-{size}" if size != 100 else ""


@pytest.mark.parametrize(("language", "shade", "size"), LOOKS)
def test_carrying_out_and_bringing_in(
    team: Team,
    language: Language,
    shade: Shade,
    size: int,
    qapp: QApplication,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    large = looking(size, language, shade)
    window = open_vault_window(team.laptops[1], three_screens, monkeypatch, tmp_path, qapp, qtbot)
    page = ExchangePage(window)
    page.open()
    taken = [screenshot(window.window, f"delivery-out{large}")]
    page.click("what_stages_mean")
    page.carry_out(tmp_path)
    to_the_end(window)
    taken.append(screenshot(window.window, f"delivery-written{large}"))
    page.choose_stick(team.stick)
    taken.append(screenshot(window.window, f"delivery-for-others{large}"))
    window.end()
    assert all(path.stat().st_size > 10_000 for path in taken)


@pytest.mark.parametrize(("language", "shade", "size"), LOOKS)
def test_the_paper_is_compared(
    team: Team,
    language: Language,
    shade: Shade,
    size: int,
    qapp: QApplication,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    large = looking(size, language, shade)
    with make_laptop(tmp_path / "new", "罗启明") as laptop:
        applied = enrolment.read_request(enrolment.request(laptop.session, "新电脑").data)
        enrolment.admit(team.at_office, [applied.request], {})
        papers = tmp_path / "授权.xjp"
        papers.write_bytes(enrolment.papers(team.at_office))
        window = open_vault_window(laptop, three_screens, monkeypatch, tmp_path, qapp, qtbot)
        page = ExchangePage(window)
        page.open()
        window.opened.append([papers])
        page.press_and_wait("read_papers")
        page.type_into("office_groups", "0123456789")
        assert screenshot(window.window, f"delivery-paper{large}").stat().st_size > 10_000
        window.end()


def to_the_end(window: VaultWindow) -> None:
    """Scroll to what was written."""
    for area in window.window.findChildren(QScrollArea):
        if area.isVisible():
            area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
