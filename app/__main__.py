"""巡记: picks the window or the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence

_WINDOW_OPTIONS = frozenset({"--demo"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Without a command the window opens; Qt is loaded only then."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if set(arguments) <= _WINDOW_OPTIONS:
        from app import desktop

        return desktop.main(demo="--demo" in arguments)
    from app import cli

    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
