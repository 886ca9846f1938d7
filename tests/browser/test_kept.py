"""Typed words are never lost: on a full page, in a row, in the admin and without JavaScript.

However the session ends in mid-sentence, the form comes back filled in and unsaved, to whoever typed it and to nobody
else; leaving an open form asks first.
"""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, copy_of, manage, served

WORLD = """
from tests.factories import *
board = BoardFactory(
    name="Westshire Safeguarding Adults Board", short_name="Westshire SAB", slug="westshire", demonstration=True
)
plan = PlanFactory(board=board, title="Plan", slug="plan")
QuarterFactory(plan=plan)
for number in (1, 2):
    ActionFactory(plan=plan, label=f"1.{number}", text=f"Action {number}")
for number in range(1, 21):
    board_team(board, name=f"Person {number}", email=f"p{number}@example.org", password="demonstration-only")
"""
RISK = "/plans/plan/risks/new/"
ACTIONS = "/plans/plan/actions/"
WORDS = "Staff leave before the training\nis over"


@pytest.fixture(scope="module")
def westshire(installed, tmp_path_factory):
    """The address of an installation with that world in it."""
    environment = copy_of(installed, tmp_path_factory.mktemp("kept"))
    manage(environment, "shell --no-imports --command", WORLD)
    with served(environment) as address:
        yield address


@pytest.fixture
def browser_context_args(westshire):
    return {"base_url": westshire, "locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


numbers = count(1)


@pytest.fixture
def me():
    """Somebody for whom nothing is kept as yet."""
    return f"p{next(numbers)}"


@pytest.fixture
def mine(page, sign_in, me):
    """A page of theirs."""
    sign_in(page, me)
    return page


def end_session(page):
    """Expired, ended from elsewhere, idle: the browser's key opens nothing any more."""
    page.context.clear_cookies(name="sessionid")


def sign_in_here(page, name):
    """On the sign-in page that somebody was led to."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("E-mail").fill(f"{name}@example.org")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def copies(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length")


def asked_on_leaving(page):
    """What a page asks when it is left; it is always answered by staying."""
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return asked


def risk_words(page):
    return page.get_by_label("What may happen, and what would it mean?")


def type_risk(page):
    page.goto(RISK)
    risk_words(page).fill(WORDS)
    page.get_by_label("What is done about it").fill("Pay and hours")


def save_risk(page):
    page.get_by_role("button", name="Record it").click()


# --- The session ends in mid-sentence ---------------------------------------------------------------------------


def test_on_a_full_page(mine, accessible, me):
    type_risk(mine)
    end_session(mine)
    save_risk(mine)
    expect(mine.locator("#messages")).to_contain_text("Sign in again: what you typed is kept")
    accessible(mine)
    sign_in_here(mine, me)
    expect(risk_words(mine)).to_have_value(WORDS)
    expect(mine.get_by_label("What is done about it")).to_have_value("Pay and hours")
    expect(mine.get_by_text("Nothing of this is saved yet.")).to_be_visible()
    expect(mine.locator(".filled-again")).to_have_count(1)
    accessible(mine)
    mine.goto("/plans/plan/risks/")
    expect(mine.get_by_text("Staff leave before the training")).to_have_count(0)  # nothing is sent by itself
    mine.goto(RISK)
    expect(risk_words(mine)).to_have_value(WORDS)
    for name in ("3 Possible", "4 Major"):
        mine.get_by_label(name).check()
    mine.get_by_label("Who answers for it?").fill("The board team")
    save_risk(mine)
    expect(mine.get_by_role("heading", level=1)).not_to_have_text("Record a risk")
    assert copies(mine) == 0
    mine.goto(RISK)
    expect(risk_words(mine)).to_have_value("")


def open_row(page, reference="1.1"):
    page.goto(ACTIONS)
    page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=reference, exact=True)).get_by_role(
        "link", name="Update"
    ).click()
    expect(page.get_by_role("heading", name=f"Update {reference}", exact=True)).to_be_visible()
    page.locator("fieldset.rating-choices.large").get_by_text("On track", exact=True).click()
    page.get_by_label("How is it going?").fill("Two panels have met.")


def test_in_a_row(mine, accessible, me):
    open_row(mine)
    end_session(mine)
    mine.get_by_role("button", name="Save", exact=True).click()
    said = mine.locator(".not-saved")
    expect(said).to_contain_text("Sign in again: what you typed is kept")
    expect(mine.get_by_text("You may not do that")).to_have_count(0)
    expect(mine.get_by_label("How is it going?")).to_have_value("Two panels have met.")
    accessible(mine)
    asked = asked_on_leaving(mine)
    said.get_by_role("link", name="Sign in again").click()
    sign_in_here(mine, me)
    expect(mine.get_by_role("heading", level=1)).to_have_text("Update 1.1")
    expect(mine.get_by_label("How is it going?")).to_have_value("Two panels have met.")
    expect(mine.get_by_role("radio", name="On track")).to_be_checked()
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.locator("#messages")).to_contain_text("1.1 saved")
    assert not asked
    assert copies(mine) == 0


@pytest.mark.soak
def test_in_a_row_after_signing_in_in_another_tab_one_more_press_saves(mine, sign_in, me):
    open_row(mine, "1.2")
    mine.context.clear_cookies(name="sessionid")
    sign_in(mine.context.new_page(), me)
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.locator(".not-saved")).to_contain_text("press the button once more")
    mine.wait_for_timeout(300)
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.locator("#messages")).to_contain_text("1.2 saved")
    assert copies(mine) == 0


@pytest.mark.soak
def test_in_the_admin_with_the_rows_that_were_added(mine, me):
    mine.goto("/admin/plans/action/")
    mine.get_by_role("link", name="1.2").first.click()
    mine.locator("#id_outcome").fill("More panels meet")
    mine.locator("#items-group .add-row a").click()
    row = mine.locator("#id_items-0-text")
    row.fill("A part of it")
    end_session(mine)
    mine.locator('input[name="_save"]').first.click()
    sign_in_here(mine, me)
    expect(mine.locator("#id_outcome")).to_have_value("More panels meet")
    expect(row).to_have_value("A part of it")
    expect(mine.locator(".filled-again")).to_have_count(1)
    mine.locator('input[name="_save"]').first.click()
    expect(mine.locator("#messages .message-success")).to_be_visible()
    assert copies(mine) == 0


def test_thrown_away_without_being_asked_about_it(mine, me):
    type_risk(mine)
    end_session(mine)
    save_risk(mine)
    sign_in_here(mine, me)
    expect(risk_words(mine)).to_have_value(WORDS)
    mine.get_by_label("What is done about it").fill("Pay")
    asked = asked_on_leaving(mine)
    mine.get_by_role("button", name="Throw it away and begin afresh").click()
    expect(risk_words(mine)).to_have_value("")
    assert not asked


@pytest.fixture
def plain(browser, browser_context_args, sign_in, me):
    """A page of theirs without JavaScript."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, me)
    yield page
    context.close()


def test_without_javascript(plain, me):
    type_risk(plain)
    end_session(plain)
    save_risk(plain)
    sign_in_here(plain, me)
    expect(plain.get_by_text("Nothing of this is saved yet.")).to_be_visible()
    expect(risk_words(plain)).to_have_value(WORDS)
    plain.get_by_label("Who answers for it?").press("Enter")
    expect(plain).to_have_title(re.compile("^Error"))
    expect(risk_words(plain)).to_have_value(WORDS)
    plain.goto(RISK)
    plain.get_by_role("button", name="Throw it away and begin afresh").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Record a risk")
    expect(risk_words(plain)).to_have_value("")


@pytest.mark.soak  # as above but for the page between, which is in tests/subgroups/test_kept.py
def test_without_javascript_after_signing_in_in_another_tab(plain, sign_in, me):
    type_risk(plain)
    end_session(plain)
    sign_in(plain.context.new_page(), me)
    save_risk(plain)
    expect(plain.get_by_role("heading", level=1)).to_have_text("Nothing is saved yet")
    expect(plain.get_by_text("Staff leave before the training")).to_be_visible()
    plain.get_by_role("link", name="Go back to its form").click()
    expect(risk_words(plain)).to_have_value(WORDS)


@pytest.mark.soak
@pytest.mark.parametrize("cleared", ["sessionid", None])
def test_signed_in_as_somebody_else_in_another_tab(
    browser, browser_context_args, sign_in, cleared, accessible, me
):
    page = browser.new_context(**browser_context_args).new_page()
    sign_in(page, me)
    type_risk(page)
    page.context.clear_cookies(**({"name": cleared} if cleared else {}))
    other = page.context.new_page()
    sign_in(other, "p20")
    save_risk(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is saved yet")
    expect(page.get_by_text("Somebody else has signed in")).to_be_visible()
    expect(page.get_by_text("Staff leave before the training")).to_have_count(0)
    accessible(page)
    other.goto(RISK)
    expect(risk_words(other)).to_have_value("")  # neither the service nor the browser shows them
    page.get_by_role("button", name="Sign out, and sign in as somebody else").click()
    sign_in_here(page, me)
    expect(risk_words(page)).to_have_value(WORDS)
    page.context.close()


# --- Copies in this browser -------------------------------------------------------------------------------------


def test_a_copy_outlives_its_tab_and_ends_when_the_person_signs_out(mine):
    type_risk(mine)
    assert copies(mine) == 1
    again = mine.context.new_page()
    mine.close()  # without asking, as when a browser is ended
    again.goto(RISK)
    expect(risk_words(again)).to_have_value(WORDS)
    expect(again.get_by_text(re.compile("What you typed on .* is filled in again"))).to_be_visible()
    again.goto("/")
    again.get_by_role("button", name="Sign out").click()
    expect(again.get_by_role("heading", level=1)).to_have_text("Sign in")
    again.wait_for_load_state()  # what the page does when it is there: the heading stands before
    assert copies(again) == 0


def test_a_copy_is_thrown_away_where_somebody_says_so(mine):
    type_risk(mine)
    mine.reload()
    mine.get_by_role("button", name="Throw it away and begin afresh").click()
    expect(risk_words(mine)).to_have_value("")
    expect(risk_words(mine)).to_be_focused()
    assert copies(mine) == 0


def test_no_password_is_kept(mine):
    mine.goto("/account/password/change/")
    mine.get_by_label("Current password").fill("hush")
    assert copies(mine) == 0


# --- Leaving an open form ---------------------------------------------------------------------------------------


def test_leaving_an_open_form_asks_first(mine):
    asked = asked_on_leaving(mine)
    mine.goto("/plans/plan/risks/")
    mine.get_by_role("link", name=re.compile("Record a")).first.click()
    mine.get_by_role("link", name="Leave it").click()  # nothing is typed: nothing is asked
    expect(mine).to_have_url(re.compile("/risks/$"))
    assert not asked
    mine.get_by_role("link", name=re.compile("Record a")).first.click()
    risk_words(mine).fill(WORDS)
    mine.get_by_role("link", name="Leave it").click()
    mine.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    mine.evaluate("history.back()")
    mine.wait_for_timeout(500)
    assert asked == ["beforeunload"] * 2
    mine.close(run_before_unload=True)
    mine.wait_for_timeout(500)
    assert asked == ["beforeunload"] * 3
    expect(risk_words(mine)).to_have_value(WORDS)
    save_risk(mine)  # is refused: too little is chosen
    expect(mine.locator(".error-summary")).to_be_visible()
    assert len(asked) == 3  # to save is not to leave
    risk_words(mine).press("End")
    mine.get_by_role("link", name="Leave it").click()
    mine.wait_for_timeout(500)
    assert len(asked) == 4  # what was refused is saved nowhere


@pytest.mark.soak
def test_leaving_a_row_or_the_admin_asks_first_too(mine):
    asked = asked_on_leaving(mine)
    open_row(mine)
    mine.keyboard.press("Escape")  # the form is put away with what is typed in it
    mine.get_by_role("link", name="Planner").click()
    mine.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    page = mine.context.new_page()
    asked = asked_on_leaving(page)
    page.goto("/admin/plans/action/")
    page.get_by_role("link", name="1.1").first.click()
    page.locator("#id_outcome").fill("Never lost")
    page.get_by_role("link", name="Planner").click()
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(page.locator("#id_outcome")).to_have_value("Never lost")
