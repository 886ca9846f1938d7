"""Reviews that went on or concluded in the year, their recommendations, what followed, and what was not accepted and
why. Where a recommendation stands is what the year's last final kept (Care Act 2014, Schedule 2, 4(1)(d) to (g))."""

from lscb.wording import listed, long_date, number_of
from plans.rules.recommendations import CLOSED, OPEN, STATE_WORDS, State
from reporting.yearly.facts import RecommendationFacts, ReviewFacts, YearFacts
from reporting.yearly.writing import Nothing, blocks, heading, items, line, said, sentence


def drafted(year: YearFacts) -> str:
    states = states_of(year)
    told = [review for review in year.reviews if _is_of(review, year, states)]
    if not told:
        return Nothing("The reports of the year tell of no review.")
    known = [
        states[each.id] for review in told for each in review.recommendations if each.id in states
    ]
    return blocks(_summary(year, told, known), *(_review(review, states) for review in told))


def states_of(year: YearFacts) -> dict[int, str]:
    """Where each recommendation stood, by its key: what the latest final that says so kept."""
    return {
        id: state
        for plan in year.reported
        for final in plan.finals
        if final.content.learning
        for id, state in final.content.learning.states
    }


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
        f"{n} {words}"
        for n, words in (
            (sum(each in CLOSED for each in known), "closed"),
            (sum(each in OPEN for each in known), "open"),
            (sum(each == State.NOT_ACCEPTED for each in known), "not accepted"),
        )
        if n
    ]
    return f"{text} Of {number_of(len(known), 'recommendation', 'recommendations')} {listed(parts)}."


def _review(review: ReviewFacts, states: dict[int, str]) -> str:
    stood = f"Concluded {long_date(review.concluded_on)}" if review.concluded_on else "Going on"
    return blocks(
        heading(review.name),
        sentence(f"{line(review.topic)}. {stood}" if review.topic else stood),
        items(_recommendation(each, states[each.id]) for each in review.recommendations if each.id in states),
    )


def _recommendation(made: RecommendationFacts, state: str) -> str:
    to = f" (to {said(listed(made.to))})" if made.to else ""
    because = "Why not" if state == State.NOT_ACCEPTED else "Accepted in part, because"
    parts = [
        sentence(f"{line(f'{made.number} {made.text}').rstrip('.')}{to}"),
        f"{STATE_WORDS[State(state)]}.",
        f"{because}: {sentence(said(made.reason))}" if made.reason else "",
        f"What shows it: {sentence(said(made.evidence))}" if made.evidence else "",
        f"When its impact was looked at: {sentence(said(made.found))}" if made.found else "",
    ]
    return " ".join(part for part in parts if part)
