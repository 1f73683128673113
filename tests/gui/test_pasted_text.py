"""A text too long for its field is not pasted; it is kept as evidence if the person wants it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.kinds import Field
from app.services import evidence, findings, links, records
from tests.support.vaults import Team, make_team
from ui.widgets.standard_form import StandardForm

TWENTY_MEGABYTES = "谈话摘录：" * (20_000_000 // 15)


@pytest.fixture
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    made = make_team(tmp_path_factory.mktemp("pasted"), laptops=1)
    yield made
    made.close()


def paste(form: StandardForm, name: str, content: str) -> None:
    """As Ctrl+V does; the clipboard of the machine stays as it is."""
    data = QMimeData()
    data.setText(content)
    inside = form.editor(name).input
    assert isinstance(inside, QPlainTextEdit)
    inside.insertFromMimeData(data)


def said(form: StandardForm, name: str) -> str:
    label = form.findChild(QLabel, f"problem_{name}")
    assert isinstance(label, QLabel)
    return label.text() if not label.isHidden() else ""


def offer(form: StandardForm, name: str) -> QPushButton | None:
    return next(
        (b for b in form.findChildren(QPushButton, f"offer_{name}") if not b.isHidden()), None
    )


def test_twenty_megabytes_become_a_file_when_the_person_wants_it(team: Team, qtbot: QtBot) -> None:
    """Case 74. Nothing is cut: the field stays, a sentence says so, one press keeps it all."""
    session = team.laptops[0].session
    new = findings.start(session, title="违规发放补贴")
    finding = records.save(session, new, {}).id
    kept: list[str] = []

    def keep(field: Field, text: str) -> None:
        link_from = ("finding", finding)
        kept.append(evidence.keep_text(session, text, field.label.zh, link_from=link_from).id)

    form = StandardForm(session.kind("finding"), session.codes, keep_text=keep)
    qtbot.addWidget(form)
    form.load({"statement": "写过的内容"})
    paste(form, "statement", TWENTY_MEGABYTES)
    assert form.values()["statement"] == "写过的内容"
    assert f"{len(TWENTY_MEGABYTES)} 个字" in said(form, "statement")
    assert "没有粘贴" in said(form, "statement")
    button = offer(form, "statement")
    assert button is not None
    button.click()
    assert said(form, "statement") == ""
    assert offer(form, "statement") is None
    row = session.store.row("evidence", kept[0])
    assert row is not None
    assert row.values["title"] == "问题概述"
    assert row.values["file_size"] == len(TWENTY_MEGABYTES.encode())
    opened = evidence.open_file(session, kept[0])
    assert opened.read_at(0, opened.size) == TWENTY_MEGABYTES.encode()
    opened.close()
    assert [end.id for end in links.targets(session, "finding", finding)] == kept


def test_without_a_place_for_it_there_is_the_sentence_only(team: Team, qtbot: QtBot) -> None:
    """Case 74."""
    session = team.laptops[0].session
    form = StandardForm(session.kind("unit"), session.codes)
    qtbot.addWidget(form)
    paste(form, "profile", "巡" * 200_001)
    assert form.values()["profile"] is None
    assert "200001 个字" in said(form, "profile")
    assert offer(form, "profile") is None


def test_what_fits_is_pasted_and_counts_what_stands_there(team: Team, qtbot: QtBot) -> None:
    session = team.laptops[0].session
    form = StandardForm(session.kind("unit"), session.codes)
    qtbot.addWidget(form)
    paste(form, "profile", "巡" * 199_999)
    paste(form, "profile", "察")
    assert len(form.values()["profile"]) == 200_000
    paste(form, "profile", "多")
    assert len(form.values()["profile"]) == 200_000
    inside = form.editor("profile").input
    assert isinstance(inside, QPlainTextEdit)
    inside.selectAll()
    paste(form, "profile", "换掉")
    assert form.values()["profile"] == "换掉"
