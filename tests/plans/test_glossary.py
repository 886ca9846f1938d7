"""The glossary: story 33 with its numbers, and the plan page that explains each abbreviation once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb.models import AuditEntry
from plans.models import ActionLink
from reporting.report.reading import gather
from reporting.sheets.base import head_of
from tests.factories import (
    ActionFactory,
    BodyFactory,
    BodyNameFactory,
    GlossaryTermFactory,
    PlanFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db


def address(plan) -> str:
    return reverse("plans:glossary", args=[plan.slug])


def test_cumbrias_forty_stand_from_a_to_z_and_pmqa_is_missing_until_one_click_adds_it(client, cumbria):
    team = board_team(cumbria.board)
    client.force_login(team)
    page = client.get(address(cumbria))
    terms = [each.term for each in page.context["terms"]]
    assert (len(terms), terms) == (40, sorted(terms, key=str.casefold))
    missing = {each.term: each for each in page.context["missing"]}
    assert "Performance" in missing["PMQA"].meaning, "the group that is also written so"
    assert not set(missing) & set(terms)
    answer = client.post(address(cumbria), {"term": "PMQA", "meaning": missing["PMQA"].meaning}, follow=True)
    assert len(answer.context["terms"]) == 41
    assert "PMQA" not in {each.term for each in answer.context["missing"]}
    assert AuditEntry.objects.filter(operation="glossaryterm-added", by=team).count() == 1


def test_a_term_without_meaning_or_twice_is_refused_and_kept(client):
    plan = PlanFactory()
    GlossaryTermFactory(plan=plan, term="CTB")
    client.force_login(board_team(plan.board))
    answer = client.post(address(plan), {"term": "ctb", "meaning": "Trust board"})
    assert answer.status_code == 422
    assert "is in the glossary already" in answer.text and 'value="Trust board"' in answer.text
    assert client.post(address(plan), {"term": "HWB", "meaning": " "}).status_code == 422
    assert plan.glossary.count() == 1


def test_only_the_board_team_adds_and_others_read(client):
    plan = PlanFactory()
    ActionFactory(plan=plan, text="Ask the PRU")
    client.force_login(chair_of(BodyFactory(board=plan.board)))
    page = client.get(address(plan))
    assert "PRU" in page.text and "<button" not in page.text[page.text.index("<main") :]
    assert client.post(address(plan), {"term": "PRU", "meaning": "Unit"}).status_code == 403


def test_missing_terms_cost_the_same_at_any_length(client):
    plan, costs = PlanFactory(), []
    client.force_login(board_team(plan.board))
    for more in (2, 20):
        for n in range(more):
            ActionFactory(plan=plan, label=f"{more}.{n}", text=f"Ask the Q{'ABCDEFGHIJKLMNOPQRSTU'[n]}Z")
            BodyNameFactory(body__board=plan.board)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(plan))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_plan_page_explains_each_abbreviation_once_outside_other_words(client):
    plan = PlanFactory()
    section = SectionFactory(plan=plan, text="For <CSE> work")
    GlossaryTermFactory(plan=plan, term="CSE", meaning="Child Sexual Exploitation & more")
    ActionFactory(plan=plan, section=section, label="1", text="CSECTION of CSE")
    client.force_login(board_team(plan.board))
    page = client.get(plan.get_absolute_url()).text
    assert page.count("<abbr") == 1
    assert "&lt;" + '<abbr title="Child Sexual Exploitation &amp; more">CSE</abbr>&gt; work' in page


def test_the_plan_page_says_what_links_to_what(client):
    plan = PlanFactory()
    first = ActionFactory(plan=plan, label="1.1")
    second = ActionFactory(plan=plan, label="1.2", carried_from=first)
    third = ActionFactory(plan=plan, label="1.3", year="Year 2")
    ActionLink.objects.create(action=third, to=second)
    client.force_login(board_team(plan.board))
    page = " ".join(client.get(plan.get_absolute_url()).text.split())
    assert f'Carried over from <a href="{first.get_absolute_url()}">1.1</a>.' in page
    assert f'Year 2. Linked to <a href="{second.get_absolute_url()}">1.2</a>.' in page


def test_a_long_plan_goes_over_pages_and_every_action_stands_on_one(client):
    plan = PlanFactory()
    QuarterFactory(plan=plan)
    sections = [SectionFactory(plan=plan, position=n) for n in (1, 2, 3)]
    for n in range(150):
        ActionFactory(plan=plan, section=sections[n // 70], label=str(n), when_text="")
    client.force_login(board_team(plan.board))
    shown, costs = [], []
    for number in (1, 2):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(plan.get_absolute_url(), {"page": number})
        costs.append(len(queries))
        shown.append([row.action.pk for each in page.context["sections"] for row in each["rows"]])
    assert [len(rows) for rows in shown] == [100, 50]
    assert len({*shown[0], *shown[1]}) == 150
    assert costs[1] <= 25
    first = client.get(plan.get_absolute_url())
    assert [each["first_page"] for each in first.context["contents"]] == [1, 1, 2]
    assert [each["counted"] for each in first.context["contents"]] == [70, 70, 10], "counts are of the whole"
    assert "(continued)" in page.text


def test_a_linked_plan_is_read_with_its_business_plans_terms_and_its_own_on_top(client):
    plan = PlanFactory()
    linked = PlanFactory(board=plan.board, kind="review", business_plan=plan, title="Plan of review Heron")
    for of, term, meaning in (
        (plan, "CTB", "Children’s Trust Board"),
        (plan, "SoS", "Signs of Safety"),
        (linked, "sos", "Sign of success"),
        (linked, "HRN", "Heron"),
    ):
        GlossaryTermFactory(plan=of, term=term, meaning=meaning)
    ActionFactory(plan=linked, text="Ask the CTB and the PRU")
    QuarterFactory(plan=linked)
    client.force_login(board_team(plan.board))
    page = client.get(address(linked))
    assert [(each.term, each.meaning) for each in page.context["terms"]] == [
        ("CTB", "Children’s Trust Board"),
        ("HRN", "Heron"),
        ("sos", "Sign of success"),
    ]
    assert [each.term for each in page.context["missing"]] == ["PRU"]
    assert f'1 of them from the <a href="{address(plan)}">' in page.text
    assert "Children’s Trust Board" in client.get(linked.get_absolute_url()).text
    assert list(head_of(linked)["terms"]) == ["CTB", "HRN", "sos"]
    assert [each.term for each in gather(linked.quarters.get()).terms] == ["CTB"]
    added = client.post(address(linked), {"term": "CTB", "meaning": "Its own"}, follow=True)
    assert added.context["terms"][0].meaning == "Its own"
    assert [each.term for each in client.get(address(plan)).context["terms"]] == ["CTB", "SoS"]
