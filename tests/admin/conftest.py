"""Two boards with a row of everything, and the board team of the first signed in."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from lscb import clock
from lscb.events import audit
from plans.models import (
    Action,
    ActionItem,
    ActionLink,
    ChosenReading,
    DateChange,
    ImpactLook,
    ImportedWords,
    LastStep,
    LinkedDocument,
    MeasureValue,
    Moderation,
    OneOfManyAnswer,
    Plan,
    PlanEvent,
    Reminder,
    Section,
    Undone,
)
from plans.rules.timescales import dates_typed
from reporting.models import (
    BoardReport,
    DueReport,
    MonitoringReport,
    Publication,
    PublicPages,
    YearlySignature,
)
from subgroups.models import Board, BoardArchive, Body, Opening, Person
from subgroups.operations import make_calendar_address, make_data_key
from tests import factories


@dataclass
class Everything:
    """A board with a row in every table; every name and text of it begins with `mark`."""

    mark: str
    board: Board
    team: Person
    chair: Person
    body: Body
    plan: Plan
    section: Section
    action: Action
    rows: dict


def everything(mark: str, **board_fields) -> Everything:
    board = factories.BoardFactory(
        name=f"{mark} board", short_name=f"{mark} short", slug=mark.lower(), **board_fields
    )
    team = factories.board_team(board, name=f"{mark} team member", email=f"team@{mark.lower()}.example.org")
    body = factories.BodyFactory(board=board, name=f"{mark} subgroup", short_name=f"{mark} SG")
    spelling = factories.BodyNameFactory(body=body, words=f"{mark} group")
    chair = factories.chair_of(body, name=f"{mark} chair")
    agency = factories.AgencyFactory(board=board, name=f"{mark} agency")
    meeting = factories.MeetingFactory(body=body, place=f"{mark} hall")
    one_to_one = factories.OneToOneFactory(body__board=board, body__name=f"{mark} partner")
    function = factories.FunctionFactory(body=body, text=f"{mark} function")
    function.items.create(text=f"{mark} line")
    plan = factories.PlanFactory(board=board, title=f"{mark} plan", slug=f"{mark.lower()}-plan")
    priority = factories.PriorityFactory(plan=plan, title=f"{mark} priority")
    section = factories.SectionFactory(plan=plan, title=f"{mark} section", lead=body)
    objective = factories.ObjectiveFactory(plan=plan, text=f"{mark} objective")
    term = factories.GlossaryTermFactory(plan=plan, term=f"{mark} term")
    action = factories.ActionFactory(
        plan=plan,
        section=section,
        label="9.1",
        text=f"{mark} action",
        outcome=f"{mark} outcome",
        who_text=f"{mark} subgroup",
        by=team,
    )
    thread = factories.ObjectiveFactory(plan=plan, text=f"{mark} thread", kind="golden-thread")
    for serves in (section, action):
        serves.golden_threads.add(thread)
    action.functions.add(function)
    other = factories.ActionFactory(
        plan=plan, section=section, label="9.2", text=f"{mark} other", when_text="Annually - March", by=team
    )
    ActionItem.objects.create(action=action, text=f"{mark} part", owner=body)
    ActionLink.objects.create(action=action, to=other)
    chosen = ChosenReading(plan=plan, words=f"{mark} words", by=team)
    chosen.timescale = dates_typed(f"{mark} words", [date(2018, 7, 31)])
    chosen.save()
    quarter = factories.QuarterFactory(plan=plan, meeting=meeting)
    update = factories.ProgressUpdateFactory(
        action=action, quarter=quarter, by=team, progress=f"{mark} progress"
    )
    moderation = Moderation.objects.create(proposal=update, by=team)
    change = DateChange.objects.create(
        action=action,
        from_date=action.due_on,
        to_date=date(2018, 9, 30),
        reason=f"{mark} reason",
        asked_by=chair,
    )
    decision = factories.DecisionFactory(
        action=action, words=f"{mark} decision", helper_agency=agency, recorded_by=team
    )
    matter = factories.MatterFactory(meeting=meeting, words=f"{mark} matter", recorded_by=team)
    attendance = factories.AttendanceFactory(
        meeting=meeting, person=chair, agency=agency, agency_name=agency.name, presence="apologies"
    )
    answer = OneOfManyAnswer.objects.create(
        action=other, body=body, state="done", words=f"{mark} answer", by=chair
    )
    challenge = factories.ChallengeFactory(
        plan=plan, words=f"{mark} challenge", to_agency=agency, recorded_by=team
    )
    scrutiny = factories.ScrutinyEntryFactory(
        board=board, words=f"{mark} scrutiny", to_agency=agency, written_by=team
    )
    evidence = factories.EvidenceFactory(action=action, title=f"{mark} evidence", by=team)
    terms = factories.BodyDocumentFactory(body=body, title=f"{mark} terms", by=team)
    chapter = factories.ChapterFactory(plan=plan, title=f"{mark} chapter", text=f"{mark} text")
    draft = factories.ImportDraftFactory(plan=plan, name=f"{mark} document.docx")
    handed_in = factories.ListDraftFactory(board=plan.board, name=f"{mark} members.xlsx")
    imported = ImportedWords.objects.create(action=action, draft=draft, progress=f"{mark} before")
    risk = factories.RiskFactory(plan=plan, words=f"{mark} risk", recorded_by=team)
    view = factories.SavedViewFactory(board=board, person=team, name=f"{mark} view", is_shared=True)
    kind = factories.ReviewKindFactory(board=board, name=f"{mark} kind", is_audit=True)
    review = factories.ReviewFactory(
        board=board,
        kind=kind,
        code_name=f"{mark} review",
        topic=f"{mark} topic",
        planned_for=date(2018, 2, 1),
        recorded_by=team,
    )
    review.stages.create(words=f"{mark} stage")
    review.agencies.add(agency)
    theme = factories.ThemeFactory(board=board, name=f"{mark} theme")
    recommendation = factories.RecommendationFactory(
        review=review,
        number="1",
        text=f"{mark} recommendation",
        closed_on=meeting.held_on,
        closed_at_meeting=meeting,
        closed_by=team,
    )
    recommendation.themes.add(theme)
    recommendation.agencies.add(agency)
    recommendation.bodies.add(body)
    recommendation.links.create(action=action)
    look = ImpactLook.objects.create(
        recommendation=recommendation, found="partly", words=f"{mark} found", by=team
    )
    shown_of_it = factories.RecommendationEvidenceFactory(
        recommendation=recommendation, title=f"{mark} survey", by=chair
    )
    standards = factories.StandardSetFactory(
        board=board, title=f"{mark} standards", titles=[f"{mark} standard"], by=team
    )
    assessment = factories.SelfAssessmentFactory(
        plan=plan, standards=standards, title=f"{mark} self-assessment", by=team
    )
    agency_return = factories.AgencyReturnFactory(
        assessment=assessment, body=body, strengths=f"{mark} strengths"
    )
    return_answer = factories.ReturnAnswerFactory(
        agency_return=agency_return, evidence=f"{mark} minutes", improve=f"{mark} training", by=chair
    )
    shown = factories.AnswerEvidenceFactory(answer=return_answer, title=f"{mark} audit", by=chair)
    measure = factories.MeasureFactory(plan=plan, words=f"{mark} measure")
    value = MeasureValue.objects.create(
        measure=measure, quarter=quarter, value=12, source=f"{mark} source", by=team
    )
    document = LinkedDocument.objects.create(plan=plan, title=f"{mark} strategy")
    reminder = Reminder.objects.create(
        quarter=quarter, person=chair, to=chair.email, subject=f"{mark} subject", body="9.1", references=1
    )
    report = factories.PlannedReportFactory(plan=plan, what=f"{mark} report")
    report.providers.add(body)
    obligation = factories.ObligationFactory(planned_report=report, words=f"{mark} obligation")
    obligation.forums.add(body)
    due = DueReport.objects.create(
        obligation=obligation, forum=body, meeting=meeting, due_on=date(2018, 4, 18)
    )
    highlight = factories.HighlightFactory(body=body, quarter=quarter, done=f"{mark} done", by=chair)
    top = factories.BodyFactory(board=board, name=f"{mark} board", kind="board")
    to_board = factories.MeetingFactory(body=top, held_on=date(2018, 5, 23))
    asked = factories.due_of_each_group(to_board, plan, f"{mark} updates")
    group_update = factories.GroupUpdateFactory(due=asked, body=body, done=f"{mark} update", by=chair)
    board_report = BoardReport.objects.create(
        board=board, meeting=to_board, key_messages=f"{mark} message to the board"
    )
    monitoring = MonitoringReport.objects.create(plan=plan, quarter=quarter, key_messages=f"{mark} message")
    edition = factories.PlanEditionFactory(plan=plan, title=f"{mark} edition", published=True)
    heading = factories.YearlyHeadingFactory(board=board, title=f"{mark} heading")
    yearly = factories.YearlyReportFactory(board=board, prepared_by=team, recipients=f"{mark} recipient")
    part = factories.YearlySectionFactory(report=yearly, title=f"{mark} achievements")
    money = factories.FinanceLineFactory(report=yearly, agency=agency, words=f"{mark} contribution")
    signature = YearlySignature.objects.create(
        report=factories.YearlyReportFactory(
            board=board, name="2015/16", starts_on=date(2015, 4, 1), ends_on=date(2016, 3, 31)
        ),
        person=team,
        role="approver",
        name=f"{mark} team member",
        post="Approver",
        at=clock.now(),
    )
    public_pages = PublicPages.objects.create(board=board, contact=f"{mark} office", about=f"{mark} about")
    publication = Publication.objects.create(
        board=board, report=monitoring, introduction=f"{mark} introduction", prepared_by=team
    )
    from django.db import transaction

    with transaction.atomic():
        entry = audit.record("action-changed", action, by=team)
    undone = Undone.objects.create(action=other, entry=entry.pk, by=team)
    step = LastStep.objects.create(
        action=other, entry=entry.pk, operation=PlanEvent.MILESTONE_RECORDED, by=team
    )
    membership = chair.memberships.get()
    invitation = factories.InvitationFactory(
        person=chair, board=board, invited_by=team, what_for=f"{mark} chair"
    )
    now = clock.now()
    opening = Opening.objects.create(
        person=team, board=board, reason=f"{mark} reason", opened_at=now, ends_at=now + Opening.LASTS
    )
    address, _ = make_calendar_address(person=chair, board=board, body=body, by=chair)
    archive = BoardArchive.objects.create(
        board=board, file=f"{mark.lower()}.zip", size=2, sha256="0" * 64, rows=0, made_by=team
    )
    key, _ = make_data_key(person=chair, board=board, name=f"{mark} dashboard", by=chair)
    rows = {
        type(row): row
        for row in [
            board,
            team.board_roles.get(),
            chair,
            body,
            spelling,
            agency,
            meeting,
            function,
            one_to_one,
            membership,
            address,
            key,
            archive,
            invitation,
            opening,
            plan,
            priority,
            section,
            objective,
            term,
            action,
            chosen,
            quarter,
            update,
            moderation,
            change,
            decision,
            matter,
            attendance,
            answer,
            challenge,
            scrutiny,
            risk,
            view,
            kind,
            review,
            theme,
            recommendation,
            shown_of_it,
            look,
            chapter,
            draft,
            handed_in,
            imported,
            evidence,
            terms,
            standards,
            standards.standards.first(),
            assessment,
            agency_return,
            return_answer,
            shown,
            measure,
            value,
            document,
            reminder,
            report,
            due,
            highlight,
            monitoring,
            group_update,
            board_report,
            edition,
            heading,
            yearly,
            part,
            money,
            signature,
            public_pages,
            publication,
            entry,
            undone,
            step,
        ]
    }
    return Everything(mark, board, team, chair, body, plan, section, action, rows)


@pytest.fixture(scope="module")
def both(kept_for_the_module):
    return kept_for_the_module(lambda: (everything("Ours"), everything("Theirs")))


@pytest.fixture
def ours(db, both):
    return deepcopy(both[0])


@pytest.fixture
def theirs(db, both):
    return deepcopy(both[1])


@pytest.fixture
def team(client, ours):
    """The browser of our board team."""
    client.force_login(ours.team)
    return client


def registered():
    """Models of the product that have a page in the admin."""
    apps = {"lscb", "subgroups", "plans", "reporting"}
    return [model for model in admin.site._registry if model._meta.app_label in apps]


def form_data(response) -> dict:
    """What a browser would post of an admin page as it stands: its form and every table in it."""
    data = {}
    adminform = response.context["adminform"]
    forms = [adminform.form]
    for formset in response.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is None or value is False:
                continue
            field = bound.field
            if hasattr(field, "choices") and isinstance(value, list | tuple):
                value = [str(getattr(each, "pk", each)) for each in value]
            elif hasattr(value, "isoformat"):
                value = bound.field.widget.format_value(value)
            data[bound.html_name] = getattr(value, "pk", value)
    return data


def tick(action: str, *things, **more) -> dict:
    """What the browser posts when rows of a list are ticked and an action is chosen."""
    return {"action": action, ACTION_CHECKBOX_NAME: [thing.pk for thing in things], **more}
