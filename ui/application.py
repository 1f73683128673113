"""The Qt application: made once, before any widget."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from PySide6.QtWidgets import QApplication

from ui import fonts, language, theme
from ui.language import Language
from ui.theme import Shade


def make_application(
    arguments: Sequence[str] = (),
    *,
    chosen: Language = Language.ZH,
    shade: Shade = Shade.LIGHT,
    percent: int = 100,
) -> QApplication:
    """The application with fonts, language and theme. Reuses one that already runs."""
    if sys.platform.startswith("linux"):
        language.prepare_input_method(os.environ)
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(list(arguments))
    application.setApplicationName("xunji")
    application.setDesktopFileName("xunji")
    fonts.install(application)
    language.install(application, chosen)
    application.setApplicationDisplayName(application.translate("Application", "巡记"))
    theme.apply(application, shade, percent)
    return application
