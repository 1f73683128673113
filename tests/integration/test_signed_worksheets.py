"""A worksheet with three signatures stays what was signed, whatever is written elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.access import Role
from app.journal import seals
from app.services import exchange, findings, records
from app.services.session import Session
from tests.support.vaults import Team, as_role, make_team, merge, sign


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """Three who sign on the first laptop, a colleague on the second."""
    made = make_team(tmp_path, signers=True)
    yield made
    made.close()


FULL = {
    "statement": "概述",
    "discovery": "发现过程",
    "basis": "依据",
    "responsible_body": "党工委",
}


def worksheet(session: Session) -> str:
    """A member's worksheet with everything it needs before review."""
    member = as_role(session, Role.MEMBER)
    new = findings.start(member, title="补贴发放未经集体研究")
    return records.save(member, new, FULL).id


def to(sender: Session, stick: Path, receiver: Session) -> list[Path]:
    return [f.path for f in exchange.export(sender, stick, to=[receiver.device]).files]


def test_a_late_edit_does_not_enter_the_signed_text(team: Team) -> None:
    """Case 45. Edit against signature: the signed text stays, the late edit is listed."""
    one, other = (laptop.session for laptop in team.laptops)
    finding = worksheet(one)
    for path in to(one, team.stick, other):
        merge(team.laptops[1], path)
    records.save(other, records.load(other, "finding", finding), {"title": "另一种写法"})
    sign(one, finding)
    for path in to(other, team.stick, one):
        merge(team.laptops[0], path)
    row = one.store.row("finding", finding)
    assert row is not None
    assert (row.values["title"], row.values["state"]) == ("补贴发放未经集体研究", "approved")
    assert row.sealed
    assert row.late == 1
    state = one.store.state("finding", finding)
    assert state is not None
    (signature,) = state.seals
    assert seals.holds(signature, one.store.history("finding", finding))


def test_a_seal_of_another_text_does_not_hold(team: Team) -> None:
    session = team.laptops[0].session
    finding = worksheet(session)
    sign(session, finding)
    state = session.store.state("finding", finding)
    assert state is not None
    history = session.store.history("finding", finding)
    (signature,) = state.seals
    assert isinstance(signature.value, dict)
    forged = replace(signature, value={**signature.value, "sha256": "0" * 64})
    assert not seals.holds(forged, history)
    assert not seals.holds(signature, history[1:])
    silent = replace(signature, value={"seen": signature.value["seen"]})
    assert seals.holds(silent, history)


def test_sending_back_lifts_the_seal(team: Team) -> None:
    session = team.laptops[0].session
    finding = worksheet(session)
    sign(session, finding)
    findings.send_back(as_role(session, Role.LEADER), finding)
    row = session.store.row("finding", finding)
    assert row is not None
    assert not row.sealed
    assert row.values["approved_by"] is None
    records.save(session, records.load(session, "finding", finding), {"title": "改过"})
    changed = session.store.row("finding", finding)
    assert changed is not None
    assert (changed.values["title"], changed.late) == ("改过", 0)
    session.store.check()
