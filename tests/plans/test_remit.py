"""What a group works by: its terms of reference and work plan, when they are due, and what serves its functions."""

import io
from datetime import date

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import Action, BodyDocument
from plans.operations import FunctionLink
from plans.rules.remit import RemitState, remit_state
from plans.selectors.remit import functions_served, remits_due
from reporting.sheets.agenda import agenda_of
from reporting.sheets.group import group_sheet
from subgroups.models import Body, Function
from tests.factories import (
    ActionFactory,
    BodyDocumentFactory,
    BodyFactory,
    MeetingFactory,
    PlanFactory,
    board_team,
    chair_of,
)

TODAY = date(2018, 4, 9)


@pytest.mark.parametrize(
    ("agreed", "review", "state"),
    [
        (None, date(2018, 1, 1), RemitState.NOT_AGREED),
        (date(2017, 1, 1), None, RemitState.IN_ORDER),
        (date(2017, 1, 1), date(2018, 4, 8), RemitState.OVERDUE),
        (date(2017, 1, 1), date(2018, 4, 9), RemitState.SOON),
        (date(2017, 1, 1), date(2018, 7, 9), RemitState.SOON),
        (date(2017, 1, 1), date(2018, 7, 10), RemitState.IN_ORDER),
    ],
)
def test_a_review_is_named_three_months_before_it_is_due(agreed, review, state):
    assert remit_state(agreed, review, TODAY) == state


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory()


@pytest.fixture
def team(plan):
    return board_team(plan.board)


@pytest.fixture
def group(plan):
    return BodyFactory(board=plan.board, name="Schools group")


def page_of(client, plan, group):
    """What the page of a group says of what it is for."""
    page = client.get(reverse("plans:group-detail", args=[plan.slug, group.pk])).content.decode()
    return page.partition('id="functions"')[2]


@pytest.mark.django_db
def test_a_new_version_takes_the_place_of_the_one_before_which_can_still_be_read(client, plan, group):
    chair, meeting = chair_of(group), MeetingFactory(body=group, held_on=date(2018, 3, 5))
    client.force_login(chair)
    form = reverse("plans:group-document-add", args=[plan.slug, group.pk])
    wrong = client.post(
        form,
        {
            "document": "terms",
            "title": "",
            "agreed_on": "6 March 2018",
            "agreed_at_meeting": meeting.pk,
            "review_due_on": "1 March 2018",
        },
    )
    assert {*wrong.context["form"].errors} == {"title", "link", "agreed_on", "review_due_on"}
    assert 'value="6 March 2018"' in wrong.content.decode()
    said = {"document": "terms", "title": "Terms of 2017", "link": "https://example.org/2017"}
    client.post(form, said | {"agreed_on": "3 April 2017", "review_due_on": "2 April 2018"})
    file = SimpleUploadedFile("terms.pdf", b"%PDF-1.7 terms")
    client.post(
        form,
        {"document": "terms", "title": "Terms of 2018", "file": file, "agreed_at_meeting": meeting.pk},
    )
    newest = BodyDocument.objects.latest("pk")
    assert newest.agreed_on == meeting.held_on
    assert newest.stands == f"agreed 5 March 2018 by {group.label}, no review planned"
    page = page_of(client, plan, group)
    assert "Earlier versions of its terms of reference (1)" in page
    assert page.index("Terms of 2018") < page.index("Earlier versions") < page.index("Terms of 2017")
    opened = client.get(reverse("plans:group-document-file", args=[plan.slug, newest.pk]))
    assert opened.content == b"%PDF-1.7 terms" and "attachment" in opened["Content-Disposition"]
    assert AuditEntry.objects.filter(operation="body-document-taken", by=chair).exists()

    agree = reverse("plans:group-document-agree", args=[plan.slug, newest.pk])
    seen = client.get(agree).context["form"].initial["seen"]
    days = {"agreed_at_meeting": meeting.pk, "review_due_on": "4 March 2019"}
    client.post(agree, days | {"seen": seen})
    newest.refresh_from_db()
    assert newest.review_due_on == date(2019, 3, 4)
    stale = client.post(agree, {"agreed_on": "", "seen": seen})
    assert stale.context["form"].non_field_errors()

    withdraw = reverse("plans:group-document-withdraw", args=[plan.slug, newest.pk])
    client.post(withdraw, {"reason": "The wrong file"})
    newest.refresh_from_db()
    assert newest.withdrawn_by == chair and not newest.file and newest.sha256
    assert client.get(opened.wsgi_request.path).status_code == 404
    page = page_of(client, plan, group)
    assert "Terms of 2017" in page and "Terms of 2018" not in page and "7 days late" in page
    with pytest.raises(Refused):
        operations.date_body_document(document=newest, by=chair)


@pytest.mark.django_db
def test_groups_that_meet_have_terms_and_all_that_is_wrong_is_said_at_once(plan, team, group):
    post = BodyFactory(board=plan.board, name="Manager", kind=Body.Kind.POST)
    with pytest.raises(Refused, match="own groups"):
        operations.add_body_document(
            body=post, document="terms", title="Terms", link="https://example.org/", by=team
        )
    with pytest.raises(Refused) as refused:
        operations.add_body_document(
            body=group, document="terms", title="", link="ftp://x", agreed_on=date(2018, 4, 10), by=team
        )
    assert len(refused.value.messages) == 3


@pytest.mark.django_db
def test_what_is_to_agree_or_review_is_listed_where_it_is_due(client, plan, team, group):
    quiet, waits, none = (BodyFactory(board=plan.board, name=name) for name in ("Quiet", "Waits", "None"))
    client.force_login(team)
    bodies = reverse("plans:group-list", args=[plan.slug])
    assert not remits_due(team, [group, none]).without, "a board that records none is not told of it"
    BodyDocumentFactory(body=group, review_due_on=date(2018, 3, 31))
    BodyDocumentFactory(body=quiet)
    BodyDocumentFactory(body=waits, agreed_on=None, review_due_on=None)
    BodyDocumentFactory(body=waits, document="work-plan", review_due_on=date(2018, 6, 30))
    due = remits_due(team, [group, quiet, waits, none])
    assert [(each.body, each.state) for each in due.documents] == [
        (group, RemitState.OVERDUE),
        (waits, RemitState.NOT_AGREED),
        (waits, RemitState.SOON),
    ]
    assert due.without == [none]
    meeting = MeetingFactory(body=group, held_on=date(2018, 4, 20))
    lines = {part.key: part.lines for part in agenda_of(team, plan, meeting, None, []).parts}["reports"]
    assert [(line.title, line.late) for line in lines] == [("Terms of reference to review", "9 days late")]
    ActionFactory(plan=plan).owners.create(body=group, position=3)
    listed = client.get(bodies).content.decode()
    assert "Schools group: terms of reference" in listed and "9 days late" in listed
    sheet = client.get(reverse("reporting:group-sheet-word", args=[plan.slug, group.pk]))
    told = docx.Document(io.BytesIO(sheet.content))
    cells = [cell.text for table in told.tables for row in table.rows for cell in row.cells]
    assert "Terms of reference" in cells
    assert any(text.startswith("Agreed 3 April 2017, review due 31 March 2018") for text in cells)


@pytest.fixture
def served(plan, group):
    """Two functions of the group and two actions that it alone owns; nothing is linked."""
    first, second = (
        Function.objects.create(body=group, number=str(n), text=f"Function {n}", position=n) for n in (1, 2)
    )
    own = [ActionFactory(plan=plan, label=f"11.{n}") for n in (1, 2)]
    for action in own:
        action.owners.all().delete()
        action.owners.create(body=group, position=1)
    return first, second, *own


@pytest.mark.django_db
def test_functions_without_an_action_and_actions_without_a_function_are_named(client, plan, group, served):
    first, second, one, two = served
    chair = chair_of(group)
    client.force_login(chair)
    assert "Nobody has said yet which" in page_of(client, plan, group)
    form = reverse("plans:group-functions", args=[plan.slug, group.pk])
    client.post(form, {f"action-{one.pk}": [first.pk]})
    told = functions_served(chair, plan, group)
    assert told.functions == [(first, [one]), (second, [])] and told.loose == [two]
    page = page_of(client, plan, group)
    assert page.count("of this plan serves it") == 1 and "that serve none of this" in page
    # Somebody else links the second meanwhile: what was not changed on this page stays.
    operations.link_functions(plan=plan, body=group, links=[FunctionLink(two, second, True)], by=chair)
    client.post(form, {f"initial-action-{one.pk}": [first.pk], f"action-{one.pk}": [second.pk]})
    told = functions_served(chair, plan, group)
    assert told.functions == [(first, []), (second, [one, two])] and told.loose == []
    entry = AuditEntry.objects.filter(operation="functions-linked").latest("pk")
    assert set(entry.changes) == {f"{one.reference}: {first}", f"{one.reference}: {second}"}
    forged = client.post(form, {f"action-{one.pk}": ["999999"]})
    assert forged.context["form"].errors and one.functions.get() == second


@pytest.mark.django_db
def test_only_own_actions_and_functions_are_linked(plan, team, group, served):
    first, _, one, _ = served
    others = ActionFactory(plan=plan, label="1.1")
    with pytest.raises(ValueError, match="not both of"):
        operations.link_functions(plan=plan, body=group, links=[FunctionLink(others, first, True)], by=team)
    elsewhere = Function.objects.create(body=BodyFactory(board=plan.board), number="1", text="Other")
    with pytest.raises(ValueError, match="not both of"):
        operations.link_functions(plan=plan, body=group, links=[FunctionLink(one, elsewhere, True)], by=team)


@pytest.mark.django_db
def test_pages_of_a_group_cost_the_same_whatever_it_has(client, plan, team, group, served):
    first, second, one, _ = served
    client.force_login(team)
    pages = [
        reverse("plans:group-detail", args=[plan.slug, group.pk]),
        reverse("plans:group-functions", args=[plan.slug, group.pk]),
        reverse("plans:group-list", args=[plan.slug]),
    ]

    def cost():
        counts = []
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    meeting = MeetingFactory(body=group, held_on=date(2018, 3, 5))
    one.functions.add(first)
    BodyDocumentFactory(body=group, agreed_on=meeting.held_on, agreed_at_meeting=meeting, review_due_on=None)
    cost()
    few = cost()
    for n in range(3, 9):
        function = Function.objects.create(body=group, number=str(n), text="More", position=n)
        action = ActionFactory(plan=plan, label=f"12.{n}")
        action.owners.all().delete()
        action.owners.create(body=group, position=1)
        action.functions.add(function, second)
        body = BodyFactory(board=plan.board, name=f"Group {n}")
        BodyDocumentFactory(body=body, agreed_on=None, review_due_on=None)
        BodyDocumentFactory(body=group, agreed_on=None, review_due_on=None)
    assert cost() == few


@pytest.mark.django_db
def test_an_action_carried_over_serves_what_it_served(plan, team, served):
    first, _, one, _ = served
    one.functions.add(first)
    into = PlanFactory(board=plan.board, predecessor=plan, slug="next", starts_on=date(2018, 4, 1))
    operations.carry_over(action=one, into=into, by=team)
    assert Action.objects.get(plan=into).functions.get() == first


@pytest.mark.django_db
def test_while_a_new_version_waits_the_one_in_force_is_still_reviewed(client, plan, team, group):
    agreed = BodyDocumentFactory(
        body=group, title="Terms of 2016", agreed_on=date(2016, 4, 4), review_due_on=date(2018, 3, 31)
    )
    older = BodyDocumentFactory(body=group, title="Terms of 2014", at=agreed.at.replace(year=2014))
    waiting = BodyDocumentFactory(body=group, title="Terms of 2018", agreed_on=None, review_due_on=None)
    assert remits_due(team, [group]).documents == [agreed, waiting]
    client.force_login(team)
    page = page_of(client, plan, group)
    in_force = page.partition("In force until then:")[2].partition("Earlier versions")[0]
    assert "Terms of 2016" in in_force and "review due 31 March 2018" in in_force
    assert "9 days late" in in_force and "Earlier versions of its terms of reference (1)" in page
    [newest, now] = group_sheet(team, plan, group, None).remit
    assert newest[0] == "Terms of reference" and now[0] == "Terms of reference in force"
    assert now[2] == "9 days late"
    waiting.agreed_on = date(2018, 4, 9)
    waiting.save()
    assert remits_due(team, [group]).documents == []
    assert older.title in page_of(client, plan, group) and "In force until" not in page_of(
        client, plan, group
    )
