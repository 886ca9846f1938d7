"""Trends: each number is the rows of its report, of the whole plan and of a part, in a fixed number of queries."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Quarter
from reporting.models import MonitoringReport
from reporting.report.content import to_json
from reporting.report.trends import Kept, counts_by_part, counts_of, in_words, parts_of, trends
from reporting.selectors.home import since
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MembershipFactory,
    PlanFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
)
from tests.reporting.test_content import CTB, HEALTH, action, made

DUE, LATE = date(2018, 9, 30), date(2017, 12, 31)
EARLIER = (action(1, "G", due_on=LATE, overdue=True), action(2, "-"), action(3, "B"))
NOW = (
    action(1, "R", due_on=LATE, overdue=True, owners=(HEALTH, CTB)),
    action(2, "A", due_on=DUE, owners=(CTB,)),
    action(3, "B", due_on=LATE),
    action(4, "-", section=2, due_on=LATE, overdue=True),
    action(5, state="withdrawn", due_on=LATE),
)


def kept(content) -> Kept:
    at = content.front.position_at.date()
    return Kept(content.front.quarter, at, content.position, content.breakdowns)


def made_of(part: str = ""):
    earlier = made(*EARLIER, quarter="Q3 2017/18", position_at=datetime(2018, 1, 10))
    latest = made(*NOW, last=earlier)
    return trends(latest, [kept(earlier), kept(latest)], part)


@pytest.mark.parametrize(
    ("part", "belongs"),
    [
        ("", lambda a: True),
        ("section-1", lambda a: a.section == 1),
        ("section-2", lambda a: a.section == 2),
        ("owner-2", lambda a: CTB in a.owners),
    ],
)
def test_every_point_counts_the_rows_of_its_report(part, belongs):
    trend = made_of(part)
    now = [a for a in NOW if a.state == "live" and belongs(a)]
    for point, rows, day in zip(
        trend.points, (EARLIER, now), (date(2018, 1, 10), date(2018, 4, 9)), strict=True
    ):
        theirs = [a for a in rows if belongs(a)]
        assert point.total.n == len(theirs) == sum(n for _, n in point.parts)
        for letter, n in point.parts:
            assert n == sum(a.rating == letter for a in theirs), letter
        assert point.silent.n == sum(a.rating == "-" for a in theirs)
        assert point.overdue_total == sum(a.overdue for a in theirs)
        assert dict(point.overdue_rated).get("R", 0) == sum(a.overdue and a.rating == "R" for a in theirs)
        assert point.due == sum(a.due_on is not None and a.due_on <= day for a in now)


def test_pictures_say_what_the_points_do_and_are_left_out_where_there_is_nothing():
    trend = made_of()
    assert "Q3 2017/18: 1 Complete, 1 On track, 1 No update" in trend.ratings.words
    assert "1 on 10 January 2018, 1 on 9 April 2018; 3 were due by 9 April 2018" in trend.burn_up.words
    assert trend.silence.words == "No update: Q3 2017/18: 1 No update; Q4 2017/18: 1 No update"
    assert "Q4 2017/18: 1 Off track, 1 No update" in trend.lateness.words
    one = made(action(1))
    alone = trends(one, [kept(one)])
    assert alone.silence is alone.lateness is alone.burn_up is None


def test_what_has_another_key_in_each_report_is_no_part_and_a_part_that_is_not_there_is_refused():
    content = made(action(1, year="Year 1"), action(2, owners=()))
    assert [key for _, parts in parts_of(content) for key, _ in parts] == ["section-1", "owner-1"]
    with pytest.raises(KeyError):
        trends(content, [kept(content)], "year-1")


def test_a_part_is_found_that_only_an_earlier_report_counts():
    earlier, latest = made(action(1, section=2), quarter="Q3 2017/18"), made(action(1, section=1))
    trend = trends(latest, [kept(earlier), kept(latest)], "section-2")
    assert (trend.name, [point.total.n for point in trend.points]) == ("2. Neglect", [1, 0])


def test_what_several_owners_own_together_counts_once():
    content = kept(made(*NOW))
    assert counts_by_part(content)["owner-2"] == {"B": 0, "G": 0, "A": 1, "R": 1, "N": 0, "H": 0, "-": 0}
    both = counts_of(content, ["owner-1", "owner-2"])
    assert both == counts_of(content) and sum(both.values()) == 4
    assert in_words(content, both) == "1 off track, 1 at risk, 1 no update and 1 complete"


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ("RR-", "GB-", "Better"),
        ("GGB", "RGR", "Worse"),
        ("GRA", "RGA", "Neither better nor worse"),
    ],
)
def test_whether_it_is_better_since_the_last_report_is_what_became_of_each_action(before, now, words):
    was = kept(made(*(action(n, letter) for n, letter in enumerate(before))))
    moved = since(was, [(n, letter, "A") for n, letter in enumerate(now)])
    assert moved.words == words
    assert sum(n for *_, n in moved.moved) == 3


@pytest.fixture
def client_of(client):
    def signed_in(plan):
        client.force_login(board_team(plan.board))
        return client

    return signed_in


def test_finals_are_as_they_were_frozen_and_the_open_period_as_the_plan_stands(three_finals, client_of):
    plan, client = three_finals, client_of(three_finals)
    address = reverse("reporting:trends", args=[plan.slug])
    with CaptureQueriesContext(connection) as finals_alone:
        page = client.get(address)
    assert [line["from"] for line in page.context["lines"]] == [f"Report number {n}" for n in (1, 2, 3)]
    assert page.context["course"].opened is None
    ActionFactory(plan=plan)
    QuarterFactory(plan=plan, name="Q2", starts_on="2017-04-01", ends_on="2017-06-30", state="reported")
    QuarterFactory(plan=plan, name="Q1 2018/19", starts_on="2018-04-01", ends_on="2018-06-30")
    costs = []
    for more in (0, 20):
        for _ in range(more):
            ActionFactory(plan=plan)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address)
        costs.append(len(queries))
    assert costs[0] == costs[1] > len(finals_alone)
    lines = page.context["lines"]
    assert [line["from"] for line in lines[2:]] == ["Report number 3", "As it stands on 9 April 2018"]
    assert lines[3]["silent"] == (
        21,
        reverse("reporting:report-live-rows", args=[plan.slug, "q1-2018-19", "rated-none"]),
    )
    assert "Closed without a report, and so not here: Q2." in page.text
    saved = client.get(reverse("reporting:trends-save", args=[plan.slug]), {"as": "csv"})
    assert (
        "Q1 2018/19,2018-04-09,As it stands on 9 April 2018,0,0,0,0,0,0,21,21,0,0"
        in saved.getvalue().decode()
    )


def test_a_number_of_a_part_leads_to_its_rows_alone(three_finals, client_of):
    plan = three_finals
    content = made(
        action(1, "R", overdue=True, due_on=LATE), action(2, "R", section=2, overdue=True, due_on=LATE)
    )
    quarter = QuarterFactory(plan=plan, name="Q1 2018/19", starts_on="2018-04-01", ends_on="2018-06-30")
    final = MonitoringReport.objects.filter(plan=plan).last()
    final = MonitoringReport.objects.create(
        plan=plan,
        quarter=quarter,
        state="final",
        number=4,
        content=to_json(replace(content, status=replace(content.status, number=4))),
        schema_version=final.schema_version,
        pdf=b"%PDF",
        position_at=final.position_at,
        finalised_at=final.finalised_at,
        finalised_by=final.finalised_by,
    )
    client = client_of(plan)
    page = client.get(reverse("reporting:trends", args=[plan.slug]), {"of": "section-2"})
    n, rows = page.context["lines"][-1]["overdue"]
    assert n == 1 and rows.endswith(f"final/{final.pk}/rows/overdue/?of=section-2")
    shown = client.get(rows).context
    assert shown["count_of"].ids == (2,) and shown["words"] == "Overdue, 2. Neglect"
    assert client.get(reverse("reporting:trends", args=[plan.slug]), {"of": "section-9"}).status_code == 404


def test_lists_show_how_parts_went_at_the_last_reports_and_lead_to_the_whole_trend(three_finals, client_of):
    plan, client = three_finals, client_of(three_finals)
    section = SectionFactory(plan=plan, pk=1)  # as its finals know it
    health = BodyFactory(board=plan.board, pk=1, name="Health Subgroup")
    words = "Up, better (0% in Q3 2017/18, 100% in Q4 2017/18)"
    pages = [
        (reverse("plans:group-list", args=[plan.slug]), f"owner-{health.pk}"),
        (reverse("plans:group-detail", args=[plan.slug, health.pk]), f"owner-{health.pk}"),
        (plan.get_absolute_url(), f"section-{section.pk}"),
    ]
    for page, part in pages:
        text = client.get(page).text
        assert words in text and f"<title>{words}</title>" in text
        assert f'href="{reverse("reporting:trends", args=[plan.slug])}?of={part}"' in text
    assert client.get(reverse("reporting:trends", args=[plan.slug]), {"of": "owner-1"}).status_code == 200


def test_home_begins_with_how_it_goes_and_each_of_its_numbers_leads_to_its_rows(three_finals, client):
    plan = three_finals
    quarter = QuarterFactory(plan=plan, name="Q1", starts_on="2018-04-01", ends_on="2018-06-30")
    health = BodyFactory(board=plan.board, pk=1, name="Health Subgroup")
    other = BodyFactory(board=plan.board, name="Other Subgroup")
    kept_one = ActionFactory(plan=plan, pk=1, who_text="Health Subgroup")
    ActionFactory(plan=plan, pk=2, who_text="Other Subgroup")
    ProgressUpdateFactory(action=kept_one, quarter=quarter, rating="R")
    speaker = MembershipFactory(body=health, role="chair").person
    MembershipFactory(body=other, person=speaker, role="chair")
    for person in (board_team(plan.board), speaker):
        client.force_login(person)
        home = client.get("/")
        assert home.context["since"].words == "Worse"
        assert [words for _, words, *_ in home.context["pasts"]] == ["1 off track", "1 at risk", "1 on track"]
        assert [(words, n) for words, n, _ in home.context["moved"]] == [("worse", 1), ("new", 1)]
        led = [(n, href) for _, n, href in home.context["moved"]]
        led += [(part.count, part.href) for part in home.context["parts"] if part.href]
        for n, href in led:
            shown = client.get(href).context
            assert n == (shown["found"] if "found" in shown else shown["count_of"].n)
        assert home.text.index('id="stands"') < home.text.index("<table")


@pytest.mark.django_db
def test_a_plan_without_a_period_has_no_trend_and_says_so(client_of):
    plan = PlanFactory()
    QuarterFactory(plan=plan, state=Quarter.State.PLANNED)
    client = client_of(plan)
    page = client.get(reverse("reporting:trends", args=[plan.slug]))
    assert "has no quarter that was opened yet" in page.text
    saved = client.get(reverse("reporting:trends-save", args=[plan.slug]), {"as": "csv"})
    assert saved.status_code == 200 and plan.period_word in saved.getvalue().decode("utf-8-sig")
