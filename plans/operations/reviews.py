"""Reviews, inspections and audits: begun, changed, shared with the board, their stages done, ended early."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import Max, Q

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from plans.models import Plan, PlanEvent, Recommendation, Review, ReviewKind, ReviewStage
from plans.models.review import review_url
from plans.rules.known import known
from plans.rules.review_stages import read_stages
from plans.selectors.chasing import voices_of
from subgroups.models import Agency, Board, Body, Person
from subgroups.operations.news import tell
from subgroups.rules.presets_of_reviews import USUAL_KINDS

KIND_SAID = ["name", "is_audit", "stages", "look_again_after"]
SAID = [
    "kind",
    "code_name",
    "topic",
    "led_by",
    "planned_for",
    "notified_on",
    "commissioned_on",
    "published_on",
    "link",
    "follows",
]


class Said(TypedDict, total=False):
    """What is typed of a review."""

    kind: ReviewKind
    code_name: str
    topic: str
    led_by: str
    agencies: Iterable[Agency]
    planned_for: date | None
    notified_on: date | None
    commissioned_on: date | None
    published_on: date | None
    link: str
    follows: Review | None


# --- Kinds ----------------------------------------------------------------------------------------------------


@transaction.atomic
def take_usual_kinds(*, board: Board, by: Person) -> list[ReviewKind]:
    """Give a board the kinds of review that its kind of board usually has; those it has by name stay as they are."""
    locks.hold(board)
    there = {kind.name.casefold() for kind in board.review_kinds.all()}
    last = board.review_kinds.aggregate(last=Max("position"))["last"] or 0
    new = [each for each in USUAL_KINDS[board.kind] if each.name.casefold() not in there]
    if not new:
        raise Refused("Every usual kind of review is there already.")
    made = [
        audit.save(
            ReviewKind(
                board=board,
                name=each.name,
                is_audit=each.is_audit,
                stages="\n".join(each.stages),
                position=last + place,
            ),
            by,
        )
        for place, each in enumerate(new, start=1)
    ]
    names = ", ".join(kind.name for kind in made)
    audit.record(PlanEvent.REVIEW_KINDS_KEPT, board, by=by, changes={"kinds of review": ["", names]})
    return made


@transaction.atomic
def keep_review_kind(
    *,
    board: Board,
    name: str,
    stages: str,
    by: Person,
    is_audit: bool = False,
    look_again_after: int = 6,
    kind: ReviewKind | None = None,
) -> ReviewKind:
    """Add a kind of review, or change one; reviews that were begun keep the stages they have.

    :raises Refused: without a name, for a name that is taken, or a stage whose clock cannot be read.
    """
    locks.hold(kind or board)
    if kind is None:
        last = board.review_kinds.aggregate(last=Max("position"))["last"] or 0
        kind = ReviewKind(board=board, position=last + 1)
    before = audit.values_of(kind, KIND_SAID)
    wrong = guards.empty(name=(name, "Say what kind of review it is."))
    if board.review_kinds.filter(name__iexact=name.strip()).exclude(pk=kind.pk).exists():
        wrong["name"] = "There is a kind with this name already."
    if advice := read_stages(stages)[1]:
        wrong["stages"] = " ".join(advice)
    if not 1 <= look_again_after <= 60:
        wrong["look_again_after"] = "Give it from 1 to 60 months."
    guards.refuse(wrong)
    kind.name, kind.stages, kind.is_audit = name.strip(), stages.strip(), is_audit
    kind.look_again_after = look_again_after
    if changes := audit.differences(before, audit.values_of(kind, KIND_SAID)):
        audit.save(kind, by, None if kind._state.adding else KIND_SAID)
        audit.record(PlanEvent.REVIEW_KINDS_KEPT, kind, by=by, changes=changes)
    return kind


# --- Reviews --------------------------------------------------------------------------------------------------


@transaction.atomic
def begin_review(*, board: Board, by: Person, **said: Unpack[Said]) -> Review:
    """Begin to prepare a review: nobody but the board's team sees it until it is shared.

    :raises Refused: without a kind or code name, for a code name that is taken, a day to come, or days that contradict.
    """
    locks.hold(board)
    review = Review(board=board, recorded_by=by)
    agencies = _say(review, said)
    audit.save(review, by)
    review.agencies.set(agencies)
    _take_stages(review, by)
    record_on(PlanEvent.REVIEW_BEGUN, review, review, by, {"code name": ["", review.code_name]})
    return review


@transaction.atomic
def change_review(*, review: Review, by: Person, **said: Unpack[Said]) -> Review:
    """Say again what a review is. Another kind brings other stages, as long as none is done.

    :raises Refused: as beginning one does, and for another kind once a stage is done.
    """
    locks.hold(review)
    before, kind = _recorded(review), review.kind
    agencies = _say(review, said)
    if review.kind != kind and review.stages.filter(done_on__isnull=False).exists():
        raise Refused({"kind": f"Stages of “{kind}” are done. End it early and begin another instead."})
    review.changed_at = clock.now()
    audit.save(review, by, [*SAID, "changed_at"])
    review.agencies.set(agencies)
    if review.kind != kind:
        for stage in review.stages.all():
            audit.as_by(stage, by).delete()
        _take_stages(review, by)
    record_on(PlanEvent.REVIEW_CHANGED, review, review, by, audit.differences(before, _recorded(review)))
    return review


@transaction.atomic
def share_review(*, review: Review, plan: Plan, by: Person) -> Review:
    """Show a review and its recommendations to whoever reads the board; those they are addressed to hear of it.

    :param plan: a plan of the board, under whose pages they look at it.
    :raises Refused: when it is shared already.
    """
    locks.hold(review)
    guards.refuse(guards.strangers(review.board, plan=plan))
    if review.is_shared:
        raise Refused("This review is shared already.")
    review.shared_on = clock.today()
    review.changed_at = clock.now()
    audit.save(review, by, ["shared_on", "changed_at"])
    shared = list(review.recommendations.order_by("position"))
    for recommendation in shared:
        recommendation.shared = True
        audit.save(recommendation, by, ["shared"])
    said = {name: ["", value] for name, value in _recorded(review).items() if value}
    said["recommendations"] = ["", ", ".join(each.number for each in shared)]
    record_on(PlanEvent.REVIEW_SHARED, review, review, by, said)
    _tell_addressed(review, shared, plan, by)
    return review


@transaction.atomic
def record_stages(*, review: Review, done: Mapping[int, date | None], by: Person) -> Review:
    """Say on which days stages were done, by their keys; None takes a day off again.

    :raises Refused: for a day to come, when it ended early, or where nothing is changed.
    """
    locks.hold(review)
    _refuse_if_stopped(review)
    stages = [stage for stage in locks.locked(review.stages.all()) if stage.pk in done]
    wrong: dict[str, str] = {}
    for stage in stages:
        wrong |= guards.not_yet(**{f"stage-{stage.pk}": done[stage.pk]})
    guards.refuse(wrong)
    changes = {
        stage.words: [stage.done_on, done[stage.pk]] for stage in stages if stage.done_on != done[stage.pk]
    }
    if not changes:
        raise Refused("Nothing is changed yet.")
    for stage in stages:
        if stage.done_on != done[stage.pk]:
            stage.done_on = done[stage.pk]
            audit.save(stage, by, ["done_on"])
    _touch(review, by)
    record_on(PlanEvent.REVIEW_STAGE_DONE, review, review, by, changes)
    return review


@transaction.atomic
def end_review_early(*, review: Review, reason: str, by: Person) -> Review:
    """Stop a review with the reason, as where it is decided not to hold one; it stays on record, its clocks stop.

    :raises Refused: without the reason, or when it has ended so already.
    """
    locks.hold(review)
    _refuse_if_stopped(review)
    guards.refuse(guards.empty(reason=(reason, "Say why it ends.")))
    review.stopped_on, review.stopped_because = clock.today(), reason.strip()
    _touch(review, by, "stopped_on", "stopped_because")
    record_on(PlanEvent.REVIEW_ENDED_EARLY, review, review, by, {"why": ["", review.stopped_because]})
    return review


@transaction.atomic
def take_review_up_again(*, review: Review, reason: str, by: Person) -> Review:
    """Go on with a review that ended early.

    :raises Refused: without the reason, or when it did not end early.
    """
    locks.hold(review)
    if not review.stopped_on:
        raise Refused("This review has not ended early.")
    guards.refuse(guards.empty(reason=(reason, "Say why it is taken up again.")))
    before, review.stopped_on, review.stopped_because = review.stopped_because, None, ""
    _touch(review, by, "stopped_on", "stopped_because")
    changes = {"why it ended early": [before, ""], "why": ["", reason.strip()]}
    record_on(PlanEvent.REVIEW_TAKEN_UP_AGAIN, review, review, by, changes)
    return review


def record_on(
    event: PlanEvent,
    review: Review,
    thing: Review | Recommendation,
    by: Person | None,
    changes: dict[str, list],
) -> None:
    """The line of audit of a review or of what belongs to it. While it is being prepared it says nothing of it, not
    even its code name: others read the trail too."""
    if review.is_shared:
        audit.record(event, thing, by=by, changes=changes)
    else:
        audit.record(event, review.board, by=by, changes={"review": ["", "being prepared"]})


def _recorded(review: Review) -> dict[str, object]:
    return audit.values_of(review, SAID) | {
        "agencies": ", ".join(agency.name for agency in review.agencies.all().order_by("pk"))
    }


def _say(review: Review, said: Said) -> list[Agency]:
    """Put what was typed into a review; its agencies, to be set once it is saved.

    :raises Refused: for all that is wrong.
    """
    board, agencies = review.board, list(said.get("agencies", ()))
    kind, follows = said.get("kind"), said.get("follows")
    notified, commissioned = said.get("notified_on"), said.get("commissioned_on")
    published = said.get("published_on")
    code_name = (said.get("code_name") or "").strip()
    wrong = guards.empty(code_name=(code_name, "Give it a code name."))
    if kind is None:
        wrong["kind"] = "Choose what kind of review it is."
    same = Review.objects.filter(board=board, code_name__iexact=code_name).exclude(pk=review.pk)
    if code_name and same.exists():
        wrong["code_name"] = "The board has a review with this code name."
    wrong |= guards.not_yet(notified_on=notified, commissioned_on=commissioned, published_on=published)
    for earlier, later, field, advice in (
        (notified, commissioned, "commissioned_on", "It was notified after that day."),
        (commissioned or notified, published, "published_on", "It began after that day."),
    ):
        if earlier and later and later < earlier:
            wrong.setdefault(field, advice)
    if follows is not None and follows.pk == review.pk:
        wrong["follows"] = "A review does not repeat itself."
    wrong |= guards.strangers(board, kind=kind, follows=follows)
    for agency in agencies:
        wrong |= guards.strangers(board, agencies=agency)
    guards.refuse(wrong)
    review.kind, review.code_name, review.follows = known(kind), code_name, follows
    review.topic, review.led_by = (said.get("topic") or "").strip(), (said.get("led_by") or "").strip()
    review.planned_for, review.link = said.get("planned_for"), said.get("link") or ""
    review.notified_on, review.commissioned_on, review.published_on = notified, commissioned, published
    return agencies


def _take_stages(review: Review, by: Person) -> None:
    """The stages of its kind, as they are now."""
    for place, stage in enumerate(read_stages(review.kind.stages)[0], start=1):
        row = ReviewStage(
            review=review,
            words=stage.words,
            within=stage.within,
            unit=stage.unit or "",
            since=stage.since or "",
            position=place,
        )
        audit.save(row, by)


def _touch(review: Review, by: Person, *fields: str) -> None:
    review.changed_at = clock.now()
    audit.save(review, by, [*fields, "changed_at"])


def _refuse_if_stopped(review: Review) -> None:
    if review.stopped_on:
        raise Refused("This review has ended early. Take it up again first.")


def _tell_addressed(review: Review, shared: list[Recommendation], plan: Plan, by: Person) -> None:
    """Whoever speaks for an agency or a group that a recommendation is addressed to hears of it."""
    addressed = Q(agency__recommendations__in=shared) | Q(recommendations__in=shared)
    bodies = Body.objects.filter(addressed).distinct()
    seats = [seat for voices in voices_of(plan, bodies).values() for seat in voices.speakers]
    tell(
        [seat.person for seat in seats],
        board=review.board,
        subject=f"{review}: recommendations to you",
        said=f"{review} is shared with the board. Some of its recommendations are addressed to you.",
        link=review_url(plan, review),
        by=by,
    )
