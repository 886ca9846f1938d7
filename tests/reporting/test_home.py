"""The first page: who sees what, that its numbers are those of the rows behind them, and what it costs."""

from datetime import date
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import operations
from plans.models import Action, ProgressUpdate
from plans.rules import ratings
from plans.rules.position import shares
from reporting import operations as reports
from subgroups import operations as groups
from subgroups.models import Body, Membership
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MeetingFactory,
    MembershipFactory,
    ObligationFactory,
    PersonFactory,
    PlanFactory,
    PlannedReportFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    board_team,
    chair_of,
    nth,
    someone_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def group(plan):
    return BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health")


@pytest.fixture
def business_group(plan):
    return BodyFactory(
        board=plan.board, name="Business Group", short_name="BG", kind=Body.Kind.BUSINESS_GROUP
    )


@pytest.fixture
def quarter(plan, business_group):
    meeting = MeetingFactory(body=business_group, held_on=date(2018, 4, 18))
    return QuarterFactory(plan=plan, meeting=meeting)


def home_of(client, person, **extra):
    client.force_login(person)
    response = client.get("/", **extra)
    assert response.status_code == 200
    return response


def rate(action, quarter, rating, by, **words):
    needed = {
        "A": {"cause": "Staff left", "recovery_step": "Recruit", "back_on_track_on": date(2018, 6, 1)},
        "B": {
            "evidence_how_much": "All",
            "evidence_how_well": "Well",
            "evidence_difference": "Much",
            "completed_on": date(2018, 3, 1),
        },
        "G": {"reason": "Nearly there"},
        "N": {"reason": "Waiting"},
    }
    needed["R"] = needed["A"] | {"help_wanted": "One post"}
    return operations.record_update(
        action=action, quarter=quarter, rating=rating, by=by, progress="Said", **(needed[rating] | words)
    )


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


# --- The board team ---------------------------------------------------------------------------------------


def test_the_board_team_reads_how_much_is_updated_and_how_long_is_left(client, plan, quarter, group):
    team = board_team(plan.board)
    first, *_ = [ActionFactory(plan=plan, label=f"1.{n}", who_text="Health") for n in range(1, 4)]
    rate(first, quarter, "G", team)
    page = words_of(home_of(client, team))
    assert "What is missing before Q4 2017/18 can be printed?" in page
    assert "<strong>1</strong> of 3 updated for Q4 2017/18" in page
    assert "Papers for the Business Group of 18 April 2018 are due on 11 April 2018: 2 days left." in page


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2018, 4, 10), "are due on 11 April 2018: 1 day left."),
        (date(2018, 4, 11), "are due on 11 April 2018: today."),
        (date(2018, 4, 12), "were due on 11 April 2018: 1 day ago."),
    ],
)
def test_the_deadline_comes_and_passes(client, plan, quarter, on, day, words):
    on(day)
    ActionFactory(plan=plan)
    assert words in words_of(home_of(client, board_team(plan.board)))


def test_without_a_meeting_the_papers_have_no_deadline(client, plan):
    QuarterFactory(plan=plan)
    ActionFactory(plan=plan)
    assert "its papers have no deadline" in words_of(home_of(client, board_team(plan.board)))


def test_the_deadline_moves_with_the_meeting_and_a_cancelled_one_asks_for_another(client, plan, quarter, on):
    on("2018-04-09")
    ActionFactory(plan=plan)
    team = board_team(plan.board)
    assert "due on 11 April 2018" in words_of(home_of(client, team))
    groups.move_meeting(meeting=quarter.meeting, held_on=date(2018, 4, 25), by=team)
    assert "of 25 April 2018 are due on 18 April 2018" in words_of(home_of(client, team))
    groups.cancel_meeting(meeting=quarter.meeting, reason="No quorum", by=team)
    page = words_of(home_of(client, team))
    assert "The Business Group of 25 April 2018 is cancelled. Choose the meeting" in page
    assert "18 April 2018" not in page
    listed = words_of(client.get(reverse("plans:quarter-list", args=[plan.slug])))
    assert '<span class="late">Cancelled</span>' in listed


def test_without_a_quarter_nothing_can_be_collected(client, plan):
    BodyFactory(board=plan.board)
    ActionFactory(plan=plan)
    response = home_of(client, board_team(plan.board))
    assert response.context["next"].title == "Open the first quarter"


def test_what_was_complete_before_the_quarter_needs_no_update(client, plan, quarter):
    team = board_team(plan.board)
    earlier = QuarterFactory(
        plan=plan, number=3, starts_on=date(2017, 10, 1), ends_on=date(2017, 12, 31), state="reported"
    )
    ProgressUpdateFactory(action=ActionFactory(plan=plan, label="1.1"), quarter=earlier, rating="B")
    ActionFactory(plan=plan, label="1.2")
    page = words_of(home_of(client, team))
    assert "<strong>0</strong> of 1 updated" in page
    assert "1 more was complete before this quarter." in page


def test_silent_owners_stand_with_their_references_until_they_have_reported(client, plan, quarter, group):
    team = board_team(plan.board)
    actions = [ActionFactory(plan=plan, label=f"1.{n}", who_text="Health") for n in (1, 2)]
    ((owner, *_),) = home_of(client, team).context["team"]["silent"]
    assert (owner.name, [action.reference for action in owner.actions]) == ("Health Subgroup", ["1.1", "1.2"])
    for action in actions:
        rate(action, quarter, "G", team)
    response = home_of(client, team)
    assert response.context["team"]["silent"] == []
    assert "Every owner has reported." in words_of(response)


def test_a_joint_action_is_asked_of_each_owner_and_no_owner_is_its_own_line(client, plan, quarter, group):
    other = BodyFactory(board=plan.board, name="Education Subgroup", short_name="Education")
    joint = ActionFactory(plan=plan, label="1.1", who_text="Health")
    joint.owners.create(body=other, position=2)
    ActionFactory(plan=plan, label="1.2", who_text="")
    ActionFactory(plan=plan, label="1.3", who_text="Zebra keepers")
    silent = home_of(client, board_team(plan.board)).context["team"]["silent"]
    assert {owner.name: [action.reference for action in owner.actions] for owner, *_ in silent} == {
        "Health Subgroup": ["1.1"],
        "Education Subgroup": ["1.1"],
        "No owner": ["1.2"],
        "Owner not recognised": ["1.3"],
    }


def test_the_chase_goes_to_those_who_speak_for_the_owner(client, plan, quarter, group):
    chair_of(group, name="Ines Kirk", email="ines@example.org")
    vice = PersonFactory(name="Uma Fell", email="uma@example.org")
    MembershipFactory(person=vice, body=group, role=Membership.Role.VICE_CHAIR)
    MembershipFactory(
        person=PersonFactory(email="member@example.org"), body=group, role=Membership.Role.MEMBER
    )
    MembershipFactory(person=PersonFactory(email="left@example.org", is_active=False), body=group)
    ActionFactory(plan=plan, label="12.2", text="Hold it", who_text="Health", when_text="March 2018")
    ActionFactory(plan=plan, label="12.6", text="Keep it", who_text="Health", when_text="July 2018")
    team = board_team(plan.board, name="Bryony Lark")
    response = home_of(client, team)
    ((owner, _, chase),) = response.context["team"]["silent"]
    address = urlsplit(chase.mailto)
    asked = parse_qs(address.query)
    assert (address.scheme, unquote(address.path)) == ("mailto", "ines@example.org,uma@example.org")
    assert asked["subject"] == [f"{plan.title}: updates for Q4 2017/18 by 11 April 2018"]
    assert asked["body"] == [chase.text.replace("\n", "\r\n")]
    assert "Dear Ines Kirk and Uma Fell," in chase.text
    assert "- 12.2 Hold it (9 days late)\n- 12.6 Keep it\n" in chase.text
    assert f"http://testserver{owner.href}" in chase.text
    assert "Bryony Lark" in chase.text
    assert "Write to Ines Kirk and Uma Fell" in words_of(response)


def test_names_cannot_break_out_of_the_message_or_the_page(client, plan, quarter):
    body = BodyFactory(board=plan.board, name='A&B? "<script>x</script>"', short_name="AB")
    chair_of(body, name="O'Neil & <b>Co</b>", email="o'neil+x@example.org")
    ActionFactory(plan=plan, label="1.1&body=x", who_text="AB")
    response = home_of(client, board_team(plan.board))
    ((_, _, chase),) = response.context["team"]["silent"]
    assert parse_qs(urlsplit(chase.mailto).query).keys() == {"subject", "body"}
    assert "- 1.1&body=x" in parse_qs(urlsplit(chase.mailto).query)["body"][0]
    assert b"<script>x" not in response.content
    assert b"<b>Co</b>" not in response.content


def test_an_owner_without_an_e_mail_address_can_still_be_asked_by_copying(client, plan, quarter, group):
    chair_of(group, name="Ines Kirk", email=None)
    ActionFactory(plan=plan, label="1.1", who_text="Health")
    page = words_of(home_of(client, board_team(plan.board)))
    assert "Ines Kirk speaks for it and has no e-mail address here." in page
    assert "Dear Ines Kirk," in page
    assert "mailto:" not in page


def test_ratings_that_disagree_with_dates_and_what_waits_are_counted(client, plan, quarter, group):
    team = board_team(plan.board)
    passed, _silent, done, later, moved = (
        ActionFactory(plan=plan, label=f"1.{n}", who_text="Health", when_text=when)
        for n, when in enumerate(["March 2018", "March 2018", "March 2018", "July 2018", "July 2018"])
    )
    for action, rating in ((passed, "G"), (done, "B"), (later, "G"), (moved, "G")):
        rate(action, quarter, rating, team)
    operations.ask_for_new_date(action=moved, to_date=date(2018, 9, 30), reason="Recruiting", by=team)
    look = home_of(client, team).context["team"]["look"]
    assert {finding.key: finding.count for finding in look} == {
        "to-moderate": 0,
        "disagree": 1,
        "overdue-silent": 1,
        "to-agree": 1,
        "date-asked": 1,
    }


def test_a_person_with_several_hats_has_the_team_view_first_and_then_their_own(client, plan, quarter, group):
    team = board_team(plan.board)
    MembershipFactory(person=team, body=group, role=Membership.Role.CHAIR)
    ActionFactory(plan=plan, label="1.1", who_text="Health")
    page = words_of(home_of(client, team))
    assert page.index("What is missing before") < page.index("Health Subgroup: what is late")
    assert page.count("<h1") == 1


# --- Whoever speaks for a group -----------------------------------------------------------------------------


def test_a_chair_sees_their_own_worst_first_and_nothing_of_anybody_else(client, plan, quarter, group):
    team, chair = board_team(plan.board), chair_of(group)
    other = BodyFactory(board=plan.board, name="Education Subgroup", short_name="Education")
    green, silent, red = (ActionFactory(plan=plan, label=f"1.{n}", who_text="Health") for n in (1, 2, 3))
    theirs = ActionFactory(plan=plan, label="9.9", who_text="Education", text="Something of the schools")
    rate(green, quarter, "G", team)
    rate(red, quarter, "R", team)
    response = home_of(client, chair)
    assert [row.action for row in response.context["own"]["rows"]] == [red, silent, green]
    assert all(row.may_update for row in response.context["own"]["rows"])
    assert theirs.text not in words_of(response)
    assert other.name not in words_of(response)
    assert "team" not in response.context


def test_what_is_late_or_silent_comes_first_and_the_rest_behind_one_heading(client, plan, quarter, group):
    team, chair = board_team(plan.board), chair_of(group)
    green, silent, late = (
        ActionFactory(plan=plan, label=f"1.{n}", who_text="Health", when_text=when)
        for n, when in ((1, "July 2018"), (2, "July 2018"), (3, "March 2018"))
    )
    rate(green, quarter, "G", team)
    page = words_of(home_of(client, chair))
    assert page.index("The other 1: neither late nor without an update") < page.index(
        f'id="action-{green.pk}"'
    )
    for pressing in (silent, late):
        assert page.index(f'id="action-{pressing.pk}"') < page.index("<details")
    assert page.index("<details") < page.index("Print one sheet")


def test_how_many_are_late_is_counted_and_linked_to_those_rows(client, plan, quarter, group):
    ActionFactory(plan=plan, label="1.1", who_text="Health", when_text="March 2018")
    ActionFactory(plan=plan, label="1.2", who_text="Health", when_text="January 2018 & October 2018")
    ActionFactory(plan=plan, label="1.3", who_text="Health", when_text="July 2018")
    response = home_of(client, chair_of(group))
    late = {words: count for words, count, _ in response.context["own"]["late"]}
    assert late == {"overdue": 1, "with a milestone passed": 1, "without an update this quarter": 3}
    for _, count, href in response.context["own"]["late"]:
        assert client.get(href).context["found"] == count


def test_what_the_group_must_bring_stands_with_the_next_meetings(client, plan, quarter, group):
    MeetingFactory(body=group, held_on=date(2018, 4, 1))
    MeetingFactory(body=group, held_on=date(2018, 5, 2))
    MeetingFactory(body=group, held_on=date(2018, 6, 2))
    stranger = BodyFactory(board=plan.board)
    MeetingFactory(body=stranger, held_on=date(2018, 4, 10))
    report = PlannedReportFactory(plan=plan, what="Section 11 audit")
    report.providers.add(group)
    ObligationFactory(planned_report=report, words="every March").forums.add(stranger)
    PlannedReportFactory(plan=plan, what="Another's report").providers.add(stranger)
    response = home_of(client, chair_of(group))
    assert [(m.body.short_name, m.held_on) for m in response.context["meetings"]] == [
        ("BG", date(2018, 4, 18)),
        ("Health", date(2018, 5, 2)),
    ]
    assert [row.report for row in response.context["own"]["reports"]] == [report]
    assert "“every March”" in words_of(response)


def test_nothing_owned_and_nothing_owed_is_said(client, plan, quarter, group):
    page = words_of(home_of(client, chair_of(group)))
    assert "Nothing in this plan is yours to do." in page
    assert "reporting planner asks you for no report" in page


def test_the_groups_own_words_are_asked_for_until_written(client, plan, quarter, group):
    chair = chair_of(group)
    address = reverse("reporting:highlight-write", args=[plan.slug, quarter.slug, group.pk])
    page = words_of(home_of(client, chair))
    assert address in page
    assert "nothing is written yet" in page
    reports.write_highlight(body=group, quarter=quarter, by=chair, done="Much", worry="", ask="", voice="")
    assert "nothing is written yet" not in words_of(home_of(client, chair))


def test_a_member_who_speaks_for_nobody_reads_where_the_plan_stands(client, plan, quarter, group):
    member = PersonFactory()
    MembershipFactory(person=member, body=group, role=Membership.Role.MEMBER)
    ActionFactory(plan=plan, label="1.1", who_text="Health")
    response = home_of(client, member)
    assert response.context["total"] == 1
    assert not any(part in response.context for part in ("team", "reader", "own"))
    assert "Update<" not in words_of(response)


# --- Chair, scrutineer, auditor -----------------------------------------------------------------------------


@pytest.fixture
def unprinted(monkeypatch):
    """Finals are made without their paper, which nothing here looks at."""
    monkeypatch.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-")


@pytest.fixture
def after_a_final_report(plan, group, unprinted):
    """Q3 reported with a final; Q4 collected: one worse and off track, one better, one silent."""
    team = board_team(plan.board)
    third = QuarterFactory(plan=plan, number=3, starts_on=date(2017, 10, 1), ends_on=date(2017, 12, 31))
    worse, better, silent = (ActionFactory(plan=plan, label=f"8.{n}", who_text="Health") for n in (5, 6, 7))
    for action, rating in ((worse, "G"), (better, "A"), (silent, "G")):
        rate(action, third, rating, team)
    reports.start_draft(quarter=third, by=team)
    final = reports.finalise_report(report=third.monitoring_reports.get(), by=team)
    fourth = QuarterFactory(plan=plan, state="planned")
    operations.open_quarter(quarter=fourth, by=team)
    fourth.refresh_from_db()
    rate(worse, fourth, "R", team, cause="Pilot staff not in post")
    rate(better, fourth, "G", team)
    return final


READ_ONLY = ["independent-chair", "scrutineer", "auditor"]


def test_readers_see_what_to_ask_and_of_whom(client, plan, after_a_final_report):
    for role in READ_ONLY:
        response = home_of(client, someone_with(plan.board, role))
        reader = response.context["reader"]
        assert reader["latest"].report.pk == after_a_final_report.pk
        assert [(each.action.reference, each.update.cause) for each in reader["off_track"]] == [
            ("8.5", "Pilot staff not in post")
        ]
        assert [(each.action.reference, each.was) for each in reader["worse"]] == [("8.5", "G")]
        assert [(owner.name, [a.reference for a in owner.actions]) for owner in reader["silent"]] == [
            ("Health Subgroup", ["8.7"])
        ]
        page = words_of(response)
        assert "Worse (G to R)" in page
        assert f"Compared with what the report of {after_a_final_report.quarter.name} printed." in page
        assert reverse("reporting:report-pdf", args=[plan.slug, after_a_final_report.pk]) in page
        assert "Update<" not in page


def test_readers_are_told_which_ratings_are_only_proposed(client, plan, group, after_a_final_report):
    action = Action.objects.get(plan=plan, label="8.5")
    quarter = plan.quarters.collecting().get()
    readers = [someone_with(plan.board, role) for role in READ_ONLY]
    for reader in readers:
        assert "proposed" not in words_of(home_of(client, reader)).lower()
    said = rate(action, quarter, "R", chair_of(group, name="Ines Kirk"))
    for reader in readers:
        page = words_of(home_of(client, reader))
        assert "One rating is only proposed" in page
        assert f"{reverse('plans:action-list', args=[plan.slug])}?look=to-moderate" in page
        assert "Proposed by Ines Kirk, not yet looked at by the board team" in page  # off track
        assert "Proposed, not yet looked at by the board team" in page  # worse
    operations.accept_proposal(update=said, by=board_team(plan.board))
    for reader in readers:
        assert "proposed" not in words_of(home_of(client, reader)).lower()


def test_worse_is_measured_against_what_was_printed_not_what_is_stored_now(
    client, plan, after_a_final_report
):
    """A rating typed into the earlier quarter after its report was final moves nothing."""
    worse = Action.objects.get(plan=plan, label="8.5")
    ProgressUpdateFactory(action=worse, quarter=after_a_final_report.quarter, rating="R")
    reader = home_of(client, someone_with(plan.board, "independent-chair")).context["reader"]
    assert [(each.action.reference, each.was) for each in reader["worse"]] == [("8.5", "G")]


def test_a_reader_is_told_when_there_is_no_report_and_nothing_is_off_track(client, plan, quarter):
    page = words_of(home_of(client, someone_with(plan.board, "scrutineer")))
    assert "has been made final yet" in page
    assert "No actions are off track this quarter." in page
    assert "There is no earlier final report to compare with." in page


# --- Nothing there ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: PersonFactory(), "You are not on a board yet"),
        (lambda: PersonFactory(is_superuser=True), "Nothing is here yet"),
        (lambda: board_team(BodyFactory().board), "what comes next"),
        (lambda: chair_of(BodyFactory()), "The board team types it in."),
    ],
)
def test_the_first_run_says_what_to_do(client, make, words):
    assert words in words_of(home_of(client, make()))


def test_who_looks_after_the_service_may_open_a_board_and_sees_nothing_of_it_before(client, plan):
    page = words_of(home_of(client, PersonFactory(is_superuser=True)))
    assert "You look after this service" in page
    assert f'href="/boards/{plan.board.slug}/open/">Open {plan.board}</a>' in page
    assert plan.title not in page


def test_another_boards_people_see_nothing_of_this_one(client, plan, quarter, group):
    ActionFactory(plan=plan, label="1.1", who_text="Health")
    elsewhere = PlanFactory()
    response = home_of(client, board_team(elsewhere.board))
    assert response.context["plan"] == elsewhere
    assert plan.title not in words_of(response)
    assert group.name not in words_of(response)


def test_with_two_plans_each_has_its_own_first_page(client, plan):
    second = PlanFactory(title="Other plan", board=plan.board, starts_on=date(2016, 4, 1))
    ActionFactory(plan=second, label="1.1")
    team = board_team(plan.board)
    first_page = home_of(client, team)
    assert first_page.context["plan"] == plan
    assert f'href="/?plan={second.slug}">Other plan</a>' in words_of(first_page)
    response = client.get("/", {"plan": second.slug})
    assert response.context["plan"] == second
    assert reverse("plans:action-list", args=[second.slug]) in words_of(response)
    assert client.get("/", {"plan": PlanFactory().slug}).status_code == 404


# --- Arithmetic and cost ------------------------------------------------------------------------------------


@pytest.mark.parametrize("counts", [[1, 1, 1], [0, 0, 5], [71, 0, 1], [3, 3, 1, 0, 9, 7, 1], [1] * 7])
def test_the_bars_parts_add_up_to_the_whole(counts):
    widths = shares(counts)
    assert sum(widths) == 1000
    assert all(
        abs(width - 1000 * count / sum(counts)) < 1 for width, count in zip(widths, counts, strict=True)
    )


def test_a_bar_of_nothing_has_no_width():
    assert shares([0, 0]) == [0, 0]


def test_every_part_of_the_position_leads_to_exactly_its_rows(client, plan, quarter, group, short_lists):
    team = board_team(plan.board)
    for n, rating in enumerate("GGARNB"):
        rate(ActionFactory(plan=plan, label=f"1.{n}", who_text="Health"), quarter, rating, team)
    ActionFactory(plan=plan, label="1.9")
    withdrawn = ActionFactory(plan=plan, label="2.1")
    operations.withdraw_action(action=withdrawn, reason="Merged", by=team)
    response = home_of(client, team)
    parts = response.context["parts"]
    assert [part.letter for part in parts] == [str(letter) for letter in ratings.ORDER]
    assert sum(part.count for part in parts) == response.context["total"] == 7
    for part in parts:
        assert part.count == (client.get(part.href).context["found"] if part.href else 0)


def _load(plan, quarter, group, by, start, how_many):
    for n in range(start, start + how_many):
        action = ActionFactory(plan=plan, label=f"3.{n}", who_text="Health", when_text="March 2018")
        if n % 2:
            rate(action, quarter, "R" if n % 3 else "G", by)


@pytest.mark.parametrize(
    ("role", "at_most"), [("board-team", 24), ("independent-chair", 21), ("chair", 29), ("both", 40)]
)
def test_the_page_costs_the_same_whatever_the_number_of_actions(client, plan, quarter, group, role, at_most):
    team = board_team(plan.board)
    person = chair_of(group) if role in ("chair", "both") else someone_with(plan.board, role)
    if role == "both":
        person.board_roles.create(board=plan.board, role="board-team")
    costs = []
    for start, more in ((1, 4), (10, 8)):
        _load(plan, quarter, group, team, start, more)
        for n in range(start, start + more):
            report = PlannedReportFactory(plan=plan)
            report.providers.add(group)
            ObligationFactory(planned_report=report).forums.add(group)
            MeetingFactory(body=group, held_on=date(2018, 5, n))
            MembershipFactory(body=group, person=PersonFactory())
        home_of(client, person)
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= at_most
    assert ProgressUpdate.objects.filter(action__plan=plan).count() == 6


# --- Cumbria's plan -----------------------------------------------------------------------------------------


def test_learning_and_improvements_chair_sees_nine_actions(client, cumbria):
    QuarterFactory(plan=cumbria)
    body = Body.objects.get(board=cumbria.board, name="Learning and Improvement Subgroup")
    response = home_of(client, chair_of(body))
    references = {row.action.reference for row in response.context["own"]["rows"]}
    assert references == {"4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8", "6.4"}
    assert len(response.context["own"]["rows"]) == response.context["own"]["owned"] == 9


def test_five_of_seventy_one_updated_leaves_sixty_six_listed_by_owner(client, cumbria):
    quarter = QuarterFactory(plan=cumbria)
    team = board_team(cumbria.board)
    body = Body.objects.get(board=cumbria.board, name="Learning and Improvement Subgroup")
    others = cumbria.actions.exclude(owners__body=body)
    for action in others[:5]:
        rate(action, quarter, "G", team)
    response = home_of(client, team)
    silent = {owner.name: owner for owner, *_ in response.context["team"]["silent"]}
    assert response.context["meter"] == {"updated": 5, "due": 71, "settled": 0}
    assert len({action.pk for owner in silent.values() for action in owner.actions}) == 66
    assert len(silent[body.name].actions) == 9
    for action in cumbria.actions.owned_by(body):
        rate(action, quarter, "G", team)
    assert body.name not in {owner.name for owner, *_ in home_of(client, team).context["team"]["silent"]}


def test_every_number_of_the_team_leads_to_exactly_its_rows(client, cumbria, short_lists):
    QuarterFactory(plan=cumbria)
    response = home_of(client, board_team(cumbria.board))
    team = response.context["team"]
    for owner, *_ in team["silent"]:
        assert client.get(owner.href).context["found"] == len(owner.actions), owner.name
    for finding in team["look"]:
        assert finding.count == (client.get(finding.href).context["found"] if finding.href else 0), (
            finding.key
        )


# --- Which plan it is about ---------------------------------------------------------------------------------


def about(client, person, address="/"):
    client.force_login(person)
    return client.get(address).context["plan"]


@pytest.fixture
def next_plan(plan, quarter):
    """The plan that follows, started two years early: no quarter of it was ever opened."""
    ActionFactory(plan=plan, label="1.1")
    team = board_team(plan.board)
    return operations.start_next_plan(
        predecessor=plan,
        title="The next plan",
        starts_on=date(2020, 4, 1),
        ends_on=date(2023, 3, 31),
        by=team,
    )


def test_a_plan_being_prepared_takes_over_nobodys_home(client, plan, group, next_plan):
    chair, team = chair_of(group), board_team(plan.board)
    assert about(client, chair) == plan
    page = words_of(home_of(client, chair))
    assert "The next plan" not in page  # neither in the masthead nor at the foot
    assert about(client, team) == plan
    assert "The next plan" in words_of(home_of(client, team))  # its team's own
    assert about(client, chair, "/calendar/") == plan


def test_home_follows_the_plan_that_collects_updates(client, plan, group, quarter, next_plan):
    chair, team = chair_of(group), board_team(plan.board)
    following = operations.add_quarter(plan=next_plan, span=nth(next_plan, 2020, 1), by=team)
    operations.open_quarter(quarter=following, by=team)
    assert about(client, chair) == next_plan  # both collect: the later one, until somebody chooses
    operations.close_quarter(quarter=quarter, by=team)
    assert about(client, chair) == next_plan
    operations.close_quarter(quarter=following, by=team)
    operations.open_quarter(
        quarter=operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team), by=team
    )
    assert about(client, chair) == plan


def test_a_person_chooses_the_plan_to_begin_with_and_it_is_remembered_for_them(
    client, plan, group, quarter, next_plan
):
    chair, team = chair_of(group), board_team(plan.board)
    operations.open_quarter(
        quarter=operations.add_quarter(plan=next_plan, span=nth(next_plan, 2020, 1), by=team), by=team
    )
    page = words_of(home_of(client, chair))
    assert page.index("updates are collected for it too") < page.index("<h1")
    assert f'href="/?plan={plan.slug}"' in page and "from now on" not in page
    assert "Begin with" in words_of(client.get(f"/?plan={plan.slug}"))
    assert about(client, chair) == next_plan  # to look is not to choose
    assert client.post("/", {"plan": plan.slug}).url == "/"
    assert about(client, chair) == plan
    assert about(client, team) == next_plan  # at the same browser
    assert about(client, chair) == plan
    operations.archive_plan(plan=plan, keep_until=None, by=team)
    client.force_login(chair)
    client.post("/", {"plan": plan.slug})
    assert about(client, chair) == next_plan
    assert client.post("/", {"plan": "somebody-elses"}).status_code == 404


def test_home_of_a_plan_that_collects_nothing_begins_with_the_one_that_does(client, plan, group, next_plan):
    chair, team = chair_of(group), board_team(plan.board)
    operations.open_quarter(
        quarter=operations.add_quarter(plan=next_plan, span=nth(next_plan, 2020, 1), by=team), by=team
    )
    operations.close_quarter(quarter=plan.quarters.get(), by=team)
    client.force_login(chair)
    assert "for which no updates are collected now" in words_of(client.get(f"/?plan={plan.slug}"))
    assert "for which no updates" not in words_of(client.get("/"))


# --- Which quarter it is about --------------------------------------------------------------------------------


@pytest.fixture
def q4_final(plan, after_a_final_report, business_group):
    """Q4 is reported: 8.5 off track, 8.6 on track, 8.7 silent; no later quarter is open."""
    team = board_team(plan.board)
    quarter = plan.quarters.get(state="collecting")
    quarter.meeting = MeetingFactory(body=business_group, held_on=date(2018, 4, 18))
    quarter.save()
    draft = reports.start_draft(quarter=quarter, by=team)
    return reports.finalise_report(report=draft, by=team)


def opened(plan, team):
    following = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    return operations.open_quarter(quarter=following, by=team)


def test_once_its_report_is_final_the_team_is_asked_what_comes_next(client, plan, q4_final):
    page = words_of(home_of(client, board_team(plan.board)))
    assert "Q4 2017/18 is reported: what comes next" in page
    assert f"Report number {q4_final.number} is final and not approved yet." in page
    assert "It goes to the Business Group of 18 April 2018." in page
    assert "Add or open a quarter" in page
    assert "can be printed" not in page and "Who has not reported" not in page


def test_after_the_last_quarter_of_a_plan_comes_the_next_plan(client, plan, q4_final):
    """Nobody is sent to add a quarter that the plan cannot have; the page of quarters offers only earlier ones."""
    team = board_team(plan.board)
    type(plan).objects.filter(pk=plan.pk).update(ends_on=date(2018, 3, 31))
    client.force_login(team)
    pages = [
        words_of(client.get(reverse("home"))),
        words_of(client.get(reverse("plans:quarter-list", args=[plan.slug]))),
    ]
    for page in pages:
        assert "Start the next plan" in page
        assert "Add or open a quarter" not in page and "Add the next quarter" not in page
    assert "Add an earlier quarter" in pages[1]
    following = PlanFactory(board=plan.board, title="Business plan 2018-19", predecessor=plan)
    for address in (reverse("home"), reverse("plans:quarter-list", args=[plan.slug])):
        page = words_of(client.get(address))
        assert f"goes on in {following.title}" in page and "Start the next plan" not in page


def test_a_correction_being_written_says_what_stays_as_it_was_and_of_no_papers_that_are_late(
    client, plan, q4_final
):
    team = board_team(plan.board)
    reports.correct_report(report=q4_final, reason="A wrong name", by=team)
    page = words_of(home_of(client, team))
    assert "What is missing before Q4 2017/18 is corrected?" in page
    assert (
        f'<a href="{q4_final.get_absolute_url()}">Report number {q4_final.number}</a> stays as it was' in page
    )
    assert "its report is not final yet" not in page and "were due on" not in page
    chair = someone_with(plan.board, "independent-chair")
    assert "A version that corrects it is begun and not final yet." in words_of(home_of(client, chair))
    opened(plan, team)
    page = words_of(home_of(client, team))
    assert "Q4 2017/18 is being corrected, and the next version is not final yet." in page


def test_a_quarter_opened_before_the_last_one_was_reported_says_so(client, plan, quarter):
    ActionFactory(plan=plan, label="1.1")
    team = board_team(plan.board)
    opened(plan, team)
    page = words_of(home_of(client, team))
    assert "What is missing before Q1 2018/19 can be printed?" in page
    assert "Q4 2017/18 has no final report yet." in page


def test_a_quarter_just_opened_says_where_the_last_report_had_the_plan(client, plan, group, q4_final):
    opened(plan, board_team(plan.board))
    for person in (
        board_team(plan.board),
        someone_with(plan.board, "independent-chair"),
        chair_of(group),
        MembershipFactory(body=group, role=Membership.Role.MEMBER).person,
    ):
        page = words_of(home_of(client, person))
        assert "Q1 2018/19 has just opened: nobody has said anything for it yet." in page
        assert ">Q4 2017/18</a>: 1 off track, 1 no update and 1 on track." in page


@pytest.fixture
def asking_two_approvers(plan):
    plan.board.one_signature, plan.board.chair_signatures, plan.board.approver_signatures = False, 0, 2
    plan.board.save()


def test_whoever_a_final_waits_for_is_told_so_and_led_there(client, plan, asking_two_approvers, q4_final):
    people = [someone_with(plan.board, role) for role in ("approver", "approver", "independent-chair")]
    address = reverse("reporting:report-approve", args=[plan.slug, q4_final.pk])
    asked = [address in words_of(home_of(client, person)) for person in people]
    assert asked == [True, True, False]
    reports.approve_report(report=q4_final, by=people[0])
    asked = [address in words_of(home_of(client, person)) for person in people]
    assert asked == [False, True, False]


def test_what_was_off_track_stays_in_the_chairs_sight_until_somebody_says_otherwise(client, plan, q4_final):
    team, chair = board_team(plan.board), someone_with(plan.board, "independent-chair")
    following = opened(plan, team)
    response = home_of(client, chair)
    assert [each.action.reference for each in response.context["reader"]["off_track"]] == ["8.5"]
    assert "As said for Q4 2017/18; no update since" in words_of(response)
    assert "Pilot staff not in post" in words_of(response)
    rate(plan.actions.get(label="8.5"), following, "G", team)
    response = home_of(client, chair)
    assert response.context["reader"]["off_track"] == []
    assert "has just opened" not in words_of(response)


def test_of_the_silent_those_that_were_off_track_come_first(client, plan, group, q4_final):
    opened(plan, board_team(plan.board))
    rows = home_of(client, chair_of(group)).context["own"]["rows"]
    assert [(row.letter, row.was) for row in rows] == [("-", "R"), ("-", "G"), ("-", "G")]


def test_a_plan_that_names_no_owners_dates_or_references_is_asked_for_none(client, plan, quarter):
    """Sutton's names nobody: whoever reads what to ask sees no column of nobody."""
    silent, off_track = (ActionFactory(plan=plan, label="", who_text="", when_text="") for _ in range(2))
    rate(off_track, quarter, "R", board_team(plan.board))
    page = words_of(home_of(client, someone_with(plan.board, "independent-chair")))
    assert "No owner" not in page and "Not stated" not in page and ">Ref<" not in page
    page = words_of(home_of(client, board_team(plan.board)))
    assert "The plan names no owners" in page and "The board team types what it hears." in page
    assert "Name one" not in page
    silent.refresh_from_db()
    named = ActionFactory(plan=plan, label="1.1", who_text="Health Subgroup", when_text="May 2018")
    rate(named, quarter, "R", board_team(plan.board))
    page = words_of(home_of(client, someone_with(plan.board, "independent-chair")))
    assert "Owner to ask" in page and ">Due<" in page and ">Ref<" in page


def test_home_of_an_archived_plan_asks_for_no_next_step(client, plan, q4_final):
    team = board_team(plan.board)
    operations.archive_plan(plan=plan, keep_until=None, by=team)
    client.force_login(team)
    page = words_of(client.get("/", {"plan": plan.slug}))
    assert "is reported: what comes next" in page and "Add or open a quarter" not in page
