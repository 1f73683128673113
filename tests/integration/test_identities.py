"""Sealed identities among people who make mistakes, lie, are recused, or lose the disk."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import opening
from app.bootstrap.opening import Opened, PersonToBe
from app.crypto import hpke, sealing
from app.domain.access import CompartmentFacts, Recusal, Role, Rule
from app.domain.errors import DecryptionError, SealBrokenError, SealedError, StoreFullError
from app.domain.kinds import Channel, Turn, Values
from app.journal.canonical import JsonValue
from app.journal.fold import RecordState
from app.journal.operations import Intent
from app.journal.segments import read_segment
from app.ports import Query, Row
from app.services import drafts, exchange, identities, interviews, readership, records
from app.services.session import Belief, Session
from app.trust import amending
from app.trust.statement import Person
from app.words import words
from tests.support.vaults import PASSPHRASE, POLICY, Team, amend, make_team, open_again

NAME = "鄢毓琇"
PLACE = "三楼306室"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """For tests that write talks of their own and change nothing else."""
    made = make_team(tmp_path_factory.mktemp("team"), laptops=3)
    yield made
    made.close()


@pytest.fixture
def own_team(tmp_path: Path) -> Iterator[Team]:
    """For tests that issue statements or close vaults."""
    made = make_team(tmp_path, laptops=3)
    yield made
    made.close()


def talk(session: Session, **values: object) -> str:
    """A talk with a name and a place."""
    new = interviews.start(session, category="staff")
    turns = (Turn("t1", "问", "答"),)
    return records.save(session, new, {"name": NAME, "place": PLACE, "turns": turns, **values}).id


def state_of(session: Session, record: str) -> RecordState:
    found = session.store.state("interview", record)
    assert found is not None
    return found


def box_of(session: Session, record: str, group: str = "identity") -> dict[str, JsonValue]:
    value = state_of(session, record).groups[group].shown.value
    assert isinstance(value, dict)
    return value


def opened(session: Session, record: str) -> Values:
    return identities.unseal(session, "interview", record, "verify", "").values


def unsealings(session: Session, record: str) -> list[Row]:
    """Audit entries of opening this talk."""
    return session.store.rows(Query("audit", equals={"action": "unsealed", "subject": record}))


def append(session: Session, *intents: Intent) -> None:
    """Write operations past all services, as a changed program could."""
    with session.store.work() as work:
        session.append(work, Channel.TEAM, list(intents))
        work.commit()


def keys(session: Session, record: str) -> set[str]:
    return {str(grant.value["key"]) for grant in state_of(session, record).grants}  # type: ignore[index,call-overload]


def granted(session: Session, record: str) -> set[str]:
    return set(identities.readers(session, "interview", record))


def carry(source: Opened, *targets: Opened) -> None:
    """Hand everything on ``source`` to other laptops, as a leader who relays will."""
    session = source.session
    with session.store.work() as work:
        exchange.cut(session, work)
        work.commit()
    for target in targets:
        with target.session.store.work() as work:
            for stored in session.store.segments(session.task):
                segment = read_segment(session.store.segment_bytes(stored.hash))
                work.adopt(segment, stored.signature)
            work.commit()


def edit(session: Session, record: str, **values: object) -> None:
    records.save(session, records.load(session, "interview", record), values)


def amended_person(team: Team, index: int, **changes: object) -> tuple[Person, ...]:
    """The statement's persons with one of them changed; 0 is the first of the office."""
    statement = team.at_office.trust.statement(team.task)
    assert statement is not None
    people = list(statement.persons)
    people[index] = replace(people[index], **changes)  # type: ignore[arg-type]
    return tuple(people)


def recuse(team: Team, person: str, record: str = "") -> None:
    recusal = Recusal(person, "interview" if record else "", record)
    old = team.at_office.trust.statements[team.task]
    new = amending.recuse(old, recusal, date(2026, 3, 4))
    amend(team, recusals=new.recusals, persons=new.persons, compartments=new.compartments)


def forged(box: dict[str, JsonValue], **members: JsonValue) -> dict[str, JsonValue]:
    """The same box with other ciphertext."""
    return {**box, "c": "A" * 344, **members}


# --- boxes that lie --------------------------------------------------------------------------


def test_a_box_with_a_copied_tag_is_passed_over(team: Team) -> None:
    honest, liar = team.laptops[0], team.laptops[2]
    record = talk(honest.session)
    carry(honest, liar)
    lie = forged(box_of(liar.session, record))
    while state_of(liar.session, record).groups["identity"].shown.newest.author != (
        liar.session.person
    ):
        append(liar.session, Intent("put", "interview", record, "identity", lie, timed=False))
    assert state_of(liar.session, record).open_questions == 0
    carry(liar, honest)
    assert box_of(honest.session, record)["c"] == lie["c"]
    assert opened(honest.session, record)["name"] == NAME


def test_a_copied_tag_that_replaces_the_original_hides_nothing(team: Team) -> None:
    honest, liar = team.laptops[0], team.laptops[2]
    record = talk(honest.session)
    carry(honest, liar)
    heads = state_of(liar.session, record).groups["identity"].hashes
    lie = forged(box_of(liar.session, record))
    append(liar.session, Intent("put", "interview", record, "identity", lie, heads, timed=False))
    carry(liar, honest)
    assert opened(honest.session, record)["name"] == NAME


def break_group(liar: Session, record: str, group: str) -> None:
    heads = state_of(liar, record).groups[group].hashes
    lie = forged(box_of(liar, record, group), m="A" * 43 + "=")
    append(liar, Intent("put", "interview", record, group, lie, heads, timed=False))


def test_a_broken_part_is_named_and_the_rest_is_readable(team: Team) -> None:
    honest, liar = team.laptops[0], team.laptops[2]
    record = talk(honest.session)
    carry(honest, liar)
    break_group(liar.session, record, "appointment")
    carry(liar, honest)
    found = identities.unseal(honest.session, "interview", record, "verify", "")
    assert found.broken == (SealBrokenError("interview", record, "appointment"),)
    assert "时间、地点" in words(found.broken[0], "zh").sentence
    assert found.values["name"] == NAME
    assert not {"place", "started_at", "ended_at"}.intersection(found.values)
    assert identities.search_by_name(honest.session, NAME, "verify", "")
    edit(honest.session, record, **{**found.values, "phone": "13900001111"})
    history = honest.session.store.history("interview", record)
    assert [op.author for op in history if op.group == "appointment" and op.verb == "put"] == [
        honest.session.person,
        liar.session.person,
    ]
    edit(honest.session, record, place=PLACE)
    mended = identities.unseal(honest.session, "interview", record, "verify", "")
    assert mended.broken == ()
    assert (mended.values["place"], mended.values["phone"]) == (PLACE, "13900001111")


def test_one_part_sealed_for_a_stranger_alone_shuts_nobody_out_of_the_rest(team: Team) -> None:
    honest, liar = team.laptops[0], team.laptops[2]
    record = talk(honest.session)
    carry(honest, liar)
    address = sealing.RecordAddress(liar.session.office, liar.session.task, record)
    heads = state_of(liar.session, record).groups["appointment"].hashes
    key = sealing.new_record_key()
    box = sealing.seal_value(key, "liar", address.group("appointment"), b"{}")
    append(liar.session, Intent("put", "interview", record, "appointment", box, heads))
    carry(liar, honest)
    assert identities.may_unseal(honest.session, "interview", record)
    found = identities.unseal(honest.session, "interview", record, "verify", "")
    assert found.values["name"] == NAME
    assert [error.group for error in found.broken] == ["appointment"]


def test_what_does_not_open_is_said_and_logged(team: Team) -> None:
    honest, liar = team.laptops[0], team.laptops[2]
    record = talk(honest.session)
    carry(honest, liar)
    break_group(liar.session, record, "identity")
    break_group(liar.session, record, "appointment")
    carry(liar, honest)
    with pytest.raises(SealBrokenError) as raised:
        opened(honest.session, record)
    assert raised.value.group == "identity"
    assert len(unsealings(honest.session, record)) == 1
    pseudonym = records.load(honest.session, "interview", record).values["pseudonym"]
    assert pseudonym not in identities.search_by_name(honest.session, NAME, "verify", "")


def test_an_interviewer_repairs_what_was_broken(team: Team) -> None:
    honest, liar = team.laptops[0], team.laptops[2]
    record = talk(honest.session)
    carry(honest, liar)
    heads = state_of(liar.session, record).groups["identity"].hashes
    lie: JsonValue = {"name": "没有密封"}
    append(liar.session, Intent("put", "interview", record, "identity", lie, heads, timed=False))
    carry(liar, honest)
    edit(honest.session, record, name=NAME)
    assert opened(honest.session, record)["name"] == NAME


def test_a_box_moved_to_another_record_does_not_open(team: Team) -> None:
    session = team.laptops[0].session
    source = talk(session)
    target = records.save(session, interviews.start(session, category="staff"), {}).id
    moved = Intent("put", "interview", target, "identity", box_of(session, source), timed=False)
    grants = [
        Intent("keygrant", "interview", target, grant.group, grant.value, timed=False)
        for grant in state_of(session, source).grants
    ]
    append(session, moved, *grants)
    with pytest.raises(SealBrokenError):
        opened(session, target)


# --- grants that are missing or lie ----------------------------------------------------------


def test_a_record_without_grants_stays_closed_and_nothing_is_logged(team: Team) -> None:
    session = team.laptops[0].session
    source = talk(session)
    target = records.save(session, interviews.start(session, category="staff"), {}).id
    append(session, Intent("put", "interview", target, "identity", box_of(session, source)))
    assert not identities.may_unseal(session, "interview", target)
    with pytest.raises(SealedError):
        opened(session, target)
    with pytest.raises(SealedError):
        edit(session, target, name="别人")
    assert not unsealings(session, target)


def test_a_forged_grant_neither_locks_out_nor_reads_along(team: Team) -> None:
    honest, liar = team.laptops[0], team.laptops[2]
    record = talk(honest.session)
    carry(honest, liar)
    key_id = str(box_of(liar.session, record)["key"])
    address = sealing.RecordAddress(liar.session.office, liar.session.task, record)
    own = sealing.new_record_key()
    public = honest.session.keys.person.public
    facts: JsonValue = {
        "key": key_id,
        "to": readership.key_id(public),
        "person": honest.session.person,
        "box": sealing.wrap_record_key(own, key_id, public, address),
    }
    lies = [Intent("keygrant", "interview", record, "identity", facts)] * 8
    append(liar.session, *lies)
    carry(liar, honest)
    assert opened(honest.session, record)["name"] == NAME
    edit(honest.session, record, name="璩鸿涛")
    assert opened(honest.session, record)["name"] == "璩鸿涛"
    with pytest.raises(DecryptionError):
        sealing.open_value(own, address.group("identity"), box_of(honest.session, record))


def test_a_forged_grant_does_not_stand_in_the_way_of_a_real_one(team: Team) -> None:
    """Rubbish was granted to a colleague by a stranger before an interviewer named him."""
    writer, colleague = team.laptops[1], team.laptops[2]
    record = talk(writer.session)
    carry(writer, colleague)
    reader = readership.key_id(colleague.session.keys.person.public)
    key_id = str(box_of(colleague.session, record)["key"])
    for box in ("AAAA", 7):
        rubbish: JsonValue = {"key": key_id, "to": reader, "person": "x", "box": box}
        grant = Intent("keygrant", "interview", record, "identity", rubbish)
        append(replace(colleague.session, person="stranger"), grant)
    carry(colleague, writer)
    both = (writer.session.person, colleague.session.person)
    edit(writer.session, record, interviewers=both, follow_up="再谈一次")
    carry(writer, colleague)
    assert opened(colleague.session, record)["name"] == NAME


def test_a_key_somebody_else_made_up_is_not_used(team: Team) -> None:
    """A liar replaces the box by his own and grants its key to the readers."""
    honest, liar = team.laptops[0], team.laptops[2]
    record = talk(honest.session)
    carry(honest, liar)
    address = sealing.RecordAddress(liar.session.office, liar.session.task, record)
    own, heads = sealing.new_record_key(), state_of(liar.session, record).groups["identity"].hashes
    plain = b'{"name":"\xe5\x81\x87"}'
    box = sealing.seal_value(own, "liar", address.group("identity"), plain)
    grants = [
        Intent(
            "keygrant",
            "interview",
            record,
            "identity",
            {
                "key": "liar",
                "to": readership.key_id(laptop.session.keys.person.public),
                "person": laptop.session.person,
                "box": sealing.wrap_record_key(
                    own, "liar", laptop.session.keys.person.public, address
                ),
            },
        )
        for laptop in (honest, liar)
    ]
    put = Intent("put", "interview", record, "identity", box, heads, timed=False)
    append(liar.session, put, *grants)
    carry(liar, honest)
    edit(honest.session, record, name=NAME)
    assert box_of(honest.session, record)["key"] != "liar"
    carry(honest, liar)
    assert opened(honest.session, record)["name"] == NAME
    assert not identities.may_unseal(liar.session, "interview", record)


# --- readers come and go ---------------------------------------------------------------------


def test_readers_are_the_interviewers_the_leader_and_the_custodian(team: Team) -> None:
    writer = team.laptops[1].session
    custodian = team.at_office.person
    record = talk(writer)
    leader = team.laptops[0].session.person
    assert granted(writer, record) == {writer.person, leader, custodian}


def test_interviewers_only_leaves_the_leader_out(own_team: Team) -> None:
    facts = CompartmentFacts(rule=Rule.INTERVIEWERS_ONLY)
    amend(own_team, compartments={"identity": facts})
    writer = own_team.laptops[1].session
    record = talk(writer)
    carry(own_team.laptops[1], own_team.laptops[0])
    assert granted(writer, record) == {writer.person, own_team.at_office.person}
    with pytest.raises(SealedError):
        opened(own_team.laptops[0].session, record)


def test_ordinary_office_staff_read_pseudonyms_only(own_team: Team) -> None:
    keys_of_clerk = hpke.PrivateKey.generate()
    statement = own_team.at_office.trust.statement(own_team.task)
    assert statement is not None
    clerk = Person("clerk", "文书", (Role.OFFICE,), 9, (keys_of_clerk.public,))
    amend(own_team, persons=(*statement.persons, clerk))
    record = talk(own_team.laptops[0].session)
    own_team.carry(own_team.laptops[0])
    at_desk = own_team.at_office
    at_desk = replace(at_desk, person="clerk", keys=replace(at_desk.keys, person=keys_of_clerk))
    assert "clerk" not in granted(at_desk, record)
    with pytest.raises(SealedError):
        opened(at_desk, record)
    row = at_desk.store.row("interview", record)
    assert row is not None
    assert row.values["pseudonym"] == "谈话对象-1-01"
    sealed = {field.name for field in at_desk.kind("interview").fields if field.sealed}
    assert not sealed.intersection(row.values)
    assert not sealed.intersection(records.load(at_desk, "interview", record).values)


def test_a_second_reader_edits_under_the_same_key(team: Team) -> None:
    first, second = team.laptops[1], team.laptops[0]
    record = talk(first.session)
    carry(first, second)
    edit(second.session, record, phone="13900001111", name=NAME)
    carry(second, first)
    assert len(keys(first.session, record)) == 1
    assert opened(first.session, record)["phone"] == "13900001111"
    assert opened(first.session, record)["place"] == PLACE


def test_a_person_reads_on_his_second_laptop_too(own_team: Team) -> None:
    session = own_team.laptops[0].session
    before = talk(session)
    second_key = hpke.PrivateKey.generate()
    statement = session.trust.statement(own_team.task)
    assert statement is not None
    index = [person.id for person in statement.persons].index(session.person)
    read = (*statement.persons[index].read, second_key.public)
    amend(own_team, persons=amended_person(own_team, index, read=read))
    session = own_team.laptops[0].session
    after = talk(session)
    elsewhere = replace(session, keys=replace(session.keys, person=second_key))
    assert opened(elsewhere, after)["name"] == NAME
    assert not identities.may_unseal(elsewhere, "interview", before)
    edit(session, before, follow_up="再谈一次")
    assert opened(elsewhere, before)["name"] == NAME
    assert len(keys(session, before)) == 1


def test_a_new_interviewer_named_by_a_reader_gets_the_key(team: Team) -> None:
    writer, colleague = team.laptops[1], team.laptops[2]
    record = talk(writer.session)
    both = (writer.session.person, colleague.session.person)
    edit(writer.session, record, interviewers=both)
    carry(writer, colleague)
    assert opened(colleague.session, record)["place"] == PLACE
    assert len(keys(writer.session, record)) == 1


def test_nobody_lets_himself_in_by_adding_his_name(team: Team) -> None:
    writer, stranger = team.laptops[1], team.laptops[2]
    record = talk(writer.session)
    carry(writer, stranger)
    both = (writer.session.person, stranger.session.person)
    edit(stranger.session, record, interviewers=both)
    carry(stranger, writer)
    edit(writer.session, record, name=NAME, phone="13900001111")
    assert stranger.session.person not in granted(writer.session, record)
    carry(writer, stranger)
    assert not identities.may_unseal(stranger.session, "interview", record)
    assert opened(writer.session, record)["phone"] == "13900001111"


def test_who_the_leader_names_gets_the_key_from_the_next_reader(own_team: Team) -> None:
    leader, writer, colleague = own_team.laptops
    facts = CompartmentFacts(rule=Rule.INTERVIEWERS_ONLY)
    amend(own_team, compartments={"identity": facts})
    record = talk(writer.session)
    carry(writer, leader)
    both = (writer.session.person, colleague.session.person)
    edit(leader.session, record, interviewers=both)
    carry(leader, writer)
    edit(writer.session, record, follow_up="再谈一次")
    carry(writer, colleague)
    assert opened(colleague.session, record)["name"] == NAME


def test_a_recused_person_gets_no_grant(own_team: Team) -> None:
    leader = own_team.laptops[0].session.person
    recuse(own_team, leader)
    writer = own_team.laptops[1].session
    record = talk(writer, interviewers=(leader, writer.person))  # he would be a reader otherwise
    assert leader not in granted(writer, record)
    carry(own_team.laptops[1], own_team.laptops[0])
    with pytest.raises(SealedError):
        opened(own_team.laptops[0].session, record)


def test_a_later_recusal_closes_at_once_and_changes_the_key(own_team: Team) -> None:
    leader, writer = own_team.laptops[0], own_team.laptops[1]
    record = talk(writer.session)
    carry(writer, leader)
    assert identities.may_unseal(leader.session, "interview", record)
    recuse(own_team, leader.session.person, record)
    assert not identities.may_unseal(leader.session, "interview", record)
    with pytest.raises(SealedError):
        opened(leader.session, record)
    edit(writer.session, record, name="璩鸿涛", place="四楼")
    assert leader.session.person not in granted(writer.session, record)
    assert len(keys(writer.session, record)) == 2
    carry(writer, leader)
    changed_program = replace(leader.session, belief=Belief())
    assert not identities.may_unseal(changed_program, "interview", record)
    other = talk(writer.session)
    assert leader.session.person in granted(writer.session, other)


# --- no log, no unsealing --------------------------------------------------------------------


def test_a_full_disk_opens_nothing(own_team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    laptop = own_team.laptops[0]
    record = talk(laptop.session)
    laptop.reopen()  # an empty write-ahead log
    opens: list[object] = []
    monkeypatch.setattr("app.crypto.sealing.open_value", lambda *known: opens.append(known))
    monkeypatch.setattr("app.crypto.sealing.unwrap_record_key", lambda *known: opens.append(known))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_192, hard))
    try:
        with pytest.raises(StoreFullError):
            opened(laptop.session, record)
        with pytest.raises(StoreFullError):
            identities.search_by_name(laptop.session, NAME, "verify", "")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert opens == []
    assert not unsealings(laptop.session, record)


def test_the_entry_goes_to_the_leaders_channel(team: Team) -> None:
    session = team.laptops[1].session
    record = talk(session)
    opened(session, record)
    [row] = unsealings(session, record)
    [operation] = session.store.history("audit", row.id)
    assert operation.log == session.log(Channel.LEADER).id
    assert (row.values["subject"], row.values["reason"]) == (record, "verify")
    assert row.author == session.person


def test_search_by_name_gives_pseudonyms_and_is_logged_first(own_team: Team) -> None:
    first, second = own_team.laptops[1], own_team.laptops[2]
    mine = talk(first.session)
    carry(first, second)
    talk(second.session, name="欧阳 毓琇")
    hidden = state_of(second.session, mine)
    assert hidden.groups["identity"]
    assert identities.search_by_name(second.session, " 毓琇", "verify", "") == ["谈话对象-3-01"]
    assert identities.search_by_name(second.session, "", "verify", "") == []
    logged = second.session.store.rows(Query("audit", equals={"action": "searched_names"}))
    assert len(logged) == 2
    assert "毓" not in str([row.values for row in logged])


def test_search_by_name_stops_without_a_log(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    session = team.laptops[0].session
    talk(session)

    def fail(*_: object, **__: object) -> None:
        raise StoreFullError

    monkeypatch.setattr("app.services.audit.note_alone", fail)
    monkeypatch.setattr("app.crypto.sealing.open_value", lambda *_: pytest.fail("opened"))
    with pytest.raises(StoreFullError):
        identities.search_by_name(session, NAME, "verify", "")


def test_no_operation_on_a_talk_tells_the_time(team: Team) -> None:
    session = team.laptops[0].session
    record = talk(session)
    edit(session, record, follow_up="再谈一次", phone="13900001111")
    records.delete(session, "interview", record)
    records.restore(session, "interview", record)
    history = session.store.history("interview", record)
    assert {"put", "keygrant", "del", "restore"} == {operation.verb for operation in history}
    assert {operation.claimed for operation in history} == {None}


# --- drafts ----------------------------------------------------------------------------------


def test_two_persons_of_a_laptop_type_into_the_same_talk(own_team: Team) -> None:
    laptop = own_team.laptops[0]
    first = laptop.session.person
    second = opening.add_person(laptop, PersonToBe("阮竹青", PASSPHRASE), POLICY)
    new = interviews.start(laptop.session, category="staff")
    drafts.keep(laptop.session, new, {"name": NAME})
    laptop.close()
    own_team.laptops[0] = open_again(laptop.path, second)
    session = own_team.laptops[0].session
    assert drafts.pending(session) == []
    drafts.keep(session, new, {"name": "璩鸿涛"})
    drafts.discard(session, new.id)
    own_team.laptops[0].close()
    own_team.laptops[0] = open_again(laptop.path, first)
    [found] = drafts.pending(own_team.laptops[0].session)
    assert found.values["name"] == NAME
