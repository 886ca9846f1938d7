"""Story 40 for a board of today: an adults board in half-years, from nothing to its first report, approved."""

import re
import time
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import copy_of, letters_in, manage, served

TODAY = "2025-10-06"
PASSWORD = "quiet harbour lantern"
PEOPLE = """Bea Dunn <bea@example.org>, Board manager, Board team
Carl Eden <carl@example.org>, Independent Chair
Dana Rees <dana@example.org>, Superintendent, Fellside Police, Lead contact
Kim Hall <kim@example.org>, Head of quality, Executive Group, Chair"""
ACTIONS = [
    ("Agree one pathway for self-neglect", "Fellside Police (lead); Executive Group (support)", "Q3 25/26"),
    ("Train ward staff in advocacy", "Executive Group", "by end of March 2026"),
    ("Keep the dashboard", "SAR Subgroup", "Ongoing – review 6 monthly"),
    ("Ask people what a good outcome was", "All member agencies", "end of FY 25/26"),
]


@pytest.fixture
def nothing(installed, tmp_path_factory):
    """The address of an installation that nobody has used, its set-up code, and its settings."""
    environment = copy_of(installed, tmp_path_factory.mktemp("today"))
    environment |= {"LSCB_TODAY": TODAY, "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    code = manage(environment, "set_up_code").split("\n\n")[1].strip()
    with served(environment) as address:
        yield address, code, environment


def letter_to(folder, who):
    """The address of the invitation in the newest letter to somebody."""
    for _ in range(100):
        for letter in letters_in(Path(folder)):
            if f"To: {who}\n" in letter and (found := re.search(r"https?://\S+?(/invitation/\S+)", letter)):
                return found[1]
        time.sleep(0.2)
    raise AssertionError(f"No invitation for {who}.")


# From nothing to a draft each time in test_word_to_report.py, its final and approval in test_report.py.
@pytest.mark.soak
def test_an_adults_board_gets_from_nothing_to_a_report_that_its_chair_approved(
    browser, nothing, accessible, too_wide
):
    address, code, environment = nothing
    contexts = []

    def someone():
        contexts.append(browser.new_context(base_url=address, locale="en-GB", java_script_enabled=False))
        page = contexts[-1].new_page()
        page.set_default_timeout(30_000)
        return page

    def click(page, name, role="button"):
        page.get_by_role(role, name=name, exact=isinstance(name, str)).first.click()

    def invited(who):
        page = someone()
        page.goto(letter_to(environment["LSCB_VAR_DIR"], who))
        page.get_by_label("Password").first.fill(PASSWORD)
        page.get_by_label("Password again").fill(PASSWORD)
        click(page, "Choose this password and sign in")
        return page

    # Given a board of its kind, its groups and people, an agency among them
    ash = someone()
    ash.goto("/set-up/")
    ash.get_by_label("Set-up code").fill(code)
    ash.get_by_label("Name of the board").fill("Fellside Safeguarding Adults Board")
    ash.get_by_label("Short name").fill("Fellside SAB")
    ash.get_by_label("Safeguarding adults board").check()
    ash.get_by_label("Your name").fill("Ash Thwaite")
    ash.get_by_label("Your e-mail").fill("ash@example.org")
    ash.get_by_label("Password").first.fill(PASSWORD)
    ash.get_by_label("Password again").fill(PASSWORD)
    click(ash, "Set up this board")
    click(ash, "Add the groups", "link")
    click(ash, "Add these")
    click(ash, "Add people", "link")
    ash.get_by_label("Paste a list").fill(PEOPLE)
    click(ash, "Read the list")
    expect(ash.get_by_label("Member agency, line 3")).to_have_value("Fellside Police")
    ash.get_by_label("Add the member agencies that the board does not have yet").check()
    click(ash, "Add these")
    expect(ash.locator("#messages")).to_contain_text("Added: Bea Dunn")

    # and a plan in half-years, with a chapter, sections and actions as boards write them today
    ash.goto("/")
    click(ash, "Name the plan", "link")
    ash.get_by_label("Every half-year").check()
    click(ash, "Start this plan")
    click(ash, "Add sections", "link")
    ash.get_by_label("One a line").fill("1. Prevention\n2. Quality of care")
    click(ash, "Add these")
    click(ash, "Plan", "link")
    plan = ash.url
    ash.goto(f"{plan}text/add/")
    ash.get_by_label("Title").fill("Our vision")
    ash.get_by_label("Text").fill("Adults live **safely**.\n\n- We listen.\n- We learn.")
    click(ash, "Save it")
    ash.goto("/")
    click(ash, "Add the first action", "link")
    for number, (text, who, when) in enumerate(ACTIONS, start=1):
        ash.get_by_label("What will be done?").fill(text)
        ash.get_by_label("Owner").fill(who)
        ash.get_by_label("When").fill(when)
        click(ash, "Save and add another" if number < len(ACTIONS) else "Save")
        expect(ash.locator("#messages")).not_to_contain_text("no group or post")
    click(ash, "Home", "link")
    click(ash, re.compile("^Open H2"))

    # When two owners come in by their letters, and say how it goes
    dana = invited("dana@example.org")
    click(dana, re.compile("^Update "), "link")
    dana.locator("fieldset.rating-choices").get_by_text("On track", exact=True).click()
    dana.get_by_label("How is it going?").fill("Three wards use the pathway.")
    click(dana, "Save")
    kim = invited("kim@example.org")
    expect(kim.get_by_text("Train ward staff in advocacy").first).to_be_visible()
    kim.context.close()

    # and the team makes the report final, a system administrator confirms the chair, as on a board
    # with one person in its team, and the chair signs
    click(ash, "Reports", "link")
    click(ash, "Draft of H2 2025/26", "link")
    click(ash, "Make final", "link")
    click(ash, re.compile("^Make final"))
    expect(ash.get_by_text("Three wards use the pathway.").first).to_be_visible()
    final = ash.url
    manage(environment, "createsuperuser --noinput --email keeper@example.org --name Keeper")
    keeper = someone()
    keeper.goto("/account/login/")
    keeper.get_by_label("E-mail").fill("keeper@example.org")
    keeper.get_by_label("Password").first.fill(PASSWORD)
    click(keeper, "Sign in")
    expect(keeper.get_by_role("heading", name="You look after this service")).to_be_visible()
    click(keeper, "How the service stands", "link")
    expect(keeper.get_by_role("heading", name="Operations", exact=True)).to_be_visible()
    assert not list(too_wide(keeper, everywhere=False))
    keeper.goto("/admin/subgroups/boardrole/")
    keeper.get_by_role("row", name=re.compile("Carl Eden")).get_by_role("checkbox").check()
    keeper.locator("select[name=action]").select_option("confirm")
    click(keeper, "Go")
    click(keeper, "Confirm")
    expect(keeper.locator("#messages .message")).to_be_visible()
    carl = invited("carl@example.org")
    carl.goto(final)
    click(carl, "Approve", "link")
    carl.get_by_label("Remarks").fill("A good start.")
    click(carl, "Approve")
    expect(carl.get_by_text("A good start.").first).to_be_visible()

    # Then the paper says so, on three pages at most, and speaks of no other kind of board
    paper = carl.request.get(carl.get_by_role("link", name="PDF").first.get_attribute("href")).body()
    sheets = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper)]
    words = " ".join(" ".join(sheets).split())
    assert len(sheets) <= 3
    for said in (
        "Half-year 2 2025/26",
        "Fellside Police (lead)",
        "Three wards use the pathway.",
        "31 March 2026",
    ):
        assert said in words
    assert not re.search(r"\bchild|LSCB|quarter\b", words, re.I)
    for context in contexts:
        context.close()
