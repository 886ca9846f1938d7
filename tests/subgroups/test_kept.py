"""What somebody sends and cannot be saved: kept for them alone, filled in again, and saved only when they say so."""

import re
import time
from datetime import timedelta
from unittest import mock
from uuid import UUID

import pytest
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from lscb import clock
from lscb.models import AuditEntry, KeptForm
from lscb.web import whose
from plans import operations as plan_events
from plans.models import Risk
from subgroups.models import Person
from subgroups.signing_in.kept import SETTLED, SIGN_IN_AGAIN, SIGNED_IN_ANEW, SOMEBODY_ELSE, person_key
from tests.access.browser import forms_of
from tests.conftest import CommittingClient
from tests.factories import (
    ActionFactory,
    BoardFactory,
    MembershipFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
)

pytestmark = pytest.mark.django_db

PASSPHRASE = "three random words"
SIGN_IN = "/account/login/"
WORDS = {"words": "Staff leave <soon>", "response": "Pay\nand hours"}


@pytest.fixture
def client():
    """A browser: other than Django's for tests, it is held to the token of its forms."""
    return CommittingClient(enforce_csrf_checks=True)


@pytest.fixture
def plan():
    return PlanFactory(board=BoardFactory())


@pytest.fixture
def person(plan):
    return board_team(plan.board, name="Ada Thwaite", email="ada@example.org", password=PASSPHRASE)


@pytest.fixture
def other(plan):
    return board_team(plan.board, name="Bea Fell", email="bea@example.org", password=PASSPHRASE)


def sign_in(client, email="ada@example.org"):
    (form,) = [each for each in forms_of(client.get(SIGN_IN).text, SIGN_IN) if "password" in each.data]
    return client.post(SIGN_IN, form.sent(login=email, password=PASSPHRASE))


def minutes_later(minutes):
    return mock.patch("time.time", return_value=time.time() + minutes * 60)


def opened(client, address, **typed):
    """A form of a page as a browser sends it: with its token, its key and whose it is."""
    page = client.get(address)
    form = [
        each for each in forms_of(page.text, address) if each.method == "post" and each.address == address
    ][-1]
    return form.sent(**typed) | {"form_of": [form.of]}


@pytest.fixture
def risk(plan):
    return reverse("plans:risk-add", args=[plan.slug])


@pytest.fixture
def typed(client, person, risk):
    """A risk that Ada types in this browser, and has not sent."""
    sign_in(client)
    return opened(client, risk, **WORDS)


def shown_again(page, address) -> dict:
    """The form that is filled in again on a page, as it would be sent."""
    assert "Nothing of this is saved yet." in page.text
    (again,) = html.fromstring(page.text).xpath(
        "//form[.//*[@data-unsaved]]//input[@name = 'form_key']/@value"
    )
    (form,) = [each for each in forms_of(page.text, address) if each.data.get("form_key") == [again]]
    return form.sent() | {"form_of": [form.of]}


def come_back(client, address):
    """Sign in, and follow to the page that the words are on."""
    assert sign_in(client).url == "/kept/"
    led = client.get("/kept/")
    assert led.url == address
    return client.get(led.url)


# --- Where its thing is gone ---------------------------------------------------------------------------------


def handed_back(client, address, sent, *, status, came_from=""):
    """What stands under "What you typed" on the page that answers, and where its button leads."""
    headers = {"Referer": f"http://testserver{came_from or address}"}
    answer = client.post(address, sent, headers=headers)
    assert answer.status_code == status
    page = html.fromstring(answer.text)
    said = {403: "You may not do that", 404: "Nothing is saved yet"}
    assert page.xpath("string(//h1)") == said[status]
    (typed,) = page.xpath("//dl[preceding-sibling::h2[1] = 'What you typed']")
    (button,) = page.xpath("//main//a[contains(@class, 'btn-primary')]")
    shown = zip(typed.xpath("dt"), typed.xpath("dd"), strict=True)
    return {label.text_content(): value.text_content() for label, value in shown}, button.get("href")


def test_words_for_what_a_colleague_removed_meanwhile_are_there_to_copy(client, person, other, plan):
    sign_in(client)
    chapter = plan_events.add_chapter(plan=plan, title="Priorities", text="Before", by=other)
    address = reverse("plans:chapter-change", args=[plan.slug, chapter.pk])
    sent = opened(client, address, text="What I <typed>")
    plan_events.remove_chapter(chapter=chapter, by=other)
    typed, leads_to = handed_back(client, address, sent, status=404)
    assert typed == {"Title": "Priorities", "Text": "What I <typed>"} and leads_to == "/"
    listed = reverse("plans:chapter-list", args=[plan.slug])
    assert handed_back(client, address, sent, status=404, came_from=listed)[1] == listed


def test_words_for_a_row_of_the_admin_that_was_removed_meanwhile_are_there_to_copy(client, person, plan):
    sign_in(client)
    action = ActionFactory(plan=plan)
    address = reverse("admin:plans_action_change", args=[action.pk])
    sent = opened(client, address, text="Words typed in the admin")
    action.delete()
    typed, leads_to = handed_back(client, address, sent, status=404)
    assert typed["Text"] == "Words typed in the admin" and leads_to == "/"


def test_words_of_whoever_lost_the_role_meanwhile_are_there_to_copy(client, person, plan, risk, typed):
    MembershipFactory(person=person, body__board=plan.board)
    person.board_roles.all().delete()
    shown, leads_to = handed_back(client, risk, typed, status=403)
    assert shown["Words"] == "Staff leave <soon>" and leads_to == "/"


def test_a_press_on_what_is_gone_and_what_is_typed_in_place_are_answered_as_before(
    client, person, risk, typed
):
    nowhere = "/plans/none/text/"
    pressed = {name: typed[name] for name in ("csrfmiddlewaretoken", "form_key", "form_of")}
    assert "There is no such page" in client.post(nowhere, pressed).text
    in_place = client.post(nowhere, typed, headers={"HX-Request": "true"})
    assert in_place.status_code == 404 and "Staff leave" not in in_place.text


# --- However the session ended ------------------------------------------------------------------------------


def nobody_was_there(client, person):
    with minutes_later(31):
        yield


def signed_out_elsewhere(client, person):
    UserSession.objects.get().end()
    yield


def new_password_elsewhere(client, person):
    person.set_password(PASSPHRASE)  # its salt is new, and so ends what was
    person.save()
    yield


def cookies_cleared(client, person):
    client.cookies.clear()
    yield


def session_forgotten(client, person):
    client.session.flush()
    yield


ENDED = (nobody_was_there, signed_out_elsewhere, new_password_elsewhere, cookies_cleared, session_forgotten)


@pytest.mark.parametrize("ended", ENDED)
def test_the_form_comes_back_filled_in_and_is_saved_only_when_it_is_sent_again(
    ended, client, person, risk, typed
):
    for _ in ended(client, person):
        late = client.post(risk, typed)
        assert late.url == SIGN_IN
        assert SIGN_IN_AGAIN in client.get(late.url).text
        page = come_back(client, risk)
        again = shown_again(page, risk)
        assert {name: again[name] for name in WORDS} == {
            "words": ["Staff leave <soon>"],
            "response": ["Pay\nand hours"],
        }
        assert again["likelihood"] == typed["likelihood"]
        assert not Risk.objects.exists()
        assert client.post(risk, again).status_code == 302
        assert Risk.objects.get().words == "Staff leave <soon>"
        assert not KeptForm.objects.exists()
        assert client.get("/kept/").url == "/"
        assert "Nothing of this is saved yet." not in client.get(risk).text


def test_signed_out_in_another_tab(client, risk, typed):
    leave(client)
    assert client.post(risk, typed).url == SIGN_IN
    shown_again(come_back(client, risk), risk)


def leave(client):
    form = next(each for each in forms_of(client.get("/").text, "/") if each.address == "/account/logout/")
    return client.post("/account/logout/", form.sent())


def test_where_the_account_is_closed_the_words_are_there_to_copy(client, person, risk, typed):
    Person.objects.filter(pk=person.pk).update(is_active=False, left_on=clock.today() - timedelta(days=1))
    late = client.post(risk, typed)
    assert late.status_code == 403
    assert "Your account here is closed" in late.text
    assert "Staff leave &lt;soon&gt;" in late.text
    assert not Risk.objects.exists()


def test_before_anything_else_whoever_signs_in_is_led_to_what_they_typed(client, person, risk, typed):
    signed_out = signed_out_elsewhere(client, person)
    next(signed_out)
    client.post(risk, typed)
    login = f"{SIGN_IN}?next=/calendar/"
    (form,) = [each for each in forms_of(client.get(login).text, login) if "password" in each.data]
    assert client.post(login, form.sent(login=person.email, password=PASSPHRASE)).url == "/kept/"


def test_what_waits_for_a_second_step_is_kept_too(client, person, plan, risk, typed):
    plan.board.second_factor, plan.board.second_factor_from = "required", clock.today()
    plan.board.save()
    assert client.post(risk, typed).url == "/account/2fa/"
    assert not Risk.objects.exists()
    assert KeptForm.objects.get().person == person
    assert SETTLED not in client.cookies
    plan.board.second_factor = "offered"
    plan.board.save()
    shown_again(client.get(risk), risk)


# --- Another sign-in meanwhile: the token of the form is not good any more ------------------------------------


def test_after_signing_in_anew_our_own_page_holds_the_words_and_leads_back(client, person, risk, typed):
    client.cookies.pop("sessionid")
    sign_in(client)  # in another tab
    late = client.post(risk, typed)
    assert late.status_code == 403
    assert "<h1>Nothing is saved yet</h1>" in late.text
    assert "<dt>What may happen, and what would it mean?</dt><dd>Staff leave &lt;soon&gt;</dd>" in late.text
    assert "CSRF" not in late.text
    assert not Risk.objects.exists()
    kept = KeptForm.objects.get()
    assert f'href="/kept/?form={kept.pk}"' in late.text
    assert client.get(f"/kept/?form={kept.pk}").url == risk
    again = shown_again(client.get(risk), risk)
    assert client.post(risk, again).status_code == 302
    assert Risk.objects.count() == 1
    assert not KeptForm.objects.exists()


def test_where_somebody_else_signed_in_nothing_is_done_or_shown_in_their_name(
    client, person, other, risk, typed
):
    client.cookies.pop("sessionid")
    sign_in(client, other.email)
    late = client.post(risk, typed)
    assert late.status_code == 403
    assert "Somebody else has signed in" in late.text
    assert "Staff leave" not in late.text
    assert "Ada" not in late.text
    assert client.get("/kept/").url == "/"
    assert "Staff leave" not in client.get(risk).text
    assert not Risk.objects.exists()
    leave(client)
    shown_again(come_back(client, risk), risk)  # as Ada


def test_with_a_token_that_is_good_it_is_not_saved_in_anothers_name_either(
    client, person, other, risk, typed
):
    client.cookies.pop("sessionid")
    sign_in(client, other.email)
    good = opened(client, risk)["csrfmiddlewaretoken"]
    late = client.post(risk, typed | {"csrfmiddlewaretoken": good})
    assert late.status_code == 403
    assert not Risk.objects.exists()
    assert KeptForm.objects.get().person == person


def test_nobody_else_comes_to_it(client, person, other, risk, typed):
    next(signed_out_elsewhere(client, person))
    client.post(risk, typed)
    assert sign_in(client, other.email).url == "/"
    kept = KeptForm.objects.get()
    assert client.get("/kept/").url == "/"
    assert client.get(f"/kept/?form={kept.pk}").status_code == 404
    form = next(each for each in forms_of(client.get(risk).text, risk) if each.address == risk)
    client.post("/kept/", form.sent(discard=str(kept.pk)))
    assert KeptForm.objects.count() == 1


# --- In place: the row of an action ---------------------------------------------------------------------------


@pytest.fixture
def update(client, plan, person):
    """The form of an action, in its row, with words in it: its address and what is sent."""
    QuarterFactory(plan=plan)
    action = ActionFactory(plan=plan)
    address = reverse("plans:action-update", args=[plan.slug, action.pk])
    sign_in(client)
    return address, opened(client, address, rating="G", progress="Two have met", moderation_reason="")


IN_PLACE = {"HX-Request": "true", "HX-Current-URL": "http://testserver/plans/plan/actions/"}


def test_in_place_it_is_said_beside_the_form_that_one_has_to_sign_in_again(client, person, update, plan):
    address, typed = update
    next(signed_out_elsewhere(client, person))
    late = client.post(address, typed, headers=IN_PLACE)
    assert late.status_code == 403
    assert SIGN_IN_AGAIN in late["HX-Trigger"]
    assert f'"address": "{SIGN_IN}"' in late["HX-Trigger"]
    again = shown_again(come_back(client, address), address)  # on a page of its own
    assert again["progress"] == ["Two have met"]
    assert again["rating"] == ["G"]


def test_in_place_after_signing_in_anew_one_more_press_saves_it(client, person, update, plan):
    address, typed = update
    client.cookies.pop("sessionid")
    sign_in(client)
    late = client.post(address, typed, headers=IN_PLACE)
    assert late.status_code == 403
    assert SIGNED_IN_ANEW in late["HX-Trigger"]
    token = late["HX-Trigger"].split('"token": "')[1].split('"')[0]
    saved = client.post(address, typed | {"csrfmiddlewaretoken": [token]}, headers=IN_PLACE)
    assert "actionSaved" in saved["HX-Trigger-After-Settle"]
    assert not KeptForm.objects.exists()
    assert typed["form_key"][0] in saved.cookies[SETTLED].value


def test_in_place_somebody_else_is_told_no_words(client, person, other, update):
    address, typed = update
    client.cookies.pop("sessionid")
    sign_in(client, other.email)
    late = client.post(address, typed, headers=IN_PLACE)
    assert SOMEBODY_ELSE in late["HX-Trigger"]
    assert '"token": ""' in late["HX-Trigger"]
    assert "Two have met" not in late.text + late["HX-Trigger"]


def test_what_is_asked_in_place_leads_the_whole_page_to_sign_in(client, person, risk):
    sign_in(client)
    with minutes_later(31):
        asked = client.get(risk, headers=IN_PLACE)
        assert asked["HX-Redirect"] == f"{SIGN_IN}?next=/plans/plan/actions/"


# --- The admin --------------------------------------------------------------------------------------------------


def test_a_form_of_the_admin_comes_back_with_what_stood_in_its_tables(client, person, plan):
    action = ActionFactory(plan=plan)
    address = reverse("admin:plans_action_change", args=[action.pk])
    sign_in(client)
    sent = opened(client, address, text="Words typed in the admin")
    next(signed_out_elsewhere(client, person))
    assert client.post(address, sent).url == SIGN_IN
    again = shown_again(come_back(client, address), address)
    assert again["text"] == ["Words typed in the admin"]
    assert again["seen"] == sent["seen"]
    assert client.post(address, again).status_code == 302
    action.refresh_from_db()
    assert action.text == "Words typed in the admin"


# --- What is kept, and for how long -----------------------------------------------------------------------------


def test_passwords_and_codes_are_not_kept(client, person):
    sign_in(client)
    change = "/account/password/change/"
    sent = opened(client, change, oldpassword=PASSPHRASE, password1="x", password2="x")
    next(signed_out_elsewhere(client, person))
    client.post(change, sent)
    sign_in(client)
    stale = client.post(change, sent)
    assert stale.status_code == 403
    assert PASSPHRASE not in stale.text
    client.post("/account/2fa/totp/activate/", sent | {"code": "123456"})
    assert not KeptForm.objects.exists()


def test_a_secret_in_any_form_is_left_out(client, person, risk, typed):
    next(signed_out_elsewhere(client, person))
    client.post(risk, typed | {"a_Password": "hush"})
    assert "hush" not in str(KeptForm.objects.get().typed)


def test_what_is_too_long_to_keep_is_there_to_copy(client, person, risk, typed):
    next(signed_out_elsewhere(client, person))
    long = client.post(risk, typed | {"response": "w" * (KeptForm.LONGEST + 1)})
    assert long.status_code == 403
    assert "too long to be kept" in long.text
    assert "w" * (KeptForm.LONGEST + 1) in long.text
    assert not KeptForm.objects.exists()


@pytest.mark.database
def test_of_many_the_newest_are_kept(client, person, risk, typed):
    next(signed_out_elsewhere(client, person))
    for number in range(KeptForm.AT_MOST + 2):
        client.post(risk, typed | {"form_key": str(UUID(int=number)), "words": f"Risk {number}"})
    assert KeptForm.objects.count() == KeptForm.AT_MOST
    assert KeptForm.objects.first().key == UUID(int=KeptForm.AT_MOST + 1)
    assert sign_in(client).url == "/kept/"
    page = client.get("/kept/").text
    assert page.count('name="discard"') == KeptForm.AT_MOST
    assert "<dt>What may happen, and what would it mean?</dt><dd>Risk 21</dd>" in page
    assert "<dt>What is done about it?</dt><dd>Pay<br/>and hours</dd>" in page


def test_of_a_form_of_the_admin_only_what_was_typed_is_shown(client, person, plan, risk, typed):
    action = ActionFactory(plan=plan)
    address = reverse("admin:plans_action_change", args=[action.pk])
    sent = opened(client, address, text="Words typed in the admin")
    in_rows = re.compile(r"-(\d+|__prefix__)-(?!id$)")  # in which nobody types here
    sent = {name: [""] if in_rows.search(name) else value for name, value in sent.items()}
    next(signed_out_elsewhere(client, person))
    client.post(risk, typed)
    client.post(address, sent)
    sign_in(client)
    page = client.get("/kept/").text
    assert "<dd>Words typed in the admin</dd>" in page and "Label" not in page
    action.delete()
    assert "<dt>Text</dt><dd>Words typed in the admin</dd>" in client.get("/kept/").text


@pytest.mark.database
def test_the_same_form_sent_twice_is_kept_once(client, person, risk, typed):
    next(signed_out_elsewhere(client, person))
    client.post(risk, typed)
    client.post(risk, typed | {"words": "Staff leave in May"})
    assert dict(KeptForm.objects.get().typed)["words"] == "Staff leave in May"


def test_it_is_thrown_away_when_somebody_says_so(client, person, risk, typed):
    next(signed_out_elsewhere(client, person))
    client.post(risk, typed)
    again = shown_again(come_back(client, risk), risk)
    kept = KeptForm.objects.get()
    thrown = client.post("/kept/", again | {"discard": kept.pk})
    assert thrown.url == risk
    assert str(kept.key) in thrown.cookies[SETTLED].value
    assert "Staff leave" not in client.get(risk).text
    assert not KeptForm.objects.exists()


def test_enter_in_a_box_saves_it_and_does_not_throw_it_away(client, person, risk, typed):
    """Enter presses the first button of a form, and the one that throws the words away stands above them."""
    next(signed_out_elsewhere(client, person))
    client.post(risk, typed)
    forms = list(forms_of(come_back(client, risk).text, risk))
    discards = [("discard", str(KeptForm.objects.get().pk))]
    assert [each.address for each in forms if each.buttons == discards] == ["/kept/"]
    assert [each.buttons[0] for each in forms if each.address == risk] == [("", "")]


def test_where_its_form_is_gone_the_words_are_shown(client, person, risk, typed, plan):
    next(signed_out_elsewhere(client, person))
    client.post(risk, typed)
    KeptForm.objects.update(page="/calendar/")
    assert sign_in(client).url == "/kept/"
    assert client.get("/kept/").url == "/calendar/"
    assert client.get("/calendar/").url == "/kept/?all"
    page = client.get("/kept/?all").text
    assert "Staff leave &lt;soon&gt;" in page
    assert "Pay<br/>and hours" in page
    assert client.get("/calendar/").status_code == 200  # it leads away once


def test_a_preview_and_a_refusal_are_not_a_saving(client, person, risk, typed):
    next(signed_out_elsewhere(client, person))
    client.post(risk, typed)
    again = shown_again(come_back(client, risk), risk)
    refused = client.post(risk, again | {"words": ""})
    assert refused.status_code == 422
    assert SETTLED not in refused.cookies
    assert KeptForm.objects.exists()


def test_after_three_days_it_is_forgotten(client, person, risk, typed, capsys):
    next(signed_out_elsewhere(client, person))
    client.post(risk, typed)
    KeptForm.objects.update(at=timezone.now() - KeptForm.KEPT_FOR - timedelta(minutes=1))
    assert sign_in(client).url == "/"
    call_command("housekeeping")
    assert "forms kept and not come back for: 1" in capsys.readouterr().out
    assert not KeptForm.objects.exists()


def test_nothing_of_it_stands_in_the_trail(client, person, risk, typed):
    next(signed_out_elsewhere(client, person))
    before = AuditEntry.objects.filter(operation__startswith="risk").count()
    client.post(risk, typed)
    come_back(client, risk)
    assert AuditEntry.objects.filter(operation__startswith="risk").count() == before


# --- Copies on the device ---------------------------------------------------------------------------------------


def test_the_browser_hears_what_was_saved_and_who_signed_out(client, person, risk, typed):
    saved = client.post(risk, typed)
    assert typed["form_key"][0] in saved.cookies[SETTLED].value
    assert not saved.cookies[SETTLED]["httponly"]
    left = leave(client)
    assert f"person:{person_key(person)}" in left.cookies[SETTLED].value


def test_a_session_that_ended_by_itself_is_no_signing_out(client, person, risk, typed):
    with minutes_later(31):
        assert client.get("/").status_code == 302
    assert SETTLED not in client.cookies


# --- Another site -----------------------------------------------------------------------------------------------


FOREIGN = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


def test_what_another_site_sends_is_neither_kept_nor_repeated(client, person, risk, typed):
    forged = {"words": "Send money", "likelihood": "1"}
    for mark in ({}, {"form_of": "1:forged:mark"}):
        answer = client.post(risk, forged | mark, headers=FOREIGN)
        assert answer.status_code == 403
        assert "Send money" not in answer.text
    leave(client)
    assert client.post(risk, forged | {"form_of": "1:forged:mark"}, headers=FOREIGN).status_code in (302, 403)
    assert not KeptForm.objects.exists()
    assert not Risk.objects.exists()


def test_even_with_somebodys_mark_another_site_has_nothing_kept(client, person, risk, typed):
    for origin in (FOREIGN, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}):
        client.post(risk, typed | {"csrfmiddlewaretoken": "x"}, headers=origin)
    assert not KeptForm.objects.exists()


def test_our_page_offers_nothing_that_sends_the_words_on_by_one_press(client, person, risk, typed):
    client.cookies.pop("sessionid")
    sign_in(client)
    page = client.post(risk, typed).text
    assert not [form for form in forms_of(page, risk) if "words" in form.data]


def test_no_page_is_led_to_on_another_site(client, person, risk, typed):
    next(signed_out_elsewhere(client, person))
    client.post(risk, typed, headers={"Referer": "http://testserver//evil.example/"})
    assert KeptForm.objects.get().page == risk
    client.post(
        risk, typed, headers={"Referer": "https://evil.example/plans/", "Origin": "http://testserver"}
    )
    assert KeptForm.objects.get().page == risk


def test_a_sign_in_page_that_is_too_old_is_explained_and_its_password_is_not_repeated(client, person):
    (form,) = [each for each in forms_of(client.get(SIGN_IN).text, SIGN_IN) if "password" in each.data]
    client.cookies.clear()
    answer = client.post(SIGN_IN, form.sent(login=person.email, password=PASSPHRASE))
    assert answer.status_code == 403
    assert "That form could not be taken" in answer.text
    assert PASSPHRASE not in answer.text
    assert f'href="{SIGN_IN}"' in answer.text


def test_a_mark_is_one_persons_and_ends(rf, person):
    request = rf.get("/")
    request.user = person
    mark = whose.mark(request)

    def read(mark):
        return whose.person_key(rf.post("/", {whose.FIELD: mark}))

    assert read(mark) == person.pk
    assert read(mark.replace(str(person.pk), str(person.pk + 1), 1)) is None
    assert read("") is None
    with minutes_later(60 * 24 * 31):
        assert read(mark) is None


def test_a_page_of_nobody_has_no_mark():
    assert 'name="form_of"' not in Client().get(SIGN_IN).text
