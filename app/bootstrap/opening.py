"""Making and opening vaults. Importing this loads the database; ``unlocking`` does not."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import TracebackType

import resources
from app.bootstrap.bundle_room import BundleRoom, noted_pieces
from app.bootstrap.holders import HolderToBe, write_key
from app.bootstrap.places import place_of
from app.bootstrap.rooms import EvidenceRoom, SystemClock
from app.bootstrap.standing import OLDER, Watch
from app.bootstrap.unlocking import STANDARD, KeyPolicy
from app.crypto import hpke, kdf
from app.crypto.signing import SigningKey
from app.domain.catalogue import catalogue
from app.domain.codes import parse_codes
from app.domain.errors import VaultOutdatedError
from app.domain.identifiers import uuid7
from app.domain.kinds import Catalogue
from app.ports import Store
from app.services import audit, exchange, records, rotation, settings
from app.services.exchange.lives import COPIED
from app.services.incarnation import begin
from app.services.records import Editable
from app.services.session import OFFICE_TASK, Belief, FormerKeys, Keys, Session
from app.services.settings import LocalPerson
from app.trust.identifiers import device_id
from app.trust.root import Root, accept_first_root, write_root
from app.trust.signed import sign
from app.vault import folder
from app.vault import persons as vault_persons
from app.vault.blobs import BlobStore
from app.vault.high_water import Standing
from app.vault.opened import OpenedVault
from app.vault.persons import NewPerson
from app.vault.pieces import PieceStage
from db.store import create_store, open_store


@dataclass(frozen=True)
class PersonToBe:
    """A person who gets a passphrase on this device."""

    name: str
    passphrase: str = field(repr=False)


class Opened:
    """An unlocked vault with its session, until ``close``."""

    def __init__(self, vault: OpenedVault, kinds: Catalogue) -> None:
        """Open the database. Raises StoreError; the vault stays the caller's to close then."""
        self.vault = vault
        self._blobs = BlobStore(vault.layout, vault.database_key)
        self._stage = PieceStage(vault.layout, vault.database_key)
        self._unfinished = self._blobs.unfinished()
        self._closed = False
        self.session, self._watch = _session(vault, self._blobs, self._stage, kinds)
        if self.concern is None:
            self._stage.sweep(noted_pieces(self.session.store))

    @property
    def standing(self) -> Standing:
        """How the database stood, when it was opened, to the newest this device has seen."""
        return self._watch.standing

    @property
    def concern(self) -> VaultOutdatedError | None:
        """What the person who opened it has to be told, or None."""
        return self._watch.concern

    def accept_state(self) -> None:
        """The person has confirmed that this is a restored copy: a new incarnation begins.

        The session is another one afterwards. Raises DiskFullError, MediaError, StoreError.
        """
        if self.standing in OLDER:
            begin(self.session)
        self._watch.accept()
        self.reopen()

    def begin_anew(self) -> None:
        """Another computer works with a copy of this vault: go on here under new keys."""
        begin(self.session, COPIED)
        self.reopen()

    def tidy(self) -> None:
        """Finish a merge and delete what a stop in the middle of something left: may run beside
        any work.

        Beside an older copy of the database, which knows nothing of newer evidence, nothing is
        deleted: the newer database may still be put back.
        """
        if self.concern is not None:
            return
        if not self._closed:
            exchange.finish_merges(self.session)
        for path in self._unfinished:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        if not self._closed:
            self._blobs.collect_orphans(blob.digest for blob in self.session.store.blobs())

    @property
    def failures(self) -> int:
        """Wrong passphrases since this person's last success."""
        return self.vault.failures

    @property
    def person(self) -> str:
        """Whose slot opened it: the id to unlock with again."""
        return self.vault.person

    @property
    def path(self) -> Path:
        """The vault's folder."""
        return self.vault.layout.root

    def reopen(self) -> None:
        """Open the database anew, after the laptop joined a team."""
        self._watch.raise_mark()
        self.session.store.close()
        self.session, self._watch = _session(
            self.vault, self._blobs, self._stage, self.session.catalogue
        )

    def close(self) -> None:
        """Note the state, close the database, forget the keys, release the vault; once."""
        if self._closed:
            return
        self._closed = True
        try:
            self._watch.raise_mark()
        finally:
            self.session.store.close()
            self.vault.close()

    def __enter__(self) -> Opened:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_vault(
    path: Path,
    person: str,
    passphrase: str,
    policy: KeyPolicy = STANDARD,
    *,
    kinds: Catalogue | None = None,
) -> Opened:
    """Unlock. Raises VaultError and StoreError of all sorts; nothing is changed then.

    ``kinds`` are the record kinds to work with, here and below; those of this version unless given.
    """
    vault = folder.open_vault(path, person, passphrase, floor=policy.floor)
    try:
        return Opened(vault, kinds or catalogue())
    except BaseException:
        vault.close()
        raise


def create_team(
    path: Path,
    people: Sequence[PersonToBe],
    policy: KeyPolicy = STANDARD,
    *,
    kinds: Catalogue | None = None,
) -> Opened:
    """Make a laptop's vault. It joins a team through ``app.services.enrolment``."""
    return _create(path, "team", people, policy, kinds or catalogue())


def create_office(
    path: Path,
    people: Sequence[PersonToBe],
    *,
    name: str,
    body: str,
    district: str,
    holders: Sequence[HolderToBe] = (),
    threshold: int = 1,
    policy: KeyPolicy = STANDARD,
    kinds: Catalogue | None = None,
) -> Opened:
    """Make an office's vault: its root, its membership key and its own record.

    Without ``holders`` one root key lies in the vault (1 of 1). With them each gets a key file of
    his own, ``threshold`` of them must sign, and no root key stays here. What was made is removed
    if anything fails.
    """
    opened = _create(path, "office", people, policy, kinds or catalogue())
    written: list[Path] = []
    try:
        _found_office(opened, name, holders, threshold, policy, written)
        opened.reopen()
        _write_office(opened.session, name, body, district)
    except BaseException:
        opened.close()
        folder.unmake_vault(path)
        for file in written:
            file.unlink(missing_ok=True)
        raise
    return opened


def local_persons(opened: Opened) -> list[LocalPerson]:
    """Everybody with a passphrase on this device."""
    return settings.persons(opened.session.store)


def add_person(opened: Opened, person: PersonToBe, policy: KeyPolicy = STANDARD) -> str:
    """Give one more person a passphrase on this device; returns his id."""

    new = NewPerson(uuid7(), person.name, person.passphrase)
    vault_persons.add_person(opened.vault, new, cost=policy.cost, floor=policy.floor)
    store = opened.session.store
    with store.work() as work:
        settings.put_persons(work, [*settings.persons(store), _local(new)])
        work.commit()
    return new.person


def change_passphrase(opened: Opened, old: str, new: str, policy: KeyPolicy = STANDARD) -> None:
    """Rewrite this person's slot; logged."""

    vault_persons.change_passphrase(opened.vault, old, new, cost=policy.cost, floor=policy.floor)
    audit.note_alone(opened.session, "changed_passphrase")


def _create(
    path: Path,
    role: folder.Role,
    people: Sequence[PersonToBe],
    policy: KeyPolicy,
    kinds: Catalogue,
) -> Opened:

    persons = [NewPerson(uuid7(), person.name, person.passphrase) for person in people]
    vault = folder.create_vault(path, role, persons, cost=policy.cost, floor=policy.floor)
    try:
        signing, reading = SigningKey.generate(), hpke.PrivateKey.generate()
        store = create_store(vault.layout.database, bytes(vault.database_key), kinds, "")
        try:
            _write_keys(store, signing, reading, persons)
        finally:
            store.close()
        folder.record_device(vault, device_id(signing.public, reading.public))
        return Opened(vault, kinds)
    except BaseException:
        vault.close()
        folder.unmake_vault(path)
        raise


def _write_keys(
    store: Store, signing: SigningKey, reading: hpke.PrivateKey, persons: Sequence[NewPerson]
) -> None:

    with store.work() as work:
        work.put_setting(settings.DEVICE_SIGNING, signing.seed)
        work.put_setting(settings.DEVICE_READING, reading.seed)
        settings.put_persons(work, [_local(person) for person in persons])
        work.commit()


def _found_office(
    opened: Opened,
    name: str,
    holders: Sequence[HolderToBe],
    threshold: int,
    policy: KeyPolicy,
    written: list[Path],
) -> None:
    session, membership = opened.session, SigningKey.generate()
    made = session.claimed()
    root_keys = [SigningKey.generate() for _ in holders or (name,)]
    draft = Root(
        name=name,
        keys=tuple(key.public for key in root_keys),
        threshold=threshold,
        membership=(membership.public,),
        ops=(session.keys.signing.public,),
        made=made,
        valid_until=session.clock.now().date() + timedelta(days=365 * rotation.YEARS),
        custodian=(session.keys.person.public,),
        archive=(session.keys.reading.public,),
    )
    paper = sign("root", write_root(draft), root_keys)
    root = accept_first_root(paper)
    for holder, key in zip(holders, root_keys, strict=False):
        written.append(write_key(key, holder, made, policy))
    keepers = [
        rotation.Holder(holder.name, key.public, made)
        for holder, key in zip(holders, root_keys, strict=False)
    ]
    with session.store.work() as work:
        work.put_document(settings.ROOT, 1, paper.data, paper.signature)
        if not holders:
            work.put_setting(settings.ROOT_KEY, root_keys[0].seed)
        rotation.note_holders(work, keepers)
        work.put_setting(settings.MEMBERSHIP_KEY, membership.seed)
        work.put_setting(settings.OFFICE, root.office.encode())
        work.commit()


def _write_office(session: Session, name: str, body: str, district: str) -> None:

    with session.store.work() as work:
        office = records.new(session, "office")
        records.write(session, work, office, {"name": name, "body": body, "district": district})
        for person in settings.persons(session.store):
            empty = session.kind("person").empty()
            new = Editable("person", person.id, empty, is_new=True)
            records.write(session, work, new, {"name": person.name})
        work.commit()


def _session(
    vault: OpenedVault, blobs: BlobStore, stage: PieceStage, kinds: Catalogue
) -> tuple[Session, Watch]:
    """Open the database and put everything together."""
    key = bytes(vault.database_key)
    store = open_store(place_of(vault), key, kinds)
    try:
        keys = _keys(vault, store)
        watch = Watch(vault, store)
        session = Session(
            store=store,
            blobs=EvidenceRoom(blobs, store),
            bundles=BundleRoom(vault.layout, blobs, stage, store, keys, written=watch.raise_mark),
            catalogue=kinds,
            codes=parse_codes(resources.path("presets/codes.json").read_bytes()),
            clock=SystemClock(),
            keys=keys,
            belief=Belief(settings.read_trust(store, kinds)),
            role=vault.role,
            office=store.office,
            device=_device_here(vault, keys),
            person=_person_here(store, keys, vault),
            task=(store.setting(settings.TASK) or OFFICE_TASK.encode()).decode(),
        )
        return session, watch
    except BaseException:
        store.close()
        raise


def _keys(vault: OpenedVault, store: Store) -> Keys:
    return Keys(
        SigningKey.from_seed(store.setting(settings.DEVICE_SIGNING) or b""),
        hpke.PrivateKey.from_seed(store.setting(settings.DEVICE_READING) or b""),
        hpke.PrivateKey.from_seed(bytes(vault.person_seed)),
        kdf.subkey(vault.person_seed, "xunji drafts v1"),
        _former_keys(store),
    )


def _device_here(vault: OpenedVault, keys: Keys) -> str:
    """The device follows from its keys; the vault's file says so since the last opening."""
    device = device_id(keys.signing.public, keys.reading.public)
    if vault.device != device:
        folder.record_device(vault, device)
    return device


def _person_here(store: Store, keys: Keys, vault: OpenedVault) -> str:
    """Who opened the vault, by the id the office knows him under: after a laptop was replaced it is
    not the one he got when this vault was made.
    """
    public = keys.person.public
    known = (person.id for person in settings.persons(store) if person.public == public)
    return next(known, vault.person)


def _former_keys(store: Store) -> tuple[FormerKeys, ...]:
    """What this computer was before, newest first."""
    return tuple(
        FormerKeys(
            each.id,
            hpke.PrivateKey.from_seed(each.reading),
            SigningKey.from_seed(each.signing) if each.signing else None,
        )
        for each in reversed(settings.former_devices(store))
    )


def _local(person: NewPerson) -> LocalPerson:
    public = hpke.PrivateKey.from_seed(person.seed).public
    return LocalPerson(person.person, person.name, public)
