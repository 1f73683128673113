"""Make the project's own environment (``.venv``) ready: shared by ``run.py`` and ``test.py``.

Standard library only, and written so that an old Python can still read it and say that it is
too old. Nothing is done twice: a stamp in ``.venv`` remembers what was installed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
WHEELHOUSE = ROOT / "wheelhouse"
PROGRAM_LOCK = ROOT / "requirements.lock"
DEVELOPMENT_LOCK = ROOT / "packaging" / "development.lock"
STAMP = ENVIRONMENT / "xunji-installed.json"
MINIMUM_PYTHON = (3, 11)

# Debian's package for each library that Qt's wheels expect from the system.
DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libXext.so.6": "libxext6",
    "libXrandr.so.2": "libxrandr2",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdrm.so.2": "libdrm2",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libpulse.so.0": "libpulse0",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

# What is asked which libraries it needs, inside PySide6's folder.
OFFSCREEN_PARTS = (
    "Qt/lib/libQt6Widgets.so.6",
    "Qt/lib/libQt6Network.so.6",
    "Qt/lib/libQt6Multimedia.so.6",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/multimedia/libffmpegmediaplugin.so",
)
WINDOW_PARTS = (*OFFSCREEN_PARTS, "Qt/plugins/platforms/libqxcb.so")


class SetUpError(Exception):
    """The environment cannot be made ready; the message tells a person what to do."""


def environment_python() -> Path:
    """Return the path of the environment's own interpreter."""
    if os.name == "nt":
        return ENVIRONMENT / "Scripts" / "python.exe"
    return ENVIRONMENT / "bin" / "python"


def prepare(development: bool, window: bool | None) -> Path:
    """Install whatever is missing and return the environment's interpreter.

    Args:
        development: also install the tools and libraries that the tests need.
        window: True checks the system libraries for a window, False those for drawing without
            a screen, None checks none (the command line needs no Qt).

    Raises:
        SetUpError: with the sentence, and where possible the command, that helps.
    """
    _check_python()
    lock = DEVELOPMENT_LOCK if development else PROGRAM_LOCK
    installed = _read_stamp()
    wanted = _fingerprint(lock)
    known = installed.get("locks", [])
    if wanted not in known or not environment_python().exists():
        _make_environment()
        _install(lock)
        # Every version of the program's lock is in the development lock too.
        covered = [wanted] + ([_fingerprint(PROGRAM_LOCK)] if development else [])
        installed = {"locks": covered}
        _write_stamp(installed)
    if window is not None:
        _check_system_libraries(installed, window)
    return environment_python()


def say(chinese: str, english: str) -> None:
    """Print one message in both languages."""
    print(f"{chinese} / {english}", flush=True)


def tolerate_narrow_terminals() -> None:
    """Print a replacement where the terminal cannot show a character, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _check_python() -> None:
    if sys.version_info < MINIMUM_PYTHON:
        raise SetUpError(
            f"需要 Python 3.11 或更新版本，现在是 {sys.version.split()[0]}。 / "
            f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}."
        )


# --- stamp -----------------------------------------------------------------------------------


def _fingerprint(lock: Path) -> str:
    """Digest of everything the installation depends on, so that a change installs again."""
    digest = hashlib.sha256()
    digest.update(f"{sys.version_info[:2]}|{sys.platform}|{ROOT}".encode())
    for source in (lock, ROOT / "pyproject.toml"):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _read_stamp() -> dict[str, list[str]]:
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write_stamp(content: dict[str, list[str]]) -> None:
    STAMP.write_text(json.dumps(content, indent=1), "utf-8")


# --- environment and wheels --------------------------------------------------------------------


def _make_environment() -> None:
    if _pip_works():
        return
    if importlib.util.find_spec("ensurepip") is None:
        package = "python3-venv"
        if sys.platform != "linux":
            raise SetUpError("这个 Python 缺少 ensurepip。 / This Python lacks ensurepip.")
        install_debian_packages([package])
    say("建立运行环境 .venv", "Making the environment .venv")
    _run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)])


def _pip_works() -> bool:
    python = environment_python()
    if not python.exists():
        return False
    version = f"import sys, pip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    try:
        result = subprocess.run([str(python), "-c", version], capture_output=True, check=False)
    except OSError:
        return False
    return result.returncode == 0


def _install(lock: Path) -> None:
    say("安装依赖，首次约需一分钟", "Installing what is locked; a minute the first time")
    pip = [str(environment_python()), "-m", "pip", "install", "--disable-pip-version-check", "-q"]
    locked = [*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    if not _install_from_wheelhouse(locked):
        _run(locked)
    # The project itself: editable, no dependencies, and no network for its build.
    own = [*pip, "--no-deps", "--no-index", "--no-build-isolation", "-e", str(ROOT)]
    _run(own)


def _install_from_wheelhouse(locked: list[str]) -> bool:
    if not WHEELHOUSE.is_dir():
        return False
    offline = [*locked, "--no-index", "--find-links", str(WHEELHOUSE)]
    if subprocess.run(offline, check=False).returncode == 0:
        return True
    say("wheelhouse 不完整，改用网络", "The wheelhouse is not complete; trying the network")
    return False


def _run(command: list[str]) -> None:
    if subprocess.run(command, check=False).returncode != 0:
        shown = " ".join(command)
        raise SetUpError(f"这条命令失败了 / This command failed:\n  {shown}")


# --- system libraries --------------------------------------------------------------------------


def _check_system_libraries(installed: dict[str, list[str]], window: bool) -> None:
    purpose = "window" if window else "offscreen"
    if sys.platform != "linux" or purpose in installed.get("libraries", []):
        return
    missing = missing_libraries(WINDOW_PARTS if window else OFFSCREEN_PARTS)
    if missing:
        _install_libraries(missing, purpose)
    known = {*installed.get("libraries", []), "offscreen", purpose}
    _write_stamp({**installed, "libraries": sorted(known)})


def _install_libraries(missing: list[str], purpose: str) -> None:
    say("缺少系统库", "Missing system libraries")
    print("  " + " ".join(missing), flush=True)
    packages = sorted({DEBIAN_PACKAGES[name] for name in missing if name in DEBIAN_PACKAGES})
    if packages:
        install_debian_packages(packages)
    still = missing_libraries(WINDOW_PARTS if purpose == "window" else OFFSCREEN_PARTS)
    if set(still) & set(missing):
        raise SetUpError(
            "请安装提供这些库的软件包 / Please install the packages that provide:\n  "
            + " ".join(still)
        )
    if still:  # a library that was missing may have hidden the need of another
        _install_libraries(still, purpose)


def missing_libraries(parts: tuple[str, ...]) -> list[str]:
    """Return the shared libraries that Qt's files need and this machine lacks, sorted by name."""
    linker = shutil.which("ldd")
    if linker is None:
        return []
    folders = sorted(ENVIRONMENT.glob("lib/python3*/site-packages/PySide6"))
    paths = [str(folder / part) for folder in folders for part in parts]
    present = [path for path in paths if Path(path).exists()]
    report = subprocess.run([linker, *present], capture_output=True, text=True, check=False)
    lines = [line for line in report.stdout.splitlines() if "=> not found" in line]
    return sorted({line.split("=>")[0].strip() for line in lines})


def install_debian_packages(packages: list[str]) -> None:
    """Install packages with apt as root; otherwise say the exact command.

    Raises:
        SetUpError: not root, no apt on this machine, or apt failed.
    """
    names = " ".join(packages)
    command = f"apt-get update && apt-get install -y --no-install-recommends {names}"
    apt = shutil.which("apt-get")
    if apt is None:
        raise SetUpError(
            "请用本机的软件包管理器安装（Debian 的名称） / "
            f"Install with this system's package manager (Debian's names):\n  {names}"
        )
    if os.geteuid() != 0:
        raise SetUpError(
            "请先以管理员身份执行 / Please run this as an administrator first:\n  "
            f'sudo sh -c "{command}"'
        )
    say("用 apt 安装系统软件包", "Installing system packages with apt")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        result = subprocess.run(
            [apt, "-qq", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if result.returncode != 0:
            sys.stdout.write(result.stdout.decode("utf-8", "replace"))
            raise SetUpError(f"apt 失败 / apt failed:\n  {command}")
