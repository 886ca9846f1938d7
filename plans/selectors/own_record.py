"""What a person wrote in plans, and what they were reminded of; for the record of what is held about them."""

from django.db.models import Q

from lscb.workbook import Table
from plans.models import (
    ActionOwner,
    AnswerEvidence,
    BodyDocument,
    DateChange,
    Evidence,
    LastStep,
    ProgressUpdate,
    RecommendationEvidence,
    Reminder,
    ReturnAnswer,
)
from subgroups.models import Board, Person
from subgroups.selectors.own_record import holds, of_board

_WORDS = [name for name in ProgressUpdate.SAID if name != "rating"]


@holds(ProgressUpdate, LastStep)
def updates_written(person: Person, board: Board | None) -> Table:
    """How the last thing done can be undone (LastStep) says nothing that this and the trail do not."""
    updates = of_board(ProgressUpdate.objects.filter(by=person), board)
    columns = [str(ProgressUpdate._meta.get_field(name).verbose_name).capitalize() for name in _WORDS]
    return Table(
        "Updates written",
        ("When", "Plan", "Action", "Reporting period", "Rating", *columns, "Undone"),
        [
            (
                each.at,
                each.action.plan.title,
                each.action.reference or each.action.short_text,
                each.quarter.name,
                each.get_rating_display(),
                *(getattr(each, name) for name in _WORDS),
                each.undone.at if each.is_undone else "",
            )
            for each in updates.select_related("action__plan", "quarter", "undone").order_by("at", "pk")
        ],
    )


@holds()
def dates_asked(person: Person, board: Board | None) -> Table:
    asked = of_board(DateChange.objects.filter(asked_by=person), board)
    return Table(
        "New dates asked for",
        ("Plan", "Action", "New date", "Reason"),
        [
            (
                each.action.plan.title,
                each.action.reference or each.action.short_text,
                each.to_date,
                each.reason,
            )
            for each in asked.select_related("action__plan").order_by("pk")
        ],
    )


@holds(Reminder)
def reminders(person: Person, board: Board | None) -> Table:
    sent = of_board(Reminder.objects.filter(person=person), board)
    return Table(
        "Reminders",
        ("Sent", "To", "About", "Text"),
        [(each.sent_at, each.to, each.subject, each.body) for each in sent.order_by("sent_at", "pk")],
    )


@holds(Evidence)
def evidence_added(person: Person, board: Board | None) -> Table:
    added = of_board(Evidence.objects.filter(Q(by=person) | Q(withdrawn_by=person)), board)
    return Table(
        "Evidence added or withdrawn",
        ("When", "Plan", "Action", "Evidence", "Link", "Withdrawn", "Why"),
        [
            (
                each.at if each.by_id == person.pk else "",
                each.action.plan.title,
                each.action.reference or each.action.short_text,
                str(each),
                each.link,
                each.withdrawn_at if each.withdrawn_by_id == person.pk else "",
                each.why_withdrawn if each.withdrawn_by_id == person.pk else "",
            )
            for each in added.select_related("action__plan").order_by("pk")
        ],
    )


@holds()
def named_on(person: Person, board: Board | None) -> Table:
    rows = of_board(ActionOwner.objects.filter(named_person=person), board)
    return Table(
        "Named for actions",
        ("Plan", "Action", "Beside"),
        [
            (each.action.plan.title, each.action.reference or each.action.short_text, str(each.body))
            for each in rows.select_related("action__plan", "body").order_by("pk")
        ],
    )


@holds(ReturnAnswer)
def returns_written(person: Person, board: Board | None) -> Table:
    """Which standards of which return; what is said of them is the agency's."""
    written = of_board(ReturnAnswer.objects.filter(Q(by=person) | Q(moderated_by=person)), board)
    return Table(
        "Returns written or moderated",
        ("When", "Self-assessment", "Agency", "Standard", "Moderated"),
        [
            (
                each.at if each.by_id == person.pk else "",
                each.agency_return.assessment.title,
                each.agency_return.body.name,
                str(each.standard),
                each.moderated_at if each.moderated_by_id == person.pk else "",
            )
            for each in written.select_related(
                "agency_return__assessment", "agency_return__body", "standard"
            ).order_by("pk")
        ],
    )


@holds(BodyDocument)
def documents_of_groups(person: Person, board: Board | None) -> Table:
    added = of_board(BodyDocument.objects.filter(Q(by=person) | Q(withdrawn_by=person)), board)
    return Table(
        "Terms of reference and work plans added or withdrawn",
        ("When", "Group", "Document", "Version", "Link", "Withdrawn", "Why"),
        [
            (
                each.at if each.by_id == person.pk else "",
                each.body.name,
                each.get_document_display(),
                str(each),
                each.link,
                each.withdrawn_at if each.withdrawn_by_id == person.pk else "",
                each.why_withdrawn if each.withdrawn_by_id == person.pk else "",
            )
            for each in added.for_page().order_by("pk")
        ],
    )


@holds(RecommendationEvidence)
def evidence_of_recommendations(person: Person, board: Board | None) -> Table:
    added = of_board(RecommendationEvidence.objects.filter(Q(by=person) | Q(withdrawn_by=person)), board)
    return Table(
        "Evidence of recommendations added or withdrawn",
        ("When", "Recommendation", "Evidence", "Link", "Withdrawn", "Why"),
        [
            (
                each.at if each.by_id == person.pk else "",
                str(each.recommendation),
                str(each),
                each.link,
                each.withdrawn_at if each.withdrawn_by_id == person.pk else "",
                each.why_withdrawn if each.withdrawn_by_id == person.pk else "",
            )
            for each in added.for_page().order_by("pk")
        ],
    )


@holds(AnswerEvidence)
def evidence_of_returns(person: Person, board: Board | None) -> Table:
    added = of_board(AnswerEvidence.objects.filter(Q(by=person) | Q(withdrawn_by=person)), board)
    return Table(
        "Evidence of returns added or withdrawn",
        ("When", "Self-assessment", "Agency", "Standard", "Evidence", "Withdrawn"),
        [
            (
                each.at if each.by_id == person.pk else "",
                each.answer.agency_return.assessment.title,
                each.answer.agency_return.body.name,
                str(each.answer.standard),
                str(each),
                each.withdrawn_at if each.withdrawn_by_id == person.pk else "",
            )
            for each in added.for_page().order_by("pk")
        ],
    )
