"""People named beside an owner, where a board does so: they update it and are asked; paper has the body alone."""

import pytest
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from lscb.models import AuditEntry
from lscb.permissions import Verb, allows
from plans.models import Action, PlanEvent
from plans.operations import change_action, name_owners, place_known_owners, record_update
from plans.selectors.as_typed import read_as_typed
from plans.selectors.reminders import letters_of, unasked_of
from reporting.edition.reading import gather as gather_plan
from reporting.report.reading import gather
from subgroups.models import Agency, Board, Notice, Person
from subgroups.operations import anonymise, give_place, keep_agency, leave
from subgroups.rules.names import name_key
from subgroups.rules.who import KnownPeople, read_who, without_people
from subgroups.selectors.entrusted import naming
from tests.factories import (
    ActionFactory,
    BoardFactory,
    BodyFactory,
    PersonFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    someone_with,
)

POLICE, ICB, HEALTH, PANEL = 1, 2, 3, 4
JANE, BOB, ANN = 10, 11, 12
NAMES = {name_key(words): pk for pk, words in enumerate(("Police", "ICB", "Health Group", "Panel"), start=1)}
PEOPLE = KnownPeople(
    names={name_key("Jane Smith"): JANE, name_key("Bob O’Neil"): BOB, name_key("Ann Lee"): ANN},
    bodies={JANE: frozenset({POLICE}), BOB: frozenset({ICB}), ANN: frozenset({HEALTH, PANEL})},
    called={POLICE: "Police", ICB: "ICB", HEALTH: "Health Group", PANEL: "Panel"},
)


@pytest.mark.parametrize(
    ("typed", "kept", "named"),
    [
        ("Police – Jane Smith", "Police", {POLICE: JANE}),
        ("Jane Smith (Police)", "Police", {POLICE: JANE}),
        ("Police (Jane Smith)", "Police", {POLICE: JANE}),
        ("Police - Ann Lee", "Police", {POLICE: ANN}),
        ("Jane Smith (Police, lead); ICB", "Police (lead); ICB", {POLICE: JANE}),
        ("Police (Jane Smith, lead); ICB", "Police (lead); ICB", {POLICE: JANE}),
        ("Police – lead (Jane Smith); ICB – support", "Police – lead; ICB – support", {POLICE: JANE}),
        ("Lead: Jane Smith; Support: ICB", "Lead: Police; Support: ICB", {POLICE: JANE}),
        ("Jane Smith, Police; Bob O'Neil, ICB", "Police; ICB", {POLICE: JANE, ICB: BOB}),
        ("Police, Bob O’Neil", "Police, ICB", {ICB: BOB}),
        ("Police\nJane Smith", "Police", {POLICE: JANE}),
        ("Ann Lee (Panel", "Panel", {PANEL: ANN}),
        ("jane smith", "Police", {POLICE: JANE}),
        ("Ann Lee", "Ann Lee", {}),  # she sits on two
        ("Jane Smith (Council)", "Jane Smith (Council)", {}),  # whose is she here?
        ("Police – John Doe", "Police – John Doe", {}),
        ("Police – Jane Smith, Ann Lee", "Police, Ann Lee", {POLICE: JANE}),
        ("", "", {}),
    ],
)
def test_names_of_known_people_are_taken_out_beside_their_bodies(typed, kept, named):
    taken = without_people(typed, PEOPLE, NAMES)
    assert (taken.text, dict(taken.named)) == (kept, named)
    bodies = {owner.body for owner in read_who(taken.text, NAMES).owners}
    assert set(named) <= bodies


def test_words_without_a_known_name_stay_as_they_are():
    for words in ("Police and ICB", "All partners", "( [", "Smith (Police)", "\n–"):
        assert without_people(words, PEOPLE, NAMES).text == words


@pytest.fixture
def plan(db):
    return PlanFactory(board=BoardFactory(names_owners=True))


@pytest.fixture
def team(plan):
    return board_team(plan.board)


@pytest.fixture
def police(plan, team):
    return keep_agency(Agency(board=plan.board, name="Police", position=1), by=team).body


@pytest.fixture
def jane(police, team):
    person = PersonFactory(name="Jane Smith", email="jane@example.org")
    give_place(person=person, body=police, role="member", by=team)
    return person


@pytest.fixture
def action(plan, police, jane):
    return ActionFactory(plan=plan, label="1.1", text="Review training", who_text="Police – Jane Smith")


def _again(action):
    return Action.objects.with_owners().select_related("plan__board").get(pk=action.pk)


def test_the_name_is_kept_by_key_and_not_in_the_words(action, police, jane):
    (owner,) = action.owners.all()
    assert (owner.body, owner.named_person) == (police, jane)
    action = _again(action)
    assert (action.who_text, action.owners_line, action.owners_inside) == (
        "Police",
        "Police",
        "Police – Jane Smith",
    )
    (line,) = AuditEntry.objects.filter(operation=PlanEvent.OWNER_NAMED)
    assert line.changes == {"Police": ["", {"person": jane.pk, "words": "Jane Smith"}]}


def test_a_board_that_names_nobody_reads_names_as_words(plan, police, jane):
    Board.objects.filter(pk=plan.board_id).update(names_owners=False)
    plan.refresh_from_db()
    action = ActionFactory(plan=plan, label="1.2", who_text="Jane Smith")
    (owner,) = action.owners.all()
    assert (owner.body, owner.named_person, owner.words) == (None, None, "Jane Smith")


def test_switched_off_a_name_gives_no_right_and_is_not_shown(action, plan, jane):
    assert allows(jane, Verb.UPDATE_ACTION, _again(action))
    Board.objects.filter(pk=plan.board_id).update(names_owners=False)
    assert not allows(jane, Verb.UPDATE_ACTION, _again(action))
    assert _again(action).owners_inside == "Police"


def test_whoever_is_named_updates_it_and_nothing_else(action, plan, police, jane):
    QuarterFactory(plan=plan)
    other = ActionFactory(plan=plan, label="1.2", who_text="Police")
    assert allows(jane, Verb.UPDATE_ACTION, _again(action))
    assert not allows(jane, Verb.UPDATE_ACTION, _again(other))
    someone_with(plan.board, "auditor")
    reader = PersonFactory(name="Ada Reader")
    plan.board.roles.create(person=reader, role="auditor")
    give_place(person=reader, body=police, role="member", by=board_team(plan.board))
    owner = other.owners.get()
    name_owners(action=other, named={owner.pk: reader}, by=board_team(plan.board))
    assert not allows(reader, Verb.UPDATE_ACTION, _again(other))
    assert reader.is_withheld_from(_again(other))


def test_their_home_and_list_have_what_names_them(client, action, plan, jane):
    QuarterFactory(plan=plan)
    ActionFactory(plan=plan, label="1.2", text="Somebody else's", who_text="Police")
    client.force_login(jane)
    home = client.get(reverse("home")).content.decode()
    assert "What names you" in home and "Review training" in home and "Somebody else" not in home
    listed = client.get(plan.action_list_url(owner="mine")).content.decode()
    assert "Police – Jane Smith" in listed and "Somebody else" not in listed
    update = reverse("plans:action-update", args=[plan.slug, action.pk])
    client.post(update, {"rating": "G", "progress": "Dates are booked"})
    assert action.updates.get().by == jane


def test_they_are_asked_and_hear_of_it(action, plan, team, jane):
    quarter = QuarterFactory(plan=plan)
    (letter,) = letters_of(quarter)
    assert (letter.person, letter.actions) == (jane, [action])
    assert "This action of Police" in letter.text.replace("\n", " ")
    assert not unasked_of(quarter)
    record_update(action=action, quarter=quarter, rating="G", progress="Booked", by=jane)
    record_update(
        action=action, quarter=quarter, rating="N", progress="Not yet", moderation_reason="No dates", by=team
    )
    assert Notice.objects.filter(person=jane).exists()


def test_paper_and_the_report_have_no_name(client, action, plan, team):
    quarter = QuarterFactory(plan=plan)
    assert "Jane" not in repr(gather(quarter, position_at=clock.now()))
    assert [each.owners for each in gather_plan(plan, None).actions] == ["Police"]
    client.force_login(team)
    papers = (
        reverse("plans:action-export", args=[plan.slug]),
        reverse("reporting:report-live", args=[plan.slug, quarter.slug]),
        reverse("plans:group-detail", args=[plan.slug, action.owners.get().body_id]),
    )
    said = [
        b"".join(page.streaming_content) if page.streaming else page.content
        for page in map(client.get, papers)
    ]
    assert [b"Jane" in each for each in said] == [False, False, True]  # the last is no paper


def test_words_typed_again_keep_who_is_named_while_the_owner_stays(action, team, jane, plan):
    BodyFactory(board=plan.board, name="Health Group")
    action.who_text = "Police, Health Group"
    change_action(action=action, by=team)
    assert [(owner.body.name, owner.named_person) for owner in action.owners.all()] == [
        ("Police", jane),
        ("Health Group", None),
    ]
    action.who_text = "Health Group"
    change_action(action=action, by=team)
    assert [owner.named_person for owner in action.owners.all()] == [None]


def test_words_that_named_nobody_known_are_placed_with_the_person(plan, police, team):
    action = ActionFactory(plan=plan, label="1.3", who_text="Kim Hall (Police)")
    assert [owner.named_person for owner in action.owners.all()] == [None]
    ActionFactory(plan=plan, label="1.4", who_text="Kim Hall")
    kim = PersonFactory(name="Kim Hall", email="kim@example.org")
    give_place(person=kim, body=police, role="member", by=team)
    place_known_owners(plan=plan, by=team)
    assert plan.actions.get(label="1.4").owners.get().named_person == kim


def test_while_typing_it_is_said_who_is_named(plan, police, jane):
    assert read_as_typed(plan, who="Jane Smith (Police)").owners == (("Police – Jane Smith", True),)


def test_the_board_team_names_somebody_on_a_page(client, action, plan, police, team, jane):
    client.force_login(team)
    page = reverse("plans:action-named", args=[plan.slug, action.pk])
    owner = action.owners.get()
    assert "Who of Police is named?" in client.get(page).content.decode()
    client.post(page, {f"owner-{owner.pk}": ""})
    assert action.owners.get().named_person is None
    stranger = PersonFactory(name="Stranger")
    refused = client.post(page, {f"owner-{owner.pk}": stranger.pk})
    assert "cannot be chosen any more" in refused.content.decode()
    with pytest.raises(Refused):
        name_owners(action=action, named={owner.pk: stranger}, by=team)
    client.post(page, {f"owner-{owner.pk}": jane.pk})
    assert action.owners.get().named_person == jane
    Board.objects.update(names_owners=False)
    assert client.get(page).status_code == 404


def test_a_leaver_hands_on_what_names_them(action, plan, police, team, jane):
    after = PersonFactory(name="Kim Hall", email="kim@example.org")
    give_place(person=after, body=police, role="member", by=team)
    (named,) = naming(plan.board, jane)
    assert named.words == "Police, 1 action (1.1) for which Jane Smith is named"
    leave(person=jane, board=plan.board, left_on=clock.today(), named={named.key: after}, by=team)
    assert action.owners.get().named_person == after
    assert not naming(plan.board, jane)


def test_without_a_successor_the_body_owns_it_alone(action, plan, team, jane):
    leave(person=jane, board=plan.board, left_on=clock.today(), by=team)
    assert _again(action).owners_inside == "Police"
    assert not allows(Person.objects.get(pk=jane.pk), Verb.UPDATE_ACTION, _again(action))


def test_a_name_that_is_taken_out_is_nowhere(action, plan, team, jane, on, settings):
    leave(person=jane, board=plan.board, left_on=clock.today(), by=team)
    settings.LEAVERS_KEPT = 0
    jane.refresh_from_db()
    anonymise(person=jane, by=team)
    assert "Jane" not in str([entry.changes for entry in AuditEntry.objects.filter(board=plan.board)])
    assert "Jane" not in str(list(Action.history.values_list("who_text", flat=True)))
