"""Windows of end-to-end tests are made as those of the window tests."""

from __future__ import annotations

from tests.gui.conftest import _as_at_start, background, qapp

__all__ = ["_as_at_start", "background", "qapp"]
