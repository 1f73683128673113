"""The interview desk's choices, without a window, on a real laptop's vault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.domain.interviews import Interview
from app.domain.kinds import Turn, kind_of
from app.services import drafts, identities, records
from app.services.session import Session
from tests.support.vaults import Team, make_team
from ui.screens.interviews.identity import Identity, Seal
from ui.screens.interviews.presenter import (
    InterviewsPresenter,
    Talk,
    read_turn_place,
    turn_place,
)

KIND = kind_of(Interview)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    made = make_team(tmp_path_factory.mktemp("desk"))
    yield made
    made.close()


@pytest.fixture
def session(team: Team) -> Session:
    return team.laptops[0].session


def saved(session: Session, **values: object) -> str:
    talk = InterviewsPresenter(session).begin()
    return records.save(session, talk.editable, {**talk.values, **values}).id


def found(session: Session, record: str) -> Talk:
    talk = InterviewsPresenter(session).read(record)
    assert talk is not None
    return talk


def test_a_new_talk_asks_for_nothing_and_stands_in_the_first_answer(session: Session) -> None:
    presenter = InterviewsPresenter(session)
    talk = presenter.begin()
    assert talk.values["category"] == "staff"
    (turn,) = talk.values["turns"]
    assert turn.question == presenter.opening_question() != ""
    assert talk.place == (f"turns.{turn.id}.a", 0)
    assert talk.identity.seal is Seal.OPEN
    records.save(session, talk.editable, talk.values)


def test_a_blank_new_talk_need_not_be_kept_but_anything_typed_must(session: Session) -> None:
    presenter = InterviewsPresenter(session)
    talk = presenter.begin()
    turn = talk.values["turns"][0]
    blank = {**talk.values, "follow_up": None}
    assert presenter.is_blank(talk.editable, blank)
    for typed in (
        {"turns": (Turn(turn.id, turn.question, "a"),)},
        {"turns": (Turn(turn.id, "other?", ""),)},
        {"turns": (turn, Turn("t2", "next?", ""))},
        {"category": "middle"},
        {"name": "郗敏"},
    ):
        assert not presenter.is_blank(talk.editable, {**blank, **typed}), typed
    assert not presenter.is_blank(replace(talk.editable, is_new=False), blank)


def test_unfinished_talks_stand_first_then_the_newest(session: Session) -> None:
    one, two = saved(session, week="第1周"), saved(session, week="第2周")
    presenter = InterviewsPresenter(session)
    typed = presenter.begin()
    drafts.keep(session, typed.editable, {"turns": (Turn("t", "q", "a"),)})
    drafts.keep(session, records.load(session, "interview", one), {"value": "lead"})
    entries = presenter.entries()
    listed = [entry.id for entry in entries]
    assert set(listed[:2]) == {one, typed.id}
    assert listed.index(two) >= 2
    assert [entry.value for entry in entries if entry.id == one] == ["lead"]
    for record in (one, typed.id):
        presenter.discard(record)


def test_the_talk_on_the_desk_is_listed_before_any_table_has_it(session: Session) -> None:
    presenter = InterviewsPresenter(session)
    talk = presenter.begin()
    shown = presenter.with_open(presenter.entries(), talk, dirty=True)
    assert (shown[0].id, shown[0].unfinished) == (talk.id, True)
    assert presenter.with_open([], None, dirty=False) == []


def test_a_number_reserved_for_a_draft_is_not_given_to_a_colleague(session: Session) -> None:
    presenter = InterviewsPresenter(session)
    talk = presenter.begin()
    assert presenter.touch(talk.editable)
    assert not presenter.touch(talk.editable)
    assert presenter.begin().values["pseudonym"] != talk.values["pseudonym"]
    presenter.reserve(talk.editable)
    other_process = InterviewsPresenter(session)
    assert other_process.begin().values["pseudonym"] != talk.values["pseudonym"]


def test_a_draft_returns_with_its_place_and_its_sealed_words(session: Session) -> None:
    presenter = InterviewsPresenter(session)
    talk = presenter.begin()
    drafts.keep(session, talk.editable, {"name": "郗敏", "week": "第3周"}, ("name", 2))
    read = found(session, talk.id)
    assert (read.place, read.unfinished, read.values["week"]) == (("name", 2), True, "第3周")
    assert read.values["name"] is None
    assert read.identity.shown == {"name": "郗敏"}
    assert presenter.last_typed() == talk.id
    presenter.discard(talk.id)
    assert presenter.read(talk.id) is None


def test_who_may_open_an_identity_and_who_gets_a_calm_word(team: Team, session: Session) -> None:
    record = saved(session, name="綦毋怀远")
    mine = found(session, record).identity
    assert mine.seal is Seal.SEALED
    assert set(mine.readers) == {"许文澜", "周保山"}
    stranger = replace(
        session, keys=replace(session.keys, person=team.laptops[1].session.keys.person)
    )
    assert found(stranger, record).identity.seal is Seal.CLOSED
    assert found(session, saved(session)).identity.seal is Seal.BLANK


def test_only_changed_groups_of_an_identity_are_written() -> None:
    opened = Identity(filled=True, may_open=True).opened({"name": "郗敏", "place": "306室"})
    form = {**{f.name: None for f in KIND.fields if f.sealed}, "name": "郗敏", "place": "306室"}
    assert opened.changed(KIND, form) == {}
    changed = opened.changed(KIND, {**form, "phone": "139"})
    assert changed["name"] == "郗敏"
    assert changed["phone"] == "139"
    assert "place" not in changed
    away = opened.sealed(KIND, {**form, "phone": "139"})
    assert away.seal is Seal.SEALED
    assert away.changed(KIND, {}) == changed
    again = away.opened({"name": "郗敏", "place": "306室"})
    assert again.shown["phone"] == "139"


def test_an_identity_entered_later_is_sealed_for_its_readers(session: Session) -> None:
    record = saved(session)
    talk = found(session, record)
    values = {**talk.values, **talk.identity.opened({}).changed(KIND, {"name": "仉督"})}
    records.save(session, talk.editable, values)
    assert identities.unseal(session, "interview", record, "verify", "").values["name"] == "仉督"


def test_a_place_within_questions_and_answers_survives_writing() -> None:
    assert read_turn_place(turn_place("abc", in_answer=True, offset=7)) == ("abc", True, 7)
    assert read_turn_place(turn_place("abc", in_answer=False, offset=0)) == ("abc", False, 0)
    assert read_turn_place(("name", 3)) is None


def test_a_finding_gets_a_short_title(session: Session) -> None:
    presenter = InterviewsPresenter(session)
    record = saved(session)
    words = "补贴由所长签字后列支。" + "没有请示街道党工委" * 9
    finding, changes = presenter.make_finding(record, words, "t1")
    row = session.store.row("finding", finding)
    assert row is not None
    assert row.values["title"] == "补贴由所长签字后列支"
    assert row.values["statement"] == words
    assert ("finding", finding) in changes.records
    assert [r.turn for r in presenter.references(record)] == ["t1"]
