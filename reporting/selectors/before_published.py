"""What somebody may want to mend before a version of the plan is made final, and where. They may go on knowingly."""

from collections.abc import Iterator

from django.urls import reverse

from lscb.wording import listed, number_of
from lscb.words import sentence_lower
from plans.models import Action, Plan
from plans.rules.abbreviations import unexplained
from plans.selectors.findings import plan_quality
from reporting.edition.content import PlanContent
from reporting.report.content import words_in
from reporting.selectors.before_final import NAMED, Point


def points_before_published(plan: Plan, content: PlanContent) -> list[Point]:
    """What every check found. Six queries at most."""
    return [point for check in CHECKS for point in check(plan, content)]


def empty_cover(plan: Plan, content: PlanContent) -> Iterator[Point]:
    """A cover that does not say who agreed the plan, or has no foreword."""
    word_it = ((reverse("reporting:edition-draft", args=[plan.slug]), "Word the cover"),)
    if not content.cover.agreed:
        yield Point("The cover does not say which meeting agreed the plan.", word_it)
    if not content.cover.foreword:
        yield Point("The cover has no foreword.", word_it)


def empty_chapters(plan: Plan, content: PlanContent) -> Iterator[Point]:
    """No narrative, drawings of nothing, and sections with neither words nor actions."""
    address = reverse("plans:chapter-list", args=[plan.slug])
    if not content.narrative:
        yield Point("The plan has no chapter of text.", ((address, "Write one"),))
    hollow = [
        chapter.title
        for chapter in content.narrative
        if (chapter.structure and not (chapter.structure.groups or chapter.structure.outside))
        or (chapter.membership and not chapter.membership.agencies)
    ]
    if hollow:
        yield Point(f"Nothing is drawn yet in {listed(hollow)}.", ((address, "See the chapters"),))
    parts = [
        part.title
        for part in content.parts
        if not (part.text or part.actions or part.objectives or part.measures)
    ]
    if parts:
        yield Point(f"Nothing stands in {listed(parts)}.", ((plan.get_absolute_url(), "See the plan"),))


def unexplained_abbreviations(plan: Plan, content: PlanContent) -> Iterator[Point]:
    """Abbreviations that the printed glossary does not explain."""
    missing = list(unexplained(words_in(content), (term.term for term in content.terms)))
    if missing:
        more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
        yield Point(
            f"Abbreviations that the glossary does not explain: {', '.join(missing[:NAMED])}{more}.",
            ((f"{reverse('plans:glossary', args=[plan.slug])}#missing", "Add them to the glossary"),),
        )


def open_questions(plan: Plan, content: PlanContent) -> Iterator[Point]:
    """Where the plan as written leaves a question open."""
    actions = Action.objects.filter(plan=plan).with_status(None).counted()
    found = [each for each in plan_quality(plan, actions) if each.count]
    if found:
        counted = number_of(
            len(content.actions), sentence_lower(plan.action_label), sentence_lower(plan.action_label_plural)
        )
        yield Point(
            f"Of {counted} the plan leaves questions open:",
            tuple((each.href, f"{each.words}: {each.count}") for each in found[:NAMED]),
            max(0, len(found) - NAMED),
        )


def nothing_new(plan: Plan, content: PlanContent) -> Iterator[Point]:
    """A version that says what the last one said."""
    if content.since and not content.changes:
        yield Point(f"Nothing of the plan changed since version {content.since}.")


CHECKS = (empty_cover, empty_chapters, unexplained_abbreviations, open_questions, nothing_new)
