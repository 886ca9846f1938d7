"""An action's own page: what the plan says, where it stands and its story."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from lscb import clock
from lscb.models import AuditEntry
from plans import operations
from plans.models import ActionItem, ActionLink, Quarter
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MeetingFactory,
    PlanFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture(autouse=True)
def quarter(plan):
    return QuarterFactory(plan=plan)


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board, name="Bryony Larkfell")
    client.force_login(person)
    return person


def page_text(client, action, **query) -> str:
    response = client.get(action.get_absolute_url(), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def events(client, action, **query) -> list[tuple[str, str]]:
    """(quarter, what) of each entry, in the order of the page."""
    story = client.get(action.get_absolute_url(), query).context["story"]
    return [(quarter, event.what) for quarter, group in story for event in group]


def noon(*day) -> datetime:
    return timezone.make_aware(datetime(*day, 12))


# --- What the plan says -----------------------------------------------------------------------------------


def test_the_page_says_what_the_plan_says_beside_how_it_is_read(client, plan, team):
    BodyFactory(board=plan.board, name="Health Subgroup")
    section = SectionFactory(
        plan=plan, label="8", title="Health", priority=PriorityFactory(plan=plan, title="Neglect")
    )
    action = ActionFactory(
        plan=plan, section=section, label="8.4", when_text="July 2018", who_text="Health Subgroup", outcome=""
    )

    text = page_text(client, action)

    assert "8.4 Review the training programme</h1>" in text
    assert "“July 2018”" in text
    assert "Read as the last day of July 2018." in text
    assert "This is our convention; the words leave it open." in text
    assert "Not stated" in text  # its outcome
    assert "Health Subgroup</a>" in text
    assert "Section 8. Health" in text
    assert "Neglect</a>" in text


def test_items_milestones_and_related_actions_are_listed(client, plan, team):
    action = ActionFactory(plan=plan, when_text="November 2017 & July 2018")
    other, pointing = (
        ActionFactory(plan=plan, text="Another one"),
        ActionFactory(plan=plan, text="A third one"),
    )
    ActionItem.objects.create(action=action, label="a", text="Book the hall", done_on=date(2018, 2, 1))
    ActionLink.objects.create(action=action, to=other)
    ActionLink.objects.create(action=pointing, to=action, kind=ActionLink.Kind.DEPENDS_ON)
    first = action.milestones.get(due_on=date(2017, 11, 30))

    text = page_text(client, action)
    assert 'November 2017: <span class="late">passed, not recorded as done</span>' in text
    assert "July 2018: to come" in text
    assert "Done 1 February 2018." in text
    assert "Another one</a>" in text
    assert "<dt>Needed by</dt>" in text and "A third one</a>" in text

    operations.record_milestone(milestone=first, done_on=date(2017, 11, 20), note="42 people came", by=team)
    text = page_text(client, action)
    assert "November 2017: done 20 November 2017. 42 people came" in text


# --- Where it stands --------------------------------------------------------------------------------------


def test_lateness_is_against_the_agreed_date_and_the_first_stays(client, plan, team):
    action = ActionFactory(plan=plan, when_text="December 2017")
    change = operations.ask_for_new_date(action=action, to_date=date(2018, 3, 31), reason="Staff", by=team)

    text = page_text(client, action)
    assert '31 December 2017, <span class="late">99 days late</span>' in text
    assert "New date asked for" in text
    assert "31 March 2018 instead of 31 December 2017, by Bryony Larkfell on 9 April 2018" in text

    operations.decide_new_date(
        change=change, agreed=True, by=team, meeting=MeetingFactory(body__board=plan.board)
    )
    text = page_text(client, action)
    assert '31 March 2018, <span class="late">9 days late</span>' in text
    assert "90 days later than its first date, 31 December 2017" in text


def test_withdrawn_says_why(client, plan, team):
    action = ActionFactory(plan=plan)
    operations.withdraw_action(action=action, reason="Merged into 4.2", by=team)
    text = page_text(client, action)
    assert "chip-W" in text
    assert "<dt>Withdrawn</dt><dd>Merged into 4.2</dd>" in text
    assert "Update</a>" not in text


# --- Its story --------------------------------------------------------------------------------------------


def test_the_story_is_newest_first_by_quarter_with_all_that_was_said(client, plan, quarter, team):
    earlier = QuarterFactory(
        plan=plan,
        number=3,
        starts_on=date(2017, 10, 1),
        ends_on=date(2017, 12, 31),
        state=Quarter.State.REPORTED,
    )
    with clock.at(date(2017, 11, 1)):
        action = ActionFactory(plan=plan, by=team)
    ProgressUpdateFactory(action=action, quarter=earlier, rating="G", at=noon(2018, 1, 8), by=team)
    owner = BodyFactory(board=plan.board, name="Health Subgroup")
    ProgressUpdateFactory(
        action=action,
        quarter=quarter,
        rating="R",
        at=noon(2018, 4, 5),
        by=team,
        on_behalf_of=owner,
        progress="Nobody in post\nsince May",
        cause="No money",
        recovery_step="Ask the police",
        back_on_track_on=date(2018, 9, 30),
        help_wanted="Second one post",
    )
    with clock.at(date(2018, 2, 1)):
        operations.ask_for_new_date(action=action, to_date=date(2018, 9, 30), reason="Late start", by=team)

    assert events(client, action) == [
        ("Q4 2017/18", "Update"),
        ("Q4 2017/18", "New date asked for"),
        ("Q3 2017/18", "Update"),
        ("Q3 2017/18", "Action added"),
    ]
    text = page_text(client, action)
    for words in (
        "5 April 2018, 12:00, Bryony Larkfell on behalf of Health Subgroup",
        "Nobody in post<br/>since May",
        "<strong>Why:</strong> No money",
        "<strong>What will bring it back:</strong> Ask the police",
        "<strong>Back on track by:</strong> 30 September 2018",
        "<strong>Help wanted:</strong> Second one post",
        "From 31 July 2018 to 30 September 2018",
    ):
        assert words in text


def test_what_happens_before_the_next_quarter_is_there_stands_first(client, plan, quarter, team, on):
    with clock.at(date(2017, 11, 1)):
        action = ActionFactory(plan=plan, by=team)
    ProgressUpdateFactory(action=action, quarter=quarter, rating="G", at=noon(2018, 3, 5), by=team)
    on("2018-04-09")
    operations.ask_for_new_date(action=action, to_date=date(2019, 3, 31), reason="Staff left", by=team)
    assert [named for named, _ in events(client, action)] == [
        "After Q4 2017/18",
        "Q4 2017/18",
        "Before Q4 2017/18",
    ]


def test_what_was_changed_is_told_with_old_and_new(client, plan, team):
    action = ActionFactory(plan=plan, outcome="")
    action.outcome = "Staff are sure"
    operations.change_action(action=action, by=team)
    assert "What we are trying to achieve: Staff are sure" in page_text(client, action)


def test_a_chair_reads_decisions_but_not_the_rest_of_the_audit_trail(client, plan, quarter, team):
    body = BodyFactory(board=plan.board)
    action = ActionFactory(plan=plan)
    ProgressUpdateFactory(action=action, quarter=quarter, rating="B")
    operations.agree_completion(action=action, outside_because="By e-mail", by=team)

    assert [what for _, what in events(client, action)].count("Action added") == 1
    client.force_login(chair_of(body))
    assert sorted(what for _, what in events(client, action)) == ["Completion agreed", "Update"]


def test_a_date_decided_is_a_second_entry(client, plan, team):
    action = ActionFactory(plan=plan)
    change = operations.ask_for_new_date(action=action, to_date=date(2018, 9, 30), reason="Staff", by=team)
    operations.decide_new_date(
        change=change, agreed=False, reason="Too late", outside_because="By e-mail", by=team
    )
    assert [what for _, what in events(client, action)][:2] == ["New date not agreed", "New date asked for"]


def test_a_long_story_is_cut_and_can_be_read_whole(client, plan, quarter, team):
    action = ActionFactory(plan=plan)
    for _ in range(105):
        ProgressUpdateFactory(action=action, quarter=quarter, by=team)

    assert len(events(client, action)) == 100
    assert "Show all of its story" in page_text(client, action)
    assert len(events(client, action, all=1)) == 106
    assert "Show all of its story" not in page_text(client, action, all=1)


def test_before_anything_was_said_that_is_said(client, plan):
    action = ActionFactory(plan=plan)
    client.force_login(chair_of(BodyFactory(board=plan.board)))
    assert "Nothing has been said about this action yet." in page_text(client, action)


# --- Sight and cost ---------------------------------------------------------------------------------------


def test_another_boards_action_is_not_there(client, team):
    assert client.get(ActionFactory().get_absolute_url()).status_code == 404


def test_everybody_on_the_board_may_read_it(client, plan):
    action = ActionFactory(plan=plan)
    for person in (someone_with(plan.board, "auditor"), chair_of(BodyFactory(board=plan.board))):
        client.force_login(person)
        assert "Update</a>" not in page_text(client, action)


@pytest.mark.parametrize("how_many", [1, 20])
def test_the_page_costs_the_same_however_long_the_story(
    client, plan, quarter, team, django_assert_num_queries, how_many
):
    action = ActionFactory(plan=plan, when_text="November 2017 & March 2018")
    for n in range(how_many):
        ProgressUpdateFactory(action=action, quarter=quarter)
        ActionItem.objects.create(action=action, text="Part", owner=BodyFactory(board=plan.board))
        ActionLink.objects.create(action=action, to=ActionFactory(plan=plan))
        action.owners.create(body=BodyFactory(board=plan.board), position=n)
        operations.decide_new_date(
            change=operations.ask_for_new_date(
                action=action,
                milestone=action.milestones.last(),
                to_date=date(2019, 1, n % 28 + 1),
                reason="Again",
                by=team,
            ),
            agreed=False,
            reason="Too late",
            outside_because="By e-mail",
            by=team,
        )
    client.get(action.get_absolute_url())  # content types are kept after the first

    with django_assert_num_queries(33):  # four of them because the reader can undo what was done last
        client.get(action.get_absolute_url())


def test_the_story_says_what_it_was(client, plan, quarter, team):
    earlier = QuarterFactory(
        plan=plan,
        number=3,
        starts_on=date(2017, 10, 1),
        ends_on=date(2017, 12, 31),
        state=Quarter.State.REPORTED,
    )
    now = quarter
    action = ActionFactory(plan=plan)
    said = {"progress": "Going", "cause": "Staff", "recovery_step": "Hire", "help_wanted": "None"}
    ProgressUpdateFactory(action=action, quarter=earlier, rating="A", **said)
    operations.record_update(action=action, quarter=now, by=team, rating="G", progress="Better")
    assert AuditEntry.objects.about(action).first().changes == {"rating": ["A", "G"]}
    ProgressUpdateFactory(action=action, quarter=now, rating="B")
    operations.agree_completion(
        action=action, agreed_on=date(2018, 4, 9), outside_because="By e-mail", by=team
    )
    page = page_text(client, action)
    assert "Closed: 9 April 2018" in page
    assert "nothing became" not in page
