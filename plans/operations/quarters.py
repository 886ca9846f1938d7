"""Reporting periods: planned, opened for updates, closed; and the rhythm by which a plan has them."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import ProtectedError

from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.words import own_words
from plans.models import Plan, PlanEvent, Quarter
from plans.operations.following import (
    close_followers,
    follow_periods,
    free_slug,
    hold_with_linked,
    open_followers,
    refuse_followed,
    refuse_linked,
    report_alike,
    take_dates_anew,
    take_out_followers,
)
from plans.rules.rhythm import Reporting, Span
from plans.selectors.quarters import first_quarter, rhythm_change
from subgroups.models import Meeting, Person

A_YEAR = timedelta(days=366)
LABELS = ("period_label", "period_label_plural", "report_label")


@transaction.atomic
def add_quarter(
    *,
    plan: Plan,
    span: Span,
    by: Person,
    meeting: Meeting | None = None,
    papers_due_on: date | None = None,
) -> Quarter:
    """Plan a reporting period, of the plan's rhythm or of days that somebody typed; its linked plans are to follow it.

    :raises Refused: by field, without a name, outside the plan, for days or a name that another has, for more than a
        year, or for a meeting of another board; of a linked plan, which has those of its business plan.
    """
    linked = hold_with_linked(plan)
    refuse_linked(plan)
    wrong = guards.strangers(plan.board, meeting=meeting)
    wrong |= guards.empty(name=(span.name, "Give it a name, as Term 1 2025/26."))
    guards.refuse(wrong | _wrong_days(plan, span) | _taken(plan, span))
    quarter = Quarter(
        plan=plan,
        name=span.name.strip(),
        slug=free_slug(plan, span.name),
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        meeting=meeting,
        papers_due_on=papers_due_on,
    )
    audit.save(quarter, by)
    audit.record(PlanEvent.QUARTER_ADDED, quarter, by=by)
    for each in linked:
        follow_periods(each, by)
    return quarter


def _wrong_days(plan: Plan, span: Span) -> dict[str, str]:
    if span.ends_on <= span.starts_on:
        return {"ends_on": "It ends after it starts."}
    if span.ends_on - span.starts_on > A_YEAR:
        return {"ends_on": "More than a year is a slip of the pen; correct one of the two days."}
    if span.ends_on < plan.starts_on or span.starts_on > plan.ends_on:
        return {"starts_on": f"It lies outside the plan, which runs {plan.years}."}
    return {}


def _taken(plan: Plan, span: Span) -> dict[str, str]:
    wrong = {}
    for other in plan.quarters.all():
        if other.name.casefold() == span.name.strip().casefold():
            wrong["name"] = f"{other.name} is already there; give this one another name."
        if span.shares_a_day_with(other.span):
            wrong["starts_on"] = f"{other.name} is already there and shares days with it."
    return wrong


@transaction.atomic
def change_rhythm(
    *,
    plan: Plan,
    wanted: Reporting,
    labels: Mapping[str, str],
    shown: Collection[int],
    by: Person,
) -> list[Quarter]:
    """Let a plan report in another rhythm from now on; the periods that were taken out, which nobody had opened.

    Periods that were opened keep their days, names and reports, and what follows begins after them. `labels` are the
    plan's words for a period, for several and for its report, empty where the usual ones will do. `shown` are the keys
    of the periods that whoever decides was shown as going: none goes unseen.

    Linked plans report as it does.

    :raises Refused: when others would go than were shown, or one that goes holds something already; of a linked plan.
    """
    linked = hold_with_linked(plan)
    refuse_linked(plan)
    going = rhythm_change(plan, wanted).go
    if {quarter.pk for quarter in going} != set(shown):
        raise Refused("What would be taken out has changed meanwhile. Look at it once more.")
    fields = ["rhythm", "year_starts_in", "naming", *LABELS]
    before = audit.values_of(plan, fields)
    plan.rhythm, plan.year_starts_in, plan.naming = wanted.rhythm, wanted.year_starts_in, wanted.naming
    for name in LABELS:
        setattr(plan, name, labels.get(name, "").strip())
    changes = audit.differences(before, audit.values_of(plan, fields))
    if going:
        changes["taken out"] = [", ".join(quarter.name for quarter in going), None]
    for quarter in going:
        try:
            with transaction.atomic():
                take_out_followers(quarter, by)
                audit.as_by(quarter, by).delete()
        except ProtectedError as error:
            raise Refused(
                f"{quarter.name} was never opened and holds something already, so it cannot be taken out. Open it "
                "first, or keep the rhythm."
            ) from error
    if changes:
        audit.save(plan, by, fields)
        audit.record(PlanEvent.RHYTHM_CHANGED, plan, by=by, changes=changes)
    for each in linked:
        report_alike(each, by)
    return going


@transaction.atomic
def open_quarter(*, quarter: Quarter, by: Person) -> Quarter:
    """Start collecting updates for `quarter`; the one collected before is closed for updates from now on. Linked plans
    are collected with it, and what takes its date from one of them has it as it is now.

    :raises Refused: when the quarter is closed, or open already; of a linked plan.
    """
    hold_with_linked(quarter.plan, quarter)
    refuse_linked(quarter.plan)
    if quarter.state == Quarter.State.REPORTED:
        raise Refused(f"{quarter.name} is closed for updates.")
    if quarter.state == Quarter.State.COLLECTING:
        raise Refused(f"{quarter.name} is open already.")
    for other in locks.locked(quarter.plan.quarters.collecting().order_by("pk")):
        other.state = Quarter.State.REPORTED
        audit.save(other, by, ["state"])
        close_followers(other, by)
    quarter.state = Quarter.State.COLLECTING
    audit.save(quarter, by, ["state"])
    audit.record(PlanEvent.QUARTER_OPENED, quarter, by=by)
    open_followers(quarter, by)
    take_dates_anew(quarter.plan, by)
    return quarter


@transaction.atomic
def close_quarter(*, quarter: Quarter, by: Person) -> Quarter:
    """Stop collecting updates for `quarter`, with or without a report; for linked plans with it.

    :raises Refused: when it collects none; of a linked plan while its business plan's still collects.
    """
    hold_with_linked(quarter.plan, quarter)
    refuse_followed(quarter)
    if quarter.state != Quarter.State.COLLECTING:
        raise Refused(f"{quarter.name} collects no updates.")
    quarter.state = Quarter.State.REPORTED
    audit.save(quarter, by, ["state"])
    audit.record(PlanEvent.QUARTER_CLOSED, quarter, by=by)
    close_followers(quarter, by)
    return quarter


@transaction.atomic
def open_first_quarter(*, plan: Plan, by: Person) -> Quarter:
    """Plan and open at once the reporting period that a plan starts to collect with: today's, or the nearest to it.

    :raises Refused: when the plan has one, or its days are typed.
    """
    hold_with_linked(plan)
    refuse_linked(plan)
    if plan.quarters.exists():
        raise Refused(own_words("The plan has a reporting period already.", plan.own_words))
    if (span := first_quarter(plan)) is None:
        raise Refused("Its days are typed: add the first one.")
    return open_quarter(quarter=add_quarter(plan=plan, span=span, by=by), by=by)
