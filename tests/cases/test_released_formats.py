"""What every released program wrote is opened, merged and read for ever."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.opening import Opened
from app.domain.errors import TrustError
from app.services import drafts, enrolment, exchange
from app.services.session import Session
from db import migrate
from tests.fixtures.released import make
from tests.support.vaults import make_laptop

FOLDER = Path(make.__file__).parent
RELEASES = sorted(path.parent for path in FOLDER.glob("schema-*/*/expected.json"))
VAULTS = [
    (release, name)
    for release in RELEASES
    for name in ("office", "laptop")
    if (release / name).is_dir()
]
BROUGHT = {"office": "to-office", "laptop": "to-team"}

vaults = pytest.mark.parametrize(
    ("release", "name"), VAULTS, ids=lambda each: getattr(each, "name", each)
)


def facts(release: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((release / "expected.json").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Then:
    """A clock that stands: papers run out, and these tests must not."""

    year: int = 2026

    def now(self) -> datetime:
        """The last days of a year."""
        return datetime(self.year, 12, 1, 9, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture(autouse=True)
def _a_computer_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which state of a vault a computer saw last is noted outside it: each copy begins anew."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@contextmanager
def opened(release: Path, name: str, year: int = 2026) -> Iterator[tuple[Opened, Session]]:
    """A copy of a released vault, and the session within its task."""
    stated = facts(release)
    with make.opened_copy(release / name, stated["people"][name]) as vault:
        vault.session.clock = Then(year)
        yield vault, vault.session.within(stated["task"])


def assert_holds(found: dict[str, Any], stated: dict[str, Any]) -> None:
    """Every kind and field of then is as it was then; later kinds and fields may have come."""
    for kind, records in stated["records"].items():
        assert found["records"][kind].keys() == records.keys(), kind
        for record, then in records.items():
            now = found["records"][kind][record]
            values = {name: now["values"].get(name) for name in then["values"]}
            assert {**now, "values": values} == then, (kind, record)
    for part in ("questions", "evidence", "segments"):
        assert found[part] == stated[part], part


def test_every_revision_of_the_database_is_kept() -> None:
    """A new revision of the tables needs its folder here, made before it is released."""
    scripts = Path(migrate.__file__).parent.glob("migrations/versions/r[0-9]*.py")
    revisions = {path.name[1:5] for path in scripts}
    assert migrate.HEAD in revisions
    assert {facts(release)["revision"] for release in RELEASES} == revisions
    assert {release.name for release in RELEASES} == {f"revision-{each}" for each in revisions}


@vaults
def test_a_vault_opens_with_all_that_was_in_it(release: Path, name: str) -> None:
    stated = facts(release)[name]
    with opened(release, name) as (vault, session):
        assert vault.concern is None
        assert_holds(make.contents(vault), stated["before"])
        session.store.check()
        assert make.sealed(session) == stated["sealed"]
        typing = [make.plain(each.values) for each in drafts.pending(session)]
        assert typing == stated["drafts"]
        session.store.rebuild()
        session.store.check()
        assert_holds(
            make.contents(vault, growing=False), {**stated["before"], "records": _settled(stated)}
        )


def _settled(stated: dict[str, Any]) -> dict[str, Any]:
    records: dict[str, Any] = stated["before"]["records"]
    return {kind: found for kind, found in records.items() if kind != make.GROWING}


@pytest.mark.parametrize("year", [2026, 2046])
@vaults
def test_its_bundles_merge_as_they_did_then(release: Path, name: str, year: int) -> None:
    """Case 38. What an older program wrote is read as it was meant; its bytes stay."""
    stated = facts(release)
    with opened(release, name, year) as (vault, session):
        before = {each.hash for each in session.store.segments()}
        for file in stated["bundles"][BROUGHT[name]]:
            shown = exchange.preview(session, release / file)
            assert shown.quarantined == ()
            assert shown.incoming.complete
            exchange.merge(session, shown)
            assert_kept_verbatim(session, shown)
            assert exchange.preview(session, release / file).brings_nothing
        assert {each.hash for each in session.store.segments()} > before
        assert_holds(make.contents(vault, growing=False), stated[name]["after"])
        assert make.sealed(session) == stated[name]["sealed_after"]
        session.store.check()


def assert_kept_verbatim(session: Session, shown: exchange.Preview) -> None:
    for judged in shown.judged:
        segment = judged.incoming.segment
        assert session.store.segment_bytes(segment.hash) == segment.data


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_what_it_holds_leaves_again_for_the_others(release: Path, tmp_path: Path) -> None:
    """An office that was updated writes to laptops that were not, and keeps their own words."""
    with opened(release, "office") as (_, session):
        for file in facts(release)["bundles"]["to-office"]:
            exchange.merge(session, exchange.preview(session, release / file))
        written = exchange.export(session, tmp_path, full=True)
        assert written.segments >= 4
        assert written.evidence == 1


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_its_papers_are_read(release: Path, tmp_path: Path) -> None:
    """The request waits at the office; the admission names its laptops and the office's number."""
    stated, papers = facts(release), (release / "admission.xjp").read_bytes()
    with opened(release, "office") as (_, session):
        number = enrolment.office_number(session)
        applied = enrolment.read_request((release / "request.xjp").read_bytes())
        assert applied.number == stated["request"]
        enrolment.admit(session, [applied.request], {})
        assert applied.request.device in {each.id for each in session.trust.devices(session.task)}
    with make_laptop(tmp_path / "laptop") as laptop:
        laptop.session.clock = Then()
        with pytest.raises(TrustError) as caught:
            enrolment.look(laptop.session, papers)
    assert caught.value.reason == "not-listed"
    if (release / "laptop").is_dir():
        with opened(release, "laptop") as (_, session):
            assert enrolment.look(session, papers).number == number


HARMS: dict[str, Callable[[dict[str, Any]], None]] = {
    "a field": lambda found: next(iter(found["records"]["finding"].values()))["values"].update(
        title="别的"
    ),
    "a record": lambda found: found["records"]["finding"].popitem(),
    "a question": lambda found: found["questions"].append(["finding", "x"]),
    "evidence": lambda found: found["evidence"].clear(),
    "a segment": lambda found: found["segments"].pop(),
}


@pytest.mark.parametrize("harm", HARMS)
def test_the_comparison_notices(harm: str) -> None:
    stated = facts(RELEASES[0])["office"]["before"]
    found = json.loads(json.dumps(stated))
    assert_holds(found, stated)
    HARMS[harm](found)
    with pytest.raises(AssertionError):
        assert_holds(found, stated)
