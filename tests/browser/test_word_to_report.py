"""Ten minutes from a Word file on the desk to the first draft report, led by the pages."""

from playwright.sync_api import expect

from tests.plans.importing.layouts import Heading, as_word

HEAD = ("Ref", "Action", "Lead", "By when", "Signs of it")
DOCUMENT = [
    Heading("Priority 1: Neglect", 1),
    [
        HEAD,
        ("1.1", "Hold two events for front-line staff", "Neglect Panel", "May 2018", "Staff know the signs"),
        ("1.2", "Audit ten cases", "Board", "Annually", "Cases improve"),
    ],
    Heading("Priority 2: Learning", 1),
    [HEAD, ("2.1", "Publish what was learned", "Neglect Panel", "Spring 2019", "")],
]


def test_a_word_file_becomes_a_plan_and_its_first_draft_report(browser, empty_server, accessible, tmp_path):
    address, code = empty_server
    path = tmp_path / "Business plan 2018-21.docx"
    path.write_bytes(as_word(DOCUMENT))
    context = browser.new_context(base_url=address, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(30_000)

    def click(name, role="button"):
        page.get_by_role(role, name=name, exact=True).first.click()
        page.wait_for_load_state()

    # Given a new board, its groups and a plan
    page.goto("/set-up/")
    page.get_by_label("Set-up code").fill(code)
    page.get_by_label("Name of the board").fill("Westshire Safeguarding Children Partnership")
    page.get_by_label("Short name").fill("Westshire SCP")
    page.get_by_label("Safeguarding children partnership").check()
    page.get_by_label("Your name").fill("Ash Thwaite")
    page.get_by_label("Your e-mail").fill("ash@example.org")
    page.get_by_label("Password").first.fill("quiet harbour lantern")
    page.get_by_label("Password again").fill("quiet harbour lantern")
    click("Set up this board")
    click("Add the groups", "link")
    groups = page.get_by_label("One a line")
    groups.fill(f"{groups.input_value()}Neglect Panel\n")
    click("Add these")
    click("Name the plan", "link")
    click("Start this plan")

    # When its document is handed in, one column is corrected, and it is taken in
    click("Import the document", "link")
    page.get_by_label("File").set_input_files(path)
    click("Read it")
    expect(page.get_by_text("Signs of it: Staff know the signs")).to_be_visible()
    accessible(page)
    page.get_by_text("Which column is which").click()
    page.get_by_label("“Signs of it”").select_option("outcome")
    click("Save columns and ticks")
    expect(page.get_by_role("cell", name="Staff know the signs")).to_be_visible()
    click("Take in 3 actions", "link")
    click("Take them in")
    expect(page.get_by_role("link", name="Undo that it was taken in")).to_be_visible()

    # and the first reporting period is opened
    click("Home", "link")
    click("Open Q1 2018/19")

    # Then the first draft report has every action, under its section
    expect(page.get_by_text("This is a draft.")).to_be_visible()
    words = page.locator("main").inner_text()
    for said in (
        "Hold two events for front-line staff",
        "Audit ten cases",
        "Publish what was learned",
        "Neglect",
    ):
        assert said in words
    context.close()
