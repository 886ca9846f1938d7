"""Data for a council's own tools: tables with fixed columns, in pages, for whoever has a key."""

import csv
import io
from datetime import date, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb.lists import Kind
from lscb.models import AuditEntry
from plans.models import Plan
from reporting.lists.data import DATASETS, machine_name
from reporting.lists.openapi import nobodys_plan
from reporting.models import MonitoringReport, ReportingEvent
from subgroups import operations as events
from subgroups.models import DataKey
from tests.access.world import make_world
from tests.factories import ActionFactory
from tests.reporting.print_data import lines

pytestmark = pytest.mark.django_db
TABLES = sorted(DATASETS)


@pytest.fixture(scope="module")
def once(kept_for_the_module):
    with pytest.MonkeyPatch.context() as day:
        day.setattr(settings, "TODAY", date(2018, 4, 9))
        plan, people, things = kept_for_the_module(make_world)
        yield plan.pk, people["team"], things


@pytest.fixture
def world(once, on):
    on("2018-04-09")
    pk, team, things = once
    plan = Plan.objects.select_related("board").get(pk=pk)
    _, token = events.make_data_key(person=team, board=plan.board, name="Power BI", by=team)
    return plan, type(team).objects.get(pk=team.pk), token, things


def url(plan, dataset="actions", kind="json", **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{reverse('reporting:data-rows', args=[plan.slug, dataset, kind])}?{query}"


def read(client, world, dataset="actions", kind="json", **asked):
    plan, _, token, _ = world
    return client.get(url(plan, dataset, kind, **asked), headers={"Authorization": f"Bearer {token}"})


CHECKS = {
    Kind.TEXT: lambda value: isinstance(value, str),
    Kind.DAY: lambda value: isinstance(date.fromisoformat(value), date) and len(value) == 10,
    Kind.MOMENT: lambda value: datetime.fromisoformat(value).tzinfo is not None,
    Kind.WHOLE: lambda value: isinstance(value, int) and not isinstance(value, bool),
    Kind.NUMBER: lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    Kind.YES_OR_NO: lambda value: isinstance(value, bool),
}


@pytest.mark.parametrize("dataset", TABLES)
def test_a_table_says_what_its_columns_are_declared_to_say(client, world, dataset):
    answer = read(client, world, dataset)
    assert answer.status_code == 200
    columns = DATASETS[dataset].columns_of(nobodys_plan())
    said = answer.json()
    assert said["rows"], "a table without a row shows nothing"
    assert said["count"] == len(said["rows"])
    for row in said["rows"]:
        assert list(row) == [machine_name(column) for column in columns]
        for column in columns:
            value = row[machine_name(column)]
            assert value is None or CHECKS[column.kind](value), (column.name, value)
    if "id" in row:
        assert len({row["id"] for row in said["rows"]}) == len(said["rows"])


@pytest.mark.parametrize("dataset", TABLES)
def test_csv_says_the_same(client, world, dataset):
    answer = read(client, world, dataset, "csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")  # by which Excel knows that it is UTF-8
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    rows = read(client, world, dataset).json()["rows"]
    assert lines[0] == list(rows[0])
    assert len(lines) == len(rows) + 1
    for line, row in zip(lines[1:], rows, strict=True):
        assert [bool(cell) for cell in line] == [value is not None for value in row.values()]


def test_the_key_may_stand_in_the_address_and_goes_on_to_the_next_page(client, world):
    plan, _, token, _ = world
    first = client.get(url(plan, key=token, size=1))
    assert first.json()["pages"] == 3
    links = dict(reversed(each.split("; ")) for each in first["Link"].split(", "))
    assert set(links) == {'rel="first"', 'rel="next"', 'rel="last"'}
    second = client.get(links['rel="next"'].strip("<>"))
    assert second.json()["page"] == 2
    assert second.json()["rows"] != first.json()["rows"]


def test_a_text_that_a_spreadsheet_would_run_is_guarded_in_csv_and_plain_in_json(client, world):
    plan, team, _, _ = world
    ActionFactory(plan=plan, label="9.9", text='=HYPERLINK("x")', by=team)
    assert "'=HYPERLINK" in read(client, world, kind="csv").text
    assert [r["action"] for r in read(client, world).json()["rows"] if r["reference"] == "9.9"] == [
        '=HYPERLINK("x")'
    ]


def test_actions_as_at_a_final_are_those_it_keeps(client, world):
    plan, team, _, things = world
    ActionFactory(plan=plan, label="9.9", by=team)  # since
    answer = read(client, world, as_at=things["report"]).json()
    now = read(client, world).json()
    assert {row["reference"] for row in answer["rows"]} == {"9.1", "9.2"}
    assert "9.9" in {row["reference"] for row in now["rows"]}
    assert list(answer["rows"][0]) == list(now["rows"][0])
    assert answer["as_at"].startswith("Q3 2017/18, report number 1")


def test_all_that_a_final_keeps_can_be_read(client, world):
    plan, _, token, things = world
    address = reverse("reporting:data-report", args=[plan.slug, things["report"]])
    said = client.get(address, headers={"Authorization": f"Bearer {token}"}).json()
    report = MonitoringReport.objects.get(pk=things["report"])
    assert (said["content"], said["pdf_sha256"]) == (report.content, report.pdf_sha256)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"size": "0"}, "size is a whole number from 1 to 2000."),
        ({"size": "many"}, "size is a whole number from 1 to 2000."),
        ({"page": "99"}, "page is a whole number from 1 to 1."),
    ],
    ids=["size 0", "size in words", "a page too far"],
)
def test_what_cannot_be_answered_is_said(client, world, asked, says):
    answer = read(client, world, **asked)
    assert (answer.status_code, answer.json()) == (400, {"error": says})


def test_what_no_final_keeps_as_a_table_is_said_to_be_elsewhere(client, world):
    answer = read(client, world, "risks", as_at=world[3]["report"])
    assert (answer.status_code, answer.json()["error"][:40]) == (
        400,
        "Risks can only be read as at today; the ",
    )


@pytest.mark.parametrize("way", ["no key", "a wrong key", "a withdrawn key", "a session"])
def test_without_a_key_in_force_nothing_is_read(client, world, way):
    plan, team, token, _ = world
    headers = {"Authorization": f"Bearer {token}"}
    if way == "a withdrawn key":
        events.withdraw_data_key(key=DataKey.objects.get(name="Power BI"), by=team)
    elif way == "a session":
        client.force_login(team)
    answer = client.get(
        url(plan), headers={"a wrong key": {"Authorization": "Bearer x"}, "a withdrawn key": headers}.get(way)
    )
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_it_is_kept_nowhere_and_sets_no_cookie(client, world):
    answer = read(client, world)
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies


def test_it_is_only_read(client, world):
    plan, _, token, _ = world
    headers = {"Authorization": f"Bearer {token}"}
    assert client.head(url(plan), headers=headers).status_code == 200
    for method in (client.post, client.put, client.delete, client.options):
        assert method(url(plan), headers=headers).status_code == 405


def test_too_many_requests_are_asked_to_wait(client, world, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"data": "2/m/ip"}
    answers = [read(client, world) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"


@pytest.mark.database
def test_the_trail_has_one_line_a_day_for_each_table(client, world, on):
    for _ in range(3):
        read(client, world, "risks")
        read(client, world, "actions")
    lines = AuditEntry.objects.filter(operation=ReportingEvent.DATA_READ).order_by("pk")
    assert [line.changes["read"][1] for line in lines] == ["Risks of Ours plan", "Actions of Ours plan"]
    assert {line.thing_name for line in lines} == {"Key “Power BI” of Ours team member"}
    assert DataKey.objects.get(name="Power BI").last_used_on == date(2018, 4, 9)
    on("2018-04-11")
    read(client, world, "risks")
    assert lines.all().count() == 3


# By table. Of these, four say whose key it is and what they may, one finds the plan, and one that this was noted today.
QUERIES = {
    "actions": 15,
    "challenges": 9,
    "decisions": 19,
    "measures": 8,
    "periods": 9,
    "planner": 11,
    "reports": 9,
    "risks": 9,
    "updates": 9,
}


def test_a_page_takes_a_fixed_number_of_queries(client, world):
    plan, team, _, _ = world

    def queries():
        asked = {}
        for dataset in TABLES:
            with CaptureQueriesContext(connection) as captured:
                read(client, world, dataset)
            asked[dataset] = len([each for each in captured if "lscb_cache" not in each["sql"]])
        return asked

    queries()  # noted for today
    assert queries() == QUERIES
    ActionFactory.create_batch(6, plan=plan, by=team)
    assert queries() == QUERIES


def test_the_openapi_document_names_every_table_and_column(client):
    said = client.get(reverse("reporting:data-openapi")).json()
    assert said["openapi"] == "3.1.0"
    for dataset in DATASETS.values():
        for kind in ("csv", "json"):
            assert f"/data/v1/plans/{{plan}}/{dataset.name}.{kind}" in said["paths"]
        columns = said["components"]["schemas"][dataset.name]["properties"]
        assert list(columns) == [machine_name(column) for column in dataset.columns_of(nobodys_plan())]


def test_the_page_of_the_columns_is_current():
    said = (settings.BASE_DIR / "docs" / "data.md").read_text(encoding="utf-8")
    assert said == "\n".join(lines()) + "\n", "Print it again: make access"


# --- The page of keys -----------------------------------------------------------------------------------------


def test_a_key_is_shown_once_and_works(client, world):
    plan, team, _, _ = world
    client.force_login(team)
    page = reverse("reporting:data-keys")
    made = client.post(page, {"name": "Excel, finance", "board": plan.board_id})
    token = made.context["token"]
    assert token in made.text
    assert token not in client.get(page).text
    assert client.get(url(plan, key=token)).status_code == 200
    key = DataKey.objects.get(name="Excel, finance")
    assert key.token_hash != token
    client.post(page, {"withdraw": key.pk})
    assert client.get(url(plan, key=token)).status_code == 401


def test_a_key_needs_a_name(client, world):
    plan, team, _, _ = world
    client.force_login(team)
    refused = client.post(reverse("reporting:data-keys"), {"name": "", "board": plan.board_id})
    assert refused.status_code == 422
    assert "Say what will use the key" in refused.text


def test_keys_end_with_their_persons_place(client, world):
    plan, team, _, _ = world
    chair = type(team).objects.get(name="Ours chair")
    _, token = events.make_data_key(person=chair, board=plan.board, name="Phone", by=chair)
    assert client.get(url(plan, key=token)).status_code == 200
    events.leave(person=chair, left_on=date(2018, 4, 9), board=plan.board, by=team)
    assert client.get(url(plan, key=token)).status_code == 401
    assert not DataKey.objects.live().filter(person=chair).exists()


def test_the_page_of_columns_names_them_all(client, world):
    _, team, _, _ = world
    client.force_login(team)
    page = client.get(reverse("reporting:data-columns")).text
    for dataset in DATASETS.values():
        assert f'id="{dataset.name}"' in page
    assert "<code>back_on_track_on</code>" in page
