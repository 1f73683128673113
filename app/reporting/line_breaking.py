"""Break Chinese text into lines: pure, in points, without a font library.

Rules: no line begins with a closing mark or ends with an opening one (GB/T 15834-2011, 5.1);
—— and …… are never parted; a number or Latin word is kept whole; punctuation may be squeezed by
at most half an em, else the character is pushed to the next line and the line is spread. Nothing is
lost and nothing doubled: the lines' texts joined are the paragraph's text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

NO_START = frozenset("，。、；：！？）》〉】〕」』］｝”’…—·～％‰℃°,.;:!?)]}%")
NO_END = frozenset("（《〈【〔「『［｛“‘￥＄№([{$")

OPENING_CUT = frozenset("（《〈【〔「『［｛“‘")
CLOSING_CUT = frozenset("，。、）》〉】〕」』］｝”’")
NARROW_CUT = frozenset("；：！？")
PAIRED = frozenset("—…")
HALF_BOX = frozenset("·")
"""The dot between the parts of a name takes half a box (GB/T 15834-2011, 5.1.8)."""

OPENING_SHARE = CLOSING_SHARE = 0.5
NARROW_SHARE = 0.25
"""Blank share of the box that squeezing may take, in em."""

GAP_LIMIT = 0.3
"""Most that one gap is widened, in em: beyond it the long word after the line is broken."""

BREAK_AFTER = frozenset("/?&=_@#")
BREAK_BEFORE = frozenset("-")
"""Where a word longer than the room may be parted. Never after "-": readers of the PDF's text drop
a hyphen at a line's end, and with it a part of an evidence number."""

SIGN_REACH = 2
"""Boxes that may stay empty for the sake of parting a long word at a sign."""

_MEASURED_AGAIN = 400
"""Characters: what is left of a longer run gets its width by subtraction."""

NARROW_AMBIGUOUS = frozenset("‐‑‒–")
EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class Token:
    """What is never parted: one full-width character, a pair —— or ……, a word, a space.

    Widths in points. ``cut_before`` and ``cut_after`` are the blank that squeezing may take.
    """

    text: str
    width: float
    cut_before: float = 0.0
    cut_after: float = 0.0

    @property
    def is_space(self) -> bool:
        return self.text.isspace()

    @property
    def cut(self) -> float:
        return self.cut_before + self.cut_after


@dataclass(frozen=True, slots=True)
class Placed:
    """A token on its line. ``x`` is where its box would begin were nothing cut in front of it."""

    token: Token
    x: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``text`` holds its spaces too, also those hidden at its end.

    ``end`` is the right edge of what is visible; ``full`` says it was set to the measure.
    """

    placed: tuple[Placed, ...]
    text: str
    end: float
    full: bool


def is_wide(character: str) -> bool:
    """Whether a character takes a full box: hanzi, Chinese punctuation, ①, Ⅰ, ℃ and the like."""
    width = unicodedata.east_asian_width(character)
    if width == "A":
        return character == "·" or (ord(character) >= 0x2010 and character not in NARROW_AMBIGUOUS)
    return width in "WF"


def tokenize(text: str, pitch: float, measure: Callable[[str], float]) -> list[Token]:
    """Split a paragraph (no line feeds) into tokens.

    ``pitch`` is the width of a full box; ``measure`` gives the width of a narrow run of characters.
    """
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        end = _token_end(text, position)
        tokens.append(_token(text[position:end], pitch, measure))
        position = end
    return tokens


def _token_end(text: str, start: int) -> int:
    first = text[start]
    if first in PAIRED:
        return start + 2 if text[start : start + 2] == first * 2 else start + 1
    if first.isspace() or is_wide(first):
        return start + 1
    end = start + 1
    while end < len(text) and not text[end].isspace() and not is_wide(text[end]):
        end += 1
    return end


def _token(text: str, pitch: float, measure: Callable[[str], float]) -> Token:
    first = text[0]
    if first in OPENING_CUT:
        return Token(text, pitch, cut_before=OPENING_SHARE * pitch)
    if first in CLOSING_CUT:
        return Token(text, pitch, cut_after=CLOSING_SHARE * pitch)
    if first in NARROW_CUT:
        return Token(text, pitch, cut_after=NARROW_SHARE * pitch)
    if first in HALF_BOX:
        return Token(text, pitch / 2)
    if is_wide(first):
        return Token(text, pitch * len(text))
    return Token(text, measure(text))


def break_lines(
    tokens: Sequence[Token],
    width: float,
    pitch: float,
    measure: Callable[[str], float],
    *,
    indent: float = 0.0,
    justify: bool = True,
) -> list[Line]:
    """Set tokens to a measure of ``width`` points; the first line begins at ``indent``.

    Every line but the last reaches the right edge, unless that would need gaps beyond
    ``GAP_LIMIT`` (then it stays shorter) or ``justify`` is off. An empty paragraph gives one empty
    line.
    """
    breaker = _Breaker(list(tokens), width, pitch, measure, justify)
    lines = [breaker.next_line(indent)]
    while breaker.position < len(breaker.tokens):
        lines.append(breaker.next_line(0.0))
    return lines


@dataclass(slots=True)
class _Breaker:
    tokens: list[Token]
    width: float
    pitch: float
    measure: Callable[[str], float]
    justify: bool
    position: int = 0

    def next_line(self, indent: float) -> Line:
        start = self.position
        room = self.width - indent
        end = self._choose_end(start, room)
        chosen = self.tokens[start:end]
        self.position = end
        last = end == len(self.tokens)
        return place(chosen, indent, room, self.pitch, justify=self.justify and not last)

    def _choose_end(self, start: int, room: float) -> int:
        fit = self._fit(start, room)
        if fit == len(self.tokens):
            return fit
        if fit == start:
            self._part(start, room, at_least_one=True)
            return start + 1
        squeezed = self._squeezed_end(start, fit, room)
        pushed = next((end for end in range(fit, start, -1) if self._legal(end)), None)
        if pushed == fit and self._slack(start, fit, room) <= self.pitch:
            return fit
        if squeezed is not None:
            return squeezed
        if pushed is None:
            return fit
        if self._gap(start, pushed, room) > GAP_LIMIT * self.pitch and self._part(
            pushed, self._slack(start, pushed, room)
        ):
            return pushed + 1
        return pushed

    def _fit(self, start: int, room: float) -> int:
        """The furthest end whose natural width fits; spaces at the end take no room."""
        used = 0.0
        for index in range(start, len(self.tokens)):
            token = self.tokens[index]
            if used + token.width > room + EPSILON and not token.is_space:
                return index
            used += token.width
        return len(self.tokens)

    def _legal(self, end: int) -> bool:
        """Whether a line may end before ``tokens[end]``."""
        if end == len(self.tokens):
            return True
        following = self.tokens[end]
        if following.is_space:
            return False
        before = end - 1
        while before > 0 and self.tokens[before].is_space:
            before -= 1
        return following.text[0] not in NO_START and self.tokens[before].text[-1] not in NO_END

    def _squeezed_end(self, start: int, fit: int, room: float) -> int | None:
        """The first legal end beyond ``fit`` that squeezing makes room for, if any."""
        for end in range(fit + 1, len(self.tokens) + 1):
            over = -self._slack(start, end, room)
            if over > self._cut(start, end) + EPSILON:
                return None
            if self._legal(end):
                return end
        return None

    def _visible(self, start: int, end: int) -> list[Token]:
        while end > start and self.tokens[end - 1].is_space:
            end -= 1
        return self.tokens[start:end]

    def _slack(self, start: int, end: int, room: float) -> float:
        return room - sum(token.width for token in self._visible(start, end))

    def _cut(self, start: int, end: int) -> float:
        return sum(token.cut for token in self._visible(start, end))

    def _gap(self, start: int, end: int, room: float) -> float:
        gaps = max(len(self._visible(start, end)) - 1, 1)
        return self._slack(start, end, room) / gaps

    def _part(self, index: int, room: float, *, at_least_one: bool = False) -> bool:
        """Part the word at ``index`` so that its first half fits ``room``; False if it stays whole.

        A word is parted only where it would otherwise stand alone or tear the line open, at a sign
        of its own if it has one; without such a sign only if it is longer than half a line.
        """
        token = self.tokens[index]
        if len(token.text) < 2 or (is_wide(token.text[0]) and not at_least_one):
            return False
        cut = self._parting(token, room, at_least_one)
        if cut is None:
            return False
        first = _token(token.text[:cut], self.pitch, self.measure)
        self.tokens[index : index + 1] = [first, self._rest(token, first)]
        return True

    def _rest(self, token: Token, first: Token) -> Token:
        """What follows ``first``. A very long run is not measured again for each of its lines."""
        text = token.text[len(first.text) :]
        if len(text) > _MEASURED_AGAIN and not is_wide(text[0]) and not is_wide(token.text[0]):
            return Token(text, token.width - first.width)
        return _token(text, self.pitch, self.measure)

    def _parting(self, token: Token, room: float, at_least_one: bool) -> int | None:
        text = token.text
        fitting = list(  # no longer beginning fits once one does not: words may be very long
            takewhile(
                lambda cut: self._run_width(text[:cut]) <= room + EPSILON, range(1, len(text))
            )
        )
        if not fitting:
            return 1 if at_least_one else None
        long_word = at_least_one or token.width > self.width / 2
        for cut in reversed(fitting):
            if cut > 1 and _at_sign(text, cut) and _may_part(text, cut):
                if long_word and room - self._run_width(text[:cut]) > SIGN_REACH * self.pitch:
                    break
                return cut
        if not long_word:
            return None
        return next((cut for cut in reversed(fitting) if _may_part(text, cut)), fitting[-1])

    def _run_width(self, text: str) -> float:
        return _token(text, self.pitch, self.measure).width


def _at_sign(text: str, cut: int) -> bool:
    return text[cut - 1] in BREAK_AFTER or text[cut] in BREAK_BEFORE


def _may_part(text: str, cut: int) -> bool:
    before = text[cut - 1]
    return text[cut] not in NO_START and before not in NO_END and before != "-"


def place(
    tokens: Sequence[Token], indent: float, room: float, pitch: float, *, justify: bool
) -> Line:
    """Give each token its place on a line of ``room`` points that begins at ``indent``."""
    visible = len(tokens)
    while visible and tokens[visible - 1].is_space:
        visible -= 1
    shown = tokens[:visible]
    slack = room - sum(token.width for token in shown)
    squeeze = _squeeze(shown, slack)
    gap = 0.0
    if justify and slack > 0 and len(shown) > 1:
        gap = min(slack / (len(shown) - 1), GAP_LIMIT * pitch)
    placed: list[Placed] = []
    x = indent
    for index, token in enumerate(shown):
        placed.append(Placed(token, x - squeeze * token.cut_before))
        x += token.width - squeeze * token.cut + (gap if index < len(shown) - 1 else 0.0)
    text = "".join(token.text for token in tokens)
    return Line(tuple(placed), text, x, abs(x - indent - room) < 0.01)


def _squeeze(tokens: Sequence[Token], slack: float) -> float:
    """The share of every cut that must go so that the line fits (0 to 1)."""
    available = sum(token.cut for token in tokens)
    if slack >= -EPSILON or available <= 0:
        return 0.0
    return min(-slack / available, 1.0)


def shifted(line: Line, offset: float) -> Line:
    """Return the line moved to the right, for centred and right-set text."""
    moved = tuple(replace(placed, x=placed.x + offset) for placed in line.placed)
    return replace(line, placed=moved, end=line.end + offset)
