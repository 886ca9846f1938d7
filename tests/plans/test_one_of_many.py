"""All agencies or all groups as one owner: one action in every count, of which each of them answers for itself."""

import pytest
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from plans.models import OneOfManyAnswer, PlanEvent
from plans.operations import answer_as_one, record_update
from plans.selectors.one_of_many import answers_of, in_words, unanswered_of
from plans.selectors.owners import owners_of, silent_owners
from plans.selectors.reminders import letters_of
from reporting.report.reading import gather
from reporting.sheets.group import group_sheet
from subgroups.models import Agency
from subgroups.operations import give_place, keep_agency
from tests.factories import (
    ActionFactory,
    BodyFactory,
    PersonFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def team(plan):
    return board_team(plan.board)


@pytest.fixture
def agencies(plan, team):
    return [
        keep_agency(Agency(board=plan.board, name=name, position=n), by=team).body
        for n, name in enumerate(("Police", "ICB", "Probation"), start=1)
    ]


@pytest.fixture
def contact(agencies, team):
    person = PersonFactory(name="Dana Rees", email="dana@example.org")
    give_place(person=person, body=agencies[0], role="lead-contact", by=team)
    return person


@pytest.fixture
def action(plan, agencies):
    return ActionFactory(plan=plan, label="1.1", who_text="All partner agencies")


def answer_page(action, body):
    return reverse("plans:action-answer", args=[action.plan.slug, action.pk, body.pk])


def test_all_of_a_kind_are_one_owner(plan, action, agencies):
    (owner,) = action.owners.all()
    assert (owner.everyone, owner.body, owner.label, owner.is_placed) == (
        "agencies",
        None,
        "All partner agencies",
        True,
    )
    owners = owners_of(plan.actions.counted().with_status(None))
    assert (owners.total, owners.actions, list(owners.by_body)) == (1, 1, ["agencies"])
    groups = ActionFactory(plan=plan, who_text="CE; all subgroups")
    assert [owner.everyone for owner in groups.owners.all()] == ["", "groups"]


def test_each_answers_for_itself_and_the_page_says_who_has_not(client, plan, action, agencies, contact):
    client.force_login(contact)
    page = client.get(action.get_absolute_url()).content.decode()
    assert "0 of 3 answered. Not yet: Police, ICB and Probation." in page
    assert answer_page(action, agencies[0]) in page and answer_page(action, agencies[1]) not in page
    assert client.get(answer_page(action, agencies[1])).status_code == 403
    sent = client.post(answer_page(action, agencies[0]), {"state": "not-ours", "words": ""})
    assert sent.status_code == 422 and "Say why it is not for you." in sent.content.decode()
    client.post(answer_page(action, agencies[0]), {"state": "working", "words": "Signed off in May."})
    page = client.get(action.get_absolute_url()).content.decode()
    assert "1 of 3 answered: 1 working on it. Not yet: ICB and Probation." in page
    assert "Signed off in May." in page
    late = client.post(answer_page(action, agencies[0]), {"state": "done", "words": "Mine"})
    assert late.status_code == 422 and "Signed off in May." in late.content.decode(), "both are shown"
    seen = OneOfManyAnswer.objects.get().pk
    client.post(answer_page(action, agencies[0]), {"state": "done", "words": "", "last_seen": seen})
    said = [(each.state, each.by) for each in OneOfManyAnswer.objects.all()]
    assert said == [("working", contact), ("done", contact)], "what was said before is kept"
    page = client.get(action.get_absolute_url()).content.decode()
    assert "1 of 3 answered: 1 done." in page
    assert "Before: working on it. Signed off in May. (Dana Rees" in page, "and shown"


def test_whoever_answers_does_not_rate(client, plan, action, agencies, contact, team):
    quarter = QuarterFactory(plan=plan)
    client.force_login(contact)
    assert client.get(reverse("plans:action-update", args=[plan.slug, action.pk])).status_code == 403
    record_update(action=action, quarter=quarter, rating="G", progress="Two of three.", by=team)
    assert not plan.actions.with_status(quarter).get().is_silent


def test_an_answer_is_of_one_of_them_to_a_live_action(plan, action, agencies, team):
    group = BodyFactory(board=plan.board)
    with pytest.raises(Refused):
        answer_as_one(action=action, body=group, state="done", words="", by=team)
    with pytest.raises(Refused):
        answer_as_one(action=action, body=agencies[0], state="maybe", words="", by=team)
    elsewhere = BodyFactory(kind="subgroup")
    with pytest.raises(Refused):
        answer_as_one(action=action, body=elsewhere, state="done", words="", by=team)
    action.state, action.state_reason = "withdrawn", "Overtaken."
    action.save()
    with pytest.raises(Refused):
        answer_as_one(action=action, body=agencies[0], state="done", words="", by=team)
    assert not OneOfManyAnswer.objects.exists()
    assert PlanEvent.ANSWERED_AS_ONE


def test_an_action_that_names_its_owners_has_no_answers(client, plan, agencies, team):
    action = ActionFactory(plan=plan, who_text="Police")
    client.force_login(team)
    assert client.get(answer_page(action, agencies[0])).status_code == 404
    assert answers_of([action]) == {} and unanswered_of(plan) == []


def test_the_lead_is_asked_to_rate_it_and_the_many_to_answer(plan, agencies, contact, team):
    quarter = QuarterFactory(plan=plan)
    lead = BodyFactory(board=plan.board, name="CE Subgroup", short_name="CE")
    chair = chair_of(lead, email="chair@example.org", name="Ali Chair")
    action = ActionFactory(plan=plan, label="1.2", who_text="All agencies (lead: CE)")
    assert [owner.label_and_role for owner in action.owners.all()] == ["All agencies (support)", "CE (lead)"]
    silent = list(plan.actions.with_status(quarter).with_owners())
    assert [owner.body for owner in silent_owners(plan, silent)] == [lead]
    letters = {letter.person: letter for letter in letters_of(quarter)}
    assert set(letters) == {chair, contact}
    assert "still to be updated" in letters[chair].text
    assert f"  For {agencies[0].name}:" in letters[contact].text.splitlines()
    assert answer_page(action, agencies[0]) in letters[contact].text
    assert "still to be updated" not in letters[contact].text
    answer_as_one(action=action, body=agencies[0], state="done", words="", by=contact)
    assert [letter.person for letter in letters_of(quarter)] == [chair]


def test_without_a_lead_it_is_the_board_teams_to_rate(plan, action):
    quarter = QuarterFactory(plan=plan)
    (silent,) = silent_owners(plan, plan.actions.with_status(quarter).with_owners())
    assert (silent.body, silent.name, silent.is_everyone) == (None, "All agencies", True)
    assert "owner=agencies" in silent.href


def test_lists_filter_by_it_and_quality_finds_nothing_wrong(client, plan, action, team):
    QuarterFactory(plan=plan)
    ActionFactory(plan=plan, label="1.2", who_text="Nobody we know")
    client.force_login(team)

    def listed(**asked):
        page = client.get(reverse("plans:action-list", args=[plan.slug]), asked)
        return [row.action.label for _, group in page.context["groups"] for row in group]

    assert listed(owner="agencies") == ["1.1"]
    assert listed(look="unplaced-owner") == ["1.2"]
    groups = client.get(reverse("plans:group-list", args=[plan.slug])).content.decode()
    assert "All of a kind" in groups and "All agencies" in groups


def test_the_page_of_one_of_them_says_what_it_is_asked(client, plan, action, agencies, contact):
    client.force_login(contact)
    page = reverse("plans:group-detail", args=[plan.slug, agencies[0].pk])
    assert answer_page(action, agencies[0]) in client.get(page).content.decode()
    answer_as_one(action=action, body=agencies[0], state="done", words="", by=contact)
    assert answer_page(action, agencies[0]) not in client.get(page).content.decode()


def test_the_report_says_how_many_answered(client, plan, action, agencies, team):
    quarter = QuarterFactory(plan=plan)
    answer_as_one(action=action, body=agencies[0], state="done", words="", by=team)
    (row,) = gather(quarter, position_at=clock.now()).rows
    assert row.owners == "All partner agencies"
    assert ("Answers", "1 of 3 answered: 1 done. Not yet: ICB and Probation.") in [
        (note.label, note.words) for note in row.notes
    ]
    client.force_login(team)
    page = client.get(reverse("reporting:report-live", args=[plan.slug, quarter.slug])).content.decode()
    assert "1 of 3 answered: 1 done. Not yet: ICB and Probation." in page


def test_many_names_are_told_in_one_line(plan, action, agencies, team):
    for n in range(10):
        keep_agency(Agency(board=plan.board, name=f"Agency {n}", position=10 + n), by=team)
    assert in_words(answers_of([action])[action.pk]).endswith("Agency 1, Agency 2 and 7 more.")


def asked_on_sheet(person, plan, body):
    """How each thing stands that an agency's sheet says it was asked together with others."""
    parts = {part.key: part for part in group_sheet(person, plan, body, None).parts}
    return [line.note for line in parts["asked-of-all"].lines]


def test_what_is_asked_of_everybody_stands_on_a_contacts_home_and_on_the_sheet(
    client, plan, action, agencies, contact, team
):
    client.force_login(contact)
    home = client.get(reverse("home")).content.decode()
    assert "Asked of everybody, and not answered yet" in home
    assert answer_page(action, agencies[0]) in home and answer_page(action, agencies[1]) not in home
    assert asked_on_sheet(contact, plan, agencies[0]) == ["Not answered yet"]
    answer_as_one(action=action, body=agencies[0], state="done", words="", by=contact)
    assert "Asked of everybody" not in client.get(reverse("home")).content.decode()
    assert asked_on_sheet(contact, plan, agencies[0]) == ["Done, 9 April 2018"]
