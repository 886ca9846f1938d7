"""Reviews that went on or ended in the year, their recommendations, what followed, and what was not accepted and
why. Where a recommendation stands is what the year's last final kept (Care Act 2014, Schedule 2, 4(1)(d) to (g))."""

from collections.abc import Iterable
from datetime import date

from lscb.wording import listed, long_date, number_of
from lscb.words import sentence_lower
from plans.rules.recommendations import CLOSED, OPEN, STATE_WORDS, State
from reporting.yearly.facts import RecommendationFacts, ReviewFacts, YearFacts
from reporting.yearly.writing import Nothing, blocks, heading, items, labelled, line, said, sentence

_LOOKED_AT = (State.IMPACT_DUE, State.EMBEDDED, State.PARTLY_EMBEDDED, State.NOT_EMBEDDED)


def drafted(year: YearFacts) -> str:
    told = told_of(year)
    if not told:
        return Nothing("The reports of the year tell of no review.")
    states, kept = states_of(year), frozenset(kept_states(year))
    known = [states[each.id] for review in told for each in review.recommendations]
    return blocks(_summary(year, told, known), *(_review(year, review, states, kept) for review in told))


def states_of(year: YearFacts) -> dict[int, str]:
    """Where each recommendation stood, by its key: what the latest final that says so kept, else where it is now."""
    now = {each.id: each.state for review in year.reviews for each in review.recommendations}
    return now | kept_states(year)


def kept_states(year: YearFacts) -> dict[int, str]:
    """Those that a final of the year says."""
    return {
        id: state
        for plan in year.reported
        for final in plan.finals
        if final.content.learning
        for id, state in final.content.learning.states
    }


def told_of(year: YearFacts) -> list[ReviewFacts]:
    states = states_of(year)
    return [review for review in year.reviews if _is_of(review, year, states)]


def _is_of(review: ReviewFacts, year: YearFacts, states: dict[int, str]) -> bool:
    """Whether it went on or ended in the year, or a recommendation of it was settled since the year began or was still
    open at its last report."""
    began = review.begun_on or review.planned_for
    if began and began > year.ends_on:
        return False
    ended = review.stopped_on or review.concluded_on
    if ended is None or ended >= year.starts_on:
        return True
    return any(
        states.get(each.id) in OPEN or (each.settled_on and each.settled_on >= year.starts_on)
        for each in review.recommendations
    )


def _summary(year: YearFacts, told: list[ReviewFacts], known: list[str]) -> str:
    concluded = sum(_is_by(each.concluded_on, year) for each in told)
    stopped = sum(_is_by(each.stopped_on, year) for each in told)
    planned = sum(_is_planned(each, year) for each in told)
    stood = [
        f"{concluded} concluded",
        f"{stopped} ended early" if stopped else "",
        f"{planned} planned and not begun" if planned else "",
        f"{len(told) - concluded - stopped - planned} going on at the end of the year",
    ]
    text = f"{number_of(len(told), 'review is', 'reviews are')} told of: {', '.join(filter(None, stood))}."
    if not known:
        return text
    parts = [
        number_of(n, *words)
        for n, words in (
            (sum(each in CLOSED for each in known), ("is closed", "are closed")),
            (sum(each in OPEN for each in known), ("is open", "are open")),
            (sum(each == State.NOT_ACCEPTED for each in known), ("was not accepted", "were not accepted")),
        )
        if n
    ]
    return f"{text} Of {number_of(len(known), 'recommendation', 'recommendations')}, {listed(parts)}."


def _is_by(day: date | None, year: YearFacts) -> bool:
    """Whether it was on a day until the end of the year."""
    return day is not None and day <= year.ends_on


def _is_planned(review: ReviewFacts, year: YearFacts) -> bool:
    """Whether it had not begun, and did not end either."""
    return bool(review.planned_for) and not _is_by(review.stopped_on or review.concluded_on, year)


def _review(year: YearFacts, review: ReviewFacts, states: dict[int, str], kept: frozenset[int]) -> str:
    return blocks(
        heading(review.name),
        " ".join(
            filter(
                None,
                [
                    sentence(line(review.topic)),
                    f"{_stood(review, year)}.",
                    labelled("Why", review.stopped_because),
                ],
            )
        ),
        items(
            _recommendation(year, each, states[each.id], each.id in kept) for each in review.recommendations
        ),
    )


def _stood(review: ReviewFacts, year: YearFacts) -> str:
    """How it stood at the end of the year, and how it ended where that was afterwards."""
    ended_on = review.stopped_on or review.concluded_on
    ended = f"{'ended early' if review.stopped_on else 'concluded'} {long_date(ended_on)}"
    if _is_by(ended_on, year):
        return f"{ended[0].upper()}{ended[1:]}"
    stood = "Going on"
    if _is_planned(review, year):
        stood = f"Planned for {long_date(review.planned_for)}"
    return f"{stood} at the end of the year, {ended}" if ended_on else stood


def _recommendation(year: YearFacts, made: RecommendationFacts, state: str, is_kept: bool) -> str:
    """What was said of it since its state was kept is not told with it: the next year's report has that."""
    to = f" (to {said(listed(made.to))})" if made.to else ""
    because = "Why not" if state == State.NOT_ACCEPTED else "Accepted in part, because"
    parts = [
        sentence(f"{line(f'{made.number} {made.text}').rstrip('.')}{to}"),
        f"{STATE_WORDS[State(state)]}.",
        labelled(because, made.reason) if state != State.AWAITED else "",
        labelled("What followed", "; ".join(_actions(year, made, is_kept))),
        labelled("What shows it", made.evidence),
        labelled("Why it was closed", made.closed_because) if state in CLOSED else "",
        labelled("When its impact was looked at", made.found) if state in _LOOKED_AT else "",
    ]
    return " ".join(part for part in parts if part)


def _actions(year: YearFacts, made: RecommendationFacts, is_kept: bool) -> Iterable[str]:
    """What it led to, each as it stood where the recommendation's state is from: at the year's last final that has it,
    or now."""
    for id, called, now in made.actions:
        plan = next((plan for plan in reversed(year.reported) if id in plan.last.row), None)
        if plan is None:
            yield called
        elif is_kept:
            yield f"{called} {sentence_lower(plan.last.row[id].now.word)}"
        else:
            yield f"{called} {plan.word(now) if now in plan.last.words else sentence_lower(now)}"
