"""The base of all screens, as screens import it. The frame itself imports ``ui.screen``."""

from ui.screen import Screen

__all__ = ["Screen"]
