"""Plans linked to a business plan: collected with it, never in its counts, shown beside it in one row each."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import Action, DateChange, Plan, PlanEvent, Quarter
from plans.rules.rhythm import Naming, Reporting, Rhythm
from plans.selectors.linked import has_another_date, linked_rows, row_carrying_out
from plans.selectors.reminders import letters_of, unasked_of
from tests.factories import (
    ActionFactory,
    BodyFactory,
    BodyNameFactory,
    MeasureFactory,
    MeetingFactory,
    PersonFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
    nth,
)

pytestmark = pytest.mark.django_db
DAYS = {"starts_on": date(2017, 4, 1), "ends_on": date(2018, 12, 31)}


@pytest.fixture(autouse=True)
def today(on):
    on("2018-04-09")


@pytest.fixture
def plan():
    plan = PlanFactory(action_label="Task", action_label_plural="Tasks")
    QuarterFactory(plan=plan, meeting=MeetingFactory(body=BodyFactory(board=plan.board)))
    return plan


@pytest.fixture
def team(plan):
    return board_team(plan.board)


@pytest.fixture
def linked(plan, team):
    return start(plan, team)


def start(plan, team, title="Plan of review Heron", kind="review", **days) -> Plan:
    return operations.start_linked_plan(
        business_plan=plan, title=title, kind=kind, by=team, **{**DAYS, **days}
    )


def collected(plan) -> Quarter:
    return plan.quarters.collecting().get()


def said(action, rating="G", by=None, **words):
    needed = {
        "R": {"cause": "No lead", "recovery_step": "A lead", "back_on_track_on": date(2018, 5, 1)},
        "B": {"evidence_how_much": "All of it", "completed_on": date(2018, 4, 1)},
    }
    return operations.record_update(
        action=action,
        quarter=collected(action.plan),
        rating=rating,
        by=by or board_team(action.board),
        **{"progress": "So far", "help_wanted": "None"} | needed.get(rating, {}) | words,
    )


def differs(action) -> bool:
    return has_another_date(action, row_carrying_out(action, collected(action.plan)))


def states(plan) -> dict[str, str]:
    return dict(plan.quarters.values_list("name", "state"))


# --- Started and linked -----------------------------------------------------------------------------------------


def test_a_linked_plan_speaks_as_its_business_plan_and_is_collected_from_now_on(plan, linked):
    assert (linked.action_label_plural, linked.get_kind_display()) == ("Tasks", "Plan of a review")
    follower, quarter = collected(linked), collected(plan)
    assert (follower.follows, follower.name, follower.meeting) == (quarter, quarter.name, quarter.meeting)
    assert not plan.is_linked
    assert [*plan.linked_plans.all()] == [linked]


def test_a_linked_plan_has_a_copy_of_the_rating_key_of_its_business_plan(plan, team):
    plan.definitions.create(rating="A", word="Late", meaning="Late, and we know why")
    linked = start(plan, team)
    [own], [above] = linked.definitions.all(), plan.definitions.all()
    assert own.pk != above.pk and (own.rating, own.word, own.meaning) == ("A", "Late", above.meaning)
    assert own.history.get().history_user == team


def test_what_was_said_is_looked_for_in_the_periods_that_follow_and_not_in_every_boards(plan, linked):
    """The database is told twice: it sees the periods only where they stand in the join itself."""
    actions = Action.objects.filter(plan=linked).with_last_said(collected(plan), followed=True)
    assert 'last_said."quarter_id" IN (SELECT' in str(actions.query)
    assert list(actions) == []


def test_kind_and_link_agree_in_the_database(plan, linked):
    for wrong in ({"kind": "business"}, {"business_plan": None}, {"kind": "inquiry"}):
        with transaction.atomic(), pytest.raises(IntegrityError):
            Plan.objects.filter(pk=linked.pk).update(**wrong)


def test_what_cannot_be_linked_is_said_by_field_and_all_at_once(plan, team, linked):
    with pytest.raises(Refused) as refused:
        start(plan, team, title=" ", kind="business", ends_on=date(2016, 1, 1))
    assert set(refused.value.message_dict) == {"title", "kind", "ends_on"}
    elsewhere, old = PlanFactory(), PlanFactory(board=plan.board, state="archived")
    for business_plan, words in (
        (elsewhere, "another board"),
        (linked, "linked to another itself"),
        (old, "archived"),
        (plan, "not linked to itself"),
    ):
        with pytest.raises(Refused, match=words):
            operations.link_plan(plan=plan, business_plan=business_plan, kind="audit", by=team)
    other = PlanFactory(board=plan.board)
    with pytest.raises(Refused, match="Other plans are linked"):
        operations.link_plan(plan=plan, business_plan=other, kind="audit", by=team)


def test_a_plan_typed_by_itself_is_linked_with_what_was_said_in_it(plan, team):
    own = PlanFactory(board=plan.board)
    same = QuarterFactory(plan=own)
    update = said(ActionFactory(plan=own), by=team)
    operations.link_plan(plan=own, business_plan=plan, kind="audit", by=team)
    same.refresh_from_db()
    assert (same.follows, same.state, update.quarter) == (collected(plan), "collecting", same)
    [row] = linked_rows(plan, collected(plan))
    assert (row.plan, row.silent, row.worst) == (own, 0, "G")


def test_it_goes_on_under_the_next_business_plan_once_the_old_one_is_archived(plan, team, linked):
    operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    operations.archive_plan(plan=plan, keep_until=None, by=team)
    assert states(linked) == {"Q4 2017/18": "reported", "Q1 2018/19": "planned"}
    following = PlanFactory(board=plan.board, starts_on=date(2018, 4, 1), ends_on=date(2021, 3, 31))
    opened = operations.open_first_quarter(plan=following, by=team)
    operations.link_plan(plan=linked, business_plan=following, kind="review", by=team)
    assert states(linked) == {"Q4 2017/18": "reported", "Q1 2018/19": "collecting"}
    assert collected(linked).follows == opened


# --- Periods ----------------------------------------------------------------------------------------------------


def test_periods_are_added_opened_and_closed_with_those_of_the_business_plan(plan, team, linked):
    done = start(plan, team, title="Plan of an audit", kind="audit")
    operations.archive_plan(plan=done, keep_until=None, by=team)
    following = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    assert states(linked) == {"Q4 2017/18": "collecting", "Q1 2018/19": "planned"}
    operations.open_quarter(quarter=following, by=team)
    assert states(linked) == {"Q4 2017/18": "reported", "Q1 2018/19": "collecting"} == states(plan)
    operations.close_quarter(quarter=following, by=team)
    assert set(states(linked).values()) == {"reported"}
    assert states(done) == {"Q4 2017/18": "reported"}
    operations.restore_plan(plan=done, by=team)
    operations.open_quarter(
        quarter=operations.add_quarter(plan=plan, span=nth(plan, 2018, 2), by=team), by=team
    )
    assert states(done) == {"Q4 2017/18": "reported", "Q2 2018/19": "collecting"}


def test_a_linked_plan_has_no_periods_of_its_own(plan, team, linked):
    for event in (
        lambda: operations.add_quarter(plan=linked, span=nth(linked, 2018, 1), by=team),
        lambda: operations.open_first_quarter(plan=linked, by=team),
        lambda: operations.close_quarter(quarter=collected(linked), by=team),
        lambda: operations.change_rhythm(plan=linked, wanted=linked.reporting, labels={}, shown=(), by=team),
    ):
        with pytest.raises(Refused, match=r"those of|closes with it"):
            event()
    assert states(linked) == {"Q4 2017/18": "collecting"}


def test_another_rhythm_is_that_of_its_linked_plans_too(plan, team, linked):
    done = start(plan, team, title="Plan of an audit", kind="audit")
    planned = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    operations.archive_plan(plan=done, keep_until=None, by=team)
    wanted = Reporting(Rhythm.HALF_YEARS, 4, Naming.LETTER, "Half-year")
    operations.change_rhythm(
        plan=plan, wanted=wanted, labels={"report_label": "Half-yearly report"}, shown=[planned.pk], by=team
    )
    linked.refresh_from_db()
    assert (linked.rhythm, linked.report_title) == ("half-years", "Half-yearly report")
    assert states(linked) == {"Q4 2017/18": "collecting"}
    assert states(done) == {
        "Q4 2017/18": "reported",
        "Q1 2018/19": "planned",
    }  # nothing in it changes any more


def on_other_days(plan, state="planned", **days) -> Quarter:
    """A period of a half-year, of a plan that was typed by itself."""
    fields = {"name": "Half-year 1", "starts_on": date(2018, 4, 1), "ends_on": date(2018, 9, 30)} | days
    return QuarterFactory(plan=plan, state=state, **fields)


def test_a_planned_period_of_other_days_gives_way_to_all_that_share_its_days(plan, team):
    for number in (1, 2):
        operations.add_quarter(plan=plan, span=nth(plan, 2018, number), by=team)
    own = PlanFactory(board=plan.board)
    half = on_other_days(own)
    operations.link_plan(plan=own, business_plan=plan, kind="audit", by=team)
    assert states(own) == {"Q4 2017/18": "collecting", "Q1 2018/19": "planned", "Q2 2018/19": "planned"}
    [entry] = AuditEntry.objects.filter(operation="quarter-removed")
    assert (entry.thing_id, entry.thing_name, entry.by) == (half.pk, "Half-year 1", team)


def test_a_planned_period_of_other_days_that_holds_something_stays(plan, team):
    for number in (1, 2):
        operations.add_quarter(plan=plan, span=nth(plan, 2018, number), by=team)
    own = PlanFactory(board=plan.board)
    half = on_other_days(own)
    operations.record_measure_value(measure=MeasureFactory(plan=own), quarter=half, value=12, by=team)
    operations.link_plan(plan=own, business_plan=plan, kind="audit", by=team)
    assert states(own) == {"Q4 2017/18": "collecting", "Half-year 1": "planned"}
    assert not AuditEntry.objects.filter(operation="quarter-removed").exists()


def test_what_it_collects_on_other_days_goes_on_until_the_next_period_is_opened(plan, team):
    own = PlanFactory(board=plan.board)
    half = on_other_days(
        own, "collecting", name="Half-year 2", starts_on=date(2017, 10, 1), ends_on=date(2018, 3, 31)
    )
    update = said(ActionFactory(plan=own), by=team)
    operations.link_plan(plan=own, business_plan=plan, kind="audit", by=team)
    assert states(own) == {"Half-year 2": "collecting"} and update.quarter == half
    opened = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    operations.open_quarter(quarter=opened, by=team)
    assert states(own) == {"Half-year 2": "reported", "Q1 2018/19": "collecting"}
    assert collected(own).follows == opened


def test_what_it_collects_closes_under_a_plan_that_collects_nothing_and_the_trail_says_so(plan, team):
    own = PlanFactory(board=plan.board)
    quarter = QuarterFactory(plan=own)
    operations.close_quarter(quarter=collected(plan), by=team)
    operations.link_plan(plan=own, business_plan=plan, kind="audit", by=team)
    assert states(own) == {"Q4 2017/18": "reported"}
    [entry] = AuditEntry.objects.about(quarter).filter(operation=PlanEvent.QUARTER_CLOSED)
    assert entry.by == team


def test_a_period_of_the_same_days_takes_the_name_of_the_one_it_follows(plan, team):
    own = PlanFactory(board=plan.board)
    update = said(ActionFactory(plan=QuarterFactory(plan=own, name="January to March").plan), by=team)
    operations.link_plan(plan=own, business_plan=plan, kind="audit", by=team)
    assert states(own) == {"Q4 2017/18": "collecting"}
    assert collected(own) == update.quarter and collected(own).follows == collected(plan)


def test_a_name_that_another_of_its_periods_has_is_refused_in_words(plan, team):
    own = PlanFactory(board=plan.board)
    days = {"starts_on": date(2017, 4, 1), "ends_on": date(2017, 9, 30)}
    on_other_days(own, "reported", name="q4 2017/18", **days)
    with pytest.raises(
        Refused, match=r"of other days that is called q4 2017/18\. Give that another name first"
    ):
        operations.link_plan(plan=own, business_plan=plan, kind="audit", by=team)
    own.refresh_from_db()
    assert not own.is_linked and states(own) == {"q4 2017/18": "reported"}


def test_what_a_period_is_called_and_reported_to_is_so_in_its_linked_plans(plan, team, linked, client):
    client.force_login(team)
    quarter = collected(plan)
    later = MeetingFactory(body=quarter.meeting.body, held_on=date(2018, 5, 23))
    page = reverse("admin:plans_quarter_change", args=[quarter.pk])
    typed = {"plan": plan.pk, "name": "Winter", "starts_on": "1 January 2018", "ends_on": "31 March 2018"}
    typed |= {"meeting": later.pk, "papers_due_on": "16 May 2018"}
    assert client.post(page, typed).status_code == 302
    follower = collected(linked)
    assert (follower.name, follower.meeting, follower.papers_due_on) == ("Winter", later, date(2018, 5, 16))
    assert follower.history.latest().history_user == team
    rows = follower.history.count()
    assert client.post(page, typed).status_code == 302
    assert follower.history.count() == rows
    done = start(plan, team, title="Plan of an audit", kind="audit")
    operations.archive_plan(plan=done, keep_until=None, by=team)
    assert client.post(page, typed | {"name": "Winter 2018"}).status_code == 302
    assert states(done) == {"Winter": "reported"}  # nothing in it changes any more
    assert client.post(page, typed).status_code == 302
    on_other_days(linked, "reported", name="Spring", starts_on=date(2017, 4, 1), ends_on=date(2017, 9, 30))
    refused = client.post(page, typed | {"name": "Spring"})
    assert refused.status_code == 200 and "Give that another name first" in refused.content.decode()
    assert (collected(plan).name, collected(linked).name) == ("Winter", "Winter")


def test_the_next_plan_of_a_linked_one_follows_the_same_periods(plan, team, linked):
    operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    following = operations.start_next_plan(
        predecessor=linked,
        title="Second plan of review Heron",
        starts_on=date(2018, 4, 1),
        ends_on=date(2019, 3, 31),
        by=team,
    )
    assert (following.business_plan, following.kind) == (plan, "review")
    [follower] = following.quarters.all()
    assert (follower.follows, follower.state) == (plan.quarters.get(name="Q1 2018/19"), "planned")


# --- Rolled up, and never counted --------------------------------------------------------------------------------


def test_its_row_adds_up_and_the_business_plan_counts_as_before(
    plan, team, linked, django_assert_num_queries
):
    ActionFactory(plan=plan, label="1.1")
    body = BodyFactory(board=plan.board, name="Case Review Group")
    off, done, late, silent = (
        ActionFactory(plan=linked, label=label, when_text=when, who_text="Case Review Group")
        for label, when in (
            ("H1", "July 2018"),
            ("H2", "May 2018"),
            ("H3", "March 2018"),
            ("H4", "June 2018"),
        )
    )
    said(off, "R", team)
    said(done, "B", team)
    said(late, "A", team, cause="Ill", recovery_step="Back", back_on_track_on=date(2018, 5, 1))
    [row] = linked_rows(plan, collected(plan))
    assert [action.label for action in row.exceptions] == ["H1", "H3", "H4"]
    assert (len(row.actions), row.complete, row.overdue, row.silent, row.worst) == (4, 1, 1, 1, "R")
    assert row.last_due == date(2018, 7, 31)
    assert len(row.of([body.pk], team).actions) == 4
    assert not row.of([], team).actions
    counted = Action.objects.filter(plan=plan).counted().with_status(collected(plan))
    assert counted.rating_counts()["-"] == 1 == sum(counted.rating_counts().values())
    withdrawn = operations.withdraw_action(action=silent, reason="Merged", by=team)
    assert withdrawn not in linked_rows(plan, collected(plan))[0].actions
    start(plan, team, title="Plan of an audit", kind="audit")
    now = collected(plan)
    with django_assert_num_queries(4):
        assert len(linked_rows(plan, now)) == 2
    operations.archive_plan(plan=linked, keep_until=None, by=team)
    assert [each.plan.title for each in linked_rows(plan, collected(plan))] == ["Plan of an audit"]


# --- Its dates --------------------------------------------------------------------------------------------------


def test_an_action_as_per_actions_in_the_plan_is_due_with_the_last_of_them(plan, team, linked):
    """Cumbria's business plan, line 427."""
    action = ActionFactory(plan=plan, when_text="As per actions in the Plan – ongoing")
    dated = ActionFactory(plan=plan, when_text="July 2018")
    last = ActionFactory(plan=linked, when_text="September 2018")
    for each in (action, dated):
        operations.point_action(action=each, to=linked, by=team)
    assert (action.due_on, action.first_due_on) == (date(2018, 9, 30), date(2018, 9, 30))
    assert (action.when_text, dated.due_on) == ("As per actions in the Plan – ongoing", date(2018, 7, 31))
    change = operations.ask_for_new_date(action=last, to_date=date(2018, 11, 30), reason="Ill", by=team)
    operations.decide_new_date(change=change, agreed=True, outside_because="By e-mail", by=team)
    assert differs(action)
    following = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    operations.open_quarter(quarter=following, by=team)
    action.refresh_from_db()
    assert (action.due_on, action.first_due_on) == (date(2018, 11, 30), date(2018, 9, 30))
    assert not differs(action)
    moved = action.date_changes.get()
    assert (moved.kind, moved.state, moved.from_date) == (
        DateChange.Kind.LINKED,
        "recorded",
        date(2018, 9, 30),
    )
    action.text = "Reworded"
    operations.change_action(action=action, by=team)
    assert action.due_on == date(2018, 11, 30)
    elsewhere = PlanFactory(board=plan.board)
    with pytest.raises(Refused, match="not linked to this one"):
        operations.point_action(action=action, to=elsewhere, by=team)


def test_a_date_that_a_meeting_agreed_for_the_action_itself_stays(plan, team, linked):
    action = ActionFactory(plan=plan, when_text="As per actions in the Plan")
    ActionFactory(plan=linked, when_text="September 2018")
    operations.point_action(action=action, to=linked, by=team)
    change = operations.ask_for_new_date(action=action, to_date=date(2018, 12, 31), reason="Long", by=team)
    operations.decide_new_date(change=change, agreed=True, outside_because="By e-mail", by=team)
    operations.point_action(action=Action.objects.get(pk=action.pk), to=linked, by=team)
    assert Action.objects.get(pk=action.pk).due_on == date(2018, 12, 31)


# --- Asked for --------------------------------------------------------------------------------------------------


def test_one_letter_asks_for_what_is_silent_in_both(plan, team, linked, settings):
    settings.BASE_URL = "https://plan.example"
    body = BodyFactory(board=plan.board, name="Case Review Group")
    BodyNameFactory(body=body, words="Case Reviews")
    chair = chair_of(body)
    nobody = BodyFactory(board=plan.board, name="Empty Group")
    ActionFactory(plan=plan, label="1.1", text="Publish it", who_text="Case Review Group")
    ActionFactory(
        plan=linked, label="H1", text="Teach it", who_text="Case Review Group", when_text="March 2018"
    )
    ActionFactory(plan=linked, label="H2", text="Audit it", who_text="Empty Group")
    [letter] = letters_of(collected(plan))
    assert (letter.person, [action.label for action in letter.actions]) == (chair, ["1.1", "H1"])
    before, beside = letter.text.split("In Plan of review Heron, 1 task without an update for Q4 2017/18:")
    assert "- 1.1 Publish it" in before
    assert "H1" not in before
    assert "- H1 Teach it (9 days late)" in beside
    assert f"https://plan.example{linked.action_list_url(owner='mine', silent='on')}" in beside
    assert [each.owner.body for each in unasked_of(collected(plan))] == [nobody]
    said(plan.actions.get(), by=team)
    [letter] = letters_of(collected(plan))
    assert "still to be updated" not in letter.text
    [own] = letters_of(collected(linked))
    assert [action.label for action in own.actions] == ["H1"]


# --- Pages ------------------------------------------------------------------------------------------------------


def test_the_team_starts_one_links_it_and_points_an_action_at_it(plan, team, client):
    client.force_login(team)
    add = reverse("plans:linked-add", args=[plan.slug])
    typed = {"title": "Plan of review Heron", "kind": "review", "by": "document"}
    refused = client.post(add, typed | {"starts_on": "1 April 2017", "ends_on": ""})
    assert refused.status_code == 422
    assert "Write its last day." in refused.text
    assert "Plan of review Heron" in refused.text
    answer = client.post(add, typed | {"starts_on": "1 April 2017", "ends_on": "31 December 2018"})
    linked = Plan.objects.get(title="Plan of review Heron")
    assert answer.url == reverse("plans:import-list", args=[linked.slug])
    ActionFactory(plan=linked, label="H1", when_text="September 2018")
    action = ActionFactory(plan=plan, when_text="As per actions in the Plan")
    client.post(reverse("plans:action-plan", args=[plan.slug, action.pk]), {"to": linked.pk})
    page = client.get(action.get_absolute_url()).text
    assert "the last due 30 September 2018" in page
    overview = client.get(plan.get_absolute_url()).text
    assert linked.action_list_url(silent="on").replace("&", "&amp;") in overview
    periods = client.get(reverse("plans:quarter-list", args=[linked.slug])).text
    assert "they are added, opened and closed there" in periods
    other = PlanFactory(board=plan.board, title="Another plan")
    client.post(
        reverse("plans:plan-link", args=[linked.slug]), {"business_plan": other.pk, "kind": "inspection"}
    )
    linked.refresh_from_db()
    assert (linked.business_plan, linked.kind) == (other, "inspection")


def test_home_begins_with_the_business_plan_and_shows_the_owner_what_is_theirs_in_both(plan, linked, client):
    body = BodyFactory(board=plan.board, name="Case Review Group")
    chair = chair_of(body)
    ActionFactory(plan=plan, label="1.1", who_text="Case Review Group")
    theirs = ActionFactory(plan=linked, label="H1", text="Teach it", who_text="Case Review Group")
    client.force_login(chair)
    page = client.get(reverse("home"))
    assert page.context["plan"] == plan
    assert page.context["own"]["owned"] == 1
    assert page.context["choice"] is None
    assert f"/plans/{linked.slug}/actions/{theirs.pk}/update/" in page.text
    client.force_login(PersonFactory())
    assert client.get(linked.get_absolute_url()).status_code == 404


def test_a_document_from_the_command_line_makes_a_linked_plan(plan, tmp_path):
    from django.core.management import call_command

    file = tmp_path / "review.csv"
    file.write_text("Ref,Action,Lead,When\nH1,Teach it,Chair,May 2018\nH2,Audit it,Chair,June 2018\n")
    call_command(
        "import_plan",
        file,
        board=plan.board.slug,
        plan="Plan of review Heron 2017-18",
        linked_to=plan.slug,
        kind="inspection",
        commit=True,
    )
    made = Plan.objects.get(title="Plan of review Heron 2017-18")
    assert (made.business_plan, made.kind, made.actions.count()) == (plan, "inspection", 2)
