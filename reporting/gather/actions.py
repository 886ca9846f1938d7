"""The actions with their standing and what was said of them."""

from django.db.models import Prefetch, Q
from django.utils import timezone

from plans.models import Action, ActionOwner, Milestone, ProgressUpdate, Quarter
from plans.rules.ratings import Rating
from plans.selectors.grouping import SERVES
from reporting.facts import ActionFacts, MilestoneFacts, OwnerFacts, UpdateFacts


def actions_of(quarter: Quarter, today) -> tuple[ActionFacts, ...]:
    """Four queries: the actions with their standing, owners, milestones, and what was said."""
    said, completions = {}, {}
    updates = (
        ProgressUpdate.objects.filter(action__plan=quarter.plan_id)
        .standing()
        .filter(Q(quarter=quarter) | Q(rating=Rating.COMPLETE, quarter__starts_on__lt=quarter.starts_on))
        .select_related("quarter", "by", "on_behalf_of", "moderation", "moderates__proposal")
        .order_by("quarter__starts_on", "pk")
    )
    for row in updates:
        facts = UpdateFacts(
            quarter=row.quarter.name,
            by=row.by.name,
            on_behalf_of=row.on_behalf_of.label if row.on_behalf_of else "",
            at=timezone.localtime(row.at).date(),
            waits=row.waits_for_moderation,
            **_changed(row),
            **{name: getattr(row, name) for name in ProgressUpdate.SAID},
        )
        if row.quarter_id == quarter.pk:
            said[row.action_id] = facts
        if row.rating == Rating.COMPLETE:
            completions[row.action_id] = facts
    actions = (
        Action.objects.filter(plan=quarter.plan_id)
        .with_standing(quarter, today=today)
        .annotate(serves=SERVES)
        .select_related("closed_at_meeting__body")
        .prefetch_related(
            Prefetch("owners", ActionOwner.objects.select_related("body").order_by("position", "pk")),
            Prefetch("milestones", Milestone.objects.filter(due_on__isnull=False).order_by("due_on", "pk")),
        )
        .in_plan_order()
    )
    return tuple(
        ActionFacts(
            id=row.pk,
            reference=row.reference,
            ordinal=row.label_ordinal,
            section=row.section_id,
            priority=row.serves,
            text=row.text,
            outcome=row.outcome,
            year=row.year,
            state=row.state,
            state_reason=row.state_reason,
            rating=row.rating_now,
            rating_before=row.rating_before,
            overdue=row.is_overdue,
            milestone_missed=row.milestone_missed,
            owners=tuple(
                OwnerFacts(owner.body_id, owner.label, owner.body.position if owner.body else 0)
                for owner in row.owners.all()
            ),
            who=row.who_text,
            when=row.when_text,
            read_as=row.timescale_explanation,
            timescale_to_choose=row.timescale_to_choose,
            due_on=row.due_on,
            first_due_on=row.first_due_on,
            review_on=row.review_on,
            ongoing=row.ongoing,
            closed_on=row.closed_on,
            closed_at=f"at the {row.closed_at_meeting.body.name}" if row.closed_at_meeting else "",
            milestones=tuple(
                MilestoneFacts(part.words, part.due_on, part.done_on) for part in row.milestones.all()
            ),
            update=said.get(row.pk),
            completion=completions.get(row.pk),
        )
        for row in actions
    )


def _changed(update: ProgressUpdate) -> dict[str, str]:
    """What the owner had proposed, where this update of the board team rates it otherwise."""
    if not hasattr(update, "moderates") or update.moderates.proposal.rating == update.rating:
        return {}
    return {"owner_rating": update.moderates.proposal.rating, "changed_because": update.moderates.reason}
