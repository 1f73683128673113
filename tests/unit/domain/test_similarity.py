"""Which texts are nearly the same: found without comparing each with each, and none missed."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.similarity import SAMPLE, Pair, bigrams, likeness, near_pairs

WORDS = "2022年1月至12月，街道以“加班补贴”名义向37人次发放补贴12.6万元，无文件依据。"

texts = st.lists(st.text(alphabet="甲乙丙丁，12", max_size=12), max_size=14)


@given(texts, st.sampled_from([0.3, 0.5, 0.8, 1.0]))
def test_blocking_misses_no_pair(found: list[str], threshold: float) -> None:
    sets = [bigrams(text) for text in found]
    near = {(pair.one, pair.other) for pair in near_pairs(sets, threshold, 1000)}
    first = {text: number for number, text in reversed(list(enumerate(sets)))}
    for one, other in combinations(range(len(sets)), 2):
        alike = likeness(sets[one], sets[other])
        ends = sorted({first[sets[one]], first[sets[other]]})
        leads = [one, other] if sets[one] == sets[other] else ends
        if leads[0] == first[sets[leads[0]]]:
            assert ((leads[0], leads[-1]) in near) == (alike >= threshold)


def test_the_same_in_other_forms() -> None:
    assert bigrams("ＡＢＣ，１２ 3。") == bigrams("abc123")
    assert bigrams("") == bigrams("。，") == frozenset()
    assert bigrams("甲") == bigrams(" 甲。") != frozenset()


def test_one_word_more_is_near_and_another_problem_is_not() -> None:
    changed = WORDS.replace("37人次", "38人次")
    assert likeness(bigrams(WORDS), bigrams(changed)) > 0.8
    assert likeness(bigrams(WORDS), bigrams("会议记录由一人代签，未经集体研究决定。")) < 0.1
    assert near_pairs([bigrams(WORDS), bigrams("甲乙丙"), bigrams(changed)], 0.8, 9) == [
        Pair(0, 2, likeness(bigrams(WORDS), bigrams(changed)))
    ]


def test_long_texts_are_sampled_alike() -> None:
    page = "".join(chr(0x4E00 + (number * 7919) % 5000) for number in range(5000))
    changed = page.replace(page[100:120], "改过的一段")
    assert len(bigrams(page)) == SAMPLE
    assert likeness(bigrams(page), bigrams(changed)) > 0.8
    assert likeness(bigrams(page), bigrams(page[2500:])) < 0.6


def test_copies_are_paired_with_the_first_only_and_the_number_is_bounded() -> None:
    copies = [bigrams(WORDS)] * 2000
    assert [tuple(pair[:2]) for pair in near_pairs(copies, 0.8, 3)] == [(0, 1), (0, 2), (0, 3)]
    assert len(near_pairs(copies, 0.8, 5000)) == 1999
