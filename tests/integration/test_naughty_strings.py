"""Nasty texts through every text field of every kind: bundle, office, search, form, letter.

What the program takes comes back byte for byte at the other end; what it refuses it refuses with
one sentence that names the place, and nothing else is lost. The texts: ``tests/vectors/strings``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app import words
from app.domain.catalogue import catalogue
from app.domain.errors import InputError, Problem
from app.domain.feedback import Chapter, FeedbackReport, FindingRow, Point
from app.domain.kinds import Field, Kind, Required, Shape, Turn, Value
from app.ports import Query
from app.reporting.feedback import BuiltReport, build_feedback
from app.reporting.fonts import shipped_fonts
from app.reporting.paragraph import paragraphs
from app.services import audit, drafts, evidence, exchange, identities, records
from app.services.session import Session
from db.search import normalise
from tests.support.examples import example_values
from tests.support.vaults import Team, make_team, merge
from tests.unit.reporting import feedback_samples, pdf_reading
from ui.application import make_application
from ui.widgets.standard_form import StandardForm
from ui.widgets.turns_editor import TurnsEditor

VECTORS = Path(__file__).parents[1] / "vectors" / "strings" / "naughty.json"
LONGEST_LINE = 2_000
LARGEST_GROUP = 1_000_000
"""Bytes as they stand in the journal; near it either answer is right, so no text comes near."""
SHORT = 3_000
"""Characters: longer texts are for one field at a time."""


@dataclass(frozen=True)
class Naughty:
    """One text. ``refused_at`` counts characters from 1; 0 where nothing forbids it."""

    name: str
    text: str
    refused_at: int = 0

    @property
    def lone(self) -> bool:
        """So long that it goes through one field at a time."""
        return len(self.text) > SHORT


def _read() -> list[Naughty]:
    return [
        Naughty(
            f"{row['category']}: {row['about']}",
            row["text"] * row.get("times", 1),
            row.get("refused_at", 0),
        )
        for row in json.loads(VECTORS.read_bytes())
    ]


TEXTS = _read()
REFUSED = [each for each in TEXTS if each.refused_at]
SHAPES = (Shape.LINE, Shape.PROSE, Shape.TURNS)
KINDS = [kind for kind in catalogue().values() if not kind.insert_only]
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def test_the_list_is_what_it_says() -> None:
    assert len(TEXTS) >= 110
    assert len({each.name for each in TEXTS}) == len(TEXTS)
    assert len({name.name.partition(":")[0] for name in TEXTS}) >= 15
    for each in TEXTS:
        refused = "\0" in each.text or any("\ud800" <= c <= "\udfff" for c in each.text)
        assert refused == bool(each.refused_at), each.name


def text_fields(kind: Kind) -> list[Field]:
    """Fields that hold what a person typed."""
    return [field for field in kind.fields if field.shape in SHAPES]


def as_value(field: Field, text: str) -> Value:
    """The text as this field's value."""
    return (Turn("t1", text, text),) if field.shape is Shape.TURNS else text


def problem(field: Field, each: Naughty) -> Problem | None:
    """What has to be said about this text in this field."""
    longest = min(field.maximum, LONGEST_LINE) if field.shape is Shape.LINE else field.maximum
    blank = not each.text.strip() and field.shape is not Shape.TURNS
    if blank and field.required is Required.SAVING:
        return Problem(field.name, "required")
    if len(each.text) > longest:
        return Problem(field.name, "too-long", str(longest))
    if each.refused_at:
        return Problem(field.name, "bad-character", str(each.refused_at))
    texts = 2 if field.shape is Shape.TURNS else 1
    written = texts * len(json.dumps(each.text, ensure_ascii=False).encode())
    return Problem(field.name, "too-much") if written > LARGEST_GROUP else None


@dataclass
class Stored:
    """What was written: record id -> its values as they must come back."""

    team: Team
    records: dict[str, dict[str, dict[str, Value]]] = field(default_factory=dict)
    names: dict[str, Naughty] = field(default_factory=dict)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    """Every text in every field that takes it, carried to the office."""
    found = Stored(make_team(tmp_path_factory.mktemp("naughty"), laptops=1))
    session = found.team.laptops[0].session
    for kind in KINDS:
        found.records[kind.name] = {}
        with session.store.work() as work:
            for each, values in _versions(kind, session):
                new = records.new(session, kind.name)
                records.write(session, work, new, values)
                found.records[kind.name][new.id] = values
                found.names[new.id] = each
            work.commit()
    written = exchange.export(session, found.team.stick)
    assert len(written.files) == 1
    merge(found.team.office, written.files[0].path)
    yield found
    found.team.close()


def _versions(kind: Kind, session: Session) -> Iterator[tuple[Naughty, dict[str, Value]]]:
    """Records of a kind: one for each short text in all its fields, one for each long one."""
    for number, each in enumerate(TEXTS):
        example = example_values(kind, session.codes, number)
        taking = [f for f in text_fields(kind) if problem(f, each) is None]
        for chosen in [[f] for f in taking] if each.lone else [taking]:
            yield each, example | {f.name: as_value(f, each.text) for f in chosen}


def _expected(kind: Kind, values: Mapping[str, Value]) -> dict[str, Value]:
    """Empty text is what is not filled."""
    return {f.name: values[f.name] if values[f.name] != "" else None for f in kind.open_fields}


@kinds
def test_what_is_taken_comes_back_byte_for_byte_on_both_sides(stored: Stored, kind: Kind) -> None:
    """Case 73. And every other text too: no place normalises, trims or escapes it."""
    here, there = stored.team.laptops[0].session, stored.team.at_office
    assert len(stored.records[kind.name]) > 50
    for record, values in stored.records[kind.name].items():
        for session in (here, there):
            row = session.store.row(kind.name, record)
            assert row is not None, stored.names[record].name
            assert dict(row.values) == _expected(kind, values), stored.names[record].name


def test_sealed_texts_come_back_to_the_one_who_may_open_them(stored: Stored) -> None:
    kind = catalogue()["interview"]
    sealed = [field.name for field in kind.fields if field.sealed]
    for record, values in stored.records["interview"].items():
        opened = identities.unseal(stored.team.at_office, "interview", record, "verify", "")
        found = {name: opened.values.get(name) for name in sealed}
        assert found == {name: values[name] or None for name in sealed}, stored.names[record].name


@kinds
def test_the_list_sorts_by_any_column_and_loses_none(stored: Stored, kind: Kind) -> None:
    """Case 73. Both sides sort alike, whatever stands in the column."""
    for name in [f.name for f in kind.open_fields if f.shape is Shape.LINE]:
        orders = [
            [
                row.values[name]
                for row in session.store.rows(Query(kind.name, order_by=name, descending=False))
                if row.id in stored.records[kind.name]
            ]
            for session in (stored.team.laptops[0].session, stored.team.at_office)
        ]
        assert orders[0] == orders[1]
        assert len(orders[0]) == len(stored.records[kind.name])


@kinds
def test_what_is_searchable_is_found_by_its_own_words(stored: Stored, kind: Kind) -> None:
    searched = [field for field in kind.fields if field.search]
    store = stored.team.laptops[0].session.store
    while store.index_pending():
        pass
    for record, values in stored.records[kind.name].items():
        each = stored.names[record]
        wanted = any(_holds(values[field.name], each.text) for field in searched)
        if each.lone or not normalise(each.text).strip() or not wanted:
            continue
        hits = store.search(each.text, [kind.name], limit=1_000)
        assert record in {hit.id for hit in hits}, each.name


def _holds(value: Value, text: str) -> bool:
    texts = [value] if isinstance(value, str) else [t for turn in value or () for t in turn[1:]]
    return text in texts


@pytest.mark.parametrize("each", TEXTS, ids=lambda each: each.name)
def test_no_text_upsets_the_search(stored: Stored, each: Naughty) -> None:
    for session in (stored.team.laptops[0].session, stored.team.at_office):
        hits = session.store.search(each.text[:SHORT])
        assert not each.refused_at or not hits
        for hit in hits:
            assert session.store.row(hit.kind, hit.id) is not None
        session.store.rows(Query("finding", text=each.text[:SHORT]))


def test_after_all_of_it_both_sides_equal_their_journals(stored: Stored) -> None:
    stored.team.laptops[0].session.store.check()
    stored.team.at_office.store.check()


# --- refused -----------------------------------------------------------------------------------


@kinds
def test_what_is_refused_says_where_and_keeps_the_rest(stored: Stored, kind: Kind) -> None:
    """Case 71. A NUL or half of a pair is refused at its field with its place; the rest is kept."""
    session = stored.team.laptops[0].session
    for each in TEXTS:
        example = example_values(kind, session.codes, 5)
        wrong = [found for f in text_fields(kind) if (found := problem(f, each)) is not None]
        first = [p for p in wrong if p.rule != "too-much"]
        wrong = first or wrong  # whether it all fits is asked once the rest is right
        bad = {p.field: as_value(kind.field(p.field), each.text) for p in wrong}
        new = records.new(session, kind.name)
        if not bad:
            continue
        with pytest.raises(InputError) as caught:
            records.save(session, new, example | bad)
        _check_problems(caught.value.problems, wrong, each)
        assert session.store.row(kind.name, new.id) is None
        records.save(session, new, example)
        row = session.store.row(kind.name, new.id)
        assert row is not None
        assert dict(row.values) == _expected(kind, example)


def _check_problems(found: Sequence[Problem], wrong: list[Problem], each: Naughty) -> None:
    """Each field is named once for each rule, with a sentence a person can follow."""
    assert {(p.field, p.rule) for p in wrong} <= {(p.field, p.rule) for p in found}, each.name
    assert {p.field for p in found} == {p.field for p in wrong}, each.name
    for one in found:
        for language in ("zh", "en"):
            sentence = words.problem_words(one, language)
            assert one.detail in sentence
            assert sentence.isprintable()
        if one.rule == "bad-character":
            assert one.detail == str(each.refused_at)


def test_what_may_not_be_stored_may_not_be_logged_or_handed_on_either(stored: Stored) -> None:
    """Case 71. Insert-only entries: custody and audit."""
    session = stored.team.laptops[0].session
    item = next(iter(stored.records["evidence"]))
    before = len(evidence.custody(session, item))
    for each in TEXTS:
        values = {"action": "lent", "purpose": each.text, "place": each.text}
        if each.refused_at or len(each.text) > LONGEST_LINE:
            with pytest.raises(InputError):
                evidence.note_custody(session, item, **values)
            continue
        evidence.note_custody(session, item, **values)
        before += 1
        last = evidence.custody(session, item)[-1]
        assert (last.values["purpose"], last.values["place"]) == (each.text or None,) * 2
        audit.note_alone(session, "printed", words=each.text)
    assert len(evidence.custody(session, item)) == before


def test_a_draft_keeps_whatever_can_be_kept(stored: Stored) -> None:
    """What is still being typed is safe within a second, long before anybody checks it."""
    session = stored.team.laptops[0].session
    kind = catalogue()["finding"]
    for each in TEXTS:
        editable = records.new(session, "finding", title="草稿")
        values = {"title": "草稿", "statement": each.text, "basis": each.text}
        drafts.keep(session, editable, values)
        found = drafts.find(session, editable.id)
        assert found is not None
        if not each.refused_at:
            assert found.values["statement"] == (each.text or None), each.name
        assert found.values["title"] == "草稿"
        drafts.discard(session, editable.id)
    assert kind.field("statement").search


# --- on the screen ------------------------------------------------------------------------------


@kinds
def test_the_form_gives_back_what_nobody_touched(stored: Stored, kind: Kind) -> None:
    """Opening a record and leaving it changes nothing, even what widgets cannot show."""
    make_application()
    form = StandardForm(kind, stored.team.laptops[0].session.codes)
    shown_fields = set(form.values())
    for record, values in stored.records[kind.name].items():
        given = {name: value for name, value in values.items() if name in shown_fields}
        form.load({name: value if value != "" else None for name, value in given.items()})
        for name, value in form.values().items():
            assert value == (given[name] if given[name] != "" else None), (
                name,
                stored.names[record].name,
            )
    form.deleteLater()


def test_the_talk_gives_back_what_nobody_touched() -> None:
    make_application()
    editor = TurnsEditor()
    for each in TEXTS:
        if each.refused_at or not each.text.strip():
            continue
        turns = (Turn("a", each.text, "答"), Turn("b", "问", each.text), Turn("c", "", "末"))
        editor.load(turns)
        assert editor.turns() == turns, each.name
    editor.deleteLater()


# --- on paper -----------------------------------------------------------------------------------


PRINTED = [each for each in TEXTS if not each.refused_at and not each.lone]


@pytest.fixture(scope="module")
def letter() -> BuiltReport:
    """All texts in one letter, in every place where one may be printed."""
    texts = [each.text for each in PRINTED]
    chapter = Chapter("问题", tuple(Point(title=f"甲{t}乙", text=f"丙{t}丁") for t in texts))
    report = FeedbackReport(
        title="关于某单位的反馈意见",
        addressee="某单位",
        signature="某巡察组",
        dated=feedback_samples.CREATED.date(),
        opening=tuple(texts),
        overall=tuple(texts),
        chapters=(chapter,),
        suggestions=tuple(texts),
        requirements=tuple(texts),
        findings=tuple(FindingRow(f"甲{t}", f"乙{t}", t, (t,)) for t in texts),
    )
    return build_feedback(report, shipped_fonts(), created=feedback_samples.CREATED)


def _as_printed(text: str, missing: str) -> str:
    """Without white space; a character without a glyph is 〓."""
    bare = "".join("".join(paragraphs(text)).split())
    return _as_read("".join("〓" if character in missing else character for character in bare))


def _as_read(text: str) -> str:
    """As far as one reader of PDF files tells texts apart: no ligatures, each mark once."""
    return re.sub(r"([\u0300-\u036f])\1+", r"\1", unicodedata.normalize("NFKC", text))


def test_the_letter_prints_every_text_and_hides_none(letter: BuiltReport) -> None:
    """No markup, no escape, no lost character: what has no glyph is a 〓 and is listed."""
    found = _as_read(pdf_reading.text_of(letter.pdf))
    absent = []
    for each in PRINTED:
        for left, right in (("甲", "乙"), ("丙", "丁")):
            wanted = f"{left}{_as_printed(each.text, letter.missing_characters)}{right}"
            if wanted not in found:
                absent.append((each.name, wanted[:80]))
    assert absent == []


@pytest.mark.parametrize("each", PRINTED, ids=lambda each: each.name)
def test_a_letter_may_be_called_anything(each: Naughty) -> None:
    text = each.text[:200]
    report = FeedbackReport(
        title=text, addressee=text, signature=text, dated=feedback_samples.CREATED.date()
    )
    built = build_feedback(report, shipped_fonts(), created=feedback_samples.CREATED)
    assert built.pages >= 1
    wanted = _as_printed(text, built.missing_characters)
    assert _as_read(pdf_reading.text_of(built.pdf)).count(wanted) >= (3 if wanted else 0)


def test_private_characters_do_not_vanish_from_the_letter() -> None:
    """Case 73. A name with a character of private use prints its 〓 and is listed as missing."""
    report = feedback_samples.report(addressee="李\ue123明")
    built = build_feedback(report, shipped_fonts(), created=feedback_samples.CREATED)
    assert built.missing_characters == "\ue123"
    assert "李〓明" in pdf_reading.text_of(built.pdf)
