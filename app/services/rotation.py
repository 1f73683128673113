"""The office's root and its successor: drafted, signed by one holder after the other, in force.

A successor is drafted once and waits in the vault until the thresholds of the old and of the new
holders have signed; that may take days. Nothing of the present root changes before. Coming into
force is one unit of work: the root, its new keys, and a statement of every task under it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import date, timedelta
from typing import TypedDict

from app.crypto import hpke
from app.crypto.signing import SigningKey
from app.domain.access import Role
from app.domain.errors import TrustError
from app.ports import Changes, Work
from app.services import audit, exchange, issuing, settings
from app.services.exchange import statements
from app.services.session import OFFICE_TASK, Session
from app.trust import amending
from app.trust.identifiers import device_id
from app.trust.reasons import Reason
from app.trust.root import Root, accept_next_root, read_root, write_root
from app.trust.signed import Paper, countersign, sign
from app.trust.statement import Statement

YEARS = 5
PROPOSED = (3, 2)
"""Holders, and how many of them have to sign, where nothing speaks for another number."""

MOST_HOLDERS = 9

_PENDING = "root.pending"
_HOLDERS = "root.holders"


@dataclass(frozen=True)
class Holder:
    """Somebody who keeps a root key, and the key's public half. ``made`` is when he got it."""

    name: str
    public: bytes
    made: str = ""


@dataclass(frozen=True)
class Wanted:
    """What the successor is to change. ``holders`` are all of the new root, kept ones included.

    ``custodian`` is a person of this office; empty: as before.
    """

    holders: tuple[Holder, ...]
    threshold: int
    membership: bool = False
    ops: bool = False
    archive: bool = False
    custodian: str = ""


@dataclass(frozen=True)
class Signer:
    """Somebody who may sign the successor: under the old root, the new one, or both."""

    holder: Holder
    old: bool
    new: bool
    signed: bool
    in_vault: bool


@dataclass(frozen=True)
class Pending:
    """A successor that waits for signatures."""

    version: int
    threshold: int
    old_threshold: int
    signers: tuple[Signer, ...]
    renewed: tuple[str, ...]
    """Which delegated keys change: "membership", "ops", "archive", "custodian"."""

    @property
    def missing_old(self) -> int:
        """How many of the present holders still have to sign."""
        return max(0, self.old_threshold - sum(s.old and s.signed for s in self.signers))

    @property
    def missing_new(self) -> int:
        """How many of the new holders still have to sign."""
        return max(0, self.threshold - sum(s.new and s.signed for s in self.signers))

    @property
    def complete(self) -> bool:
        """Whether it can come into force."""
        return not self.missing_old and not self.missing_new


@dataclass(frozen=True)
class Key:
    """A delegated key to show. ``since`` is when a root named it first."""

    role: str
    public: bytes = field(repr=False)
    since: str

    @property
    def mark(self) -> str:
        """16 hexadecimal digits by which people tell it from others."""
        return key_mark(self.public)


@dataclass(frozen=True)
class Office:
    """The root in force, for the screen."""

    name: str
    version: int
    threshold: int
    holders: tuple[Holder, ...]
    keys: tuple[Key, ...]
    valid_until: date
    in_vault: bool

    @property
    def alone(self) -> bool:
        """Whether one key alone decides everything."""
        return self.threshold == 1


def key_mark(public: bytes) -> str:
    """The first digits of a key's SHA-256 in groups of four: to tell keys apart on a screen."""
    found = hashlib.sha256(public).hexdigest()[:16]
    return " ".join(found[start : start + 4] for start in range(0, 16, 4))


def office(session: Session) -> Office:
    """The root in force and what it delegates."""
    root = session.trust.root
    return Office(
        name=root.name,
        version=root.version,
        threshold=root.threshold,
        holders=tuple(_holder(session, key) for key in root.keys),
        keys=tuple(_keys(session.trust.roots)),
        valid_until=root.valid_until,
        in_vault=session.store.setting(settings.ROOT_KEY) is not None,
    )


def begin(session: Session, wanted: Wanted) -> Pending:
    """Draft the successor; a key that lies in this vault signs at once.

    Raises TrustError with nothing changed for holders or a threshold that make no root, and while
    another successor waits: two of one version must not both gather signatures.
    """
    if not 1 <= wanted.threshold <= len(wanted.holders) <= MOST_HOLDERS:
        raise TrustError(Reason.FIELD, "threshold")
    if pending(session) is not None:
        raise TrustError(Reason.FORKED)
    old = session.trust.root
    seeds: dict[str, str] = {}
    draft = changed(
        old,
        version=old.version + 1,
        previous=old.digest,
        digest="",
        keys=tuple(holder.public for holder in wanted.holders),
        threshold=wanted.threshold,
        made=session.claimed(),
        valid_until=session.clock.now().date() + timedelta(days=365 * YEARS),
        **_renewed(session, wanted, seeds),
    )
    if len(set(draft.keys)) != len(draft.keys):
        raise TrustError(Reason.KEY_TWICE)
    own = session.store.setting(settings.ROOT_KEY)
    keys = [SigningKey.from_seed(own)] if own is not None else []
    paper = sign("root", write_root(draft), keys)
    names = [*_known_holders(session), *wanted.holders]
    with session.store.work() as work:
        _keep_holders(work, names)
        _keep(work, paper, seeds)
        work.commit()
    return _pending_of(session, paper)


def pending(session: Session) -> Pending | None:
    """The successor that waits for signatures, if there is one."""
    found = _stored(session)
    return None if found is None else _pending_of(session, found[0])


def add_signature(session: Session, key: SigningKey) -> Pending:
    """One more holder signs. Raises TrustError for a key that is none of a holder's."""
    found = _stored(session)
    if found is None:
        raise TrustError(Reason.NO_ROOT)
    paper, seeds = found
    if key.public not in {*session.trust.root.keys, *read_root(paper).keys}:
        raise TrustError(Reason.NO_HOLDER)
    if not paper.signed_by(key.public):
        paper = countersign(paper, [key])
    with session.store.work() as work:
        _keep(work, paper, seeds)
        work.commit()
    return _pending_of(session, paper)


def give_up(session: Session) -> None:
    """Forget the successor; the root in force stays what it is."""
    with session.store.work() as work:
        work.put_setting(_PENDING, None)
        work.commit()


def enforce(session: Session) -> Changes:
    """Bring the successor into force: every task gets a statement under it, in one unit of work.

    If the office's machine gets new keys, its former logs are cut with the old ones first and count
    up to there; open the database anew afterwards. Raises TrustError if signatures are missing.
    """
    found = _stored(session)
    if found is None:
        raise TrustError(Reason.NO_ROOT)
    paper, seeds = found
    root = accept_next_root(session.trust.root, paper)
    _cut_everything(session)
    writing = _with_new_keys(session, seeds)
    writing.belief = changed(session.belief, papers=session.trust.with_root(paper))
    membership = _seed(seeds, "membership")
    key = SigningKey.from_seed(membership) if membership else issuing.membership_key(session)
    with session.store.work() as work:
        audit.note(writing.within(OFFICE_TASK), work, "root_changed", words=str(root.version))
        work.put_document(settings.ROOT, root.version, paper.data, paper.signature)
        _put_seeds(session, work, root, seeds)
        trust = writing.trust
        for task in session.trust.statements:
            here = writing.within(task)
            decision = _under(session, writing, root, task)
            statement, trust = issuing.signed(here, decision, trust, key)
            settings.keep_papers(work, [statement], trust)
            roots = [*settings.root_papers(session.store), paper]
            statements.publish(here, work, [*roots, statement])
        changes = work.commit()
    session.believe(trust)
    return changes


def note_holders(work: Work, holders: Sequence[Holder]) -> None:
    """Remember the names of the holders: the root itself knows keys only."""
    _keep_holders(work, holders)


def _renewed(session: Session, wanted: Wanted, seeds: dict[str, str]) -> _Keys:
    fields: _Keys = {}
    if wanted.membership:
        membership = SigningKey.generate()
        seeds["membership"] = membership.seed.hex()
        fields["membership"] = (membership.public,)
    if wanted.ops:
        signing, reading = SigningKey.generate(), hpke.PrivateKey.generate()
        seeds["signing"], seeds["reading"] = signing.seed.hex(), reading.seed.hex()
        fields["ops"] = (signing.public,)
    if wanted.archive:
        archive = hpke.PrivateKey.generate()
        seeds["archive"] = archive.seed.hex()
        fields["archive"] = (archive.public,)
    if wanted.custodian:
        people = settings.persons(session.store)
        named = next((p for p in people if p.id == wanted.custodian), None)
        if named is None:
            raise TrustError(Reason.UNKNOWN_NAME, "custodian")
        fields["custodian"] = (named.public,)
    return fields


class _Keys(TypedDict, total=False):
    """Delegated keys that get new values."""

    membership: tuple[bytes, ...]
    ops: tuple[bytes, ...]
    archive: tuple[bytes, ...]
    custodian: tuple[bytes, ...]


def _cut_everything(session: Session) -> None:
    """What waits in this machine's logs is signed by the key it was written under."""
    tasks = {name.task for name in session.store.waiting()}
    for task in tasks:
        with session.store.work() as work:
            exchange.cut(session.within(task), work)
            work.commit()


def _with_new_keys(session: Session, seeds: dict[str, str]) -> Session:
    signing, reading = _seed(seeds, "signing"), _seed(seeds, "reading")
    if not signing or not reading:
        return changed(session)
    keys = changed(
        session.keys,
        signing=SigningKey.from_seed(signing),
        reading=hpke.PrivateKey.from_seed(reading),
    )
    return changed(session, keys=keys, device=device_id(keys.signing.public, keys.reading.public))


def _under(session: Session, writing: Session, root: Root, task: str) -> issuing.Decision:
    """What a new root changes in a task: the custodian, and the office's machine.

    With new keys the machine's former self counts up to its last segment, and no further.
    """
    own = [s for s in session.store.segments(task) if s.name.device == session.device]
    followed = {segment.previous for segment in own}
    tips = [segment.hash for segment in own if segment.hash not in followed]

    def decide(old: Statement) -> Statement:
        if writing.device != session.device and old.device(session.device) is not None:
            old = amending.revoke(old, session.device, tips)
        if session.trust.root.custodian == root.custodian:
            return old
        for person in old.persons:
            if Role.OFFICE in person.roles:
                keeps = not set(person.read).isdisjoint(root.custodian)
                roles = (Role.OFFICE, Role.CUSTODIAN) if keeps else (Role.OFFICE,)
                old = amending.give_roles(old, person.id, roles)
        return old

    return decide


def _put_seeds(session: Session, work: Work, root: Root, seeds: dict[str, str]) -> None:
    own = session.store.setting(settings.ROOT_KEY)
    if own is not None and SigningKey.from_seed(own).public not in root.keys:
        work.put_setting(settings.ROOT_KEY, None)
    if membership := _seed(seeds, "membership"):
        work.put_setting(settings.MEMBERSHIP_KEY, membership)
    if archive := _seed(seeds, "archive"):
        work.put_setting(settings.ARCHIVE_KEY, archive)
    if (signing := _seed(seeds, "signing")) and (reading := _seed(seeds, "reading")):
        work.put_setting(settings.DEVICE_SIGNING, signing)
        work.put_setting(settings.DEVICE_READING, reading)
        here = settings.FormerDevice(session.device, session.keys.reading.seed)
        settings.put_former_devices(work, [*settings.former_devices(session.store), here])
    work.put_setting(_PENDING, None)


def _keep(work: Work, paper: Paper, seeds: dict[str, str]) -> None:
    body = {
        "data": base64.b64encode(paper.data).decode("ascii"),
        "signature": base64.b64encode(paper.signature).decode("ascii"),
        "seeds": seeds,
    }
    work.put_setting(_PENDING, json.dumps(body).encode())


def _stored(session: Session) -> tuple[Paper, dict[str, str]] | None:
    stored = session.store.setting(_PENDING)
    if stored is None:
        return None
    body = json.loads(stored)
    data, signature = (base64.b64decode(body[part]) for part in ("data", "signature"))
    return Paper("root", data, signature), body["seeds"]


def _seed(seeds: dict[str, str], name: str) -> bytes:
    return bytes.fromhex(seeds.get(name, ""))


def _pending_of(session: Session, paper: Paper) -> Pending:
    old, new = session.trust.root, read_root(paper)
    own = session.store.setting(settings.ROOT_KEY)
    in_vault = SigningKey.from_seed(own).public if own is not None else b""
    keys = tuple(dict.fromkeys((*old.keys, *new.keys)))
    signed = set(paper.signers(keys))
    roles = ("membership", "ops", "archive", "custodian")
    return Pending(
        version=new.version,
        threshold=new.threshold,
        old_threshold=old.threshold,
        signers=tuple(
            Signer(
                _holder(session, key),
                old=key in old.keys,
                new=key in new.keys,
                signed=key in signed,
                in_vault=key == in_vault,
            )
            for key in keys
        ),
        renewed=tuple(role for role in roles if getattr(old, role) != getattr(new, role)),
    )


def _holder(session: Session, key: bytes) -> Holder:
    found = (holder for holder in _known_holders(session) if holder.public == key)
    return next(found, Holder("", key))


def _known_holders(session: Session) -> list[Holder]:
    stored = json.loads(session.store.setting(_HOLDERS) or b"[]")
    return [Holder(h["name"], bytes.fromhex(h["public"]), h["made"]) for h in stored]


def _keep_holders(work: Work, holders: Sequence[Holder]) -> None:
    named = {holder.public: holder for holder in holders if holder.name}
    body = [{"name": h.name, "public": h.public.hex(), "made": h.made} for h in named.values()]
    work.put_setting(_HOLDERS, json.dumps(body, ensure_ascii=False).encode())


def _keys(roots: Sequence[Root]) -> list[Key]:
    now = roots[-1]

    def since(role: str, key: bytes) -> str:
        return next(root.made for root in roots if key in getattr(root, role))

    return [
        Key(role, key, since(role, key))
        for role in ("membership", "ops", "custodian", "archive")
        for key in getattr(now, role)
    ]
