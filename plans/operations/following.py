"""What linked plans do with their business plan: they have its reporting periods, opened and closed by the same event,
and what takes its dates from one of them follows it."""

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.text import slugify

from lscb import slugs
from lscb.errors import Refused
from lscb.events import audit, locks
from lscb.events.audit_codes import Kept
from lscb.words import own_words
from plans.models import Action, DateChange, Plan, PlanEvent, Quarter
from plans.operations.readings import WhyMoved, record_move
from plans.rules.moves import Held, reread
from plans.selectors.linked import last_due
from subgroups.models import Person

ALIKE = ["name", "meeting", "papers_due_on"]  # what a period has from the one that it follows
RHYTHM = ["rhythm", "year_starts_in", "naming", "period_label", "period_label_plural", "report_label"]


# --- Held together ------------------------------------------------------------------------------------------


def hold_with_linked(plan: Plan, quarter: Quarter | None = None) -> list[Plan]:
    """Hold a plan and, with it, the linked plans that are worked on, one of its periods and those that follow it, in
    the one order; the linked plans.

    :raises Refused: where somebody linked an older plan meanwhile, which would have to be held before it.
    """
    linked, followers = _with(plan, quarter)
    locks.hold(plan, *linked, *_in_order(quarter, followers))
    now, now_following = _with(plan, quarter)
    if (now, now_following) != (linked, followers):
        if any(each.pk < plan.pk for each in now if each not in linked):
            raise Refused("Somebody linked a plan to this one meanwhile. Try again.")
        locks.hold(*now, *now_following)
    return now


def _in_order(quarter: Quarter | None, followers: list[Quarter]) -> list[Quarter]:
    return sorted([*([quarter] if quarter else []), *followers], key=lambda each: each.pk)


def _with(plan: Plan, quarter: Quarter | None) -> tuple[list[Plan], list[Quarter]]:
    if plan.is_linked:
        return [], []
    linked = list(plan.linked_plans.not_archived().order_by("pk"))
    return linked, list(quarter.followers.order_by("pk")) if quarter and linked else []


def refuse_linked(plan: Plan) -> None:
    """:raises Refused: for a linked plan, which has the reporting periods of its business plan."""
    if plan.is_linked:
        raise Refused(
            own_words(
                f"Its reporting periods are those of {plan.business_plan}: they are added and opened there.",
                plan.own_words,
            )
        )


def refuse_followed(quarter: Quarter) -> None:
    """:raises Refused: for a period that closes with another, which still collects."""
    if quarter.follows and quarter.follows.state == Quarter.State.COLLECTING:
        raise Refused(
            f"{quarter.name} is collected with {quarter.follows.plan} and closes with it. Close it there, or make that "
            "report final."
        )


# --- Reporting periods --------------------------------------------------------------------------------------


def free_slug(plan: Plan, name: str) -> str:
    """A period's place in an address, made from its name: q4-2017-18."""
    wanted = slugify(name.replace("/", "-"))[:70].strip("-") or "period"
    return slugs.free(wanted, plan.quarters.all())


def follow_periods(plan: Plan, by: Person | None) -> None:
    """Give a linked plan the periods of its business plan that it has not yet, as far as it runs: those that collect or
    are to come. As a part of an event that holds both.

    A period of its own with the same days follows from now on; one of other days that was never opened and holds
    nothing gives way, and any other stays, with its updates, in the place of the other.

    :raises Refused: where another of its periods has the name of one that it is to follow.
    """
    above = plan.business_plan
    if above is None:
        raise ValueError("Only a linked plan follows another.")
    wanted = above.quarters.exclude(state=Quarter.State.REPORTED).order_by("starts_on")
    followed = [each for each in wanted if each.ends_on >= plan.starts_on and each.starts_on <= plan.ends_on]
    for quarter in [each for each in followed if _has_room(plan, each, by)]:
        follower = plan.quarters.filter(starts_on=quarter.starts_on).first() or Quarter(
            plan=plan,
            slug=free_slug(plan, quarter.name),
            starts_on=quarter.starts_on,
            ends_on=quarter.ends_on,
        )
        follower.follows = quarter
        added = follower.pk is None
        _speak_alike(follower, quarter)
        audit.save(follower, by, None if added else ["follows", *ALIKE])
        if added:
            audit.record(PlanEvent.QUARTER_ADDED, follower, by=by)
        if quarter.state == Quarter.State.COLLECTING:
            _open(follower, by)


def _has_room(plan: Plan, quarter: Quarter, by: Person | None) -> bool:
    """Whether a linked plan can follow a period; what it has of other days gives way to it, or none of it does."""
    shares = [each for each in plan.quarters.all() if each.span.shares_a_day_with(quarter.span)]
    if any((each.starts_on, each.ends_on) == (quarter.starts_on, quarter.ends_on) for each in shares):
        return True
    if any(each.state != Quarter.State.PLANNED for each in shares):
        return False
    try:
        with transaction.atomic():
            for each in shares:
                audit.record(Kept.REMOVED.of(each), each, by=by)
                audit.as_by(each, by).delete()
    except ProtectedError:  # it was never opened, and something was said for it already
        return False
    return True


def _speak_alike(follower: Quarter, quarter: Quarter) -> None:
    """Give a period the name, meeting and papers deadline of the one that it follows.

    :raises Refused: where another of its plan has that name.
    """
    for name in ALIKE:
        setattr(follower, name, getattr(quarter, name))
    others = follower.plan.quarters.exclude(pk=follower.pk)
    if other := others.filter(name__iexact=quarter.name).first():
        raise Refused(
            f"{follower.plan} has a reporting period of other days that is called {other.name}. Give that another "
            "name first."
        )


def follow_alike(quarter: Quarter, by: Person | None) -> None:
    """Give the periods that follow one its name, meeting and papers deadline; nothing changes in an archived plan. As a
    part of an event that holds them.

    :raises Refused: where another period of a linked plan has that name.
    """
    for follower in locks.locked(_worked_on(quarter).order_by("pk")):
        before = [getattr(follower, name) for name in ALIKE]
        _speak_alike(follower, quarter)
        if before != [getattr(follower, name) for name in ALIKE]:
            audit.save(follower, by, ALIKE)


def report_alike(plan: Plan, by: Person | None) -> None:
    """Let a linked plan report in the rhythm and words of its business plan. As a part of an event that holds both."""
    for name in RHYTHM:
        setattr(plan, name, getattr(plan.business_plan, name))
    audit.save(plan, by, RHYTHM)


def take_out_followers(quarter: Quarter, by: Person | None) -> None:
    """Take out the periods that follow one that is taken out; that of an archived plan stays, and follows none. As a
    part of that event.

    :raises ProtectedError: where one holds something already.
    """
    for follower in quarter.followers.select_related("plan"):
        if follower.plan.is_archived:
            follower.follows = None
            audit.save(follower, by, ["follows"])
        else:
            audit.as_by(follower, by).delete()


def open_followers(quarter: Quarter, by: Person | None) -> None:
    """Collect for linked plans with a period that was just opened. As a part of that event."""
    for follower in locks.locked(_worked_on(quarter).order_by("pk")):
        _open(follower, by)


def _open(follower: Quarter, by: Person | None) -> None:
    reported = follower.state == Quarter.State.REPORTED and _has_report(follower)
    if follower.state == Quarter.State.COLLECTING or reported:
        return
    for other in locks.locked(follower.plan.quarters.collecting().order_by("pk")):
        other.state = Quarter.State.REPORTED
        audit.save(other, by, ["state"])
    follower.state = Quarter.State.COLLECTING
    audit.save(follower, by, ["state"])
    audit.record(PlanEvent.QUARTER_OPENED, follower, by=by)


def close_followers(quarter: Quarter, by: Person | None) -> None:
    """Close what linked plans collect with a period, and end its correction. As a part of that event."""
    for follower in locks.locked(_worked_on(quarter).order_by("pk")):
        if follower.state == Quarter.State.COLLECTING:
            follower.state = Quarter.State.REPORTED
            audit.save(follower, by, ["state"])
            audit.record(PlanEvent.QUARTER_CLOSED, follower, by=by)
        elif follower.correcting and not _has_report(follower):
            follower.correcting = False
            audit.save(follower, by, ["correcting"])


def correct_followers(quarter: Quarter, by: Person) -> None:
    """Open to the board team, for a correction, what linked plans said in a period; not where the linked plan has a
    report of its own, which is corrected by itself. As a part of that event."""
    for follower in locks.locked(_worked_on(quarter).order_by("pk")):
        if follower.state == Quarter.State.REPORTED and not _has_report(follower):
            follower.correcting = True
            audit.save(follower, by, ["correcting"])


def _has_report(quarter: Quarter) -> bool:
    return quarter.monitoring_reports.exists()


def _worked_on(quarter: Quarter) -> QuerySet[Quarter]:
    return quarter.followers.exclude(plan__state=Plan.State.ARCHIVED).select_related("plan__board")


# --- Dates --------------------------------------------------------------------------------------------------


def take_date(action: Action, by: Person | None) -> bool:
    """Let an action that takes its dates from a linked plan be due with the last of that plan's; whether that moved it.
    As a part of an event that holds both plans.

    A first date is given, not moved. What the linked plan says is no reading of ours, and the words stay as printed. A
    date that a meeting agreed for the action itself stays.
    """
    if action.linked_plan is None or not action.takes_dates or action.state != Action.State.LIVE:
        return False
    day = last_due(action.linked_plan.actions.with_milestones())
    agreed = action.date_changes.agreed().filter(to_date=action.due_on).exists()
    if day is None or day == action.due_on or (action.due_on and agreed):
        return False
    held = [Held(action.due_on, action.first_due_on)] if action.due_on and action.first_due_on else []
    move = reread(held, [day])
    action.due_on, action.first_due_on = day, action.first_due_on or day
    audit.save(action, by, ["due_on", "first_due_on"])
    if by is not None:
        record_move(action, move, WhyMoved(DateChange.Kind.LINKED, f"As in {action.linked_plan}"), by)
    return True


def take_dates_anew(plan: Plan, by: Person | None) -> None:
    """Let every action of a plan that takes its dates from a linked plan follow it. As a part of an event that holds
    them."""
    pointing = plan.actions.filter(linked_plan__isnull=False, state=Action.State.LIVE)
    for action in locks.locked(pointing.select_related("linked_plan").order_by("pk")):
        action.plan = plan
        before = action.due_on
        if take_date(action, by):
            audit.record(
                PlanEvent.DATE_TAKEN,
                action,
                by=by,
                changes={"due": [before, action.due_on], "as in": [None, str(action.linked_plan)]},
            )
