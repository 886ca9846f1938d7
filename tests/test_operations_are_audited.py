"""Every business event leaves exactly one line in the audit trail, in its own transaction."""

import inspect
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import RequestFactory

from lscb import clock, operations
from lscb.events import audit, names
from lscb.importing import events, lists
from lscb.models import AuditEntry
from lscb.tables.content import from_json
from plans import operations as plan_events
from plans.models import Action, ActionItem, GlossaryTerm, LastStep, Plan
from plans.rules.rhythm import Rhythm
from plans.rules.self_assessment import Said, StandardTyped
from plans.rules.timescales import dates_typed
from reporting import operations as report_events
from reporting.models import DueReport
from reporting.models.yearly import finance_seen
from reporting.operations.yearly_writing import LineTyped
from subgroups import operations as group_events
from subgroups.models import Agency, Attendance, Board, BoardRole, Function, ListDraft, Person
from subgroups.selectors.entrusted import is_named
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AgencyReturnFactory,
    BodyDocumentFactory,
    BodyFactory,
    ChallengeFactory,
    ChapterFactory,
    DecisionFactory,
    EvidenceFactory,
    GlossaryTermFactory,
    ImportDraftFactory,
    InvitationFactory,
    ListDraftFactory,
    MatterFactory,
    MeasureFactory,
    MeetingFactory,
    MembershipFactory,
    ObligationFactory,
    PersonFactory,
    PlanEditionFactory,
    PlanFactory,
    PriorityFactory,
    QuarterFactory,
    RecommendationFactory,
    ReturnAnswerFactory,
    ReviewFactory,
    ReviewKindFactory,
    RiskFactory,
    SavedViewFactory,
    ScrutinyEntryFactory,
    SectionFactory,
    SelfAssessmentFactory,
    StandardSetFactory,
    ThemeFactory,
    YearlyHeadingFactory,
    YearlyReportFactory,
    YearlySectionFactory,
    board_team,
    chair_of,
    due_of_each_group,
    nth,
    someone_with,
)
from tests.soak.sampling import every_ninth

# On PostgreSQL each event is done in tests/test_locks.py.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("quick_paper")]


def _taken_in(w):
    draft = ImportDraftFactory(plan=w.plan)
    plan_events.take_in(draft=draft, by=w.by)
    return draft


def _recommendation(w):
    return RecommendationFactory(review__board=w.plan.board)


def _closed(w, recommendation):
    meeting = MeetingFactory(body=w.body, held_on=date(2018, 4, 2))
    return plan_events.close_recommendation(
        recommendation=recommendation, meeting=meeting, because="In force already", by=w.by
    )


def _list(w):
    return ListDraftFactory(board=w.plan.board)


def _list_taken_in(w):
    draft = _list(w)
    lists.take_in_list(draft=draft, by=w.by)
    return draft


MODULES = [operations, events, lists, group_events, plan_events, report_events]
EVIDENCE = dict.fromkeys(("evidence_how_much", "evidence_how_well", "evidence_difference"), "Yes")


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    monkeypatch.setattr("reporting.operations.reports.render_pdf", lambda *args, **kwargs: b"%PDF-")
    monkeypatch.setattr("reporting.operations.board_reports.render_board_report", lambda content: b"%PDF-")
    monkeypatch.setattr("reporting.operations.editions.render_edition", lambda content: b"%PDF-")
    monkeypatch.setattr("reporting.operations.publications.render_public", lambda *args, **kwargs: b"%PDF-")


class World:
    """A plan with one quarter being collected, one action and one editor."""

    def __init__(self):
        self.plan = PlanFactory()
        self.body = BodyFactory(board=self.plan.board, name="Health Subgroup")
        self.by = board_team(self.plan.board)
        self.quarter = QuarterFactory(plan=self.plan)
        self.action = ActionFactory(plan=self.plan, when_text="July 2018", who_text="Health Subgroup")

    def complete(self):
        plan_events.record_update(
            action=self.action,
            quarter=self.quarter,
            rating="B",
            completed_on=date(2018, 4, 2),
            by=self.by,
            **EVIDENCE,
        )

    def close(self):
        self.complete()
        plan_events.agree_completion(action=self.action, outside_because="By e-mail", by=self.by)
        self.action.refresh_from_db()

    def ask(self):
        return plan_events.ask_for_new_date(
            action=self.action, to_date=date(2018, 9, 30), reason="Venue", by=self.by
        )

    def agency_return(self, **more):
        """Of its one standard, which is scored."""
        standards = StandardSetFactory(board=self.plan.board, titles=["Training"])
        assessment = SelfAssessmentFactory(plan=self.plan, standards=standards)
        answer = ReturnAnswerFactory(
            agency_return=AgencyReturnFactory(assessment=assessment, body=self.body, **more)
        )
        return answer.agency_return

    def return_after(self, last):
        following = SelfAssessmentFactory(
            plan=self.plan, standards=last.assessment.standards, previous=last.assessment
        )
        return AgencyReturnFactory(assessment=following, body=self.body)

    def draft(self):
        return report_events.start_draft(quarter=self.quarter, by=self.by)

    def final(self):
        return report_events.finalise_report(report=self.draft(), by=self.by)

    def to_sign(self):
        BoardRole.objects.create(
            person=self.by, board=self.plan.board, role="independent-chair", confirmed_at=clock.now()
        )
        return self.final()

    def of_board(self):
        top = BodyFactory(board=self.plan.board, name="The Board", kind="board")
        return MeetingFactory(body=top, held_on=date(2018, 5, 23))

    def board_draft(self):
        return report_events.start_board_report(meeting=self.of_board(), by=self.by)

    def due_of_each(self):
        BodyFactory(board=self.plan.board)  # which is awaited still
        return due_of_each_group(self.of_board(), self.plan)

    def year_section(self, **more):
        """A section of a year's draft, with another behind it."""
        section = YearlySectionFactory(report__board=self.plan.board, **more)
        YearlySectionFactory(report=section.report, position=1)
        return section

    def year_to_sign(self):
        year = self.year_section().report
        BoardRole.objects.create(
            person=self.by, board=self.plan.board, role="independent-chair", confirmed_at=clock.now()
        )
        return report_events.finalise_yearly(report=year, omitted_because="The year was short", by=self.by)

    def prepared(self):
        report_events.keep_public_pages(
            board=self.plan.board, contact="The office", about="", never_public="", by=self.by
        )
        return report_events.prepare_publication(source=self.final(), by=self.by)

    def duty(self):
        duty = ObligationFactory(planned_report__plan=self.plan)
        duty.forums.add(self.body)
        return duty

    def due(self):
        return DueReport.objects.create(obligation=self.duty(), forum=self.body, due_on=date(2018, 3, 21))


@pytest.fixture(scope="module")
def made_world(kept_for_the_module):
    return kept_for_the_module(World)


@pytest.fixture
def world(db, made_world):
    """The module's world as it was made, whatever other tests did in it."""
    return deepcopy(made_world)


def _never_signed_in(invitation):
    invitation.person.set_unusable_password()
    invitation.person.save()
    return invitation


def _send_link(person, by):
    request = RequestFactory().get("/")
    with context.request_context(request):
        group_events.send_password_link(person=person, request=request, by=by)


def _last_step(change):
    return LastStep.objects.for_undo().get(asked=change)


def _moved(person):
    person.email = "elsewhere@example.org"
    return person


def _counting(role):
    """A role that somebody has had for a while."""
    role.confirmed_at -= timedelta(days=9)
    role.save()
    return role


def _administrator(person):
    person.is_superuser = True
    person.save()
    return person


# Each event by name: what has to be there first, and the event itself.
EVENTS = {
    "lscb.keep": lambda w: (
        None,
        lambda _: operations.keep(GlossaryTerm(plan=w.plan, term="CTB", meaning="Trust"), by=w.by),
    ),
    "lscb.keep_list": lambda w: (
        ListDraftFactory.build(board=w.plan.board),
        lambda draft: events.keep_list(
            draft=ListDraft(board=w.plan.board, kind="people"),
            document=from_json(draft.document),
            name="People.xlsx",
            like=ListDraft.objects.all(),
            by=w.by,
        ),
    ),
    "lscb.correct_document": lambda w: (
        ImportDraftFactory(plan=w.plan),
        lambda draft: events.correct_document(draft=draft, dropped=["1.2"], by=w.by),
    ),
    "lscb.discard_document": lambda w: (
        _list(w),
        lambda draft: events.discard_document(draft=draft, by=w.by),
    ),
    "lscb.take_in_list": lambda w: (_list(w), lambda draft: lists.take_in_list(draft=draft, by=w.by)),
    "lscb.take_out_list": lambda w: (
        _list_taken_in(w),
        lambda draft: lists.take_out_list(draft=draft, by=w.by),
    ),
    "lscb.remove": lambda w: (
        GlossaryTermFactory(plan=w.plan),
        lambda term: operations.remove(term, by=w.by),
    ),
    "subgroups.add_spelling": lambda w: (
        None,
        lambda _: group_events.add_spelling(body=w.body, words="NHS group", by=w.by),
    ),
    "subgroups.add_meetings": lambda w: (
        None,
        lambda _: group_events.add_meetings(
            body=w.body, days=[(date(2018, 5, 2), None), (date(2018, 7, 4), None)], by=w.by
        ),
    ),
    "subgroups.move_meeting": lambda w: (
        MeetingFactory(body=w.body),
        lambda meeting: group_events.move_meeting(meeting=meeting, held_on=date(2018, 5, 2), by=w.by),
    ),
    "subgroups.add_groups": lambda w: (
        None,
        lambda _: group_events.add_groups(
            board=w.plan.board, groups=[("Neglect", "", "panel"), ("Audit", "QA", "subgroup")], by=w.by
        ),
    ),
    "subgroups.cancel_meeting": lambda w: (
        MeetingFactory(body=w.body),
        lambda meeting: group_events.cancel_meeting(meeting=meeting, by=w.by),
    ),
    "subgroups.record_attendance": lambda w: (
        MeetingFactory(body=w.body),
        lambda meeting: group_events.record_attendance(
            meeting=meeting,
            attended=[Attendance(name=w.by.name, person=w.by, capacity="member", presence="apologies")],
            by=w.by,
        ),
    ),
    "subgroups.make_calendar_address": lambda w: (
        group_events.make_calendar_address(person=w.by, board=w.plan.board, by=w.by),
        lambda _: group_events.make_calendar_address(person=w.by, board=w.plan.board, by=w.by),
    ),
    "subgroups.make_archive": lambda w: (
        None,
        lambda _: group_events.make_archive(board=w.plan.board, by=w.by),
    ),
    "subgroups.make_data_key": lambda w: (
        group_events.make_data_key(person=w.by, board=w.plan.board, name="Power BI", by=w.by),
        lambda _: group_events.make_data_key(person=w.by, board=w.plan.board, name="Excel", by=w.by),
    ),
    "subgroups.withdraw_data_key": lambda w: (
        group_events.make_data_key(person=w.by, board=w.plan.board, name="Power BI", by=w.by)[0],
        lambda key: group_events.withdraw_data_key(key=key, by=w.by),
    ),
    "subgroups.withdraw_calendar_address": lambda w: (
        group_events.make_calendar_address(person=w.by, board=w.plan.board, by=w.by)[0],
        lambda address: group_events.withdraw_calendar_address(address=address, by=w.by),
    ),
    "subgroups.give_place": lambda w: (
        PersonFactory(),
        lambda person: group_events.give_place(person=person, body=w.body, role="member", by=w.by),
    ),
    "subgroups.record_one_to_one": lambda w: (
        group_events.keep_agency(Agency(board=w.plan.board, name="Fire Service"), by=w.by),
        lambda agency: group_events.record_one_to_one(
            body=agency.body, kind="one-to-one", held_on=date(2018, 4, 1), by=w.by
        ),
    ),
    "subgroups.end_place": lambda w: (
        MembershipFactory(body=w.body),
        lambda place: group_events.end_place(place=place, ends_on=date(2018, 4, 1), by=w.by),
    ),
    "subgroups.invite": lambda w: (
        PersonFactory(),
        lambda person: group_events.invite(person=person, board=w.plan.board, by=w.by),
    ),
    "subgroups.resend_invitation": lambda w: (
        InvitationFactory(board=w.plan.board),
        lambda invitation: group_events.resend_invitation(invitation=invitation, by=w.by),
    ),
    "subgroups.withdraw_invitation": lambda w: (
        InvitationFactory(board=w.plan.board),
        lambda invitation: group_events.withdraw_invitation(invitation=invitation, by=w.by),
    ),
    "subgroups.accept_invitation": lambda w: (
        InvitationFactory(board=w.plan.board, person=w.by),
        lambda invitation: group_events.accept_invitation(invitation=invitation, password=None),
    ),
    "subgroups.leave": lambda w: (
        chair_of(w.body),
        lambda person: group_events.leave(
            person=person, board=w.plan.board, left_on=date(2018, 4, 1), by=w.by
        ),
    ),
    "subgroups.anonymise": lambda w: (
        PersonFactory(is_active=False, left_on=date(2010, 4, 1)),
        lambda person: group_events.anonymise(person=person, by=w.by),
    ),
    "subgroups.hand_out_record": lambda w: (
        chair_of(w.body),
        lambda person: group_events.hand_out_record(person=person, board=w.plan.board, by=w.by),
    ),
    "subgroups.stay": lambda w: (
        group_events.leave(person=chair_of(w.body), board=w.plan.board, left_on=date(2018, 5, 1), by=w.by),
        lambda person: group_events.stay(person=person, board=w.plan.board, by=w.by),
    ),
    "subgroups.merge_bodies": lambda w: (
        BodyFactory(board=w.plan.board),
        lambda other: group_events.merge_bodies(keep=w.body, merge=other, by=w.by),
    ),
    "subgroups.welcome_back": lambda w: (
        PersonFactory(is_active=False, left_on=date(2018, 4, 1)),
        lambda person: group_events.welcome_back(person=person, by=w.by),
    ),
    "subgroups.keep_agency": lambda w: (
        Agency(board=w.plan.board, name="Constabulary"),
        lambda agency: group_events.keep_agency(agency, by=w.by),
    ),
    "subgroups.keep_person": lambda w: (
        _moved(PersonFactory()),
        lambda person: group_events.keep_person(person=person, by=w.by),
    ),
    "subgroups.propose_role": lambda w: (
        PersonFactory(),
        lambda person: group_events.propose_role(
            person=person, board=w.plan.board, role="independent-chair", by=w.by
        ),
    ),
    "subgroups.choose_signing": lambda w: (
        None,
        lambda _: group_events.choose_signing(
            board=w.plan.board,
            one_is_enough=False,
            asked={"approver": 3},
            readers_update=False,
            by=w.by,
        ),
    ),
    "subgroups.confirm_role": lambda w: (
        group_events.propose_role(
            person=PersonFactory(),
            board=w.plan.board,
            role="independent-chair",
            by=board_team(w.plan.board),
        ),
        lambda role: group_events.confirm_role(role=role, by=w.by),
    ),
    "subgroups.withdraw_role": lambda w: (
        someone_with(w.plan.board, "auditor").board_roles.get(),
        lambda role: group_events.withdraw_role(role=role, by=w.by),
    ),
    "subgroups.end_role": lambda w: (
        _counting(someone_with(w.plan.board, "auditor").board_roles.get()),
        lambda role: group_events.end_role(role=role, ends_on=date(2018, 4, 30), by=w.by),
    ),
    "subgroups.prolong_role": lambda w: (
        group_events.propose_role(
            person=PersonFactory(), board=w.plan.board, role="auditor", ends_on=date(2018, 4, 30), by=w.by
        ),
        lambda role: group_events.prolong_role(role=role, ends_on=date(2018, 5, 31), by=w.by),
    ),
    "subgroups.add_board": lambda w: (
        _administrator(w.by),
        lambda keeper: group_events.add_board(
            board=Board(name="Eastshire Board", short_name="Eastshire"),
            person=Person(name="Ash", email="ash@example.org"),
            by=keeper,
        ),
    ),
    "subgroups.remove_board": lambda w: (
        (Board.objects.create(name="A", short_name="A", slug="a"), _administrator(w.by)),
        lambda both: group_events.remove_board(board=both[0], by=both[1]),
    ),
    "subgroups.open_board": lambda w: (
        _administrator(w.by),
        lambda keeper: group_events.open_board(board=w.plan.board, reason="To look", by=keeper),
    ),
    "subgroups.end_opening": lambda w: (
        group_events.open_board(board=w.plan.board, reason="To look", by=_administrator(w.by)),
        lambda opening: group_events.end_opening(opening=opening, by=w.by),
    ),
    "subgroups.send_password_link": lambda w: (
        PersonFactory(),
        lambda person: _send_link(person, w.by),
    ),
    "subgroups.accept_by_provider": lambda w: (
        _never_signed_in(InvitationFactory(board=w.plan.board, person=w.by)),
        lambda invitation: group_events.accept_by_provider(
            invitation=invitation, account=SocialAccount(provider="westshire", uid="1")
        ),
    ),
    "subgroups.take_off_codes": lambda w: (
        Authenticator.objects.create(user=w.by, type=Authenticator.Type.TOTP, data={}).user,
        lambda person: group_events.take_off_codes(person=person, by=w.by),
    ),
    "plans.start_plan": lambda w: (
        Plan(board=w.plan.board, title="Next plan", starts_on=date(2020, 4, 1), ends_on=date(2023, 3, 31)),
        lambda plan: plan_events.start_plan(plan=plan, by=w.by),
    ),
    "plans.add_sections": lambda w: (
        None,
        lambda _: plan_events.add_sections(plan=w.plan, sections=[("1", "Neglect"), ("", "Audit")], by=w.by),
    ),
    "plans.add_quarter": lambda w: (
        None,
        lambda _: plan_events.add_quarter(plan=w.plan, span=nth(w.plan, 2018, 1), by=w.by),
    ),
    "plans.change_rhythm": lambda w: (
        replace(w.plan.reporting, rhythm=Rhythm.HALF_YEARS),
        lambda wanted: plan_events.change_rhythm(plan=w.plan, wanted=wanted, labels={}, shown=(), by=w.by),
    ),
    "plans.open_quarter": lambda w: (
        plan_events.add_quarter(plan=w.plan, span=nth(w.plan, 2018, 1), by=w.by),
        lambda following: plan_events.open_quarter(quarter=following, by=w.by),
    ),
    "plans.open_first_quarter": lambda w: (
        Plan.objects.create(
            board=w.plan.board,
            title="Next plan",
            slug="next-plan",
            starts_on=date(2018, 4, 1),
            ends_on=date(2020, 3, 31),
        ),
        lambda plan: plan_events.open_first_quarter(plan=plan, by=w.by),
    ),
    "plans.close_quarter": lambda w: (None, lambda _: plan_events.close_quarter(quarter=w.quarter, by=w.by)),
    "plans.add_action": lambda w: (
        None,
        lambda _: plan_events.add_action(
            action=Action(plan=w.plan, label="1.2", text="Audit", when_text="May 2018 & June 2018"), by=w.by
        ),
    ),
    "plans.link_to_priority": lambda w: (
        PriorityFactory(plan=w.plan),
        lambda priority: plan_events.link_to_priority(
            plan=w.plan, actions=[w.action], priority=priority, by=w.by
        ),
    ),
    "plans.set_review_date": lambda w: (
        None,
        lambda _: plan_events.set_review_date(
            plan=w.plan, actions=[w.action], review_on=date(2018, 6, 30), by=w.by
        ),
    ),
    "plans.place_known_owners": lambda w: (
        (
            ActionFactory(plan=w.plan, label="2.9", who_text="Later Group"),
            BodyFactory(board=w.plan.board, name="Later Group"),
        ),
        lambda _: plan_events.place_known_owners(plan=w.plan, by=w.by),
    ),
    "plans.place_owner": lambda w: (
        BodyFactory(board=w.plan.board),
        lambda body: plan_events.place_owner(action=w.action, body=body, by=w.by),
    ),
    "plans.name_owners": lambda w: (
        (
            setattr(w.action.board, "names_owners", True),
            w.action.board.save(),
            w.action.owners.exclude(body=None).first(),
        )[2],
        lambda owner: plan_events.name_owners(action=w.action, named={owner.pk: w.by}, by=w.by),
    ),
    "plans.change_action": lambda w: (
        setattr(w.action, "when_text", "November 2017 & March 2018"),
        lambda _: plan_events.change_action(
            action=w.action, moves="correction", moves_because="Typed wrongly", by=w.by
        ),
    ),
    "plans.choose_reading": lambda w: (
        dates_typed("July 2018", [date(2018, 7, 1)]),
        lambda reading: plan_events.choose_reading(
            action=w.action, reading=reading, reason="As minuted", by=w.by
        ),
    ),
    "plans.start_linked_plan": lambda w: (
        None,
        lambda _: plan_events.start_linked_plan(
            business_plan=w.plan,
            kind="review",
            title="Plan of the review",
            starts_on=date(2017, 4, 1),
            ends_on=date(2018, 12, 31),
            by=w.by,
        ),
    ),
    "plans.link_plan": lambda w: (
        PlanFactory(board=w.plan.board, starts_on=date(2020, 4, 1), ends_on=date(2021, 3, 31)),
        lambda plan: plan_events.link_plan(plan=plan, business_plan=w.plan, kind="audit", by=w.by),
    ),
    "plans.point_action": lambda w: (
        PlanFactory(board=w.plan.board, kind="review", business_plan=w.plan),
        lambda plan: plan_events.point_action(action=w.action, to=plan, by=w.by),
    ),
    "plans.start_next_plan": lambda w: (
        (SectionFactory(plan=w.plan), GlossaryTermFactory(plan=w.plan)),
        lambda _: plan_events.start_next_plan(
            title="The next plan",
            starts_on=date(2020, 4, 1),
            ends_on=date(2023, 3, 31),
            predecessor=w.plan,
            by=w.by,
        ),
    ),
    "plans.carry_over": lambda w: (
        PlanFactory(board=w.plan.board),
        lambda into: plan_events.carry_over(action=w.action, into=into, by=w.by),
    ),
    "plans.keep_plan": lambda w: (
        None,
        lambda _: plan_events.keep_plan(plan=w.plan, keep_until=date(2027, 3, 31), then="reviewed", by=w.by),
    ),
    "plans.archive_plan": lambda w: (
        plan_events.close_quarter(quarter=w.quarter, by=w.by),
        lambda _: plan_events.archive_plan(plan=w.plan, keep_until=None, by=w.by),
    ),
    "plans.restore_plan": lambda w: (
        (
            plan_events.close_quarter(quarter=w.quarter, by=w.by),
            plan_events.archive_plan(plan=w.plan, keep_until=None, by=w.by),
        ),
        lambda _: plan_events.restore_plan(plan=w.plan, by=w.by),
    ),
    "plans.choose_words": lambda w: (
        None,
        lambda _: plan_events.choose_words(
            plan=w.plan,
            board={"team_label": "Partnership Unit"},
            levels={"section_label": "Work stream"},
            key={"B": ("Complete", "complete and embedded")},
            by=w.by,
        ),
    ),
    "plans.withdraw_action": lambda w: (
        None,
        lambda _: plan_events.withdraw_action(action=w.action, reason="Done elsewhere", by=w.by),
    ),
    "plans.agree_completion": lambda w: (
        w.complete(),
        lambda _: plan_events.agree_completion(action=w.action, outside_because="By e-mail", by=w.by),
    ),
    "plans.refuse_completion": lambda w: (
        w.complete(),
        lambda _: plan_events.refuse_completion(
            action=w.action, reason="No evidence", outside_because="By e-mail", by=w.by
        ),
    ),
    "plans.correct_where": lambda w: (
        w.close(),
        lambda _: plan_events.correct_where(
            of=w.action, outside_because="By e-mail", reason="It was left out", by=w.by
        ),
    ),
    "plans.reopen_action": lambda w: (
        w.close(),
        lambda _: plan_events.reopen_action(action=w.action, reason="Not finished", by=w.by),
    ),
    "plans.record_milestone": lambda w: (
        ActionFactory(plan=w.plan, when_text="November 2017 & March 2018").milestones.first(),
        lambda milestone: plan_events.record_milestone(
            milestone=milestone, done_on=date(2017, 11, 23), by=w.by
        ),
    ),
    "plans.finish_item": lambda w: (
        ActionItem.objects.create(action=w.action, text="First event"),
        lambda item: plan_events.finish_item(item=item, done_on=date(2018, 4, 1), by=w.by),
    ),
    "plans.record_update": lambda w: (
        None,
        lambda _: plan_events.record_update(
            action=w.action, quarter=w.quarter, rating="G", progress="Going well", by=w.by
        ),
    ),
    "plans.record_several": lambda w: (
        None,
        lambda _: plan_events.record_several(
            quarter=w.quarter, rating="G", said={w.action: {"progress": "Going well"}}, by=w.by
        ),
    ),
    "plans.undo": lambda w: (
        _last_step(w.ask()),
        lambda step: plan_events.undo(step=step, by=w.by),
    ),
    "plans.record_measure_value": lambda w: (
        MeasureFactory(plan=w.plan),
        lambda measure: plan_events.record_measure_value(
            measure=measure, quarter=w.quarter, value=Decimal(12), by=w.by
        ),
    ),
    "plans.answer_as_one": lambda w: (
        w.action.owners.create(everyone="groups", words="All groups", position=9),
        lambda _: plan_events.answer_as_one(
            action=w.action, body=w.body, state="done", words="Signed.", by=w.by
        ),
    ),
    "plans.accept_proposal": lambda w: (
        plan_events.record_update(
            action=w.action, quarter=w.quarter, rating="G", progress="Going well", by=chair_of(w.body)
        ),
        lambda update: plan_events.accept_proposal(update=update, by=w.by),
    ),
    "plans.remind": lambda w: (
        chair_of(w.body),
        lambda chair: plan_events.remind(person=chair, quarter=w.quarter, by=w.by),
    ),
    "plans.send_reminders": lambda w: (
        chair_of(w.body),
        lambda _: plan_events.send_reminders(quarter=w.quarter, by=w.by),
    ),
    "plans.set_last_reminder": lambda w: (
        None,
        lambda _: plan_events.set_last_reminder(plan=w.plan, days=3, by=w.by),
    ),
    "plans.ask_for_new_date": lambda w: (None, lambda _: w.ask()),
    "plans.decide_new_date": lambda w: (
        w.ask(),
        lambda change: plan_events.decide_new_date(
            change=change, agreed=True, outside_because="By e-mail", by=w.by
        ),
    ),
    "plans.record_decision": lambda w: (
        AgencyFactory(board=w.plan.board),
        lambda agency: plan_events.record_decision(
            action=w.action, words="Lend a room", helper=agency, outside_because="By e-mail", by=w.by
        ),
    ),
    "plans.record_matter": lambda w: (
        MeetingFactory(body=w.body),
        lambda meeting: plan_events.record_matter(
            meeting=meeting, words="Ask for a room", owner=w.body, by=w.by
        ),
    ),
    "plans.change_matter": lambda w: (
        MatterFactory(meeting__body=w.body),
        lambda matter: plan_events.change_matter(
            matter=matter, words="Ask for two rooms", owner=w.body, reason="One is too small", by=w.by
        ),
    ),
    "plans.follow_up_matter": lambda w: (
        MatterFactory(meeting__body=w.body),
        lambda matter: plan_events.follow_up_matter(matter=matter, outcome="All have answered", by=w.by),
    ),
    "plans.withdraw_matter": lambda w: (
        MatterFactory(meeting__body=w.body),
        lambda matter: plan_events.withdraw_matter(matter=matter, reason="It was said twice", by=w.by),
    ),
    "plans.reopen_matter": lambda w: (
        plan_events.withdraw_matter(matter=MatterFactory(meeting__body=w.body), reason="Said twice", by=w.by),
        lambda matter: plan_events.reopen_matter(matter=matter, reason="It was not", by=w.by),
    ),
    "plans.agree_unasked_date": lambda w: (
        None,
        lambda _: plan_events.agree_unasked_date(
            action=w.action, to_date=date(2018, 10, 31), reason="Venue", outside_because="By e-mail", by=w.by
        ),
    ),
    "plans.agree_waiting": lambda w: (
        w.ask(),
        lambda change: plan_events.agree_waiting(
            dates=[change], completions=[], outside_because="By e-mail", by=w.by
        ),
    ),
    "plans.settle_promise": lambda w: (
        DecisionFactory(action=w.action),
        lambda promise: plan_events.settle_promise(decision=promise, outcome="kept", by=w.by),
    ),
    "plans.write_scrutiny": lambda w: (
        None,
        lambda _: plan_events.write_scrutiny(
            board=w.plan.board, kind="finding", words="Late", source="Visit", to=w.body, by=w.by
        ),
    ),
    "plans.change_scrutiny": lambda w: (
        ScrutinyEntryFactory(board=w.plan.board),
        lambda entry: plan_events.change_scrutiny(
            entry=entry, kind="finding", words="Late", source="Visit", to=w.body, reason="A slip", by=w.by
        ),
    ),
    "plans.share_scrutiny": lambda w: (
        ScrutinyEntryFactory(board=w.plan.board, draft=True),
        lambda entry: plan_events.share_scrutiny(entry=entry, plan=w.plan, by=w.by),
    ),
    "plans.answer_scrutiny": lambda w: (
        ScrutinyEntryFactory(board=w.plan.board),
        lambda entry: plan_events.answer_scrutiny(entry=entry, response="So", by=w.by),
    ),
    "plans.close_scrutiny": lambda w: (
        (
            ScrutinyEntryFactory(board=w.plan.board, answered=True),
            MeetingFactory(body=w.body, held_on=date(2018, 4, 2)),
        ),
        lambda made: plan_events.close_scrutiny(entry=made[0], meeting=made[1], outcome="Better", by=w.by),
    ),
    "plans.reopen_scrutiny": lambda w: (
        plan_events.close_scrutiny(
            entry=ScrutinyEntryFactory(board=w.plan.board, answered=True),
            meeting=MeetingFactory(body=w.body, held_on=date(2018, 4, 2)),
            outcome="Better",
            by=w.by,
        ),
        lambda entry: plan_events.reopen_scrutiny(entry=entry, reason="It is not", by=w.by),
    ),
    "reporting.start_edition": lambda w: (None, lambda _: report_events.start_edition(plan=w.plan, by=w.by)),
    "reporting.word_edition": lambda w: (
        PlanEditionFactory(plan=w.plan),
        lambda edition: report_events.word_edition(edition=edition, title="Safer", foreword="", by=w.by),
    ),
    "reporting.publish_edition": lambda w: (
        PlanEditionFactory(plan=w.plan),
        lambda edition: report_events.publish_edition(edition=edition, by=w.by),
    ),
    "plans.raise_challenge": lambda w: (
        None,
        lambda _: plan_events.raise_challenge(
            plan=w.plan, to=w.body, words="Why?", raised_by="Chair", by=w.by
        ),
    ),
    "plans.answer_challenge": lambda w: (
        ChallengeFactory(plan=w.plan),
        lambda challenge: plan_events.answer_challenge(challenge=challenge, response="So", by=w.by),
    ),
    "plans.close_challenge": lambda w: (
        ChallengeFactory(plan=w.plan),
        lambda challenge: plan_events.close_challenge(
            challenge=challenge, outcome="Better", unanswered_because="Ended", by=w.by
        ),
    ),
    "plans.change_challenge": lambda w: (
        ChallengeFactory(plan=w.plan),
        lambda challenge: plan_events.change_challenge(
            challenge=challenge,
            to=w.body,
            words="Why so?",
            raised_by="Chair",
            raised_on=challenge.raised_on,
            reason="A slip",
            by=w.by,
        ),
    ),
    "plans.reopen_challenge": lambda w: (
        plan_events.close_challenge(
            challenge=ChallengeFactory(plan=w.plan), outcome="Better", unanswered_because="Ended", by=w.by
        ),
        lambda challenge: plan_events.reopen_challenge(challenge=challenge, reason="It is not", by=w.by),
    ),
    "plans.add_chapter": lambda w: (
        None,
        lambda _: plan_events.add_chapter(plan=w.plan, title="Introduction", text="Welcome", by=w.by),
    ),
    "plans.change_chapter": lambda w: (
        ChapterFactory(plan=w.plan),
        lambda chapter: plan_events.change_chapter(
            chapter=chapter, title="New", text="x", drawing="", by=w.by
        ),
    ),
    "plans.move_chapter": lambda w: (
        (ChapterFactory(plan=w.plan), ChapterFactory(plan=w.plan, position=2))[1],
        lambda chapter: plan_events.move_chapter(chapter=chapter, to=1, by=w.by),
    ),
    "plans.remove_chapter": lambda w: (
        ChapterFactory(plan=w.plan),
        lambda chapter: plan_events.remove_chapter(chapter=chapter, by=w.by),
    ),
    "plans.keep_document": lambda w: (
        None,
        lambda _: plan_events.keep_document(
            plan=w.plan, document=from_json(ImportDraftFactory.build().document), name="a.docx", by=w.by
        ),
    ),
    "plans.take_in": lambda w: (
        ImportDraftFactory(plan=w.plan),
        lambda draft: plan_events.take_in(draft=draft, by=w.by),
    ),
    "plans.take_out": lambda w: (
        _taken_in(w),
        lambda draft: plan_events.take_out(draft=draft, by=w.by),
    ),
    "plans.link_levels": lambda w: (
        PriorityFactory(plan=w.plan),
        lambda priority: plan_events.link_levels(
            plan=w.plan, links=[plan_events.Link(w.action, "priority", priority)], by=w.by
        ),
    ),
    "plans.choose_dependencies": lambda w: (
        ActionFactory(plan=w.plan),
        lambda other: plan_events.choose_dependencies(action=w.action, on=[other], by=w.by),
    ),
    "plans.add_item": lambda w: (
        None,
        lambda _: plan_events.add_item(action=w.action, text="Book the hall", by=w.by),
    ),
    "plans.change_item": lambda w: (
        ActionItem.objects.create(action=w.action, text="Book the hall"),
        lambda item: plan_events.change_item(item=item, text="Book a room", owner=w.body, by=w.by),
    ),
    "plans.remove_item": lambda w: (
        ActionItem.objects.create(action=w.action, text="Book the hall"),
        lambda item: plan_events.remove_item(item=item, by=w.by),
    ),
    "plans.add_evidence": lambda w: (
        None,
        lambda _: plan_events.add_evidence(
            action=w.action, title="Audit", link="https://example.org/audit", by=w.by
        ),
    ),
    "plans.withdraw_evidence": lambda w: (
        EvidenceFactory(action=w.action),
        lambda evidence: plan_events.withdraw_evidence(evidence=evidence, reason="Twice", by=w.by),
    ),
    "plans.add_body_document": lambda w: (
        None,
        lambda _: plan_events.add_body_document(
            body=w.body, document="terms", title="Terms", link="https://example.org/terms", by=w.by
        ),
    ),
    "plans.date_body_document": lambda w: (
        BodyDocumentFactory(body=w.body),
        lambda row: plan_events.date_body_document(document=row, agreed_on=date(2018, 4, 1), by=w.by),
    ),
    "plans.withdraw_body_document": lambda w: (
        BodyDocumentFactory(body=w.body),
        lambda row: plan_events.withdraw_body_document(document=row, reason="Twice", by=w.by),
    ),
    "plans.link_functions": lambda w: (
        Function.objects.create(body=w.body, number="1", text="Training"),
        lambda function: plan_events.link_functions(
            plan=w.plan, body=w.body, links=[plan_events.FunctionLink(w.action, function, True)], by=w.by
        ),
    ),
    "plans.record_risk": lambda w: (
        None,
        lambda _: plan_events.record_risk(
            plan=w.plan, words="It ends", likelihood=2, impact=5, response="Ask", held_by="Chair", by=w.by
        ),
    ),
    "plans.review_risk": lambda w: (
        RiskFactory(plan=w.plan),
        lambda risk: plan_events.review_risk(
            risk=risk, words="It ends", likelihood=1, impact=5, response="Ask", held_by="Chair", by=w.by
        ),
    ),
    "plans.close_risk": lambda w: (
        RiskFactory(plan=w.plan),
        lambda risk: plan_events.close_risk(risk=risk, why_closed="It went on", by=w.by),
    ),
    "plans.reopen_risk": lambda w: (
        plan_events.close_risk(risk=RiskFactory(plan=w.plan), why_closed="It went on", by=w.by),
        lambda risk: plan_events.reopen_risk(risk=risk, reason="It did not", by=w.by),
    ),
    "plans.save_view": lambda w: (
        None,
        lambda _: plan_events.save_view(
            board=w.plan.board, kind="actions", name="Late", asked={"overdue": ["on"]}, by=w.by
        ),
    ),
    "plans.change_view": lambda w: (
        SavedViewFactory(board=w.plan.board, person=w.by),
        lambda view: plan_events.change_view(view=view, name="Later", is_shared=True, by=w.by),
    ),
    "plans.remove_view": lambda w: (
        SavedViewFactory(board=w.plan.board, person=w.by),
        lambda view: plan_events.remove_view(view=view, by=w.by),
    ),
    "plans.take_usual_kinds": lambda w: (
        None,
        lambda _: plan_events.take_usual_kinds(board=w.plan.board, by=w.by),
    ),
    "plans.keep_review_kind": lambda w: (
        None,
        lambda _: plan_events.keep_review_kind(
            board=w.plan.board, name="Thematic review", stages="", by=w.by
        ),
    ),
    "plans.begin_review": lambda w: (
        ReviewKindFactory(board=w.plan.board),
        lambda kind: plan_events.begin_review(board=w.plan.board, kind=kind, code_name="Alder", by=w.by),
    ),
    "plans.change_review": lambda w: (
        ReviewFactory(board=w.plan.board),
        lambda review: plan_events.change_review(review=review, kind=review.kind, code_name="Birch", by=w.by),
    ),
    "plans.share_review": lambda w: (
        ReviewFactory(board=w.plan.board, shared_on=None),
        lambda review: plan_events.share_review(review=review, plan=w.plan, by=w.by),
    ),
    "plans.record_stages": lambda w: (
        ReviewFactory(board=w.plan.board).stages.create(words="Scope agreed"),
        lambda stage: plan_events.record_stages(
            review=stage.review, done={stage.pk: date(2018, 4, 2)}, by=w.by
        ),
    ),
    "plans.end_review_early": lambda w: (
        ReviewFactory(board=w.plan.board),
        lambda review: plan_events.end_review_early(review=review, reason="Not held", by=w.by),
    ),
    "plans.take_review_up_again": lambda w: (
        plan_events.end_review_early(review=ReviewFactory(board=w.plan.board), reason="Not held", by=w.by),
        lambda review: plan_events.take_review_up_again(review=review, reason="Held", by=w.by),
    ),
    "plans.add_recommendation": lambda w: (
        ReviewFactory(board=w.plan.board),
        lambda review: plan_events.add_recommendation(review=review, number="1", text="Train", by=w.by),
    ),
    "plans.change_recommendation": lambda w: (
        _recommendation(w),
        lambda made: plan_events.change_recommendation(
            recommendation=made, number="1", text="Train all", by=w.by
        ),
    ),
    "plans.answer_recommendation": lambda w: (
        _recommendation(w),
        lambda made: plan_events.answer_recommendation(recommendation=made, response="accepted", by=w.by),
    ),
    "plans.link_recommendation": lambda w: (
        _recommendation(w),
        lambda made: plan_events.link_recommendation(recommendation=made, actions=[w.action], by=w.by),
    ),
    "plans.close_recommendation": lambda w: (
        (_recommendation(w), MeetingFactory(body=w.body, held_on=date(2018, 4, 2))),
        lambda made: plan_events.close_recommendation(
            recommendation=made[0], meeting=made[1], because="In force already", by=w.by
        ),
    ),
    "plans.reopen_recommendation": lambda w: (
        _closed(w, _recommendation(w)),
        lambda made: plan_events.reopen_recommendation(recommendation=made, reason="Not done", by=w.by),
    ),
    "plans.look_at_impact": lambda w: (
        _closed(w, _recommendation(w)),
        lambda made: plan_events.look_at_impact(
            recommendation=made, found="embedded", words="An audit", by=w.by
        ),
    ),
    "plans.rename_theme": lambda w: (
        ThemeFactory(board=w.plan.board),
        lambda theme: plan_events.rename_theme(theme=theme, name="Voice", by=w.by),
    ),
    "plans.keep_standards": lambda w: (
        StandardSetFactory(board=w.plan.board),
        lambda kept: plan_events.keep_standards(
            board=w.plan.board, title="Two", standards=[StandardTyped("Training")], replaces=kept, by=w.by
        ),
    ),
    "plans.open_self_assessment": lambda w: (
        StandardSetFactory(board=w.plan.board),
        lambda kept: plan_events.open_self_assessment(
            plan=w.plan, title="2018", standards=kept, bodies=[w.body], due_on=date(2018, 6, 1), by=w.by
        ),
    ),
    "plans.change_self_assessment": lambda w: (
        SelfAssessmentFactory(plan=w.plan),
        lambda each: plan_events.change_self_assessment(
            assessment=each, title="2018", due_on=date(2018, 6, 1), introduction="", by=w.by
        ),
    ),
    "plans.close_self_assessment": lambda w: (
        SelfAssessmentFactory(plan=w.plan),
        lambda each: plan_events.close_self_assessment(assessment=each, outcome="Learnt", by=w.by),
    ),
    "plans.reopen_self_assessment": lambda w: (
        plan_events.close_self_assessment(
            assessment=SelfAssessmentFactory(plan=w.plan), outcome="Learnt", by=w.by
        ),
        lambda each: plan_events.reopen_self_assessment(assessment=each, reason="Too early", by=w.by),
    ),
    "plans.save_return": lambda w: (
        w.agency_return(),
        lambda each: plan_events.save_return(
            agency_return=each, said={each.answers.get().standard_id: Said("1")}, by=w.by
        ),
    ),
    "plans.carry_over_return": lambda w: (
        w.return_after(w.agency_return(sent=True)),
        lambda each: plan_events.carry_over_return(agency_return=each, by=w.by),
    ),
    "plans.send_return": lambda w: (
        w.agency_return(),
        lambda each: plan_events.send_return(agency_return=each, by=w.by),
    ),
    "plans.hand_back_return": lambda w: (
        w.agency_return(sent=True),
        lambda each: plan_events.hand_back_return(agency_return=each, reason="Too short", by=w.by),
    ),
    "plans.moderate_return": lambda w: (
        w.agency_return(sent=True),
        lambda each: plan_events.moderate_return(agency_return=each, scores={}, done=True, by=w.by),
    ),
    "plans.record_session": lambda w: (
        w.agency_return(sent=True),
        lambda each: plan_events.record_session(
            agency_return=each, session_on=date(2018, 4, 3), agreed="To train", by=w.by
        ),
    ),
    "plans.share_returns": lambda w: (
        plan_events.moderate_return(
            agency_return=w.agency_return(sent=True), scores={}, done=True, by=w.by
        ).assessment,
        lambda each: plan_events.share_returns(assessment=each, by=w.by),
    ),
    "plans.put_into_plan": lambda w: (
        w.agency_return(sent=True).answers.get(),
        lambda answer: plan_events.put_into_plan(answer=answer, text="Train", by=w.by),
    ),
    "plans.remind_of_returns": lambda w: (
        (w.agency_return(), chair_of(w.body))[0].assessment,
        lambda each: plan_events.remind_of_returns(assessment=each, by=w.by),
    ),
    "plans.add_recommendation_evidence": lambda w: (
        _recommendation(w),
        lambda made: plan_events.add_recommendation_evidence(
            recommendation=made, title="Audit", link="https://example.org/audit", by=w.by
        ),
    ),
    "plans.add_answer_evidence": lambda w: (
        w.agency_return().answers.get(),
        lambda answer: plan_events.add_answer_evidence(
            answer=answer, title="Audit", link="https://example.org/audit", by=w.by
        ),
    ),
    "reporting.start_draft": lambda w: (None, lambda _: w.draft()),
    "reporting.edit_draft": lambda w: (
        w.draft(),
        lambda report: report_events.edit_draft(report=report, key_messages="Two", decisions="", by=w.by),
    ),
    "reporting.finalise_report": lambda w: (
        w.draft(),
        lambda report: report_events.finalise_report(report=report, by=w.by),
    ),
    "reporting.approve_report": lambda w: (
        w.to_sign(),
        lambda report: report_events.approve_report(report=report, by=w.by, remarks=""),
    ),
    "reporting.correct_report": lambda w: (
        w.final(),
        lambda report: report_events.correct_report(report=report, reason="A slip", by=w.by),
    ),
    "reporting.add_section": lambda w: (
        YearlyReportFactory(board=w.plan.board),
        lambda year: report_events.add_section(report=year, title="Training", by=w.by),
    ),
    "reporting.write_section": lambda w: (
        w.year_section(),
        lambda section: report_events.write_section(section=section, title="Ours", text="Better", by=w.by),
    ),
    "reporting.look_at_section": lambda w: (
        w.year_section(),
        lambda section: report_events.look_at_section(section=section, by=w.by),
    ),
    "reporting.take_drafted": lambda w: (
        w.year_section(text="Other words"),
        lambda section: report_events.take_drafted(section=section, by=w.by),
    ),
    "reporting.leave_drafted": lambda w: (
        w.year_section(drafted_anew=True),
        lambda section: report_events.leave_drafted(section=section, by=w.by),
    ),
    "reporting.move_section": lambda w: (
        w.year_section(),
        lambda section: report_events.move_section(section=section, to=2, by=w.by),
    ),
    "reporting.leave_out_section": lambda w: (
        w.year_section(),
        lambda section: report_events.leave_out_section(section=section, because="Not this year", by=w.by),
    ),
    "reporting.take_in_section": lambda w: (
        w.year_section(left_out=True),
        lambda section: report_events.take_in_section(section=section, by=w.by),
    ),
    "reporting.keep_finance": lambda w: (
        YearlyReportFactory(board=w.plan.board),
        lambda year: report_events.keep_finance(
            report=year,
            lines=[LineTyped("income", None, "Grant", Decimal(500))],
            seen=finance_seen([]),
            by=w.by,
        ),
    ),
    "reporting.keep_recipients": lambda w: (
        YearlyReportFactory(board=w.plan.board),
        lambda year: report_events.keep_recipients(report=year, recipients="Healthwatch", by=w.by),
    ),
    "reporting.finalise_yearly": lambda w: (
        w.year_section().report,
        lambda year: report_events.finalise_yearly(
            report=year, omitted_because="The year was short", by=w.by
        ),
    ),
    "reporting.approve_yearly": lambda w: (
        w.year_to_sign(),
        lambda year: report_events.approve_yearly(report=year, by=w.by),
    ),
    "reporting.correct_yearly": lambda w: (
        report_events.finalise_yearly(
            report=w.year_section().report, omitted_because="The year was short", by=w.by
        ),
        lambda year: report_events.correct_yearly(report=year, reason="A slip", by=w.by),
    ),
    "reporting.take_usual_headings": lambda w: (
        None,
        lambda _: report_events.take_usual_headings(board=w.plan.board, by=w.by),
    ),
    "reporting.keep_heading": lambda w: (
        None,
        lambda _: report_events.keep_heading(board=w.plan.board, title="Foreword", by=w.by),
    ),
    "reporting.move_heading": lambda w: (
        YearlyHeadingFactory.create_batch(2, board=w.plan.board)[1],
        lambda heading: report_events.move_heading(heading=heading, to=1, by=w.by),
    ),
    "reporting.remove_heading": lambda w: (
        YearlyHeadingFactory(board=w.plan.board),
        lambda heading: report_events.remove_heading(heading=heading, by=w.by),
    ),
    "reporting.begin_year": lambda w: (
        None,
        lambda _: report_events.begin_year(board=w.plan.board, starts_on=date(2017, 4, 1), by=w.by),
    ),
    "reporting.draft_section_again": lambda w: (
        YearlySectionFactory(report__board=w.plan.board),
        lambda section: report_events.draft_section_again(section=section, by=w.by),
    ),
    "reporting.draft_year_again": lambda w: (
        YearlySectionFactory(report__board=w.plan.board).report,
        lambda report: report_events.draft_year_again(report=report, by=w.by),
    ),
    "reporting.keep_public_pages": lambda w: (
        None,
        lambda _: report_events.keep_public_pages(
            board=w.plan.board, contact="The office", about="", never_public="", by=w.by
        ),
    ),
    "reporting.prepare_publication": lambda w: (
        w.final(),
        lambda report: report_events.prepare_publication(source=report, by=w.by),
    ),
    "reporting.look_at_texts": lambda w: (
        w.prepared(),
        lambda draft: report_events.look_at_texts(
            publication=draft, choices={}, introduction="A good year", by=w.by
        ),
    ),
    "reporting.publish": lambda w: (
        w.prepared(),
        lambda draft: report_events.publish(publication=draft, by=w.by),
    ),
    "reporting.withdraw_publication": lambda w: (
        report_events.publish(publication=w.prepared(), by=w.by),
        lambda published: report_events.withdraw_publication(publication=published, reason="", by=w.by),
    ),
    "reporting.write_highlight": lambda w: (
        None,
        lambda _: report_events.write_highlight(body=w.body, quarter=w.quarter, done="A lot", by=w.by),
    ),
    "reporting.start_board_report": lambda w: (
        w.of_board(),
        lambda meeting: report_events.start_board_report(meeting=meeting, by=w.by),
    ),
    "reporting.edit_board_report": lambda w: (
        w.board_draft(),
        lambda report: report_events.edit_board_report(
            report=report, key_messages="Two", decisions="", by=w.by
        ),
    ),
    "reporting.finalise_board_report": lambda w: (
        w.board_draft(),
        lambda report: report_events.finalise_board_report(report=report, by=w.by),
    ),
    "reporting.correct_board_report": lambda w: (
        report_events.finalise_board_report(report=w.board_draft(), by=w.by),
        lambda report: report_events.correct_board_report(report=report, reason="A slip", by=w.by),
    ),
    "reporting.send_group_update": lambda w: (
        w.due_of_each(),
        lambda due: report_events.send_group_update(due=due, body=w.body, done="A lot", by=w.by),
    ),
    "reporting.excuse_group": lambda w: (
        w.due_of_each(),
        lambda due: report_events.excuse_group(due=due, body=w.body, reason="Half-term", by=w.by),
    ),
    "reporting.ask_group_after_all": lambda w: (
        report_events.excuse_group(due=w.due_of_each(), body=w.body, reason="Half-term", by=w.by),
        lambda update: report_events.ask_group_after_all(update=update, by=w.by),
    ),
    "reporting.remind_groups": lambda w: (
        (w.due_of_each(), chair_of(w.body))[0],
        lambda due: report_events.remind_groups(due=due, by=w.by),
    ),
    "reporting.generate_due_reports": lambda w: (
        w.duty(),
        lambda _: report_events.generate_due_reports(
            plan=w.plan, first=date(2018, 1, 1), last=date(2018, 12, 31), by=w.by
        ),
    ),
    "reporting.choose_duty_reading": lambda w: (
        w.duty(),
        lambda duty: report_events.choose_duty_reading(obligation=duty, kind="per-meeting", every=1, by=w.by),
    ),
    "reporting.place_report": lambda w: (
        (w.duty(), MeetingFactory(body=w.body)),
        lambda pair: report_events.place_report(obligation=pair[0], meeting=pair[1], by=w.by),
    ),
    "reporting.receive_report": lambda w: (
        w.due(),
        lambda due: report_events.receive_report(due=due, by=w.by),
    ),
    "reporting.defer_report": lambda w: (
        (w.due(), MeetingFactory(body=w.body)),
        lambda pair: report_events.defer_report(due=pair[0], to=pair[1], reason="Data late", by=w.by),
    ),
    "reporting.report_not_needed": lambda w: (
        w.due(),
        lambda due: report_events.report_not_needed(due=due, reason="Merged", by=w.by),
    ),
    "reporting.undo_due_report": lambda w: (
        report_events.receive_report(due=w.due(), by=w.by),
        lambda due: report_events.undo_due_report(due=due, by=w.by),
    ),
}

# Events made of others, each of which leaves its line.
LINES = {
    "plans.agree_unasked_date": 2,
    "plans.open_first_quarter": 2,
    "plans.start_linked_plan": 4,  # the plan, its period added and opened, and to what it is linked
    "subgroups.accept_by_provider": 2,  # whose account it is, and that they came
    "subgroups.add_board": 4,  # the board, somebody new, their role, and the letter
}


def public_functions(module):
    names = getattr(module, "__all__", None) or [
        name
        for name, value in inspect.getmembers(module, inspect.isfunction)
        if value.__module__ == module.__name__
    ]
    found = {name for name in names if not name.startswith("_") and inspect.isfunction(getattr(module, name))}
    # What is no event stands beside those of documents: events are what is atomic.
    beside = module in (events, lists)
    return {name for name in found if not beside or hasattr(getattr(module, name), "__wrapped__")}


@pytest.mark.parametrize("app", ["lscb", "subgroups", "plans", "reporting"])
def test_every_event_is_tried_here(app):
    modules = [module for module in MODULES if module.__name__.split(".")[0] == app]
    tried = {name.split(".")[1] for name in EVENTS if name.startswith(f"{app}.")}
    assert set().union(*map(public_functions, modules)) == tried


@pytest.mark.parametrize("name", EVENTS)
def test_one_event_is_one_line_by_whoever_did_it_in_which_people_stand_by_key(world, name):
    """So that a name can be taken out of it. What people typed in words of their own may name anybody; here nobody
    types a name."""
    first, event = EVENTS[name](world)
    before = AuditEntry.objects.count()
    event(first)
    assert AuditEntry.objects.count() == before + LINES.get(name, 1)
    assert AuditEntry.objects.order_by("-pk").first().by == world.by
    called_after_people = names.types_called_after_people()
    people = list(Person.objects.exclude(name=""))
    for entry in AuditEntry.objects.all():
        sealed = [str(names.by_key(pair)) for pair in entry.changes.values()] + [*entry.changes]
        if entry.thing_type_id not in called_after_people:
            sealed.append(entry.thing_name)
        for person in people:
            assert not any(is_named(person.name, words) for words in sealed), (entry.operation, sealed)


def _kept_again(keep, kept, **said):
    """A thing of a list, and the event that says of it what it says already."""
    return keep(**said), lambda first: keep(**said, **{kept: first})


SAID_AGAIN = {
    name: EVENTS[name]
    for name in ("subgroups.move_meeting", "reporting.word_edition", "reporting.keep_public_pages")
} | {
    "plans.keep_review_kind": lambda w: _kept_again(
        plan_events.keep_review_kind, "kind", board=w.plan.board, name="Peer review", stages="Visit", by=w.by
    ),
    "reporting.keep_heading": lambda w: _kept_again(
        report_events.keep_heading, "heading", board=w.plan.board, title="Foreword", by=w.by
    ),
}


@pytest.mark.parametrize("name", SAID_AGAIN)
def test_what_is_said_again_as_it_stands_leaves_no_line(world, name):
    first, event = SAID_AGAIN[name](world)
    event(first)
    rows = _rows()
    event(first)
    assert _rows() == rows


# An event is one transaction by one decorator, and takes back what it did on either database.
@pytest.mark.parametrize("name", every_ninth(EVENTS, list(EVENTS)[::8]))
def test_what_cannot_be_audited_does_not_happen(world, name, monkeypatch):
    first, event = EVENTS[name](world)
    rows = _rows()

    def broken(*args, **kwargs):
        raise RuntimeError("The audit trail cannot be written.")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        event(first)
    assert _rows() == rows


def _rows() -> dict[str, list]:
    """Every row of every model of ours, to compare before and after; read past the models, which is quicker."""
    from django.apps import apps

    found = {}
    with connection.cursor() as cursor:
        for label in ("lscb", "subgroups", "plans", "reporting"):
            for model in apps.get_app_config(label).get_models():
                table, pk = model._meta.db_table, model._meta.pk.column
                cursor.execute(f"SELECT * FROM {table} ORDER BY {pk}")  # noqa: S608 - our own names
                found[table] = cursor.fetchall()
    return found
