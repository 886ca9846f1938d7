"""What a person wrote for their groups; for the record of what is held about them."""

from lscb.workbook import Table
from reporting.models import Highlight
from subgroups.models import Board, Person
from subgroups.selectors.own_record import holds, of_board


@holds(Highlight)
def highlights_written(person: Person, board: Board | None) -> Table:
    written = of_board(Highlight.objects.filter(by=person), board)
    return Table(
        "Words of their groups",
        (
            "When",
            "Group",
            "Quarter",
            *(str(Highlight._meta.get_field(name).verbose_name).capitalize() for name in Highlight.FIELDS),
        ),
        [
            (each.at, each.body.name, each.quarter.name, *(getattr(each, name) for name in Highlight.FIELDS))
            for each in written.select_related("body", "quarter").order_by("at", "pk")
        ],
    )
