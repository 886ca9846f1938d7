"""Reading what a monitoring report is built from: a fixed number of queries, whatever the number of actions.

The one module of the report that knows the database: each section's facts are filled here.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Prefetch, Q
from django.utils import timezone

from lscb import clock
from lscb.ordering import by_letters
from lscb.unchanged import until_a_change
from lscb.wording import long_date
from lscb.words import capital, own_words
from plans.models import (
    Action,
    ActionItem,
    ActionLink,
    ActionOwner,
    Challenge,
    DateChange,
    Decision,
    Evidence,
    GlossaryTerm,
    Measure,
    Milestone,
    Plan,
    ProgressUpdate,
    Quarter,
    Recommendation,
    Review,
    Risk,
    SelfAssessment,
)
from plans.rules.ahead import said_ahead
from plans.rules.known import known
from plans.rules.ratings import Rating
from plans.selectors.action_rows import ActionRow, when_due
from plans.selectors.grouping import SERVES, objectives_by_kind
from plans.selectors.linked import linked_rows
from plans.selectors.measures import measure_rows, quarters_shown
from plans.selectors.one_of_many import answers_of, in_words
from plans.selectors.recommendations import RecommendationRow, recommendation_rows
from plans.selectors.self_assessment import counts_of, moved_of, scores_of, standings_of
from plans.selectors.stillness import still_of
from reporting.models import DueReport, Highlight, MonitoringReport, Obligation, PlannedReport
from reporting.report.build import Facts, build
from reporting.report.challenges import ChallengeFacts
from reporting.report.changes import DateChangeFacts
from reporting.report.content import MonitoringReportContent, from_json
from reporting.report.decided import DecisionFacts
from reporting.report.facts import (
    ActionFacts,
    EvidenceFacts,
    GroupFacts,
    KeyLine,
    Labels,
    MilestoneFacts,
    OwnerFacts,
    PartFacts,
    PastPosition,
    SignatureAsked,
    UpdateFacts,
)
from reporting.report.highlights import HighlightFacts
from reporting.report.key import Term
from reporting.report.learning import RecommendationFacts, ReviewFacts
from reporting.report.linked import LinkedActionFacts, LinkedPlanFacts
from reporting.report.measures import MeasureFacts
from reporting.report.planner import DueReportFacts, ForumFacts, ObligationFacts
from reporting.report.risks import RiskFacts
from reporting.report.self_assessment import SelfAssessmentFacts
from subgroups.models import Body, Meeting

QUARTERS = 4  # of measures: as many as a table on upright paper holds


def gather(
    quarter: Quarter, *, position_at: datetime | None = None, draft: MonitoringReport | None = None
) -> MonitoringReportContent:
    """What the report of `quarter` says as the plan stands at `position_at` (now).

    `draft` brings the board team's own words. Movement is against the last final report as it was frozen.
    """
    return build(*read(quarter, position_at=position_at, draft=draft))


def gather_now(quarter: Quarter, *, draft: MonitoringReport | None = None) -> MonitoringReportContent:
    """`gather` as the plan stands at this moment; read once until anything in the database changes. Of a quarter and a
    draft as they are saved."""
    now = timezone.localtime(clock.now()).replace(microsecond=0)
    content = _of_today(quarter, draft)
    return replace(content, front=content.front.at(now))


@until_a_change(16, size=lambda content: len(content.rows))
def _of_today(quarter: Quarter, draft: MonitoringReport | None) -> MonitoringReportContent:
    return gather(quarter, draft=draft)


def read(
    quarter: Quarter, *, position_at: datetime | None = None, draft: MonitoringReport | None = None
) -> tuple[Facts, MonitoringReportContent | None]:
    """The facts of a quarter's report, and the last final report that it is compared with."""
    position_at = timezone.localtime(position_at or clock.now()).replace(microsecond=0)
    last = MonitoringReport.objects.last_before(quarter).first()
    facts = facts_of(quarter, position_at, draft)
    if last is None:
        return facts, None
    return replace(facts, past=_past(quarter)), content_of(last)


def content_of(final: MonitoringReport) -> MonitoringReportContent:
    """What a final report says, from its own copy."""
    return from_json(known(final.content), schema_version=known(final.schema_version))


def facts_of(quarter: Quarter, position_at: datetime, draft: MonitoringReport | None) -> Facts:
    """The rows of the plan, as plain facts."""
    plan, board, today = quarter.plan, quarter.plan.board, position_at.date()
    of_board = list(Quarter.objects.filter(plan__board=board).select_related("plan", "meeting"))
    names = {each.pk: each.name for each in of_board}  # also of the plan that an action was carried over from
    quarters = [each for each in of_board if each.plan_id == plan.pk]
    following = next((each for each in quarters if each.starts_on > quarter.starts_on), None)
    next_on = following.meeting.held_on if following and following.meeting else quarter.following_ends_on
    author = draft.prepared_by if draft else None
    meeting = quarter.meeting
    actions = _actions(quarter, quarters, today, names)
    planner = _planner(plan)
    # What is the board's stands in the report of its business plan, and not once more in those of linked plans.
    reviews = [] if plan.is_linked else list(Review.objects.filter(board=board).shared().for_list())
    return Facts(
        board=board.name,
        board_short=board.short_name,
        plan=plan.title,
        plan_ends_on=plan.ends_on,
        quarter=quarter.name,
        quarter_words=(
            f"{quarter.name_in_full}, {long_date(quarter.starts_on)} to {long_date(quarter.ends_on)}"
        ),
        quarter_starts_on=quarter.starts_on,
        labels=Labels(
            board=board.board_label,
            group=board.business_group_label,
            chair=board.chair_label,
            team=board.team_label,
            action=plan.action_label,
            actions=plan.action_label_plural,
            section=plan.section_label,
            sections=plan.section_label_plural,
            priority=plan.priority_label,
            priorities=plan.priority_label_plural,
            owner=plan.owner_label,
            owners=plan.owner_label_plural,
            when=plan.when_label,
            outcome=plan.own_words.get("outcome", "Outcome aimed at"),
            year=plan.year_label,
            lead_group=board.group_label,
            lead_groups=board.group_label_plural,
            parts=plan.item_label_plural,
            period=plan.period_word,
            periods=plan.period_word_plural,
            report=plan.report_title,
            voice=board.voice_label,
            success=plan.success_label,
            objective=plan.objective_label,
            agency=board.agency_label,
            agencies=board.agency_label_plural,
            self_assessments=board.self_assessment_label_plural,
        ),
        marking=board.marking_line,
        demonstration=board.demonstration,
        invented=board.invented,
        meeting=_meeting_words(meeting),
        meeting_on=meeting.held_on if meeting else None,
        author=", ".join(filter(None, [author.name, author.job_title])) if author else "",
        position_at=position_at,
        today=today,
        next_on=max(next_on, today),
        key=tuple(KeyLine(*line) for line in plan.rating_key()),
        version=draft.version if draft else 1,
        key_messages=draft.key_messages if draft else "",
        decisions=draft.decisions if draft else "",
        reworded=draft.reworded if draft else {},
        correction_reason=draft.correction_reason if draft else "",
        agenda_item=draft.agenda_item if draft else "",
        presenter=draft.presenter if draft else "",
        sections=tuple(
            GroupFacts(row.pk, str(row), row.lead.name if row.lead else "")
            for row in plan.sections.select_related("lead")
        ),
        priorities=tuple(GroupFacts(row.pk, str(row)) for row in plan.priorities.all()),
        objectives=tuple(
            GroupFacts(row.pk, row.heading)
            for _, rows in objectives_by_kind(plan, list(plan.objectives.all()))
            for row in rows
        )
        if plan.grouped_by == plan.Grouping.OBJECTIVE
        else (),
        short=plan.reports_in_short(sum(action.state in ("live", "closed") for action in actions)),
        one_signature=board.one_signature,
        signatures=tuple(
            SignatureAsked(str(role), words, number)
            for role, words in board.role_words.items()
            if (number := board.signing.asked.get(role, 0))
        ),
        grouped_by=plan.grouped_by,
        actions=actions,
        date_changes=_date_changes(plan),
        decisions_made=_decisions(plan),
        obligations=_obligations(planner),
        due_reports=_due_reports(plan, planner),
        highlights=_highlights(quarter),
        challenges=_challenges(plan),
        risks=_risks(plan),
        measures=measures_of(quarter),
        self_assessments=_self_assessments(plan),
        terms=tuple(Term(row.term, row.meaning) for row in GlossaryTerm.objects.read_with(plan)),
        linked_plans=_linked_plans(quarter, of_board, today),
        reviews=tuple(_review(row) for row in reviews),
        recommendations=_recommendations(reviews, today),
    )


def _linked_plans(quarter: Quarter, of_board: Iterable[Quarter], today: date) -> tuple[LinkedPlanFacts, ...]:
    """Four queries, none where the plan has no linked plan. `of_board` are the board's periods, with their plans."""
    linked = {each.plan_id: each.plan for each in of_board if each.plan.business_plan_id == quarter.plan_id}
    worked_on = [plan for plan in linked.values() if not plan.is_archived]
    for plan in worked_on:
        plan.board = quarter.plan.board
    rows = linked_rows(
        quarter.plan, quarter, today, linked=sorted(worked_on, key=lambda plan: (plan.starts_on, plan.pk))
    )
    return tuple(
        LinkedPlanFacts(
            id=row.plan.pk,
            slug=row.plan.slug,
            title=row.plan.title,
            kind=row.plan.get_kind_display(),
            actions=len(row.actions),
            complete=row.complete,
            overdue=row.overdue,
            milestones_missed=row.milestones_missed,
            silent=row.silent,
            worst=row.worst,
            last_due=row.last_due,
            exceptions=tuple(
                LinkedActionFacts(
                    action.reference,
                    action.text,
                    action.owners_line,
                    action.rating_now,
                    action.days_late(today) if action.is_overdue else 0,
                    action.milestone_missed,
                )
                for action in row.exceptions
            ),
        )
        for row in rows
    )


PAST = 7  # earlier reports whose positions are shown


def _past(quarter: Quarter) -> tuple[PastPosition, ...]:
    """One query: the positions of earlier finals, the latest version of each period, from their own copies."""
    finals = (
        MonitoringReport.objects.before(quarter)
        .reverse()
        .values_list(
            "quarter", "content__front__quarter", "content__front__position_at", "content__position__rows"
        )
    )
    latest = {pk: (name, at, rows) for pk, name, at, rows in finals}
    return tuple(
        PastPosition(
            name,
            datetime.fromisoformat(at).date(),
            tuple((row["letter"], len(row["count"]["ids"])) for row in rows),
        )
        for name, at, rows in list(latest.values())[-PAST:]
    )


# --- The actions ----------------------------------------------------------------------------------------------


def _actions(
    quarter: Quarter, quarters: Iterable[Quarter], today: date, names: dict[int, str]
) -> tuple[ActionFacts, ...]:
    """Twelve queries: the actions with their status, owners, milestones, parts, measures, evidence and what they
    depend on, what was said, and for how long they have not moved.

    `quarters` are the plan's, `names` those of the board's.
    """
    said, completions = _said(quarter)
    actions = (
        Action.objects.filter(plan=quarter.plan_id)
        .with_status(quarter, today=today)
        .with_update_before(quarter)
        .annotate(serves=SERVES)
        .select_related("closed_at_meeting__body")
        .with_owners()
        .prefetch_related(
            Prefetch(
                "milestones",
                Milestone.objects.filter(due_on__isnull=False).order_by("due_on", "pk"),
                "milestone_rows",
            ),
            Prefetch("items", ActionItem.objects.select_related("owner").order_by("position", "pk")),
            Prefetch("measures", Measure.objects.in_plan_order()),
            Prefetch("links", ActionLink.objects.dependencies().order_by("to__position", "to")),
            Prefetch("evidence", Evidence.objects.standing().select_related("by").order_by("at", "pk")),
        )
        .in_plan_order()
    )
    for row in actions:
        row.plan = quarter.plan
    places = _places_of_owners(actions)
    everyone_called = {"": ""} | {
        str(kind): own_words(str(kind.label), quarter.plan.own_words) for kind in ActionOwner.Everyone
    }
    answers = answers_of(actions)
    still = still_of(quarter.plan, quarters, quarter, actions, today)
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
            rating_before_in=names.get(row.quarter_before_id, ""),
            milestone=_milestone(ActionRow(row, may_update=False, today=today)),
            suggested=ActionRow(row, may_update=False, today=today).suggested,
            overdue=row.is_overdue,
            milestone_missed=row.milestone_missed,
            owners=tuple(
                OwnerFacts(
                    owner.body_id,
                    owner.label,
                    places[owner.body_id, owner.label],
                    owner.body is not None and owner.body.is_asked_for_highlights and not quarter.follows_id,
                    everyone_called[owner.everyone],
                    owner.role,
                )
                for owner in row.owner_rows
            ),
            who=row.who_text,
            when=row.when_text,
            timescale_to_choose=row.timescale_to_choose,
            due_on=row.due_on,
            first_due_on=row.first_due_on,
            review_on=row.review_on,
            ongoing=row.ongoing,
            closed_on=row.closed_on,
            closed_at=_where_closed(row.closed_at_meeting, row.closed_on)
            if row.closed_at_meeting
            else _outside(row.closed_outside_because),
            agreed_at=_decided(row.closed_at_meeting, row.closed_outside_because, row.closed_on),
            milestones=tuple(
                MilestoneFacts(part.words, part.due_on, part.done_on, part.first_due_on)
                for part in row.milestone_rows
            ),
            answers=in_words(answers[row.pk]) if row.pk in answers else "",
            to_confirm=row.has_date_to_confirm,
            update=said.get(row.pk),
            completion=completions.get(row.pk),
            parts=tuple(
                PartFacts(
                    f"{part.label} {part.text}".strip(),
                    part.owner.label if part.owner else part.who_text,
                    part.due_on,
                    part.done_on,
                )
                for part in row.items.all()
            ),
            objective=row.objective_id,
            success=row.success,
            success_target=row.success_target,
            measured_by=tuple(measure.words for measure in row.measures.all()),
            depends_on=tuple(link.to_id for link in row.links.all()),
            evidence=tuple(
                EvidenceFacts(
                    each.title,
                    each.what,
                    each.by.name,
                    timezone.localtime(each.at),
                    each.link,
                    each.name,
                    each.sha256,
                )
                for each in row.evidence.all()
            ),
            still=still.get(row.pk, 0),
        )
        for row in actions
    )


def _said(quarter: Quarter) -> tuple[dict[int, UpdateFacts], dict[int, UpdateFacts]]:
    """What was said last of each action in `quarter`, and by what it is complete, by the action's key; a query, and one
    for those in whose name the board team wrote."""
    rows = list(
        ProgressUpdate.objects.filter(action__plan=quarter.plan_id)
        .in_force()
        .filter(Q(quarter=quarter) | Q(rating=Rating.COMPLETE, quarter__starts_on__lt=quarter.starts_on))
        .order_by("quarter__starts_on", "pk")
        .values(
            *ProgressUpdate.SAID,
            "action",
            "quarter",
            "quarter__name",
            "by__name",
            "on_behalf_of",
            "at",
            "proposed",
            "moderation",
            "moderates__proposal__rating",
            "moderates__reason",
        )
    )
    bodies = Body.objects.in_bulk({row["on_behalf_of"] for row in rows if row["on_behalf_of"]})
    said, completions = {}, {}
    for row in rows:
        proposed = row["moderates__proposal__rating"]
        changed = proposed is not None and proposed != row["rating"]
        facts = UpdateFacts(
            quarter=row["quarter__name"],
            by=row["by__name"],
            on_behalf_of=bodies[row["on_behalf_of"]].label if row["on_behalf_of"] else "",
            at=timezone.localtime(row["at"]).date(),
            waits=row["proposed"] and row["moderation"] is None,
            owner_rating=proposed if changed else "",
            changed_because=row["moderates__reason"] if changed else "",
            **{name: row[name] for name in ProgressUpdate.SAID},
        )
        if row["quarter"] == quarter.pk:
            said[row["action"]] = facts
        if row["rating"] == Rating.COMPLETE:
            completions[row["action"]] = facts
    return said, completions


def _places_of_owners(actions: Iterable[Action]) -> dict[tuple[int | None, str], int]:
    """The order of all owners, by body and label: bodies in the board's order, then by their letters; then the words
    that name nobody."""
    owners = {
        (owner.body_id, owner.label): owner.body.position if owner.body else 0
        for action in actions
        for owner in action.owner_rows
    }
    in_order = sorted(owners, key=lambda each: (each[0] is None, owners[each], by_letters(each[1])))
    return {each: place for place, each in enumerate(in_order, start=1)}


def _milestone(row: ActionRow) -> str:
    if row.missed:
        return f"Milestone passed: {when_due(row.missed)}"
    return f"Next: {when_due(row.coming)}" if row.coming else ""


# --- What meetings decide and look after ----------------------------------------------------------------------


def _meeting_words(meeting: Meeting | None) -> str:
    return f"{meeting.body.name}, {long_date(meeting.held_on)}" if meeting else ""


def _decided(meeting: Meeting | None, outside_because: str, on: date | None) -> str:
    """Where something was decided on a day, and that it was ahead of the meeting where it was."""
    if meeting:
        return said_ahead(_meeting_words(meeting), meeting.held_on, on)
    return capital(_outside(outside_because))


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def _where_closed(meeting: Meeting, on: date | None) -> str:
    """After the day: "at the Business Group", or ahead of which of its meetings."""
    ahead = on is not None and on < meeting.held_on
    held = f" of {long_date(meeting.held_on)}"
    return f"ahead of the {meeting.body.name}{held}" if ahead else f"at the {meeting.body.name}"


def _outside(because: str) -> str:
    return f"outside a meeting: {because}" if because else ""


def _date_changes(plan: Plan) -> tuple[DateChangeFacts, ...]:
    rows = (
        DateChange.objects.filter(action__plan=plan)
        .standing()
        .select_related("asked_by", "meeting__body")
        .order_by("asked_at", "pk")
    )
    return tuple(
        DateChangeFacts(
            action=row.action_id,
            from_date=row.from_date,
            to_date=row.to_date,
            reason=row.reason,
            state=row.state,
            asked_by=row.asked_by.name,
            asked_at=timezone.localtime(row.asked_at),
            meeting=_decided(row.meeting, row.outside_because, _day(row.decided_at)),
            decided_at=timezone.localtime(row.decided_at) if row.decided_at else None,
            kind=row.kind,
            from_words=row.from_words,
            to_words=row.to_words,
            refused_because=row.refused_because,
        )
        for row in rows
    )


def _decisions(plan: Plan) -> tuple[DecisionFacts, ...]:
    rows = (
        Decision.objects.filter(action__plan=plan)
        .standing()
        .select_related("meeting__body", "helper_agency", "helper_body")
        .order_by("recorded_at", "pk")
    )
    return tuple(
        DecisionFacts(
            action=row.action_id,
            words=row.words,
            recorded_at=timezone.localtime(row.recorded_at),
            meeting=_decided(row.meeting, row.outside_because, _day(row.recorded_at)),
            promised_by=row.helper.name if row.helper else "",
            due_on=row.due_on,
            outcome=row.outcome,
            outcome_words=row.outcome_words,
            settled_at=timezone.localtime(row.settled_at) if row.settled_at else None,
            not_complete_because=row.not_complete_because,
        )
        for row in rows
    )


def _challenges(plan: Plan) -> tuple[ChallengeFacts, ...]:
    return tuple(
        ChallengeFacts(
            action=row.action_id,
            to=row.to.name,
            words=row.words,
            raised_by=row.raised_by,
            raised_on=row.raised_on,
            response_due_on=row.response_due_on,
            response=row.response,
            responded_on=row.responded_on,
            outcome=row.outcome,
            unanswered_because=row.unanswered_because,
            closed_at=timezone.localtime(row.closed_at) if row.closed_at else None,
        )
        for row in Challenge.objects.filter(plan=plan)
        .select_related("to_agency", "to_body")
        .in_order_of_need()
    )


def _risks(plan: Plan) -> tuple[RiskFacts, ...]:
    return tuple(
        RiskFacts(
            id=row.pk,
            action=row.action_id,
            words=row.words,
            score=row.score,
            likelihood=row.likelihood,
            impact=row.impact,
            band=row.band,
            scored=f"{row.get_likelihood_display()}, {row.get_impact_display().lower()}",
            response=row.response,
            held_by=row.held_by,
            review_on=row.review_on,
            days_late=row.days_late,
            why_closed=row.why_closed,
            closed_at=timezone.localtime(row.closed_at) if row.closed_at else None,
        )
        for row in Risk.objects.filter(plan=plan).worst_first()
    )


def _review(review: Review) -> ReviewFacts:
    stage = review.next_stage
    return ReviewFacts(
        id=review.pk,
        name=str(review),
        state=review.status,
        concluded_on=review.concluded_on,
        stage=stage.words if stage else "",
        stage_due_on=stage.due_on(review) if stage else None,
        late=stage.days_late(review) if stage else 0,
    )


def _recommendations(reviews: list[Review], today: date) -> tuple[RecommendationFacts, ...]:
    """Six queries; none where no review is shared."""
    if not reviews:
        return ()
    by_key = {each.pk: each for each in reviews}
    found = Recommendation.objects.filter(review__in=reviews).in_order()
    return tuple(_recommendation(row) for row in recommendation_rows(found, today=today, reviews=by_key))


def _recommendation(row: RecommendationRow) -> RecommendationFacts:
    made, look = row.recommendation, row.last_look
    decided_on = look.on if look else made.closed_on or made.responded_on
    return RecommendationFacts(
        id=made.pk,
        review=made.review_id,
        called=str(made),
        text=made.text,
        to=tuple(made.addressed),
        state=str(row.state),
        state_words=row.words,
        actions=tuple((each.action.pk, each.action.called, each.letter) for each in row.counted),
        impact_due_on=made.impact_due_on,
        late=row.days_late,
        decided_on=decided_on,
        said="" if row.is_open else (look.words if look else made.closed_because or made.response_reason),
    )


def _self_assessments(plan: Plan) -> tuple[SelfAssessmentFacts, ...]:
    """One query where there is none; of each two more, and two for its scores."""
    found = (
        SelfAssessment.objects.filter(plan=plan)
        .select_related("standards")
        .newest_first()
        .prefetch_related("returns__body", "standards__standards")
    )
    return tuple(_self_assessment(each) for each in found)


def _self_assessment(each: SelfAssessment) -> SelfAssessmentFacts:
    returns = list(each.returns.all())
    counts = counts_of(each, returns)
    facts = SelfAssessmentFacts(
        id=each.pk,
        title=each.title,
        asked_on=each.asked_on,
        due_on=each.due_on,
        counts=counts,
        awaited=tuple(row.body.label for row in returns if row.is_draft)
        if counts.overdue or each.closed_at
        else (),
        outcome=each.outcome,
        closed_at=timezone.localtime(each.closed_at) if each.closed_at else None,
    )
    if not counts.are_enough:
        return facts
    now, before = scores_of(each)
    return replace(
        facts,
        standings=tuple(standings_of(each.standards.standards.all(), now)),
        moved=moved_of(now, before),
    )


# --- What was measured, and what groups say -------------------------------------------------------------------


def measures_of(quarter: Quarter) -> tuple[MeasureFacts, ...]:
    """One query where the plan has no measures, else three."""
    measures = list(Measure.objects.filter(plan=quarter.plan_id).select_related("section").in_plan_order())
    if not measures:
        return ()
    return tuple(
        MeasureFacts(
            section=str(row.measure.section) if row.measure.section else "",
            words=row.measure.words,
            values=tuple((each.name, value.value if value else None) for value, each in row.by_quarter),
            tells=row.measure.get_tells_display() if row.measure.tells else "",
            unit=row.measure.unit,
            better=row.measure.better,
            target=row.measure.target,
            source=row.now.source if row.now else "",
            note=row.now.note if row.now else "",
        )
        for row in measure_rows(measures, quarters_shown(quarter.plan, quarter, QUARTERS))
    )


def _highlights(quarter: Quarter) -> tuple[HighlightFacts, ...]:
    return tuple(
        HighlightFacts(row.body_id, row.body.name, row.by.name, row.done, row.worry, row.ask, row.voice)
        for row in Highlight.objects.filter(quarter=quarter).select_related("body", "by")
    )


# --- The reporting planner and the forward plan ---------------------------------------------------------------


def _planner(plan: Plan) -> list[PlannedReport]:
    """Four queries: planner rows, who provides them, their obligations, to which forums."""
    rows = PlannedReport.objects.filter(plan=plan)
    return list(rows.prefetch_related("providers", "obligations__forums", "obligations__conflicts_with"))


def _obligations(planner: Iterable[PlannedReport]) -> tuple[ObligationFacts, ...]:
    facts = []
    for row in planner:
        for duty in row.obligations.all():
            forums = tuple(ForumFacts(body.pk, body.name, body.label) for body in duty.forums.all())
            if duty.forum_words:
                forums += (ForumFacts(None, duty.forum_words, duty.forum_words),)
            facts.append(
                ObligationFacts(
                    what=duty.called,
                    provider=row.provided_by or "Not stated",
                    tells=row.tells,
                    kind=duty.kind,
                    forums=forums,
                    rule=duty.rule,
                    every=duty.every,
                    condition=duty.condition,
                    words=duty.words,
                    note=_note(duty),
                    id=duty.pk,
                    is_same=bool(duty.same_as_id),
                )
            )
    return tuple(facts)


def _note(duty: Obligation) -> str:
    """What a duty leaves to be asked."""
    if duty.conflicts_with:
        return f"The row “{duty.conflicts_with.what}” asks for it at another time"
    if duty.other_readings and not duty.is_chosen:
        return "Could also mean: " + "; ".join(str(reading) for reading in duty.other_readings)
    return ""


def _due_reports(plan: Plan, planner: Iterable[PlannedReport]) -> tuple[DueReportFacts, ...]:
    """One query, with the rows of the planner as they were read."""
    duties = {duty.pk: duty for row in planner for duty in row.obligations.all()}
    rows = list(DueReport.objects.of_plan(plan).select_related("forum", "meeting__body"))
    day_of = {row.pk: row.due_on for row in rows}
    deferred_to = {row.deferred_from_id: row.due_on for row in rows if row.deferred_from_id}
    for row in rows:
        row.obligation = duties[row.obligation_id]
    return tuple(
        DueReportFacts(
            what=row.what,
            forum=row.forum.name,
            provider=row.obligation.planned_report.provided_by or "Not stated",
            tells=row.obligation.planned_report.tells,
            words=row.obligation.words,
            due_on=row.due_on,
            state=row.state,
            received_on=row.received_on,
            reason=row.reason,
            obligation=row.obligation_id,
            at_meeting=row.meeting_id is not None,
            papers_due_on=row.papers_due_on,
            deferred_from=day_of[row.deferred_from_id] if row.deferred_from_id else None,
            deferred_to=deferred_to.get(row.pk),
            note=_note(row.obligation),
        )
        for row in rows
    )
