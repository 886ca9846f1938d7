from datetime import date, datetime

from django.utils import timezone

from lscb import clock


def test_today_is_the_day_the_settings_give(settings):
    settings.TODAY = date(2018, 4, 9)
    assert clock.today() == date(2018, 4, 9)
    assert clock.is_set()


def test_without_a_setting_it_is_really_today(settings):
    settings.TODAY = None
    assert clock.today() == timezone.localdate()
    assert not clock.is_set()


def test_a_moment_can_be_chosen_for_a_block_and_nests():
    with clock.at(date(2017, 11, 1)):
        assert clock.today() == date(2017, 11, 1)
        with clock.at(datetime(2018, 1, 2, 15, 30)):
            assert timezone.localtime(clock.now()).hour == 15
        assert clock.today() == date(2017, 11, 1)


def test_just_after_midnight_in_summer_it_is_already_the_new_day():
    """23:30 in UTC on 30 June is half past midnight on 1 July in the board's time zone."""
    with clock.at(datetime(2018, 6, 30, 23, 30, tzinfo=timezone.get_fixed_timezone(0))):
        assert clock.today() == date(2018, 7, 1)
