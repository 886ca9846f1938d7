"""Numbers as people type them: what is plain is read exactly, and what could be two is asked about."""

from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from lscb.numbers import Unclear, grouped, plain, read_number
from lscb.web.small_forms import PlainNumberField, PlainWholeField


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12", "12"),
        (" 12.5 ", "12.5"),
        ("12,500", "12500"),
        ("12 500", "12500"),
        ("1\u00a0234\u2009567.25", "1234567.25"),
        ("50%", "50"),
        ("50 per cent", "50"),
        ("£1,200", "1200"),
        ("£ 1,200.50", "1200.50"),
        ("½", "0.5"),
        ("1/2", "0.5"),
        ("1½", "1.5"),
        ("2 3/4", "2.75"),
        ("−5", "-5"),
        ("+3", "3"),
        (".5", "0.5"),
        ("0.125", "0.125"),
        ("12.345", "12.345"),
        ("١٢", "12"),
        ("１２", "12"),
        ("100000", "100000"),
    ],
)
def test_what_is_plain_is_read(typed, meant):
    assert read_number(typed) == Decimal(meant)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1,5", "“1,5” can be 1.5 or 15."),
        ("0,25", "can be 0.25 or 25."),
        ("1.000", "“1.000” can be 1 or 1,000."),
        ("12.500", "can be 12.5 or 12,500."),
        ("1.234,56", "If it is 1,234.56, write it so."),
        ("1.234.567", "Write 1,234,567."),
        ("1,00,000", "in more than one way"),
        ("1 2", "in more than one way"),
        ("1/3", "Write it as 0.333."),
        ("11/2", "no plain number"),
        ("1/2/2018", "no plain number"),
        ("1E+5", "no plain number"),
        ("1_000", "no plain number"),
        ("12k", "no plain number"),
        ("about 50", "no plain number"),
        ("NaN", "no plain number"),
        ("", "Write a number"),
    ],
)
def test_what_could_be_two_numbers_or_none_is_asked_about(typed, said):
    with pytest.raises(Unclear) as unclear:
        read_number(typed)
    assert said in str(unclear.value)


def test_the_unit_may_follow_and_another_one_is_asked_about():
    assert read_number("50 days", "days") == 50
    assert read_number("12.5 per 10,000", "per 10,000") == Decimal("12.5")
    assert read_number("50%", "%") == 50
    for typed, unit, said in (
        ("50%", "days", "without “%”"),
        ("£5", "%", "without “£”"),
        ("½", "%", "0.5% or 50%"),
    ):
        with pytest.raises(Unclear, match=said):
            read_number(typed, unit)


@given(st.decimals(min_value=0, max_value=10**10, places=3))
def test_what_is_shown_is_read_as_what_it_is(value):
    """Neither form of showing a number has powers of ten, and reading it again changes nothing."""
    for shown in (plain(value), grouped(value)):
        assert "E" not in shown
        assert read_number(shown) == value


@given(st.text(max_size=12))
def test_any_text_is_read_or_asked_about(typed):
    try:
        assert read_number(typed).is_finite()
    except Unclear as unclear:
        assert str(unclear)


def test_fields_show_what_is_stored_as_it_is_typed():
    class Typed(forms.Form):
        target = PlainNumberField(max_digits=14, decimal_places=3)
        place = PlainWholeField(min_value=0)

    stored = Typed(initial={"target": Decimal("1E+5"), "place": 100000})
    assert 'value="100000"' in str(stored["target"]) and 'value="100000"' in str(stored["place"])
    assert not Typed({"target": "100,000", "place": "100 000"}, initial=stored.initial).has_changed()
    refused = Typed({"target": "1,5", "place": "1.5"})
    assert refused.errors["target"] == [
        "“1,5” can be 1.5 or 15. Write the one you mean, with a point for decimals."
    ]
    assert refused.errors["place"] == ["Write a whole number, not 1.5."]
    assert 'value="1,5"' in str(refused["target"])  # as it was typed
