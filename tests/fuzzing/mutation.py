"""Changing inputs so that they still get far: bytes, JSON, and files that are signed anew.

Everything is drawn from a ``random.Random``: the same seed gives the same inputs.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Callable, Sequence
from typing import Any

from app.bundle import tar
from app.crypto.signing import MANIFEST_TYPE, SEGMENT_TYPE
from app.journal.operations import LogName
from app.trust.papers import read_papers
from app.trust.signed import sign
from tests.fuzzing.targets import SIGNED
from tests.unit.bundle.building import DESK, LEADER, MEMBER, STRANGER, entry
from tests.unit.trust.trust_samples import signing

Mutate = Callable[[bytes, random.Random], bytes]

NUMBERS = (0, 1, 2, 16, 31, 32, 33, 63, 64, 255, 4095, 4096, 8**11 - 1, 2**31, 2**32, 2**53 - 1)
TOKENS = (
    b"\0", b"\n", b"\r\n", b" ", b"-", b"--- ", b"-> ", b"age-encryption.org/v1\n",
    b"mlkem768x25519", b"X25519", b"ustar\x0000", b"manifest.json", b"manifest.sig", b"pad",
    b"piece/", b"seg/", b".jsonl", b"ed25519 ", b"xunji-papers/1 ", b"statement ", b"\xef\xbb\xbf",
    b"\xed\xa0\x80", b"\xc0\x80", b'"', b"\\u0000", b"\\ud800", b"\\udc00", b"{", b"}", b"[", b"]",
    b"NaN", b"-Infinity", b"1e999", b"-0", b"0.1", b"9007199254740992", b'"p":[', b'"y":"del"',
    b'"seen":[]', b'"min_reader":2', b"==", b"\xff" * 8, b"\x80\0\0\0\0\0\0\0\0\0\0\1",
)  # fmt: skip
RAW = (
    "NaN", "1e999999", "-0", "0.5", "9" * 5000, '"\\ud800"', '"\\u0000"', '"\\ud83d\\ude00"',
    "[" * 40 + "]" * 40, '{"a":1,"a":2}', "9007199254740993", "-9007199254740991", "01", "tru",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 2**31, 2**53 - 1, 2**53, "", " ", "x", "0" * 64, "f" * 64,
    "1", "put", "del", "seal", "finding", "interview", "conclusion", "٣", "２０２６-03-05",
    "a" * 129, "2026-03-05", "2026-02-30", "9999-12-31T23:59:59+23:59", "0001-01-01T00:00:00-23:59",
    [], {}, [[]], [1], ["x"], {"x": 1}, {"seen": []}, ["0" * 64], [["piece/" + "0" * 64, 5]],
)  # fmt: skip
_DIGITS = re.compile(rb"[0-9]+")


def mutate_bytes(data: bytes, rng: random.Random) -> bytes:
    """One to four small changes anywhere."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        rng.choice(_CHANGES)(found, rng)
    return bytes(found)


def _flip(data: bytearray, rng: random.Random) -> None:
    if data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _set(data: bytearray, rng: random.Random) -> None:
    if data:
        data[rng.randrange(len(data))] = rng.choice(b"\0\n\r \"'-./019:=AZ[]\\^{}\x7f\x80\xff")


def _insert(data: bytearray, rng: random.Random) -> None:
    place = rng.randint(0, len(data))
    data[place:place] = rng.choice(TOKENS)


def _overwrite(data: bytearray, rng: random.Random) -> None:
    token, place = rng.choice(TOKENS), rng.randint(0, len(data))
    data[place : place + len(token)] = token


def _delete(data: bytearray, rng: random.Random) -> None:
    start, length = _range(data, rng)
    del data[start : start + length]


def _repeat(data: bytearray, rng: random.Random) -> None:
    start, length = _range(data, rng)
    data[start:start] = data[start : start + length] * rng.choice((1, 1, 2, 40))


def _cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randint(0, len(data)) :]


def _number(data: bytearray, rng: random.Random) -> None:
    places = list(_DIGITS.finditer(bytes(data[:20_000])))
    if places:
        place = rng.choice(places)
        old = int(place[0][:15])
        new = rng.choice((*NUMBERS, old + 1, max(old - 1, 0), old * 10))
        data[place.start() : place.end()] = b"%d" % new


def _range(data: bytearray, rng: random.Random) -> tuple[int, int]:
    start = rng.randint(0, len(data))
    return start, min(rng.choice((1, 2, 4, 8, 16, 64, 512, 4096)), len(data) - start)


_CHANGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip, _flip, _set, _insert, _overwrite, _delete, _repeat, _cut, _number, _number,
)  # fmt: skip


# --- JSON ------------------------------------------------------------------------------------


def mutate_json(data: bytes, rng: random.Random) -> bytes:
    """A value, key or number in a JSON text changed; bytes where it is none."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return mutate_bytes(data, rng)
    marked = rng.random() < 0.3
    _change(value, rng, "@raw@" if marked else None)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if marked:
        text = text.replace('"@raw@"', rng.choice(RAW), 1)
    return text.encode("utf-8", "surrogatepass")


def _change(value: Any, rng: random.Random, mark: str | None) -> None:
    places = list(_places(value))
    if not places:
        return
    holder, key = rng.choice(places)
    match rng.randrange(6):
        case 0 if mark is None:
            del holder[key]
        case 1 if isinstance(holder, dict) and mark is None:
            holder[rng.choice(("p", "g", "v", "seen", "x" * 70, "min_reader", ""))] = holder.pop(
                key
            )
        case 2 if isinstance(holder, list) and mark is None:
            holder.insert(key, json.loads(json.dumps(holder[key])))
        case 3 if isinstance(holder[key], int) and mark is None:
            holder[key] = holder[key] + rng.choice((-1, 1, 2**53))
        case 4 if isinstance(holder[key], str) and mark is None:
            holder[key] = _other_text(holder[key], rng)
        case _:
            holder[key] = mark if mark is not None else rng.choice(VALUES)


def _places(value: Any) -> Any:
    """(holder, key) of everything inside a value."""
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    for key, child in inside:
        yield value, key
        yield from _places(child)


def _other_text(text: str, rng: random.Random) -> str:
    place = rng.randint(0, len(text))
    piece = rng.choice(
        ("", "\n", "é", "e\u0301", "\u202e", "𠮷", "\ue000", "٣", "A", " ", "..", "/")
    )
    return text[:place] + piece + text[place + rng.randint(0, 2) :]


# --- files with structure --------------------------------------------------------------------


def mutate_segment(data: bytes, rng: random.Random) -> bytes:
    """One line changed, or the order of lines; the header often made to fit again."""
    lines = data.split(b"\n")
    if len(lines) < 3 or rng.random() < 0.2:
        return mutate_bytes(data, rng)
    place = rng.randrange(len(lines) - 1)
    match rng.randrange(5):
        case 0:
            lines.insert(place, lines[rng.randrange(len(lines) - 1)])
        case 1:
            del lines[place]
        case _:
            lines[place] = mutate_json(lines[place], rng)
    if rng.random() < 0.7:
        lines[0] = _fitting(lines[0], len(lines) - 2)
    return b"\n".join(lines)


def _fitting(line: bytes, count: int) -> bytes:
    """A segment header that counts its lines and names its log; as it is where it cannot."""
    try:
        head = json.loads(line)
        head["last"] = head["first"] + count - 1
        head["log"] = LogName(head["device"], head["task"], head["channel"]).id
    except (ValueError, KeyError, TypeError, RecursionError):
        return line
    return json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def mutate_archive(data: bytes, rng: random.Random) -> bytes:
    """A part of a bundle's archive changed; names, manifest and signature often made to fit."""
    entries = _entries(data)
    if len(entries) < 3 or entries[0][0] != tar.MANIFEST or rng.random() < 0.25:
        return mutate_bytes(data, rng)
    signer = rng.choice((MEMBER, MEMBER, MEMBER, LEADER, STRANGER))
    if rng.random() < 0.5:
        manifest = mutate_json(entries[0][1], rng)
        if rng.random() < 0.15:
            manifest = mutate_bytes(manifest, rng)
        listed = entries[2:-1]
    else:
        listed = _other_files(entries[2:-1], rng)
        manifest = _listing(entries[0][1], listed) if rng.random() < 0.8 else entries[0][1]
    signature = signer.signing.sign(MANIFEST_TYPE, manifest)
    parts = [(tar.MANIFEST, manifest), (tar.MANIFEST_SIGNATURE, signature), *listed]
    body = b"".join(entry(name, content) for name, content in parts)
    pad = bytes(
        tar.pad_size(len(body)) + rng.choice((0, 0, 0, 0, 0, 512, -512)) * (len(body) > 1e5)
    )
    made = body + entry(tar.PAD, pad) + tar.END
    return mutate_bytes(made, rng) if rng.random() < 0.1 else made


def _entries(data: bytes) -> list[tuple[str, bytes]]:
    """Entries as far as they can be made out."""
    position, found = 0, []
    while len(block := data[position : position + 512]) == 512 and block[0]:
        digits = re.match(rb"[0-7]{11}", block[124:136])
        if digits is None:
            break
        size = int(digits[0], 8)
        name = block[:100].rstrip(b"\0").decode("latin-1")
        found.append((name, data[position + 512 : position + 512 + size]))
        position += tar.entry_size(size)
    return found


def _other_files(files: list[tuple[str, bytes]], rng: random.Random) -> list[tuple[str, bytes]]:
    found = list(files)
    if not found:
        return found
    place = rng.randrange(len(found))
    name, content = found[place]
    match rng.randrange(6):
        case 0:
            del found[place]
        case 1:
            found.insert(place, found[rng.randrange(len(found))])
        case 2:
            found.reverse()
        case _ if name.endswith(".jsonl"):
            found[place : place + 2] = _signed_again(mutate_segment(content, rng), rng)
        case 3 if name.endswith(".sig"):
            found[place] = (name, mutate_signature(content, rng))
        case _:
            other = mutate_bytes(content, rng)
            renamed = f"piece/{hashlib.sha256(other).hexdigest()}"
            found[place] = (renamed if rng.random() < 0.8 else name, other)
    return found


def _signed_again(segment: bytes, rng: random.Random) -> list[tuple[str, bytes]]:
    digest = hashlib.sha256(segment).hexdigest()
    signer = rng.choice((MEMBER, MEMBER, MEMBER, LEADER, STRANGER))
    lines = signer.signing.sign(SEGMENT_TYPE, segment)
    return [(tar.segment_name(digest), segment), (tar.signature_name(digest), lines)]


def _listing(manifest: bytes, files: list[tuple[str, bytes]]) -> bytes:
    """The manifest with exactly these files and a blob for each piece."""
    try:
        body = json.loads(manifest)
    except (ValueError, RecursionError):
        return manifest
    if not isinstance(body, dict):
        return manifest
    pieces = {name[6:]: len(content) for name, content in files if name.startswith("piece/")}
    body["files"] = [[name, len(content)] for name, content in files]
    body["blobs"] = [
        {"h": digest, "size": size, "c": "", "pieces": [[digest, size]]}
        for digest, size in pieces.items()
    ]
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def mutate_papers(data: bytes, rng: random.Random) -> bytes:
    """A paper's JSON changed, and often signed again by one of the test keys."""
    try:
        papers = list(read_papers(data))
    except Exception:  # noqa: BLE001  (whatever it is, bytes can still be changed)
        return mutate_bytes(data, rng)
    if rng.random() < 0.2:
        return mutate_bytes(data, rng)
    place = rng.randrange(len(papers))
    kind, body, lines = papers[place].kind, papers[place].data, papers[place].signature
    if rng.random() < 0.9:
        body = mutate_json(body, rng)
    else:
        lines = mutate_signature(lines, rng)
    if rng.random() < 0.7:
        names = {"request": "laptop-3", "statement": "membership"}.get(kind, "holder-1 holder-2")
        lines = sign(kind, body, [signing(name) for name in names.split()]).signature
    every = [(p.kind, p.data, p.signature) for p in papers]
    every[place] = (kind, body, lines)
    if rng.random() < 0.1:
        every.insert(rng.randint(0, len(every)), rng.choice(every))
    parts = [b"xunji-papers/1 %d\n" % len(every)]
    for word, content, signature in every:
        sizes = (word.encode(), len(content), len(signature))
        parts += [b"%b %d %d\n" % sizes, content, b"\n", signature]
    return b"".join(parts)


def mutate_signature(data: bytes, rng: random.Random) -> bytes:
    """Lines exchanged, signed by others, or their bytes changed."""
    if rng.random() < 0.6:
        return mutate_bytes(data, rng)
    lines = data.splitlines(keepends=True)
    signer = rng.choice((MEMBER, LEADER, DESK, STRANGER))
    lines.insert(rng.randint(0, len(lines)), signer.signing.sign(MANIFEST_TYPE, SIGNED))
    rng.shuffle(lines)
    return b"".join(lines[: rng.randint(1, 4)])


def mutate_json_or_bytes(data: bytes, rng: random.Random) -> bytes:
    """Half of each."""
    return mutate_json(data, rng) if rng.random() < 0.5 else mutate_bytes(data, rng)


MUTATORS: dict[str, Mutate] = {
    "age-header": mutate_bytes,
    "age-file": mutate_bytes,
    "tar": mutate_archive,
    "archive": mutate_archive,
    "manifest": mutate_json_or_bytes,
    "segment": mutate_segment,
    "signature": mutate_signature,
    "papers": mutate_papers,
    "json": mutate_json_or_bytes,
}


def splice(one: bytes, other: bytes, rng: random.Random) -> bytes:
    """The beginning of one input and the end of another."""
    return one[: rng.randint(0, len(one))] + other[rng.randint(0, len(other)) :]


def next_input(target: str, pool: Sequence[bytes], rng: random.Random) -> bytes:
    """An input drawn from a pool and changed, now and then several times."""
    data = rng.choice(pool)
    if rng.random() < 0.1:
        data = splice(data, rng.choice(pool), rng)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        data = MUTATORS[target](data, rng)
    return data
