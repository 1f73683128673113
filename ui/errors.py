"""The window's door from an error to words: a banner, never a chain of boxes.

The log gets the class and where it happened, never the text of the error: that may hold content.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from app.domain.errors import CancelledError, InputError, Problem, VaultError, XunjiError
from app.words import Words, problem_words, words
from ui.language import language
from ui.widgets.banner import Severity

log = logging.getLogger("xunji.window")


class Banners(Protocol):
    """What the door needs of a banner area."""

    def inform(self, sentence: str, hint: str = "") -> object: ...
    def warn(self, sentence: str, hint: str = "") -> object: ...
    def fail(self, sentence: str, hint: str = "") -> object: ...


class ErrorDoor(QObject):
    """Turns errors into banners. ``told`` comes with each error that was shown."""

    told = Signal(object, object)
    """The exception and its Words."""

    def __init__(self, banners: Banners | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._banners = banners

    def show_in(self, banners: Banners) -> None:
        """Show errors in another place from now on."""
        self._banners = banners

    def tell(self, error: BaseException) -> Words:
        """Show ``error``; returns the words used."""
        said = say(error)
        if not isinstance(error, XunjiError):
            log.error("unexpected %s at %s", type(error).__name__, place(error))
        if self._banners:
            self._show(self._banners, severity(error), said)
        self.told.emit(error, said)
        return said

    def _show(self, banners: Banners, grave: Severity, said: Words) -> None:
        show = {
            Severity.INFORMATION: banners.inform,
            Severity.WARNING: banners.warn,
            Severity.ERROR: banners.fail,
        }[grave]
        show(said.sentence, said.hint)

    def catch_everything(self) -> None:
        """Become the last door for exceptions nobody caught, in any Qt callback."""
        sys.excepthook = self._uncaught

    def _uncaught(
        self, cls: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(cls, KeyboardInterrupt):
            sys.__excepthook__(cls, error, trace)
        else:
            self.tell(error)


def say(error: BaseException) -> Words:
    """Words for an error in the language shown now."""
    return words(error, language().value)


def say_problem(problem: Problem) -> str:
    """Words for one field's problem in the language shown now."""
    return problem_words(problem, language().value)


def severity(error: BaseException) -> Severity:
    """How grave an error is for the person who meets it."""
    if isinstance(error, CancelledError):
        return Severity.INFORMATION
    if isinstance(error, InputError | VaultError):
        return Severity.WARNING
    return Severity.ERROR


def place(error: BaseException) -> str:
    """Files, lines and functions an error came through, innermost last; no text, no values."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " > ".join(f"{Path(f.filename).name}:{f.lineno}:{f.name}" for f in frames) or "?"
