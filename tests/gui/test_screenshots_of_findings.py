"""Findings and evidence for people to look at, in both languages and shades."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.access import Role
from app.services import evidence, findings, interviews, links, records
from tests.gui.support import files
from tests.gui.support.findings_page import EVIDENCE, FINDINGS, open_window
from tests.gui.support.screenshots import screenshot
from tests.support.vaults import Team, as_role, make_team
from ui.application import make_application
from ui.language import Language
from ui.theme import Shade

TITLES = (
    "违规发放加班补贴12.6万元",
    "“三重一大”决策未留痕",
    "固定资产账实不符",
    "公务接待超标准、同城接待报销餐费且未附公函",
    "社区党组织未按期换届",
)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A laptop with some work done."""
    folder = tmp_path_factory.mktemp("screens")
    made = make_team(folder, laptops=1, signers=True)
    fill(made, folder)
    yield made
    made.close()


def fill(team: Team, folder: Path) -> None:
    """Findings in every state, evidence of several types, a talk."""
    session = team.laptops[0].session
    written = []
    for number, title in enumerate(TITLES):
        new = findings.start(session, title=title, category="finance", source="documents")
        facts = {
            "statement": "2022年1月至12月，街道以“加班补贴”名义向37人次发放补贴12.6万元，"
            "无文件依据，未经党工委会议研究。",
            "axis": "conduct",
            "amount": 12_600_000,
        }
        if number % 2:
            facts |= {
                "discovery": "查阅凭证。",
                "basis": "《中国共产党纪律处分条例》",
                "responsible_body": "党工委",
            }
        written.append(records.save(session, new, facts).id)
    findings.submit(session, written[1])
    findings.submit(session, written[3])
    findings.review(as_role(session, Role.DEPUTY), written[3])
    for name, data in (
        ("记账凭证照片.jpg", files.picture("JPEG", 1200, 900)),
        ("工资发放表.pdf", files.pdf(3)),
        ("财政所谈话录音.wav", files.wav()),
        ("往来明细账.xlsx", b"PK\x03\x04" + bytes(2_000)),
    ):
        path = folder / name
        path.write_bytes(data)
        link_from = ("finding", written[0]) if "录音" not in name else None
        evidence.import_file(session, path, link_from=link_from)
    talk = records.save(session, interviews.start(session, category="staff"), {"name": "鄢毓琇"})
    links.link(session, ("finding", written[0]), ("interview", talk.id), "source", "第4问")
    far = "0195aaaa-0000-7000-8000-00000000beef"
    links.link(session, ("finding", written[0]), ("evidence", far), "supports")


@pytest.mark.parametrize(
    ("chosen", "shade"),
    [
        (Language.ZH, Shade.LIGHT),
        (Language.EN, Shade.LIGHT),
        (Language.ZH, Shade.DARK),
        (Language.EN, Shade.DARK),
    ],
)
def test_pictures(
    team: Team,
    qapp: QApplication,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    chosen: Language,
    shade: Shade,
) -> None:
    make_application(chosen=chosen, shade=shade)
    page = open_window(team, monkeypatch, tmp_path, qapp, qtbot)
    page.go(FINDINGS)
    page.choose_row(TITLES[0])
    taken = [screenshot(page.window, "findings")]
    page.click("jump_linked")
    taken.append(screenshot(page.window, "findings-proof"))
    page.go(EVIDENCE)
    page.choose_row("记账凭证照片")
    page.until(lambda: not page.shell.background.busy)
    taken.append(screenshot(page.window, "evidence"))
    page.click("custody_begin")
    taken.append(screenshot(page.window, "evidence-custody"))
    assert all(path.stat().st_size > 20_000 for path in taken)
    page.close()
    team.laptops[0] = page.opened
