"""The main tasks by keyboard alone: each thing is reached by Tab, in the order of the page, and shows its focus."""

import re

import pytest
from playwright.sync_api import expect

# What has focus: its name, whether that shows on it or on the label that stands for it, whether it is in the window,
# and whether it stands behind what had focus before.
FOCUSED = """() => {
  const at = document.activeElement, before = window.before;
  const marked = each => {
    if (!each) return false;
    const style = getComputedStyle(each);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  };
  const box = (at.labels && at.labels[0] && at.labels[0].contains(at) ? at.labels[0] : at).getBoundingClientRect();
  window.before = at;
  return {
    name: [at.getAttribute("aria-label"), ...[...(at.labels || [])].map(each => each.innerText), at.innerText,
      at.type === "submit" ? at.value : ""].filter(Boolean).join(" ").replace(/\\s+/g, " ").trim(),
    shows: [at, at.nextElementSibling, at.closest("label")].some(marked),
    inWindow: box.bottom > 0 && box.top < innerHeight,
    isNext: !before || !!(before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING),
    isBody: at === document.body,
  };
}"""


@pytest.fixture
def keys(page):
    return Keys(page)


class Keys:
    """A person at a keyboard, who has no mouse."""

    def __init__(self, page):
        self.page = page

    def to(self, name: str, *, at_most: int = 60) -> None:
        """Tab on until what has focus is called so; whatever is passed shows that it had it."""
        passed = []
        for _ in range(at_most):
            self.page.keyboard.press("Tab")
            now = self.page.evaluate(FOCUSED)
            passed.append(now["name"])
            assert not now["isBody"], f"The page ends without {name}: {passed}"
            assert now["shows"] and now["inWindow"] and now["isNext"], now
            if re.search(name, now["name"]):
                return
        raise AssertionError(f"{name} is not among the next {at_most}: {passed}")

    def follow(self, name: str, **more) -> None:
        """Go there, and on to the page it leads to."""
        self.to(name, **more)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.keyboard.press("Enter")

    def past_the_navigation(self) -> None:
        self.to("^Skip to main content$", at_most=1)
        self.page.keyboard.press("Enter")

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)


@pytest.mark.soak  # an update by keyboard: test_update.py
def test_the_main_tasks_are_done_by_keyboard_alone(page, keys):
    page.set_default_timeout(15_000)
    page.goto("/account/login/")
    keys.to("E-mail")
    keys.type("board.team@example.org")
    keys.to("Password")
    keys.type("demonstration-only")
    keys.follow("^Sign in$")

    # Find an action, by the navigation and a filter.
    keys.follow("^Actions$")
    keys.past_the_navigation()
    keys.to("^Words or reference")
    keys.type("13.4")
    keys.follow("^Show$")

    # Update its row: the filter leads to the list.
    keys.to("^Update 13.4$")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Update 13.4", exact=True)).to_be_visible()
    page.wait_for_function("document.activeElement.name === 'rating'")  # where the form begins
    keys.press("ArrowDown")
    keys.to("How is it going")
    keys.type("Champions are named in four of six districts.")
    keys.to("^Save$")
    keys.press("Enter")
    expect(page.locator("#messages")).to_contain_text("13.4")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="13.4", exact=True))
    expect(row.get_by_role("link", name="Update")).to_be_focused()

    # Search everything.
    page.goto("/")
    keys.to("^Search everything")
    keys.type("champions are named")
    keys.follow("^Search$")
    keys.past_the_navigation()
    keys.follow("^13.4")
    expect(page.get_by_role("heading", level=1)).to_contain_text("13.4")

    # Record a decision about it.
    page.goto(page.url.partition("?")[0])  # a find leads to the update, far down the page
    keys.past_the_navigation()
    keys.follow("^Record a decision")
    keys.past_the_navigation()
    keys.to("^A new date was agreed$")
    keys.press("ArrowUp")  # to the last: something else
    keys.to("In words|What was decided")
    keys.type("The lead district shares its list.")
    keys.to("decided outside a meeting")
    keys.type("By e-mail, agreed by the chair")
    keys.follow("^Save|^Record")
    expect(page.get_by_text("The lead district shares its list.").first).to_be_visible()

    # Print a report.
    page.goto("/")
    keys.follow("^Reports$")
    keys.past_the_navigation()
    keys.to("^PDF of")
    assert page.evaluate("document.activeElement.href").endswith(".pdf")
    keys.to("^Word document of")
    with page.expect_download() as saved:
        keys.press("Enter")
    assert saved.value.suggested_filename.endswith(".docx")

    # Go through a meeting.
    page.goto("/")
    keys.follow("^Meetings$")
    keys.past_the_navigation()
    keys.follow("^Agenda of LSCB Business Group")
    keys.past_the_navigation()
    keys.follow("one by one")
    first = page.get_by_role("heading", level=1).text_content()
    with page.expect_navigation():
        keys.press("ArrowRight")
    assert page.get_by_role("heading", level=1).text_content() != first
    keys.past_the_navigation()
    keys.follow("^(Next|Finish)$")

    # Add something in the admin.
    keys.follow("^Settings$")
    keys.follow("^Admin$")
    keys.past_the_navigation()
    keys.follow("^Add to: Glossary", at_most=120)
    keys.past_the_navigation()
    keys.to("^Plan")
    keys.type("Business")
    keys.to("^Term")
    keys.type("GCP2")
    keys.to("^Meaning")
    keys.type("Graded Care Profile 2")
    keys.follow("^Save$")
    expect(page.locator("#messages")).to_contain_text("GCP2")
