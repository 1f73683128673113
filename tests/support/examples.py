"""Values for any kind, made from its description: the test builder of every register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone

from app.domain.codes import CodeLists
from app.domain.kinds import Field, Kind, Shape, Turn, Value

CHINA = timezone(timedelta(hours=8))


def example_values(
    kind: Kind, codes: CodeLists, number: int = 1, *, sealed: bool = True
) -> dict[str, Value]:
    """A valid value for every field; another ``number`` gives other values."""
    fields = [field for field in kind.fields if sealed or not field.sealed]
    return {field.name: example(field, codes, number) for field in fields}


def example(field: Field, codes: CodeLists, number: int = 1) -> Value:
    """A valid value for one field."""
    if field.shape in (Shape.CHOICE, Shape.CHOICES):
        offered = list(codes.codes(field.codes))
        code = offered[number % len(offered)]
        return code if field.shape is Shape.CHOICE else (code,)
    return _MAKERS[field.shape](field, number)


def _uuid(number: int) -> str:
    return f"0195a000-0000-7000-8000-{number:012d}"


_MAKERS: Mapping[Shape, Callable[[Field, int], Value]] = {
    Shape.LINE: lambda field, number: f"{field.label.zh}{number}",
    Shape.PROSE: lambda field, number: (
        f"{field.label.zh}第{number}段。\n第二行，含“引号”和12.6万元。"
    ),
    Shape.MONEY: lambda _, number: 12_600_000 + number,
    Shape.NUMBER: lambda _, number: number,
    Shape.FLAG: lambda _, number: number % 2 == 1,
    Shape.DAY: lambda _, number: date(2026, 3, 1) + timedelta(days=number),
    Shape.MOMENT: lambda _, number: datetime(2026, 3, 5, 9, number % 60, tzinfo=CHINA),
    Shape.REFERENCE: lambda _, number: _uuid(number),
    Shape.REFERENCES: lambda _, number: (_uuid(number), _uuid(number + 1)),
    Shape.TURNS: lambda _, number: (Turn(f"t{number}", "问", f"答{number}"),),
    Shape.DIGEST: lambda _, number: f"{number:064x}",
}
