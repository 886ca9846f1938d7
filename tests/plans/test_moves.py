"""Which dates move when words are read anew, and which stand first: pure."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plans.rules.moves import Held, dates_said, reread

MARCH, JULY, OCTOBER, DECEMBER = (date(2018, month, 28) for month in (3, 7, 10, 12))
days = st.dates(date(2018, 1, 1), date(2018, 3, 31))
held = st.lists(
    st.builds(Held, days, days, st.booleans()), max_size=5, unique_by=(lambda h: h.due_on, lambda h: h.first)
)


def test_one_date_in_the_place_of_another_keeps_the_first():
    move = reread([Held(JULY, MARCH)], [DECEMBER])
    assert move.moves
    assert move.firsts == {DECEMBER: MARCH}
    assert move.words == "from 28 July 2018 to 28 December 2018"


def test_where_the_typing_is_corrected_the_first_date_is_too():
    assert reread([Held(JULY, JULY)], [DECEMBER], in_order=False).firsts == {DECEMBER: DECEMBER}


def test_the_first_reading_moves_nothing():
    assert not reread([], [JULY]).moves
    assert reread([], [JULY]).firsts == {JULY: JULY}
    assert reread([], [JULY], confirmed=False).firsts == {JULY: None}


def test_a_date_held_stays_held_by_words_that_leave_it_open():
    assert reread([Held(JULY, MARCH)], [JULY], confirmed=False).firsts == {JULY: MARCH}


def test_a_first_date_that_the_words_tell_of_stands_where_no_other_is_known():
    assert reread([], [JULY], replaced={JULY: MARCH}).firsts == {JULY: MARCH}
    assert reread([], [JULY], replaced={JULY: MARCH}, confirmed=False).firsts == {JULY: None}
    assert reread([Held(JULY, JULY)], [JULY], replaced={JULY: MARCH}).firsts == {JULY: MARCH}
    assert reread([Held(OCTOBER, JULY)], [OCTOBER], replaced={OCTOBER: MARCH}).firsts == {OCTOBER: JULY}


def test_what_a_meeting_agreed_stays_where_the_reading_has_its_first_date():
    move = reread([Held(OCTOBER, MARCH, agreed=True), Held(JULY, JULY)], [MARCH, DECEMBER])
    assert move.firsts == {OCTOBER: MARCH, DECEMBER: JULY}
    assert move.words == "from 28 July 2018 to 28 December 2018"


def test_a_date_that_vanishes_moves():
    assert reread([Held(JULY, JULY)], []).words == "from 28 July 2018 to no date"


def test_many_dates_are_counted():
    assert dates_said([JULY, MARCH]) == "28 March 2018 and 28 July 2018"
    assert dates_said(MARCH + timedelta(days=n) for n in range(5)) == "28 March 2018 and 4 later dates"


@given(held, st.sets(days, max_size=5), st.booleans())
def test_it_moves_when_other_dates_stand_than_before_and_only_then(before, wanted, in_order):
    move = reread(before, wanted, in_order=in_order)
    stood = {each.due_on for each in before}
    assert move.moves == bool(before and set(move.firsts) != stood)
    assert {each.due_on for each in move.gone} <= stood
    assert not set(move.come) & stood
    assert all(move.firsts[each.due_on] == each.first for each in before if each.due_on in move.firsts)
