"""One day, typed as a date or in the words of a plan: how it was read is said, what is not one day is asked about."""

from datetime import date

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from lscb import clock
from lscb.days import read_day
from lscb.web.small_forms import PlainDateField, SmallForm, days_said
from lscb.wording import long_date


@pytest.mark.parametrize(
    ("typed", "last", "first"),
    [
        ("June 2018", "2018-06-30", "2018-06-01"),
        ("Sept 2018", "2018-09-30", "2018-09-01"),
        ("06/2018", "2018-06-30", "2018-06-01"),
        ("end of June 2018", "2018-06-30", "2018-06-30"),
        ("end-June 2018", "2018-06-30", "2018-06-30"),
        ("year-end 2018/19", "2019-03-31", "2019-03-31"),
        ("start of June 2018", "2018-06-01", "2018-06-01"),
        ("before June 2018", "2018-05-31", "2018-05-31"),
        ("Q4 2017/18", "2018-03-31", "2018-01-01"),
        ("2018/19", "2019-03-31", "2018-04-01"),
        ("Easter 2018", "2018-04-01", "2018-04-01"),
    ],
)
def test_words_that_mean_one_day_are_read_and_it_is_said(typed, last, first):
    for begins, wanted in ((False, last), (True, first)):
        day, said = read_day(typed, first=begins, year_starts_in=4)
        assert day == date.fromisoformat(wanted)
        assert f"“{typed}” was read as {long_date(day)}" in said


@pytest.mark.parametrize("typed", ["30 June 2018", "30th June 2018", "30/6/18", "30.6.2018", "2018-06-30"])
def test_a_date_is_itself_and_nothing_is_said(typed):
    assert read_day(f" {typed} ") == (date(2018, 6, 30), "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("July", "“July” says no year."),
        ("30 June", "“30 June” says no year."),
        ("31 June 2018", "“31 June 2018” is not in the calendar."),
        ("autumn 2018", "can mean 30 November 2018 or 21 December 2018."),
        ("Jun 18", "can mean several days."),
        ("Quarterly", "“Quarterly” is not one day."),
        ("June-July 2018", "is not one day."),
        ("June 2018 and ongoing", "can mean several days."),
        ("Sunday 30 June 2018", "can mean 30 June 2018 or 1 July 2018."),
        ("soon", "Write the date as"),
        ("1/1/0001", "Write the date as"),
    ],
)
def test_what_is_not_one_day_is_asked_about(typed, said):
    with pytest.raises(ValueError, match="Write the date as 31 March 2018") as unread:
        read_day(typed, year_starts_in=4)
    assert said in str(unread.value)


def test_what_depends_on_the_boards_year_is_read_only_where_the_board_is_known():
    assert read_day("Q4 2018", year_starts_in=1)[0] == date(2018, 12, 31)
    with pytest.raises(ValueError, match="depends on when the year begins"):
        read_day("Q4 2017/18")
    assert read_day("June 2018")[0] == date(2018, 6, 30)


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_asked_about(typed):
    try:
        assert 1990 <= read_day(typed)[0].year <= 2100
    except ValueError as unread:
        assert "Write the date as 31 March 2018." in str(unread)


class Typed(SmallForm):
    in_order = (("starts_on", "ends_on", "It ends before it starts."),)
    starts_on = PlainDateField(first=True)
    ends_on = PlainDateField(required=False, to_come=True)
    done_on = PlainDateField(required=False, past=True)


def test_a_field_says_what_a_month_means_and_the_form_how_it_was_read():
    form = Typed({"starts_on": "June 2018", "ends_on": "June 2018"})
    assert "A month means its first day." in form.fields["starts_on"].help_text
    assert "A month means its last day." in form.fields["ends_on"].help_text
    with clock.at(date(2018, 4, 9)):
        assert form.is_valid()
    assert (form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]) == (
        date(2018, 6, 1),
        date(2018, 6, 30),
    )
    assert form.days_said == (
        "“June 2018” was read as 1 June 2018, the first day of the month. "
        "“June 2018” was read as 30 June 2018, the last day of the month."
    )
    assert 'value="June 2018"' in str(form["ends_on"])  # as it was typed


def test_days_past_to_come_and_in_order_are_said_at_once():
    form = Typed({"starts_on": "June 2018", "ends_on": "May 2018", "done_on": "1 July 2018"})
    with clock.at(date(2018, 4, 9)):
        assert form.errors == {
            "ends_on": ["It ends before it starts."],
            "done_on": ["That day has not come yet."],
        }
    with clock.at(date(2018, 6, 9)):
        assert form.fields["ends_on"].clean("9 June 2018") == date(2018, 6, 9)
        with pytest.raises(forms.ValidationError, match="That day has passed"):
            form.fields["ends_on"].clean("8 June 2018")
        form.fields["ends_on"].earliest = date(2018, 5, 31)
        assert form.fields["ends_on"].clean("May 2018") == date(2018, 5, 31)


def test_a_day_that_does_not_count_is_not_spoken_of():
    form = Typed({"starts_on": "June 2018"})
    assert form.is_valid()
    form.cleaned_data["starts_on"] = None
    assert days_said(form) == ""
