"""The short form of fuzzing: the whole corpus and some hundred changed inputs for every reader.

Seeded, so it is the same every time; the long form is ``python tests/fuzzing/run.py``. Every input
is read within bounds of memory and of steps, and each of the promises in ``targets.py`` is checked.
"""

from __future__ import annotations

import base64
import random
from itertools import islice

import pytest

from app.bundle import age, tar
from app.bundle.manifest import parse_manifest
from app.crypto.signing import MANIFEST_TYPE
from app.domain.errors import BundleRefusedError
from app.journal import canonical
from tests.fuzzing import driver, mutation, run, targets
from tests.fuzzing.targets import ACCEPTED, TARGETS, BrokenPromiseError, seeds
from tests.unit.bundle.building import MEMBER

CHANGED = 300
BOUNDED = 30
LEAST_OUTCOMES = {"tar": 4, "signature": 4, "age-header": 4}


def test_the_command_knows_every_target() -> None:
    assert tuple(TARGETS) == run.NAMES
    assert set(mutation.MUTATORS) == set(TARGETS)


@pytest.mark.parametrize("target", TARGETS)
def test_no_reader_breaks_a_promise(target: str) -> None:
    count = len(seeds(target)) + CHANGED
    found = driver.run(target, driver.inputs(target), lambda so_far: so_far.executions == count)
    assert found.findings == []
    assert len(found.outcomes) >= LEAST_OUTCOMES.get(target, 5), "the inputs get nowhere"


@pytest.mark.parametrize("target", TARGETS)
def test_memory_and_steps_grow_with_the_input_only(target: str) -> None:
    drawn = list(islice(driver.inputs(target, seed=2), len(seeds(target)) + BOUNDED))
    smallest = sorted(seeds(target).values(), key=len)[:8]
    with driver.memory_watched():
        for data in [*smallest, *drawn[-BOUNDED:]]:
            assert driver.bounded(target, data)


HUGE = {
    "json": [b"[" * 60_000, b'{"a":' * 20_000, b"9" * 60_000, b'"' + b"\\u0041" * 20_000],
    "age-header": [
        b"age-encryption.org/v1\n" + b"-> X25519 a\n\n" * 100_000,
        b"age-encryption.org/v1\n-> " + b"a " * 200_000,
        b"age-encryption.org/v1\n-> a\n" + (b"A" * 64 + b"\n") * 100_000,
    ],
    "papers": [b"xunji-papers/1 64\n" + b"root 1048576 4096\n" * 64, b"xunji-papers/1 1" * 9_000],
    "signature": [b"ed25519 " + b"0" * 4_088, (b"x " + b"0" * 16 + b" A\n") * 300],
    "segment": [b"{}\n" * 50_000, b"\n" * 9_000_000],
}


@pytest.mark.parametrize("target", HUGE)
def test_inputs_made_to_exhaust_are_refused_within_the_same_bounds(target: str) -> None:
    """Cases 7 and 11, for the readers one by one."""
    with driver.memory_watched():
        for data in HUGE[target]:
            assert driver.bounded(target, data) != ACCEPTED


def test_a_manifest_of_millions_of_files_costs_no_more_than_its_bytes() -> None:
    """Case 11. The list is refused by its length before it is parsed."""
    many = b'{"xj":"bundle/1","min_reader":1,"files":[' + b'["pad",1],' * 450_000

    def refuses(data: bytes) -> None:
        with pytest.raises(BundleRefusedError, match="manifest-too-long"):
            parse_manifest(data)

    with driver.memory_watched():
        driver.within(refuses, many)


# --- each oracle sees the defect it is there for ------------------------------------------------


def test_an_endless_loop_is_ended_by_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    def never_ends(data: bytes) -> int:
        while True:
            len(data)

    monkeypatch.setattr(canonical, "parse", never_ends)
    with driver.memory_watched(), pytest.raises(driver.TooMuchError):
        driver.bounded("json", b"{}")


def test_a_hoard_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical, "_text", lambda data: (bytearray(40 << 20), data.decode())[1])
    with driver.memory_watched(), pytest.raises(driver.TooMuchError):
        driver.bounded("json", b"{}")


def _notices(target: str, data: bytes) -> bool:
    try:
        TARGETS[target].check(data)
    except BrokenPromiseError:
        return True
    return False


def test_a_wrong_reader_of_json_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical, "_check_texts", lambda value: None)
    assert _notices("json", b'["\\ud800"]')


def test_a_second_spelling_of_a_header_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "_decode", lambda text: base64.b64decode(text + b"=="))
    start = seeds("age-header")["ok-core"]
    body = start.split(b"\n")[-3]
    last = bytes([body[-1] + 1])
    assert _notices("age-header", start.replace(body + b"\n", body[:-1] + last + b"\n"))


def test_a_lenient_tar_header_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def lenient(block: bytes) -> tuple[str, int]:
        name = block[:100].rstrip(b"\0").decode("ascii", "replace")
        if not tar.is_legal_name(name):
            raise BundleRefusedError("tar-header")
        return name, int(block[124:135], 8)

    monkeypatch.setattr(tar, "read_header", lenient)
    data = bytearray(seeds("tar")["ok-core"])
    data[340] ^= 1
    assert _notices("tar", bytes(data))


def test_a_reader_that_skips_signatures_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.bundle.intake.verify", lambda *_: True)
    data = bytearray(seeds("archive")["ok-core"])
    place = data.index(b'"made":"2026') + 9
    data[place : place + 1] = b"3"
    assert _notices("archive", bytes(data))


def test_an_unauthenticated_chunk_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(seeds("age-file")["sealed-words"])
    targets._genuine()
    data[-1] ^= 1

    def lets_through(
        _self: object, _n: int, _final: bool, sealed: memoryview, out: memoryview
    ) -> bool:
        out[:] = sealed[: len(out)]
        return True

    monkeypatch.setattr("app.crypto.age_keys.ChunkCipher.open_into", lets_through)
    assert _notices("age-file", bytes(data))


def test_a_manifest_rule_that_is_left_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.bundle.manifest._check_blobs", lambda manifest: None)
    data = seeds("manifest")["ok-core"]
    assert parse_manifest(data)
    assert not _notices("manifest", data)
    assert _notices("manifest", data.replace(b'"size":', b'"size":1', 1))


def test_a_believed_stranger_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.trust.signed.verify", lambda *_: True)
    rng = random.Random(7)
    changed = [mutation.mutate_papers(seeds("papers")["second.xjp"], rng) for _ in range(40)]
    assert any(_notices("papers", data) for data in changed)


def test_a_false_signature_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = MEMBER.signing.sign(MANIFEST_TYPE, b"something else")
    assert not _notices("signature", data)
    monkeypatch.setattr(targets, "verify", lambda *_: True)
    assert _notices("signature", data)


def test_a_segment_read_otherwise_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = seeds("segment")["every-kind"]
    assert not _notices("segment", data)
    monkeypatch.setattr("app.journal.operations.operation_hash", lambda log, line: "0" * 64)
    assert _notices("segment", data)
