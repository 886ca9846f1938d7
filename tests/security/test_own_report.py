"""Whoever prepares a report never approves it: not as somebody whom they made, and not in the chair's account.

Each road is tried as a member of the board team, over HTTP as a browser would, and ends with the same question: is the
report approved, and does the chair's account still open for the chair alone?
"""

import re
from copy import deepcopy
from datetime import date
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry, Letter
from lscb.permissions import Role, Verb, roles_with
from reporting import operations as report_events
from reporting.models import MonitoringReport
from subgroups.models import APPROVERS, SIGNERS, Board, BoardRole, Person
from subgroups.operations import confirm_role, keep_person, propose_role
from tests import factories
from tests.admin.conftest import form_data, tick
from tests.conftest import CommittingClient

pytestmark = pytest.mark.django_db

PASSWORD = "nine wet Tuesdays in a row"
NEW = "eleven dry Mondays in a row"  # the one that is tried to be set
ROLES = reverse("admin:subgroups_boardrole_changelist")
PEOPLE = reverse("admin:subgroups_person_changelist")
ADD_ROLE = reverse("admin:subgroups_boardrole_add")
ADD_PERSON = reverse("admin:subgroups_person_add")


def browser_of(person):
    browser = CommittingClient()
    browser.force_login(
        Person.objects.get(pk=person.pk), backend="subgroups.signing_in.authentication.PersonBackend"
    )
    return browser


def page_of(thing):
    return reverse(f"admin:subgroups_{type(thing)._meta.model_name}_change", args=[thing.pk])


def send(browser, address, **typed):
    """Fill in a page of the admin and save it."""
    return browser.post(address, form_data(browser.get(address)) | typed, follow=True)


def approves(person, report) -> bool:
    """Whether somebody who is signed in as the person gets the report approved."""
    browser = browser_of(person)
    browser.post(reverse("reporting:report-approve", args=[report.plan.slug, report.pk]), {"remarks": ""})
    report.refresh_from_db()
    return report.state == MonitoringReport.State.APPROVED


def letters_to(address) -> list[str]:
    return [letter.body for letter in Letter.objects.filter(to=address, kind="Account changed")]


def choose_password(address, password) -> None:
    """Open the link of the last letter to an address, as whoever reads it."""
    sent = next(each for each in reversed(mail.outbox) if each.to == [address] and "/reset/key/" in each.body)
    browser = CommittingClient()
    page = browser.get(re.search(r"http://[^/]+(/\S+/reset/key/\S+)", sent.body)[1], follow=True)
    browser.post(page.redirect_chain[-1][0], {"password1": password, "password2": password})


def signs_in(email, password) -> bool:
    browser = CommittingClient()
    browser.post(reverse("account_login"), {"login": email, "password": password})
    return "_auth_user_id" in browser.session


class Scene:
    """A board with a team of two, a chair with a second factor, and a final report that waits for approval."""

    def __init__(self, ours):
        self.board, self.mallory, self.body = ours.board, ours.team, ours.body
        self.second = factories.board_team(self.board, name="Second", email="second@ours.example.org")
        self.chair = factories.someone_with(
            self.board, "independent-chair", name="Ida", email="ida@ours.example.org", password=PASSWORD
        )
        Authenticator.objects.create(user=self.chair, type=Authenticator.Type.TOTP, data={"secret": "x"})
        draft = ours.rows[MonitoringReport]
        self.report = report_events.finalise_report(report=draft, by=self.second)
        self.team = None  # the browser of Mallory, another for each test

    def unharmed(self) -> None:
        """The report waits, and the chair's account is the chair's."""
        self.report.refresh_from_db()
        assert self.report.state == MonitoringReport.State.FINAL
        chair = Person.objects.get(pk=self.chair.pk)
        assert chair.email == "ida@ours.example.org"
        assert chair.check_password(PASSWORD)
        assert Authenticator.objects.filter(user=chair).count() == 1

    def add(self, **typed) -> Person:
        """A person whose letters Mallory reads."""
        typed = {"name": "Nobody", "email": "nobody@mallory.example.org"} | typed
        answer = send(self.team, ADD_PERSON, **typed)
        assert answer.redirect_chain, answer.context["errors"]
        return Person.objects.get(email=typed["email"])


@pytest.fixture(scope="module")
def made(both, kept_for_the_module):
    with pytest.MonkeyPatch.context() as unprinted:
        unprinted.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-")
        return kept_for_the_module(lambda: Scene(deepcopy(both[0])))


@pytest.fixture
def scene(db, made, quick_paper):
    found = deepcopy(made)
    found.team = browser_of(found.mallory)
    return found


def test_the_roles_that_approve_are_found_by_what_they_may():
    assert roles_with(Verb.APPROVE_REPORT) == {Role.SIGNATORY}
    assert set(SIGNERS) == {Role.INDEPENDENT_CHAIR, Role.APPROVER, Role.SCRUTINEER}
    assert set(APPROVERS) == set(SIGNERS) - {Role.SCRUTINEER}  # who counts for nothing before


# --- A person of one's own making ----------------------------------------------------------------------------


def test_a_person_who_is_made_chair_approves_nothing(scene):
    nobody = scene.add(board=scene.board.pk, board_role="independent-chair")
    assert not approves(nobody, scene.report)
    assert not Person.objects.get(pk=nobody.pk).authority.roles
    assert "You were proposed for a role" in letters_to(nobody.email)[0]
    assert "waits for a second person" in scene.team.get(PEOPLE).content.decode()
    assert (
        "People with a role that waits for a second person: <strong>1</strong>"
        in scene.team.get("/").content.decode()
    )
    scene.unharmed()


@pytest.mark.parametrize(
    "typed",
    [{"role": "approver"}, {"role": "independent-chair", "starts_on": "09/04/2018", "ends_on": "31/05/2018"}],
    ids=["approver", "deputy"],
)
def test_nor_does_an_approver_or_a_deputy_of_the_chair(scene, typed):
    nobody = scene.add(body=scene.body.pk, body_role="member")
    if "starts_on" in typed:
        typed = typed | {"deputy_for": scene.chair.pk}
    send(scene.team, ADD_ROLE, person=nobody.pk, board=scene.board.pk, **typed)
    role = BoardRole.objects.get(person=nobody)
    assert (role.confirmed_at, role.proposed_by) == (None, scene.mallory)
    assert not approves(nobody, scene.report)
    scene.unharmed()
    confirm_role(role=role, by=scene.second)
    assert approves(nobody, scene.report)
    named = "deputy for Ida, Independent Chair" if role.deputy_for else "Approver"
    assert scene.report.approver == f"Nobody, {named}"


def test_nor_does_whoever_may_approve_get_more_time_from_one_person(scene):
    """By the list of roles: the time that follows waits for a second person, as the first did."""
    chair = scene.chair.board_roles.get()
    BoardRole.objects.filter(pk=chair.pk).update(ends_on="2018-04-30")
    scene.team.post(ROLES, tick("prolong", chair, asked="1", ends_on=""))
    scene.team.post(ROLES, tick("confirm", *chair.person.board_roles.waiting(), asked="1"))
    assert not BoardRole.objects.on(date(2018, 5, 1)).filter(person=scene.chair).exists()
    assert scene.chair.board_roles.waiting().get().starts_on == date(2018, 5, 1)


@pytest.mark.parametrize("door", ["page", "inside the board's page"])
def test_nor_does_a_colleague_by_either_form(scene, door):
    nobody = scene.add(body=scene.body.pk, body_role="member")
    if door == "page":
        send(scene.team, ADD_ROLE, person=nobody.pk, board=scene.board.pk, role="independent-chair")
    else:
        total = BoardRole.objects.filter(board=scene.board).count()
        row = {f"roles-{total}-person": nobody.pk, f"roles-{total}-role": "independent-chair"}
        more = {
            "roles-TOTAL_FORMS": total + 1,
            f"roles-{total}-board": scene.board.pk,
            f"roles-{total}-id": "",
        }
        send(scene.team, page_of(scene.board), **row, **more)
    role = BoardRole.objects.get(person=nobody)
    assert (role.confirmed_at, role.proposed_by) == (None, scene.mallory)
    assert not approves(nobody, scene.report)
    scene.unharmed()


@pytest.mark.parametrize("who", ["proposer", "the person themselves", "another board's team"])
def test_whoever_has_a_hand_in_it_is_no_second_person(scene, theirs, who):
    nobody = scene.add(board=scene.board.pk, board_role="independent-chair")
    role = BoardRole.objects.get(person=nobody)
    asker = {
        "proposer": scene.mallory,
        "the person themselves": nobody,
        "another board's team": theirs.team,
    }[who]
    browser_of(asker).post(ROLES, tick("confirm", role, asked="1"), follow=True)
    role.refresh_from_db()
    assert role.confirmed_at is None
    with pytest.raises(Refused):
        confirm_role(role=role, by=asker)
    assert not approves(nobody, scene.report)


def test_the_second_person_is_not_made_by_the_first(scene):
    """A colleague of one's own making types, but neither confirms nor proposes to be confirmed."""
    puppet = scene.add(
        name="Puppet", email="p@mallory.example.org", board=scene.board.pk, board_role="board-team"
    )
    nobody = scene.add(board=scene.board.pk, board_role="independent-chair")
    other = scene.add(name="Other", email="o@mallory.example.org", body=scene.body.pk, body_role="member")
    theirs = browser_of(puppet)
    assert theirs.get(PEOPLE).status_code == 200
    answer = theirs.post(ROLES, tick("confirm", BoardRole.objects.get(person=nobody), asked="1"), follow=True)
    assert "A system administrator confirms this one" in answer.content.decode()
    send(theirs, ADD_ROLE, person=other.pk, board=scene.board.pk, role="independent-chair")
    scene.team.post(ROLES, tick("confirm", BoardRole.objects.get(person=other), asked="1"))
    own = BoardRole.objects.get(person=puppet)
    scene.team.post(ROLES, tick("confirm", own, asked="1"))
    theirs.post(ROLES, tick("confirm", own, asked="1"))
    assert BoardRole.objects.filter(person__in=[puppet, nobody, other]).waiting().count() == 3
    assert not approves(nobody, scene.report)
    assert not approves(other, scene.report)
    scene.unharmed()


def test_a_colleagues_account_makes_no_second_person_either(scene):
    nobody = scene.add(board=scene.board.pk, board_role="independent-chair")
    role = BoardRole.objects.get(person=nobody)
    answer = send(scene.team, page_of(scene.second), email="second@mallory.example.org")
    assert answer.redirect_chain
    scene.team.post(PEOPLE, tick("send_link", scene.second))
    choose_password("second@mallory.example.org", NEW)
    assert signs_in("second@mallory.example.org", NEW)
    browser_of(scene.second).post(ROLES, tick("confirm", role, asked="1"))
    assert not approves(nobody, scene.report)
    # Nor by helping each other: the account that was taken proposes, and confirms itself through the first.
    taken = BoardRole.objects.get(person=scene.second)
    scene.team.post(ROLES, tick("confirm", taken, asked="1"))
    browser_of(scene.second).post(PEOPLE, tick("take_codes", scene.mallory))
    taken.refresh_from_db()
    assert taken.confirmed_at is None
    assert "was changed from second@ours.example.org" in letters_to("second@ours.example.org")[0]
    scene.unharmed()


def test_two_hands_in_one_account_are_for_an_administrator(scene):
    third = factories.board_team(scene.board, email="third@ours.example.org")
    role = third.board_roles.get()
    for hand, address in ((scene.mallory, "t@mallory.example.org"), (scene.second, "t2@ours.example.org")):
        third.refresh_from_db()
        third.email = address
        keep_person(person=third, by=hand, fields=["email"])
    for hand in (scene.mallory, scene.second):
        with pytest.raises(Refused, match="system administrator"):
            confirm_role(role=role, by=hand)
    keeper = Person.objects.create_superuser("keeper@example.org", name="Keeper", password=NEW)
    assert confirm_role(role=role, by=keeper).confirmed_by == keeper


def test_nobody_gives_themselves_the_right_to_approve(scene):
    keeper = Person.objects.create_superuser("keeper@example.org", name="Keeper", password=NEW)
    for person in (scene.mallory, keeper):
        send(browser_of(person), ADD_ROLE, person=person.pk, board=scene.board.pk, role="independent-chair")
        with pytest.raises(Refused, match="Nobody gives themselves"):
            propose_role(person=person, board=scene.board, role="independent-chair", by=person)
        assert not approves(person, scene.report)
    assert not BoardRole.objects.filter(person__in=[scene.mallory, keeper], role="independent-chair").exists()


@pytest.mark.parametrize("door", ["page", "inside the board's page"])
def test_a_role_is_never_changed_into_another(scene, door):
    auditor = factories.someone_with(scene.board, "auditor")
    role = auditor.board_roles.get()
    if door == "page":
        scene.team.post(
            page_of(role), {"person": auditor.pk, "board": scene.board.pk, "role": "independent-chair"}
        )
    else:
        rows = list(BoardRole.objects.filter(board=scene.board).order_by("pk").values_list("pk", flat=True))
        place = rows.index(role.pk)
        forged = {f"roles-{place}-id": role.pk, f"roles-{place}-person": auditor.pk}
        send(scene.team, page_of(scene.board), **forged, **{f"roles-{place}-role": "independent-chair"})
    role.refresh_from_db()
    assert role.role == "auditor"
    assert not approves(auditor, scene.report)


@pytest.mark.database
def test_the_database_takes_no_role_that_one_person_gave_alone(scene):
    nobody = factories.PersonFactory()
    at = scene.chair.board_roles.get().confirmed_at
    for wrong in (
        {"proposed_by": scene.mallory, "confirmed_by": scene.mallory, "confirmed_at": at},
        {"proposed_by": scene.mallory, "confirmed_at": at},
        {"proposed_by": nobody},
        {"confirmed_by": nobody, "confirmed_at": at},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            BoardRole.objects.create(person=nobody, board=scene.board, role="independent-chair", **wrong)
    BoardRole.objects.create(person=nobody, board=scene.board, role="independent-chair")
    assert not approves(nobody, scene.report)


# --- The chair's own account ---------------------------------------------------------------------------------


def test_nobody_sets_the_chairs_password(scene):
    typed = {"new_password1": NEW, "new_password2": NEW, "password": NEW, "password1": NEW, "password2": NEW}
    for address in ("password/", "change/password/", "change/"):
        scene.team.post(f"/admin/subgroups/person/{scene.chair.pk}/{address}", typed, follow=True)
    send(scene.team, page_of(scene.chair), **typed)
    scene.unharmed()
    assert signs_in("ida@ours.example.org", NEW) is False


def test_a_link_goes_to_the_chair_alone(scene, mailoutbox):
    scene.team.post(PEOPLE, tick("send_link", scene.chair, email="mallory@mallory.example.org"))
    assert [letter.to for letter in mailoutbox] == [["ida@ours.example.org"]]
    scene.unharmed()


def test_the_chairs_codes_stay(scene):
    answer = scene.team.post(PEOPLE, tick("take_codes", scene.chair), follow=True)
    assert "only a system administrator changes how they sign in" in answer.content.decode()
    scene.unharmed()


@pytest.mark.parametrize("road", ["page", "spreadsheet"])
def test_the_chairs_e_mail_stays(scene, road):
    factories.MembershipFactory(person=scene.chair, body=scene.body, role="member")
    if road == "page":
        page = scene.team.get(page_of(scene.chair)).content.decode()
        assert "only a system administrator changes how they sign in" in page
        send(scene.team, page_of(scene.chair), email="ida@mallory.example.org")
    else:
        rows = "name,e-mail,bodies\r\nIda,ida@mallory.example.org,Ours subgroup\r\n"
        sheet = SimpleUploadedFile("people.csv", rows.encode(), content_type="text/csv")
        seen = scene.team.post(
            reverse("admin:subgroups_person_import"), {"import_file": sheet, "format": "1", "resource": "0"}
        )
        confirm = seen.context["confirm_form"]
        scene.team.post(reverse("admin:subgroups_person_process_import"), confirm.initial, follow=True)
        namesake = Person.objects.get(email="ida@mallory.example.org")
        assert namesake.pk != scene.chair.pk
        assert not approves(namesake, scene.report)
    scene.unharmed()


def test_a_sheet_gives_no_role_and_no_key(scene):
    rows = (
        "name,e-mail,bodies,role,is_superuser,password,board_roles\r\n"
        "Nobody,nobody@mallory.example.org,Ours subgroup (independent-chair),"
        "independent-chair,1,x,independent-chair\r\n"
    )
    sheet = SimpleUploadedFile("people.csv", rows.encode(), content_type="text/csv")
    scene.team.post(
        reverse("admin:subgroups_person_import"), {"import_file": sheet, "format": "1", "resource": "0"}
    )
    assert not Person.objects.filter(email="nobody@mallory.example.org").exists()


def test_a_chair_who_left_is_not_revived_at_a_new_address(scene):
    leave = tick("leave", scene.chair, asked="1", left_on="01/04/2018")
    scene.team.post(PEOPLE, leave)
    assert "Your account was closed" in letters_to(scene.chair.email)[0]
    send(scene.team, page_of(scene.chair), email="ida@mallory.example.org", is_active="on")
    scene.team.post(PEOPLE, tick("come_back", scene.chair), follow=True)
    assert not Person.objects.get(pk=scene.chair.pk).is_active
    scene.unharmed()
    keeper = browser_of(Person.objects.create_superuser("keeper@example.org", name="Keeper", password=NEW))
    keeper.post(PEOPLE, tick("come_back", scene.chair))
    assert Person.objects.get(pk=scene.chair.pk).is_active
    assert any("opened again" in letter for letter in letters_to(scene.chair.email))


def test_taking_the_role_away_first_opens_no_door(scene):
    scene.team.post(ROLES, tick("delete_selected", scene.chair.board_roles.get(), post="yes"))
    assert not BoardRole.objects.filter(person=scene.chair).exists()
    assert any("You no longer have a role" in letter for letter in letters_to(scene.chair.email))
    factories.MembershipFactory(person=scene.chair, body=scene.body, role="member")
    send(scene.team, page_of(scene.chair), email="ida@mallory.example.org")
    scene.team.post(PEOPLE, tick("take_codes", scene.chair))
    send(scene.team, ADD_ROLE, person=scene.chair.pk, board=scene.board.pk, role="independent-chair")
    assert not approves(scene.chair, scene.report)
    scene.unharmed()


def test_whoever_had_the_account_before_its_address_has_it_no_longer(scene):
    """An account is made at one's own address, opened, then moved to the chair-to-be's and proposed."""
    carol = scene.add(name="Carol", email="carol@mallory.example.org", body=scene.body.pk, body_role="member")
    scene.team.post(PEOPLE, tick("send_link", carol))
    choose_password("carol@mallory.example.org", NEW)
    inside = browser_of(carol)
    Authenticator.objects.create(user=carol, type=Authenticator.Type.RECOVERY_CODES, data={})
    send(scene.team, page_of(carol), email="carol@ours.example.org")
    assert inside.get("/account/password/change/").status_code == 302
    assert not signs_in("carol@ours.example.org", NEW)
    assert not Authenticator.objects.filter(user=carol).exists()
    for address in ("carol@mallory.example.org", "carol@ours.example.org"):
        assert (
            "was changed from carol@mallory.example.org to carol@ours.example.org" in letters_to(address)[0]
        )


def test_while_a_role_waits_its_holders_e_mail_stays(scene):
    nobody = scene.add(
        name="Carol", email="carol@ours.example.org", board=scene.board.pk, board_role="independent-chair"
    )
    send(scene.team, page_of(nobody), email="carol@mallory.example.org")
    assert Person.objects.get(pk=nobody.pk).email == "carol@ours.example.org"


# --- The honest road -----------------------------------------------------------------------------------------


@pytest.mark.database
def test_a_second_person_confirms_and_the_chair_approves(scene):
    ruth = scene.add(
        name="Ruth", email="ruth@ours.example.org", board=scene.board.pk, board_role="independent-chair"
    )
    second = browser_of(scene.second)
    role = BoardRole.objects.get(person=ruth)
    assert "ruth@ours.example.org" in second.get(ROLES, {"confirmed": "no"}).content.decode()
    asked = second.post(ROLES, tick("confirm", role))
    assert "Confirm only what you know" in asked.content.decode()
    second.post(ROLES, tick("confirm", role, asked="1"))
    role.refresh_from_db()
    assert (role.proposed_by, role.confirmed_by) == (scene.mallory, scene.second)
    with pytest.raises(Refused, match="already"):
        confirm_role(role=role, by=scene.second)
    confirmed, proposed = letters_to("ruth@ours.example.org")  # the last one first
    assert f"You were proposed for a role: Independent Chair, {scene.board.name}." in proposed
    assert "By: Ours team member\nWhen: " in proposed
    assert "tell somebody else than Ours team member: another member of the board team, or" in proposed
    assert f"A role of yours was confirmed: Independent Chair, {scene.board.name}." in confirmed
    assert "By: Second\n" in confirmed
    codes = AuditEntry.objects.about(role).values_list("operation", flat=True)
    assert set(codes) == {"role-proposed", "role-confirmed"}
    assert approves(ruth, scene.report)
    assert scene.report.signatures.get().name == "Ruth"


def test_a_chair_who_was_there_approves(scene):
    assert approves(scene.chair, scene.report)


def test_where_an_administrator_grants_it_two_of_the_team_do_not(scene, settings):
    settings.APPROVERS_GRANTED_BY = "administrator"
    nobody = scene.add(board=scene.board.pk, board_role="independent-chair")
    role = BoardRole.objects.get(person=nobody)
    answer = browser_of(scene.second).post(ROLES, tick("confirm", role, asked="1"), follow=True)
    assert "only a system administrator says who may approve" in answer.content.decode()
    assert not approves(nobody, scene.report)
    keeper = Person.objects.create_superuser("keeper@example.org", name="Keeper", password=NEW)
    ruth = factories.PersonFactory(name="Ruth")
    send(browser_of(keeper), ADD_ROLE, person=ruth.pk, board=scene.board.pk, role="independent-chair")
    assert approves(ruth, scene.report)


def test_an_administrator_alone_is_one_person_too(scene):
    keeper = Person.objects.create_superuser("keeper@example.org", name="Keeper", password=NEW)
    ruth = factories.PersonFactory(name="Ruth")
    role = propose_role(person=ruth, board=scene.board, role="independent-chair", by=keeper)
    with pytest.raises(Refused, match="Somebody else confirms"):
        confirm_role(role=role, by=keeper)
    assert not approves(ruth, scene.report)
    confirm_role(role=role, by=scene.second)
    assert approves(ruth, scene.report)


def test_an_administrator_moves_the_chairs_account_and_both_addresses_hear_of_it(scene):
    keeper = browser_of(Person.objects.create_superuser("keeper@example.org", name="Keeper", password=NEW))
    keeper.post(PEOPLE, tick("take_codes", scene.chair))
    send(keeper, page_of(scene.chair), email="ida@new.example.org")
    assert Person.objects.get(pk=scene.chair.pk).email == "ida@new.example.org"
    assert not signs_in("ida@new.example.org", PASSWORD)
    old, new = letters_to("ida@ours.example.org"), letters_to("ida@new.example.org")
    assert (len(old), len(new)) == (2, 1)  # the codes, and the address
    assert "By: Keeper" in new[0]
    assert scene.chair.board_roles.in_force().exists()


def test_the_server_may_set_a_password(scene, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)
    call_command("changepassword", "ida@ours.example.org", stdout=StringIO())
    assert Person.objects.get(pk=scene.chair.pk).check_password(NEW)


def test_a_board_named_otherwise_reads_its_own_words(scene):
    Board.objects.filter(pk=scene.board.pk).update(
        chair_label="Independent Scrutineer", team_label="Partnership Unit"
    )
    board = Board.objects.get(pk=scene.board.pk)
    ruth = factories.PersonFactory(name="Ruth")
    propose_role(person=ruth, board=board, role="independent-chair", by=scene.mallory)
    said = letters_to(ruth.email)[0]
    assert "Independent Scrutineer" in said
    assert "the Partnership Unit" in said


def test_who_has_no_e_mail_is_not_written_to(scene):
    silent = factories.PersonFactory(email=None)
    propose_role(person=silent, board=scene.board, role="auditor", by=scene.mallory)
    assert not Letter.objects.filter(kind="Account changed").exists()
