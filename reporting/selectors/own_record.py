"""What a person wrote for their groups; for the record of what is held about them."""

from lscb.speaking import ours, whose
from lscb.words import capital, own_words
from lscb.workbook import Table
from reporting.models import GroupUpdate, Highlight
from subgroups.models import Board, Person
from subgroups.selectors.own_record import holds, of_board


@holds(Highlight)
def highlights_written(person: Person, board: Board | None) -> Table:
    own = getattr(board or whose(), "own_words", None) or {}
    names = [Highlight._meta.get_field(name).verbose_name for name in Highlight.FIELDS]
    written = of_board(Highlight.objects.filter(by=person), board)
    return Table(
        "Words of their groups",
        (
            "When",
            "Group",
            "Reporting period",
            *(own_words(capital(ours(name)), own) for name in names),
        ),
        [
            (each.at, each.body.name, each.quarter.name, *(getattr(each, name) for name in Highlight.FIELDS))
            for each in written.select_related("body", "quarter").order_by("at", "pk")
        ],
    )


@holds(GroupUpdate)
def updates_sent(person: Person, board: Board | None) -> Table:
    own = getattr(board or whose(), "own_words", None) or {}
    fields = (*GroupUpdate.FIELDS, "name", "reason")
    names = [GroupUpdate._meta.get_field(name).verbose_name for name in fields]
    sent = of_board(GroupUpdate.objects.filter(by=person), board)
    return Table(
        "Updates of their groups",
        ("When", "Group", "Report", *(own_words(capital(ours(name)), own) for name in names)),
        [
            (each.at, each.body.name, str(each.due), *(getattr(each, name) for name in fields))
            for each in sent.select_related("body", "due__obligation__planned_report", "due__forum").order_by(
                "at", "pk"
            )
        ],
    )
