"""The document of questions and answers: one paragraph per question and per answer.

Paragraphs alternate question, answer, question …; each carries the id of its turn and its side, so
that undo brings both back. Line breaks within a field are U+2028.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtGui import (
    QFont,
    QSyntaxHighlighter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from app.domain.kinds import Turn
from ui import theme

QUESTION, ANSWER = 1, 2
LINE = "\u2028"
_BREAKS = re.compile("\r\n|[\n\r\u2029\ufdd0\ufdd1]")
"""Everything a text document takes for the end of a paragraph, noncharacters included."""

GUTTER = 62
"""Room for 问 12 and 答 left of the text."""

_TURN = QTextFormat.Property.UserProperty.value + 1
_SIDE = QTextFormat.Property.UserProperty.value + 2


def rows(document: QTextDocument) -> Iterator[Turn]:
    """What is written, row by row; empty rows too."""
    block = document.firstBlock()
    while block.isValid():
        answer = block.next()
        content = shown(answer.text()) if answer.isValid() else ""
        yield Turn(turn_of(block), shown(block.text()), content)
        block = answer.next() if answer.isValid() else answer


def fill(document: QTextDocument, turns: Sequence[Turn]) -> None:
    """Hold these turns and nothing else; undo does not reach back into the former ones."""
    document.setUndoRedoEnabled(False)
    document.clear()
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for number, turn in enumerate(turns):
        for side, content in ((QUESTION, turn.question), (ANSWER, turn.answer)):
            if number or side == ANSWER:
                cursor.insertBlock(block_format(turn.id, side))
            else:
                cursor.setBlockFormat(block_format(turn.id, side))
            cursor.insertText(stored(content))
    cursor.endEditBlock()
    document.setUndoRedoEnabled(True)


def insert_after(answer: QTextBlock, turn: Turn) -> None:
    """Put a turn after the one this answer belongs to; one step to undo."""
    cursor = QTextCursor(answer)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    cursor.beginEditBlock()
    for side, content in ((QUESTION, turn.question), (ANSWER, turn.answer)):
        cursor.insertBlock(block_format(turn.id, side), QTextCharFormat())
        cursor.insertText(stored(content))
    cursor.endEditBlock()


def replace(document: QTextDocument, words: str, by: str) -> None:
    """Replace ``words`` wherever they stand; one step to undo."""
    exactly = QTextDocument.FindFlag.FindCaseSensitively
    whole = QTextCursor(document)
    whole.beginEditBlock()
    found = document.find(words, 0, exactly)
    while not found.isNull():
        found.insertText(by)
        found = document.find(words, found.position(), exactly)
    whole.endEditBlock()


def clear_between(document: QTextDocument, start: int, end: int) -> None:
    """Delete text from one position to another, field by field: the rows stay."""
    whole = QTextCursor(document)
    whole.beginEditBlock()
    block = document.findBlock(end)
    while block.isValid() and block.position() + block.length() > start:
        part = QTextCursor(block)
        part.setPosition(max(start, block.position()))
        last = min(end, block.position() + block.length() - 1)
        part.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        part.removeSelectedText()
        block = block.previous()
    whole.endEditBlock()


def salvaged(document: QTextDocument, new_id: Callable[[], str]) -> list[Turn]:
    """The turns of a document whose paragraphs were mixed up; nothing written is dropped."""
    kept: dict[str, tuple[list[str], list[str]]] = {}
    last = ""
    block = document.firstBlock()
    while block.isValid():
        last = turn_of(block) or last or new_id()
        sides = kept.setdefault(last, ([], []))
        sides[1 if side_of(block) == ANSWER else 0].append(shown(block.text()))
        block = block.next()
    return [Turn(id, "\n".join(q), "\n".join(a)) for id, (q, a) in kept.items()]


def block_format(turn: str, side: int) -> QTextBlockFormat:
    """How a question's or an answer's paragraph stands."""
    made = QTextBlockFormat()
    made.setProperty(_TURN, turn)
    made.setProperty(_SIDE, side)
    made.setLeftMargin(theme.scaled(GUTTER))
    made.setRightMargin(theme.scaled(8))
    made.setTopMargin(theme.scaled(14 if side == QUESTION else 8))
    made.setBottomMargin(theme.scaled(4 if side == QUESTION else 8))
    made.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    return made


def find(document: QTextDocument, turn: str, side: int) -> QTextBlock | None:
    """The paragraph of one side of a turn."""
    block = document.firstBlock()
    while block.isValid():
        if side_of(block) == side and turn_of(block) == turn:
            return block
        block = block.next()
    return None


def first_of_turn(block: QTextBlock) -> QTextBlock:
    """The question's paragraph."""
    return block.previous() if side_of(block) == ANSWER else block


def drop(first: QTextBlock) -> None:
    """Remove the two paragraphs of a turn, with the break before or after them."""
    answer = first.next()
    cursor = QTextCursor(first)
    keep = QTextCursor.MoveMode.KeepAnchor
    if first.previous().isValid():
        cursor.setPosition(first.position() - 1)
        cursor.setPosition(answer.position() + answer.length() - 1, keep)
        cursor.removeSelectedText()
        return
    following = answer.next()
    formats = following.blockFormat()
    cursor.setPosition(following.position(), keep)
    cursor.removeSelectedText()
    cursor.setBlockFormat(formats)


def is_sound(document: QTextDocument) -> bool:
    """Whether questions and answers alternate and belong together."""
    block, side = document.firstBlock(), QUESTION
    turn = ""
    while block.isValid():
        if side_of(block) != side or (side == ANSWER and turn_of(block) != turn):
            return False
        turn = turn_of(block)
        block, side = block.next(), QUESTION + ANSWER - side
    return side == QUESTION


def turn_of(block: QTextBlock) -> str:
    """Id of the turn a paragraph belongs to."""
    return str(block.blockFormat().property(_TURN) or "")


def side_of(block: QTextBlock) -> int:
    """QUESTION or ANSWER."""
    return int(block.blockFormat().property(_SIDE) or 0)


def clear(block: QTextBlock) -> None:
    """Delete a paragraph's text."""
    cursor = QTextCursor(block)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()


def stored(content: str) -> str:
    """Text as one paragraph holds it."""
    return _BREAKS.sub(LINE, content)


def shown(content: str) -> str:
    """Text with ordinary line ends."""
    return content.replace(LINE, "\n").replace("\u2029", "\n")


class BoldQuestions(QSyntaxHighlighter):
    """Draws questions bold without touching the document, so that undo knows only of text."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._format = QTextCharFormat()
        self._format.setFontWeight(QFont.Weight.Bold)

    def highlightBlock(self, text: str) -> None:
        if side_of(self.currentBlock()) == QUESTION:
            self.setFormat(0, len(text), self._format)
