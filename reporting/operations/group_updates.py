"""The update that each group owes to a meeting: written or handed in, excused, asked for again."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.handed_in import HandedIn
from lscb.wording import listed, long_date, number_of
from lscb.words import sentence_lower
from lscb.work import outbox
from plans.operations.evidence import delete_file, delete_left_in
from plans.operations.reminders import sender_of
from plans.rules.known import known
from plans.selectors.chasing import voices_of
from plans.selectors.reminders import days_to_wait
from reporting.models import DueReport, GroupUpdate, Highlight, ReportingEvent
from reporting.selectors.group_updates import AskedGroup, asked_of
from subgroups.models import Body, Person

LAST_DAYS = 7  # before the papers are due, in which the timer writes
NOT_ASKED = "That group is not asked for an update to this meeting."


@transaction.atomic
def send_group_update(
    *,
    due: DueReport,
    body: Body,
    by: Person,
    done: str = "",
    worry: str = "",
    ask: str = "",
    voice: str = "",
    file: HandedIn | None = None,
    keeps_file: bool = True,
) -> GroupUpdate:
    """Keep what a group tells the meeting of `due`: words, a file or both. Sent again, it replaces what was there; a
    file stays while none takes its place and `keeps_file`.

    With the last group that was awaited, the report of all of them counts as received.

    :raises Refused: when there is neither, a text is too long, or the group is not asked.
    """
    asked = _hold(due, body)
    update = asked.update or GroupUpdate(due=due, body=body)
    fields = [*GroupUpdate.FIELDS, "state", "reason", "name", "sha256"]
    before = audit.values_of(update, fields) if update.pk else {}
    typed = {"done": done, "worry": worry, "ask": ask, "voice": voice}
    for name, words in typed.items():
        setattr(update, name, words.strip())
    update.state, update.reason, update.by, update.at = GroupUpdate.State.RECEIVED, "", by, clock.now()
    left = update.file.name if update.file and (file or not keeps_file) else ""
    if left and not file:
        update.file, update.name, update.kind, update.size, update.sha256 = "", "", "", None, ""
    if not (file or update.sha256 or any(words.strip() for words in typed.values())):
        raise Refused("Write in at least one of the boxes, or choose a file.")
    try:
        update.clean_fields(exclude=["file", "body", "due", "by"])
    except ValidationError as error:
        raise Refused(error.message_dict) from error
    if file:
        update.name, update.kind, update.size = file.name, file.kind, len(file.content)
        update.sha256 = file.sha256
        update.file.save(file.name, ContentFile(file.content), save=False)
    audit.save(update, by, [*fields, "file", "kind", "size", "by", "at"] if update.pk else None)
    after = audit.values_of(update, fields)
    changes = audit.differences(before or dict.fromkeys(after, ""), after)
    audit.record(ReportingEvent.GROUP_UPDATE_WRITTEN, update, by=by, changes=changes)
    if left:
        transaction.on_commit(lambda: delete_file(left))
    _receive_with_the_last(due, by)
    return update


def highlight_for(due: DueReport, body: Body) -> Highlight | None:
    """The group's own words of the period nearest before the meeting, to begin its update with; one query."""
    return (
        Highlight.objects.filter(
            body=body,
            quarter__plan=due.obligation.planned_report.plan_id,
            quarter__starts_on__lte=due.due_on,
        )
        .order_by("-quarter__starts_on")
        .first()
    )


@transaction.atomic
def excuse_group(*, due: DueReport, body: Body, reason: str, by: Person) -> GroupUpdate:
    """A group is not asked this time, and why.

    :raises Refused: without a reason, when the group is not asked or has sent something.
    """
    asked = _hold(due, body)
    if asked.update:
        raise Refused(f"{body}: {asked.words.lower()}.")
    guards.refuse(guards.empty(reason=(reason, "Say why it is not asked this time.")))
    update = GroupUpdate(
        due=due, body=body, state=GroupUpdate.State.EXCUSED, reason=reason.strip(), by=by, at=clock.now()
    )
    try:
        update.clean_fields(exclude=["file", "body", "due", "by"])
    except ValidationError as error:
        raise Refused(error.message_dict) from error
    audit.save(update, by)
    changes: dict[str, list] = {"why": ["", update.reason]}
    audit.record(ReportingEvent.GROUP_EXCUSED, update, by=by, changes=changes)
    _receive_with_the_last(due, by)
    return update


@transaction.atomic
def ask_group_after_all(*, update: GroupUpdate, by: Person) -> None:
    """An excuse was a slip: the group is asked again. Its history keeps the excuse.

    :raises Refused: when it was not excused.
    """
    locks.hold(update)
    if update.state != GroupUpdate.State.EXCUSED:
        raise Refused("This group was not excused.")
    changes: dict[str, list] = {"why it was excused": [update.reason, ""]}
    audit.record(ReportingEvent.GROUP_ASKED_AFTER_ALL, update, by=by, changes=changes)
    audit.as_by(update, by).delete()


@transaction.atomic
def remind_groups(*, due: DueReport, by: Person | None) -> list[Body]:
    """Write to whoever speaks for a group whose update is awaited, at most once in five days; gives those groups.

    `by` None is the timer: it writes once, in the last days before the papers are due.

    :raises Refused: when no group is awaited, all were written to within five days, or the product does not know its
        own address.
    """
    if not settings.BASE_URL:
        raise Refused("Nobody can be reminded until LSCB_BASE_URL says where people reach this service.")
    locks.hold(due)
    if wait := days_to_wait(due.groups_reminded_at):
        raise Refused(f"The groups were reminded already. Write again in {number_of(wait, 'day', 'days')}.")
    missing = [each for each in _asked(due) if each.is_missing]
    if not missing:
        raise Refused("Every group has sent its update or is excused.")
    plan = due.obligation.planned_report.plan
    voices = voices_of(plan, [each.body for each in missing])
    reminded = []
    for each in missing:
        people = [seat.person for seat in voices[each.body.pk].speakers if seat.person.email]
        for person in people:
            outbox.post(
                kind="Reminder",
                to=known(person.email),
                subject=f"{due.what}: update of {each.body.label} to {due.meeting}",
                body=_letter(each, person, by),
                sender=sender_of(plan, by),
            )
        if people:
            reminded.append(each.body)
    if reminded:
        due.groups_reminded_at = clock.now()
        audit.save(due, by, ["groups_reminded_at"])
        changes = {"reminded": ["", listed([body.name for body in reminded])]}
        audit.record(ReportingEvent.GROUPS_REMINDED, due, by=by, changes=changes)
    return reminded


def remind_in_time() -> str:
    """Write to groups of live boards whose papers are due within a week, once for each meeting; for the timer."""
    if not settings.BASE_URL:
        return ""
    written = 0
    due_ones = (
        DueReport.objects.of_each_group()
        .filter(groups_reminded_at=None, meeting__cancelled=False)
        .filter(meeting__held_on__gte=clock.today())
    )
    for due in due_ones:
        if 0 <= (known(due.papers_due_on) - clock.today()).days <= LAST_DAYS:
            try:
                written += len(remind_groups(due=due, by=None))
            except Refused:  # nothing is awaited any more
                continue
    return f"updates of groups: {number_of(written, 'group', 'groups')} written to" if written else ""


def delete_left_files() -> str:
    """Delete files that belong to no update: of a transaction that was cut off. For the timer."""
    kept = set(GroupUpdate.objects.exclude(file="").values_list("file", flat=True))
    left = delete_left_in(GroupUpdate.FOLDER, kept)
    return f"{number_of(left, 'file', 'files')} of groups' updates deleted that nothing leads to."


# --- Small helps ----------------------------------------------------------------------------------------------


def _asked(due: DueReport) -> list[AskedGroup]:
    return asked_of(DueReport.objects.of_each_group().filter(pk=due.pk))


def _hold(due: DueReport, body: Body) -> AskedGroup:
    """Hold the report, and give where the group stands.

    :raises Refused: when it is not asked.
    """
    locks.hold(due)
    found = next((each for each in _asked(due) if each.body.pk == body.pk), None)
    if found is None:
        raise Refused(NOT_ASKED)
    if found.update:
        locks.hold(found.update)
    return found


def _receive_with_the_last(due: DueReport, by: Person) -> None:
    """The report of all groups has come once none of them is awaited, and one of them sent something."""
    asked = _asked(due)
    if due.state != DueReport.State.EXPECTED or any(each.is_missing for each in asked):
        return
    came = [each.update for each in asked if each.update and each.update.is_received]
    if not came:
        return
    due.state, due.received_on = DueReport.State.RECEIVED, max(clock.day_of(each.at) for each in came)
    due.recorded_by, due.recorded_at = by, clock.now()
    audit.save(due, by, ["state", "received_on", "recorded_by", "recorded_at"])
    changes: dict[str, list] = {"state": [DueReport.State.EXPECTED.label, DueReport.State.RECEIVED.label]}
    audit.record(ReportingEvent.REPORT_RECEIVED, due, by=by, changes=changes)


def _letter(asked: AskedGroup, person: Person, by: Person | None) -> str:
    due, board = asked.due, asked.body.board
    plan = due.obligation.planned_report.plan
    page = reverse("reporting:group-update", args=[plan.slug, due.pk, asked.body.pk])
    papers = long_date(due.papers_due_on)
    when = f"The papers were due on {papers}." if asked.state == "silent" else f"Papers are due on {papers}."
    lines = [
        *((board.marking_line, "") if board.marking_line else ()),
        f"Dear {person.name},",
        "",
        f"{due.meeting} asks every {sentence_lower(board.subgroup_label)} for its update, and that of "
        f"{asked.body.name} has not come yet. {when} A few words or a file will do:",
        f"{settings.BASE_URL.rstrip('/')}{page}",
        "",
        "Thank you",
        f"{by.name if by else board.name}, {board.team_label}",
    ]
    return "\n".join(lines)
