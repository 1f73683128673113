"""The document of questions and answers: one paragraph per question and per answer.

Paragraphs alternate question, answer, question …; each carries the id of its turn and its side, so
that undo brings both back. Line breaks within a field are U+2028.
"""

from __future__ import annotations

from collections.abc import Iterator

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


def block_format(turn: str, side: int) -> QTextBlockFormat:
    """How a question\'s or an answer\'s paragraph stands."""
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
    """The question\'s paragraph."""
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
    """Delete a paragraph\'s text."""
    cursor = QTextCursor(block)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()


def stored(content: str) -> str:
    """Text as one paragraph holds it."""
    plain = content.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n")
    return plain.replace("\n", LINE)


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
