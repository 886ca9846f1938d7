"""An agency owns like a group does: named, placed, asked, updated by its lead contacts, shown on its own page."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.urls import reverse

from lscb.errors import Refused
from plans import operations
from plans.selectors.chasing import voices_of
from plans.selectors.readings import names_of
from plans.selectors.reminders import letters_of
from subgroups.models import Agency, Body, Membership
from subgroups.operations import add_groups, give_place, keep_agency, merge_bodies
from subgroups.rules.names import name_key
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    BoardFactory,
    BodyFactory,
    ChallengeFactory,
    PersonFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
)
from tests.plans.test_news import the_timer_runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory(board=BoardFactory(short_name="SSCP"))


@pytest.fixture
def team(plan):
    return board_team(plan.board)


@pytest.fixture
def police(plan, team):
    agency = Agency(board=plan.board, name="Southmere Constabulary", short_name="Police", position=1)
    return keep_agency(agency, by=team).body


@pytest.fixture
def contact(police, team):
    person = PersonFactory(name="Dana Rees", email="dana@example.org")
    give_place(person=person, body=police, role=Membership.Role.LEAD_CONTACT, by=team)
    return person


@pytest.fixture
def action(plan, police):
    return ActionFactory(plan=plan, label="1.1", who_text="Police (lead), Ofsted")


def test_an_agency_is_kept_with_its_body(plan, police, team):
    assert (police.kind, police.name, police.short_name) == ("agency", "Southmere Constabulary", "Police")
    police.agency.name = "Southmere Police"
    keep_agency(police.agency, by=team, fields=["name"])
    assert Body.objects.get(agency=police.agency).name == "Southmere Police"
    assert Body.objects.filter(board=plan.board).count() == 1


def test_an_outside_body_of_its_name_becomes_the_agencys(plan, team):
    outside = BodyFactory(board=plan.board, name="Probation Service", kind=Body.Kind.OUTSIDE)
    assert keep_agency(Agency(board=plan.board, name="Probation Service"), by=team).body == outside
    BodyFactory(board=plan.board, name="Health Subgroup")
    with pytest.raises(Refused):
        keep_agency(Agency(board=plan.board, name="Health Subgroup"), by=team)
    assert not Agency.objects.filter(name="Health Subgroup").exists()


def test_groups_come_before_agencies_and_keep_their_names(plan, police, team):
    (added,) = add_groups(board=plan.board, groups=[("Exploitation Subgroup", "Police", "subgroup")], by=team)
    assert added.position < police.position and added.short_name == ""
    group = BodyFactory(board=plan.board, name="Policing Subgroup", short_name="Police", position=3)
    assert names_of(plan.board_id)[name_key("police")] == group.pk


def test_an_agency_is_not_merged_away(plan, police, team):
    outside = BodyFactory(board=plan.board, name="The Police", kind=Body.Kind.OUTSIDE)
    with pytest.raises(Refused):
        merge_bodies(keep=outside, merge=police, by=team)
    merge_bodies(keep=police, merge=outside, by=team)
    assert names_of(plan.board_id)[name_key("The Police")] == police.pk


def test_lead_contacts_are_of_agencies_alone(plan, police, team):
    group, person = BodyFactory(board=plan.board), PersonFactory()
    with pytest.raises(Refused):
        give_place(person=person, body=group, role=Membership.Role.LEAD_CONTACT, by=team)
    with pytest.raises(Refused):
        give_place(person=person, body=police, role=Membership.Role.CHAIR, by=team)


def test_it_owns_is_asked_and_answers(client, plan, police, contact, action):
    quarter = QuarterFactory(plan=plan)
    assert [owner.body for owner in action.owners.all()] == [police, None]
    assert [seat.person for seat in voices_of(plan, [police])[police.pk].speakers] == [contact]
    assert [letter.person for letter in letters_of(quarter)] == [contact]
    client.force_login(contact)
    url = reverse("plans:action-update", args=[plan.slug, action.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"rating": "G", "progress": "Under way."})
    assert action.updates.get().by == contact
    others = ActionFactory(plan=plan, who_text="Ofsted")
    assert client.get(reverse("plans:action-update", args=[plan.slug, others.pk])).status_code == 403


def test_its_page_says_what_it_owns_and_was_asked(client, plan, police, contact, action, team):
    QuarterFactory(plan=plan)
    challenge = ChallengeFactory(plan=plan, to_agency=police.agency, to_body=None, action=None)
    client.force_login(team)
    page = client.get(reverse("plans:group-detail", args=[plan.slug, police.pk])).content.decode()
    for said in ("Southmere Constabulary", "1.1", "Dana Rees", challenge.words, "Asked of it"):
        assert said in page
    main = page.partition("<main")[2]
    assert main and "What it is for" not in main and "Meetings" not in main
    assert client.get(reverse("reporting:group-sheet", args=[plan.slug, police.pk])).status_code == 200


def test_the_list_of_groups_names_agencies_that_own_nothing_apart(client, plan, police, team):
    QuarterFactory(plan=plan)
    client.force_login(team)
    address = reverse("plans:group-list", args=[plan.slug])
    page = client.get(address)
    assert page.context["agencies"] == [police]
    ActionFactory(plan=plan, who_text="Police")
    page = client.get(address)
    assert page.context["agencies"] == []
    assert [kind for kind, _ in page.context["kinds"]] == ["Agencies"]


def test_its_contacts_hear_of_a_challenge(plan, police, contact, team, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        operations.raise_challenge(
            plan=plan,
            to=police.agency,
            words="Why so few?",
            raised_by="The chair",
            raised_on=date(2018, 4, 9),
            by=team,
        )
    the_timer_runs()
    assert [each.to for each in mail.outbox] == [["dana@example.org"]]


def test_a_contact_is_added_from_its_page(client, plan, police, team):
    client.force_login(team)
    address = reverse("subgroups:people-add", args=[plan.board.slug])
    page = client.get(f"{address}?{police.people_wanted}").content.decode()
    assert 'value="Southmere Constabulary"' in page and 'value="lead-contact" selected' in page


def test_the_boards_own_names_are_its_own(plan):
    board, team = (
        BodyFactory(board=plan.board, name=name, kind=kind)
        for name, kind in (("The Partnership", "board"), ("Business Unit", "team"))
    )
    manager = BodyFactory(board=plan.board, name="Business Manager", kind="post")
    for words, body in (("SSCP", board), ("SSCP business unit", team), ("SSCP Team", team)):
        assert names_of(plan.board_id)[name_key(words)] == body.pk, words
    assert ActionFactory(plan=plan, who_text="SSCP Business Manager").owners.get().body == manager


def test_agencies_of_before_get_their_bodies(plan):
    """The migration, with rows in the tables, and back."""
    migration = import_module("subgroups.migrations.0015_bodies_of_agencies")
    probation, health, icb = (
        AgencyFactory(board=plan.board, name=name, short_name=name[:3], position=n)
        for n, name in enumerate(("Probation Service", "Health", "ICB"), start=1)
    )
    outside = BodyFactory(board=plan.board, name="Probation Service", kind="outside", short_name="Prob")
    group = BodyFactory(board=plan.board, name="Health")
    action = ActionFactory(plan=plan, who_text="Probation Service")
    migration.give_bodies(apps, None)
    outside.refresh_from_db()
    assert (outside.agency, outside.kind, outside.short_name) == (probation, "agency", "Prob")
    assert [body.name for body in Body.objects.filter(agency__in=[health, icb])] == ["Health (agency)", "ICB"]
    assert action.owners.get().body == outside
    migration.give_bodies(apps, None)
    assert Body.objects.filter(board=plan.board).count() == 4, "once is enough"
    Membership.objects.create(person=PersonFactory(), body=outside, role="lead-contact")
    migration.make_them_outside_bodies(apps, None)
    assert set(Body.objects.exclude(pk=group.pk).values_list("kind", "agency")) == {("outside", None)}
    assert Membership.objects.get().role == "post-holder"
