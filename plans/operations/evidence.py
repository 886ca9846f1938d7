"""Evidence of an action: a link or a file added, and withdrawn; links and files of groups are kept the same way."""

import logging
from collections.abc import Collection, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.handed_in import HandedIn
from lscb.wording import number_of
from plans.models import (
    Action,
    AnswerEvidence,
    BodyDocument,
    Evidence,
    PlanEvent,
    Recommendation,
    RecommendationEvidence,
    ReturnAnswer,
)
from plans.models.evidence import LinkOrFile
from subgroups.models import Person

log = logging.getLogger(__name__)

Kept = TypeVar("Kept", bound=LinkOrFile)
WITHDRAWING = ["why_withdrawn", "withdrawn_by", "withdrawn_at", "file"]
# A file of no row is left by a transaction that went back; one that is being saved is younger than this.
LEFT_FOR = timedelta(days=1)


@transaction.atomic
def add_evidence(
    *, action: Action, title: str, by: Person, link: str = "", file: HandedIn | None = None
) -> Evidence:
    """Put a link or a file beside what is said of an action, also of one that is closed: impact shows late.

    :raises Refused: without a title; for neither or both, a link that is not http or https, a link or a file that is
        there already, or an action that no longer counts.
    """
    locks.hold(action)
    evidence = Evidence(action=action, title=title.strip(), link=link.strip(), by=by)
    if action.state not in (Action.State.LIVE, Action.State.CLOSED):
        raise Refused(f"{action.called} is {action.get_state_display().lower()}.")
    return keep_link_or_file(evidence, action.evidence.standing(), file, by)


@transaction.atomic
def add_answer_evidence(
    *, answer: ReturnAnswer, title: str, by: Person, link: str = "", file: HandedIn | None = None
) -> AnswerEvidence:
    """Put a link or a file beside what an agency says of a standard, while its return is a draft.

    :raises Refused: as `add_evidence`, and when the return was sent.
    """
    locks.hold(answer)
    _refuse_unless_draft(answer)
    evidence = AnswerEvidence(answer=answer, title=title.strip(), link=link.strip(), by=by)
    return keep_link_or_file(evidence, answer.links_and_files.standing(), file, by)


@transaction.atomic
def add_recommendation_evidence(
    *, recommendation: Recommendation, title: str, by: Person, link: str = "", file: HandedIn | None = None
) -> RecommendationEvidence:
    """Put a link or a file beside what was done about a recommendation, also of one that is closed.

    :raises Refused: as `add_evidence`, and while its review is not shared.
    """
    locks.hold(recommendation)
    if not recommendation.shared:
        raise Refused("Share the review first: evidence shows what was done since.")
    evidence = RecommendationEvidence(
        recommendation=recommendation, title=title.strip(), link=link.strip(), by=by
    )
    return keep_link_or_file(evidence, recommendation.links_and_files.standing(), file, by)


def _refuse_unless_draft(answer: ReturnAnswer) -> None:
    if answer.agency_return.sent_at or answer.agency_return.assessment.closed_at:
        raise Refused("This return was sent: its evidence stays as it is.")


def keep_link_or_file(
    evidence: Kept,
    there: QuerySet,
    file: HandedIn | None,
    by: Person,
    *,
    wrong: Mapping[str, str] = MappingProxyType({}),
    event: PlanEvent = PlanEvent.EVIDENCE_ADDED,
) -> Kept:
    """Keep it beside what is `there` already, as part of the event that records it. `wrong` is what else is, by field.

    :raises Refused: as `add_evidence`.
    """
    wrong = {**guards.empty(title=(evidence.title, "Say what it is.")), **wrong}
    if bool(evidence.link) == bool(file):
        wrong["link"] = "Give a link or choose a file: one of the two."
    elif file is None and not is_web_address(evidence.link):
        wrong["link"] = "Write the whole address of a page, beginning with https://."
    if file and (same := there.filter(sha256=file.sha256).first()):
        wrong["file"] = f"This file is there already, as “{same.title}”."
    elif evidence.link and (same := there.filter(link=evidence.link).first()):
        wrong["link"] = f"This link is there already, as “{same.title}”."
    guards.refuse(wrong)
    if file:
        evidence.name, evidence.kind, evidence.size = file.name, file.kind, len(file.content)
        evidence.sha256 = file.sha256
        evidence.file.save(file.name, ContentFile(file.content), save=False)
    audit.save(evidence, by)
    changes = _named(["", evidence.trail_words], evidence)
    audit.record(event, evidence.trail, by=by, changes=changes)
    return evidence


@transaction.atomic
def withdraw_evidence(*, evidence: Kept, reason: str, by: Person) -> Kept:
    """Take a link or a file away: its line stays, with who did so, when and why, and its file is deleted.

    :raises Refused: without a reason, or when it is withdrawn already; of a return that was sent.
    """
    locks.hold(evidence)
    if isinstance(evidence, AnswerEvidence):
        _refuse_unless_draft(evidence.answer)
    return take_away(evidence, reason, by)


def take_away(
    evidence: Kept, reason: str, by: Person, *, event: PlanEvent = PlanEvent.EVIDENCE_WITHDRAWN
) -> Kept:
    """Withdraw what is held already, as part of the event that does so.

    :raises Refused: as `withdraw_evidence`.
    """
    if evidence.withdrawn_at:
        raise Refused("This is withdrawn already.")
    guards.refuse(guards.empty(reason=(reason, "Say why it is withdrawn.")))
    place = evidence.file.name
    evidence.why_withdrawn, evidence.withdrawn_by, evidence.withdrawn_at = reason.strip(), by, clock.now()
    evidence.file = ""
    audit.save(evidence, by, WITHDRAWING)
    changes = _named([evidence.trail_words, ""], evidence)
    if not isinstance(evidence, AnswerEvidence):  # more people read the trail than the return
        changes["why"] = ["", evidence.why_withdrawn]
    audit.record(event, evidence.trail, by=by, changes=changes)
    if place:
        transaction.on_commit(lambda: delete_file(place))
    return evidence


def is_web_address(link: str) -> bool:
    """Whether a link leads to a page by http or https, names no account, and has a host."""
    try:
        parts = urlsplit(link)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def delete_left_files() -> str:
    """Delete files that belong to no evidence: of a withdrawal or a transaction that was cut off. For the timer."""
    kept = {
        place
        for model in (Evidence, AnswerEvidence, BodyDocument, RecommendationEvidence)
        for place in model.objects.exclude(file="").values_list("file", flat=True)
    }
    left = delete_left_in("evidence", kept)
    return f"{number_of(left, 'file', 'files')} of evidence deleted that nothing leads to."


def delete_left_in(folder: str, kept: Collection[str]) -> int:
    """Delete what lies in a folder of the storage and is not `kept`, unless it is being saved; how many files."""
    before = timezone.now() - LEFT_FOR  # by the clock of the machine, as files are
    left = [
        place
        for place in _places(folder)
        if place not in kept and default_storage.get_modified_time(place) < before
    ]
    for place in left:
        delete_file(place)
    return len(left)


def _named(values: list, evidence: LinkOrFile) -> dict[str, list]:
    changes: dict[str, list] = {
        evidence.get_document_display() if isinstance(evidence, BodyDocument) else "evidence": values
    }
    if evidence.sha256:
        changes["SHA-256"] = ["", evidence.sha256]
    return changes


def _places(folder: str) -> list[str]:
    """Every file below a folder of the storage."""
    if not default_storage.exists(folder):
        return []
    folders, files = default_storage.listdir(folder)
    return [f"{folder}/{name}" for name in files] + [
        place for each in folders for place in _places(f"{folder}/{each}")
    ]


def delete_file(place: str) -> None:
    """Delete a file of the storage, or leave it to the timer."""
    try:
        default_storage.delete(place)
    except OSError:  # the timer tries again
        log.exception("The file %s could not be deleted.", place)
