"""Second readers, written from the specifications alone: they share no code with the program.

Small and slow on purpose. Where the program reads the same bytes otherwise, one of the two is
wrong, and a person has to look.
"""

from __future__ import annotations

import base64
import io
import re
import tarfile
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 16
LONGEST_AGE_HEADER = 96 * 1024


class NotReadableError(Exception):
    """The second reader refuses."""


# --- strict JSON -----------------------------------------------------------------------------

_SPACE = " \t\n\r"
_ESCAPES = {
    '"': '"',
    "\\": "\\",
    "/": "/",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
_NUMBER = re.compile(r"(-?)(0|[1-9][0-9]*)(\.[0-9]|[eE])?")


def strict_json(data: bytes) -> Any:
    """A value of strict JSON. Raises NotReadableError."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotReadableError from error
    value, position = _value(text, _skip(text, 0), 1)
    if _skip(text, position) != len(text):
        raise NotReadableError
    return value


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in _SPACE:
        position += 1
    return position


def _value(text: str, position: int, depth: int) -> tuple[Any, int]:
    first = text[position : position + 1]
    if first in ("{", "["):
        if depth > DEEPEST:
            raise NotReadableError
        read = _object if first == "{" else _array
        return read(text, position + 1, depth)
    if first == '"':
        return _string(text, position + 1)
    for word, meaning in (("true", True), ("false", False), ("null", None)):
        if text.startswith(word, position):
            return meaning, position + len(word)
    return _number(text, position)


def _number(text: str, position: int) -> tuple[int, int]:
    found = _NUMBER.match(text, position)
    if found is None or found[3] or (found[1] and found[2] == "0") or len(found[2]) > 16:
        raise NotReadableError
    number = int(found[0])
    if abs(number) > LARGEST_INTEGER:
        raise NotReadableError
    return number, found.end()


def _array(text: str, position: int, depth: int) -> tuple[list[Any], int]:
    items: list[Any] = []
    position = _skip(text, position)
    if text.startswith("]", position):
        return items, position + 1
    while True:
        item, position = _value(text, _skip(text, position), depth + 1)
        items.append(item)
        position = _skip(text, position)
        if text.startswith("]", position):
            return items, position + 1
        position = _after(text, position, ",")


def _object(text: str, position: int, depth: int) -> tuple[dict[str, Any], int]:
    members: dict[str, Any] = {}
    position = _skip(text, position)
    if text.startswith("}", position):
        return members, position + 1
    while True:
        key, position = _string(text, _after(text, _skip(text, position), '"'))
        position = _after(text, _skip(text, position), ":")
        if key in members:
            raise NotReadableError
        members[key], position = _value(text, _skip(text, position), depth + 1)
        position = _skip(text, position)
        if text.startswith("}", position):
            return members, position + 1
        position = _after(text, position, ",")


def _after(text: str, position: int, sign: str) -> int:
    if not text.startswith(sign, position):
        raise NotReadableError
    return position + 1


def _string(text: str, position: int) -> tuple[str, int]:
    units: list[str] = []
    while True:
        if position >= len(text) or text[position] < " ":
            raise NotReadableError
        sign = text[position]
        position += 1
        if sign == '"':
            return _whole(units), position
        if sign == "\\":
            sign, position = _escape(text, position)
        units.append(sign)


def _escape(text: str, position: int) -> tuple[str, int]:
    sign = text[position : position + 1]
    if sign != "u":
        if sign not in _ESCAPES or not sign:
            raise NotReadableError
        return _ESCAPES[sign], position + 1
    digits = text[position + 1 : position + 5]
    if not re.fullmatch(r"[0-9a-fA-F]{4}", digits):
        raise NotReadableError
    return chr(int(digits, 16)), position + 5


def _whole(units: list[str]) -> str:
    """The text of UTF-16 units and characters: pairs of escapes are joined, halves refused."""
    try:
        text = "".join(units).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError as error:
        raise NotReadableError from error
    if "\0" in text:
        raise NotReadableError
    return text


# --- age header ------------------------------------------------------------------------------


def age_header(file: bytes) -> tuple[list[tuple[list[str], bytes]], bytes, int]:
    """(stanzas as (arguments, body), MAC, bytes of the header). Raises NotReadableError."""
    position = _line_is(file, 0, b"age-encryption.org/v1")
    stanzas: list[tuple[list[str], bytes]] = []
    while True:
        line, position = _line(file, position)
        if line.startswith(b"---"):
            break
        arguments = line.decode("latin-1").split(" ")
        proper = all(re.fullmatch("[!-~]+", argument) for argument in arguments)
        if arguments[0] != "->" or len(arguments) < 2 or not proper or len(stanzas) == 32:
            raise NotReadableError
        text = b""
        while True:
            part, position = _line(file, position)
            text += part
            if len(part) > 64:
                raise NotReadableError
            if len(part) < 64:
                break
        stanzas.append((arguments[1:], _base64(text)))
    mac = _base64(line[4:])
    if not line.startswith(b"--- ") or len(mac) != 32 or not stanzas:
        raise NotReadableError
    return stanzas, mac, position


def age_header_bytes(stanzas: list[tuple[list[str], bytes]], mac: bytes) -> bytes:
    """The one header for these stanzas."""
    lines = [b"age-encryption.org/v1"]
    for arguments, body in stanzas:
        lines.append(b"-> " + " ".join(arguments).encode())
        text = _plain_base64(body)
        lines += [text[start : start + 64] for start in range(0, len(text), 64)]
        lines += [b""] if len(text) % 64 == 0 else []
    return b"\n".join([*lines, b"--- " + _plain_base64(mac)]) + b"\n"


def _line(file: bytes, position: int) -> tuple[bytes, int]:
    end = file.find(b"\n", position, LONGEST_AGE_HEADER)
    if end < 0:
        raise NotReadableError
    return file[position:end], end + 1


def _line_is(file: bytes, position: int, wanted: bytes) -> int:
    line, position = _line(file, position)
    if line != wanted:
        raise NotReadableError
    return position


def _plain_base64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _base64(text: bytes) -> bytes:
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except ValueError as error:
        raise NotReadableError from error
    if _plain_base64(data) != text:
        raise NotReadableError
    return data


# --- tar, signatures -------------------------------------------------------------------------


def tar_files(archive: bytes) -> list[tuple[str, bytes]]:
    """Names and contents as Python's tarfile reads them. Raises NotReadableError."""
    found = []
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as opened:
            for member in opened:
                content = opened.extractfile(member)
                if not member.isreg() or content is None:
                    raise NotReadableError
                found.append((member.name, content.read()))
    except tarfile.TarError as error:
        raise NotReadableError from error
    return found


def signature_values(file: bytes) -> list[bytes]:
    """Signatures of the Ed25519 lines of a signature file; none if a line is not well formed."""
    if not 0 < len(file) <= 4096 or not file.endswith(b"\n"):
        return []
    values = []
    for line in file[:-1].split(b"\n"):
        words = line.split(b" ")
        if len(words) != 3 or not re.fullmatch(rb"[0-9a-f]{16}", words[1]):
            return []
        if words[0] != b"ed25519":
            if not re.fullmatch(rb"[a-z0-9][a-z0-9-]{0,31}", words[0]):
                return []
            if not re.fullmatch(rb"[A-Za-z0-9+/]{1,4000}={0,2}", words[2]):
                return []
            continue
        try:
            value = base64.b64decode(words[2], validate=True)
        except ValueError:
            return []
        if len(value) != 64 or base64.b64encode(value) != words[2]:
            return []
        values.append(value)
    return values


def is_signed(public: bytes, media_type: str, data: bytes, file: bytes) -> bool:
    """Whether some line of the signature file holds over the DSSE encoding of the data."""
    key = Ed25519PublicKey.from_public_bytes(public)
    message = b"DSSEv1 %d %s %d %s" % (len(media_type), media_type.encode(), len(data), data)
    for value in signature_values(file):
        try:
            key.verify(value, message)
        except InvalidSignature:
            continue
        return True
    return False


def padded_size(size: int) -> int:
    """Bytes of an archive whose entries before ``pad`` have ``size`` bytes (format, 4.3)."""
    bare = size + 512 + 1024
    exponent = bare.bit_length() - 1
    step = 2 ** (exponent - (exponent.bit_length() - 1) - 1)
    target = -(-bare // step) * step
    return int(-(-target // 512) * 512)


# --- manifest --------------------------------------------------------------------------------

_ID = re.compile(r"[0-9A-Za-z._:-]{1,128}")
_HASH = re.compile(r"[0-9a-f]{64}")
_MADE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


def manifest_fault(body: Any) -> str:
    """The first rule of section 6 that a manifest of version 1 breaks; "" if it keeps all."""
    rules: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("object", lambda: isinstance(body, dict)),
        ("xj", lambda: body["xj"] == "bundle/1" and _natural(body["min_reader"], 0, 1)),
        ("ids", lambda: all(_is(_ID, body[key]) for key in ("office", "task", "from"))),
        ("to", lambda: _readers(body["to"])),
        ("kind", lambda: body["kind"] in ("member", "team", "down", "carry", "archive")),
        ("made", lambda: _is(_MADE, body["made"])),
        ("know", lambda: _know(body["know"])),
        ("files", lambda: _files(body["files"])),
        ("blobs", lambda: _blobs(body)),
        ("set", lambda: _set(body["set"])),
    )
    for name, kept in rules:
        try:
            if not kept():
                return name
        except (KeyError, TypeError, ValueError):
            return name
    return ""


def _is(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _natural(value: Any, lowest: int, highest: int) -> bool:
    return type(value) is int and lowest <= value <= highest


def _readers(value: Any) -> bool:
    if not isinstance(value, list) or not 1 <= len(value) <= 32:
        return False
    return all(_is(_ID, item) for item in value) and len(set(value)) == len(value)


def _know(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    lists = list(value.values())
    if not all(_is(_ID, log) for log in value) or not all(isinstance(tips, list) for tips in lists):
        return False
    tips = [tip for tips in lists for tip in tips]
    return all(_is(_HASH, tip) for tip in tips) and len(tips) + len(lists) <= 100_000


def _files(value: Any) -> bool:
    if not isinstance(value, list) or not all(_pair(item) for item in value):
        return False
    names = [name for name, _ in value]
    if len(set(names)) != len(names):
        return False
    position = total = 0
    while position < len(value) and value[position][0].startswith("seg/"):
        segment, size = value[position]
        if not re.fullmatch(r"seg/[0-9a-f]{64}\.jsonl", segment) or not 1 <= size <= 8 << 20:
            return False
        signature, length = value[position + 1] if position + 1 < len(value) else ("", 0)
        if signature != segment[:-5] + "sig" or not 1 <= length <= 4096:
            return False
        position, total = position + 2, total + size + length
    pieces = value[position:]
    if not all(re.fullmatch(r"piece/[0-9a-f]{64}", n) and 1 <= s <= 32 << 20 for n, s in pieces):
        return False
    return total <= 512 << 20 and sum(size for _, size in value) <= (4 << 30) - 1


def _pair(item: Any) -> bool:
    return (
        isinstance(item, list)
        and len(item) == 2
        and isinstance(item[0], str)
        and _natural(item[1], 0, LARGEST_INTEGER)
    )


def _blobs(body: Any) -> bool:
    sizes: dict[str, int] = {}
    blobs = body["blobs"]
    if not isinstance(blobs, list) or len({blob["h"] for blob in blobs}) != len(blobs):
        return False
    for blob in blobs:
        named = _is(_HASH, blob["h"]) and isinstance(blob["c"], str) and len(blob["c"]) <= 128
        if not named or not isinstance(blob["pieces"], list):
            return False
        for piece in blob["pieces"]:
            if not _pair(piece) or not _is(_HASH, piece[0]) or not 1 <= piece[1] <= 32 << 20:
                return False
            if sizes.setdefault(piece[0], piece[1]) != piece[1]:
                return False
        if type(blob["size"]) is not int or blob["size"] != sum(s for _, s in blob["pieces"]):
            return False
    here = [(n[6:], s) for n, s in body["files"] if n.startswith("piece/")]
    carried = body["kind"] == "carry"
    return all(sizes.get(n, s if carried else None) == s for n, s in here)


def _set(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and _is(re.compile("[0-9a-f]{8}"), value["id"])
        and _natural(value["of"], 1, 10_000)
        and _natural(value["n"], 0, value["of"] - 1)
    )
