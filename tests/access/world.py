"""A board with a row in every table, every kind of reader of it, and another board beside it."""

from datetime import date

import pytest

from lscb.models import Job, Letter
from plans import operations as plan_events
from reporting import operations as report_events
from reporting.models import DueReport
from subgroups import operations as group_events
from subgroups.models import Membership, Person
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


def make_world():
    """The plan, its readers by kind, and the keys of what the addresses are about."""
    theirs = everything("Theirs")
    ours = everything("Ours")
    plan, body, team, action = ours.plan, ours.body, ours.team, ours.action
    before = QuarterFactory(
        plan=plan, number=3, starts_on="2017-10-01", ends_on="2017-12-31", state="reported"
    )
    with pytest.MonkeyPatch.context() as unprinted:
        unprinted.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-")
        report = report_events.start_draft(quarter=before, by=team)
        report = report_events.finalise_report(report=report, by=team)
    # What waits for a decision is asked of the other action, so that this one may be asked too.
    plan.actions.get(label="9.2").date_changes.set(action.date_changes.all())
    plan_events.record_update(
        action=action,
        quarter=plan.quarters.get(number=4),
        rating="G",
        progress="Ours as proposed",
        last_seen=action.updates.get().pk,
        by=ours.chair,
    )
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
    rows = {type(row).__name__: row.pk for row in ours.rows.values()}
    due = DueReport.objects.get(pk=rows["DueReport"])
    letter = Letter.objects.create(kind="Reminder", to="ines@example.org", subject="Updates", body="Please.")
    planned = QuarterFactory(
        plan=plan, year="2018/19", number=1, starts_on="2018-04-01", ends_on="2018-06-30", state="planned"
    )
    # Of somebody who signs in already: a first password is chosen in tests/subgroups.
    team.set_password("three or four words")  # who signs in already accepts signed in
    team.save()
    factories.InvitationFactory(person=team, board=ours.board, token_hash=token_hash("invited"))
    things = {
        "alone": {
            "plans:quarter-open": {"quarter": planned.slug},
            "subgroups:invitation": {"token": "invited"},
        },
        "job": Job.objects.create(title="Sending reminders", by=team, opens="/").key,
        "action": action.pk,
        "person": ours.chair.pk,
        "milestone": action.milestones.create(kind="due", due_on=date(2018, 7, 31)).pk,
        "item": action.items.first().pk,
        "decision": rows["Decision"],
        "challenge": rows["Challenge"],
        "risk": rows["Risk"],
        "group": body.pk,
        "quarter": ours.rows[type(before)].slug,
        "report": report.pk,
        "measure": rows["Measure"],
        "due": due.pk,
        "meeting": rows["Meeting"],
        "leaver": leaving.pk,
        "record": leaving.pk,
        "token": group_events.make_calendar_address(person=team, board=plan.board, by=team)[1],
        "duty": due.obligation_id,
        "rows": {type(row): row.pk for row in (*ours.rows.values(), letter)},
    }
    return plan, people, things
