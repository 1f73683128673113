"""Descriptions of record kinds: what follows from them, and which are refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.domain.kinds import (
    EMPTY,
    Catalogue,
    Channel,
    Field,
    Kind,
    Label,
    Required,
    Shape,
    Turn,
    choice,
    choices,
    day,
    file_digest,
    flag,
    integer,
    kind_of,
    line,
    moment,
    money,
    prose,
    record_kind,
    reference,
    references,
    transcript,
)

LABEL = Label("名", "Name")


@record_kind("lender", Label("出借人", "Lender"), title="name")
class Lender:
    """A kind to refer to."""

    name: str | None = line(LABEL)


@record_kind(
    "loan",
    Label("调阅登记", "Loan register"),
    title="title",
    channel=Channel.LEADER,
    time_sealed=True,
    unguessable=True,
)
class Loan:
    """Every shape once."""

    title: str | None = line(LABEL, required=True, search=True, ledger=True, maximum=200)
    remarks: str | None = prose(LABEL, required=Required.REVIEW)
    state: str | None = choice(LABEL, "loan_state")
    topics: tuple[str, ...] = choices(LABEL, "topic")
    price: int | None = money(LABEL, group="amount")
    pages: int | None = integer(LABEL, group="amount")
    returned: bool | None = flag(LABEL)
    lent_on: date | None = day(LABEL, group="period")
    met_at: str | None = moment(LABEL, group="period")
    lender: str | None = reference(LABEL, Lender)
    copies: tuple[str, ...] = references(LABEL, "lender")
    talk: tuple[Turn, ...] = transcript(LABEL)
    scan: str | None = file_digest(LABEL)
    phone: str | None = line(LABEL, group="identity", sealed="identity")
    person: str | None = line(LABEL, group="identity", sealed="identity")


KIND = kind_of(Loan)


def described(**fields: Any) -> Kind:
    """A kind made of a title and ``fields``, as if written by hand."""
    body = {"title": line(LABEL), **fields}
    annotations = dict.fromkeys(body, object)
    made = type("Made", (), {**body, "__annotations__": annotations})
    return kind_of(record_kind("made", LABEL, title="title")(made))


def test_every_shape_has_a_field_and_an_empty_value() -> None:
    assert {field.shape for field in KIND.fields} == set(Shape) == set(EMPTY)
    assert Loan() == KIND.make({})
    assert KIND.values(Loan()) == KIND.empty()
    assert KIND.empty()["topics"] == KIND.empty()["copies"] == KIND.empty()["talk"] == ()
    assert KIND.empty()["returned"] is None


def test_what_a_description_says_is_what_the_kind_knows() -> None:
    assert (KIND.name, KIND.channel, KIND.title) == ("loan", Channel.LEADER, "title")
    assert (KIND.time_sealed, KIND.unguessable, KIND.insert_only) == (True, True, False)
    title = KIND.field("title")
    assert (title.required, title.search, title.ledger, title.maximum) == (
        Required.SAVING,
        True,
        True,
        200,
    )
    assert KIND.field("remarks").required is Required.REVIEW
    assert KIND.field("state").codes == "loan_state"
    assert KIND.field("lender").target == KIND.field("copies").target == "lender"
    with pytest.raises(KeyError):
        KIND.field("nothing")


def test_groups_and_compartments() -> None:
    assert [field.name for field in KIND.groups["amount"]] == ["price", "pages"]
    assert [field.name for field in KIND.groups["title"]] == ["title"]
    assert KIND.sealed_groups == ("identity",)
    assert (KIND.compartment("identity"), KIND.compartment("amount")) == ("identity", "")
    assert {f.name for f in KIND.fields} - {f.name for f in KIND.open_fields} == {"phone", "person"}


def test_records_and_mappings() -> None:
    loan = Loan(title="账册", price=5)
    assert KIND.make(KIND.values(loan)) == loan
    assert KIND.make({"title": "账册", "price": 5, "unknown": 1}) == loan
    with pytest.raises(dataclasses.FrozenInstanceError):
        loan.title = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Loan("账册")  # type: ignore[call-arg]


def test_a_catalogue_finds_kinds_by_name_and_by_record() -> None:
    catalogue = Catalogue([kind_of(Lender), KIND])
    assert (list(catalogue), len(catalogue)) == (["lender", "loan"], 2)
    assert catalogue["loan"] is catalogue.of(Loan()) is KIND
    with pytest.raises(KeyError):
        catalogue["nothing"]
    with pytest.raises(ValueError, match="two kinds are called loan"):
        Catalogue([KIND, KIND])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"a": line(LABEL, group="g"), "b": line(LABEL, group="g", sealed="identity")},
            "sealed and",
        ),
        (
            {
                "a": line(LABEL, group="g", sealed="petition"),
                "b": line(LABEL, group="g", sealed="identity"),
            },
            "sealed and",
        ),
        ({"title": line(LABEL, sealed="identity")}, "not an open field"),
        ({"a": line(LABEL, sealed="identity", search=True)}, "neither searched"),
        ({"a": line(LABEL, sealed="identity", ledger=True)}, "nor in ledgers"),
        ({"a": choice(LABEL, "")}, "code list"),
        ({"a": choices(LABEL, "")}, "code list"),
        ({"a": reference(LABEL, "")}, "which kind"),
        ({"a": references(LABEL, "")}, "which kind"),
        ({"a": prose(LABEL, numbered=True)}, "one open line"),
        ({"a": line(LABEL, numbered=True, sealed="identity")}, "one open line"),
        ({"a": line(LABEL, numbered=True), "b": line(LABEL, numbered=True)}, "which of the num"),
        ({"Name": line(LABEL)}, "cannot be a name"),
        ({"名": line(LABEL)}, "cannot be a name"),
        ({"a" * 65: line(LABEL)}, "cannot be a name"),
        ({"a": line(LABEL, group="a.b")}, "cannot be a name"),
        ({"a": line(LABEL, group="")}, "cannot be a name"),
    ],
)
def test_a_description_that_contradicts_itself_is_refused(
    fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        described(**fields)


def test_an_entry_has_no_sealed_fields() -> None:
    body = {
        "title": line(LABEL),
        "name": line(LABEL, sealed="identity"),
        "__annotations__": {"title": object, "name": object},
    }
    with pytest.raises(ValueError, match="no sealed fields"):
        record_kind("made", LABEL, title="title", insert_only=True)(type("Made", (), body))


def test_a_title_must_exist_and_facts_must_be_known() -> None:
    with pytest.raises(ValueError, match="not an open field"):
        record_kind("made", LABEL, title="absent")(type("Made", (), {}))
    with pytest.raises(TypeError):
        described(a=line(LABEL, requird=True))
    with pytest.raises(ValueError, match="cannot be a name"):
        record_kind("Made", LABEL, title="t")(type("Made", (), {}))


# --- digest ----------------------------------------------------------------------------------


def digest_of(**facts: Any) -> str:
    return described(a=line(LABEL, **facts)).digest()


def test_the_digest_is_stable() -> None:
    assert digest_of() == digest_of()
    assert len(digest_of()) == 64


@pytest.mark.parametrize(
    "other",
    [
        lambda: described(a=prose(LABEL)),
        lambda: described(b=line(LABEL)),
        lambda: described(a=line(LABEL), b=line(LABEL)),
        lambda: described(),
        lambda: described(a=line(LABEL, group="g")),
        lambda: described(a=line(LABEL, sealed="identity")),
        lambda: described(a=line(LABEL, search=True)),
        lambda: described(a=line(LABEL, numbered=True)),
        lambda: described(a=line(LABEL, looked_up=True)),
        lambda: dataclasses.replace(described(a=line(LABEL)), name="other"),
        lambda: dataclasses.replace(described(a=line(LABEL)), insert_only=True),
    ],
)
def test_the_digest_changes_with_what_the_table_depends_on(other: Callable[[], Kind]) -> None:
    assert other().digest() != digest_of()


def test_the_digest_tells_targets_and_order_apart() -> None:
    to_person = described(a=reference(LABEL, "person"))
    assert to_person.digest() != described(a=reference(LABEL, "unit")).digest()
    one = described(a=line(LABEL), b=line(LABEL))
    assert one.digest() != described(b=line(LABEL), a=line(LABEL)).digest()


@pytest.mark.parametrize(
    "facts",
    [
        {"required": True},
        {"required": Required.REVIEW},
        {"hint": Label("提示", "Hint")},
        {"maximum": 7},
        {"ledger": True},
    ],
    ids=str,
)
def test_the_digest_does_not_change_with_what_the_table_never_sees(facts: dict[str, Any]) -> None:
    assert digest_of(**facts) == digest_of()


def test_the_digest_does_not_change_with_labels_or_code_lists() -> None:
    renamed = described(a=line(Label("另名", "Other name")))
    assert renamed.digest() == digest_of()
    relabelled = dataclasses.replace(renamed, label=Label("另", "Other"), channel=Channel.OFFICE)
    assert relabelled.digest() == digest_of()
    assert described(a=choice(LABEL, "x")).digest() == described(a=choice(LABEL, "y")).digest()


def test_a_replaced_description_does_not_remember_the_old_groups() -> None:
    assert KIND.groups  # kept after the first look
    fewer = dataclasses.replace(KIND, fields=KIND.fields[:1])
    assert list(fewer.groups) == ["title"]
    assert isinstance(fewer.field("title"), Field)
