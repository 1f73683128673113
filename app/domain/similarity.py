"""How alike two texts are, and which of many are nearly the same: probable duplicates.

A text counts as the set of its *bigrams*: pairs of neighbouring letters and digits after
compatibility forms (NFKC), case, blanks and punctuation are set aside. Each is a number, mixed so
that no writing system comes first; of a long text only the ``SAMPLE`` smallest count (a bottom-k
sketch), so that a talk costs no more than a paragraph: texts that are nearly the same have samples
that are nearly the same. *Likeness* is the share of common bigrams
(Jaccard): 1 for equal sets, 0 for sets without any in common.

``near_pairs`` finds all pairs above a threshold without comparing each with each: two sets with
likeness t or more must share one of the rarest (1 - t) of their bigrams.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise, product
from math import ceil
from typing import NamedTuple, TypeAlias

SAMPLE = 96
"""Bigrams that count of one text."""

Bigrams: TypeAlias = frozenset[int]

_ODD = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
_MOST_LEADING = 20
_MARKS = re.compile(r"[\W_]+")


class Pair(NamedTuple):
    """Two texts, by their numbers in the list given, and their likeness."""

    one: int
    other: int
    likeness: float


def normal(text: str) -> str:
    """Letters and digits only, in one form."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _MARKS.sub("", folded)


def bigrams(text: str) -> Bigrams:
    """What counts of a text."""
    codes = [ord(character) for character in normal(text)]
    pairs = pairwise(codes) if len(codes) > 1 else ((c, 0) for c in codes)
    found = {((one << 21 | other) * _ODD) & _MASK for one, other in pairs}
    return frozenset(sorted(found)[:SAMPLE])


def likeness(one: Bigrams, other: Bigrams) -> float:
    """Between 0 and 1; 0 if either is empty."""
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def near_pairs(
    texts: Sequence[Bigrams],
    threshold: float,
    most: int,
    apart: Callable[[int, int], bool] = lambda _one, _other: False,
) -> list[Pair]:
    """At most ``most`` pairs with ``threshold`` or more (0 < threshold ≤ 1), found smallest first.

    ``apart`` rules out pairs that something else than the text tells apart. Of several texts with
    the same bigrams each is paired with the first it is not told apart from, and only that one with
    others: ten thousand copies of one text are no more work than ten thousand texts.
    """
    leaders: dict[Bigrams, list[int]] = defaultdict(list)
    found: list[Pair] = []
    for number, text in enumerate(texts):
        leading = leaders[text]
        same = next((one for one in leading if not apart(one, number)), None)
        if text and same is not None:
            found.append(Pair(same, number, 1.0))
        elif text and len(leading) < _MOST_LEADING:
            leading.append(number)
    for one, other, alike in _unequal([text for text in leaders if text], threshold):
        if len(found) >= most:
            break
        for ends in product(leaders[one], leaders[other]):
            low, high = sorted(ends)
            if not apart(low, high):
                found.append(Pair(low, high, alike))
    return sorted(found[:most])


def _unequal(texts: list[Bigrams], threshold: float) -> Iterator[tuple[Bigrams, Bigrams, float]]:
    """Pairs of different sets. Shorter ones come first, so those met later are never shorter."""
    commonness = Counter(chain.from_iterable(texts))
    met: dict[int, list[Bigrams]] = defaultdict(list)
    for text in sorted(texts, key=len):
        rarest_first = sorted(text)  # their numbers decide between those equally rare
        rarest_first.sort(key=commonness.__getitem__)
        rarest = rarest_first[: len(text) - ceil(threshold * len(text)) + 1]
        rare = [bigram for bigram in rarest if commonness[bigram] > 1]
        candidates = dict.fromkeys(other for bigram in rare for other in met[bigram])
        for other in candidates:
            if len(other) >= threshold * len(text):
                alike = likeness(text, other)
                if alike >= threshold:
                    yield text, other, alike
        for bigram in rare:
            met[bigram].append(text)
