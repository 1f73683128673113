"""After a copy of a vault was put back: what it writes from now on must not pass for the old.

A laptop gets new keys, and so a new name; its last words under the old ones say so. It records on
at once. Others keep its new segments aside until the office's next statement names it; until then
it hands its bundles over under its old name. The office keeps its keys and begins a new life of its
log: the root names its keys, and a rotation needs the holders of the root.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.crypto import hpke
from app.crypto.signing import SigningKey
from app.ports import Work
from app.services import audit, second_copy, settings
from app.services.exchange import cut, lives, office_log
from app.services.exchange.lives import RESTORED
from app.services.session import Session
from app.services.settings import FormerDevice
from app.trust.identifiers import device_id


def begin(session: Session, why: str = RESTORED) -> None:
    """Begin anew, after a person confirmed that this is a restored or copied vault.

    What waited is cut first, signed as what it was written as. The vault has to be opened anew to
    work with the new keys.
    """
    tasks = sorted(session.papers.statements) if session.papers is not None else []
    with session.store.work() as work:
        for task in tasks:
            cut(session.within(task), work)
        work.commit()
    with session.store.work() as work:
        audit.note(session, work, "restored", words=why)
        if session.role != "office":
            _go_on_under_new_keys(session, work, tasks, why)
        second_copy.forget_mark(session, work)
        work.commit()
    if session.role == "office":
        office_log.begin_life(session)


def is_awaited(session: Session) -> bool:
    """Whether this laptop waits for the office to name its new keys."""
    return bool(session.keys.former) and session.known_as != session.device


def _go_on_under_new_keys(session: Session, work: Work, tasks: Sequence[str], why: str) -> None:
    signing, reading = SigningKey.generate(), hpke.PrivateKey.generate()
    becomes = device_id(signing.public, reading.public)
    for task in tasks:
        here = session.within(task)
        lives.note(here, work, becomes=becomes, why=why)
        cut(here, work)
    _change_keys(session, work, signing, reading)


def _change_keys(
    session: Session, work: Work, signing: SigningKey, reading: hpke.PrivateKey
) -> None:
    keys = session.keys
    here = FormerDevice(session.device, keys.reading.seed, keys.signing.seed)
    former = settings.former_devices(session.store)
    settings.put_former_devices(work, [*former, here])
    work.put_setting(settings.DEVICE_SIGNING, signing.seed)
    work.put_setting(settings.DEVICE_READING, reading.seed)
