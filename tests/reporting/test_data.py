"""Data for a council's own tools: tables with fixed columns, in pages, for whoever has a key."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb.lists import Column, Kind
from lscb.models import AuditEntry
from plans.lists.actions import NOT_KEPT
from plans.models import Plan
from plans.selectors.as_at import Kept, KeptList
from reporting.lists.data import DATASETS, cell, machine_name, record
from reporting.lists.kept import columns_kept, rows_kept
from reporting.lists.openapi import nobodys_plan
from reporting.models import MonitoringReport, ReportingEvent
from reporting.report.challenges import ChallengeLine, ChallengeLog
from reporting.report.changes import Change
from reporting.report.content import from_json
from reporting.report.measures import MeasureLine, Measures, MeasureTrend
from reporting.report.risks import RiskLine, RiskRegister
from reporting.report.rows import Note
from reporting.selectors.as_at import kept_rows
from subgroups import operations as events
from subgroups.models import DataKey
from subgroups.rules.tokens import token_hash
from tests.access.matrix import ON_THE_BOARD, READERS
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
        yield plan.pk, people, things


@pytest.fixture
def world(once, on):
    on("2018-04-09")
    pk, people, things = once
    team = people["team"]
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


@pytest.mark.parametrize("dataset", ["decisions", "measures", "updates"])
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


@pytest.mark.parametrize("dataset", [name for name in TABLES if not DATASETS[name].kept])
def test_what_no_final_keeps_as_a_table_is_said_to_be_of_today_only(client, world, dataset):
    answer = read(client, world, dataset, as_at=world[3]["report"])
    title = DATASETS[dataset].title
    says = f"No final report keeps the table {title}: leave out as_at to read it as it is today."
    assert (answer.status_code, answer.json()) == (400, {"error": says})


@pytest.mark.parametrize("dataset", [name for name in TABLES if DATASETS[name].kept])
def test_what_a_final_keeps_has_the_columns_and_kinds_of_today(client, world, dataset):
    plan = world[0]
    final = MonitoringReport.objects.select_related("plan", "quarter").get(pk=world[3]["report"])
    content = with_a_row_of_each(from_json(final.content, schema_version=final.schema_version))
    kept = KeptList(Kept("1", "", ""), content.words, kept_rows(content), ())
    columns = columns_kept(plan, DATASETS[dataset])
    rows = [record(columns, row) for row in rows_kept(DATASETS[dataset], final, kept, content)]
    assert rows, "a table without a row shows nothing"
    for row in rows:
        for column in columns:
            value = row[machine_name(column)]
            assert value is None or CHECKS[column.kind](value), (column.name, value)
    answer = read(client, world, dataset, as_at=world[3]["report"])
    assert answer.status_code == 200
    assert all(list(row) == list(rows[0]) for row in answer.json()["rows"])


def with_a_row_of_each(content):
    """A final's own content, with a row of what the world's report has none of."""
    first = content.rows[0]
    days = ("Back on track by", "Look at it again on", "Completed on")
    notes = (Note("Why", "Illness"), *(Note(label, "1 May 2018") for label in days))
    rated = replace(first, now=replace(first.now, letter="A"), said="Late", notes=notes)
    scored = ("Funding ends", 20, "Very high", "Likely, grave", None, "Ask", "Chair", "1 May 2018")
    asked = ("New date asked for", first.id, "9.1", "Do", "1 May 2018", "1 June 2018", "Illness", "Not yet")
    line = ChallengeLine(None, "", "Police", "3 April 2018, Chair", "Why?", "9 April 2018", "", "", "", "")
    values = (("Q2", "1,200 visits"), ("Q3", "12.5%"))
    trend = MeasureTrend("", "", "", ())
    measure = MeasureLine("", "Visits", "Activity", values, "15%", "", trend, "Survey", "")
    return replace(
        content,
        rows=(rated, *content.rows[1:]),
        risks=RiskRegister(
            2, (RiskLine(7, None, "", *scored, "3 days late", "", ""),), (), ((7, 20), (8, 4))
        ),
        challenges=ChallengeLog((line,), ()),
        measures=Measures(("Q2", "Q3"), (measure,), (), 1, 1),
        changes=(Change(*asked),),
    )


def test_what_a_final_has_in_words_is_read_back_from_them(world):
    final = MonitoringReport.objects.select_related("plan", "quarter").get(pk=world[3]["report"])
    content = with_a_row_of_each(from_json(final.content, schema_version=final.schema_version))
    kept = KeptList(Kept("1", "", ""), content.words, kept_rows(content), ())

    def first(dataset, *names):
        (row, *_) = rows_kept(DATASETS[dataset], final, kept, content)
        return [row.get(name) for name in names]

    for dataset in ("actions", "updates"):
        days = first(dataset, "back_on_track_on", "review_on", "completed_on")
        assert days == [date(2018, 5, 1)] * 3
        assert first(dataset, "cause") == ["Illness"]
    assert first("risks", "score", "impact", "review", "days-late") == [20, "Grave", date(2018, 5, 1), 3]
    assert first("challenges", "raised", "raised-by", "closed") == [date(2018, 4, 3), "Chair", None]
    assert first("measures", "value", "unit", "target") == [1200, "visits", 15]
    others = [row for row in rows_kept(DATASETS["risks"], final, kept, content) if row["id"] == 8]
    assert others == [{"id": 8, "state": "Open", "score": 4}]


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
    "actions": 16,
    "challenges": 9,
    "decisions": 18,
    "measures": 8,
    "periods": 9,
    "planner": 11,
    "recommendations": 14,
    "reports": 9,
    "reviews": 10,
    "returns": 9,
    "scrutiny": 9,
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
    ActionFactory.create_batch(2, plan=plan, by=team)
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


# --- Whose key ------------------------------------------------------------------------------------------------


@pytest.fixture
def readers(once, on):
    """The plan, every kind of reader, and the keys of what the addresses are about; authority is asked anew."""
    on("2018-04-09")
    pk, people, things = once
    return (
        Plan.objects.select_related("board").get(pk=pk),
        {reader: type(person).objects.get(pk=person.pk) for reader, person in people.items()},
        things,
    )


def key_of(person, board) -> str:
    """A key as it lies about, whatever its person may do by now."""
    token = f"{person.pk}-{board.pk}"
    DataKey.objects.create(person=person, board=board, name="Left over", token_hash=token_hash(token))
    return token


def status(client, address, token):
    return client.get(address, headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.mark.parametrize("reader", sorted(set(READERS) - {"nobody"}))
def test_a_key_opens_what_its_person_sees_today(client, readers, reader):
    plan, people, _ = readers
    token = key_of(people[reader], plan.board)
    assert status(client, url(plan), token) == (200 if reader in ON_THE_BOARD else 401)


def test_a_key_of_another_board_opens_no_table_here(client, readers):
    plan, people, _ = readers
    theirs = Plan.objects.get(slug="theirs-plan")
    for reader in ("stranger", "two_boards"):  # the second sits here too, with a key to the other board
        token = key_of(people[reader], theirs.board)
        assert {dataset: status(client, url(plan, dataset), token) for dataset in TABLES} == dict.fromkeys(
            TABLES, 404
        )
        assert status(client, url(theirs), token) == 200


def test_neither_does_it_open_a_final_or_the_list_of_plans_of_another_board(client, readers):
    plan, people, things = readers
    theirs = Plan.objects.get(slug="theirs-plan")
    token = key_of(people["two_boards"], theirs.board)
    final = reverse("reporting:data-report", args=[plan.slug, things["report"]])
    assert status(client, final, token) == 404
    assert status(client, url(theirs, as_at=things["report"]), token) == 404
    answer = client.get(
        reverse("reporting:data-plans", args=["json"]), headers={"Authorization": f"Bearer {token}"}
    )
    assert [row["slug"] for row in answer.json()["rows"]] == ["theirs-plan"]


def test_a_key_to_a_board_that_is_only_open_for_an_hour_opens_nothing(client, readers):
    plan, people, _ = readers
    events.open_board(board=plan.board, reason="To look into a fault", by=people["superuser"])
    assert status(client, url(plan), key_of(people["superuser"], plan.board)) == 401


def test_nobody_withdraws_a_key_that_is_neither_theirs_nor_of_their_board(client, readers):
    plan, people, _ = readers
    key_of(people["chair"], plan.board)
    key = DataKey.objects.get(person=people["chair"], name="Left over")
    page = reverse("reporting:data-keys")
    for reader in ("member", "stranger", "owner"):
        client.force_login(people[reader])
        assert client.post(page, {"withdraw": key.pk}).status_code == 404
    client.force_login(people["team"])
    assert client.post(page, {"withdraw": key.pk}).status_code == 302
    assert not DataKey.objects.live().filter(pk=key.pk).exists()


def test_drafts_are_no_finals(client, readers):
    plan, people, things = readers
    draft = MonitoringReport.objects.filter(plan=plan).exclude(pk=things["report"]).first()
    token = key_of(people["team"], plan.board)
    assert status(client, reverse("reporting:data-report", args=[plan.slug, draft.pk]), token) == 404


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


def test_words_that_somebody_typed_are_no_sign_that_nothing_was_kept():
    progress = Column("progress", "Progress", lambda row: row["progress"])
    assert cell(progress, {"progress": NOT_KEPT}) is None
    assert cell(progress, {"progress": " ".join(["not", "kept"])}) == "not kept"
