"""What a person wrote in plans, and what they were reminded of; for the record of what is held about them."""

from lscb.workbook import Table
from plans.models import DateChange, ProgressUpdate, Reminder
from subgroups.models import Board, Person
from subgroups.selectors.own_record import holds, of_board

_WORDS = [name for name in ProgressUpdate.SAID if name != "rating"]


@holds(ProgressUpdate)
def updates_written(person: Person, board: Board | None) -> Table:
    updates = of_board(ProgressUpdate.objects.filter(by=person), board)
    columns = [str(ProgressUpdate._meta.get_field(name).verbose_name).capitalize() for name in _WORDS]
    return Table(
        "Updates written",
        ("When", "Plan", "Action", "Quarter", "Rating", *columns),
        [
            (
                each.at,
                each.action.plan.title,
                each.action.reference or each.action.short_text,
                each.quarter.name,
                each.get_rating_display(),
                *(getattr(each, name) for name in _WORDS),
            )
            for each in updates.select_related("action__plan", "quarter").order_by("at", "pk")
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
