"""A list of recommendations that is taken in under the reviews of a board."""

from collections.abc import Sequence

from lscb import clock
from lscb.events import audit
from lscb.importing.lists import ListKind, Made, Offered, changed_fields
from plans.models import ImportDraft, Plan, Recommendation, Theme
from plans.operations.recommendations import put_recommendation, theme_called
from plans.rules.recommendation_columns import NEEDED, recommendation_columns
from plans.rules.recommendations import needs_reason
from plans.selectors.recommendation_import import Arriving, recommendations_offered
from subgroups.models import Person


def _put(draft: ImportDraft, rows: Sequence[Offered], by: Person | None) -> Made:
    made = Made()
    for each in rows:
        arriving: Arriving = each.found
        if isinstance(each.thing, Recommendation):
            made.changed.append((each.thing, changed_fields(each.thing, {"text": arriving.text}, by)))
            continue
        there = set(Theme.objects.filter(board=draft.plan.board_id).values_list("pk", flat=True))
        themes = {
            theme.pk: theme for name in arriving.themes if (theme := theme_called(draft.plan.board, name, by))
        }
        made.new += [theme for pk, theme in themes.items() if pk not in there]
        recommendation = put_recommendation(
            arriving.review,
            {
                "number": arriving.number,
                "text": arriving.text,
                "agencies": arriving.agencies,
                "bodies": arriving.bodies,
                "themes": list(themes.values()),
                "evidence": arriving.evidence,
            },
            by,
        )
        if arriving.response:
            recommendation.response, recommendation.responded_on = str(arriving.response), clock.today()
            recommendation.response_reason = arriving.reason if needs_reason(arriving.response) else ""
            audit.save(recommendation, by, ["response", "responded_on", "response_reason"])
        made.new.append(recommendation)
    return made


def _count(plan: Plan) -> int:
    return Recommendation.objects.filter(review__board=plan.board_id).count()


RECOMMENDATIONS = ListKind(
    name="recommendations",
    of="plan",
    page=("plans:recommendation-list", "Recommendations"),
    one="recommendation",
    many="recommendations",
    lede=(
        "Hand in the table of recommendations as you have it: each with its number and to whom it is addressed. Begin "
        "its review first; where the table names no review, it is taken for the one that has none yet."
    ),
    says="They stand under their review, and are shared as it is. You can undo it until something follows from one.",
    columns=lambda plan: recommendation_columns(),
    needed=NEEDED,
    offers=recommendations_offered,
    puts=_put,
    count=_count,
    held_first=lambda draft: [draft.plan.board],
)
