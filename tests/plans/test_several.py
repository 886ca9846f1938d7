"""Updating several actions at once: one rating, a line each, all of them saved or none."""

from datetime import date

import pytest
from django.urls import reverse

from lscb.models import AuditEntry
from plans import operations
from plans.models import LastStep, ProgressUpdate
from subgroups.models import Notice
from tests.factories import (
    ActionFactory,
    BodyFactory,
    PlanFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db

NO_CHANGE = "No change since Q3 2017/18."


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture(autouse=True)
def quarter(plan):
    return QuarterFactory(plan=plan)


@pytest.fixture
def earlier(plan):
    return QuarterFactory(
        plan=plan, number=3, starts_on="2017-10-01", ends_on="2017-12-31", state="reported", correcting=True
    )


@pytest.fixture
def health(plan):
    return BodyFactory(board=plan.board, name="Health Subgroup")


@pytest.fixture
def owner(health):
    return chair_of(health, name="Imogen Hale")


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board, name="Bryony Larkfell")
    client.force_login(person)
    return person


@pytest.fixture
def actions(plan, health):
    return [
        ActionFactory(plan=plan, label=f"8.{n}", who_text="Health Subgroup", when_text="July 2018")
        for n in (4, 5, 6)
    ]


def address(plan, *actions):
    return reverse("plans:actions-update", args=[plan.slug], query={"action": [each.pk for each in actions]})


def the_list(plan):
    return reverse("plans:action-list", args=[plan.slug])


def typed(actions, rating="G", line="Going well", **more):
    data = {"rating": rating, "action": [each.pk for each in actions], "shown": [each.pk for each in actions]}
    for each in actions:
        data[f"a{each.pk}-progress"] = line
        data[f"a{each.pk}-last_seen"] = ""
    return data | more


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_rows_one_may_update_are_ticked_in_the_list(client, plan, actions, owner, team):
    elsewhere = ActionFactory(plan=plan, label="9.1")
    page = text_of(client.get(the_list(plan)))
    assert page.count('form="several">') == 4 and 'data-tick-all="Tick all 4 you may update"' in page
    client.force_login(owner)
    page = text_of(client.get(the_list(plan)))
    assert f'name="action" value="{actions[0].pk}" form="several"' in page
    assert f'name="action" value="{elsewhere.pk}" form="several"' not in page
    client.force_login(someone_with(plan.board, "auditor"))
    assert "several" not in text_of(client.get(the_list(plan)))


@pytest.mark.parametrize("where", ["home", "group"])
def test_so_are_those_on_home_and_on_the_page_of_a_group_and_one_comes_back_there(
    client, plan, actions, owner, where
):
    client.force_login(owner)
    body = owner.memberships.get().body
    shown_on = "/" if where == "home" else reverse("plans:group-detail", args=[plan.slug, body.pk])
    page = text_of(client.get(shown_on))
    mine = [action for action in actions if body in [each.body for each in action.owners.all()]]
    assert page.count('form="several">') == len(mine) and page.count('id="several"') == 1
    assert f'data-tick-all="Tick all {len(mine)} you may update"' in page
    answer = client.post(address(plan), typed(mine, next=shown_on))
    assert (answer.status_code, answer.url) == (302, shown_on)
    client.force_login(someone_with(plan.board, "auditor"))
    assert "several" not in text_of(client.get(shown_on))


def test_one_rating_and_a_line_each_are_saved_together_each_with_its_own_line_of_audit(
    client, plan, actions, team
):
    back = f"{the_list(plan)}?rating=-"
    page = client.get(address(plan, *actions) + f"&next={back}")
    assert "Update 3 actions at once" in text_of(page)
    data = typed(actions, next=back) | {f"a{actions[2].pk}-progress": "Another line"}
    answer = client.post(address(plan), data)
    assert answer["Location"] == back
    assert [(each.updates.get().rating, each.updates.get().progress) for each in actions] == [
        ("G", "Going well"),
        ("G", "Going well"),
        ("G", "Another line"),
    ]
    for each in actions:
        assert AuditEntry.objects.about(each).first().operation == "progress-updated"
    page = text_of(client.get(back))
    assert "3 saved: On track" in page
    (key,) = set(LastStep.objects.values_list("key", flat=True))
    client.post(reverse("plans:undo", args=[plan.slug, key]))
    assert not ProgressUpdate.objects.not_undone().exists()


def test_undone_it_is_told_to_nobody(client, plan, actions, owner, team, quarter):
    told = actions[0]  # as the rating is another
    operations.record_update(action=told, quarter=quarter, rating="N", progress="Not begun", by=owner)
    seen = {
        f"a{told.pk}-last_seen": told.updates.get().pk,
        f"a{told.pk}-moderation_reason": "It began on Monday",
    }
    client.post(address(plan), typed(actions) | seen)
    assert Notice.objects.get().person == owner
    assert "what was saved last" in text_of(client.get(the_list(plan)))
    (key,) = set(LastStep.objects.values_list("key", flat=True))
    client.post(reverse("plans:undo", args=[plan.slug, key]))
    assert not Notice.objects.exists()


def test_what_owners_say_so_is_a_proposal_as_ever(client, plan, actions, owner):
    client.force_login(owner)
    client.post(address(plan), typed(actions))
    assert all(each.updates.get().proposed for each in actions)
    assert "3 saved: On track. The board team looks at them" in text_of(client.get(the_list(plan)))


@pytest.mark.database
def test_no_change_since_is_offered_and_what_the_rating_asks_for_is_looked_at_before_it_is_saved(
    client, plan, actions, team, earlier
):
    late = {
        "rating": "R",
        "progress": "Half.",
        "cause": "The trainer left.",
        "recovery_step": "A new one in May.",
        "back_on_track_on": date(2018, 5, 31),
        "help_wanted": "None",
    }
    operations.record_update(action=actions[0], quarter=earlier, by=team, **late)
    operations.record_update(action=actions[1], quarter=earlier, by=team, rating="G", progress="Fine")
    page = client.get(address(plan, *actions))
    assert text_of(page).count(NO_CHANGE) == 2

    refused = client.post(address(plan), typed(actions[:2], rating="A", line=NO_CHANGE))
    assert refused.status_code == 422
    assert not any(each.updates.filter(quarter__name__startswith="Q4").exists() for each in actions)
    page = text_of(refused)
    assert "The trainer left." in page and "31 May 2018" in page
    assert "As in Q3 2017/18, until you change it." in page
    one, other = (
        row.context_fields if hasattr(row, "context_fields") else row for _, row in refused.context["rows"]
    )
    assert one["cause"].value() == "The trainer left."
    assert not other["cause"].value()

    again = typed(actions[:2], rating="A", line=NO_CHANGE)
    for action, cause in zip(actions, ("The trainer left.", "Leave"), strict=False):
        again |= {
            f"a{action.pk}-cause": cause,
            f"a{action.pk}-recovery_step": "A new one in May.",
            f"a{action.pk}-back_on_track_on": "31 May 2018",
        }
    assert client.post(address(plan), again).status_code == 302
    assert actions[1].updates.first().cause == "Leave"


@pytest.mark.database
def test_of_those_changed_meanwhile_one_is_told_by_row_and_none_is_saved(
    client, plan, actions, team, quarter
):
    other = board_team(plan.board, name="Owen Marsh")
    theirs = operations.record_update(
        action=actions[1], quarter=quarter, rating="N", progress="Not begun", by=other
    )
    refused = client.post(address(plan), typed(actions))
    page = text_of(refused)
    assert refused.status_code == 422
    assert "Owen Marsh updated this while you were writing" in page
    assert "What Owen Marsh saved meanwhile" in page and "Not begun" in page
    assert page.count("Going well") == 3
    assert not actions[0].updates.exists()
    # Shown what they said, one goes on; or leaves that row out.
    left_out = typed(actions) | {"action": [actions[0].pk, actions[2].pk]}
    assert client.post(address(plan), left_out).status_code == 302
    assert actions[1].updates.get() == theirs
    seen = typed(actions[1:2]) | {f"a{actions[1].pk}-last_seen": theirs.pk}
    assert client.post(address(plan), seen).status_code == 302


def test_what_was_typed_for_one_withdrawn_meanwhile_comes_back_and_none_is_saved(client, plan, actions, team):
    operations.withdraw_action(action=actions[1], reason="Elsewhere", by=team)
    sent = typed(actions) | {f"a{actions[1].pk}-progress": "Words that must stay"}

    refused = client.post(address(plan), sent)

    assert refused.status_code == 422
    assert "8.5: It has been withdrawn from the plan" in text_of(refused)
    assert "Words that must stay" in text_of(refused)
    assert not ProgressUpdate.objects.exists()
    left_out = sent | {"action": [actions[0].pk, actions[2].pk]}
    assert client.post(address(plan), left_out).status_code == 302
    assert ProgressUpdate.objects.count() == 2


def test_what_was_typed_while_the_quarter_was_closed_comes_back_with_why(
    client, plan, actions, team, quarter
):
    operations.close_quarter(quarter=quarter, by=team)

    refused = client.post(address(plan), typed(actions))

    assert refused.status_code == 422
    assert f"8.5: {quarter.name} is closed" in text_of(refused)
    assert text_of(refused).count("Going well") == 3
    assert not ProgressUpdate.objects.exists()


def test_what_was_typed_for_a_quarter_that_was_closed_is_not_saved_for_the_next_unseen(
    client, plan, actions, team, quarter
):
    operations.record_update(action=actions[0], quarter=quarter, rating="N", progress="Not begun", by=team)

    def boxes(answer):
        lines = [line for _, line in answer.context["rows"]]
        return {
            line.add_prefix(name): line[name].value() or ""
            for line in lines
            for name in ("opened_for", "last_seen")
        }

    opened = boxes(client.get(address(plan, *actions)))
    operations.close_quarter(quarter=quarter, by=team)
    following = QuarterFactory(
        plan=plan, number=1, year="2018/19", starts_on="2018-04-01", ends_on="2018-06-30"
    )

    refused = client.post(address(plan), typed(actions) | opened)

    assert refused.status_code == 422
    assert f"8.4: {quarter.name} was closed while you were writing." in text_of(refused)
    assert text_of(refused).count("Going well") == 3
    assert not following.updates.exists()
    assert client.post(address(plan), typed(actions) | boxes(refused)).status_code == 302
    assert following.updates.count() == 3


@pytest.mark.database
def test_what_is_wrong_is_said_of_every_row_at_once_and_nothing_typed_is_lost(client, plan, actions, team):
    data = typed(actions, line="") | {f"a{actions[0].pk}-progress": "Words that must stay"}
    refused = client.post(address(plan), data)
    page = text_of(refused)
    assert (
        page.count("Say in a sentence how it is going.") == 4
    )  # twice in the summary, twice beside the boxes
    assert "Words that must stay" in page
    without = client.post(address(plan), data | {"rating": ""})
    assert "Choose a rating." in text_of(without) and "Words that must stay" in text_of(without)
    none = client.post(address(plan), data | {"action": []})
    assert "Tick at least one action to save." in text_of(none) and "Words that must stay" in text_of(none)


def test_a_proposal_that_waits_is_answered_with_a_reason_in_its_row(
    client, plan, actions, owner, team, quarter
):
    said = operations.record_update(
        action=actions[0], quarter=quarter, rating="N", progress="Not begun", by=owner
    )
    data = typed(actions) | {f"a{actions[0].pk}-last_seen": said.pk}
    refused = client.post(address(plan), data)
    assert "Why you rate it otherwise than Imogen Hale proposed" in text_of(refused)
    reason = {f"a{actions[0].pk}-moderation_reason": "It began on Monday"}
    assert client.post(address(plan), data | reason).status_code == 302
    said.refresh_from_db()
    assert said.moderation.reason == "It began on Monday"


def test_ongoing_work_is_looked_at_again_on_the_usual_day(client, plan, health, team):
    action = ActionFactory(plan=plan, label="9.3", who_text="Health Subgroup", when_text="Ongoing")
    page = client.get(address(plan, action))
    ((_, line),) = page.context["rows"]
    day = line["review_on"].value()
    data = typed([action]) | {f"a{action.pk}-review_on": line["review_on"].field.widget.format_value(day)}
    assert client.post(address(plan), data).status_code == 302
    assert action.updates.get().review_on == day


@pytest.mark.database
def test_nothing_of_others_closed_ones_or_forged(client, plan, actions, owner, team, quarter):
    mine = ActionFactory(plan=plan, label="9.1")
    other = ActionFactory(plan=PlanFactory())
    client.force_login(owner)
    assert client.get(address(plan, actions[0], mine)).status_code == 403
    assert client.post(address(plan), typed([actions[0], mine])).status_code == 403
    assert client.get(address(plan, actions[0], other)).status_code == 404
    assert "Nothing is ticked" in text_of(client.get(address(plan)))
    for forged in ("x", "²", "-1", "9" * 40, ""):
        assert client.get(address(plan), {"action": [actions[0].pk, forged]}).status_code == 404
        sent = typed(actions) | {"shown": [actions[0].pk, forged]}
        assert client.post(address(plan), sent).status_code == 404
    operations.withdraw_action(action=actions[1], reason="Elsewhere", by=team)
    page = text_of(client.get(address(plan, *actions)))
    assert "Update 2 actions at once" in page and "Not updated now: 8.5 (withdrawn)" in page
    operations.close_quarter(quarter=quarter, by=team)
    page = text_of(client.get(address(plan, *actions)))
    assert "No quarter is open for updates." in page
    assert client.post(address(plan), typed(actions)).status_code == 422
    assert not ProgressUpdate.objects.exists()


@pytest.mark.database
@pytest.mark.parametrize("how_many", [2, 9])
def test_the_page_costs_the_same_however_many_are_ticked(
    client, plan, health, team, quarter, earlier, how_many, django_assert_num_queries
):
    ticked = ActionFactory.create_batch(how_many, plan=plan, who_text="Health Subgroup")
    for each in ticked:
        operations.record_update(action=each, quarter=earlier, rating="G", progress="Fine", by=team)
    with django_assert_num_queries(11):
        client.get(address(plan, *ticked))


def test_actions_of_the_same_words_are_told_apart_by_what_they_stand_under(client, plan, team):
    """The plan on a page has “Training” under several priorities and no references."""
    found = [
        ActionFactory(plan=plan, label="", text="Training", section=SectionFactory(plan=plan, title=title))
        for title in ("Neglect", "Domestic abuse")
    ]
    page = client.get(address(plan, *found)).text
    for action in found:
        assert f"Save {action.called_apart}" in page.replace("&#x27;", "'")
    assert len({action.called_apart for action in found}) == 2
