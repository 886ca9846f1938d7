"""The forward plan: what a year's pages, sheet and spreadsheet say, and what the board team records there."""

import io
from datetime import date

import openpyxl
import pikepdf
import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.models import DueReport, Obligation
from reporting.operations import defer_report, generate_due_reports, receive_report
from reporting.selectors.duty_readings import readings_of
from subgroups.models import Body
from subgroups.rules.meeting_dates import warnings_about
from tests.factories import (
    BodyFactory,
    MeetingFactory,
    ObligationFactory,
    PlanFactory,
    board_team,
    chair_of,
)
from tests.reporting.heard import can_be_heard

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory()


@pytest.fixture
def team(plan):
    return board_team(plan.board)


@pytest.fixture
def forum(plan):
    return BodyFactory(board=plan.board, name="The Board", short_name="LSCB", position=1)


@pytest.fixture
def group(plan):
    return BodyFactory(board=plan.board, name="Audit Subgroup", short_name="Audit", position=2)


def duty(plan, forum, provider=None, **fields):
    made = ObligationFactory(planned_report__plan=plan, **fields)
    made.forums.add(forum)
    if provider:
        made.planned_report.providers.add(provider)
    return made


def due_on(day, made, **fields):
    forum = made.forums.get()
    meeting = forum.meetings.filter(held_on=day).first() or MeetingFactory(body=forum, held_on=day)
    return DueReport.objects.create(obligation=made, forum=forum, meeting=meeting, due_on=day, **fields)


def page_of(client, plan, person, query=""):
    client.force_login(person)
    return client.get(reverse("reporting:forward-plan", args=[plan.slug]) + query)


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


# --- The page ---------------------------------------------------------------------------------------------------


def test_late_stands_first_then_the_next_meetings_with_their_papers(client, plan, forum, group, team):
    audit = duty(plan, forum, group, planned_report__what="S.11 <Audit>")
    due_on(date(2018, 3, 21), audit)
    due_on(date(2018, 5, 23), audit)
    page = words_of(page_of(client, plan, team))
    assert page.index("S.11 &lt;Audit&gt;") < page.index("19 days late") < page.index("Next meetings")
    assert "The Board, 23 May 2018" in page and "Papers due 16 May 2018" in page
    assert page.index("Next meetings") < page.index("Month by month, 2018/19")


def test_a_year_is_chosen_by_its_address_and_is_one_of_the_plans(client, plan, forum, team):
    audit = duty(plan, forum)
    due_on(date(2018, 3, 21), audit)
    shown = page_of(client, plan, team, "?year=2017").context["forward"]
    assert (shown.year, [line.due.due_on for line in shown.lines]) == ("2017/18", [date(2018, 3, 21)])
    assert page_of(client, plan, team).context["forward"].lines == []
    assert page_of(client, plan, team, "?year=1999").context["forward"].year == "2017/18"
    assert page_of(client, plan, team, "?year=2050").context["forward"].year == "2019/20"
    for wrong in ("x", "-1", "20188", "²018"):
        assert page_of(client, plan, team, f"?year={wrong}").status_code == 404


def test_one_group_sees_what_it_provides_or_receives(client, plan, forum, group, team):
    provided = due_on(date(2018, 5, 23), duty(plan, forum, group))
    received = due_on(date(2018, 5, 2), duty(plan, group))
    due_on(date(2018, 6, 6), duty(plan, BodyFactory(board=plan.board)))
    shown = page_of(client, plan, chair_of(group), f"?body={group.pk}").context["forward"]
    assert {line.due for line in shown.lines} == {provided, received}


def test_rows_that_ask_for_one_report_at_two_times_are_flagged_once(client, plan, forum, team):
    march = duty(plan, forum, planned_report__what="S.11 Audit")
    may = duty(plan, forum, planned_report__what="Section 11", rule="RRULE:FREQ=YEARLY;BYMONTH=5")
    march.conflicts_with, may.conflicts_with = may.planned_report, march.planned_report
    march.save(), may.save()
    page = page_of(client, plan, team)
    [(one, other)] = page.context["forward"].conflicts
    assert (one.report.what, other.report.what) == ("S.11 Audit", "Section 11")
    assert "“S.11 Audit” (every year in March) and “Section 11” (every year in May)" in words_of(page)


@pytest.mark.parametrize(
    ("came", "flagged"), [(None, True), (date(2017, 4, 8), True), (date(2017, 4, 10), False)]
)
def test_an_as_required_report_that_has_not_come_for_a_year_is_flagged(
    client, plan, forum, team, came, flagged
):
    required = duty(plan, forum, kind="condition", rule="", condition="as required")
    if came:
        due_on(came, required, state="received", received_on=came)
    page = page_of(client, plan, team)
    assert [each.has_not_come for each in page.context["forward"].as_required] == [flagged]
    assert ("Not for a year" in words_of(page)) is flagged


def test_what_has_no_month_is_listed_with_what_to_do_about_it(client, plan, forum, team):
    yearly = duty(plan, forum, rule="RRULE:FREQ=YEARLY", planned_report__what="Staff survey")
    page = page_of(client, plan, team)
    assert [each.duty.report.what for each in page.context["forward"].undated] == ["Staff survey"]
    assert reverse("reporting:duty", args=[plan.slug, yearly.pk]) in page.content.decode()


def test_who_only_reads_is_offered_nothing_to_press(client, plan, forum, group, team):
    due_on(date(2018, 5, 23), duty(plan, forum, group))
    page = words_of(page_of(client, plan, chair_of(group)))
    assert '<form method="post" action="/plans' not in page
    assert "Bring the forward plan up to date" not in page


def test_a_forward_plan_out_of_step_says_so_until_it_is_brought_up_to_date(client, plan, forum, team):
    duty(plan, forum, rule="RRULE:FREQ=YEARLY;BYMONTH=5")
    assert "1 report does not stand where" in words_of(page_of(client, plan, team))
    address = reverse("reporting:forward-plan-update", args=[plan.slug])
    assert "1 report added" in words_of(client.get(address))
    answer = client.post(address, {"first": "1 April 2018", "last": "31 March 2019"}, follow=True)
    assert "The forward plan is up to date: 1 report added." in words_of(answer)
    assert answer.context["forward"].out_of_step == 0
    again = client.post(address, {"first": "1 April 2018", "last": "31 March 2019"}, follow=True)
    assert "nothing changed" in words_of(again)


def test_wrong_days_are_said_and_kept(client, plan, team):
    client.force_login(team)
    address = reverse("reporting:forward-plan-update", args=[plan.slug])
    answer = client.post(address, {"first": "31 March 2019", "last": "April"})
    assert answer.status_code == 422
    assert "Write the date as 31 March 2018." in words_of(answer) and 'value="April"' in words_of(answer)


@pytest.mark.database
def test_the_page_costs_the_same_whatever_is_due(client, plan, forum, group, team):
    costs = []
    for more in (2, 8):
        for _ in range(more):
            made = duty(plan, forum, group, kind="per-meeting", rule="")
            made.conflicts_with = made.planned_report
            made.save()
            MeetingFactory(body=forum, held_on=date(2018, 5, 1 + len(costs) * 2 + _))
        generate_due_reports(plan=plan, by=team, first=plan.starts_on, last=plan.ends_on)
        first = DueReport.objects.expected().earliest("due_on", "pk")
        defer_report(due=first, to=forum.meetings.latest("held_on"), reason="Late data", by=team)
        page_of(client, plan, team)
        with CaptureQueriesContext(connection) as queries:
            assert page_of(client, plan, team).context["forward"].lines
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 26


def test_a_providers_first_page_says_what_it_owes_late_first(client, plan, forum, group):
    made = duty(plan, forum, group, planned_report__what="S.11 Audit")
    due_on(date(2018, 4, 11), made)
    late = due_on(date(2018, 3, 21), made)
    due_on(date(2018, 5, 23), duty(plan, forum))
    client.force_login(chair_of(group))
    home = client.get(reverse("home"))
    assert [(line.due.due_on, line.mark) for line in home.context["own"]["owed"]] == [
        (late.due_on, "19 days late"),
        (date(2018, 4, 11), "Papers 5 days late"),
    ]
    page = words_of(home)
    assert '21 March 2018<br><span class="late">19 days late</span>' in page
    assert '4 April 2018 <span class="late">passed</span>' in page
    assert f"forward/?body={group.pk}" in page


# --- What is recorded -------------------------------------------------------------------------------------------


@pytest.fixture
def march(plan, forum, group):
    MeetingFactory(body=forum, held_on=date(2018, 5, 23))
    return due_on(date(2018, 3, 21), duty(plan, forum, group, planned_report__what="S.11 Audit"))


def post(client, plan, due, person, **data):
    client.force_login(person)
    return client.post(reverse("reporting:due-report", args=[plan.slug, due.pk]), data, follow=True)


def test_received_is_one_click_and_leaves_what_is_late(client, plan, march, team):
    assert [line.due for line in page_of(client, plan, team).context["forward"].late] == [march]
    answer = post(client, plan, march, team, became="received")
    assert "S.11 Audit to LSCB: received 9 April 2018." in words_of(answer)
    assert answer.context["forward"].late == ()


def test_deferred_to_a_meeting_with_its_reason(client, plan, march, team):
    may = march.forum.meetings.get(held_on=date(2018, 5, 23))
    answer = post(client, plan, march, team, became="deferred", to=may.pk, reason="Returns are late")
    assert "S.11 Audit is deferred to 23 May 2018." in words_of(answer)
    assert "Deferred from 21 March 2018" in words_of(answer)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Say what became of it."),
        ({"became": "deferred", "reason": "Returns are late"}, "Choose the meeting it is deferred to."),
        ({"became": "deferred", "to": "may"}, "Say why it is deferred."),
        ({"became": "not-needed"}, "Say why it is not needed this time."),
        ({"became": "received", "received_on": "10 April 2018"}, "That day has not come yet."),
        ({"became": "received", "link": "the shelf"}, "Write a whole web address"),
        ({"became": "lost"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(client, plan, march, team, data, said):
    if data.get("to") == "may":
        data = data | {"to": march.forum.meetings.get(held_on=date(2018, 5, 23)).pk}
    answer = post(client, plan, march, team, **data)
    page = words_of(answer)
    assert answer.status_code == 422 and said in page
    for typed in (data.get("reason"), data.get("link"), data.get("received_on")):
        assert not typed or f'value="{typed}"' in page
    march.refresh_from_db()
    assert march.state == "expected"


@pytest.mark.database
def test_deferring_asks_at_once_for_all_that_it_needs(client, plan, march, team):
    page = words_of(post(client, plan, march, team, became="deferred"))
    assert "Choose the meeting it is deferred to." in page and "Say why it is deferred." in page


def test_undoing_is_offered_until_it_cannot_be(client, plan, march, team):
    later = defer_report(
        due=march, to=march.forum.meetings.get(held_on=date(2018, 5, 23)), reason="Returns", by=team
    )
    receive_report(due=later, by=team)
    refused = post(client, plan, march, team, undo="yes")
    assert refused.status_code == 422
    assert "Something is recorded of it at the later meeting. Undo that first." in words_of(refused)
    assert "expected again" in words_of(post(client, plan, later, team, undo="yes"))
    assert "expected again" in words_of(post(client, plan, march, team, undo="yes"))


def test_a_due_report_of_another_board_is_out_of_sight(client, plan, march, team):
    elsewhere = PlanFactory()
    client.force_login(board_team(elsewhere.board))
    assert client.get(reverse("reporting:due-report", args=[elsewhere.slug, march.pk])).status_code == 404


# --- What the words mean ----------------------------------------------------------------------------------------


@pytest.mark.database
def test_bi_words_ask_and_the_answer_is_kept_wherever_the_words_stand(client, plan, forum, team):
    words = {"words": "Bi-monthly updates", "rule": "RRULE:FREQ=MONTHLY;INTERVAL=2", "certainty": "ambiguous"}
    first = duty(plan, forum, other_readings=["twice a month", "at each LSCB meeting"], **words)
    second = duty(plan, forum, **words)
    first.refresh_from_db()
    choices = {reading.words: key for key, reading in readings_of(first).items()}
    assert list(choices) == ["Every two months", "Twice a month", "At each meeting"]
    client.force_login(team)
    address = reverse("reporting:duty", args=[plan.slug, first.pk])
    answer = client.post(address, {"reading": choices["At each meeting"]}, follow=True)
    assert "is read as you chose, in 2 rows" in words_of(answer)
    for each in Obligation.objects.filter(pk__in=[first.pk, second.pk]):
        assert (each.kind, each.rule, each.every, each.is_chosen) == ("per-meeting", "", 1, True)
        assert each.words == "Bi-monthly updates"
    planner = words_of(client.get(reverse("reporting:planner", args=[plan.slug])))
    assert "could also mean" not in planner


def test_months_are_named_and_then_it_is_due(client, plan, forum, team):
    yearly = duty(plan, forum, rule="RRULE:FREQ=YEARLY")
    assert "no month is named" in next(iter(readings_of(yearly).values())).words
    client.force_login(team)
    address = reverse("reporting:duty", args=[plan.slug, yearly.pk])
    refused = client.post(address, {"reading": "months"})
    assert refused.status_code == 422 and "Choose at least one month." in words_of(refused)
    client.post(address, {"reading": "months", "months": ["11", "5"]})
    generate_due_reports(plan=plan, by=team, first=date(2018, 4, 1), last=date(2019, 3, 31))
    assert [row.due_on.month for row in DueReport.objects.of_plan(plan)] == [5, 11]


@pytest.mark.parametrize(
    ("data", "kind", "every"),
    [
        ({"reading": "meetings", "every": "2"}, "per-meeting", 2),
        ({"reading": "required"}, "condition", None),
        ({"reading": "now"}, "recur", None),
    ],
)
def test_other_ways_to_read(client, plan, forum, team, data, kind, every):
    made = duty(plan, forum)
    client.force_login(team)
    assert client.post(reverse("reporting:duty", args=[plan.slug, made.pk]), data).status_code == 302
    made.refresh_from_db()
    assert (made.kind, made.every) == (kind, every)


def test_a_report_is_put_on_the_forward_plan_by_hand(client, plan, forum, team):
    required = duty(plan, forum, kind="condition", rule="", condition="as required")
    meeting = MeetingFactory(body=forum, held_on=date(2018, 5, 23))
    client.force_login(team)
    address = reverse("reporting:duty", args=[plan.slug, required.pk])
    assert "Choose a meeting." in words_of(client.post(address, {"place": "yes"}))
    answer = client.post(address, {"place": "yes", "meeting": meeting.pk}, follow=True)
    assert [line.due.obligation for line in answer.context["forward"].lines] == [required]
    assert client.post(address, {"place": "yes", "meeting": meeting.pk}).status_code == 422


# --- Paper and spreadsheet --------------------------------------------------------------------------------------


def test_the_spreadsheet_has_a_row_a_report_and_no_formula(client, plan, forum, group, team):
    made = duty(plan, forum, group, planned_report__what="=HYPERLINK(1)", words="+1")
    due_on(date(2018, 5, 23), made)
    client.force_login(team)
    answer = client.get(reverse("reporting:forward-plan-xlsx", args=[plan.slug]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    headings = [cell.value for cell in sheet[1]]
    row = dict(zip(headings, [cell.value for cell in sheet[2]], strict=True))
    assert sheet.max_row == 2
    assert row["Due"].date() == date(2018, 5, 23) and row["Papers due"].date() == date(2018, 5, 16)
    assert (row["Report"], row["As printed"], row["State"]) == ("'=HYPERLINK(1)", "'+1", "Expected")
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "inlineStr", "d", "n"}


def test_cumbrias_year_prints_with_every_report_its_papers_and_its_empty_months(client, demonstration, on):
    on("2018-04-09")
    client.force_login(board_team(demonstration.board))
    address = reverse("reporting:forward-plan-pdf", args=[demonstration.slug])
    paper = client.get(address, {"year": "2018"}).content
    pages = list(pypdfium2.PdfDocument(paper))
    assert len(pages) == 2 and pages[0].get_width() > pages[0].get_height()
    text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)
    assert "Forward plan 2018/19" in text and "Asked for at two times" in text and "As required:" in text
    assert "18 April 2018 Business Group Serious Case Review Case Review 11 April 2018 Expected" in text
    assert "October 2018 – No report is due" in text and "February 2019 – No report is due" in text
    can_be_heard(paper)
    document = pikepdf.open(io.BytesIO(paper))
    assert document.Root.MarkInfo.Marked and str(document.Root.Lang) == "en-GB"


# --- The demonstration ------------------------------------------------------------------------------------------


def test_march_lists_the_section_11_report_july_the_annual_report_once_and_the_conflict_is_flagged(
    client, demonstration, on
):
    on("2018-04-09")
    team = board_team(demonstration.board)
    board = demonstration.board.bodies.get(kind=Body.Kind.BOARD)
    before = page_of(client, demonstration, team, "?year=2017").context["forward"]
    march = [line.what for line in before.lines if line.due.due_on == date(2018, 3, 21)]
    assert "S.11 Audit" in march
    assert ("S.11 Audit", "19 days late") in [(line.what, line.mark) for line in before.late]
    shown = page_of(client, demonstration, team).context["forward"]
    july = [line.what for line in shown.lines if line.due.meeting and line.due.due_on == date(2018, 7, 25)]
    assert july.count("Single/ Multi Agency Data") == 1 and "Multi Agency Audits" not in july
    for meeting in demonstration.board.bodies.get(kind=Body.Kind.BUSINESS_GROUP).meetings.all():
        listed = [due.what for due in DueReport.objects.for_meeting(meeting)]
        assert listed.count("LSCB Business Plan") == 1
    assert [
        (one.report.what, one.often, other.report.what, other.often) for one, other in shown.conflicts
    ] == [
        ("S.11 Audit", "Every year in March", "Safeguarding Section 11 Audit", "Every year in May"),
    ]
    assert not {line.due.obligation.kind for line in shown.lines} & {"condition", "event", "unspecified"}
    ahead = {each.meeting.body: each for each in shown.meetings}
    assert ahead[board].meeting.papers_deadline == date(2018, 5, 16)
    assert shown.out_of_step == 0


@pytest.mark.database
def test_the_final_reports_were_received_with_their_reports(demonstration):
    received = DueReport.objects.of_plan(demonstration).filter(monitoring_report__isnull=False)
    assert [(row.due_on, row.received_on, row.monitoring_report.number) for row in received] == [
        (date(2017, 11, 15), date(2017, 11, 8), 1),
        (date(2018, 1, 17), date(2018, 1, 10), 2),
    ]


def test_nothing_was_received_on_a_day_off(demonstration):
    days = (
        DueReport.objects.of_plan(demonstration)
        .exclude(received_on=None)
        .values_list("received_on", flat=True)
    )
    assert len(days) > 20
    assert [warnings_about(day) for day in days] == [[]] * len(days)
