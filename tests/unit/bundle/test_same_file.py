"""A finished file on a stick is known again by what its medium returns."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.bundle.outbound import is_same_file


def test_only_the_very_bytes_are_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "xj-1.xjb"
    path.write_bytes(b"sealed bytes")
    digest = hashlib.sha256(b"sealed bytes").hexdigest()
    assert is_same_file(path, 12, digest)
    assert not is_same_file(path, 11, digest)
    path.write_bytes(b"spoilt bytes")
    assert not is_same_file(path, 12, digest)
    assert not is_same_file(tmp_path / "gone.xjb", 12, digest)
