"""People, meetings and the glossary are saved as files, and come back equal on an empty board and plan."""

from datetime import date, time

import pytest
from django.urls import reverse

from lscb.importing.events import keep_list
from lscb.importing.lists import take_in_list
from lscb.table_reader import read_file
from plans.models import ImportDraft
from subgroups.models import ListDraft, Meeting, Membership, Person
from tests.factories import (
    AgencyFactory,
    BoardFactory,
    BodyFactory,
    GlossaryTermFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    PlanFactory,
    board_team,
)

pytestmark = pytest.mark.django_db
KINDS = ("xlsx", "csv", "docx")


@pytest.fixture
def plan(on):
    on("2018-04-09")
    plan = PlanFactory(board=BoardFactory(group_label="Committee", group_label_plural="Committees"))
    police = AgencyFactory(board=plan.board, name="Police")
    ann = PersonFactory(name="Ann Ashe", email="ann@example.org", job_title="Head of Learning", agency=police)
    bob = PersonFactory(name="Bob Bell", email=None, job_title="", agency=police)
    for place, (name, person, role) in enumerate(
        [("Learning", ann, "chair"), ("Neglect", ann, "member"), ("Learning", bob, "member")]
    ):
        body = plan.board.bodies.filter(name=name).first() or BodyFactory(
            board=plan.board, name=name, position=place
        )
        MembershipFactory(
            person=person, body=body, role=role, starts_on=date(2018, 1, place + 1), ends_on=None
        )
    learning = plan.board.bodies.get(name="Learning")
    MeetingFactory(body=learning, held_on=date(2018, 6, 5), held_at=time(14, 30), place="Hall, =room 2")
    MeetingFactory(
        body=learning, held_on=date(2018, 9, 4), held_at=None, place="", papers_due_on=date(2018, 8, 20)
    )
    GlossaryTermFactory(plan=plan, term="MARAC", meaning="A conference, “multi-agency”")
    GlossaryTermFactory(plan=plan, term="S.11", meaning="=Section 11")
    return plan


def people_of(board):
    places = Membership.objects.filter(body__board=board).order_by("person__name", "body__name")
    return [
        (
            each.person.name,
            each.person.email and each.person.email.replace("was-", ""),
            each.person.job_title,
            each.person.agency.name,
            each.body.name,
            each.starts_on,
            each.ends_on,
        )
        for each in places.select_related("person__agency", "body")
    ]


def meetings_of(board):
    rows = Meeting.objects.filter(body__board=board).select_related("body")
    return [(each.body.name, each.held_on, each.held_at, each.place, each.papers_deadline) for each in rows]


def taken_in(draft, whose, file, by):
    document = read_file(*file)
    like = type(draft).objects.filter(**whose, kind=draft.kind)
    return take_in_list(draft=keep_list(draft=draft, document=document, name="x", by=by, like=like), by=by)


@pytest.mark.parametrize("kind", KINDS)
def test_people_meetings_and_terms_come_back_as_they_were(client, plan, kind):
    board = plan.board
    client.force_login(board_team(board))
    learning = board.bodies.get(name="Learning")

    def save(name, *args):
        every = ["name", "email", "job", "agency", "group", "role", "since", "until", "date", "time", "place"]
        every += ["papers-due", "cancelled", "term", "meaning"]
        answer = client.get(reverse(name, args=args, query={"as": kind}))
        if kind == "docx":
            offered = [
                each for each in every if f'value="{each}"' in client.get(reverse(name, args=args)).text
            ]
            answer = client.get(reverse(name, args=args, query={"as": kind, "column": offered}))
        assert answer.status_code == 200
        return answer.getvalue(), answer["Content-Disposition"].split('"')[1]

    files = [
        save("subgroups:people-save", board.slug),
        save("subgroups:meetings-save", board.slug),
        save("plans:glossary-save", plan.slug),
    ]
    assert save("reporting:group-meetings-save", plan.slug, learning.pk)[0]
    before = people_of(board), meetings_of(board), list(plan.glossary.values_list("term", "meaning"))
    Person.objects.filter(email="ann@example.org").update(email="was-ann@example.org")
    other = PlanFactory(board=BoardFactory(group_label="Committee", group_label_plural="Committees"))
    team = board_team(other.board)
    taken_in(ListDraft(board=other.board, kind="people"), {"board": other.board}, files[0], team)
    taken_in(ListDraft(board=other.board, kind="meetings"), {"board": other.board}, files[1], team)
    taken_in(ImportDraft(plan=other, kind="glossary"), {"plan": other}, files[2], team)
    after = (
        people_of(other.board),
        meetings_of(other.board),
        list(other.glossary.values_list("term", "meaning")),
    )
    assert after == before


def test_a_file_of_people_has_a_row_a_place_and_only_who_is_filtered(client, plan):
    client.force_login(board_team(plan.board))
    address = reverse("subgroups:people-save", args=[plan.board.slug])
    lines = client.get(address, {"as": "csv", "words": "ann"}).getvalue().decode("utf-8-sig").splitlines()
    assert [line.split(",")[4:6] for line in lines] == [
        ["Committee", "Role"],
        ["Learning", "Chair"],
        ["Neglect", "Member"],
    ]
    refused = client.get(address, {"as": "csv", "look": "nothing"})
    assert refused["Location"] == f"{reverse('subgroups:people', args=[plan.board.slug])}?look=nothing"
