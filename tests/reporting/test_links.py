"""Links of every file of a report: each leads to a place in the same file, and says which."""

import re
from dataclasses import replace
from datetime import date, datetime

import pytest

from plans.rules.self_assessment import ReturnCounts
from reporting.printing.pdf.rendering import page_context, words_of
from reporting.report.challenges import ChallengeFacts
from reporting.report.decided import DecisionFacts
from reporting.report.learning import RecommendationFacts, ReviewFacts
from reporting.report.risks import RiskFacts
from reporting.report.self_assessment import SelfAssessmentFacts
from reporting.views.report_papers import PARTS
from tests.reporting.test_content import action, made
from tests.reporting.test_printer import everywhere

LONG = "Words that go on. " * 60
COUNTS = ReturnCounts(asked=9, returned=9)
FILES = {"whole": ("print/report.html", {}), **{name or "front": part[1:] for name, part in PARTS.items()}}


def file(content, name) -> str:
    template, told = FILES[name]
    return words_of(template, page_context(content) | told)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("short", [False, True], ids=["whole", "short"])
def test_every_link_leads_to_a_place_that_is_there_once(name, short):
    printed = file(replace(everywhere(LONG), short=short), name)
    leads = set(re.findall(r'href="#([\w-]+)"', printed))
    places = re.findall(r' id="([\w-]+)"', printed)
    assert leads <= set(places), leads - set(places)
    assert len(places) == len(set(places))
    assert ("whole under “Long texts”" in printed) == (name != "front")
    assert ("whole in the report" in printed) == (name == "front")


def long(name, length=900):
    """A text that ends in its name, of so many characters without a full stop."""
    words = "Words that go on. " * (length // 18 + 1)
    return f"{words[: length - len(name) - 1]} {name}"


def told_at_length():
    """Decisions, challenges, risks, recommendations and a self-assessment in many words."""
    now = datetime(2018, 4, 9, 12, 0)
    return made(
        action(1, "R"),
        decisions_made=(
            DecisionFacts(1, long("D1"), now, promised_by="Health", outcome="kept", outcome_words=long("D2")),
            DecisionFacts(1, long("D3", 500), now),
        ),
        challenges=(
            ChallengeFacts(1, "Police", long("C1"), "Chair", date(2018, 1, 9), response=long("C2")),
            ChallengeFacts(
                None, "Police", long("C3"), "Chair", date(2018, 1, 9), outcome=long("C4"), closed_at=now
            ),
        ),
        risks=(
            RiskFacts(1, 1, long("R1"), 9, "high", "likely", long("R2"), "Chair"),
            RiskFacts(2, None, long("R3"), 9, "high", "likely", "", "Chair", None, 0, long("R4"), now),
        ),
        reviews=(ReviewFacts(1, "Review A", "In progress", stage="Draft"),),
        recommendations=(
            RecommendationFacts(1, 1, "A 1", long("L1", 400), (), "awaited", "Awaited", said=long("L2", 400)),
            RecommendationFacts(
                2, 1, "A 2", long("L3", 400), (), "closed", "Closed", (), None, 0, now.date(), long("L4", 400)
            ),
        ),
        self_assessments=(
            SelfAssessmentFacts(
                1, "Section 11", date(2018, 1, 1), date(2018, 3, 1), COUNTS, outcome=long("S1"), closed_at=now
            ),
        ),
    )


@pytest.mark.parametrize("short", [False, True], ids=["whole", "short"])
def test_no_word_of_what_is_cut_is_lost(short):
    content = replace(told_at_length(), short=short)
    printed = file(content, "whole")
    for name in "D1 D2 D3 C1 C2 C3 C4 R1 R2 R3 R4 L1 L2 L3 L4 S1".split():
        assert len(re.findall(rf"go on[^<>]* {name}\b", printed)) == 1, name
    assert set(re.findall(r'href="#([\w-]+)"', printed)) <= set(re.findall(r' id="([\w-]+)"', printed))


@pytest.mark.parametrize("length", [449, 450, 451])
def test_a_text_as_long_as_its_row_takes_leads_nowhere_else(length):
    decision = DecisionFacts(1, "W" * length, datetime(2018, 4, 9, 12, 0))
    for short in (False, True):
        printed = file(replace(made(action(1), decisions_made=(decision,)), short=short), "whole")
        assert "W" * length in printed
        assert ("#long" not in printed) or 'id="long"' in printed


def test_what_is_asked_leads_to_the_rows_that_tell_of_it():
    content = made(action(1, "R"), action(2, "B"), action(3, "G"))
    printed = file(content, "whole")
    for pk, key in ((1, "off-track"), (2, "completed")):
        link = rf'<a href="#{key}-{pk}" aria-label="Action 1\.{pk} in section \d+">1\.{pk}</a>'
        assert re.search(link, printed), key
    assert 'aria-label="3, listed in the full schedule">3</a>' in printed
