"""The action list and the plan as a final report kept them: what was changed since does not show."""

import csv
import io
from dataclasses import replace
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from plans import operations
from reporting import operations as reports
from reporting.lists.schedule import schedule
from reporting.report.facts import GroupFacts
from reporting.report.reading import content_of
from tests.factories import (
    ActionFactory,
    BodyFactory,
    PlanFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
    chair_of,
    nth,
)
from tests.reporting.test_content import action as action_facts
from tests.reporting.test_content import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def team(client, plan, monkeypatch):
    monkeypatch.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-")
    person = board_team(plan.board)
    client.force_login(person)
    return person


@pytest.fixture
def quarter(plan):
    return QuarterFactory(plan=plan)


@pytest.fixture
def action(plan, quarter, on):
    on("2018-04-09")
    health = BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health")
    section = SectionFactory(plan=plan, label="8", title="Missing children")
    action = ActionFactory(
        plan=plan,
        label="8.5",
        text="As it was worded",
        who_text="Health",
        when_text="March 2018 & July 2018",
        section=section,
    )
    operations.record_update(
        action=action,
        quarter=quarter,
        rating="G",
        progress="Going well",
        by=chair_of(health, name="Ines Kirk"),
    )
    return action


@pytest.fixture
def final(quarter, action, team):
    return reports.finalise_report(report=reports.start_draft(quarter=quarter, by=team), by=team)


@pytest.fixture
def since(final, action, quarter, team):
    """What happened after the final: other words, another rating, a new action."""
    action.text, action.label = "As it is worded now", "8.4"
    action.save()
    following = operations.add_quarter(plan=final.plan, span=nth(final.plan, 2018, 1), by=team)
    operations.open_quarter(quarter=following, by=team)
    ActionFactory(plan=final.plan, label="9.9", text="Quite new")
    return following


def shown(client, plan, name="action-list", **query):
    answer = client.get(reverse(f"plans:{name}", args=[plan.slug], query=query))
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_the_list_offers_today_and_every_final(client, plan, final, since):
    page = shown(client, plan)
    assert f'<option value="{final.pk}">Q4 2017/18, report number 1, 9 April 2018</option>' in page
    assert "As it is worded now" in page and "Quite new" in page
    assert "Q1 2018/19 has just opened: nobody has said anything for it yet." in page
    assert f'href="?as_at={final.pk}">At the last report' in page
    assert f'<option value="{final.pk}">' in shown(client, plan, "plan-detail")
    report = client.get(final.get_absolute_url()).text
    assert f"actions/?as_at={final.pk}" in report


@pytest.mark.parametrize("name", ["action-list", "plan-detail"])
def test_as_at_a_final_only_what_it_froze_is_shown(client, plan, final, since, name):
    page = shown(client, plan, name, as_at=final.pk)
    assert "as at Q4 2017/18, report number 1, 9 April 2018" in page
    assert "As it was worded" in page and ">8.5<" in page
    assert "As it is worded now" not in page and "Quite new" not in page
    assert "Ines Kirk, 9 April 2018, proposed, not yet looked at" in page
    assert "Milestone passed: March 2018" in page
    assert "did not keep" not in page
    assert ("Missing children" in page) or name == "action-list"


def test_what_an_earlier_final_did_not_keep_is_named(client, plan, final, since, monkeypatch):
    def earlier(report):
        content = content_of(report)
        return replace(content, rows=tuple(replace(row, listed=None) for row in content.rows))

    monkeypatch.setattr("reporting.selectors.as_at.content_of", earlier)
    page = shown(client, plan, as_at=final.pk)
    assert (
        "This final did not keep whether a completion was agreed, the day of the last update, milestones"
        in page
    )
    assert "Milestone passed" not in page
    row = spreadsheet(client, plan, as_at=final.pk)[0]
    assert row["Milestone passed"] == row["Last update"] == "not kept"


def test_it_has_filters_of_its_own(client, plan, final, since):
    address = reverse("plans:action-list", args=[plan.slug])
    for filters, found in (
        ({"owner": "Health"}, 1),
        ({"rating": "G"}, 1),
        ({"words": "WORDED"}, 1),
        ({"words": "worded now"}, 0),
        ({"section": "8. Missing children"}, 1),
        ({"overdue": "on"}, 0),
    ):
        answer = client.get(address, {"as_at": final.pk, **filters})
        assert answer.context["form"].is_valid(), filters
        assert answer.context["found"] == found, filters
    answer = client.get(address, {"as_at": final.pk, "owner": "Nobody we know"})
    assert "Nothing is filtered yet" in answer.text and answer.context["found"] == 1


def spreadsheet(client, plan, **query) -> list[dict]:
    answer = client.get(reverse("plans:action-export", args=[plan.slug], query=query))
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_the_spreadsheet_has_the_same_rows_under_todays_headings(client, plan, final, since):
    [row] = spreadsheet(client, plan, as_at=final.pk)
    today = spreadsheet(client, plan)[0]
    assert list(row)[:-1] == list(today)[:-1]  # the last says of itself what it is
    assert (row["Reference"], row["Rating"], row["By"]) == ("8.5", "G", "Ines Kirk")
    assert (row["Last update"], row["Not yet looked at"]) == ("2018-04-09", "yes")
    assert (row["Milestone passed"], row["State"]) == ("March 2018", "Live")


def test_what_is_no_final_of_the_plan_is_not_found(client, plan, final):
    other = PlanFactory(board=plan.board)
    draft = reports.correct_report(report=final, reason="A slip", by=final.finalised_by)
    for name in ("action-list", "plan-detail", "action-export"):
        for key in (draft.pk, "x", "9" * 30, "²"):
            address = reverse(f"plans:{name}", args=[plan.slug], query={"as_at": key})
            assert client.get(address).status_code == 404, (name, key)
        elsewhere = reverse(f"plans:{name}", args=[other.slug], query={"as_at": final.pk})
        assert client.get(elsewhere).status_code == 404, name


def test_it_costs_the_same_however_much_it_keeps(client, plan, quarter, action, team):
    costs = []
    for start in (1, 21):
        for number in range(start, start + 20):
            ActionFactory(plan=plan, label=f"1.{number}")
        report = plan.monitoring_reports.first()
        if report:
            draft = reports.correct_report(report=report, reason="More", by=team)
        else:
            draft = reports.start_draft(quarter=quarter, by=team)
        final = reports.finalise_report(report=draft, by=team)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("plans:action-list", args=[plan.slug], query={"as_at": final.pk}))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def rows_of(client, address, kind="xlsx") -> list[dict]:
    answer = client.get(address, {"as": kind})
    assert answer.status_code == 200, answer.text
    head, *rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_file_of_a_final_has_what_it_kept_and_says_what_it_did_not(client, plan, final, since):
    answer = client.get(reverse("plans:action-save", args=[plan.slug]), {"as_at": final.pk, "as": "xlsx"})
    sheet, about = load_workbook(io.BytesIO(answer.content)).worksheets
    head, row = sheet.iter_rows(values_only=True)
    row = dict(zip(head, row, strict=True))
    assert (row["Reference"], row["Action"], row["Progress"]) == ("8.5", "As it was worded", "Going well")
    assert (row["Last update"], row["When, as read"]) == (datetime(2018, 4, 9), "not kept")
    assert ("As at", "Q4 2017/18, report number 1, 9 April 2018") in list(about.iter_rows(values_only=True))


def test_the_schedule_is_saved_as_the_final_kept_it_and_as_it_stands(client, plan, final, since):
    frozen = bytes(final.pdf), final.content
    (row,) = rows_of(client, reverse("reporting:report-schedule", args=[plan.slug, final.pk]))
    assert (row["Reference"], row["Rating"], row["Latest update"]) == ("8.5", "G", "Going well")
    assert row["Under"] == "8. Missing children"
    live = rows_of(client, reverse("reporting:report-live-schedule", args=[plan.slug, since.slug]))
    assert [each["Reference"] for each in live] == ["8.4", "9.9"]
    old = client.get(reverse("reporting:report-live-schedule", args=[plan.slug, final.quarter.slug]))
    assert old.url == reverse("reporting:report-schedule", args=[plan.slug, final.pk])
    document = client.get(reverse("reporting:report-schedule", args=[plan.slug, final.pk]), {"as": "docx"})
    (table,) = Document(io.BytesIO(document.content)).tables
    assert {cell.text for cell in table.rows[1].cells} == {"8. Missing children"}
    final.refresh_from_db()
    assert (bytes(final.pdf), final.content) == frozen


def test_the_schedule_as_a_file_has_what_is_printed_of_an_action_in_the_words_the_report_keeps(plan):
    content = made(
        action_facts(1, success="Nine in ten say so", success_target="90%", priority=1, depends_on=(2,)),
        action_facts(2),
        priorities=(GroupFacts(1, "1. Listen"),),
    )
    plan.owner_label = "Lead"
    listed = schedule(plan, content, title="", name="", as_at="")
    first, _ = listed.read()
    read = {column.heading: column.read(first) for column in listed.columns}
    assert (read["Success measure"], read["Success measure: target"]) == ("Nine in ten say so", "90%")
    assert (read["Priority"], read["Depends on"]) == ("1. Listen", "1.2")
    assert "Owner’s rating" in read and "Lead’s rating" not in read
