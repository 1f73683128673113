"""How a record kind is described: once, as a dataclass.

From the description follow the projection table, the journal's encoding, validation, the
standard form, the standard ledger, search, the bundle and the test builder. A new register is one
dataclass::

    @record_kind("loan", Label("调阅登记", "Loan register"))
    class Loan:
        title: str = line(Label("材料名称", "Document"), required=True, ledger=True)
        lent_on: date | None = day(Label("调出日期", "Lent on"), group="period")

Field *groups* are what merges as one: fields that only make sense together share a group. The
default is a group of its own for each field. A field ``sealed`` for a compartment travels and rests
encrypted to that compartment's readers; its group holds sealed fields of one compartment only.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias, TypeVar, dataclass_transform

Value: TypeAlias = Any
"""A field's Python value: str, int, bool, date, datetime, tuple of str, tuple of Turn, or None."""

Values: TypeAlias = Mapping[str, Value]


class Label(NamedTuple):
    """A name people read, in both languages."""

    zh: str
    en: str


class Shape(StrEnum):
    """What a field holds. In brackets its Python type; None means not filled."""

    LINE = "line"  # one line of text (str)
    PROSE = "prose"  # many lines of text (str)
    CHOICE = "choice"  # code of a code list (str)
    CHOICES = "choices"  # several codes (tuple of str)
    MONEY = "money"  # amount in 分 (int)
    NUMBER = "number"  # whole number (int)
    FLAG = "flag"  # yes or no (bool)
    DAY = "day"  # calendar day (date)
    MOMENT = "moment"  # local time with offset (datetime)
    REFERENCE = "reference"  # id of a record of the kind ``target`` (str)
    REFERENCES = "references"  # several of them (tuple of str)
    TURNS = "turns"  # questions and answers (tuple of Turn)
    DIGEST = "digest"  # SHA-256 of an evidence file (str, 64 hexadecimal digits)


class Turn(NamedTuple):
    """One question with its answer. ``id`` is stable, so that links can name a turn."""

    id: str
    question: str
    answer: str


class Channel(StrEnum):
    """Who receives a record: fixed at birth by the log it is written to."""

    TEAM = "team"  # 组内
    LEADER = "leader"  # 组长
    PETITION = "petition"  # 信访
    OFFICE = "office"  # 办公室直达


class Required(StrEnum):
    """From which step on a field has to be filled."""

    NEVER = "never"
    SAVING = "saving"
    REVIEW = "review"


@dataclass(frozen=True)
class Field:
    """One field of a kind."""

    name: str
    label: Label
    shape: Shape
    group: str
    codes: str = ""
    target: str = ""
    required: Required = Required.NEVER
    sealed: str = ""
    search: bool = False
    ledger: bool = False
    looked_up: bool = False
    """Records are found by it, as by a reference: its column gets an index."""
    numbered: bool = False
    """Holds a human number such as 问题-3-12: the store finds the highest one quickly."""
    weighty: bool = False
    """A conclusion or an amount: whoever decides between two versions of it gives his reason."""
    tells_apart: bool = False
    """Two records in which it is filled differently are not the same thing written down twice."""
    hint: Label | None = None
    maximum: int = 200_000


RecordType = TypeVar("RecordType")

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True)
class Kind:
    """A described record kind."""

    name: str
    label: Label
    record_type: type[Any]
    fields: tuple[Field, ...]
    channel: Channel = Channel.TEAM
    time_sealed: bool = False
    insert_only: bool = False
    unguessable: bool = False
    title: str = ""

    def field(self, name: str) -> Field:
        """The field called ``name``. Raises KeyError."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def groups(self) -> dict[str, tuple[Field, ...]]:
        """Group name -> its fields, in the order of description."""
        groups: dict[str, tuple[Field, ...]] = {}
        for field in self.fields:
            groups[field.group] = (*groups.get(field.group, ()), field)
        return groups

    def compartment(self, group: str) -> str:
        """Name of the compartment a group is sealed for, or an empty string."""
        return self.groups[group][0].sealed

    def is_weighty(self, group: str) -> bool:
        """Whether deciding between two versions of a group needs a reason."""
        return any(field.weighty for field in self.groups[group])

    @property
    def sealed_groups(self) -> tuple[str, ...]:
        """Groups that are sealed."""
        return tuple(name for name, fields in self.groups.items() if fields[0].sealed)

    @property
    def open_fields(self) -> tuple[Field, ...]:
        """Fields that are not sealed: these become columns."""
        return tuple(field for field in self.fields if not field.sealed)

    def empty(self) -> dict[str, Value]:
        """A value for every field, nothing filled."""
        return {field.name: EMPTY[field.shape] for field in self.fields}

    def make(self, values: Values) -> Any:
        """The record as its dataclass; fields that are not in ``values`` stay empty."""
        return self.record_type(**{f.name: values[f.name] for f in self.fields if f.name in values})

    def values(self, record: object) -> dict[str, Value]:
        """The record's fields as a mapping."""
        return {field.name: getattr(record, field.name) for field in self.fields}

    def digest(self) -> str:
        """64 hexadecimal digits over everything the table depends on, never over labels."""
        parts = [(f.name, f.shape, f.group, f.sealed, f.search, f.target) for f in self.fields]
        indexed = [f.name for f in self.fields if f.numbered or f.looked_up]
        text = json.dumps([self.name, self.insert_only, parts, *indexed], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


EMPTY: Mapping[Shape, Value] = {
    shape: () if shape in (Shape.CHOICES, Shape.REFERENCES, Shape.TURNS) else None
    for shape in Shape
}


class Catalogue(Mapping[str, Kind]):
    """The kinds a program knows, by name. Built once and handed down; nothing registers itself."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._kinds: dict[str, Kind] = {}
        for kind in kinds:
            if kind.name in self._kinds:
                raise ValueError(f"two kinds are called {kind.name}")
            self._kinds[kind.name] = kind

    def __getitem__(self, name: str) -> Kind:
        return self._kinds[name]

    def __iter__(self) -> Any:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def of(self, record: object) -> Kind:
        """The kind a record's dataclass belongs to."""
        return self._kinds[kind_of(type(record)).name]


@dataclass_transform(kw_only_default=True, frozen_default=True)
def record_kind(
    name: str,
    label: Label,
    *,
    title: str,
    channel: Channel = Channel.TEAM,
    time_sealed: bool = False,
    insert_only: bool = False,
    unguessable: bool = False,
) -> Callable[[type[RecordType]], type[RecordType]]:
    """Turn a class with described fields into a frozen dataclass that carries its Kind.

    ``title`` names the open field that stands for the record in lists. ``unguessable`` records get
    a random id (UUIDv4) because a time-ordered id would tell when somebody talked.
    """

    def describe(cls: type[RecordType]) -> type[RecordType]:
        made = dataclass(frozen=True, kw_only=True)(cls)
        fields = tuple(_read_field(f) for f in dataclasses.fields(made))  # type: ignore[arg-type]
        kind = Kind(
            name, label, made, fields, channel, time_sealed, insert_only, unguessable, title
        )
        _check(kind)
        made.__kind__ = kind  # type: ignore[attr-defined]
        return made

    return describe


def kind_of(record_type: type[Any]) -> Kind:
    """The Kind a dataclass was described as."""
    kind: Kind = record_type.__kind__
    return kind


def _describe(shape: Shape, label: Label, **facts: Any) -> Any:
    if facts.get("required") is True:
        facts["required"] = Required.SAVING
    if isinstance(target := facts.get("target"), type):
        facts["target"] = kind_of(target).name
    empty = EMPTY[shape]
    return dataclasses.field(default=empty, metadata={"shape": shape, "label": label, **facts})


def _read_field(found: dataclasses.Field[Any]) -> Field:
    facts = dict(found.metadata)
    facts.setdefault("group", found.name)
    return Field(name=found.name, **facts)


def _check(kind: Kind) -> None:
    """A description that contradicts itself is a mistake of the programmer: ValueError."""
    for name in (kind.name, *kind.groups, *(field.name for field in kind.fields)):
        if not _NAME.fullmatch(name):
            raise ValueError(f"{kind.name}: {name!r} cannot be a name in the journal")
    for field in kind.fields:
        _check_field(kind, field)
    for group, fields in kind.groups.items():
        if len({field.sealed for field in fields}) != 1:
            raise ValueError(f"{kind.name}.{group}: sealed and open fields in one group")
    if kind.insert_only and kind.sealed_groups:
        raise ValueError(f"{kind.name}: an entry is one open object, so it has no sealed fields")
    if sum(field.numbered for field in kind.fields) > 1:
        raise ValueError(f"{kind.name}: which of the numbers?")
    if kind.title not in {field.name for field in kind.open_fields}:
        raise ValueError(f"{kind.name}: title {kind.title!r} is not an open field")


def _check_field(kind: Kind, field: Field) -> None:
    if field.sealed and (field.search or field.ledger):
        raise ValueError(f"{kind.name}.{field.name}: sealed, so neither searched nor in ledgers")
    if field.numbered and (field.sealed or field.shape is not Shape.LINE):
        raise ValueError(f"{kind.name}.{field.name}: a number is one open line")
    if field.shape in (Shape.CHOICE, Shape.CHOICES) and not field.codes:
        raise ValueError(f"{kind.name}.{field.name}: which code list?")
    if field.shape in (Shape.REFERENCE, Shape.REFERENCES) and not field.target:
        raise ValueError(f"{kind.name}.{field.name}: a reference to which kind?")


def line(label: Label, **facts: Any) -> Any:
    """One line of text."""
    return _describe(Shape.LINE, label, **facts)


def prose(label: Label, **facts: Any) -> Any:
    """Text of many lines."""
    return _describe(Shape.PROSE, label, **facts)


def choice(label: Label, codes: str, **facts: Any) -> Any:
    """One code of the code list ``codes``."""
    return _describe(Shape.CHOICE, label, codes=codes, **facts)


def choices(label: Label, codes: str, **facts: Any) -> Any:
    """Several codes of the code list ``codes``."""
    return _describe(Shape.CHOICES, label, codes=codes, **facts)


def money(label: Label, **facts: Any) -> Any:
    """An amount in 分."""
    return _describe(Shape.MONEY, label, **facts)


def integer(label: Label, **facts: Any) -> Any:
    """A whole number."""
    return _describe(Shape.NUMBER, label, **facts)


def flag(label: Label, **facts: Any) -> Any:
    """Yes or no."""
    return _describe(Shape.FLAG, label, **facts)


def day(label: Label, **facts: Any) -> Any:
    """A calendar day."""
    return _describe(Shape.DAY, label, **facts)


def moment(label: Label, **facts: Any) -> Any:
    """A local time with its offset."""
    return _describe(Shape.MOMENT, label, **facts)


def reference(label: Label, target: type[Any] | str, **facts: Any) -> Any:
    """The id of another record."""
    return _describe(Shape.REFERENCE, label, target=target, **facts)


def references(label: Label, target: type[Any] | str, **facts: Any) -> Any:
    """Ids of other records, in the order chosen."""
    return _describe(Shape.REFERENCES, label, target=target, **facts)


def transcript(label: Label, **facts: Any) -> Any:
    """Questions and answers."""
    return _describe(Shape.TURNS, label, **facts)


def file_digest(label: Label, **facts: Any) -> Any:
    """SHA-256 of an evidence file."""
    return _describe(Shape.DIGEST, label, **facts)
