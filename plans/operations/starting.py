"""A board's first plan: started, and given its sections."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from lscb import slugs
from lscb.errors import Refused
from lscb.events import audit, locks
from plans.models import GlossaryTerm, Plan, PlanEvent, Section
from plans.rules.known import known
from subgroups.models import Person


@transaction.atomic
def start_plan(*, plan: Plan, by: Person | None) -> Plan:
    """Keep a new, unsaved plan of a board, with a place in the address made from its title and the abbreviations that
    boards of its kind usually write.

    :raises Refused: when the board has a plan of that title.
    """
    locks.hold(plan.board)
    if plan.board.plans.filter(title__iexact=plan.title).exists():
        raise Refused({"title": "The board has a plan of this title already."})
    longest = known(Plan._meta.get_field("slug").max_length)
    name = slugify(f"{plan.board.slug} {plan.title}")[: longest - 6].strip("-") or "plan"
    plan.slug = slugs.free(name, Plan.objects.all())
    audit.save(plan, by)
    for term, meaning in plan.board.usual.terms.items():
        audit.save(GlossaryTerm(plan=plan, term=term, meaning=meaning), by)
    audit.record(PlanEvent.PLAN_STARTED, plan, by=by)
    return plan


@transaction.atomic
def add_sections(*, plan: Plan, sections: Sequence[tuple[str, str]], by: Person) -> list[Section]:
    """Put sections, each a number (or nothing) and a title, behind those the plan has. Those it has are left out.

    :raises Refused: when it has them all.
    """
    locks.hold(plan)
    there = {str(each).casefold() for each in plan.sections.all()}
    last = plan.sections.aggregate(last=Max("position"))["last"] or 0
    added: list[Section] = []
    for label, title in sections:
        section = Section(plan=plan, label=label, title=title, position=last + len(added) + 1)
        if str(section).casefold() in there:
            continue
        there.add(str(section).casefold())
        added.append(audit.save(section, by))
    if not added:
        raise Refused({"lines": "The plan has all of these already."})
    audit.record(
        PlanEvent.SECTIONS_ADDED,
        plan,
        by=by,
        changes={"sections": ["", "; ".join(str(each) for each in added)]},
    )
    return added
