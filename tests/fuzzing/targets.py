"""What is fuzzed: one target for each reader, and what each promises beyond not falling over.

A target takes bytes, reads them as the program does, and returns a short word about the outcome.
It raises BrokenPromiseError where the program breaks a promise; an exception that the reader does
not document passes through. Both are findings.
"""

from __future__ import annotations

import atexit
import hashlib
import tempfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.bundle import age, inbound, tar
from app.bundle.contract import Received
from app.bundle.intake import Intake
from app.bundle.manifest import encode_manifest, parse_manifest
from app.crypto.signing import MANIFEST_TYPE, SEGMENT_TYPE, key_hint, key_hints, verify
from app.domain.catalogue import catalogue
from app.domain.encoding import decode_entry, decode_group
from app.domain.errors import (
    BundleDamagedError,
    BundleRefusedError,
    BundleTooNewError,
    BundleTruncatedError,
    ExchangeError,
    JournalError,
    NotABundleError,
    NotForUsError,
    OperationError,
    SegmentError,
    StrictJsonError,
    TrustError,
    XunjiError,
)
from app.journal import canonical
from app.journal.operations import Operation
from app.journal.segments import Segment, assemble, header_line, read_segment
from app.trust.papers import read_papers, write_papers
from app.trust.request import accept_request, write_request
from app.trust.root import accept_first_root, write_root
from app.trust.signed import Paper
from app.trust.statement import write_statement
from app.trust.statement_reading import read_statement
from app.trust.view import Trust
from tests.fuzzing import independent
from tests.fuzzing.independent import NotReadableError
from tests.unit.bundle.building import DESK, LEADER, MEMBER, Desk, MemoryPieces
from tests.unit.trust.trust_samples import TODAY, root_paper, signing, statement_paper

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
VECTORS = HERE.parent / "vectors"
KINDS = catalogue()
ACCEPTED = "accepted"
SIGNERS = {
    "manifest": [each.signing.public for each in (MEMBER, LEADER, DESK)],
    "trust": [
        signing(name).public
        for name in ("holder-1", "holder-2", "holder-3", "membership", "office", "laptop-3")
    ],
}
SIGNED = b'{"xj":"bundle/1"}'
"""The bytes whose signature files the target ``signature`` reads."""


class BrokenPromiseError(AssertionError):
    """A reader did what it must never do."""


def promise(kept: object, what: str) -> None:
    """Raise BrokenPromiseError unless ``kept``."""
    if not kept:
        raise BrokenPromiseError(what)


@dataclass(frozen=True)
class Target:
    """A reader under test. ``longest`` bounds the inputs in bytes."""

    name: str
    check: Callable[[bytes], str]
    longest: int
    sources: tuple[str, ...]
    """Modules whose lines count as covered by this target."""


def seeds(target: str) -> dict[str, bytes]:
    """File name -> bytes of the committed corpus, and of the vectors where those are inputs."""
    folder = CORPUS / target
    found = {path.name: path.read_bytes() for path in sorted(folder.glob("*"))}
    if target in ("age-header", "age-file"):
        vectors = sorted((VECTORS / "bundles").rglob("*.xjb"))
        found |= {path.name: path.read_bytes() for path in vectors}
    if target == "papers":
        vectors = sorted((VECTORS / "trust").glob("*.xjp"))
        found |= {path.name: path.read_bytes() for path in vectors}
    return found


def _word(error: XunjiError) -> str:
    facts = [
        str(getattr(error, name)) for name in ("reason", "part", "what") if hasattr(error, name)
    ]
    return " ".join([type(error).__name__, *facts])


def _second(read: Callable[[], object]) -> object:
    """What a second reader says; None if it refuses."""
    try:
        return read()
    except NotReadableError:
        return None


# --- strict JSON -----------------------------------------------------------------------------


def check_json(data: bytes) -> str:
    """Accepted or refused exactly as the second reader does; written and read again the same."""
    try:
        second = [independent.strict_json(data)]
    except NotReadableError:
        second = []
    try:
        value = canonical.parse(data)
    except StrictJsonError as error:
        promise(not second, f"refused ({error.reason}) what the second reader reads")
        promise(-1 <= error.position <= len(data), "position outside the data")
        return _word(error)
    promise(second and _same(second[0], value), "the second reader reads something else")
    again = canonical.encode(value)
    promise(_same(canonical.parse(again), value), "written and read again it is another value")
    promise(canonical.encode(canonical.parse(again)) == again, "two writings of one value")
    return ACCEPTED


def _same(one: object, other: object) -> bool:
    """Equal, and of the same types: True is not 1."""
    return repr(one) == repr(other)


# --- age -------------------------------------------------------------------------------------

_HEADER_REFUSALS = (NotABundleError, BundleRefusedError, BundleTruncatedError, BundleDamagedError)


def check_age_header(data: bytes) -> str:
    """Accepted exactly when the second reader accepts; one writing for each header."""
    start, whole = data[: age.MAXIMUM_HEADER], len(data) <= age.MAXIMUM_HEADER
    second = _second(lambda: independent.age_header(start))
    try:
        header = age.parse_header(start, whole=whole)
    except _HEADER_REFUSALS as error:
        promise(second is None, f"refused ({_word(error)}) what the second reader reads")
        return _word(error)
    promise(second is not None, "the second reader refuses")
    stanzas = [(list(stanza.arguments), stanza.body) for stanza in header.stanzas]
    promise(second == (stanzas, header.mac, header.size), "the second reader reads something else")
    promise(len(stanzas) <= age.MAXIMUM_STANZAS, "too many stanzas")
    written = independent.age_header_bytes(stanzas, header.mac)
    promise(written == start[: header.size], "not the one writing of this header")
    return ACCEPTED


@dataclass(frozen=True)
class Genuine:
    """A file that some program sealed, and what is in it."""

    file: bytes
    plain: bytes


@cache
def _genuine() -> Mapping[bytes, Genuine]:
    """Header -> the whole file with that header, of all that open completely."""
    found = {}
    for data in seeds("age-file").values():
        plain, error = opened_file(data)
        if error is None:
            found[_header_of(data)] = Genuine(data, plain)
    return found


@cache
def _seed_headers() -> frozenset[bytes]:
    return frozenset(_header_of(data) for data in seeds("age-file").values())


def _header_of(data: bytes) -> bytes:
    with suppress(*_HEADER_REFUSALS):
        start, whole = data[: age.MAXIMUM_HEADER], len(data) <= age.MAXIMUM_HEADER
        return data[: age.parse_header(start, whole=whole).size]
    return b""


@cache
def _scratch() -> Path:
    """A file of this process, gone when it ends."""
    folder = tempfile.TemporaryDirectory(prefix="xunji-fuzzing-")
    atexit.register(folder.cleanup)
    return Path(folder.name) / "bundle.xjb"


def opened_file(data: bytes) -> tuple[bytes, ExchangeError | None]:
    """Plain bytes of an age file for the desk, and what ended the reading early."""
    path, plain = _scratch(), bytearray()
    path.write_bytes(data)
    try:
        with (
            inbound.opened(path, [DESK.reading]) as (_, payload),
            closing(payload.batches()) as batches,
        ):
            for batch in batches:
                plain += batch
            promise(len(plain) == payload.plain_size, "another size than promised")
    except (*_HEADER_REFUSALS, NotForUsError) as error:
        return bytes(plain), error
    return bytes(plain), None


def check_age_file(data: bytes) -> str:
    """An altered file never opens completely, and nothing altered comes out before its damage."""
    plain, error = opened_file(data)
    header = _header_of(data)
    known = _genuine().get(header)
    if known is None:
        promise(not plain or header in _seed_headers(), "a header nobody wrote opened")
    else:
        promise(known.plain.startswith(plain), "altered bytes came out of a sealed file")
        promise(error is not None or data == known.file, "an altered file opened completely")
        promise(error is None or data != known.file, "a sound file did not open")
    return ACCEPTED if error is None else _word(error)


# --- tar and what stands in it ------------------------------------------------------------------


def check_tar(data: bytes) -> str:
    """Each header has one writing; tarfile finds the same files in what is accepted whole."""
    position, entries = 0, list[tuple[str, bytes]]()
    while data[position : position + tar.BLOCK] != bytes(tar.BLOCK):
        block = data[position : position + tar.BLOCK]
        try:
            name, size = tar.read_header(block)
        except BundleRefusedError as error:
            return f"{_word(error)} after {len(entries)}"
        promise(tar.header(name, size) == block, "two headers for one name and size")
        entries.append((name, data[position + tar.BLOCK :][:size]))
        position += tar.entry_size(size)
    if data[position:] != tar.END:
        return "unfinished"
    promise(independent.tar_files(data) == entries, "tarfile finds other files")
    return ACCEPTED


def check_archive(data: bytes) -> str:
    """Nothing unsigned is taken; tarfile sees the same files; the pieces of feeding do not matter.

    What is salvaged from a damaged archive is verified all the same.
    """
    whole = _taken(data, (len(data),))
    step = 1 + zlib.crc32(data) % 1500
    parts = _taken(data, range(step, len(data) + step, step))
    promise(whole[0] == parts[0], f"fed in parts: {parts[0]} instead of {whole[0]}")
    outcome, received, sink = whole
    for digest, content in sink.kept.items():
        promise(hashlib.sha256(content).hexdigest() == digest, "a piece under a wrong name")
    if received is not None:
        _check_received(data, received, sink)
    return outcome


def _taken(data: bytes, ends: Iterable[int]) -> tuple[str, Received | None, MemoryPieces]:
    sink = MemoryPieces()
    intake = Intake(Desk(), len(data), sink=sink)
    view, start = memoryview(data), 0
    try:
        for end in ends:
            intake.feed(view[start:end])
            start = end
        return ACCEPTED, intake.finish(), sink
    except ExchangeError as error:
        found = intake.explain(error)
        try:
            return _word(found), intake.salvage(found), sink
        except ExchangeError as nothing:
            promise(nothing is found, "another error than the first")
            return _word(found), None, sink
    finally:
        intake.abandon()


def _check_received(data: bytes, received: Received, sink: MemoryPieces) -> None:
    manifest, keys = received.manifest_bytes, SIGNERS["manifest"]
    signed = [
        k for k in keys if independent.is_signed(k, MANIFEST_TYPE, manifest, received.signature)
    ]
    promise(signed, "a manifest that nobody signed")
    promise(not independent.manifest_fault(independent.strict_json(manifest)), "a wrong manifest")
    for each in received.segments:
        name = hashlib.sha256(each.segment.data).hexdigest()
        promise(name == each.segment.hash and name in received.manifest.segments, "a wrong segment")
        holders: list[str | None] = [
            device.id
            for device in (MEMBER, LEADER, DESK)
            if _own_line_holds(
                device.signing.public, SEGMENT_TYPE, each.segment.data, each.signature
            )
        ]
        promise(each.signer in (holders or [None]), "a segment by somebody else")
    promise(set(received.pieces) <= set(sink.kept), "a piece was said to be here")
    if received.complete:
        _check_complete(data, received, sink)


def _check_complete(data: bytes, received: Received, sink: MemoryPieces) -> None:
    found = independent.tar_files(data)
    listed = [(name, size) for name, size in received.manifest.files]
    promise([n for n, _ in found[:2]] == [tar.MANIFEST, tar.MANIFEST_SIGNATURE], "first entries")
    promise([(n, len(c)) for n, c in found[2:-1]] == listed, "tarfile finds other files")
    promise(found[0][1] == received.manifest_bytes, "another manifest")
    promise(found[-1][0] == tar.PAD and not found[-1][1].strip(b"\0"), "another pad")
    before = sum(512 + -(-len(content) // 512) * 512 for _, content in found[:-1])
    promise(len(data) == independent.padded_size(before), "another size than the format says")
    contents = dict(found)
    for digest in received.pieces:
        promise(contents[tar.piece_name(digest)] == sink.kept[digest], "another piece")
    segments = {each.segment.hash: each.segment.data for each in received.segments}
    for digest in received.manifest.segments:
        promise(contents[tar.segment_name(digest)] == segments[digest], "another segment")


def check_manifest(data: bytes) -> str:
    """Accepted exactly when all rules of section 6 are kept; written again it says the same."""
    try:
        body = [independent.strict_json(data)]
    except NotReadableError:
        body = []
    fault = independent.manifest_fault(body[0]) if body else "json"
    try:
        manifest = parse_manifest(data)
    except (BundleRefusedError, BundleTooNewError) as error:
        promise(fault, f"refused ({_word(error)}) what keeps all rules")
        return _word(error)
    promise(not fault, f"accepted, though {fault} is against the format")
    promise(parse_manifest(encode_manifest(manifest)) == manifest, "written again it says more")
    return ACCEPTED


def check_segment(data: bytes) -> str:
    """The parts give the bytes again; the lines say what the second reader says."""
    try:
        segment = read_segment(data)
    except (SegmentError, StrictJsonError) as error:
        return _word(error)
    promise(assemble(segment.first_line, segment.lines) == data, "the parts are not the whole")
    promise(hashlib.sha256(data).hexdigest() == segment.hash, "another name")
    head = independent.strict_json(segment.first_line)
    written = independent.strict_json(header_line(segment.header))
    promise({key: head.get(key) for key in written} == written, "the header says something else")
    try:
        operations = segment.operations()
    except JournalError as error:
        return f"{_word(error)} in a line"
    _check_operations(segment, operations)
    return ACCEPTED


def _check_operations(segment: Segment, operations: list[Operation]) -> None:
    name = segment.header.name
    parts = "\0".join((name.device, name.task, name.channel)).encode()
    log = hashlib.sha256(b"xj-log-v1\0" + parts).digest()[:16]
    promise(len(operations) == len(segment.lines), "another number of operations")
    promise(len({op.hash for op in operations}) == len(operations), "two operations with one hash")
    for number, (op, line) in enumerate(zip(operations, segment.lines, strict=True)):
        body = independent.strict_json(line)
        said = (body["n"], body["y"], body["t"], body["r"], body.get("g", ""), body.get("v"))
        promise(said == (op.n, op.verb, op.kind, op.record, op.group, op.value), "another reading")
        promise(op.n == segment.header.first + number, "a gap")
        promise(op.hash == hashlib.sha256(b"xj-op-v1\0" + log + line).hexdigest(), "another hash")
        _decode(op)


def _decode(operation: Operation) -> None:
    """A value of a known kind is understood, or refused with the error for that."""
    kind = KINDS.get(operation.kind)
    with suppress(OperationError):
        if kind is not None and kind.insert_only:
            decode_entry(kind, operation.value)
        elif kind is not None and operation.group in kind.groups:
            decode_group(kind, operation.group, operation.value)


def check_signature(data: bytes) -> str:
    """Only signatures that a key holder made over these very bytes hold, whatever else is said."""
    values = independent.signature_values(data)
    promise(len(key_hints(data)) == len(values), "the second reader reads other lines")
    holding = []
    for key in SIGNERS["manifest"]:
        held = verify(key, MANIFEST_TYPE, SIGNED, data)
        promise(not held or independent.is_signed(key, MANIFEST_TYPE, SIGNED, data), "a false one")
        holds = _own_line_holds(key, MANIFEST_TYPE, SIGNED, data)
        promise(held == holds, "a true one was refused, or one under a wrong hint taken")
        promise(not verify(key, SEGMENT_TYPE, SIGNED, data), "holds for another type")
        promise(not verify(key, MANIFEST_TYPE, SIGNED + b" ", data), "holds for other bytes")
        holding += [key_hint(key)] if held else []
    return f"{len(values)} lines, {len(holding)} hold"


def _own_line_holds(key: bytes, media_type: str, data: bytes, file: bytes) -> bool:
    """Whether a line that names this key holds; a right signature under a wrong hint does not."""
    hint = key_hint(key).encode()
    lines = [line + b"\n" for line in file.split(b"\n") if line[8:24] == hint]
    return bool(independent.signature_values(file)) and any(
        independent.is_signed(key, media_type, data, line) for line in lines
    )


# --- papers ----------------------------------------------------------------------------------


@cache
def _genuine_papers() -> frozenset[tuple[str, bytes]]:
    found: set[tuple[str, bytes]] = set()
    for data in seeds("papers").values():
        with suppress(TrustError):
            found |= {
                (paper.kind, paper.data)
                for paper in read_papers(data)
                if paper.signers(SIGNERS["trust"])
            }
    return frozenset(found)


@cache
def _trust() -> Trust:
    return Trust.load([root_paper()], [statement_paper()])


def check_papers(data: bytes) -> str:
    """One writing for each file; only signed papers change whom the reader trusts."""
    try:
        papers = read_papers(data)
    except TrustError as error:
        return _word(error)
    promise(write_papers(papers) == data, "two files for the same papers")
    words = [_check_paper(paper) for paper in papers[:4]]
    before = _trust()
    try:
        after = before.take_in(papers, TODAY)
    except TrustError as error:
        return " ".join([_word(error), *words])
    known = {paper.digest for paper in papers if paper.signers(SIGNERS["trust"])}
    fresh = {root.digest for root in after.roots} - {root.digest for root in before.roots}
    fresh |= {each.digest for each in after.statements.values()}
    fresh -= {each.digest for each in before.statements.values()}
    promise(fresh <= known, "an unsigned paper was believed")
    return " ".join([ACCEPTED, *words])


def _check_paper(paper: Paper) -> str:
    """Read it as its kind, signed or not: the reading itself has to bear anything."""
    signed = any(
        independent.is_signed(key, f"application/vnd.xunji.{paper.kind}.v1+json", *_bytes_of(paper))
        for key in SIGNERS["trust"]
    )
    promise(bool(paper.signers(SIGNERS["trust"])) <= signed, "a signature that does not hold")
    try:
        if paper.kind == "request":
            request = accept_request(paper)
            promise(write_request(request), "cannot be written again")
        elif paper.kind == "root":
            root = accept_first_root(paper)
            promise(signed and write_root(root), "a root without its holders")
        else:
            statement = read_statement(paper)
            again = Paper("statement", write_statement(statement), b"")
            promise(read_statement(again) == statement, "written again it says something else")
    except TrustError as error:
        return _word(error)
    return paper.kind


def _bytes_of(paper: Paper) -> tuple[bytes, bytes]:
    return paper.data, paper.signature


TARGETS = {
    target.name: target
    for target in (
        Target("age-header", check_age_header, 100_000, ("app/bundle/age.py",)),
        Target("age-file", check_age_file, 160_000, ("app/bundle/age.py", "app/bundle/inbound.py")),
        Target("tar", check_tar, 20_000, ("app/bundle/tar.py",)),
        Target("archive", check_archive, 20_000, ("app/bundle/intake.py", "app/bundle/tar.py")),
        Target("manifest", check_manifest, 20_000, ("app/bundle/manifest.py",)),
        Target(
            "segment",
            check_segment,
            20_000,
            ("app/journal/segments.py", "app/journal/operations.py", "app/domain/encoding.py"),
        ),
        Target("signature", check_signature, 5_000, ("app/crypto/signing.py",)),
        Target(
            "papers",
            check_papers,
            40_000,
            (
                "app/trust/papers.py",
                "app/trust/fields.py",
                "app/trust/root.py",
                "app/trust/request.py",
                "app/trust/statement_reading.py",
            ),
        ),
        Target("json", check_json, 20_000, ("app/journal/canonical.py",)),
    )
}
