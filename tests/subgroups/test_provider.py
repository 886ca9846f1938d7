"""Signing in through a provider of OpenID Connect that runs beside the tests, and whom it must not let in."""

import re
import secrets
from html import unescape
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from lscb.errors import Refused
from lscb.models import AuditEntry
from subgroups.models import Person
from subgroups.operations import invite, keep_person, send_password_link
from subgroups.operations.set_up import new_code
from subgroups.rules.tokens import token_hash
from tests.factories import BoardFactory, PersonFactory, board_team
from tests.oidc import provider

pytestmark = pytest.mark.django_db

PASSPHRASE = "three random words"
ID = "westshire"
SIGN_IN = f"/account/oidc/{ID}/login/"


@pytest.fixture(scope="module")
def issuer():
    with provider() as address:
        yield address


@pytest.fixture(autouse=True)
def set_up(settings, issuer):
    app = {
        "provider_id": ID,
        "name": "Westshire Council",
        "client_id": "tracker",
        "secret": "quiet",
        "settings": {"server_url": issuer, "fetch_userinfo": False},
    }
    settings.OIDC_ISSUER, settings.OIDC_PROVIDER_ID, settings.OIDC_NAME = issuer, ID, "Westshire Council"
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "SCOPE": ["openid"], "APPS": [app]}
    }
    settings.BASE_URL = "https://plan.example.org"
    return app


@pytest.fixture
def subject():
    """Somebody the provider knows, by what no e-mail says."""
    return f"sub-{secrets.token_hex(6)}"


@pytest.fixture
def board():
    return BoardFactory()


@pytest.fixture
def ada(board):
    return board_team(board, email="ada@example.org", password=PASSPHRASE)


def grace():
    """Somebody who never signed in."""
    person = PersonFactory(email="grace@example.org")
    person.set_unusable_password()
    person.save()
    return person


def asked_to(answer):
    """Where a page leads on to the provider."""
    assert answer.status_code == 200, answer.status_code
    return unescape(
        re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.content.decode()).group(1)
    )


def allowed_by_provider(address, subject):
    """The address that the provider sends the browser back to, once somebody signed in there."""
    back = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
    return back.headers["Location"]


def through_provider(client, subject, begin=None):
    """Sign in there and come back."""
    answer = begin or client.post(SIGN_IN)
    return client.get(allowed_by_provider(asked_to(answer), subject))


def bound(person, subject):
    return SocialAccount.objects.create(user=person, provider=ID, uid=subject)


def signed_in_as(client):
    pk = client.session.get("_auth_user_id")
    return Person.objects.get(pk=pk) if pk else None


def says(answer, words):
    return words in unescape(answer.content.decode())


def test_whoever_is_bound_signs_in_and_only_who_they_are_is_kept(client, ada, subject):
    account = bound(ada, subject)
    answer = through_provider(client, subject)
    assert (answer.status_code, answer.url) == (302, "/")
    assert signed_in_as(client) == ada
    account.refresh_from_db()
    assert set(account.extra_data["id_token"]) == {"iss", "sub"}
    begun = parse_qs(urlsplit(asked_to(Client().post(SIGN_IN))).query)
    assert begun["code_challenge_method"] == ["S256"]
    assert begun["scope"] == ["openid"]


def test_an_unknown_subject_gets_a_plain_page_and_no_account_whatever_its_e_mail(client, ada, issuer):
    requests.put(f"{issuer}/users/{ada.email}", json={"email": ada.email, "email_verified": True}, timeout=10)
    before = Person.objects.count()
    answer = through_provider(client, ada.email)
    assert answer.status_code == 403
    assert says(answer, "Nobody here has this account")
    assert signed_in_as(client) is None
    assert (Person.objects.count(), SocialAccount.objects.count()) == (before, 0)
    client.force_login(ada)
    assert client.get("/account/3rdparty/signup/").status_code == 404


def test_a_subject_of_another_issuer_is_somebody_else(client, ada, subject, settings, caplog):
    bound(ada, subject)
    settings.OIDC_ISSUER = "https://elsewhere.example.org"
    answer = through_provider(client, subject)
    assert answer.status_code == 403
    assert says(answer, "not the provider that this service was set up with")
    assert signed_in_as(client) is None


def test_an_account_of_another_provider_id_is_not_found(client, ada, subject):
    SocialAccount.objects.create(user=ada, provider="before", uid=subject)
    assert says(through_provider(client, subject), "Nobody here has this account")


def test_a_leaver_and_an_example_person_are_not_let_in(client, ada, subject, settings):
    bound(ada, subject)
    ada.is_active = False
    ada.save()
    through_provider(client, subject)
    assert signed_in_as(client) is None
    settings.DEMONSTRATION = False
    other = PersonFactory(demonstration=True, email="x@example.org")
    SocialAccount.objects.filter(uid=subject).update(user=other)
    through_provider(client, subject)
    assert signed_in_as(client) is None


def test_a_forged_state_a_used_code_and_a_left_sign_in_are_clear_pages(client, ada, subject):
    bound(ada, subject)
    back = allowed_by_provider(asked_to(client.post(SIGN_IN)), subject)
    forged = client.get(re.sub(r"state=\w+", "state=forged", back))
    assert forged.status_code == 401
    assert says(forged, "Signing in did not work")
    stolen = Client().get(back)  # a browser that asked for nothing
    assert stolen.status_code == 401
    assert client.get(back).url == "/"
    client.post("/account/logout/")
    assert client.get(back).status_code == 401  # its state is spent
    fresh = parse_qs(urlsplit(asked_to(client.post(SIGN_IN))).query)["state"][0]
    code = parse_qs(urlsplit(back).query)["code"][0]
    assert client.get(f"{SIGN_IN}callback/?code={code}&state={fresh}").status_code == 401  # and its code
    state = parse_qs(urlsplit(asked_to(client.post(SIGN_IN))).query)["state"][0]
    left = client.get(f"{SIGN_IN}callback/?error=access_denied&state={state}", follow=True)
    assert says(left, "You did not sign in")
    assert signed_in_as(client) is None


def test_a_provider_that_is_down_is_said_going_and_coming_back(client, set_up, subject, caplog):
    back = allowed_by_provider(asked_to(client.post(SIGN_IN)), subject)
    set_up["settings"]["server_url"] = "http://127.0.0.1:9"
    for answer in (client.post(SIGN_IN), client.get(back)):
        assert answer.status_code == 502
        assert says(answer, "Signing in did not work")
    assert client.get("/account/oidc/another/login/").status_code == 404


def test_an_invitation_is_accepted_through_the_provider_and_binds_its_person(
    client, board, subject, django_capture_on_commit_callbacks
):
    team = board_team(board)
    person = grace()
    with django_capture_on_commit_callbacks(execute=True):
        invite(person=person, board=board, by=team)
    (letter,) = mail.outbox
    assert "sign in with Westshire Council or choose a password" in letter.body
    path = address_of(person)
    assert says(client.get(path), "Accept by signing in with Westshire Council")
    answer = through_provider(client, subject, begin=client.post(path, {"provider": "yes"}))
    assert answer.url == "/"
    assert signed_in_as(client) == person
    assert SocialAccount.objects.get(uid=subject).user == person
    assert AuditEntry.objects.filter(operation="provider-bound", board=board).count() == 1
    client.post("/account/logout/")
    through_provider(client, subject)
    assert signed_in_as(client) == person


def address_of(person):
    """The address in the letter of an invitation, which nothing keeps."""
    token = secrets.token_urlsafe(32)
    person.invitations.update(token_hash=token_hash(token))
    return f"/invitation/{token}/"


def test_an_account_that_is_bound_elsewhere_accepts_no_invitation(client, board, ada, subject):
    person = grace()
    invite(person=person, board=board, by=ada)
    bound(ada, subject)
    path = address_of(person)
    answer = through_provider(client, subject, begin=client.post(path, {"provider": "yes"}))
    assert answer.status_code == 403
    assert says(answer, "This account is somebody else’s here")
    assert signed_in_as(client) is None
    assert not person.invitations.filter(accepted_at__isnull=False).exists()


def test_who_signs_in_already_is_not_taken_over_by_a_letter(client, board, ada, subject):
    person = grace()
    invite(person=person, board=board, by=ada)
    path = address_of(person)
    begun = client.post(path, {"provider": "yes"})
    person.set_password(PASSPHRASE)  # meanwhile, by the letter
    person.save()
    answer = through_provider(client, subject, begin=begun)
    assert says(answer, "You sign in here already")
    assert not SocialAccount.objects.exists()


def test_a_person_adds_it_on_their_own_page_after_giving_their_password_again(client, ada, subject):
    client.force_login(ada)
    page = "/account/3rdparty/"
    assert says(client.get(page), "No account of Westshire Council signs you in here yet")
    begin = client.post(f"{SIGN_IN}?process=connect")
    answer = client.get(allowed_by_provider(asked_to(begin), subject))
    assert answer.url == "/account/reauthenticate/"
    assert not SocialAccount.objects.exists()
    client.post(answer.url, {"password": PASSPHRASE})
    assert SocialAccount.objects.get().user == ada
    assert says(client.get(page), subject)
    assert [letter.subject for letter in mail.outbox] == ["Another way to sign in was added"]
    assert AuditEntry.objects.filter(operation="provider-bound", by=ada).count() == 1
    other = board_team(BoardFactory(), email="bea@example.org", password=PASSPHRASE)
    second = Client()
    second.force_login(other)
    begin = second.post(f"{SIGN_IN}?process=connect")
    second.get(allowed_by_provider(asked_to(begin), subject))
    answer = second.post("/account/reauthenticate/", {"password": PASSPHRASE}, follow=True)
    assert says(answer, "signs somebody else in here")
    assert SocialAccount.objects.get().user == ada
    client.post(page, {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()
    assert AuditEntry.objects.filter(operation="provider-released", by=ada).count() == 1


def test_the_provider_is_trusted_with_the_second_step_only_where_the_setting_says_so(
    client, board, ada, subject, settings
):
    board.second_factor, board.second_factor_from = "required", "2018-01-01"
    board.save()
    bound(ada, subject)
    through_provider(client, subject)
    assert client.get("/").url == "/account/2fa/"
    settings.OIDC_SECOND_FACTOR = "provider"
    assert client.get("/").status_code == 200
    client.post("/account/logout/")
    client.post("/account/login/", {"login": ada.email, "password": PASSPHRASE})
    assert client.get("/").url == "/account/2fa/"


def test_a_new_address_ends_what_the_old_one_was_bound_to(ada, subject):
    bound(ada, subject)
    ada.email = "new@example.org"
    keep_person(person=ada, by=PersonFactory(is_superuser=True), fields=["email"])
    assert not SocialAccount.objects.exists()
    assert not ada.signs_in


class TestWithoutPasswords:
    @pytest.fixture(autouse=True)
    def off(self, settings):
        settings.LOCAL_PASSWORDS = False

    def test_nobody_signs_in_or_changes_anything_by_one(self, client, ada):
        page = client.get("/account/login/")
        assert says(page, "Sign in with Westshire Council")
        assert 'type="password"' not in page.content.decode()
        answer = client.post("/account/login/", {"login": ada.email, "password": PASSPHRASE})
        assert answer.status_code == 200
        assert signed_in_as(client) is None
        for path in ("reset/", "reset/done/", "reset/key/1-abc/"):
            assert client.get(f"/account/password/{path}").status_code == 403
        client.force_login(ada)
        assert says(client.get("/account/password/change/"), "Passwords are not used here")
        with pytest.raises(Refused, match="Nobody signs in with a password"):
            send_password_link(person=ada, request=None, by=PersonFactory(is_superuser=True))

    def test_an_invitation_offers_none(self, client, board, ada):
        person = grace()
        invite(person=person, board=board, by=ada)
        path = address_of(person)
        page = client.get(path)
        assert says(page, "Accept by signing in with Westshire Council")
        assert 'type="password"' not in page.content.decode()
        client.post(path, {"password": PASSPHRASE, "again": PASSPHRASE})
        person.refresh_from_db()
        assert not person.has_usable_password()

    def test_a_second_step_is_set_up_without_giving_one_again(self, client, ada, subject):
        bound(ada, subject)
        through_provider(client, subject)
        assert client.get("/account/2fa/totp/activate/").status_code == 200

    def test_the_only_way_in_stays(self, client, ada, subject):
        account = bound(ada, subject)
        through_provider(client, subject)
        refused = client.post("/account/3rdparty/", {"account": account.pk})
        assert says(refused, "It is the only way you sign in, so it stays")
        assert SocialAccount.objects.exists()

    def test_the_first_account_is_made_without_one(self, client):
        page = client.get("/set-up/").content.decode()
        assert "Set-up code" in page
        assert 'type="password"' not in page
        typed = {
            "code": new_code(),
            "name": "Westshire Safeguarding Adults Board",
            "short_name": "Westshire SAB",
            "words": "adults-board",
            "person": "Ash Thwaite",
            "email": "ash@example.org",
        }
        assert client.post("/set-up/", typed).status_code == 302
        assert signed_in_as(client).has_usable_password() is False

    def test_a_link_lets_an_administrator_in_once(self, client):
        person = PersonFactory(email="root@example.org", is_superuser=True)
        said = StringIO()
        call_command("sign_in_link", "root@example.org", stdout=said)
        path = re.search(r"(/sign-in/\S+)", said.getvalue()).group(1)
        assert client.get(path).status_code == 200
        assert signed_in_as(client) is None
        client.post(path)
        assert signed_in_as(client) == person
        second = Client()
        assert second.post(path).status_code == 410
        assert second.get("/sign-in/forged/").status_code == 410
        assert AuditEntry.objects.filter(operation="sign-in-link-made").exists()

    def test_the_link_asks_for_the_second_step_and_is_for_administrators_only(self, client, ada):
        with pytest.raises(CommandError, match="system administrator"):
            call_command("sign_in_link", ada.email)
        with pytest.raises(CommandError, match="Nobody here"):
            call_command("sign_in_link", "nobody@example.org")
        person = PersonFactory(email="root@example.org", is_superuser=True)
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
        said = StringIO()
        call_command("sign_in_link", "root@example.org", stdout=said)
        answer = client.post(re.search(r"(/sign-in/\S+)", said.getvalue()).group(1))
        assert answer.url == "/account/2fa/authenticate/"
        assert signed_in_as(client) is None


def test_the_command_says_what_to_register_and_whether_the_provider_answers(settings, issuer):
    said = StringIO()
    call_command("check_provider", stdout=said)
    assert f"https://plan.example.org{SIGN_IN}callback/" in said.getvalue()
    assert f"signs as {issuer}" in said.getvalue()
    settings.OIDC_ISSUER = f"{issuer}/elsewhere"
    with pytest.raises(CommandError, match="does not answer"):
        call_command("check_provider", stdout=StringIO())
