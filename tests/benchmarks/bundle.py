"""Export and import of the standard load against ``tar | age`` and its reverse."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.benchmarks import load
from tests.benchmarks.measuring import Measured, compare, measure, rounds, workshop

PEER = {
    "export": "sha256sum of every file; Ed25519 over that list; tar | age -r (X25519) > FILE; "
    "fsync; cache dropped; FILE read back and decrypted (age -d > /dev/null)",
    "import": "age -d FILE | tar x; Ed25519 verified; sha256sum -c; sync -f; every record upserted "
    "into a plain sqlite3 table, one transaction",
}


def run(small: bool) -> dict[str, Any]:
    """Export and import of the standard load, against tar, age, sha256sum and a signature."""
    with workshop() as folder:
        made = measure("bundle", "prepare", folder=folder, wanted=load.chosen(small)).facts
        found: dict[str, Any] = {"load": made, "peer_is": PEER}
        count = rounds(small)
        found["export"] = compare(
            lambda n: _export(folder, n), lambda n: _tar_out(folder, n), count
        )
        found["import"] = compare(lambda n: _import(folder, n), lambda n: _tar_in(folder, n), count)
        if not small:
            found["memory"] = _memory(folder / "less", found)
        return found


def _memory(folder: Path, found: dict[str, Any]) -> dict[str, Any]:
    """Peaks with 64 MiB of evidence, and how much more 1 GiB takes; the records are as many."""
    measure("bundle", "prepare", folder=folder, wanted="little evidence")
    less = {"export": _export(folder, 0), "import": _import(folder, 0)}
    return {
        name: {
            "peak_mib_of_1024_mib": found[name]["ours"]["peak_mib"],
            "peak_mib_of_64_mib": round(done.peak_kib / 1024, 1),
            "difference_mib": round(found[name]["ours"]["peak_mib"] - done.peak_kib / 1024, 1),
        }
        for name, done in less.items()
    }


def run_large(small: bool) -> dict[str, Any]:
    """Memory of an export and an import with 4 GiB of evidence, beside 64 MiB of it."""
    with workshop() as folder:
        found: dict[str, Any] = {}
        for wanted in ("small",) if small else ("large", "little evidence of it"):
            place = folder / wanted.replace(" ", "-")
            measure("bundle", "prepare", folder=place, wanted=wanted)
            stick = place / "stick"
            stick.mkdir()
            out = measure("bundle", "export", laptop=place / "team/laptop-1", stick=stick)
            back = measure("bundle", "import_all", office=place / "team/office", stick=stick)
            found[wanted] = {
                "evidence_mib": sum(load.LOADS[wanted].sizes) >> 20,
                "files": len(list(stick.iterdir())),
                "export": {"seconds": round(out.seconds, 1), "peak_mib": out.peak_kib // 1024},
                "import": {"seconds": round(back.seconds, 1), "peak_mib": back.peak_kib // 1024},
            }
            shutil.rmtree(place)
        return found


def _export(folder: Path, number: int) -> Measured:
    """Each round from a copy of the same laptop; the first round's bundle stays for the import."""
    laptop = load.copy_vault(folder / "team/laptop-1", folder / f"laptop-{number}")
    stick = folder / f"stick-{number}"
    stick.mkdir()
    done = measure("bundle", "export", laptop=laptop, stick=stick)
    shutil.rmtree(laptop)
    if number:
        shutil.rmtree(stick)
    return done


def _import(folder: Path, number: int) -> Measured:
    office = load.copy_vault(folder / "team/office", folder / f"office-{number}")
    [bundle] = (folder / "stick-0").iterdir()
    done = measure("bundle", "import", office=office, bundle=bundle)
    shutil.rmtree(office)
    return done


def _tar_out(folder: Path, number: int) -> Measured:
    target = folder / f"peer-{number}.age"
    done = measure("bundle", "tar_out", folder=folder, target=target)
    if number:
        target.unlink()
    return done


def _tar_in(folder: Path, number: int) -> Measured:
    place = folder / f"untarred-{number}"
    place.mkdir()
    done = measure("bundle", "tar_in", folder=folder, source=folder / "peer-0.age", place=place)
    shutil.rmtree(place)
    return done


def prepare(folder: str, wanted: str) -> dict[str, Any]:
    """Vaults for us, plain files for the tools, a key pair for age."""
    place, standard = Path(folder), load.LOADS[wanted]
    load.write_files(place / "plain/files", standard.sizes)
    facts = load.make_vaults(place / "team", standard, place / "plain/files")
    with load.opened(facts["laptop"]) as laptop:
        records = load.write_plain_records(laptop.session, place / "plain/records")
    subprocess.run(["age-keygen", "-o", place / "identity"], check=True, capture_output=True)
    size = sum(path.stat().st_size for path in (place / "plain").rglob("*") if path.is_file())
    return {
        "records": records,
        "files": len(standard.sizes),
        "plain_bytes": size,
        "operations": facts["operations"],
    }


def export(laptop: str, stick: str) -> dict[str, Any]:
    """Our export; the replay check of the session is measured apart, as it runs after unlocking."""
    from app.services import exchange

    with load.opened(laptop) as opened:
        begin = time.perf_counter()
        opened.session.verify()
        verified = time.perf_counter()
        exchange.export(opened.session, Path(stick))
        done = time.perf_counter()
    return {"seconds": done - verified, "session_check_seconds": verified - begin}


def take_in(office: str, bundle: str) -> dict[str, Any]:
    """Our import: verify everything, stage, preview, merge in one transaction."""
    from app.services import exchange

    with load.opened(office) as opened:
        begin = time.perf_counter()
        shown = exchange.preview(opened.session, Path(bundle))
        previewed = time.perf_counter()
        merged = exchange.merge(opened.session, shown)
        done = time.perf_counter()
        assert not merged.still_missing
        assert merged.changes.records
    return {
        "seconds": done - begin,
        "preview_seconds": previewed - begin,
        "merge_seconds": done - previewed,
    }


def take_in_all(office: str, stick: str) -> dict[str, Any]:
    """Every file of a stick, core and packs, in the order of their names."""
    from app.services import exchange

    begin = time.perf_counter()
    with load.opened(office) as opened:
        for path in sorted(Path(stick).glob("*.xjb")):
            merged = exchange.merge(opened.session, exchange.preview(opened.session, path))
        assert not merged.still_missing
    return {"seconds": time.perf_counter() - begin}


def tar_out(folder: str, target: str) -> dict[str, Any]:
    """What a person does with tools."""
    from app.crypto.signing import MANIFEST_TYPE, SigningKey

    place = Path(folder)
    recipient = subprocess.run(
        ["age-keygen", "-y", place / "identity"], check=True, capture_output=True, text=True
    ).stdout.strip()
    key = SigningKey.from_seed(bytes(32))
    begin = time.perf_counter()
    _shell("find files records -type f -print0 | xargs -0 sha256sum > SHA256SUMS", place / "plain")
    sums = place / "plain/SHA256SUMS"
    sums.with_suffix(".sig").write_bytes(key.sign(MANIFEST_TYPE, sums.read_bytes()))
    _shell(
        f"tar -c SHA256SUMS SHA256SUMS.sig files records | age -r {recipient} > {target}",
        place / "plain",
    )
    _sync_and_forget(Path(target))
    _shell(f"age -d -i {place / 'identity'} {target} > /dev/null", place)
    return {"seconds": time.perf_counter() - begin}


def tar_in(folder: str, source: str, place: str) -> dict[str, Any]:
    """The reverse with tools."""
    from app.crypto.signing import MANIFEST_TYPE, SigningKey, verify

    key = SigningKey.from_seed(bytes(32))
    begin = time.perf_counter()
    _shell(f"age -d -i {Path(folder) / 'identity'} {source} | tar -x", Path(place))
    sums = Path(place) / "SHA256SUMS"
    signature = sums.with_suffix(".sig").read_bytes()
    assert verify(key.public, MANIFEST_TYPE, sums.read_bytes(), signature)
    _shell("sha256sum --check --quiet SHA256SUMS", Path(place))
    _shell("sync -f .", Path(place))
    _upsert(Path(place))
    return {"seconds": time.perf_counter() - begin}


def _upsert(place: Path) -> None:
    """The records into a table, so that they can be listed: what a merge is measured against."""
    with closing(sqlite3.connect(place / "records.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE record (name TEXT PRIMARY KEY, body TEXT)")
        files = sorted(path for path in (place / "records").rglob("*") if path.is_file())
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO record VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body=excluded.body",
            ((path.name, path.read_text()) for path in files),
        )
        connection.execute("COMMIT")


def _shell(line: str, folder: Path) -> None:
    subprocess.run(["bash", "-o", "pipefail", "-ec", line], cwd=folder, check=True)


def _sync_and_forget(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


STEPS = {
    "prepare": prepare,
    "export": export,
    "import": take_in,
    "import_all": take_in_all,
    "tar_out": tar_out,
    "tar_in": tar_in,
}
