"""The command line: the same use cases as the window, without a screen.

Exit codes: 0 done; 1 refused, with one sentence on standard error; 2 wrong usage; 3 the passphrase
opens nothing; 4 ``check`` or ``backup`` found damage, or ``verify`` no complete proof; 5 of several
files some were refused and the others done; 130 interrupted. Of several files each is named:
``files`` are done, ``refused`` are not; in words, the refused ones stand on standard error, one
line each. Passphrases come from a prompt, from ``--passphrase-file`` or from XUNJI_PASSPHRASE,
never from an argument.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app import words
from app.bootstrap import copying, headless, opening, places, proof_page, unlocking
from app.bootstrap.opening import Opened
from app.domain.errors import (
    CancelledError,
    MediaError,
    PassphraseDelayedError,
    StoreError,
    StoreFullError,
    StoreTooNewError,
    WrongPassphraseError,
    XunjiError,
)
from app.services import second_copy

DONE, REFUSED, USAGE, WRONG_PASSPHRASE, DAMAGED, PARTLY_REFUSED = 0, 1, 2, 3, 4, 5
INTERRUPTED = 130

PASSPHRASE_VARIABLE = "XUNJI_PASSPHRASE"  # noqa: S105 - a name


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        result: dict[str, Any] = options.run(options)
    except (KeyboardInterrupt, CancelledError):
        return INTERRUPTED
    except XunjiError as error:
        return _refuse(options, error)
    except Exception as error:  # noqa: BLE001 - the last door: Python's own words may quote content
        return _refuse(options, error)
    code = int(result.pop("exit", DONE))
    if not options.json:
        for refused in result.pop("refused", []):
            print(f"{refused['file']}: {_line(refused)}", file=sys.stderr)
    _print_result(options, result)
    return code


def _refuse(options: argparse.Namespace, error: Exception) -> int:
    """The command line's one door from an error to words; never the error's own text."""
    spoken = _spoken(error)
    line = json.dumps(spoken, ensure_ascii=False) if options.json else _line(spoken)
    print(line, file=sys.stderr)
    wrong = isinstance(error, (WrongPassphraseError, PassphraseDelayedError))
    if wrong:
        return WRONG_PASSPHRASE
    return REFUSED


def _spoken(error: Exception) -> dict[str, str]:
    spoken = words.words(error, _language())
    return {"error": type(error).__name__, "sentence": spoken.sentence, "hint": spoken.hint}


def _line(spoken: dict[str, str]) -> str:
    return f"{spoken['sentence']} {spoken['hint']}".strip()


def _language() -> str:
    """Chinese unless the system speaks something else; XUNJI_LANGUAGE overrides it."""
    named = os.environ.get("XUNJI_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG")
    return "en" if (named or "zh").lower().startswith("en") else "zh"


def _print_result(options: argparse.Namespace, result: dict[str, Any]) -> None:
    page = result.pop("page", None)
    if page is not None and not options.json:
        print("\n".join(page))
        return
    if options.json or options.always_json:
        print(json.dumps(result, ensure_ascii=False, indent=None if options.json else 1))
        return
    for name, value in result.items():
        if isinstance(value, list):
            for item in value:
                print(f"{name}: {item}")
        else:
            print(f"{name}: {value}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xunji", description="巡记 Xunji", allow_abbrev=False)
    parser.set_defaults(always_json=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _bundle_commands(commands)
    check = _command(commands, "check", _check, "guards, replay, chains and evidence of a vault")
    _with_vault(check)
    check.add_argument(
        "--accept-restored", action="store_true", help="an older copy was put back on purpose"
    )
    rebuild = _command(commands, "rebuild", _rebuild, "make all tables again from the journal")
    _with_vault(rebuild)
    verify = _command(commands, "verify", _verify_record, "one record on one page, with its proofs")
    verify.add_argument("vault", type=Path, nargs="?")
    verify.add_argument("record", nargs="?", help="id or number of the record")
    verify.add_argument(
        "--person", default="", help="name or id; needed if several share the vault"
    )
    verify.add_argument("--passphrase-file", type=Path)
    verify.add_argument("--out", type=Path, help="write the page to a new file that proves itself")
    verify.add_argument(
        "--with-segments", action="store_true", help="enclose the segments: other records too"
    )
    verify.add_argument("--proof", type=Path, help="check such a file, without any vault")
    backup = _command(commands, "backup", _backup, "a second copy on another disk, verified there")
    _with_vault(backup)
    backup.add_argument("--to", type=Path, required=True, help="a folder on the other disk")
    store = commands.add_parser("store", help="where a vault keeps its records")
    move = _command(
        store.add_subparsers(required=True),
        "move",
        _move,
        "move an office's records to a PostgreSQL server, or back; proven by digest",
    )
    _with_vault(move)
    move.add_argument("--to", required=True, metavar="URL", help="postgresql://… or file")
    demo = _command(commands, "demo", _demo, "the whole main job in a folder")
    demo.add_argument("folder", type=Path)
    demo.set_defaults(always_json=True)
    keys = commands.add_parser("keys", help="keys of an office").add_subparsers(required=True)
    export = _command(
        keys, "export-identity", _export_identity, "the office's reading key as an age identity"
    )
    _with_vault(export)
    export.add_argument("--out", type=Path, required=True)
    bench = _command(commands, "bench", _bench, "measure, as ratios taken in one run")
    bench.add_argument("name", nargs="?", default="")
    bench.add_argument("--small", action="store_true", help="a load that takes seconds")
    return parser


def _bundle_commands(commands: Any) -> None:
    bundle = commands.add_parser("bundle", help="exchange bundles").add_subparsers(required=True)
    inspect = _command(bundle, "inspect", _inspect, "describe files without any key")
    inspect.add_argument("files", nargs="+", type=Path)
    verify = _command(bundle, "verify", _verify, "verify files; nothing is taken in")
    merge = _command(bundle, "merge", _merge, "merge files into a vault")
    for command in (verify, merge):
        command.add_argument("files", nargs="+", type=Path)
        _with_vault(command, option=True)


def _command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], dict[str, Any]], help: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help,
        description=help,
        allow_abbrev=False,  # or --passphrase would be taken for --passphrase-file
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)
    return parser


def _with_vault(parser: argparse.ArgumentParser, *, option: bool = False) -> None:
    if option:
        parser.add_argument("--vault", type=Path, required=True)
    else:
        parser.add_argument("vault", type=Path)
    parser.add_argument(
        "--person", default="", help="name or id; needed if several share the vault"
    )
    parser.add_argument("--passphrase-file", type=Path)


def _opened(options: argparse.Namespace) -> Opened:
    person = unlocking.find_person(options.vault, options.person)
    return opening.open_vault(options.vault, person, _passphrase(options))


def _passphrase(options: argparse.Namespace) -> str:
    if options.passphrase_file is not None:
        return _first_line(options.passphrase_file)
    if (value := os.environ.get(PASSPHRASE_VARIABLE)) is not None:
        return value
    try:
        return getpass.getpass("口令 Passphrase: ")
    except EOFError:  # nobody is there to answer
        raise CancelledError from None


def _first_line(path: Path) -> str:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise MediaError(path, error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise MediaError(path, "UTF-8") from error
    return lines[0] if lines else ""


def _inspect(options: argparse.Namespace) -> dict[str, Any]:
    return _each(options, headless.inspect_bundle)


def _verify(options: argparse.Namespace) -> dict[str, Any]:
    with _opened(options) as opened:
        return _each(options, lambda path: headless.verify_bundle(opened, path))


def _merge(options: argparse.Namespace) -> dict[str, Any]:
    with _opened(options) as opened:
        opened.tidy()
        return _each(options, lambda path: headless.merge_bundle(opened, path))


def _each(options: argparse.Namespace, act: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
    """Each file on its own: what was done before a refusal or an interruption is said all the same.

    Raises what ``act`` raises for a single file.
    """
    done: list[dict[str, Any]] = []
    refused: list[dict[str, str]] = []
    for path in options.files:
        try:
            done.append(act(path))
        except (KeyboardInterrupt, CancelledError):
            return _outcome(done, refused, INTERRUPTED)
        except Exception as error:  # a door like the one in main
            if len(options.files) == 1:
                raise
            refused.append({"file": str(path), **_spoken(error)})
    if not refused:
        return _outcome(done, refused, DONE)
    return _outcome(done, refused, PARTLY_REFUSED if done else REFUSED)


def _outcome(
    done: list[dict[str, Any]], refused: list[dict[str, str]], code: int
) -> dict[str, Any]:
    result: dict[str, Any] = {"files": done, "exit": code}
    return {**result, "refused": refused} if refused else result


def _check(options: argparse.Namespace) -> dict[str, Any]:
    """Everything found, in words: one damaged file does not hide the rest."""
    try:
        with _opened(options) as opened:
            if options.accept_restored:
                opened.accept_state()
            found = _damage(opened)
    except (StoreTooNewError, StoreFullError):
        raise
    except StoreError as error:  # so damaged that it does not open
        found = [error]
    spoken = [words.words(error, _language()).sentence for error in found]
    kinds = [type(error).__name__ for error in found]
    exit_code = DAMAGED if found else DONE
    return {"whole": not found, "damage": spoken, "errors": kinds, "exit": exit_code}


def _damage(opened: Opened) -> list[XunjiError]:
    found: list[XunjiError] = [opened.concern] if opened.concern else []
    try:
        opened.session.store.check()
    except (StoreTooNewError, StoreFullError):
        raise
    except StoreError as error:
        found.append(error)
    return [*found, *(error for _, error in headless.verify_evidence(opened))]


def _rebuild(options: argparse.Namespace) -> dict[str, Any]:
    with _opened(options) as opened:
        opened.session.store.rebuild()
        opened.session.store.check()
    return {"rebuilt": True}


def _verify_record(options: argparse.Namespace) -> dict[str, Any]:
    if options.proof is not None and options.vault is None:
        return _page_result(proof_page.check_file(options.proof))
    if options.proof is not None or options.vault is None or options.record is None:
        _parser().error("verify: VAULT RECORD, or --proof FILE")
    with _opened(options) as opened:
        return _page_result(
            proof_page.of_record(
                opened.session, options.record, options.out, with_segments=options.with_segments
            )
        )


def _page_result(page: proof_page.Page) -> dict[str, Any]:
    code = DONE if page.sound else DAMAGED
    return {**page.facts, "page": proof_page.lines(page, _language()), "exit": code}


def _backup(options: argparse.Namespace) -> dict[str, Any]:
    with _opened(options) as opened:
        copied = second_copy.make(opened.session, copying.VaultCopier(opened), options.to)
    return {
        "copy": str(copied.folder),
        "evidence": copied.evidence,
        "damaged": len(copied.damaged),
        "bytes": copied.size,
        "exit": DAMAGED if copied.damaged else DONE,
    }


def _move(options: argparse.Namespace) -> dict[str, Any]:
    person = unlocking.find_person(options.vault, options.person)
    return places.move_store(options.vault, person, _passphrase(options), options.to)


def _demo(options: argparse.Namespace) -> dict[str, Any]:
    from app import demonstration

    return demonstration.run(options.folder).facts()


def _export_identity(options: argparse.Namespace) -> dict[str, Any]:
    with _opened(options) as opened:
        headless.export_identity(opened, options.out)
    return {"identity": str(options.out)}


def _bench(options: argparse.Namespace) -> dict[str, Any]:
    benchmarks = headless.find_benchmarks()
    return benchmarks(options.name, small=options.small)
