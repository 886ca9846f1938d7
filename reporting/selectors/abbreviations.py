"""Whose words the glossary looks through besides a plan's own: those of the report that is being prepared."""

from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from lscb.finding import Together
from plans.models import (
    Action,
    ActionItem,
    ActionOwner,
    Challenge,
    DateChange,
    Decision,
    Evidence,
    Measure,
    MeasureValue,
    Milestone,
    OneOfManyAnswer,
    Plan,
    ProgressUpdate,
    Quarter,
    Recommendation,
    Review,
    Risk,
    SelfAssessment,
)
from plans.selectors.glossary import uses_terms
from reporting.models import DueReport, Highlight, MonitoringReport, Obligation
from subgroups.models import Body

BY_KEY = 1_000  # actions


@uses_terms
def words_of_the_report(plan: Plan) -> Iterable[str]:
    """What people typed, and names, that the report of the period being collected may print; three queries.

    A few more than it prints: building it to know would ask some forty times.
    """
    quarter = Quarter.objects.collecting().filter(plan=plan).first()
    if quarter is None:
        return []
    first, *others = _parts(plan, quarter)
    return list(first.union(*others, all=True))


def _parts(plan: Plan, quarter: Quarter) -> Iterator[QuerySet]:
    # By their keys: asked by the plan, PostgreSQL reads what every board decided. A list of more would be too long.
    keys = list(plan.actions.order_by("pk").values_list("pk", flat=True)[: BY_KEY + 1])
    of_action = Q(action__in=keys) if len(keys) <= BY_KEY else Q(action__plan=plan)
    yield _texts(ActionItem.objects.filter(of_action), "text", "who_text")
    yield _texts(Milestone.objects.filter(of_action), "words", "trigger", "note")
    yield _texts(ActionOwner.objects.filter(of_action), "words")
    yield _texts(OneOfManyAnswer.objects.filter(of_action), "words")
    yield _texts(Evidence.objects.standing().filter(of_action), "title")
    said = ProgressUpdate.objects.in_force().filter(of_action, quarter=quarter)
    yield _texts(said, *ProgressUpdate.WORDS, "moderates__reason")
    changes = DateChange.objects.standing().filter(of_action)
    yield _texts(changes, "from_words", "to_words", "reason", "refused_because", "outside_because")
    decided = Decision.objects.standing().filter(of_action)
    yield _texts(decided, "words", "outcome_words", "outside_because")
    asked = Challenge.objects.filter(plan=plan)
    yield _texts(asked, "words", "raised_by", "response", "outcome", "unanswered_because", "to_agency__name")
    yield _texts(Risk.objects.filter(plan=plan), "words", "response", "held_by", "why_closed")
    yield _texts(Measure.objects.filter(plan=plan), "words", "unit")
    yield _texts(MeasureValue.objects.filter(measure__plan=plan), "source", "note")
    yield _texts(Highlight.objects.filter(quarter=quarter), "done", "worry", "ask", "voice")
    yield _texts(SelfAssessment.objects.filter(plan=plan), "title", "outcome")
    yield _texts(Action.objects.filter(plan__business_plan=plan), "text", "plan__title")
    yield _texts(DueReport.objects.of_plan(plan), "reason", "obligation__words")
    yield _texts(Obligation.objects.filter(planned_report__plan=plan), "words", "forum_words", "condition")
    yield _texts(_named(plan, quarter), "name", "short_name")
    yield _texts(Plan.objects.filter(pk=plan.pk), "title", "board__name", "board__short_name")
    drafts = MonitoringReport.objects.filter(quarter=quarter, state=MonitoringReport.State.DRAFT)
    yield _texts(drafts, "key_messages", "decisions", "agenda_item", "presenter")
    if not plan.is_linked:
        reviews = Review.objects.filter(board=plan.board_id).shared()
        yield _texts(reviews, "code_name", "kind__name")
        made = Recommendation.objects.filter(review__in=reviews)
        yield _texts(made, "text", "response_reason", "closed_because")


def _named(plan: Plan, quarter: Quarter) -> QuerySet:
    """Bodies that the report names: owners of actions and parts, forums, who meets and who says something."""
    keys = [
        ActionOwner.objects.filter(action__plan=plan).values("body"),
        ActionItem.objects.filter(action__plan=plan).values("owner"),
        Challenge.objects.filter(plan=plan).values("to_body"),
        Highlight.objects.filter(quarter=quarter).values("body"),
        Obligation.objects.filter(planned_report__plan=plan).values("forums"),
        Obligation.objects.filter(planned_report__plan=plan).values("planned_report__providers"),
        Quarter.objects.filter(plan=plan).values("meeting__body"),
    ]
    named = Q()
    for each in keys:
        named |= Q(pk__in=each.order_by())
    return Body.objects.filter(named, board=plan.board_id)


def _texts(rows: QuerySet, *fields: str) -> QuerySet:
    """The words of each row as one text."""
    said = Together(*(Coalesce(name, Value("")) for name in fields))
    return rows.order_by().values_list(said, flat=True)
