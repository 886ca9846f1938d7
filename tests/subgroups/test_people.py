"""The pages of a board's people: who is there, what they are, how they get in."""

import re
from datetime import date
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lscb import clock
from lscb.errors import Refused
from lscb.models import Letter
from subgroups import operations as events
from subgroups.forms.adding_people import PeopleRows
from subgroups.models import BoardRole, Invitation, Membership, Person
from subgroups.operations.adding_people import Wanted, add_people
from subgroups.selectors.names import Names
from tests.factories import (
    AgencyFactory,
    BoardFactory,
    BodyFactory,
    InvitationFactory,
    MembershipFactory,
    PersonFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db


class World:
    """A board with two groups and two agencies, its team, a chair; and another board."""

    def __init__(self):
        self.board = BoardFactory(slug="westshire", short_name="Westshire", name="Westshire Board")
        self.health = BodyFactory(board=self.board, name="Health Subgroup", short_name="Health", position=1)
        self.neglect = BodyFactory(board=self.board, name="Neglect Panel", short_name="NP", position=2)
        self.police = AgencyFactory(board=self.board, name="Westshire Police", position=1)
        self.nhs = AgencyFactory(board=self.board, name="NHS Trust", short_name="NHS", position=2)
        self.team = board_team(self.board, name="Tess Typist")
        self.chair = chair_of(self.health, name="Cora Chair", email="cora@example.org", agency=self.nhs)
        self.theirs = BoardFactory(slug="eastshire", short_name="Eastshire", name="Eastshire Board")
        self.stranger = chair_of(
            BodyFactory(board=self.theirs, name="Eastern Panel"),
            name="Sam Stranger",
            email="sam@example.org",
            job_title="Eastern expert",
            agency=AgencyFactory(board=self.theirs, name="Eastern Police"),
        )


@pytest.fixture
def world(settings, client):
    settings.BASE_URL = "https://plan.example.org"
    world = World()
    client.force_login(world.team)
    return world


PEOPLE = "/boards/westshire/people/"


def page_of(person):
    return f"{PEOPLE}{person.pk}/"


def rows(*people, **more):
    """Rows of people as the page sends them."""
    sent = {
        "people-TOTAL_FORMS": len(people),
        "people-INITIAL_FORMS": 0,
        "invite": "on",
        "step": "add",
    } | more
    for index, person in enumerate(people):
        sent |= {f"people-{index}-{name}": said for name, said in person.items()}
    return sent


# --- The list


def names(client, query=""):
    page = client.get(PEOPLE + query)
    return re.findall(r'people/\d+/">([^<]+)</a>', page.text)


def test_the_list_says_who_is_there_and_what_they_are(client, world):
    Authenticator.objects.create(user=world.chair, type=Authenticator.Type.TOTP, data={})
    InvitationFactory(person=world.chair, board=world.board)
    page = client.get(PEOPLE).text
    assert "Sam Stranger" not in page
    assert '<a class="masthead-name" href="/">Westshire</a>' in page  # which has no plan yet
    row = page.partition("Cora Chair")[2].partition("</tr>")[0]
    for said in ("Chair, Health", "NHS", "Never", "On", "Open until 23 April 2018"):
        assert said in row
    assert names(client, "?by=body") == ["Cora Chair", "Tess Typist"]
    assert "Neglect Panel" not in client.get(PEOPLE + "?by=agency").text.partition("<tbody>")[2]


FILTERED = {
    "?words=cora": ["Cora Chair"],
    "?words=cora+nobody": [],
    "?role=chair": ["Cora Chair"],
    "?role=board-team": ["Tess Typist"],
    "?look=never": ["Cora Chair", "Nora Nameless-Login"],
    "?look=not-invited": ["Nora Nameless-Login"],
    "?look=invited": ["Cora Chair"],
    "?look=ended": [],
    "?look=no-email": ["Nigel Noemail"],
    "?look=waits": ["Wanda Waiting"],
    "?look=former": ["Alma Auditor", "Fred Former"],
    "?role=auditor": [],
    "?look=leaves": ["Lena Leaving"],
    "?look=one-factor": [
        "Cora Chair",
        "Lena Leaving",
        "Nora Nameless-Login",
        "Tess Typist",
        "Wanda Waiting",
    ],
    "?body={health}": ["Cora Chair", "Nigel Noemail", "Nora Nameless-Login"],
    "?body={health}&look=former": ["Fred Former"],
    "?role=auditor&look=former": ["Alma Auditor"],
    "?body={neglect}": [],
    "?agency={nhs}": ["Cora Chair", "Nora Nameless-Login"],
    "?agency={police}": ["Lena Leaving"],
    "?agency={nhs}&role=chair": ["Cora Chair"],
}


@pytest.mark.database
def test_the_list_is_filtered(client, world):
    MembershipFactory(
        person=PersonFactory(name="Nora Nameless-Login"), body=world.health, role="member", agency=world.nhs
    )
    MembershipFactory(
        person=PersonFactory(name="Nigel Noemail", email=None), body=world.health, role="member"
    )
    MembershipFactory(person=PersonFactory(name="Fred Former"), body=world.health, ends_on="2017-04-01")
    ended = someone_with(world.board, "auditor", name="Alma Auditor")
    ended.board_roles.update(ends_on="2018-04-01")
    leaving = someone_with(
        world.board,
        "scrutineer",
        name="Lena Leaving",
        last_login="2018-01-01T00:00:00Z",
        agency=world.police,
    )
    events.leave(person=leaving, board=world.board, left_on=date(2018, 5, 1), by=world.team)
    assert "first day without them 1 May 2018" in client.get(PEOPLE).text
    waiting = PersonFactory(name="Wanda Waiting", last_login="2018-01-01T00:00:00Z")
    BoardRole.objects.create(person=waiting, board=world.board, role="approver")
    InvitationFactory(person=world.chair, board=world.board)
    keys = {each: getattr(world, each).pk for each in ("health", "neglect", "nhs", "police")}
    assert {query: names(client, query.format(**keys)) for query in FILTERED} == FILTERED


def test_what_the_list_is_filtered_by_is_said_in_words(client, world):
    page = client.get(f"{PEOPLE}?words=cora&body={world.health.pk}&look=one-factor&by=body")
    assert page.context["filter"].chosen == ["“cora”", "Health Subgroup", "Second factor off"]
    refused = client.get(f"{PEOPLE}?words=nobody&look=anybody&by=age")
    assert refused.context["filter"].chosen == [] and refused.context["filter"].order == ""
    assert "Cora Chair" in refused.text  # what is refused filters nothing


def cost(send) -> int:
    """How many queries an answer takes."""
    with CaptureQueriesContext(connection) as queries:
        assert send().status_code in (200, 422)
    return len(queries)


@pytest.mark.database
def test_the_list_costs_the_same_whatever_its_length(client, world):
    few = cost(lambda: client.get(PEOPLE + "?by=body"))
    for _ in range(12):
        person = PersonFactory(agency=world.nhs)
        MembershipFactory(person=person, body=world.neglect, agency=world.police)
        InvitationFactory(person=person, board=world.board)
    assert cost(lambda: client.get(PEOPLE + "?by=body")) == few


APRIL = {"starts_on": date(2018, 4, 1), "ends_on": date(2018, 4, 30)}


def test_a_person_costs_the_same_whatever_they_hold(client, world):
    BoardRole.objects.create(person=world.chair, board=world.board, role="approver")
    few = cost(lambda: client.get(page_of(world.chair)))
    for number in range(5):
        body = BodyFactory(board=world.board)
        MembershipFactory(person=world.chair, body=body, agency=world.police)
        MembershipFactory(person=world.chair, body=body, role="member", ends_on=f"2017-04-0{number + 1}")
        InvitationFactory(person=world.chair, board=world.board, withdrawn_at=clock.now())
    for role in ("scrutineer", "auditor"):
        BoardRole.objects.create(person=world.chair, board=world.board, role=role)
        BoardRole.objects.create(
            person=world.chair,
            board=world.board,
            role=role,
            deputy_for=world.team,
            **APRIL,
            confirmed_at=clock.now(),
        )
        BoardRole.objects.create(person=world.chair, board=world.board, role=role, ends_on="2017-04-01")
    assert cost(lambda: client.get(page_of(world.chair))) == few


def test_to_look_at_rows_costs_the_same_however_many(client, world):
    def look(number):
        people = [{"name": f"N{n}", "email": f"n{n}@example.org", "group": "NP"} for n in range(number)]
        return client.post(PEOPLE + "add/", rows(*people, step="look"))

    assert cost(lambda: look(1)) == cost(lambda: look(12))


def test_of_somebody_on_two_boards_only_our_part_is_shown(client, world):
    MembershipFactory(person=world.stranger, body=world.health, role="member")
    for url in (PEOPLE, PEOPLE + "?by=agency", page_of(world.stranger), page_of(world.stranger) + "change/"):
        page = client.get(url).text
        assert "Sam Stranger" in page
        assert not re.search("Eastern P|Eastshire", page), url
    assert "Their account is not changed here" in client.get(page_of(world.stranger)).text
    assert client.post(page_of(world.stranger), {"step": "link"}).status_code == 422
    changed = {"name": "Sam", "job_title": "", "email": "other@example.org", "seen": _seen(world.stranger)}
    client.post(page_of(world.stranger) + "change/", changed)
    world.stranger.refresh_from_db()
    assert (world.stranger.email, world.stranger.name) == ("sam@example.org", "Sam")
    assert world.stranger.agency.name == "Eastern Police"


def _seen(person):
    return person.history.first().history_id


def test_somebody_of_another_board_only_is_not_found(client, world):
    for url in (page_of(world.stranger), page_of(world.stranger) + "change/"):
        assert client.get(url).status_code == 404
        assert client.post(url, {"step": "invite"}).status_code == 404


# --- A person


def test_places_are_given_and_ended(client, world):
    given = {"step": "place", "place-body": world.neglect.pk, "place-role": "vice-chair"}
    assert client.post(page_of(world.chair), given).status_code == 302
    assert client.post(page_of(world.chair), given).status_code == 422  # held already
    place = world.chair.memberships.get(body=world.neglect)
    step = f"end-{place.pk}"
    wrong = client.post(page_of(world.chair), {"step": step, f"{step}-ends_on": "soon"})
    assert wrong.status_code == 422
    assert "soon" in wrong.text
    place.starts_on = date(2018, 4, 2)
    place.save()
    early = client.post(page_of(world.chair), {"step": step, f"{step}-ends_on": "1 April 2018"})
    assert "ends before it starts" in early.text
    assert "2 April 2018 to 1 April 2018" not in early.text
    place.starts_on = None
    place.save()
    client.post(page_of(world.chair), {"step": step, f"{step}-ends_on": "31 March 2018"})
    place.refresh_from_db()
    assert place.ends_on == date(2018, 3, 31)
    assert "Places before" in client.get(page_of(world.chair)).text


def test_a_place_of_another_board_or_another_person_is_not_ended(client, world):
    for place in (world.stranger.memberships.get(), MembershipFactory(body=world.health)):
        step = f"end-{place.pk}"
        answer = client.post(page_of(world.chair), {"step": step, f"{step}-ends_on": "31 March 2018"})
        assert answer.status_code == 422
        place.refresh_from_db()
        assert place.ends_on is None


def test_a_deputy_of_a_group_is_given_both_days(client, world):
    given = {"step": "place", "place-body": world.neglect.pk, "place-role": "deputy"}
    refused = client.post(page_of(world.chair), given | {"place-starts_on": "1 May 2018"})
    assert refused.status_code == 422
    assert "give the first day and the last" in refused.text
    assert 'value="1 May 2018"' in refused.text
    days = {"place-starts_on": "1 May 2018", "place-ends_on": "31 May 2018"}
    assert client.post(page_of(world.chair), given | days).status_code == 302
    page = client.get(page_of(world.chair)).text
    assert "Deputy until 31 May 2018" in page.partition(">To come<")[2].partition("</table>")[0]
    backwards = {"place-starts_on": "1 July 2018", "place-ends_on": "1 June 2018"}
    assert "ends before it starts" in client.post(page_of(world.chair), given | backwards).text
    overlapping = {"place-starts_on": "31 May 2018", "place-ends_on": "4 June 2018"}
    assert "hold this place already" in client.post(page_of(world.chair), given | overlapping).text


def test_a_role_is_given_for_a_time_ended_on_a_day_and_lasts_longer(client, world):
    url, second = page_of(world.chair), board_team(world.board)
    ida = someone_with(world.board, "independent-chair", name="Ida Fell")
    asked = {"step": "role", "role-role": "independent-chair", "role-deputy_for": ida.pk}
    refused = client.post(url, asked | {"role-starts_on": "9 April 2018"})
    assert "A deputy stands in for a time" in refused.text
    assert f'<option value="{ida.pk}" selected>' in refused.text
    client.post(url, asked | {"role-starts_on": "9 April 2018", "role-ends_on": "30 April 2018"})
    role = world.chair.board_roles.get()
    page = client.get(url).text
    assert "Independent Chair (deputy for Ida Fell until 30 April 2018)" in page
    assert f'value="take-{role.pk}"' in page
    assert f'value="last-{role.pk}"' not in page  # what does not count yet has no end
    client.force_login(second)
    client.post(url, {"step": f"confirm-{role.pk}"})
    BoardRole.objects.filter(pk=role.pk).update(confirmed_at="2018-04-01T12:00:00Z", starts_on="2018-04-02")
    page = client.get(url).text
    assert f'value="take-{role.pk}"' not in page  # what has counted stays on record
    assert client.post(url, {"step": f"take-{role.pk}"}).status_code == 422
    client.post(url, {"step": f"longer-{role.pk}", f"longer-{role.pk}-ends_on": "31 May 2018"})
    longer = world.chair.board_roles.exclude(pk=role.pk).get()
    assert (longer.starts_on, longer.deputy_for, longer.confirmed_at) == (date(2018, 5, 1), ida, None)
    assert f'value="longer-{role.pk}"' not in client.get(url).text  # it was given anew already
    assert client.post(url, {"step": f"longer-{role.pk}"}).status_code == 422
    late = client.post(url, {"step": f"last-{role.pk}", f"last-{role.pk}-ends_on": "1 June 2018"})
    assert "Its last day is 30 April 2018 already" in late.text
    client.post(url, {"step": f"last-{role.pk}", f"last-{role.pk}-ends_on": "8 April 2018"})
    role.refresh_from_db()
    assert role.ends_on == date(2018, 4, 8)
    assert "Ended 8 April 2018" in client.get(url).text.partition("Roles before")[2]


def test_a_persons_page_leads_to_leaving_and_says_the_planned_day(client, world):
    url = page_of(world.chair)
    page = client.get(url).text
    for link in (f"{url}leave/", f"{url}record/"):
        assert f'href="{link}"' in page
    assert f'href="{page_of(world.team)}leave/"' not in client.get(page_of(world.team)).text
    events.leave(person=world.chair, board=world.board, left_on=date(2018, 5, 1), by=world.team)
    assert "the first day without them is 1 May 2018" in client.get(url).text
    assert client.post(url, {"step": "stay"}).status_code == 302
    assert client.post(url, {"step": "stay"}).status_code == 422
    assert world.chair.memberships.get().ends_on is None
    events.leave(person=world.chair, board=world.board, left_on=date(2018, 4, 9), by=world.team)
    assert "They work here again" in client.get(url).text
    assert client.post(url, {"step": "back"}).status_code == 302
    assert client.post(url, {"step": "back"}).status_code == 422
    assert Person.objects.get(pk=world.chair.pk).is_active


def test_confirm_is_offered_only_to_whoever_may_and_the_others_are_told_who_does(client, world):
    """One of the team whom nobody confirmed has no say, and neither has whoever proposed it."""
    unconfirmed = PersonFactory()
    events.propose_role(person=unconfirmed, board=world.board, role="board-team", by=world.team)
    role = events.propose_role(
        person=world.chair, board=world.board, role="independent-chair", by=board_team(world.board)
    )
    by_unconfirmed = events.propose_role(
        person=world.chair, board=world.board, role="approver", by=Person.objects.get(pk=unconfirmed.pk)
    )
    for reader, offered in ((world.team, [role]), (unconfirmed, []), (board_team(world.board), [role])):
        client.force_login(reader)
        page = client.get(page_of(world.chair)).text
        for each in (role, by_unconfirmed):
            assert (f'value="confirm-{each.pk}"' in page) == (each in offered), (reader, each)
            answer = client.post(page_of(world.chair), {"step": f"confirm-{each.pk}"})
            assert answer.status_code == (302 if each in offered else 422)
            BoardRole.objects.filter(pk=each.pk).update(confirmed_at=None, confirmed_by=None)
        assert "A system administrator confirms this one" in page


@pytest.mark.database
def test_roles_are_proposed_confirmed_by_a_second_person_and_taken(client, world):
    client.post(page_of(world.chair), {"step": "role", "role-role": "independent-chair"})
    role = world.chair.board_roles.get()
    assert role.confirmed_at is None
    refused = client.post(page_of(world.chair), {"step": f"confirm-{role.pk}"})
    assert "Somebody else confirms it" in refused.text
    client.force_login(board_team(world.board))
    assert client.post(page_of(world.chair), {"step": f"confirm-{role.pk}"}).status_code == 302
    role.refresh_from_db()
    assert role.confirmed_at
    client.post(page_of(world.chair), {"step": f"take-{role.pk}"})
    assert not world.chair.board_roles.exists()
    assert client.post(page_of(world.chair), {"step": f"take-{role.pk}"}).status_code == 422


def test_whoever_gives_a_role_to_a_chair_is_told_for_whom_nobody_would_speak(client, world):
    """A role that holds to account takes the voice of whoever chairs a group."""
    told = "Nobody then speaks through them for Health"
    assert told in client.get(page_of(world.chair)).text
    assert told not in client.get(page_of(world.team)).text
    client.post(page_of(world.chair), {"step": "role", "role-role": "approver"})
    client.force_login(board_team(world.board))
    confirming = client.get(page_of(world.chair)).text
    assert confirming.count(told) == 2, "where it is confirmed, and where another is proposed"


def test_somebody_is_invited_again_and_not_any_more(client, world):
    client.post(page_of(world.chair), {"step": "invite", "invite-what_for": "Chair <b>"})
    invitation = Invitation.objects.get()
    assert mail.outbox[-1].to == ["cora@example.org"]
    assert "What for: Chair <b>" in mail.outbox[-1].body
    before = invitation.token_hash
    client.post(page_of(world.chair), {"step": f"resend-{invitation.pk}"})
    invitation.refresh_from_db()
    assert invitation.token_hash != before
    client.post(page_of(world.chair), {"step": f"withdraw-{invitation.pk}"})
    invitation.refresh_from_db()
    assert invitation.state == "withdrawn"
    of_another = InvitationFactory(board=world.theirs, person=world.chair)
    assert client.post(page_of(world.chair), {"step": f"withdraw-{of_another.pk}"}).status_code == 422


@pytest.mark.database
def test_details_are_changed_and_what_changed_meanwhile_is_not_lost(client, world):
    url = page_of(world.chair) + "change/"
    typed = {
        "name": "Cora Chairs",
        "job_title": "Director",
        "agency": world.police.pk,
        "email": "Cora@New.org",
    }
    seen = _seen(world.chair)
    assert client.post(url, typed | {"seen": seen}).status_code == 302
    world.chair.refresh_from_db()
    assert (world.chair.name, world.chair.agency, world.chair.email) == (
        "Cora Chairs",
        world.police,
        "cora@new.org",
    )
    again = client.post(url, typed | {"name": "Cora", "seen": seen})
    assert again.status_code == 422
    assert 'value="Cora"' in again.text
    taken = client.post(url, typed | {"email": world.team.email.upper(), "seen": _seen(world.chair)})
    assert "Somebody has this e-mail already" in taken.text


def test_the_sign_in_of_who_may_approve_is_not_the_teams(client, world):
    approver = someone_with(world.board, "independent-chair", name="Ida", email="ida@example.org")
    page = client.get(page_of(approver) + "change/")
    assert "only a system administrator" in page.text
    assert 'name="email"' not in page.text
    client.post(
        page_of(approver) + "change/", {"name": "Ida", "email": "x@example.org", "seen": _seen(approver)}
    )
    approver.refresh_from_db()
    assert approver.email == "ida@example.org"


def test_codes_are_taken_off_and_a_link_is_sent(client, world):
    Person.objects.filter(pk=world.chair.pk).update(last_login="2018-01-01T00:00:00Z")
    Authenticator.objects.create(user=world.chair, type=Authenticator.Type.TOTP, data={})
    assert "phone lost" in client.get(page_of(world.chair)).text
    client.post(page_of(world.chair), {"step": "codes"})
    assert not Authenticator.objects.exists()
    client.post(page_of(world.chair), {"step": "link"})
    assert "/account/password/reset/key/" in mail.outbox[-1].body


# --- Adding


PASTED = """Name\tE-mail\tJob title\tAgency\tGroup\tRole
Jane Smith\tJane@Example.org\tHead <b>of</b> care\tNHS\tHealth\tVice-chair
Jane Smith\tjane@example.org\t\t\tNeglect Panel\tMember
Sam Somebody\tsam@example.org\t\t\tHealth\tMember
Cora Chair\tcora@example.org\t\t\tNeglect Panel\tChair
"""


def sent_from(page):
    """What a browser would send of the rows that a page shows."""
    sent = dict(re.findall(r'<input[^>]*name="(people-[^"]+)"[^>]*value="([^"]*)"', page))
    sent |= {
        name: value
        for value, name in re.findall(r'<input[^>]*value="([^"]*)"[^>]*name="(people-[^"]+)"', page)
    }
    for name, body in re.findall(r'<select[^>]*name="(people-[^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        sent[name] = chosen[1] if chosen else ""
    return sent


def test_a_pasted_list_is_shown_as_it_is_read_and_then_added_and_invited_by_one_press(client, world):
    add = PEOPLE + "add/"
    before = Person.objects.count()
    preview = client.post(add, {"step": "read", "pasted": PASTED})
    assert preview.status_code == 200
    assert Person.objects.count() == before
    for said in (
        "New.",
        "The same person as further up",
        "Has an account here already, for another board: no second one is made.",
        "Here already: gets this as well.",
        "Head &lt;b&gt;of&lt;/b&gt; care",
    ):
        assert said in preview.text
    assert not re.search("<b>of|Sam Stranger|Eastern|Eastshire", preview.text)
    assert "As pasted: Jane Smith, Jane@Example.org, Head" in preview.text
    again = client.post(
        add, {name: unescape(value) for name, value in sent_from(preview.text).items()} | {"step": "look"}
    )
    assert "As pasted: Jane Smith, Jane@Example.org, Head" in again.text
    sent = {name: unescape(value) for name, value in sent_from(preview.text).items()}
    answer = client.post(add, sent | {"step": "add", "invite": "on"})
    assert (answer.status_code, answer.url) == (302, PEOPLE)
    assert Person.objects.count() == before + 1
    jane = Person.objects.get(email="jane@example.org")
    assert jane.job_title == "Head <b>of</b> care"
    assert jane.agency == world.nhs
    assert set(jane.memberships.values_list("body__name", "role")) == {
        ("Health Subgroup", "vice-chair"),
        ("Neglect Panel", "member"),
    }
    assert not jane.has_usable_password()
    assert world.stranger.memberships.filter(body=world.health, role="member").exists()
    world.stranger.refresh_from_db()
    assert world.stranger.name == "Sam Stranger"
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(letters) == {"jane@example.org", "sam@example.org", "cora@example.org"}
    assert "Vice-chair, Health Subgroup; Member, Neglect Panel" in letters["jane@example.org"]


def test_what_is_wrong_is_said_beside_its_line_and_nothing_typed_is_lost(client, world):
    left = PersonFactory(name="Lee Left", email="lee@example.org", is_active=False)
    MembershipFactory(person=left, body=world.health, ends_on="2018-01-01")
    elsewhere = PersonFactory(email="gone@example.org", is_active=False)
    before = Person.objects.count()
    answer = client.post(
        PEOPLE + "add/",
        rows(
            {"name": "Fine", "email": "fine@example.org", "group": "health sub-group"},
            {"name": "", "email": "nameless@example.org", "group": "Health"},
            {"name": "Bad", "email": "bad at example", "group": "Helth", "agency": "Unheard of"},
            {"name": "Lee Left", "email": "lee@example.org", "group": "Health"},
            {"name": "Gone", "email": elsewhere.email, "group": "Health"},
            {"name": "Nowhere", "email": ""},
            {"name": "Other", "email": "fine@example.org", "group": "NP"},
            {},
        ),
    )
    assert answer.status_code == 422
    for said in (
        "Type the name.",
        "name@example.org",
        "no “Helth” on the board",
        "“Unheard of” is not among the agencies of the board",
        "They have left. On their page",
        "Ask a system administrator",
        "Say in which group",
        "Fine, further up, has this e-mail too",
        'value="bad at example"',
        'value="Helth"',
    ):
        assert said in answer.text, said
    assert Person.objects.count() == before
    assert not mail.outbox


def test_five_hundred_lines_are_too_many_and_that_is_said(client, world):
    pasted = "\n".join(f"Person {n}, person{n}@example.org, Health" for n in range(500))
    answer = client.post(PEOPLE + "add/", {"step": "read", "pasted": pasted})
    assert answer.status_code == 422
    assert "at most 100 people at once; these are 500" in answer.text
    assert "person499@example.org" in answer.text
    names = Names.of(world.board)
    sent = rows(*[{"name": f"N{n}", "group": "Health"} for n in range(101)])
    assert "at most 100" in str(PeopleRows(sent, board=world.board, names=names).non_form_errors())


def test_each_line_that_is_too_long_is_named_by_its_number(client, world):
    pasted = f"Jane Smith\n\n{'x' * 1001}\nJohn Smith\n{'y' * 2000}"
    answer = client.post(PEOPLE + "add/", {"step": "read", "pasted": pasted})
    assert answer.status_code == 422
    assert "Line 3: shorten it to 1,000 characters; it has 1,001" in answer.text
    assert "Line 5: shorten it to 1,000 characters; it has 2,000" in answer.text
    assert "y" * 2000 in answer.text


def test_a_lead_contact_comes_with_an_agency_that_is_new(client, world):
    row = {"name": "Dana Rees", "email": "dana@example.org", "agency": "Fire Service", "role": "lead-contact"}
    asked = client.post(PEOPLE + "add/", rows(row))
    assert asked.status_code == 422 and "is not among the agencies" in asked.text
    assert "Say in which group" not in asked.text
    client.post(PEOPLE + "add/", rows(row, agencies="on", invite="on"))
    (place,) = Person.objects.get(name="Dana Rees").memberships.all()
    assert (place.role, place.body.kind, place.body.name) == ("lead-contact", "agency", "Fire Service")
    assert "Lead contact, Fire Service" in mail.outbox[0].body


def test_agencies_that_are_new_are_added_only_when_that_is_ticked(client, world):
    two = [
        {"name": name, "email": f"{name}@example.org", "group": "Health", "agency": agency}
        for name, agency in (("ann", "Fire and Rescue"), ("ben", "fire & rescue"))
    ]
    asked = client.post(PEOPLE + "add/", rows(*two))
    assert asked.status_code == 422
    assert "tick below to add it" in asked.text
    assert 'name="agencies"' in asked.text
    assert client.post(PEOPLE + "add/", rows(*two, agencies="on")).status_code == 302
    assert set(Person.objects.filter(name__in=["ann", "ben"]).values_list("agency__name", flat=True)) == {
        "Fire and Rescue"
    }
    assert world.board.agencies.filter(name__icontains="fire").count() == 1


def test_one_who_is_added_with_a_role_that_may_approve_waits_for_a_second_person(client, world):
    client.post(
        PEOPLE + "add/", rows({"name": "Ida", "email": "ida@example.org", "role": "independent-chair"})
    )
    ida = Person.objects.get(email="ida@example.org")
    assert ida.board_roles.get().confirmed_at is None
    assert "Independent chair" in mail.outbox[-1].body or "Independent Chair" in mail.outbox[-1].body


def test_another_line_keeps_what_was_typed(client, world):
    answer = client.post(PEOPLE + "add/", rows({"name": "Ida", "group": "Helth"}, step="more"))
    assert 'name="people-1-name"' in answer.text
    assert 'value="Helth"' in answer.text


def test_all_are_added_or_nobody(world):
    fine = Wanted(Person(name="Fine", email="fine@example.org"), world.health, "member", "")
    own = Wanted(world.team, None, "member", "scrutineer")
    with pytest.raises(Refused, match="Tess Typist: You cannot change your own roles"):
        add_people(board=world.board, wanted=[fine, own], by=world.team, and_invite=True)
    assert not Person.objects.filter(email="fine@example.org").exists()
    assert not mail.outbox


def test_whoever_signs_in_and_is_here_is_not_written_to(world, django_capture_on_commit_callbacks):
    world.chair.set_password("three or four words")
    world.chair.save()
    wanted = [Wanted(world.chair, world.neglect, "member", "")]
    with django_capture_on_commit_callbacks(execute=True):
        add_people(board=world.board, wanted=wanted, by=world.team, and_invite=True)
        add_people(board=world.board, wanted=wanted, by=world.team, and_invite=True)  # twice is once
    assert not mail.outbox
    assert Membership.objects.filter(person=world.chair, body=world.neglect).count() == 1


# --- One's own


def test_people_change_their_own_name_and_job_title_and_nothing_else(client, world):
    client.force_login(world.chair)
    page = client.get("/account/profile/").text
    for said in (
        "Westshire Board",
        "Chair, Health Subgroup",
        "cora@example.org",
        'href="/your-record/"',
        'href="/account/2fa/"',
        'href="/account/sessions/"',
    ):
        assert said in page
    typed = {"name": "Cora C. Chair", "job_title": "Director", "email": "x@example.org", "is_superuser": "on"}
    client.post("/account/profile/", typed | {"news": "daily", "seen": _seen(world.chair)})
    world.chair.refresh_from_db()
    assert (world.chair.name, world.chair.job_title, world.chair.news) == (
        "Cora C. Chair",
        "Director",
        "daily",
    )
    assert world.chair.email == "cora@example.org"
    assert not world.chair.is_superuser
    wrong = client.post("/account/profile/", {"name": "", "job_title": "Kept", "seen": _seen(world.chair)})
    assert wrong.status_code == 422
    assert 'value="Kept"' in wrong.text


@pytest.mark.parametrize(
    "becomes, said",
    [(True, "You were made a system administrator."), (False, "You are no system administrator now.")],
)
def test_whoever_becomes_a_system_administrator_or_is_none_any_more_is_written_to(world, becomes, said):
    root = PersonFactory(is_superuser=True)
    person = PersonFactory(email="ada@example.org", is_superuser=not becomes)
    person.is_superuser = becomes
    events.keep_person(person=person, by=root, fields=["is_superuser"])
    assert Person.objects.get(pk=person.pk).is_superuser is becomes
    letter = Letter.objects.get()
    assert letter.to == "ada@example.org" and said in " ".join(letter.body.split())


def test_a_place_is_given_once_and_not_to_whoever_has_left(world):
    with pytest.raises(Refused, match="hold this place already"):
        events.give_place(person=world.chair, body=world.health, role="chair", by=world.team)
    gone = PersonFactory(is_active=False)
    with pytest.raises(Refused, match="They have left"):
        events.give_place(person=gone, body=world.health, role="chair", by=world.team)
    with pytest.raises(Refused, match="of another board"):
        events.give_place(
            person=world.chair, body=world.neglect, role="member", by=world.team, agency=world.stranger.agency
        )


def test_the_admins_list_leads_to_the_boards_people(client, world):
    page = client.get("/admin/subgroups/person/").text
    assert f'href="{PEOPLE}">People of Westshire' in page
    assert "/boards/eastshire/people/" not in page
    theirs = client.get(f"/admin/subgroups/person/{world.chair.pk}/change/").text
    assert f'href="{page_of(world.chair)}leave/"' in theirs
