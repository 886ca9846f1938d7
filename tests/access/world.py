"""A board with a row in every table, every kind of reader of it, and another board beside it."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import AutoField

from lscb.models import Job, Letter
from plans import operations as plan_events
from plans.models import LastStep, SelfAssessment
from reporting import operations as report_events
from reporting.models import BoardReport, DueReport, GroupUpdate, Publication, YearlySection
from subgroups import operations as group_events
from subgroups.models import Membership, OneToOne, Person
from subgroups.rules.tokens import token_hash
from tests import factories
from tests.admin.conftest import everything
from tests.factories import (
    BodyFactory,
    MembershipFactory,
    PersonFactory,
    QuarterFactory,
    chair_of,
    someone_with,
)

# The key of the first row of each model that the other board has; no row of ours has it in any model.
THEIRS = 900_001


def sequences() -> dict[str, int]:
    """Of PostgreSQL, which does not take them back with a transaction: each with its last key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences"
            " WHERE schemaname = current_schema()"
        )
        return {sequence: last or 1 for sequence, last in cursor.fetchall()}


def set_sequences(last_of: dict[str, int]) -> None:
    """Let each of PostgreSQL's sequences go on behind a key."""
    with connection.cursor() as cursor:
        for sequence, last in last_of.items():
            cursor.execute("SELECT setval(%s, %s)", [sequence, last])


@contextmanager
def keys_from(first: int):
    """What is made inside has keys from `first` on in every model; what is made afterwards has none of them.

    PostgreSQL goes back to where its sequences were, since it does not take them back with a transaction: the next
    test's rows would meet these keys. SQLite does take them back, and never counts below a key that is there.
    """
    if connection.vendor == "sqlite":
        models = apps.get_models(include_auto_created=True)
        tables = [model._meta.db_table for model in models if isinstance(model._meta.pk, AutoField)]
        _count_on_sqlite(dict.fromkeys(tables, first - 1))
        yield
        _count_on_sqlite(dict.fromkeys(tables, first + 50_000))
    else:
        before = sequences()
        set_sequences(dict.fromkeys(before, first - 1))
        yield
        set_sequences(before)


def _count_on_sqlite(last_of: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_sequence")
        cursor.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", last_of.items())


def make_world(**board_fields):
    """The plan, its readers by kind, and the keys of what the addresses are about. `board_fields` are of our board."""
    ours = everything("Ours", **{"names_owners": True} | board_fields)
    with keys_from(THEIRS):
        theirs = everything("Theirs")
    plan, body, team, action = ours.plan, ours.body, ours.team, ours.action
    before = QuarterFactory(
        plan=plan, number=3, starts_on="2017-10-01", ends_on="2017-12-31", state="reported"
    )
    with pytest.MonkeyPatch.context() as unprinted:
        unprinted.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-")
        unprinted.setattr("reporting.operations.yearly_finals.print_report", lambda content: b"%PDF-")
        report = report_events.start_draft(quarter=before, by=team)
        report = report_events.finalise_report(report=report, by=team)
        to_board = factories.MeetingFactory(
            body=plan.board.bodies.get(kind="board"), held_on=date(2018, 3, 21)
        )
        unprinted.setattr("reporting.operations.board_reports.render_board_report", lambda content: b"%PDF-")
        board_report = report_events.start_board_report(meeting=to_board, by=team)
        board_report = report_events.finalise_board_report(report=board_report, by=team)
        year = factories.YearlyReportFactory(
            board=ours.board, name="2016/17", starts_on=date(2016, 4, 1), ends_on=date(2017, 3, 31)
        )
        factories.YearlySectionFactory(report=year)
        year = report_events.finalise_yearly(report=year, omitted_because="The year was short", by=team)
        unprinted.setattr(
            "reporting.operations.publications.render_public", lambda content, **about: b"%PDF-"
        )
        public = report_events.publish(
            publication=report_events.prepare_publication(source=report, by=team), by=team
        )
    again = Publication.objects.create(board=plan.board, report=report, prepared_by=team)
    # What waits for a decision is asked of the other action, so that this one may be asked too.
    plan.actions.get(label="9.2").date_changes.set(action.date_changes.all())
    plan_events.record_update(
        action=action,
        quarter=plan.quarters.get(name__startswith="Q4"),
        rating="G",
        progress="Ours as proposed",
        last_seen=action.updates.get().pk,
        by=ours.chair,
    )
    factories.ActionFactory(plan=plan, section=action.section, label="9.3", by=team)  # that nobody owns
    factories.ChapterFactory(plan=plan, title="Ours second chapter")  # so that one can be moved
    factories.YearlyHeadingFactory(board=ours.board, title="Ours first heading")  # likewise
    older = factories.PlanFactory(board=ours.board, slug="ours-older")
    factories.ActionFactory(plan=older, by=team)
    plan.predecessor = older
    plan.save()
    factories.PlanFactory(board=ours.board, slug="ours-next", predecessor=plan)
    leaver = chair_of(body, is_active=False)
    former = PersonFactory()
    MembershipFactory(person=former, body=body, starts_on="2015-04-01", ends_on="2017-03-31")
    member, vice_chair, two_boards = PersonFactory(), PersonFactory(), theirs.team
    other = BodyFactory(board=ours.board, name="Ours other subgroup")
    MembershipFactory(person=member, body=body, role=Membership.Role.MEMBER)
    MembershipFactory(person=vice_chair, body=body, role=Membership.Role.VICE_CHAIR)
    MembershipFactory(person=two_boards, body=other, role=Membership.Role.MEMBER)
    people = {
        "leaver": leaver,
        "stranger": factories.board_team(theirs.board),
        "former": former,
        "superuser": Person.objects.create_superuser(
            "keeper@example.org", name="Keeper", password="a long one"
        ),
        "member": member,
        "vice_chair": vice_chair,
        "owner": ours.chair,
        "other_chair": chair_of(other),
        "two_boards": two_boards,
        "auditor": someone_with(ours.board, "auditor"),
        "scrutineer": someone_with(ours.board, "scrutineer"),
        "approver": someone_with(ours.board, "approver"),
        "chair": someone_with(ours.board, "independent-chair"),
        "team": team,
    }
    leaving = chair_of(other)
    # What a system administrator starts again.
    Job.objects.create(
        title="Checking", by=team, opens="/", state=Job.State.FAILED, task="plans.tasks.check_trail"
    )
    rows = {type(row).__name__: row.pk for row in ours.rows.values()}
    section = ours.rows[YearlySection]
    for text in (
        "Ours once more",
        "Ours again",
    ):  # an earlier version to put back, and another section to move
        section = report_events.write_section(section=section, title=section.title, text=text, by=team)
    factories.YearlySectionFactory(report=section.report, title="Ours second section", position=1)
    due = DueReport.objects.get(pk=rows["DueReport"])
    letter = Letter.objects.create(kind="Reminder", to="ines@example.org", subject="Updates", body="Please.")
    planned = QuarterFactory(
        plan=plan, year="2018/19", number=1, starts_on="2018-04-01", ends_on="2018-06-30", state="planned"
    )
    # Of somebody who signs in already: a first password is chosen in tests/subgroups.
    team.set_password("three or four words")  # who signs in already accepts signed in
    team.save()
    factories.InvitationFactory(person=team, board=ours.board, token_hash=token_hash("invited"))
    # What the board team did last to the other action, and can undo.
    other_action = plan.actions.get(label="9.2")
    part = other_action.milestones.create(kind="due", due_on=date(2018, 3, 31))
    plan_events.record_milestone(milestone=part, done_on=date(2018, 3, 1), by=team)
    # What all groups own, which each of them answers for itself.
    other_action.owners.create(everyone="groups", words="All groups", position=9)
    # A return that was sent, moderated and shared, of another group that only the board team writes for.
    assessment = SelfAssessment.objects.get(pk=rows["SelfAssessment"])
    sent = factories.AgencyReturnFactory(
        assessment=assessment,
        body=BodyFactory(board=ours.board, name="Ours sister board", kind="outside"),
        sent=True,
    )
    BodyFactory(board=ours.board, name="Ours other sister board", kind="outside")
    answer = factories.ReturnAnswerFactory(agency_return=sent, improve="Ours will be done", by=team)
    plan_events.moderate_return(agency_return=sent, scores={}, done=True, by=team)
    plan_events.share_returns(assessment=assessment, by=team)
    things = {
        "step": LastStep.objects.get(action=other_action).key,
        "alone": {
            "plans:return-moderate": {"return": sent.pk},
            "plans:return-session": {"return": sent.pk},
            "plans:answer-action": {"answer": answer.pk},
            **{
                f"plans:group-document-{page}": {"group": rows["BodyDocument"]}
                for page in ("agree", "file", "withdraw")
            },
            "plans:answer-file": {"answer": rows["AnswerEvidence"]},
            "plans:answer-withdraw": {"answer": rows["AnswerEvidence"]},
            "plans:recommendation-file": {"recommendation": rows["RecommendationEvidence"]},
            "plans:recommendation-withdraw": {"recommendation": rows["RecommendationEvidence"]},
            "reporting:group-excuse": {"group": other.pk},
            "plans:quarter-open": {"quarter": planned.slug},
            "reporting:publication-withdraw": {"publication": public.pk},
            "reporting:publication-prepare": {"publication": report.pk},
            "reporting:publication-prepare-edition": {"publication": rows["PlanEdition"]},
            "reporting:publication-prepare-year": {"publication": year.pk},
            "subgroups:invitation": {"token": "invited"},
            "plans:action-answer": {"action": other_action.pk},
            "plans:matter-add": {"matter": rows["Meeting"]},
            "plans:view-add": {"list": "actions"},
            "plans:review-kind": {"review": rows["ReviewKind"]},
            **{
                f"reporting:yearly-heading{page}": {"yearly": rows["YearlyHeading"]}
                for page in ("", "-remove")
            },
            "plans:recommendation-actions": {
                "recommendation": factories.RecommendationFactory(review_id=rows["Review"], shared=True).pk
            },
            **{
                f"reporting:yearly-{page}": {"yearly": year.pk}
                for page in ("approve", "correct", "signatures")
            },
            **{
                f"subgroups:import-{page}": {"import": rows["ListDraft"]}
                for page in ("look", "row", "take-in", "end")
            },
        },
        "job": Job.objects.create(title="Sending reminders", by=team, opens="/").key,
        "action": action.pk,
        "person": ours.chair.pk,
        "milestone": action.milestones.create(kind="due", due_on=date(2018, 7, 31)).pk,
        "item": action.items.first().pk,
        "decision": rows["Decision"],
        "challenge": rows["Challenge"],
        "scrutiny": rows["ScrutinyEntry"],
        "risk": rows["Risk"],
        "matter": rows["Matter"],
        "minutes": rows["Meeting"],
        "view": rows["SavedView"],
        "review": rows["Review"],
        "recommendation": rows["Recommendation"],
        "theme": rows["Theme"],
        "chapter": rows["Chapter"],
        "import": rows["ImportDraft"],
        "evidence": rows["Evidence"],
        "group": body.pk,
        "board": board_report.pk,
        "board_meeting": BoardReport.objects.get(pk=rows["BoardReport"]).meeting_id,
        "updates": GroupUpdate.objects.get(pk=rows["GroupUpdate"]).due_id,
        "agency": OneToOne.objects.get(pk=rows["OneToOne"]).body_id,
        "quarter": ours.rows[type(before)].slug,
        "edition": rows["PlanEdition"],
        "report": report.pk,
        "data": report.pk,
        "yearly": rows["YearlyReport"],
        "yearly_section": rows["YearlySection"],
        "publication": again.pk,
        "public": public.slug,
        "archive": rows["BoardArchive"],
        "measure": rows["Measure"],
        "standards": rows["StandardSet"],
        "self": rows["SelfAssessment"],
        "return": rows["AgencyReturn"],
        "answer": rows["ReturnAnswer"],
        "due": due.pk,
        "meeting": rows["Meeting"],
        "leaver": leaving.pk,
        "record": leaving.pk,
        "token": group_events.make_calendar_address(person=team, board=plan.board, by=team)[1],
        "duty": due.obligation_id,
        "rows": {type(row): row.pk for row in (*ours.rows.values(), letter)},
    }
    return plan, people, things
