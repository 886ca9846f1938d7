"""The next plan: stories 23, 39 and the archive of 38, with their numbers."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry
from lscb.permissions import READING, Verb, allows
from plans import operations
from plans.models import Action, Plan
from plans.operations import Part
from reporting.report.reading import gather
from subgroups.models import Body
from tests import test_operations_are_audited as audited
from tests.access.matrix import ROUTES
from tests.access.routes import address
from tests.access.world import make_world
from tests.factories import (
    ActionFactory,
    BodyFactory,
    GlossaryTermFactory,
    ObjectiveFactory,
    PlanFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
)
from tests.soak.sampling import EVERY, sampled

# What an action at risk is asked, long past its date.
NEEDED = {
    "cause": "No money",
    "recovery_step": "Ask the police",
    "back_on_track_on": date(2018, 9, 30),
    "reason": "Nearly there",
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]


@pytest.fixture(autouse=True)
def today(on):
    on("2018-04-09")


@pytest.fixture
def plan():
    plan = PlanFactory(title="Business plan 2017-20", section_label="Work stream")
    priority = PriorityFactory(plan=plan, title="Workforce")
    section = SectionFactory(plan=plan, label="9", title="Hub", priority=priority)
    ObjectiveFactory(plan=plan, section=section)
    GlossaryTermFactory(plan=plan, term="CTB")
    BodyFactory(board=plan.board, name="Health Subgroup")
    return plan


@pytest.fixture
def team(plan):
    return board_team(plan.board)


def following(plan, team, title="Business plan 2018-21"):
    return operations.start_next_plan(
        title=title,
        starts_on=date(2018, 4, 1),
        ends_on=date(2021, 3, 31),
        predecessor=plan,
        by=team,
    )


def unfinished(plan, **fields):
    fields = {"label": "9.3", "section": plan.sections.get(), "who_text": "Health Subgroup"} | fields
    return ActionFactory(plan=plan, **{"when_text": "March 2018"} | fields)


def test_the_next_plan_has_the_words_and_levels_of_the_one_before_as_copies_of_its_own(plan, team):
    new = following(plan, team)
    assert (new.section_label, new.predecessor, new.state) == ("Work stream", plan, "live")
    for name in ("sections", "priorities", "objectives", "glossary"):
        ours, theirs = getattr(plan, name), getattr(new, name)
        assert ours.count() == theirs.count() == 1
        assert ours.get().pk != theirs.get().pk
    assert new.sections.get().priority == new.priorities.get()
    assert new.objectives.get().section == new.sections.get()
    with pytest.raises(Refused, match="title already"):
        following(plan, team)


@pytest.mark.database
def test_whole_it_links_back_and_the_old_one_leaves_the_late_count(plan, team, client):
    old, new = unfinished(plan), following(plan, team)
    quarter = QuarterFactory(plan=plan)
    ProgressUpdateFactory(action=old, quarter=quarter, rating="R")
    client.force_login(team)
    late = reverse("plans:action-list", args=[plan.slug]) + "?overdue=on"
    assert client.get(late).context["found"] == 1
    client.post(reverse("plans:carry-over", args=[new.slug]), {"action": [old.pk]})
    old.refresh_from_db()
    goes_on = new.actions.get()
    assert (old.state, goes_on.state, goes_on.carried_from) == ("carried-over", "live", old)
    assert (goes_on.label, goes_on.section) == ("9.3", new.sections.get())
    assert goes_on.owners.get().body == Body.objects.get(name="Health Subgroup")
    assert client.get(late).context["found"] == 0
    before, after = (client.get(each.get_absolute_url()).text for each in (old, goes_on))
    assert f'href="{goes_on.get_absolute_url()}"' in before and "Goes on in Business plan 2018-21" in before
    assert f'href="{old.get_absolute_url()}"' in after and "Business plan 2017-20, 9.3" in after
    assert "Carried over" in client.get(plan.get_absolute_url()).text
    assert "Action carried over" in before, "its story is kept and says what became of it"


@pytest.mark.database
def test_a_long_list_goes_over_pages_for_the_same_queries(plan, team, client):
    new = following(plan, team)
    client.force_login(team)
    address = reverse("plans:carry-over", args=[new.slug])
    queries = []
    for size in (2, 103):
        for n in range(plan.actions.count(), size):
            unfinished(plan, label=f"9.{n + 1}")
        with CaptureQueriesContext(connection) as read:
            shown = client.get(address)
        queries.append(len(read))
        assert f"{size} unfinished actions of Business plan 2017-20" in shown.text
    assert queries[0] == queries[1]
    assert shown.text.count('name="action"') == 100
    assert "Tick all 100 on this page" in shown.text
    last = client.get(address, {"page": 2})
    assert '<th scope="rowgroup" colspan="7">9. Hub</th>' in last.text
    assert [row.action.label for _, group in last.context["groups"] for row in group] == [
        "9.101",
        "9.102",
        "9.103",
    ]
    ticked = plan.actions.get(label="9.102")
    answer = client.post(f"{address}?page=2", {"action": [ticked.pk]})
    assert answer.headers["Location"] == f"{address}?page=2"
    assert new.actions.get().carried_from == ticked


def test_what_was_ticked_stays_ticked_where_one_cannot_go(plan, team, client, monkeypatch):
    goes, withdrawn, left = (unfinished(plan, label=f"9.{n}") for n in (1, 2, 3))
    new = following(plan, team)
    client.force_login(team)
    carry = operations.carry_over

    def withdrawn_meanwhile(*, action, **named):
        if action == withdrawn:
            operations.withdraw_action(action=action, reason="Done by the hospital", by=team)
        return carry(action=action, **named)

    monkeypatch.setattr(operations, "carry_over", withdrawn_meanwhile)
    answer = client.post(
        reverse("plans:carry-over", args=[new.slug]), {"action": [goes.pk, withdrawn.pk]}, follow=True
    )
    assert (answer.status_code, new.actions.count()) == (422, 0)
    assert "<title>Error: Carry over" in answer.text and "9.2 is withdrawn." in answer.text
    boxes = dict(re.findall(r'name="action" value="(\d+)"( checked)?', answer.text))
    assert boxes[str(goes.pk)] and not boxes[str(left.pk)]


def test_the_boxes_go_by_the_plans_own_labels_and_ask_for_no_names(plan, team, client):
    plan.owner_label, plan.when_label, plan.outcome_label = "Lead", "Completion date", "Impact"
    plan.save()
    old, new = unfinished(plan), following(plan, team)
    client.force_login(team)
    one = client.get(reverse("plans:action-carry", args=[plan.slug, old.pk])).text
    for label in (
        "Lead (may be left empty)",
        "Completion date, of the second one",
        "Impact (may be left empty)",
    ):
        assert label in one
    several = client.get(reverse("plans:carry-over", args=[new.slug])).text
    assert '<th scope="col">Lead</th><th scope="col">Completion date</th>' in several
    for page in (one, several):
        assert "Who, in" not in page and "When, in" not in page
        assert "No names or details of children or families" in page


@pytest.mark.database
def test_split_into_two_reworded_each_with_its_own_owner_and_date(plan, team, client):
    old, new = unfinished(plan), following(plan, team)
    client.force_login(team)
    address = reverse("plans:action-carry", args=[plan.slug, old.pk]) + f"?into={new.slug}"
    sent = {
        "text": "Plan the hub",
        "who_text": "Health Subgroup",
        "when_text": "July 2018",
        "outcome": "",
        "second": "Open the hub",
        "second_who": "",
        "second_when": "July 2019",
        "because": "Planning comes first",
    }
    assert client.post(address, sent | {"text": ""}).status_code == 422
    refused = client.post(address, sent)
    assert "Say why its date moves from" in refused.content.decode()
    assert client.post(address, sent | {"second_because": "The lease begins then"}).status_code == 302
    made = list(new.actions.order_by("pk"))
    assert [(each.label, each.text, each.due_on) for each in made] == [
        ("9.3a", "Plan the hub", date(2018, 7, 31)),
        ("9.3b", "Open the hub", date(2019, 7, 31)),
    ]
    assert {each.carried_from for each in made} == {old}
    old.refresh_from_db()
    assert old.state_reason == "Goes on in Business plan 2018-21 as 9.3a, 9.3b"
    assert client.post(address, sent).status_code == 422, "once is enough"


def test_each_part_has_a_reference_of_its_own_whatever_it_says(plan, team):
    into = PlanFactory(board=plan.board)
    action = ActionFactory(plan=plan, label="9.3", text="Train all staff")
    made = operations.carry_over(action=action, into=into, parts=[Part("Train"), Part("Train")], by=team)
    assert [each.reference for each in made] == ["9.3a", "9.3b"]


def test_from_before_this_product_it_needs_a_note(plan, team, client):
    client.force_login(team)
    address = reverse("plans:carry-over", args=[plan.slug])
    sent = {"earlier": "1", "earlier-label": "5.2", "earlier-text": "Write a neglect strategy"}
    assert client.post(address, sent).status_code == 422
    assert (
        client.post(address, sent | {"earlier-carried_note": "carried over from 2012-15"}).status_code == 302
    )
    added = plan.actions.get()
    assert (added.carried_from, added.carried_note) == (None, "carried over from 2012-15")
    assert "carried over from 2012-15" in client.get(added.get_absolute_url()).text


@pytest.mark.database
def test_a_chain_over_three_plans_is_read_from_both_ends(plan, team):
    first = unfinished(plan)
    middle = following(plan, team)
    last = following(middle, team, "Business plan 2021-24")
    [second] = operations.carry_over(action=first, into=middle, by=team)
    [third] = operations.carry_over(action=second, into=last, parts=[Part("Reworded")], by=team)
    assert third.carried_from.carried_from == first
    assert first.carried_to.get().carried_to.get() == third
    with pytest.raises(Refused):
        operations.carry_over(action=first, into=last, by=team)


def test_cumbrias_unfinished_go_on_and_the_old_count_is_what_is_left(client, cumbria):
    team = board_team(cumbria.board)
    new = following(cumbria, team)
    client.force_login(team)
    page = reverse("plans:carry-over", args=[new.slug])
    assert len(client.get(page).context["page_obj"].object_list) == 71
    taken = [cumbria.actions.get(label=label).pk for label in ("9.3", "4.5", "1.12")]
    client.post(page, {"action": taken})
    assert len(client.get(page).context["page_obj"].object_list) == 68
    assert cumbria.actions.counted().count() == 68
    assert sorted(new.actions.values_list("label", flat=True)) == ["1.12", "4.5", "9.3"]
    joint = new.actions.get(label="1.12")
    assert joint.owners.count() == 2, "who owns it goes with it"


# --- Story 39: two plans at once -------------------------------------------------------------------------------


def test_two_live_plans_have_a_switcher_on_every_page_and_never_mix(plan, team, client):
    unfinished(plan)
    new = following(plan, team)
    ActionFactory(plan=new, label="N1")
    for each in (plan, new):
        QuarterFactory(plan=each)
    client.force_login(team)
    for each, other in ((plan, new), (new, plan)):
        for name in ("plans:plan-detail", "plans:action-list", "plans:group-list", "reporting:report-list"):
            page = " ".join(client.get(reverse(name, args=[each.slug])).text.split())
            switch = page[
                page.index('aria-label="Plans"') : page.index("</nav>", page.index('aria-label="Plans"'))
            ]
            assert f'aria-current="true">{each.title}</a>' in switch
            assert other.title in switch
    quarter = new.quarters.select_related("plan__board", "meeting__body").get()
    content = gather(quarter)
    assert [row.reference for row in content.rows] == ["N1"]
    assert content.position.total.n == 1


# --- Story 38: archived ----------------------------------------------------------------------------------------


def test_archived_it_is_read_and_printed_with_the_day_it_is_kept_until(plan, team, client):
    unfinished(plan)
    QuarterFactory(plan=plan)
    client.force_login(team)
    address = reverse("plans:plan-archive", args=[plan.slug])
    asked = client.get(address).text
    live = plan.actions.filter(state="live").count()
    assert live == 1 and "1 action is unfinished and stays here as it is; carry over" in asked
    assert client.post(address, {"keep_until": "1 January 2018"}).status_code == 422
    assert client.post(address, {"keep_until": "31 March 2030"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.is_archived, plan.quarters.get().state) == (True, "reported")
    page = client.get(plan.get_absolute_url()).text
    assert "Archived on 9 April 2018" in page and "At least until 31 March 2030" in page
    for name in ("plans:action-list", "plans:group-list", "reporting:report-list", "plans:glossary"):
        assert client.get(reverse(name, args=[plan.slug])).status_code == 200
    assert client.get(reverse("reporting:report-live-pdf", args=[plan.slug, "q4-2017-18"])).status_code == 200
    assert not client.get(reverse("plans:action-list", args=[plan.slug])).text.count('id="update-')
    assert client.post(address, {"step": "restore"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.is_archived, plan.keep_until) == (False, None)


WRITES = [
    name
    for name, row in ROUTES.items()
    if isinstance(row.reads, Verb)
    and row.reads not in READING
    # What is the board's, not the plan's, goes on.
    and name
    not in {
        "plans:plan-archive",
        "plans:plan-keep",
        "plans:plan-next",
        "plans:plan-add",
        "plans:groups-add",
        "plans:agency-one-to-one",
        "plans:group-document-add",
        "plans:group-document-agree",
        "plans:group-document-withdraw",
        "plans:matter-add",
        "plans:matter-follow-up",
        "plans:view-change",
        "reporting:meeting-attendance",
        "reporting:meeting-change",
        # Pages to read, of what only its agency and the board team may.
        "plans:answer-file",
        "plans:return-detail",
        "plans:recommendation-actions",
        "plans:recommendation-add",
        "plans:recommendation-change",
        "plans:recommendation-evidence",
        "plans:recommendation-withdraw",
        "plans:review-add",
        "plans:review-change",
        "plans:review-kind",
        "plans:review-kind-add",
        "plans:review-kinds",
        "plans:theme-change",
        "reporting:group-meetings-add",
        "reporting:board-report-correct",
        "reporting:board-report-final",
        "reporting:board-report-words",
        "reporting:publication-detail",
        "reporting:publication-list",
        "reporting:publication-prepare",
        "reporting:publication-prepare-year",
        "reporting:publication-preview",
        "reporting:publication-publish",
        "reporting:publication-settings",
        "reporting:publication-withdraw",
        "reporting:yearly-approve",
        "reporting:yearly-begin",
        "reporting:yearly-correct",
        "reporting:yearly-final",
        "reporting:yearly-finance",
        "reporting:yearly-heading",
        "reporting:yearly-heading-add",
        "reporting:yearly-heading-remove",
        "reporting:yearly-leave-out",
        "reporting:yearly-recipients",
        "reporting:yearly-section",
        "reporting:yearly-sections",
        "subgroups:archives",
        "subgroups:archive-take",
        "subgroups:import-end",
        "subgroups:import-look",
        "subgroups:import-of",
        "subgroups:import-row",
        "subgroups:import-take-in",
        "subgroups:leaver",
        "subgroups:meetings-save",
        "subgroups:people",
        "subgroups:people-add",
        "subgroups:people-save",
        "subgroups:person",
        "subgroups:person-change",
        "subgroups:record",
        "subgroups:signing",
    }
]


@pytest.mark.parametrize("every", EVERY)
def test_no_page_that_writes_opens_for_anybody(client, every):
    """Each page is tried by the team, an owner or the chair by turns; by all three with `every`."""
    plan, people, things = make_world()
    Plan.objects.filter(pk=plan.pk).update(state="archived")
    for reader, names in {"team": WRITES[::2], "owner": WRITES[1::4], "chair": WRITES[3::4]}.items():
        client.force_login(people[reader])
        opened = {
            name: client.get(address(name, plan, things)).status_code for name in (WRITES if every else names)
        }
        assert {name: code for name, code in opened.items() if code not in (403, 404)} == {}, reader


made_world, world = audited.made_world, audited.world
# Events that are not about anything in the archived plan.
ELSEWHERE = {name for name in audited.EVENTS if name.startswith("subgroups.")} | {
    # Of a list of people here, which is the board's. That one of a plan is refused, `correct_document` shows.
    "lscb.keep_list",
    "lscb.take_in_list",
    "lscb.take_out_list",
    "lscb.discard_document",
    # Of meetings and of lists, which are the board's; so are standards.
    "plans.change_matter",
    "plans.follow_up_matter",
    "plans.record_matter",
    "plans.reopen_matter",
    "plans.withdraw_matter",
    "plans.change_view",
    "plans.remove_view",
    "plans.save_view",
    "plans.keep_standards",
    # Terms of reference are a group's.
    "plans.add_body_document",
    "plans.date_body_document",
    "plans.withdraw_body_document",
    # Reviews and their recommendations are the board's.
    "plans.add_recommendation",
    "plans.add_recommendation_evidence",
    "plans.answer_recommendation",
    "plans.begin_review",
    "plans.change_recommendation",
    "plans.change_review",
    "plans.close_recommendation",
    "plans.end_review_early",
    "plans.keep_review_kind",
    "plans.link_recommendation",
    "plans.look_at_impact",
    "plans.record_stages",
    "plans.rename_theme",
    "plans.reopen_recommendation",
    "plans.share_review",
    "plans.take_review_up_again",
    "plans.take_usual_kinds",
    # Reports on a year are the board's.
    "reporting.take_usual_headings",
    "reporting.keep_heading",
    "reporting.move_heading",
    "reporting.remove_heading",
    "reporting.begin_year",
    "reporting.draft_section_again",
    "reporting.draft_year_again",
    "reporting.add_section",
    "reporting.approve_yearly",
    "reporting.correct_yearly",
    "reporting.finalise_yearly",
    "reporting.keep_finance",
    "reporting.keep_recipients",
    "reporting.leave_drafted",
    "reporting.leave_out_section",
    "reporting.look_at_section",
    "reporting.move_section",
    "reporting.take_drafted",
    "reporting.take_in_section",
    "reporting.write_section",
    # So are the scrutineer's log, reports to the Board and what the public may read.
    "plans.answer_scrutiny",
    "plans.change_scrutiny",
    "plans.close_scrutiny",
    "plans.reopen_scrutiny",
    "plans.share_scrutiny",
    "plans.write_scrutiny",
    "reporting.correct_board_report",
    "reporting.edit_board_report",
    "reporting.finalise_board_report",
    "reporting.start_board_report",
    "reporting.keep_public_pages",
    "reporting.look_at_texts",
    "reporting.prepare_publication",
    "reporting.publish",
    "reporting.withdraw_publication",
    "plans.start_plan",
    "plans.open_first_quarter",
    "plans.start_next_plan",
    "plans.restore_plan",
    "plans.keep_plan",  # an archived plan is what it is about
    "plans.send_reminders",  # each letter is `remind`, tried here; one that is refused is left out
}


OF_A_PLAN = sorted(set(audited.EVENTS) - ELSEWHERE)


@pytest.mark.parametrize("name", sampled(OF_A_PLAN, OF_A_PLAN[::3]))
def test_no_event_happens_in_an_archived_plan(world, name):
    first, event = audited.EVENTS[name](world)
    Plan.objects.filter(pk=world.plan.pk).update(state="archived")
    world.plan.state = "archived"
    for thing in first if isinstance(first, tuple) else (first,):
        if hasattr(thing, "refresh_from_db"):
            thing.refresh_from_db()
    rows = audited._rows()
    with pytest.raises(Refused):
        event(first)
    assert audited._rows() == rows


def test_the_verbs_of_an_archived_plan_are_to_read(plan, team):
    action = unfinished(plan)
    plan.state = "archived"
    assert allows(team, Verb.VIEW, action) and allows(team, Verb.VIEW_AUDIT, action)
    assert not allows(team, Verb.UPDATE_ACTION, action)
    assert not allows(team, Verb.EDIT_PLAN, plan)
    assert allows(team, Verb.EDIT_PLAN, plan.board)


def test_withdrawing_needs_a_reason(plan, team):
    action = unfinished(plan)
    with pytest.raises(Refused):
        operations.withdraw_action(action=action, reason=" ", by=team)
    assert Action.objects.get(pk=action.pk).state == "live"


# --- What was said in the plan before stays in sight ----------------------------------------------------------


@pytest.mark.database
def test_what_is_carried_over_was_what_it_was_in_the_plan_before(plan, team, client):
    """On the list, the page of the action, its form, home and the first report."""
    old, new = unfinished(plan), following(plan, team)
    ProgressUpdateFactory(
        action=old, quarter=QuarterFactory(plan=plan), rating="R", cause="No money", help_wanted="One post"
    )
    (goes_on,) = operations.carry_over(action=old, into=new, by=team)
    quarter = operations.open_first_quarter(plan=new, by=team)
    found = new.actions.with_status(quarter).with_update_before(quarter).get()
    assert (found.rating_now, found.rating_before, found.is_silent) == ("-", "R", True)
    assert new.actions.with_status(quarter).off_track_or_was().get() == goes_on
    client.force_login(team)
    for page in (new.action_list_url(), goes_on.get_absolute_url()):
        assert "was R" in client.get(page).text, page
    form = client.get(reverse("plans:action-update", args=[new.slug, goes_on.pk])).text
    assert "Start from the words of Q4 2017/18" in form and "No money" in form
    row = gather(quarter).row[goes_on.pk]
    assert (row.move.kind, row.move.was, row.move.was_in) == ("first", "R", "Q4 2017/18")
    assert row.note("Last rating") == "R Off track, Q4 2017/18"
    operations.record_update(action=goes_on, quarter=quarter, rating="A", progress="x", by=team, **NEEDED)
    report = client.get(reverse("reporting:report-live", args=[new.slug, quarter.slug])).text
    assert "Was R in Q4 2017/18" in report
    assert AuditEntry.objects.about(goes_on).latest("pk").changes["rating"] == ["R", "A"]


def test_what_was_said_to_be_complete_and_goes_on_is_not_complete_in_the_next_plan(plan, team):
    old, new = unfinished(plan), following(plan, team)
    ProgressUpdateFactory(action=old, quarter=QuarterFactory(plan=plan), rating="B")
    operations.carry_over(action=old, into=new, by=team)
    found = new.actions.with_status(operations.open_first_quarter(plan=new, by=team)).get()
    assert (found.rating_now, found.rating_before, found.is_silent) == ("-", None, True)


def test_whoever_carried_all_over_is_led_on_to_the_next_plan(plan, team, client):
    new = following(plan, team)
    quarter = QuarterFactory(plan=plan, starts_on=date(2020, 1, 1), ends_on=date(2020, 3, 31))
    operations.close_quarter(quarter=quarter, by=team)
    ActionFactory(plan=plan)
    client.force_login(team)
    onward = f'href="{reverse("home")}?plan={new.slug}"'
    for name, of in (("plans:quarter-list", plan), ("plans:carry-over", new)):
        assert onward in client.get(reverse(name, args=[of.slug])).text, name
    assert onward in client.get(reverse("home"), {"plan": plan.slug}).text
