"""Keep the English texts of the screens complete and fresh.

    python packaging/translations.py check      fails when a text is stale, missing or unreadable
    python packaging/translations.py update     reads ui/ again and compiles what is translated
    python packaging/translations.py missing    prints what lacks English, as JSON
    python packaging/translations.py fill FILE  takes English from such a JSON file, then updates

Source texts in ``ui/`` are Chinese; ``resources/translations/xunji_en.ts`` holds the English and
``xunji_en.qm`` is what the program reads. Run it with the environment's own interpreter.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfile

from translatable_text import Message, python_files, read_file

ROOT = Path(__file__).resolve().parent.parent
STALE = "run `python packaging/translations.py update`"
CHINESE_MARKS = frozenset("“”‘’，。；：！？、（）《》「」　")  # stays Chinese
"""In English text a Chinese font draws these as wide as a character."""


class Catalogue:
    """The Qt Linguist file of a project folder, its compiled form, and the sources they serve."""

    def __init__(self, root: Path) -> None:
        self.sources = root / "ui"
        self.texts = root / "resources" / "translations" / "xunji_en.ts"
        self.compiled = self.texts.with_suffix(".qm")

    def update(self) -> None:
        """Read the sources again and compile what is translated."""
        self.texts.parent.mkdir(parents=True, exist_ok=True)
        self._extract(self.texts)
        _compile(self.texts, self.compiled)

    def problems(self) -> list[str]:
        """Return one sentence for each thing that is wrong; empty when all is well."""
        if not self.texts.exists() or not self.compiled.exists():
            return [f"{self.texts.name} or {self.compiled.name} is missing: {STALE}"]
        found = [*self._source_problems(), *self._stale_problems()]
        found += [f"no English for {_shown(message)}" for message in self.unfinished()]
        found += [
            f"Chinese marks in the English of {_shown(message)}"
            for message, entry in self._entries()
            if CHINESE_MARKS.intersection(_english(entry))
        ]
        return found

    def unfinished(self) -> list[Message]:
        """Return the messages whose English is empty, marked unfinished, or lacks a plural."""
        return [message for message, entry in self._entries() if not _is_finished(entry)]

    def fill(self, english: list[dict[str, object]]) -> None:
        """Write English into the Linguist file; each entry has the shape that `missing` prints.

        Raises:
            KeyError: an entry lacks a key, or names a message that is not in the file.
        """
        tree = ElementTree.parse(self.texts)
        entries = {_key(message): entry for message, entry in _messages(tree)}
        for given in english:
            entry = entries[(str(given["context"]), str(given["source"]), str(given["comment"]))]
            _write_english(entry, given["english"])
        _write(tree, self.texts)

    def _entries(self) -> Iterator[tuple[Message, ElementTree.Element]]:
        yield from _messages(ElementTree.parse(self.texts))

    def _source_problems(self) -> Iterator[str]:
        known = {message for message, _ in self._entries()}
        for path in python_files(self.sources):
            place = path.relative_to(self.sources.parent)
            reading = read_file(path)
            for line, sentence in reading.complaints:
                yield f"{place}:{line}: {sentence}"
            for message in sorted(set(reading.messages) - known):
                yield f"{place}: lupdate has not read {_shown(message)}: {STALE}"

    def _stale_problems(self) -> Iterator[str]:
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / self.texts.name
            copyfile(self.texts, fresh)
            self._extract(fresh)
            if fresh.read_bytes() != self.texts.read_bytes():
                yield f"{self.texts.name} does not match ui/: {STALE}"
            compiled = Path(folder) / self.compiled.name
            _compile(self.texts, compiled)
            if compiled.read_bytes() != self.compiled.read_bytes():
                yield f"{self.compiled.name} is not made from {self.texts.name}: {STALE}"

    def _extract(self, target: Path) -> None:
        sources = [str(path) for path in python_files(self.sources)]
        languages = ["-source-language", "zh_CN", "-target-language", "en"]
        quiet = ["-silent", "-locations", "none", "-no-obsolete"]
        # A guessed translation of a similar text is worse than none.
        guess = ["-disable-heuristic", "similartext"]
        _qt_tool("lupdate", [*quiet, *guess, *languages, *sources, "-ts", str(target)])


def _compile(texts: Path, compiled: Path) -> None:
    _qt_tool("lrelease", ["-silent", "-nounfinished", str(texts), "-qm", str(compiled)])


def _qt_tool(name: str, arguments: list[str]) -> None:
    # The tool itself: its wrapper in the environment takes a quarter of a second to start.
    binding = find_spec("PySide6")
    assert binding is not None
    assert binding.origin is not None
    tool = Path(binding.origin).with_name(name + (".exe" if sys.platform == "win32" else ""))
    result = subprocess.run([str(tool), *arguments], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise SystemExit(f"{name} failed:\n{result.stdout}{result.stderr}")


# --- the Linguist file -------------------------------------------------------------------------


def _messages(
    tree: ElementTree.ElementTree[ElementTree.Element],
) -> Iterator[tuple[Message, ElementTree.Element]]:
    for context in tree.iter("context"):
        for entry in context.iter("message"):
            source, comment = entry.findtext("source") or "", entry.findtext("comment") or ""
            plural = entry.get("numerus") == "yes"
            yield Message(context.findtext("name") or "", source, comment, plural), entry


def _is_finished(entry: ElementTree.Element) -> bool:
    translation = entry.find("translation")
    if translation is None or translation.get("type") is not None:
        return False
    forms = translation.findall("numerusform") or [translation]
    return all((form.text or "").strip() for form in forms)


def _english(entry: ElementTree.Element) -> str:
    translation = entry.find("translation")
    return "" if translation is None else "".join(translation.itertext())


def _write_english(entry: ElementTree.Element, english: object) -> None:
    translation = entry.find("translation")
    assert translation is not None
    translation.attrib.pop("type", None)
    forms = translation.findall("numerusform")
    texts = english if isinstance(english, list) else [english]
    for form, text in zip(forms or [translation], texts, strict=True):
        form.text = str(text)


def _write(tree: ElementTree.ElementTree[ElementTree.Element], path: Path) -> None:
    body = ElementTree.tostring(tree.getroot(), encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8")


def _key(message: Message) -> tuple[str, str, str]:
    return message.context, message.source, message.comment


def _shown(message: Message) -> str:
    return f"{message.context}: {message.source!r}"


def _as_json(message: Message) -> dict[str, object]:
    english: object = ["", ""] if message.plural else ""
    names = ("context", "source", "comment")
    return {**dict(zip(names, _key(message), strict=True)), "english": english}


# --- command line ------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("action", choices=["check", "update", "missing", "fill"])
    parser.add_argument("file", type=Path, nargs="?", help="JSON for `fill`")
    parser.add_argument("--root", type=Path, default=ROOT, help="project folder")
    chosen = parser.parse_args(arguments)
    catalogue = Catalogue(chosen.root)
    if chosen.action == "check":
        return _check(catalogue)
    if chosen.action == "fill":
        if chosen.file is None:
            parser.error("fill needs a FILE")
        catalogue.fill(json.loads(chosen.file.read_text("utf-8")))
    if chosen.action != "missing":
        catalogue.update()
        print(f"{len(catalogue.unfinished())} without English")
        return 0
    missing = [_as_json(message) for message in catalogue.unfinished()]
    print(json.dumps(missing, ensure_ascii=False, indent=1))
    return 0


def _check(catalogue: Catalogue) -> int:
    problems = catalogue.problems()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
