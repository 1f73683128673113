"""Cases 14 to 23 as the office reads them: who signed, who says he did, and what is kept aside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.opening import Opened
from app.crypto.signing import MANIFEST_TYPE, SEGMENT_TYPE
from app.domain.kinds import Channel
from app.journal.operations import Intent
from app.ports import Query
from app.services import conflicts, exchange, records
from app.words import denial_words
from tests.cases import archives
from tests.cases.archives import Entries
from tests.cases.outcomes import NOTHING, Refusal, nothing_written, refused
from tests.support.vaults import Team, make_laptop, make_office, make_team, merge
from tests.unit.bundle.building import archive
from ui.screens.exchange.presenter import ExchangePresenter

LEADER, MEMBER = "1 号机", "2 号机"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=2)
    yield made
    made.close()


def note(opened: Opened, title: str) -> str:
    new = records.new(opened.session, "finding")
    records.save(opened.session, new, {"title": title})
    return new.id


def carried(laptop: Opened, to: Opened, stick: Path) -> Path:
    return exchange.export(laptop.session, stick, to=[to.session.device]).files[0].path


def refused_bytes(team: Team, data: bytes) -> Refusal:
    """How the office refuses these bytes; nothing of them is kept."""
    path = team.stick / "changed.xjb"
    path.write_bytes(data)
    with nothing_written(team.office):
        found = refused(team.at_office, path)
    assert NOTHING in found.hint or "没有改动任何内容" in found.hint
    return found


def signed_by(team: Team, path: Path, signer: Opened, **manifest: object) -> bytes:
    """The file again under a manifest that says so, signed by somebody."""
    made = archives.parts(path, team.office)
    return archives.seal(archives.put_together(made.saying(**manifest), signer), team.office)


def test_a_manifest_changed_after_signing(team: Team) -> None:
    """Case 14. The signature is invalid."""
    note(team.laptops[0], "甲")
    path = carried(team.laptops[0], team.office, team.stick)
    (_, manifest), (_, signature), *files = archives.entries(archives.plain(path, team.office))[:-1]
    harmed = manifest.replace(b'"kind":"member"', b'"kind":"team"  ')
    assert harmed != manifest
    found = refused_bytes(team, archives.seal(archive(harmed, signature, files), team.office))
    assert found.sentence == "签名无效：文件签名以后，内容被改动过。"
    assert LEADER in found.hint


def test_a_file_signed_by_another_computer(team: Team) -> None:
    """Case 15. Refused; both computers are named."""
    leader, member = team.laptops
    note(leader, "甲")
    path = carried(leader, team.office, team.stick)
    found = refused_bytes(team, signed_by(team, path, member))
    assert found.sentence == f"签名无效：文件自称来自“{LEADER}”，却是“{MEMBER}”签的。"


def test_a_segment_of_an_unknown_computer(team: Team, tmp_path: Path) -> None:
    """Case 16. Kept aside, named, and without effect until somebody decides; a whole file of
    such a computer is refused.
    """
    leader = team.laptops[0]
    note(leader, "甲")
    path = carried(leader, team.office, team.stick)
    made = archives.parts(path, team.office)
    with make_laptop(tmp_path / "stranger", "戴敏") as stranger:
        whole = refused_bytes(team, signed_by(team, path, stranger))
        assert whole.error == "SignerUnknownError"
        assert whole.sentence.startswith("签名人不在本次任务的名册上")
        files = [signed_anew(each, stranger) for each in pairs(made.files)]
    flat = [entry for pair in files for entry in pair]
    (team.stick / "kept.xjb").write_bytes(
        archives.seal(archives.put_together(made.listed(flat), leader), team.office)
    )
    presenter = ExchangePresenter(team.at_office)
    looked = presenter.look(team.stick / "kept.xjb", lambda *_: None, lambda: False)
    assert {part.reason for part in looked.summary.kept_aside} == {"SignerUnknownError"}
    assert looked.summary.new == 0
    presenter.merge(looked)
    assert team.at_office.store.count(Query("finding")) == 0
    assert presenter.look(
        team.stick / "kept.xjb", lambda *_: None, lambda: False
    ).summary.nothing_new
    merge(team.office, path)  # the same with the right signature
    team.at_office.store.check()
    assert team.at_office.store.count(Query("finding")) == 1


def pairs(files: tuple[tuple[str, bytes], ...]) -> list[Entries]:
    """Each segment with its signature file."""
    return [[*files[n : n + 2]] for n in range(0, len(files), 2)]


def signed_anew(pair: Entries, signer: Opened) -> Entries:
    (name, data), (signature, _) = pair
    return [(name, data), (signature, signer.session.keys.signing.sign(SEGMENT_TYPE, data))]


def test_a_receipts_signature_under_a_manifest(team: Team) -> None:
    """Case 17. The leader did sign these bytes, as something else: refused."""
    leader = team.laptops[0]
    note(leader, "甲")
    made = archives.parts(carried(leader, team.office, team.stick), team.office)
    manifest = json.dumps(made.manifest).encode()
    for kind in (SEGMENT_TYPE, MANIFEST_TYPE.replace("manifest", "receipt")):
        signature = leader.session.keys.signing.sign(kind, manifest)
        data = archives.seal(archive(manifest, signature, made.files), team.office)
        assert refused_bytes(team, data).sentence.startswith("签名无效")


def test_a_file_sealed_again_for_somebody_else(team: Team) -> None:
    """Case 18. The leader passes on what a member wrote to him alone: not meant for the office."""
    leader, member = team.laptops
    note(member, "只给组长")
    plain = archives.plain(carried(member, leader, team.stick), leader)
    found = refused_bytes(team, archives.seal(plain, team.office))
    assert found.error == "NotForUsError"
    assert found.sentence == "这个数据包不是发给本机的。"


def test_a_file_of_another_task_or_office(team: Team, tmp_path: Path) -> None:
    """Case 19. Refused, and named."""
    leader = team.laptops[0]
    note(leader, "甲")
    path = carried(leader, team.office, team.stick)
    found = refused_bytes(team, signed_by(team, path, leader, office="another-office"))
    assert found.sentence == "这是另一个巡察办的数据包：another-office"
    found = refused_bytes(team, signed_by(team, path, leader, task="another-task"))
    assert found.sentence == "这是另一项任务的数据包：another-task"
    with make_office(tmp_path / "elsewhere", "别的巡察办") as elsewhere, nothing_written(elsewhere):
        assert refused(elsewhere.session, path).error == "NotForUsError"


def test_a_word_changed_by_who_relays(team: Team) -> None:
    """Case 20. The member's segment is named with who brought it, and his original asked for."""
    leader, member = team.laptops
    note(member, "违规发放补贴12.6万元")
    merge(leader, carried(member, leader, team.stick))
    made = archives.parts(carried(leader, team.office, team.stick), team.office)
    files: Entries = []
    for (name, data), signature in pairs(made.files):
        words = data.replace("12.6万元".encode(), "1.26万元".encode())
        name = name if words == data else f"seg/{_digest(words)}.jsonl"
        files += [(name, words), (name.replace(".jsonl", ".sig"), signature[1])]
    data = archives.seal(archives.put_together(made.listed(files), leader), team.office)
    found = refused_bytes(team, data)
    assert found.sentence == (
        f"有一段记录签名无效：“{MEMBER}”签名以后，内容被改动过（经“{LEADER}”转交）。"
    )
    assert f"请直接向“{MEMBER}”要原件" in found.hint
    by_leader = [entry for pair in pairs(made.files) for entry in signed_anew(pair, leader)]
    data = archives.seal(archives.put_together(made.listed(by_leader), leader), team.office)
    assert f"自称是“{MEMBER}”写的，却是“{LEADER}”签的" in refused_bytes(team, data).sentence


def _digest(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def test_a_write_without_the_right_to_it(team: Team) -> None:
    """Case 22. Kept aside whole, with the rule; what else he wrote in it waits with it."""
    member = team.laptops[1]
    finding = note(member, "甲")
    receipt = Intent("receipt", "receipt", member.session.new_id("finding"), value={"has": {}})
    with member.session.store.work() as work:
        member.session.append(work, Channel.TEAM, [receipt])
        work.commit()
    shown = exchange.preview(team.at_office, carried(member, team.office, team.stick))
    assert {judged.reason for judged in shown.quarantined} == {"office-only"}
    assert denial_words("office-only", "zh") == "只有办公室才能写这一类。"
    exchange.merge(team.at_office, shown)
    assert team.at_office.store.row("finding", finding) is None
    assert "quarantined" in {each.state for each in team.at_office.store.segments()}
    team.at_office.store.check()


def test_replacing_what_is_not_written_yet(team: Team) -> None:
    """Case 23. Naming hashes beforehand covers nothing: a colleague's words stand beside it."""
    leader, member = team.laptops
    finding = note(leader, "甲")
    merge(member, carried(leader, member, team.stick))
    state = member.session.store.state("finding", finding)
    assert state is not None
    group = member.session.kind("finding").field("title").group
    heads = tuple(hash_ for head in state.groups[group].heads for hash_ in head.hashes)
    guessed = tuple(f"{number:064x}" for number in range(50))
    value: dict[str, Any] = {**_value(state.groups[group].shown.value), "title": "冒充"}
    intent = Intent("put", "finding", finding, group, value, (*heads, *guessed))
    with member.session.store.work() as work:
        member.session.append(work, Channel.TEAM, [intent])
        work.commit()
    loaded = records.load(leader.session, "finding", finding)
    records.save(leader.session, loaded, {"title": "组长后写的"})
    for laptop in (member, leader):
        merge(team.office, carried(laptop, team.office, team.stick))
    shown = conflicts.choices(team.at_office, "finding", finding, group)
    assert {_value(each.value)["title"] for each in shown.choices} == {"冒充", "组长后写的"}
    team.at_office.store.check()


def _value(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value
