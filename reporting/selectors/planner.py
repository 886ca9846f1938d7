"""The reporting planner as read: who reports what to which forum, how often, and what should be asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from lscb.ordering import by_letters
from plans.models import Plan
from plans.rules.timescales import Certainty
from plans.selectors.glossary import uses_terms
from reporting.models import Obligation, PlannedReport
from reporting.models.planner import ALL_SUBGROUPS
from reporting.rules.recurrence import in_words
from subgroups.models import Body


@dataclass(frozen=True)
class Duty:
    """One obligation in words: to which forums, how often, and the questions it leaves open."""

    report: PlannedReport
    obligation: Obligation
    what: str
    often: str
    forums: tuple[Body, ...]
    questions: tuple[str, ...]

    @property
    def in_sentence(self) -> str:
        """How often, inside a sentence."""
        return self.often[:1].lower() + self.often[1:]

    @property
    def forum_words(self) -> str:
        """Forums that are not one body; said to be missing where the words name nobody."""
        return self.obligation.forum_words or ("" if self.forums else "Forum not stated")


@dataclass(frozen=True)
class PlannerRow:
    """A row of the planner with its duties, in printed order."""

    report: PlannedReport
    providers: tuple[Body, ...]
    duties: tuple[Duty, ...]

    def is_provided_by(self, body: Body) -> bool:
        return body in self.providers or _is_all_subgroups(self.report.provider_words, body)

    def concerns(self, body: Body) -> bool:
        """Whether the body provides the report or receives it somewhere."""
        return self.is_provided_by(body) or any(
            body in duty.forums or _is_all_subgroups(duty.obligation.forum_words, body)
            for duty in self.duties
        )


def planned_reports(person, plan: Plan) -> QuerySet[PlannedReport]:
    """The planner's rows with everything they say; four queries."""
    obligations = Obligation.objects.select_related("conflicts_with", "same_as").prefetch_related("forums")
    return (
        PlannedReport.objects.visible_to(person)
        .filter(plan=plan)
        .prefetch_related("providers", Prefetch("obligations", queryset=obligations))
    )


def rows_of(reports: Iterable[PlannedReport]) -> list[PlannerRow]:
    """The planner's rows from `planned_reports`."""
    return [
        PlannerRow(
            report,
            tuple(report.providers.all()),
            tuple(_duty(report, obligation) for obligation in report.obligations.all()),
        )
        for report in reports
    ]


def by_forum(rows: Iterable[PlannerRow]) -> list[tuple[str, list[Duty]]]:
    """Duties by who receives them: bodies in the board's order, then forums that are only words."""
    bodies: dict[Body, list[Duty]] = {}
    words: dict[str, list[Duty]] = {}
    for row in rows:
        for duty in row.duties:
            for forum in duty.forums:
                bodies.setdefault(forum, []).append(duty)
            if duty.forum_words:
                words.setdefault(duty.forum_words, []).append(duty)
    in_order = sorted(bodies.items(), key=lambda item: (item[0].position, by_letters(item[0].name)))
    return [(body.name, duties) for body, duties in in_order] + list(words.items())


def _duty(report: PlannedReport, obligation: Obligation) -> Duty:
    often = in_words(obligation)
    return Duty(
        report=report,
        obligation=obligation,
        what=obligation.what,
        often=often[:1].upper() + often[1:],
        forums=tuple(obligation.forums.all()),
        questions=tuple(_questions(obligation)),
    )


def _questions(obligation: Obligation):
    """What somebody should ask: words that can mean two things or nothing, and rows that contradict."""
    if obligation.is_chosen:
        pass
    elif obligation.other_readings:
        yield f"“{obligation.words}” could also mean: {'; '.join(obligation.other_readings)}."
    elif obligation.certainty in (Certainty.AMBIGUOUS, Certainty.UNRESOLVABLE):
        yield "The plan does not say how often."
    if obligation.conflicts_with:
        yield f"The row “{obligation.conflicts_with}” asks for the same report at another time."


def _is_all_subgroups(words: str, body: Body) -> bool:
    return body.kind == Body.Kind.SUBGROUP and ALL_SUBGROUPS in words.casefold()


@uses_terms
def words_of_the_planner(plan: Plan) -> list[str]:
    """The words of a plan's reporting planner, for its glossary; one query."""
    rows = PlannedReport.objects.filter(plan=plan).values_list("what", "activity", "tells", "when_text")
    return [words for row in rows for words in row]
