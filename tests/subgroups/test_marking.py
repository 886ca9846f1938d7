"""A board's protective marking stands on every page, in the name and margins of tables, and in letters."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from plans.selectors.chasing import chase
from plans.selectors.owners import SilentOwner
from subgroups.operations.notices import tell_owner
from tests.factories import PlanFactory, QuarterFactory, board_team

pytestmark = pytest.mark.django_db

MARKING = "OFFICIAL-SENSITIVE - Partners & staff only"


@pytest.fixture
def plan():
    return PlanFactory(board__marking="official-sensitive", board__handling="Partners & staff only")


def test_it_stands_at_the_top_and_the_foot_of_a_page_and_not_before_sign_in(client, plan):
    before = client.get("/account/login/").text
    assert "OFFICIAL" not in before
    client.force_login(board_team(plan.board))
    page = client.get(plan.get_absolute_url()).text
    said = "OFFICIAL-SENSITIVE - Partners &amp; staff only"
    assert said in page.partition("<main")[0]
    assert said in page.partition("</main>")[2]


def test_tables_carry_it_in_their_names_and_margins(client, plan):
    client.force_login(board_team(plan.board))
    actions = client.get(reverse("plans:action-export", args=[plan.slug]))
    assert "-official-sensitive-partners-staff-only.csv" in actions["Content-Disposition"]
    forward = client.get(reverse("reporting:forward-plan-xlsx", args=[plan.slug]))
    assert "-official-sensitive-partners-staff-only.xlsx" in forward["Content-Disposition"]
    sheet = load_workbook(BytesIO(forward.content)).active
    assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == MARKING.replace("&", "&&")


def test_letters_of_a_board_begin_with_it(mailoutbox, plan, django_capture_on_commit_callbacks):
    person = board_team(plan.board)
    with django_capture_on_commit_callbacks(execute=True):
        tell_owner(person, "You were given a role.", by=None, board=plan.board)
    assert mailoutbox[0].body.startswith(f"{MARKING}\n\nHello {person.name},")
    owner = SilentOwner(None, "Health", [], "")
    words = chase(owner, [], plan=plan, quarter=QuarterFactory(plan=plan), address="/", sender="Ada")
    assert words.text.startswith(f"{MARKING}\n\nDear colleague,")


def test_a_board_without_one_shows_none(client, plan):
    plan.board.marking = "none"
    plan.board.save()
    client.force_login(board_team(plan.board))
    assert 'class="strip marking"' not in client.get(plan.get_absolute_url()).text
    actions = client.get(reverse("plans:action-export", args=[plan.slug]))
    assert actions["Content-Disposition"].endswith('2018-04-09.csv"')
