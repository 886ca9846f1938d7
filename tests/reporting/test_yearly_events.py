"""A year is begun under the board's headings, and drafted again without touching what people changed."""

from datetime import date

import pytest

from lscb import clock
from lscb.errors import Refused
from reporting import operations
from reporting.models import DueReport, YearlyReport, YearlySection
from reporting.rules.yearly_headings import USUAL_HEADINGS
from reporting.yearly.reading import begins_on, read, years_of
from subgroups.models import Body
from subgroups.operations import keep_agency
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AgencyReturnFactory,
    AttendanceFactory,
    BoardFactory,
    MatterFactory,
    MeetingFactory,
    PlanFactory,
    QuarterFactory,
    RecommendationFactory,
    ReviewFactory,
    YearlyHeadingFactory,
    YearlyReportFactory,
    YearlySectionFactory,
    board_team,
    due_of_each_group,
)

pytestmark = pytest.mark.django_db
FIRST = date(2017, 4, 1)


@pytest.fixture
def board(three_finals):
    return three_finals.board


@pytest.fixture
def team(board):
    return board_team(board)


def begin(board, team, starts_on=FIRST) -> YearlyReport:
    return operations.begin_year(board=board, starts_on=starts_on, by=team)


@pytest.mark.database
def test_a_year_has_a_section_for_each_heading_in_its_order_drafted_from_the_finals_of_its_periods(
    board, team
):
    YearlyHeadingFactory(board=board, title="Foreword", position=2)
    YearlyHeadingFactory(
        board=board, title="Priorities", material="priorities", position=1, required_by="The Act"
    )
    YearlyHeadingFactory(board=board, title="Challenges", material="challenges", position=3)
    report = begin(board, team)
    assert (report.name, report.ends_on, report.version) == ("2017/18", date(2018, 3, 31), 1)
    first, second, third = report.sections.all()
    assert (first.title, first.required_by, second.title) == ("Priorities", "The Act", "Foreword")
    # The final of Q4 2016/17 is of the year before.
    assert "| Rating | Q3 2017/18 | Q4 2017/18 |" in first.text and "2016/17" not in first.text
    assert first.text == first.drafted and first.drafted_at and not first.found_nothing
    assert (second.text, second.drafted_at) == ("", None)
    assert third.found_nothing
    assert set(YearlySection.objects.not_looked_at()) == {first, third}


def test_a_board_without_headings_is_given_the_usual_ones_of_its_kind(board, team):
    report = begin(board, team)
    usual = [each.title for each in USUAL_HEADINGS[board.kind]]
    assert list(board.yearly_headings.values_list("title", flat=True)) == usual
    assert list(report.sections.values_list("title", flat=True)) == usual
    with pytest.raises(Refused, match="there already"):
        operations.take_usual_headings(board=board, by=team)
    board.yearly_headings.first().delete()
    assert [each.title for each in operations.take_usual_headings(board=board, by=team)] == usual[:1]


def test_a_year_is_begun_once_when_it_has_begun_and_on_its_first_day(board, team):
    begin(board, team)
    with pytest.raises(Refused, match="has a report already"):
        begin(board, team)
    with pytest.raises(Refused, match="has not begun"):
        begin(board, team, date(2019, 4, 1))
    with pytest.raises(ValueError, match="begins on"):
        begin(board, team, date(2016, 5, 1))


def test_the_years_on_offer_are_those_in_which_a_period_of_a_business_plan_ends(board, three_finals):
    linked = PlanFactory(board=board, business_plan=three_finals, kind="review")
    QuarterFactory(
        plan=linked, name="Q1 2015/16", starts_on="2015-04-01", ends_on="2015-06-30", state="planned"
    )
    QuarterFactory(
        plan=three_finals, name="Q1 2019/20", starts_on="2019-04-01", ends_on="2019-06-30", state="planned"
    )
    assert years_of(board, date(2018, 4, 9)) == [FIRST, date(2016, 4, 1)]
    assert begins_on(BoardFactory(year_starts_in=1), date(2018, 3, 31)) == date(2018, 1, 1)


def test_drafted_again_what_nobody_changed_follows_and_what_somebody_did_stays_with_the_new_beside_it(
    board, team
):
    for title, material in [
        ("One", "challenges"),
        ("Two", "challenges"),
        ("Three", "challenges"),
        ("Own", ""),
    ]:
        YearlyHeadingFactory(board=board, title=title, material=material)
    report = begin(board, team)
    report.sections.update(drafted="As it was", text="As it was")
    one, two, three, own = report.sections.all()
    two.text = "In our words"
    two.save()
    three.looked_at, three.looked_by = clock.now(), team
    three.save()
    changed = operations.draft_year_again(report=report, by=team)
    assert [section.title for section in changed] == ["One", "Two"]
    one, two, three, own = report.sections.all()
    now = "The reports of the year tell of no challenge."
    assert (one.text, one.drafted, one.version, one.drafted_anew) == (now, now, 2, False)
    assert (two.text, two.drafted, two.version, two.drafted_anew) == ("In our words", now, 1, True)
    assert (three.drafted, three.drafted_anew) == ("As it was", False)
    operations.draft_section_again(section=three, by=team)
    three.refresh_from_db()
    assert (three.text, three.drafted, three.drafted_anew) == ("As it was", now, True)
    assert operations.draft_year_again(report=report, by=team) == []
    with pytest.raises(Refused, match="own words"):
        operations.draft_section_again(section=own, by=team)


def test_nothing_is_drafted_into_a_final_nor_changed_in_it(board, team):
    section = YearlySectionFactory(report=YearlyReportFactory(board=board))
    report = section.report
    report.freeze(number=1, schema_version=1, content={}, pdf=b"%PDF", at=clock.now(), by=team)
    report.save()
    for event in (
        lambda: operations.draft_section_again(section=section, by=team),
        lambda: operations.draft_year_again(report=report, by=team),
    ):
        with pytest.raises(Refused, match="final"):
            event()
    for door in (
        section.save,
        section.delete,
        report.sections.all().delete,
        lambda: report.sections.update(text="Otherwise"),
    ):
        with pytest.raises(TypeError, match="never changed"):
            door()


def test_what_waits_of_a_review_that_is_prepared_and_of_another_board_is_not_told(board, team):
    meeting = MeetingFactory(body__board=board, held_on="2018-01-17")
    MatterFactory(meeting=meeting, words="Agree the budget", recorded_by=team)
    MatterFactory(meeting__held_on="2018-01-17", words="Of another board", recorded_by=team)
    RecommendationFactory(review__board=board, review__shared_on=None, shared=False)
    shared = RecommendationFactory(review__board=board, shared=True)
    year = read(board, FIRST)
    assert [each.words for each in year.matters] == ["Agree the budget"]
    assert [[made.id for made in each.recommendations] for each in year.reviews] == [[shared.pk]]


def test_a_review_begins_on_the_first_of_its_days_and_is_told_though_it_ended_early(board, team):
    ReviewFactory(board=board, notified_on="2018-03-20", commissioned_on="2018-04-15")
    ReviewFactory(board=board, planned_for="2018-02-01", notified_on=None, commissioned_on=None)
    ReviewFactory(
        board=board, notified_on="2018-01-20", stopped_on="2018-04-02", stopped_because="It was one case"
    )
    told = {(each.begun_on, each.planned_for, each.stopped_because) for each in read(board, FIRST).reviews}
    assert told == {
        (date(2018, 3, 20), None, ""),
        (None, date(2018, 2, 1), ""),
        (date(2018, 1, 20), None, "It was one case"),
    }


def test_an_agency_is_told_of_each_year_that_it_was_on_the_board_in_whatever_it_was_called(board, team):
    trust = AgencyFactory(board=board, name="Old Trust")
    left, gone = (AgencyFactory(board=board, name=name) for name in ("Left in the year", "Gone before"))
    for agency in (trust, left, gone):
        keep_agency(agency, by=team)
    Body.objects.filter(agency=left).update(ended_on=date(2018, 4, 1))
    Body.objects.filter(agency=gone).update(ended_on=FIRST)
    for held_on, called in (("2017-07-05", "Old Trust"), ("2018-01-17", "New Trust")):
        AttendanceFactory(
            meeting=MeetingFactory(body__board=board, held_on=held_on), agency=trust, agency_name=called
        )
    trust.name = "New Trust"
    keep_agency(trust, by=team, fields=["name"])
    told = {each.name: (each.present, each.of) for each in read(board, FIRST).agencies}
    assert told == {"New Trust": (2, 2), "Left in the year": (0, 0)}


def test_a_return_and_a_report_that_are_not_due_yet_are_not_missed(board, team, on):
    on("2018-02-20")
    plan = board.plans.first()
    body = Body.objects.get(agency=keep_agency(AgencyFactory.build(board=board), by=team))
    AgencyReturnFactory(assessment__plan=plan, body=body)
    for day in ("2018-02-14", "2018-03-14"):
        meeting = MeetingFactory(body__board=board, held_on=day)
        DueReport.objects.filter(pk=due_of_each_group(meeting, plan).pk).update(due_on=day)
    year = read(board, FIRST)
    assert year.agencies[0].returned == ("Audit 2018: nothing returned yet, due 2 March 2018",)
    assert (year.due.due, year.due.overdue, year.due.to_come) == (2, 1, 1)
    on("2018-03-03")
    assert read(board, FIRST).agencies[0].returned == ("Audit 2018: nothing returned",)


@pytest.mark.database
def test_a_year_costs_the_same_number_of_queries_whatever_is_in_it(board, team, django_assert_num_queries):
    def more(n):
        plan = board.plans.first()
        for number in range(n):
            meeting = MeetingFactory(body__board=board, held_on="2018-01-17")
            MatterFactory(meeting=meeting, recorded_by=team)
            AgencyFactory(board=board)
            made = RecommendationFactory(review__board=board, shared=True)
            made.links.create(action=ActionFactory(plan=plan, label=f"{n}.{number}"))
            QuarterFactory(
                plan=plan,
                name=f"{n}-{number}",
                starts_on=f"2017-0{5 + n}-0{number + 1}",
                ends_on=f"2017-0{5 + n}-1{number}",
                state="planned",
            )

    more(1)
    with django_assert_num_queries(QUERIES):
        read(board, FIRST)
    more(3)
    with django_assert_num_queries(QUERIES):
        read(board, FIRST)


QUERIES = 22


@pytest.mark.database
def test_headings_are_added_changed_moved_and_taken_out_on_their_page(client, board, team):
    plan = board.plans.first()
    client.force_login(team)
    address = f"/plans/{plan.slug}/yearly/headings/"
    page = client.get(address).content.decode()
    assert "No heading is set up" in page
    client.post(address, {"step": "usual"})
    first, second = board.yearly_headings.all()[:2]
    client.post(address, {"heading": first.pk, "to": 2})
    assert list(board.yearly_headings.all()[:2]) == [second, first]
    page = client.get(address).content.decode()
    assert "Completed, with no evidence of impact yet" in page and "Children Act 2004, section 14A" in page

    taken = client.post(
        f"{address}new/", {"title": second.title.upper(), "asks": "Kept", "material": "voice"}
    )
    assert (
        taken.status_code == 422 and "There is a heading with these words already." in taken.content.decode()
    )
    assert ">\nKept</textarea>" in taken.content.decode()
    client.post(f"{address}new/", {"title": "Thank you", "material": "", "required_by": ""})
    added = board.yearly_headings.last()
    assert (added.title, added.material) == ("Thank you", "")
    client.post(f"{address}{added.pk}/", {"title": "Thanks", "asks": "To whom", "material": "agencies"})
    added.refresh_from_db()
    assert (added.title, added.asks, added.material) == ("Thanks", "To whom", "agencies")
    report = begin(board, team)
    assert client.get(f"{address}{added.pk}/remove/").status_code == 200
    client.post(f"{address}{added.pk}/remove/")
    assert not board.yearly_headings.filter(pk=added.pk).exists()
    assert report.sections.filter(title="Thanks").exists()
    assert client.post(address, {"heading": added.pk, "to": 1}).status_code == 422
