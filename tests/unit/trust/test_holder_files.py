"""A holder's key file: opens with his passphrase only, and only as it was made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.crypto.kdf import FLOOR, Cost
from app.domain.errors import TrustError
from app.trust import holder
from tests.unit.trust.trust_samples import MADE, signing

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "trust"
CHEAP = Cost(8, 1, 1)
KEY = signing("holder-1")
WORD = "kuai tian zong mo"
DATA = holder.close_key(KEY, "邵启明", MADE, WORD, cost=CHEAP, floor=CHEAP)


def refused(data: bytes, word: str = WORD) -> str:
    with pytest.raises(TrustError) as caught:
        holder.open_key(data, word, floor=CHEAP)
    return caught.value.reason


def test_it_opens_with_its_passphrase() -> None:
    assert holder.open_key(DATA, WORD, floor=CHEAP).seed == KEY.seed
    shown = holder.read_file(DATA)
    assert (shown.holder, shown.public, shown.made) == ("邵启明", KEY.public, MADE)
    assert KEY.seed.hex().encode() not in DATA


def test_another_passphrase_opens_nothing() -> None:
    assert refused(DATA, "kuai tian zong ma") == "holder-refused"


@pytest.mark.parametrize("field", ["holder", "made", "public", "kdf", "box"])
def test_every_field_is_bound_to_the_key(field: str) -> None:
    body = json.loads(DATA)
    if field == "kdf":
        body["kdf"]["passes"] = 2
    elif field == "public":
        body["public"] = json.loads(
            holder.close_key(signing("holder-2"), "x", MADE, WORD, cost=CHEAP, floor=CHEAP)
        )["public"]
    elif field == "box":
        body["box"] = ("0" if body["box"][0] != "0" else "1") + body["box"][1:]
    else:
        body[field] = "2026-03-05T09:12:45+08:00"
    assert refused(json.dumps(body, ensure_ascii=False).encode()) == "holder-refused"


def test_a_weakened_cost_is_refused_before_anything_is_derived() -> None:
    with pytest.raises(TrustError) as caught:
        holder.open_key(DATA, WORD)
    assert (caught.value.reason, caught.value.detail) == ("holder-file", "kdf")
    with pytest.raises(TrustError):
        holder.close_key(KEY, "邵启明", MADE, WORD, cost=CHEAP, floor=FLOOR)


@pytest.mark.parametrize("cost", [Cost(8 * 1024 * 1024, 1, 1), Cost(8, 10_000, 1)])
def test_a_cost_that_would_exhaust_the_machine_is_refused(cost: Cost) -> None:
    body = json.loads(DATA)
    body["kdf"] |= {"memory_kib": cost.memory_kib, "passes": cost.passes}
    assert refused(json.dumps(body, ensure_ascii=False).encode()) == "holder-file"


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"\xff\xfe", b"x" * 5000, DATA[:-20], DATA.replace(b"kdf", b"kdg")]
)
def test_what_is_no_key_file_is_refused(data: bytes) -> None:
    assert refused(data) == "holder-file"


def test_a_file_of_the_first_version_opens_for_ever() -> None:
    data = (VECTORS / "root-key.xjk").read_bytes()
    assert holder.open_key(data, WORD, floor=CHEAP).seed == KEY.seed
    assert holder.read_file(data).holder == "邵启明"


@pytest.mark.parametrize(
    "change",
    [
        {"xj": "holder/9"},
        {"suite": 9},
        {"kdf": 5},
        {"holder": 5},
        {"public": "AAAA"},
        {"kdf": {**json.loads(DATA)["kdf"], "name": "scrypt"}},
        {"kdf": {**json.loads(DATA)["kdf"], "salt": "00"}},
        {"kdf": {**json.loads(DATA)["kdf"], "lanes": "4"}},
        {"box": "zz"},
    ],
)
def test_a_field_of_another_form_is_refused(change: dict[str, object]) -> None:
    body = json.loads(DATA) | change
    assert refused(json.dumps(body, ensure_ascii=False).encode()) == "holder-file"


def test_a_file_that_names_another_key_than_it_holds_is_refused() -> None:
    class Liar:
        """Closed by somebody who wrote a colleague's public key over his own."""

        seed = KEY.seed
        public = signing("holder-2").public

    data = holder.close_key(Liar(), "邵启明", MADE, WORD, cost=CHEAP, floor=CHEAP)  # type: ignore[arg-type]
    assert refused(data) == "holder-file"
