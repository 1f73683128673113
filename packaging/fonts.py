"""Obtain the fonts of ``resources/fonts`` again from public packages, for whoever doubts them.

    python3 packaging/fonts.py DIRECTORY

Neither a run nor a test needs this: the five files are in the repository. The command uses the
ordinary clients ``npm`` and ``apt-get`` (Debian) by package name, checks every SHA-256, subsets two
faces with fonttools (``pip install fonttools==4.68.0``) and checks the results against the pins.
``resources/fonts/PROVENANCE.md`` says why these faces and what was changed.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

FONTTOOLS_VERSION = "4.68.0"


@dataclass(frozen=True)
class Archive:
    """A package as its registry hands it out."""

    package: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Face:
    """One shipped file. ``subset`` says that rare Extension A hanzi are taken out."""

    file: str
    archive: Archive
    member: str
    original_sha256: str
    sha256: str
    subset: bool = False


NOTO_SERIF = Archive(
    "@expo-google-fonts/noto-serif-sc",
    "0.4.3",
    "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e",
)
NOTO_SANS = Archive(
    "@expo-google-fonts/noto-sans-sc",
    "0.4.3",
    "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
)
TEXLIVE = Archive(
    "texlive-lang-chinese",
    "2026.20260911-1",
    "255b71528bae24e35c845b9aef3bf7de4d8d37b85f1bb3d338c4bb65052ff8da",
)
LXGW_FOLDER = "usr/share/texlive/texmf-dist/fonts/truetype/public/lxgw-fonts/"
LXGW_LICENCE = "usr/share/doc/texlive-doc/fonts/lxgw-fonts/LICENSE.gz"

WENKAI = Face(
    "LXGWWenKaiGBLite-Regular.ttf",
    TEXLIVE,
    LXGW_FOLDER + "LXGWWenKaiGBLite-Regular.ttf",
    "1675c708cce181871d9a8adc987f35a0cabc6ff980685cd99f05d2655ea08c4c",
    "1675c708cce181871d9a8adc987f35a0cabc6ff980685cd99f05d2655ea08c4c",
)
FACES = (
    Face(
        "LXGWZhuqueFangsong-Regular.ttf",
        TEXLIVE,
        LXGW_FOLDER + "LXGWZhuqueFangsong-Regular.ttf",
        "558c62730844fe54ba220146ed62f859d4e2880188d92d985f8921c6e3743bc4",
        "558c62730844fe54ba220146ed62f859d4e2880188d92d985f8921c6e3743bc4",
    ),
    WENKAI,
    Face(
        "NotoSerifSC-Regular.ttf",
        NOTO_SERIF,
        "package/400Regular/NotoSerifSC_400Regular.ttf",
        "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
        "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
    ),
    Face(
        "NotoSerifSC-Bold-subset.ttf",
        NOTO_SERIF,
        "package/700Bold/NotoSerifSC_700Bold.ttf",
        "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6",
        "317b74f554b42cc5b19f15f8e1889d9aef875744227d20dfd1c68298880a4288",
        subset=True,
    ),
    Face(
        "NotoSansSC-Medium-subset.ttf",
        NOTO_SANS,
        "package/500Medium/NotoSansSC_500Medium.ttf",
        "b30853d205f3ecdde938b1488c735ee15a2e870d31331b992fdc53971e23ec4a",
        "ced2833a1df3591cdf92907055508b1e9f1226d00ddd9e8710d8c9e41b0e4ced",
        subset=True,
    ),
)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__)
        return 2
    target = Path(arguments[0])
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch_name:
        scratch = Path(scratch_name)
        folders = {
            archive.package: _unpacked(archive, scratch / archive.package.replace("/", "_"))
            for archive in (NOTO_SERIF, NOTO_SANS, TEXLIVE)
        }
        wenkai = folders[TEXLIVE.package] / WENKAI.member
        for face in FACES:
            _produce(face, folders[face.archive.package], wenkai, target)
        _licences(folders, target)
    total = sum(path.stat().st_size for path in target.glob("*.ttf"))
    print(f"{len(FACES)} fonts, {total / 1e6:.1f} MB, in {target}")
    return 0


def _unpacked(archive: Archive, folder: Path) -> Path:
    """Download one package with its registry's client, check it, unpack it; return the folder."""
    folder.mkdir()
    if archive.package.startswith("@"):
        subprocess.run(
            ["npm", "pack", "--silent", f"{archive.package}@{archive.version}"],
            cwd=folder,
            check=True,
        )
        path = next(folder.glob("*.tgz"))
        _check(path, archive.sha256)
        with tarfile.open(path) as tar:
            tar.extractall(folder, filter="data")
    else:
        path = _debian_download(archive, folder)
        _check(path, archive.sha256)
        subprocess.run(["dpkg", "-x", str(path), str(folder)], check=True)
    return folder


def _debian_download(archive: Archive, folder: Path) -> Path:
    """Fetch a package of Debian unstable through the mirror this machine uses, touching nothing."""
    mirror = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()[0]
    (folder / "lists" / "partial").mkdir(parents=True)
    (folder / "cache" / "archives" / "partial").mkdir(parents=True)
    keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
    (folder / "sources.list").write_text(f"deb [signed-by={keyring}] {mirror} sid main\n")
    options = [
        f"Dir::Etc::sourcelist={folder / 'sources.list'}",
        "Dir::Etc::sourceparts=-",
        f"Dir::State::lists={folder / 'lists'}",
        f"Dir::Cache={folder / 'cache'}",
    ]
    flags = [flag for option in options for flag in ("-o", option)]
    subprocess.run(["apt-get", *flags, "-q", "update"], check=True)
    wanted = f"{archive.package}={archive.version}"
    subprocess.run(["apt-get", *flags, "-q", "download", wanted], cwd=folder, check=True)
    return next(folder.glob(f"{archive.package}_*.deb"))


def _produce(face: Face, folder: Path, wenkai: Path, target: Path) -> None:
    source = folder / face.member
    _check(source, face.original_sha256)
    destination = target / face.file
    if face.subset:
        _subset(source, wenkai, destination)
    else:
        shutil.copyfile(source, destination)
    _check(destination, face.sha256)


def _subset(source: Path, wenkai: Path, destination: Path) -> None:
    """Take out the Extension A hanzi that LXGW WenKai GB Lite lacks as well, and layout tables.

    What remains holds every character of GB 2312 and every hanzi outside Extension A.
    ReportLab reads neither layout nor vertical tables.
    """
    import fontTools
    from fontTools import subset
    from fontTools.ttLib import TTFont

    if fontTools.version != FONTTOOLS_VERSION:
        raise SystemExit(f"fonttools {FONTTOOLS_VERSION} is needed, found {fontTools.version}")
    common = set(TTFont(wenkai).getBestCmap())
    font = TTFont(source, recalcTimestamp=False)
    kept = {code for code in font.getBestCmap() if not 0x3400 <= code <= 0x4DBF or code in common}
    options = subset.Options(
        layout_features=[],
        drop_tables=["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "STAT"],
        name_IDs=["*"],
        name_languages=["*"],
        notdef_outline=True,
        hinting=False,
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)
    font.save(destination)


def _licences(folders: dict[str, Path], target: Path) -> None:
    for package, name in ((NOTO_SERIF, "OFL-NotoSerifSC.txt"), (NOTO_SANS, "OFL-NotoSansSC.txt")):
        shutil.copyfile(folders[package.package] / "package" / "LICENSE_FONT", target / name)
    text = gzip.decompress((folders[TEXLIVE.package] / LXGW_LICENCE).read_bytes())
    (target / "OFL-LXGW.txt").write_bytes(text)


def _check(path: Path, expected: str) -> None:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise SystemExit(f"{path.name}: SHA-256 {found}, expected {expected}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
