"""What people type for days, times, amounts and numbers, and how these are written back. No Qt.

Full-width digits and signs count as their plain forms. Every ``parse_`` function returns None for
blank text and raises ValueError for text it does not understand.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DAY_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*分?|(\d{2})(\d{2})")
_UNITS = {
    "元": 1,  # stays Chinese
    "万": 10_000,  # stays Chinese
    "万元": 10_000,  # stays Chinese
    "亿": 100_000_000,  # stays Chinese
    "亿元": 100_000_000,  # stays Chinese
}
_AMOUNT = re.compile(r"[¥]?\s*(-?[\d,]*\.?\d+|-?[\d,]+\.?)\s*(\w*)")
_LARGEST = 10**15
"""分: ten trillion yuan; more is a slip of the keyboard."""


def parse_day(text: str) -> date | None:
    """2026-3-5, 2026/3/5, 2026.3.5, 2026年3月5日 or 20260305."""
    plain = _plain(text)
    if not plain:
        return None
    found = _DAY.fullmatch(plain) or _DAY_DIGITS.fullmatch(plain)
    if not found:
        raise ValueError("day")
    return date(int(found[1]), int(found[2]), int(found[3]))


def parse_moment(text: str, zone: tzinfo | None = None) -> datetime | None:
    """A day and a time of day: 2026-3-5 9:30, 20260305 0930, 2026年3月5日9时30分.

    The result carries an offset: that of ``zone``, or the machine's at that time.
    """
    plain = _plain(text)
    if not plain:
        return None
    found = _DAY.match(plain) or _DAY_DIGITS.match(plain)
    clock = _CLOCK.fullmatch(plain[found.end() :].strip()) if found else None
    if not found or not clock:
        raise ValueError("moment")
    hour, minute = (clock[1], clock[2] or "0") if clock[1] else (clock[3], clock[4])
    local = datetime(  # noqa: DTZ001 - the offset is added in the next line
        int(found[1]), int(found[2]), int(found[3]), int(hour), int(minute)
    )
    return local.replace(tzinfo=zone) if zone else local.astimezone()


def parse_money(text: str) -> int | None:
    """An amount typed in 元, as 分: 126,000.5, ¥126000, 12.6万, 1.2亿元."""
    plain = _plain(text)
    if not plain:
        return None
    found = _AMOUNT.fullmatch(plain)
    factor = _UNITS.get(found[2], 0 if found[2] else 1) if found else 0
    if not found or not factor:
        raise ValueError("amount")
    try:
        cents = Decimal(found[1].replace(",", "")) * factor * 100
    except InvalidOperation:
        raise ValueError("amount") from None
    if cents != cents.to_integral_value() or abs(cents) > _LARGEST:
        raise ValueError("amount")
    return int(cents)


def parse_number(text: str) -> int | None:
    """A whole number; thousands may be separated by commas."""
    plain = _plain(text).replace(",", "")
    if not plain:
        return None
    if not re.fullmatch(r"-?\d{1,15}", plain):
        raise ValueError("number")
    return int(plain)


def format_day(value: date | None) -> str:
    """2026-03-05, or nothing."""
    return value.isoformat() if value else ""


def format_moment(value: datetime | None) -> str:
    """2026-03-05 09:30 in the value's own offset, or nothing."""
    return f"{value:%Y-%m-%d %H:%M}" if value else ""


def format_money(cents: int | None) -> str:
    """分 as 元: 126,000.00, or nothing."""
    if cents is None:
        return ""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}.{rest:02d}"


def format_size(size: int) -> str:
    """A file size: 812 B, 3.4 MB."""
    number = float(size)
    for unit in ("B", "KB", "MB", "GB"):
        if number < 1000 or unit == "GB":
            break
        number /= 1024
    return f"{size} B" if unit == "B" else f"{number:.1f} {unit}"


def format_duration(milliseconds: int) -> str:
    """3:07 or 1:02:03."""
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def _plain(text: str) -> str:
    """Full-width forms made plain, outer blanks gone."""
    return unicodedata.normalize("NFKC", text).replace("。", ".").replace("−", "-").strip()
