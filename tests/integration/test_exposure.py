"""Nothing outside the compartment holds who talked; and the checker sees it if something does."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr
from dataclasses import replace
from io import StringIO
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from app import cli, words
from app.bootstrap import headless
from app.domain.errors import InputError
from app.domain.kinds import Turn
from app.logs import begin_log
from app.ports import Draft
from app.reporting.feedback import build_feedback
from app.reporting.fonts import shipped_fonts
from app.services import (
    audit,
    drafts,
    enrolment,
    evidence,
    exchange,
    findings,
    identities,
    interviews,
    links,
    records,
    reports,
)
from app.services.session import Session
from db.sqlite.dialect import tokens
from tests.support.exposure import (
    MARKS,
    PEOPLE,
    Planted,
    Scene,
    archive,
    bigrams,
    leaks_in,
    temporary_folder,
    watched,
)
from tests.support.vaults import Team, make_team, merge, open_again

DRAFTS_ONLY = PEOPLE[:3]
TAKEN_OUT = PEOPLE[3]
SAVED = PEOPLE[4:]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The whole work with fifty people, done once."""
    folder = tmp_path_factory.mktemp("scene")
    caught: list[tuple[str, bytes]] = []
    with ExitStack() as stack:
        stack.enter_context(temporary_folder(folder / "tmp"))
        stack.enter_context(watched(folder, caught))
        stack.enter_context(_log(folder / "logs"))
        team = make_team(folder, laptops=2, anew=True)
        made = Scene(team.laptops[0], team.office, folder, [], [], caught=caught)
        _work(team, made)
        yield made
        made.laptop.close()
        made.office.close()
        team.laptops[1].close()


@contextmanager
def _log(folder: Path) -> Iterator[None]:
    begin_log(folder)
    try:
        yield
    finally:
        root = logging.getLogger()
        for handler in [h for h in root.handlers if isinstance(h, RotatingFileHandler)]:
            root.removeHandler(handler)
            handler.close()


def _work(team: Team, scene: Scene) -> None:
    session = scene.laptop.session
    talks = [_talk(session, person) for person in SAVED]
    for person in DRAFTS_ONLY:
        drafts.keep(session, interviews.start(session, category="staff"), person.values)
    _type_and_take_out(session, TAKEN_OUT)
    _refused(session, scene)
    worksheet = _finding(session, talks[0], scene.folder)
    _search_everywhere(session)
    identities.unseal(session, "interview", talks[1], "verify", "核对")
    records.save(session, records.load(session, "interview", talks[1]), SAVED[1].values)
    papers = enrolment.papers(team.at_office)
    scene.papers += [enrolment.request(session, "一号机").data, papers]
    _close_and_open(scene)
    written = exchange.export(scene.laptop.session, team.stick)
    scene.bundles += [file.path for file in written.files]
    _at_office(team, scene, talks, worksheet)
    team.laptops[0] = scene.laptop
    scene.spoken.append(_crash())


def _talk(session: Session, person: Planted) -> str:
    """Typed first: the draft holds it; then saved; then the draft goes."""
    new = interviews.start(session, category="staff", level="staff", department="finance")
    turns = (Turn("t1", "您在哪里工作？", "在财政所。"),)
    typed = {**new.values, "turns": turns, **person.values}
    drafts.keep(session, new, {"name": person.name[:2]}, ("name", 2))
    drafts.keep(session, new, typed, ("turns.t1.a", 3))
    records.save(session, new, typed)
    drafts.discard(session, new.id)
    return new.id


def _type_and_take_out(session: Session, person: Planted) -> None:
    new = interviews.start(session, category="staff")
    drafts.keep(session, new, {"follow_up": f"{person.name}再谈", **person.values})
    drafts.keep(session, new, {"follow_up": "再谈"})
    drafts.discard(session, new.id)


def _refused(session: Session, scene: Scene) -> None:
    """Input that breaks a rule: the words about it hold nothing of it."""
    new = interviews.start(session, category="staff")
    with pytest.raises(InputError) as raised:
        records.save(session, new, {"name": PEOPLE[5].name * 100})
    scene.spoken += [*words.words(raised.value, "zh"), *words.words(raised.value, "en")]
    scene.spoken += [words.problem_words(each, "zh") for each in raised.value.problems]


def _finding(session: Session, talk: str, folder: Path) -> str:
    new = findings.start(session, title="违规发放加班补贴", feedback_text="发放补贴12.6万元。")
    records.save(session, new, {})
    photo = folder / "凭证.jpg"
    photo.write_bytes(b"\xff\xd8" + bytes(range(256)) * 50)
    evidence.import_file(session, photo, link_from=("finding", new.id))
    links.link(session, ("finding", new.id), ("interview", talk), "source", "t1")
    return new.id


def _search_everywhere(session: Session) -> None:
    assert session.store.search("财政所")
    assert identities.search_by_name(session, SAVED[7].name[1:], "verify", "核对")
    while session.store.index_pending():
        pass


def _close_and_open(scene: Scene) -> None:
    person, path = scene.laptop.session.person, scene.laptop.path
    scene.laptop.close()
    scene.laptop = open_again(path, person)
    assert len(drafts.pending(scene.laptop.session)) == len(DRAFTS_ONLY)


def _at_office(team: Team, scene: Scene, talks: list[str], worksheet: str) -> None:
    session = team.at_office
    merge(team.office, scene.bundles[0])
    session.store.rebuild()
    _search_everywhere(session)
    for talk, person in zip(talks[2:5], SAVED[2:5], strict=True):
        opened = identities.unseal(session, "interview", talk, "verify", "核对金额")
        assert opened.values["name"] == person.name
        again = {**opened.values, "in_post_since": "2019年"}
        records.save(session, records.load(session, "interview", talk), again)
    report = reports.start(session)
    records.save(session, report, {"findings": (worksheet,)})
    target = scene.folder / "反馈意见.pdf"
    headless.write_report(session, report.id, target)
    scene.reports.append(target)
    scene.bundles += [file.path for file in exchange.export(session, team.stick).files]
    session.store.check()


def _crash() -> str:
    """An unexpected error whose text holds a name, at the command line's door."""

    def stumble(_options: object) -> dict[str, object]:
        raise ValueError(PEOPLE[0].name)

    said = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stderr(said):
        patch.setattr(cli, "_inspect", stumble)
        assert cli.main(["bundle", "inspect", "x"]) == cli.REFUSED
    return said.getvalue()


# --- the test --------------------------------------------------------------------------------


def test_nothing_shows_outside_the_compartment(scene: Scene) -> None:
    assert scene.exposed() == {}


def test_every_place_was_really_looked_into(scene: Scene) -> None:
    """Each place held something to read; where we know a text that belongs there, it was seen."""
    sizes = {place: sum(map(len, read())) for place, read in scene.places().items()}
    may_be_empty = {"temporary files", "laptop search", "office search"}
    assert {place for place, size in sizes.items() if not size} <= may_be_empty
    belongs = {
        "laptop tables": "谈话对象-1-40",
        "office tables": "谈话对象-1-40",
        "laptop index": "财政",
        "office index": "财政",
        "bundle contents": "谈话对象-1-40",
        "reports": "违规发放加班补贴",
        "papers": "许文澜",
        "drafts": "interview",
    }
    for place, text in belongs.items():
        assert any(text.encode() in data for data in scene.places()[place]()), place
    assert any("spool" in name for name, _ in scene.caught)


def test_the_planted_people_are_there_for_their_readers(scene: Scene) -> None:
    session = scene.laptop.session
    assert identities.search_by_name(session, SAVED[-1].name, "verify", "") == ["谈话对象-1-46"]
    typed = {str(typing.values["name"]) for typing in drafts.pending(session)}
    assert typed == {person.name for person in DRAFTS_ONLY}


def test_planted_texts_are_all_different_and_all_marked() -> None:
    names = [person.name for person in PEOPLE]
    assert len({pair for name in names for pair in (name[:2], name[1:])}) == 2 * len(names)
    for person in PEOPLE:
        for value in person.values.values():
            text = value if isinstance(value, str) else value.isoformat()
            assert leaks_in(text.encode()), text
    assert len(bigrams()) == 2 * len(names) + 4
    assert len(MARKS) == 3 * len(names) + 5


# --- the test's test: a careless line in each place is seen ----------------------------------

Leak = Callable[[Scene, pytest.MonkeyPatch], None]
NAME = PEOPLE[9].name


def into_settings(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    with scene.laptop.session.store.work() as work:
        work.put_setting("recent.people", NAME.encode())
        work.commit()


def into_office_audit(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    audit.note_alone(scene.office.session, "searched_names", words=f"按姓名检索 {NAME}")


def into_journal_unsealed(scene: Scene, patch: pytest.MonkeyPatch) -> None:
    """The box is made, but the encryption is switched off."""
    patch.setattr("app.crypto.aead.seal_at", lambda _k, _n, plain, _a: bytes(plain))
    _talk(scene.laptop.session, PEOPLE[9])


def into_draft(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    session = scene.laptop.session
    box = f'{{"name":"{NAME}"}}'.encode("utf-16-le")
    with session.store.work() as work:
        work.put_draft(Draft("d", session.person, "interview", "r", box, "2026-03-05T09:00:00"))
        work.commit()


def into_narrative(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    session = scene.laptop.session
    new = interviews.start(session, category="staff")
    records.save(session, new, {"follow_up": f"再约{NAME}谈一次"})


def into_office_narrative(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    session = scene.office.session
    records.save(session, records.new(session, "unit"), {"name": f"{PEOPLE[9].values['post']}"})


def into_index(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    """Indexed, although no column holds it."""
    engine = scene.laptop.session.store._engine  # type: ignore[attr-defined]
    with engine.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO search_index (rowid, body) VALUES (?, ?)",
            (999_999, " ".join(tokens(NAME))),
        )


def into_office_index(scene: Scene, patch: pytest.MonkeyPatch) -> None:
    into_index(replace(scene, laptop=scene.office), patch)


def into_plain_database(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    """A database without a key, closed: all is in the file."""
    connection = sqlite3.connect(scene.folder / "elsewhere" / "xunji.db")
    connection.execute("CREATE TABLE people (name TEXT)")
    connection.execute("INSERT INTO people VALUES (?)", (NAME,))
    connection.commit()
    connection.close()


def into_plain_log(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    """A database without a key, cut off: the write-ahead log stays."""
    source = scene.folder / "elsewhere" / "source.db"
    connection = sqlite3.connect(source)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE people (name TEXT)")
    connection.execute("INSERT INTO people VALUES (?)", (NAME,))
    connection.commit()
    shutil.copy(f"{source}-wal", scene.folder / "elsewhere" / "xunji.db-wal")
    connection.close()


def into_vault_folder(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    (scene.laptop.path / "recent.json").write_text(ascii(NAME))


def into_log(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    with _log(scene.logs):
        logging.getLogger("xunji.records").info("saved %s", {"name": NAME})


def into_temporary_file(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    with (
        temporary_folder(scene.temporary),
        tempfile.NamedTemporaryFile("w", suffix=".html", delete=False) as file,
    ):
        file.write(f"<p>{NAME}</p>")


def into_removed_file(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    with watched(scene.folder, scene.caught):
        short_lived = scene.laptop.path / "spool" / "print.txt"
        short_lived.write_text(NAME, encoding="gb18030")
        short_lived.unlink()


def into_bundle(scene: Scene, patch: pytest.MonkeyPatch) -> None:
    into_narrative(scene, patch)
    stick = scene.folder / "elsewhere" / "stick"
    stick.mkdir()
    written = exchange.export(scene.laptop.session, stick)
    scene.bundles = [file.path for file in written.files]


def into_bundle_file(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    """Not encrypted at all."""
    keys = [scene.office.session.keys.reading]
    plain = scene.folder / "elsewhere" / "xj.tar"
    plain.write_bytes(archive(scene.bundles[0], keys) + NAME.encode())
    scene.bundles = [plain]


def _print(scene: Scene, **values: object) -> None:
    session = scene.office.session.within(scene.laptop.session.task)
    letter = reports.compose(session, {**reports.start(session).values, **values})
    built = build_feedback(letter, shipped_fonts(), created=session.clock.now())
    target = scene.folder / "elsewhere" / "leak.pdf"
    target.write_bytes(built.pdf)
    scene.reports = [target]


def into_letter(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    _print(scene, overall=f"据反映，{PEOPLE[9].values['phone']}可以核实。")


def into_letter_metadata(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    _print(scene, title=f"{PEOPLE[9].values['id_number']}")


def into_papers(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    scene.papers = [enrolment.request(scene.laptop.session, f"{NAME}的谈话电脑").data]


def into_crash(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    """What Python prints by itself."""
    try:
        raise ValueError({"name": NAME})
    except ValueError:
        scene.spoken = [traceback.format_exc()]


def into_file_name(scene: Scene, _patch: pytest.MonkeyPatch) -> None:
    (scene.folder / "elsewhere" / f"{NAME}.pdf").touch()


LEAKS: list[tuple[str, Leak]] = [
    ("laptop tables", into_settings),
    ("laptop tables", into_journal_unsealed),
    ("laptop tables", into_narrative),
    ("office tables", into_office_audit),
    ("drafts", into_draft),
    ("laptop search", into_narrative),
    ("office search", into_office_narrative),
    ("laptop index", into_index),
    ("office index", into_office_index),
    ("database files", into_plain_database),
    ("write-ahead logs", into_plain_log),
    ("vault files", into_vault_folder),
    ("log", into_log),
    ("temporary files", into_temporary_file),
    ("removed files", into_removed_file),
    ("bundle contents", into_bundle),
    ("bundle files", into_bundle_file),
    ("reports", into_letter),
    ("reports", into_letter_metadata),
    ("papers", into_papers),
    ("spoken", into_crash),
    ("names of files", into_file_name),
]


@pytest.mark.parametrize(
    ("place", "leak"), LEAKS, ids=[f"{place}: {leak.__name__}" for place, leak in LEAKS]
)
def test_a_careless_line_is_seen(
    scene: Scene, place: str, leak: Leak, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))  # a copy leaves no marks
    copy = copied(scene, tmp_path)
    try:
        assert copy.exposed(place) == {}
        leak(copy, monkeypatch)
        assert place in copy.exposed(place)
    finally:
        copy.laptop.close()
        copy.office.close()


def test_every_place_has_its_leak(scene: Scene) -> None:
    assert {place for place, _ in LEAKS} == set(scene.places())


def copied(scene: Scene, folder: Path) -> Scene:
    """The scene once more in another folder: what is done to it does not touch the first."""
    (folder / "elsewhere").mkdir()
    vaults = []
    for opened in (scene.laptop, scene.office):
        target = folder / opened.path.name
        shutil.copytree(opened.path, target, ignore=shutil.ignore_patterns("lock"))
        vaults.append(open_again(target, opened.session.person))
    return replace(
        scene,
        laptop=vaults[0],
        office=vaults[1],
        folder=folder,
        bundles=list(scene.bundles),
        reports=list(scene.reports),
        papers=list(scene.papers),
        spoken=list(scene.spoken),
        caught=[],
    )
