"""The first board and account: only for whoever owns the server, only while nobody is there."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.text import slugify

from lscb.errors import Refused
from lscb.models import AuditEntry, Letter
from lscb.permissions import Role
from reporting.views import examples
from subgroups.models import Board, BoardRole, Person
from subgroups.operations import set_up
from subgroups.rules.presets import KINDS
from tests.factories import BoardFactory, PersonFactory, board_team

pytestmark = pytest.mark.django_db

PASSWORD = "quiet harbour lantern"
TYPED = {
    "name": "Westshire Safeguarding Adults Board",
    "short_name": "Westshire SAB",
    "area": "Westshire",
    "words": "adults-board",
    "person": "Ash Thwaite",
    "email": "Ash@Example.org",
    "password": PASSWORD,
    "again": PASSWORD,
}


@pytest.fixture
def code():
    return set_up.new_code()


def send(client, **typed):
    return client.post(reverse("subgroups:set-up"), TYPED | typed)


def nothing_is_there():
    return not (Person.objects.exists() or Board.objects.exists() or AuditEntry.objects.exists())


def test_the_sign_in_page_leads_there_while_nobody_exists(client):
    assert reverse("subgroups:set-up") in client.get(reverse("account_login")).content.decode()
    PersonFactory()
    assert reverse("subgroups:set-up") not in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize("demonstration", [True, False])
def test_whoever_has_the_code_makes_the_board_and_the_first_account(client, code, settings, demonstration):
    settings.DEMONSTRATION = demonstration
    answer = send(client, code=f" {code.lower().replace('-', ' ')} ")
    assert answer.url == reverse("home")
    person, board = Person.objects.get(), Board.objects.get()
    assert (person.email, person.is_superuser, person.demonstration) == ("ash@example.org", False, False)
    assert person.check_password(PASSWORD)
    assert (board.slug, board.business_group_label) == ("westshire-sab", "Executive Group")
    assert BoardRole.objects.get().role == Role.BOARD_TEAM
    entry = AuditEntry.objects.get()
    assert (entry.operation, entry.board, entry.by) == ("set-up", board, person)
    assert PASSWORD not in str(entry.changes)
    home = client.get(reverse("home"))
    assert home.context["user"] == person
    assert "Westshire SAB" in home.content.decode()
    client.logout()
    answer = client.post(reverse("account_login"), {"login": "ash@example.org", "password": PASSWORD})
    assert answer.url == reverse("home")


@pytest.mark.parametrize("typed", ["", "AAAA-AAAA-AAAA", "wrong"])
def test_without_the_code_nothing_happens_and_nothing_typed_is_lost(client, code, typed):
    answer = send(client, code=typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert nothing_is_there()
    assert "Westshire Safeguarding Adults Board" in page
    assert PASSWORD not in page


def test_without_any_code_given_out_none_is_right(client):
    assert send(client, code="AAAA-AAAA-AAAA").status_code == 422
    assert nothing_is_there()


def test_a_code_ends_after_an_hour_and_with_the_next(client, code, monkeypatch):
    second = set_up.new_code()
    assert send(client, code=code).status_code == 422
    import time

    later = time.time() + timedelta(minutes=set_up.CODE_MINUTES, seconds=1).total_seconds()
    monkeypatch.setattr("django.core.cache.backends.locmem.time.time", lambda: later)
    assert send(client, code=second).status_code == 422
    assert nothing_is_there()


@pytest.mark.database
def test_the_page_is_gone_as_soon_as_somebody_exists(client, code):
    PersonFactory()
    assert client.get(reverse("subgroups:set-up")).status_code == 404
    assert send(client, code=code).status_code == 404
    assert Person.objects.count() == 1


def test_somebody_who_was_quicker_wins(code):
    """The page was opened by two, and the other one saved between its question and its answer."""
    PersonFactory()
    with pytest.raises(Refused):
        set_up.set_up(
            code=code, board=Board(name="A", short_name="A"), person=Person(name="Ash"), password=PASSWORD
        )
    assert not Board.objects.exists()


@pytest.mark.database
def test_a_code_that_another_used_meanwhile_undoes_everything(code, monkeypatch):
    monkeypatch.setattr(cache, "delete", lambda key: False)
    with pytest.raises(Refused):
        set_up.set_up(
            code=code,
            board=Board(name="A", short_name="A"),
            person=Person(name="Ash", email="ash@example.org"),
            password=PASSWORD,
        )
    assert nothing_is_there()


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "too short"),
        ("password1234", "too common"),
        ("ash@example.org", "too similar"),
    ],
)
def test_weak_passwords_are_refused(client, code, password, words):
    answer = send(client, code=code, password=password, again=password)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert nothing_is_there()


def test_two_passwords_that_differ_are_refused(client, code):
    assert "The two passwords differ." in send(client, code=code, again="another").content.decode()
    assert nothing_is_there()


def test_the_name_of_a_board_that_was_loaded_is_refused(client, code):
    BoardFactory(name=TYPED["name"].upper())
    answer = send(client, code=code)
    assert "There is a board of this name already." in answer.content.decode()
    assert not Person.objects.exists()
    answer = send(client, code=code, name="Another name")
    assert answer.status_code == 302


@pytest.mark.database
@pytest.mark.parametrize("key", KINDS)
def test_every_kind_makes_a_board(key):
    kind = KINDS[key]
    Board(name="A", short_name="A", slug="a", kind=key, **kind.words, **kind.signatures).full_clean()


def test_every_kind_of_board_has_its_usual_words():
    assert set(KINDS) == set(Board.Kind.values)


def test_the_command_prints_a_code_only_while_nobody_exists(client):
    said = StringIO()
    call_command("set_up_code", stdout=said)
    code = said.getvalue().split("\n\n")[1].strip()
    assert reverse("subgroups:set-up") in said.getvalue()
    assert send(client, code=code).status_code == 302
    with pytest.raises(CommandError):
        call_command("set_up_code")


def test_the_code_is_not_kept_as_it_is(code):
    kept = str(cache.get("set-up-code"))
    assert code.replace("-", "") not in kept


# --- Examples -----------------------------------------------------------------------------------------------


@pytest.fixture
def loading(monkeypatch):
    """The example plans made short: one person. Returns what was loaded."""
    loaded = []

    def load(name, **kwargs):
        loaded.append(name)
        PersonFactory(demonstration=True)

    monkeypatch.setattr("reporting.views.examples.call_command", load)
    return loaded


def test_examples_are_loaded_from_the_page_only_into_an_empty_demonstration(client, settings, loading):
    address = reverse("reporting:load-examples")
    assert address in client.get(reverse("subgroups:set-up")).content.decode()
    assert client.get(address).status_code == 405
    settings.DEMONSTRATION = False
    page = client.get(reverse("subgroups:set-up")).content.decode()
    assert address not in page
    assert "manage.py load_examples" in page
    assert client.post(address).status_code == 404
    settings.DEMONSTRATION = True
    PersonFactory()
    assert client.post(address).status_code == 404
    assert loading == []


@pytest.mark.database
def test_pressed_again_later_the_examples_are_not_loaded_twice(client, loading):
    address = reverse("reporting:load-examples")
    for _ in range(2):
        answer = client.post(address, follow=True)
        assert answer.redirect_chain == [(reverse("account_login"), 302)]
        assert "The example plans are there." in answer.text
    assert loading == ["load_examples"]


def test_pressed_while_they_are_loaded_it_waits_and_ends_where_the_first_does(client, loading, monkeypatch):
    def the_other_finishes(seconds):
        PersonFactory(demonstration=True)
        cache.delete(examples.LOADING)

    cache.add(examples.LOADING, True)
    monkeypatch.setattr("reporting.views.examples.time.sleep", the_other_finishes)
    answer = client.post(reverse("reporting:load-examples"), follow=True)
    assert "The example plans are there." in answer.text
    assert loading == []


def test_a_load_that_never_ends_is_said_and_one_that_failed_leaves_nothing_and_can_be_tried_again(
    client, loading, monkeypatch
):
    address = reverse("reporting:load-examples")
    cache.add(examples.LOADING, True)
    monkeypatch.setattr("reporting.views.examples.time.sleep", lambda seconds: None)
    assert "still being loaded" in client.post(address, follow=True).text
    cache.delete(examples.LOADING)

    def fail(name, **kwargs):
        PersonFactory(demonstration=True)
        raise RuntimeError("The disk is full.")

    with monkeypatch.context() as failing:
        failing.setattr("reporting.views.examples.call_command", fail)
        with pytest.raises(RuntimeError):
            client.post(address)
    assert not Person.objects.exists()
    assert "The example plans are there." in client.post(address, follow=True).text
    assert loading == ["load_examples"]


# --- A further board ------------------------------------------------------------------------------------------------


@pytest.fixture
def keeper(client, settings):
    settings.BASE_URL = "https://plan.example.org"
    person = PersonFactory(is_superuser=True)
    client.force_login(person)
    return person


def add(client, **typed):
    return client.post(reverse("subgroups:board-add"), TYPED | typed)


def test_a_system_administrator_adds_a_board_and_invites_the_first_of_its_team(client, keeper):
    BoardFactory()
    assert reverse("subgroups:board-add") in client.get(reverse("home")).content.decode()
    assert add(client).url == reverse("home")
    board, person = Board.objects.get(slug="westshire-sab"), Person.objects.get(email="ash@example.org")
    assert board.business_group_label == "Executive Group"  # the words of its kind
    assert BoardRole.objects.in_force().get(board=board).person == person
    assert not keeper.board_ids and not person.signs_in  # nobody is on it but who is asked
    invitation = person.invitations.get(board=board)
    assert invitation.is_open and invitation.invited_by == keeper
    assert Letter.objects.get(kind="Invitation").to == "ash@example.org"
    assert "Open Westshire SAB" in client.get(reverse("home")).content.decode()


@pytest.mark.database
def test_somebody_who_is_here_already_is_asked_to_the_new_board_as_they_are(client, keeper):
    there = PersonFactory(name="Ash of Old", email="ash@example.org")
    add(client)
    assert Person.objects.get(email="ash@example.org") == there
    assert there.board_roles.get().board.slug == "westshire-sab"
    assert Person.objects.get(pk=there.pk).name == "Ash of Old"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Give the board its name."),
        ({"short_name": "TAKEN"}, "There is a board of this short name already."),
        ({"email": "nobody"}, "Write the e-mail as name@example.org"),
        ({"words": ""}, "Choose the nearest."),
    ],
)
def test_a_board_that_cannot_be_added_is_refused_with_all_that_was_typed(client, keeper, typed, said):
    BoardFactory(short_name="Taken")
    answer = add(client, area="The whole of it", **typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and "The whole of it" in page
    assert Board.objects.count() == 1 and not Person.objects.exclude(pk=keeper.pk).exists()


def test_a_board_called_nearly_as_others_gets_an_address_that_is_free(client, keeper):
    for name in ("Westshire SAB!", "Westshire SAB 3"):
        BoardFactory(short_name=name, slug=slugify(name))
    assert add(client).url == reverse("home")
    assert Board.objects.get(short_name="Westshire SAB").slug == "westshire-sab-2"


def test_a_board_is_added_by_nobody_else(client):
    client.force_login(board_team(BoardFactory()))
    assert client.get(reverse("subgroups:board-add")).status_code == 404
    with pytest.raises(Refused):
        set_up.add_board(board=Board(name="A", short_name="A"), person=Person(name="Ash"), by=PersonFactory())
