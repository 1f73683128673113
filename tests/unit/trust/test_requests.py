"""Enrolment requests and the number read aloud."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from app.domain.errors import TrustError
from app.trust.fingerprint import fingerprint, groups_to_ask, same_groups
from app.trust.request import Applicant, accept_request
from app.trust.signed import Paper, countersign, sign
from tests.unit.trust.trust_samples import (
    FIRST,
    SECOND,
    reading,
    request_draft,
    request_paper,
    rewritten,
    root_paper,
    signing,
    statement_paper,
)

PAPER = request_paper()


def refused(reason: str, paper: Paper) -> TrustError:
    with pytest.raises(TrustError) as caught:
        accept_request(paper)
    assert caught.value.reason == reason
    return caught.value


def test_a_request_comes_back_as_it_was_written() -> None:
    assert accept_request(PAPER) == request_draft()
    full = request_draft(office="1" * 32, task="task-1", replaces="2" * 32, machine="")
    assert accept_request(request_paper(full)) == full


def test_the_device_id_follows_from_both_keys() -> None:
    keys = signing("laptop-3").public + reading("laptop-3").public
    assert accept_request(PAPER).device == hashlib.sha256(b"xj-dev-v1" + keys).hexdigest()[:32]


def test_only_the_device_itself_can_ask() -> None:
    refused("signature", request_paper(signer="laptop-2"))
    refused("signature", sign("root", PAPER.data, [signing("laptop-3")]))
    refused("signature", replace(PAPER, kind="root"))


def test_the_device_before_may_sign_as_well() -> None:
    both = countersign(PAPER, [signing("laptop-2")])
    assert accept_request(both) == request_draft()
    assert both.signed_by(signing("laptop-2").public)
    assert not both.signed_by(signing("laptop-1").public)


@pytest.mark.parametrize("other", [root_paper(), statement_paper()])
def test_another_paper_is_no_request(other: Paper) -> None:
    refused("format", other)
    refused("format", replace(other, kind="request"))


def change_device(body: dict[str, Any]) -> None:
    body["device"] = "0" * 32


def no_persons(body: dict[str, Any]) -> None:
    body["persons"] = []


def text_as_person(body: dict[str, Any]) -> None:
    body["persons"] = ["x"]


def empty_label(body: dict[str, Any]) -> None:
    body["label"] = ""


def bad_machine(body: dict[str, Any]) -> None:
    body["machine"] = "disk"


def bad_person(body: dict[str, Any]) -> None:
    body["persons"][0]["id"] = "../etc"


def weak_key(body: dict[str, Any]) -> None:
    body["persons"][0]["read"] = "////" * 405 + "/w=="


@pytest.mark.parametrize(
    ("change", "reason", "detail"),
    [
        (change_device, "identity", "device"),
        (no_persons, "field", "persons"),
        (text_as_person, "field", "persons"),
        (empty_label, "field", "label"),
        (bad_machine, "field", "machine"),
        (bad_person, "field", "persons.id"),
        (weak_key, "key-unusable", ""),
    ],
)
def test_a_wrong_field_is_named(
    change: Callable[[dict[str, Any]], object], reason: str, detail: str
) -> None:
    assert refused(reason, rewritten(PAPER, "laptop-3", change)).detail == detail


def test_persons_and_their_keys_are_different() -> None:
    one = Applicant(FIRST, "李四", reading("a").public)
    twin = Applicant(FIRST, "李四", reading("b").public)
    same_key = Applicant(SECOND, "王五", reading("a").public)
    refused("name-twice", request_paper(request_draft(persons=(one, twin))))
    refused("key-twice", request_paper(request_draft(persons=(one, same_key))))


def test_any_changed_byte_is_refused() -> None:
    for position in range(0, len(PAPER.data), 23):
        altered = bytearray(PAPER.data)
        altered[position] ^= 1
        with pytest.raises(TrustError):
            accept_request(replace(PAPER, data=bytes(altered)))
    for position in range(len(PAPER.signature)):
        spoiled = bytearray(PAPER.signature)
        spoiled[position] ^= 1
        refused("signature", replace(PAPER, signature=bytes(spoiled)))


def test_a_fingerprint_is_thirty_digits_of_five_thousand_hashes() -> None:
    # Reckoned here a second time, straight from the description.
    current = hashlib.sha512(b"xj-fingerprint-v1\x00request\x00" + PAPER.data).digest()
    for _ in range(5199):
        current = hashlib.sha512(current + hashlib.sha512(PAPER.data).digest()).digest()
    parts = [current[start : start + 5] for start in range(0, 30, 5)]
    expected = " ".join(f"{int(part.hex(), 16) % 10**5:05}" for part in parts)
    assert fingerprint(PAPER) == expected
    assert len(expected) == 35


def test_a_fingerprint_belongs_to_bytes_and_kind_and_not_to_signatures() -> None:
    number = fingerprint(PAPER)
    assert fingerprint(countersign(PAPER, [signing("laptop-2")])) == number
    assert fingerprint(replace(PAPER, data=PAPER.data + b" ")) != number
    assert fingerprint(replace(PAPER, kind="root")) != number


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("22222 55555", True),
        ("2222255555", True),
        (" 22222\t55555 ", True),
        ("２２２２２　５５５５５", True),
        ("55555 22222", False),
        ("55555", False),
        ("22222 33333 55555", False),
        ("22222 55556", False),
        ("", False),
    ],
)
def test_exactly_the_groups_asked_for_are_typed(typed: str, right: bool) -> None:
    number = "11111 22222 33333 44444 55555 66666"
    assert same_groups(number, (2, 5), typed) is right


def test_every_pair_of_groups_may_be_asked_for() -> None:
    asked = {groups_to_ask() for _ in range(2_000)}
    assert asked == set(combinations(range(1, 7), 2))
