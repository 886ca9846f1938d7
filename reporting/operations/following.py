"""The forward plan follows the meetings of its board, whoever changes them and wherever."""

from django.db.models import Max, Min

from lscb.wording import number_of
from plans.models import Plan
from reporting.models import DueReport
from reporting.operations import generate_due_reports
from reporting.selectors.due_reports import board_year, late_and_staying
from subgroups.models import Board, Person
from subgroups.operations.following import goes_by_meetings


@goes_by_meetings
def let_reports_follow(*, board: Board, by: Person) -> str:
    """Bring the forward plan of each live plan into step, in the board's years that it already covers.

    A plan whose forward plan nobody has made yet gets none by the way.
    """
    changed, stay = 0, []
    for plan in (
        Plan.objects.filter(board=board, state=Plan.State.LIVE).select_related("board").order_by("pk")
    ):
        covered = (
            DueReport.objects.of_plan(plan)
            .exclude(slot="")
            .aggregate(first=Min("due_on"), last=Max("due_on"))
        )
        if covered["first"]:
            last = covered["last"]
            _, last = board_year(plan, last.year - (last.month < plan.year_starts_in))
            changes = generate_due_reports(plan=plan, first=covered["first"], last=last, by=by)
            words = changes.words
            stay += words.pop("late, not moved")
            changed += sum(map(len, words.values()))
    follow = number_of(changed, "report on the forward plan follows", "reports on the forward plan follow")
    return " ".join(filter(None, [f"{follow}." if changed else "", late_and_staying(stay)]))
