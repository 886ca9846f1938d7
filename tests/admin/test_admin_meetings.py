"""Meetings typed, moved, cancelled and imported in the admin: what is due at them follows at once, as on their page."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from lscb.models import AuditEntry
from plans.models import Measure
from reporting.models import DueReport, GroupUpdate
from reporting.operations import generate_due_reports
from subgroups.models import Body, Meeting
from tests import factories
from tests.admin.conftest import form_data, tick
from tests.admin.test_admin_pages import address
from tests.admin.test_admin_spreadsheets import bring_in, preview

FOLLOWS = "1 report on the forward plan follows."


@pytest.fixture
def group(ours):
    """A group that is owed a report each May, and another at each meeting; one meeting, and its forward plan."""
    group = factories.BodyFactory(board=ours.board, name="Audit group", short_name="")
    factories.MeetingFactory(body=group, held_on=date(2018, 5, 2))
    for rule in ({"rule": "RRULE:FREQ=YEARLY;BYMONTH=5"}, {"kind": "per-meeting", "rule": "", "every": 1}):
        factories.ObligationFactory(planned_report__plan=ours.plan, **rule).forums.add(group)
    generate_due_reports(plan=ours.plan, first=date(2018, 4, 1), last=date(2019, 3, 31), by=ours.team)
    return group


@pytest.fixture
def due(group):
    """The days on which the group is owed a report, as they stand."""
    return lambda: sorted(DueReport.objects.filter(forum=group).values_list("due_on", flat=True))


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def followed() -> int:
    return AuditEntry.objects.filter(operation="forward-plan-updated").count()


def test_a_meeting_moved_takes_its_reports_along(team, group, due):
    page = address(Meeting, "change", group.meetings.get().pk)
    answer = team.post(page, form_data(team.get(page)) | {"held_on": "09/05/2018"})
    assert due() == [date(2018, 5, 9)] * 2
    assert "2 reports on the forward plan follow." in said(answer)


def test_a_day_typed_in_words_is_read_as_everywhere_and_it_is_said(team, group):
    page = address(Meeting, "change", group.meetings.get().pk)
    assert "A month means its last day." in team.get(page).content.decode()
    answer = team.post(page, form_data(team.get(page)) | {"held_on": "May 2018"})
    assert group.meetings.get().held_on == date(2018, 5, 31)
    assert "“May 2018” was read as 31 May 2018, the last day of the month." in said(answer)
    refused = team.post(page, form_data(team.get(page)) | {"held_on": "Quarterly"}).content.decode()
    assert "“Quarterly” is not one day." in refused and "was read as" not in refused


def test_numbers_in_the_admin_are_shown_and_read_in_figures(team, ours):
    measure = factories.MeasureFactory(plan=ours.plan, target=100_000)
    page = address(Measure, "change", measure.pk)
    assert 'value="100000"' in team.get(page).content.decode()
    refused = team.post(
        page, form_data(team.get(page)) | {"target": "1,5", "position": "2.5"}
    ).content.decode()
    assert "can be 1.5 or 15" in refused and "Write a whole number, not 2.5." in refused
    team.post(page, form_data(team.get(page)) | {"target": "12,500", "position": "3"})
    measure.refresh_from_db()
    assert (measure.target, measure.position) == (12_500, 3)


def test_a_meeting_added_has_what_is_due_at_it_even_late_in_the_year(team, group, due):
    page = address(Meeting, "add")
    answer = team.post(page, form_data(team.get(page)) | {"body": group.pk, "held_on": "13/02/2019"})
    assert due() == [date(2018, 5, 2), date(2018, 5, 2), date(2019, 2, 13)]
    assert FOLLOWS in said(answer)


def test_meetings_typed_on_their_groups_page_are_followed_once(team, group, due):
    page = address(Body, "change", group.pk)
    typed = form_data(team.get(page))
    prefix = "meetings"
    typed |= {f"{prefix}-TOTAL_FORMS": 3, f"{prefix}-1-body": group.pk, f"{prefix}-1-held_on": "04/07/2018"}
    typed |= {f"{prefix}-2-body": group.pk, f"{prefix}-2-held_on": "05/09/2018"}
    before = followed()
    team.post(page, typed)
    assert due() == [date(2018, 5, 2), date(2018, 5, 2), date(2018, 7, 4), date(2018, 9, 5)]
    assert followed() == before + 1
    team.post(page, form_data(team.get(page)) | {"name": "Audit and quality"})
    assert followed() == before + 1


def test_a_meeting_cancelled_hands_its_reports_over(team, group, due):
    factories.MeetingFactory(body=group, held_on=date(2018, 6, 6))
    team.post(address(Meeting, "changelist"), tick("cancel", group.meetings.get(held_on="2018-05-02")))
    assert due() == [date(2018, 6, 6)] * 2


def test_an_import_is_followed_when_every_row_is_in_and_not_by_looking_at_it(team, group, due):
    rows = [["body", "date"], ["Audit group", "4 July 2018"], ["Audit group", "5 September 2018"]]
    before = followed()
    preview(team, Meeting, rows)
    assert (len(due()), followed()) == (2, before)
    bring_in(team, Meeting, rows)
    assert due() == [date(2018, 5, 2), date(2018, 5, 2), date(2018, 7, 4), date(2018, 9, 5)]
    assert followed() == before + 1


def test_a_forward_plan_that_nobody_made_is_not_made_by_the_way(team, ours):
    GroupUpdate.objects.all().delete()
    DueReport.objects.all().delete()
    page = address(Meeting, "add")
    team.post(page, form_data(team.get(page)) | {"body": ours.body.pk, "held_on": "13/03/2019"})
    assert not DueReport.objects.exists()


def test_the_admin_and_the_meetings_own_page_do_the_same(team, group, due, ours):
    meeting = group.meetings.get()
    team.post(
        reverse("reporting:meeting-change", args=[ours.plan.slug, meeting.pk]), {"held_on": "16 May 2018"}
    )
    on_its_page = due()
    page = address(Meeting, "change", meeting.pk)
    for day in ("02/05/2018", "16/05/2018"):
        team.post(page, form_data(team.get(page)) | {"held_on": day})
    assert due() == on_its_page == [date(2018, 5, 16)] * 2
