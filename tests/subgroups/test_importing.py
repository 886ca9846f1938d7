"""Lists of people and of meetings are read, looked at, taken in as one event, and taken out again."""

import pytest
from django.urls import reverse

from lscb.errors import Refused
from lscb.importing.events import keep_list
from lscb.importing.lists import take_in_list, take_out_list
from lscb.models import AuditEntry, Letter
from lscb.table_reader import read_file
from subgroups import operations
from subgroups.models import Agency, ListDraft, Meeting, Membership, Person
from subgroups.operations.importing import MEETINGS, PEOPLE, put_aside
from tests.factories import (
    BoardFactory,
    BodyFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    board_team,
    chair_of,
)
from tests.plans.importing.layouts import Heading, as_document

pytestmark = pytest.mark.django_db

KINDS = {"people": PEOPLE, "meetings": MEETINGS}
HEAD = ("Name", "Email address", "Post", "Organisation", "Subgroup", "Role", "Since")


@pytest.fixture
def board(on):
    on("2018-04-09")
    board = BoardFactory()
    BodyFactory(board=board, name="Neglect Subgroup", short_name="NSG")
    operations.keep_agency(Agency(board=board, name="Cumbria Police"), by=None)
    return board


@pytest.fixture
def team(board):
    return board_team(board)


def handed_in(board, team, *parts, kind="people"):
    draft = ListDraft(board=board, kind=kind)
    like = ListDraft.objects.filter(board=board, kind=kind)
    return keep_list(draft=draft, document=as_document(list(parts)), name="List.docx", by=team, like=like)


def offered(draft):
    return {each.row["name"] or each.row["date"]: each for each in KINDS[draft.kind].read(draft)[1]}


# --- People


def test_people_enter_as_members_and_contacts_and_nobody_is_invited(board, team):
    rows = [
        HEAD,
        (
            "Smith, Jane",
            "Jane.Smith@police.example",
            "Inspector",
            "Cumbria Police",
            "NSG",
            "Chair",
            "May 2018",
        ),
        ("Ali Khan", "", "Head teacher", "Hilltop School", "Schools group", "Member", ""),
        ("Kim Lee", "", "", "Cumbria Police", "", "", ""),
    ]
    before = AuditEntry.objects.count()
    draft = handed_in(board, team, rows)
    said = take_in_list(draft=draft, by=team)
    jane, ali, kim = (Person.objects.get(name=name) for name in ("Jane Smith", "Ali Khan", "Kim Lee"))
    assert said.startswith("3 people added.")
    assert AuditEntry.objects.count() == before + 2  # read and taken in: one line each
    places = Membership.objects.filter(person__in=[jane, ali, kim])
    assert {place.role for place in places} == {Membership.Role.MEMBER}
    assert sorted(str(place.body) for place in places) == [
        "Cumbria Police",
        "Neglect Subgroup",
        "Schools group",
    ]
    assert (jane.email, jane.job_title) == ("jane.smith@police.example", "Inspector")
    assert jane.memberships.get().starts_on.isoformat() == "2018-05-01"
    assert ali.agency == Agency.objects.get(name="Hilltop School")
    assert not any(person.has_usable_password() for person in (jane, ali, kim))
    assert not jane.board_roles.exists() and not jane.invitations.exists() and not Letter.objects.exists()


def test_a_role_that_grants_rights_is_said_and_not_given(board, team):
    rows = [HEAD, ("Jane Smith", "", "", "", "Neglect Subgroup (Chair)", "", "")]
    row = offered(handed_in(board, team, rows))["Jane Smith"]
    assert row.oddities == ("“Chair”: they enter as a member. Give them that on their page.",)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (("Jo", "jo@elsewhere.example", "", "", "NSG"), "account for another board"),
        (("Jo", "not an address", "", "", "NSG"), "no e-mail address"),
        (("Jo", "", "", "", ""), "Say on which group"),
        (("Jo", "", "", "", "NSG", "", "soon"), "“soon” is no day"),
        (("Jo", "left@here.example", "", "", "NSG"), "They have left."),
    ],
    ids="elsewhere no-address nowhere no-day left".split(),
)
def test_what_cannot_be_taken_in_is_said_beside_its_row_and_left(board, team, cells, why):
    PersonFactory(email="jo@elsewhere.example")
    chair_of(board.bodies.first(), email="left@here.example", is_active=False)
    draft = handed_in(board, team, [HEAD, cells])
    assert why in offered(draft)["Jo"].wrong
    with pytest.raises(Refused, match="nothing to take in"):
        take_in_list(draft=draft, by=team)


@pytest.mark.parametrize("name", ["Vacant", "TBC", "Post vacant (Health)", "N/A", "Jane Smith\nAli Khan"])
def test_what_is_no_name_of_one_person_makes_nobody(board, team, name):
    draft = handed_in(board, team, [HEAD, (name, "", "", "Cumbria Police", "NSG", "", "")])
    (row,) = offered(draft).values()
    assert ("several people" if "\n" in name else "names nobody") in row.wrong


def test_one_name_with_and_without_an_email_is_two_people_and_that_is_said(board, team):
    rows = [
        HEAD,
        ("Jane Smith", "jane@police.example", "", "", "NSG", "", ""),
        ("Ali Khan", "", "", "", "NSG", "", ""),
        ("Jane Smith", "", "", "", "NSG", "", ""),
    ]
    found = PEOPLE.read(handed_in(board, team, rows))[1]
    assert [bool(each.oddities) for each in found] == [False, False, True]
    assert "Another Jane Smith stands further up" in found[2].oddities[0]


def test_a_later_list_makes_no_doubles_and_says_what_differs(board, team):
    rows = [HEAD, ("Jane Smith", "jane@police.example", "Inspector", "", "NSG", "", "")]
    take_in_list(draft=handed_in(board, team, rows), by=team)
    BodyFactory(board=board, name="Training group")
    later = [HEAD, ("Jane Smith", "jane@police.example", "Sergeant", "", "NSG; Training group", "", "")]
    draft = handed_in(board, team, later)
    row = offered(draft)["Jane Smith"]
    assert [(change.old, change.new) for change in row.changes] == [("", "Training group")]
    assert row.oddities == ("Here their job title is “Inspector”: it stays as it is.",)
    assert take_in_list(draft=draft, by=team).startswith("1 person changed.")
    assert Person.objects.filter(name="Jane Smith").count() == 1
    again = handed_in(board, team, later)
    assert offered(again)["Jane Smith"].is_there


def test_groups_stand_above_their_members_and_several_rows_are_one_person(board, team):
    BodyFactory(board=board, name="Training group")
    draft = handed_in(
        board,
        team,
        Heading("Neglect Subgroup", 2),
        [("Member", "Job title"), ("Jane Smith", "Inspector")],
        Heading("Training group", 2),
        [("Member", "Job title"), ("Jane Smith", "Inspector")],
    )
    take_in_list(draft=draft, by=team)
    jane = Person.objects.get(name="Jane Smith")
    assert sorted(str(place.body) for place in jane.memberships.all()) == [
        "Neglect Subgroup",
        "Training group",
    ]


def test_a_list_of_people_is_not_kept_once_it_is_decided_about(board, team, on):
    rows = [HEAD, ("Jane Smith", "jane@police.example", "", "", "NSG", "", "")]
    taken, aside, waiting = (handed_in(board, team, rows) for _ in range(3))
    take_in_list(draft=taken, by=team)
    on("2018-05-20")
    assert put_aside() == "Lists of people put aside: 2."
    for draft in (taken, aside, waiting):
        draft.refresh_from_db()
        assert "Jane" not in str(vars(draft)) and not draft.is_open


def test_people_are_taken_out_until_something_happens_to_them(board, team):
    rows = [HEAD, ("Jane Smith", "", "", "New Agency", "New group", "", "")]
    draft = handed_in(board, team, rows)
    take_in_list(draft=draft, by=team)
    take_out_list(draft=draft, by=team)
    assert not Person.objects.filter(name="Jane Smith").exists()
    assert not Agency.objects.filter(name="New Agency").exists() and board.bodies.count() == 2
    again = handed_in(board, team, rows)
    take_in_list(draft=again, by=team)
    jane = Person.objects.get(name="Jane Smith")
    jane.job_title = "Head"
    operations.keep_person(person=jane, by=team, fields=["job_title"])
    with pytest.raises(Refused, match="something was changed about 1 person"):
        take_out_list(draft=again, by=team)


# --- Meetings

DATES = ("Meeting", "Date", "Time", "Venue", "Papers due")


def test_meetings_are_added_with_their_day_papers_and_place(board, team):
    rows = [
        DATES,
        ("Neglect Subgroup", "Tue 17 April 2018", "2pm", "County Hall", "10 April 2018"),
        ("", "17/7/2018 at 10:00", "", "", "2 July 2018"),
    ]
    take_in_list(draft=handed_in(board, team, rows, kind="meetings"), by=team)
    found = [
        (str(each.held_on), str(each.held_at), each.place, str(each.papers_deadline))
        for each in Meeting.objects.filter(body__board=board)
    ]
    assert found == [
        ("2018-04-17", "14:00:00", "County Hall", "2018-04-10"),
        ("2018-07-17", "10:00:00", "", "2018-07-02"),
    ]


def test_the_lines_of_a_cell_may_say_the_weekday_the_day_and_the_time(board, team):
    rows = [DATES, ("NSG", "Tuesday\n17 April 2018\n2pm", "", "", "")]
    take_in_list(draft=handed_in(board, team, rows, kind="meetings"), by=team)
    meeting = Meeting.objects.get(body__board=board)
    assert (str(meeting.held_on), str(meeting.held_at)) == ("2018-04-17", "14:00:00")


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (("Nobody", "17 April 2018"), "no “Nobody” on the board"),
        (("NSG", "17 April"), "The year is missing"),
        (("NSG", "Mon 17 April 2018"), "is a Tuesday"),
        (("NSG", "1 May 2018"), "cancelled"),
        (("NSG", "17 April 2018\n15 May 2018"), "several days"),
        (("NSG", "17 & 24 April 2018"), "several days"),
    ],
    ids="unknown-group no-year wrong-weekday cancelled two-lines two-days".split(),
)
def test_what_is_no_meeting_is_said_beside_its_row(board, team, cells, why):
    MeetingFactory(body=board.bodies.first(), held_on="2018-05-01", cancelled=True)
    assert why in offered(handed_in(board, team, [DATES, cells], kind="meetings"))[cells[1]].wrong


def test_a_later_list_of_meetings_changes_what_differs_and_is_taken_back(board, team):
    meeting = MeetingFactory(body=board.bodies.first(), held_on="2018-04-17", place="Annexe")
    rows = [DATES, ("NSG", "17 April 2018", "", "County Hall", ""), ("NSG", "1 May 2018", "", "", "")]
    draft = handed_in(board, team, rows, kind="meetings")
    assert take_in_list(draft=draft, by=team).startswith("1 meeting added; 1 meeting changed.")
    meeting.refresh_from_db()
    assert meeting.place == "County Hall" and Meeting.objects.count() == 2
    take_out_list(draft=draft, by=team)
    meeting.refresh_from_db()
    assert meeting.place == "Annexe" and Meeting.objects.get() == meeting


# --- Pages, and lists that were handed out


def test_a_pasted_list_is_looked_at_corrected_and_taken_in(board, team, client):
    client.force_login(team)
    pasted = "Name\tMail\tGroup\tPhone\nJane Smith\tjane@police.example\tNSG\t01228\nNo Group\t\t\t"
    address = reverse("subgroups:import-of", args=[board.slug, "people"])
    assert "nobody is invited" not in client.get(address).content.decode()
    look = client.post(address, {"pasted": pasted})["Location"]
    draft = ListDraft.objects.get()
    page = client.get(look).content.decode()
    for said in ("Jane Smith", "Phone: 01228", "1 new", "1 cannot be taken in before it is corrected"):
        assert said in page
    row = reverse("subgroups:import-row", args=[board.slug, draft.pk, "1.2"])
    assert client.post(row, {"seen": "1", "name": "No Group", "body": "NSG"}).status_code == 302
    posted = {"seen": "2", "page": "1", "shown": ["1.1", "1.2"], "keep": ["1.2"]}
    assert client.post(look, posted).status_code == 302
    draft.refresh_from_db()
    take_in = reverse("subgroups:import-take-in", args=[board.slug, draft.pk])
    page = client.get(take_in).content.decode()
    assert "Take in 1 person?" in page and "nobody is invited, signs in or gets a role by this" in page
    client.post(take_in, {"seen": draft.version})
    assert Person.objects.get(name="No Group").memberships.get().body.name == "Neglect Subgroup"
    assert not Person.objects.filter(name="Jane Smith").exists()
    page = client.get(look).content.decode()
    assert "Undo that it was taken in" in page and "not kept here, as it names people" in page


@pytest.mark.parametrize("many", [5, 50])
def test_the_preview_asks_as_often_for_few_rows_as_for_many(
    board, team, client, django_assert_num_queries, many
):
    client.force_login(team)
    rows = [(f"Person {n}", f"p{n}@here.example", "", "Cumbria Police", "NSG", "", "") for n in range(many)]
    draft = handed_in(board, team, [HEAD, *rows])
    address = reverse("subgroups:import-look", args=[board.slug, draft.pk])
    client.get(address)
    with django_assert_num_queries(QUERIES):
        client.get(address)


QUERIES = 20


@pytest.mark.parametrize(
    ("kind", "model", "file"),
    [("people", Person, "xlsx"), ("people", Person, "csv"), ("meetings", Meeting, "xlsx")],
)
def test_what_was_handed_out_comes_back_as_it_is(board, team, client, kind, model, file):
    body = board.bodies.get(name="Neglect Subgroup")
    MembershipFactory(
        person=PersonFactory(name="Jane Smith", email="jane@police.example"), body=body, role="member"
    )
    MeetingFactory(body=body, held_on="2018-04-17", held_at="14:00", place="Hall", papers_due_on="2018-04-12")
    client.force_login(team)
    export = reverse(f"admin:subgroups_{model._meta.model_name}_export")
    answer = client.post(export, {"format": "0" if file == "csv" else "1", "resource": "0"})
    assert answer.status_code == 200
    document = read_file(answer.content, f"list.{file}")
    draft = ListDraft(board=board, kind=kind)
    draft = keep_list(draft=draft, document=document, name="List", by=team, like=ListDraft.objects.none())
    _, rows = KINDS[kind].read(draft)
    assert rows and all(row.is_there for row in rows)
