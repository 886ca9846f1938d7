"""Typing an action in the browser: added, read while typed, corrected, never lost."""

from datetime import date

import pytest
from django.urls import reverse

from lscb.models import AuditEntry
from plans import operations
from plans.models import Action, Plan
from plans.selectors.readings import our_reading_of
from tests.factories import (
    ActionFactory,
    BodyFactory,
    ObjectiveFactory,
    PlanFactory,
    PriorityFactory,
    SectionFactory,
    board_team,
)

pytestmark = pytest.mark.django_db

TYPED = {
    "label": "1.1",
    "text": "Review the training programme",
    "outcome": "Staff are confident",
    "who_text": "Health Subgroup",
    "when_text": "March 2019",
}
IN_PLACE = {"HTTP_HX_REQUEST": "true"}
FORM_QUERIES = 16


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def health(plan):
    return BodyFactory(board=plan.board, name="Health Subgroup")


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board, name="Bryony Larkfell")
    client.force_login(person)
    return person


def add(plan):
    return reverse("plans:action-add", args=[plan.slug])


def change(action):
    return reverse("plans:action-change", args=[action.plan.slug, action.pk])


def corrected(client, action, **typed):
    """The form as the page gives it, with other words typed into it."""
    form = client.get(change(action)).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    return client.post(change(action), values | typed)


# --- Adding -------------------------------------------------------------------------------------------------


def test_an_action_is_added_as_typed_and_read(client, plan, team, health):
    section = SectionFactory(plan=plan)
    answer = client.post(add(plan), TYPED | {"section": section.pk}, follow=True)
    action = Action.objects.get()
    assert (action.text, action.outcome, action.section) == (TYPED["text"], TYPED["outcome"], section)
    assert action.due_on == date(2019, 3, 31)
    assert [owner.body for owner in action.owners.all()] == [health]
    assert answer.redirect_chain[-1][0] == action.get_absolute_url()
    said = str(next(iter(answer.context["messages"])))
    assert "1.1 added" in said
    assert "Owned by Health Subgroup." in said
    assert AuditEntry.objects.get().by == team


def test_another_is_added_in_the_same_section_with_the_next_reference(client, plan, team):
    section = SectionFactory(plan=plan)
    typed = TYPED | {"section": section.pk, "label": "1.9", "another": "yes"}
    form = client.post(add(plan), typed, follow=True).context["form"]
    assert form["section"].value() == section.pk
    assert form["label"].value() == "1.10"
    assert not form["text"].value()


@pytest.mark.parametrize(
    ("there", "expected"),
    [([], "1"), (["1"], "2"), (["7b"], ""), (["A-9"], "A-10"), (["2", "1"], ""), ([""], "1")],
)
def test_a_plan_without_sections_counts_on(client, plan, team, there, expected):
    for label in there:
        ActionFactory(plan=plan, label=label)
    assert (client.get(add(plan)).context["form"]["label"].value() or "") == expected


def test_the_first_of_a_section_takes_the_sections_number(client, plan, team):
    section = SectionFactory(plan=plan, label="4.")
    form = client.get(f"{add(plan)}?section={section.pk}").context["form"]
    assert form["label"].value() == "4.1"


@pytest.mark.parametrize("section", ["nonsense", "99999", "9" * 40, "-1", "²"])
def test_a_section_that_is_not_there_is_left_out(client, plan, team, section):
    SectionFactory(plan=plan)
    assert client.get(f"{add(plan)}?section={section}").status_code == 200


def test_only_what_the_plan_has_is_asked_for(client, plan, team):
    assert set(client.get(add(plan)).context["form"].fields) == {
        "label",
        "text",
        "outcome",
        "success",
        "success_target",
        "who_text",
        "when_text",
        "seen",
    }
    SectionFactory(plan=plan)
    PriorityFactory(plan=plan)
    ObjectiveFactory(plan=plan)
    Plan.objects.update(grouped_by="year", section_label="Work stream", when_label="Deadline")
    form = client.get(add(plan)).context["form"]
    assert {"section", "priority", "objective", "year"} <= set(form.fields)
    assert form["section"].label.startswith("Work stream")
    assert form["when_text"].label.startswith("Deadline")


def test_a_section_of_another_plan_is_refused(client, plan, team):
    SectionFactory(plan=plan)
    elsewhere = SectionFactory(plan=PlanFactory(board=plan.board))
    assert client.post(add(plan), TYPED | {"section": elsewhere.pk}).status_code == 422
    assert not Action.objects.exists()


def test_what_is_refused_stays_typed(client, plan, team):
    answer = client.post(add(plan), TYPED | {"text": "", "label": "1" * 30, "outcome": "x" * 4001})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say what will be done." in page
    assert "Shorten this to 20 characters; it has 30." in page
    assert "Shorten this to 4,000 characters" in page
    assert 'value="Health Subgroup"' in page
    assert "<title>Error: " in page
    assert not Action.objects.exists()


def test_a_reference_may_stand_twice(client, plan, team):
    ActionFactory(plan=plan, label="1.1")
    client.post(add(plan), TYPED)
    assert sorted(action.reference for action in plan.actions.all()) == ["1.1", "1.1 (2)"]


# --- Reading while typing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [IN_PLACE, {}], ids=["in place", "by the button"])
def test_words_are_read_before_they_are_saved(client, plan, team, health, headers):
    ActionFactory(plan=plan, label="1.1")
    typed = TYPED | {"who_text": "Health Subgroup, Mayor", "when_text": "Spring 2019", "text": ""}
    answer = client.post(add(plan), typed | ({} if headers else {"preview": "yes"}), **headers)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Health Subgroup" in page
    assert "“Mayor” is kept as typed." in page
    assert our_reading_of(plan, "Spring 2019").explanation in page
    assert "1.1 is in the plan already." in page
    assert ("<form" in page) is not bool(headers)
    assert "There is a problem" not in page
    assert plan.actions.count() == 1


def test_the_reference_that_would_follow_is_said(client, plan, team):
    section = SectionFactory(plan=plan, title="Neglect")
    ActionFactory(plan=plan, section=section, label="3.9")
    page = client.post(add(plan), {"section": section.pk}, **IN_PLACE).content.decode()
    assert "3.10 would follow the last one of" in page
    assert "Neglect" in page


def test_the_button_keeps_what_was_typed(client, plan, team):
    section = SectionFactory(plan=plan)
    form = client.post(add(plan), TYPED | {"section": section.pk, "preview": "yes"}).context["form"]
    assert form["text"].value() == TYPED["text"]
    assert str(form["section"].value()) == str(section.pk)


def test_words_are_escaped(client, plan, team):
    page = client.post(add(plan), {"who_text": "<b>Mayor</b>", "when_text": "<i>soon</i>"}, **IN_PLACE)
    assert b"<b>" not in page.content
    assert b"<i>" not in page.content


# --- Correcting ---------------------------------------------------------------------------------------------


def test_an_action_is_corrected_and_read_again(client, plan, team, health):
    action = ActionFactory(plan=plan, label="1.1", who_text="Mayor", when_text="May 2018")
    answer = corrected(
        client,
        action,
        who_text="Health Subgroup",
        when_text="June 2018",
        text="Another text",
        moves="correction",
        moves_because="The plan always said June",
    )
    assert answer.url == action.get_absolute_url()
    action = Action.objects.get()
    assert (action.text, action.due_on) == ("Another text", date(2018, 6, 30))
    assert [owner.body for owner in action.owners.all()] == [health]
    assert AuditEntry.objects.order_by("-pk").first().operation == "action-changed"


def test_a_date_that_a_meeting_agreed_stays(client, plan, team):
    action = ActionFactory(plan=plan, when_text="May 2018")
    asked = operations.ask_for_new_date(action=action, to_date=date(2018, 9, 30), reason="Venue", by=team)
    operations.decide_new_date(change=asked, agreed=True, outside_because="By e-mail", by=team)
    assert "The due date a meeting has agreed stays too." in client.get(change(action)).content.decode()
    corrected(client, action, when_text="June 2018")
    action.refresh_from_db()
    assert (action.first_due_on, action.due_on) == (date(2018, 5, 31), date(2018, 9, 30))


def test_in_another_section_it_stands_last(client, plan, team):
    section = SectionFactory(plan=plan)
    for _ in range(3):
        ActionFactory(plan=plan, section=section)
    action = ActionFactory(plan=plan)
    corrected(client, action, section=section.pk)
    assert list(section.actions.in_plan_order())[-1] == action


def test_two_who_correct_it_at_once_see_both_versions(client, plan, team):
    action = ActionFactory(plan=plan, text="As first typed")
    form = client.get(change(action)).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    other = board_team(plan.board, name="Ash Thwaite")
    action.text = "As Ash typed it"
    operations.change_action(action=action, by=other)
    answer = client.post(change(action), typed | {"text": "As Bryony typed it"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ash Thwaite changed this while you were writing." in page
    assert "As Ash typed it" in page
    assert "As Bryony typed it" in page
    form = answer.context["form"]
    client.post(change(action), {name: form[name].value() or "" for name in form.fields})
    assert Action.objects.get().text == "As Bryony typed it"


@pytest.mark.parametrize("seen", ["", "nonsense", "²", "9" * 30])
def test_a_form_that_does_not_say_what_was_seen_overwrites_nothing(client, plan, team, seen):
    action = ActionFactory(plan=plan, text="As first typed")
    assert client.post(change(action), TYPED | {"seen": seen}).status_code == 422
    assert Action.objects.get().text == "As first typed"


def test_a_corrected_action_keeps_levels_that_are_not_asked_for(client, plan, team):
    aim = ObjectiveFactory(plan=plan, kind="aim")
    action = ActionFactory(plan=plan, objective=aim, year="Year 2")
    corrected(client, action, text="Other words")
    action.refresh_from_db()
    assert (action.objective, action.year, action.text) == (aim, "Year 2", "Other words")


# --- Where it is found, and what it costs -------------------------------------------------------------------


def test_the_board_team_finds_both_forms(client, plan, team):
    empty = client.get(reverse("plans:action-list", args=[plan.slug])).content.decode()
    assert empty.count(add(plan)) == 2
    action = ActionFactory(plan=plan)
    assert change(action) in client.get(action.get_absolute_url()).content.decode()


@pytest.mark.parametrize("many", [2, 30])
def test_the_form_costs_the_same_whatever_the_plan_holds(client, plan, team, many, django_assert_num_queries):
    section = SectionFactory(plan=plan)
    for n in range(many):
        BodyFactory(board=plan.board)
        ActionFactory(plan=plan, section=section, label=f"1.{n}")
    with django_assert_num_queries(FORM_QUERIES):
        client.get(f"{add(plan)}?section={section.pk}")
