"""The report of Q4 2017/18 on Cumbria's plan: the numbers a business group would check by hand."""

import re
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from plans.models import Action
from reporting.models import MonitoringReport
from reporting.report.content import from_json, to_json
from reporting.report.reading import gather
from subgroups.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def content(demonstration, django_db_blocker):
    from plans.models import Quarter

    quarter = Quarter.objects.for_reports().get(plan=demonstration, state="collecting")
    return gather(quarter, draft=MonitoringReport.objects.get(quarter=quarter))


def article(answer):
    """The report itself, without the page around it."""
    return answer.content.decode().partition("<article")[2].partition("</article>")[0]


def references(content, key):
    return [content.row[pk].reference for pk in content.listing(key).ids]


def test_the_position_adds_up_to_71(content, demonstration):
    rows = {row.letter: (row.count.n, row.last) for row in content.position.rows}
    assert rows == {
        "B": (11, 5),
        "G": (25, 36),
        "A": (9, 12),
        "R": (5, 2),
        "N": (6, 11),
        "H": (1, 1),
        "-": (14, 4),
    }
    assert content.position.total.n == content.position.last_total == 71
    assert content.counted == tuple(
        demonstration.actions.counted().in_plan_order().values_list("pk", flat=True)
    )


def test_by_section_71_and_by_owner_72(content):
    by_section, by_priority, by_owner = content.breakdowns
    assert [row.total.n for row in by_section.rows] == [14, 3, 3, 8, 4, 4, 3, 7, 3, 2, 3, 7, 5, 5]
    assert by_section.total.total.n == 71
    assert {row.label: row.total.n for row in by_priority.rows}["Not linked"] == 71
    assert by_owner.total.total.n == 72
    assert "1 joint action" in by_owner.note


def test_every_number_is_the_rows_it_counts(content, demonstration, q4):
    status = Action.objects.filter(plan=demonstration).with_status(q4)
    for row in content.position.rows:
        assert set(row.count.ids) == set(status.filter(rating_now=row.letter).values_list("pk", flat=True))
    overdue = next(figure for figure in content.position.figures if figure.words == "Overdue")
    assert set(overdue.count.ids) == set(status.filter(is_overdue=True).values_list("pk", flat=True))


def test_exceptions_by_reference(content):
    assert references(content, "off-track") == ["4.1", "12.2", "8.5", "14.3", "14.4"]
    assert references(content, "on-hold") == ["1.8"]
    assert references(content, "to-be-agreed") == ["1.7", "2.3", "3.1", "4.4", "7.1", "14.1"]
    assert references(content, "agreed-since") == ["1.3", "6.2", "8.3", "13.2"]
    row = next(row for row in content.rows if row.reference == "8.5")
    assert (row.due, row.late) == ("31 March 2018", "9 days late")
    assert row.note("Help wanted").startswith("Cumbria Constabulary to second one officer")
    assert row.said == "The weekend pilot has not started, and the thematic look waits on it."


def test_last_quarters_reds_have_recovered(content):
    reds = [past for past in content.moved.past if past.then.letter == "R"]
    assert [(past.reference, past.now.letter, past.move.word) for past in reds] == [
        ("8.4", "G", "Better"),
        ("13.1", "G", "Better"),
    ]


def test_plan_quality_of_the_published_plan(content):
    found = {listing.key: len(listing.ids) for listing in content.quality}
    assert (found["no-date"], found["no-outcome"], found["no-owner"], found["same-reference"]) == (
        13,  # not 6.1, which has the date of the joint plan that it points to
        10,
        0,
        2,
    )
    assert references(content, "after-plan-end") == ["2.1"]


def test_content_survives_being_stored(content):
    assert from_json(to_json(content)) == content


def test_the_draft_page_shows_and_links_every_number(client, content, demonstration, q4):
    client.force_login(Person.objects.get(email="lay.member@example.org"))
    page = client.get(reverse("reporting:report-live", args=[demonstration.slug, q4.slug]))
    assert page.status_code == 200
    html = page.content.decode()
    for key in ("rated-r", "total", "overdue", "worse", "owners-total"):
        address = reverse("reporting:report-live-rows", args=[demonstration.slug, q4.slug, key])
        n = content.counts[key][1].n
        assert re.search(rf'href="{address}">{n}<', html), key
    assert "Demonstration - progress is invented" in html
    assert "Make final" not in html  # a lay member reads


def test_the_rows_behind_a_number(client, content, demonstration, q4):
    client.force_login(Person.objects.get(email="lay.member@example.org"))
    address = reverse("reporting:report-live-rows", args=[demonstration.slug, q4.slug, "rated-r"])
    html = client.get(address).content.decode()
    shown = re.findall(r'<th scope="row" class="ref"[^>]*><a[^>]*>([^<]+)</a>', html)
    assert shown == [content.row[pk].reference for pk in content.counts["rated-r"][1].ids]
    assert len(shown) == 5
    unknown = reverse("reporting:report-live-rows", args=[demonstration.slug, q4.slug, "no-such-number"])
    assert client.get(unknown).status_code == 404


def test_pages_of_a_final_come_from_its_copy(client, demonstration):
    client.force_login(Person.objects.get(email="lay.member@example.org"))
    report = MonitoringReport.objects.frozen().order_by("-number").first()
    address = report.get_absolute_url()
    before = article(client.get(address))
    Action.objects.filter(plan=demonstration).update(text="Something else altogether")
    demonstration.glossary.all().delete()
    assert article(client.get(address)) == before


def test_the_list_of_reports(client, demonstration, django_assert_max_num_queries):
    client.force_login(Person.objects.get(email="lay.member@example.org"))
    address = reverse("reporting:report-list", args=[demonstration.slug])
    with django_assert_max_num_queries(12):
        html = client.get(address).content.decode()
    places = [html.index(f"{name}</th>") for name in ("Q1 2018/19", "Q4 2017/18", "Q3 2017/18", "Q2 2017/18")]
    assert places == sorted(places)
    assert "Not opened yet" in html and "approved by Marguerite Hollowmere" in html
    assert "<strong>52</strong> of 66 updated for Q4 2017/18" in html


def test_the_command_writes_the_draft_and_the_final(demonstration, quick_paper, tmp_path, capsys):
    file = tmp_path / "report.pdf"
    arguments = {"plan": demonstration.title, "output": file}
    call_command("monitoring_report", quarter="Q4 2017/18", **arguments)
    assert file.read_bytes() == b"%PDF- not set"
    assert len(quick_paper) == 1 and "draft" in capsys.readouterr().out
    call_command("monitoring_report", quarter="Q3 2017/18", **arguments)
    assert file.read_bytes() == bytes(MonitoringReport.objects.get(quarter__name="Q3 2017/18").pdf)


def test_the_command_goes_by_the_day_on_which_the_board_stands_still(demonstration, quick_paper, tmp_path):
    Person.objects.filter(email="board.team@example.org").update(stands_on=date(2018, 6, 1))
    call_command(
        "monitoring_report", plan=demonstration.slug, quarter="Q4 2017/18", output=tmp_path / "report.pdf"
    )
    assert "1 June 2018" in quick_paper[0] and "9 April 2018" not in quick_paper[0]


@pytest.mark.parametrize(
    ("plan", "quarter", "words"),
    [
        ("No such plan", "Q4 2017/18", "No plan is called “No such plan”"),
        ("cumbria-2017-20", "Q9 2017/18", "no opened reporting period “Q9 2017/18”"),
        ("cumbria-2017-20", "Q1 2018/19", "no opened reporting period “Q1 2018/19”"),
    ],
)
def test_the_command_says_what_it_does_not_know(demonstration, tmp_path, plan, quarter, words):
    with pytest.raises(CommandError, match=re.escape(words)):
        call_command("monitoring_report", plan=plan, quarter=quarter, output=tmp_path / "report.pdf")


def test_the_command_says_where_it_cannot_write(demonstration, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command(
            "monitoring_report",
            plan="cumbria-2017-20",
            quarter="Q3 2017/18",
            output=tmp_path / "no" / "a.pdf",
        )
