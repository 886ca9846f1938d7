"""How often a plan reports, at each door: started so, given periods, changed with a preview, reported in its words."""

import re
from datetime import date

import pytest
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import Plan, PlanEvent, Quarter
from plans.rules.rhythm import Naming, Reporting, Rhythm, Span
from plans.selectors.quarters import first_quarter
from reporting import operations as report_events
from reporting.report.reading import content_of, gather
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MeetingFactory,
    PlanFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    board_team,
    chair_of,
    nth,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]

HALF_YEARS = Reporting(Rhythm.HALF_YEARS, 4, Naming.LETTER, "Half-year")


@pytest.fixture(autouse=True)
def today(on):
    on("2018-04-09")


@pytest.fixture
def plan():
    return PlanFactory(starts_on=date(2017, 4, 1), ends_on=date(2020, 3, 31))


@pytest.fixture
def team(plan, client):
    person = board_team(plan.board)
    client.force_login(person)
    return person


def change(plan, team, wanted=HALF_YEARS, shown=(), **labels):
    return operations.change_rhythm(plan=plan, wanted=wanted, labels=labels, shown=shown, by=team)


def chosen(**typed) -> dict:
    return {"rhythm": "half-years", "year_starts_in": "4", "naming": "letter"} | typed


# --- Started, and given periods ---------------------------------------------------------------------------


def test_a_plan_is_started_with_its_rhythm_and_opens_its_first_period(client, plan, team):
    typed = {"title": "Terms", "starts_on": "1 April 2018", "ends_on": "31 March 2020", "words": "sections"}
    client.post(reverse("plans:plan-add", args=[plan.board.slug]), typed | {"rhythm": "terms"})
    started = Plan.objects.get(title="Terms")
    assert (started.rhythm, started.naming, started.period_word) == ("terms", "word", "Term")
    page = client.get(reverse("plans:quarter-first", args=[started.slug])).text
    assert "Open the first term?" in page and "Term 3 2017/18, 1 April to 31 August 2018" in page
    client.post(reverse("plans:quarter-first", args=[started.slug]))
    opened = started.quarters.get()
    assert (opened.name, opened.slug, opened.state) == ("Term 3 2017/18", "term-3-2017-18", "collecting")


def test_a_period_is_called_as_the_board_calls_it(client, plan, team):
    change(plan, team)
    address = reverse("plans:quarter-list", args=[plan.slug])
    client.post(address, {"quarter": "2017-10-01", "name": "Winter half"})
    assert plan.quarters.get().name == "Winter half"
    odd = {
        "quarter": "typed",
        "name": "Until the visit",
        "starts_on": "1 April 2018",
        "ends_on": "8 June 2018",
    }
    client.post(address, odd)
    assert plan.quarters.get(slug="until-the-visit").ends_on == date(2018, 6, 8)
    page = client.get(address).text
    assert "June-September 2018, 9 June to 30 September 2018" in page


def test_days_are_typed_one_by_one(client, plan, team):
    change(plan, team, Reporting(Rhythm.TYPED, 4, Naming.MONTHS, "Reporting period"))
    assert first_quarter(plan) is None
    assert client.get(reverse("plans:quarter-first", args=[plan.slug])).url.endswith("/periods/")
    address = reverse("plans:quarter-list", args=[plan.slug])
    answer = client.post(address, {"name": "", "starts_on": "1 September 2017", "ends_on": ""})
    assert answer.status_code == 422
    assert "Give it a name." in answer.text and "Write its last day." in answer.text
    assert "1 September 2017" in answer.text  # what was typed is there
    client.post(address, {"name": "Autumn", "starts_on": "1 September 2017", "ends_on": "19 December 2017"})
    assert plan.quarters.get().span == Span("Autumn", date(2017, 9, 1), date(2017, 12, 19))
    assert client.post(address, {"name": "Autumn"}).status_code == 422


@pytest.mark.parametrize(
    ("name", "starts_on", "ends_on", "advice"),
    [
        ("X", "1 May 2018", "1 April 2018", "It ends after it starts."),
        ("X", "1 April 2018", "1 May 2019", "slip of the pen"),
        ("X", "1 March 2018", "1 May 2018", "shares days with it"),
        ("q4 2017/18", "1 May 2018", "1 June 2018", "give this one another name"),
        ("X", "1 May 2025", "1 June 2025", "outside the plan"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(client, plan, team, name, starts_on, ends_on, advice):
    QuarterFactory(plan=plan)
    typed = {"quarter": "typed", "name": name, "starts_on": starts_on, "ends_on": ends_on}
    answer = client.post(reverse("plans:quarter-list", args=[plan.slug]), typed)
    assert answer.status_code == 422 and advice in answer.text
    assert answer.context["form"]["starts_on"].value() == starts_on
    assert plan.quarters.count() == 1


def test_days_beside_a_period_of_the_list_are_asked_about(client, plan, team):
    typed = {"quarter": "2018-04-01", "starts_on": "1 May 2018"}
    answer = client.post(reverse("plans:quarter-list", args=[plan.slug]), typed)
    assert answer.status_code == 422 and "Choose “Other days”" in answer.text


def test_an_address_is_free_whatever_the_name(plan, team):
    added = [
        operations.add_quarter(
            plan=plan, span=Span(name, date(2017, month, 1), date(2017, month, 28)), by=team
        )
        for month, name in ((5, "Term 1"), (6, "Term-1"), (7, "第一"), (8, "第二"))
    ]
    assert [each.slug for each in added] == ["term-1", "term-1-2", "period", "period-2"]


# --- Changed ----------------------------------------------------------------------------------------------


def test_a_change_is_shown_first_and_what_was_opened_stays(client, plan, team):
    opened = QuarterFactory(plan=plan)
    meeting = MeetingFactory(body__board=plan.board, held_on=date(2018, 7, 18))
    planned = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), meeting=meeting, by=team)
    address = reverse("plans:rhythm", args=[plan.slug])
    preview = client.post(address, chosen()).text
    assert "Report every half-year from now on?" in preview
    assert "Half-yearly monitoring report" in preview and "until now Quarterly monitoring report" in preview
    assert f"Q1 2018/19, whose report was to go to {meeting}" in preview
    assert "H1 2018/19, 1 April to 30 September 2018" in preview
    plan.refresh_from_db()
    assert plan.rhythm == "quarters" and plan.quarters.count() == 2  # looking changes nothing

    client.post(address, chosen(confirm="1", shown=[planned.pk]))
    plan.refresh_from_db()
    assert (plan.rhythm, plan.report_title) == ("half-years", "Half-yearly monitoring report")
    assert plan.quarters.get() == opened
    entry = AuditEntry.objects.get(operation=PlanEvent.RHYTHM_CHANGED)
    assert entry.changes["how often it reports"] == ["Every quarter", "Every half-year"]
    assert entry.changes["taken out"] == ["Q1 2018/19", None]
    page = client.get(reverse("plans:quarter-list", args=[plan.slug])).text
    assert "Add the next half-year" in page and "Half-years of" in page


def test_nothing_is_taken_out_that_was_not_shown(client, plan, team):
    operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    answer = client.post(reverse("plans:rhythm", args=[plan.slug]), chosen(confirm="1"))
    assert answer.status_code == 422 and "has changed meanwhile" in answer.text
    plan.refresh_from_db()
    assert plan.rhythm == "quarters" and plan.quarters.count() == 1


def test_what_holds_something_already_is_not_taken_out(plan, team):
    from tests.factories import HighlightFactory

    planned = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    HighlightFactory(quarter=planned, body__board=plan.board)
    with pytest.raises(Refused, match="holds something already"):
        change(plan, team, shown=[planned.pk])
    plan.refresh_from_db()
    assert plan.rhythm == "quarters" and plan.quarters.count() == 1


def test_another_name_alone_takes_nothing_out(plan, team):
    operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    wanted = Reporting(Rhythm.QUARTERS, 4, Naming.WORD, "Quarter")
    assert change(plan, team, wanted) == []
    assert plan.quarters.get().name == "Q1 2018/19"
    assert nth(plan, 2018, 2).name == "Quarter 2 2018/19"


def test_both_words_or_neither(client, plan, team):
    answer = client.post(reverse("plans:rhythm", args=[plan.slug]), chosen(period_label="Cycle"))
    assert answer.status_code == 422 and "or neither" in answer.text


def test_the_next_plan_reports_as_this_one(plan, team):
    change(plan, team, report_label="Assurance report")
    following = operations.start_next_plan(
        predecessor=plan, title="Next", starts_on=date(2020, 4, 1), ends_on=date(2023, 3, 31), by=team
    )
    assert (following.rhythm, following.report_title) == ("half-years", "Assurance report")
    assert first_quarter(following).name == "H1 2020/21"


# --- Reported ---------------------------------------------------------------------------------------------


def test_the_first_report_of_the_new_rhythm_is_compared_with_the_last_final(plan, team, on):
    action = ActionFactory(plan=plan, when_text="March 2019")
    quarter = QuarterFactory(plan=plan)
    ProgressUpdateFactory(action=action, quarter=quarter, rating="G", by=team)
    old = report_events.finalise_report(report=report_events.start_draft(quarter=quarter, by=team), by=team)
    change(plan, team)
    on("2018-10-05")
    half = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    operations.open_quarter(quarter=half, by=team)
    ProgressUpdateFactory(action=action, quarter=half, rating="R", by=team)
    content = gather(Quarter.objects.select_related("plan__board", "meeting__body").get(pk=half.pk))
    assert content.title == f"{plan.title}: half-yearly monitoring report, H1 2018/19"
    assert content.front.quarter_words == "Half-year 1 2018/19, 1 April 2018 to 30 September 2018"
    assert content.moved.compared_with.startswith("Q4 2017/18, report number 1")
    assert [listing.key for listing in content.moved.listings if listing.ids] == ["worse"]
    assert content.exceptions[1].empty == "None this half-year."
    kept = content_of(old)
    assert kept.title == f"{plan.title}: quarterly monitoring report, Q4 2017/18"
    assert kept.labels.period == "Quarter"


# --- Plans side by side -----------------------------------------------------------------------------------


def test_two_plans_are_live_from_the_start_and_each_collects_in_its_own_rhythm(client, plan, team):
    from plans.selectors.reminders import letters_of

    body = BodyFactory(board=plan.board, name="Learning")
    chair = chair_of(body)
    first = QuarterFactory(plan=plan)
    ActionFactory(plan=plan, who_text="Learning")
    assert "Start a plan beside it" in client.get(plan.get_absolute_url()).text
    typed = {"title": "Neglect", "starts_on": "1 April 2017", "ends_on": "31 March 2019", "words": "sections"}
    started = client.post(reverse("plans:plan-add", args=[plan.board.slug]), typed | {"rhythm": "half-years"})
    beside = Plan.objects.get(title="Neglect")
    assert beside.predecessor is None and f"plan={beside.slug}" in started.url
    action = ActionFactory(plan=beside, who_text="Learning")
    assert "Open H1 2018/19" in client.get(started.url).text
    client.post(reverse("plans:quarter-first", args=[beside.slug]))
    second = beside.quarters.get()
    assert set(Quarter.objects.collecting()) == {first, second}  # opening one closes none of the other plan

    client.force_login(chair)
    client.post(reverse("home"), {"plan": beside.slug})
    home = client.get(reverse("home"))
    assert home.context["plan"] == beside and "Neglect" in home.text
    operations.record_update(
        action=action, quarter=second, rating="G", progress="Under way", last_seen=None, by=chair
    )
    client.post(reverse("home"), {"plan": plan.slug})
    assert client.get(reverse("home")).context["plan"] == plan
    assert [letter.subject for letter in letters_of(first)] == [f"{plan.title}: updates for Q4 2017/18"]
    assert letters_of(second) == []


def test_addresses_from_before_still_lead_there(client, plan, team):
    quarter = QuarterFactory(plan=plan)
    assert reverse("plans:quarter-list", args=[plan.slug]) == f"/plans/{plan.slug}/periods/"
    for page in ("", f"{quarter.slug}/close/"):
        assert client.get(f"/plans/{plan.slug}/quarters/{page}").status_code == 200


def test_a_period_that_was_taken_out_meanwhile_is_not_opened(plan, team):
    planned = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    change(plan, team, shown=[planned.pk])
    with pytest.raises(Refused):
        operations.open_quarter(quarter=planned, by=team)
    assert not plan.quarters.exists()


def test_no_page_or_paper_of_a_plan_of_terms_says_quarter(client, plan, team):
    """The words of typed text aside, and pages about what the calendar's words mean."""
    from plans.selectors.reminders import letters_of
    from reporting.printing.pdf.rendering import page_context, to_html
    from reporting.sheets.group import group_sheet

    change(plan, team, Reporting(Rhythm.TERMS, 4, Naming.WORD, "Term"))
    body = BodyFactory(board=plan.board, name="Learning")
    chair_of(body)
    ActionFactory(plan=plan, who_text="Learning", when_text="March 2019")
    opened = operations.open_quarter(
        quarter=operations.add_quarter(plan=plan, span=nth(plan, 2017, 3), by=team), by=team
    )
    content = gather(Quarter.objects.select_related("plan__board", "meeting__body").get(pk=opened.pk))
    sheet = group_sheet(team, plan, body, opened)
    said = [
        to_html("print/report.html", page_context(content)),
        *(f"{each.subject} {each.text}" for each in letters_of(opened)),
        to_html("print/sheet_group.html", {"sheet": sheet, "head": sheet}),
    ]
    for name in ("action-list", "plan-detail", "group-list", "quarter-list", "reminders", "measure-list"):
        said.append(client.get(reverse(f"plans:{name}", args=[plan.slug])).text)
    said.append(client.get(reverse("plans:action-export", args=[plan.slug])).getvalue().decode())
    assert len(said) == 10
    for text in said:
        assert not re.findall(r"(?i).{30}\bquarter(?:s|ly)?\b.{30}", re.sub(r"<[^>]*>", " ", text))
    assert "termly monitoring report" in said[0] and "updates for Term 3 2017/18" in said[1]
