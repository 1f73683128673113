"""A new register is one description: everything below follows from it, without new plumbing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap.opening import Opened
from app.domain.catalogue import catalogue
from app.domain.errors import InputError
from app.domain.interviews import IDENTITY
from app.domain.kinds import (
    Channel,
    Label,
    Value,
    choice,
    day,
    flag,
    integer,
    line,
    money,
    prose,
    record_kind,
    reference,
)
from app.domain.offices import Unit
from app.ports import Query
from app.services import exchange, identities, records
from app.services.session import Session
from app.trust.statement import Revocation
from tests.support.vaults import Team, amend, make_team, merge, open_again


@record_kind("loan", Label("调阅登记", "Loan register"), title="title")
class Loan:
    """Documents the inspected unit lent to the team."""

    title: str | None = line(
        Label("材料名称", "Document"), required=True, search=True, ledger=True, maximum=40
    )
    lent_by: str | None = reference(Label("出借单位", "Lent by"), Unit)
    lent_on: date | None = day(Label("调出日期", "Lent on"), group="period", ledger=True)
    back_on: date | None = day(Label("归还日期", "Back on"), group="period", ledger=True)
    copies: int | None = integer(Label("份数", "Copies"), ledger=True)
    deposit: int | None = money(Label("押金", "Deposit"))
    original: bool | None = flag(Label("原件", "Original"))
    kept_as: str | None = choice(Label("保管形式", "Kept as"), "record_form")
    note: str | None = prose(Label("备注", "Note"))
    handed_over_by: str | None = line(
        Label("经手人", "Handed over by"), group="hand", sealed=IDENTITY
    )


@record_kind("loan", Label("调阅登记", "Loan register"), title="title")
class LaterLoan:
    """The same register a version later: the note is searched, and there is one field more."""

    title: str | None = line(Label("材料名称", "Document"), required=True, search=True, ledger=True)
    lent_on: date | None = day(Label("调出日期", "Lent on"), group="period", ledger=True)
    back_on: date | None = day(Label("归还日期", "Back on"), group="period", ledger=True)
    copies: int | None = integer(Label("份数", "Copies"), ledger=True)
    note: str | None = prose(Label("备注", "Note"), search=True)
    place: str | None = line(Label("存放处", "Kept at"))
    handed_over_by: str | None = line(
        Label("经手人", "Handed over by"), group="hand", sealed=IDENTITY
    )


WITH_LOANS = catalogue(Loan)
LATER = catalogue(LaterLoan)
NOTE = "缺第三页"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """Laptops that know the register, and an office that does not."""
    made = make_team(tmp_path, kinds=WITH_LOANS)
    yield made
    made.close()


def lend(session: Session, title: str, **values: Value) -> str:
    return records.save(session, records.new(session, "loan"), {"title": title, **values}).id


def upgrade(team: Team) -> Session:
    """The office's program learns the register."""
    _reopen_office(team, WITH_LOANS)
    return team.at_office


def _reopen_office(team: Team, kinds: object) -> None:
    person, path = team.office.session.person, team.office.path
    team.office.close()
    team.office = open_again(path, person, kinds)  # type: ignore[arg-type]


def titles(session: Session, **query: object) -> list[str]:
    rows = session.store.rows(Query("loan", **query))  # type: ignore[arg-type]
    return [str(row.values["title"]) for row in rows]


def test_what_breaks_the_description_is_refused_whole(team: Team) -> None:
    session = team.laptops[0].session
    wrong = {
        "copies": 2, "title": "账" * 41, "lent_on": date(1899, 1, 1), "kept_as": "parchment",
    }  # fmt: skip
    with pytest.raises(InputError) as raised:
        records.save(session, records.new(session, "loan"), wrong)
    assert {problem.field for problem in raised.value.problems} == {"title", "lent_on", "kept_as"}
    with pytest.raises(InputError) as raised:
        records.save(session, records.new(session, "loan"), {"copies": 2})
    assert [(p.field, p.rule) for p in raised.value.problems] == [("title", "required")]
    assert session.store.count(Query("loan")) == 0


def test_every_shape_comes_back_as_it_was(team: Team) -> None:
    session = team.laptops[0].session
    [unit] = session.store.rows(Query("unit"))
    values: dict[str, Value] = {
        "title": "2025年会计凭证", "lent_by": unit.id, "lent_on": date(2026, 3, 3),
        "back_on": None, "copies": 12, "deposit": 12_650, "original": True,
        "kept_as": "summary", "note": NOTE,
    }  # fmt: skip
    loan = lend(session, **values)
    row = session.store.row("loan", loan)
    assert row is not None
    assert dict(row.values) == values
    assert session.kind("loan").make(row.values) == Loan(**values)
    editable = records.load(session, "loan", loan)
    changes = records.save(session, editable, {"back_on": date(2026, 3, 9)}).changes
    assert changes.operations == 1
    assert changes.touches("loan")


def test_the_ledger_counts_sorts_filters_and_searches(team: Team) -> None:
    session = team.laptops[0].session
    for title, copies in (("会议记录", 3), ("会计凭证", 12), ("固定资产台账", 7)):
        lend(session, title, copies=copies, original=copies > 5)
    gone = lend(session, "合同")
    records.delete(session, "loan", gone)
    assert session.store.count(Query("loan")) == 3
    assert titles(session) == ["固定资产台账", "会计凭证", "会议记录"]
    assert titles(session, order_by="copies") == ["会计凭证", "固定资产台账", "会议记录"]
    assert titles(session, order_by="copies", descending=False, limit=1) == ["会议记录"]
    assert titles(session, equals={"original": False}) == ["会议记录"]
    assert titles(session, text="会", order_by="copies", descending=False) == [
        "会议记录", "会计凭证",
    ]  # fmt: skip
    assert [hit.excerpt for hit in session.store.search("凭证")] == ["会计凭证"]
    ledger = [field.name for field in session.kind("loan").fields if field.ledger]
    assert ledger == ["title", "lent_on", "back_on", "copies"]


def test_its_sealed_field_is_sealed(team: Team) -> None:
    session = team.laptops[0].session
    loan = lend(session, "会计凭证", handed_over_by="鄢毓琇")
    row = session.store.row("loan", loan)
    assert row is not None
    assert "handed_over_by" not in row.values
    assert "鄢毓琇" not in str(session.store.history("loan", loan))
    assert session.store.search("毓琇") == []
    opened = identities.unseal(session, "loan", loan, "verify", "")
    assert opened.values == {"handed_over_by": "鄢毓琇"}


def test_an_office_that_knows_the_register_shows_it(team: Team) -> None:
    laptop = team.laptops[0]
    loan = lend(laptop.session, "会计凭证", copies=12, handed_over_by="鄢毓琇")
    office = upgrade(team)
    merged = team.carry(laptop)
    assert ("loan", loan) in merged.changes.records
    assert titles(office) == ["会计凭证"]
    assert identities.unseal(office, "loan", loan, "verify", "").values["handed_over_by"]
    office.store.check()


def test_an_older_office_keeps_what_it_does_not_know(team: Team) -> None:
    laptop = team.laptops[0]
    loan = lend(laptop.session, "会计凭证", copies=12)
    merged = team.carry(laptop)
    assert not merged.preview.quarantined
    assert "loan" not in team.office.session.catalogue
    assert [op.verb for op in team.office.session.store.history("loan", loan)] == ["put", "put"]
    _same_segments(laptop, team.office, team.task)
    team.office.session.store.check()
    team.office.session.store.rebuild()
    again = exchange.preview(team.office.session, merged.preview.incoming.path)
    assert again.brings_nothing
    office = upgrade(team)
    assert titles(office) == ["会计凭证"]
    assert [hit.id for hit in office.store.search("会计")] == [loan]
    office.store.check()


def _same_segments(one: Opened, other: Opened, task: str, *channels: Channel) -> None:
    """What one device wrote lies at the other byte for byte, signatures included."""
    own = [
        segment
        for segment in one.session.store.segments(task)
        if segment.name.device == one.session.device
        and segment.name.channel in (channels or tuple(Channel))
    ]
    assert own
    for segment in own:
        there = other.session.store.segment(segment.hash)
        assert there is not None
        assert (there.state, there.signature) == ("applied", segment.signature)
        data = one.session.store.segment_bytes(segment.hash)
        assert other.session.store.segment_bytes(segment.hash) == data


def test_an_older_office_hands_it_on(team: Team) -> None:
    """The first laptop is lost; the office sends its work to the second one, read or not."""
    first, second = team.laptops
    loan = lend(first.session, "会计凭证", copies=12)
    team.carry(first)
    tips = tuple(segment.hash for segment in team.at_office.store.segments(team.task))
    lost = first.session.device
    amend(team, revoked=(Revocation(lost, tips),))
    [written] = exchange.export(team.at_office, team.stick).files
    merge(second, written.path)
    row = second.session.store.row("loan", loan)
    assert row is not None
    assert row.values["copies"] == 12
    assert row.author == team.laptops[0].session.person
    _same_segments(first, second, team.task, Channel.TEAM)


def test_a_changed_description_makes_the_table_anew(team: Team) -> None:
    laptop = team.laptops[0]
    person, path = laptop.session.person, laptop.path
    loan = lend(
        laptop.session, "会计凭证", copies=12, deposit=100, note=NOTE, lent_on=date(2026, 3, 3)
    )
    assert laptop.session.store.search(NOTE) == []
    laptop.close()
    team.laptops[0] = later = open_again(path, person, LATER)
    store = later.session.store
    row = store.row("loan", loan)
    assert row is not None
    assert set(row.values) == {f.name for f in dataclasses.fields(LaterLoan)} - {"handed_over_by"}
    assert (row.values["copies"], row.values["place"]) == (12, None)
    assert [hit.id for hit in store.search(NOTE)] == [loan]
    store.check()
    records.save(later.session, records.load(later.session, "loan", loan), {"place": "保密柜"})
    later.close()
    team.laptops[0] = before = open_again(path, person, WITH_LOANS)
    row = before.session.store.row("loan", loan)
    assert row is not None
    assert row.values["deposit"] == 100
    assert "place" not in row.values
    assert before.session.store.search(NOTE) == []
    before.session.store.check()


def test_a_register_that_is_left_out_comes_back(team: Team) -> None:
    laptop = team.laptops[0]
    person, path = laptop.session.person, laptop.path
    lend(laptop.session, "会计凭证")
    laptop.close()
    without = open_again(path, person)
    assert "loan" not in without.session.catalogue
    without.session.store.check()
    without.close()
    team.laptops[0] = open_again(path, person, WITH_LOANS)
    assert titles(team.laptops[0].session) == ["会计凭证"]
