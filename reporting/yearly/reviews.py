"""Reviews that went on or concluded in the year, their recommendations, what followed, and what was not accepted and
why. Where a recommendation stands is what the year's last final kept (Care Act 2014, Schedule 2, 4(1)(d) to (g))."""

from collections.abc import Iterable

from lscb.wording import listed, long_date, number_of
from lscb.words import sentence_lower
from plans.rules.recommendations import CLOSED, OPEN, STATE_WORDS, State
from reporting.yearly.facts import RecommendationFacts, ReviewFacts, YearFacts
from reporting.yearly.writing import Nothing, blocks, heading, items, labelled, line, said, sentence


def drafted(year: YearFacts) -> str:
    states = states_of(year)
    told = told_of(year)
    if not told:
        return Nothing("The reports of the year tell of no review.")
    known = [states[each.id] for review in told for each in review.recommendations]
    return blocks(_summary(year, told, known), *(_review(year, review, states) for review in told))


def states_of(year: YearFacts) -> dict[int, str]:
    """Where each recommendation stood, by its key: what the latest final that says so kept, else where it is now."""
    now = {each.id: each.state for review in year.reviews for each in review.recommendations}
    return now | {
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
    """Whether it went on or concluded in the year, or a recommendation of it was still open at its last report."""
    if review.begun_on and review.begun_on > year.ends_on:
        return False
    if review.concluded_on is None or review.concluded_on >= year.starts_on:
        return True
    return any(states.get(each.id) in OPEN for each in review.recommendations)


def _summary(year: YearFacts, told: list[ReviewFacts], known: list[str]) -> str:
    concluded = sum(bool(each.concluded_on and each.concluded_on <= year.ends_on) for each in told)
    text = (
        f"{number_of(len(told), 'review is', 'reviews are')} told of: {concluded} concluded, "
        f"{len(told) - concluded} going on at the end of the year."
    )
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


def _review(year: YearFacts, review: ReviewFacts, states: dict[int, str]) -> str:
    stood = f"Concluded {long_date(review.concluded_on)}" if review.concluded_on else "Going on"
    return blocks(
        heading(review.name),
        " ".join(filter(None, [sentence(line(review.topic)), f"{stood}."])),
        items(_recommendation(year, each, states[each.id]) for each in review.recommendations),
    )


def _recommendation(year: YearFacts, made: RecommendationFacts, state: str) -> str:
    to = f" (to {said(listed(made.to))})" if made.to else ""
    because = "Why not" if state == State.NOT_ACCEPTED else "Accepted in part, because"
    parts = [
        sentence(f"{line(f'{made.number} {made.text}').rstrip('.')}{to}"),
        f"{STATE_WORDS[State(state)]}.",
        labelled(because, made.reason),
        labelled("What followed", "; ".join(_actions(year, made))),
        labelled("What shows it", made.evidence),
        labelled("Why it was closed", made.closed_because),
        labelled("When its impact was looked at", made.found),
    ]
    return " ".join(part for part in parts if part)


def _actions(year: YearFacts, made: RecommendationFacts) -> Iterable[str]:
    """What it led to, each as it stood at the year's last final that has it."""
    for id, called in made.actions:
        rows = (plan.last.row.get(id) for plan in reversed(year.reported))
        row = next((row for row in rows if row), None)
        yield f"{called} {sentence_lower(row.now.word)}" if row else called
