"""The rows of a list of recommendations, as they would be under the reviews of the plan's board."""

from collections.abc import Sequence
from dataclasses import dataclass

from lscb.importing.lists import Offered
from lscb.importing.shapes import Change, ListRow
from lscb.lines import in_one_line
from plans.models import Plan, Recommendation, Review, Theme
from plans.rules.recommendation_columns import LONGEST_NUMBER, answer_in, number_and_text, several
from plans.rules.recommendations import Response, needs_reason
from subgroups.models import Agency, Body
from subgroups.rules.names import name_key
from subgroups.selectors.names import Names


@dataclass(frozen=True)
class Arriving:
    """What a row makes: under which review, in which words, to whom."""

    review: Review
    number: str
    text: str
    agencies: tuple[Agency, ...]
    bodies: tuple[Body, ...]
    themes: tuple[str, ...]
    response: Response
    reason: str
    evidence: str


def recommendations_offered(plan: Plan, rows: Sequence[ListRow]) -> list[Offered]:
    """Which recommendations rows are; six queries. A row that names no review is of the one review of the board that
    has no recommendation yet, if there is only one."""
    reviews = list(
        Review.objects.filter(board=plan.board_id, stopped_on=None).select_related("board", "kind")
    )
    there = {
        (made.review_id, made.number.casefold()): made
        for made in Recommendation.objects.filter(review__in=reviews).select_related("review")
    }
    by_name = {review.code_name.casefold(): review for review in reviews}
    waiting = [review for review in reviews if review.pk not in {key for key, _ in there}]
    only = waiting[0] if len(waiting) == 1 else None
    names, seen = Names.of(plan.board), set()
    offered = []
    for row in rows:
        review = by_name.get(in_one_line(row["review"]).casefold()) if row["review"] else only
        number, text = number_and_text(in_one_line(row["number"]), row["text"].strip())
        wrong = _wrong(row, review, number, text)
        key = (review.pk if review else 0, number.casefold())
        if not wrong and key in seen:
            wrong = "The same number stands further up."
        seen.add(key)
        agencies, bodies, oddities = _addressed(names, row["to"])
        if review is not None and not row["review"]:
            oddities.insert(0, f"It names no review, and is taken for one of {review.code_name}.")
        response = answer_in(row["response"])
        if response is None:
            oddities.append(f"“{row['response']}” is no answer that is known, and is left out.")
        elif needs_reason(response) and not row["reason"].strip():
            oddities.append("It says no reason why it is not accepted as it stands: its answer is left out.")
            response = None
        thing = None if wrong else there.get(key)
        changes = ()
        if thing is not None and thing.text.split() != text.split():
            changes = (Change("text", "Recommendation", thing.text, text),)
        found = None
        if review is not None:
            found = Arriving(
                review,
                number,
                text,
                agencies,
                bodies,
                tuple(
                    in_one_line(each)[: Theme._meta.get_field("name").max_length]
                    for each in several(row["themes"])
                ),
                response or Response.AWAITED,
                row["reason"].strip(),
                row["evidence"].strip(),
            )
        odd = (*row.oddities, *oddities)
        offered.append(Offered(row, thing, changes, oddities=odd, wrong=wrong, found=found))
    return offered


def _wrong(row: ListRow, review: Review | None, number: str, text: str) -> str:
    if review is None and row["review"]:
        return f"No review is called “{in_one_line(row['review'])}”. Write a code name as it is here."
    if review is None:
        return "Say of which review it is, by its code name."
    if not number or not text:
        return "Write its number and what is recommended."
    if len(number) > LONGEST_NUMBER:
        return f"Shorten its number to {LONGEST_NUMBER} characters; it has {len(number)}."
    return ""


def _addressed(names: Names, words: str) -> tuple[tuple[Agency, ...], tuple[Body, ...], list[str]]:
    """Whom a cell names: with lines and semicolons between, else with commas; and what is odd about the others."""
    agencies: dict[int, Agency] = {}
    bodies: dict[int, Body] = {}
    oddities = []
    for part in several(words):
        whole = [part] if _known(names, part) else [each.strip() for each in part.split(",") if each.strip()]
        for each in whole:
            match _known(names, each):
                case Agency() as agency:
                    agencies[agency.pk] = agency
                case Body() as body:
                    bodies[body.pk] = body
                case _:
                    oddities.append(
                        f"Nobody is known as “{in_one_line(each)}”: it is addressed to the others alone."
                    )
    return tuple(agencies.values()), tuple(bodies.values()), oddities


def _known(names: Names, words: str) -> Agency | Body | None:
    key = name_key(words)
    return names.agencies.get(key) or names.bodies.get(key)
