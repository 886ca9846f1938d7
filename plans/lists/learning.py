"""Reviews, the audit programme and recommendations as lists."""

from collections.abc import Callable, Iterable

from lscb.lists import Column, Kind, ListToSave
from plans.lists.about import about, file_name, filtered_by
from plans.models import Plan, Review
from plans.selectors.recommendations import RecommendationRow
from plans.selectors.reviews import audit_day


def reviews(plan: Plan, read: Callable[[], Iterable[Review]]) -> ListToSave:
    return ListToSave(
        "Reviews",
        file_name(plan, "reviews"),
        about(plan, ("Shows", "Every review that is shared or that you prepare, the latest first")),
        [
            *_of_a_review(plan),
            Column("notified", "Notified", lambda each: each.notified_on, kind=Kind.DAY),
            Column(
                "commissioned", "Commissioned", lambda each: each.commissioned_on, usual=True, kind=Kind.DAY
            ),
            Column("published", "Published", lambda each: each.published_on, usual=True, kind=Kind.DAY),
            Column("next", "Next stage", _next_stage, usual=True),
            Column("next-due", "Next stage due", _next_due, usual=True, kind=Kind.DAY),
            Column("days-late", "Days late", _days_late, kind=Kind.WHOLE),
            *_made(),
            Column("ended", "Why it ended early", lambda each: each.stopped_because),
        ],
        read,
    )


def audits(plan: Plan, read: Callable[[], Iterable[Review]], *, shows: str) -> ListToSave:
    return ListToSave(
        "Audit programme",
        file_name(plan, "audit-programme"),
        about(plan, ("Shows", shows)),
        [
            Column("for", "Planned for", audit_day, usual=True, kind=Kind.DAY),
            *_of_a_review(plan),
            Column("next", "Next stage", _next_stage, usual=True),
            Column("concluded", "Concluded", lambda each: each.concluded_on, usual=True, kind=Kind.DAY),
            Column("repeats", "Does again", lambda each: each.follows.code_name if each.follows else ""),
            *_made(),
        ],
        read,
    )


def recommendations(
    plan: Plan, read: Callable[[], Iterable[RecommendationRow]], chosen: Iterable[str] = ()
) -> ListToSave:
    return ListToSave(
        "Recommendations",
        file_name(plan, "recommendations"),
        about(plan, filtered_by(chosen, "Every recommendation, review by review")),
        recommendation_columns(plan),
        read,
    )


def recommendation_columns(plan: Plan) -> list[Column]:
    return [
        Column("review", "Review", lambda row: str(row.recommendation.review), usual=True),
        Column("number", "Number", lambda row: row.recommendation.number, usual=True),
        Column("text", "Recommendation", lambda row: row.recommendation.text, usual=True),
        Column("to", "Addressed to", lambda row: "; ".join(row.recommendation.addressed), usual=True),
        Column(
            "themes", "Themes", lambda row: "; ".join(each.name for each in row.recommendation.themes.all())
        ),
        Column("state", "State", lambda row: row.words, usual=True),
        Column("response", "Answered", lambda row: row.recommendation.get_response_display()),
        Column("answered", "Answered on", lambda row: row.recommendation.responded_on, kind=Kind.DAY),
        Column("reason", "Why not as it stands", lambda row: row.recommendation.response_reason),
        Column("actions", plan.action_label_plural, _actions, usual=True),
        Column("due", f"{plan.action_label_plural} due", lambda row: row.due_on, usual=True, kind=Kind.DAY),
        Column("evidence", "Evidence", lambda row: row.recommendation.evidence),
        Column("closed", "Closed", lambda row: row.recommendation.closed_on, kind=Kind.DAY),
        Column("closed-at", "Closed at", lambda row: str(row.recommendation.closed_at_meeting or "")),
        Column("impact-due", "Impact due", lambda row: row.recommendation.impact_due_on, kind=Kind.DAY),
        Column("found", "Impact found", lambda row: row.last_look.get_found_display() if row.looks else ""),
        Column("found-words", "What shows it", lambda row: row.last_look.words if row.looks else ""),
        Column("before", "Same theme, other reviews", lambda row: "; ".join(map(str, row.before))),
    ]


def _actions(row: RecommendationRow) -> str:
    return "; ".join(f"{each.action.called}: {each.word}" for each in row.actions)


def _of_a_review(plan: Plan) -> list[Column]:
    return [
        Column("code-name", "Code name", lambda each: each.code_name, usual=True),
        Column("kind", "Kind", lambda each: str(each.kind), usual=True),
        Column("state", "State", lambda each: each.status, usual=True),
        Column("topic", "About", lambda each: each.topic),
        Column("lead", "Lead", lambda each: each.led_by, usual=True),
        Column(
            "agencies",
            plan.board.agency_label_plural,
            lambda each: "; ".join(agency.name for agency in each.agencies.all()),
        ),
    ]


def _made() -> list[Column]:
    return [
        Column("made", "Recommendations", lambda each: each.made, usual=True, kind=Kind.WHOLE),
        Column("open", "Of these open", lambda each: each.made_open, kind=Kind.WHOLE),
    ]


def _next_stage(review: Review) -> str:
    return review.next_stage.words if review.next_stage else ""


def _next_due(review: Review):
    return review.next_stage.due_on(review) if review.next_stage else None


def _days_late(review: Review) -> int | None:
    return max((stage.days_late(review) for stage in review.to_come), default=0) or None
