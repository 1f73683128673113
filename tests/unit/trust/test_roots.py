"""The root: thresholds and rotation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.domain.errors import TrustError
from app.trust.root import Recovery, accept_first_root, accept_next_root, accept_roots, write_root
from app.trust.signed import Paper, countersign, sign
from tests.unit.trust.trust_samples import (
    next_root,
    reading,
    request_paper,
    rewritten,
    root_draft,
    root_paper,
    signing,
    statement_paper,
)

FIRST = root_paper()


def refused(reason: str, action: Callable[..., object], *arguments: object) -> TrustError:
    with pytest.raises(TrustError) as caught:
        action(*arguments)
    assert caught.value.reason == reason
    return caught.value


def test_a_first_root_comes_back_as_it_was_written() -> None:
    root = accept_first_root(FIRST)
    assert root == root_draft(office=root.office)
    assert root.digest == hashlib.sha256(FIRST.data).hexdigest()


def test_the_office_id_follows_from_threshold_and_keys() -> None:
    keys = b"".join(root_draft().keys)
    expected = hashlib.sha256(b"xj-office-v1\x02" + keys).hexdigest()[:32]
    assert accept_first_root(FIRST).office == expected


def test_another_office_id_is_refused() -> None:
    draft = root_draft(office="0" * 32)
    assert refused("identity", accept_first_root, root_paper(draft)).detail == "office"


@pytest.mark.parametrize("signers", ["holder-1", "holder-2 holder-2", "holder-1 membership", ""])
def test_fewer_different_signers_than_the_threshold_are_refused(signers: str) -> None:
    refused("threshold", accept_first_root, root_paper(signers=signers))


def test_holders_may_sign_one_after_the_other() -> None:
    first = root_paper(signers="holder-3")
    refused("threshold", accept_first_root, first)
    assert accept_first_root(countersign(first, [signing("holder-1")])).version == 1


def test_one_of_one_is_enough_for_a_small_office() -> None:
    draft = root_draft(keys=(signing("holder-1").public,), threshold=1, recovery=Recovery())
    assert accept_first_root(root_paper(draft, "holder-1")).recovery == Recovery()


def test_the_same_key_twice_does_not_make_two() -> None:
    """Case 25. The same key twice is one signer."""
    key = signing("holder-1").public
    draft = root_draft(keys=(key, key))
    refused("key-twice", accept_first_root, root_paper(draft, "holder-1 holder-1"))


def test_a_later_version_is_no_first_root() -> None:
    refused("version-skipped", accept_first_root, root_paper(next_root()))
    draft = root_draft(previous="1" * 64)
    refused("version-skipped", accept_first_root, root_paper(draft))


def test_a_key_that_is_asked_for_twice_signs_once() -> None:
    key = signing("holder-1").public
    assert root_paper(signers="holder-1 holder-1").signers([key, key]) == (key,)


def test_rotation_needs_the_thresholds_of_old_and_new() -> None:
    """Case 25. One of two signatures is refused, on either side."""
    current = accept_first_root(FIRST)
    draft = next_root(keys=tuple(signing(f"new-{n}").public for n in range(3)))
    both = "holder-1 holder-3 new-0 new-2"
    after = accept_next_root(current, root_paper(draft, both))
    assert (after.version, after.office) == (2, current.office)
    for missing in both.split():
        signers = " ".join(name for name in both.split() if name != missing)
        refused("threshold", accept_next_root, current, root_paper(draft, signers))
        twice = f"{signers} {signers}"
        refused("threshold", accept_next_root, current, root_paper(draft, twice))


def test_a_holder_of_old_and_new_counts_for_both() -> None:
    keys = (signing("holder-1").public, signing("new-1").public)
    draft = next_root(keys=keys, threshold=1)
    current = accept_first_root(FIRST)
    after = accept_next_root(current, root_paper(draft, "holder-1 holder-2"))
    assert after.threshold == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"version": 3}, "version-skipped"),
        ({"version": 1, "name": "别的名字"}, "forked"),
        ({"previous": "1" * 64}, "link"),
        ({"office": "1" * 32}, "office"),
    ],
)
def test_a_successor_that_does_not_follow_is_refused(changes: dict[str, Any], reason: str) -> None:
    """Case 25. Version N+2 without N+1, another office, a broken link."""
    current = accept_first_root(FIRST)
    refused(reason, accept_next_root, current, root_paper(next_root(**changes)))


def test_an_older_root_is_called_older() -> None:
    """Case 24. A replayed root is told apart from a forged one."""
    second = accept_next_root(accept_first_root(FIRST), root_paper(next_root()))
    refused("version-backwards", accept_next_root, second, FIRST)


def test_the_same_root_again_changes_nothing() -> None:
    current = accept_first_root(FIRST)
    assert accept_next_root(current, FIRST) is current


def test_a_chain_is_read_from_the_first_root_on() -> None:
    papers = [FIRST, root_paper(next_root())]
    assert [root.version for root in accept_roots(papers)] == [1, 2]
    refused("version-skipped", accept_roots, papers[1:])
    refused("no-root", accept_roots, [])


@pytest.mark.parametrize("other", [statement_paper(), request_paper()])
def test_another_kind_of_paper_is_no_root(other: Paper) -> None:
    """Case 17. The signature of one kind of paper holds for no other."""
    refused("format", accept_first_root, other)
    refused("format", accept_first_root, Paper("root", other.data, other.signature))


def test_a_root_signed_as_another_kind_is_refused() -> None:
    holders = [signing("holder-1"), signing("holder-2")]
    other = sign("statement", FIRST.data, holders)
    refused("threshold", accept_first_root, other)
    refused("threshold", accept_first_root, Paper("root", FIRST.data, other.signature))
    refused("threshold", accept_first_root, Paper("statement", FIRST.data, FIRST.signature))
    draft = write_root(next_root())
    current = accept_first_root(FIRST)
    refused("threshold", accept_next_root, current, sign("statement", draft, holders))


def put(path: str, value: object) -> Callable[[dict[str, Any]], object]:
    def change(body: dict[str, Any]) -> None:
        *outer, last = path.split(".")
        for name in outer:
            body = body[name]
        body[last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "reason", "detail"),
    [
        ("xj", "root/2", "format", "root"),
        ("suite", 2, "suite", ""),
        ("suite", "1", "field", "suite"),
        ("critical", ["sm2-keys"], "critical", "sm2-keys"),
        ("critical", None, "field", "critical"),
        ("critical", ["a", "a"], "name-twice", "critical"),
        ("name", " ", "field", "name"),
        ("name", "x\u202ey", "field", "name"),
        ("name", "x" * 201, "field", "name"),
        ("keys", [], "field", "keys"),
        ("keys", ["AAAA"], "field", "keys"),
        ("keys", [7], "field", "keys"),
        ("keys", ["*" * 44], "field", "keys"),
        ("keys", ["名" * 44], "field", "keys"),
        ("threshold", 0, "field", "threshold"),
        ("threshold", 4, "field", "threshold"),
        ("threshold", True, "field", "threshold"),
        ("version", "1", "field", "version"),
        ("made", "yesterday", "field", "made"),
        ("made", "2026-03-05T09:12:44", "field", "made"),
        ("valid_until", "2026-3-5", "field", "valid_until"),
        ("valid_until", "20260305", "field", "valid_until"),
        ("prev", "0", "field", "prev"),
        ("office", "F" * 32, "field", "office"),
        ("roles", [], "field", "roles"),
        ("roles.membership", [], "field", "roles.membership"),
        ("roles.ops", None, "field", "roles.ops"),
        ("roles.custodian", ["AAAA"], "field", "roles.custodian"),
        ("roles.recovery.threshold", 4, "field", "roles.recovery.keys"),
        ("roles.recovery.threshold", 0, "field", "roles.recovery.threshold"),
    ],
)
def test_a_malformed_field_is_named(path: str, value: object, reason: str, detail: str) -> None:
    paper = rewritten(FIRST, "holder-1 holder-2", put(path, value))
    assert refused(reason, accept_first_root, paper).detail == detail


def test_unusable_reading_keys_are_refused() -> None:
    draft = root_draft(archive=(b"\xff" * 1216,))
    refused("key-unusable", accept_first_root, root_paper(draft))
    key = reading("archive").public
    refused("key-twice", accept_first_root, root_paper(root_draft(archive=(key, key))))


def test_unknown_fields_are_kept_and_covered_by_the_signature() -> None:
    paper = rewritten(FIRST, "holder-1 holder-2", put("later", {"more": 1}))
    assert accept_first_root(paper).version == 1


@pytest.mark.parametrize("data", [b"", b"[]", b'{"xj":1.5}', b'{"a":1,"a":2}', b"\xff"])
def test_what_is_not_strict_json_is_refused(data: bytes) -> None:
    refused("format", accept_first_root, sign("root", data, [signing("holder-1")]))


def test_a_huge_paper_is_refused_unread() -> None:
    data = b'{"x":"' + b"x" * (1 << 20) + b'"}'
    assert refused("format", accept_first_root, Paper("root", data, b"")).detail == "size"


def test_any_changed_byte_is_refused() -> None:
    current = accept_first_root(FIRST)
    second = root_paper(next_root(), "holder-1 holder-2")
    for position in range(0, len(second.data), 41):
        altered = bytearray(second.data)
        altered[position] ^= 1
        with pytest.raises(TrustError):
            accept_next_root(current, replace(second, data=bytes(altered)))
    for position in range(len(second.signature)):
        spoiled = bytearray(second.signature)
        spoiled[position] ^= 1
        refused("threshold", accept_next_root, current, replace(second, signature=bytes(spoiled)))
