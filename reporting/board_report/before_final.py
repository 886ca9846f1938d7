"""What somebody may want to mend before the report to the Board is final, and where. They may go on knowingly."""

from collections.abc import Iterator

from django.urls import reverse

from lscb.wording import listed, number_of
from plans.models import Plan
from plans.rules.abbreviations import unexplained
from reporting.board_report.build import offered
from reporting.board_report.content import BoardReportContent
from reporting.board_report.facts import Facts
from reporting.models import BoardReport
from reporting.report.content import words_in
from reporting.selectors.before_final import NAMED, Point


def points_before_final(
    plan: Plan, draft: BoardReport | None, facts: Facts, content: BoardReportContent
) -> list[Point]:
    """What every check found; one query. `plan` is the one whose pages they lead to."""
    return [
        *_finals(plan, facts),
        *_reworded(draft, facts),
        *_asked(content),
        *_updates(content),
        *_abbreviations(plan, content),
    ]


def _finals(plan: Plan, facts: Facts) -> Iterator[Point]:
    """Plans without a final, and those of which the Board had the last one already."""
    lists = ((reverse("reporting:report-list", args=[plan.slug]), "The reports"),)
    for title in facts.without_final:
        yield Point(f"No report of {title} is final yet, so this one says nothing of it.", lists)
    last = {final.plan: final for final in facts.finals}
    for final in last.values():
        if final.is_told:
            content = final.content
            yield Point(
                f"No report of {content.front.plan} has become final since the last report to this meeting’s body: "
                f"its position is that of {content.front.quarter} once more.",
                lists,
            )


def _reworded(draft: BoardReport | None, facts: Facts) -> Iterator[Point]:
    """Lines in words of the board team's own that follow otherwise now."""
    if draft is None:
        return
    now = {each.line.key: each.line for each in offered(facts)}
    moved = [
        now[key].about
        for key, (told, then) in draft.lines_reworded.items()
        if told and key in now and now[key].words != then
    ]
    if moved:
        yield Point(f"Reworded, and something has changed since: {listed(moved[:NAMED])}.")


def _asked(content: BoardReportContent) -> Iterator[Point]:
    """Nothing is asked, though something is handed over or left unsettled."""
    waiting = len(content.escalated.lines) + len(content.exceptions.lines)
    if waiting and not content.asked:
        yield Point(
            f"No decision is asked, and {number_of(waiting, 'line tells', 'lines tell')} of what waits for one."
        )


def _updates(content: BoardReportContent) -> Iterator[Point]:
    """Groups that sent nothing."""
    if content.updates and (missing := (*content.updates.silent, *content.updates.awaited)):
        yield Point(f"No update from {listed(missing)}. It says so of those whose papers were due.")


def _abbreviations(plan: Plan, content: BoardReportContent) -> Iterator[Point]:
    """Abbreviations that the glossary of the plan does not explain."""
    known = {*plan.glossary.values_list("term", flat=True), *(term.term for term in content.terms)}
    missing = list(unexplained(words_in(content), known))
    if missing:
        more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
        yield Point(
            f"Abbreviations that the glossary does not explain: {', '.join(missing[:NAMED])}{more}.",
            ((f"{reverse('plans:glossary', args=[plan.slug])}#missing", "Add them to the glossary"),),
        )
