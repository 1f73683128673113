"""Lines of a log: their grammar, and what their hash covers."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import JournalError, OperationError, StrictJsonError
from app.journal.canonical import encode
from app.journal.operations import (
    MAXIMUM_LINE,
    VERBS,
    Intent,
    LogName,
    operation_hash,
    read_operation,
    write_operation,
)

LOG = LogName("d-1", "t-1", "team").id
OTHER_LOG = LogName("d-1", "t-1", "leader").id
HASH = "ab" * 32
PUT: dict[str, Any] = {
    "n": 1,
    "y": "put",
    "t": "finding",
    "r": "r-1",
    "g": "amount",
    "v": {"amount": "100"},
    "p": [HASH],
    "a": "p-1",
    "w": "2026-03-05T09:12:44+08:00",
}


def changed(**parts: Any) -> bytes:
    """A put with some parts replaced; None leaves a part out."""
    body = {key: value for key, value in (PUT | parts).items() if value is not None}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def test_a_line_is_read_as_it_says() -> None:
    operation = read_operation(LOG, changed())
    assert (operation.log, operation.n, operation.verb) == (LOG, 1, "put")
    assert (operation.kind, operation.record, operation.group) == ("finding", "r-1", "amount")
    assert operation.value == {"amount": "100"}
    assert operation.predecessors == (HASH,)
    assert (operation.author, operation.claimed) == ("p-1", PUT["w"])
    assert operation.line == changed()


def test_optional_parts() -> None:
    operation = read_operation(LOG, changed(v=None, p=None, w=None))
    assert (operation.value, operation.predecessors, operation.claimed) == (None, (), None)
    assert read_operation(LOG, changed(y="custody", g=None)).group == ""


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_is_read(verb: str) -> None:
    assert read_operation(LOG, changed(y=verb, v={"seen": [HASH]})).verb == verb


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"n": None}, "position"),
        ({"n": 0}, "position"),
        ({"n": -1}, "position"),
        ({"n": True}, "position"),
        ({"n": "1"}, "position"),
        ({"y": None}, "verb"),
        ({"y": "PUT"}, "verb"),
        ({"y": "drop"}, "verb"),
        ({"y": ["put"]}, "verb"),
        ({"t": None}, "kind"),
        ({"t": "Finding"}, "kind"),
        ({"t": "1st"}, "kind"),
        ({"t": "问题"}, "kind"),
        ({"t": "a" * 65}, "kind"),
        ({"t": "a\n"}, "kind"),
        ({"r": None}, "record"),
        ({"r": ""}, "record"),
        ({"r": "../x"}, "record"),
        ({"r": "r\u0661"}, "record"),
        ({"r": "r" * 65}, "record"),
        ({"r": 7}, "record"),
        ({"g": None}, "group"),
        ({"g": ""}, "group"),
        ({"g": "a.b"}, "group"),
        ({"y": "custody", "g": 1}, "group"),
        ({"p": HASH}, "predecessors"),
        ({"p": [HASH.upper()]}, "predecessors"),
        ({"p": [HASH + "0"]}, "predecessors"),
        ({"p": [HASH[:-1]]}, "predecessors"),
        ({"p": [["d-1", 2]]}, "predecessors"),
        ({"p": [413]}, "predecessors"),
        ({"p": {HASH: 1}}, "predecessors"),
        ({"a": None}, "author"),
        ({"a": "张三"}, "author"),
        ({"w": 20260305}, "time"),
        ({"w": "x" * 41}, "time"),
        ({"y": "del", "v": None}, "seen"),
        ({"y": "del", "v": {}}, "seen"),
        ({"y": "del", "v": [HASH]}, "seen"),
        ({"y": "seal", "v": {"seen": HASH}}, "seen"),
        ({"y": "seal", "v": {"seen": [HASH, 1]}}, "seen"),
        ({"y": "seal", "v": {"seen": ["x"]}}, "seen"),
    ],
    ids=str,
)
def test_refused(parts: dict[str, Any], reason: str) -> None:
    with pytest.raises(OperationError) as caught:
        read_operation(LOG, changed(**parts))
    assert caught.value.reason == reason


@pytest.mark.parametrize("inserted", [b"\n", b"\r"])
def test_a_line_holds_no_line_break_even_where_json_allows_one(inserted: bytes) -> None:
    with pytest.raises(StrictJsonError, match="line-break"):
        read_operation(LOG, changed().replace(b",", b"," + inserted, 1))


def test_the_longest_line() -> None:
    rest = len(changed(v=""))
    assert len(read_operation(LOG, changed(v="x" * (MAXIMUM_LINE - rest))).line) == MAXIMUM_LINE
    with pytest.raises(OperationError, match="line-too-long"):
        read_operation(LOG, changed(v="x" * (MAXIMUM_LINE - rest + 1)))


def test_the_hash_is_what_the_format_says() -> None:
    line = changed()
    expected = hashlib.sha256(b"xj-op-v1\0" + bytes.fromhex(LOG) + line).hexdigest()
    assert read_operation(LOG, line).hash == operation_hash(LOG, line) == expected


def test_the_hash_covers_the_log_and_every_byte() -> None:
    line = changed()
    assert operation_hash(LOG, line) != operation_hash(OTHER_LOG, line)
    assert operation_hash(LOG, line) != operation_hash(LOG, line + b" ")
    for position in range(len(line)):
        altered = line[:position] + bytes([line[position] ^ 1]) + line[position + 1 :]
        assert operation_hash(LOG, altered) != operation_hash(LOG, line)


@pytest.mark.parametrize("log", ["", LOG[:-2], LOG + "00", LOG[:-2] + "zz"])
def test_bytes_cannot_move_between_the_log_and_the_line(log: str) -> None:
    with pytest.raises(ValueError, match="hex"):
        operation_hash(log, b"{}")


def test_log_ids() -> None:
    parts = b"xj-log-v1\0" + b"d-1\0t-1\0team"
    assert hashlib.sha256(parts).hexdigest()[:32] == LOG
    names = [("ab", "c", "d"), ("a", "bc", "d"), ("a", "b", "cd"), ("a", "b", "c")]
    assert len({LogName(*name).id for name in names}) == len(names)


def test_unknown_keys_stay_in_the_line_and_change_its_name_only() -> None:
    plain, extended = (read_operation(LOG, changed(**more)) for more in ({}, {"later": [1]}))
    assert b'"later":[1]' in extended.line
    assert plain.hash != extended.hash
    assert plain.value == extended.value


def test_a_salt_makes_the_next_line_unguessable() -> None:
    intent = Intent("put", "finding", "r-1", "state", {"state": "open"}, timed=False)
    lines = {
        write_operation(LOG, 1, intent, author="p-1", claimed="x", salt=salt).hash
        for salt in ("", "one", "two")
    }
    assert len(lines) == 3


def test_a_time_that_would_name_a_person_is_left_out() -> None:
    intent = Intent("put", "interview", "r-1", "place", {"place": "x"}, timed=False)
    written = write_operation(LOG, 1, intent, author="p-1", claimed="2026-03-05T09:12:44+08:00")
    assert written.claimed is None
    assert b"2026" not in written.line


def test_a_refused_line_is_not_written() -> None:
    with pytest.raises(OperationError, match="group"):
        write_operation(LOG, 1, Intent("put", "finding", "r-1"), author="p-1", claimed=None)
    intent = Intent("put", "finding", "r-1", "title", {"title": "x\0"})
    with pytest.raises(StrictJsonError, match="character"):
        write_operation(LOG, 1, intent, author="p-1", claimed=None)


names = st.from_regex(r"[a-z][a-z0-9_]{0,63}", fullmatch=True)
ids = st.from_regex(r"[0-9a-zA-Z-]{1,64}", fullmatch=True)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(
    n=st.integers(1, 2**53 - 1),
    kind=names,
    record=ids,
    group=names,
    value=st.dictionaries(texts, texts | st.booleans() | st.lists(texts), max_size=3),
    named=st.lists(hashes, max_size=3),
    author=ids,
    claimed=st.none() | texts,
    salt=texts,
)
def test_what_is_written_is_read_back(
    n: int,
    kind: str,
    record: str,
    group: str,
    value: Any,
    named: list[str],
    author: str,
    claimed: str | None,
    salt: str,
) -> None:
    intent = Intent("put", kind, record, group, value, tuple(named))
    written = write_operation(LOG, n, intent, author=author, claimed=claimed, salt=salt)
    assert written == read_operation(LOG, written.line)
    assert (written.n, written.kind, written.record, written.group) == (n, kind, record, group)
    assert (written.value, written.predecessors) == (value, tuple(named))
    assert (written.author, written.claimed) == (author, claimed)


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["put", "seal", HASH, "r-1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("seenvp"), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*PUT, "x"]), anything))
def test_wrong_types_are_refused_and_nothing_else_happens(parts: dict[str, Any]) -> None:
    line = encode(PUT | parts)
    try:
        operation = read_operation(LOG, line)
    except JournalError:
        return
    assert operation.line == line
