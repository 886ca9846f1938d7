"""A due date never moves, and lateness never vanishes, without somebody saying so: at every door."""

import re
from datetime import date

import pytest

from lscb import clock
from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import Action, DateChange
from plans.rules.timescales import dates_typed
from plans.selectors.as_typed import read_as_typed
from plans.selectors.readings import carried_reading, our_reading_of
from tests.factories import ActionFactory, PlanFactory, board_team

pytestmark = pytest.mark.django_db

MARCH, JULY, OCTOBER, DECEMBER = date(2018, 3, 31), date(2018, 7, 31), date(2018, 10, 31), date(2018, 12, 31)


@pytest.fixture(autouse=True)
def today(on):
    on("2018-09-10")


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def team(plan):
    return board_team(plan.board)


def status(action):
    return Action.objects.with_status(None).get(pk=action.pk)


def dates(action):
    action.refresh_from_db()
    return action.due_on, action.first_due_on


def reworded(action, words, by, **how):
    action = Action.objects.get(pk=action.pk)
    action.when_text = words
    return operations.change_action(action=action, by=by, **how)


# --- Words typed anew ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["December 2018", "", "Ongoing", "Quarterly from July 2018", "Early 2019"])
def test_new_words_that_move_a_date_are_refused_until_it_is_said_what_they_are(plan, team, words):
    action = ActionFactory(plan=plan, when_text="July 2018")
    for how in ({}, {"moves": "correction"}, {"moves": "new", "moves_because": " "}):
        with pytest.raises(Refused):
            reworded(action, words, team, **how)
    assert dates(action) == (JULY, JULY)
    assert action.when_text == "July 2018"
    assert status(action).is_overdue


def test_a_correction_of_typing_corrects_the_first_date_and_is_recorded(plan, team):
    action = ActionFactory(plan=plan, when_text="July 2018")
    reworded(action, "December 2018", team, moves="correction", moves_because="The plan always said so")
    assert dates(action) == (DECEMBER, DECEMBER)
    change = action.date_changes.get()
    assert (change.kind, change.state, change.from_date, change.to_date, change.reason) == (
        "correction",
        "recorded",
        JULY,
        DECEMBER,
        "The plan always said so",
    )


def test_a_new_date_is_asked_for_and_the_words_stay(plan, team):
    action = ActionFactory(plan=plan, when_text="July 2018")
    reworded(action, "December 2018", team, moves="new", moves_because="Staff left")
    assert dates(action) == (JULY, JULY)
    assert action.when_text == "July 2018"
    change = action.date_changes.get()
    assert (change.kind, change.state, change.to_date) == ("new", "asked", DECEMBER)
    operations.decide_new_date(change=change, agreed=True, outside_because="By e-mail", by=team)
    assert dates(action) == (DECEMBER, JULY)
    assert action.slipped_days == 153


def test_a_new_date_takes_the_place_of_one_only(plan, team):
    action = ActionFactory(plan=plan, when_text="July 2018")
    with pytest.raises(Refused, match="one date takes the place of another"):
        reworded(action, "October 2018 and December 2018", team, moves="new", moves_because="Staff left")


@pytest.mark.database
def test_what_is_asked_for_is_asked_from_the_corrected_date(plan, team):
    action = ActionFactory(plan=plan, when_text="July 2018")
    waiting = operations.ask_for_new_date(action=action, to_date=DECEMBER, reason="Venue", by=team)
    reworded(action, "October 2018", team, moves="correction", moves_because="The plan always said so")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.from_date, waiting.to_date) == ("asked", OCTOBER, DECEMBER)
    assert waiting.history.count() == 2 and waiting.history.latest().history_user == team


def test_a_part_without_a_date_goes_with_the_words_that_named_it(plan, team):
    action = ActionFactory(plan=plan, when_text="Within three months of the national guidance")
    [part] = action.milestones.all()
    assert part.due_on is None and part.trigger
    reworded(action, "October 2018", team)
    assert not action.milestones.exists() and dates(action) == (OCTOBER, OCTOBER)


def test_the_same_dates_in_other_words_ask_nothing(plan, team):
    action = ActionFactory(plan=plan, when_text="July 2018")
    reworded(action, "31 July 2018", team)
    assert dates(action) == (JULY, JULY)
    assert not action.date_changes.exists()


def test_words_that_become_a_part_keep_lateness_and_the_first_date(plan, team):
    action = ActionFactory(plan=plan, when_text="July 2018")
    reworded(action, "July 2018 and ongoing", team)
    part = action.milestones.get()
    assert (part.due_on, part.first_due_on) == (JULY, JULY)
    assert status(action).milestone_missed


def test_the_page_asks_and_keeps_what_was_typed(client, plan, team):
    action = ActionFactory(plan=plan, when_text="July 2018")
    client.force_login(team)
    address = f"/plans/{plan.slug}/actions/{action.pk}/change/"
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"when_text": "December 2018"}
    asked = client.post(address, sent, headers={"HX-Request": "true"}).content.decode()
    assert "the date moves from 31 July 2018 to 31 December 2018" in asked
    assert 'name="moves_because"' in asked
    refused = client.post(address, sent)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Say whether that corrects the typing or is a new date." in page
    assert 'value="December 2018"' in page
    saved = client.post(address, sent | {"moves": "new", "moves_because": "Staff left"}, follow=True)
    assert "31 December 2018 is asked for" in saved.content.decode()
    assert dates(action) == (JULY, JULY)


# --- Readings -----------------------------------------------------------------------------------------------


def test_what_nobody_confirmed_is_late_by_nothing_until_somebody_does(plan, team):
    action = ActionFactory(plan=plan, when_text="Early 2018")
    assert dates(action) == (date(2018, 4, 30), None)
    assert not status(action).is_overdue
    assert action.has_date_to_confirm
    assert action.days_late() == 0
    operations.choose_reading(action=action, reading=our_reading_of(plan, "Early 2018"), by=team)
    assert dates(action) == (date(2018, 4, 30), date(2018, 4, 30))
    assert status(action).is_overdue
    assert not action.date_changes.exists()


@pytest.mark.database
def test_parts_that_nobody_confirmed_are_to_be_confirmed_on_every_page(client, plan, team):
    action = ActionFactory(plan=plan, when_text="January 2018 and ongoing")
    assert not status(action).milestone_missed
    client.force_login(team)
    for address in ("actions/", f"actions/{action.pk}/", ""):
        page = client.get(f"/plans/{plan.slug}/{address}").content.decode()
        assert "Milestone passed:" not in page
        assert "days late" not in page
    assert "date to be confirmed" in client.get(f"/plans/{plan.slug}/actions/").content.decode()
    assert "Confirm this reading" in client.get(action.get_absolute_url()).content.decode()
    client.post(f"/plans/{plan.slug}/actions/{action.pk}/timescale/", {"reading": "ours"})
    assert status(action).milestone_missed
    assert "Milestone passed:" in client.get(f"/plans/{plan.slug}/actions/").content.decode()


def test_another_reading_moves_no_date_without_a_reason(client, plan, team):
    late, same = (ActionFactory(plan=plan, when_text="July 2018", label=label) for label in ("4.1", "4.2"))
    client.force_login(team)
    address = f"/plans/{plan.slug}/actions/{late.pk}/timescale/"
    sent = {"reading": "typed", "dates": "31 December 2018"}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "4.1 and 4.2 from 31 July 2018 to 31 December 2018" in refused.content.decode()
    assert 'value="31 December 2018"' in refused.content.decode()
    assert status(late).is_overdue
    assert not plan.chosen_readings.exists()
    client.post(address, sent | {"reason": "The minutes say December"})
    for action in (late, same):
        assert dates(action) == (DECEMBER, JULY)
        change = action.date_changes.get()
        assert (change.kind, change.reason) == ("reading", "The minutes say December")
    page = client.get(f"/plans/{plan.slug}/actions/{same.pk}/").content.decode()
    assert "Read another way, which moved its date" in page
    assert "The minutes say December" in page


def test_the_page_says_beforehand_which_dates_a_reading_moves(client, plan, team):
    action = ActionFactory(plan=plan, when_text="July 2018", label="4.1")
    client.force_login(team)
    page = client.get(f"/plans/{plan.slug}/actions/{action.pk}/timescale/").content.decode()
    assert "Moves 4.1 from 31 July 2018 to no date" in page


def test_by_way_of_no_date_the_first_stays(plan, team):
    action = ActionFactory(plan=plan, when_text="July 2018")
    for days in ([], [DECEMBER]):
        reading = dates_typed("July 2018", days, ongoing=not days)
        operations.choose_reading(action=action, reading=reading, reason="As minuted", by=team)
    assert dates(action) == (DECEMBER, JULY)


# --- Dated parts --------------------------------------------------------------------------------------------


@pytest.fixture
def in_parts(plan):
    return ActionFactory(plan=plan, when_text="March 2018 & October 2018")


def test_a_new_date_is_asked_for_one_part(in_parts, team, client):
    with pytest.raises(Refused, match="which of its dates"):
        operations.ask_for_new_date(action=in_parts, to_date=DECEMBER, reason="Staff", by=team)
    first, _second = in_parts.milestones.all()
    client.force_login(team)
    address = f"/plans/{in_parts.plan.slug}/actions/{in_parts.pk}/new-date/"
    sent = {"to_date": "31 December 2018", "reason": "Staff"}
    assert "Say which of its dates should move." in client.post(address, sent).content.decode()
    assert client.post(address, sent | {"milestone": first.pk}).status_code == 302
    change = in_parts.date_changes.get()
    assert (change.milestone, change.from_date) == (first, MARCH)
    operations.decide_new_date(change=change, agreed=True, outside_because="By e-mail", by=team)
    first.refresh_from_db()
    assert (first.due_on, first.first_due_on, first.slipped_days) == (DECEMBER, MARCH, 275)
    assert dates(in_parts) == (None, None)
    assert not status(in_parts).milestone_missed
    page = client.get(in_parts.get_absolute_url()).content.decode()
    assert "first 31 March 2018" in page


def test_a_meeting_moves_one_part_that_nobody_asked_about(in_parts, team, client):
    _first, second = in_parts.milestones.all()
    client.force_login(team)
    address = f"/plans/{in_parts.plan.slug}/actions/{in_parts.pk}/decide/"
    sent = {
        "decision": "record",
        "record-kind": "date",
        "record-to_date": "31 December 2018",
        "record-reason": "Staff",
        "record-outside_because": "By e-mail",
    }
    assert "Choose which date moves." in client.post(address, sent).content.decode()
    client.post(address, sent | {"record-milestone": second.pk})
    second.refresh_from_db()
    assert (second.due_on, second.first_due_on) == (DECEMBER, OCTOBER)


JANUARY = date(2019, 1, 31)


def test_each_part_has_its_own_request_and_each_is_decided_by_itself(in_parts, team, client):
    first, second = in_parts.milestones.all()
    client.force_login(team)
    address = f"/plans/{in_parts.plan.slug}/actions/{in_parts.pk}/"
    client.post(
        f"{address}new-date/", {"milestone": first.pk, "to_date": "31 December 2018", "reason": "Staff"}
    )
    page = client.get(f"{address}new-date/").content.decode()
    assert f'<option value="{second.pk}">' in page and f'<option value="{first.pk}">' not in page
    client.post(
        f"{address}new-date/", {"milestone": second.pk, "to_date": "31 January 2019", "reason": "Hall"}
    )
    one, two = in_parts.date_changes.waiting().order_by("from_date")
    assert "Ask for this date" not in client.get(f"{address}new-date/").content.decode()
    for place in (address, f"{address}decide/", f"/plans/{in_parts.plan.slug}/decisions/"):
        page = client.get(place).content.decode()
        assert "31 December 2018" in page and "31 January 2019" in page, place
    page = client.get(f"{address}decide/").content.decode()
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    sent = {"decision": "agree-date", "date-seen": two.pk, "date-outside_because": "By e-mail"}
    assert client.post(f"{address}decide/", sent).status_code == 302
    refused = client.post(f"{address}decide/", sent | {"date-reason": "Kept words"})
    assert refused.status_code == 422 and "Kept words" in refused.content.decode()  # decided already
    sent |= {"decision": "refuse-date", "date-seen": one.pk, "date-reason": "Too late"}
    assert client.post(f"{address}decide/", sent).status_code == 302
    for change in (one, two):
        change.refresh_from_db()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (one.state, first.due_on) == ("refused", MARCH)
    assert (two.state, second.due_on, second.first_due_on) == ("agreed", JANUARY, OCTOBER)


@pytest.mark.database
def test_one_meeting_agrees_both_dates_of_an_action_at_once_and_a_date_of_its_own_stays_one(
    in_parts, team, client
):
    changes = [
        operations.ask_for_new_date(action=in_parts, milestone=part, to_date=day, reason="Staff", by=team)
        for part, day in zip(in_parts.milestones.all(), (DECEMBER, JANUARY), strict=True)
    ]
    with pytest.raises(Refused, match="already been asked"):
        operations.ask_for_new_date(
            action=in_parts, milestone=changes[0].milestone, to_date=JULY, reason="Again", by=team
        )
    client.force_login(team)
    sent = {"dates": [each.pk for each in changes], "outside_because": "By e-mail"}
    assert client.post(f"/plans/{in_parts.plan.slug}/decisions/", sent).status_code == 302
    assert [part.due_on for part in in_parts.milestones.all()] == [DECEMBER, JANUARY]


@pytest.mark.database
def test_a_date_agreed_for_one_part_leaves_what_is_asked_for_another(in_parts, team):
    first, second = in_parts.milestones.all()
    waiting = operations.ask_for_new_date(
        action=in_parts, milestone=second, to_date=JANUARY, reason="Hall", by=team
    )
    operations.agree_unasked_date(
        action=in_parts,
        milestone=first,
        to_date=DECEMBER,
        reason="Staff",
        outside_because="By e-mail",
        by=team,
    )
    waiting.refresh_from_db()
    assert waiting.state == "asked"


@pytest.mark.database
def test_nobody_decides_about_a_part_that_was_done_meanwhile(in_parts, team):
    first, second = in_parts.milestones.all()
    changes = [
        operations.ask_for_new_date(action=in_parts, milestone=part, to_date=day, reason="Staff", by=team)
        for part, day in ((first, DECEMBER), (second, JANUARY))
    ]
    operations.record_milestone(milestone=first, done_on=clock.today(), by=team)
    for change in changes:
        change.refresh_from_db()
    assert [change.state for change in changes] == ["lapsed", "asked"]
    entry = AuditEntry.objects.about(in_parts).order_by("pk").last()
    assert entry.changes["new date asked for"] == ["31 December 2018", "No longer asked for"]


def test_a_part_moved_by_a_meeting_stays_when_the_words_are_read_again(in_parts, team):
    first = in_parts.milestones.first()
    operations.agree_unasked_date(
        action=in_parts,
        milestone=first,
        to_date=DECEMBER,
        reason="Staff",
        outside_because="By e-mail",
        by=team,
    )
    reading = our_reading_of(in_parts.plan, in_parts.when_text)
    operations.choose_reading(action=in_parts, reading=reading, by=team)
    assert {part.due_on: part.first_due_on for part in in_parts.milestones.all()} == {
        DECEMBER: MARCH,
        OCTOBER: OCTOBER,
    }


def test_a_request_about_a_part_that_goes_lapses(in_parts, team):
    change = operations.ask_for_new_date(
        action=in_parts, milestone=in_parts.milestones.last(), to_date=DECEMBER, reason="Staff", by=team
    )
    reworded(in_parts, "March 2018", team, moves="correction", moves_because="Only March was meant")
    change.refresh_from_db()
    assert change.state == DateChange.State.LAPSED
    assert dates(in_parts) == (MARCH, MARCH)


# --- Carried over -------------------------------------------------------------------------------------------


@pytest.fixture
def following(plan, team):
    return operations.start_next_plan(
        predecessor=plan,
        title="Business plan 2020-23",
        starts_on=date(2020, 4, 1),
        ends_on=date(2023, 3, 31),
        by=team,
    )


@pytest.mark.database
def test_an_agreed_date_goes_along_with_the_first(plan, team, following):
    action = ActionFactory(plan=plan, when_text="July 2018")
    operations.agree_unasked_date(
        action=action, to_date=OCTOBER, reason="Staff", outside_because="By e-mail", by=team
    )
    (made,) = operations.carry_over(action=action, into=following, by=team)
    assert (made.due_on, made.first_due_on, made.when_text) == (OCTOBER, JULY, "July 2018")


def test_relative_words_keep_their_date_unless_somebody_says_why_not(plan, team, following, client):
    action = ActionFactory(plan=plan, when_text="Year 2", label="2.1")
    due = dates(action)[0]
    assert due == date(2019, 3, 31)
    client.force_login(team)
    page = client.get(f"/plans/{following.slug}/carry-over/").content.decode()
    assert "Due 31 March 2019 goes along." in page
    assert "the same words mean 31 March 2022" in page
    address = f"/plans/{plan.slug}/carry-over/{action.pk}/?into={following.slug}"
    sent = {"text": "Do it", "when_text": "Year 2", "who_text": "", "anew": "on"}
    refused = client.post(address, sent)
    assert "Say why its date moves from 31 March 2019 to 31 March 2022." in refused.content.decode()
    client.post(address, sent | {"because": "The new plan starts afresh"})
    made = following.actions.get()
    assert dates(made) == (date(2022, 3, 31), due)
    assert made.date_changes.get().kind == "carried"


def test_parts_go_along_and_what_recurs_goes_on(plan, team, following):
    parts = ActionFactory(plan=plan, when_text="March 2018 & October 2018")
    yearly = ActionFactory(plan=plan, when_text="Annually - August")
    (made,) = operations.carry_over(action=parts, into=following, by=team)
    assert [(part.due_on, part.first_due_on) for part in made.milestones.all()] == [
        (MARCH, MARCH),
        (OCTOBER, OCTOBER),
    ]
    assert status(made).milestone_missed
    (made,) = operations.carry_over(action=yearly, into=following, by=team)
    assert [part.due_on.year for part in made.milestones.all()] == [2018, 2019, 2020, 2021, 2022]


def test_a_part_moved_to_a_day_inside_a_month_is_due_on_that_day_wherever_it_stands(plan, team, client):
    action = ActionFactory(plan=plan, when_text="October 2018 & March 2019")
    part = action.milestones.get(due_on=OCTOBER)

    def agree(day):
        asked = operations.ask_for_new_date(
            action=action, milestone=part, to_date=day, reason="Staff", by=team
        )
        operations.decide_new_date(change=asked, agreed=True, outside_because="By e-mail", by=team)
        client.force_login(team)
        return client.get(f"/plans/{plan.slug}/actions/").content.decode()

    assert "Next: 14 December 2018" in agree(date(2018, 12, 14))
    assert "Next: December 2018" in agree(DECEMBER)


def test_where_plans_overlap_no_time_of_what_recurs_is_asked_for_again(plan, team):
    into = PlanFactory(board=plan.board, starts_on=date(2018, 4, 1), ends_on=date(2020, 3, 31))
    action = ActionFactory(plan=plan, when_text="Annually - August and February")
    august, february = date(2018, 8, 31), date(2019, 2, 28)
    done, moved = (action.milestones.get(due_on=day) for day in (august, february))
    operations.record_milestone(milestone=done, done_on=date(2018, 9, 3), by=team)
    asked = operations.ask_for_new_date(
        action=action, milestone=moved, to_date=date(2019, 4, 30), reason="Later", by=team
    )
    operations.decide_new_date(change=asked, agreed=True, outside_because="By e-mail", by=team)
    (new,) = operations.carry_over(action=Action.objects.get(pk=action.pk), into=into, by=team)
    days = (
        new.milestones.filter(due_on__gte="2018-04-01")
        .order_by("due_on")
        .values_list("due_on", "first_due_on")
    )
    assert list(days) == [
        (date(2019, 4, 30), february),
        (date(2019, 8, 31), date(2019, 8, 31)),
        (date(2020, 2, 29), date(2020, 2, 29)),
    ]


# --- First dates and reviews that the words tell of -----------------------------------------------------------


@pytest.mark.database
def test_a_date_that_replaced_another_slips_from_the_first_one_at_once(plan):
    action = ActionFactory(plan=plan, when_text="December 2018 (previously July 2018)")
    assert dates(action) == (DECEMBER, JULY)
    assert action.slipped_days == 153
    assert not action.milestones.exists()


def test_each_part_keeps_the_first_date_that_it_replaced(plan):
    words = "October and December 2018 (previously March and July 2018)"
    action = ActionFactory(plan=plan, when_text=words)
    assert list(action.milestones.values_list("due_on", "first_due_on")) == [
        (OCTOBER, MARCH),
        (DECEMBER, JULY),
    ]


def test_where_the_words_leave_it_open_the_first_date_waits_for_a_choice(plan, team):
    action = ActionFactory(plan=plan, when_text="December 2018 (revised July 2018)")
    assert dates(action) == (DECEMBER, None)
    readings = our_reading_of(plan, action.when_text).other_readings
    moved = next(reading for reading in readings if reading.first_dates)
    operations.choose_reading(action=action, reading=moved, by=team)
    assert dates(action) == (DECEMBER, JULY)


def test_words_that_tell_of_the_first_date_later_are_believed_unless_a_meeting_moved_it(plan, team):
    told = ActionFactory(plan=plan, when_text="December 2018")
    reworded(told, "December 2018 (was July 2018)", team)
    assert dates(told) == (DECEMBER, JULY)
    agreed = ActionFactory(plan=plan, when_text="October 2018")
    change = operations.ask_for_new_date(action=agreed, to_date=DECEMBER, reason="Venue", by=team)
    operations.decide_new_date(change=change, agreed=True, outside_because="By e-mail", by=team)
    reworded(agreed, "December 2018 (was July 2018)", team)
    assert dates(agreed) == (DECEMBER, OCTOBER)


def test_a_review_in_brackets_fills_the_review_date_and_is_due_by_nothing(plan):
    action = ActionFactory(plan=plan, when_text="Ongoing (review March 2018)")
    assert dates(action) == (None, None)
    assert (action.ongoing, action.review_on) == (True, MARCH)
    assert not action.milestones.exists()
    assert not status(action).is_overdue


def test_a_review_date_that_somebody_set_stays(plan):
    action = ActionFactory(plan=plan, when_text="Ongoing (review March 2018)", review_on=OCTOBER)
    action.refresh_from_db()
    assert action.review_on == OCTOBER


def test_new_words_bring_their_own_review_date_and_take_away_only_that_of_the_old(plan, team):
    named = ActionFactory(plan=plan, when_text="Ongoing (review March 2018)")
    reworded(named, "Ongoing (review July 2018)", team)
    named.refresh_from_db()
    assert named.review_on == JULY
    set_by_hand = ActionFactory(plan=plan, when_text="Ongoing (review March 2018)", review_on=OCTOBER)
    reworded(set_by_hand, "Ongoing (review July 2018)", team)
    set_by_hand.refresh_from_db()
    assert set_by_hand.review_on == OCTOBER


def test_what_is_done_has_no_review_date_until_somebody_says_so(plan, team):
    action = ActionFactory(plan=plan, when_text="Completed March 2018; next review December 2018")
    assert (action.due_on, action.review_on) == (None, None)
    operations.choose_reading(action=action, reading=our_reading_of(plan, action.when_text), by=team)
    action.refresh_from_db()
    assert (action.due_on, action.review_on) == (None, DECEMBER)


def test_the_parts_of_a_sequence_are_due_only_in_their_own_span(plan):
    action = ActionFactory(plan=plan, when_text="Monthly until March 2018, then every September")
    days = [part.due_on for part in action.milestones.all()]
    assert days
    assert all(day.month == 9 and day > MARCH for day in days)


def test_a_review_date_that_has_passed_does_not_go_along(plan, team):
    action = ActionFactory(plan=plan, when_text="Ongoing (review March 2018)")
    later = PlanFactory(board=plan.board, starts_on=date(2020, 4, 1), ends_on=date(2023, 3, 31))
    reading, _, move = carried_reading(action, later, action.when_text)
    assert reading.review_on is None
    assert not move.moves


def test_what_is_typed_is_answered_with_the_first_date(plan):
    said = read_as_typed(plan, when="December 2018 (previously July 2018)").line
    assert said == "Read as the last day of December 2018. First date: 31 July 2018."
