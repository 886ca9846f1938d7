"""What a person wrote for their groups; for the record of what is held about them."""

from lscb.speaking import ours, whose
from lscb.words import capital, own_words
from lscb.workbook import Table
from reporting.models import Highlight
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
