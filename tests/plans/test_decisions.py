"""New dates, completions, milestones and quarters in the browser: asked for, decided, recorded."""

import re
from datetime import date

import pytest
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import Action, ActionItem, Quarter
from reporting import operations as report_events
from reporting.report.reading import facts_of
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MeetingFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
    nth,
    someone_with,
)

pytestmark = pytest.mark.django_db

WAITING_QUERIES = 15
QUARTER_QUERIES = 7
EVIDENCE = {
    "evidence_how_much": "Three workshops",
    "evidence_how_well": "Rated 4 of 5",
    "evidence_difference": "Fewer repeats",
}


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def body(plan):
    return BodyFactory(board=plan.board, name="Health Subgroup")


@pytest.fixture
def quarter(plan):
    return QuarterFactory(plan=plan)


@pytest.fixture
def action(plan, body, quarter):
    return ActionFactory(plan=plan, label="1.2", when_text="March 2018", who_text="Health Subgroup")


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board, name="Bryony Larkfell")
    client.force_login(person)
    return person


MAIL = "By e-mail round the group"


def to(name, action, *more):
    return reverse(f"plans:{name}", args=[action.plan.slug, action.pk, *more])


def ask(action, by, to_date=date(2018, 6, 30), reason="The venue was lost"):
    return operations.ask_for_new_date(action=action, to_date=to_date, reason=reason, by=by)


def complete(action, quarter, by):
    return operations.record_update(
        action=action, quarter=quarter, rating="B", completed_on=date(2018, 4, 2), by=by, **EVIDENCE
    )


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def posted_by(page, decision: str) -> dict[str, str]:
    """What a browser posts of the form with the button `decision`, as the page was sent, hidden boxes and all."""
    form = next(
        part for part in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'value="{decision}"' in part
    )
    boxes = {}
    for box in re.findall(r"<input[^>]*>", form):
        given = dict(re.findall(r'(name|value|type)="([^"]*)"', box))
        if given.get("type") not in ("radio", "checkbox", "submit") or " checked" in box:
            boxes[given["name"]] = given.get("value", "")
    return boxes | {"decision": decision}


# --- Asking for a new date --------------------------------------------------------------------------------


@pytest.mark.database
def test_a_date_is_asked_for_agreed_by_a_meeting_and_the_first_stays(client, plan, body, action):
    """Story 17: 1.2 from 31 March to 30 June 2018."""
    client.force_login(chair_of(body, name="Imogen Hale"))
    page = text_of(client.get(to("action-ask-date", action)))
    assert '31 March 2018, <span class="late">9 days late</span>' in page
    typed = {"to_date": "30 June 2018", "reason": "The venue was lost"}
    answer = client.post(to("action-ask-date", action), typed)
    assert answer.status_code == 302
    change = action.date_changes.get()
    assert (change.to_date, change.reason, change.asked_by.name) == (
        date(2018, 6, 30),
        "The venue was lost",
        "Imogen Hale",
    )
    page = text_of(client.get(action.get_absolute_url()))
    assert "30 June 2018 instead of 31 March 2018, by Imogen Hale" in page
    assert "9 days late" in page

    meeting = MeetingFactory(body=body, held_on=date(2018, 4, 4))
    client.force_login(board_team(plan.board))
    answer = client.post(
        to("action-decide", action),
        {"decision": "agree-date", "date-seen": change.pk, "date-meeting": meeting.pk},
    )
    assert answer.status_code == 302
    change.refresh_from_db()
    action.refresh_from_db()
    assert (change.state, change.meeting) == ("agreed", meeting)
    assert (action.due_on, action.first_due_on) == (date(2018, 6, 30), date(2018, 3, 31))
    page = text_of(client.get(action.get_absolute_url()))
    assert "91 days later than its first date, 31 March 2018" in page
    assert "days late</span>" not in page
    assert "91 days later than its first date" in text_of(client.get(to("action-ask-date", action)))


@pytest.mark.parametrize("both", [False, True], ids=["one waits", "both wait"])
def test_each_of_the_things_that_wait_is_decided_by_its_own_form_as_the_page_sends_it(
    client, team, action, quarter, both
):
    ask(action, team)
    if both:
        complete(action, quarter, team)
    page = client.get(to("action-decide", action)).content.decode()
    sent = posted_by(page, "agree-date") | {"date-outside_because": MAIL}
    assert client.post(to("action-decide", action), sent).status_code == 302
    assert action.date_changes.get().state == "agreed"
    if both:
        sent = posted_by(page, "agree-completion") | {"completion-outside_because": MAIL}
        assert client.post(to("action-decide", action), sent).status_code == 302
        action.refresh_from_db()
        assert action.state == "closed"


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ({"reason": "The venue"}, "Write the date you ask for."),
        ({"to_date": "soon", "reason": "The venue"}, "Write the date as 31 March 2018."),
        ({"to_date": "1 April 2018", "reason": "The venue"}, "That day has passed."),
        ({"to_date": "30 June 2018", "reason": " "}, "Say why the date should move."),
        ({"to_date": "30 June 2018", "reason": "x" * 4001}, "Shorten this to 4,000 characters"),
    ],
)
def test_a_date_refused_says_what_to_do_and_keeps_what_was_typed(client, team, action, typed, advice):
    answer = client.post(to("action-ask-date", action), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in page and advice in page and "There is a problem" in page
    for words in typed.values():
        assert words.strip()[:200] in page
    assert not action.date_changes.exists()


@pytest.mark.database
def test_a_second_request_waits_for_the_first(client, team, action):
    ask(action, team)
    page = text_of(client.get(to("action-ask-date", action)))
    assert "A meeting decides on 30 June 2018 first" in page
    assert "Ask for this date" not in page
    answer = client.post(to("action-ask-date", action), {"to_date": "31 July 2018", "reason": "Later still"})
    assert answer.status_code == 422
    assert "already been asked for" in text_of(answer) and "Later still" in text_of(answer)
    assert action.date_changes.count() == 1


# --- Deciding about one action --------------------------------------------------------------------------------


@pytest.mark.database
def test_a_date_is_not_agreed(client, team, action):
    change = ask(action, team)
    sent = {"decision": "refuse-date", "date-seen": change.pk, "date-reason": "Too late"}
    sent |= {"date-outside_because": MAIL}
    client.post(to("action-decide", action), sent)
    change.refresh_from_db()
    action.refresh_from_db()
    assert (change.state, change.decided_by) == ("refused", team)
    assert action.due_on == date(2018, 3, 31)


def test_nothing_newer_is_decided_unseen(client, team, action):
    first = ask(action, team)
    operations.decide_new_date(
        change=first, agreed=False, reason="Too late", outside_because="By e-mail", by=team
    )
    second = ask(action, team, to_date=date(2019, 12, 31))
    stale = {"decision": "agree-date", "date-seen": first.pk, "date-outside_because": MAIL}
    answer = client.post(to("action-decide", action), stale)
    assert answer.status_code == 422
    assert "This changed while you were looking at it" in text_of(answer)
    second.refresh_from_db()
    assert second.state == "asked"
    again = answer.context["date_form"]["seen"].value()
    assert client.post(to("action-decide", action), stale | {"date-seen": again}).status_code == 302
    second.refresh_from_db()
    assert second.state == "agreed"


@pytest.mark.database
def test_completion_is_agreed_only_when_the_last_update_says_complete(client, team, action, quarter, body):
    page = text_of(client.get(to("action-decide", action)))
    assert "Nothing waits for a decision" in page and "Agree that it is complete" not in page
    update = complete(action, quarter, team)
    page = text_of(client.get(to("action-decide", action)))
    assert "Three workshops" in page and "Fewer repeats" in page and "Agree that it is complete" in page
    meeting = MeetingFactory(body=body, held_on=date(2018, 4, 4))
    client.post(
        to("action-decide", action),
        {"decision": "agree-completion", "completion-seen": update.pk, "completion-meeting": meeting.pk},
    )
    action.refresh_from_db()
    assert (action.state, action.closed_on, action.closed_at_meeting) == (
        "closed",
        date(2018, 4, 4),
        meeting,
    )


@pytest.mark.database
def test_completion_is_not_agreed_once_the_owner_took_it_back(client, team, action, quarter):
    update = complete(action, quarter, team)
    operations.record_update(
        action=action, quarter=quarter, rating="G", progress="Not yet", reason="-", by=team
    )
    answer = client.post(
        to("action-decide", action), {"decision": "agree-completion", "completion-seen": update.pk}
    )
    assert answer.status_code == 422
    action.refresh_from_db()
    assert action.state == "live"


def test_a_closed_action_is_opened_again_with_a_reason(client, team, action, quarter):
    complete(action, quarter, team)
    operations.agree_completion(action=action, outside_because="By e-mail", by=team)
    refused = client.post(to("action-decide", action), {"decision": "reopen", "reopen-reason": " "})
    assert refused.status_code == 422 and "Say why it is opened again." in text_of(refused)
    client.post(to("action-decide", action), {"decision": "reopen", "reopen-reason": "Nobody came"})
    action.refresh_from_db()
    assert action.state == "live"
    assert AuditEntry.objects.about(action).first().changes["why"] == ["", "Nobody came"]


def test_an_action_is_withdrawn_with_a_reason_and_then_nothing_is_offered(client, team, action):
    refused = client.post(to("action-decide", action), {"decision": "withdraw", "withdraw-reason": ""})
    assert refused.status_code == 422 and "Say why it is withdrawn." in text_of(refused)
    client.post(to("action-decide", action), {"decision": "withdraw", "withdraw-reason": "Done by others"})
    action.refresh_from_db()
    assert (action.state, action.state_reason) == ("withdrawn", "Done by others")
    page = text_of(client.get(to("action-decide", action)))
    assert 'name="decision"' not in page and "Done by others" in page
    assert to("action-decide", action) not in text_of(client.get(action.get_absolute_url()))


@pytest.mark.database
def test_a_reason_typed_is_kept_when_somebody_withdrew_it_meanwhile(client, team, action):
    operations.withdraw_action(action=action, reason="Earlier", by=team)
    sent = {"decision": "withdraw", "withdraw-reason": "My long reason"}
    answer = client.post(to("action-decide", action), sent)
    assert answer.status_code == 422
    assert "1.2 is withdrawn." in text_of(answer) and "My long reason" in text_of(answer)


@pytest.mark.database
def test_meetings_offered_are_the_next_of_each_group_and_those_held(client, plan, team, action, body):
    held, today, following, later, _cancelled = (
        MeetingFactory(body=body, held_on=day, cancelled=day.day == 2)
        for day in (
            date(2018, 1, 24),
            date(2018, 4, 9),
            date(2018, 4, 18),
            date(2018, 7, 18),
            date(2018, 4, 2),
        )
    )
    MeetingFactory(held_on=date(2018, 3, 1))  # another board's
    other = BodyFactory(board=plan.board)
    sooner, _later_still = (MeetingFactory(body=other, held_on=date(2018, 4, day)) for day in (17, 24))
    ask(action, team)
    form = client.get(to("action-decide", action)).context["asked"][0][1]
    offered = list(form.fields["meeting"].queryset)
    assert offered == [sooner, following, today, held]
    assert "18 April 2018 (to come)" in str(form["meeting"])
    sent = {"decision": "agree-date", "date-seen": action.date_changes.get().pk, "date-meeting": later.pk}
    assert "Choose one of the meetings." in text_of(client.post(to("action-decide", action), sent))


def test_only_those_allowed_are_offered_and_heard(client, plan, body, action):
    owner, auditor = chair_of(body), someone_with(plan.board, "auditor")
    for person, asks in ((owner, True), (auditor, False)):
        client.force_login(person)
        page = text_of(client.get(action.get_absolute_url()))
        assert (to("action-ask-date", action) in page) is asks
        assert to("action-decide", action) not in page
        sent = {"decision": "withdraw", "withdraw-reason": "No"}
        assert client.post(to("action-decide", action), sent).status_code == 403
    assert client.post(to("action-ask-date", action)).status_code == 403  # the auditor
    assert client.post(reverse("plans:decisions-waiting", args=[plan.slug])).status_code == 403
    action.refresh_from_db()
    assert action.state == "live"


# --- Everything that waits ------------------------------------------------------------------------------------


def waiting(plan):
    return reverse("plans:decisions-waiting", args=[plan.slug])


@pytest.mark.database
def test_what_waits_is_shown_with_reasons_and_evidence_and_agreed_at_once(client, plan, team, body, quarter):
    moving = [ActionFactory(plan=plan, when_text="March 2018", label=f"2.{n}") for n in range(3)]
    done = [ActionFactory(plan=plan, when_text="March 2018", label=f"3.{n}") for n in range(2)]
    changes = [ask(each, team, reason=f"Reason of {each.label}") for each in moving]
    updates = [complete(each, quarter, team) for each in done]
    meeting = MeetingFactory(body=body, held_on=date(2018, 4, 4))
    page = text_of(client.get(waiting(plan)))
    assert "3 new dates and 2 completions" in page
    assert "Reason of 2.1" in page and "Rated 4 of 5" in page
    answer = client.post(
        waiting(plan),
        {
            "dates": [changes[0].pk, changes[2].pk],
            "completions": [updates[1].pk],
            "meeting": meeting.pk,
        },
        follow=True,
    )
    assert "3 agreements recorded." in text_of(answer)
    for change in changes:
        change.refresh_from_db()
    assert [change.state for change in changes] == ["agreed", "asked", "agreed"]
    assert changes[0].meeting == meeting
    states = Action.objects.filter(pk__in=[each.pk for each in done]).order_by("label")
    assert [(each.state, each.closed_at_meeting) for each in states] == [("live", None), ("closed", meeting)]
    assert "1 new date and 1 completion" in text_of(answer)


@pytest.mark.database
def test_one_action_may_have_both_agreed(client, plan, team, action, quarter):
    change, update = ask(action, team), complete(action, quarter, team)
    sent = {"dates": [change.pk], "completions": [update.pk], "outside_because": MAIL}
    client.post(waiting(plan), sent)
    assert action.date_changes.get().outside_because == MAIL
    action.refresh_from_db()
    assert (action.state, action.due_on) == ("closed", date(2018, 6, 30))


@pytest.mark.database
def test_all_or_nothing_is_agreed(client, plan, team, action, quarter, monkeypatch):
    change, update = ask(action, team), complete(action, quarter, team)

    def refuse(**kwargs):
        raise Refused("Not this one.")

    monkeypatch.setattr("plans.operations.decisions.agree_completion", refuse)
    sent = {"dates": [change.pk], "completions": [update.pk], "outside_because": MAIL}
    answer = client.post(waiting(plan), sent)
    assert answer.status_code == 422 and "Not this one." in text_of(answer)
    assert text_of(answer).count(" checked") == 2  # what was ticked is still ticked
    change.refresh_from_db()
    assert change.state == "asked"


def test_what_no_longer_waits_or_nothing_at_all_is_refused(client, plan, team, action):
    change = ask(action, team)
    assert "Tick what the meeting agreed." in text_of(client.post(waiting(plan), {}))
    operations.decide_new_date(
        change=change, agreed=False, reason="Too late", outside_because="By e-mail", by=team
    )
    answer = client.post(waiting(plan), {"dates": [change.pk]})
    assert answer.status_code == 422
    assert "This changed while you were looking at it" in text_of(answer)
    for rubbish in ("x", "9" * 40):
        assert client.post(waiting(plan), {"dates": [rubbish]}).status_code == 422


@pytest.mark.database
def test_withdrawn_actions_and_other_plans_do_not_wait(client, plan, team, action):
    ask(action, team)
    operations.withdraw_action(action=action, reason="Done by others", by=team)
    other = ActionFactory(plan=PlanFactory(board=plan.board), when_text="March 2018")
    ask(other, team)
    page = text_of(client.get(waiting(plan)))
    assert "No new date is waiting for a meeting." in page
    assert "No completion is waiting to be agreed." in page


def test_readers_see_what_waits_and_cannot_tick(client, plan, team, action):
    ask(action, team)
    client.force_login(someone_with(plan.board, "independent-chair"))
    page = text_of(client.get(waiting(plan)))
    assert "The venue was lost" in page
    assert 'type="checkbox"' not in page and "Agree what is ticked" not in page


@pytest.mark.database
def test_the_waiting_page_costs_the_same_however_much_waits(
    client, plan, team, body, quarter, django_assert_num_queries
):
    def add(count):
        for _ in range(count):
            each = ActionFactory(plan=plan, when_text="March 2018", who_text="Health Subgroup")
            ask(each, team)
            complete(ActionFactory(plan=plan, who_text="Health Subgroup"), quarter, team)
            MeetingFactory(body=BodyFactory(board=plan.board), held_on=date(2018, 3, 1))

    add(1)
    with django_assert_num_queries(WAITING_QUERIES):
        client.get(waiting(plan))
    add(6)
    with django_assert_num_queries(WAITING_QUERIES):
        client.get(waiting(plan))


# --- Milestones and parts ---------------------------------------------------------------------------------


@pytest.fixture
def dated(plan, body, quarter):
    return ActionFactory(
        plan=plan, label="8.1", when_text="November 2017 & July 2018", who_text="Health Subgroup"
    )


def test_an_owner_records_a_milestone_from_the_actions_page(client, body, dated):
    client.force_login(chair_of(body))
    milestone = dated.milestones.first()
    address = to("action-milestone", dated, milestone.pk)
    assert f'action="{address}"' in text_of(client.get(dated.get_absolute_url()))
    answer = client.post(address, {"done_on": "20 November 2017"})
    assert answer.url.endswith(f"#milestone-{milestone.pk}")
    client.post(address, {"done_on": "21/11/2017", "note": "42 people came"})
    client.post(address, {"done_on": "22/11/2017"})  # the small form has no remark: it stays
    milestone.refresh_from_db()
    assert (milestone.done_on, milestone.note) == (date(2017, 11, 22), "42 people came")
    client.post(address, {"done_on": "", "note": ""})
    milestone.refresh_from_db()
    assert (milestone.done_on, milestone.note) == (None, "")


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("", "Write the day on which it was done."),
        ("1 May 2018", "That day has not come yet."),
        ("last week", "Write the date as 31 March 2018."),
    ],
)
def test_a_day_refused_for_a_milestone_or_a_part_is_kept(client, team, dated, typed, advice):
    item = ActionItem.objects.create(action=dated, label="a", text="Book the hall")
    for address in (
        to("action-milestone", dated, dated.milestones.first().pk),
        to("action-item", dated, item.pk),
    ):
        answer = client.post(address, {"done_on": typed})
        assert answer.status_code == 422
        assert "<title>Error: " in answer.content.decode()
        assert advice in text_of(answer) and typed in str(answer.context["form"]["done_on"])
    assert not dated.milestones.filter(done_on__isnull=False).exists()


def test_a_part_is_done_and_not_after_all(client, team, dated):
    item = ActionItem.objects.create(action=dated, label="a", text="Book the hall")
    client.post(to("action-item", dated, item.pk), {"done_on": "1 April 2018"})
    item.refresh_from_db()
    assert item.done_on == date(2018, 4, 1)
    assert "Done 1 April 2018." in text_of(client.get(dated.get_absolute_url()))
    client.post(to("action-item", dated, item.pk), {"done_on": ""})
    item.refresh_from_db()
    assert item.done_on is None


def test_milestones_of_other_actions_and_of_withdrawn_ones_are_not_recorded(client, team, plan, dated):
    milestone = dated.milestones.first()
    other = ActionFactory(plan=plan, when_text="November 2017 & July 2018")
    assert client.get(to("action-milestone", other, milestone.pk)).status_code == 404
    operations.withdraw_action(action=dated, reason="Done by others", by=team)
    address = to("action-milestone", dated, milestone.pk)
    assert "Record when it was done" not in text_of(client.get(dated.get_absolute_url()))
    assert "Save</button>" not in text_of(client.get(address))
    answer = client.post(address, {"done_on": "20 November 2017", "note": "Long words"})
    assert answer.status_code == 422 and "Long words" in text_of(answer)
    milestone.refresh_from_db()
    assert milestone.done_on is None


# --- Quarters -------------------------------------------------------------------------------------------------


def quarters(plan):
    return reverse("plans:quarter-list", args=[plan.slug])


def opening(quarter):
    return reverse("plans:quarter-open", args=[quarter.plan.slug, quarter.slug])


def test_the_next_quarter_is_offered_added_and_opened(client, plan, team, quarter, body, action):
    meeting = MeetingFactory(body=body, held_on=date(2018, 7, 18))
    page = client.get(quarters(plan))
    form = page.context["form"]
    assert form["quarter"].value() == "2018-04-01"
    assert "Q1 2018/19, 1 April to 30 June 2018" in text_of(page)
    assert "Q4 2017/18, 1 January" not in text_of(page)  # there already
    client.post(
        quarters(plan), {"quarter": "2018-04-01", "meeting": meeting.pk, "papers_due_on": "10 July 2018"}
    )
    added = plan.quarters.get(name__startswith="Q1")
    assert (added.state, added.meeting, added.papers_due_on) == ("planned", meeting, date(2018, 7, 10))

    confirm = text_of(client.get(opening(added)))
    assert "What happens to Q4 2017/18" in confirm and "of 1 updated for Q4 2017/18" in confirm
    assert plan.quarters.collecting().get() == quarter  # looking changes nothing
    assert client.post(opening(added)).status_code == 302
    assert plan.quarters.collecting().get() == added
    quarter.refresh_from_db()
    assert quarter.state == Quarter.State.REPORTED


def test_whoever_opens_a_quarter_is_led_to_those_to_ask_or_where_it_is_typed(client, plan, team, quarter):
    """A plan that names no owners has nobody to remind."""
    following = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    after = operations.add_quarter(plan=plan, span=nth(plan, 2018, 2), by=team)
    plan.actions.all().delete()
    assert client.post(opening(following)).url == plan.action_list_url()
    ActionFactory(plan=plan, who_text="Health Subgroup")
    assert client.post(opening(after)).url == reverse("plans:reminders", args=[plan.slug])


def test_a_reported_quarter_is_not_opened_again(client, team, quarter):
    operations.close_quarter(quarter=quarter, by=team)
    page = text_of(client.get(opening(quarter)))
    assert "is closed for updates" in page and "<form" not in page.partition("<main")[2]
    answer = client.post(opening(quarter))
    assert answer.status_code == 422 and "<title>Error: " in answer.content.decode()
    quarter.refresh_from_db()
    assert quarter.state == Quarter.State.REPORTED


@pytest.mark.database
@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ({"quarter": "2018-01-01"}, "Choose one of these."),
        ({"quarter": "2018-04-01", "papers_due_on": "soon"}, "Write the date as 31 March 2018."),
        ({"quarter": "2018-04-01", "papers_due_on": "19 July 2018", "meeting": True}, "at the latest."),
    ],
)
def test_a_quarter_refused_keeps_what_was_typed(client, plan, team, quarter, body, typed, advice):
    meeting = MeetingFactory(body=body, held_on=date(2018, 7, 18))
    if "meeting" in typed:
        typed = typed | {"meeting": meeting.pk}
    answer = client.post(quarters(plan), typed)
    assert answer.status_code == 422 and advice in text_of(answer)
    assert typed.get("papers_due_on", "") in str(answer.context["form"]["papers_due_on"])
    assert plan.quarters.count() == 1


@pytest.mark.database
def test_a_plan_of_one_year_says_when_all_its_quarters_are_there(
    client, team, plan, django_assert_num_queries
):
    short = PlanFactory(board=plan.board, starts_on=date(2017, 4, 1), ends_on=date(2018, 3, 31))
    assert "This plan has no quarters yet." in text_of(client.get(quarters(short)))
    for number in range(1, 5):
        operations.add_quarter(plan=short, span=nth(short, 2017, number), by=team)
    page = text_of(client.get(quarters(short)))
    assert "Every quarter of the plan is here." in page and "Add this quarter" not in page


@pytest.mark.database
def test_the_quarters_page_costs_the_same_however_many_there_are(
    client, plan, team, body, django_assert_num_queries
):
    meeting = MeetingFactory(body=body, held_on=date(2018, 7, 18))
    operations.add_quarter(plan=plan, span=nth(plan, 2017, 1), meeting=meeting, by=team)
    with django_assert_num_queries(QUARTER_QUERIES):
        client.get(quarters(plan))
    for number in range(2, 5):
        other = MeetingFactory(body=BodyFactory(board=plan.board), held_on=date(2018, 8, number))
        operations.add_quarter(plan=plan, span=nth(plan, 2017, number), meeting=other, by=team)
    with django_assert_num_queries(QUARTER_QUERIES):
        client.get(quarters(plan))


@pytest.mark.database
def test_the_reports_page_leads_the_board_team_to_the_quarters(client, plan, team, quarter):
    reports = reverse("reporting:report-list", args=[plan.slug])
    assert quarters(plan) in text_of(client.get(reports))
    client.force_login(someone_with(plan.board, "auditor"))
    assert quarters(plan) not in text_of(client.get(reports))


def test_making_the_report_final_closes_its_quarter_on_the_same_line(plan, team, quarter, monkeypatch):
    monkeypatch.setattr("reporting.operations.reports.render_pdf", lambda *args, **kwargs: b"%PDF-")
    draft = report_events.start_draft(quarter=quarter, by=team)
    before = AuditEntry.objects.count()
    report = report_events.finalise_report(report=draft, by=team)
    quarter.refresh_from_db()
    assert quarter.state == Quarter.State.REPORTED
    assert AuditEntry.objects.count() == before + 1
    changes = AuditEntry.objects.about(report).first().changes
    assert changes["Q4 2017/18"] == ["Collecting updates", "Closed for updates"]
    correction = report_events.correct_report(report=report, reason="A slip", by=team)
    report_events.finalise_report(report=correction, by=team)
    changes = AuditEntry.objects.about(correction).first().changes
    assert changes["Q4 2017/18"] == ["Open to the board team for corrections", "Closed for updates"]


# --- Not agreed -------------------------------------------------------------------------------------------


@pytest.mark.database
def test_a_date_is_not_agreed_for_a_reason_that_is_told(client, team, action):
    change = ask(action, team)
    client.force_login(team)
    sent = {"decision": "refuse-date", "date-seen": change.pk, "date-outside_because": MAIL}
    assert "Say why it is not agreed." in text_of(client.post(to("action-decide", action), sent))
    client.post(to("action-decide", action), sent | {"date-reason": "The room is free in May"})
    change.refresh_from_db()
    assert (change.state, change.refused_because) == ("refused", "The room is free in May")
    assert "The room is free in May" in text_of(client.get(action.get_absolute_url()))


@pytest.mark.database
def test_a_completion_is_not_agreed_for_a_reason_and_no_longer_waits(client, team, action, quarter):
    update = complete(action, quarter, team)
    client.force_login(team)
    sent = {"decision": "refuse-completion", "completion-seen": update.pk, "completion-outside_because": MAIL}
    assert "Say what is missing." in text_of(client.post(to("action-decide", action), sent))
    client.post(to("action-decide", action), sent | {"completion-reason": "Nobody asked the children"})
    assert not Action.objects.filter(pk=action.pk).said_complete().exists()
    assert Action.objects.with_status(quarter).get(pk=action.pk).rating_now == "-"
    decision = action.decisions.get()
    assert decision.words == "Completion not agreed: Nobody asked the children"
    assert decision.words in text_of(client.get(action.get_absolute_url()))
    again = client.post(to("action-decide", action), sent | {"completion-reason": "Again"})
    assert again.status_code == 422


# --- Where it was decided ---------------------------------------------------------------------------------


def test_a_decision_is_of_a_meeting_or_says_how_it_was_made_outside_one(client, plan, team, action, body):
    change = ask(action, team)
    held, to_come = (MeetingFactory(body=body, held_on=date(2018, 4, day)) for day in (4, 18))
    sent = {"decision": "agree-date", "date-seen": change.pk}

    def answer(**more):
        return text_of(client.post(to("action-decide", action), sent | more))

    assert "Choose the meeting, or say below how it was decided outside one." in answer()
    both = {"date-meeting": held.pk, "date-outside_because": MAIL}
    assert "not both." in answer(**both)
    page = answer(**{"date-meeting": to_come.pk})
    assert "The meeting you chose is on 18 April 2018." in page
    assert 'name="date-ahead"' in page
    change.refresh_from_db()
    assert change.state == "asked"
    answer(**{"date-meeting": to_come.pk, "date-ahead": "on"})
    change.refresh_from_db()
    assert (change.state, change.meeting) == ("agreed", to_come)


def test_how_it_was_decided_outside_a_meeting_is_told(client, team, action, quarter):
    update = complete(action, quarter, team)
    sent = {"decision": "agree-completion", "completion-seen": update.pk, "completion-outside_because": MAIL}
    client.post(to("action-decide", action), sent)
    page = text_of(client.get(action.get_absolute_url()))
    assert f"outside a meeting: {MAIL}" in page
    facts = facts_of(quarter, clock.now(), None)
    assert (
        next(each for each in facts.actions if each.id == action.pk).closed_at == f"outside a meeting: {MAIL}"
    )


@pytest.mark.database
def test_which_meeting_decided_is_put_right_and_both_are_kept(client, plan, team, action, body, quarter):
    change = ask(action, team)
    operations.decide_new_date(change=change, agreed=True, outside_because="By e-mail", by=team)
    other = operations.record_decision(action=action, words="Noted", outside_because="By e-mail", by=team)
    complete(action, quarter, team)
    operations.agree_completion(action=action, outside_because="By e-mail", by=team)
    held = MeetingFactory(body=body, held_on=date(2018, 4, 4))
    sent = {"decision": "where", "where-meeting": held.pk}
    for of in (f"date-{change.pk}", f"decision-{other.pk}", "completion"):
        refused = client.post(to("action-decide", action), sent | {"where-of": of})
        assert "Say why it is put right." in text_of(refused)
        answer = client.post(to("action-decide", action), sent | {"where-of": of, "where-reason": "Left out"})
        assert answer.status_code == 302
    for row in (change, other, action):
        row.refresh_from_db()
    assert (change.meeting, other.meeting, action.closed_at_meeting) == (held, held, held)
    assert change.history.order_by("-history_id").first().history_change_reason == "Left out"
    assert f"By e-mail became {held}" in text_of(client.get(action.get_absolute_url()))
    elsewhere = MeetingFactory()
    strange = sent | {"where-of": "completion", "where-reason": "x", "where-meeting": elsewhere.pk}
    assert client.post(to("action-decide", action), strange).status_code == 422
