"""The paper file."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import TrustError
from app.trust.papers import papers_of, read_papers, write_papers
from app.trust.signed import Paper
from tests.unit.trust.trust_samples import request_paper, root_paper, statement_paper

PAPERS = (root_paper(), statement_paper())
SMALL = (Paper("root", b"{}", b"s\n"), Paper("request", b"[]", b"t\n"))
FILE = write_papers(SMALL)


def refused(data: bytes) -> None:
    with pytest.raises(TrustError) as caught:
        read_papers(data)
    assert caught.value.reason == "file"


def test_papers_come_back() -> None:
    assert read_papers(write_papers(PAPERS)) == PAPERS
    assert read_papers(write_papers([request_paper()])) == (request_paper(),)
    assert papers_of(PAPERS, "statement") == PAPERS[1:]


def test_a_file_reads_like_its_description() -> None:
    assert FILE == b"xunji-papers/1 2\nroot 2 2\n{}\ns\nrequest 2 2\n[]\nt\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbf" + FILE,
        b"PK\x03\x04",
        FILE + b"\n",
        FILE + FILE,
        FILE.replace(b"papers/1 2", b"papers/2 2"),
        FILE.replace(b"papers/1 2", b"papers/1 02"),
        FILE.replace(b"papers/1 2", b"papers/1 1"),
        FILE.replace(b"papers/1 2", b"papers/1 3"),
        FILE.replace(b"papers/1 2", b"papers/1 0"),
        FILE.replace(b"\n", b"\r\n"),
        FILE.replace(b"root 2 2", b"root 2  2"),
        FILE.replace(b"root 2 2", b"root 02 2"),
        FILE.replace(b"root 2 2", b"root +2 2"),
        FILE.replace(b"root 2 2", b"root 9999999 2"),
        FILE.replace(b"root 2 2", b"root 2 4097"),
        FILE.replace(b"root 2 2", b"root 3 2"),
        FILE.replace(b"root 2 2", b"root 0 2"),
        FILE.replace(b"root", b"receipt"),
        FILE.replace(b"}\ns", b"} s"),
        b"xunji-papers/1 1\nroot 1048577 1\n" + b"x" * 1048577 + b"\ns",
        b"xunji-papers/1 65\n" + b"root 1 1\nx\ns" * 65,
        b"xunji-papers/1 5\n" + (b"root 1000000 1\n" + b"x" * 1000000 + b"\ns") * 5,
    ],
)
def test_everything_else_is_refused(data: bytes) -> None:
    refused(data)


def test_every_truncation_is_refused() -> None:
    for end in range(len(FILE)):
        refused(FILE[:end])


@settings(max_examples=500, deadline=None)
@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_what_is_read_is_written_the_same_way(position: int, change: int) -> None:
    altered = bytearray(FILE)
    altered[position] ^= change
    with contextlib.suppress(TrustError):
        papers = read_papers(bytes(altered))
        assert write_papers(papers) == altered
        assert papers != SMALL


@pytest.mark.parametrize(
    "papers",
    [
        [],
        [Paper("root", b"", b"s")],
        [Paper("root", b"x", b"")],
        [Paper("letter", b"x", b"s")],
        [Paper("root", b"x" * ((1 << 20) + 1), b"s")],
        [Paper("root", b"x", b"s" * 4097)],
        [Paper("root", b"x", b"s")] * 65,
    ],
)
def test_what_cannot_be_read_is_not_written(papers: list[Paper]) -> None:
    with pytest.raises(ValueError, match="papers"):
        write_papers(papers)
