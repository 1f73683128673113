"""Making, opening and changing a vault; what a wrong passphrase and an edited file do."""

from __future__ import annotations

import errno
import hashlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.crypto.kdf import Cost
from app.domain.errors import (
    DiskFullError,
    InputError,
    MediaError,
    PassphraseDelayedError,
    PassphraseTooWeakError,
    PersonUnknownError,
    VaultDamagedError,
    VaultExistsError,
    VaultInUseError,
    VaultMissingError,
    VaultTooNewError,
    WeakSlotError,
    WrongPassphraseError,
)
from app.vault import durable, folder, persons, slots
from app.vault.layout import VaultLayout
from app.vault.lock import VaultLock
from app.vault.opened import OpenedVault
from app.vault.persons import NewPerson, PersonName

LOW = Cost(memory_kib=64, passes=2, lanes=1)
ZHANG = NewPerson("p-zhang", "张三", "ma li quan shui nong chuang pei zou", b"z" * 32)
LI = NewPerson("p-li", "李四", "kun teng bo xia ruo gai heng fei", b"l" * 32)
NEW_PASSPHRASE = "zhuo mie lun ta qiong bai shen ke"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "第三巡察组"
    folder.create_vault(path, "team", [ZHANG, LI], device="d1", cost=LOW, floor=LOW).close()
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


def unlock(path: Path, person: NewPerson = ZHANG, **others: Any) -> OpenedVault:
    return folder.open_vault(path, person.person, person.passphrase, floor=LOW, **others)


def edit(path: Path, change: Callable[[dict[str, Any]], None], *, forge: bool) -> None:
    """Edit the body in a copy; with ``forge`` the open checksum is made right again."""
    whole = json.loads(path.read_text("utf-8"))
    change(whole["body"])
    if forge:
        whole["check"] = hashlib.sha256(slots.canonical(whole["body"])).hexdigest()
    path.write_text(json.dumps(whole), "utf-8")


def edit_both(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    layout = VaultLayout(path)
    edit(layout.slots, change, forge=True)
    edit(layout.slots_copy, change, forge=True)


def test_each_person_opens_the_same_database_and_his_own_seed(place: Path) -> None:
    with unlock(place) as vault:
        key = bytes(vault.database_key)
        assert bytes(vault.person_seed) == b"z" * 32
        assert (vault.role, vault.device, vault.person) == ("team", "d1", "p-zhang")
        assert not vault.repaired
    with unlock(place, LI) as vault:
        assert bytes(vault.database_key) == key
        assert bytes(vault.person_seed) == b"l" * 32
        assert key not in (b"z" * 32, b"l" * 32, bytes(32))


def test_neither_key_nor_seed_nor_passphrase_stands_in_the_folder(place: Path) -> None:
    with unlock(place) as vault:
        secrets = [bytes(vault.database_key), b"z" * 32]
    secrets += [secret.hex().encode() for secret in secrets] + [ZHANG.passphrase.encode()]
    found = b"".join(path.read_bytes() for path in place.rglob("*") if path.is_file())
    assert b"p-zhang" in found
    assert not [secret for secret in secrets if secret in found]


def test_closing_forgets_the_keys(place: Path) -> None:
    vault = unlock(place)
    vault.close()
    assert not any(vault.database_key)
    assert not any(vault.person_seed)


def test_the_unlock_window_lists_the_names(place: Path) -> None:
    assert persons.list_persons(place) == (
        PersonName("p-zhang", "张三"),
        PersonName("p-li", "李四"),
    )


def test_a_folder_with_other_files_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(VaultExistsError):
        folder.create_vault(tmp_path, "team", [ZHANG], cost=LOW, floor=LOW)


def test_a_creation_that_did_not_finish_may_be_repeated(tmp_path: Path) -> None:
    VaultLayout(tmp_path).make_folders()
    folder.create_vault(tmp_path, "office", [ZHANG], cost=LOW, floor=LOW).close()
    with unlock(tmp_path) as vault:
        assert vault.role == "office"
    with pytest.raises(VaultExistsError):
        folder.create_vault(tmp_path, "office", [ZHANG], cost=LOW, floor=LOW)


def test_no_vault_no_unlock(tmp_path: Path) -> None:
    with pytest.raises(VaultMissingError):
        unlock(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_cheap_cost_needs_an_explicit_floor_to_be_made_and_to_be_opened(
    tmp_path: Path, place: Path
) -> None:
    with pytest.raises(WeakSlotError):
        folder.create_vault(tmp_path / "new", "team", [ZHANG], cost=LOW)
    assert not (tmp_path / "new").exists()
    with pytest.raises(WeakSlotError):
        folder.open_vault(place, ZHANG.person, ZHANG.passphrase)


def test_a_vault_made_without_words_about_cost_opens_under_the_real_floor(tmp_path: Path) -> None:
    folder.create_vault(tmp_path / "v", "team", [ZHANG]).close()
    folder.open_vault(tmp_path / "v", ZHANG.person, ZHANG.passphrase).close()


def test_weak_passphrases_and_doubled_persons_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PassphraseTooWeakError) as caught:
        folder.create_vault(
            tmp_path / "v", "team", [NewPerson("p", "n", "zhangsan1980")], cost=LOW, floor=LOW
        )
    assert caught.value.bits < caught.value.minimum
    with pytest.raises(InputError):
        folder.create_vault(tmp_path / "v", "team", [ZHANG, ZHANG], cost=LOW, floor=LOW)
    assert not (tmp_path / "v").exists()


def full_after(writes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so many files be written whole, then let the medium be full."""
    left = iter([True] * writes)
    real = durable.sync_file

    def sync(descriptor: int) -> None:
        if not next(left, False):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(durable, "sync_file", sync)


@pytest.mark.parametrize("writes", [0, 1])
def test_a_creation_on_a_full_disk_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    with monkeypatch.context() as full:
        full_after(writes, full)
        with pytest.raises(DiskFullError):
            folder.create_vault(tmp_path, "team", [ZHANG], cost=LOW, floor=LOW)
    folder.create_vault(tmp_path, "team", [ZHANG], cost=LOW, floor=LOW).close()
    unlock(tmp_path).close()


@pytest.mark.parametrize("writes", [0, 1])
def test_a_change_on_a_full_disk_leaves_an_open_vault(
    place: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    with unlock(place) as vault, monkeypatch.context() as full:
        full_after(writes, full)
        with pytest.raises(DiskFullError):
            persons.change_passphrase(vault, ZHANG.passphrase, NEW_PASSPHRASE, cost=LOW, floor=LOW)
    passphrase = NEW_PASSPHRASE if writes else ZHANG.passphrase
    with folder.open_vault(place, ZHANG.person, passphrase, floor=LOW) as vault:
        assert vault.repaired is bool(writes)


def test_a_full_disk_keeps_nobody_out(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "vault.json").unlink()
    with monkeypatch.context() as full:
        full_after(0, full)
        with unlock(place) as vault:
            assert not vault.repaired
    with unlock(place) as vault:
        assert vault.repaired


# --- wrong passphrases -----------------------------------------------------------------------


def test_twenty_wrong_passphrases_wait_longer_and_longer_and_harm_nothing(
    place: Path, clock: Clock
) -> None:
    before = VaultLayout(place).slots.read_bytes()
    delays = []
    for count in range(1, 21):
        with pytest.raises(WrongPassphraseError) as caught:
            folder.open_vault(place, ZHANG.person, f"wrong {count}", floor=LOW, clock=clock)
        assert caught.value.failures == count
        delays.append(caught.value.delay_seconds)
        if delays[-1]:
            with pytest.raises(PassphraseDelayedError) as waiting:
                unlock(place, clock=clock)
            assert waiting.value.seconds == delays[-1]
        clock.now += delays[-1]
    assert delays == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, *[300] * 9]
    assert VaultLayout(place).slots.read_bytes() == before
    with unlock(place, clock=clock) as vault:
        assert vault.failures == 20
    with unlock(place, clock=clock) as vault:
        assert vault.failures == 0


def test_one_person_does_not_wait_for_the_mistakes_of_another(place: Path, clock: Clock) -> None:
    for _ in range(9):
        with pytest.raises((WrongPassphraseError, PassphraseDelayedError)):
            folder.open_vault(place, ZHANG.person, "wrong", floor=LOW, clock=clock)
    unlock(place, LI, clock=clock).close()


def test_a_refused_unlock_releases_the_vault(place: Path) -> None:
    with pytest.raises(WrongPassphraseError):
        folder.open_vault(place, ZHANG.person, "wrong", floor=LOW)
    with pytest.raises(PersonUnknownError):
        folder.open_vault(place, "p-nobody", "wrong", floor=LOW)
    unlock(place).close()


# --- damaged and edited files ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["vault.json", "vault.json.2"])
@pytest.mark.parametrize("damage", ["lost", "empty", "cut", "bit", "garbage", "deep"])
def test_one_damaged_copy_is_repaired_from_the_other(place: Path, name: str, damage: str) -> None:
    path = place / name
    whole = path.read_bytes()
    if damage == "lost":
        path.unlink()
    else:
        middle = whole.index(b"p-zhang")
        flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        path.write_bytes(
            {
                "empty": b"",
                "cut": whole[: len(whole) // 2],
                "bit": flipped,
                "garbage": b"\xff" * 900,
                "deep": b"[" * 100_000,
            }[damage]
        )
    with unlock(place) as vault:
        assert vault.repaired
    assert (place / "vault.json").read_bytes() == (place / "vault.json.2").read_bytes()
    with unlock(place) as vault:
        assert not vault.repaired


def test_a_copy_left_behind_by_a_stop_between_the_two_writes_is_overtaken(place: Path) -> None:
    stale = (place / "vault.json.2").read_bytes()
    with unlock(place) as vault:
        persons.change_passphrase(vault, ZHANG.passphrase, NEW_PASSPHRASE, cost=LOW, floor=LOW)
    (place / "vault.json.2").write_bytes(stale)
    with pytest.raises(WrongPassphraseError):
        unlock(place)
    with folder.open_vault(place, ZHANG.person, NEW_PASSPHRASE, floor=LOW) as vault:
        assert vault.repaired
    assert (place / "vault.json.2").read_bytes() != stale


def test_both_copies_damaged_is_said(place: Path) -> None:
    for name in ("vault.json", "vault.json.2"):
        (place / name).write_bytes(b"{}")
    with pytest.raises(VaultDamagedError):
        unlock(place)
    with pytest.raises(VaultDamagedError):
        persons.list_persons(place)


def test_an_edit_of_one_copy_loses_against_the_other(place: Path) -> None:
    def rename(body: dict[str, Any]) -> None:
        body["slots"][0]["name"] = "王五"

    edit(place / "vault.json", rename, forge=True)
    with unlock(place) as vault:
        assert vault.repaired
    assert persons.list_persons(place)[0].name == "张三"


def test_the_unlock_window_does_not_show_a_damaged_copy(place: Path) -> None:
    path = place / "vault.json"
    path.write_bytes(path.read_bytes().replace("张三".encode(), "张王".encode()))
    assert persons.list_persons(place)[0].name == "张三"
    (place / "vault.json.2").unlink()
    with pytest.raises(VaultDamagedError):
        persons.list_persons(place)


def put(*keys: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        target: Any = body
        for key in keys[:-1]:
            target = target[key]
        assert target[keys[-1]] != value
        target[keys[-1]] = value

    return change


@pytest.mark.parametrize("parameter", ["memory_kib", "passes"])
def test_a_lowered_key_derivation_is_refused_before_it_runs(place: Path, parameter: str) -> None:
    edit_both(place, put("slots", 0, "kdf", parameter, value=1))
    with pytest.raises(WeakSlotError) as caught:
        unlock(place)
    assert caught.value.person == "p-zhang"


@pytest.mark.parametrize(
    "change",
    [
        put("slots", 0, "kdf", "memory_kib", value=2**40),
        put("slots", 0, "kdf", "passes", value="3"),
        put("slots", 0, "kdf", "passes", value=True),
        put("slots", 0, "kdf", "name", value="pbkdf2"),
        put("slots", 0, "kdf", "salt", value="00"),
        put("slots", 0, "database_key", value="xx"),
        put("slots", 0, "name", value="王五"),
        put("slots", 1, "name", value="王五"),
        put("slots", 1, "kdf", "memory_kib", value=1),
        put("role", value="office"),
        put("device", value="d2"),
        put("cipher", "hmac", value="NONE"),
        put("revision", value=99),
        lambda body: body["slots"].pop(),
        lambda body: body["slots"].append({"kind": "office", "sealed": "00"}),
        lambda body: body.update(unknown=1),
    ],
)
def test_every_edit_with_a_forged_checksum_is_refused(
    place: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    edit_both(place, change)
    with pytest.raises(VaultDamagedError):
        unlock(place)


@pytest.mark.parametrize(
    "change",
    [
        put("vault", value="00" * 16),
        put("slots", 0, "kdf", "memory_kib", value=128),
        put("slots", 0, "kdf", "salt", value="00" * 16),
        put("slots", 0, "database_key", value="00" * 60),
        put("slots", 0, "person_seed", value="00" * 60),
    ],
)
def test_an_edit_that_breaks_the_boxes_opens_nothing(
    place: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    edit_both(place, change)
    with pytest.raises(WrongPassphraseError):
        unlock(place)


def test_a_slot_cannot_take_over_another_persons_name(place: Path) -> None:
    def swap(body: dict[str, Any]) -> None:
        first, second = body["slots"]
        first["person"], second["person"] = second["person"], first["person"]

    edit_both(place, swap)
    with pytest.raises(WrongPassphraseError):
        folder.open_vault(place, LI.person, ZHANG.passphrase, floor=LOW)


def test_newer_versions_are_named(place: Path) -> None:
    for name in ("vault.json", "vault.json.2"):
        text = (place / name).read_text("utf-8")
        (place / name).write_text(text.replace("vault/1", "vault/7"), "utf-8")
    with pytest.raises(VaultTooNewError) as caught:
        unlock(place)
    assert (caught.value.found, caught.value.supported) == (7, 1)


def test_what_this_version_does_not_know_survives_a_rewrite(place: Path) -> None:
    strange = {"kind": "fido2", "credential": "abc", "nested": {"a": [1, 2]}}
    with unlock(place) as vault:
        document = vault.document
        own = document.slot_of(ZHANG.person) | {"hint": "later"}
        vault.rewrite(
            replace(document, slots=(own, document.slots[1], strange), extra={"sheet": "A-17"})
        )
    with unlock(place) as vault:
        persons.change_passphrase(vault, ZHANG.passphrase, NEW_PASSPHRASE, cost=LOW, floor=LOW)
    body = json.loads((place / "vault.json").read_text("utf-8"))["body"]
    assert strange in body["slots"]
    assert body["sheet"] == "A-17"
    assert body["slots"][0]["hint"] == "later"


# --- persons and passphrases -----------------------------------------------------------------


def test_changing_a_passphrase_rewrites_one_slot(place: Path) -> None:
    before = json.loads((place / "vault.json").read_text("utf-8"))["body"]["slots"]
    with unlock(place) as vault:
        key = bytes(vault.database_key)
        persons.change_passphrase(vault, ZHANG.passphrase, NEW_PASSPHRASE, cost=LOW, floor=LOW)
    after = json.loads((place / "vault.json").read_text("utf-8"))["body"]["slots"]
    assert before[1] == after[1]
    assert before[0]["kdf"]["salt"] != after[0]["kdf"]["salt"]
    with pytest.raises(WrongPassphraseError):
        unlock(place)
    with folder.open_vault(place, ZHANG.person, NEW_PASSPHRASE, floor=LOW) as vault:
        assert bytes(vault.database_key) == key
        assert bytes(vault.person_seed) == b"z" * 32
        assert vault.failures == 1


def test_changing_a_passphrase_asks_for_the_old_one_and_for_a_strong_one(place: Path) -> None:
    before = (place / "vault.json").read_bytes()
    with unlock(place) as vault:
        with pytest.raises(WrongPassphraseError):
            persons.change_passphrase(vault, "wrong", NEW_PASSPHRASE, cost=LOW, floor=LOW)
        with pytest.raises(PassphraseTooWeakError):
            persons.change_passphrase(vault, ZHANG.passphrase, "12345678", cost=LOW, floor=LOW)
        with pytest.raises(WeakSlotError):
            persons.change_passphrase(vault, ZHANG.passphrase, NEW_PASSPHRASE, cost=Cost(8, 1, 1))
    assert (place / "vault.json").read_bytes() == before


def test_persons_come_and_go(place: Path) -> None:
    wang = NewPerson("p-wang", "王五", NEW_PASSPHRASE)
    with unlock(place) as vault:
        persons.add_person(vault, wang, cost=LOW, floor=LOW)
        with pytest.raises(InputError):
            persons.add_person(vault, wang, cost=LOW, floor=LOW)
    with unlock(place, wang) as vault:
        assert bytes(vault.person_seed) == wang.seed
        persons.remove_person(vault, LI.person)
        persons.remove_person(vault, ZHANG.person)
        with pytest.raises(PersonUnknownError):
            persons.remove_person(vault, ZHANG.person)
        with pytest.raises(InputError):
            persons.remove_person(vault, wang.person)
    with pytest.raises(PersonUnknownError):
        unlock(place)
    assert persons.list_persons(place) == (PersonName("p-wang", "王五"),)


def test_the_office_slot_recovers_the_database_without_a_seed(place: Path) -> None:
    assert persons.office_slot(place) is None
    with unlock(place) as vault:
        key = bytes(vault.database_key)
        persons.set_office_slot(vault, {"recipient": "r1", "sealed": "old"})
        persons.set_office_slot(vault, {"recipient": "r1", "sealed": "00ff"})
    assert persons.office_slot(place) == {"kind": "office", "recipient": "r1", "sealed": "00ff"}
    with folder.open_with_database_key(place, key) as vault:
        assert not vault.person_seed
        forgot = NewPerson(ZHANG.person, ZHANG.name, NEW_PASSPHRASE, ZHANG.seed)
        persons.reset_person(vault, forgot, cost=LOW, floor=LOW)
        folder.record_device(vault, "d9")
    with unlock(place, forgot) as vault:
        assert bytes(vault.person_seed) == ZHANG.seed
        assert vault.device == "d9"
    with pytest.raises(VaultDamagedError):
        folder.open_with_database_key(place, bytes(32))


# --- processes -------------------------------------------------------------------------------

HOLD = """
import sys, pathlib
from app.vault.lock import VaultLock
VaultLock(pathlib.Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""

REWRITE = """
import sys, pathlib
from app.crypto.kdf import Cost
from app.vault import folder
LOW = Cost(64, 2, 1)
vault = folder.open_vault(pathlib.Path(sys.argv[1]), "p-zhang", sys.argv[2], floor=LOW)
print("open", flush=True)
while True:
    folder.record_device(vault, "x" * (1 + vault.document.revision % 5000))
"""

IMPORTS = """
import sys
import app.vault.folder, app.vault.blobs, app.vault.pieces, app.vault.high_water
heavy = {"sqlalchemy", "alembic", "sqlcipher3", "reportlab", "PySide6", "PIL", "pypdfium2"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""


@pytest.fixture
def run() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start(code: str, *arguments: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(folder.__file__).parents[2],
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_second_process_is_refused_until_the_first_dies(
    place: Path, run: Callable[..., subprocess.Popen[str]]
) -> None:
    holder = run(HOLD, VaultLayout(place).lock)
    assert first_line(holder) == "held"
    with pytest.raises(VaultInUseError):
        unlock(place)
    holder.kill()
    holder.wait()
    unlock(place).close()


def test_one_process_opens_a_vault_once(place: Path) -> None:
    with unlock(place), pytest.raises(VaultInUseError):
        unlock(place, LI)


def test_a_held_lock_serves_several_unlocks(place: Path) -> None:
    lock = VaultLock(VaultLayout(place).lock)
    with pytest.raises(WrongPassphraseError):
        folder.open_vault(place, ZHANG.person, "wrong", floor=LOW, lock=lock)
    assert lock.held
    unlock(place, lock=lock).forget_keys()
    with unlock(place, LI, lock=lock):
        pass
    assert not lock.held


def test_kill_while_slots_are_rewritten_leaves_an_open_vault(
    place: Path, run: Callable[..., subprocess.Popen[str]]
) -> None:
    chance = random.Random(7)
    revisions = []
    for _ in range(12):
        writer = run(REWRITE, place, ZHANG.passphrase)
        assert first_line(writer) == "open"
        target = json.loads((place / "vault.json").read_bytes())["body"]["revision"]
        while json.loads((place / "vault.json").read_bytes())["body"]["revision"] < target + 3:
            time.sleep(0)
        for _ in range(chance.randrange(4000)):
            pass
        writer.kill()
        writer.wait()
        with unlock(place) as vault:
            revisions.append(vault.document.revision)
    assert revisions == sorted(set(revisions))
    assert not list(place.glob("vault.json*.tmp"))


def test_unlocking_imports_no_heavy_library(run: Callable[..., subprocess.Popen[str]]) -> None:
    assert first_line(run(IMPORTS)) == "[]"


@pytest.mark.parametrize("name", ["vault.json", "vault.json.2"])
def test_a_copy_that_the_medium_does_not_give_keeps_nobody_out(place: Path, name: str) -> None:
    """A bad sector in one copy (here: a folder in its place, which cannot be read either)."""
    (place / name).unlink()
    (place / name).mkdir()
    assert persons.list_persons(place)[0].name == "张三"
    with unlock(place) as vault:
        assert not vault.repaired
    (place / "vault.json").rename(place / "x") if name == "vault.json.2" else None
    (place / "vault.json.2").rename(place / "y") if name == "vault.json" else None
    with pytest.raises(MediaError):
        persons.list_persons(place)
