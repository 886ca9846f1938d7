"""Self-assessments: agencies asked, their returns written, sent, handed back, moderated, challenged and shared.

The trail says which standards were written or scored, never what of them: it is read by more people than a draft.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.conf import settings
from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from lscb import clock
from lscb.errors import ChangedMeanwhile, Refused
from lscb.events import audit, guards, locks
from lscb.wording import listed, long_date, number_of
from lscb.words import own_words
from lscb.work import outbox
from plans.models import (
    Action,
    AgencyReturn,
    AnswerEvidence,
    Plan,
    PlanEvent,
    ReturnAnswer,
    Section,
    SelfAssessment,
    Standard,
    StandardSet,
)
from plans.operations.actions import put_action
from plans.operations.reminders import sender_of
from plans.rules.known import known
from plans.rules.self_assessment import (
    NOT_APPLICABLE,
    NOTHING_SAID,
    SCORES,
    Said,
    StandardTyped,
    print_of,
)
from plans.selectors.chasing import voices_of
from plans.selectors.reminders import days_to_wait
from subgroups.models import Board, Body, Meeting, Person
from subgroups.operations.bodies import merged
from subgroups.operations.news import tell
from subgroups.rules.presets_of_standards import OTHER

SOMEBODY_SAVED = (
    "Somebody else saved this while you were writing: it stands beside what you wrote. Nothing of yours is lost: "
    "compare and save again."
)


# --- The standards ----------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_standards(
    *,
    board: Board,
    title: str,
    standards: Iterable[StandardTyped],
    by: Person,
    kind: str = OTHER,
    source: str = "",
    scale: Mapping[str, str] | None = None,
    replaces: StandardSet | None = None,
) -> StandardSet:
    """Keep a set of standards, as the next version where it `replaces` one; what was asked by that stays as it was.

    Standards without a number are counted; those with a key are the same ones as before. `scale` are the words of the
    scores 4 to 1.

    :raises Refused: without a title or standards, for two of one number, or when another version came meanwhile.
    """
    locks.hold(board, replaces)
    rows = [each for each in standards if each.title.strip()]
    wrong = guards.empty(title=(title, "Say what these standards are called."))
    if not rows:
        wrong["standards"] = "Write at least one standard."
    numbers = [each.number.strip() or str(place) for place, each in enumerate(rows, start=1)]
    if len(set(numbers)) < len(numbers):
        wrong["standards"] = "Two standards have one number."
    if replaces and StandardSet.objects.filter(replaces=replaces).exists():
        raise Refused("Somebody has changed these standards meanwhile. Open their newest version.")
    guards.refuse(wrong, guards.strangers(board, standards=replaces))
    known_keys = set(replaces.standards.values_list("key", flat=True)) if replaces else set()
    if any(each.key is not None and each.key not in known_keys for each in rows):
        raise ValueError("A standard is of another set.")
    kept = StandardSet(
        board=board,
        kind=kind,
        title=title.strip(),
        source=source.strip(),
        version=replaces.version + 1 if replaces else 1,
        replaces=replaces,
        by=by,
    )
    for score, word in (scale or {}).items():
        if word.strip():
            setattr(kept, f"word_{score}", word.strip())
    audit.save(kept, by)
    unused = max([0, *known_keys]) + 1
    made = []
    for place, (each, number) in enumerate(zip(rows, numbers, strict=True)):
        key = each.key
        if key is None:
            key, unused = unused, unused + 1
        made.append(
            Standard(
                standard_set=kept,
                key=key,
                number=number,
                title=each.title.strip(),
                words=each.words.strip(),
                position=place,
            )
        )
    Standard.objects.bulk_create(made)
    changes = {
        "version": [replaces.version if replaces else None, kept.version],
        "standards": [None, len(made)],
    }
    audit.record(PlanEvent.STANDARDS_CHANGED, kept, by=by, changes=changes)
    return kept


# --- The self-assessment ----------------------------------------------------------------------------------------------


@transaction.atomic
def open_self_assessment(
    *,
    plan: Plan,
    title: str,
    standards: StandardSet,
    bodies: Collection[Body],
    due_on: date,
    by: Person,
    asked_on: date | None = None,
    introduction: str = "",
    previous: SelfAssessment | None = None,
    actions_plan: Plan | None = None,
) -> SelfAssessment:
    """Ask agencies to say by a day how they meet a set of standards; whoever speaks for one hears of it.

    :raises Refused: without a title or agencies, for a day that is before it is asked, one asked in days to come, or
        anything of another board.
    """
    assessment = SelfAssessment(
        plan=plan,
        title=title.strip(),
        standards=standards,
        previous=previous,
        actions_plan=actions_plan or plan,
        introduction=introduction.strip(),
        asked_on=asked_on or clock.today(),
        due_on=due_on,
        by=by,
    )
    locks.hold(plan)
    wrong = guards.empty(title=(title, "Say what it is called."))
    wrong |= guards.not_yet(asked_on=assessment.asked_on)
    if due_on < assessment.asked_on:
        wrong["due_on"] = "Returns cannot be due before they are asked for."
    if not bodies:
        wrong["bodies"] = "Tick who is asked."
    guards.refuse(
        wrong,
        _strangers(plan, bodies),
        guards.strangers(
            plan.board, standards=standards, previous=previous, actions_plan=assessment.actions_plan
        ),
    )
    audit.save(assessment, by)
    asked = _ask(assessment, bodies, by)
    changes = {"due": ["", due_on.isoformat()], "asked": ["", listed([each.body.name for each in asked])]}
    audit.record(PlanEvent.SELF_ASSESSMENT_OPENED, assessment, by=by, changes=changes)
    return assessment


@transaction.atomic
def change_self_assessment(
    *,
    assessment: SelfAssessment,
    title: str,
    due_on: date,
    introduction: str,
    by: Person,
    actions_plan: Plan | None = None,
    bodies: Collection[Body] = (),
) -> SelfAssessment:
    """Correct what it is called and when it is due, and ask further agencies.

    :raises Refused: as opening one does; when it is closed, or nothing is changed.
    """
    locks.hold(assessment)
    _refuse_if_closed(assessment)
    wrong = guards.empty(title=(title, "Say what it is called."))
    if due_on < assessment.asked_on:
        wrong["due_on"] = "Returns cannot be due before they are asked for."
    actions_plan = actions_plan or assessment.actions_plan
    guards.refuse(
        wrong,
        _strangers(assessment.plan, bodies),
        guards.strangers(assessment.board, actions_plan=actions_plan),
    )
    there = set(assessment.returns.values_list("body", flat=True))
    new = [body for body in bodies if body.pk not in there]
    said = ["title", "due_on", "introduction", "actions_plan"]
    before = audit.values_of(assessment, said)
    assessment.title, assessment.due_on, assessment.introduction = title.strip(), due_on, introduction.strip()
    assessment.actions_plan = actions_plan
    changes = audit.differences(before, audit.values_of(assessment, said))
    if not changes and not new:
        raise Refused("Nothing is changed yet.")
    assessment.changed_at = clock.now()
    audit.save(assessment, by, [*said, "changed_at"])
    if new:
        changes["asked"] = ["", listed([each.body.name for each in _ask(assessment, new, by)])]
    audit.record(PlanEvent.SELF_ASSESSMENT_CHANGED, assessment, by=by, changes=changes)
    return assessment


@transaction.atomic
def close_self_assessment(*, assessment: SelfAssessment, outcome: str, by: Person) -> SelfAssessment:
    """End it with what came of it; returns that have not come stay on record as not returned.

    :raises Refused: without what came of it, or when it is closed already.
    """
    locks.hold(assessment)
    _refuse_if_closed(assessment)
    guards.refuse(
        guards.empty(outcome=(outcome, "Say what came of it: what the board learnt and what follows."))
    )
    assessment.outcome, assessment.closed_by, assessment.closed_at = outcome.strip(), by, clock.now()
    assessment.changed_at = assessment.closed_at
    audit.save(assessment, by, ["outcome", "closed_by", "closed_at", "changed_at"])
    changes = {"what came of it": ["", assessment.outcome]}
    audit.record(PlanEvent.SELF_ASSESSMENT_CLOSED, assessment, by=by, changes=changes)
    return assessment


@transaction.atomic
def reopen_self_assessment(*, assessment: SelfAssessment, reason: str, by: Person) -> SelfAssessment:
    """A closed one is open again; what it was closed with stays in its trail.

    :raises Refused: without a reason, or when it is open.
    """
    locks.hold(assessment)
    if not assessment.closed_at:
        raise Refused("This is open.")
    guards.refuse(guards.empty(reason=(reason, "Say why it is opened again.")))
    before, assessment.outcome = assessment.outcome, ""
    assessment.closed_by, assessment.closed_at, assessment.changed_at = None, None, clock.now()
    audit.save(assessment, by, ["outcome", "closed_by", "closed_at", "changed_at"], because=reason.strip())
    changes = {"what came of it": [before, ""], "why": ["", reason.strip()]}
    audit.record(PlanEvent.SELF_ASSESSMENT_REOPENED, assessment, by=by, changes=changes)
    return assessment


def _ask(assessment: SelfAssessment, bodies: Collection[Body], by: Person) -> list[AgencyReturn]:
    asked = bulk_create_with_history(
        [AgencyReturn(assessment=assessment, body=body) for body in bodies], AgencyReturn, default_user=by
    )
    voices = voices_of(assessment.plan, bodies)
    for each in AgencyReturn.objects.filter(assessment=assessment, body__in=bodies).select_related("body"):
        each.assessment = assessment
        tell(
            [seat.person for seat in voices[each.body_id].speakers],
            board=assessment.board,
            subject=f"{assessment.title}: {each.body.name} is asked",
            said=own_words(
                f"Please say by {long_date(assessment.due_on)} how {each.body.name} meets each standard.",
                assessment.plan.own_words,
            ),
            link=each.get_absolute_url(),
            by=by,
        )
    return asked


def _strangers(plan: Plan, bodies: Collection[Body]) -> dict[str, str]:
    for body in bodies:
        if wrong := guards.strangers(plan.board, bodies=body) or merged(bodies=body):
            return wrong
    return {}


def _refuse_if_closed(assessment: SelfAssessment) -> None:
    if assessment.closed_at:
        raise Refused("This is closed. Nothing more is written in it.")


# --- A return, by its agency ------------------------------------------------------------------------------------------


@transaction.atomic
def save_return(
    *,
    agency_return: AgencyReturn,
    said: Mapping[int, Said],
    by: Person,
    strengths: str | None = None,
    seen: Mapping[int, str] | None = None,
    strengths_seen: str | None = None,
) -> AgencyReturn:
    """Save what is said so far, by key of the standard; nothing needs to be complete.

    `seen` are the marks of what the person had before them, and `strengths_seen` that of the whole: what they did not
    touch stays as somebody else has saved it since. Without them what is stored is replaced.

    :raises Refused: for a score that there is none, or when the return was sent or its self-assessment is closed.
    :raises ChangedMeanwhile: where somebody else saved the same one since; `current` has their answers by key of the
        standard, the return itself under 0. Nothing is saved.
    :raises ValueError: for a standard of another set.
    """
    locks.hold(agency_return)
    _refuse_unless_draft(agency_return)
    standards = {each.pk: each for each in agency_return.assessment.standards.standards.all()}
    if set(said) - set(standards):
        raise ValueError("A standard is of another set.")
    guards.refuse(
        {
            f"score-{pk}": "Choose one of these scores."
            for pk, each in said.items()
            if each.score not in ("", *SCORES)
        }
    )
    there = {each.standard_id: each for each in agency_return.answers.select_related("by")}
    theirs: dict[int, object] = {}
    new, changed = [], []
    for pk, each in said.items():
        answer = there.get(pk)
        now = answer.mark if answer else NOTHING_SAID.mark
        if not _is_to_be_saved(each.mark, now, (seen or {}).get(pk, now)):
            continue
        if seen is not None and seen.get(pk, now) != now:
            theirs[pk] = answer
        elif answer is None:
            answer = ReturnAnswer(agency_return=agency_return, standard=standards[pk])
            new.append(_put(answer, each, by))
        else:
            changed.append(_put(answer, each, by))
    whole = None if strengths is None else strengths.strip()
    if whole is not None and not _is_to_be_saved(
        print_of(whole), agency_return.mark, strengths_seen or agency_return.mark
    ):
        whole = None
    elif whole is not None and strengths_seen not in (None, agency_return.mark):
        theirs[0] = agency_return
    if theirs:
        raise ChangedMeanwhile(SOMEBODY_SAVED, current=theirs)
    bulk_create_with_history(new, ReturnAnswer, default_user=by)
    if changed:
        bulk_update_with_history(
            changed, ReturnAnswer, [*ReturnAnswer.SAID, "by", "at", *PANEL], default_user=by
        )
    numbers = [each.standard.number for each in new] + [
        standards[each.standard_id].number for each in changed
    ]
    if whole is not None:
        agency_return.strengths = whole
        audit.save(agency_return, by, ["strengths"])
        numbers.append("as a whole")
    if numbers:
        changes = {"standards": ["", ", ".join(numbers)]}
        audit.record(PlanEvent.RETURN_SAVED, agency_return, by=by, changes=changes)
    return agency_return


PANEL = ["moderated_score", "moderated_because", "moderated_by", "moderated_at"]


def _is_to_be_saved(typed: str, now: str, seen: str) -> bool:
    """Whether the person changed it, and it does not say that already."""
    return typed not in (seen, now)


def _put(answer: ReturnAnswer, said: Said, by: Person) -> ReturnAnswer:
    if answer.score != said.score:  # the panel looks at it anew
        answer.moderated_score, answer.moderated_because = "", ""
        answer.moderated_by, answer.moderated_at = None, None
    for name in ReturnAnswer.SAID:
        setattr(answer, name, getattr(said, name).strip())
    answer.by, answer.at = by, clock.now()
    return answer


@transaction.atomic
def carry_over_return(*, agency_return: AgencyReturn, by: Person) -> AgencyReturn:
    """Begin with what the agency returned the last time, wherever nothing is said yet; each names where it is from.

    :raises Refused: when the return was sent, or the agency returned nothing the last time.
    """
    locks.hold(agency_return)
    _refuse_unless_draft(agency_return)
    before = ReturnAnswer.objects.filter(
        agency_return__assessment=agency_return.assessment.previous_id,
        agency_return__body=agency_return.body_id,
        agency_return__sent_at__isnull=False,
    ).select_related("standard")
    by_key = (
        {answer.standard.key: answer for answer in before} if agency_return.assessment.previous_id else {}
    )
    said = set(agency_return.answers.values_list("standard", flat=True))
    new = []
    for standard in agency_return.assessment.standards.standards.all():
        last = by_key.get(standard.key)
        if last is None or standard.pk in said:
            continue
        answer = ReturnAnswer(
            agency_return=agency_return, standard=standard, carried_from=last, by=by, at=clock.now()
        )
        for name in ReturnAnswer.SAID:
            setattr(answer, name, getattr(last, name))
        new.append(answer)
    if not new:
        raise Refused("There is nothing of the last time that is not said here already.")
    bulk_create_with_history(new, ReturnAnswer, default_user=by)
    changes = {"standards": ["", ", ".join(each.standard.number for each in new)]}
    audit.record(PlanEvent.RETURN_CARRIED_OVER, agency_return, by=by, changes=changes)
    return agency_return


@transaction.atomic
def send_return(*, agency_return: AgencyReturn, by: Person) -> AgencyReturn:
    """The agency's return as it stands goes to the board team; it is a draft no more.

    :raises Refused: when a standard has no score, one that is not met says not what will be done, or it was sent.
    """
    locks.hold(agency_return)
    _refuse_unless_draft(agency_return)
    answers = {each.standard_id: each for each in agency_return.answers.all()}
    standards = list(agency_return.assessment.standards.standards.all())
    unscored = [each.number for each in standards if not (each.pk in answers and answers[each.pk].score)]
    unshown = [each.number for each in standards if each.pk in answers and _says_nothing(answers[each.pk])]
    wrong = []
    if unscored:
        wrong.append(
            f"Score every standard first, or say that it does not apply. Not scored: {listed(unscored)}."
        )
    if unshown:
        wrong.append(f"Say what shows it, or what will be done: {listed(unshown)}.")
    if wrong:
        raise Refused(wrong)
    agency_return.sent_at, agency_return.sent_by = clock.now(), by
    audit.save(agency_return, by, ["sent_at", "sent_by"])
    audit.record(PlanEvent.RETURN_SENT, agency_return, by=by)
    return agency_return


def _says_nothing(answer: ReturnAnswer) -> bool:
    return bool(answer.score and answer.score != NOT_APPLICABLE and not (answer.evidence or answer.improve))


def _refuse_unless_draft(agency_return: AgencyReturn) -> None:
    _refuse_if_closed(agency_return.assessment)
    if agency_return.sent_at:
        raise Refused(
            own_words(
                "This return was sent. The board team hands it back if something in it must change.",
                agency_return.assessment.plan.own_words,
            )
        )


# --- A return, by the board -------------------------------------------------------------------------------------------


def _refuse_unless_sent(agency_return: AgencyReturn) -> None:
    _refuse_if_closed(agency_return.assessment)
    if not agency_return.sent_at:
        raise Refused("This return has not been sent yet.")


@transaction.atomic
def hand_back_return(*, agency_return: AgencyReturn, reason: str, by: Person) -> AgencyReturn:
    """Give a return back to its agency, with the reason; whoever speaks for it hears of that.

    :raises Refused: without a reason; when it was not sent, or is shared.
    """
    locks.hold(agency_return)
    _refuse_unless_sent(agency_return)
    if agency_return.shared_at:
        raise Refused("This return is shared: others have read it as it stands.")
    guards.refuse(guards.empty(reason=(reason, "Say what is missing or to be looked at again.")))
    agency_return.sent_at, agency_return.sent_by, agency_return.moderated_at = None, None, None
    agency_return.moderated_by = None
    agency_return.handed_back_because = reason.strip()
    agency_return.handed_back_at, agency_return.handed_back_by = clock.now(), by
    fields = ["sent_at", "sent_by", "moderated_at", "moderated_by"]
    audit.save(agency_return, by, [*fields, "handed_back_because", "handed_back_at", "handed_back_by"])
    audit.record(PlanEvent.RETURN_HANDED_BACK, agency_return, by=by)
    speakers = voices_of(agency_return.assessment.plan, [agency_return.body])[agency_return.body_id].speakers
    tell(
        [seat.person for seat in speakers],
        board=agency_return.board,
        subject=f"{agency_return.assessment.title}: the return is handed back",
        said=agency_return.handed_back_because,
        link=agency_return.get_absolute_url(),
        by=by,
    )
    return agency_return


@transaction.atomic
def moderate_return(
    *,
    agency_return: AgencyReturn,
    scores: Mapping[int, tuple[str, str]],
    by: Person,
    seen: Mapping[int, str] | None = None,
    done: bool = False,
) -> AgencyReturn:
    """Record the panel's score of standards, by key, each with its reason where it is another than the agency's own.

    An empty score is none yet. `done`: the panel has looked at all of it; what it left out counts as it was scored.
    `seen` as in `save_return`.

    :raises Refused: for a score that there is none, or another than the agency's without the reason; a return not sent.
    :raises ChangedMeanwhile: where somebody else scored the same standard since; `current` has it by key.
    :raises ValueError: for a standard that the return does not answer.
    """
    locks.hold(agency_return)
    _refuse_unless_sent(agency_return)
    there = {
        each.standard_id: each for each in agency_return.answers.select_related("standard", "moderated_by")
    }
    if set(scores) - set(there):
        raise ValueError("A standard is not answered by this return.")
    wrong: dict[str, str] = {}
    theirs, changed = {}, []
    for pk, (score, because) in scores.items():
        answer = there[pk]
        typed, now = print_of(score, because), answer.mark_of_panel
        if not _is_to_be_saved(typed, now, (seen or {}).get(pk, now)):
            continue
        if seen is not None and seen.get(pk, now) != now:
            theirs[pk] = answer
        elif score not in ("", *SCORES):
            wrong[f"score-{pk}"] = "Choose one of these scores."
        elif score and score != answer.score and not because.strip():
            wrong[f"because-{pk}"] = "Say why it is scored otherwise."
        elif not score and because.strip():
            wrong[f"score-{pk}"] = "Choose the score that this is the reason for."
        else:
            changed.append(_scored(answer, score, because, by))
    if theirs:
        raise ChangedMeanwhile(SOMEBODY_SAVED, current=theirs)
    guards.refuse(wrong)
    if done:
        changed += [
            _scored(answer, answer.score, "", by)
            for answer in there.values()
            if not answer.moderated_score and answer.score and answer not in changed
        ]
    if not changed and not done:
        return agency_return
    if changed:
        bulk_update_with_history(changed, ReturnAnswer, PANEL, default_user=by)
    agency_return.moderated_at, agency_return.moderated_by = (clock.now(), by) if done else (None, None)
    audit.save(agency_return, by, ["moderated_at", "moderated_by"])
    changes = {"standards": ["", ", ".join(each.standard.number for each in changed)]}
    audit.record(PlanEvent.RETURN_MODERATED, agency_return, by=by, changes=changes)
    return agency_return


def _scored(answer: ReturnAnswer, score: str, because: str, by: Person) -> ReturnAnswer:
    answer.moderated_score, answer.moderated_because = score, because.strip() if score else ""
    answer.moderated_by, answer.moderated_at = (by, clock.now()) if score else (None, None)
    return answer


@transaction.atomic
def record_session(
    *,
    agency_return: AgencyReturn,
    session_on: date,
    agreed: str,
    by: Person,
    meeting: Meeting | None = None,
) -> AgencyReturn:
    """Record the session at which an agency was challenged on its return, and what was agreed; recorded again, it
    replaces, and history keeps the first.

    :raises Refused: without what was agreed, for a day or meeting to come, one of another board, or a return not sent.
    """
    locks.hold(agency_return)
    _refuse_unless_sent(agency_return)
    wrong = guards.empty(agreed=(agreed, "Write what was agreed.")) | guards.not_yet(session_on=session_on)
    if meeting and meeting.held_on > clock.today():
        wrong["meeting"] = "That meeting is still to come."
    guards.refuse(wrong, guards.strangers(agency_return.board, meeting=meeting))
    agency_return.session_on, agency_return.session_agreed = session_on, agreed.strip()
    agency_return.session_meeting, agency_return.session_by = meeting, by
    audit.save(agency_return, by, ["session_on", "session_agreed", "session_meeting", "session_by"])
    changes = {"on": ["", session_on.isoformat()]}
    audit.record(PlanEvent.RETURN_CHALLENGED, agency_return, by=by, changes=changes)
    return agency_return


@transaction.atomic
def share_returns(*, assessment: SelfAssessment, by: Person) -> list[AgencyReturn]:
    """Let everybody on the board read the returns that the panel has moderated; those of the others stay apart.

    :raises Refused: when none is moderated that is not shared yet.
    """
    locks.hold(assessment)
    ready = list(
        locks.locked(assessment.returns.filter(moderated_at__isnull=False, shared_at__isnull=True)).order_by(
            "pk"
        )
    )
    if not ready:
        raise Refused("There is no moderated return that is not shared yet.")
    at = clock.now()
    for each in ready:
        each.assessment, each.shared_at, each.shared_by = assessment, at, by
    bulk_update_with_history(ready, AgencyReturn, ["shared_at", "shared_by"], default_user=by)
    ReturnAnswer.objects.filter(agency_return__in=ready).update(shared_at=at)
    AnswerEvidence.objects.filter(answer__agency_return__in=ready).update(shared_at=at)
    names = listed(
        [each.body.name for each in AgencyReturn.objects.filter(pk__in=[r.pk for r in ready]).for_page()]
    )
    audit.record(PlanEvent.RETURNS_SHARED, assessment, by=by, changes={"shared": ["", names]})
    return ready


@transaction.atomic
def put_into_plan(
    *,
    answer: ReturnAnswer,
    text: str,
    by: Person,
    section: Section | None = None,
    label: str = "",
    outcome: str = "",
    when_text: str = "",
) -> Action:
    """Make an action of what an agency will do, in the plan that takes them; the agency owns it.

    :raises Refused: without words, when the return was not sent, or an action was made of it already.
    :raises ValueError: for a section of another plan.
    """
    plan = answer.agency_return.assessment.actions_plan
    action = Action(
        plan=plan,
        section=section,
        label=label.strip(),
        text=text.strip(),
        outcome=outcome.strip(),
        who_text=answer.agency_return.body.name,
        when_text=when_text.strip(),
    )
    locks.hold(action, answer)
    _refuse_unless_sent(answer.agency_return)
    if answer.action_id:
        raise Refused("An action was made of this already.")
    guards.refuse(guards.empty(text=(text, "Say what will be done.")))
    put_action(action, by)
    answer.action = action
    audit.save(answer, by, ["action"])
    audit.record(
        PlanEvent.RETURN_ACTION_ADDED, action, by=by, changes={"of": ["", str(answer.agency_return)]}
    )
    return action


# --- Asking for what has not come -------------------------------------------------------------------------------------


@transaction.atomic
def remind_of_returns(*, assessment: SelfAssessment, by: Person | None) -> list[AgencyReturn]:
    """Write to whoever speaks for an agency whose return is awaited, at most once in five days; gives those returns.

    `by` None is the timer: it writes in the last days before the return is due, and once that day has passed.

    :raises Refused: when it is closed, or the product does not know its own address.
    """
    if not settings.BASE_URL:
        raise Refused("Nobody can be reminded until LSCB_BASE_URL says where people reach this service.")
    locks.hold(assessment)
    _refuse_if_closed(assessment)
    if by is None and (assessment.due_on - clock.today()).days > LAST_DAYS:
        return []
    awaited = locks.locked(assessment.returns.filter(sent_at__isnull=True)).order_by("pk")
    ready = [each for each in awaited if not days_to_wait(each.reminded_at)]
    bodies = {body.pk: body for body in Body.objects.filter(pk__in=[each.body_id for each in ready])}
    voices = voices_of(assessment.plan, bodies.values())
    reminded = []
    for each in ready:
        each.assessment, each.body = assessment, bodies[each.body_id]
        people = [seat.person for seat in voices[each.body_id].speakers if seat.person.email]
        for person in people:
            outbox.post(
                kind="Reminder",
                to=known(person.email),
                subject=f"{assessment.title}: return due by {long_date(assessment.due_on)}",
                body=_letter(each, person, by),
                sender=sender_of(assessment.plan, by),
            )
        if people:
            each.reminded_at = clock.now()
            audit.save(each, by, ["reminded_at"])
            reminded.append(each)
    if reminded:
        changes = {"reminded": ["", listed([each.body.name for each in reminded])]}
        audit.record(PlanEvent.RETURNS_CHASED, assessment, by=by, changes=changes)
    return reminded


LAST_DAYS = 7  # before a return is due, in which the timer writes


def _letter(agency_return: AgencyReturn, person: Person, by: Person | None) -> str:
    assessment = agency_return.assessment
    marking = assessment.board.marking_line
    late = agency_return.days_late
    due = (
        f"It was due on {long_date(assessment.due_on)}, {number_of(late, 'day', 'days')} ago."
        if late
        else (f"It is due by {long_date(assessment.due_on)}.")
    )
    lines = [
        *((marking, "") if marking else ()),
        f"Dear {person.name},",
        "",
        f"The return of {agency_return.body.name} for {assessment.title} has not come yet. {due}",
        "A draft can be saved at any time:",
        f"{settings.BASE_URL.rstrip('/')}{agency_return.get_absolute_url()}",
        "",
        "Thank you",
        f"{by.name if by else assessment.board.name}, {assessment.board.team_label}",
    ]
    return "\n".join(lines)
