"""Cases 40 to 52 of the exchange: what a person is asked, told and left with after merging."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest

from app.bootstrap.opening import Opened
from app.domain.encoding import encode_group
from app.domain.errors import ConflictOpenError, DecisionOvertakenError, InputError
from app.domain.kinds import Channel, Value
from app.journal.canonical import JsonValue
from app.journal.merging import CHOICES_SHOWN, CROWD
from app.journal.operations import Intent
from app.ports import Query
from app.services import conflicts, exchange, findings, interviews, links, records, splitting
from app.services.exchange import Merged
from app.services.session import Session
from tests.support.vaults import Team, make_team, merge

BASIS = "第四条"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """One office and three laptops; every test works on records of its own."""
    made = make_team(tmp_path_factory.mktemp("conflicts"), laptops=3)
    yield made
    made.close()


def carry(team: Team, sender: Opened, receiver: Opened) -> Merged:
    """A stick from one computer to another."""
    session = sender.session.within(team.task)
    written = exchange.export(session, team.stick, to=[receiver.session.device])
    for file in written.files[1:]:
        merge(receiver, file.path)
    return merge(receiver, written.files[0].path)


def finding(team: Team, *receivers: Opened, **values: Value) -> str:
    """A worksheet of the first laptop that the others have, too."""
    session = team.laptops[0].session
    new = findings.start(session, **({"title": "违规发放加班补贴"} | values))
    records.save(session, new, {})
    for receiver in receivers or team.laptops[1:]:
        carry(team, team.laptops[0], receiver)
    return new.id


def write(session: Session, record: str, kind: str = "finding", **values: Value) -> None:
    records.save(session, records.load(session, kind, record), values)


def seal(session: Session, record: str) -> None:
    """A signature over what is there now."""
    state = session.store.state("finding", record)
    assert state is not None
    with session.store.work() as work:
        value: JsonValue = {"seen": list(state.hashes())}
        session.append(work, Channel.TEAM, [Intent("seal", "finding", record, value=value)])
        work.commit()


def shown(session: Session, record: str, kind: str = "finding") -> SimpleNamespace:
    """The record as its row has it."""
    row = session.store.row(kind, record)
    assert row is not None
    return SimpleNamespace(row=row, **row.values)


def versions(session: Session, record: str, group: str, field: str) -> dict[str, object]:
    """Author's hash-independent view: the field's value in each version -> who wrote it."""
    found = conflicts.choices(session, "finding", record, group).choices
    return {choice.value[field]: choice.authors for choice in found}  # type: ignore[index,call-overload,misc]


def test_two_edit_the_same_conclusion(team: Team) -> None:
    """Case 40. A hard conflict; both versions are shown with their authors."""
    one, two, _ = team.laptops
    record = finding(team)
    write(one.session, record, nature="serious", basis=BASIS)
    write(two.session, record, nature="minor", basis="第九条")
    merged = carry(team, one, two)
    assert [(q.record, q.group) for q in merged.preview.plan.conflicts] == [(record, "conclusion")]
    found = versions(two.session, record, "conclusion", "basis")
    assert found == {BASIS: (one.session.person,), "第九条": (two.session.person,)}
    assert ("finding", record) in conflicts.open_questions(two.session)
    with pytest.raises(ConflictOpenError):
        findings.require_settled(two.session, record)


def test_two_edit_different_groups(team: Team) -> None:
    """Case 41. Both edits count, and the report names the record as edited in parallel."""
    one, two, _ = team.laptops
    record = finding(team)
    write(one.session, record, statement="概述")
    write(two.session, record, discovery="经过")
    merged = carry(team, one, two)
    (parallel,) = [p for p in merged.preview.plan.parallel if p.record == record]
    assert (parallel.ours, parallel.theirs) == (("discovery",), ("statement",))
    now = shown(two.session, record)
    assert (now.statement, now.discovery, now.row.questions) == ("概述", "经过", 0)


def test_the_same_text_typed_by_both(team: Team) -> None:
    """Case 42. No conflict."""
    one, two, _ = team.laptops
    record = finding(team)
    for laptop in (one, two):
        write(laptop.session, record, statement="一样的概述")
    merged = carry(team, one, two)
    assert merged.preview.plan.conflicts == ()
    now = shown(two.session, record)
    assert (now.statement, now.row.questions) == ("一样的概述", 0)


@pytest.mark.parametrize("keep", [True, False])
def test_deleted_here_and_edited_there(team: Team, keep: bool) -> None:
    """Case 43. The record stays visible with a question; either answer clears it everywhere."""
    one, two, three = team.laptops
    record = finding(team)
    records.delete(one.session, "finding", record, "重复登记")
    write(two.session, record, title="改过的")
    merged = carry(team, one, two)
    assert ("finding", record) in merged.preview.plan.delete_conflicts
    now = shown(two.session, record)
    assert (now.row.deleted, now.row.questions, now.title) == (False, 1, "改过的")
    with pytest.raises(InputError):
        conflicts.keep(two.session, "finding", record, " ")
    answer = conflicts.keep if keep else conflicts.delete_still
    answer(two.session, "finding", record, "组务会定")
    for receiver in (one, three):
        carry(team, two, receiver)
        now = shown(receiver.session, record)
        assert (now.row.deleted, now.row.questions) == (not keep, 0)


def test_deleted_by_both(team: Team) -> None:
    """Case 44. It is deleted once, and nobody is asked."""
    one, two, _ = team.laptops
    record = finding(team)
    for laptop in (one, two):
        records.delete(laptop.session, "finding", record, "重复")
    merged = carry(team, one, two)
    assert merged.preview.plan.questions == 0
    now = shown(two.session, record)
    assert (now.row.deleted, now.row.questions) == (True, 0)
    restored = records.restore(two.session, "finding", record)
    assert ("finding", record) in restored.records
    assert not shown(two.session, record).row.deleted


def test_edited_while_another_signs(team: Team) -> None:
    """Case 45. The signed text stays as it was signed; the edit is listed as late."""
    one, two, _ = team.laptops
    record = finding(team, statement="签字时的概述")
    seal(one.session, record)
    write(two.session, record, statement="后来改的")
    merged = carry(team, one, two)
    now = shown(two.session, record)
    assert (now.statement, now.row.sealed, now.row.late) == ("签字时的概述", True, 1)
    state = two.session.store.state("finding", record)
    assert state is not None
    assert [head.value for head in state.groups["statement"].late] == [{"statement": "后来改的"}]
    assert merged.preview.plan.late_writes[-1].group == "statement"


def test_two_sign_different_texts(team: Team) -> None:
    """Case 46. A conflict; the signature that is upheld decides what is shown, everywhere."""
    one, two, three = team.laptops
    record = finding(team, statement="甲")
    write(two.session, record, statement="乙")
    seal(one.session, record)
    seal(two.session, record)
    merged = carry(team, one, two)
    assert ("finding", record) in merged.preview.plan.seal_conflicts
    state = two.session.store.state("finding", record)
    assert state is not None
    mine = next(s for s in state.seals if s.author == two.session.person)
    conflicts.uphold(two.session, "finding", record, mine.hash, "以后签的为准")
    for receiver in (one, three):
        carry(team, two, receiver)
        now = shown(receiver.session, record)
        assert (now.statement, now.row.sealed, now.row.questions) == ("乙", True, 0)


def test_two_decide_differently(team: Team) -> None:
    """Case 47. Two decisions are a new conflict that lists both, and none of the old versions."""
    one, two, three = team.laptops
    record = finding(team)
    write(one.session, record, statement="甲")
    write(two.session, record, statement="乙")
    for receiver in (one, three):
        carry(team, two, receiver)
    carry(team, one, two)
    carry(team, one, three)
    for laptop, text in ((one, "甲"), (two, "定为丙")):
        conflicts.decide(laptop.session, "finding", record, "statement", {"statement": text})
        assert shown(laptop.session, record).row.questions == 0
    carry(team, one, three)
    carry(team, two, three)
    found = versions(three.session, record, "statement", "statement")
    assert found == {"甲": (one.session.person,), "定为丙": (two.session.person,)}
    conflicts.decide(three.session, "finding", record, "statement", {"statement": "定为丙"})
    for receiver in (one, two):
        carry(team, three, receiver)
        now = shown(receiver.session, record)
        assert (now.statement, now.row.questions) == ("定为丙", 0)


def test_amount_and_its_scope_are_one_thing(team: Team) -> None:
    """Case 48. One wrote the amount, the other what it covers: one conflict, with a reason."""
    one, two, _ = team.laptops
    record = finding(team, amount=100_00, amount_scope="2021年")
    write(one.session, record, amount=126_000_00)
    write(two.session, record, amount_scope="2021年至2022年")
    carry(team, one, two)
    found = conflicts.look(two.session, "finding", record, "amount")
    assert found.choices.total == 2
    kind = two.session.kind("finding")
    together = {"amount": 126_000_00, "amount_scope": "2021年至2022年"}
    value: JsonValue = encode_group(kind, "amount", together)
    with pytest.raises(InputError):
        conflicts.decide(two.session, "finding", record, "amount", value)
    conflicts.decide(two.session, "finding", record, "amount", value, "以凭证为准", found.heads)
    now = shown(two.session, record)
    assert (now.amount, now.amount_scope, now.row.questions) == (126_000_00, "2021年至2022年", 0)
    entries = two.session.store.rows(Query("audit", equals={"subject": record}))
    assert [entry.values["words"] for entry in entries] == ["以凭证为准"]


def test_a_finding_that_refers_to_a_talk_not_yet_here(team: Team) -> None:
    """Case 49. The link is there, its end is not: 尚未收到; signing waits until it has come."""
    one, two, _ = team.laptops
    record = finding(team)
    carry(team, one, two)
    talk = interviews.start(two.session, category="staff")
    with two.session.store.work() as work:
        links.write_link(two.session, work, ("finding", record), ("interview", talk.id), "source")
        work.commit()
    carry(team, two, one)
    (end,) = links.targets(one.session, "finding", record)
    assert (end.kind, end.id, end.row) == ("interview", talk.id, None)
    with pytest.raises(ConflictOpenError) as refused:
        findings.require_settled(one.session, record)
    assert (refused.value.open_conflicts, refused.value.open_links) == (0, 1)
    records.save(two.session, talk, {})
    carry(team, two, one)
    (end,) = links.targets(one.session, "finding", record)
    assert end.row is not None
    findings.require_settled(one.session, record)


def test_the_same_link_added_twice(team: Team) -> None:
    """Case 50. It is one link."""
    one, two, _ = team.laptops
    first, second = finding(team), finding(team, title="公车私用")
    for laptop in (one, two):
        links.link(laptop.session, ("finding", first), ("finding", second), "supports")
    merged = carry(team, one, two)
    assert merged.preview.plan.conflicts == ()
    assert len(links.targets(two.session, "finding", first)) == 1


def test_two_members_use_the_same_number(team: Team) -> None:
    """Case 51. The computer's ordinal tells them apart."""
    _, two, three = team.laptops
    numbers = []
    for laptop in (two, three):
        new = findings.start(laptop.session, title="甲")
        records.save(laptop.session, new, {})
        numbers.append(str(new.values["number"]))
    assert numbers == ["问题-2-01", "问题-3-01"]
    carry(team, three, two)
    rows = two.session.store.rows(Query("finding", equals={"title": "甲"}))
    assert sorted(row.values["number"] for row in rows) == numbers


def test_ten_thousand_versions_by_one_member(team: Team) -> None:
    """Case 52. The part with the flood is kept aside with the reason. Where a flood came in small
    parts, everybody's own version is among the few that are shown, and one decision clears all.
    """
    one, two, _ = team.laptops
    record = finding(team, statement="原来")
    state = one.session.store.state("finding", record)
    assert state is not None
    base = state.groups["statement"].hashes

    def flood(session: Session, start: int, count: int) -> None:
        intents = [
            Intent("put", "finding", record, "statement", {"statement": f"写法{number}"}, base)
            for number in range(start, start + count)
        ]
        with session.store.work() as work:
            session.append(work, Channel.TEAM, intents)
            work.commit()

    write(two.session, record, statement="我的写法")
    flood(one.session, 0, 10_000)
    merged = carry(team, one, two)
    aside = merged.preview.quarantined
    assert {judged.reason for judged in aside} == {"crowded"}
    assert shown(two.session, record).row.questions == 0
    flood(two.session, 20_000, 10 * CROWD)  # what this computer wrote itself always counts
    found = conflicts.look(two.session, "finding", record, "statement")
    assert found.choices.total == 10 * CROWD + 1
    assert len(found.choices.choices) == len(found.brackets) == CHOICES_SHOWN
    assert found.choices.crowds == ((two.session.person, 10 * CROWD + 1),)
    value: JsonValue = {"statement": "我的写法"}
    conflicts.decide(two.session, "finding", record, "statement", value, seen=found.heads)
    assert shown(two.session, record).row.questions == 0


def test_a_version_that_comes_meanwhile_stays_a_question(team: Team) -> None:
    one, two, three = team.laptops
    record = finding(team)
    for laptop, text in ((one, "甲"), (two, "乙"), (three, "丙")):
        write(laptop.session, record, statement=text)
    carry(team, one, two)
    found = conflicts.look(two.session, "finding", record, "statement")
    carry(team, three, two)
    value: JsonValue = {"statement": "甲乙"}
    conflicts.decide(two.session, "finding", record, "statement", value, seen=found.heads)
    assert set(versions(two.session, record, "statement", "statement")) == {"甲乙", "丙"}
    with pytest.raises(DecisionOvertakenError):
        conflicts.decide(two.session, "finding", record, "statement", value, seen=found.heads)


def test_both_are_kept_as_two_records(team: Team) -> None:
    one, two, three = team.laptops
    record = finding(team, statement="原来", nature="minor")
    write(one.session, record, state="approved")
    other = finding(team, title="公车私用")
    links.link(one.session, ("finding", record), ("finding", other), "supports")
    carry(team, one, two)
    write(one.session, record, title="发放补贴", statement="补贴", nature="serious")
    write(two.session, record, title="公款吃喝", statement="吃喝")
    carry(team, one, two)
    found = conflicts.look(two.session, "finding", record, "statement")
    moved = next(c for c in found.choices.choices if c.value == {"statement": "吃喝"})
    both = splitting.keep_both(two.session, "finding", record, "statement", moved.hashes[0])
    for laptop in (two, one, three):
        if laptop is not two:
            carry(team, two, laptop)
        first, second = shown(laptop.session, record), shown(laptop.session, both.id)
        assert (first.title, first.statement, first.nature) == ("发放补贴", "补贴", "serious")
        assert (second.title, second.statement, second.nature) == ("公款吃喝", "吃喝", "serious")
        assert (first.row.questions, second.row.questions) == (0, 0)
        assert second.state == "draft"
        assert second.number != first.number
        ends = {end.id: end.role for end in links.targets(laptop.session, "finding", record)}
        assert ends == {other: "supports", both.id: "split"}
        moved_along = links.targets(laptop.session, "finding", both.id)
        assert [(end.id, end.role) for end in moved_along] == [(other, "supports")]


def test_when_something_was_written_is_bracketed_by_the_office(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 53. A clock ten years ahead changes no bracket; what nobody proved says so."""
    one = team.laptops[0]
    office = team.at_office
    now = one.session.clock.now
    monkeypatch.setattr(one.session.clock, "now", lambda: now() + timedelta(days=3650))
    record = finding(team, team.office)
    found = conflicts.look(one.session, "finding", record, "title")
    assert found.choices.choices[0].claimed > office.claimed()  # type: ignore[operator]
    assert found.brackets[0].not_after == ""
    carry(team, team.office, one)  # brings a receipt
    (first,) = conflicts.look(one.session, "finding", record, "title").brackets
    assert first.device == one.session.device
    assert "" < first.not_after <= office.claimed()
    write(one.session, record, title="后来改的")
    carry(team, one, team.office)
    carry(team, team.office, one)
    (second,) = conflicts.look(one.session, "finding", record, "title").brackets
    assert first.not_after == second.not_before or first.not_after <= second.not_before
    assert second.not_before <= second.not_after <= office.claimed()
    at_office = conflicts.look(office, "finding", record, "title")
    assert at_office.brackets[0].not_before == second.not_before
