from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from lscb import clock
from lscb.models import AuditEntry
from lscb.work.threads import ThreadBackend
from subgroups.models import GroupEvent
from tests.factories import BoardFactory, board_team


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


def test_work_that_is_begun_on_a_day_is_done_on_it(monkeypatch):
    done = []
    monkeypatch.setattr(ThreadBackend, "_do", lambda *args: done.append(clock.today()))
    monkeypatch.setattr(ThreadBackend, "validate_task", lambda *args: None)
    backend = ThreadBackend("default", {})
    with clock.on(date(2026, 7, 6)):
        backend.enqueue(None, (), {})
    backend._pool.shutdown()
    assert done == [date(2026, 7, 6)] != [clock.today()]


@pytest.mark.django_db
def test_a_person_of_a_demonstration_lives_on_their_boards_day(client, settings):
    """Pages and what is recorded of them; everybody else stays on the day of the service."""
    settings.TODAY = date(2018, 4, 9)
    board = BoardFactory(demonstration=True, invented=True)
    here = board_team(board, stands_on=date(2026, 7, 6))
    here.set_password("quiet harbour lantern")
    here.save()
    client.post(reverse("account_login"), {"login": here.email, "password": "quiet harbour lantern"})
    page = client.get(reverse("home")).text
    assert "Demonstration - board and progress are invented - today is 6 July 2026" in " ".join(page.split())
    signed_in = AuditEntry.objects.get(operation=GroupEvent.SIGNED_IN, by=here)
    assert clock.day_of(signed_in.at) == date(2026, 7, 6)
    here.refresh_from_db()
    assert clock.day_of(here.last_login) == date(2026, 7, 6)
    assert clock.today() == date(2018, 4, 9)
    client.force_login(board_team(BoardFactory(demonstration=True)))
    page = client.get(reverse("home")).text
    assert "Demonstration - progress is invented - today is 9 April 2018" in " ".join(page.split())
