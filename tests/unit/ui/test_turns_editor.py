"""Questions and answers: keys, rows, undo, and that no way joins two fields."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.kinds import Turn
from ui.widgets.turns_editor import Place, TurnsEditor

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
TALK = (Turn("t1", "one?", "first"), Turn("t2", "two?", "second"), Turn("t3", "three?", "third"))


@pytest.fixture
def editor(qtbot: QtBot) -> TurnsEditor:
    made = TurnsEditor()
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    return made


def press(editor: TurnsEditor, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(editor, key, modifier)


def commit(editor: TurnsEditor, content: str) -> None:
    """As an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(content)
    QApplication.sendEvent(editor, event)


def select(editor: TurnsEditor, start: Place, end: Place) -> None:
    editor.go(start)
    first = editor.textCursor().position()
    editor.go(end)
    last = editor.textCursor().position()
    cursor = editor.textCursor()
    cursor.setPosition(first)
    cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)


def test_typing_a_talk_needs_only_enter(editor: TurnsEditor) -> None:
    editor.load(())
    for words in ("who?", "the head", "when?", "in May"):
        QTest.keyClicks(editor, words)
        press(editor, Qt.Key.Key_Return)
    assert [turn[1:] for turn in editor.turns()] == [("who?", "the head"), ("when?", "in May")]
    assert editor.row_count() == 3
    ids = [turn.id for turn in editor.turns()]
    assert len(set(ids)) == 2


def test_what_is_loaded_is_read_again(editor: TurnsEditor) -> None:
    talk = (Turn("t1", "a\nb", "c\n\nd"), Turn("t2", "", "only"), Turn("t3", "last", ""))
    editor.load(talk)
    assert editor.turns() == talk
    assert editor.document().isUndoAvailable() is False


def test_enter_in_a_middle_answer_puts_a_row_between(editor: TurnsEditor) -> None:
    editor.load(TALK)
    editor.go(Place("t1", in_answer=True, offset=5))
    press(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "new?")
    assert [turn.question for turn in editor.turns()] == ["one?", "new?", "two?", "three?"]
    assert editor.turns()[2] == TALK[1]


def test_enter_in_an_empty_row_does_not_pile_up_rows(editor: TurnsEditor) -> None:
    editor.load(())
    for _ in range(4):
        press(editor, Qt.Key.Key_Return)
    assert editor.row_count() == 1


def test_shift_enter_breaks_the_line_within_the_field(editor: TurnsEditor) -> None:
    editor.load(TALK)
    editor.go(Place("t1", in_answer=True, offset=5))
    press(editor, Qt.Key.Key_Return, SHIFT)
    QTest.keyClicks(editor, "more")
    assert editor.turns()[0].answer == "first\nmore"
    assert editor.row_count() == 3


def test_backspace_takes_away_an_empty_row_and_undo_brings_it_back(editor: TurnsEditor) -> None:
    editor.load((TALK[0], Turn("t2", "", ""), TALK[2]))
    editor.go(Place("t2", in_answer=True, offset=0))
    press(editor, Qt.Key.Key_Backspace)
    assert editor.row_count() == 2
    assert editor.place() == Place("t1", in_answer=True, offset=5)
    editor.undo()
    assert editor.row_count() == 3
    assert editor.turns() == (TALK[0], TALK[2])


def test_backspace_at_the_beginning_of_a_field_joins_nothing(editor: TurnsEditor) -> None:
    editor.load(TALK)
    for turn in ("t1", "t2"):
        for in_answer in (False, True):
            editor.go(Place(turn, in_answer, offset=0))
            for modifier in (NONE, SHIFT, CONTROL):
                press(editor, Qt.Key.Key_Backspace, modifier)
    assert editor.turns() == TALK


def test_delete_at_the_end_of_a_field_joins_nothing(editor: TurnsEditor) -> None:
    editor.load(TALK)
    for turn in TALK:
        for in_answer in (False, True):
            editor.go(Place(turn.id, in_answer, offset=99))
            for modifier in (NONE, CONTROL):
                press(editor, Qt.Key.Key_Delete, modifier)
            press(editor, Qt.Key.Key_K, CONTROL)
    assert editor.turns() == TALK


def test_ctrl_delete_and_ctrl_backspace_stay_within_the_field(editor: TurnsEditor) -> None:
    editor.load(TALK)
    editor.go(Place("t1", in_answer=True, offset=2))
    press(editor, Qt.Key.Key_Delete, CONTROL)
    press(editor, Qt.Key.Key_Backspace, CONTROL)
    press(editor, Qt.Key.Key_Backspace, CONTROL)
    assert editor.turns() == (Turn("t1", "one?", ""), *TALK[1:])


@pytest.mark.parametrize("way", ["delete", "backspace", "type", "compose", "cut", "paste"])
def test_a_selection_over_several_fields_loses_its_text_but_not_its_rows(
    editor: TurnsEditor, way: str
) -> None:
    editor.load(TALK)
    select(editor, Place("t1", in_answer=True, offset=2), Place("t3", in_answer=False, offset=3))
    if way == "delete":
        press(editor, Qt.Key.Key_Delete)
    elif way == "backspace":
        press(editor, Qt.Key.Key_Backspace)
    elif way == "type":
        QTest.keyClicks(editor, "X")
    elif way == "compose":
        commit(editor, "新")
    elif way == "cut":
        press(editor, Qt.Key.Key_X, CONTROL)
        assert QGuiApplication.clipboard().text() == "rst\ntwo?\nsecond\nthr"
    else:
        data = QMimeData()
        data.setText("p\r\nq")
        editor.insertFromMimeData(data)
    added = {"type": "X", "compose": "新", "paste": "p\nq"}.get(way, "")
    assert editor.turns() == (Turn("t1", "one?", f"fi{added}"), Turn("t3", "ee?", "third"))
    assert editor.row_count() == 3
    while editor.document().isUndoAvailable():
        editor.undo()
    assert editor.turns() == TALK


def test_pasted_lines_stay_in_one_field(editor: TurnsEditor) -> None:
    editor.load(TALK)
    editor.go(Place("t2", in_answer=True, offset=6))
    data = QMimeData()
    data.setText("\na\u2029b\r\nc")
    editor.insertFromMimeData(data)
    assert editor.turns()[1].answer == "second\na\nb\nc"


def test_ctrl_up_and_down_go_from_turn_to_turn(editor: TurnsEditor) -> None:
    editor.load(TALK)
    editor.go(Place("t2", in_answer=True, offset=0))
    press(editor, Qt.Key.Key_Up, CONTROL)
    assert editor.place() == Place("t1", in_answer=True, offset=5)
    for _ in range(3):
        press(editor, Qt.Key.Key_Down, CONTROL)
    assert editor.place() == Place("t3", in_answer=True, offset=5)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_any_row_can_be_removed_and_put_back(
    editor: TurnsEditor, qtbot: QtBot, number: int
) -> None:
    editor.load(TALK)
    editor.go(Place(TALK[number].id, in_answer=False, offset=0))
    with qtbot.waitSignal(editor.row_removed) as caught:
        editor.remove_row()
    rest = TALK[:number] + TALK[number + 1 :]
    assert editor.turns() == rest
    assert caught.args == [number, TALK[number]]
    editor.put_row(number, TALK[number])
    assert editor.turns() == TALK
    editor.go(Place(TALK[number].id, in_answer=False, offset=0))
    editor.remove_row()
    editor.undo()
    assert editor.turns() == TALK


def test_the_only_row_is_emptied_and_can_be_put_back(editor: TurnsEditor) -> None:
    editor.load(TALK[:1])
    editor.remove_row()
    assert editor.turns() == ()
    assert editor.row_count() == 1
    editor.put_row(0, TALK[0])
    assert editor.turns() == TALK[:1]


def test_a_place_in_a_row_that_was_empty_becomes_the_last_row(editor: TurnsEditor) -> None:
    editor.load(TALK)
    editor.go(Place("t9", in_answer=False, offset=0))
    assert editor.place() == Place("t9", in_answer=False, offset=0)
    assert editor.row_count() == 4
    assert editor.turns() == TALK


def test_joined_paragraphs_are_repaired_and_nothing_written_is_lost(
    editor: TurnsEditor, qtbot: QtBot
) -> None:
    editor.load(TALK)
    block = editor.document().findBlockByNumber(2)
    cursor = QTextCursor(block)
    with qtbot.waitSignal(editor.changed):
        cursor.deletePreviousChar()
    written = "".join(turn.question + turn.answer for turn in editor.turns())
    assert written == "one?firsttwo?secondthree?third"
    press(editor, Qt.Key.Key_Return)
    assert editor.document().blockCount() % 2 == 0


def test_a_selection_is_handed_out_with_the_turn_it_begins_in(
    editor: TurnsEditor, qtbot: QtBot
) -> None:
    editor.load(TALK)
    select(editor, Place("t2", in_answer=True, offset=0), Place("t3", in_answer=False, offset=6))
    with qtbot.waitSignal(editor.finding_wanted) as caught:
        editor.ask_for_finding()
    assert caught.args == ["second\nthree?", "t2"]


def test_loading_tells_nobody_and_typing_does(editor: TurnsEditor, qtbot: QtBot) -> None:
    told: list[int] = []
    editor.changed.connect(lambda: told.append(1))
    editor.load(TALK)
    assert told == []
    QTest.keyClicks(editor, "x")
    assert told


@pytest.mark.parametrize("mark", ["\ufdd0", "\ufdd1", "\u2029", "\r\n", "\x0b", "\x0c"])
def test_no_character_splits_a_field(editor: TurnsEditor, mark: str) -> None:
    editor.load([Turn("t1", f"有{mark}吗", f"没{mark}有"), Turn("t2", "第二问", "第二答")])
    assert [turn.id for turn in editor.turns()] == ["t1", "t2"]
    assert editor.turns()[0] == Turn("t1", f"有{mark}吗", f"没{mark}有")
    assert editor.turns()[1] == Turn("t2", "第二问", "第二答")
    QTest.keyClicks(editor, "x")
    first = editor.turns()[0]
    assert "".join(first.question.split()) == "x有吗"
    assert "".join(first.answer.split()) == "没有"


def test_a_place_in_a_row_that_was_empty_is_no_change(editor: TurnsEditor, qtbot: QtBot) -> None:
    editor.load([Turn("t1", "问", "答")])
    with qtbot.assertNotEmitted(editor.changed):
        editor.go(Place("t9", in_answer=True, offset=0))
    assert editor.row_count() == 2


def test_the_program_ends_quietly_with_words_of_a_talk_in_the_clipboard() -> None:
    """The clipboard outlives the interpreter: what it holds must not be Python's own."""
    lines = (
        "from ui.application import make_application",
        "from ui.widgets.turns_editor import TurnsEditor",
        "application = make_application(['xunji'])",
        "editor = TurnsEditor()",
        "editor.insertPlainText('copied')",
        "editor.selectAll()",
        "editor.copy()",
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run([sys.executable, "-c", "\n".join(lines)], env=environment, check=False)
    assert ended.returncode == 0
