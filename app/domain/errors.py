"""Every error a user can cause or meet, as types that carry facts.

An error never carries a sentence: ``app.words`` turns it into one clear sentence and a hint, in
Chinese and English. Programming mistakes stay ordinary Python exceptions.

::

    XunjiError
    ├── VaultError            the vault folder, its slots, its lock
    │   ├── VaultMissingError / VaultExistsError / VaultInUseError / VaultDamagedError
    │   ├── VaultTooNewError          made by a newer program
    │   ├── WrongPassphraseError / PassphraseDelayedError / PassphraseTooWeakError
    │   └── PersonUnknownError / WeakSlotError
    ├── StoreError            the database
    │   ├── StoreKeyError / StoreTooNewError / StoreDamagedError / GuardsMissingError
    │   ├── StoreFullError / MigrationError
    │   ├── StoreAddressError / StoreUnsuitableError / StoreUnreachableError / StoreBusyError
    │   ├── StoreMoveError            what arrived differs from what was sent
    │   └── ReplayMismatchError       tables differ from the journal
    ├── EvidenceError         evidence files
    │   ├── BlobMissingError / BlobDamagedError / EvidenceUnreadableError
    │   └── EvidenceNotShownError     it is kept, but cannot be shown here
    ├── JournalError          bytes that are not a journal
    │   ├── StrictJsonError / OperationError / SegmentError
    ├── ExchangeError         bundles and papers
    │   ├── NotABundleError / NotForUsError / BundleDamagedError / BundleTruncatedError
    │   ├── BundleRefusedError        (reason: a name of the bundle specification)
    │   ├── SignatureInvalidError / SignerUnknownError / WrongOfficeError / WrongTaskError
    │   ├── BundleTooNewError / MediaError / DiskFullError
    │   └── NotAFileError             (a MediaError) there is something else under this name
    ├── TrustError            statements, roots, enrolment
    ├── DecryptionError       sealed bytes were altered, or are for another key or purpose
    ├── InputError            what a person typed (problems: one per field)
    ├── SealedError           no grant for this compartment, or unsealing not logged
    ├── SealBrokenError       there is a grant, but what was sealed does not open
    ├── RecordMissingError / ConflictOpenError / DecisionOvertakenError
    ├── TaskMissingError      no inspection task is worked on here
    ├── SignatureRefusedError     this person may not give this signature now
    └── CancelledError        the person cancelled
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class XunjiError(Exception):
    """Root of all errors that reach a person. Facts are attributes, never sentences."""


# --- vault ---------------------------------------------------------------------------------


class VaultError(XunjiError):
    """Something is wrong with a vault folder."""


@dataclass
class VaultMissingError(VaultError):
    """There is no vault in this folder."""

    path: Path


@dataclass
class VaultExistsError(VaultError):
    """The folder already holds a vault or other files."""

    path: Path


@dataclass
class VaultInUseError(VaultError):
    """Another process has this vault open."""

    path: Path


@dataclass
class VaultDamagedError(VaultError):
    """Neither copy of ``vault.json`` can be used. ``part`` names what is wrong."""

    path: Path
    part: str


@dataclass
class VaultTooNewError(VaultError):
    """The vault was made by a newer program."""

    found: int
    supported: int


@dataclass
class WrongPassphraseError(VaultError):
    """The passphrase opens no slot of this person. ``failures`` since the last success."""

    failures: int
    delay_seconds: int


@dataclass
class PassphraseDelayedError(VaultError):
    """Too many wrong passphrases: wait ``seconds`` before the next try."""

    seconds: int


@dataclass
class PassphraseTooWeakError(VaultError):
    """The estimated entropy of a new passphrase is below the minimum (bits)."""

    bits: int
    minimum: int


@dataclass
class PersonUnknownError(VaultError):
    """No slot in this vault belongs to this person."""

    person: str


@dataclass
class VaultOutdatedError(VaultError):
    """The vault is older than what this device has seen, or went another way. ``standing``: how."""

    standing: str


@dataclass
class WeakSlotError(VaultError):
    """A slot's key derivation is weaker than the floor: somebody lowered it."""

    person: str


# --- store ---------------------------------------------------------------------------------


class StoreError(XunjiError):
    """Something is wrong with the database."""


class StoreKeyError(StoreError):
    """The key does not open the database, or the file is no database."""


@dataclass
class StoreTooNewError(StoreError):
    """The database was written by a newer program."""

    found: str
    supported: str


@dataclass
class StoreDamagedError(StoreError):
    """The database failed an integrity check. ``detail`` holds no record content."""

    detail: str


@dataclass
class GuardsMissingError(StoreError):
    """A mergeable table has lost its guard triggers."""

    tables: tuple[str, ...]


class StoreFullError(StoreError):
    """The disk is full; nothing was changed."""


@dataclass
class StoreAddressError(StoreError):
    """Not the address of a server this program would speak to. ``part`` says what is wrong."""

    part: str


@dataclass
class StoreUnsuitableError(StoreError):
    """The server or database is not one a store can live in: version, encoding or collation."""

    detail: str


@dataclass
class StoreUnreachableError(StoreError):
    """The database server does not answer, or lets nobody in. ``detail`` is its five letters."""

    detail: str


class StoreBusyError(StoreError):
    """Another computer is writing; nothing was changed."""


@dataclass
class StoreMoveError(StoreError):
    """What arrived in the new store differs; the old one stays in use. ``tables`` differ."""

    tables: tuple[str, ...]


@dataclass
class MigrationError(StoreError):
    """The upgrade failed; the copy made before it lies at ``copy`` (a file, or a schema)."""

    copy: str
    detail: str


@dataclass
class ReplayMismatchError(StoreError):
    """Tables differ from what the journal says. ``records`` are (kind, id) pairs, at most 20."""

    records: tuple[tuple[str, str], ...]


# --- evidence ------------------------------------------------------------------------------


class EvidenceError(XunjiError):
    """Something is wrong with an evidence file."""


@dataclass
class BlobMissingError(EvidenceError):
    """The encrypted file of a piece of evidence is not in the vault."""

    digest: str


@dataclass
class BlobDamagedError(EvidenceError):
    """The encrypted file was altered or cut."""

    digest: str


@dataclass
class EvidenceUnreadableError(EvidenceError):
    """The file to import cannot be read."""

    path: Path
    detail: str


@dataclass
class EvidenceNotShownError(EvidenceError):
    """A viewer cannot show this file: too-large, damaged, protected or no-player."""

    reason: str


# --- journal -------------------------------------------------------------------------------


class JournalError(XunjiError):
    """Bytes that are not what the journal format demands."""


@dataclass
class StrictJsonError(JournalError):
    """Not strict JSON. ``reason`` is a short name, ``position`` an offset where known."""

    reason: str
    position: int = -1


@dataclass
class OperationError(JournalError):
    """An operation line breaks the format or the kind's description."""

    reason: str


@dataclass
class SegmentError(JournalError):
    """A segment breaks the format."""

    reason: str


# --- exchange ------------------------------------------------------------------------------


class ExchangeError(XunjiError):
    """A bundle or paper cannot be taken in, or written."""


class NotABundleError(ExchangeError):
    """The file is no exchange bundle at all."""


@dataclass
class NotForUsError(ExchangeError):
    """The bundle is encrypted or addressed to others. ``readers`` names them where known."""

    readers: tuple[str, ...] = ()


@dataclass
class BundleDamagedError(ExchangeError):
    """Bytes were altered. ``part`` names where (header, chunk n, segment, piece)."""

    part: str


@dataclass
class BundleTruncatedError(ExchangeError):
    """The file ends too early."""

    part: str


@dataclass
class BundleRefusedError(ExchangeError):
    """The bundle breaks a MUST of its specification; ``reason`` is the rule's short name."""

    reason: str


@dataclass
class SignatureInvalidError(ExchangeError):
    """A signature does not verify. ``what``: "manifest", "sender" (who says he sends it is not who
    signed), "segment", or "segment-author" (who says he wrote it is not who signed).

    ``signer`` has signed, or should have; ``claimed`` is whom the content names instead,
    ``carrier`` who brought the segment: devices, or what a person calls them.
    """

    what: str
    signer: str = ""
    claimed: str = ""
    carrier: str = ""


@dataclass
class SignerUnknownError(ExchangeError):
    """Signed by a key that no membership statement names."""

    signer: str


@dataclass
class WrongOfficeError(ExchangeError):
    """From another office."""

    office: str


@dataclass
class WrongTaskError(ExchangeError):
    """For another task."""

    task: str


@dataclass
class BundleTooNewError(ExchangeError):
    """Needs a newer program."""

    needed: int
    supported: int


@dataclass
class MediaError(ExchangeError):
    """The stick or folder failed while reading or writing."""

    path: Path
    detail: str


@dataclass
class NotAFileError(MediaError):
    """Something that is no ordinary file has this name: a folder, a link, a device. Left alone."""


@dataclass
class SameDiskError(MediaError):
    """The second copy would lie on the disk of the vault itself: one defect would take both."""

    detail: str = ""


@dataclass
class DiskFullError(ExchangeError):
    """Not enough room; nothing was changed."""

    path: Path
    needed: int
    free: int


# --- sealed bytes --------------------------------------------------------------------------


class DecryptionError(XunjiError):
    """Sealed bytes were altered, or made for another key or another purpose."""


# --- trust ---------------------------------------------------------------------------------


@dataclass
class TrustError(XunjiError):
    """A root, statement or request breaks a rule; ``reason`` is the rule's short name.

    ``detail`` names a field or flag of the paper, never its content.
    """

    reason: str
    detail: str = ""


# --- people and records --------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one field. ``rule`` is a short name that ``app.words`` knows."""

    field: str
    rule: str
    detail: str = ""


@dataclass
class InputError(XunjiError):
    """What a person typed breaks rules of the kind; nothing was lost."""

    kind: str
    problems: tuple[Problem, ...]


@dataclass
class SealedError(XunjiError):
    """This person holds no grant for the compartment."""

    compartment: str


@dataclass
class SealBrokenError(XunjiError):
    """What was sealed in ``group`` does not open with the granted key: damaged or forged."""

    kind: str
    record: str
    group: str

    @property
    def reason(self) -> str:
        """The group: words for single groups are found by it."""
        return self.group


@dataclass
class TaskMissingError(XunjiError):
    """Talks and findings belong to a task, and none is worked on here. ``kind`` was to begin."""

    kind: str


@dataclass
class SignatureRefusedError(XunjiError):
    """A worksheet may not be signed so. ``reason``: a name of ``app.domain.signatures.Refusal``."""

    reason: str
    record: str


@dataclass
class RecordMissingError(XunjiError):
    """The record is not here (yet)."""

    kind: str
    record: str


@dataclass
class ConflictOpenError(XunjiError):
    """The step needs a record without open conflicts or missing links."""

    kind: str
    record: str
    open_conflicts: int
    open_links: int


@dataclass
class DecisionOvertakenError(XunjiError):
    """What was to be decided is not there any more: somebody decided it, or it changed."""

    kind: str
    record: str


@dataclass
class UndoRefusedError(XunjiError):
    """A merge cannot be taken back any more; ``merge`` is its number."""

    merge: int


@dataclass
class ClockDoubtfulError(XunjiError):
    """The computer's clock is "behind" or "ahead" of what the office has proven, or "jumped".

    ``known`` is a day: what it is measured by, or the day it says now.
    """

    reason: str
    known: str


class CancelledError(XunjiError):
    """The person cancelled; nothing was changed."""
