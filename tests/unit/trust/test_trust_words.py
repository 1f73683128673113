"""Every reason for which a paper or an operation is refused has words of its own."""

from __future__ import annotations

import pytest

from app.domain.errors import TrustError
from app.trust.reasons import Denial, Reason
from app.words import DENIALS, ERRORS, REASONS, denial_words, words


def test_no_reason_is_forgotten_and_none_is_made_up() -> None:
    assert set(REASONS[TrustError]) == set(Reason)
    assert set(DENIALS) == set(Denial)


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refused_paper_is_explained(reason: Reason, language: str) -> None:
    said = words(TrustError(reason, "persons.name"), language)
    general = words(TrustError("unheard-of"), language)
    assert said.sentence
    assert said.sentence != general.sentence
    assert "{" not in said.sentence + said.hint
    assert ERRORS[TrustError] is not REASONS[TrustError][reason]


@pytest.mark.parametrize("denial", list(Denial))
def test_a_refused_operation_is_explained(denial: Denial) -> None:
    assert denial not in denial_words(denial, "zh")
    assert denial_words(denial, "zh") != denial_words(denial, "en")


def test_an_unknown_reason_is_shown_by_its_name() -> None:
    assert denial_words("from-the-future", "en") == "Kept aside (from-the-future)."
