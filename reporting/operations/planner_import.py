"""A planner that is taken into a plan from a document: what is reported by whom to whom, as printed and as read."""

from collections.abc import Sequence

from django.db.models import Max

from lscb.events import audit
from lscb.importing.lists import ListKind, Made, Offered, changed_fields
from plans.models import ImportDraft, Plan
from reporting.models import Obligation, PlannedReport
from reporting.rules.planner_words import NEEDED, planner_columns
from reporting.selectors.planner_import import Planned, planner_offered
from subgroups.models import Person


def _put(draft: ImportDraft, rows: Sequence[Offered], by: Person | None) -> Made:
    made = Made()
    plan = draft.plan
    last = plan.planned_reports.aggregate(last=Max("position"))["last"] or 0
    for each in rows:
        if isinstance(each.thing, PlannedReport):
            values = {change.name: change.new for change in each.changes}
            made.changed.append((each.thing, changed_fields(each.thing, values, by)))
            continue
        planned: Planned = each.found
        last += 1
        report = PlannedReport(
            plan=plan, position=last, provider_words=planned.provider_words, **planned.texts
        )
        made.new.append(audit.save(report, by))
        report.providers.set(planned.providers)
        for position, duty in enumerate(planned.duties, start=1):
            often = duty.frequency
            obligation = Obligation(
                planned_report=report,
                kind=often.kind,
                rule=often.rule,
                every=often.every,
                condition=often.condition[:300],
                words=duty.words[:400],
                forum_words="" if duty.forums else planned.forum_words,
                certainty=duty.certainty,
                other_readings=list(duty.other_readings),
                position=position,
            )
            made.new.append(audit.save(obligation, by))
            obligation.forums.set(duty.forums)
    return made


def _count(plan: Plan) -> int:
    return plan.planned_reports.count()


PLANNER = ListKind(
    name="planner",
    of="plan",
    page=("reporting:planner", "Planner"),
    one="report",
    many="reports",
    lede="Hand in the reporting planner as you have it: which report, by whom, to whom and how often.",
    says="Nothing is due by it before the forward plan is brought up to date. You can undo it until then.",
    columns=lambda plan: planner_columns(),
    needed=NEEDED,
    offers=planner_offered,
    puts=_put,
    count=_count,
)
