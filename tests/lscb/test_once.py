"""A form's key: spent once by what the form does, by nothing that is refused, and forgotten after a day."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from django.template import engines
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from lscb.events import audit, once
from lscb.events.once import SavedAlready, Submission
from lscb.models import AuditEntry, SubmittedForm
from lscb.web.once import FIELD, SAID
from plans.models import Risk
from tests.access.browser import forms_of
from tests.factories import ActionFactory, PersonFactory, PlanFactory, QuarterFactory, board_team

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board)
    client.force_login(person)
    return person


def record(plan, by):
    with transaction.atomic():
        audit.record("plan-archived", plan, by=by)


def sent_by(person, key=None) -> Submission:
    submission = Submission(person, key or uuid4(), "said")
    once.begin(submission)
    return submission


@pytest.fixture
def in_a_request():
    with once.one_request():
        yield


# --- The key ------------------------------------------------------------------------------------------------


def test_each_form_shown_has_its_own_key():
    page = "{% csrf_token %}{% csrf_token %}"
    shown = engines["django"].from_string(page).render({}, RequestFactory().get("/"))
    assert shown.count('name="csrfmiddlewaretoken"') == 2
    keys = [form.split('value="')[1].split('"')[0] for form in shown.split(f'name="{FIELD}"')[1:]]
    assert len(set(keys)) == 2


def test_what_is_audited_spends_the_key_once(plan, team, in_a_request):
    first = sent_by(team)
    record(plan, team)
    record(plan, team)  # the same request may do several things
    assert first.spent().said == "said"
    sent_by(team, first.key)
    with pytest.raises(SavedAlready):
        record(plan, team)
    assert AuditEntry.objects.count() == 2


def test_what_is_rolled_back_spends_no_key_and_what_follows_it_does(plan, team, in_a_request):
    submission = sent_by(team)
    with transaction.atomic():
        record(plan, team)
        transaction.set_rollback(True)
    assert submission.spent() is None
    assert not submission.answered("/")
    record(plan, team)
    assert submission.answered("/there/")
    assert submission.spent().led_to == "/there/"


def test_a_key_is_one_persons(plan, team, in_a_request):
    key = sent_by(team).key
    record(plan, team)
    other = sent_by(PersonFactory(), key)
    record(plan, team)
    assert other.spent() is not None


def test_outside_of_a_form_no_key_is_spent(plan, team):
    record(plan, team)
    assert not SubmittedForm.objects.exists()


def test_keys_are_forgotten_after_a_day(team, capsys):
    now = timezone.now()
    for age in (timedelta(hours=23), timedelta(hours=25)):
        SubmittedForm.objects.create(person=team, key=uuid4(), said="x", at=now - age)
    call_command("housekeeping")
    assert "keys of forms forgotten: 1" in capsys.readouterr().out
    assert SubmittedForm.objects.count() == 1


# --- The request --------------------------------------------------------------------------------------------


def form_at(client, url, place=-1):
    """A form of a page as a browser would send it; by itself the last."""
    forms = [
        form
        for form in forms_of(client.get(url).text, url)
        if form.method == "post" and form.address.partition("?")[0] == url.partition("?")[0]
    ]
    return forms[place]


def test_sent_twice_a_form_leads_where_it_led_and_says_so(client, plan, team):
    url = reverse("plans:risk-add", args=[plan.slug])
    data = form_at(client, url).sent()
    first, second = client.post(url, data), client.post(url, data)
    assert Risk.objects.count() == 1
    assert (second.status_code, second.url) == (302, first.url)
    assert SAID in client.get(second.url).text


def test_a_refused_form_can_be_sent_again_from_either_page(client, plan, team):
    url = reverse("plans:risk-add", args=[plan.slug])
    data = form_at(client, url).sent()
    for _ in range(2):
        assert client.post(url, data | {"words": [""]}).status_code == 422
    assert not SubmittedForm.objects.exists()
    assert client.post(url, data).status_code == 302  # the page before, after the browser's Back
    assert Risk.objects.count() == 1


def test_a_form_changed_after_it_was_saved_is_asked_about_and_nothing_typed_is_lost(client, plan, team):
    url = reverse("plans:risk-add", args=[plan.slug])
    data = form_at(client, url).sent()
    client.post(url, data)
    asked = client.post(url, data | {"words": ["Another <risk>"]})
    assert asked.status_code == 409
    assert Risk.objects.count() == 1
    (form,) = [form for form in forms_of(asked.text, url) if form.address == url]
    assert form.data["words"] == ["Another <risk>"]
    assert form.data[FIELD] != data[FIELD]
    for _ in range(2):
        assert client.post(url, form.sent()).status_code == 302
    assert {risk.words for risk in Risk.objects.all()} == {"Another <risk>", *data["words"]}


def test_a_form_without_a_key_is_saved_as_often_as_it_is_sent(client, plan, team):
    url = reverse("plans:risk-add", args=[plan.slug])
    data = form_at(client, url).sent()
    for key in ([], ["no key"]):
        assert client.post(url, data | {FIELD: key}).status_code == 302
    assert Risk.objects.count() == 2


def test_a_key_of_somebody_else_changes_nothing_for_others(client, plan, team):
    url = reverse("plans:risk-add", args=[plan.slug])
    data = form_at(client, url).sent()
    client.post(url, data)
    client.force_login(board_team(plan.board))
    client.post(url, data)
    assert Risk.objects.count() == 2


def test_an_update_in_place_sent_twice_gives_its_row_and_no_conflict_with_oneself(client, plan, team):
    QuarterFactory(plan=plan)
    action = ActionFactory(plan=plan)
    url = reverse("plans:action-update", args=[plan.slug, action.pk])
    data = form_at(client, url).sent(rating="G", moderation_reason="")
    answers = [client.post(url, data, headers={"HX-Request": "true"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert action.updates.count() == 1
    for answer in answers:
        assert f'id="action-{action.pk}"' in answer.text
        assert "actionSaved" in answer.headers["HX-Trigger-After-Settle"]
    assert SAID in answers[1].text


def test_an_update_on_its_page_sent_twice_is_no_conflict_with_oneself(client, plan, team):
    QuarterFactory(plan=plan)
    action = ActionFactory(plan=plan)
    url = reverse("plans:action-update", args=[plan.slug, action.pk])
    data = form_at(client, url).sent(rating="G", moderation_reason="")
    first, second = client.post(url, data), client.post(url, data)
    assert second.url == first.url
    assert action.updates.count() == 1


def test_what_was_saved_while_the_same_form_waited_is_no_refusal(client, plan, team, monkeypatch):
    """The second of two at one moment looks before the first is done, and is refused because of it."""
    QuarterFactory(plan=plan)
    action = ActionFactory(plan=plan)
    url = reverse("plans:action-update", args=[plan.slug, action.pk])
    data = form_at(client, url).sent(rating="G", moderation_reason="")
    first = client.post(url, data)
    looks, spent = [], Submission.spent
    monkeypatch.setattr(
        Submission, "spent", lambda self: spent(self) if looks.append("look") or len(looks) > 1 else None
    )
    second = client.post(url, data)
    assert (second.status_code, second.url, len(looks)) == (302, first.url, 2)
    assert SAID in client.get(second.url).text


def test_what_was_saved_while_the_same_form_waited_is_rolled_back(client, plan, team, monkeypatch):
    url = reverse("plans:risk-add", args=[plan.slug])
    data = form_at(client, url).sent()
    first = client.post(url, data)
    looks, spent = [], Submission.spent
    monkeypatch.setattr(
        Submission, "spent", lambda self: spent(self) if looks.append("look") or len(looks) > 1 else None
    )
    second = client.post(url, data)
    assert (second.status_code, second.url) == (302, first.url)
    assert Risk.objects.count() == 1


def test_a_question_only_costs_no_key(client, plan, team):
    url = reverse("plans:action-add", args=[plan.slug])
    data = form_at(client, url).sent()
    for _ in range(2):
        assert client.post(url, data | {"preview": ["yes"]}).status_code == 200
    assert not SubmittedForm.objects.exists()
    assert client.post(url, data).status_code == 302


def test_a_missed_calendar_address_is_explained(client, plan, team):
    url = reverse("reporting:calendar")
    data = form_at(client, url, 0).sent()
    assert client.post(url, data).status_code == 200
    again = client.post(url, data)
    assert "shown only once" in client.get(again.url).text


def test_a_form_costs_three_queries_more_than_without_its_key(client, plan, team, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url = reverse("plans:risk-add", args=[plan.slug])
    data = form_at(client, url).sent()
    client.post(url, data | {FIELD: []})
    with CaptureQueriesContext(connection) as without:
        client.post(url, data | {FIELD: []})
    with django_assert_num_queries(len(without) + 3):  # looked for, spent, and where it led
        client.post(url, data)
