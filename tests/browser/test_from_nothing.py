"""Story 40: a person who has never seen it gets from an empty installation to a printed plan, led by the pages."""

import pypdfium2
import pytest

CLICKS = 13  # with everything that is needed and nothing more
ACTIONS = [
    ("Hold two events for front-line staff", "Neglect Panel", "May 2018"),
    ("Audit ten cases", "Board", "Annually"),
    ("Publish what was learned", "Neglect Panel", "Spring 2019"),
]


@pytest.mark.soak  # another board gets from nothing to its report with every `make test` (test_board_of_today.py)
@pytest.mark.parametrize(
    "scripts",
    [pytest.param(True, id="as usual"), pytest.param(False, id="without JavaScript, on a phone")],
)
def test_from_an_empty_installation_to_a_report_of_three_actions(browser, empty_server, accessible, scripts):
    address, code = empty_server
    context = browser.new_context(
        base_url=address,
        locale="en-GB",
        java_script_enabled=scripts,
        viewport={"width": 1280 if scripts else 360, "height": 800},
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    clicks = 0

    def click(name, role="button"):
        nonlocal clicks
        clicks += 1
        page.get_by_role(role, name=name, exact=True).first.click()
        page.wait_for_load_state()
        if scripts:
            accessible(page)

    page.goto("/")
    click("Set up your board", "link")
    page.get_by_label("Set-up code").fill(code.lower())
    page.get_by_label("Name of the board").fill("Westshire Safeguarding Adults Board")
    page.get_by_label("Short name").fill("Westshire SAB")
    page.get_by_label("Safeguarding adults board").check()
    page.get_by_label("Your name").fill("Ash Thwaite")
    page.get_by_label("Your e-mail").fill("ash@example.org")
    page.get_by_label("Password").first.fill("quiet harbour lantern")
    page.get_by_label("Password again").fill("quiet harbour lantern")
    click("Set up this board")
    assert "what comes next" in page.get_by_role("heading", level=1).inner_text()

    click("Add the groups", "link")
    groups = page.get_by_label("One a line")
    groups.fill(f"{groups.input_value()}Neglect Panel\n")
    click("Add these")

    click("Name the plan", "link")
    click("Start this plan")

    click("Add the first action", "link")
    for number, (text, who, when) in enumerate(ACTIONS, start=1):
        page.get_by_label("What will be done?").fill(text)
        page.get_by_label("Owner").fill(who)
        page.get_by_label("When").fill(when)
        click("Save and add another" if number < len(ACTIONS) else "Save")
    click("Westshire SAB", "link")
    click("Open Q1 2018/19")
    assert page.get_by_text("This is a draft.").is_visible()
    clicks += 1
    link = page.get_by_role("link", name="PDF of the draft").get_attribute("href")
    pdf = pypdfium2.PdfDocument(context.request.get(link).body())
    words = " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in pdf).split())
    for text, who, _when in ACTIONS:
        assert text in words
        assert who in words
    assert clicks == CLICKS
    context.close()
