"""The working table: what it shows, how it is filtered, exported and paged, and what it costs."""

import csv
import io
import re
from datetime import date

import pytest
from django.urls import reverse

from lscb.cells import no_formula
from plans import operations
from plans.models import Action, Plan, Quarter, RatingDefinition
from plans.selectors import action_rows
from plans.selectors.quarters import quarter_shown
from plans.templatetags import plans as tags
from subgroups.models import Body
from tests.factories import (
    ActionFactory,
    BodyFactory,
    PlanFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
    chair_of,
    someone_with,
)
from tests.soak.sampling import EVERY

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def quarter(plan) -> Quarter:
    return QuarterFactory(plan=plan)


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board, name="Bryony Larkfell")
    client.force_login(person)
    return person


def address(plan, **filters) -> str:
    return reverse("plans:action-list", args=[plan.slug], query=filters)


def shown(response) -> list[str]:
    """References in the order of the page."""
    return [row.action.reference for _, group in response.context["groups"] for row in group]


def page_text(response) -> str:
    return " ".join(response.content.decode().split())


# --- What a row says ------------------------------------------------------------------------------------


# After a change each reader looks through one filter, after the next one through another; with `make soak` through all.
@pytest.mark.parametrize("every", EVERY)
def test_rows_and_filters_that_were_made_before_are_never_another_ones(client, plan, filled, team, every):
    """Whatever changes, and whoever looks: the page is the one that a process makes that never made one before."""
    health = Body.objects.get(name="Health Subgroup")
    chair, auditor = chair_of(health), someone_with(plan.board, "auditor")

    filtered = [{}, {"rating": "R"}, {"owner": health.pk}, {"due_before": "no day"}]

    def pages(turn: int | None) -> list[str]:
        found = []
        for place, person in enumerate((team, chair, auditor)):
            client.force_login(person)
            for filters in filtered if turn is None else [filtered[(turn + place) % len(filtered)]]:
                found.append(
                    re.sub(r'<input type="hidden"[^>]*>', "", page_text(client.get(address(plan, **filters))))
                )
        return found

    def made_anew(turn: int | None) -> list[str]:
        tags._row.cache_clear()
        tags._kept_filters.cache_clear()
        return pages(turn)

    pages(None)
    action = filled["1.10"]
    changes = [
        lambda: ProgressUpdateFactory(action=action, quarter=quarter_shown(plan), rating="R", by=team),
        lambda: Body.objects.filter(pk=health.pk).update(name="Health & Care", short_name="H&C"),
        lambda: Action.objects.filter(pk=action.pk).update(text="Said otherwise"),
        lambda: Action.objects.filter(pk=action.pk).update(due_on=date(2018, 1, 31)),
        lambda: Plan.objects.filter(pk=plan.pk).update(owner_label="Answerable", action_label="Step"),
        lambda: RatingDefinition.objects.update_or_create(plan=plan, rating="R", defaults={"word": "Stuck"}),
        lambda: Quarter.objects.filter(plan=plan).update(state=Quarter.State.REPORTED),
    ]
    for number, change in enumerate(changes):
        change()
        turn = None if every else number
        now = pages(turn)
        assert now == made_anew(turn), number


def test_a_row_says_who_when_how_it_goes_and_who_said_so(client, plan, quarter, team):
    BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health")
    action = ActionFactory(plan=plan, label="8.4", who_text="Health Subgroup", when_text="March 2018")
    earlier = QuarterFactory(
        plan=plan,
        number=3,
        starts_on=date(2017, 10, 1),
        ends_on=date(2017, 12, 31),
        state=Quarter.State.REPORTED,
    )
    ProgressUpdateFactory(action=action, quarter=earlier, rating="G", by=team)
    ProgressUpdateFactory(action=action, quarter=quarter, rating="A", by=team)

    text = page_text(client.get(address(plan)))

    assert "Health" in text
    assert "31 March 2018" in text
    assert "9 days late" in text
    assert 'class="chip chip-A"' in text
    assert "was G" in text
    assert "9 April 2018" in text
    assert "Bryony Larkfell" in text


def test_a_time_that_is_not_a_date_stands_in_the_plans_words(client, plan, quarter, team):
    ActionFactory(plan=plan, when_text="Ongoing")
    ActionFactory(plan=plan, when_text="January 2018 & October 2019")

    text = page_text(client.get(address(plan)))

    assert "“Ongoing”" in text
    assert "“January 2018 &amp; October 2019”" in text
    assert "Milestone passed: January 2018" in text


def test_the_plans_own_word_for_a_rating_is_used(client, plan, quarter, team):
    plan.definitions.create(rating="A", word="Wobbly")
    ProgressUpdateFactory(action=ActionFactory(plan=plan), quarter=quarter, rating="A", by=team)

    text = page_text(client.get(address(plan)))

    assert "Wobbly" in text
    assert "At risk" not in text


def test_words_of_the_plan_are_escaped(client, plan, quarter, team):
    action = ActionFactory(
        plan=plan, text="<script>alert(1)</script>", when_text="<b>soon</b>", who_text="<i>me</i>"
    )
    for url in (address(plan), action.get_absolute_url(), update_address(action)):
        content = client.get(url).content.decode()
        assert "<script>alert(1)" not in content
        assert "<b>soon" not in content
        assert "<i>me" not in content


def update_address(action) -> str:
    return reverse("plans:action-update", args=[action.plan.slug, action.pk])


def test_only_those_who_may_update_are_offered_it(client, plan, quarter):
    health = BodyFactory(board=plan.board, name="Health Subgroup")
    mine = ActionFactory(plan=plan, who_text="Health Subgroup")
    other = ActionFactory(plan=plan)
    client.force_login(chair_of(health))

    content = client.get(address(plan)).content.decode()

    assert f'id="update-{mine.pk}"' in content
    assert f'id="action-{other.pk}"' in content
    assert f'id="update-{other.pk}"' not in content


def test_an_auditor_reads_and_is_offered_no_update(client, plan, quarter):
    ActionFactory(plan=plan)
    client.force_login(someone_with(plan.board, "auditor"))

    assert 'id="update-' not in client.get(address(plan)).content.decode()


# --- Quarters ---------------------------------------------------------------------------------------------


@pytest.mark.database
def test_without_a_quarter_the_list_works_and_says_so(client, plan, team):
    ActionFactory(plan=plan)

    response = client.get(address(plan))

    assert len(shown(response)) == 1
    assert "No quarter is open for updates yet" in page_text(response)
    assert 'id="update-' not in page_text(response)


def test_after_the_last_quarter_is_reported_the_list_shows_where_it_ended(client, plan, quarter, team):
    ProgressUpdateFactory(action=ActionFactory(plan=plan), quarter=quarter, rating="R", by=team)
    operations.close_quarter(quarter=quarter, by=team)

    text = page_text(client.get(address(plan)))

    assert "The list shows where Q4 2017/18 ended" in text
    assert 'class="chip chip-R"' in text
    assert 'id="update-' not in text


def test_the_quarter_shown_is_the_one_collected_even_if_a_later_one_was_reported(plan, quarter):
    QuarterFactory(
        plan=plan,
        year="2018/19",
        number=1,
        starts_on=date(2018, 4, 1),
        ends_on=date(2018, 6, 30),
        state=Quarter.State.REPORTED,
    )
    assert quarter_shown(plan) == quarter


@pytest.mark.database
def test_the_meter_leaves_out_what_was_complete_before(client, plan, quarter, team):
    earlier = QuarterFactory(
        plan=plan,
        number=3,
        starts_on=date(2017, 10, 1),
        ends_on=date(2017, 12, 31),
        state=Quarter.State.REPORTED,
    )
    done, said, _ = ActionFactory.create_batch(3, plan=plan)
    ProgressUpdateFactory(action=done, quarter=earlier, rating="B", by=team)
    ProgressUpdateFactory(action=said, quarter=quarter, rating="G", by=team)
    withdrawn = ActionFactory(plan=plan)
    operations.withdraw_action(action=withdrawn, reason="Not needed", by=team)

    response = client.get(address(plan))

    assert response.context["meter"] == {"updated": 1, "due": 2, "settled": 1}
    assert response.context["counted"] == 3
    assert action_rows.meter(plan.actions.counted().with_status(quarter)) == response.context["meter"]


# --- Filters ----------------------------------------------------------------------------------------------


@pytest.fixture
def filled(plan, quarter, team):
    """Six actions, each with something of its own."""
    first, second = SectionFactory(plan=plan, title="One"), SectionFactory(plan=plan, title="Two")
    BodyFactory(board=plan.board, name="Health Subgroup")
    actions = {
        "1.1": ActionFactory(plan=plan, section=first, label="1.1", text="Signs of safety training"),
        "1.10": ActionFactory(plan=plan, section=first, label="1.10", outcome="", who_text="Health Subgroup"),
        "2.1": ActionFactory(
            plan=plan, section=second, label="2.1", when_text="March 2018", who_text="Dr Who"
        ),
        "2.2": ActionFactory(plan=plan, section=second, label="2.2", when_text="January 2018 & May 2019"),
        "2.3": ActionFactory(plan=plan, section=second, label="2.3", when_text="Ongoing", text="Another"),
        "2.3 (2)": ActionFactory(plan=plan, section=second, label="2.3", when_text="April 2021"),
    }
    actions["2.2"].priority = PriorityFactory(plan=plan)
    actions["2.2"].save()
    ProgressUpdateFactory(
        action=actions["2.1"], quarter=quarter, rating="G", progress="Needs signs of safety"
    )
    ProgressUpdateFactory(action=actions["1.10"], quarter=quarter, rating="B")
    operations.ask_for_new_date(action=actions["1.1"], to_date=date(2019, 1, 31), reason="Staff", by=team)
    return actions


FOUND_BY = [
    ({}, ["1.1", "1.10", "2.1", "2.2", "2.3", "2.3 (2)"]),
    ({"words": "signs  of SAFETY"}, ["1.1", "2.1"]),
    ({"words": "1.1"}, ["1.1"]),
    ({"words": "2.3 (2)"}, ["2.3 (2)"]),
    ({"words": "2.3"}, ["2.3", "2.3 (2)"]),
    ({"words": "nowhere"}, []),
    ({"rating": "G"}, ["2.1"]),
    ({"rating": ["G", "B"]}, ["1.10", "2.1"]),
    ({"rating": "-"}, ["1.1", "2.2", "2.3", "2.3 (2)"]),
    ({"silent": "on"}, ["1.1", "2.2", "2.3", "2.3 (2)"]),
    ({"overdue": "on"}, ["2.1"]),
    ({"milestone": "on"}, ["2.2"]),
    ({"due_before": "31 July 2018"}, ["2.1"]),
    ({"due_before": "1/8/2018"}, ["1.1", "1.10", "2.1"]),
    ({"due_before": "2018-08-01", "rating": "G"}, ["2.1"]),
    ({"priority": "none"}, ["1.1", "1.10", "2.1", "2.3", "2.3 (2)"]),
    ({"look": "disagree"}, ["2.1"]),
    ({"look": "to-agree"}, ["1.10"]),
    ({"look": "date-asked"}, ["1.1"]),
    ({"look": "no-outcome"}, ["1.10"]),
    ({"look": "no-date"}, ["2.3"]),
    ({"look": "after-plan-end"}, ["2.3 (2)"]),
    ({"look": "no-owner"}, ["1.1", "2.2", "2.3", "2.3 (2)"]),
    ({"look": "unplaced-owner"}, ["2.1"]),
    ({"look": "same-reference"}, ["2.3", "2.3 (2)"]),
    ({"order": "worst"}, ["2.2", "1.1", "2.3 (2)", "2.3", "2.1", "1.10"]),
]


@pytest.mark.database
def test_filters_find_exactly_their_rows(client, plan, filled):
    for filters, found in FOUND_BY:
        response = client.get(address(plan, **filters))

        if filters.get("order"):
            assert sorted(shown(response)) == sorted(found)
            assert shown(response)[-1] == "1.10"  # complete is last
        else:
            assert shown(response) == found, filters
        assert f"<strong>{len(found)}</strong> of 6 actions" in page_text(response), filters


@pytest.mark.database
def test_filters_by_owner_section_and_priority(client, plan, filled):
    health = Body.objects.get(name="Health Subgroup")
    by_owner = client.get(address(plan, owner=health.pk))
    assert shown(by_owner) == ["1.10"]
    assert "Owner: Health Subgroup" in page_text(by_owner)
    assert shown(client.get(address(plan, section=filled["1.1"].section_id))) == ["1.1", "1.10"]
    assert shown(client.get(address(plan, priority=filled["2.2"].priority_id))) == ["2.2"]


def test_an_action_serves_the_priority_of_its_section(client, plan, filled):
    section, priority = filled["1.1"].section, filled["2.2"].priority
    section.priority = priority
    section.save()
    assert shown(client.get(address(plan, priority=priority.pk))) == ["1.1", "1.10", "2.2"]
    assert shown(client.get(address(plan, priority="none"))) == ["2.1", "2.3", "2.3 (2)"]


@pytest.mark.database
def test_somebody_who_speaks_for_a_group_can_ask_for_theirs(client, plan, filled):
    client.force_login(chair_of(Body.objects.get(name="Health Subgroup")))
    assert shown(client.get(address(plan, owner="mine"))) == ["1.10"]


@pytest.mark.database
def test_withdrawn_actions_are_shown_only_when_asked_for(client, plan, filled, team):
    operations.withdraw_action(action=filled["2.1"], reason="Not needed", by=team)

    assert "2.1" not in shown(client.get(address(plan)))
    response = client.get(address(plan, state="withdrawn"))
    assert shown(response) == ["2.1"]
    assert "chip-W" in page_text(response)
    assert len(shown(client.get(address(plan, state="all")))) == 6
    assert "2.1" in shown(client.get(address(plan, state="all")))


MAKING_NO_SENSE = [
    {"due_before": "soon"},
    {"due_before": "31 June 2018"},
    {"owner": "zz"},
    {"owner": "999999999999999999999999"},
    {"owner": "mine"},
    {"section": "-1"},
    {"priority": "x"},
    {"rating": "Q"},
    {"look": "everything"},
    {"state": "deleted"},
    {"order": "best"},
    {"words": "nul\x00"},
]


def test_a_filter_that_makes_no_sense_is_pointed_out_and_filters_nothing(client, plan, filled):
    for filters in MAKING_NO_SENSE:
        response = client.get(address(plan, **filters))

        assert response.status_code == 200
        assert len(shown(response)) == 6, filters
        text = page_text(response)
        assert "<title>Error: Actions" in text
        assert "Nothing is filtered yet" in text
        assert list(response.context["filter"].form.errors) == list(filters)


def test_another_boards_owner_cannot_be_asked_for(client, plan, filled):
    stranger = BodyFactory()
    ActionFactory(plan=PlanFactory(board=stranger.board), who_text=stranger.name)
    assert "owner" in client.get(address(plan, owner=stranger.pk)).context["filter"].form.errors


@pytest.mark.database
def test_filters_are_kept_on_the_way_back_and_cleared_in_one_click(client, plan, filled):
    text = page_text(client.get(address(plan, rating="-", words="Another")))

    assert "next=%2Fplans%2F" in text
    assert "%3Frating%3D-%26words%3DAnother" in text
    assert text.count(f'<a href="{address(plan)}">Clear filters</a>') == 2


def test_an_empty_result_is_said(client, plan, filled):
    assert "Nothing in the plan matches these filters." in page_text(
        client.get(address(plan, words="nowhere"))
    )


def test_an_empty_plan_is_said(client, plan, quarter, team):
    assert "This plan has no actions yet." in page_text(client.get(address(plan)))


# --- Sections and pages -----------------------------------------------------------------------------------


def test_each_section_is_a_group_of_rows_under_its_heading(client, plan, filled):
    content = client.get(address(plan)).content.decode()
    assert content.count('scope="rowgroup"') == 2
    assert content.count("<tbody>") == 2
    assert 'scope="rowgroup"' not in client.get(address(plan, order="worst")).content.decode()


@pytest.mark.database
def test_the_list_is_paged_and_each_page_has_its_section_heading(client, plan, quarter, team):
    section = SectionFactory(plan=plan)
    for number in range(101):
        ActionFactory(plan=plan, section=section, label=f"1.{number}", by=team)

    first, second = client.get(address(plan)), client.get(address(plan, page=2))

    assert len(shown(first)) == 100
    assert shown(second) == ["1.100"]
    assert 'scope="rowgroup"' in page_text(second)
    assert "101 to 101 of 101 actions" in page_text(second)
    assert shown(client.get(address(plan, page="last-but-one"))) == shown(first)


# --- What it costs ----------------------------------------------------------------------------------------


@pytest.mark.database
@pytest.mark.parametrize("how_many", [71, 1000])
def test_the_list_costs_fifteen_queries_whatever_its_length(
    client, plan, quarter, team, django_assert_num_queries, how_many
):
    sections = SectionFactory.create_batch(14, plan=plan)
    bodies = BodyFactory.create_batch(5, board=plan.board)
    actions = Action.objects.bulk_create(
        Action(
            plan=plan,
            section=sections[n % 14],
            label=f"{n % 14}.{n}",
            text="Do it",
            due_on=date(2018, 1, n % 28 + 1),
        )
        for n in range(how_many)
    )
    for n, action in enumerate(actions[:200]):
        action.owners.create(body=bodies[n % 5])
        if n % 2:
            ProgressUpdateFactory(action=action, quarter=quarter, by=team)

    with django_assert_num_queries(15):
        response = client.get(address(plan))
    assert response.context["found"] == how_many
    with django_assert_num_queries(15):
        client.get(
            address(plan, rating=["G", "-"], order="worst", due_before="31 March 2018", owner=bodies[0].pk)
        )


# --- The spreadsheet --------------------------------------------------------------------------------------


def exported(client, plan, **filters) -> list[dict]:
    response = client.get(reverse("plans:action-export", args=[plan.slug], query=filters))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.getvalue()
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


@pytest.mark.database
def test_the_spreadsheet_holds_the_filtered_rows_with_dashes_intact(client, plan, filled, team):
    action = filled["2.3"]
    action.text = "Review 2017–20 – the “plan”"
    action.save()

    assert len(exported(client, plan)) == 6
    (row,) = exported(client, plan, words="2017–20")
    assert row["Action"] == "Review 2017–20 – the “plan”"
    assert row["When"] == "Ongoing"
    assert (row["Rating"], row["Rating in words"]) == ("-", "No update")
    (late,) = exported(client, plan, rating="G")
    assert (late["Reference"], late["Due"], late["Days late"], late["Owner"]) == (
        "2.1",
        "2018-03-31",
        "9",
        "Dr Who",
    )


def test_no_cell_of_the_spreadsheet_is_a_formula(client, plan, filled):
    action = filled["2.3"]
    action.text, action.outcome = "=HYPERLINK(1)", "+1"
    action.save()

    (row,) = [row for row in exported(client, plan) if "HYPERLINK" in row["Action"]]

    assert row["Action"] == "'=HYPERLINK(1)"
    assert row[plan.outcome_label] == "'+1"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text):
    assert no_formula(text) == "'" + text.replace("\r", "\n")


@pytest.mark.parametrize("text", ["", "-", "2017-20", "A = B", "– not a minus"])
def test_other_cells_are_left_as_they_are(text):
    assert no_formula(text) == text


def test_a_refused_filter_is_explained_rather_than_exported(client, plan, filled):
    response = client.get(reverse("plans:action-export", args=[plan.slug], query={"due_before": "soon"}))
    assert response.status_code == 302
    assert response["Location"] == address(plan, due_before="soon")


# --- Sight ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["action-list", "action-export"])
def test_another_boards_plan_is_not_there(client, plan, quarter, team, name):
    other = PlanFactory()
    assert client.get(reverse(f"plans:{name}", args=[other.slug])).status_code == 404


@pytest.mark.parametrize("name", ["action-list", "action-export"])
def test_nobody_reads_it_without_signing_in(client, plan, name):
    response = client.get(reverse(f"plans:{name}", args=[plan.slug]))
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]
