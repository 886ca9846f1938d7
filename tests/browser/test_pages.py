"""Every page, as each reader who sees it: nothing serious for axe, and nothing sideways at any width."""

import pytest
from playwright.sync_api import expect

from tests.soak.sampling import EVERY, one_of

PLAN = "/plans/cumbria-2017-20/"
PAGES = [
    "/",
    f"{PLAN}actions/",
    f"{PLAN}actions/?due_before=soon&rating=Z",
    f"{PLAN}actions/?as_at=1",
    f"{PLAN}actions/save/?rating=R",
    f"{PLAN}groups/",
    f"{PLAN}glossary/",
    PLAN,
    f"{PLAN}meetings/",
    f"{PLAN}decisions/",
    f"{PLAN}decisions/log/",
    f"{PLAN}meetings/attendance/",
    f"{PLAN}challenges/",
    f"{PLAN}scrutiny/",
    f"{PLAN}published/",
    f"{PLAN}risks/",
    f"{PLAN}views/",
    f"{PLAN}planner/due/?order=from",
    f"{PLAN}actions/?order=-due&col=owner&col=first-due&col=priority",
    f"{PLAN}reviews/",
    f"{PLAN}recommendations/",
    f"{PLAN}audits/",
    f"{PLAN}themes/",
    f"{PLAN}self-assessments/",
    f"{PLAN}on-a-page/",
    f"{PLAN}quality/?of=no-outcome",
    f"{PLAN}quality/?of=not-linked",
    f"{PLAN}periods/",
    f"{PLAN}rhythm/",
    f"{PLAN}history/",
    f"{PLAN}planner/",
    f"{PLAN}planner/forward/",
    f"{PLAN}trends/",
    f"{PLAN}agencies/",
    "/search/?q=training",
    f"{PLAN}reports/",
    f"{PLAN}reports/q4-2017-18/",
    f"{PLAN}board-reports/",
    f"{PLAN}yearly/",
    "/calendar/",
    "/data/",
    "/data/columns/",
    "/boards/cumbria/access/",
    "/accessibility/",
    "/privacy/",
    "/cookies/",
    "/help/timescales/",
    "/help/owners/",
    "/help/",
    "/help/for/board-team/",
    "/account/profile/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/2fa/webauthn/",
    "/account/sessions/",
    "/your-record/",
]
# Those with tables that people read all day; the others at two widths (docs/architecture.md says how tables fit).
TRIED_AT_EVERY_WIDTH = {
    "/",
    PLAN,
    *(
        f"{PLAN}{page}"
        for page in (
            "actions/",
            "actions/?as_at=1",
            "decisions/",
            "groups/",
            "moderation/",
            "planner/",
            "planner/forward/",
            "reports/q4-2017-18/",
        )
    ),
    "/boards/cumbria/people/",
}
WITH_THE_WIDEST_TABLES = {"/", f"{PLAN}actions/", "/boards/cumbria/people/"}
TEAM_PAGES = [
    f"{PLAN}published/next/",
    f"{PLAN}published/next/make-final/",
    f"{PLAN}actions/add/",
    f"{PLAN}actions/link/",
    f"{PLAN}actions/workbook/",
    f"{PLAN}links/",
    f"{PLAN}moderation/",
    f"{PLAN}actions/update/?action=1&action=2&action=3",
    f"{PLAN}views/new/actions/?rating=R&order=-due",
    f"{PLAN}challenges/new/",
    f"{PLAN}risks/new/",
    f"{PLAN}reviews/new/",
    f"{PLAN}reviews/kinds/",
    f"{PLAN}reviews/kinds/new/",
    f"{PLAN}self-assessments/add/",
    f"{PLAN}standards/add/?like=section-11",
    f"{PLAN}sections/add/",
    f"{PLAN}words/",
    f"{PLAN}import/",
    f"{PLAN}text/",
    f"{PLAN}text/add/",
    f"{PLAN}text/3/",
    f"{PLAN}text/3/remove/",
    f"{PLAN}linked/add/",
    f"{PLAN}linked-to/",
    f"{PLAN}next/",
    f"{PLAN}carry-over/",
    f"{PLAN}archive/",
    f"{PLAN}keep/",
    f"{PLAN}reminders/",
    f"{PLAN}periods/q4-2017-18/close/",
    f"{PLAN}reports/q4-2017-18/words/",
    f"{PLAN}reports/q4-2017-18/make-final/",
    f"{PLAN}planner/forward/update/",
    f"{PLAN}yearly/headings/",
    f"{PLAN}yearly/headings/new/",
    f"{PLAN}yearly/begin/",
    "/boards/cumbria/archives/",
    "/boards/cumbria/audit/",
    "/boards/cumbria/groups/add/",
    "/boards/cumbria/people/11/leave/",
    "/boards/cumbria/people/11/record/",
    "/boards/cumbria/plans/add/",
    "/boards/cumbria/published/",
    "/boards/cumbria/published/settings/",
    "/boards/cumbria/people/",
    "/boards/cumbria/people/?by=agency&look=never",
    "/boards/cumbria/people/add/",
]
# What an owner sees otherwise than the board team does.
OWNERS_PAGES = [
    "/",
    f"{PLAN}actions/",
    f"{PLAN}actions/workbook/",
    f"{PLAN}decisions/",
    f"{PLAN}reports/q4-2017-18/",
    "/calendar/",
]
# Plans of other shapes: tasks under objectives, years and carried over, measures and a page.
OTHER_PLANS = {
    "lancashire.team": ["/", *(f"/plans/lancashire-2015-16/{page}" for page in ("", "actions/", "quality/"))],
    "sutton.team": [
        "/",
        *(
            f"/plans/sutton-2015-18/{page}"
            for page in ("", "actions/?by=year", "words/", "next/", "carry-over/")
        ),
    ],
    "page.team": [
        "/",
        *(
            f"/plans/plan-on-a-page/{page}"
            for page in ("", "actions/?by=priority", "measures/", "on-a-page/")
        ),
    ],
}
# Pages behind a link: the page that has the link, the link, and what follows the address.
BEHIND = [
    (f"{PLAN}actions/", "td.action-text a", ""),
    (f"{PLAN}groups/", "main table a", ""),
    (f"{PLAN}groups/", "main table a", "meetings/"),
    (f"{PLAN}meetings/?held=1", "main tbody th a", ""),
    (f"{PLAN}decisions/log/?what=Another+matter", "main tbody th a", ""),
    (f"{PLAN}reports/", "a:has-text('Report number 2')", ""),
    (f"{PLAN}board-reports/", "a:has-text('LSCB report number 1')", ""),
    (f"{PLAN}board-reports/", "a:has-text('LSCB, 31 January 2018')", ""),
    (f"{PLAN}published/", "main tbody th a", ""),
]
TEAM_BEHIND = [
    (f"{PLAN}board-reports/", "a:has-text('Draft')", "words/"),
    (f"{PLAN}board-reports/", "a:has-text('Draft')", "make-final/"),
    (f"{PLAN}actions/", "td.action-text a", "update/"),
    (f"{PLAN}actions/", "td.action-text a", "update/?start=before"),
    (f"{PLAN}actions/", "td.action-text a", "change/"),
    (f"{PLAN}actions/", "td.action-text a", "decide/"),
    (f"{PLAN}actions/", "td.action-text a", "depends/"),
    (f"{PLAN}actions/", "td.action-text a", "evidence/"),
    (f"{PLAN}actions/", "td.action-text a", "items/"),
    (f"{PLAN}groups/", "main table a", "meetings/add/"),
    (f"{PLAN}groups/", "main table a", "documents/add/"),
    (f"{PLAN}groups/", "main table a", "functions/"),
    (f"{PLAN}actions/", "td.action-text a", "new-date/"),
    (f"{PLAN}challenges/", "main tbody th a", ""),
    (f"{PLAN}challenges/", "main tbody th a", "change/"),
    (f"{PLAN}risks/", "main table a", ""),
    (f"{PLAN}reviews/", "main table a", ""),
    (f"{PLAN}reviews/", "main table a", "change/"),
    (f"{PLAN}reviews/", "main table a", "recommendations/new/"),
    (f"{PLAN}recommendations/", "main table a", ""),
    (f"{PLAN}recommendations/", "main table a", "change/"),
    (f"{PLAN}recommendations/", "main table a", "actions/"),
    (f"{PLAN}recommendations/", "main table a", "evidence/"),
    (f"{PLAN}themes/", "main td:last-child a", ""),
    (f"{PLAN}self-assessments/", "main table a", ""),
    (f"{PLAN}self-assessments/", "main table a", "change/"),
    (f"{PLAN}self-assessments/", "main table a", "grid/"),
    ("/boards/cumbria/people/", "main tbody th a", ""),
    ("/boards/cumbria/people/", "main tbody th a", "change/"),
    (f"{PLAN}meetings/?held=1", "main tbody th a", "attendance/"),
    (f"{PLAN}meetings/", "main tbody th a", "decide/"),
    (f"{PLAN}decisions/log/?what=Another+matter&state=open", "main tbody th a", "follow-up/"),
    (f"{PLAN}planner/forward/", "main a[href*='/due/']", ""),
    (f"{PLAN}planner/", "main a[href*='/duties/']", ""),
    (f"{PLAN}planner/forward/", "main a[href$='/agenda/']", ""),
]


def behind(page, places):
    """The addresses of pages behind links; each page with links is opened once."""
    links = {}
    for place, link, _ in places:
        if (place, link) not in links:
            page.goto(place)
            links[place, link] = page.locator(link).first.get_attribute("href").split("#")[0]
    return [links[place, link] + rest for place, link, rest in places]


# Pages are laid out by one set of templates and style sheets. With `make test` the board team opens those that are read
# all day, three of them at every width, of the others every eighteenth and of its own, mostly forms, every
# thirty-second; of what an owner sees otherwise every third page is opened. `make soak` adds those who only read, and
# other plans. It opens all, and measures the contrast of every text.
@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize(
    "reader",
    [
        "board.team",
        "learning.chair",
        *(
            pytest.param(each, marks=pytest.mark.soak)
            for each in ("independent.chair", "auditor", "lancashire.team", "sutton.team", "page.team")
        ),
    ],
)
def test_pages_are_accessible_and_complete(page, sign_in, accessible, too_wide, reader, every):
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, reader)
    if reader in OTHER_PLANS:
        pages = OTHER_PLANS[reader]
    elif reader == "board.team":
        pages = [*one_of(18, PAGES, every), *one_of(32, TEAM_PAGES, every), *sorted(TRIED_AT_EVERY_WIDTH)]
        pages += behind(page, one_of(9, BEHIND, every) + one_of(18, TEAM_BEHIND, every))
    elif reader == "learning.chair":
        pages = one_of(3, OWNERS_PAGES, every) + behind(page, one_of(9, BEHIND, every))
    else:  # who only reads sees what the owner sees, and a home and actions without forms
        pages = ["/", *behind(page, BEHIND[:1])]
    for address in dict.fromkeys(pages):
        answer = page.goto(address)
        assert answer.status == 200, address
        accessible(page, every_text=every)
        everywhere = address in (TRIED_AT_EVERY_WIDTH if every else WITH_THE_WIDEST_TABLES)
        problems += [f"{address} scrolls sideways {width}" for width in too_wide(page, everywhere=everywhere)]
    assert not problems


def test_what_is_out_of_sight_or_not_allowed_is_said_politely(page, sign_in, accessible):
    sign_in(page, "learning.chair")
    assert page.goto("/plans/another-plan/actions/").status == 404
    accessible(page)
    page.goto(f"{PLAN}actions/?words=8.1")
    own = page.locator("td.action-text a").first.get_attribute("href")
    expect(page.get_by_role("link", name="Update 8.1")).to_have_count(0)
    assert page.goto(f"{own}update/").status == 403
    accessible(page)


def test_one_pale_text_in_a_long_table_is_found(page, sign_in, accessible):
    sign_in(page, "board.team")
    page.goto(f"{PLAN}actions/")
    page.locator("td.action-text a").nth(40).evaluate("link => link.style.color = '#bbbbbb'")
    with pytest.raises(AssertionError, match="color-contrast"):
        accessible(page)


def test_a_label_of_several_lines_makes_its_cell_as_high(page, sign_in):
    sign_in(page, "board.team")
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{PLAN}risks/")
    cell = page.locator(".table-cards td[data-label='Look again']").first.element_handle()
    before = cell.bounding_box()["height"]
    cell.evaluate("cell => cell.setAttribute('data-label', 'When it is looked at again '.repeat(5))")
    assert cell.bounding_box()["height"] > 2 * before
