"""The reports that an agency is to bring, as a part of its page."""

from django.urls import reverse

from plans.models import Plan
from plans.selectors.agencies import Line, Part, part, tells_of_agencies
from reporting.models import DueReport
from reporting.selectors.forward_plan import line_of
from subgroups.models import Body


@tells_of_agencies
def reports_due(person, plan: Plan, body: Body) -> Part:
    """What is expected of it, by when it is due."""
    due = DueReport.objects.visible_to(person).of_plan(plan).expected().provided_by([body])
    lines = [line_of(each) for each in due.with_words().order_by("due_on", "pk")]
    return part(
        "reports",
        "Reports to bring",
        [
            Line(
                line.what,
                f"{line.when}, to {line.due.forum.name}",
                reverse("reporting:due-report", args=[plan.slug, line.due.pk]),
                line.mark if line.is_late else "",
            )
            for line in lines
        ],
        empty="The plan’s reporting planner expects no report of it.",
    )
