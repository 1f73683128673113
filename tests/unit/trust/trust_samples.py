"""An office with three root holders, a task, two laptops: builders with fixed keys."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from app.crypto import hpke
from app.crypto.signing import SigningKey
from app.domain.access import CompartmentFacts, Recusal, Role, Rule
from app.trust.request import Applicant, Request, write_request
from app.trust.root import Recovery, Root, accept_first_root, write_root
from app.trust.signed import Paper, sign
from app.trust.statement import (
    DatedRecusal,
    Device,
    DeviceKind,
    Person,
    Revocation,
    Statement,
    write_statement,
)

TODAY = date(2026, 3, 20)
MADE = "2026-03-05T09:12:44+08:00"
TASK = "0195a7c0-0000-7000-8000-000000000001"
LEADER, FIRST, SECOND, DIRECTOR = (f"{n:08d}-0000-4000-8000-000000000000" for n in range(1, 5))


def seed(name: str) -> bytes:
    """The same 32 bytes for the same name: keys of tests only."""
    return hashlib.sha256(name.encode()).digest()


@cache
def signing(name: str) -> SigningKey:
    return SigningKey.from_seed(seed("sign " + name))


@cache
def reading(name: str) -> hpke.PrivateKey:
    return hpke.PrivateKey.from_seed(seed("read " + name))


def root_draft(**changes: Any) -> Root:
    draft = Root(
        name="定海区委巡察办",
        keys=tuple(signing(name).public for name in ("holder-1", "holder-2", "holder-3")),
        threshold=2,
        membership=(signing("membership").public,),
        ops=(signing("office").public,),
        made=MADE,
        valid_until=date(2031, 3, 5),
        recovery=Recovery(2, tuple(reading(f"recovery-{n}").public for n in range(3))),
        custodian=(reading("custodian").public,),
        archive=(reading("archive").public,),
    )
    return replace(draft, **changes)


def root_paper(draft: Root | None = None, signers: str = "holder-1 holder-2") -> Paper:
    keys = [signing(name) for name in signers.split()]
    return sign("root", write_root(draft or root_draft()), keys)


def next_root(**changes: Any) -> Root:
    """A draft of version 2."""
    first = accept_first_root(root_paper())
    facts = {"version": 2, "previous": first.digest, "office": first.office} | changes
    return root_draft(**facts)


def request_draft(name: str = "laptop-3", **changes: Any) -> Request:
    draft = Request(
        sign=signing(name).public,
        read=reading(name).public,
        label="3 号机",
        persons=(Applicant(SECOND, "阿依古丽·买买提", reading(f"second on {name}").public),),
        made=MADE,
        machine=hashlib.sha256(name.encode()).hexdigest(),
    )
    return replace(draft, **changes)


def request_paper(draft: Request | None = None, signer: str = "laptop-3") -> Paper:
    return sign("request", write_request(draft or request_draft()), [signing(signer)])


def device(name: str, ordinal: int, kind: DeviceKind, *persons: str) -> Device:
    return Device(
        signing(name).public, reading(name).public, f"{ordinal} 号机", ordinal, kind, persons
    )


def person(id_: str, name: str, ordinal: int, *roles: Role) -> Person:
    return Person(id_, name, roles, ordinal, (reading(f"person {id_}").public,))


def statement_draft(**changes: Any) -> Statement:
    """Version 1: the office's machine, the leader's laptop, one for two members."""
    draft = Statement(
        office=accept_first_root(root_paper()).office,
        task=TASK,
        title="第三巡察组",
        root=1,
        made=MADE,
        valid_from=date(2026, 3, 1),
        valid_until=date(2026, 6, 30),
        persons=(
            person(LEADER, "王建国", 1, Role.LEADER),
            person(FIRST, "李四", 2, Role.MEMBER),
            person(SECOND, "阿依古丽·买买提", 3, Role.LIAISON, Role.MEMBER),
            person(DIRECTOR, "赵主任", 4, Role.OFFICE, Role.CUSTODIAN),
        ),
        devices=(
            device("office", 0, DeviceKind.OFFICE, DIRECTOR),
            device("laptop-1", 1, DeviceKind.TEAM, LEADER),
            device("laptop-2", 2, DeviceKind.TEAM, FIRST, SECOND),
        ),
        compartments={
            "identity": CompartmentFacts(Rule.INTERVIEWERS_ONLY),
            "petition": CompartmentFacts(named=frozenset({FIRST})),
        },
        recusals=(DatedRecusal(Recusal(SECOND, "interview", "77"), date(2026, 3, 2)),),
    )
    return replace(draft, **changes)


def statement_paper(draft: Statement | None = None, signer: str = "membership") -> Paper:
    return sign("statement", write_statement(draft or statement_draft()), [signing(signer)])


def revocation(name: str, *tips: str) -> Revocation:
    return Revocation(device(name, 0, DeviceKind.TEAM, "x").id, tips)


def rewritten(paper: Paper, signers: str, change: Callable[[dict[str, Any]], object]) -> Paper:
    """The paper with its JSON changed, signed again: what a wrong program might sign."""
    body = json.loads(paper.data)
    change(body)
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return sign(paper.kind, data, [signing(name) for name in signers.split()])
