"""Open 巡记 from a source checkout, installing first what is missing.

python3 packaging/run.py               opens the program
python3 packaging/run.py --demo        opens it on a filled demonstration office and team
python3 packaging/run.py demo DIR      everything else goes to the program's command line
"""

from __future__ import annotations

import os
import subprocess
import sys

from setup_environment import SetUpError, prepare, tolerate_narrow_terminals


def opens_window(arguments: list[str]) -> bool:
    """Tell whether these arguments open the window: all but subcommands and plain questions."""
    plain = {"-h", "--help", "--version"}
    return all(argument.startswith("-") for argument in arguments) and not plain & set(arguments)


def main(arguments: list[str]) -> int:
    tolerate_narrow_terminals()
    window = opens_window(arguments)
    without_screen = os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal"))
    try:
        python = prepare(development=False, window=not without_screen if window else None)
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    if window and not without_screen and not has_screen():
        print(
            "这里没有图形界面，打不开窗口；命令行用法见 "
            "`python3 packaging/run.py --help`。 / "
            "There is no screen here to open a window on; "
            "`python3 packaging/run.py --help` shows the command line.",
            file=sys.stderr,
        )
        return 1
    # -P: the program is the installed one, whatever folder the caller stands in.
    command = [str(python), "-P", "-m", "app", *arguments]
    if os.name != "nt":
        os.execv(command[0], command)  # signals then reach the program itself
    return subprocess.run(command, check=False).returncode


def has_screen() -> bool:
    """Tell whether a graphical session is there; other systems than Linux always have one."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
