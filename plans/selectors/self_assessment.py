"""A self-assessment as its pages, its paper and the report show it: who returned what, standard by standard."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Count, Q
from django.utils import timezone

from lscb import clock
from lscb.permissions import Verb, allows
from lscb.unchanged import until_a_change
from plans.models import AgencyReturn, ReturnAnswer, SelfAssessment, Standard
from plans.rules.self_assessment import (
    Moved,
    ReturnCounts,
    Returned,
    Standing,
    count,
    moved,
    standings,
    step,
    weakest,
)
from subgroups.models import Body


@dataclass(frozen=True)
class ReturnLine:
    """One agency and how far its return is. `is_open` says whether whoever asks may read it."""

    agency_return: AgencyReturn
    is_open: bool
    answered: int
    of: int

    @property
    def state(self) -> str:
        """As whoever asks may know it: of a return that is not theirs to read, only whether it came."""
        each = self.agency_return
        if each.shared_at:
            return "Shared"
        if each.sent_at:
            return "Moderated" if self.is_open and each.moderated_at else "Returned"
        if not self.is_open:
            return "Not returned"
        if each.handed_back_at:
            return f"Handed back: {self.answered} of {self.of} scored"
        return f"Draft: {self.answered} of {self.of} scored" if self.answered else "Not begun"


@dataclass(frozen=True)
class Cell:
    """How an agency stands at a standard: the score that counts, its own, and by how many steps it moved since the
    last time, where that can be compared. `score` empty: it gave none."""

    score: str = ""
    own: str = ""
    moved: int | None = None

    @property
    def is_moderated(self) -> bool:
        """Whether the panel scored it otherwise."""
        return self.score != self.own


@dataclass(frozen=True)
class GridRow:
    """An agency's line of the grid: a cell a standard; None where whoever asks may not read it, or it has not come."""

    line: ReturnLine
    cells: tuple[Cell, ...] | None


@dataclass(frozen=True)
class Overview:
    """All of one self-assessment that whoever asks may know."""

    assessment: SelfAssessment
    counts: ReturnCounts
    lines: list[ReturnLine]
    standards: list[Standard]
    rows: list[GridRow]
    standings: list[Standing] = field(default_factory=list)
    moved: Moved = field(default_factory=Moved)

    @property
    def weakest(self) -> list[Standing]:
        return weakest(self.standings)

    @property
    def awaited(self) -> list[ReturnLine]:
        return [line for line in self.lines if line.agency_return.is_draft]

    @property
    def of_all(self) -> list[tuple[Standard, Standing]]:
        """Each standard with how agencies stand at it; nothing where sums would tell of single agencies."""
        return list(zip(self.standards, self.standings, strict=True)) if self.standings else []


def counts_of(assessment: SelfAssessment, returns: Iterable[AgencyReturn]) -> ReturnCounts:
    """How many were asked, and what became of that until today. Once it is closed none is overdue."""
    counts = count(
        (
            Returned(
                timezone.localtime(each.sent_at).date() if each.sent_at else None,
                bool(each.moderated_at),
                bool(each.shared_at),
            )
            for each in returns
        ),
        due_on=assessment.due_on,
        today=clock.today(),
    )
    return replace(counts, overdue=0) if assessment.closed_at else counts


def overview_of(person, assessment: SelfAssessment) -> Overview:
    """What its page, its grid and its paper say to `person`; five queries, one more where there was one before.

    Sums over all agencies are there for whoever may read every return, and for everybody once they are enough.
    """
    returns = list(
        assessment.returns.for_page().annotate(answered=Count("answers", filter=~Q(answers__score="")))
    )
    mine = AgencyReturn.objects.visible_to(person).filter(assessment=assessment)
    readable = set(mine.values_list("pk", flat=True))
    standards = list(assessment.standards.standards.all())
    lines = [
        ReturnLine(each, each.pk in readable, each.answered if each.pk in readable else 0, len(standards))
        for each in returns
    ]
    scores, before = scores_of(assessment)
    counts = counts_of(assessment, returns)
    rows = [
        GridRow(
            line,
            _cells(line.agency_return, standards, scores, before)
            if line.is_open and line.agency_return.sent_at
            else None,
        )
        for line in lines
    ]
    summed = counts.are_enough or allows(person, Verb.READ_RETURNS, assessment)
    return Overview(
        assessment,
        counts,
        lines,
        standards,
        rows,
        standings=standings_of(standards, scores) if summed and counts.returned else [],
        moved=moved_of(scores, before) if summed else Moved(),
    )


# An agency's score that counts and its own, by the agency and the key of the standard.
Scores = dict[tuple[int, int], tuple[str, str]]


def _scores(assessment_id: int) -> Scores:
    """One query: of returns that were sent."""
    rows = (
        ReturnAnswer.objects.filter(agency_return__assessment=assessment_id)
        .counted()
        .values_list("agency_return__body", "standard__key", "counts_as", "score")
    )
    return {(body, key): (score, own) for body, key, score, own in rows}


def scores_of(assessment: SelfAssessment) -> tuple[Scores, Scores]:
    """Those of this time and of the last; one query each."""
    return _scores(assessment.pk), _scores(assessment.previous_id) if assessment.previous_id else {}


def standings_of(standards: Iterable[Standard], scores: Scores) -> list[Standing]:
    return standings(
        ((each.key, each.number, each.title) for each in standards),
        ((key, score) for (_, key), (score, _) in scores.items()),
    )


def moved_of(scores: Scores, before: Scores) -> Moved:
    """Which way agencies went that scored the same standard both times."""
    return moved((before[at][0], score) for at, (score, _) in scores.items() if at in before)


def _cells(
    agency_return: AgencyReturn, standards: Iterable[Standard], scores: Scores, before: Scores
) -> tuple[Cell, ...]:
    cells = []
    for standard in standards:
        at = agency_return.body_id, standard.key
        score, own = scores.get(at, ("", ""))
        cells.append(Cell(score, own, step(before.get(at, ("", ""))[0], score)))
    return tuple(cells)


# --- One return -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AnswerRow:
    """A standard, what the agency says of it, and what counted the last time; None where there is none."""

    standard: Standard
    answer: ReturnAnswer | None
    before: ReturnAnswer | None

    @property
    def moved(self) -> int | None:
        return step(self.before.counted, self.answer.counted) if self.before and self.answer else None


def answer_rows(agency_return: AgencyReturn) -> list[AnswerRow]:
    """Every standard of a return in its order; four queries at most."""
    answers = {
        each.standard_id: each
        for each in agency_return.answers.select_related(
            "by", "moderated_by", "action__plan", "carried_from"
        ).prefetch_related("links_and_files__by", "links_and_files__withdrawn_by")
    }
    before = {}
    if previous := agency_return.assessment.previous_id:
        last = ReturnAnswer.objects.filter(
            agency_return__assessment=previous,
            agency_return__body=agency_return.body_id,
            agency_return__sent_at__isnull=False,
        )
        before = {each.standard.key: each for each in last.select_related("standard", "action__plan")}
    return [
        AnswerRow(each, answers.get(each.pk), before.get(each.key))
        for each in agency_return.assessment.standards.standards.all()
    ]


# --- For the first page -----------------------------------------------------------------------------------------------


def returns_awaited_of(person, plan, bodies: Iterable[Body]) -> list[AgencyReturn]:
    """Returns that any of the bodies is still to send, the one due longest ago first; one query."""
    return list(
        AgencyReturn.objects.visible_to(person)
        .filter(body__in=bodies, assessment__plan=plan, sent_at__isnull=True)
        .filter(assessment__closed_at__isnull=True)
        .select_related("assessment__plan__board", "body")
        .annotate(answered=Count("answers", filter=~Q(answers__score="")))
        .order_by("assessment__due_on", "pk")
    )


@until_a_change(16)
def self_assessments_open(plan) -> list[tuple[SelfAssessment, ReturnCounts]]:
    """Those of a plan in sight that are open, with what has come and the agencies; three queries, one where there is
    none."""
    found = SelfAssessment.objects.filter(plan=plan).open().newest_first()
    found = found.select_related("plan").prefetch_related("returns__body")
    return [(each, counts_of(each, each.returns.all())) for each in found]
