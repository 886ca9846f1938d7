"""Recommendations of a review: added, answered, linked to actions, closed by a meeting, their impact looked at."""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict, Unpack

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Max

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from plans.models import (
    Action,
    ImpactLook,
    PlanEvent,
    Recommendation,
    RecommendationAction,
    Review,
    Theme,
)
from plans.operations.reviews import record_on
from plans.rules.recommendations import Found, State, needs_reason
from plans.selectors.recommendations import state_now
from subgroups.models import Agency, Board, Body, Meeting, Person
from subgroups.operations.bodies import merged

SAID = ["number", "text", "evidence"]
ANSWER = ["response", "response_reason", "responded_on"]
LONGEST_THEME = 100  # characters
CLOSING = ["closed_on", "closed_at_meeting", "closed_because", "closed_by", "impact_due_on"]


class Said(TypedDict, total=False):
    """What is typed of a recommendation; `new_themes` are names, a line each."""

    number: str
    text: str
    agencies: Iterable[Agency]
    bodies: Iterable[Body]
    themes: Iterable[Theme]
    new_themes: str
    evidence: str


@transaction.atomic
def add_recommendation(*, review: Review, by: Person, **said: Unpack[Said]) -> Recommendation:
    """Put a recommendation under a review, as it is printed.

    :raises Refused: without its number or words, for a number the review has, or whoever is of another board.
    """
    locks.hold(review)
    recommendation = put_recommendation(review, said, by)
    changes = {"recommendation": ["", f"{recommendation.number} {recommendation.text}"]}
    record_on(PlanEvent.RECOMMENDATION_ADDED, review, recommendation, by, changes)
    return recommendation


def put_recommendation(review: Review, said: Said, by: Person | None) -> Recommendation:
    """The same as a part of another event, which holds the review and writes the line."""
    last = review.recommendations.aggregate(last=Max("position"))["last"] or 0
    recommendation = Recommendation(review=review, position=last + 1, shared=review.is_shared)
    _say(recommendation, said)
    audit.save(recommendation, by)
    _address(recommendation, said, by)
    return recommendation


@transaction.atomic
def change_recommendation(
    *, recommendation: Recommendation, by: Person, **said: Unpack[Said]
) -> Recommendation:
    """Correct what was recorded of a recommendation, whom it is addressed to, its themes and its evidence.

    :raises Refused: as adding one does, and where nothing is changed.
    """
    locks.hold(recommendation)
    before = _recorded(recommendation)
    bodies_before = set(recommendation.bodies.all())
    _say(recommendation, said, bodies_before)
    recommendation.changed_at = clock.now()
    audit.save(recommendation, by, [*SAID, "changed_at"])
    _address(recommendation, said, by)
    changes = audit.differences(before, _recorded(recommendation))
    if not changes:
        raise Refused("Nothing is changed yet.")
    record_on(PlanEvent.RECOMMENDATION_CHANGED, recommendation.review, recommendation, by, changes)
    return recommendation


@transaction.atomic
def answer_recommendation(
    *,
    recommendation: Recommendation,
    response: str,
    by: Person,
    reason: str = "",
    responded_on: date | None = None,
) -> Recommendation:
    """Record that a recommendation is accepted, accepted in part or not accepted; answered again, it replaces.

    :raises Refused: without an answer, without the reason where it is not accepted as it stands, for a day to come, or
        when it is closed.
    """
    locks.hold(recommendation)
    _refuse_if_closed(recommendation)
    responded_on = responded_on or clock.today()
    wrong = guards.not_yet(responded_on=responded_on)
    if response not in Recommendation.Response.values:
        wrong["response"] = "Choose what was answered."
    if needs_reason(response):
        wrong |= guards.empty(reason=(reason, "Say why it is not accepted as it stands."))
    guards.refuse(wrong)
    before = audit.values_of(recommendation, ANSWER)
    recommendation.response, recommendation.responded_on = response, responded_on
    recommendation.response_reason = reason.strip() if needs_reason(response) else ""
    _save(recommendation, by, ANSWER)
    changes = audit.differences(before, audit.values_of(recommendation, ANSWER))
    record_on(PlanEvent.RECOMMENDATION_ANSWERED, recommendation.review, recommendation, by, changes)
    return recommendation


@transaction.atomic
def link_recommendation(
    *, recommendation: Recommendation, actions: Iterable[Action], by: Person
) -> Recommendation:
    """Choose the actions by which a recommendation is carried out: of any plan of its board.

    :raises Refused: where nothing is changed, or when it is closed.
    :raises ValueError: for an action of another board.
    """
    locks.hold(recommendation)
    _refuse_if_closed(recommendation)
    wanted = {action.pk: action for action in actions}
    if any(action.board.pk != recommendation.board.pk for action in wanted.values()):
        raise ValueError("An action is of another board.")
    there = {link.action_id: link for link in recommendation.links.select_related("action__plan")}
    if set(there) == set(wanted):
        raise Refused("Nothing is changed yet.")
    before = [str(link.action) for link in there.values()]
    for pk, link in there.items():
        if pk not in wanted:
            link.delete()
    for pk, action in wanted.items():
        if pk not in there:
            RecommendationAction(recommendation=recommendation, action=action).save()
    _save(recommendation, by, [])
    changes = {"actions": ["; ".join(before), "; ".join(str(action) for action in wanted.values())]}
    record_on(PlanEvent.RECOMMENDATION_LINKED, recommendation.review, recommendation, by, changes)
    return recommendation


def carry_recommendations(action: Action, made: Iterable[Action], by: Person) -> None:
    """What an action was to carry out, those carry out that it goes on as in the next plan: a part of that event."""
    for link in action.recommendation_links.select_related("recommendation"):
        for each in made:
            RecommendationAction(recommendation=link.recommendation, action=each).save()


@transaction.atomic
def close_recommendation(
    *,
    recommendation: Recommendation,
    meeting: Meeting,
    by: Person,
    because: str = "",
    evidence: str = "",
    impact_due_on: date | None = None,
) -> Recommendation:
    """Record that a meeting closed a recommendation; its impact is looked at again later.

    :param because: why, where its actions are not all complete.
    :param impact_due_on: when its impact is looked at; the months of its kind of review after the meeting otherwise.
    :raises Refused: of a review that is not shared, of one that is not accepted or not answered, when it is closed,
        for a meeting to come or of another board, without the reason where actions go on, or for a day that has passed.
    """
    locks.hold(recommendation)
    _refuse_if_closed(recommendation)
    if not recommendation.review.is_shared:
        raise Refused("Share the review first: a meeting closes what it has seen.")
    state = state_now(recommendation)
    if state == State.NOT_ACCEPTED:
        raise Refused("It is not accepted: that, with its reason, is how it ends.")
    if state == State.AWAITED:
        raise Refused("Record first what was answered to it.")
    wrong = guards.strangers(recommendation.board, meeting=meeting)
    if meeting.held_on > clock.today():
        wrong["meeting"] = "That meeting is still to come. Choose one that was held."
    if state != State.FOR_CLOSING:
        advice = "Its actions are not all complete. Say why it is closed all the same."
        wrong |= guards.empty(because=(because, advice))
    wrong |= guards.passed(impact_due_on=impact_due_on)
    guards.refuse(wrong)
    months = relativedelta(months=recommendation.review.kind.look_again_after)
    recommendation.closed_on, recommendation.closed_at_meeting = meeting.held_on, meeting
    recommendation.closed_because, recommendation.closed_by = because.strip(), by
    recommendation.impact_due_on = impact_due_on or meeting.held_on + months
    recommendation.evidence = evidence.strip() or recommendation.evidence
    _save(recommendation, by, [*CLOSING, "evidence"])
    changes: dict[str, list] = {
        "closed": ["", str(meeting)],
        "impact to be looked at": ["", recommendation.impact_due_on],
    }
    if recommendation.closed_because:
        changes["why"] = ["", recommendation.closed_because]
    record_on(PlanEvent.RECOMMENDATION_CLOSED, recommendation.review, recommendation, by, changes)
    return recommendation


@transaction.atomic
def reopen_recommendation(*, recommendation: Recommendation, reason: str, by: Person) -> Recommendation:
    """A closed recommendation is followed again; what was found of its impact stays on its page.

    :raises Refused: without a reason, or when it is open.
    """
    locks.hold(recommendation)
    if recommendation.closed_on is None:
        raise Refused("This recommendation is open.")
    guards.refuse(guards.empty(reason=(reason, "Say why it is opened again.")))
    before = audit.values_of(recommendation, CLOSING[:3])
    recommendation.closed_on = recommendation.closed_at_meeting = recommendation.closed_by = None
    recommendation.closed_because, recommendation.impact_due_on = "", None
    _save(recommendation, by, CLOSING)
    changes = audit.differences(before, audit.values_of(recommendation, CLOSING[:3]))
    changes |= {"why": ["", reason.strip()]}
    record_on(PlanEvent.RECOMMENDATION_REOPENED, recommendation.review, recommendation, by, changes)
    return recommendation


@transaction.atomic
def look_at_impact(
    *,
    recommendation: Recommendation,
    found: str,
    words: str,
    by: Person,
    on: date | None = None,
    again_on: date | None = None,
) -> ImpactLook:
    """Say what was found when the impact of a closed recommendation was looked at. Once it is embedded it is not looked
    at again; else after the months of its kind of review, or on a day that is named.

    :raises Refused: while it is open, without what was found and what shows it, for a day to come or before it was
        closed, or for a next day that has passed.
    """
    locks.hold(recommendation)
    if recommendation.closed_on is None:
        raise Refused("It is open: its impact is looked at once a meeting has closed it.")
    on = on or clock.today()
    wrong = guards.not_yet(on=on) | guards.passed(again_on=again_on)
    if on < recommendation.closed_on:
        wrong["on"] = "It was closed after that day."
    if found not in ImpactLook.Found.values:
        wrong["found"] = "Choose what was found."
    wrong |= guards.empty(words=(words, "Say what shows it."))
    guards.refuse(wrong)
    look = ImpactLook(recommendation=recommendation, on=on, found=found, words=words.strip(), by=by)
    look.save()
    months = relativedelta(months=recommendation.review.kind.look_again_after)
    recommendation.impact_due_on = None if found == Found.EMBEDDED else again_on or on + months
    _save(recommendation, by, ["impact_due_on"])
    changes = {"found": ["", look.get_found_display()], "what shows it": ["", look.words]}
    record_on(PlanEvent.IMPACT_LOOKED_AT, recommendation.review, recommendation, by, changes)
    return look


@transaction.atomic
def rename_theme(*, theme: Theme, name: str, by: Person) -> Theme:
    """Call a theme otherwise; by the name of another one, the two become one.

    :returns: the theme that stands.
    :raises Refused: without a name, or for the one it has.
    """
    locks.hold(theme)
    guards.refuse(guards.empty(name=(name, "Give the theme a name.")))
    before, name = theme.name, name.strip()
    if name == before:
        raise Refused({"name": "It has this name."})
    other = Theme.objects.filter(board=theme.board, name__iexact=name).exclude(pk=theme.pk).first()
    if other is None:
        theme.name = name
        audit.save(theme, by, ["name"])
    else:
        for recommendation in theme.recommendations.all():
            recommendation.themes.add(other)
            recommendation.themes.remove(theme)
        audit.as_by(theme, by).delete()
    audit.record(PlanEvent.THEME_RENAMED, other or theme, by=by, changes={"theme": [before, name]})
    return other or theme


def _recorded(recommendation: Recommendation) -> dict[str, object]:
    many = {"agencies": "agencies", "groups": "bodies", "themes": "themes"}
    return audit.values_of(recommendation, SAID) | {
        words: ", ".join(str(each) for each in getattr(recommendation, name).all().order_by("pk"))
        for words, name in many.items()
    }


def _say(recommendation: Recommendation, said: Said, bodies_before: Iterable[Body] = ()) -> None:
    """:raises Refused: for all that is wrong."""
    review = recommendation.review
    number, text = (said.get("number") or "").strip(), (said.get("text") or "").strip()
    wrong = guards.empty(
        number=(number, "Give its number as it is printed."), text=(text, "Write what is recommended.")
    )
    if number and review.recommendations.filter(number__iexact=number).exclude(pk=recommendation.pk).exists():
        wrong["number"] = "This review has a recommendation with this number."
    for agency in said.get("agencies", ()):
        wrong |= guards.strangers(review.board, agencies=agency)
    for body in said.get("bodies", ()):
        wrong |= guards.strangers(review.board, bodies=body)
        if body not in bodies_before:
            wrong |= merged(bodies=body)
    for theme in said.get("themes", ()):
        wrong |= guards.strangers(review.board, themes=theme)
    if any(len(line) > LONGEST_THEME for line in _lines(said)):
        wrong["new_themes"] = f"Shorten each theme to {LONGEST_THEME} characters."
    guards.refuse(wrong)
    recommendation.number, recommendation.text = number, text
    recommendation.evidence = (said.get("evidence") or "").strip()


def _lines(said: Said) -> list[str]:
    return [line.strip() for line in (said.get("new_themes") or "").splitlines() if line.strip()]


def _address(recommendation: Recommendation, said: Said, by: Person | None) -> None:
    recommendation.agencies.set(said.get("agencies", ()))
    recommendation.bodies.set(said.get("bodies", ()))
    new = [theme_called(recommendation.board, line, by) for line in _lines(said)]
    recommendation.themes.set([*said.get("themes", ()), *new])


def theme_called(board: Board, name: str, by: Person | None) -> Theme:
    """The theme of a board by its name, whatever its case; added where there is none: a part of an event."""
    found = Theme.objects.filter(board=board, name__iexact=name).first()
    return found or audit.save(Theme(board=board, name=name), by)


def _save(recommendation: Recommendation, by: Person, fields: Iterable[str]) -> None:
    recommendation.changed_at = clock.now()
    audit.save(recommendation, by, [*fields, "changed_at"])


def _refuse_if_closed(recommendation: Recommendation) -> None:
    if recommendation.closed_on is not None:
        raise Refused("This recommendation is closed. Open it again first.")
