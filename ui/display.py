"""How a field's value reads in a list or on a page of the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from app.domain.codes import CodeLists
from app.domain.kinds import Field, Shape, Value
from ui import typed
from ui.language import language, shown
from ui.visible import visible

DescribeRecord = Callable[[str, str], str]
"""(kind, id) -> the words that stand for a record, or "" if it is not here."""


def display(field: Field, value: Value, codes: CodeLists, describe: DescribeRecord) -> str:
    """``value`` as text of one line or more; nothing for a field that is not filled."""
    if value is None or value == ():
        return ""
    match field.shape:
        case Shape.CHOICE:
            return shown(codes.label(field.codes, value))
        case Shape.CHOICES:
            return comma().join(shown(codes.label(field.codes, code)) for code in value)
        case Shape.REFERENCE:
            return describe(field.target, value) or not_here()
        case Shape.REFERENCES:
            return comma().join(describe(field.target, one) or not_here() for one in value)
        case Shape.MONEY:
            return typed.format_money(value)
        case Shape.DAY:
            return typed.format_day(value)
        case Shape.MOMENT:
            return typed.format_moment(value)
        case Shape.FLAG:
            return yes_or_no(value)
        case Shape.TURNS:
            return QCoreApplication.translate("Display", "{count} 问").format(count=len(value))
        case _:
            return visible(str(value))


def comma() -> str:
    """What stands between the items of a list."""
    return ", " if language().value == "en" else "、"


def yes_or_no(value: bool) -> str:
    """是 or 否."""
    if value:
        return QCoreApplication.translate("Display", "是")
    return QCoreApplication.translate("Display", "否")


def not_here() -> str:
    """Stands for a record that has not arrived on this machine."""
    return QCoreApplication.translate("Display", "（尚未到本机）")
