"""Who receives a record is decided by its channel: nobody else even learns that it exists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.bootstrap.opening import Opened
from app.bundle import inbound
from app.domain.access import CompartmentFacts, Recusal
from app.domain.kinds import Channel
from app.ports import Query
from app.services import audit, evidence, exchange, links, records
from app.services.session import Session
from app.trust.statement import DatedRecusal
from tests.support.vaults import Team, amend, make_team, merge

SECRETS = {
    Channel.TEAM: "全组都看的甲",
    Channel.LEADER: "只给组长的乙",
    Channel.PETITION: "信访件的丙",
    Channel.OFFICE: "直达办公室的丁",
}


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """A leader, a member who handles petitions, and an ordinary member; all on own laptops."""
    made = make_team(tmp_path, laptops=3)
    petitions = made.laptops[1].session.person
    amend(made, compartments={"petition": CompartmentFacts(named=frozenset({petitions}))})
    yield made
    made.close()


def write(session: Session, channel: Channel) -> str:
    """A finding for the readers of a channel."""
    new = records.new(session, "finding", channel=channel)
    records.save(session, new, {"title": SECRETS[channel]})
    return new.id


def titles(opened: Opened) -> set[str]:
    rows = opened.session.store.rows(Query("finding", task=opened.session.task))
    return {str(row.values["title"]) for row in rows}


def carry(sender: Opened | Session, to: list[Opened], stick: Path) -> exchange.Exported:
    """Export for these vaults; each merges the files it can open."""
    session = sender.session if isinstance(sender, Opened) else sender
    written = exchange.export(session, stick, to=[each.session.device for each in to])
    for receiver in to:
        for file in written.files:
            if receiver.session.device in file.readers:
                merge(receiver, file.path)
    return written


def hand_down(team: Team, *laptops: Opened) -> None:
    """The office exports for these laptops."""
    carry(team.at_office, list(laptops), team.stick)


def plain(path: Path, opened: Opened) -> bytes:
    """The whole decrypted archive of a bundle."""
    with inbound.opened(path, [opened.session.keys.reading]) as (_, payload):
        return b"".join(bytes(batch) for batch in payload.batches())


def test_each_channel_reaches_its_readers_and_nobody_else(team: Team) -> None:
    """Case 52b. An ordinary member's export and store hold nothing of the others' channels."""
    leader, petitions, ordinary = team.laptops
    written = {channel: write(petitions.session, channel) for channel in Channel}
    exported = carry(petitions, [team.office, leader, ordinary], team.stick)
    assert titles(ordinary) == {SECRETS[Channel.TEAM]}
    assert titles(leader) == {SECRETS[c] for c in Channel if c is not Channel.OFFICE}
    at_office = team.at_office.store.rows(Query("finding", task=team.task))
    assert {str(row.values["title"]) for row in at_office} == set(SECRETS.values())

    secret = {
        segment.name.id: segment
        for segment in petitions.session.store.segments(team.task)
        if segment.name.channel != Channel.TEAM
    }
    assert {segment.name.channel for segment in secret.values()} == {
        Channel.LEADER,
        Channel.PETITION,
        Channel.OFFICE,
    }
    ids = [*secret, *(segment.hash for segment in secret.values())]
    ids += [id_ for channel, id_ in written.items() if channel is not Channel.TEAM]
    again = carry(ordinary, [leader, petitions, team.office], team.stick)
    database = dump(ordinary)
    for id_ in ids:
        assert id_ not in database
        assert bytes.fromhex(id_.replace("-", "")).hex() not in database
        for file in exported.files:
            if ordinary.session.device in file.readers:
                assert id_.encode() not in plain(file.path, ordinary)
        for file in again.files:
            reader = leader if leader.session.device in file.readers else team.office
            assert id_.encode() not in plain(file.path, reader)


def dump(opened: Opened) -> str:
    """Every value of every table of a vault's database, digests as hexadecimal digits."""
    found: list[str] = []
    with opened.session.store._engine.reading() as connection:  # type: ignore[attr-defined]
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.all():
            if table.startswith("search_words"):
                continue
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                for value in row:
                    found.append(value.hex() if isinstance(value, bytes) else str(value))
                    if isinstance(value, bytes):
                        found.append(value.decode("utf-8", "replace"))
    return "\n".join(found)


def test_the_search_would_find_what_is_there(team: Team) -> None:
    """The search above is not blind: the member who wrote it finds every id in his own store."""
    writer = team.laptops[1]
    written = [write(writer.session, channel) for channel in Channel]
    with writer.session.store.work() as work:
        exchange.cut(writer.session, work)
        work.commit()
    database = dump(writer)
    segments = writer.session.store.segments(team.task)
    for id_ in [*written, *(segment.hash for segment in segments if segment.arrival is None)]:
        assert id_ in database


def test_the_office_hands_down_only_what_each_laptop_may_have(team: Team) -> None:
    leader, petitions, ordinary = team.laptops
    for channel in Channel:
        write(petitions.session, channel)
    carry(petitions, [team.office], team.stick)
    hand_down(team, leader, ordinary)
    assert titles(ordinary) == {SECRETS[Channel.TEAM]}
    assert titles(leader) == {SECRETS[c] for c in Channel if c is not Channel.OFFICE}


def test_later_edits_evidence_and_links_stay_in_the_channel(team: Team, tmp_path: Path) -> None:
    leader, _, ordinary = team.laptops
    session = ordinary.session
    direct, shared = write(session, Channel.OFFICE), write(session, Channel.TEAM)
    records.save(session, records.load(session, "finding", direct), {"title": "改过的丁"})
    photo = tmp_path / "证据.jpg"
    photo.write_bytes(b"\xff\xd8 a photo that names the leader")
    item = evidence.import_file(session, photo, link_from=("finding", direct)).id
    links.link(session, ("finding", shared), ("finding", direct), "supports")
    records.delete(session, "finding", direct)
    records.restore(session, "finding", direct)
    exported = carry(ordinary, [team.office, leader], team.stick)
    assert titles(leader) == {SECRETS[Channel.TEAM]}
    assert leader.session.store.row("evidence", item) is None
    assert leader.session.store.count(Query("link")) == 0
    row = team.at_office.store.row("finding", direct)
    assert row is not None
    assert row.values["title"] == "改过的丁"
    assert row.channel == Channel.OFFICE
    kept = team.at_office.store.row("evidence", item)
    assert kept is not None
    stored = team.at_office.store.blob(str(kept.values["file"]))
    assert stored is not None
    assert team.at_office.blobs.has(stored.digest)
    for file in exported.files:
        if leader.session.device in file.readers:
            archive = plain(file.path, leader)
            assert b"names the leader" not in archive
            assert stored.digest.encode() not in archive


def test_receipts_tell_nobody_of_logs_that_are_not_his(team: Team) -> None:
    """The office's receipt for what went past the leader is in the writer's own box."""
    leader, _, ordinary = team.laptops
    write(ordinary.session, Channel.OFFICE)
    carry(ordinary, [team.office], team.stick)
    hand_down(team, leader, ordinary)
    secret = [
        segment
        for segment in ordinary.session.store.segments(team.task)
        if segment.name.channel == Channel.OFFICE
    ]
    assert secret
    received = exchange.whereabouts(ordinary.session).received
    assert {segment.hash for segment in secret} <= received
    database = dump(leader)
    for segment in secret:
        assert segment.hash not in database
        assert segment.name.id not in database


def test_a_recused_member_is_handed_nothing(team: Team) -> None:
    """Case 90, as far as files go. Recused from the whole task: no file is for his computer."""
    leader, _, ordinary = team.laptops
    out = ordinary.session.person
    amend(team, recusals=(DatedRecusal(Recusal(out), date(2026, 3, 10)),))
    write(leader.session, Channel.TEAM)
    written = exchange.export(
        leader.session, team.stick, to=[ordinary.session.device, team.office.session.device]
    )
    assert all(ordinary.session.device not in file.readers for file in written.files)


def test_a_file_shows_its_readers_by_number_only(team: Team) -> None:
    """From outside nobody sees for whom a file is: only how many can open it."""
    written = carry(team.laptops[2], [team.office, team.laptops[0]], team.stick)
    data = written.files[0].path.read_bytes()
    for opened in (team.office, *team.laptops):
        assert opened.session.device.encode() not in data
    assert data.count(b"-> mlkem768x25519 ") == 2


def test_the_log_of_acts_names_nothing_the_leader_may_not_know_of(team: Team) -> None:
    """What was done about a record is entered where the record is: an entry names its id."""
    leader, _, ordinary = team.laptops
    direct = write(ordinary.session, Channel.OFFICE)
    audit.note_alone(ordinary.session, "unsealed", subject=("finding", direct), reason="verify")
    audit.note_alone(ordinary.session, "unsealed", reason="verify")
    carry(ordinary, [team.office, leader], team.stick)
    assert direct not in dump(leader)
    assert direct in dump(team.office)
    acts = leader.session.store.rows(Query("audit", task=team.task, equals={"action": "unsealed"}))
    assert [row.values["subject"] for row in acts] == [None]
