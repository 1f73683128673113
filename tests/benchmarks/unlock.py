"""Opening a vault of the standard load beyond the key derivation, against a raw keyed open."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.benchmarks import load
from tests.benchmarks.measuring import compare, measure, rounds, workshop

PEER = "sqlcipher3: connect, PRAGMA key, the store's own pragmas, SELECT count(*) of the findings"
_ROUNDS = 7


def run(small: bool) -> dict[str, Any]:
    """Unlocking beyond the key derivation, against a raw SQLCipher open and one SELECT."""
    with workshop() as folder:
        made = measure("unlock", "prepare", folder=folder, small=small).facts
        laptop = made["laptop"]
        found = compare(
            lambda n: measure("unlock", "unlock", vault=laptop),
            lambda n: measure("unlock", "raw", vault=laptop, key=made["key"]),
            rounds(small, _ROUNDS),
        )
        return {"load": {"operations": made["operations"]}, "peer_is": PEER, **found}


def prepare(folder: str, small: bool) -> dict[str, Any]:
    """A laptop with the records of the load and one file: no file is read when unlocking."""
    place, wanted = Path(folder), load.LOADS[load.chosen(small)]
    load.write_files(place / "files", (1 << 20,))
    facts = load.make_vaults(place / "team", wanted, place / "files")
    with load.opened(facts["laptop"]) as opened:
        return {**facts, "key": bytes(opened.vault.database_key).hex()}


def unlock(vault: str) -> dict[str, Any]:
    """Everything after the modules are loaded; the passphrase's cost is the least there is."""
    from app.bootstrap import opening, unlocking
    from tests.support.vaults import PASSPHRASE, POLICY

    path = Path(vault)
    person = unlocking.find_person(path, "")
    begin = time.perf_counter()
    opened = opening.open_vault(path, person, PASSPHRASE, POLICY)
    done = time.perf_counter()
    opened.close()
    return {"seconds": done - begin, "closing_seconds": time.perf_counter() - done}


def raw(vault: str, key: str) -> dict[str, Any]:
    """The least that any program must do."""
    import sqlcipher3.dbapi2 as driver

    from db.sqlite.engine import PRAGMAS

    begin = time.perf_counter()
    connection = driver.connect(str(Path(vault) / "xunji.db"), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key}'\"")
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("SELECT count(*) FROM record_finding").fetchone()
    done = time.perf_counter()
    connection.close()
    return {"seconds": done - begin}


STEPS = {"prepare": prepare, "unlock": unlock, "raw": raw}
