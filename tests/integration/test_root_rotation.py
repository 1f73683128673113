"""The office's root with several holders: founding, signing one after another, being in force."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import holders, opening
from app.bootstrap.holders import HolderToBe
from app.bootstrap.opening import Opened, PersonToBe
from app.domain.access import Role
from app.domain.errors import PassphraseTooWeakError, TrustError
from app.services import authority, enrolment, exchange, issuing, rotation, settings
from app.services.exchange.office_log import Agreement
from app.services.rotation import Holder, Wanted
from app.vault.layout import VaultLayout
from tests.integration.test_authority import titles, write_finding
from tests.support.vaults import PASSPHRASE, POLICY, Team, make_task, make_team, merge, open_again

NAMES = ("邵启明", "龚立新", "潘素琴")
WORDS = {name: f"{PASSPHRASE}-{n}" for n, name in enumerate(NAMES)}


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=1)
    yield made
    made.close()


def medium(folder: Path, name: str) -> Path:
    made = folder / f"stick-{name}"
    made.mkdir(parents=True, exist_ok=True)
    return made


def key_file(folder: Path, name: str) -> Path:
    (found,) = medium(folder, name).glob("*.xjk")
    return found


def make_holders(folder: Path, office: Opened, *names: str) -> tuple[Holder, ...]:
    return tuple(
        holders.make_key(
            HolderToBe(name, WORDS[name], medium(folder, name)), office.session.claimed(), POLICY
        )
        for name in names
    )


def found(folder: Path, threshold: int = 2) -> Opened:
    return opening.create_office(
        folder / "office",
        [PersonToBe("周保山", PASSPHRASE)],
        name="临江区委巡察办",
        body="inspection_office",
        district="中共临江区委",
        holders=[HolderToBe(name, WORDS[name], medium(folder, name)) for name in NAMES],
        threshold=threshold,
        policy=POLICY,
    )


def sign(office: Opened, folder: Path, name: str) -> rotation.Pending:
    return holders.sign(office, key_file(folder, name), WORDS[name], POLICY)


def test_an_office_of_three_holders_keeps_no_root_key(tmp_path: Path) -> None:
    office = found(tmp_path)
    root = office.session.trust.root
    assert (len(root.keys), root.threshold) == (3, 2)
    assert office.session.store.setting(settings.ROOT_KEY) is None
    shown = rotation.office(office.session)
    assert [holder.name for holder in shown.holders] == list(NAMES)
    assert not shown.alone
    assert {key.role for key in shown.keys} == {"membership", "ops", "custodian", "archive"}
    office.close()
    again = open_again(tmp_path / "office", office.person)
    assert again.session.trust.root.digest == root.digest
    again.close()


def test_a_founding_that_fails_leaves_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(PassphraseTooWeakError):
        opening.create_office(
            tmp_path / "office",
            [PersonToBe("周保山", PASSPHRASE)],
            name="临江区委巡察办",
            body="inspection_office",
            district="中共临江区委",
            holders=[
                HolderToBe("邵启明", WORDS["邵启明"], medium(tmp_path, "邵启明")),
                HolderToBe("龚立新", "12345", medium(tmp_path, "龚立新")),
            ],
            threshold=2,
            policy=POLICY,
        )
    assert not list(tmp_path.rglob("*.xjk"))
    assert not VaultLayout(tmp_path / "office").exists()


def test_one_key_becomes_three_and_leaves_the_vault(team: Team, tmp_path: Path) -> None:
    """The key in the vault signs as the old threshold; two of the three new holders sign too."""
    office, laptop = team.office, team.laptops[0]
    assert rotation.office(office.session).alone
    three = make_holders(tmp_path, office, *NAMES)
    waiting = rotation.begin(office.session, Wanted(three, 2, membership=True))
    assert (waiting.missing_old, waiting.missing_new) == (0, 2)
    with pytest.raises(TrustError) as refused:
        rotation.enforce(office.session)
    assert refused.value.reason == "threshold"
    sign(office, tmp_path, "潘素琴")
    before = settings.statement_papers(office.session.store)
    office.close()  # interrupted: the rest comes another day
    team.office = office = open_again(tmp_path / "office", office.person)
    waiting = sign(office, tmp_path, "邵启明")
    assert waiting.complete
    holders.enforce(office)
    assert office.session.store.setting(settings.ROOT_KEY) is None
    assert rotation.pending(office.session) is None
    assert office.session.trust.root.version == 2
    assert len(settings.statement_papers(office.session.store)) == len(before) + 1
    write_finding(laptop.session, "路上写的")
    team.carry(laptop)
    assert titles(team.at_office) == {"路上写的"}
    written = exchange.export(team.at_office, team.stick)
    merge(laptop, written.files[0].path)  # the new root came inside the log
    assert laptop.session.trust.root.version == 2
    assert laptop.session.trust.statements[team.task].root == 2
    number = enrolment.office_number(team.at_office)
    assert enrolment.look(laptop.session, enrolment.papers(team.at_office)).number == number


def test_a_successor_needs_both_thresholds_and_different_holders(tmp_path: Path) -> None:
    """Case 25. One of two signatures, the same key twice, a stranger's: refused."""
    office = found(tmp_path)
    present = rotation.office(office.session).holders
    (new,) = make_holders(tmp_path / "more", office, "邵启明")
    stranger = make_holders(tmp_path / "strange", office, "龚立新")
    del stranger
    wanted = Wanted((*present[1:], new), 2)
    assert rotation.begin(office.session, wanted).missing_old == 2
    sign(office, tmp_path, "龚立新")
    waiting = sign(office, tmp_path, "龚立新")
    assert (waiting.missing_old, waiting.missing_new) == (1, 1)
    with pytest.raises(TrustError) as refused:
        holders.enforce(office)
    assert refused.value.reason == "threshold"
    with pytest.raises(TrustError) as refused:
        sign(office, tmp_path / "strange", "龚立新")
    assert refused.value.reason == "no-holder"
    with pytest.raises(TrustError) as refused:
        holders.sign(office, key_file(tmp_path, "邵启明"), "falsches wort", POLICY)
    assert refused.value.reason == "holder-refused"
    waiting = sign(office, tmp_path, "邵启明")  # leaves: signs as an old holder only
    assert (waiting.missing_old, waiting.missing_new) == (0, 1)
    waiting = sign(office, tmp_path / "more", "邵启明")
    assert waiting.complete
    holders.enforce(office)
    assert new.public in office.session.trust.root.keys
    office.close()


def test_a_successor_can_be_given_up(team: Team, tmp_path: Path) -> None:
    three = make_holders(tmp_path, team.office, *NAMES)
    rotation.begin(team.office.session, Wanted(three, 2))
    with pytest.raises(TrustError) as refused:  # two of one version must not both be signed
        rotation.begin(team.office.session, Wanted(three, 3))
    assert refused.value.reason == "forked"
    rotation.give_up(team.office.session)
    assert rotation.pending(team.office.session) is None
    assert team.office.session.trust.root.version == 1


@pytest.mark.parametrize("threshold", [0, 4])
def test_a_threshold_nobody_can_meet_is_refused(team: Team, tmp_path: Path, threshold: int) -> None:
    three = make_holders(tmp_path, team.office, *NAMES)
    with pytest.raises(TrustError):
        rotation.begin(team.office.session, Wanted(three, threshold))
    assert rotation.pending(team.office.session) is None


def test_the_office_gets_new_keys_while_a_team_is_away(team: Team, tmp_path: Path) -> None:
    """Case 29. Old receipts stay valid, new ones are accepted through the chain of roots."""
    office, laptop = team.office, team.laptops[0]
    write_finding(laptop.session, "先带回的")
    team.carry(laptop)
    first = exchange.export(team.at_office, team.stick)
    assert merge(laptop, first.files[0].path).agreement is Agreement.CONTINUES
    write_finding(team.at_office, "办公室写的")
    late = exchange.export(team.at_office, team.stick)  # a receipt that comes after the new root
    write_finding(team.at_office, "换密钥前写的")  # not cut yet
    write_finding(laptop.session, "路上写的")
    away = exchange.export(laptop.session, team.stick)  # for the machine as the team knows it
    former = office.session.device
    present = rotation.office(office.session)
    own = [Holder("周保山", key.public) for key in present.holders]
    assert rotation.begin(office.session, Wanted(tuple(own), 1, ops=True, archive=True)).complete
    holders.enforce(office)
    assert office.session.device != former
    merge(office, away.files[0].path)
    assert titles(team.at_office) == {"先带回的", "路上写的", "办公室写的", "换密钥前写的"}
    second = exchange.export(team.at_office, team.stick)
    with pytest.raises(Exception) as refused:  # signed by a key nobody here knows yet
        exchange.preview(laptop.session, second.files[0].path)
    assert type(refused.value).__name__ == "SignerUnknownError"
    enrolment.accept(laptop.session, enrolment.papers(team.at_office))
    laptop.reopen()
    everything = {"先带回的", "路上写的", "办公室写的", "换密钥前写的"}
    again = merge(laptop, first.files[0].path)  # its receipt is by the replaced key
    assert again.agreement is Agreement.SAME
    merge(laptop, late.files[0].path)  # before the last word of the machine's former self
    merged = merge(laptop, second.files[0].path)
    assert merged.agreement in (Agreement.CONTINUES, Agreement.SAME, Agreement.UNPROVEN)
    assert authority.kept_aside(laptop.session) == ()
    assert exchange.standing(laptop.session).heard_at
    assert titles(laptop.session) == everything
    office.close()
    team.office = reopened = open_again(tmp_path / "office", office.person)
    assert reopened.session.device == reopened.vault.device
    write_finding(laptop.session, "回来以后的")
    team.carry(laptop)
    assert titles(team.at_office) == {*everything, "回来以后的"}


def test_another_custodian_takes_over_in_every_task(team: Team, tmp_path: Path) -> None:
    second = opening.add_person(team.office, PersonToBe("邵启明", PASSPHRASE), POLICY)
    own = tuple(rotation.office(team.office.session).holders)
    rotation.begin(team.office.session, Wanted(own, 1, custodian=second))
    holders.enforce(team.office)
    holding = team.at_office.trust.membership(team.task).holding(Role.CUSTODIAN)
    assert holding == {second}
    later = team.office.session.within(make_task(team.office))  # and in every task to come
    issuing.issue(later, lambda draft: draft)
    assert later.trust.membership(later.task).holding(Role.CUSTODIAN) == {second}
