"""The enrolment request: a device asks to be named in a task's membership statement.

::

    {"xj":"request/1","suite":1,"critical":[],"device":"<id>","sign":"<ed25519>","read":"<key>",
     "label":"…","machine":"<digest or empty>","office":"<id or empty>","task":"<id or empty>",
     "replaces":"<device id or empty>","made":"<time>",
     "persons":[{"id":"…","name":"…","read":"<reading key>"},…]}

Signed by the device's own key: that proves possession, nothing else. Who sends it, people settle by
comparing the thirty digits aloud. ``machine`` binds to the computer, so that a copied disk shows.
``replaces`` names the device this one continues; its key may sign as well, which spares nobody the
comparison.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.errors import TrustError
from app.journal.canonical import encode
from app.trust.fields import DIGEST, ID, NAME, SUITE, Fields, read_fields, to_base64
from app.trust.identifiers import device_id
from app.trust.reasons import Reason
from app.trust.signed import Paper

KIND = "request"


@dataclass(frozen=True, slots=True)
class Applicant:
    """A person who has a passphrase on the asking device. ``read`` unseals what he may read."""

    id: str
    name: str
    read: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What an enrolment request says. ``digest`` names the paper; empty for a draft."""

    sign: bytes
    read: bytes
    label: str
    persons: tuple[Applicant, ...]
    made: str
    machine: str = ""
    office: str = ""
    task: str = ""
    replaces: str = ""
    digest: str = field(default="", compare=False)

    @property
    def device(self) -> str:
        """The device's id, which follows from its keys."""
        return device_id(self.sign, self.read)


def write_request(request: Request) -> bytes:
    """The bytes the device signs."""
    return encode(
        {
            "xj": "request/1",
            "suite": SUITE,
            "critical": [],
            "device": request.device,
            "sign": to_base64(request.sign),
            "read": to_base64(request.read),
            "label": request.label,
            "machine": request.machine,
            "office": request.office,
            "task": request.task,
            "replaces": request.replaces,
            "made": request.made,
            "persons": [
                {"id": person.id, "name": person.name, "read": to_base64(person.read)}
                for person in request.persons
            ],
        }
    )


def accept_request(paper: Paper) -> Request:
    """Read a request that its own device signed. Raises TrustError."""
    fields = read_fields(paper.data)
    fields.check_head(KIND)
    request = _read(fields, paper.digest)
    if paper.kind != KIND or not paper.signed_by(request.sign):
        raise TrustError(Reason.SIGNATURE)
    if fields.matching("device", ID) != request.device:
        raise TrustError(Reason.IDENTITY, "device")
    if len({person.id for person in request.persons}) != len(request.persons):
        raise TrustError(Reason.NAME_TWICE, "persons")
    if len({person.read for person in request.persons}) != len(request.persons):
        raise TrustError(Reason.KEY_TWICE, "persons")
    return request


def _read(fields: Fields, digest: str) -> Request:
    return Request(
        sign=fields.signing_key("sign"),
        read=fields.reading_key("read"),
        label=fields.named("label"),
        persons=tuple(_read_person(person) for person in fields.objects("persons", 1)),
        made=fields.moment("made"),
        machine=fields.optional("machine", DIGEST),
        office=fields.optional("office", ID),
        task=fields.optional("task", NAME),
        replaces=fields.optional("replaces", ID),
        digest=digest,
    )


def _read_person(fields: Fields) -> Applicant:
    return Applicant(
        id=fields.matching("id", NAME), name=fields.named("name"), read=fields.reading_key("read")
    )
