"""The language that is shown, and text input that works.

Source strings of widgets are Chinese; English comes from ``resources/translations/xunji_en.qm``.
Text is translated at the moment of display: after a change of language, windows are built anew.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.domain.kinds import Label

_PROPERTY = "xunji_language"
_QT = {"zh": "qtbase_zh_CN", "en": "qtbase_en"}
_LOCALE = {"zh": "zh_CN", "en": "en_GB"}


class Language(StrEnum):
    """Languages of the window."""

    ZH = "zh"
    EN = "en"


def language() -> Language:
    """The language shown now; Chinese before anything was installed."""
    application = QCoreApplication.instance()
    return Language(application.property(_PROPERTY) or "zh") if application else Language.ZH


def shown(label: Label) -> str:
    """A label in the language shown now."""
    return label.en if language() is Language.EN else label.zh


def install(application: QCoreApplication, chosen: Language) -> None:
    """Show ``chosen`` from now on in everything that is built or retranslated."""
    for old in application.findChildren(QTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    for made in _translators(application, chosen):
        application.installTranslator(made)
    application.setProperty(_PROPERTY, chosen.value)
    QLocale.setDefault(QLocale(_LOCALE[chosen]))


def _translators(application: QCoreApplication, chosen: Language) -> list[QTranslator]:
    qt_folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    own_folder = Path(str(files("resources") / "translations"))
    wanted = [qt_folder / f"{_QT[chosen]}.qm"]
    if chosen is not Language.ZH:
        wanted.append(own_folder / f"xunji_{chosen}.qm")
    made = []
    for path in wanted:
        translator = QTranslator(application)
        if path.is_file() and translator.load(str(path)):
            made.append(translator)
    return made


def prepare_input_method(environment: MutableMapping[str, str]) -> None:
    """Make Chinese input work under fcitx, before QApplication is made.

    Qt from PyPI has no fcitx plugin, but fcitx 5 also answers on the IBus interface; the list makes
    Qt try both in turn.
    """
    if environment.get("QT_IM_MODULE", "").startswith("fcitx"):
        environment.setdefault("QT_IM_MODULES", "fcitx;ibus")
