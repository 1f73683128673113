"""Probable duplicates: one thing written down twice, and what a person decides about it.

Two records of one kind in one task (so about one unit) are probably the same thing if they hold
the same evidence file, or if their texts are near-equal (``app.domain.similarity``): ``NEAR``, or
``NEAR_WITH_NUMBER`` where both carry the same number. A field that tells apart, filled differently
in both, rules it out. The text of a record is what search finds of it, without its number.

"Not a duplicate" is a link between the two and travels like any link. Merging keeps the record with
the lower id, whoever merges: two people who merge the same pair on different computers agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from app.domain.encoding import encode_group
from app.domain.errors import InputError, Problem, RecordMissingError
from app.domain.kinds import Field, Kind, Shape, Value
from app.domain.signatures import UNSIGNED
from app.domain.similarity import bigrams, likeness, near_pairs
from app.journal.canonical import JsonValue
from app.journal.fold import RecordState
from app.journal.operations import Intent
from app.ports import Changes, Query, Row, Work
from app.services import audit, conflicts, links, records
from app.services.session import Session
from app.services.splitting import SPLIT

NEAR = 0.75
NEAR_WITH_NUMBER = 0.4

MOST = 200
"""Pairs found of one kind: a person looks at them one by one."""

_WORDS = (Shape.LINE, Shape.PROSE, Shape.TURNS)


@dataclass(frozen=True)
class Duplicate:
    """Two records that are probably one. ``one`` has the lower id: merging keeps it.

    ``likeness`` is between 0 and 1; ``same_file`` means the same evidence file.
    """

    kind: str
    one: str
    other: str
    likeness: float
    same_file: bool = False

    @property
    def records(self) -> frozenset[tuple[str, str]]:
        """Both, as (kind, id)."""
        return frozenset({(self.kind, self.one), (self.kind, self.other)})


def probable(
    session: Session, touched: Collection[tuple[str, str]] | None = None
) -> list[Duplicate]:
    """Pairs of the present task nobody has decided about, the likeliest first.

    With ``touched``, only pairs with one of these records (kind, id).
    """
    kinds = {kind for kind, _ in touched} if touched is not None else set(session.catalogue)
    decided = _decided(session)
    found = [
        pair
        for name in sorted(kinds & set(session.catalogue))
        for pair in _of_kind(session, session.kind(name))
        if (touched is None or pair.records & set(touched))
        and frozenset({pair.one, pair.other}) not in decided
    ]
    return sorted(found, key=lambda pair: (-pair.likeness, pair.kind, pair.one, pair.other))


def not_the_same(session: Session, kind: str, one: str, other: str) -> Changes:
    """Two people who say so on two computers write the same link."""
    here = conflicts.home(session, kind, one)
    low, high = sorted((one, other))
    return links.link(here, (kind, low), (kind, high), links.DISTINCT)


def can_merge(session: Session, kind: str, one: str, other: str) -> bool:
    """Neither may be signed: what was signed stays what it is."""
    states = session.store.states([(kind, one), (kind, other)]).values()
    return len(states) == 2 and not any(state.seals for state in states)


def merge(session: Session, kind_name: str, one: str, other: str, reason: str = "") -> Changes:
    """Make one record of two. The one with the lower id stays.

    It takes over what it lacks, and the other's links. Where both have a text, a conclusion or an
    amount and they differ, both versions become a question of the record that stays. The other one
    points to it, and goes into the bin: nothing written is erased. Raises InputError if one is
    signed, RecordMissingError.
    """
    here, kind = conflicts.home(session, kind_name, one), session.kind(kind_name)
    staying, going = sorted((one, other))
    if not can_merge(here, kind_name, one, other):
        raise InputError(kind_name, (Problem(kind.title, "signed"),))
    with here.store.work() as work:
        first, second = _state(work, kind_name, staying), _state(work, kind_name, going)
        audit.note(here, work, "resolved", subject=(kind_name, staying), words=reason or None)
        records.append(here, work, kind_name, staying, _taken_over(here, kind, first, second))
        _move_links(here, work, (kind_name, going), (kind_name, staying))
        _move_references(here, work, kind, going, staying)
        records.append(here, work, kind_name, going, _farewell(kind, second, staying))
        return work.commit()


def merged_into(session: Session, kind: str, record: str) -> str:
    """The record that this one was merged into, at the end of all pointers; "" if none."""
    known = {record}
    while True:
        state = session.store.state(kind, record)
        pointers = [_target(pointer.value) for pointer in state.pointers] if state else []
        following = min((each for each in pointers if each), default="")
        if not following or following in known:
            return record if len(known) > 1 else ""
        known.add(following)
        record = following


def _of_kind(session: Session, kind: Kind) -> list[Duplicate]:
    words = [f for f in kind.open_fields if f.search and not f.numbered and f.shape in _WORDS]
    if kind.insert_only or not words:
        return []
    rows = session.store.rows(Query(kind.name, task=session.task, order_by="id", descending=False))
    texts = [bigrams(_text(words, row)) for row in rows]
    telling = [field for field in kind.open_fields if field.tells_apart]

    def apart(one: int, other: int) -> bool:
        return _told_apart(telling, rows[one], rows[other])

    found: dict[tuple[int, int], Duplicate] = {}
    for one, other in _same(rows, _file_of(kind)):
        found[one, other] = Duplicate(kind.name, rows[one].id, rows[other].id, 1.0, same_file=True)
    for one, other in _same(rows, next((f for f in kind.fields if f.numbered), None)):
        alike = likeness(texts[one], texts[other])
        if alike >= NEAR_WITH_NUMBER and not apart(one, other):
            found.setdefault((one, other), _pair(kind, rows, one, other, alike))
    for one, other, alike in near_pairs(texts, NEAR, MOST, apart):
        found.setdefault((one, other), _pair(kind, rows, one, other, alike))
    return list(found.values())


def _pair(kind: Kind, rows: Sequence[Row], one: int, other: int, alike: float) -> Duplicate:
    return Duplicate(kind.name, rows[one].id, rows[other].id, alike)


def _file_of(kind: Kind) -> Field | None:
    return next((field for field in kind.open_fields if field.shape is Shape.DIGEST), None)


def _same(rows: Sequence[Row], field: Field | None) -> Iterable[tuple[int, int]]:
    """Pairs of rows with the same value in a field, at most MOST."""
    if field is None:
        return
    places: dict[Value, list[int]] = {}
    for number, row in enumerate(rows):
        if row.values[field.name]:
            places.setdefault(row.values[field.name], []).append(number)
    left = MOST
    for group in places.values():
        for pair in combinations(group, 2):
            if left == 0:
                return
            left -= 1
            yield pair


def _told_apart(fields: Iterable[Field], one: Row, other: Row) -> bool:
    pairs = ((one.values[field.name], other.values[field.name]) for field in fields)
    return any(a and b and a != b for a, b in pairs)


def _text(fields: Iterable[Field], row: Row) -> str:
    parts: list[str] = []
    for field in fields:
        value = row.values[field.name]
        if field.shape is Shape.TURNS:
            parts += [f"{turn.question}\n{turn.answer}" for turn in value or ()]
        elif value:
            parts.append(str(value))
    return "\n".join(parts)


def _decided(session: Session) -> frozenset[frozenset[str]]:
    rows = [
        row
        for role in (links.DISTINCT, SPLIT)
        for row in session.store.rows(Query("link", equals={"role": role}))
    ]
    return frozenset(frozenset({row.values["source"], row.values["target"]}) for row in rows)


def _taken_over(
    session: Session, kind: Kind, first: RecordState, second: RecordState
) -> list[Intent]:
    """What the record that stays lacks, and what it has otherwise: a version beside its own."""
    here = records.load(session, kind.name, first.record).values
    there = records.load(session, kind.name, second.record).values
    kept = set(UNSIGNED.get(kind.name, ())) | {f.name for f in kind.fields if f.numbered}
    found = []
    for group, fields in kind.groups.items():
        names = [field.name for field in fields]
        if fields[0].sealed or kept.intersection(names):
            continue
        value = encode_group(kind, group, there)
        if not any(value.values()) or value == encode_group(kind, group, here):
            continue
        empty = not any(here[name] for name in names)
        present = first.groups[group].hashes if group in first.groups else ()
        if empty or _is_asked(kind, group):
            timed = not kind.time_sealed
            named = present if empty else ()
            found.append(Intent("put", kind.name, first.record, group, value, named, timed))
    return found


def _is_asked(kind: Kind, group: str) -> bool:
    """Whether two values of a group are worth a question when two records become one."""
    fields = kind.groups[group]
    texts = any(field.shape in (Shape.PROSE, Shape.TURNS) for field in fields)
    return texts or kind.is_weighty(group) or any(f.name == kind.title for f in fields)


def _move_links(
    session: Session, work: Work, going: tuple[str, str], staying: tuple[str, str]
) -> None:
    for end in links.targets(session, *going):
        if (end.kind, end.id) != staying:
            links.write_link(session, work, staying, (end.kind, end.id), end.role, end.detail)
    for end in links.sources(session, *going):
        if (end.kind, end.id) != staying:
            links.write_link(session, work, (end.kind, end.id), staying, end.role, end.detail)


def _move_references(session: Session, work: Work, kind: Kind, going: str, staying: str) -> None:
    """Records that named the one that goes name the one that stays. Entries never change."""
    for referring in session.catalogue.values():
        for field in referring.open_fields if not referring.insert_only else ():
            if field.target == kind.name:
                _replace_reference(session, work, referring, field, going, staying)


def _replace_reference(
    session: Session, work: Work, kind: Kind, field: Field, going: str, staying: str
) -> None:
    for row in session.store.rows(Query(kind.name, task=session.task)):
        value = row.values[field.name]
        named = value if isinstance(value, tuple) else (value,)
        if going not in named:
            continue
        replaced = tuple(dict.fromkeys(staying if each == going else each for each in named))
        changed = {field.name: replaced if isinstance(value, tuple) else staying}
        records.write(session, work, records.load(session, kind.name, row.id), changed)


def _farewell(kind: Kind, state: RecordState, staying: str) -> list[Intent]:
    timed = not kind.time_sealed
    into: JsonValue = {"into": staying}
    seen: JsonValue = {"seen": list(state.hashes()), "reason": ""}
    return [
        Intent("void", kind.name, state.record, value=into, timed=timed),
        Intent("del", kind.name, state.record, value=seen, timed=timed),
    ]


def _target(value: JsonValue) -> str:
    found: Mapping[str, JsonValue] = value if isinstance(value, dict) else {}
    return str(found.get("into") or "")


def _state(work: Work, kind: str, record: str) -> RecordState:
    state = work.state(kind, record)
    if state is None:
        raise RecordMissingError(kind, record)
    return state
