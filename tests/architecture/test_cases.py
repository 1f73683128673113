"""The 75 cases of exchange have tests, and the tests say which.

A test whose docstring begins "Case 33." or "Cases 56 and 57." asserts what a person sees in that
case. A docstring that goes on otherwise ("Case 33, without a window") names a part of one: it is
found by reading and does not count.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TITLES = {
    "1": "every bit of header and nonce flipped: damaged, nothing imported",
    "2": "payload bits flipped: the same, whole segments before are offered",
    "3": "cut anywhere: never complete, what is whole is listed",
    "4": "bytes or a second file appended: refused",
    "5": "chunks swapped or repeated: refused",
    "6": "for another reader: not addressed to this computer, nothing written",
    "7": "a million stanzas, a header line of 4 GB: refused at once, in little memory",
    "8": "share of low order: refused",
    "9": "links, devices, paths, odd names and numbers in the archive: refused",
    "10": "extra or missing entries: refused; evidence that is elsewhere: so many are missing",
    "11": "ten million files or ten terabytes listed: refused before anything is allocated",
    "12": "another kind of file: this is no bundle",
    "13": "a bomb as evidence: kept as it is, never unpacked, not shown",
    "14": "manifest changed: signature invalid",
    "15": "signed by another enrolled device: refused, both named",
    "16": "segment by an unknown key: quarantine",
    "17": "a receipt's bytes as a manifest: refused",
    "18": "sealed again for somebody else: it was not meant for this computer",
    "19": "another task's or office's: refused by name",
    "20": "one word changed in a relayed segment: that segment's signature is invalid",
    "21": "the leader drops a member's tail: the next receipt shows it",
    "22": "a write without the right to it: quarantined with the rule",
    "23": "naming a hash that does not exist yet covers nothing",
    "24": "an old root or statement again: version backwards, ignored",
    "25": "a root skipped, too few signatures, one key twice: refused",
    "26": "unknown critical flag: not accepted, recording goes on",
    "27": "statement expired: banner, recording goes on, no new keys",
    "28": "revoked device: witnessed segments count, later ones wait for two people",
    "29": "the office's key rotated meanwhile: old receipts hold, new ones through the root",
    "30": "recusal: the next export has no stanza for that person",
    "31": "the same bundle a hundred times: nothing new",
    "32": "six bundles in every order: one state",
    "33": "a gap: staged, the missing lines named, applied when they come",
    "34": "fork after a restored backup: both branches, one question, nothing lost",
    "35": "cloned laptop: the fork shows at the first meeting",
    "36": "restored office: it went back, everything is sent again",
    "37": "from a future version: stored, relayed, a hint to update",
    "38": "from three versions ago: upgraded on reading, bytes unchanged",
    "39": "an old leader relays new members' data: the office gets it whole",
    "40": "one conclusion edited twice: conflict, both shown",
    "41": "different groups edited: merged with a note",
    "42": "the same text typed twice: no conflict",
    "43": "deleted and edited: conflict, the record stays visible",
    "44": "deleted twice: deleted once",
    "45": "edited after sealing: the sealed text stays, the late edit is listed",
    "46": "sealed twice differently: conflict",
    "47": "resolved in two ways: a new conflict of both resolutions",
    "48": "amount and its basis by two people: one group, conflict",
    "49": "a finding about a talk that has not come: a stub",
    "50": "one link added twice: one link",
    "51": "two members number 12: 3-12 and 5-12",
    "52": "ten thousand heads by one member: bounded list, quarantine by rate",
    "52b": "other channels' segments are nowhere in an ordinary member's files and store",
    "53": "wrong clocks: the same merge, a banner, the bracket shown",
    "54": "the clock jumps: an audit entry; locking follows the steady clock",
    "55": "an identifier with an absurd time: accepted, nothing sorted by it",
    "56": "killed between cutting and the stick: the same segment again, no fork",
    "57": "power lost while committing: before or after, never between",
    "58": "import killed at any step: it runs again, nothing twice, no orphans",
    "59": "no room at any place: said so, nothing changed",
    "60": "stick pulled out: half a file is ignored, the rest goes on",
    "61": "a lying, protected, small or failing stick: noticed by reading back",
    "62": "two imports at once, an import under an open editor: turns; three-way merge",
    "63": "receipt lost: the next one covers it",
    "64": "the office dies before archiving: the laptops still have everything",
    "65": "a piece is missing: the record is merged, so many of so many",
    "66": "a piece exchanged: refused, others kept",
    "67": "one file added twice: one blob, two custody entries",
    "68": "a film of 6 GB: packs in any order",
    "69": "evidence damaged on a laptop: found, and put back from any holder",
    "70": "hostile file names: shown escaped, stored under the hash",
    "71": "half a pair, NUL: refused at the field with its place",
    "72": "invisible and mirrored characters in names: marked; pseudonyms normalised",
    "73": "rare characters: back as they were, sortable",
    "74": "20 MB pasted: an attachment, with a notice",
    "75": "malformed JSON under a signature: refused, sender named, kept as evidence",
}

STILL_OPEN: frozenset[str] = frozenset()
"""Cases nobody has tested yet. Only ever shorter: one that has a test must leave this list."""

_CASES = re.compile(r"Cases? ((?:\d+b?)(?:(?:, | and |–)\d+b?)*)\.(?:\s|$)")


def numbers(docstring: str) -> list[str]:
    """The cases a docstring claims: "Case 7.", "Cases 7, 8 and 9.", "Cases 7–9."."""
    found = _CASES.match(docstring)
    if found is None:
        return []
    every: list[str] = []
    for part in re.split(", | and ", found[1]):
        first, _, last = part.partition("–")
        every += [str(n) for n in range(int(first), int(last) + 1)] if last else [first]
    return every


def claims() -> Iterator[tuple[str, str]]:
    """(case, test) for every test function of the tree."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                where = f"{path.relative_to(ROOT)}::{node.name}"
                yield from ((case, where) for case in numbers(ast.get_docstring(node) or ""))


CLAIMED: dict[str, list[str]] = {}
for _case, _test in claims():
    CLAIMED.setdefault(_case, []).append(_test)


def test_the_table_has_every_case() -> None:
    assert set(TITLES) == {*map(str, range(1, 76)), "52b"}
    assert set(TITLES) >= STILL_OPEN


@pytest.mark.parametrize("case", TITLES)
def test_every_case_has_a_test(case: str) -> None:
    if case in STILL_OPEN:
        assert case not in CLAIMED, f"{case} has a test now: take it off the list"
    else:
        assert case in CLAIMED, f"no test for case {case}: {TITLES[case]}"


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        ("Case 33. A gap.", ["33"]),
        ("Case 52b. Channels.", ["52b"]),
        ("Cases 1, 3 and 12. Words.", ["1", "3", "12"]),
        ("Cases 14–16. Words.", ["14", "15", "16"]),
        ("Case 33.", ["33"]),
        ("Case 33, without a window.", []),
        ("Cases 7 and 11, for the readers one by one.", []),
        ("Cases 21 and 34 as a model: whatever lives.", []),
        ("As in Case 7. No.", []),
    ],
)
def test_only_whole_claims_count(docstring: str, expected: list[str]) -> None:
    assert numbers(docstring) == expected


if __name__ == "__main__":  # the table of cases and their tests
    for _number, _title in TITLES.items():
        print(f"{_number:>4}  {_title}")  # noqa: T201
        for _where in CLAIMED.get(_number, ["– none –"]):
            print(f"        {_where}")  # noqa: T201
