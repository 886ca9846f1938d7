"""What one did last to an action is undone by an event of its own: kept, shown as undone, and it counts no more."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from lscb import clock
from lscb.errors import ChangedMeanwhile, Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import Action, DateChange, Decision, LastStep, Moderation, PlanEvent, ProgressUpdate, Undone
from plans.selectors.undoing import VERBS, step_of
from reporting import operations as report_events
from reporting.report.reading import gather
from subgroups.models import Notice
from subgroups.operations.news import send_news
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    BodyFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
    someone_with,
)
from tests.soak.sampling import sampled

pytestmark = pytest.mark.django_db

# How an event is undone is one rule: on PostgreSQL of each kind of what is kept one.
ON_POSTGRESQL = {
    PlanEvent.PROGRESS_UPDATED,
    PlanEvent.PROPOSAL_ACCEPTED,
    PlanEvent.MILESTONE_RECORDED,
    PlanEvent.NEW_DATE_AGREED,
    PlanEvent.COMPLETION_AGREED,
    PlanEvent.HELP_PROMISED,
}

IN_PLACE = {"HTTP_HX_REQUEST": "true"}
COMPLETE = {"rating": "B", "evidence_how_well": "Well", "completed_on": date(2018, 4, 1)}
OUTSIDE = {"outside_because": "By e-mail"}


class World:
    """A plan with a quarter that is collected, an action, its owner and two of the board team."""

    def __init__(self):
        self.plan = PlanFactory()
        self.health = BodyFactory(board=self.plan.board, name="Health Subgroup")
        self.owner = chair_of(self.health, name="Imogen Hale")
        self.team = board_team(self.plan.board, name="Bryony Larkfell")
        self.other = board_team(self.plan.board, name="Owen Marsh")
        self.quarter = QuarterFactory(plan=self.plan)
        self.action = ActionFactory(
            plan=self.plan, label="8.4", who_text="Health Subgroup", when_text="July 2018"
        )

    def say(self, rating="G", by=None, words="Going well", **more):
        return operations.record_update(
            action=self.action,
            quarter=self.quarter,
            rating=rating,
            progress=words,
            by=by or self.team,
            **more,
        )

    def complete(self):
        return self.say(**COMPLETE)

    def close(self):
        self.complete()
        operations.agree_completion(action=self.action, by=self.other, **OUTSIDE)

    def ask(self, by=None, day=date(2018, 9, 30)):
        return operations.ask_for_new_date(
            action=self.action, to_date=day, reason="Venue", by=by or self.other
        )

    def promise(self):
        helper = AgencyFactory(board=self.plan.board)
        return operations.record_decision(
            action=self.action, words="Two rooms", helper=helper, by=self.other, **OUTSIDE
        )

    def now(self):
        return Action.objects.with_status(self.quarter).get(pk=self.action.pk)

    def stands(self) -> dict:
        """All that counts of the action, as a page or paper would find it."""
        self.action.refresh_from_db()
        now = self.now()
        return {
            "row": Action.objects.filter(pk=self.action.pk).values().get(),
            "letters": (now.rating_now, now.rating_before, now.is_proposed, now.update_id, now.is_silent),
            "dates": [
                row
                for row in self.action.date_changes.standing().order_by("pk").values()
                if row["state"] != "lapsed"
            ],
            "decisions": list(self.action.decisions.standing().order_by("pk").values()),
            "moderated": list(
                Moderation.objects.filter(stands_for__action=self.action).order_by("pk").values()
            ),
            "milestones": list(self.action.milestones.order_by("pk").values()),
            "items": list(self.action.items.order_by("pk").values()),
            "facts": gather(self.quarter).row[self.action.pk],
        }


@pytest.fixture
def w():
    return World()


def undo(w, by=None):
    return operations.undo(step=LastStep.objects.for_undo().get(action=w.action), by=by or w.team)


def story(client, w, by=None) -> str:
    client.force_login(by or w.team)
    page = client.get(w.action.get_absolute_url()).content.decode()
    return " ".join(page.split()).partition('id="story"')[2].partition("</main>")[0]


# Each event that can be undone: what has to be there first, done by others, and the event.
EVENTS = {
    PlanEvent.PROGRESS_UPDATED: (
        lambda w: w.say("N", by=w.other),
        lambda w, _: w.say(review_on=date(2018, 8, 1)),
    ),
    PlanEvent.PROPOSAL_ANSWERED: (
        lambda w: w.say(by=w.owner),
        lambda w, _: w.say("N", moderation_reason="Nothing has begun"),
    ),
    PlanEvent.PROPOSAL_ACCEPTED: (
        lambda w: w.say(by=w.owner),
        lambda w, said: operations.accept_proposal(update=said, by=w.team),
    ),
    PlanEvent.NEW_DATE_ASKED: (lambda w: None, lambda w, _: w.ask(by=w.team)),
    PlanEvent.MILESTONE_RECORDED: (
        lambda w: w.action.milestones.create(kind="due", due_on=date(2018, 7, 31), note="As planned"),
        lambda w, part: operations.record_milestone(milestone=part, done_on=date(2018, 4, 2), by=w.team),
    ),
    PlanEvent.ACTION_ITEM_DONE: (
        lambda w: w.action.items.create(text="Part"),
        lambda w, item: operations.finish_item(item=item, done_on=date(2018, 4, 2), by=w.team),
    ),
    PlanEvent.NEW_DATE_AGREED: (
        lambda w: w.ask(),
        lambda w, change: operations.decide_new_date(change=change, agreed=True, by=w.team, **OUTSIDE),
    ),
    PlanEvent.NEW_DATE_REFUSED: (
        lambda w: w.ask(),
        lambda w, change: operations.decide_new_date(
            change=change, agreed=False, reason="No", by=w.team, **OUTSIDE
        ),
    ),
    PlanEvent.COMPLETION_AGREED: (
        lambda w: w.complete(),
        lambda w, _: operations.agree_completion(action=w.action, by=w.team, **OUTSIDE),
    ),
    PlanEvent.COMPLETION_REFUSED: (
        lambda w: w.complete(),
        lambda w, _: operations.refuse_completion(action=w.action, reason="No minutes", by=w.team, **OUTSIDE),
    ),
    PlanEvent.ACTION_REOPENED: (
        lambda w: w.close(),
        lambda w, _: operations.reopen_action(action=w.action, reason="Not finished", by=w.team),
    ),
    PlanEvent.ACTION_WITHDRAWN: (
        lambda w: w.ask(),
        lambda w, _: operations.withdraw_action(action=w.action, reason="Done elsewhere", by=w.team),
    ),
    PlanEvent.DECISION_RECORDED: (
        lambda w: None,
        lambda w, _: operations.record_decision(action=w.action, words="Go on", by=w.team, **OUTSIDE),
    ),
    PlanEvent.HELP_PROMISED: (
        lambda w: AgencyFactory(board=w.plan.board),
        lambda w, helper: operations.record_decision(
            action=w.action, words="A room", helper=helper, by=w.team, **OUTSIDE
        ),
    ),
    PlanEvent.PROMISE_SETTLED: (
        lambda w: w.promise(),
        lambda w, promise: operations.settle_promise(decision=promise, outcome="kept", by=w.team),
    ),
    PlanEvent.WHERE_CORRECTED: (
        lambda w: w.promise(),
        lambda w, promise: operations.correct_where(
            of=promise, reason="Minuted so", by=w.team, outside_because="By telephone"
        ),
    ),
}


def test_every_event_that_can_be_undone_is_tried_here():
    assert set(EVENTS) == set(VERBS)


@pytest.mark.parametrize("event", sampled(EVENTS, list(EVENTS)[::2], ON_POSTGRESQL))
def test_what_is_undone_leaves_everything_that_counts_as_it_was_and_a_line_of_its_own(client, w, event):
    first, do = EVENTS[event]
    there = first(w)
    before, updates = w.stands(), ProgressUpdate.objects.count()
    done = do(w, there)
    assert w.stands() != before
    kept = AuditEntry.objects.about(w.action).first()
    assert kept.operation == event

    undo(w)

    assert w.stands() == before
    entries = list(AuditEntry.objects.about(w.action)[:2])
    assert (entries[0].operation, entries[0].changes["what"]) == ("undone", ["", PlanEvent(event).label])
    assert entries[1] == kept  # history is not rewritten
    assert Undone.objects.get().entry == kept.pk
    if isinstance(done, ProgressUpdate):
        assert ProgressUpdate.objects.count() == updates + 1
    told = story(client, w)
    assert "(undone)" in told
    if isinstance(done, ProgressUpdate):
        assert "Undone:</strong> by Bryony Larkfell" in told and "Undone: progress" not in told
    else:
        assert f"<strong>Undone: {PlanEvent(event).label}</strong>" in told
    # Somebody who may not read the audit trail is told as well.
    assert "(undone)" in story(client, w, by=w.owner)
    with pytest.raises(Refused, match=r"undone already"):
        undo(w)


@pytest.mark.database
def test_a_date_that_nobody_had_asked_for_goes_whole_and_one_that_waited_waits_again(w):
    waiting = w.ask()
    before = w.stands()
    operations.agree_unasked_date(
        action=w.action, to_date=date(2018, 12, 31), reason="Funding", by=w.team, **OUTSIDE
    )
    assert w.action.due_on == date(2018, 12, 31)
    undo(w)
    assert w.stands() == before
    assert list(w.action.date_changes.waiting()) == [waiting]
    assert DateChange.objects.count() == 2


def test_what_was_undone_is_not_counted_listed_or_printed(client, w):
    w.say("R", cause="C", recovery_step="S", back_on_track_on=date(2018, 6, 1), help_wanted="None")
    decision = operations.record_decision(action=w.action, words="Go on with it", by=w.team, **OUTSIDE)
    undo(w)
    assert decision.words not in str(gather(w.quarter))
    assert not Decision.objects.standing().exists()
    with pytest.raises(Refused, match="took that back"):
        operations.correct_where(of=decision, reason="So", by=w.team, **OUTSIDE)
    # The update before it is not the last thing done any more.
    with pytest.raises(Refused, match="undone already"):
        undo(w)
    assert w.now().rating_now == "R"


# --- Until when --------------------------------------------------------------------------------------------


def test_until_somebody_else_acts_on_it(w):
    w.say(by=w.owner)
    step = LastStep.objects.for_undo().get()
    assert step_of(w.action, w.owner) == step
    assert step_of(w.action, w.team) is None
    with pytest.raises(Refused, match="nobody else can undo it"):
        operations.undo(step=step, by=w.team)
    operations.accept_proposal(update=w.action.updates.get(), by=w.team)
    assert step_of(w.action, w.owner) is None
    with pytest.raises(Refused):
        operations.undo(step=step, by=w.owner)
    assert w.now().rating_now == "G"


def test_what_was_written_past_the_event_is_not_undone(w):
    w.say()
    operations.withdraw_action(action=w.action, reason="Merged", by=w.team)
    Action.objects.filter(pk=w.action.pk).update(state_reason="Merged with 8.5")
    with pytest.raises(Refused, match="It has changed since, so it cannot be undone"):
        undo(w)
    w.action.refresh_from_db()
    assert (w.action.state, w.action.state_reason) == ("withdrawn", "Merged with 8.5")
    assert not Undone.objects.exists()


def test_what_one_did_since_is_not_undone_in_its_place(w):
    w.say("N", words="Not begun")
    shown = LastStep.objects.get(action=w.action)
    w.say("G", words="Going well again")
    with pytest.raises(Refused, match="It has changed since, so it cannot be undone"):
        operations.undo(step=shown, by=w.team)
    assert w.now().rating_now == "G" and not Undone.objects.exists()


def test_until_one_has_done_something_else_that_is_not_undone_so(w):
    w.say()
    w.action.outcome = "Better"
    operations.change_action(action=w.action, by=w.other)
    with pytest.raises(Refused, match="Owen Marsh has done something with it since"):
        undo(w)
    assert w.now().rating_now == "G"


@pytest.mark.usefixtures("quick_paper")
def test_until_its_quarter_is_closed_or_a_report_that_has_it_is_final(w):
    w.say()
    operations.close_quarter(quarter=w.quarter, by=w.other)
    with pytest.raises(Refused, match="is closed for updates"):
        undo(w)
    operations.record_decision(action=w.action, words="Go on", by=w.team, **OUTSIDE)
    assert step_of(w.action, w.team)
    draft = report_events.start_draft(quarter=w.quarter, by=w.other)
    report_events.finalise_report(report=draft, by=w.other)
    assert step_of(w.action, w.team) is None
    with pytest.raises(Refused, match="A report that is final says it"):
        undo(w)
    report_events.correct_report(report=draft, reason="So", by=w.other)
    w.quarter.refresh_from_db()
    w.say("N")  # what a correction says can be undone until that is final
    undo(w)
    assert w.now().rating_now == "G"


def test_until_a_letter_that_names_it_has_left(w, settings):
    settings.BASE_URL = "https://plan.example.org"
    w.complete()
    operations.refuse_completion(action=w.action, reason="No minutes", by=w.team, **OUTSIDE)
    operations.remind(person=w.owner, quarter=w.quarter, by=w.other)
    with pytest.raises(Refused, match="A reminder that names it has been sent since"):
        undo(w)
    assert w.now().is_silent


@pytest.mark.parametrize("news", ["at-once", "daily"])
def test_until_those_who_answer_for_it_were_told_by_a_letter(w, news):
    w.say("G", by=w.owner)
    w.owner.news = news
    w.owner.save()
    w.say("N", moderation_reason="Nothing has begun")
    assert step_of(w.action, w.team)
    with clock.at(clock.now() + timedelta(days=1)):
        assert send_news() == "news: 1 letter written"
    assert step_of(w.action, w.team) is None
    with pytest.raises(Refused, match="Those who answer for it have been told by a letter"):
        undo(w)
    assert w.now().rating_now == "N"


def test_what_is_told_while_it_is_being_undone_is_not_undone(w, monkeypatch):
    """The timer writes the letter after the question whether it still waits."""
    w.complete()
    operations.refuse_completion(action=w.action, reason="No minutes", by=w.team, **OUTSIDE)
    monkeypatch.setattr("plans.operations.undoing.why_not_undone", lambda step, by: "")
    with clock.at(clock.now() + timedelta(days=1)):
        send_news()
    with pytest.raises(Refused, match="told by a letter"):
        undo(w)
    assert w.now().is_silent


@pytest.mark.parametrize("news", ["at-once", "daily"])
def test_what_is_undone_stands_in_no_letter(w, news):
    w.complete()
    w.owner.news = news
    w.owner.save()
    operations.refuse_completion(action=w.action, reason="No minutes", by=w.team, **OUTSIDE)
    assert Notice.objects.filter(person=w.owner).exists()
    undo(w)
    assert not Notice.objects.exists()


@pytest.mark.database
def test_a_date_agreed_instead_is_undone_with_what_was_told_of_the_one_that_was_not(w):
    w.ask(by=w.owner)
    operations.agree_unasked_date(
        action=w.action, to_date=date(2018, 8, 31), reason="Sooner", by=w.team, **OUTSIDE
    )
    assert Notice.objects.filter(person=w.owner).exists()
    undo(w)
    assert not Notice.objects.exists()
    assert w.action.date_changes.waiting().get().to_date == date(2018, 9, 30)


def test_who_may_not_do_it_any_more_cannot_undo_it(client, w):
    w.say(by=w.owner)
    step = LastStep.objects.get()
    w.owner.memberships.update(role="member")
    client.force_login(w.owner)
    address = reverse("plans:undo", args=[w.plan.slug, step.key])
    assert client.post(address).status_code == 403
    assert w.now().rating_now == "G"


# --- Somebody is writing meanwhile -------------------------------------------------------------------------


@pytest.mark.database
def test_whoever_answers_what_was_taken_back_meanwhile_is_told_and_loses_nothing(client, w):
    said = w.say(by=w.owner)
    undo(w, by=w.owner)
    client.force_login(w.team)
    address = reverse("plans:action-update", args=[w.plan.slug, w.action.pk])
    answer = client.post(address, {"rating": "N", "progress": "My words", "last_seen": said.pk})
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert "Imogen Hale took back what was said last while you were writing" in page
    assert "My words" in page
    with pytest.raises(ChangedMeanwhile, match="took back what they said"):
        operations.accept_proposal(update=said, by=w.team)
    again = answer.context["form"].data | {"rating": "N", "progress": "My words"}
    assert client.post(address, {key: value for key, value in again.items() if value}).status_code == 302
    assert w.now().rating_now == "N"


# --- Pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, IN_PLACE], ids=["page", "in place"])
def test_saved_it_is_offered_with_the_message_and_undone_by_one_press(client, w, headers):
    client.force_login(w.owner)
    back = reverse("plans:action-list", args=[w.plan.slug])
    saving = reverse("plans:action-update", args=[w.plan.slug, w.action.pk])
    answer = client.post(saving, {"rating": "G", "progress": "Fine", "next": back}, **headers)
    page = (answer if headers else client.get(back)).content.decode()
    address = reverse("plans:undo", args=[w.plan.slug, LastStep.objects.get().key])
    assert f'action="{address}"' in page
    answer = client.post(address, {"next": back}, **headers)
    text = (answer if headers else client.get(back)).content.decode()
    assert "Undone: 8.4." in text
    assert w.now().is_silent
    assert client.post(address, {"next": back}).status_code == 422


@pytest.mark.database
def test_it_stands_on_the_actions_page_and_for_nobody_else(client, w):
    w.say()
    client.force_login(w.team)
    assert "Undo: progress updated" in client.get(w.action.get_absolute_url()).content.decode()
    address = reverse("plans:undo", args=[w.plan.slug, LastStep.objects.get().key])
    assert "8.4" in client.get(address).content.decode()
    for person in (w.other, w.owner, someone_with(w.plan.board, "auditor")):
        client.force_login(person)
        assert "Undo:" not in client.get(w.action.get_absolute_url()).content.decode()
        assert client.get(address).status_code == client.post(address).status_code == 404
    client.force_login(w.team)
    nobodys = reverse("plans:undo", args=[w.plan.slug, uuid4()])
    assert client.post(nobodys).status_code == 404


@pytest.mark.database
def test_undo_pressed_after_somebody_did_something_since_says_so_and_leads_back(client, w):
    w.say()
    client.force_login(w.team)
    address = reverse("plans:undo", args=[w.plan.slug, LastStep.objects.get().key])
    back = reverse("plans:action-list", args=[w.plan.slug])
    operations.record_update(action=w.action, quarter=w.quarter, rating="G", progress="Fine", by=w.owner)
    for answer in (client.get(address), client.post(address, {"next": back})):
        assert answer.status_code == 404
        assert "There is nothing of yours to undo here any more" in answer.text
        assert f'href="{back}"' in answer.text and f'action="{address}"' not in answer.text
        assert "<button" not in answer.text.split("<h1>")[1].split("</main>")[0]


@pytest.mark.database
def test_many_accepted_by_one_press_are_undone_by_one_but_for_those_somebody_went_on_with(client, w):
    others = [ActionFactory(plan=w.plan, label=f"8.{n}", who_text="Health Subgroup") for n in (5, 6)]
    updates = [
        operations.record_update(action=each, quarter=w.quarter, rating="G", progress="Fine", by=w.owner)
        for each in (w.action, *others)
    ]
    client.force_login(w.team)
    here = reverse("plans:moderation", args=[w.plan.slug])
    client.post(here, {"accepted": [each.pk for each in updates]})
    (key,) = set(LastStep.objects.values_list("key", flat=True))
    operations.record_update(action=others[1], quarter=w.quarter, rating="N", progress="No", by=w.other)
    answer = client.post(reverse("plans:undo", args=[w.plan.slug, key]), {"next": here}, follow=True)
    page = " ".join(answer.content.decode().split())
    assert "Undone: 8.4, 8.5." in page or "Undone: 8.5, 8.4." in page
    assert Moderation.objects.filter(stands_for__isnull=False).count() == 1
    assert "<h1>Updates to look at: 2</h1>" in page


def test_one_of_many_is_undone_from_its_own_page(client, w):
    other = ActionFactory(plan=w.plan, label="8.5", who_text="Health Subgroup")
    updates = [
        operations.record_update(action=each, quarter=w.quarter, rating="G", progress="Fine", by=w.owner)
        for each in (w.action, other)
    ]
    step = uuid4()
    for each in updates:
        operations.accept_proposal(update=each, by=w.team, step=step)
    client.force_login(w.team)
    client.post(reverse("plans:undo", args=[w.plan.slug, step]), {"action": other.pk})
    assert list(Moderation.objects.filter(stands_for=None).values_list("proposal", flat=True)) == [
        updates[1].pk
    ]
