"""A second step of signing in, an organisation's own accounts, and a session that nobody used, as people meet them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import copy_of, manage, served
from tests.oidc import provider
from tests.totp import code_to_type

PASSWORD = "demonstration-only"
# A board with a plan, one of its team, and somebody who has only been invited.
WORLD = """
from tests.factories import *
from subgroups.rules.tokens import token_hash
board = BoardFactory(
    name="Westshire Safeguarding Adults Board",
    short_name="Westshire SAB",
    slug="westshire",
    second_factor="required",
    second_factor_from="2018-05-01",
)
PlanFactory(board=board, title="Plan", slug="plan")
team = board_team(board, name="Ada Thwaite", email="ada@example.org", password="demonstration-only")
grace = PersonFactory(name="Grace Lonsdale", email="grace@example.org")
grace.set_unusable_password()
grace.save()
BoardRole.objects.create(person=grace, board=board, role="auditor")
InvitationFactory(person=grace, board=board, invited_by=team, token_hash=token_hash("letter"))
"""


@pytest.fixture(scope="module")
def world(installed, tmp_path_factory):
    """The folder of an installation with that world in it, to be copied."""
    var = tmp_path_factory.mktemp("world")
    run(copy_of(installed, var), WORLD)
    return var


@pytest.fixture(scope="module")
def westshire(world, tmp_path_factory):
    """The address of an installation with that world in it and a provider beside it, and its settings."""
    with provider() as issuer:
        environment = copy_of(world, tmp_path_factory.mktemp("westshire")) | {
            "LSCB_OIDC_NAME": "Westshire Council",
            "LSCB_OIDC_ISSUER": issuer,
            "LSCB_OIDC_CLIENT_ID": "tracker",
            "LSCB_OIDC_CLIENT_SECRET": "quiet",
            "LSCB_OIDC_SECOND_FACTOR": "provider",
        }
        with served(environment) as address:
            yield address, environment


def run(environment, script):
    manage(environment, "shell --no-imports --command", script)


def sign_in(page, address):
    page.goto(f"{address}/account/login/")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_board_needs_a_second_step(page, westshire, accessible):
    address, environment = westshire
    # A passkey needs a name for the machine.
    address = address.replace("127.0.0.1", "localhost")
    sign_in(page, address)
    expect(page.get_by_text("From 1 May 2018 signing in needs a second step.")).to_be_visible()
    with closing(sqlite3.connect(Path(environment["LSCB_VAR_DIR"]) / "lscb.sqlite3")) as database, database:
        database.execute("UPDATE subgroups_board SET second_factor_from = '2018-04-01'")
    page.goto(f"{address}/plans/plan/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Two-step sign-in")
    accessible(page)

    page.get_by_role("link", name="Set up an app").click()
    if page.get_by_role("heading", name="Confirm that it is you").is_visible():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    accessible(page)
    key = page.locator(".setup-key").inner_text()
    page.get_by_label("Authenticator code").fill(code_to_type(key))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    recovery = page.locator(".code-list li").first.inner_text()
    page.get_by_role("link", name="Go on to your home page").click()
    expect(page.get_by_role("link", name="Actions", exact=True)).to_be_visible()

    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{address}/account/2fa/webauthn/add/")
    accessible(page)
    page.get_by_label("Sign in with it alone").check()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_text("The passkey is added.")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    sign_in(page, address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second step")
    accessible(page)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Actions", exact=True)).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("link", name="Actions", exact=True)).to_be_visible()


def test_an_invitation_is_accepted_with_an_organisations_account(page, westshire, accessible):
    address, _ = westshire
    page.goto(f"{address}/invitation/letter/")
    accessible(page)
    page.get_by_role("button", name="Accept by signing in with Westshire Council").click()
    page.get_by_placeholder("sub").fill("grace-at-the-council")
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_text("Welcome to Westshire SAB.")).to_be_visible()
    page.get_by_role("link", name="Grace Lonsdale").click()
    page.get_by_role("link", name="Westshire Council").click()
    expect(page.get_by_role("rowheader", name="grace-at-the-council")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Sign out").click()

    accessible(page)
    page.get_by_role("button", name="Sign in with Westshire Council").click()
    page.get_by_role("button", name="grace-at-the-council").click()
    expect(page.get_by_role("link", name="Grace Lonsdale")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    page.get_by_role("button", name="Sign in with Westshire Council").click()
    page.get_by_placeholder("sub").fill("ada@example.org")  # an address that somebody here has
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody here has this account")
    accessible(page)


@pytest.fixture
def left_alone(world, tmp_path):
    """The address of an installation where nobody stays signed in for long."""
    environment = copy_of(world, tmp_path / "var")
    environment["DJANGO_SETTINGS_MODULE"] = "tests.browser.idle_settings"
    with served(environment) as address:
        yield address


@pytest.mark.soak  # ended otherwise: test_kept.py
def test_words_are_there_again_after_a_session_that_nobody_used(page, left_alone):
    sign_in(page, left_alone)
    page.goto(f"{left_alone}/plans/plan/risks/new/")
    words = page.get_by_label("What may happen, and what would it mean?")
    words.fill("Staff leave before the training is over")
    # Nobody is here: the page is left by itself.
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_text("nobody used this page")).to_be_visible()
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("filled in again. Nothing of it is saved yet.")).to_be_visible()
    expect(words).to_have_value("Staff leave before the training is over")


@pytest.mark.soak  # however a session ended, the service fills the form in: test_kept.py
def test_without_javascript_the_service_fills_them_in(browser, left_alone):
    plain = browser.new_context(java_script_enabled=False).new_page()
    sign_in(plain, left_alone)
    plain.goto(f"{left_alone}/plans/plan/risks/new/")
    plain.get_by_label("What may happen, and what would it mean?").fill("Staff leave before the end")
    plain.wait_for_timeout(6_500)
    plain.locator("main form button[type=submit]").first.click()
    plain.get_by_label("E-mail").fill("ada@example.org")
    plain.get_by_label("Password").first.fill(PASSWORD)
    plain.get_by_role("button", name="Sign in", exact=True).click()
    expect(plain.get_by_text("Nothing of this is saved yet.")).to_be_visible()
    expect(plain.get_by_label("What may happen, and what would it mean?")).to_have_value(
        "Staff leave before the end"
    )
    plain.context.close()
