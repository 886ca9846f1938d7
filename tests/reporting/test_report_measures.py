"""Measures in the report: the quarters side by side, which way each goes, and what was not recorded."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from plans import operations
from plans.models import MeasureValue, Quarter
from reporting.printing.pdf.rendering import page_context
from reporting.report.content import from_json, to_json
from reporting.report.reading import gather, measures_of
from tests.factories import MeasureFactory, PlanFactory, QuarterFactory, SectionFactory, board_team
from tests.tables import heads_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def team(plan):
    return board_team(plan.board)


@pytest.fixture
def quarters(plan):
    before = QuarterFactory(
        plan=plan, number=3, starts_on=date(2017, 10, 1), ends_on=date(2017, 12, 31), state="reported"
    )
    return before, QuarterFactory(plan=plan)


@pytest.fixture
def section(plan):
    return SectionFactory(plan=plan, label="", title="Domestic Abuse")


@pytest.fixture
def repeats(plan, section, quarters, team):
    """29% then 27.8%; lower is better, 25% aimed at."""
    measure = MeasureFactory(
        plan=plan,
        section=section,
        words="Repeat <b>incidents</b>",
        unit="%",
        better="lower",
        target=25,
        tells="how-well",
    )
    for quarter, value in zip(quarters, ("29", "27.8"), strict=True):
        MeasureValue.objects.create(
            measure=measure, quarter=quarter, value=Decimal(value), source="Police", note="As given", by=team
        )
    return measure


def paper(content) -> str:
    return " ".join(render_to_string("print/report.html", page_context(content)).split())


def test_quarters_side_by_side_and_which_way_it_goes(repeats, quarters):
    content = gather(quarters[1])
    assert content.measures.quarters == tuple(quarter.name for quarter in quarters)
    [line] = content.measures.lines
    assert line.values == ((quarters[0].name, "29%"), (quarters[1].name, "27.8%"))
    assert (line.section, line.tells, line.target) == ("Domestic Abuse", "How well it was done", "25%")
    assert content.measures.has_targets
    none = replace(content.measures, lines=(replace(line, target=""),))
    printed = render_to_string("print/report/measures.html", {"content": replace(content, measures=none)})
    assert heads_of(printed)[0][-2:] == ["Q4 2017/18", "Trend"]
    assert line.trend.words.startswith("Down, better") and "short of the target of 25" in line.trend.words
    assert (content.measures.recorded, content.measures.total) == (1, 1)
    assert from_json(to_json(content)) == content


def test_a_period_with_brackets_in_its_name_leaves_nothing_of_itself_beside_the_values(repeats, quarters):
    Quarter.objects.filter(pk=quarters[0].pk).update(name="Autumn (interim)")
    [line] = gather(quarters[1]).measures.lines
    assert "Autumn (interim)" in line.trend.words
    assert line.trend.in_short == "Down, better; short of the target of 25"


def test_the_value_that_stands_is_printed(repeats, quarters, team):
    operations.record_measure_value(measure=repeats, quarter=quarters[1], value=Decimal("31"), by=team)
    [line] = gather(quarters[1]).measures.lines
    assert line.values[-1] == (quarters[1].name, "31%") and line.trend.words.startswith("Up, worse")


def test_an_earlier_quarters_report_knows_nothing_of_later_values(repeats, quarters):
    [line] = gather(quarters[0]).measures.lines
    assert line.values == ((quarters[0].name, "29%"),)


def test_what_was_not_recorded_is_named_and_not_counted(plan, section, repeats, quarters):
    MeasureFactory(plan=plan, section=section, words="Notifications to schools")
    MeasureFactory(plan=plan, section=None, words="Audit findings")
    found = gather(quarters[1]).measures
    assert [(part.section, part.words) for part in found.unmeasured] == [
        ("Domestic Abuse", ("Notifications to schools",)),
        ("", ("Audit findings",)),
    ]
    assert (found.recorded, found.total, len(found.lines)) == (1, 3, 1)


def test_a_value_that_is_missing_is_not_read_as_none_counted(repeats, quarters):
    """Beside numbers “None” would be one of them."""
    content = gather(quarters[1])
    [line] = content.measures.lines
    gap = replace(line, values=((quarters[0].name, "29%"), (quarters[1].name, "")))
    printed = paper(replace(content, measures=replace(content.measures, lines=(gap,))))
    assert f'data-label="{quarters[1].name}">No value</td>' in printed


def test_paper_and_page_say_it_escaped_and_the_first_page_sums_it_up(plan, repeats, quarters, team, client):
    printed = paper(gather(quarters[1]))
    assert "Repeat &lt;b&gt;incidents&lt;/b&gt;" in printed and "Source: Police" in printed
    at = [printed.index(f'id="{name}"') for name in ("position", "measures", "sign-off")]
    assert at == sorted(at)
    assert "Measures: 1 of 1 recorded" in printed[: printed.index('id="measures"')]
    client.force_login(team)
    page = client.get(reverse("reporting:report-live", args=[plan.slug, quarters[1].slug])).text
    assert '<a href="#measures">' in page and "27.8%" in page


def test_challenges_come_first(plan, repeats, quarters, team):
    body = plan.board.bodies.create(name="Health")
    operations.raise_challenge(
        plan=plan, to=body, words="Send figures", raised_by="Chair", raised_on=date(2018, 4, 1), by=team
    )
    content = gather(quarters[1])
    keys = [each.key for each in content.outline.headings]
    assert keys.index("challenges") < keys.index("measures") < keys.index("sign-off")


def test_a_long_note_stands_whole_at_the_end(repeats, quarters, team):
    note = "Counted anew. " * 200
    operations.record_measure_value(
        measure=repeats, quarter=quarters[1], value=Decimal("30"), note=note, by=team
    )
    assert paper(gather(quarters[1])).count(note.strip()) == 1


def test_a_plan_without_measures_has_no_such_section(plan, quarters):
    content = gather(quarters[1])
    assert content.measures is None and content.outline.heading("measures") is None
    assert 'id="measures"' not in paper(content)


def test_measures_cost_the_same_number_of_queries_however_many(
    plan, section, repeats, quarters, django_assert_num_queries
):
    with django_assert_num_queries(3):
        measures_of(quarters[1])
    for number in range(20):
        MeasureFactory(plan=plan, section=section, words=f"Measure {number}")
    with django_assert_num_queries(3):
        measures_of(quarters[1])
