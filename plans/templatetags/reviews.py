"""Stages and clocks of reviews as pages and papers show them."""

from datetime import date

from django import template

from plans.models import Review, ReviewStage
from plans.rules.review_stages import StageLine, read_stages
from plans.selectors import reviews

register = template.Library()


@register.filter
def stage_due(stage: ReviewStage, review: Review) -> date | None:
    """Until when a stage of the review is due."""
    return stage.due_on(review)


@register.filter
def stage_late(stage: ReviewStage, review: Review) -> int:
    """Days past that day; 0 where it is not late."""
    return stage.days_late(review)


@register.filter
def stage_lines(text: str) -> list[StageLine]:
    """The stages that a kind of review says."""
    return read_stages(text)[0]


@register.filter
def audit_day(review: Review) -> date | None:
    """The day by which an audit stands in its year."""
    return reviews.audit_day(review)
