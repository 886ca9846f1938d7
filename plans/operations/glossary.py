"""A list of abbreviations that is taken into a plan's glossary."""

from collections.abc import Sequence

from lscb.events import audit
from lscb.importing.lists import ListKind, Made, Offered, changed_fields
from plans.models import GlossaryTerm, ImportDraft, Plan
from plans.rules.glossary import NEEDED, glossary_columns
from plans.selectors.glossary_import import terms_offered
from subgroups.models import Person


def _put(draft: ImportDraft, rows: Sequence[Offered], by: Person | None) -> Made:
    made = Made()
    for each in rows:
        term, meaning = each.found
        if isinstance(each.thing, GlossaryTerm):
            made.changed.append((each.thing, changed_fields(each.thing, {"meaning": meaning}, by)))
        else:
            made.new.append(audit.save(GlossaryTerm(plan=draft.plan, term=term, meaning=meaning), by))
    return made


def _count(plan: Plan) -> int:
    return plan.glossary.count()


GLOSSARY = ListKind(
    name="glossary",
    of="plan",
    page=("plans:glossary", "Glossary"),
    one="abbreviation",
    many="abbreviations",
    lede="Hand in the list of abbreviations as you have it: each with what it stands for.",
    says="You can undo it until one of them is changed.",
    columns=lambda plan: glossary_columns(),
    needed=NEEDED,
    offers=terms_offered,
    puts=_put,
    count=_count,
)
