"""Reminders: who gets one, how often, what it says, and that two runs send one letter."""

import threading
from datetime import date, datetime, time
from smtplib import SMTPDataError
from urllib.parse import unquote

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from lscb.models import AuditEntry, Job, Letter
from plans import operations
from plans.models import Action, Plan, Reminder
from plans.selectors.reminders import letters_of
from subgroups import operations as group_events
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MembershipFactory,
    PersonFactory,
    PlanFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter():
    return QuarterFactory(plan=PlanFactory(), papers_due_on=date(2018, 4, 18))


@pytest.fixture
def health(quarter):
    body = BodyFactory(board=quarter.plan.board, name="Health Subgroup")
    ActionFactory(plan=quarter.plan, label="8.4", who_text="Health Subgroup", when_text="March 2018")
    return body


@pytest.fixture
def chair(health):
    return chair_of(health, name="Ines Kirkbarrow", email="ines@example.org")


@pytest.fixture
def team(client, quarter):
    person = board_team(quarter.plan.board, name="Bryony Larkfell")
    client.force_login(person)
    return person


def send(quarter, by=None, on=date(2018, 4, 9)) -> list[str]:
    """In the first minute of the day, before whatever a page then does at the time it really is."""
    with clock.at(datetime.combine(on, time.min)), TestCase.captureOnCommitCallbacks(execute=True):
        written = operations.send_reminders(quarter=quarter, by=by)
    return [reminder.person.name for reminder in written]


def send_from_page(client, quarter, **chosen):
    """As a person does who looked at the addresses: everybody, unless `people` says whom."""
    people = chosen.pop("people", None) or [
        letter.person.pk for letter in letters_of(quarter) if not letter.why_not
    ]
    address = reverse("plans:reminders", args=[quarter.plan.slug])
    return client.post(address, {"send": "yes", "people": people, **chosen}, follow=True)


def state_of(reminder) -> str:
    return Letter.objects.get(reminder=reminder).state


def test_one_letter_a_person_names_their_silent_actions_with_the_link_and_the_days_left(
    quarter, health, chair, settings
):
    settings.BASE_URL = "https://plan.example.org"
    other = BodyFactory(board=quarter.plan.board, name="Police Panel")
    MembershipFactory(person=chair, body=other, role="vice-chair")
    ActionFactory(plan=quarter.plan, label="9.1", who_text="Police Panel; Health Subgroup")
    said = ActionFactory(plan=quarter.plan, label="9.2", who_text="Police Panel")
    ProgressUpdateFactory(action=said, quarter=quarter)
    ActionFactory(plan=quarter.plan, label="9.3", who_text="")

    assert send(quarter) == ["Ines Kirkbarrow"]

    [letter] = mail.outbox
    assert letter.to == ["ines@example.org"]
    assert f"- 8.4 {quarter.plan.actions.get(label='8.4').text} (9 days late)" in letter.body
    assert letter.body.count("- 9.1") == 1
    assert "9.2" not in letter.body
    assert "9.3" not in letter.body
    assert "by 18 April 2018 (9 days left)" in letter.body
    assert f"https://plan.example.org/plans/{quarter.plan.slug}/actions/?owner=mine&silent=on" in letter.body
    kept = Reminder.objects.get()
    assert (kept.to, kept.subject, kept.body, kept.references) == (
        "ines@example.org",
        letter.subject,
        letter.body,
        2,
    )


@pytest.mark.parametrize(("day", "sent"), [(9, False), (13, False), (14, True), (20, True)])
def test_at_most_once_in_five_days(quarter, chair, day, sent):
    send(quarter)
    assert (send(quarter, on=date(2018, 4, day)) == ["Ines Kirkbarrow"]) is sent
    assert len(mail.outbox) == 1 + sent


def test_another_board_s_letters_do_not_count(quarter, chair):
    elsewhere = QuarterFactory(plan=PlanFactory())
    body = BodyFactory(board=elsewhere.plan.board, name="Elsewhere")
    MembershipFactory(person=chair, body=body)
    ActionFactory(plan=elsewhere.plan, label="77.1", who_text="Elsewhere")
    send(elsewhere)
    assert send(quarter) == ["Ines Kirkbarrow"]
    assert "77.1" not in mail.outbox[1].body


def test_nothing_silent_sends_nothing_to_anybody(quarter, chair):
    ProgressUpdateFactory(action=quarter.plan.actions.get(), quarter=quarter)
    assert send(quarter) == []
    assert mail.outbox == []
    with pytest.raises(Refused, match="silent"):
        operations.remind(person=chair, quarter=quarter, by=None)


def test_leavers_members_past_chairs_and_those_without_an_address_are_sent_nothing(quarter, health):
    leaver = chair_of(health)
    group_events.leave(person=leaver, board=health.board, left_on=date(2018, 4, 1), by=PersonFactory())
    MembershipFactory(body=health, role="member")
    MembershipFactory(body=health, ends_on=date(2018, 4, 8))
    unreachable = chair_of(health, email=None)
    assert send(quarter) == []
    with pytest.raises(Refused, match="no e-mail address"):
        operations.remind(person=unreachable, quarter=quarter, by=None)
    assert not Reminder.objects.exists()


@pytest.mark.database
def test_the_timer_of_a_demonstration_writes_on_the_day_on_which_its_board_stands(quarter, chair):
    chair.stands_on = date(2018, 4, 5)
    chair.save()
    call_command("send_reminders")
    assert "(13 days left)" in Letter.objects.get().body


def test_a_quarter_that_is_reported_reminds_nobody(quarter, chair):
    operations.close_quarter(quarter=quarter, by=PersonFactory())
    assert send(quarter) == []


class FailsForOne(EmailBackend):
    def send_messages(self, messages):
        if messages[0].to == ["ines@example.org"]:
            raise SMTPDataError(550, b"No.")
        return super().send_messages(messages)


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_fails_stops_nobody_else_and_is_written_anew(
    quarter, health, chair, settings, client, team
):
    chair_of(health, name="Zoe Ash")
    settings.EMAIL_BACKEND = f"{__name__}.FailsForOne"
    address = reverse("plans:reminders", args=[quarter.plan.slug])
    send_from_page(client, quarter)
    became = {kept.person.name: kept.letter.state for kept in Reminder.objects.for_page()}
    assert became == {"Ines Kirkbarrow": Letter.State.FAILED, "Zoe Ash": Letter.State.SENT}
    page = " ".join(client.get(address).content.decode().split())
    assert "Not sent. The mail server refused it (its answer 550)." in page
    assert "Look at the letters before they go" in page  # she was not reminded
    with pytest.raises(CommandError, match="1 did not leave"):
        call_command("send_reminders")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_from_page(client, quarter)
    assert mail.outbox[-1].to == ["ines@example.org"] and len(mail.outbox) == 2


@pytest.mark.database
def test_a_letter_in_doubt_is_sent_again_only_by_a_person(quarter, chair, client, team):
    send(quarter)
    Letter.objects.update(state=Letter.State.UNCERTAIN)
    assert send(quarter) == []
    address = reverse("plans:reminders", args=[quarter.plan.slug])
    page = client.get(address).content.decode()
    assert "Perhaps reminded today" in page and "Perhaps sent" in page and "Send again" in page
    assert "Look at the letters" not in page
    client.post(address, {"again": chair.pk})
    assert len(mail.outbox) == 2
    assert [state_of(each) for each in Reminder.objects.all()] == [Letter.State.SENT, Letter.State.UNCERTAIN]
    said = client.post(address, {"again": chair.pk}, follow=True).content.decode()
    assert "reminded today" in said and len(mail.outbox) == 2


def test_nobody_else_is_written_to_by_a_forged_key(quarter, chair, client, team):
    for forged in ("0", "x", str(team.pk)):
        said = client.post(
            reverse("plans:reminders", args=[quarter.plan.slug]), {"again": forged}, follow=True
        )
        assert "nothing was sent" in said.content.decode()
    assert mail.outbox == []


def test_a_title_in_several_lines_stops_no_letter(quarter, chair):
    """It could be typed before lines were refused."""
    Plan.objects.filter(pk=quarter.plan_id).update(title="A title\r\nBcc: everybody@example.org")
    quarter.refresh_from_db()
    assert send(quarter) == ["Ines Kirkbarrow"]
    [letter] = mail.outbox
    assert letter.subject.startswith("A title Bcc: everybody@example.org: updates for")
    assert letter.recipients() == ["ines@example.org"]


@pytest.mark.django_db(transaction=True)
def test_in_the_background_the_page_says_how_far_it_is(quarter, health, chair, client, team, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    chair_of(health, name="Zoe Ash")
    address = reverse("plans:reminders", args=[quarter.plan.slug])
    people = [letter.person.pk for letter in letters_of(quarter)]
    where = client.post(address, {"send": "yes", "people": people}).url
    page = client.get(where).content.decode()
    assert "<h1>Sending reminders</h1>" in page and "noscript" in page
    assert mail.outbox == []
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert Job.objects.get().total == Job.objects.get().done == 2


def test_without_an_address_of_its_own_the_product_sends_nothing(quarter, chair, settings):
    settings.BASE_URL = ""
    with pytest.raises(Refused, match="LSCB_BASE_URL"):
        send(quarter)
    with pytest.raises(Refused, match="LSCB_BASE_URL"):
        operations.remind(person=chair, quarter=quarter, by=None)
    assert mail.outbox == []


def test_a_run_that_was_slower_sends_no_second_letter(quarter, chair, monkeypatch):
    """The other run sends its letter after this one has made its list."""
    listed = operations.reminders.letters_of

    def overtaken(quarter, **kwargs):
        letters = listed(quarter, **kwargs)
        monkeypatch.setattr(operations.reminders, "letters_of", listed)
        operations.remind(person=chair, quarter=quarter, by=None)
        return letters

    monkeypatch.setattr(operations.reminders, "letters_of", overtaken)
    assert send(quarter) == []
    assert len(mail.outbox) == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one connection to a database in memory")
def test_two_runs_at_once_send_one_letter(quarter, chair):
    start = threading.Barrier(2)

    def run():
        try:
            start.wait(10)
            send(quarter)
        finally:
            connections.close_all()

    runs = [threading.Thread(target=run) for _ in range(2)]
    for each in runs:
        each.start()
    for each in runs:
        each.join(30)
    assert Reminder.objects.count() == 1


def test_the_command_says_how_many_it_sent(quarter, chair, capsys):
    call_command("send_reminders")
    assert "1 written" in capsys.readouterr().out
    call_command("send_reminders")
    assert "0 written" in capsys.readouterr().out
    assert AuditEntry.objects.get(operation="reminder-sent").by_name == "The system"


def test_a_letter_is_never_changed_or_deleted(quarter, chair):
    send(quarter)
    kept = Reminder.objects.get()
    for attempt in (
        kept.save,
        kept.delete,
        Reminder.objects.all().delete,
        lambda: Reminder.objects.update(to=""),
    ):
        with pytest.raises(TypeError):
            attempt()


@pytest.mark.django_db(transaction=True)
def test_the_page_says_who_why_not_and_what_was_sent(client, team, quarter, health, chair):
    chair_of(health, name="Nobody Reachable", email=None)
    address = reverse("plans:reminders", args=[quarter.plan.slug])
    home = client.get(reverse("home")).content.decode()
    assert f'href="{address}"' in home

    before = client.get(address).content.decode()
    assert "Look at the letters before they go" in before
    assert "Not now. No e-mail address." in before
    assert "No reminder has been sent yet." in before

    after = send_from_page(client, quarter).content.decode()
    assert "Sent to Ines Kirkbarrow." in after
    assert "Not now. Reminded today." in after
    assert "Look at the letters" not in after
    assert "ines@example.org" in after
    assert "Bryony Larkfell" in mail.outbox[0].body
    again = send_from_page(client, quarter, people=[chair.pk]).content.decode()
    assert len(mail.outbox) == 1 and "Not now. Reminded today." in again
    assert "Reminded today: Ines Kirkbarrow." in client.get(reverse("home")).content.decode()


def test_only_the_board_team_sends(client, quarter, chair):
    client.force_login(chair)
    assert client.post(reverse("plans:reminders", args=[quarter.plan.slug])).status_code == 403
    assert mail.outbox == []


@pytest.mark.database
def test_the_page_costs_the_same_however_many(
    client, team, quarter, health, chair, django_assert_num_queries
):
    send(quarter, on=date(2018, 4, 1))
    address = reverse("plans:reminders", args=[quarter.plan.slug])
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(5):
        chair_of(health)
        ActionFactory(plan=quarter.plan, who_text="Health Subgroup")
    send(quarter, on=date(2018, 4, 2))
    with django_assert_num_queries(len(few)):
        client.get(address)


# --- Who cannot be asked --------------------------------------------------------------------------------------


def nobody(body):
    """Nobody is recorded on the body."""


def a_member(body):
    MembershipFactory(body=body, role="member")


def a_leaver(body):
    leaver = chair_of(body, name="Ines Kirkbarrow", email="ines@example.org")
    group_events.leave(person=leaver, board=body.board, left_on=date(2018, 4, 1), by=board_team(body.board))
    MembershipFactory(body=body, person=leaver, ends_on=None)


def no_address(body):
    chair_of(body, name="Ines Kirkbarrow", email=None)


def the_independent_chair(body):
    reader = someone_with(body.board, "independent-chair", name="Ines Kirkbarrow", email="ines@example.org")
    MembershipFactory(body=body, person=reader, role="chair")


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (nobody, "Nobody is recorded on it."),
        (a_member, "It has members, but nobody chairs it or holds the post."),
        (a_leaver, "It was led by Ines Kirkbarrow, who left. Say who follows."),
        (no_address, "Ines Kirkbarrow speaks for it and has no e-mail address here."),
        (
            the_independent_chair,
            "It is led by Ines Kirkbarrow, and whoever holds owners to account updates nothing.",
        ),
    ],
)
def test_an_owner_that_nobody_can_be_asked_for_is_named_with_the_reason(
    client, team, quarter, health, who, why
):
    who(health)
    ActionFactory(plan=quarter.plan, label="9.1", who_text="")
    for address in (reverse("plans:reminders", args=[quarter.plan.slug]), "/"):
        page = " ".join(client.get(address).content.decode().split())
        assert why in page, address
        assert f"/admin/subgroups/{'person' if who is no_address else 'body'}/" in page
        assert "Nobody to ask until an owner is named." in page
    listed = client.get(reverse("plans:reminders", args=[quarter.plan.slug])).context["unasked"]
    assert {action.reference for each in listed for action in each.owner.actions} == {"8.4", "9.1"}


def test_whoever_can_be_written_to_is_not_among_them(client, team, quarter, health, chair):
    no_address(health)
    page = client.get(reverse("plans:reminders", args=[quarter.plan.slug]))
    assert page.context["unasked"] == []
    operations.close_quarter(quarter=quarter, by=team)
    assert client.get(reverse("plans:reminders", args=[quarter.plan.slug])).context["unasked"] == []


# --- What is looked at before it goes ---------------------------------------------------------------------------


def test_the_addresses_and_the_words_are_shown_first_and_nothing_has_left(
    client, team, quarter, health, chair
):
    zoe = chair_of(health, name="Zoe Ash", email="zoe@example.org")
    address = reverse("plans:reminders", args=[quarter.plan.slug])
    first = client.get(address).content.decode()
    assert "ines@example.org" in first and "zoe@example.org" in first
    look = client.post(address, {"look": "yes", "people": [chair.pk], "note": "The board’s “day” is near."})
    page = " ".join(look.content.decode().split())
    assert "Send 1 reminder?" in page and "Nothing has left yet" in page
    assert "ines@example.org" in page and "zoe@example.org" not in page and "Left out: Zoe Ash." in page
    assert page.count("The board’s “day” is near.") == 2  # in the letter, and kept in the form
    assert mail.outbox == []
    changed = client.post(
        address, {"change": "yes", "people": [chair.pk], "note": "The board’s “day” is near."}
    )
    page = changed.content.decode()
    assert "The board’s “day” is near.</textarea>" in page
    assert f'value="{chair.pk}" id="id_people_{chair.pk}" checked' in page
    assert f'value="{zoe.pk}" id="id_people_{zoe.pk}">' in page
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_a_letter_goes_out_in_the_senders_name_with_their_line_and_answers_come_to_them(
    client, team, quarter, health, chair
):
    chair_of(health, name="Zoe Ash")
    said = send_from_page(client, quarter, people=[chair.pk], note="Thank you for last time.")
    assert "Sent to Ines Kirkbarrow." in said.content.decode()
    [letter] = mail.outbox
    assert letter.to == ["ines@example.org"]
    assert letter.from_email.startswith('"Bryony Larkfell, ') and "localhost" in letter.from_email
    assert letter.reply_to == [team.email]
    assert "Dear Ines Kirkbarrow,\n\nThank you for last time.\n\n" in letter.body
    kept = Letter.objects.get()
    assert (kept.from_name.split(",")[0], kept.reply_to) == ("Bryony Larkfell", team.email)


def test_nobody_chosen_and_a_line_too_long_are_said_together_and_nothing_typed_is_lost(
    client, team, quarter, chair
):
    address = reverse("plans:reminders", args=[quarter.plan.slug])
    refused = client.post(address, {"look": "yes", "note": "x" * 4001})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Tick at least one person" in page and "Shorten this to 4,000" in page and "x" * 4001 in page
    forged = client.post(address, {"send": "yes", "people": ["0", "x", team.pk]})
    assert forged.status_code == 422 and mail.outbox == []


def test_what_a_timer_sends_is_answered_to_the_board_team(quarter, chair):
    person = board_team(quarter.plan.board, email="team@example.org")
    send(quarter)
    [letter] = mail.outbox
    assert letter.reply_to == [person.email]
    assert quarter.plan.board.team_label in letter.from_email


def test_a_long_message_to_copy_into_a_mail_program_leaves_the_words_out(client, team, quarter, chair):
    for number in range(12):
        ActionFactory(
            plan=quarter.plan, label=f"7.{number}", text="Many words " * 15, who_text="Health Subgroup"
        )
    home = client.get(reverse("home"))
    [(_, _, asked)] = home.context["team"]["silent"]
    assert "7.11 Many words" in asked.text
    assert len(asked.mailto) <= 1_900 and "7.11" in asked.mailto and "Many" not in asked.mailto


def test_a_message_that_would_still_be_too_long_says_how_many_there_are(client, team, quarter, chair):
    Action.objects.filter(plan=quarter.plan).delete()
    for _ in range(12):
        ActionFactory(plan=quarter.plan, label="", text="Many words " * 15, who_text="Health Subgroup")
    [(_, _, asked)] = client.get(reverse("home")).context["team"]["silent"]
    said = unquote(asked.mailto)
    assert len(asked.mailto) <= 1_900 and "Many" not in said and asked.text.count("- Many words") == 12
    assert f"12 actions of Health Subgroup are still to be updated for {quarter.name}.\r\n" in said
    assert "silent=on" in said


# --- The last reminder ------------------------------------------------------------------------------------------


def test_the_last_reminder_goes_out_by_the_timer_in_its_days_and_once(client, team, quarter, chair):
    address = reverse("plans:reminders", args=[quarter.plan.slug])
    assert client.post(address, {"set": "yes", "days": "3"}, follow=True).status_code == 200
    quarter.plan.refresh_from_db()
    assert quarter.plan.last_reminder_days == 3
    assert AuditEntry.objects.get(operation="last-reminder-set").changes == {
        "days before the deadline": [None, 3]
    }
    assert send(quarter, on=date(2018, 4, 13)) == ["Ines Kirkbarrow"]
    assert send(quarter, on=date(2018, 4, 14)) == []  # the deadline is the 18th
    assert send(quarter, on=date(2018, 4, 15)) == ["Ines Kirkbarrow"]  # though she was reminded two days ago
    assert send(quarter, on=date(2018, 4, 16)) == []
    assert send(quarter, on=date(2018, 4, 18)) == []
    assert [each.is_last for each in Reminder.objects.order_by("pk")] == [False, True]
    assert mail.outbox[1].subject.startswith("Last reminder: ")
    assert "(3 days left)" in mail.outbox[1].body


@pytest.mark.database
def test_who_was_reminded_on_the_day_itself_is_not_written_to_twice(quarter, chair, team):
    operations.set_last_reminder(plan=quarter.plan, days=3, by=team)
    assert send(quarter, by=team, on=date(2018, 4, 15)) == ["Ines Kirkbarrow"]
    assert send(quarter, on=date(2018, 4, 15)) == []
    assert send(quarter, on=date(2018, 4, 16)) == ["Ines Kirkbarrow"]


def test_without_the_setting_and_after_the_deadline_there_is_none(quarter, chair, team):
    send(quarter, on=date(2018, 4, 15))
    assert send(quarter, on=date(2018, 4, 16)) == []
    operations.set_last_reminder(plan=quarter.plan, days=3, by=team)
    assert send(quarter, on=date(2018, 4, 19)) == []
    with pytest.raises(Refused):
        operations.set_last_reminder(plan=quarter.plan, days=0, by=team)


def test_a_number_of_days_that_is_not_offered_is_refused(client, team, quarter):
    address = reverse("plans:reminders", args=[quarter.plan.slug])
    assert client.post(address, {"set": "yes", "days": "900"}).status_code == 422
    assert client.post(address, {"set": "yes", "days": ""}, follow=True).status_code == 200
