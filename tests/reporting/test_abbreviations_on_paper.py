"""Abbreviations on paper: names in full where they stand first, quoted words as they were, and a list of all."""

import pytest
from django.urls import reverse

from plans.rules.abbreviations import unexplained
from reporting.printing.pdf.rendering import page_context, words_of
from reporting.report.content import words_in
from reporting.report.facts import GroupFacts, UpdateFacts
from reporting.report.highlights import HighlightFacts
from reporting.report.key import Term
from reporting.report.reading import gather
from tests.factories import (
    ActionFactory,
    BodyFactory,
    GlossaryTermFactory,
    PlanFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    board_team,
)
from tests.reporting.test_content import CTB, HEALTH, action, made

GLOSSARY_QUERIES = 17
TERMS = (
    Term("CTB", "Children’s Trust Board"),
    Term("MFH", "Missing from Home"),
    Term("PRU", "Pupil Referral Unit of the LEA"),
    Term("LEA", "Local Education Authority"),
    Term("RHI", "Return Home Interview"),
)


def test_a_name_is_in_full_once_on_each_paper_and_what_people_wrote_is_as_typed():
    said = UpdateFacts("R", "Q4 2017/18", progress="CTB has met the PRUs")
    content = made(
        action(1, "R", owners=(CTB,), update=said),
        action(2, "R", owners=(CTB,)),
        sections=(GroupFacts(1, "1. MFH", lead="CTB"),),
        decisions="Ask the CTB",
        terms=TERMS,
    )
    paper, again = (words_of("print/report.html", page_context(content)) for _ in range(2))
    assert paper.count("Children’s Trust Board (CTB)") == 1 and paper == again
    for quoted in ("Ask the CTB", "CTB has met the PRUs", "1. MFH"):
        assert quoted in paper
    assert "Missing from Home (MFH)" not in paper, "the plan's own words for a section"
    assert [term.term for term in content.terms] == ["CTB", "MFH", "PRU", "LEA"], "what a meaning uses too"


@pytest.mark.parametrize(
    "more",
    [
        {"sections": (GroupFacts(1, "1. Health", lead="RHI lead"),)},
        {"meeting": "RHI panel, 18 April 2018"},
        {"presenter": "Chair of RHI"},
        {"highlights": (HighlightFacts(1, "RHI", "Chair", done="Much"),)},
        {"correction_reason": "RHI figures"},
    ],
)
def test_the_list_has_what_stands_anywhere_in_the_report(more):
    content = made(action(1, owners=(HEALTH,)), terms=TERMS, **more)
    assert [term.term for term in content.terms] == ["RHI"]


def test_what_the_report_says_by_itself_is_no_abbreviation():
    assert not unexplained(words_in(made(action(1), action(2, "R"), action(3, "-"))), ["LSCB"])


@pytest.mark.django_db
def test_what_the_glossary_lacks_is_named_where_the_report_is_prepared_and_can_be_added_there(client):
    plan = PlanFactory()
    quarter = QuarterFactory(plan=plan)
    owner = BodyFactory(board=plan.board, name="Hub Panel", short_name="HPX")
    acted = ActionFactory(plan=plan, who_text="HPX", text="Ask them")
    GlossaryTermFactory(plan=plan, term="CTB", meaning="Children’s Trust Board")
    ProgressUpdateFactory(action=acted, quarter=quarter, progress="The CTB and the QZX met")
    client.force_login(board_team(plan.board))
    assert owner.label == "HPX"
    for page in ("report-words", "report-final"):
        told = client.get(reverse(f"reporting:{page}", args=[plan.slug, quarter.slug])).text
        [line] = [line for line in told.splitlines() if "the glossary does not explain" in line]
        assert "leaves them out: HPX, QZX. " in line, page
        assert f'href="{reverse("plans:glossary", args=[plan.slug])}#missing"' in line
    missing = client.get(reverse("plans:glossary", args=[plan.slug])).context["missing"]
    assert {each.term: each.meaning for each in missing} == {"HPX": "Hub Panel", "QZX": ""}


@pytest.mark.django_db
def test_the_glossary_finds_all_that_the_report_would_and_asks_few_times(
    client, demonstration, q4, draft, django_assert_num_queries
):
    client.force_login(board_team(demonstration.board))
    address = reverse("plans:glossary", args=[demonstration.slug])
    terms = list(demonstration.glossary.values_list("term", flat=True))
    of_the_report = set(unexplained(words_in(gather(q4, draft=draft)), terms))
    assert len(of_the_report) > 5
    client.get(address)
    with django_assert_num_queries(GLOSSARY_QUERIES):
        missing = client.get(address).context["missing"]
    assert of_the_report <= {each.term for each in missing}
