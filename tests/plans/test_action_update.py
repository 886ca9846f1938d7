"""Saying how an action is going: on a page of its own, and in place with htmx."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse

from lscb.models import AuditEntry
from plans import operations
from plans.forms.fields import LIMIT, PlainDateField
from plans.forms.updates import UpdateForm
from plans.models import ProgressUpdate, Quarter
from plans.rules import ratings
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MembershipFactory,
    PlanFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db

IN_PLACE = {"HTTP_HX_REQUEST": "true"}
AT_RISK = {
    "rating": "A",
    "progress": "Half of the staff are trained.",
    "cause": "The trainer left.",
    "recovery_step": "A new trainer starts in May.",
    "back_on_track_on": "31 May 2018",
}


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture(autouse=True)
def quarter(plan):
    return QuarterFactory(plan=plan)


@pytest.fixture
def health(plan):
    return BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health")


@pytest.fixture
def action(plan, health):
    return ActionFactory(plan=plan, label="8.4", who_text="Health Subgroup", when_text="July 2018")


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board, name="Bryony Larkfell")
    client.force_login(person)
    return person


def address(action, **query) -> str:
    return reverse("plans:action-update", args=[action.plan.slug, action.pk], query=query)


def the_list(action, **query) -> str:
    return reverse("plans:action-list", args=[action.plan.slug], query=query)


def page_text(response) -> str:
    return " ".join(response.content.decode().split())


# --- Saving -----------------------------------------------------------------------------------------------


def test_saved_on_the_page_one_is_back_at_the_row_with_the_filters_kept(client, action, team):
    back = the_list(action, rating="-", words="train")

    response = client.post(address(action), AT_RISK | {"next": back})

    assert response.status_code == 302
    assert response["Location"] == f"{back}#action-{action.pk}"
    update = action.updates.get()
    assert (update.rating, update.by, update.back_on_track_on) == ("A", team, date(2018, 5, 31))
    assert "8.4 saved: At risk" in page_text(client.get(back))


@pytest.mark.parametrize("headers", [{}, IN_PLACE], ids=["page", "in place"])
def test_a_month_is_read_as_its_last_day_and_it_is_said(client, action, team, headers):
    assert "A month means its last day." in page_text(client.get(address(action), **headers))
    response = client.post(address(action), AT_RISK | {"back_on_track_on": "June 2018"}, **headers)
    assert action.updates.get().back_on_track_on == date(2018, 6, 30)
    page = response if headers else client.get(response["Location"])
    assert "“June 2018” was read as 30 June 2018, the last day of the month." in page_text(page)


def test_saved_in_place_the_row_the_meter_and_the_message_come_back(client, action, team):
    response = client.post(address(action), AT_RISK, **IN_PLACE)

    assert response.status_code == 200
    text = page_text(response)
    assert f'<template><tr id="action-{action.pk}"' in text
    assert 'class="chip chip-A"' in text
    assert 'id="meter" hx-swap-oob="true"' in text
    assert "<strong>1</strong> of 1 updated" in text
    message = text.partition('hx-swap-oob="innerHTML:#messages">')[2]
    assert message.startswith('<div class="message message-success message-undo">')
    assert "<p>8.4 saved: At risk</p>" in message
    assert json.loads(response["HX-Trigger-After-Settle"]) == {"actionSaved": {"pk": action.pk}}
    assert "<html" not in text


def test_saved_in_place_the_counts_of_the_list_are_as_they_are_now(client, plan, action, team):
    ActionFactory(plan=plan, label="8.5", who_text="Health Subgroup")
    back = reverse("plans:action-list", args=[plan.slug]) + "?silent=on"

    def counts(response):
        text = page_text(response)
        return [re.search(f'id="{part}"[^>]*>(.*?)</(?:p|a)>', text)[1] for part in ("count", "to-look-at")]

    assert counts(client.get(back)) == ["<strong>2</strong> of 2 actions: No update yet", "To look at: 0"]
    response = client.post(address(action), AT_RISK | {"next": back}, **IN_PLACE)
    assert counts(response) == counts(client.get(back))
    assert counts(response)[0].startswith("<strong>1</strong> of 2")


def test_an_action_is_named_by_its_words_wherever_it_is_updated(client, plan, team):
    words = "Work with every partner, " + "and with each of their teams, " * 4 + "on one plan."
    action = ActionFactory(plan=plan, label="9.9", text=words)
    assert len(words) > 90

    in_place, page = (
        page_text(client.get(address(action), **IN_PLACE)),
        page_text(client.get(address(action))),
    )
    assert words in in_place
    assert f"<title>Update: 9.9 {words}" in page
    assert f'<p class="lede">{words}</p>' in page
    own = page_text(client.get(action.get_absolute_url()))
    assert f"<title>9.9 {words}" in own
    assert f">9.9 {words}</h1>" in own


def test_the_form_opens_in_a_row_and_on_a_page(client, action, team):
    in_place, page = client.get(address(action), **IN_PLACE), client.get(address(action))

    assert page_text(in_place).startswith(f'<tr id="form-{action.pk}"')
    assert "<html" not in page_text(in_place)
    assert "<h1>Update 8.4</h1>" in page_text(page)
    for response in (in_place, page):
        assert response.content.decode().count('type="radio"') == 6
        assert "No names or details of children or families" in page_text(response)
        assert f'data-count-limit="{LIMIT}"' in page_text(response)


def test_every_box_of_every_rating_is_there_and_says_which_rating_asks_for_it(client, action, team):
    text = page_text(client.get(address(action)))

    for needs in ratings.NEEDS.values():
        for need in needs:
            assert f'name="{need.field}"' in text
    assert 'data-for-ratings="A R"' in text
    assert "Only if at risk or off track" in text
    assert "Only if complete" in text
    assert 'name="reason"' not in text  # it is not overdue


def test_what_the_form_asks_for_is_what_the_rules_ask_for(plan, team):
    for when in ("July 2018", "March 2018"):
        action = ActionFactory(plan=plan, when_text=when)
        form = UpdateForm(action=action, person=team, words=plan.rating_words(), last=None)
        for letter in ratings.Rating:
            asked = {field for field, (_, letters) in form.asked.items() if letter in letters}
            assert asked == {
                need.field
                for need in ratings.needs(letter, disagrees=action.rating_suggested(letter) is not None)
            }


def test_an_overdue_action_on_track_needs_a_reason(client, plan, team):
    action = ActionFactory(plan=plan, when_text="March 2018")

    refused = client.post(address(action), {"rating": "G", "progress": "Fine"})
    assert refused.context["form"].errors == {
        "reason": ["It is 9 days late, which suggests at risk: choose that, or say why on track still holds."]
    }

    client.post(
        address(action), {"rating": "G", "progress": "Fine", "reason": "The report is at the printer."}
    )
    assert action.updates.get().reason == "The report is at the printer."


def test_the_form_says_what_its_date_suggests_and_how_to_keep_another_rating(client, plan, team):
    plan.tolerance_months = 0
    plan.save()
    action = ActionFactory(plan=plan, when_text="March 2018")
    page = page_text(client.get(address(action)))
    assert (
        "It is 9 days late, which suggests off track. To keep the rating you chose, say why it holds." in page
    )
    client.post(address(action), AT_RISK | {"reason": "The last of 19 returns comes today."})
    assert action.updates.get().reason == "The last of 19 returns comes today."
    listed = page_text(client.get(the_list(action, words=action.label)))
    assert "its date suggests R" in listed


def test_not_started_after_its_start_asks_why(client, plan, team):
    action = ActionFactory(plan=plan, when_text="July 2018")
    action.starts_on = date(2018, 1, 8)
    action.save()
    refused = client.post(address(action), {"rating": "N", "progress": "Waits."})
    assert refused.context["form"].errors["reason"] == [
        "It should have started on 8 January 2018, which suggests at risk: choose that, or say why not started "
        "still holds."
    ]


def test_ongoing_work_is_looked_at_again_at_the_end_of_the_next_quarter_unless_another_day_is_typed(
    client, plan, team
):
    action = ActionFactory(plan=plan, when_text="Ongoing")
    form = client.get(address(action)).context["form"]
    assert form["review_on"].value() == date(2018, 6, 30)
    said = {"rating": "G", "progress": "Fine"}
    refused = client.post(address(action), said)
    assert refused.context["form"].errors == {
        "review_on": ["Ongoing work needs a day on which it is looked at again; 30 June 2018 is usual."]
    }
    refused = client.post(address(action), said | {"review_on": "1 April 2018"})
    assert refused.context["form"].errors == {"review_on": ["That day has passed. Give one still to come."]}
    assert client.post(address(action), said | {"review_on": "30 September 2018"}).status_code == 302
    assert client.get(address(action)).context["form"]["review_on"].value() == date(2018, 9, 30)


def test_ongoing_work_may_be_given_a_day_to_look_at_it_again(client, plan, team):
    action = ActionFactory(plan=plan, when_text="Ongoing")

    client.post(address(action), {"rating": "G", "progress": "Fine", "review_on": "1/10/2018"})

    action.refresh_from_db()
    assert action.review_on == date(2018, 10, 1)


# --- On behalf of -----------------------------------------------------------------------------------------


def test_the_board_team_speaks_for_the_first_owner_unless_it_says_otherwise(client, action, health, team):
    form = client.get(address(action)).context["form"]
    assert form["on_behalf_of"].initial == health.pk

    client.post(address(action), AT_RISK | {"on_behalf_of": health.pk})
    assert action.updates.get().on_behalf_of == health


def test_who_speaks_for_an_owner_speaks_in_their_own_name(client, action, health, team):
    MembershipFactory(person=team, body=health)
    assert client.get(address(action)).context["form"]["on_behalf_of"].initial is None


def test_an_owner_is_not_asked_for_whom_they_speak(client, action, health):
    client.force_login(chair_of(health))
    assert "on_behalf_of" not in client.get(address(action)).context["form"].fields
    client.post(address(action), AT_RISK | {"on_behalf_of": health.pk})
    assert action.updates.get().on_behalf_of is None


@pytest.mark.parametrize("forged", ["0", "x", "-1", "999999999999999999999999"])
def test_nobody_else_can_be_spoken_for(client, action, team, forged):
    response = client.post(address(action), AT_RISK | {"on_behalf_of": forged})
    assert response.status_code == 422
    assert response.context["form"].errors == {"on_behalf_of": ["Choose one of the action's owners."]}


def test_a_body_of_another_board_cannot_be_spoken_for(client, action, team):
    response = client.post(address(action), AT_RISK | {"on_behalf_of": BodyFactory().pk})
    assert response.status_code == 422
    assert not action.updates.exists()


# --- Refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, IN_PLACE], ids=["page", "in place"])
def test_off_track_without_recovery_says_what_is_missing_and_keeps_what_was_typed(
    client, action, team, headers
):
    response = client.post(address(action), {"rating": "R", "progress": "Nobody is in post."}, **headers)

    assert response.status_code == 422
    text = page_text(response)
    assert "There is a problem" in text
    for field in ("cause", "recovery_step", "back_on_track_on", "help_wanted"):
        assert f'href="#id_{action.pk}_{field}"' in text
        assert f'id="id_{action.pk}_{field}"' in text
    assert "Nobody is in post." in text
    assert 'value="R"' in text
    assert not action.updates.exists()
    if not headers:
        assert "<title>Error: Update: 8.4" in text


@pytest.mark.parametrize(
    ("wrong", "field", "advice"),
    [
        ({"rating": ""}, "rating", "Choose a rating."),
        ({"rating": "Z"}, "rating", "Choose one of the ratings."),
        ({"rating": "-"}, "rating", "Choose one of the ratings."),
        ({"back_on_track_on": "next spring"}, "back_on_track_on", "Write the date as 31 March 2018."),
        (
            {"back_on_track_on": "31 June 2018"},
            "back_on_track_on",
            "“31 June 2018” is not in the calendar. Write the date as 31 March 2018.",
        ),
        ({"back_on_track_on": "1/1/0001"}, "back_on_track_on", "Write the date as 31 March 2018."),
        ({"progress": "x" * 4_001}, "progress", "Shorten this to 4,000 characters; it has 4,001."),
        ({"cause": "x" * 100_000}, "cause", "Shorten this to 4,000 characters; it has 100,000."),
        ({"progress": "nul \x00"}, "progress", "Null characters are not allowed."),
        ({"progress": " "}, "progress", "Say in a sentence how it is going."),
    ],
)
def test_wrong_input_is_pointed_out_beside_its_box(client, action, team, wrong, field, advice):
    response = client.post(address(action), AT_RISK | wrong)

    assert response.status_code == 422
    assert response.context["form"].errors[field] == [advice]
    assert "The trainer left." in page_text(response) or field == "cause"
    assert not action.updates.exists()


def test_a_completion_in_the_future_is_refused(client, action, team):
    evidence = dict.fromkeys(["evidence_how_much", "evidence_how_well", "evidence_difference"], "Much")
    response = client.post(address(action), evidence | {"rating": "B", "completed_on": "10 April 2018"})
    assert response.context["form"].errors == {"completed_on": ["That day has not come yet."]}


def test_a_box_the_rating_does_not_ask_for_is_neither_checked_nor_kept(client, action, team):
    wrong = {"rating": "G", "progress": "Fine", "back_on_track_on": "never", "cause": "x" * 5_000}
    assert client.post(address(action), wrong).status_code == 302
    assert (action.updates.get().cause, action.updates.get().back_on_track_on) == ("", None)


def test_four_thousand_characters_are_accepted(client, action, team):
    assert client.post(address(action), AT_RISK | {"progress": "x" * LIMIT}).status_code == 302


@pytest.mark.parametrize("forged", ["zz", "-3", "0", "1.5", "99999", "999999999999999999999999"])
def test_a_damaged_last_seen_is_explained_and_saving_again_works(client, action, team, forged):
    said = ProgressUpdateFactory(action=action, quarter=action.plan.quarters.get())

    response = client.post(address(action), AT_RISK | {"last_seen": forged})

    assert response.status_code == 422
    form = response.context["form"]
    assert "came back damaged" in form.non_field_errors()[0]
    assert form["last_seen"].value() == str(said.pk)
    again = client.post(address(action), AT_RISK | {"last_seen": form["last_seen"].value()})
    assert again.status_code == 302


def test_a_damaged_last_seen_where_nothing_was_said_is_explained_too(client, action, team):
    response = client.post(address(action), AT_RISK | {"last_seen": "99999"})
    assert response.status_code == 422
    assert response.context["form"]["last_seen"].value() == ""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("31 March 2018", date(2018, 3, 31)),
        (" 31st  march 2018 ", date(2018, 3, 31)),
        ("31 Mar 2018", date(2018, 3, 31)),
        ("31/3/2018", date(2018, 3, 31)),
        ("31/03/18", date(2018, 3, 31)),
        ("31.3.2018", date(2018, 3, 31)),
        ("2018-03-31", date(2018, 3, 31)),
        ("", None),
    ],
)
def test_dates_are_read_day_first_in_words_or_figures(typed, read):
    assert PlainDateField(required=False).clean(typed) == read


# --- Two at once ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, IN_PLACE], ids=["page", "in place"])
def test_whoever_comes_second_sees_both_versions_and_can_save_again(client, action, health, team, headers):
    opened = client.get(address(action), **headers).context["form"]["last_seen"].value()
    assert opened is None
    chair = chair_of(health, name="Nuala Fellgate")
    theirs = operations.record_update(
        action=action, quarter=action.plan.quarters.get(), rating="G", progress="All booked.", by=chair
    )

    response = client.post(address(action), AT_RISK | {"last_seen": ""}, **headers)

    assert response.status_code == 422
    text = page_text(response)
    assert "What Nuala Fellgate saved" in text
    assert "All booked." in text
    assert "Half of the staff are trained." in text
    assert action.updates.count() == 1
    refreshed = response.context["form"]["last_seen"].value()
    assert refreshed == str(theirs.pk)
    again = AT_RISK | {"last_seen": refreshed, "moderation_reason": "Half is not all."}
    client.post(address(action), again, **headers)
    assert [update.rating for update in action.updates.order_by("pk")] == ["G", "A"]


def test_a_second_click_on_save_does_not_save_twice(client, action, team):
    client.post(address(action), AT_RISK | {"last_seen": ""})
    assert client.post(address(action), AT_RISK | {"last_seen": ""}).status_code == 422
    assert ProgressUpdate.objects.filter(action=action).count() == 1


# --- Save and next silent ---------------------------------------------------------------------------------


@pytest.fixture
def three(plan, action, health):
    """8.4, 8.5 (said) and 8.6, 8.7; Health owns 8.4 and 8.7."""
    others = {
        label: ActionFactory(plan=plan, label=label, who_text=who)
        for label, who in (("8.5", ""), ("8.6", ""), ("8.7", "Health Subgroup"))
    }
    ProgressUpdateFactory(action=others["8.5"], quarter=plan.quarters.get())
    return others


def test_save_and_next_leads_to_the_next_silent_action(client, action, three, team):
    back = the_list(action, rating="-")

    response = client.post(address(action), AT_RISK | {"then": "next", "next": back})

    assert response.status_code == 302
    assert response["Location"] == address(three["8.6"], next=back)


def test_save_and_next_in_place_names_the_next(client, action, three, team):
    response = client.post(address(action), AT_RISK | {"then": "next"}, **IN_PLACE)
    saved = json.loads(response["HX-Trigger-After-Settle"])["actionSaved"]
    assert saved == {
        "pk": action.pk,
        "next": three["8.6"].pk,
        "address": address(three["8.6"], next=the_list(action)),
    }


def test_the_next_is_one_the_person_may_update(client, action, three, health):
    client.force_login(chair_of(health))
    response = client.post(address(action), AT_RISK | {"then": "next"})
    assert response["Location"].startswith(address(three["8.7"]))


def test_after_the_last_row_the_next_is_looked_for_from_the_top(client, action, three, team):
    response = client.post(address(three["8.7"]), AT_RISK | {"then": "next"})
    assert response["Location"].startswith(address(action))


def test_the_next_is_in_the_order_of_the_list_one_came_from(client, action, three, team):
    three["8.7"].due_on = date(2018, 1, 31)
    three["8.7"].save()
    back = the_list(action, order="worst")
    late = AT_RISK | {"reason": "It ends this week."}
    response = client.post(address(three["8.7"]), {**late, "then": "next", "next": back})
    assert response["Location"].startswith(address(action))
    response = client.post(
        address(three["8.6"]), {**AT_RISK, "then": "next", "next": the_list(action, words="8.6")}
    )
    assert response["Location"] == the_list(action, words="8.6") + f"#action-{three['8.6'].pk}"


def test_when_nothing_else_is_silent_it_says_so(client, action, team):
    response = client.post(address(action), AT_RISK | {"then": "next"})
    assert response["Location"] == f"{the_list(action)}#action-{action.pk}"
    assert "Nothing else that you may update is silent" in page_text(client.get(the_list(action)))


# --- The way back -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.com/",
        "//example.com/plans/x/actions/",
        "javascript:alert(1)",
        "/admin/",
        "/account/logout/",
        "/nowhere/",
        "plans/",
        "/\\example.com",
        "http:///example.com",
        "x" * 5_000,
    ],
)
def test_the_way_back_leads_nowhere_else(client, action, team, elsewhere):
    response = client.post(address(action), AT_RISK | {"next": elsewhere})
    assert response["Location"] == f"{the_list(action)}#action-{action.pk}"


def test_the_way_back_may_be_the_actions_own_page(client, action, team):
    back = action.get_absolute_url()
    assert client.post(address(action), AT_RISK | {"next": back})["Location"] == f"{back}#action-{action.pk}"


# --- Closed -----------------------------------------------------------------------------------------------


def close(action, team):
    ProgressUpdateFactory(action=action, quarter=action.plan.quarters.get(), rating="B", by=team)
    operations.agree_completion(action=action, outside_because="By e-mail", by=team)


def withdraw(action, team):
    operations.withdraw_action(action=action, reason="Not needed", by=team)


def report(action, team):
    operations.close_quarter(quarter=action.plan.quarters.get(), by=team)


def plan_only(action, team):
    Quarter.objects.update(state=Quarter.State.PLANNED)


CLOSINGS = [
    (close, "Its completion has been agreed"),
    (withdraw, "It has been withdrawn from the plan"),
    (report, "Q4 2017/18 is closed, and no quarter is open"),
    (plan_only, "No quarter is open for updates yet"),
]


@pytest.mark.parametrize(("closing", "words"), CLOSINGS)
@pytest.mark.parametrize("headers", [{}, IN_PLACE], ids=["page", "in place"])
def test_where_nothing_can_be_said_the_page_says_why(client, action, team, closing, words, headers):
    closing(action, team)
    response = client.get(address(action), **headers)
    assert response.status_code == 200
    assert words in page_text(response)
    assert "<textarea" not in page_text(response)


@pytest.mark.parametrize(("closing", "words"), CLOSINGS)
def test_closed_while_somebody_was_writing_loses_nothing(client, action, team, closing, words):
    closing(action, team)
    before = action.updates.count()
    response = client.post(address(action), AT_RISK)
    assert response.status_code == 422
    assert words in page_text(response)
    assert "The trainer left." in page_text(response)
    assert action.updates.count() == before


@pytest.mark.parametrize("said", [True, False], ids=["said before", "silent"])
def test_what_was_typed_for_a_quarter_that_was_closed_is_not_saved_for_the_next_unseen(
    client, plan, action, team, quarter, said
):
    if said:
        operations.record_update(action=action, quarter=quarter, rating="G", progress="Fine", by=team)
    opened = client.get(address(action)).context["form"]
    boxes = {name: opened[name].value() or "" for name in ("opened_for", "last_seen")}
    operations.close_quarter(quarter=quarter, by=team)
    following = QuarterFactory(
        plan=plan, number=1, year="2018/19", starts_on="2018-04-01", ends_on="2018-06-30"
    )

    refused = client.post(address(action), AT_RISK | boxes)

    assert refused.status_code == 422
    assert f"{quarter.name} was closed while you were writing." in page_text(refused)
    assert f"What you save now counts for {following.name}" in page_text(refused)
    assert "The trainer left." in page_text(refused)
    assert not following.updates.exists()
    again = {name: refused.context["form"][name].value() or "" for name in boxes}
    assert client.post(address(action), AT_RISK | again).status_code == 302
    assert following.updates.get().rating == "A"


@pytest.mark.parametrize("forged", ["x", "0", "9" * 40, "²"])
def test_a_form_that_was_opened_for_no_quarter_there_is_comes_back(client, action, team, quarter, forged):
    refused = client.post(address(action), AT_RISK | {"opened_for": forged})
    assert refused.status_code == 422
    assert "This form came back damaged." in page_text(refused)
    assert not action.updates.exists()


def test_what_was_seen_last_is_of_the_quarter_that_is_updated(client, plan, action, team, quarter):
    last = operations.record_update(action=action, quarter=quarter, rating="G", progress="Fine", by=team)
    operations.close_quarter(quarter=quarter, by=team)
    QuarterFactory(plan=plan, number=1, year="2018/19", starts_on="2018-04-01", ends_on="2018-06-30")
    refused = client.post(address(action), AT_RISK | {"last_seen": last.pk})
    assert refused.status_code == 422
    assert "This form came back damaged." in page_text(refused)


# --- Who may ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_out_of_sight_is_not_there(client, action, team, method):
    other = ActionFactory()
    assert getattr(client, method)(address(other)).status_code == 404


def test_an_action_of_another_plan_is_not_at_this_address(client, action, team):
    other = ActionFactory(plan=PlanFactory(board=action.plan.board))
    wrong = reverse("plans:action-update", args=[action.plan.slug, other.pk])
    assert client.get(wrong).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["other chair", "member", "independent-chair", "scrutineer", "auditor"])
def test_in_sight_but_not_ones_own_is_refused_politely(client, plan, action, health, method, who):
    if who == "other chair":
        person = chair_of(BodyFactory(board=plan.board))
    elif who == "member":
        person = MembershipFactory(body=health, role="member").person
    else:
        person = someone_with(plan.board, who)
    client.force_login(person)

    response = getattr(client, method)(address(action), AT_RISK if method == "post" else None)

    assert response.status_code == 403
    assert "You may not do that" in page_text(response)
    assert not action.updates.exists()


def test_signed_out_one_is_asked_to_sign_in(client, action):
    response = client.post(address(action), AT_RISK)
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]
    assert not action.updates.exists()


def test_one_update_leaves_one_audit_entry(client, action, team):
    before = AuditEntry.objects.count()
    client.post(address(action), AT_RISK)
    assert AuditEntry.objects.count() == before + 1


# --- What it costs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how_many", [2, 40])
def test_opening_and_saving_cost_the_same_however_long_the_plan(
    client, plan, action, team, django_assert_num_queries, how_many
):
    for other in ActionFactory.create_batch(how_many, plan=plan):
        ProgressUpdateFactory(action=other, quarter=plan.quarters.get(), by=team)
    for n in range(how_many):
        ProgressUpdateFactory(action=action, quarter=plan.quarters.get(), by=team, progress=f"No. {n}")
    last = action.updates.order_by("-pk").first()

    with django_assert_num_queries(14):
        client.get(address(action), **IN_PLACE)
    # The plan, its quarter and the action are each held; three more ask who hears that the rating was changed.
    with django_assert_num_queries(34):
        client.post(address(action), AT_RISK | {"last_seen": last.pk}, **IN_PLACE)
    assert action.updates.count() == how_many + 1
