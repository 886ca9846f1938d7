"""Starting from last quarter's words: one press fills the boxes, and words said again are known as such."""

from datetime import date

import pytest
from django.urls import reverse

from plans import operations
from plans.rules import ratings, repeating
from plans.rules.repeating import repeats
from tests.access.browser import forms_of
from tests.factories import ActionFactory, BodyFactory, PlanFactory, QuarterFactory, board_team, chair_of

pytestmark = pytest.mark.django_db

IN_PLACE = {"HTTP_HX_REQUEST": "true"}
BEFORE = {
    "rating": "R",
    "progress": "Half of the staff are trained.",
    "cause": "The trainer left.",
    "recovery_step": "A new trainer starts in May.",
    "back_on_track_on": date(2018, 5, 31),
    "help_wanted": "A room at the hospital.",
}


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
def team(plan):
    return board_team(plan.board, name="Bryony Larkfell")


@pytest.fixture
def owner(health):
    return chair_of(health, name="Imogen Hale")


@pytest.fixture
def action(plan, health, earlier, team):
    action = ActionFactory(plan=plan, label="8.4", who_text="Health Subgroup", when_text="July 2018")
    operations.record_update(action=action, quarter=earlier, by=team, **BEFORE)
    return action


def address(action, **query) -> str:
    return reverse("plans:action-update", args=[action.plan.slug, action.pk], query=query)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("who", ["team", "owner"])
@pytest.mark.parametrize("headers", [{}, IN_PLACE], ids=["page", "row"])
def test_one_press_fills_every_box_and_chooses_no_rating(client, action, team, owner, who, headers):
    client.force_login(team if who == "team" else owner)
    offered = text_of(client.get(address(action), **headers))
    assert '<button type="submit" name="start" value="before"' in offered
    assert BEFORE["progress"] not in offered.partition("<form")[2].partition("</form>")[0]

    pressed = client.post(address(action), {"start": "before"}, **headers)
    by_address = client.get(address(action, start="before"), **headers)

    for answer in (pressed, by_address):
        assert answer.status_code == 200
        form = answer.context["form"]
        assert {name: form[name].value() for name in BEFORE if name != "rating"} == {
            name: said for name, said in BEFORE.items() if name != "rating"
        }
        assert not form["rating"].value()
        assert text_of(answer).count("As in Q3 2017/18, until you change it.") == 4
        assert "31 May 2018" in text_of(answer)
    assert action.updates.count() == 1


@pytest.mark.parametrize("headers", [{}, IN_PLACE], ids=["page", "row"])
def test_enter_in_a_box_saves_and_takes_no_words_over(client, action, owner, headers):
    """It presses the first button of the form, and the one that takes words over stands above the boxes."""
    client.force_login(owner)
    forms = forms_of(text_of(client.get(address(action), **headers)), address(action))
    (form,) = [each for each in forms if ("start", "before") in each.buttons]
    assert form.buttons[0] == ("", "")


def test_what_was_typed_already_stays_as_it_is(client, action, team, quarter):
    client.force_login(team)
    last = operations.record_update(action=action, quarter=quarter, rating="G", progress="New", by=team)
    typed = {
        "start": "before",
        "rating": "A",
        "progress": "My own words.",
        "back_on_track_on": "some day",
        "last_seen": str(last.pk),
        "cause": "",
    }
    form = client.post(address(action), typed).context["form"]
    said = {
        name: form[name].value() for name in ("rating", "progress", "back_on_track_on", "last_seen", "cause")
    }
    assert said == {
        "rating": "A",
        "progress": "My own words.",
        "back_on_track_on": "some day",
        "last_seen": str(last.pk),
        "cause": "The trainer left.",
    }
    assert form.as_before == {"cause", "recovery_step", "help_wanted"}


def test_a_day_that_has_passed_since_is_not_taken_over(client, action, team, on):
    on("2018-06-15")
    client.force_login(team)
    form = client.get(address(action, start="before")).context["form"]
    assert form["back_on_track_on"].value() is None
    assert form["cause"].value() == "The trainer left."


def test_nothing_is_offered_where_nothing_was_said_before_or_it_was_undone(client, plan, action, team, owner):
    client.force_login(team)
    new = ActionFactory(plan=plan, label="8.5", when_text="July 2018")
    for each in (client.get(address(new)), client.post(address(new), {"start": "before"})):
        assert 'name="start"' not in text_of(each)


def test_the_mark_stays_with_words_that_are_the_same_and_goes_with_others(client, action, team):
    client.force_login(team)
    refused = client.post(
        address(action), {"rating": "A", "progress": BEFORE["progress"], "cause": "Another."}
    )
    assert refused.status_code == 422
    assert text_of(refused).count("As in Q3 2017/18, until you change it.") == 1


def test_words_said_again_are_known_as_such_and_the_team_is_told(client, plan, action, team, owner, quarter):
    same = {"rating": "A", "progress": f"  {BEFORE['progress']}\r\n", "cause": "The trainer left."}
    client.force_login(owner)
    client.post(
        address(action),
        same | {"recovery_step": "A new trainer  starts in May.", "back_on_track_on": "30 June 2018"},
    )
    update = action.updates.first()
    assert update.repeats.quarter.name == "Q3 2017/18"
    the_list = reverse("plans:action-list", args=[plan.slug])
    pages = [the_list, action.get_absolute_url()]
    assert not any("words as last time" in text_of(client.get(page)) for page in pages)
    client.force_login(team)
    assert all("words as last time" in text_of(client.get(page)) for page in pages)
    to_look_at = text_of(client.get(reverse("plans:moderation", args=[plan.slug])))
    assert "As in Q3 2017/18, word for word" in to_look_at
    assert "As in Q3 2017/18, word for word" in text_of(client.get(action.get_absolute_url()))

    operations.record_update(
        action=action,
        quarter=quarter,
        rating="G",
        progress="Something new.",
        by=team,
        moderation_reason="Told by telephone",
    )
    assert action.updates.first().repeats is None
    assert "words as last time" not in text_of(client.get(the_list))


def test_the_rule_of_saying_again():
    before = {"progress": "As planned.", "cause": "Leave"}
    assert repeats({"progress": " As  planned. "}, before)
    assert repeats(before, before)
    assert not repeats({}, before)
    assert not repeats({"progress": ""}, {"progress": ""})
    assert not repeats({"progress": "As planned.", "help_wanted": "A room"}, before)
    assert not repeats({"progress": "As planned!"}, before)


def test_its_words_are_those_of_an_update():
    from plans.models import ProgressUpdate

    words = [name for name in ProgressUpdate.SAID if name != "rating" and not name.endswith("_on")]
    assert set(words) == set(repeating.WORDS)


# --- Evidence ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("box", [need.field for need in ratings.EVIDENCE])
def test_complete_asks_for_one_box_of_evidence_whichever(client, plan, action, team, quarter, box):
    client.force_login(team)
    typed = {"rating": "B", "completed_on": "2 April 2018"}
    refused = client.post(address(action), typed)
    assert refused.context["form"].errors["evidence_how_much"] == [ratings.NO_EVIDENCE]
    assert "Only if complete: one of the first three at least" in text_of(refused)

    assert client.post(address(action), typed | {box: "All forty were trained."}).status_code == 302
    update = action.updates.first()
    assert (update.rating, getattr(update, box), update.progress) == ("B", "All forty were trained.", "")
    for page in ("decisions-waiting",):
        assert "All forty were trained." in text_of(client.get(reverse(f"plans:{page}", args=[plan.slug])))
