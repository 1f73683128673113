"""The paper file (``.xjp``): several signed papers in one small file, readable in a text editor.

::

    xunji-papers/1 <number of papers>\\n
    <kind> <bytes of the paper> <bytes of its signature file>\\n
    <the paper>\\n
    <the signature file>
    …                                                   (the next paper, and nothing after the last)

Kinds are ``root``, ``request`` and ``statement``. Numbers are decimal without leading zeros. At
most 64 papers of at most 1 MiB, signature files of at most 4,096 bytes, 4 MiB in all. There is
exactly one file for given papers: a reader that writes them again gets the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.crypto.signing import SIGNATURE_FILE_LIMIT
from app.domain.errors import TrustError
from app.trust.fields import MAXIMUM_PAPER
from app.trust.reasons import Reason
from app.trust.signed import Paper

EXTENSION = ".xjp"
MAXIMUM_FILE = 4 << 20
MAXIMUM_PAPERS = 64

_FIRST = re.compile(rb"xunji-papers/1 ([1-9][0-9]?)\n")
_HEADER = re.compile(rb"(root|request|statement) ([1-9][0-9]{0,6}) ([1-9][0-9]{0,3})\n")


def write_papers(papers: Sequence[Paper]) -> bytes:
    """The bytes of a paper file. Raises ValueError for papers that a reader would refuse."""
    parts = [b"xunji-papers/1 %d\n" % len(papers)]
    for paper in papers:
        sizes = (paper.kind.encode("ascii"), len(paper.data), len(paper.signature))
        parts += [b"%b %d %d\n" % sizes, paper.data, b"\n", paper.signature]
    written = b"".join(parts)
    try:
        read_papers(written)
    except TrustError as error:
        raise ValueError("these papers do not fit into a file") from error
    return written


def read_papers(data: bytes) -> tuple[Paper, ...]:
    """Take a paper file apart; nothing in it is verified yet. Raises TrustError."""
    first = _FIRST.match(data)
    if first is None or len(data) > MAXIMUM_FILE or int(first[1]) > MAXIMUM_PAPERS:
        raise TrustError(Reason.FILE)
    position = first.end()
    papers = []
    for _ in range(int(first[1])):
        paper, position = _read_paper(data, position)
        papers.append(paper)
    if position != len(data):
        raise TrustError(Reason.FILE)
    return tuple(papers)


def papers_of(papers: Sequence[Paper], kind: str) -> tuple[Paper, ...]:
    """The papers of one kind, in the order of the file."""
    return tuple(paper for paper in papers if paper.kind == kind)


def _read_paper(data: bytes, position: int) -> tuple[Paper, int]:
    header = _HEADER.match(data, position)
    if header is None:
        raise TrustError(Reason.FILE)
    size, signature_size = int(header[2]), int(header[3])
    if size > MAXIMUM_PAPER or signature_size > SIGNATURE_FILE_LIMIT:
        raise TrustError(Reason.FILE)
    middle = header.end() + size
    end = middle + 1 + signature_size
    if end > len(data) or data[middle : middle + 1] != b"\n":
        raise TrustError(Reason.FILE)
    paper = Paper(header[1].decode("ascii"), data[header.end() : middle], data[middle + 1 : end])
    return paper, end
