"""Self-assessments in the report, and the grid on paper."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.template.loader import render_to_string

from plans import operations
from plans.models import AgencyReturn
from plans.rules.self_assessment import Moved, ReturnCounts, Standing
from reporting import operations as report_events
from reporting.printing.pdf.rendering import page_context, to_html, to_pdf
from reporting.report.content import from_json, to_json
from reporting.report.reading import gather
from reporting.report.self_assessment import SelfAssessmentFacts, build
from reporting.sheets.agenda import agenda_of
from reporting.sheets.self_assessment import grid_sheet
from tests.factories import (
    AgencyReturnFactory,
    BodyFactory,
    MeetingFactory,
    PlanFactory,
    QuarterFactory,
    ReturnAnswerFactory,
    SelfAssessmentFactory,
    board_team,
    chair_of,
    someone_with,
)
from tests.reporting.heard import can_be_heard

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


def returned(plan, many: int, *, score="2", missing=1):
    """A self-assessment that so many agencies returned, the first standard scored; `missing` have not."""
    assessment = SelfAssessmentFactory(plan=plan)
    for n in range(many + missing):
        body = BodyFactory(board=plan.board, kind="outside", name=f"Agency {n}", short_name=f"Agency {n}")
        found = AgencyReturnFactory(assessment=assessment, body=body, sent=n < many)
        ReturnAnswerFactory(agency_return=found, score=score, evidence="A secret of one")
    return assessment


def paper(content) -> str:
    return " ".join(render_to_string("print/report.html", page_context(content)).split())


def test_a_plan_without_one_says_nothing_of_it(plan):
    content = gather(QuarterFactory(plan=plan))
    assert content.self_assessments == ()
    assert content.outline.heading("self-assessments") is None
    assert not any("elf-assessment" in title for title in content.outline.silent)


def test_it_counts_what_came_names_who_did_not_and_where_they_fall_short(plan):
    returned(plan, 5)
    content = gather(QuarterFactory(plan=plan))
    [line] = content.self_assessments
    assert line.summary == "5 of 6 returned, 1 overdue and 0 moderated."
    assert line.awaited == ("Agency 5",)
    assert [(weak.title, weak.short, weak.total) for weak in line.weakest] == [("Accountability", 5, 5)]
    printed = paper(content)
    assert ". Section 11 audits</h2>" in printed and "1 Accountability (5 of 5)" in printed
    assert "A secret of one" not in printed
    assert from_json(to_json(content)).self_assessments == content.self_assessments
    earlier = {name: part for name, part in to_json(content).items() if name != "self_assessments"}
    assert from_json(earlier, schema_version=6).self_assessments == ()


def test_of_few_returns_no_sums_are_told(plan):
    returned(plan, 4)
    [line] = gather(QuarterFactory(plan=plan)).self_assessments
    assert (line.returned, line.weakest) == (4, ())


def test_closed_it_stands_in_one_more_report_with_what_came_of_it_and_what_is_final_stays(plan, quick_paper):
    team = board_team(plan.board)
    assessment = returned(plan, 1, missing=0)
    first = QuarterFactory(plan=plan)
    report = report_events.finalise_report(report=report_events.start_draft(quarter=first, by=team), by=team)
    operations.close_self_assessment(assessment=assessment, outcome="Two themes go into training.", by=team)
    facts = SelfAssessmentFacts(
        id=1, title="Audit", asked_on=date(2018, 1, 8), due_on=date(2018, 3, 2), counts=ReturnCounts(2, 2)
    )

    class Rows:
        @staticmethod
        def is_new(at):
            return at > datetime(2018, 4, 1, tzinfo=UTC)

    closed = {
        at: SelfAssessmentFacts(**vars(facts) | {"closed_at": datetime(2018, *at, tzinfo=UTC)})
        for at in ((3, 9), (4, 2))
    }
    assert [line.closed for line in build(Rows, [facts, *closed.values()])] == ["", "2 April 2018"]
    report.refresh_from_db()
    assert report.content["self_assessments"][0]["closed"] == ""


def test_who_had_not_returned_it_when_it_was_closed_is_named_and_not_overdue(plan, on):
    on("2018-04-09")
    assessment = returned(plan, 1)
    assert gather(QuarterFactory(plan=plan)).self_assessments[0].overdue == 1
    operations.close_self_assessment(assessment=assessment, outcome="Two themes", by=board_team(plan.board))
    [line] = gather(plan.quarters.get()).self_assessments
    assert (line.overdue, line.awaited) == (0, ("Agency 1",))


def test_movement_is_said_in_a_sentence():
    counts = ReturnCounts(asked=6, returned=6, late=2, moderated=6)
    facts = SelfAssessmentFacts(
        id=1,
        title="Audit",
        asked_on=date(2018, 1, 8),
        due_on=date(2018, 3, 2),
        counts=counts,
        standings=(Standing(1, "1", "Leads", {"1": 1, "4": 5}),),
        moved=Moved(better=3, same=2, worse=1),
    )
    [line] = build(None, [facts])
    assert line.summary == "6 of 6 returned (2 late) and 6 moderated."
    assert line.movement.startswith(
        "Of 6 scores compared with the last one, 3 are better, 2 the same and 1 worse"
    )
    one = replace(line, better=1, same=0, worse=0)
    assert one.movement == "Of 1 score compared with the last one, 1 is better, 0 the same and 0 worse."


def test_the_grid_is_heard_and_tells_each_reader_what_they_may_read(plan):
    assessment = returned(plan, 2)
    sheet = grid_sheet(board_team(plan.board), assessment)
    assert [(line.name, line.instead) for line in sheet.lines][-1] == (
        "Agency 2",
        "Not returned, 38 days late",
    )
    assert [cell.score for cell in sheet.lines[0].cells] == ["2", ""]
    template, context = "print/sheet_self_assessment.html", {"head": sheet}
    html = to_html(template, context)
    assert "score-2" in html
    can_be_heard(to_pdf(template, context), html)
    other = AgencyReturn.objects.get(body__name="Agency 1").body
    seen = grid_sheet(chair_of(other), assessment)
    assert [line.instead for line in seen.lines][:2] == ["Returned, not shared", ""]


def test_the_agenda_of_who_decides_about_the_plan_and_the_chairs_home_say_how_far_it_is(client, plan, on):
    assessment = returned(plan, 5)
    on("2018-04-09")
    deciding = MeetingFactory(body__board=plan.board, body__kind="business-group")
    other = MeetingFactory(body__board=plan.board, body__kind="subgroup")
    quarter = QuarterFactory(plan=plan)
    chair = someone_with(plan.board, "independent-chair")

    def said_at(meeting):
        parts = agenda_of(chair, plan, meeting, quarter, []).parts
        return [each for each in parts if each.key == "self-assessments"]

    [part] = said_at(deciding)
    [line] = part.lines
    assert (part.title, line.late) == (plan.board.self_assessment_label_plural, "1 overdue")
    assert line.words[:2] == (("Returned", "5 of 6"), ("Not returned", "Agency 5"))
    assert "A secret of one" not in str(part)
    assert said_at(other) == []
    client.force_login(chair)
    home = " ".join(client.get(f"/?plan={plan.slug}").text.split())
    assert "5 of 6 returned" in home and "1 overdue" in home and "Remind them" not in home
    operations.close_self_assessment(assessment=assessment, outcome="Done.", by=board_team(plan.board))
    assert said_at(deciding) == []
