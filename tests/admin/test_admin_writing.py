"""What is typed in the admin: kept by operations, once in the audit trail and once in the history."""

from datetime import date

import pytest

from lscb.models import AuditEntry
from plans.models import (
    Action,
    ActionItem,
    ActionLink,
    DateChange,
    GlossaryTerm,
    Milestone,
    Objective,
    Plan,
    Priority,
    ProgressUpdate,
    Quarter,
    Section,
)
from reporting.models import DueReport, Highlight, MonitoringReport, Obligation, PlannedReport
from subgroups.models import (
    Agency,
    Board,
    BoardRole,
    Body,
    BodyName,
    Function,
    FunctionItem,
    Meeting,
    Membership,
    Person,
)
from tests import factories
from tests.admin.conftest import form_data, tick
from tests.admin.test_admin_pages import address


class Written:
    """Counts the audit lines, and the history rows of a model, that a block leaves."""

    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.before = AuditEntry.objects.count(), self.model.history.count()
        return self

    def __exit__(self, *exc):
        self.audited = AuditEntry.objects.count() - self.before[0]
        self.rows = self.model.history.count() - self.before[1]

    @property
    def once(self):
        return (self.audited, self.rows) == (1, 1)


def change(team, row, **typed):
    """Open the page of a row, type something and save."""
    page = address(type(row), "change", row.pk)
    return team.post(page, form_data(team.get(page)) | typed)


def add(team, model, **typed):
    page = address(model, "add")
    return team.post(page, form_data(team.get(page)) | typed)


def errors_of(response) -> str:
    assert response.status_code == 200, "it was accepted"
    said = [str(response.context["errors"])]
    for formset in response.context["inline_admin_formsets"]:
        said += [str(form.errors) for form in formset.formset.forms]
    return " ".join([*said, str(response.context["adminform"].errors)])


# --- Everything is written once ---------------------------------------------------------------------------

CHANGES = [
    (Board, {"handling": "Board members"}, "handling", "Board members"),
    (Agency, {"name": "Police"}, "name", "Police"),
    (BoardRole, {}, None, None),
    (Person, {"job_title": "Head"}, "job_title", "Head"),
    (Body, {"purpose": "To learn"}, "purpose", "To learn"),
    (Function, {"text": "Learn"}, "text", "Learn"),
    (Membership, {"ends_on": "31/03/2019"}, "ends_on", date(2019, 3, 31)),
    (Meeting, {"place": "Kendal"}, "place", "Kendal"),
    (Plan, {"vision": "Safe"}, "vision", "Safe"),
    (Priority, {"title": "Neglect"}, "title", "Neglect"),
    (Section, {"title": "Neglect"}, "title", "Neglect"),
    (Objective, {"text": "Aim"}, "text", "Aim"),
    (GlossaryTerm, {"meaning": "Meant"}, "meaning", "Meant"),
    (Action, {"outcome": "Better"}, "outcome", "Better"),
    (Quarter, {"papers_due_on": "10/04/2018"}, "papers_due_on", date(2018, 4, 10)),
    (PlannedReport, {"tells": "How it goes"}, "tells", "How it goes"),
    (DueReport, {"state": "deferred", "reason": "Data is late"}, "reason", "Data is late"),
    (Highlight, {"worry": "Staff leave"}, "worry", "Staff leave"),
    (MonitoringReport, {"key_messages": "All well"}, "key_messages", "All well"),
]


@pytest.mark.parametrize(
    ("model", "typed", "field", "kept"), CHANGES, ids=lambda each: getattr(each, "__name__", "")
)
def test_a_change_leaves_one_audit_line_and_one_history_row_and_a_page_saved_as_it_stands_none(
    model, typed, field, kept, team, ours
):
    row = ours.rows[model]
    page = address(model, "change", row.pk)
    as_it_stands = form_data(team.get(page))
    with Written(model) as written:
        response = team.post(page, as_it_stands)
    assert response.status_code == 302, errors_of(response)
    assert (written.audited, written.rows) == (0, 0)
    if field is None:
        return
    with Written(model) as written:
        response = team.post(page, as_it_stands | typed)
    assert response.status_code == 302, errors_of(response)
    assert written.once
    row.refresh_from_db()
    assert getattr(row, field) == kept
    entry = AuditEntry.objects.latest("pk")
    assert (entry.by, entry.board) == (ours.team, ours.board)
    assert model.history.first().history_user == ours.team


@pytest.mark.parametrize(
    ("model", "typed"),
    [
        (Agency, {"name": "Probation", "position": "3"}),
        (Body, {"name": "New group", "kind": "panel", "position": "9"}),
        (Plan, {"title": "Next", "slug": "next", "starts_on": "01/04/2020", "ends_on": "31/03/2023"}),
        (Priority, {"title": "Third", "label": "3"}),
        (Section, {"title": "Third", "label": "3"}),
        (Objective, {"text": "Third"}),
        (GlossaryTerm, {"term": "MARAC", "meaning": "Conference"}),
        (Action, {"label": "9.9", "text": "Do", "when_text": "July 2018", "who_text": "Ours subgroup"}),
        (Quarter, {"name": "Spring", "starts_on": "1 April 2018", "ends_on": "30 June 2018"}),
        (PlannedReport, {"what": "Annual report"}),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_an_addition_leaves_one_audit_line_and_one_history_row(model, typed, team, ours):
    with Written(model) as written:
        response = add(team, model, **typed)
    assert response.status_code == 302, errors_of(response)
    assert written.once
    assert AuditEntry.objects.latest("pk").operation.endswith("added")


def test_what_is_added_under_a_body_of_the_board_is_kept(team, ours):
    for model, typed in [
        (Function, {"body": ours.body.pk, "number": "2", "text": "Two"}),
        (Meeting, {"body": ours.body.pk, "held_on": "01/06/2018"}),
        (Membership, {"person": ours.team.pk, "body": ours.body.pk, "role": "member"}),
    ]:
        with Written(model) as written:
            response = add(team, model, **typed)
        assert response.status_code == 302, errors_of(response)
        assert written.once


# --- A section of ten actions -----------------------------------------------------------------------------

TEN = [
    ("9.1", "Audit ten files", "Ours subgroup", "July 2018"),
    ("9.2", "Meet", "Ours subgroup", "Bi-monthly"),
    ("9.3", "Ask", "LADA (via SC)", "31 March 2019"),
    ("9.4", "Write the strategy", "Ours SG", "November 2017 & March 2018"),
    ("9.5", "Publish", "Ours group", "Sept 2018"),
    ("9.6", "Train", "Ours subgroup", "Ongoing"),
    ("9.7", "Review", "Ours subgroup", "March 2019"),
    ("9.8", "Report", "Ours subgroup", "Annually - March"),
    ("9.8", "Report again", "Ours subgroup", "April 2019"),
    ("9.10", "Close", "Ours subgroup", "March 2020"),
]


def type_ten(team, plan):
    page = address(Section, "add")
    data = form_data(team.get(page)) | {"plan": plan.pk, "label": "9", "title": "Quality assurance"}
    for place, (label, text, who, when) in enumerate(TEN):
        row = {"label": label, "text": text, "who_text": who, "when_text": when, "outcome": "It helps"}
        data |= {f"actions-{place}-{field}": words for field, words in row.items()}
    return team.post(page, data, follow=True)


def test_ten_actions_typed_in_one_page_have_owners_and_dates(team, ours):
    with Written(Section) as sections, Written(Action) as actions:
        response = type_ten(team, ours.plan)
    assert sections.rows == 1
    assert actions.rows == 10
    assert actions.audited == 11  # the section and each action, once
    section = Section.objects.get(label="9", title="Quality assurance")
    kept = list(section.actions.with_owners().in_plan_order())
    assert [action.label for action in kept] == [row[0] for row in TEN]
    assert kept[0].due_on == date(2018, 7, 31)
    assert kept[0].owners_line == "Ours SG"
    assert kept[3].due_on is None
    assert [part.due_on for part in kept[3].milestones.all()] == [date(2017, 11, 30), date(2018, 3, 31)]
    assert kept[4].owners_line == "Ours SG"  # by another spelling
    assert kept[8].reference == "9.8 (2)"
    assert [action.position for action in kept] == list(range(1, 11))
    text = response.content.decode()
    assert "Read 10 timescales; 1 needs your choice:" in text
    assert "“Bi-monthly”" in text
    assert "1 owner not placed:" in text
    assert "“LADA" in text


def test_a_section_keeps_its_other_actions_when_one_is_changed(team, ours):
    type_ten(team, ours.plan)
    section = Section.objects.get(title="Quality assurance")
    page = address(Section, "change", section.pk)
    data = form_data(team.get(page))
    first = next(name for name, value in data.items() if value == "Audit ten files").removesuffix("-text")
    with Written(Action) as written:
        because = {f"{first}-moves": "correction", f"{first}-moves_because": "Typed wrongly"}
        response = team.post(page, data | {f"{first}-when_text": "September 2018"} | because, follow=True)
    assert written.once
    assert "Read 1 timescale." in response.content.decode()
    assert section.actions.get(text="Audit ten files").due_on == date(2018, 9, 30)
    assert section.actions.count() == 10


def test_a_row_without_its_action_is_refused_and_nothing_typed_is_lost(team, ours):
    page = address(Section, "add")
    data = form_data(team.get(page)) | {
        "plan": ours.plan.pk,
        "title": "Kept title",
        "actions-0-label": "1.1",
        "actions-0-when_text": "Kept words",
    }
    response = team.post(page, data)
    assert "This field is required" in errors_of(response)
    assert "Kept title" in response.content.decode()
    assert "Kept words" in response.content.decode()
    assert not Section.objects.filter(title="Kept title").exists()


def test_somebody_who_saved_meanwhile_is_not_overwritten_unseen(team, ours):
    page = address(Section, "change", ours.section.pk)
    opened = form_data(team.get(page))
    change(team, ours.action, outcome="Said by somebody else")
    response = team.post(page, opened | {"title": "Mine"})
    assert "Somebody saved this page while you were typing" in errors_of(response)
    assert "Mine" in response.content.decode()
    ours.action.refresh_from_db()
    assert ours.action.outcome == "Said by somebody else"
    again = team.post(page, form_data(response) | {"title": "Mine"})
    assert again.status_code == 302
    ours.section.refresh_from_db()
    assert ours.section.title == "Mine"


# --- Nothing of another board --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "field", "foreign"),
    [
        (Section, "lead", Body),
        (Section, "priority", Priority),
        (Action, "section", Section),
        (Action, "priority", Priority),
        (Action, "objective", Objective),
        (Action, "carried_from", Action),
        (Quarter, "meeting", Meeting),
        (Body, "parent", Body),
        (Membership, "agency", Agency),
        (Person, "agency", Agency),
        (Plan, "predecessor", Plan),
        (PlannedReport, "providers", Body),
        (DueReport, "meeting", Meeting),
    ],
    ids=lambda each: getattr(each, "__name__", str(each)),
)
def test_a_posted_id_of_another_board_is_a_form_error(model, field, foreign, team, ours, theirs):
    response = change(team, ours.rows[model], **{field: theirs.rows[foreign].pk})
    assert "Select a valid choice" in errors_of(response)


def test_a_new_thing_cannot_be_put_into_another_boards_plan(team, ours, theirs):
    for model, typed in [
        (Section, {"plan": theirs.plan.pk, "title": "X"}),
        (Action, {"plan": theirs.plan.pk, "text": "X"}),
        (Body, {"board": theirs.board.pk, "name": "X", "kind": "panel", "position": "1"}),
        (Meeting, {"body": theirs.body.pk, "held_on": "01/06/2018"}),
        (BoardRole, {"person": ours.chair.pk, "board": theirs.board.pk, "role": "board-team"}),
    ]:
        before = model.objects.count()
        assert "Select a valid choice" in errors_of(add(team, model, **typed))
        assert model.objects.count() == before


def test_what_belongs_to_another_plan_of_the_board_is_refused(team, ours):
    other = factories.SectionFactory(plan=factories.PlanFactory(board=ours.board))
    assert "another plan" in errors_of(change(team, ours.action, section=other.pk))


# --- Refusals are words on the page ---------------------------------------------------------------------------


def test_a_spelling_that_means_another_body_is_refused_in_words(team, ours):
    factories.BodyNameFactory(body=factories.BodyFactory(board=ours.board, name="Other"), words="PMQA")
    response = change(team, ours.body, **{"names-1-words": "PMQA", "names-TOTAL_FORMS": "3"})
    assert "“PMQA” already means Other" in errors_of(response)
    response = change(team, ours.body, **{"names-1-words": "L & I"})
    assert response.status_code == 302
    assert BodyName.objects.filter(body=ours.body, words="L & I").exists()


def test_a_quarter_outside_the_plan_is_refused_in_words(team, ours):
    late = {"name": "Q1 2025/26", "starts_on": "1 April 2025", "ends_on": "30 June 2025"}
    assert "lies outside the plan" in errors_of(add(team, Quarter, **late))
    again = {"name": "Winter", "starts_on": "2 January 2018", "ends_on": "31 March 2018"}
    assert "already there and shares days with it" in errors_of(add(team, Quarter, **again))
    named = {"name": "q4 2017/18", "starts_on": "1 April 2018", "ends_on": "30 June 2018"}
    assert "The plan has one of this name already." in errors_of(add(team, Quarter, **named))


def test_a_reporting_period_is_renamed_and_keeps_its_days_and_address(team, ours):
    quarter = ours.rows[Quarter]
    slug, days = quarter.slug, (quarter.starts_on, quarter.ends_on)
    change(team, quarter, name="Winter quarter", starts_on="1 May 2018")
    quarter.refresh_from_db()
    assert (quarter.name, quarter.slug) == ("Winter quarter", slug)
    assert (quarter.starts_on, quarter.ends_on) == days


def test_constraints_speak_plainly(team, ours):
    said = errors_of(change(team, ours.plan, ends_on="01/04/2016"))
    assert "The plan ends before it starts" in said
    said = errors_of(change(team, ours.rows[Meeting], papers_due_on="01/05/2018"))
    assert "on the day of the meeting or before" in said
    said = errors_of(change(team, ours.rows[DueReport], state="received"))
    assert "Give the day it was received" in said


def test_words_and_table_of_owners_are_not_changed_at_once(team, ours):
    owner = ours.action.owners.get()
    said = errors_of(
        change(team, ours.action, who_text="Somebody else", **{"owners-0-position": str(owner.position + 1)})
    )
    assert "Change either the words of “who”" in said
    ours.action.refresh_from_db()
    assert ours.action.who_text == "Ours subgroup"


def test_an_owner_can_be_chosen_from_the_bodies(team, ours):
    body = factories.BodyFactory(board=ours.board, name="Chosen one")
    response = change(
        team,
        ours.action,
        **{"owners-TOTAL_FORMS": "2", "owners-1-body": body.pk, "owners-1-position": "2"},
    )
    assert response.status_code == 302, errors_of(response)
    assert [str(owner) for owner in ours.action.owners.all()] == ["Ours subgroup", "Chosen one"]


def test_a_milestone_is_recorded_and_never_in_the_future(team, ours):
    action = Action.objects.get(label="9.2", plan=ours.plan)
    milestone = action.milestones.order_by("position").first()
    with Written(Milestone) as written:
        response = change(team, action, **{"milestones-0-done_on": "01/04/2018", "milestones-0-note": "Held"})
    assert response.status_code == 302, errors_of(response)
    assert written.once
    milestone.refresh_from_db()
    assert (milestone.done_on, milestone.note) == (date(2018, 4, 1), "Held")
    assert "has not come yet" in errors_of(change(team, action, **{"milestones-0-done_on": "01/04/2019"}))


def test_a_part_done_is_its_own_event(team, ours):
    with Written(ActionItem) as written:
        change(team, ours.action, **{"items-0-done_on": "01/04/2018"})
    assert written.once
    assert AuditEntry.objects.latest("pk").operation == "action-item-done"


def test_the_providers_of_a_report_are_in_the_audit_line(team, ours):
    other = factories.BodyFactory(board=ours.board, name="Panel")
    report = ours.rows[PlannedReport]
    with Written(PlannedReport) as written:
        response = change(team, report, providers=[ours.body.pk, other.pk])
    assert response.status_code == 302, errors_of(response)
    assert written.once
    assert set(report.providers.all()) == {ours.body, other}
    assert AuditEntry.objects.latest("pk").changes == {
        "provided by": ["Ours subgroup", "Ours subgroup; Panel"]
    }


def test_a_rule_of_recurrence_is_checked(team, ours):
    report = ours.rows[PlannedReport]
    said = errors_of(change(team, report, **{"obligations-0-rule": "every March"}))
    assert "Write the rule as FREQ=YEARLY;BYMONTH=3" in said


def test_number_ordering_in_a_list_is_kept_and_audited(team, ours):
    section = ours.section
    with Written(Section) as written:
        response = team.post(
            address(Section, "changelist"),
            {
                "form-TOTAL_FORMS": "1",
                "form-INITIAL_FORMS": "1",
                "form-0-id": section.pk,
                "form-0-position": "7",
                "_save": "Save",
            },
        )
    assert response.status_code == 302
    assert written.once
    section.refresh_from_db()
    assert section.position == 7


def test_what_is_typed_without_a_place_comes_last(team, ours):
    Section.objects.filter(pk=ours.section.pk).update(position=4)
    add(team, Section, title="After the others")
    assert Section.objects.get(title="After the others").position == 5
    page = address(Plan, "change", ours.plan.pk)
    data = form_data(team.get(page)) | {"sections-2-title": "First new", "sections-3-title": "Second new"}
    assert team.post(page, data).status_code == 302
    places = Section.objects.filter(title__in=["First new", "Second new"]).values_list("title", "position")
    assert sorted(places) == [("First new", 6), ("Second new", 7)]


# --- Taking away ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "model",
    [Action, Plan, Body, Person, ProgressUpdate, AuditEntry, MonitoringReport, DateChange, Quarter, Meeting],
    ids=lambda model: model.__name__,
)
def test_what_was_reported_on_cannot_be_deleted(model, team, ours):
    row = ours.rows[model]
    assert team.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    team.post(address(model, "changelist"), tick("delete_selected", row, post="yes"))
    assert model.objects.filter(pk=row.pk).exists()


def test_a_glossary_term_is_removed_once(team, ours):
    with Written(GlossaryTerm) as written:
        response = team.post(address(GlossaryTerm, "delete", ours.rows[GlossaryTerm].pk), {"post": "yes"})
    assert response.status_code == 302
    assert written.once
    assert AuditEntry.objects.latest("pk").operation == "glossaryterm-removed"
    assert not GlossaryTerm.objects.filter(plan=ours.plan).exists()


def test_several_are_removed_one_by_one(team, ours):
    another = factories.GlossaryTermFactory(plan=ours.plan)
    with Written(GlossaryTerm) as written:
        team.post(
            address(GlossaryTerm, "changelist"),
            tick("delete_selected", ours.rows[GlossaryTerm], another, post="yes"),
        )
    assert (written.audited, written.rows) == (2, 2)


@pytest.mark.parametrize(
    "model", [Section, Priority, Agency, PlannedReport], ids=lambda model: model.__name__
)
def test_what_something_depends_on_stays(model, team, ours):
    row = ours.rows[model]
    if model is Priority:
        change(team, ours.action, priority=row.pk)
    if model is Agency:
        change(team, ours.rows[Membership], agency=row.pk)
    response = team.post(address(model, "delete", row.pk), {"post": "yes"})
    assert response.status_code in (200, 302, 403)
    assert model.objects.filter(pk=row.pk).exists()


def test_lines_inside_a_page_are_removed_by_ticking(team, ours):
    link = ActionLink.objects.get(action=ours.action)
    with Written(ActionLink) as written:
        response = change(team, ours.action, **{"links-0-DELETE": "on"})
    assert response.status_code == 302, errors_of(response)
    assert written.once
    assert not ActionLink.objects.filter(pk=link.pk).exists()
    function = ours.rows[Function]
    change(team, function, **{"items-0-DELETE": "on"})
    assert not FunctionItem.objects.filter(function=function).exists()


def test_an_obligation_with_reports_due_stays(team, ours):
    obligation = Obligation.objects.get(planned_report=ours.rows[PlannedReport])
    response = change(team, ours.rows[PlannedReport], **{"obligations-0-DELETE": "on"})
    assert response.status_code == 200
    assert Obligation.objects.filter(pk=obligation.pk).exists()


# --- Actions on several rows ---------------------------------------------------------------------------------


def test_withdrawing_asks_why(team, ours):
    page = address(Action, "changelist")
    asked = team.post(page, tick("withdraw", ours.action))
    assert asked.status_code == 200
    assert "Ours action" in asked.content.decode()
    assert team.post(page, tick("withdraw", ours.action, asked="1", reason=" ")).status_code == 200
    with Written(Action) as written:
        response = team.post(page, tick("withdraw", ours.action, asked="1", reason="No longer needed"))
    assert response.status_code == 302
    assert written.once
    ours.action.refresh_from_db()
    assert (ours.action.state, ours.action.state_reason) == ("withdrawn", "No longer needed")
    again = team.post(page, tick("withdraw", ours.action, asked="1", reason="Again"), follow=True)
    assert "is withdrawn" in again.content.decode()


def test_only_what_is_said_to_be_complete_is_closed_and_it_can_be_opened_again(team, ours):
    page = address(Action, "changelist")
    other = Action.objects.get(plan=ours.plan, label="9.2")
    factories.ProgressUpdateFactory(
        action=ours.action,
        quarter=ours.rows[Quarter],
        rating="B",
        by=ours.team,
        completed_on=date(2018, 4, 1),
    )
    typed = {"asked": "1", "agreed_on": "05/04/2018", "meeting": ours.rows[Meeting].pk}
    asked_about = team.post(page, tick("agree", ours.action, **typed)).content.decode()
    assert "Tick this, or choose another one." in asked_about
    typed["ahead"] = "on"
    response = team.post(page, tick("agree", ours.action, other, **typed), follow=True)
    text = response.content.decode()
    assert "Closed: 1." in text
    assert "Only an action whose last update says complete can be closed." in text
    ours.action.refresh_from_db()
    assert (ours.action.state, ours.action.closed_on) == ("closed", date(2018, 4, 5))
    team.post(page, tick("open_again", ours.action, asked="1", reason="Not finished"))
    ours.action.refresh_from_db()
    assert ours.action.state == "live"


def test_actions_are_linked_to_a_priority_of_their_plan_only(team, ours, theirs):
    page = address(Action, "changelist")
    foreign = theirs.rows[Priority].pk
    refused = team.post(page, tick("link_to_priority", ours.action, asked="1", priority=foreign))
    assert "Select a valid choice" in refused.content.decode()
    with Written(Action) as written:
        team.post(page, tick("link_to_priority", ours.action, asked="1", priority=ours.rows[Priority].pk))
    assert written.once
    ours.action.refresh_from_db()
    assert ours.action.priority == ours.rows[Priority]


def test_an_action_ticked_of_another_board_is_left_alone(team, ours, theirs):
    team.post(address(Action, "changelist"), tick("withdraw", theirs.action, asked="1", reason="Mischief"))
    theirs.action.refresh_from_db()
    assert theirs.action.state == "live"


def test_quarters_of_the_whole_plan_are_added_and_one_is_opened(team, ours):
    team.post(address(Plan, "changelist"), tick("add_quarters", ours.plan))
    assert ours.plan.quarters.count() == 12
    first = ours.plan.quarters.get(starts_on=date(2018, 4, 1))
    team.post(address(Quarter, "changelist"), tick("open", first))
    first.refresh_from_db()
    assert first.state == "collecting"
    assert ours.plan.quarters.collecting().count() == 1
    team.post(address(Quarter, "changelist"), tick("close", first))
    assert ours.plan.quarters.collecting().count() == 0


def test_a_decision_about_a_date_is_recorded(team, ours):
    asked = ours.rows[DateChange]
    page, typed = address(DateChange, "changelist"), {"asked": "1", "meeting": ours.rows[Meeting].pk}
    assert "Choose the meeting" in team.post(page, tick("agreed", asked, asked="1")).content.decode()
    team.post(page, tick("agreed", asked, **typed, ahead="on"))
    ours.action.refresh_from_db()
    assert ours.action.due_on == date(2018, 9, 30)
    assert ours.action.first_due_on == date(2018, 7, 31)


def test_bodies_are_merged_and_meetings_cancelled(team, ours):
    other = factories.BodyFactory(board=ours.board, name="Audit group")
    team.post(address(Body, "changelist"), tick("merge", other, asked="1", keep=ours.body.pk))
    other.refresh_from_db()
    assert other.merged_into == ours.body
    with Written(Meeting) as written:
        team.post(address(Meeting, "changelist"), tick("cancel", ours.rows[Meeting]))
    assert written.once
    assert Meeting.objects.get(pk=ours.rows[Meeting].pk).cancelled


# --- People -----------------------------------------------------------------------------------------------


def test_a_new_person_has_a_place_and_is_found_again(team, ours):
    typed = {"name": "New chair", "email": "New.Chair@example.org"}
    assert "Give them a place" in errors_of(add(team, Person, **typed))
    with Written(Person) as written:
        response = add(team, Person, **typed, body=ours.body.pk, body_role="chair")
    assert response.status_code == 302, errors_of(response)
    assert (written.audited, written.rows) == (2, 1)  # the person, and the place they have
    person = Person.objects.get(email="new.chair@example.org")
    assert not person.has_usable_password()
    assert team.get(address(Person, "change", person.pk)).status_code == 200
    assert AuditEntry.objects.filter(operation="person-added", board=ours.board).count() == 1


def test_an_e_mail_is_one_persons_whatever_the_case(team, ours):
    typed = {"name": "Twin", "email": "TEAM@ours.example.org", "body": ours.body.pk, "body_role": "member"}
    assert "already" in errors_of(add(team, Person, **typed))


def test_nobody_sets_anothers_password(team, ours):
    typed = dict.fromkeys(("new_password1", "new_password2"), "nine wet Tuesdays in a row")
    gone = team.post(f"/admin/subgroups/person/{ours.chair.pk}/password/", typed, follow=True)
    assert "Perhaps it was deleted?" in gone.content.decode()
    ours.chair.refresh_from_db()
    assert not ours.chair.check_password("nine wet Tuesdays in a row")
    page = team.get(address(Person, "change", ours.chair.pk)).content.decode()
    assert "Send a link to choose a password" in page
    assert 'type="password"' not in page
    assert "until you invite them" in team.get(address(Person, "add")).content.decode()


def test_a_link_to_choose_a_password_is_sent(team, ours, mailoutbox):
    team.post(address(Person, "changelist"), tick("send_link", ours.chair))
    assert [mail.to for mail in mailoutbox] == [[ours.chair.email]]
    assert AuditEntry.objects.latest("pk").operation == "password-link-sent"


def test_an_old_address_opens_nothing(team, ours):
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=ours.chair, email=ours.chair.email, verified=True, primary=True)
    response = change(team, ours.chair, email="moved@example.org")
    assert response.status_code == 302, errors_of(response)
    assert not EmailAddress.objects.filter(user=ours.chair).exists()


def test_a_leaver_cannot_sign_in_and_can_come_back(team, ours):
    page = address(Person, "changelist")
    response = team.post(page, tick("leave", ours.chair, asked="1", left_on="01/04/2018"))
    assert response.status_code == 302
    ours.chair.refresh_from_db()
    assert (ours.chair.is_active, ours.chair.left_on) == (False, date(2018, 4, 1))
    assert ours.chair.memberships.get().ends_on == date(2018, 3, 31)
    team.post(page, tick("come_back", ours.chair))
    ours.chair.refresh_from_db()
    assert (ours.chair.is_active, ours.chair.left_on) == (True, None)
    own = team.post(page, tick("leave", ours.team, asked="1", left_on="01/04/2018"), follow=True)
    assert "cannot record that you leave yourself" in own.content.decode()


def test_nobody_takes_over_somebody_of_another_board(team, ours, theirs):
    factories.MembershipFactory(person=theirs.team, body=ours.body, role="member")
    assert change(team, theirs.team, email="mine@example.org", job_title="Helper").status_code == 302
    theirs.team.refresh_from_db()
    assert theirs.team.email == "team@theirs.example.org"
    assert theirs.team.job_title == "Helper"
    for action in ("leave", "send_link", "take_codes"):
        team.post(address(Person, "changelist"), tick(action, theirs.team, asked="1", left_on="01/04/2018"))
    theirs.team.refresh_from_db()
    assert theirs.team.is_active


def test_only_whoever_set_the_product_up_makes_another(team, ours, client):
    response = change(team, ours.chair, is_superuser="on", demonstration="on", is_active="")
    assert response.status_code == 302, errors_of(response)
    ours.chair.refresh_from_db()
    assert (ours.chair.is_superuser, ours.chair.demonstration, ours.chair.is_active) == (False, False, True)


def test_nobody_changes_their_own_role(team, ours):
    role = ours.rows[BoardRole]
    said = errors_of(add(team, BoardRole, person=ours.team.pk, role="auditor"))
    assert "cannot change your own roles" in said
    response = team.post(address(BoardRole, "delete", role.pk), {"post": "yes"}, follow=True)
    assert "cannot change your own roles" in response.content.decode()
    assert BoardRole.objects.filter(pk=role.pk).exists()
    with Written(BoardRole) as written:
        response = add(team, BoardRole, person=ours.chair.pk, role="auditor")
    assert response.status_code == 302, errors_of(response)
    assert written.once


def test_a_final_report_is_only_read(team, ours, settings):
    report = ours.rows[MonitoringReport]
    MonitoringReport.objects.filter(pk=report.pk).update(
        state="final",
        number=1,
        content={"secret": "copied words"},
        pdf=b"%PDF copied bytes",
        pdf_sha256="x",
        finalised_at="2018-04-09T12:00:00Z",
        finalised_by=ours.team,
    )
    page = team.get(address(MonitoringReport, "change", report.pk)).content.decode()
    assert 'name="_save"' not in page
    assert "copied words" not in page
    assert "copied bytes" not in page
    response = team.post(address(MonitoringReport, "change", report.pk), {"key_messages": "Other"})
    assert response.status_code == 403
    report.refresh_from_db()
    assert report.key_messages == "Ours message"


@pytest.mark.parametrize("model", [ProgressUpdate, AuditEntry], ids=lambda model: model.__name__)
def test_what_was_said_is_never_changed(model, team, ours):
    row = ours.rows[model]
    assert team.post(address(model, "change", row.pk), {"progress": "Other"}).status_code == 403
    assert team.post(address(model, "add"), {}).status_code == 403


# --- Roles with days ----------------------------------------------------------------------------------------


def ticked(team, action, role, **typed):
    return team.post(address(BoardRole, "changelist"), tick(action, role, asked="1", **typed), follow=True)


def had_for_a_while(role):
    BoardRole.objects.filter(pk=role.pk).update(
        confirmed_at="2018-01-02T12:00:00Z", proposed_at=role.proposed_at and "2018-01-01T12:00:00Z"
    )
    return BoardRole.objects.get(pk=role.pk)


def test_a_role_is_ended_on_a_day_and_given_anew_from_the_next(team, ours):
    role = had_for_a_while(factories.someone_with(ours.board, "approver").board_roles.get())
    asked = team.post(address(BoardRole, "changelist"), tick("end", role))
    assert "Give yesterday to end it at once" in asked.text
    assert "yesterday at the earliest" in ticked(team, "end", role, ends_on="01/04/2018").text
    assert "Given a last day: 1" in ticked(team, "end", role, ends_on="30/04/2018").text
    assert "Given anew from the day after the last one: 1" in ticked(team, "prolong", role, ends_on="").text
    first, second = BoardRole.objects.filter(person=role.person).order_by("pk")
    assert (first.ends_on, second.starts_on, second.ends_on) == (date(2018, 4, 30), date(2018, 5, 1), None)
    assert (second.confirmed_at, second.proposed_by) == (None, ours.team)
    listed = team.get(address(BoardRole, "changelist")).text
    assert "In force until 30 April 2018" in listed
    assert "Waits for a second person" in listed
    deleted = team.post(address(BoardRole, "delete", first.pk), {"post": "yes"}, follow=True)
    assert "end it on a day instead" in deleted.text


def test_a_deputy_is_named_with_whom_they_stand_in_for(team, ours):
    chair = factories.someone_with(ours.board, "independent-chair", name="Ida Fell")
    deputy = factories.PersonFactory(name="Ruth Bell")
    factories.MembershipFactory(person=deputy, body=ours.body, role="member")
    typed = {"person": deputy.pk, "role": "independent-chair", "deputy_for": chair.pk}
    assert "give the first day and the last" in errors_of(add(team, BoardRole, **typed, ends_on="31/05/2018"))
    response = add(team, BoardRole, **typed, starts_on="10/04/2018", ends_on="31/05/2018")
    assert response.status_code == 302, errors_of(response)
    said = "Independent Chair (deputy for Ida Fell until 31 May 2018)"
    assert said in team.get(address(BoardRole, "changelist")).text
    assert f"{said} (waits for a second person)" in team.get(address(Person, "changelist")).text


def test_the_deputy_of_a_body_is_given_both_days(team, ours):
    typed = {"person": ours.team.pk, "body": ours.body.pk, "role": "deputy"}
    said = errors_of(add(team, Membership, **typed, starts_on="10/04/2018"))
    assert "give the first day and the last" in said
    response = add(team, Membership, **typed, starts_on="10/04/2018", ends_on="31/05/2018")
    assert response.status_code == 302, errors_of(response)


def test_roles_are_offered_in_the_boards_own_words(team, ours):
    Board.objects.filter(pk=ours.board.pk).update(approver_label="Statutory partner")
    assert '<option value="approver">Statutory partner</option>' in team.get(address(BoardRole, "add")).text
